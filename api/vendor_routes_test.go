package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/store"
)

// vendorContract is the list of routes of the API contract under vendor/ that services
// exist for: method, path, status of success.
const vendorContract = `
POST vendor/applications 201
GET vendor/onboarding 200
POST vendor/onboarding/payment-account 201
POST vendor/products 201
GET vendor/products 200
GET vendor/products/{id} 200
PATCH vendor/products/{id} 200
POST vendor/media 201
POST vendor/offers 201
PATCH vendor/offers/{id} 200
PUT vendor/offers/{id}/stock 200
GET vendor/offers/{id}/buy-box 200
GET vendor/offers/{id}/search 200
POST vendor/offers/{id}/buy-box/simulations 200
POST vendor/imports 202
GET vendor/imports/{id} 200
GET vendor/imports/{id}/errors 200
GET vendor/shipping-profiles 200
POST vendor/shipping-profiles 201
GET vendor/orders 200
GET vendor/orders/{id} 200
POST vendor/orders/{id}/accept 200
POST vendor/orders/{id}/refuse 200
POST vendor/orders/{id}/shipments 201
POST vendor/orders/{id}/cancel 200
POST vendor/orders/{id}/evidence 201
DELETE vendor/orders/{id}/evidence/{evidence} 200
POST vendor/orders/{id}/refunds 201
POST vendor/shipments/{id}/delivered 200
GET vendor/orders/{id}/fees 200
POST vendor/fee-quotes 200
GET vendor/members 200
POST vendor/members 201
DELETE vendor/members/{id} 204
GET vendor/keys 200
POST vendor/keys 201
DELETE vendor/keys/{id} 204
GET vendor/balance 200
GET vendor/ledger 200
GET vendor/payouts 200
GET vendor/bank-payouts 200
GET vendor/bank-payouts/{id} 200
GET vendor/statements/{month} 200
GET vendor/invoices 200
GET vendor/invoices/{month} 200
GET vendor/reports/dac7/{year} 200
GET vendor/promotions 200
POST vendor/promotions 201
`

// checkContract finds every route of a list in a table, with its status.
func checkContract(t *testing.T, contract string, table []endpoint.Endpoint) {
	t.Helper()
	declared := map[string]int{}
	for _, e := range table {
		key := e.Method + " " + strings.TrimPrefix(e.Path, "/")
		if _, twice := declared[key]; twice {
			t.Errorf("%s is declared twice", key)
		}
		declared[key] = e.Status
	}
	for _, line := range strings.Split(strings.TrimSpace(contract), "\n") {
		f := strings.Fields(line)
		status, ok := declared[f[0]+" "+f[1]]
		switch {
		case !ok:
			t.Errorf("%s %s is not declared", f[0], f[1])
		case http.StatusText(status) == "" || f[2] != statusText(status):
			t.Errorf("%s %s answers %d, want %s", f[0], f[1], status, f[2])
		}
	}
}

func statusText(status int) string {
	b, _ := json.Marshal(status)
	return string(b)
}

func TestVendorContractIsDeclared(t *testing.T) {
	t.Parallel()
	checkContract(t, vendorContract, (&routes{}).vendor())
}

// checkDeclarations holds a table against the rules that all its rows follow.
func checkDeclarations(t *testing.T, table []endpoint.Endpoint, audience endpoint.Audience, open ...string) {
	t.Helper()
	for _, e := range table {
		name := e.Method + " " + e.Path
		if slices.Contains(open, name) {
			continue
		}
		if e.Audience != audience {
			t.Errorf("%s is for a %s", name, e.Audience)
		}
		if e.Permission == "" {
			t.Errorf("%s names no permission", name)
		}
		if reads := strings.HasSuffix(string(e.Permission), ".read"); e.Method == "GET" != reads && !asks(name) {
			t.Errorf("%s needs %s", name, e.Permission)
		}
		if strings.Contains(e.Path, "/refunds") || strings.HasSuffix(e.Path, "/payouts/run") {
			if e.Idempotency != endpoint.Required {
				t.Errorf("%s does not require an Idempotency-Key", name)
			}
		}
		if e.Cache != 0 {
			t.Errorf("%s is cached though it is not public", name)
		}
	}
}

// asks are the POSTs that change nothing.
func asks(name string) bool {
	return slices.Contains([]string{"POST /vendor/offers/{id}/buy-box/simulations", "POST /vendor/fee-quotes", "POST /admin/search/preview"}, name)
}

func TestVendorDeclarations(t *testing.T) {
	t.Parallel()
	checkDeclarations(t, (&routes{}).vendor(), endpoint.Vendor, "POST /vendor/applications", "POST /vendor/imports")
}

// Every {id} that belongs to somebody is named, so that the isolation matrix (MKT-26)
// can be made of the table.
func TestVendorObjectsAreNamed(t *testing.T) {
	t.Parallel()
	for _, e := range (&routes{}).vendor() {
		if strings.Contains(e.Path, "{id}") != (e.Object != "") {
			t.Errorf("%s %s is about %q", e.Method, e.Path, e.Object)
		}
	}
}

func TestSellersAndOperatorsTableIsDescribed(t *testing.T) {
	t.Parallel()
	r := &routes{}
	table := append(r.vendor(), r.admin()...)
	doc, err := endpoint.Document(table, "test", true)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Paths map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	for _, e := range table {
		if d.Paths[endpoint.Base+e.Path] == nil {
			t.Errorf("the document does not have %s", e.Path)
		}
	}
	if _, err := endpoint.Reference(table, "test", true); err != nil {
		t.Errorf("reference: %v", err)
	}
}

// roleAuthenticator signs in whoever names a role as its bearer.
type roleAuthenticator struct{}

