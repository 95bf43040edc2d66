package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// adminContract is the list of routes of the API contract under admin/ that services
// exist for: method, path, status of success.
const adminContract = `
GET admin/vendors 200
GET admin/vendors/{id} 200
POST admin/vendors/{id}/approve 200
POST admin/vendors/{id}/reject 200
POST admin/vendors/{id}/request-changes 200
POST admin/vendors/{id}/suspend 200
POST admin/vendors/{id}/reinstate 200
POST admin/categories 201
PATCH admin/categories/{id} 200
GET admin/products 200
POST admin/products/{id}/approve 200
POST admin/products/{id}/reject 200
GET admin/changes 200
POST admin/changes/{id}/approve 200
POST admin/changes/{id}/reject 200
GET admin/orders 200
GET admin/orders/{id} 200
POST admin/orders/{id}/refunds 201
GET admin/orders/{id}/proof 200
POST admin/ledger/entries 201
GET admin/ledger/entries/{id}/files 200
POST admin/ledger/entries/{id}/files 201
GET admin/ledger/entries/{id}/files/{file} 200
GET admin/ledger/proposals 200
GET admin/reports/dac7/{year} 200
POST admin/ledger/proposals/{id}/approve 200
POST admin/ledger/proposals/{id}/refuse 200
GET admin/ledger/trial-balance 200
GET admin/ledger/accounts 200
GET admin/ledger/transactions 200
GET admin/ledger/transactions/{id} 200
GET admin/payouts 200
POST admin/payouts/run 201
POST admin/reconciliations 202
GET admin/reconciliations/{id} 200
GET admin/incidents 200
POST admin/incidents/{id}/resolve 200
GET admin/disputes/{id}/evidence 200
POST admin/disputes/{id}/evidence 201
DELETE admin/disputes/{id}/evidence/{evidence} 200
GET admin/vendors/{id}/payment-account 200
GET admin/vendors/{id}/holds 200
POST admin/vendors/{id}/holds 201
GET admin/vendors/{id}/invoices/{month} 200
GET admin/invoices 200
POST admin/invoices/issue 200
GET admin/invoices/issuer 200
PUT admin/invoices/issuer 200
GET admin/vendors/{id}/reserve 200
PUT admin/vendors/{id}/reserve 200
POST admin/vendors/{id}/reserve/free 200
DELETE admin/vendors/{id}/holds/{hold} 204
GET admin/members 200
POST admin/members 201
DELETE admin/members/{id} 204
GET admin/keys 200
POST admin/keys 201
DELETE admin/keys/{id} 204
GET admin/commission-rules 200
POST admin/commission-rules 201
GET admin/commission-rules/{id} 200
GET admin/commission-rules/{id}/versions 200
POST admin/commission-rules/{id}/versions 201
POST admin/commission-rules/{id}/publish 200
POST admin/commission-rules/{id}/dry-run 200
POST admin/commission-rules/reorder 200
GET admin/search/synonyms 200
POST admin/search/synonyms 201
GET admin/search/synonyms/{id} 200
PUT admin/search/synonyms/{id} 200
DELETE admin/search/synonyms/{id} 204
GET admin/search/words 200
PUT admin/search/words/{id} 200
GET admin/search/rules 200
POST admin/search/rules 201
GET admin/search/rules/{id} 200
PUT admin/search/rules/{id} 200
DELETE admin/search/rules/{id} 204
POST admin/search/preview 200
GET admin/search/queries 200
GET admin/search/explain 200
GET admin/work 200
GET admin/audit 200
GET admin/dead-letters 200
POST admin/dead-letters/{id}/replay 204
POST admin/clock 200
GET admin/promotions 200
POST admin/promotions 201
`

func TestAdminContractIsDeclared(t *testing.T) {
	t.Parallel()
	checkContract(t, adminContract, (&routes{}).admin())
}

func TestAdminDeclarations(t *testing.T) {
	t.Parallel()
	checkDeclarations(t, (&routes{}).admin(), endpoint.Operator)
}

// The clock of a live market cannot be moved: there is no such route there.
func TestOnlyTrialsHaveAClock(t *testing.T) {
	t.Parallel()
	for _, e := range (&routes{}).admin() {
		if e.TrialOnly != strings.HasPrefix(e.Path, "/admin/clock") {
			t.Errorf("%s %s: trial only is %t", e.Method, e.Path, e.TrialOnly)
		}
	}
}

func TestAdminInputIsRefusedAtTheEdge(t *testing.T) {
	t.Parallel()
	r := &routes{Services{Market: testMarket()}}
	ask := askAs(t, r.admin())
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		fields             []string
	}{
		"state of vendors":   {"GET", "/admin/vendors?state=happy", ``, 422, []string{"/state"}},
		"refund without key": {"POST", "/admin/orders/ord_1/refunds", `{"reason":"late","lines":[{"line_id":"line_1","quantity":1}]}`, 422, nil},
		"run without key":    {"POST", "/admin/payouts/run", ``, 422, nil},
		"type of an attribute": {
			"POST", "/admin/categories", `{"slug":"cups","name":{"en":"Cups"},"attributes":[{"key":"colour","name":{"en":"Colour"},"type":"shade"}]}`, 422,
			[]string{"/attributes/0/type"},
		},
		"kind of a rule":       {"POST", "/admin/search/preview", `{"rule":{"name":"R","when":{"kind":"moon"}}}`, 422, []string{"/rule/when/kind"}},
		"list of queries":      {"GET", "/admin/search/queries?list=all&days=91", ``, 422, []string{"/list", "/days"}},
		"empty synonyms":       {"POST", "/admin/search/synonyms", `{}`, 422, []string{"/words"}},
		"entry of a kind":      {"POST", "/admin/ledger/entries", `{"vendor":"ven_1","kind":"gift","amount":{"amount":1,"currency":"EUR"},"reason":"because"}`, 422, []string{"/kind"}},
		"invoices of no month": {"POST", "/admin/invoices/issue", `{"month":"2026-13"}`, 422, []string{"/month"}},
		"field of a clock":     {"POST", "/admin/clock", `{"advance":"336h","to":"x"}`, 422, []string{"/to"}},
		"clock of a live":      {"POST", "/admin/clock", `{"advance":"1h"}`, 404, nil},
		"no such account":      {"GET", "/admin/ledger/accounts/nowhere/movements", ``, 404, nil},
		"currency of a rule":   {"POST", "/admin/commission-rules", `{"name":"R","currency":"EUR","percent_bp":1000,"fixed":{"amount":5,"currency":"PLN"}}`, 422, []string{"/fixed/currency"}},
	} {
		t.Run(name, func(t *testing.T) {
			status, p := ask(markthalle.OperatorOwner, c.method, c.path, c.body)
			if status != c.status || status == http.StatusOK {
				t.Fatalf("%d %+v", status, p)
			}
			for _, f := range c.fields {
				if !slices.ContainsFunc(p.Errors, func(x endpoint.ProblemField) bool { return x.Field == f }) {
					t.Errorf("no fault at %s in %+v", f, p.Errors)
				}
			}
		})
	}
}
