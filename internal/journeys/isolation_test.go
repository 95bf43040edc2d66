package journeys_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// TestIsolation is the matrix of MKT-26, made from the table of endpoints: every route
// is asked by a guest, two buyers and somebody in each role, about an own object, a
// foreign one and one that does not exist.
//
//   - Who lacks the permission gets 401 or 403, by the table alone.
//   - A foreign object is 404, and the bytes are those of an object that is not there.
//   - A foreign id inside a body is answered as one that does not exist.
//   - Nothing in any answer belongs to somebody else.
//   - After all strangers have tried everything, nothing has changed.
//   - Who has the permission is let through to the domain, and reads succeed.
//
// A new route needs nothing here, unless it names a new kind of object: then the test
// fails until the world has one.
func TestIsolation(t *testing.T) {
	w := newWorld(t)
	table := w.m.Table()
	before := w.photograph(table)
	for i := range table {
		e := &table[i]
		t.Run("strangers/"+e.Method+e.Path, func(t *testing.T) { w.strangers(t, e) })
	}
	t.Logf("foreign ids in bodies: %v", w.bodies)
	require.GreaterOrEqual(t, len(w.bodies), 4, "routes with ids in their bodies")
	after := w.photograph(table)
	for what, was := range before {
		assert.Equal(t, was, after[what], "a stranger changed %s", what)
	}
	order := slices.Clone(table)
	slices.SortStableFunc(order, func(a, b endpoint.Endpoint) int { return weight(&a) - weight(&b) })
	for i := range order {
		e := &order[i]
		t.Run("owners/"+e.Method+e.Path, func(t *testing.T) { w.owners(t, e) })
	}
}

// weight puts reads first and what ends things last, so that objects live as long as
// somebody wants to ask about them.
func weight(e *endpoint.Endpoint) int {
	switch {
	case e.Method == http.MethodGet:
		return 0
	case strings.HasSuffix(e.Path, "/sessions/current"):
		return 4
	case strings.HasSuffix(e.Path, "/terminate"), strings.HasSuffix(e.Path, "/suspend"):
		return 3
	case e.Method == http.MethodDelete:
		return 2
	}
	return 1
}

// decided are permissions that a service asks for by what the body says.
var decided = map[string]markthalle.Permission{
	"POST /vendor/imports": markthalle.ProductsWrite, // of products, as the body of the matrix says
}

// expect is the status that the table promises an actor: 401, 403, or 0 for everything
// that the domain may say.
func expect(e *endpoint.Endpoint, a actor) int {
	p := e.Permission
	if d, ok := decided[e.Method+" "+e.Path]; ok {
		p = d
	}
	organisation := ""
	switch e.Audience {
	case endpoint.Public, endpoint.Hook:
		return 0
	case endpoint.Person:
	case endpoint.Vendor:
		organisation = "vendor"
	case endpoint.Operator:
		organisation = "operator"
	}
	switch {
	case !a.signedIn():
		return http.StatusUnauthorized
	case organisation != "" && a.role.Organisation() != organisation, p != "" && !a.role.Grants(p):
		return http.StatusForbidden
	}
	return 0
}

// private are the kinds of objects that belong to a buyer.
var private = []string{"cart", "order", "session", "case"}

// operators are the kinds of objects of vendors that even operators do not reach by id.
var operators = []string{"member", "key"}

// missing are kinds of objects that a healthy market has none of.
var missing = []string{"dead_letter", "incident"}

// whose names whose object is an actor's own at an endpoint, and whose is foreign; ""
// where there is none.
func (w *world) whose(e *endpoint.Endpoint, a actor) (own, foreign string) {
	switch {
	case e.Audience == endpoint.Vendor:
		return a.owner(), map[string]string{"a": "b", "b": "a"}[a.vendor]
	case e.Audience == endpoint.Operator && slices.Contains(operators, e.Object):
		return "op", "a"
	case e.Audience == endpoint.Operator:
		return "op", ""
	case !slices.Contains(private, e.Object) || len(e.Params()) == 0:
		return "all", ""
	case a.buyer != "":
		return a.buyer, map[string]string{"x": "y", "y": "x"}[a.buyer]
	}
	return "", "x"
}

