package operator_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/operator"
)

var now = time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)

func english() operator.Words { return operator.WordsFor(markthalle.English, now) }

// TestTrialBalanceIsComplete proves that the page shows every balance once: the rows that
// are no part of another add up to the sums, and debit minus credit is the difference
// (PAY-80).
func TestTrialBalanceIsComplete(t *testing.T) {
	t.Parallel()
	names := []string{
		ledger.StripePending, ledger.BankMain, ledger.VendorHeld("ven_a"), ledger.VendorHeld("ven_b"), ledger.VendorPayable("ven_a"),
		ledger.RevCommission, ledger.ExpStripeFee, ledger.VATOutput("DE"), ledger.Connected("ven_a", "bank"),
	}
	rapid.Check(t, func(t *rapid.T) {
		var list []ledger.Balance
		var sum int64
		var memo int64
		for _, name := range names {
			n := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, name)
			list = append(list, ledger.Balance{Account: name, Currency: money.EUR, Balance: n}, ledger.Balance{Account: name, Currency: money.PLN, Balance: 7})
			if class, _ := ledger.ClassOf(name); class == ledger.Memo {
				memo += n
			} else {
				sum += n
			}
		}
		view := operator.TrialOf(english(), list, money.EUR, ledger.VendorHeld("ven_b"))
		var rows int64
		parts := 0
		for _, g := range view.Groups {
			for _, r := range g.Rows {
				if r.Part {
					parts++
					continue
				}
				rows += r.Debit.Amount - r.Credit.Amount
			}
		}
		for _, r := range view.Memo {
			memo -= r.Debit.Amount - r.Credit.Amount
		}
		if memo != 0 {
			t.Fatalf("the memo book's rows are %d short", memo)
		}
		if rows != sum || view.Difference.Amount != sum || view.Debit.Amount-view.Credit.Amount != sum {
			t.Fatalf("rows %d, difference %d, sums %d − %d; balances add up to %d", rows, view.Difference.Amount, view.Debit.Amount, view.Credit.Amount, sum)
		}
		if parts > 1 {
			t.Fatalf("%d open accounts", parts)
		}
	})
}

func TestTheOpenAccountStandsBelowItsFamily(t *testing.T) {
	t.Parallel()
	open := ledger.VendorHeld("ven_b")
	view := operator.TrialOf(english(), []ledger.Balance{
		{Account: ledger.VendorHeld("ven_a"), Currency: money.EUR, Balance: -300}, {Account: open, Currency: money.EUR, Balance: -200},
	}, money.EUR, open)
	rows := view.Groups[0].Rows
	if view.Groups[0].Key != "liabilities" || len(rows) != 2 || rows[0].Name != "vendor:*:held" || rows[0].Credit.Amount != 500 ||
		rows[1].Name != open || !rows[1].Part || !rows[1].Current || rows[1].Credit.Amount != 200 {
		t.Errorf("%+v", view.Groups)
	}
	if got := operator.Family("vat:output:DE"); got != "vat:output:DE" {
		t.Errorf("a single account belongs to %q", got)
	}
}

// TestStatementAddsUp proves opening + debit − credit = closing, with a running balance.
func TestStatementAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(-100_000, 100_000), 0, 20).Draw(t, "amounts")
		closing := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "closing")
		var list []ledger.Row
		for i, n := range amounts { // newest first
			x := ledger.Transaction{Kind: ledger.KindSale, Currency: money.EUR, EffectiveAt: now.Add(-time.Duration(i) * time.Hour)}
			x.Lines = []ledger.Posting{{Account: ledger.StripePending, Amount: n}, {Account: ledger.VendorHeld("ven_a"), Amount: -n}}
			list = append(list, ledger.Row{Transaction: x, Amount: n})
		}
		a := operator.StatementOf(english(), ledger.StripePending, list, closing, money.EUR, "")
		if a.Opening.Amount+a.Debit.Amount-a.Credit.Amount != a.Closing.Amount || a.Closing.Amount != closing {
			t.Fatalf("%d + %d − %d ≠ %d", a.Opening.Amount, a.Debit.Amount, a.Credit.Amount, a.Closing.Amount)
		}
		balance := a.Opening.Amount
		for _, r := range a.Rows {
			balance += r.Debit.Amount - r.Credit.Amount
			if r.Balance.Amount != balance || r.Against != ledger.VendorHeld("ven_a") {
				t.Fatalf("row %+v after %d", r, balance)
			}
		}
	})
}

func TestDocumentShowsBothSides(t *testing.T) {
	t.Parallel()
	d := operator.DocumentOf(english(), ledger.Transaction{
		Meta: store.Meta{ID: "sale:ord_1:ch_1"}, Kind: ledger.KindSale, Currency: money.EUR, Seal: 12,
		Lines: []ledger.Posting{{Account: ledger.StripePending, Amount: 700}, {Account: ledger.PromoPlatform, Amount: 50}, {Account: ledger.VendorHeld("ven_a"), Amount: -750}},
	})
	if d.Debit.Amount != 750 || d.Credit.Amount != 750 || d.Seal != "12" || len(d.Lines) != 3 || d.Lines[2].Credit.Amount != 750 || !d.Lines[2].Debit.IsZero() {
		t.Errorf("%+v", d)
	}
	if !strings.Contains(d.Lines[0].URL, "account=stripe%3Apending") {
		t.Errorf("the address is not escaped: %s", d.Lines[0].URL)
	}
}