func (a roleAuthenticator) Afresh(ctx context.Context, bearer string) (accounts.Identity, error) {
	return a.Authenticate(ctx, bearer)
}

func (roleAuthenticator) Authenticate(_ context.Context, bearer string) (accounts.Identity, error) {
	role := markthalle.Role(bearer)
	m := accounts.Membership{Person: "per_1", Roles: []markthalle.Role{role}, State: accounts.MemberActive}
	if role.Organisation() == "vendor" {
		m.Vendor = "ven_1"
	}
	return accounts.Identity{
		Person: &accounts.Person{Meta: store.Meta{ID: "per_1"}, Locale: markthalle.German}, Memberships: []accounts.Membership{m},
	}, nil
}

// askAs mounts a table without services behind it; what is asked of it must be refused
// before a service is needed.
func askAs(t *testing.T, table []endpoint.Endpoint) func(role markthalle.Role, method, path, body string) (int, endpoint.Problem) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	err := endpoint.Mount(app, table, endpoint.Config{
		Accounts: roleAuthenticator{}, IDs: markthalle.NewIDs(markthalle.SystemClock{}, nil), Trial: true,
		Limiter: endpoint.NewLimiter(markthalle.SystemClock{}, true), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(role markthalle.Role, method, path, body string) (int, endpoint.Problem) {
		t.Helper()
		req := httptest.NewRequest(method, endpoint.Base+path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		if role != "" {
			req.Header.Set("Authorization", "Bearer "+string(role))
		}
		res, err := app.Test(req, -1)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		var p endpoint.Problem
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
		return res.StatusCode, p
	}
}

// MKT-26: nobody gets past the edge without the permission, whatever they send.
func TestEdgeRefusesByRole(t *testing.T) {
	t.Parallel()
	r := &routes{Services{Market: testMarket()}}
	table := append(r.vendor(), r.admin()...)
	ask := askAs(t, table)
	refused := 0
	for _, e := range table {
		path := strings.NewReplacer("{id}", "x", "{hold}", "x", "{month}", "2026-01").Replace(e.Path)
		if status, _ := ask("", e.Method, path, "{}"); status != http.StatusUnauthorized {
			t.Errorf("guest: %s %s answers %d", e.Method, e.Path, status)
		}
		if e.Audience == endpoint.Person {
			continue
		}
		for _, role := range markthalle.Roles() {
			own := role.Organisation() == e.Audience.String()
			if own && (e.Permission == "" || role.Grants(e.Permission)) {
				continue
			}
			refused++
			if status, p := ask(role, e.Method, path, "{}"); status != http.StatusForbidden || p.Code != markthalle.ErrPermission.Code {
				t.Errorf("%s: %s %s answers %d %s", role, e.Method, e.Path, status, p.Code)
			}
		}
	}
	if refused < 500 {
		t.Errorf("only %d refusals were tried", refused)
	}
}

func TestVendorInputIsRefusedAtTheEdge(t *testing.T) {
	t.Parallel()
	r := &routes{Services{Market: testMarket()}}
	ask := askAs(t, r.vendor())
	for name, c := range map[string]struct {
		method, path, body string
		fields             []string
	}{
		"all faults of an offer": {
			"POST", "/vendor/offers",
			`{"price":{"amount":1.5,"currency":"EURO"},"condition":"mint","stock":{"mode":"tracked","on_hand":-1},"colour":"red"}`,
			[]string{"/product_id", "/price/amount", "/price/currency", "/condition", "/stock/on_hand", "/colour"},
		},
		"stock is needed":      {"PUT", "/vendor/offers/off_1/stock", `{}`, []string{"/on_hand"}},
		"state of orders":      {"GET", "/vendor/orders?state=lost", ``, []string{"/state"}},
		"parcel of nothing":    {"POST", "/vendor/orders/vo_1/shipments", `{"lines":[{"line_id":"line_1","quantity":0}]}`, []string{"/lines/0/quantity", "/carrier"}},
		"statement as a table": {"GET", "/vendor/statements/2026-01?format=xlsx", ``, []string{"/format"}},
		"no such month":        {"GET", "/vendor/statements/2026-13", ``, []string{"/month"}},
		"report of no year":    {"GET", "/vendor/reports/dac7/20x6", ``, []string{"/year"}},
		"invoice of no month":  {"GET", "/vendor/invoices/2026-00", ``, []string{"/month"}},
		"invoice as a table":   {"GET", "/vendor/invoices/2026-01?format=xlsx", ``, []string{"/format"}},
		"no such currency":     {"GET", "/vendor/balance?currency=XYZ", ``, []string{"/currency"}},
		"currency of a fixed":  {"POST", "/vendor/promotions", `{"code":"SPRING","name":"Spring","fixed":{"amount":100,"currency":"PLN"}}`, []string{"/fixed/currency"}},
		"links that lead out": {
			"POST", "/vendor/onboarding/payment-account", `{"return_url":"https://evil.example/","refresh_url":"https://evil.example/"}`,
			[]string{"/return_url", "/refresh_url"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			status, p := ask(markthalle.VendorOwner, c.method, c.path, c.body)
			if status != http.StatusUnprocessableEntity {
				t.Fatalf("%d %+v", status, p)
			}
			for _, f := range c.fields {
				if !slices.ContainsFunc(p.Errors, func(x endpoint.ProblemField) bool { return x.Field == f }) {
					t.Errorf("no fault at %s in %+v", f, p.Errors)
				}
			}
			if len(p.Errors) != len(c.fields) {
				t.Errorf("%d faults, want %d: %+v", len(p.Errors), len(c.fields), p.Errors)
			}
		})
	}
}