// path fills the parameters of a path with the ids of an owner. The id of the object
// itself may be replaced by one that does not exist.
func (w *world) path(t *testing.T, e *endpoint.Endpoint, owner string, exists bool) string {
	t.Helper()
	out := e.Path
	for _, p := range e.Params() {
		id := ""
		for _, from := range []string{owner, "all"} {
			for _, key := range []string{e.Object + "." + p, e.Object, p} {
				if id == "" && (key != e.Object || p == "id") {
					id = w.things[from][key]
				}
			}
		}
		if slices.Contains(missing, e.Object) {
			id = "dl_none"
		}
		if owner == "op" && id == "" {
			id = w.things["a"][e.Object]
		}
		require.NotEmpty(t, id, "the world has no %q for {%s} of %s %s: declare what it is with endpoint.About, and make one in isolation_world_test.go",
			e.Object, p, e.Method, e.Path)
		if !exists && p == e.Params()[0] {
			id = id[:len(id)-4] + "zzzz"
		}
		out = strings.ReplaceAll(out, "{"+p+"}", id)
	}
	return out
}

// echo is how a fault repeats what was sent, which tells the sender nothing.
var echo = regexp.MustCompile(`"found":"([^"]*)"`)

// reply is what came back, with the request id taken out.
type reply struct {
	status int
	kind   string
	body   string
}

// ask sends a request with a body that the endpoint accepts.
func (w *world) ask(t *testing.T, e *endpoint.Endpoint, a actor, path, owner string, headers ...string) reply {
	t.Helper()
	var body []byte
	kind := "application/json"
	switch {
	case e.Method == http.MethodGet || e.Method == http.MethodDelete:
	case e.Multipart:
		file := []byte("sku,title\nQ-1,Bowl\n")
		if strings.HasSuffix(e.Path, "/media") || strings.HasSuffix(e.Path, "/files") {
			file = picture(t, 33)
		}
		kind, body = form(t, w.body(e, owner), "file.csv", file)
	default:
		var err error
		body, err = json.Marshal(w.body(e, owner))
		require.NoError(t, err)
	}
	return w.send(t, e, a, path, kind, body, headers...)
}

// send sends a request with a body that is there already.
func (w *world) send(t *testing.T, e *endpoint.Endpoint, a actor, path, kind string, body []byte, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), e.Method, a.base+path, bytes.NewReader(body))
	require.NoError(t, err)
	if len(body) > 0 {
		req.Header.Set("Content-Type", kind)
	}
	if a.signedIn() {
		req.Header.Set("Authorization", "Bearer "+a.bearer)
	}
	if e.Idempotency == endpoint.Required {
		req.Header.Set("Idempotency-Key", "isolation "+a.name+path)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	text := strings.ReplaceAll(string(raw), res.Header.Get("X-Request-Id"), "")
	require.Less(t, res.StatusCode, 500, "%s asks %s %s: %s", a.name, e.Method, path, text)
	w.keepsSecrets(t, e, a, echo.ReplaceAllStringFunc(text, func(found string) string {
		if id := echo.FindStringSubmatch(found)[1]; bytes.Contains(body, []byte(`"`+id+`"`)) {
			return ""
		}
		return found
	}))
	return reply{res.StatusCode, res.Header.Get("Content-Type"), text}
}

// keepsSecrets fails when an answer holds what belongs to somebody else. Operators may
// read what is the market's and what vendors and buyers did.
func (w *world) keepsSecrets(t *testing.T, e *endpoint.Endpoint, a actor, text string) {
	t.Helper()
	if e.Audience == endpoint.Operator && a.role.Organisation() == "operator" {
		return
	}
	for owner, list := range w.secrets {
		if owner == a.owner() {
			continue
		}
		for _, secret := range list {
			if strings.Contains(text, secret) && !w.trades(e, a, owner, secret) {
				assert.Fail(t, "leak", "%s reads %q of %s at %s %s: %s", a.name, secret, owner, e.Method, e.Path, text)
			}
		}
	}
}

// trades reports whether a secret is known through an order: a buyer knows the vendors'
// parts and parcels of it, nothing else is told to either side.
func (w *world) trades(e *endpoint.Endpoint, a actor, owner, secret string) bool {
	if a.buyer == "" || e.Object != "order" && !strings.HasPrefix(e.Path, "/store/") {
		return false
	}
	mine := w.things[owner]
	return secret == mine["vendor_order"] || secret == mine["shipment"] || secret == mine["shipping_profile"]
}

