package endpoint_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
)

// echo tells who acts.
func echo(c *endpoint.Call, _ none) (said, error) {
	return said{ID: c.Actor.Kind.String() + " " + c.Actor.ID() + " " + string(c.Actor.Vendor)}, nil
}

// everybody is one bearer of each kind.
func everybody() bearers {
	limited := key("ven_1", markthalle.VendorOwner)
	limited.Key.IPs = []string{"192.0.2.9"}
	return bearers{
		"buyer": person("per_b"), "owner": person("per_o", member("ven_1", markthalle.VendorOwner)),
		"finance": person("per_f", member("ven_1", markthalle.VendorFinance)),
		"both":    person("per_2", member("ven_1", markthalle.VendorOwner), member("ven_2", markthalle.VendorReadOnly)),
		"op":      person("per_op", member("", markthalle.OperatorOwner)), "auditor": person("per_a", member("", markthalle.OperatorAuditor)),
		"mk_all": key("ven_1", markthalle.VendorOwner), "mk_stock": key("ven_1", markthalle.VendorOwner, markthalle.OffersRead),
		"mk_op": key("", markthalle.OperatorOwner), "mk_away": limited,
	}
}

// Who may ask is decided before anything of the request is read.
func TestAudiencesAndPermissions(t *testing.T) {
	t.Parallel()
	b := serve(t, everybody(),
		endpoint.Route("GET", "/public", "Public.", echo),
		endpoint.Route("GET", "/person", "Person.", echo, endpoint.For(endpoint.Person, "")),
		endpoint.Route("GET", "/vendor", "Vendor.", echo, endpoint.For(endpoint.Vendor, markthalle.OffersWrite)),
		endpoint.Route("GET", "/operator", "Operator.", echo, endpoint.For(endpoint.Operator, markthalle.OffersWrite)),
	)
	for _, c := range []struct {
		path, bearer, vendor string
		status               int
		want                 string // who acts, or the code of the problem
	}{
		{"/public", "", "", 200, "guest guest "},
		{"/public", "buyer", "", 200, "buyer per_b "},
		{"/public", "mk_all", "", 200, "guest guest "},
		{"/public", "expired", "", 401, "accounts.sign_in_required"},
		{"/person", "", "", 401, "accounts.sign_in_required"},
		{"/person", "owner", "", 200, "buyer per_o "},
		{"/person", "mk_all", "", 403, "accounts.permission_missing"},
		{"/vendor", "", "", 401, "accounts.sign_in_required"},
		{"/vendor", "buyer", "", 403, "accounts.permission_missing"},
		{"/vendor", "owner", "", 200, "vendor per_o ven_1"},
		{"/vendor", "owner", "ven_1", 200, "vendor per_o ven_1"},
		{"/vendor", "owner", "ven_2", 404, "not_found"},
		{"/vendor", "finance", "", 403, "accounts.permission_missing"},
		{"/vendor", "both", "", 422, "accounts.vendor_ambiguous"},
		{"/vendor", "both", "ven_1", 200, "vendor per_2 ven_1"},
		{"/vendor", "both", "ven_2", 403, "accounts.permission_missing"},
		{"/vendor", "op", "", 403, "accounts.permission_missing"},
		{"/vendor", "mk_all", "", 200, "vendor key_1 ven_1"},
		{"/vendor", "mk_all", "ven_2", 404, "not_found"},
		{"/vendor", "mk_stock", "", 403, "accounts.permission_missing"},
		{"/vendor", "mk_op", "", 403, "accounts.permission_missing"},
		{"/vendor", "mk_away", "", 401, "accounts.sign_in_required"},
		{"/operator", "op", "", 200, "operator per_op "},
		{"/operator", "auditor", "", 403, "accounts.permission_missing"},
		{"/operator", "owner", "", 403, "accounts.permission_missing"},
		{"/operator", "mk_op", "", 200, "operator key_1 "},
		{"/operator", "mk_all", "", 403, "accounts.permission_missing"},
	} {
		t.Run(c.path+" "+c.bearer+" "+c.vendor, func(t *testing.T) {
			var headers []string
			if c.bearer != "" {
				headers = append(headers, as(c.bearer)...)
			}
			if c.vendor != "" {
				headers = append(headers, "Markthalle-Vendor", c.vendor)
			}
			b := *b
			b.t = t
			// The pages' cookie means nothing here.
			a := b.send("GET", c.path, "", append(headers, "Cookie", "session=op; mst=op")...)
			if c.status != 200 {
				a.problem(c.status, c.want)
				return
			}
			require.Equal(t, 200, a.status, a.raw)
			require.Contains(t, a.raw, `"id":"`+c.want+`"`)
		})
	}
}