func TestLackNamesWhoAndWhat(t *testing.T) {
	t.Parallel()
	name := func(id markthalle.VendorID) string {
		if id == "" {
			return "Markthalle"
		}
		return "Shop " + string(id)
	}
	for pointer, want := range map[string]string{
		"/sellers/ven_a/birth_date": "Shop ven_a: lack.birth_date", "/sellers/ven_a/address/city": "Shop ven_a: lack.city",
		"/issuer/name": "Markthalle: lack.name", "/issuer/address/line1": "Markthalle: lack.line1",
	} {
		if got := operator.LackOf(english(), markthalle.Field{Pointer: pointer}, name); got != want {
			t.Errorf("%s is told as %q, want %q", pointer, got, want)
		}
	}
}

func TestAccountCSV(t *testing.T) {
	t.Parallel()
	x := ledger.Transaction{Meta: store.Meta{ID: "sale:1"}, Kind: ledger.KindSale, EffectiveAt: now, Note: `a, "b"`}
	body, err := operator.AccountCSV([]ledger.Row{{Transaction: x, Amount: 1234}, {Transaction: x, Amount: -5}}, money.EUR)
	want := "date,kind,document,debit,credit,currency,order,note\n" +
		"2026-11-17T09:12:00Z,sale,sale:1,12.34,,EUR,,\"a, \"\"b\"\"\"\n2026-11-17T09:12:00Z,sale,sale:1,,0.05,EUR,,\"a, \"\"b\"\"\"\n"
	if err != nil || string(body) != want {
		t.Errorf("%v\n%s", err, body)
	}
}

// TestAccountAtADay: an account is shown as of the end of a day of the market's zone, however
// long that day is, and what is opened beside it keeps the day.
func TestAccountAtADay(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 3, 29, 0, 0, 0, 0, berlin) // of 23 hours
	if end := operator.EndOf(day); end == nil || !end.Equal(time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC)) {
		t.Errorf("the day ends at %v", end)
	}
	if operator.EndOf(time.Time{}) != nil {
		t.Error("now has an end")
	}
	for want, day := range map[string]time.Time{
		"/operator/ledger?account=bank%3Amain&at=2026-03-29&currency=EUR&document=sale%3A1": day,
		"/operator/ledger?account=bank%3Amain&currency=EUR&document=sale%3A1":               {},
	} {
		if got := operator.DocumentIn(operator.AccountQuery(ledger.BankMain, money.EUR, day), "sale:1"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestEveryKindOfEntryHasAName(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{
		ledger.KindSale, ledger.KindCommission, ledger.KindProviderFee, ledger.KindAvailable, ledger.KindRefundBefore, ledger.KindRefundAfter,
		ledger.KindRefundCommission, ledger.KindRefundPaid, ledger.KindRelease, ledger.KindTransfer, ledger.KindTransferReversal, ledger.KindManual,
	} {
		if operator.PostingKey(kind) == "other" {
			t.Errorf("%s is called like any other", kind)
		}
	}
	if operator.PostingKey("newer") != "other" {
		t.Error("a new kind has a name")
	}
}

// TestEquations proves that a proof that fails is told as failing (PAY-82).
func TestEquations(t *testing.T) {
	t.Parallel()
	list := operator.EquationsOf(operator.WordsFor(markthalle.German, now),
		[]orders.Equation{{Name: "parts = order total", Left: 7039, Right: 7039}},
		[]payouts.Equation{{Name: "held of ven_a", Left: 100, Right: -5}, {Name: "new proof", Left: 1, Right: 1}}, money.EUR)
	if len(list) != 3 || !list[0].Holds || list[0].Name != "proof_name.parts" || list[0].Left != "70,39" {
		t.Errorf("%+v", list[0])
	}
	if list[1].Holds || list[1].Right != "−0,05" || list[1].Name != "proof_of.held Vendor=ven_a" || list[2].Name != "new proof" {
		t.Errorf("%+v", list[1:])
	}
}

// TestOrderNet proves that a part's net is the vendor's share less the frozen fees, and
// what the settlement says as soon as there is one.
func TestOrderNet(t *testing.T) {
	t.Parallel()
	line := orders.Line{ID: "line_1", Title: "Becher", Quantity: 2, Gross: 3998, VendorDiscount: 400, Paid: 3498, OperatorDiscount: 100}
	line.Fee = commission.Fee{Commission: 432, VAT: 82}
	part := orders.Part{VendorOrder: "vo_1", Vendor: "ven_a", VendorName: "Haselbach", Lines: []orders.Line{line}, ShippingPrice: 490, Total: 3988}
	o := orders.Order{Number: "MH-1", Currency: money.EUR, State: orders.Paid, Parts: []orders.Part{part}, Total: 3988}
	finance := markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{markthalle.OperatorFinance}}
	before := operator.OrderOf(english(), o, nil, nil, finance).Parts[0]
	if before.Net.Amount != 3498+100+490-432-82 || before.CanRefund {
		t.Errorf("before the vendor order: %+v", before)
	}
	v := orders.VendorOrder{Currency: money.EUR, State: orders.Accepted, ShippingPrice: 490, Lines: []orders.VendorLine{{Line: line, PaidBack: 498}}}
	v.ID = "vo_1"
	s := payouts.Settlement{VendorOrder: "vo_1", Earned: 3574, Back: 440, State: payouts.Held}
	view := operator.OrderOf(english(), o, []orders.VendorOrder{v}, []payouts.Settlement{s}, finance)
	p := view.Parts[0]
	if p.Net.Amount != 3134 || p.Refunded.Amount != 498 || view.Refunded.Amount != 498 || p.Lines[0].Refundable.Amount != 3000 || !p.CanRefund {
		t.Errorf("with the vendor order: %+v", p)
	}
	auditor := markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{markthalle.OperatorAuditor}}
	if operator.OrderOf(english(), o, []orders.VendorOrder{v}, nil, auditor).Parts[0].CanRefund {
		t.Error("an auditor is shown the button for refunds")
	}
}