// strangers lets everybody ask who must be refused.
func (w *world) strangers(t *testing.T, e *endpoint.Endpoint) {
	for _, a := range w.actors {
		own, foreign := w.whose(e, a)
		if status := expect(e, a); status != 0 {
			switch {
			case slices.Contains(private, e.Object):
				own = "x"
			case e.Audience == endpoint.Vendor && a.vendor == "":
				own = "a"
			}
			got := w.ask(t, e, a, w.path(t, e, own, true), own)
			assert.Equal(t, status, got.status, "%s asks %s %s: %s", a.name, e.Method, e.Path, got.body)
			assert.Equal(t, "application/problem+json", got.kind)
			continue
		}
		if e.Audience == endpoint.Hook {
			continue // signed by the provider; has its own tests
		}
		w.foreignBodies(t, e, a)
		if len(e.Params()) > 0 && e.Object != "" && foreign != "" {
			w.alike(t, e, a, w.path(t, e, foreign, true), w.path(t, e, foreign, false))
		}
		if e.Audience == endpoint.Vendor {
			path := w.path(t, e, own, true)
			other := w.things[foreign]["vendor"]
			theirs := w.ask(t, e, a, path, own, "Markthalle-Vendor", other)
			nobody := w.ask(t, e, a, path, own, "Markthalle-Vendor", other[:len(other)-4]+"zzzz")
			assert.Equal(t, http.StatusNotFound, theirs.status, "%s acts for another vendor: %s", a.name, theirs.body)
			assert.Equal(t, nobody, theirs)
		}
	}
}

// alike asks about a foreign object and about none: both are absent, to the byte.
func (w *world) alike(t *testing.T, e *endpoint.Endpoint, a actor, foreign, unknown string) {
	t.Helper()
	theirs := w.ask(t, e, a, foreign, a.owner())
	nobody := w.ask(t, e, a, unknown, a.owner())
	assert.Equal(t, http.StatusNotFound, theirs.status, "%s asks for a foreign object at %s %s: %s", a.name, e.Method, e.Path, theirs.body)
	assert.Equal(t, nobody, theirs, "%s can tell a foreign object from none at %s %s", a.name, e.Method, e.Path)
}

// owners lets everybody ask who may: the domain answers, and reads succeed.
func (w *world) owners(t *testing.T, e *endpoint.Endpoint) {
	if e.Audience == endpoint.Hook {
		return
	}
	first := true
	for _, a := range w.actors {
		own, _ := w.whose(e, a)
		if own == "" || expect(e, a) != 0 {
			continue
		}
		got := w.ask(t, e, a, w.path(t, e, own, true), own)
		if slices.Contains(missing, e.Object) {
			assert.Equal(t, http.StatusNotFound, got.status)
			continue
		}
		assert.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, got.status, "%s asks %s %s: %s", a.name, e.Method, e.Path, got.body)
		if none := got.status == http.StatusNotFound && slices.Contains(private, e.Object) && a.buyer == ""; e.Method == http.MethodGet && !none {
			assert.Less(t, got.status, 300, "%s reads %s: %s", a.name, e.Path, got.body)
		}
		if first && len(e.Params()) > 0 {
			assert.NotEqual(t, http.StatusNotFound, got.status, "%s does not find the own object at %s %s: %s", a.name, e.Method, e.Path, got.body)
		}
		first = false
	}
}

// moving are reads whose answer changes by itself.
var moving = []string{
	"/store/search", "/store/suggest", "/store/sessions", "/admin/work", "/admin/clock", "/admin/search/queries", "/admin/search/explain",
}

// photograph reads everything that there is, as those whose it is.
func (w *world) photograph(table []endpoint.Endpoint) map[string]string {
	out := map[string]string{}
	for i := range table {
		e := &table[i]
		if e.Method != http.MethodGet || slices.Contains(moving, e.Path) {
			continue
		}
		for _, a := range w.actors {
			own, _ := w.whose(e, a)
			reader := a.buyer != "" || strings.HasSuffix(string(a.role), ".owner")
			if own == "" || !reader || expect(e, a) != 0 {
				continue
			}
			got := w.ask(w.t, e, a, w.path(w.t, e, own, true), own)
			out[a.name+" at "+e.Path] = sealed.ReplaceAllString(got.body, "")
		}
	}
	require.NotEmpty(w.t, slices.Collect(maps.Keys(out)))
	return out
}

// sealed is what time alone writes into the books: the batch that a transaction is in.
var sealed = regexp.MustCompile(`"batch":\d+,?`)
