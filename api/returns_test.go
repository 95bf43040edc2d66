package api

import (
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders/returns"
)

// returnsContract is the part of the API contract about returns, withdrawals and cases,
// with what people need to read them.
const returnsContract = `
POST store/orders/{id}/returns 201
GET store/orders/{id}/returns 200
POST store/orders/{id}/withdrawals 201
POST store/withdrawals 201
POST store/withdrawals/{id}/confirm 201
GET store/returns 200
GET store/cases 200
POST store/cases 201
GET store/cases/{id} 200
POST store/cases/{id}/messages 201
POST store/cases/{id}/escalate 200
POST store/cases/{id}/close 200
GET vendor/returns 200
GET vendor/returns/{id} 200
POST vendor/returns/{id}/approve 200
POST vendor/returns/{id}/refuse 200
POST vendor/returns/{id}/receive 200
POST vendor/returns/{id}/refund 200
GET vendor/cases 200
GET vendor/cases/{id} 200
POST vendor/cases/{id}/messages 201
GET admin/cases 200
GET admin/cases/{id} 200
POST admin/cases/{id}/messages 201
POST admin/cases/{id}/decide 200
`

func TestReturnsContractIsDeclared(t *testing.T) {
	t.Parallel()
	r := &routes{}
	checkContract(t, returnsContract, append(append(r.store(), r.vendor()...), r.admin()...))
}

// TestReturnsAtTheEdge: what is refused before a service is asked, every fault at once.
func TestReturnsAtTheEdge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		fields             []string
	}{
		"return of nothing":     {"POST", "/store/orders/ord_1/returns", `{"lines":[]}`, 422, []string{"/lines", "/reason"}},
		"return of no units":    {"POST", "/store/orders/ord_1/returns", `{"lines":[{"line_id":"line_1","quantity":0}],"reason":"damaged"}`, 422, []string{"/lines/0/quantity"}},
		"empty statement":       {"POST", "/store/withdrawals", `{}`, 422, []string{"/number", "/name", "/email"}},
		"statement with more":   {"POST", "/store/withdrawals", `{"number":"1","name":"N","email":"a@b.example","order_id":"ord_1"}`, 422, []string{"/order_id"}},
		"case without a word":   {"POST", "/store/cases", `{"order":"ord_1"}`, 422, []string{"/kind", "/text"}},
		"message without words": {"POST", "/store/cases/case_1/messages", `{}`, 422, []string{"/text"}},
		"guests have no list":   {"GET", "/store/returns", ``, 401, nil},
		"guests have no cases":  {"GET", "/store/cases", ``, 401, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, p := askStore(t, c.method, c.path, c.body)
			checkProblem(t, status, p, c.status, c.fields)
		})
	}
	ask := askAs(t, append((&routes{}).vendor(), (&routes{}).admin()...))
	for name, c := range map[string]struct {
		role               markthalle.Role
		method, path, body string
		status             int
		fields             []string
	}{
		"refusal without reason": {markthalle.VendorOwner, "POST", "/vendor/returns/ret_1/refuse", `{}`, 422, []string{"/reason"}},
		"unknown state":          {markthalle.VendorOwner, "GET", "/vendor/returns?state=lost", ``, 422, []string{"/state"}},
		"catalogue does not":     {markthalle.VendorCatalogue, "POST", "/vendor/returns/ret_1/approve", `{}`, 403, nil},
		"readers do not refund":  {markthalle.VendorReadOnly, "POST", "/vendor/returns/ret_1/refund", `{}`, 403, nil},
		"decision of nothing":    {markthalle.OperatorSupport, "POST", "/admin/cases/case_1/decide", `{"outcome":"maybe","bearer":"nobody"}`, 422, []string{"/outcome", "/bearer", "/reason"}},
		"auditors do not decide": {markthalle.OperatorAuditor, "POST", "/admin/cases/case_1/decide", `{"outcome":"no_refund","reason":"because"}`, 403, nil},
	} {
		status, p := ask(c.role, c.method, c.path, c.body)
		t.Run(name, func(t *testing.T) { checkProblem(t, status, p, c.status, c.fields) })
	}
}

func checkProblem(t *testing.T, status int, p endpoint.Problem, want int, fields []string) {
	t.Helper()
	got := map[string]bool{}
	for _, f := range p.Errors {
		got[f.Field] = true
	}
	if status != want || len(got) != len(fields) {
		t.Fatalf("status %d, faults %v; want %d, %v", status, p.Errors, want, fields)
	}
	for _, f := range fields {
		if !got[f] {
			t.Errorf("no fault at %s", f)
		}
	}
}

// TestStrangersSeeWhatTheyTyped: of a withdrawal that somebody stated by number and
// address nothing is shown that depends on whether there is such an order.
func TestStrangersSeeWhatTheyTyped(t *testing.T) {
	t.Parallel()
	known := returns.Withdrawal{Order: "ord_1", Number: "MH-1", State: returns.Done, Outcomes: []returns.Outcome{{Line: "line_1"}}}
	unknown := returns.Withdrawal{Number: "MH-1", State: returns.Confirmed}
	a, b := wireWithdrawal(known), wireWithdrawal(unknown)
	if a.State != b.State || len(a.Lines) != 0 || a.Receipt == nil || b.Receipt == nil || a.Statement != b.Statement {
		t.Errorf("%+v differs from %+v", a, b)
	}
	known.Opened = true
	if len(wireWithdrawal(known).Lines) != 1 {
		t.Error("the buyer does not see what became of the lines")
	}
}

// TestBuyersAreNotToldWhoBears what a decision gives them.
func TestBuyersAreNotToldWhoBears(t *testing.T) {
	t.Parallel()
	c := returns.Case{State: returns.CaseDecided, Outcome: returns.GiveRefund, Bearer: returns.ByOperator, OperatorBP: 10_000, Amount: 500, Currency: "EUR"}
	if d := wireCase(c, false).Decision; d == nil || d.Bearer != "" || d.OperatorBP != 0 || d.Amount.Amount != 500 {
		t.Errorf("the buyer sees %+v", d)
	}
	if d := wireCase(c, true).Decision; d.Bearer != "operator" || d.OperatorBP != 10_000 {
		t.Errorf("the vendor sees %+v", d)
	}
}