// TestDryRunGroups proves that every vendor stands in one group and the groups add up to
// the difference (COM-9).
func TestDryRunGroups(t *testing.T) {
	t.Parallel()
	out := commission.Outcome{Report: commission.Report{Currency: money.EUR, Lines: 30, Before: 900, After: 950, Vendors: []commission.Effect{
		{Vendor: "ven_a", Sales: 4, Turnover: 4002, Before: 100, After: 180},
		{Vendor: "ven_b", Sales: 0, Before: 500, After: 500},
		{Vendor: "ven_c", Sales: 2, Turnover: 100, Before: 300, After: 270},
	}}}
	run := operator.RunOf(out, map[markthalle.VendorID]vendors.Vendor{"ven_a": {ShopName: "Haselbach"}})
	var sum int64
	keys := ""
	for _, g := range run.Groups {
		keys += g.Key + " "
		sum += g.Diff.Amount
	}
	if keys != "more same less " || sum != 50 || run.Diff.Amount != 50 {
		t.Errorf("groups %q, sum %d, difference %d", keys, sum, run.Diff.Amount)
	}
	if row := run.Groups[0].Rows[0]; row.Vendor != "Haselbach" || row.Average.Amount != 1000 || row.Diff.Amount != 80 {
		t.Errorf("%+v", row)
	}
	if row := run.Groups[1].Rows[0]; row.Vendor != "ven_b" || row.Average.Amount != 0 {
		t.Errorf("%+v", row)
	}
}

// TestIncidentSaysWhatCanBeDone: a difference shows both sides and offers what may be done
// about it to those who may.
func TestIncidentSaysWhatCanBeDone(t *testing.T) {
	t.Parallel()
	x := payouts.Incident{
		Kind: payouts.IncidentDifference, Subject: "cs_1", Reason: payouts.SessionDiffers, Order: "ord_1", Amount: money.New(5000, "EUR"), Theirs: 5000, Open: true,
	}
	row := operator.IncidentOf(english(), x, true)
	if row.URL != "/operator/orders/ord_1" || row.Reason != "session" || row.Theirs.Amount != 5000 || len(row.Can) != 1 || row.Can[0] != "replay" {
		t.Errorf("%+v", row)
	}
	if row := operator.IncidentOf(english(), x, false); len(row.Can) != 0 {
		t.Errorf("who may only read is offered %v", row.Can)
	}
	debt := operator.IncidentOf(english(), payouts.Incident{Kind: payouts.IncidentDebt, Reason: "transfer:1", Open: true}, true)
	if debt.Detail != "transfer:1" || debt.Reason != "" || debt.Can[0] != "acknowledge" {
		t.Errorf("%+v", debt)
	}
}

// TestReserveFormOffersThePolicy: the form holds what is in force, and is empty without.
func TestReserveFormOffersThePolicy(t *testing.T) {
	t.Parallel()
	b := payouts.Balance{Currency: "EUR", Reserved: 12_300, Policy: payouts.ReservePolicy{Currency: "EUR", ShareBP: 1250, Days: 90, Cap: 50_000}}
	if v := operator.ReserveOf(english(), b); v.Share != "12.5" && v.Share != "12.50" || v.Days != "90" || v.Limit != "500.00" || v.Kept.Amount != 12_300 {
		t.Errorf("%+v", v)
	}
	if v := operator.ReserveOf(english(), payouts.Balance{Currency: "EUR"}); v.Share+v.Days+v.Limit != "" {
		t.Errorf("%+v", v)
	}
}
