package seller_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/seller"
)

var now = time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)

func german() seller.Words { return seller.WordsFor(markthalle.German, now) }

func actor(r markthalle.Role) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Person: "per_1", Vendor: "ven_a", Roles: []markthalle.Role{r}}
}

// sold is a vendor order of two lines with fees computed by a rule of 12 %.
func sold(t testing.TB) orders.VendorOrder {
	t.Helper()
	v := orders.VendorOrder{
		Number: "MH-1", Vendor: "ven_a", VendorName: "Haselbach", Buyer: "Katrin Seidel", Currency: money.EUR, State: orders.VendorPaid, Total: 4989,
		ShippingPrice: 490, ShippingName: "Paket", PaidAt: now.Add(-14 * time.Hour), AcceptBy: now.Add(10 * time.Hour), ShipBy: now.Add(30 * time.Hour),
		Address: orders.Address{Address: vendors.Address{Name: "Katrin Seidel", Line1: "Karl-Heine-Straße 41", PostalCode: "04229", City: "Leipzig", Country: "DE"}, Phone: "+49341999"},
		Lines: []orders.VendorLine{
			{Line: orders.Line{ID: "line_1", Title: "Becher", Options: "Moos", SKU: "B-1", Quantity: 2, UnitPrice: 1999, Gross: 3998, VendorDiscount: 400, Paid: 3598}},
			{Line: orders.Line{ID: "line_2", Title: "Löffelablage", SKU: "L-1", Quantity: 1, UnitPrice: 1001, Gross: 1001, VendorDiscount: 100, Paid: 801, OperatorDiscount: 100}},
		},
	}
	v.ID = "vo_1_a"
	rule := commission.Rule{ID: "rule_1", Version: 4, Name: "Küche", Currency: money.EUR, Base: commission.DefaultBase(), Terms: commission.Terms{PercentBP: 1200}}.WithDefaults()
	var lines []commission.QuoteLine
	for _, l := range v.Lines {
		lines = append(lines, commission.QuoteLine{
			Line: l.ID, Vendor: "ven_a", VendorCountry: "DE", Quantity: l.Quantity, UnitPrice: l.UnitPrice, Gross: l.Gross,
			VendorDiscount: l.VendorDiscount, OperatorDiscount: l.OperatorDiscount,
		})
	}
	fees, err := commission.NewList(money.EUR, []commission.Rule{rule}).Quote(now, commission.VATConfig{Country: "DE"}, lines)
	if err != nil {
		t.Fatal(err)
	}
	for i := range v.Lines {
		v.Lines[i].Fee = fees[i]
	}
	return v
}

// TestCalculationOfTheContract is the calculation of the specification's example: 49.99 −
// 5.00 + 4.90 − 5.40 − 1.03 = 43.46 (COM-8).
func TestCalculationOfTheContract(t *testing.T) {
	t.Parallel()
	o := seller.OrderView(german(), sold(t), nil, actor(markthalle.VendorOwner), 14*24*time.Hour)
	var got []int64
	for _, r := range o.Calc {
		got = append(got, r.Amount.Amount)
	}
	if want := []int64{4999, -500, 490, -540, -103}; fmt.Sprint(got) != fmt.Sprint(want) || o.Result.Amount != 4346 {
		t.Errorf("rows %v, result %d, want %v and 4346", got, o.Result.Amount, want)
	}
	if o.Fees[0].Exact != "4,3176\u00a0EUR" || o.Fees[0].Rounded.Amount != 432 || o.Fees[0].Base != "39,98\u00a0€ − 4,00\u00a0€ = 35,98\u00a0€" {
		t.Errorf("%+v", o.Fees[0])
	}
	if o.Fees[0].Rule != "fee.rule Name=Küche No=4" || o.Calc[3].Detail != "fee.rule Name=Küche No=4" || o.Fees[0].Why == "" {
		t.Errorf("the rule is not named: %+v", o.Fees[0])
	}
	if !strings.Contains(strings.Join(o.FeeWhy, "|"), "fee.group N=2 Exact=5,3988") {
		t.Errorf("the shared cent is not explained: %v", o.FeeWhy)
	}
	if o.FreeNote != "calc.free_after N=14" {
		t.Errorf("free note %q", o.FreeNote)
	}
}

