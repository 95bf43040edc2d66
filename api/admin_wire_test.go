package api

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

func ptr[T any](v T) *T { return &v }

func testRuleIn() RuleIn {
	return RuleIn{
		Name: "Cups", Rank: ptr(int64(2048)), RefundPolicy: "keep_percent", RefundKeepBP: 2500, VAT: RuleVAT{Mode: "by_country"},
		Match: RuleMatch{Categories: []string{"cat_1"}, SellerKinds: []string{"business"}, Price: &RuleBand{From: ptr(eur(100))}},
		Base:  RuleBaseIn{Shipping: ptr(true)},
		RuleTerms: RuleTerms{
			PercentBP: 1250, Fixed: ptr(eur(30)), FixedPer: "unit", Max: ptr(eur(5000)),
			Tiers: &RuleTiers{Mode: "marginal", On: "line", Steps: []RuleStep{{From: eur(10_000), PercentBP: 800}}},
		},
		AddOns:    []RuleAddOn{{Name: "Payment", RuleTerms: RuleTerms{PercentBP: 150}}},
		ValidFrom: ptr(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)),
	}
}

// A rule that was read can be sent back and means the same.
func TestRuleRoundTrip(t *testing.T) {
	t.Parallel()
	rule, err := testRuleIn().rule(money.EUR)
	if err != nil {
		t.Fatal(err)
	}
	if err := rule.WithDefaults().Validate(); err != nil {
		t.Fatalf("the domain refuses it: %v", err)
	}
	if !rule.Base.VendorDiscount || !rule.Base.Shipping || rule.Base.Tax {
		t.Errorf("base %+v: what is left out has its default", rule.Base)
	}
	rule.ID, rule.Version = "rule_1", 3
	out := ruleOut(commission.Listed{Rule: rule, State: commission.Active, Latest: 3})
	if out.ID != "rule_1" || out.Version != 3 || out.State != "active" || out.LatestVersion != 3 {
		t.Errorf("%+v", out)
	}
	back := RuleIn{
		Name: out.Name, Rank: &out.Rank, Match: out.Match, RuleTerms: out.RuleTerms, AddOns: out.AddOns, VAT: out.VAT,
		RefundPolicy: out.RefundPolicy, RefundKeepBP: out.RefundKeepBP, ValidFrom: &out.ValidFrom.Time,
		Base: RuleBaseIn{VendorDiscount: &out.Base.VendorDiscount, OperatorDiscount: &out.Base.OperatorDiscount, Tax: &out.Base.Tax, Shipping: &out.Base.Shipping, GiftWrap: &out.Base.GiftWrap},
	}
	again, err := back.rule(money.EUR)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(ruleVersion(rule))
	again.ID, again.Version = rule.ID, rule.Version
	if b, _ := json.Marshal(ruleVersion(again)); string(a) != string(b) {
		t.Errorf("sent back it is\n%s\nnot\n%s", b, a)
	}
}

func TestRuleAmountsAreOfOneCurrency(t *testing.T) {
	t.Parallel()
	in := testRuleIn()
	in.AddOns[0].Min = ptr(eur(1))
	_, err := in.rule(money.PLN)
	want := []string{
		"/add_ons/0/min/currency", "/fixed/currency", "/match/price/from/currency", "/max/currency", "/tiers/steps/0/from/currency",
	}
	if got := pointersOf(err); !slices.Equal(got, want) {
		t.Errorf("faults at %v, want %v", got, want)
	}
}

