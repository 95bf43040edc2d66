package payouts_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// drawOrder is an order of one vendor with random lines, discounts and fees.
func drawOrder(t *rapid.T, id markthalle.OrderID) *orders.Order {
	p := orders.Part{
		VendorOrder: markthalle.VendorOrderIDFor(id, ven1), Vendor: ven1, ShippingPrice: rapid.Int64Range(0, 900).Draw(t, "shipping"),
	}
	p.Total = p.ShippingPrice
	for i := range rapid.IntRange(1, 3).Draw(t, "lines") {
		n, price := rapid.Int64Range(1, 4).Draw(t, "units"), rapid.Int64Range(1, 3000).Draw(t, "price")
		operator := rapid.Int64Range(0, n*price).Draw(t, "operator")
		points := rapid.Int64Range(0, n*price-operator).Draw(t, "points")
		fee := rapid.Int64Range(0, n*price*8/10).Draw(t, "fee")
		l := line(fmt.Sprintf("line_%d", i), n, price, 0, operator, points, fee, fee*19/100)
		p.Lines = append(p.Lines, l)
		p.Total += l.Paid
	}
	return &orders.Order{Meta: store.Meta{ID: string(id)}, Currency: "EUR", PlacedAt: soldAt, PaidAt: soldAt, Total: p.Total, Parts: []orders.Part{p}}
}

// drawRefund is a refund by units, by amount, or of the parcel, sensible or not.
func drawRefund(t *rapid.T, o *orders.Order, id markthalle.RefundID) payments.RefundIntent {
	p := o.Parts[0]
	in := payments.RefundIntent{ID: id, Order: markthalle.OrderID(o.ID), VendorOrder: p.VendorOrder, Vendor: ven1}
	if rapid.IntRange(0, 4).Draw(t, "parcel") == 0 {
		in.Shipping = rapid.Int64Range(0, p.ShippingPrice+1).Draw(t, "shipping back")
	}
	cash := in.Shipping
	for _, l := range p.Lines {
		if rapid.Bool().Draw(t, "skip") {
			continue
		}
		r := payments.RefundLine{Line: l.ID}
		if rapid.Bool().Draw(t, "by units") {
			r.Quantity = rapid.Int64Range(1, l.Quantity).Draw(t, "units back")
			r.Amount = l.Paid * r.Quantity / l.Quantity
		} else {
			r.Amount = rapid.Int64Range(0, l.Paid+1).Draw(t, "amount back")
		}
		in.Lines = append(in.Lines, r)
		cash += r.Amount
	}
	in.Amount = money.New(cash, "EUR")
	return in
}

// TestSettlementInvariants: whatever is refunded, by units, by amount, before and after
// the release, whatever the reserve keeps: no line gives back more than it took, shares never exceed what they are
// shares of, no stage is negative that may not be, and the settlement says what the
// ledger says.
func TestSettlementInvariants(t *testing.T) {
	t.Parallel()
	db, clock, ids := storetest.OpenClock(t)
	books := ledger.New(ledger.Deps{DB: db, Wall: clock})
	pay := payments.New(payments.Deps{DB: db, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	sellers := vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	s := payouts.New(payouts.Deps{DB: db, Clock: clock, IDs: ids, Ledger: books, Payments: pay, Vendors: sellers, Policy: payouts.Policy{VATCountry: "DE"}})
	store.On(db, "payouts.post_refund", s.PostRefund)
	store.On(db, "payouts.post_release", s.PostRelease)
	store.On(db, "payouts.post_reserve_freed", s.PostReserveFreed)
	if err := db.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	founded, err := sellers.Establish(t.Context(), system, []vendors.Founding{{ID: ven1, Application: vendors.Application{
		SellerKind: vendors.Business, LegalName: "Töpferei GmbH", ShopName: "Töpferei", Country: "DE", Email: "v@example.com",
	}}})
	if err != nil || founded[0].Err != nil {
		t.Fatal(err, founded)
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		in := payouts.ReserveInput{
			Currency: "EUR", ShareBP: money.BasisPoints(rapid.IntRange(0, 5000).Draw(rt, "reserve")), Days: rapid.IntRange(0, 30).Draw(rt, "days"),
			Cap: rapid.Int64Range(1, 3000).Draw(rt, "cap"), Reason: "drawn",
		}
		_, err := s.SetReserve(t.Context(), system, ven1, in)
		fatal(rt, err)
		o := drawOrder(rt, markthalle.OrderID(fmt.Sprintf("ord_%d", n)))
		out, err := s.ImportHistory(t.Context(), system, []payouts.PastSale{{Order: o, Paid: o.Total, Parts: make([]payouts.PastMoney, 1)}})
		fatal(rt, err)
		fatal(rt, out[0].Err)
		vo := o.Parts[0].VendorOrder
		for i := range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if rapid.IntRange(0, 5).Draw(rt, "step") == 0 {
				fatal(rt, s.MarkDelivered(t.Context(), orders.VendorOrderDelivered{VendorOrder: vo, At: clock.Now()}, store.Cause{}))
				clock.Advance(14 * 24 * time.Hour)
				_, err := s.ReleaseDue(t.Context())
				fatal(rt, err)
				_, err = s.FreeReserves(t.Context())
				fatal(rt, err)
			} else {
				in := drawRefund(rt, o, markthalle.RefundID(fmt.Sprintf("ref_%d_%d", n, i)))
				for range 2 {
					fatal(rt, s.ApplyRefund(t.Context(), payments.RefundReserved{Intent: in, At: clock.Now()}, store.Cause{}))
				}
			}
			fatal(rt, db.Drain(t.Context()))
			x, err := s.Settlement(t.Context(), vo)
			fatal(rt, err)
			checkSettlement(rt, &x)
			proof, err := s.Proof(t.Context(), markthalle.OrderID(o.ID))
			fatal(rt, err)
			for _, e := range proof {
				if !e.Holds() {
					rt.Fatalf("%+v of %+v", e, x)
				}
			}
		}
	})
}

func fatal(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func checkSettlement(t *rapid.T, x *payouts.Settlement) {
	within := func(what string, part, whole int64) {
		if part < 0 || part > whole {
			t.Fatalf("%s: %d of %d in %+v", what, part, whole, x)
		}
	}
	var back int64
	for _, l := range x.Lines {
		within("cash", l.BackPaid, l.Paid)
		within("units", l.BackUnits, l.Units)
		within("operator's share", l.BackOperator, l.Operator)
		within("points", l.BackPoints, l.Points)
		within("commission", l.BackFee.Commission, l.Fee.Commission)
		within("VAT", l.BackFee.VAT, l.Fee.VAT)
		if l.BackPaid == l.Paid && l.BackUnits == l.Units && (l.BackOperator != l.Operator || l.BackPoints != l.Points || l.BackFee.Commission != l.Fee.Commission) {
			t.Fatalf("everything is back but a share of line %+v", l)
		}
		back += l.BackPaid + l.BackOperator + l.BackPoints - l.BackFee.Commission - l.BackFee.VAT
	}
	within("parcel", x.ShipBack, x.Shipping)
	within("reserve", x.Reserved, x.Kept)
	if x.Back != back+x.ShipBack {
		t.Fatalf("back is %d, its lines say %d", x.Back, back+x.ShipBack)
	}
	if x.State == payouts.Held && (x.Released != 0 || x.Open != 0) || x.State == payouts.Releasable && x.Open+x.Reserved != x.Earned-x.Back {
		t.Fatalf("open %d, reserved %d, released %d, earned %d, back %d, %s", x.Open, x.Reserved, x.Released, x.Earned, x.Back, x.State)
	}
}
