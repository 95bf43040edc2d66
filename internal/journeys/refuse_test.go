package journeys_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// refusal is a request that is wrong, and what the contract says of it.
type refusal struct {
	name   string
	by     *client
	method string
	path   string
	body   any // a string is sent as it is
	header []string
	status int
	code   string
	fields []string // the JSON Pointers of all faults
}

// problem is an answer that refuses.
type problem struct {
	Type, Title, Code, Detail string
	Status                    int
	RequestID                 string `json:"request_id"`
	Errors                    []struct{ Field, Code, Message, Found, Wanted string }
}

// refused sends a wrong request and returns the answer's bytes and what they say.
func (r *refusal) refused(t *testing.T) ([]byte, problem) {
	t.Helper()
	var body io.Reader
	switch b := r.body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		require.NoError(t, err)
		body = strings.NewReader(string(raw))
	}
	req, err := http.NewRequestWithContext(t.Context(), r.method, r.by.base+r.path, body)
	require.NoError(t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.by.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+r.by.bearer)
	}
	if r.by.cart != "" {
		req.Header.Set("Markthalle-Cart", r.by.cart)
	}
	for i := 0; i+1 < len(r.header); i += 2 {
		req.Header.Set(r.header[i], r.header[i+1])
	}
	res, err := r.by.http.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, r.status, res.StatusCode, "%s", raw)
	require.Equal(t, "application/problem+json", res.Header.Get("Content-Type"))
	var p problem
	require.NoError(t, json.Unmarshal(raw, &p), "%s", raw)
	require.Equal(t, res.Header.Get("X-Request-Id"), p.RequestID)
	return raw, p
}

// check compares a refusal with the contract.
func (r *refusal) check(t *testing.T) {
	t.Helper()
	raw, p := r.refused(t)
	require.Equal(t, r.code, p.Code, "%s", raw)
	require.Equal(t, r.status, p.Status)
	require.NotEmpty(t, p.Title)
	require.NotEmpty(t, p.Detail)
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field)
		require.NotEmpty(t, e.Code, "%s", raw)
		require.NotEmpty(t, e.Message, "%s", raw)
	}
	slices.Sort(fields)
	slices.Sort(r.fields)
	require.Equal(t, r.fields, slices.Compact(fields), "%s", raw) // a field may have several faults
}

// leaping is a machine whose clock can leap.
type leaping struct{ by atomic.Int64 }

// WallNow implements markthalle.Wall.
func (l *leaping) WallNow() time.Time {
	return markthalle.SystemClock{}.WallNow().Add(time.Duration(l.by.Load()))
}

// counter is a market with goods on its shelves and wrong requests to come.
type counter struct {
	*story
	anna, bert, gone *shop
	guest            *client
	cart, line       string // the guest's open cart with two of anna's mugs
	total            int64
	dear             *client // has a cart with one of anna's mugs, whose price has changed since
	dearCart         string
	dearLine         string
	dearTotal        int64
	late             *client // has a cart with a mug of the vendor who is gone
	lateCart         string
	lateLine         string
}

// lay opens a market and fills carts.
func lay(t *testing.T, wall markthalle.Wall) *counter {
	t.Helper()
	c := &counter{story: beginAt(openWith(t, wall))}
	category := c.category()
	for n := range 3 {
		sh := c.onboard(n)
		c.list(sh, category, "Mug number "+string(rune('0'+n)), 2000, 20, "blue", uint8(60+n*40))
		c.shops = append(c.shops, sh)
	}
	c.anna, c.bert, c.gone = c.shops[0], c.shops[1], c.shops[2]
	c.guest, c.cart, c.line, c.total = c.basket(c.anna.offer, 2)
	c.dear, c.dearCart, c.dearLine, c.dearTotal = c.basket(c.anna.offer, 1)
	c.late, c.lateCart, c.lateLine, _ = c.basket(c.gone.offer, 1)
	c.anna.do("PATCH", "/vendor/offers/"+c.anna.offer, obj{"price": obj{"amount": 2500, "currency": "EUR"}}, 200)
	c.total += 1000
	c.operator.post("/admin/vendors/"+c.gone.id+"/suspend", obj{"reasons": []string{"kyc_incomplete"}}, 200)
	return c
}

// basket fills a cart of its own.
func (c *counter) basket(offer string, n int64) (guest *client, path, line string, total int64) {
	guest = c.story.guest()
	cart := guest.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
	guest.cart, path = cart.str("cart_token"), "/store/carts/"+cart.str("id")
	guest.post(path+"/lines", obj{"offer_id": offer, "quantity": n}, 201)
	guest.do("PUT", path+"/address", obj{
		"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
	}, 200)
	view := guest.get(path)
	return guest, path, view.str("vendors", 0, "lines", 0, "id"), view.num("total", "amount")
}

// everything is all that a wrong request could have changed.
func (c *counter) everything() string {
	n := &namer{}
	var b strings.Builder
	for _, r := range []struct {
		by   *client
		path string
	}{
		{c.guest, c.cart},
		{c.late, c.lateCart},
		{c.anna.client, "/vendor/offers"},
		{c.anna.client, "/vendor/products"},
		{c.anna.client, "/vendor/shipping-profiles"},
		{c.anna.client, "/vendor/orders"},
		{c.bert.client, "/vendor/offers"},
		{c.operator, "/admin/vendors"},
		{c.operator, "/admin/orders"},
		{c.operator, "/admin/categories"},
		{c.operator, "/admin/payouts"},
		{c.operator, "/admin/ledger/transactions"},
		{c.operator, "/admin/commission-rules"},
	} {
		b.WriteString(r.path + n.text(r.by.get(r.path).v))
	}
	return b.String()
}

// TestRefusals: wrong requests get what the contract promises, every fault named, and
// change nothing.
func TestRefusals(t *testing.T) {
	wall := &leaping{}
	c := lay(t, wall)
	idle := c.signIn("vendor0@journey.example")
	before := c.everything()
	for _, r := range slices.Concat(c.wrongBodies(), c.wrongQueries(), c.wrongTrade(), c.wrongConditions()) {
		t.Run(r.name, func(t *testing.T) {
			r.check(t)
			require.Equal(t, before, c.everything(), "nothing has changed")
		})
	}
	t.Run("foreign id", func(t *testing.T) { c.foreign(t) })
	t.Run("key of another request", func(t *testing.T) { c.otherRequest(t) })
	t.Run("expired session", func(t *testing.T) {
		wall.by.Store(int64(31 * 24 * time.Hour))
		r := refusal{by: idle, method: "GET", path: "/vendor/offers", status: 401, code: markthalle.ErrSignIn.Code}
		r.check(t)
	})
}