func TestAdminRefundFindsItsPart(t *testing.T) {
	t.Parallel()
	line := func(id markthalle.LineID) orders.Line { return orders.Line{ID: id} }
	one := orders.Order{Parts: []orders.Part{{VendorOrder: "vo_a", Lines: []orders.Line{line("line_1")}}}}
	two := orders.Order{Parts: append(slices.Clone(one.Parts), orders.Part{VendorOrder: "vo_b", Lines: []orders.Line{line("line_2"), line("line_3")}})}
	lines := func(ids ...string) []RefundWishLineIn {
		return mapped(ids, func(id string) RefundWishLineIn { return RefundWishLineIn{LineID: id, Quantity: 1} })
	}
	for name, c := range map[string]struct {
		order  orders.Order
		in     AdminRefundIn
		want   markthalle.VendorOrderID
		faults []string
	}{
		"by its lines":        {order: two, in: AdminRefundIn{RefundWishIn: RefundWishIn{Lines: lines("line_2", "line_3")}}, want: "vo_b"},
		"the only part":       {order: one, want: "vo_a"},
		"named":               {order: two, in: AdminRefundIn{VendorOrderID: "vo_b"}, want: "vo_b"},
		"several, none named": {order: two, faults: []string{"/vendor_order_id"}},
		"unknown part":        {order: two, in: AdminRefundIn{VendorOrderID: "vo_x"}, faults: []string{"/vendor_order_id"}},
		"unknown line":        {order: two, in: AdminRefundIn{RefundWishIn: RefundWishIn{Lines: lines("line_9")}}, faults: []string{"/lines/0/line_id"}},
		"lines of two":        {order: two, in: AdminRefundIn{RefundWishIn: RefundWishIn{Lines: lines("line_1", "line_2")}}, faults: []string{"/lines/1/line_id"}},
		"another than named":  {order: two, in: AdminRefundIn{VendorOrderID: "vo_b", RefundWishIn: RefundWishIn{Lines: lines("line_1")}}, faults: []string{"/lines/0/line_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.in.part(c.order)
			if len(c.faults) > 0 {
				if p := pointersOf(err); !slices.Equal(p, c.faults) {
					t.Errorf("faults at %v, want %v", p, c.faults)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%s, %v; want %s", got, err, c.want)
			}
		})
	}
}

// Tax and bank data are shown to those who may see the payment account, and to nobody
// else (marketplace rules §4).
func TestAdminVendorShowsBankDataToFewOnly(t *testing.T) {
	t.Parallel()
	v := vendors.Vendor{Meta: store.Meta{ID: "ven_1", Version: 2}, IBAN: "DE89370400440532013000", TaxID: "12/345", State: vendors.Active}
	for role, shown := range map[markthalle.Role]bool{
		markthalle.OperatorFinance: true, markthalle.OperatorSupport: false, markthalle.OperatorCatalogue: false,
	} {
		out := adminVendor(v, markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{role}})
		if (out.Legal != nil) != shown || out.Payment.Status != "none" {
			t.Errorf("%s sees %+v", role, out)
		}
	}
}

func TestAdminOrderBeforePayment(t *testing.T) {
	t.Parallel()
	o := orders.Order{
		Meta: store.Meta{ID: "ord_1"}, State: orders.AwaitingPayment, Currency: money.EUR, Email: "ada@example.org", Total: 1490,
		Parts: []orders.Part{{VendorOrder: "vo_1_2", Vendor: "ven_2", VendorName: "Tassen", Total: 1490, Lines: []orders.Line{{ID: "line_1", Quantity: 1, Paid: 1000, Gross: 1000}}}},
	}
	out := adminOrder(o)
	p := out.VendorOrders[0]
	if p.ID != "vo_1_2" || p.State != "awaiting_payment" || p.Vendor.Name != "Tassen" || p.Lines[0].ID != "line_1" || out.Buyer.Email != "ada@example.org" {
		t.Errorf("%+v", out)
	}
	if len(p.Actions) != 0 {
		t.Errorf("nothing can be done yet, not %v", p.Actions)
	}
	v := testVendorOrder(orders.VendorPaid)
	out.addParts([]orders.VendorOrder{v}, markthalle.SystemActor("test"))
	if out.VendorOrders[0].State != "paid" || out.RefundedTotal.Amount != 100 || out.VendorOrders[0].Vendor.Name != "Tassen" {
		t.Errorf("%+v", out.VendorOrders[0])
	}
}

func TestProofHoldsWhenAllDo(t *testing.T) {
	t.Parallel()
	p := AdminProofOut{Holds: true}
	p.add("a", 1, 1, true, money.EUR)
	if !p.Holds {
		t.Error("it holds")
	}
	p.add("b", 1, 2, false, money.EUR)
	p.add("c", 3, 3, true, money.EUR)
	if p.Holds || len(p.Equations) != 3 || p.Equations[1].Right.Amount != 2 {
		t.Errorf("%+v", p)
	}
}

