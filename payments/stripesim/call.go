package stripesim

import (
	"net/http"
	"sort"
	"strings"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// call is one request to one resource: the command, who it is for and its parameters.
type call struct {
	*tx
	home string // the account that the request is for
	p    *form.Value
	args []string // the path's variable parts
}

// handler executes one operation and returns what is shown: a record, a page or a
// plain struct. What it wrote is discarded when it returns an error, unless the error
// says that it commits.
type handler func(*call) (any, error)

// route is one operation.
type route struct {
	method string
	path   []string // "{}" is a variable part
	schema *form.Schema
	run    handler
	global bool // may not be called for a connected account
}

// router finds operations by method and path.
type router struct{ byHead map[string][]*route }

func newRouter() *router {
	r := &router{byHead: map[string][]*route{}}
	for _, x := range operations() {
		r.byHead[x.path[0]] = append(r.byHead[x.path[0]], x)
	}
	return r
}

// match returns the operation for a path below /v1 and the path's variable parts.
// Fixed parts win over variable ones.
func (r *router) match(method, path string) (*route, []string) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	var best *route
	var args []string
	for _, x := range r.byHead[parts[0]] {
		if x.method != method || len(x.path) != len(parts) {
			continue
		}
		var got []string
		ok := true
		for i, want := range x.path {
			switch {
			case want == "{}":
				got = append(got, parts[i])
			case want != parts[i]:
				ok = false
			}
		}
		if ok && (best == nil || len(got) < len(args)) {
			best, args = x, got
		}
	}
	return best, args
}

// isLiveKey reports whether a key belongs to real money.
func isLiveKey(k string) bool {
	return strings.HasPrefix(k, "sk_live") || strings.HasPrefix(k, "rk_live")
}

// authorise checks the key and returns the account that the request is for.
func (s *Simulator) authorise(r *http.Request) (string, *Error) {
	key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if user, _, ok := r.BasicAuth(); ok {
		key = user
	}
	fail := func(format string) *Error {
		e := invalid("", "", "%s", format)
		e.Status = http.StatusUnauthorized
		return e
	}
	if key == "" {
		return "", fail("You did not provide an API key. You need to provide your API key in the Authorization header, " +
			"using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
	}
	ok := strings.HasPrefix(key, "sk_test_") || strings.HasPrefix(key, "rk_test_")
	if len(s.cfg.APIKeys) > 0 {
		ok = contains(s.cfg.APIKeys, key)
	}
	if !ok {
		return "", fail("Invalid API Key provided: " + maskKey(key))
	}
	acct := r.Header.Get("Stripe-Account")
	if acct == "" || acct == platformID {
		return platformID, nil
	}
	s.mu.Lock()
	a, found := s.st.rows[acct].(*account)
	s.mu.Unlock()
	if !found || a.Sim.Deauthorized {
		e := invalid("account_invalid", "", "The provided key '%s' does not have access to account '%s' (or that account "+
			"does not exist). Application access may have been revoked.", maskKey(key), acct)
		e.Status = http.StatusForbidden
		return "", e
	}
	return acct, nil
}

func maskKey(key string) string {
	if len(key) <= 12 {
		return strings.Repeat("*", len(key))
	}
	return key[:8] + strings.Repeat("*", len(key)-12) + key[len(key)-4:]
}

// perform runs one operation inside a command: checks the parameters, executes, makes
// sure that nothing was ignored, and renders the answer with its expansions.
func (c *call) perform(x *route) ([]byte, error) {
	if f := x.schema.Check(c.p); f != nil {
		return nil, invalid(f.Code, f.Param, "%s", f.Message)
	}
	expand := c.p.Strings("expand")
	out, err := x.run(c)
	if err != nil && !asError(err).commits {
		return nil, err
	}
	if unused := c.p.Unused(); len(unused) > 0 {
		return nil, notImplemented("parameter " + unused[0])
	}
	if err != nil {
		return nil, err
	}
	return c.render(out, expand)
}

// applyMetadata merges sent metadata over what is there: an empty text deletes a key,
// an empty hash all of them.
func (c *call) applyMetadata(p *form.Value, old metadata) (metadata, error) {
	node := p.Get("metadata")
	if node == nil {
		return old, nil
	}
	if node.IsText() {
		node.Text()
		return metadata{}, nil
	}
	sent, _ := p.Map("metadata")
	out := make(metadata, len(old)+len(sent))
	for k, v := range old {
		out[k] = v
	}
	for _, k := range sortedKeys(sent) {
		v := sent[k]
		switch {
		case v == "":
			delete(out, k)
			continue
		case len([]rune(k)) > 40:
			return nil, invalid("", "metadata", "Metadata keys can be up to 40 characters: %s", k)
		case len([]rune(v)) > 500:
			return nil, invalid("", "metadata["+k+"]", "Metadata values can have up to 500 characters, but you passed in a value that is %d characters.", len([]rune(v)))
		}
		out[k] = v
	}
	if len(out) > 50 {
		return nil, invalid("", "metadata", "Metadata can have up to 50 keys, but you passed in %d.", len(out))
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// oneOf refuses a parameter whose value is none of the allowed ones.
func oneOf(param, value string, allowed ...string) *Error {
	if contains(allowed, value) {
		return nil
	}
	return invalid("", param, "Invalid %s: must be one of %s", param, strings.Join(allowed, ", "))
}

// required returns a parameter that must be sent and not be empty.
func required(p *form.Value, name string) (string, *Error) {
	v := p.Get(name)
	switch {
	case v == nil:
		return "", missing(nested(p, name))
	case v.Text() == "":
		return "", invalid("parameter_invalid_empty", v.Path(), "%s", form.EmptyMessage(v.Path()))
	}
	return v.Text(), nil
}

func nested(p *form.Value, name string) string {
	if p.Path() == "" {
		return name
	}
	return p.Path() + "[" + name + "]"
}
