package api

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// buyerContract is the list of routes of the API contract under store/ and hooks/.
const buyerContract = `
POST store/accounts
POST store/sessions
DELETE store/sessions/current
GET store/categories
GET store/products/{slug}
GET store/products/{id}/offers
GET store/search
POST store/search/clicks
GET store/suggest
POST store/carts
POST store/carts/{id}/lines
PATCH store/carts/{id}/lines/{line}
DELETE store/carts/{id}/lines/{line}
PUT store/carts/{id}/address
GET store/carts/{id}/shipping-options
PUT store/carts/{id}/shipping
POST store/carts/{id}/codes
DELETE store/carts/{id}/codes/{code}
GET store/carts/{id}
POST store/carts/{id}/merge
POST store/carts/{id}/checkout
GET store/orders
GET store/orders/{id}
POST store/orders/{id}/cancel
POST hooks/stripe/{scope}
`

func buyerTable() []endpoint.Endpoint {
	r := &routes{}
	return append(r.store(), r.hooks()...)
}

func TestContractRoutesAreDeclared(t *testing.T) {
	t.Parallel()
	declared := map[string]bool{}
	for _, e := range buyerTable() {
		key := e.Method + " " + strings.TrimPrefix(e.Path, "/")
		if declared[key] {
			t.Errorf("%s is declared twice", key)
		}
		declared[key] = true
	}
	for _, route := range strings.Split(strings.TrimSpace(buyerContract), "\n") {
		if !declared[route] {
			t.Errorf("%s is not declared", route)
		}
	}
}

// Fixed paths come before those with a parameter in their place, else the router would
// never reach them.
func TestFixedPathsComeFirst(t *testing.T) {
	t.Parallel()
	table := buyerTable()
	for i, e := range table {
		for _, later := range table[i+1:] {
			if e.Method == later.Method && covers(e.Path, later.Path) {
				t.Errorf("%s %s hides %s", e.Method, e.Path, later.Path)
			}
		}
	}
}

func covers(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func TestDeclarations(t *testing.T) {
	t.Parallel()
	for _, e := range buyerTable() {
		name := e.Method + " " + e.Path
		if e.Cache > time.Second || e.Cache > 0 && (e.Method != http.MethodGet || e.Audience != endpoint.Public || e.Secret) {
			t.Errorf("%s must not be cached", name)
		}
		if e.Method != http.MethodPost && e.Idempotency != endpoint.Ignored {
			t.Errorf("%s takes a key and is no POST", name)
		}
		if e.Audience == endpoint.Vendor || e.Audience == endpoint.Operator {
			t.Errorf("%s is not for buyers", name)
		}
		account := strings.HasPrefix(e.Path, "/store/accounts") || strings.HasPrefix(e.Path, "/store/sessions") ||
			strings.HasPrefix(e.Path, "/store/password-resets")
		if account && e.Idempotency != endpoint.Ignored {
			t.Errorf("%s keeps keys of accounts", name)
		}
		switch name {
		case "POST /store/carts/{id}/checkout":
			if e.Idempotency != endpoint.Required || e.Rate != endpoint.RateCheckout || !e.Secret || e.Status != http.StatusCreated {
				t.Errorf("%s is declared wrongly", name)
			}
		case "POST /store/sessions", "POST /store/carts":
			if !e.Secret || e.Status != http.StatusCreated {
				t.Errorf("%s must answer 201 and keep its secret", name)
			}
		case "POST /hooks/stripe/{scope}":
			if e.Audience != endpoint.Hook || !e.Raw || e.Rate != endpoint.RateNone {
				t.Errorf("%s must take the raw body of a provider", name)
			}
		}
	}
}

// The document and the reference page describe every type: recursive ones would never
// end, unnamed ones panic.
func TestTableIsDescribed(t *testing.T) {
	t.Parallel()
	doc, err := endpoint.Document(buyerTable(), "test", true)
	if err != nil || !json.Valid(doc) {
		t.Fatalf("document: %v", err)
	}
	if !strings.Contains(string(doc), `"cart_token"`) {
		t.Error("the document does not know the cart's token")
	}
	if page, err := endpoint.Reference(buyerTable(), "test", true); err != nil || len(page) == 0 {
		t.Errorf("reference: %v", err)
	}
}

// askStore sends a request to the mounted table of a market without services: what is
// refused before a service is asked.
func askStore(t *testing.T, method, path, body string) (int, endpoint.Problem) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	r := &routes{Services{Market: testMarket()}}
	clock := markthalle.NewManualClock(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	err := endpoint.Mount(app, append(r.store(), r.hooks()...), endpoint.Config{
		IDs: markthalle.NewIDs(clock, nil), Limiter: endpoint.NewLimiter(markthalle.SystemClock{}, true), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(method, endpoint.Base+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	res, err := app.Test(req)
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
		t.Fatalf("%d %s", res.StatusCode, raw)
	}
	return res.StatusCode, p
}

func TestRefusedAtTheEdge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		fields             []string
	}{
		"address, all faults": {
			"PUT", "/store/carts/cart_1/address", `{"name":"A","country":"XX"}`, 422,
			[]string{"/line1", "/postal_code", "/city", "/country"},
		},
		"unknown field":         {"POST", "/store/accounts", `{"email":"a@b.example","password":"p","name":"N","admin":true}`, 422, []string{"/admin"}},
		"limit of a page":       {"GET", "/store/search?limit=101&page=0", ``, 422, []string{"/limit", "/page"}},
		"limit of a list":       {"GET", "/store/categories/cat_1/products?limit=0", ``, 422, []string{"/limit"}},
		"unknown order":         {"GET", "/store/search?sort=cheapest", ``, 422, []string{"/sort"}},
		"unknown parameter":     {"GET", "/store/search?colour=red", ``, 422, []string{"/colour"}},
		"quantity below zero":   {"PATCH", "/store/carts/cart_1/lines/line_1", `{"quantity":-1}`, 422, []string{"/quantity"}},
		"quantity is needed":    {"PATCH", "/store/carts/cart_1/lines/line_1", `{}`, 422, []string{"/quantity"}},
		"lines of cancellation": {"POST", "/store/orders/ord_1/cancel", `{"lines":[{"line_id":"line_1","quantity":0}]}`, 422, []string{"/lines/0/quantity"}},
		"checkout without key":  {"POST", "/store/carts/cart_1/checkout", `{"email":"a@b.example","return_url":"https://market.example/","expected_total":{"amount":1,"currency":"EUR"}}`, 422, nil},
		"shipping is no object": {"PUT", "/store/carts/cart_1/shipping", `[]`, 422, []string{""}},
		"shipping of no text":   {"PUT", "/store/carts/cart_1/shipping", `{"ven_1":2}`, 422, []string{"/ven_1"}},
		"guests have no orders": {"GET", "/store/orders", ``, 401, nil},
		"guests have no cart":   {"GET", "/store/carts/current", ``, 401, nil},
		"unknown hook":          {"POST", "/hooks/stripe/other", `{}`, 404, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, p := askStore(t, c.method, c.path, c.body)
			if status != c.status {
				t.Fatalf("status %d (%s), want %d", status, p.Code, c.status)
			}
			got := map[string]bool{}
			for _, f := range p.Errors {
				got[f.Field] = true
			}
			for _, want := range c.fields {
				if !got[want] {
					t.Errorf("no fault at %s in %v", want, p.Errors)
				}
			}
			if len(got) != len(c.fields) {
				t.Errorf("faults %v, want %v", p.Errors, c.fields)
			}
		})
	}
}