// TestCalculationAddsUp proves for any amounts that the rows add up to the result, which
// is what the settlement says is left.
func TestCalculationAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		cents := rapid.Int64Range(0, 100_000)
		v := orders.VendorOrder{Currency: money.EUR, ShippingPrice: cents.Draw(r, "shipping")}
		earned := v.ShippingPrice
		for range rapid.IntRange(1, 4).Draw(r, "lines") {
			l := orders.Line{Quantity: 1, VendorDiscount: cents.Draw(r, "own"), OperatorDiscount: cents.Draw(r, "market"), PointsDiscount: cents.Draw(r, "points"), Paid: cents.Draw(r, "paid")}
			l.Gross = l.VendorDiscount + l.OperatorDiscount + l.PointsDiscount + l.Paid
			l.Fee = commission.Fee{Commission: cents.Draw(r, "fee"), VAT: cents.Draw(r, "vat")}
			earned += l.VendorShare() - l.Fee.Commission - l.Fee.VAT
			v.Lines = append(v.Lines, orders.VendorLine{Line: l})
		}
		s := &payouts.Settlement{Earned: earned, Back: cents.Draw(r, "back"), State: payouts.Held}
		o := seller.OrderView(german(), v, s, actor(markthalle.VendorOwner), 0)
		var sum int64
		for _, row := range o.Calc {
			sum += row.Amount.Amount
		}
		if sum != o.Result.Amount || o.Result.Amount != s.Earned-s.Back {
			r.Fatalf("rows %d, result %d, settlement %d", sum, o.Result.Amount, s.Earned-s.Back)
		}
	})
}

// TestVendorsLearnNoContactData proves MKT-26 for everything that a page shows of an order.
func TestVendorsLearnNoContactData(t *testing.T) {
	t.Parallel()
	v := sold(t)
	o := seller.OrderView(german(), v, nil, actor(markthalle.VendorOwner), 0)
	for _, text := range []string{fmt.Sprintf("%+v", o), seller.SlipOf(german(), v)} {
		if strings.Contains(text, "+49341999") || strings.Contains(text, "@") {
			t.Errorf("contact data in %s", text)
		}
		if !strings.Contains(text, "Karl-Heine-Straße 41") {
			t.Error("the address is missing")
		}
	}
	if slip := seller.SlipOf(german(), v); strings.Contains(slip, "19,99") || !strings.Contains(slip, "2 × Becher, Moos  [B-1]") {
		t.Errorf("slip:\n%s", slip)
	}
}

func TestWhatAVendorMayDo(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		state                         orders.VendorState
		role                          markthalle.Role
		accept, ship, cancel, refunds bool
	}{
		{orders.VendorPaid, markthalle.VendorOwner, true, true, true, true},
		{orders.Accepted, markthalle.VendorOrders, false, true, true, true},
		{orders.PartlyShipped, markthalle.VendorOrders, false, true, true, true},
		{orders.Shipped, markthalle.VendorOrders, false, false, false, true},
		{orders.Refused, markthalle.VendorOwner, false, false, false, true},
		{orders.VendorPaid, markthalle.VendorFinance, false, false, false, false},
		{orders.VendorPaid, markthalle.VendorReadOnly, false, false, false, false},
	} {
		v := sold(t)
		v.State = x.state
		o := seller.OrderView(german(), v, nil, actor(x.role), 0)
		if o.CanAccept != x.accept || o.CanShip != x.ship || o.CanCancel != x.cancel || o.CanRefund != x.refunds {
			t.Errorf("%s as %s: accept %v ship %v cancel %v refund %v", x.state, x.role, o.CanAccept, o.CanShip, o.CanCancel, o.CanRefund)
		}
	}
	v := sold(t)
	for i := range v.Lines {
		v.Lines[i].PaidBack = v.Lines[i].Paid
	}
	v.ShippingBack = v.ShippingPrice
	if seller.OrderView(german(), v, nil, actor(markthalle.VendorOwner), 0).CanRefund {
		t.Error("nothing is left, and a refund is offered")
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	v := sold(t)
	if c := seller.OrderClock(v); c.What != "accept" || !c.Due.Equal(v.AcceptBy) {
		t.Errorf("%+v", c)
	}
	v.State, v.AcceptedAt = orders.Accepted, now
	if c := seller.OrderClock(v); c.What != "ship" || !c.Due.Equal(v.ShipBy) || !c.From.Equal(now) {
		t.Errorf("%+v", c)
	}
	v.State = orders.Shipped
	if c := seller.OrderClock(v); !c.Due.IsZero() {
		t.Errorf("a shipped order has a deadline: %+v", c)
	}
}