// The permission is asked before the body: who may not, learns nothing of the rules.
func TestRefusedBeforeRead(t *testing.T) {
	t.Parallel()
	b := serve(t, nil, endpoint.Route("POST", "/orders/{id}", "Order.", func(*endpoint.Call, order) (none, error) { return none{}, nil },
		endpoint.For(endpoint.Person, "")))
	b.send("POST", "/orders/1", `{"lines":`).problem(401, "accounts.sign_in_required")
}

// Limits hold per minute and address: doubled for people, ten times for keys. Who is
// refused is counted as well.
func TestRates(t *testing.T) {
	t.Parallel()
	who := bearers{"ada": person("per_a"), "mk_1": key("ven_1", markthalle.VendorOwner)}
	for _, c := range []struct {
		name, path string
		headers    []string
		limit, ok  int
	}{
		{"guest", "/in", nil, 10, 204},
		{"person", "/in", as("ada"), 20, 204},
		{"key", "/in", as("mk_1"), 100, 204},
		{"wrong token", "/in", as("guess"), 10, 401},
		{"upload", "/up", nil, 30, 204},
		{"checkout", "/buy", nil, 30, 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			do := func(*endpoint.Call, none) (none, error) { return none{}, nil }
			b := serve(t, who,
				endpoint.Route("POST", "/in", "In.", do, endpoint.Limit(endpoint.RateSignIn)),
				endpoint.Route("POST", "/up", "Up.", do, endpoint.Limit(endpoint.RateUpload)),
				endpoint.Route("POST", "/buy", "Buy.", do, endpoint.Limit(endpoint.RateCheckout)),
				endpoint.Route("GET", "/read", "Read.", do),
				endpoint.Route("POST", "/hook", "Hook.", do, endpoint.Limit(endpoint.RateNone)),
			)
			b.clock.Advance(15 * time.Second)
			for i := range c.limit {
				a := b.send("POST", c.path, "", c.headers...)
				require.Equal(t, c.ok, a.status)
				require.Equal(t, strconv.Itoa(c.limit), a.header.Get("RateLimit-Limit"))
				require.Equal(t, strconv.Itoa(c.limit-i-1), a.header.Get("RateLimit-Remaining"))
				require.Equal(t, "45", a.header.Get("RateLimit-Reset"))
			}
			over := b.send("POST", c.path, "", c.headers...)
			over.problem(http.StatusTooManyRequests, "request.rate")
			require.Equal(t, "45", over.header.Get("Retry-After"))
			require.Equal(t, "0", over.header.Get("RateLimit-Remaining"))
			require.Equal(t, 204, b.send("GET", "/read", "").status, "other classes are not concerned")
			hook := b.send("POST", "/hook", "")
			require.Equal(t, 204, hook.status)
			require.Empty(t, hook.header.Get("RateLimit-Limit"))
			b.clock.Advance(45 * time.Second)
			require.Equal(t, c.ok, b.send("POST", c.path, "", c.headers...).status, "a new minute")
		})
	}
}

func TestRateClasses(t *testing.T) {
	t.Parallel()
	for class, limit := range map[endpoint.Rate]int{
		endpoint.RateRead: 600, endpoint.RateSearch: 300, endpoint.RateWrite: 120, endpoint.RateCheckout: 30,
		endpoint.RateSignIn: 10, endpoint.RateUpload: 30, endpoint.RateNone: 0,
	} {
		require.Equal(t, limit, class.PerMinute())
	}
	off := endpoint.NewLimiter(markthalle.NewManualClock(start), true)
	for range 50 {
		require.True(t, off.Take("192.0.2.1", endpoint.RateSignIn, 1).OK)
	}
}

// A person's memberships of one organisation add up.
func TestRolesAddUp(t *testing.T) {
	t.Parallel()
	who := bearers{"p": person("per_p", accounts.Membership{Vendor: "ven_1", Roles: []markthalle.Role{markthalle.VendorFinance, markthalle.VendorCatalogue}})}
	b := serve(t, who,
		endpoint.Route("GET", "/ledger", "Ledger.", echo, endpoint.For(endpoint.Vendor, markthalle.LedgerRead)),
		endpoint.Route("GET", "/offers", "Offers.", echo, endpoint.For(endpoint.Vendor, markthalle.OffersWrite)),
		endpoint.Route("GET", "/members", "Members.", echo, endpoint.For(endpoint.Vendor, markthalle.MembersRead)))
	require.Equal(t, 200, b.send("GET", "/ledger", "", as("p")...).status)
	require.Equal(t, 200, b.send("GET", "/offers", "", as("p")...).status)
	b.send("GET", "/members", "", as("p")...).problem(403, "accounts.permission_missing")
}
