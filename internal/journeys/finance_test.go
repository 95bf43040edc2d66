package journeys_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
)

// exact is an answer to the byte: its status, its header without what differs for every
// request, and its body.
type exact struct {
	status int
	header string
	body   string
}

func (c *client) exact(path string) exact {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	require.NoError(c.t, err)
	req.Header.Set("Authorization", "Bearer "+c.bearer)
	res, err := c.http.Do(req)
	require.NoError(c.t, err)
	defer func() { require.NoError(c.t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	id := res.Header.Get("X-Request-Id")
	for _, name := range []string{"Date", "X-Request-Id", "Ratelimit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "Ratelimit-Remaining", "Ratelimit-Reset"} {
		res.Header.Del(name)
	}
	var header strings.Builder
	require.NoError(c.t, res.Header.Write(&header))
	return exact{res.StatusCode, header.String(), strings.ReplaceAll(string(raw), id, "")}
}

// TestFinanceLearnsNothingOfOtherVendors: whatever another vendor sells, is refunded, fined,
// paid or held back, not a byte changes in anything that a vendor's finance role can read,
// lists, reports and exports alike; and an id of the other vendor is answered as one that
// does not exist, header and body. That both take as long follows from the path: an id that
// is not the vendor's own is refused before anything is read (payouts'
// TestForeignPayoutIsNotRead counts the reads).
func TestFinanceLearnsNothingOfOtherVendors(t *testing.T) {
	s := begin(t)
	s.open()
	a, b := s.shops[0], s.shops[1]
	s.settle(s.sell())
	finance := s.financeOf(a)

	before := s.financeReads(finance)
	require.Greater(t, len(before), 8)
	_, order, _, _ := s.buy(map[string]int64{b.offer: 3})
	s.eventually(func() bool { return len(b.get("/vendor/orders").list("items")) == 2 })
	part := b.get("/vendor/orders").list("items")[0]
	path := "/vendor/orders/" + part.str("id")
	b.post(path+"/accept", obj{}, 200)
	shipped := b.post(path+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
	b.post("/vendor/shipments/"+shipped.str("shipments", 0, "id")+"/delivered", obj{}, 200)
	b.post(path+"/refunds", obj{"lines": []obj{{"line_id": part.str("lines", 0, "id"), "quantity": 1}}, "reason": "damaged"}, 201)
	s.operator.post("/admin/ledger/entries", obj{"vendor": b.id, "kind": "fine", "amount": obj{"amount": 700, "currency": "EUR"}, "reason": "late parcels"}, 201)
	s.operator.post("/admin/vendors/"+b.id+"/holds", obj{"reason": "a question"}, 201)
	s.settled()
	s.proved(order)
	for path, was := range before {
		require.Equal(t, was, finance.exact(path), "%s tells of another vendor", path)
	}

	theirs := b.get("/vendor/payouts").str("items", 0, "id")
	require.Contains(t, theirs, markthalle.Body(markthalle.VendorID(b.id)))
	unknown := strings.Replace(theirs, "_eur_", "_eur_1999", 1)
	none := finance.exact("/vendor/payouts/" + unknown)
	require.Equal(t, http.StatusNotFound, none.status)
	require.Equal(t, none, finance.exact("/vendor/payouts/"+theirs))
	require.Equal(t, none, finance.exact("/vendor/payouts/po_nobody"))
	foreign := finance.exact(path)
	require.Equal(t, http.StatusNotFound, foreign.status)
	require.Equal(t, foreign, finance.exact(path[:len(path)-4]+"zzzz"))
	for _, admin := range []string{"/admin/ledger/accounts", "/admin/ledger/transactions", "/admin/ledger/trial-balance"} {
		require.Equal(t, http.StatusForbidden, finance.exact(admin).status)
	}
}

// financeOf signs somebody in who keeps a vendor's books and nothing else.
func (s *story) financeOf(sh *shop) *client {
	s.t.Helper()
	p, err := s.m.Accounts.CreatePerson(s.t.Context(), accounts.NewPerson{
		Email: "books@journey.example", Name: "Bettina", Locale: markthalle.English, Password: password, Verified: true,
	})
	require.NoError(s.t, err)
	_, err = s.m.Accounts.Grant(s.t.Context(), p.PersonID(), markthalle.VendorID(sh.id), markthalle.VendorFinance)
	require.NoError(s.t, err)
	return s.signIn("books@journey.example")
}

// financeReads is every answer that the role can read of its vendor: all routes of the
// table without an id, and those of money with it. The PDF of a statement is left out: it
// is made of what the CSV is made of, and its writer does not order its own objects.
func (s *story) financeReads(c *client) map[string]exact {
	s.t.Helper()
	paths := []string{
		"/vendor/statements/2026-01", "/vendor/ledger?account=held", "/vendor/ledger?account=payable", "/vendor/ledger?account=reserve",
		"/vendor/payouts/" + c.get("/vendor/payouts").str("items", 0, "id"),
	}
	month := s.now().UTC().Format("2006-01")
	for _, format := range []string{"json", "csv"} {
		paths = append(paths, fmt.Sprintf("/vendor/statements/%s?format=%s", month, format))
	}
	for _, e := range s.m.Table() {
		if e.Method == http.MethodGet && e.Audience == endpoint.Vendor && len(e.Params()) == 0 && (e.Permission == "" || markthalle.VendorFinance.Grants(e.Permission)) {
			paths = append(paths, e.Path)
		}
	}
	out := map[string]exact{}
	for _, path := range paths {
		got := c.exact(path)
		require.Less(s.t, got.status, 400, "%s: %s", path, got.body)
		out[path] = got
	}
	return out
}
