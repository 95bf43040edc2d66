package returns_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// The people of these tests.
var (
	system   = markthalle.SystemActor("test")
	jan      = markthalle.Actor{Kind: markthalle.Buyer, Person: "per_jan"}
	stranger = markthalle.Actor{Kind: markthalle.Buyer, Person: "per_stranger"}
	guest    = markthalle.Actor{}
	pottery  = markthalle.Actor{Kind: markthalle.Vendor, Person: "per_p", Vendor: "ven_a", Roles: []markthalle.Role{markthalle.VendorOwner}}
	attic    = markthalle.Actor{Kind: markthalle.Vendor, Person: "per_a", Vendor: "ven_b", Roles: []markthalle.Role{markthalle.VendorOwner}}
	operator = markthalle.Actor{Kind: markthalle.Operator, Person: "per_o", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	auditor  = markthalle.Actor{Kind: markthalle.Operator, Person: "per_au", Roles: []markthalle.Role{markthalle.OperatorAuditor}}
)

// world is a market in which every decided refund is paid at once, unless it is told to
// reject them.
type world struct {
	t       testing.TB
	db      *store.DB
	clock   *markthalle.ManualClock
	orders  *orders.Service
	returns *returns.Service
	reject  bool
	told    []store.Event // what payouts and mails would hear
}

func begin(t testing.TB) *world {
	t.Helper()
	db, clock, ids := storetest.OpenClock(t)
	w := &world{t: t, db: db, clock: clock}
	sellers := vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	w.orders = orders.New(orders.Deps{DB: db, Clock: clock, IDs: ids, Secret: []byte("secret")})
	w.returns = returns.New(returns.Deps{DB: db, Clock: clock, Orders: w.orders, Vendors: sellers})
	store.On(db, "test.pay", w.pay)
	store.On(db, "returns.open_return", w.returns.OpenReturn)
	store.On(db, "returns.make_refund", w.returns.MakeRefund)
	store.On(db, "returns.settle", w.returns.Settle)
	store.On(db, "returns.free_units", w.returns.FreeUnits)
	store.On(db, "returns.open_overdue", w.returns.OpenOverdue)
	store.On(db, "returns.refund_case", w.returns.RefundCase)
	store.On(db, "returns.carry_out", w.returns.CarryOut)
	store.On(db, "test.changed", hear[returns.Changed](w))
	store.On(db, "test.confirmed", hear[returns.WithdrawalConfirmed](w))
	for _, f := range []vendors.Founding{
		{ID: "ven_a", Application: vendors.Application{ShopName: "Pottery", SellerKind: vendors.Business}},
		{ID: "ven_b", Application: vendors.Application{ShopName: "Attic", SellerKind: vendors.Private}},
	} {
		out, err := sellers.Establish(t.Context(), system, []vendors.Founding{f})
		require.NoError(t, err)
		require.NoError(t, out[0].Err)
	}
	return w
}

func hear[E store.Event](w *world) func(context.Context, E, store.Cause) error {
	return func(_ context.Context, e E, _ store.Cause) error {
		w.told = append(w.told, e)
		return nil
	}
}

// pay stands for payments: a refund is paid, or was not possible.
func (w *world) pay(ctx context.Context, e orders.RefundDecided, c store.Cause) error {
	if w.reject {
		r := payments.RefundRejected{Refund: e.Refund, Order: e.Order, VendorOrder: e.VendorOrder, Code: "payments.charge_disputed"}
		if err := w.orders.MarkRefundRejected(ctx, r, c); err != nil {
			return err
		}
		return w.returns.CaseRefundRejected(ctx, r, c)
	}
	r := payments.RefundSucceeded{Refund: e.Refund, Order: e.Order, VendorOrder: e.VendorOrder, Amount: e.Amount, At: e.At}
	if err := w.orders.MarkRefunded(ctx, r, c); err != nil {
		return err
	}
	return w.returns.CaseRefunded(ctx, r, c)
}

func (w *world) drain() {
	w.t.Helper()
	require.NoError(w.t, w.db.Drain(w.t.Context()))
}

func line(id string, quantity, paid int64, title string) orders.Line {
	return orders.Line{
		ID: markthalle.LineID(id), Offer: "off_1", Title: title, Quantity: quantity, UnitPrice: paid / quantity, Gross: paid, Paid: paid,
		Fee: commission.Fee{Line: markthalle.LineID(id), Commission: paid / 10},
	}
}

// order stores a paid order of Jan's: three cups and a bowl of the pottery with 4.90 for
// the parcel, one lamp of the private attic, both parts in the given state.
func (w *world) order(id markthalle.OrderID, state orders.VendorState) {
	w.t.Helper()
	now := w.clock.Now()
	part := func(vendor markthalle.VendorID, shipping int64, lines ...orders.Line) orders.Part {
		p := orders.Part{
			VendorOrder: markthalle.VendorOrderIDFor(id, vendor), Vendor: vendor, VendorName: string(vendor), Lines: lines,
			ShippingPrice: shipping, Total: shipping,
		}
		for _, l := range lines {
			p.Subtotal += l.Gross
			p.Total += l.Paid
		}
		return p
	}
	o := orders.Order{
		Meta: store.Meta{ID: string(id)}, Currency: "EUR", Person: "per_jan", Email: "jan@buyer.example", Locale: markthalle.German,
		Address: orders.Address{}, PlacedAt: now, PaidAt: now,
		Parts: []orders.Part{
			part("ven_a", 490, line("line_cup", 3, 3000, "Seagrass cup"), line("line_bowl", 1, 999, "Stoneware bowl")),
			part("ven_b", 0, line("line_lamp", 1, 500, "Brass lamp")),
		},
	}
	for _, p := range o.Parts {
		o.Subtotal += p.Subtotal
		o.ShippingTotal += p.ShippingPrice
		o.Total += p.Total
	}
	past := orders.PastPart{State: state}
	if state != orders.Accepted {
		past.ShippedAt = now
	}
	if state == orders.VendorDelivered || state == orders.Completed {
		past.DeliveredAt = now
	}
	if state == orders.Completed {
		past.EndedAt = now
	}
	out, err := w.orders.ImportHistory(w.t.Context(), system, []orders.Past{{Order: o, Parts: []orders.PastPart{past, past}}})
	require.NoError(w.t, err)
	require.NoError(w.t, out[0].Err)
}

func (w *world) part(id markthalle.OrderID, vendor markthalle.VendorID) orders.VendorOrder {
	w.t.Helper()
	v, err := w.orders.VendorOrder(w.t.Context(), system, markthalle.VendorOrderIDFor(id, vendor))
	require.NoError(w.t, err)
	return v
}

func units(pairs ...any) []orders.Units {
	var out []orders.Units
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, orders.Units{Line: markthalle.LineID(pairs[i].(string)), Quantity: int64(pairs[i+1].(int))})
	}
	return out
}

// pointers are the places of an error's faults.
func pointers(t testing.TB, err error) []string {
	t.Helper()
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	out := []string{}
	for _, f := range e.Fields {
		out = append(out, f.Pointer+" "+f.Code)
	}
	return out
}

const day = 24 * time.Hour
