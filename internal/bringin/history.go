package bringin

import (
	"context"
	"errors"
	"strings"
	"time"
)

// The records of the history as they are sorted. Broken rows are kept, so that their
// order is listed and their money counted.
type (
	// PastOrder is a row of the orders.
	PastOrder struct {
		Line                                                  int64
		Status, Customer, Email                               string
		PlacedAt, PaidAt, ShippedAt, DeliveredAt, CancelledAt time.Time
		Address                                               PastAddress
		Broken                                                bool
	}
	// PastItem is a row of the order items.
	PastItem struct {
		Line                         int64
		Number, Vendor, Product, SKU string
		Quantity, Price, Freight     int64
		Broken                       bool
	}
	// PastPayment is a row of the payments.
	PastPayment struct {
		Amount int64
		Broken bool
	}
	// PastAddress is a row of the customers.
	PastAddress struct {
		Name, Line1, Line2, PostalCode, City, Country, Email, Phone string
	}
)

// bundle is everything that the source has under one key of an order.
type bundle struct {
	key      string
	orders   []keyed[PastOrder]
	items    []keyed[PastItem]
	payments []keyed[PastPayment]
}

// figures counts the rows of the bundle and sums their money.
func (u *bundle) figures() Figures {
	f := Figures{Orders: int64(len(u.orders)), Items: int64(len(u.items)), Payments: int64(len(u.payments))}
	for _, x := range u.items {
		f.ItemsTotal += x.V.Price * x.V.Quantity
		f.FreightTotal += x.V.Freight
	}
	for _, x := range u.payments {
		f.PaymentsTotal += x.V.Amount
	}
	return f
}

// history brings the past orders: it sorts orders, items, payments and customers, walks
// them side by side and decides about each order.
func (b *bringer) history(ctx context.Context, e *Entity) (err error) {
	if err := b.chooseRule(ctx); err != nil {
		return err
	}
	past := newSorter[PastOrder](b.o.TempDir)
	items := newSorter[PastItem](b.o.TempDir)
	payments := newSorter[PastPayment](b.o.TempDir)
	defer func() { err = errors.Join(err, past.close(), items.close(), payments.close()) }()
	if err := b.readOrders(ctx, e, past); err != nil {
		return err
	}
	if err := b.readItems(ctx, b.m.Entities["order_items"], items); err != nil {
		return err
	}
	if err := b.readPayments(ctx, b.m.Entities["payments"], payments); err != nil {
		return err
	}
	return b.join(ctx, past, items, payments)
}

// join walks the three streams key by key.
func (b *bringer) join(ctx context.Context, past *sorter[PastOrder], items *sorter[PastItem], payments *sorter[PastPayment]) error {
	o, err := past.cursor()
	if err != nil {
		return err
	}
	defer o.stop()
	i, err := items.cursor()
	if err != nil {
		return err
	}
	defer i.stop()
	p, err := payments.cursor()
	if err != nil {
		return err
	}
	defer p.stop()
	work := newPool(ctx, orderGroup, b.settle)
	walk := func() error {
		for {
			key, ok := least(o.key(), i.key(), p.key())
			if !ok {
				return nil
			}
			u := bundle{key: key}
			if u.orders, err = o.take(key); err != nil {
				return err
			}
			if u.items, err = i.take(key); err != nil {
				return err
			}
			if u.payments, err = p.take(key); err != nil {
				return err
			}
			if err := work.add(u); err != nil {
				return err
			}
		}
	}
	return work.wait(walk())
}

// key returns the next key, and false at the end.
func (c *cursor[T]) key() *string {
	if c.head == nil {
		return nil
	}
	return &c.head.Key
}

func least(keys ...*string) (string, bool) {
	var best *string
	for _, k := range keys {
		if k != nil && (best == nil || *k < *best) {
			best = k
		}
	}
	if best == nil {
		return "", false
	}
	return *best, true
}

// unreadable is the key under which rows are kept whose order nobody can tell.
const unreadable = "\x00unreadable"

// readOrders sorts the orders by their keys; with customers, by way of theirs.
func (b *bringer) readOrders(ctx context.Context, e *Entity, out *sorter[PastOrder]) (err error) {
	customers := b.m.Entities["customers"]
	byCustomer := newSorter[withKey](b.o.TempDir)
	defer func() { err = errors.Join(err, byCustomer.close()) }()
	err = b.eachOf(ctx, e, func(v *reader, broken bool) error {
		b.report.Source.Orders++
		x := PastOrder{Broken: broken}
		key := unreadable
		if !broken {
			key = cmpOr(v.key(), unreadable)
			x = PastOrder{
				Line: v.r.line, Status: v.needed("status"), Customer: v.text("customer"), Email: v.text("email"),
				PlacedAt: v.time("placed_at", true), PaidAt: v.time("paid_at", false), ShippedAt: v.time("shipped_at", false),
				DeliveredAt: v.time("delivered_at", false), CancelledAt: v.time("cancelled_at", false),
			}
			b.checkStatus(v, &x)
			x.Broken = b.wrong(v)
		}
		if customers == nil || x.Customer == "" {
			return out.add(key, x.Line, x)
		}
		return byCustomer.add(x.Customer, x.Line, withKey{key, x})
	})
	if err != nil || customers == nil {
		return err
	}
	return b.withAddresses(ctx, customers, byCustomer, out)
}

