package bringin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// The reasons for which an order is not imported.
const (
	ReasonUnreadable     = "row_unreadable"   // a row that names no order
	ReasonNoOrder        = "order_missing"    // items or payments of an order that is not there
	ReasonDuplicate      = "order_duplicate"  // a second row with the key of an order
	ReasonBrokenOrder    = "order_broken"     // the order's own row has a fault
	ReasonBrokenItem     = "item_broken"      // one of its items has one
	ReasonBrokenPayment  = "payment_broken"   // one of its payments has one
	ReasonSkipped        = "status_skipped"   // the mapping leaves this status out
	ReasonNoItems        = "no_items"         // nothing was bought
	ReasonNoPayment      = "no_payment"       // nothing was paid
	ReasonMismatch       = "payment_mismatch" // payments differ from items and freight by more than the tolerance
	ReasonTooLarge       = "too_large"        // more lines than an order can have here
	ReasonVendorMissing  = "vendor_missing"   // a seller was not imported
	ReasonProductMissing = "product_missing"  // a product was not imported
	ReasonRefused        = "refused"          // the market does not take it; the detail says why
	ReasonChangedSince   = "changed_since"    // an earlier run imported it with other amounts
)

// maxLines bounds the lines of an order: with more, its entries in the books would not
// fit into one transaction.
const maxLines = 90

// verdict is what becomes of one bundle.
type verdict struct {
	bundle
	reason, found, wanted string
	past                  orders.Past
	paid                  int64
}

func (v *verdict) refuse(reason, found, wanted string) {
	if v.reason == "" {
		v.reason, v.found, v.wanted = reason, found, wanted
	}
}

// settle decides about a group of bundles and stores the orders among them.
func (b *bringer) settle(ctx context.Context, list []bundle) error {
	decided := make([]verdict, len(list))
	for i := range list {
		decided[i] = verdict{bundle: list[i]}
		b.judge(&decided[i])
	}
	f, err := b.facts(ctx, decided)
	if err != nil {
		return err
	}
	for i := range decided {
		if v := &decided[i]; v.reason == "" {
			if err := b.build(v, f); err != nil {
				return err
			}
		}
	}
	if err := b.store(ctx, decided); err != nil {
		return err
	}
	for i := range decided {
		if v := &decided[i]; v.reason != "" {
			b.sums.refused(v)
		}
	}
	return nil
}

// judge refuses what the rows alone show to be incomplete.
func (b *bringer) judge(v *verdict) {
	f := v.figures()
	v.paid = f.PaymentsTotal
	switch {
	case v.key == unreadable:
		v.refuse(ReasonUnreadable, "", "rows that name their order")
		return
	case len(v.orders) == 0:
		v.refuse(ReasonNoOrder, "", "a row in the orders")
		return
	case len(v.orders) > 1:
		v.refuse(ReasonDuplicate, strconv.Itoa(len(v.orders))+" rows", "one row")
	case v.orders[0].V.Broken:
		v.refuse(ReasonBrokenOrder, fmt.Sprintf("row %d", v.orders[0].V.Line), "a row without faults")
	case v.orders[0].V.Status == statusSkip:
		v.refuse(ReasonSkipped, "", "")
	}
	for _, x := range v.items {
		if x.V.Broken {
			v.refuse(ReasonBrokenItem, fmt.Sprintf("row %d", x.V.Line), "a row without faults")
		}
	}
	for _, x := range v.payments {
		if x.V.Broken {
			v.refuse(ReasonBrokenPayment, fmt.Sprintf("row %d", x.Row), "a row without faults")
		}
	}
	cash := func(n int64) string { return money.New(n, b.m.Currency).Decimal() }
	due := f.ItemsTotal + f.FreightTotal
	tolerance, err := money.Parse(cmpOr(b.m.Entities["orders"].Tolerance, "0.01"), money.EUR)
	switch {
	case len(v.items) == 0:
		v.refuse(ReasonNoItems, "paid "+cash(v.paid), "one item or more")
	case len(v.items) > maxLines:
		v.refuse(ReasonTooLarge, strconv.Itoa(len(v.items))+" items", strconv.Itoa(maxLines)+" or fewer")
	case len(v.payments) == 0:
		v.refuse(ReasonNoPayment, "", cash(due))
	case err != nil || max(v.paid-due, due-v.paid) > tolerance.Minor:
		v.refuse(ReasonMismatch, cash(v.paid), cash(due))
	}
}

// facts are what the orders of a group refer to.
type facts struct {
	vendors  map[markthalle.VendorID]vendors.Vendor
	products map[markthalle.ProductID]catalog.Product
	tree     catalog.Tree
}