func TestCategoryPatchLeavesTheRest(t *testing.T) {
	t.Parallel()
	x := catalog.Category{
		Slug: "cups", Parent: "cat_0", Name: markthalle.T(markthalle.English, "Cups"), Position: 4, Warnings: true,
		Attributes: []catalog.Attribute{{Key: "colour", Type: catalog.Enum}},
	}
	in := AdminCategoryPatchIn{Name: &Texts{plain: "Tassen"}, Warnings: ptr(false)}.onto(x, markthalle.German)
	if in.Slug != "cups" || in.Parent != "cat_0" || in.Position != 4 || in.Warnings || len(in.Attributes) != 1 || in.Name.In("de") != "Tassen" || in.Name.In("en") != "Cups" {
		t.Errorf("%+v", in)
	}
	a := AdminAttribute{Key: "colour", Type: "enum", Values: []AdminValue{{Key: "red"}, {Key: "blue", Label: Texts{plain: "Blau"}}}}.attribute(markthalle.German)
	if a.Values[0].Label.In("de") != "red" || a.Values[1].Label.In("de") != "Blau" {
		t.Errorf("%+v", a.Values)
	}
}

func TestClockMovesForward(t *testing.T) {
	t.Parallel()
	if d, err := (AdminClockIn{Advance: "336h"}).by(); err != nil || d != 14*24*time.Hour {
		t.Errorf("%s %v", d, err)
	}
	for _, bad := range []string{"-1h", "1", "tomorrow", "100000h", ""} {
		if _, err := (AdminClockIn{Advance: bad}).by(); !slices.Equal(pointersOf(err), []string{"/advance"}) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestQueueTellsItsAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	q := queueOut("products", waiting{count: 3, oldest: now.Add(-26*time.Hour - 400*time.Millisecond)}, now)
	if q.Count != 3 || q.OldestAge != "26h0m0s" || q.OldestAt == nil {
		t.Errorf("%+v", q)
	}
	if q := queueOut("products", waiting{}, now); q.OldestAge != "" || q.OldestAt != nil {
		t.Errorf("%+v", q)
	}
}

// A role sees only the queues whose objects it may see.
func TestQueuesNameTheirPermission(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, q := range (&routes{}).queues() {
		if q.may == "" || seen[q.id] || q.look == nil {
			t.Errorf("%+v", q.id)
		}
		seen[q.id] = true
	}
	for _, id := range []string{"applications", "products", "changes", "dead_letters", "failed_payouts", "disputes", "differences"} {
		if !seen[id] {
			t.Errorf("%s is not in the work list", id)
		}
	}
}

func TestReconciliationOnTheWire(t *testing.T) {
	t.Parallel()
	out := adminReconciliation(payouts.Reconciliation{
		Meta: store.Meta{ID: "rec_1"}, State: payouts.ReconcileDone, Matched: 7, More: 1,
		Differences: []payouts.Difference{{Kind: payouts.AmountDiffers, Object: "re_1", Currency: "EUR", Ours: -798, Theirs: -800}},
	})
	if out.ID != "rec_1" || out.State != "done" || out.Matched != 7 || out.More != 1 || out.EndedAt != nil {
		t.Errorf("%+v", out)
	}
	if d := out.Differences[0]; d.Kind != "amount" || d.Object != "re_1" || d.Ours != minor(-798, "EUR") || d.Theirs != minor(-800, "EUR") || d.Amount != minor(-2, "EUR") {
		t.Errorf("%+v", d)
	}
	due := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	in := adminIncident(payouts.Incident{
		Meta: store.Meta{ID: "inc_dispute_dp_1"}, Kind: payouts.IncidentDispute, Subject: "dp_1", Order: "ord_1", Amount: money.New(7039, "EUR"),
		Reason: "fraudulent", Open: true, DueBy: due,
	})
	if in.State != "open" || in.DueBy == nil || !in.DueBy.Equal(due) || in.OrderID != "ord_1" || in.ClosedAt != nil {
		t.Errorf("%+v", in)
	}
	if in := adminIncident(payouts.Incident{Outcome: "won"}); in.State != "closed" || in.Outcome != "won" {
		t.Errorf("%+v", in)
	}
}

func TestDifferenceOnTheWire(t *testing.T) {
	t.Parallel()
	x := payouts.Incident{
		Kind: payouts.IncidentDifference, Subject: "re_1", Amount: money.New(-300, "EUR"), Reason: payouts.MissingHere, Theirs: -300, Open: true,
	}
	in := adminIncident(x)
	if *in.Ours != minor(0, "EUR") || *in.Theirs != minor(-300, "EUR") || !slices.Equal(in.Can, []string{"replay", "adopt", "write_off"}) {
		t.Errorf("%+v", in)
	}
	x.Reason = payouts.BalanceDiffers
	if in := adminIncident(x); !slices.Equal(in.Can, []string{"replay"}) {
		t.Errorf("a balance is no object: %v", in.Can)
	}
	x.Open = false
	if in := adminIncident(x); len(in.Can) != 0 {
		t.Errorf("it is over: %v", in.Can)
	}
	if in := adminIncident(payouts.Incident{Kind: payouts.IncidentDispute, Open: true, Answered: true}); len(in.Can) != 0 || in.Ours != nil {
		t.Errorf("it is answered: %+v", in)
	}
}

func TestReserveOnTheWire(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 4, 19, 9, 0, 0, 0, time.UTC)
	b := vendorBalance(payouts.Balance{
		Currency: "EUR", Reserved: 500, Reserves: []payouts.Reserve{{VendorOrder: "vo_1", Number: "MH-1", Amount: 300, Until: until}, {Number: "MH-2", Amount: 200}},
		Policy: payouts.ReservePolicy{Currency: "EUR", ShareBP: 1000, Days: 90, Cap: 70_000, Reason: "new shop"},
	})
	if b.Reserved != minor(500, "EUR") || len(b.Reserves) != 2 || !b.Reserves[0].Until.Equal(until) || b.Reserves[1].Until != nil {
		t.Errorf("%+v", b)
	}
	if p := b.Reserve; p.ShareBP != 1000 || p.Days != 90 || *p.Cap != minor(70_000, "EUR") || p.SetAt != nil {
		t.Errorf("%+v", p)
	}
	p := payoutOut(payouts.Payout{Currency: "EUR", Total: 5000, Items: []payouts.Item{{Amount: 4500, Reserved: 500}, {Amount: 500, FromReserve: 500}}})
	if p.Reserved != minor(500, "EUR") || p.Back != minor(500, "EUR") || p.Items[0].Reserved != minor(500, "EUR") || p.Items[1].FromReserve != minor(500, "EUR") {
		t.Errorf("%+v", p)
	}
}