// withKey is an order on its way to its customer.
type withKey struct {
	Key   string
	Order PastOrder
}

// The states of a past order in a mapping.
const (
	statusOpen      = "open"
	statusShipped   = "shipped"
	statusDelivered = "delivered"
	statusCancelled = "cancelled"
	statusSkip      = "skip"
)

var statuses = []string{statusOpen, statusShipped, statusDelivered, statusCancelled, statusSkip}

// checkStatus notes a status that does not exist and times that it needs.
func (b *bringer) checkStatus(v *reader, x *PastOrder) {
	column := func(field string) string { return cmpOr(v.e.Fields[field].column(), field) }
	switch x.Status {
	case "", statusOpen, statusCancelled, statusSkip:
	case statusShipped:
		if x.ShippedAt.IsZero() {
			v.add(v.r.fault(column("shipped_at"), "required", "", "when a shipped order was shipped"))
		}
	case statusDelivered:
		if x.DeliveredAt.IsZero() {
			v.add(v.r.fault(column("delivered_at"), "required", "", "when a delivered order was delivered"))
		}
	default:
		v.add(v.r.fault(column("status"), "enum", x.Status, "one of "+strings.Join(statuses, ", ")))
	}
}

// eachOf is each for entities whose broken rows still count: fn hears of them too.
func (b *bringer) eachOf(ctx context.Context, e *Entity, fn func(v *reader, broken bool) error) error {
	c := b.report.Entities[e.Name]
	return eachRow(ctx, b.o.Dir, b.m.Files[e.From], func(r *row, fault *Fault) error {
		c.Rows++
		if b.o.Progress != nil && c.Rows%1000 == 0 {
			b.o.Progress(e.Name, c.Rows)
		}
		if fault != nil {
			b.report.add(e.Name, func(c *Count) { c.Faulty++ })
			b.faults.add(*fault)
		}
		return fn(&reader{m: b.m, e: e, r: r}, fault != nil)
	})
}

func (b *bringer) withAddresses(ctx context.Context, e *Entity, past *sorter[withKey], out *sorter[PastOrder]) (err error) {
	people := newSorter[PastAddress](b.o.TempDir)
	defer func() { err = errors.Join(err, people.close()) }()
	err = b.each(ctx, e, func(v *reader) error {
		key := v.key()
		a := PastAddress{
			Name: v.text("name"), Line1: v.text("line1"), Line2: v.text("line2"), PostalCode: v.text("postal_code"), City: v.text("city"),
			Country: cmpOr(v.text("country"), b.m.Country), Email: v.text("email"), Phone: v.text("phone"),
		}
		if b.wrong(v) {
			return nil
		}
		return people.add(key, v.r.line, a)
	})
	if err != nil {
		return err
	}
	at, err := people.cursor()
	if err != nil {
		return err
	}
	defer at.stop()
	orders := b.m.Entities["orders"]
	for x, err := range past.all() {
		if err != nil {
			return err
		}
		for at.head != nil && at.head.Key < x.Key {
			if err := at.advance(); err != nil {
				return err
			}
		}
		if at.head != nil && at.head.Key == x.Key {
			x.V.Order.Address = at.head.V
		} else {
			f := b.m.Files[orders.From]
			b.faults.add(Fault{File: f.Path, Row: x.Row, Column: orders.Fields["customer"].column(), Code: "customer_missing", Found: x.Key, Wanted: "the key of a customer; the order comes without an address"})
		}
		if err := out.add(x.V.Key, x.Row, x.V.Order); err != nil {
			return err
		}
	}
	return nil
}

func (b *bringer) readItems(ctx context.Context, e *Entity, out *sorter[PastItem]) error {
	seen := unique{}
	return b.eachOf(ctx, e, func(v *reader, broken bool) error {
		x, key := PastItem{Broken: broken}, unreadable
		if !broken {
			key = cmpOr(v.needed("order"), unreadable)
			x = PastItem{
				Line: v.r.line, Number: v.needed("line"), Vendor: v.needed("vendor"), Product: v.needed("product"), SKU: v.text("sku"),
				Quantity: v.integer("quantity", 1, 1, 1_000_000), Price: v.money("price", true), Freight: v.money("freight", false),
			}
			if !seen.first(key + "\x00" + x.Number) {
				v.add(v.r.fault(e.Fields["line"].column(), "duplicate", x.Number, "a line that the order does not have yet"))
			}
			x.Broken = b.wrong(v)
		}
		s := &b.report.Source
		s.Items++
		s.ItemsTotal += x.Price * x.Quantity
		s.FreightTotal += x.Freight
		return out.add(key, x.Line, x)
	})
}

func (b *bringer) readPayments(ctx context.Context, e *Entity, out *sorter[PastPayment]) error {
	return b.eachOf(ctx, e, func(v *reader, broken bool) error {
		x, key, line := PastPayment{Broken: broken}, unreadable, int64(0)
		if !broken {
			key, line = cmpOr(v.needed("order"), unreadable), v.r.line
			x.Amount = v.money("amount", true)
			x.Broken = b.wrong(v)
		}
		b.report.Source.Payments++
		b.report.Source.PaymentsTotal += x.Amount
		return out.add(key, line, x)
	})
}