func (b *bringer) facts(ctx context.Context, list []verdict) (*facts, error) {
	f := &facts{vendors: map[markthalle.VendorID]vendors.Vendor{}, products: map[markthalle.ProductID]catalog.Product{}}
	var sellers []markthalle.VendorID
	var goods []markthalle.ProductID
	for i := range list {
		if list[i].reason != "" {
			continue
		}
		for _, x := range list[i].items {
			v, p := b.m.vendorID(x.V.Vendor), b.productOf(x.V.Product)
			if _, known := f.vendors[v]; !known {
				f.vendors[v] = vendors.Vendor{}
				sellers = append(sellers, v)
			}
			if _, known := f.products[p]; !known {
				f.products[p] = catalog.Product{}
				goods = append(goods, p)
			}
		}
	}
	known, err := b.Vendors.GetMany(ctx, sellers)
	if err != nil {
		return nil, fmt.Errorf("load vendors: %w", err)
	}
	for _, x := range known {
		f.vendors[x.VendorID()] = x
	}
	products, err := b.Catalog.Products(ctx, goods)
	if err != nil {
		return nil, fmt.Errorf("load products: %w", err)
	}
	for _, x := range products {
		f.products[x.ProductID()] = x
	}
	f.tree, err = b.Catalog.Tree(ctx)
	return f, err
}

// store keeps the orders of a group and books them. What was there is what counts.
func (b *bringer) store(ctx context.Context, list []verdict) error {
	var past []orders.Past
	var at []int
	for i := range list {
		if list[i].reason == "" {
			past, at = append(past, list[i].past), append(at, i)
		}
	}
	kept, err := b.Orders.ImportHistory(ctx, b.actor, past)
	if err != nil {
		return err
	}
	var sales []payouts.PastSale
	var of []int // place in kept
	for n := range kept {
		v := &list[at[n]]
		if err := b.taken(v, &kept[n]); err != nil {
			return err
		}
		if v.reason == "" {
			sales, of = append(sales, b.sale(v, &kept[n].Order)), append(of, n)
		}
	}
	settled, err := b.Payouts.ImportHistory(ctx, b.actor, sales)
	if err != nil {
		return err
	}
	for n := range settled {
		if settled[n].Err != nil {
			return fmt.Errorf("book %s: %w", sales[n].Order.ID, settled[n].Err)
		}
		b.sums.imported(&list[at[of[n]]], settled[n].Settlements)
		b.report.stored("orders", !kept[of[n]].Existed)
	}
	return nil
}

// taken notes what the market says about an order. A failure of the store is returned.
func (b *bringer) taken(v *verdict, kept *orders.ImportedOrder) error {
	var x *markthalle.Error
	switch {
	case kept.Err == nil:
	case errors.As(kept.Err, &x) && x.Kind == markthalle.Invalid:
		v.refuse(ReasonRefused, x.Code, x.Text)
		return nil
	default:
		return fmt.Errorf("store order %s: %w", v.key, kept.Err)
	}
	if kept.Order.Total != v.past.Order.Total || len(kept.Order.Parts) != len(v.past.Order.Parts) {
		v.refuse(ReasonChangedSince, money.New(v.past.Order.Total, b.m.Currency).Decimal(), money.New(kept.Order.Total, b.m.Currency).Decimal())
	}
	return nil
}

// sale is how the money of a stored order went.
func (b *bringer) sale(v *verdict, o *orders.Order) payouts.PastSale {
	x := payouts.PastSale{Order: o, Paid: v.paid}
	row := &v.orders[0].V
	for range o.Parts {
		m := payouts.PastMoney{ShippedAt: shippedAt(row), DeliveredAt: deliveredAt(row)}
		if row.Status == statusCancelled {
			m = payouts.PastMoney{CancelledAt: cancelledAt(row)}
		}
		x.Parts = append(x.Parts, m)
	}
	return x
}

// The times of a past order, as far as its status makes them mean something.

func shippedAt(o *PastOrder) time.Time {
	switch {
	case o.Status == statusShipped, o.Status == statusDelivered && !o.ShippedAt.IsZero():
		return o.ShippedAt
	case o.Status == statusDelivered:
		return o.DeliveredAt
	}
	return time.Time{}
}

func deliveredAt(o *PastOrder) time.Time {
	if o.Status == statusDelivered {
		return o.DeliveredAt
	}
	return time.Time{}
}

func paidAt(o *PastOrder) time.Time {
	if o.PaidAt.IsZero() {
		return o.PlacedAt
	}
	return o.PaidAt
}

// cancelledAt is the time of the cancellation, or the last thing that is known before.
func cancelledAt(o *PastOrder) time.Time {
	if !o.CancelledAt.IsZero() {
		return o.CancelledAt
	}
	last := paidAt(o)
	for _, t := range []time.Time{o.ShippedAt, o.DeliveredAt} {
		if t.After(last) {
			last = t
		}
	}
	return last
}