func TestAuditEntryOnTheWire(t *testing.T) {
	t.Parallel()
	e := accounts.AuditEntry{
		Meta:    store.Meta{ID: "aud_1"},
		Audited: accounts.Audited{Subject: "ven_1", Actor: "per_1", ActingAs: "operator", Action: "vendors.suspend", Changes: []accounts.Change{{Field: "state", Before: "active", After: "suspended"}}},
		Hash:    "abc",
	}
	out := auditEntry(e)
	if out.ID != "aud_1" || out.Before["state"] != "active" || out.After["state"] != "suspended" || out.Hash != "abc" || out.ActingAs != "operator" {
		t.Errorf("%+v", out)
	}
}

func TestLedgerOnTheWire(t *testing.T) {
	t.Parallel()
	tx := ledger.Transaction{Meta: store.Meta{ID: "sale:ord_1:ch_1"}, Currency: money.EUR, Vendor: "ven_1"}
	tx.Debit(ledger.StripePending, 1490)
	tx.Credit(ledger.VendorHeld("ven_1"), 1490)
	out := adminTransaction(tx)
	var sum int64
	for _, l := range out.Lines {
		sum += l.Amount.Amount
	}
	if out.Total.Amount != 1490 || sum != 0 || out.Lines[1].Account != ledger.VendorHeld("ven_1") {
		t.Errorf("%+v", out)
	}
	a := adminAccount(ledger.Balance{Account: ledger.StripePending, Currency: money.EUR, Balance: 1490})
	if a.ID != "stripe:pending|EUR" || a.Class != "asset" || a.Balance.Amount != 1490 {
		t.Errorf("%+v", a)
	}
	for in, want := range map[string]string{"sale%3Aord_1%3Ach_1": "sale:ord_1:ch_1", "vendor:ven_1:held": "vendor:ven_1:held", "50%": "50%"} {
		if got := unescaped(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}