// TestTasks proves that the day's summary counts every waiting order once, under its
// deadline.
func TestTasks(t *testing.T) {
	t.Parallel()
	at := func(id string, state orders.VendorState, due time.Duration) orders.VendorOrder {
		v := sold(t)
		v.ID, v.State, v.AcceptBy, v.ShipBy = id, state, now.Add(due), now.Add(due)
		return v
	}
	var day seller.Today
	seller.AddTasks(&day, []orders.VendorOrder{
		at("vo_late", orders.Accepted, -18*time.Hour), at("vo_accept", orders.VendorPaid, 2*time.Hour),
		at("vo_ship", orders.Accepted, 6*time.Hour), at("vo_later", orders.PartlyShipped, 50*time.Hour),
	}, german())
	if day.Overdue != 1 || day.DueToday != 2 || day.Later != 1 || len(day.Tasks) != 3 {
		t.Fatalf("%+v", day)
	}
	if day.Tasks[0].Key != "ship_late" || day.Tasks[0].URL != "/sell/orders/vo_late" || day.Tasks[1].Key != "accept" {
		t.Errorf("%+v", day.Tasks)
	}
	if ship := day.Tasks[2]; ship.Key != "ship" || ship.Count != 2 || ship.URL != "/sell/orders?state=ship" || !strings.HasPrefix(ship.Text, "today.and_more") {
		t.Errorf("%+v", ship)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	at := func(ago time.Duration) orders.VendorOrder {
		v := sold(t)
		v.Subtotal, v.PaidAt = 4999, now.Add(-ago)
		return v
	}
	foreign := at(25 * time.Hour)
	foreign.Currency = money.PLN
	day := 24 * time.Hour
	// Tuesday: yesterday is Monday, so this week and yesterday overlap.
	list := []orders.VendorOrder{at(time.Hour), at(day), foreign, at(7 * day), at(9 * day), at(13 * day)}
	f := seller.Figures(list, german(), money.EUR)
	if f[0].Key != "orders" || f[0].Yesterday.Count != 2 || f[0].Week.Count != 3 || f[0].LastWeek.Count != 0 {
		t.Errorf("orders %+v", f[0])
	}
	if f[1].Week.Money.Amount != 2*(4999+490) || f[2].Week.Money.Amount != 2*4346 {
		t.Errorf("sold %+v, net %+v", f[1].Week, f[2].Week)
	}
	var days int64
	for _, n := range f[0].Days {
		days += n
	}
	if len(f[0].Days) != 14 || days != 5 { // today is not among them
		t.Errorf("%d days with %d orders", len(f[0].Days), days)
	}
}

func TestExactAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"431.76": "4,3176", "540": "5,40", "1/3": "0,003333", "0": "0,00", "-12.5": "-0,125"} {
		if got := seller.ExactView(german(), text, money.EUR); got != want+"\u00a0EUR" {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if got := seller.ExactView(german(), "1500", "JPY"); got != "1500\u00a0JPY" {
		t.Errorf("JPY %q", got)
	}
}
