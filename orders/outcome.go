package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// MarkPaid is the reaction to a payment that succeeded: the order becomes paid, or,
// when it has ended meanwhile, the money is stray and goes back (PAY-54).
func (s *Service) MarkPaid(ctx context.Context, e payments.Succeeded, _ store.Cause) error {
	now := s.Clock.Now()
	o, err := s.rec.orders.Modify(ctx, string(e.Order), func(o *Order) error {
		switch o.State {
		case Placing, AwaitingPayment, Paying:
			if e.Amount == o.amount(o.Total) {
				o.pay(e.Charge, now)
			}
		case Paid, Failed, Expired, Cancelled:
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark paid: %w", err)
	}
	if o.State == Paid && o.Charge == e.Charge {
		return nil
	}
	return s.Payments.MarkStray(ctx, e.Order, e.Charge)
}

// MarkPaying is the reaction to a buyer who has paid by a delayed method: the order keeps
// its stock until the money is there, for days at most.
func (s *Service) MarkPaying(ctx context.Context, e payments.Processing, _ store.Cause) error {
	return s.paying(ctx, e.Order)
}

func (s *Service) paying(ctx context.Context, id markthalle.OrderID) error {
	now := s.Clock.Now()
	return s.rec.orders.Update(ctx, string(id), func(o *Order) error {
		if o.State == AwaitingPayment {
			o.State, o.ExpiresAt = Paying, now.Add(s.Config.DelayWithin)
		}
		return nil
	})
}

// MarkClosed is the reaction to a session that ended unpaid: the order expires.
func (s *Service) MarkClosed(ctx context.Context, e payments.Closed, _ store.Cause) error {
	_, err := s.end(ctx, e.Order, Expired, "not_paid")
	return settled(err)
}

// MarkFailed is the reaction to a payment that the provider will not take.
func (s *Service) MarkFailed(ctx context.Context, e payments.Failed, _ store.Cause) error {
	_, err := s.end(ctx, e.Order, Failed, e.Code)
	return settled(err)
}

// settled treats an order that is paid, or not there, as settled.
func settled(err error) error {
	if errors.Is(err, ErrState) || errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

// SplitByVendor is the reaction to a paid order: one vendor order for each part, with
// the ids and shares that were frozen at checkout.
func (s *Service) SplitByVendor(ctx context.Context, e PaidEvent, _ store.Cause) error {
	o, err := s.rec.orders.Get(ctx, string(e.Order))
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	docs := make([]VendorOrder, len(o.Parts))
	for i := range o.Parts {
		docs[i] = s.vendorOrder(&o, &o.Parts[i])
	}
	for i, err := range s.rec.vendor.InsertMany(ctx, docs) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("store vendor order %s: %w", docs[i].ID, err)
		}
	}
	return nil
}

func (s *Service) vendorOrder(o *Order, p *Part) VendorOrder {
	v := VendorOrder{
		Meta: store.Meta{ID: string(p.VendorOrder)}, Order: markthalle.OrderID(o.ID), Number: o.Number, Vendor: p.Vendor,
		Person: o.Person, Buyer: o.Address.Name, Locale: o.Locale, Address: o.Address, Currency: o.Currency,
		State: VendorPaid, VendorName: p.VendorName, ShippingOption: p.ShippingOption, ShippingName: p.ShippingName,
		ShippingPrice: p.ShippingPrice, ShippingTax: p.ShippingTax, Subtotal: p.Subtotal, DiscountTotal: p.DiscountTotal,
		TaxTotal: p.TaxTotal, Total: p.Total, PlacedAt: o.PlacedAt, PaidAt: o.PaidAt,
		AcceptBy: o.PaidAt.Add(s.Config.AcceptWithin),
	}
	v.DueAt = v.AcceptBy
	v.ShipBy = workingDays(o.PaidAt, max(1, p.HandlingDays))
	v.PromisedBy = workingDays(v.ShipBy, p.DaysMax)
	for _, l := range p.Lines {
		v.Lines = append(v.Lines, VendorLine{Line: l})
	}
	v.Emit(VendorOrderPlaced{VendorOrder: p.VendorOrder, Order: v.Order, Vendor: p.Vendor, At: o.PaidAt})
	return v
}

// workingDays returns the end of the n-th working day (Monday to Friday) after a time.
func workingDays(from time.Time, n int) time.Time {
	t := from
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if wd := t.Weekday(); wd != time.Saturday && wd != time.Sunday {
			n--
		}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 59, 0, time.UTC)
}

// TakeStock is the reaction to a paid order: what was reserved is sold.
func (s *Service) TakeStock(ctx context.Context, e PaidEvent, _ store.Cause) error {
	return s.eachOffer(ctx, e.Order, s.Catalog.Confirm)
}

// ReleaseStock is the reaction to an order that will never be paid.
func (s *Service) ReleaseStock(ctx context.Context, e Ended, _ store.Cause) error {
	return s.eachOffer(ctx, e.Order, s.Catalog.Release)
}

func (s *Service) eachOffer(ctx context.Context, id markthalle.OrderID, fn func(context.Context, markthalle.OrderID, markthalle.OfferID) error) error {
	o, err := s.rec.orders.Get(ctx, string(id))
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	for _, p := range o.Parts {
		for _, l := range p.Lines {
			if err := fn(ctx, id, l.Offer); err != nil && !errors.Is(err, markthalle.ErrNotFound) {
				return fmt.Errorf("offer %s: %w", l.Offer, err)
			}
		}
	}
	return nil
}

// ReopenCart is the reaction to an order that will never be paid: the buyer finds the
// cart as it was.
func (s *Service) ReopenCart(ctx context.Context, e Ended, _ store.Cause) error {
	if e.Cart == "" {
		return nil
	}
	return s.reopen(ctx, e.Cart, e.Order)
}

// ExpireDue closes the payment of every order whose time is up. The order itself
// expires only when the provider has confirmed that nobody can pay it any more. It
// returns how many it looked at.
func (s *Service) ExpireDue(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	var errs []error
	cursor := ""
	for {
		page, err := s.rec.orders.Find(ctx, store.Query{
			Index: "expires", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100, Cursor: cursor},
		})
		if err != nil {
			return n, fmt.Errorf("find orders to expire: %w", err)
		}
		for _, o := range page.Items {
			if err := s.expire(ctx, o); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", o.ID, err))
			}
			n++
		}
		if page.Next == "" {
			return n, errors.Join(errs...)
		}
		cursor = page.Next
	}
}

func (s *Service) expire(ctx context.Context, o Order) error {
	id := markthalle.OrderID(o.ID)
	closed, paid, err := s.Payments.CloseSession(ctx, id)
	switch {
	case err != nil:
		return err
	case o.State == Paying && !paid: // money that still comes is stray and goes back
		_, err = s.end(ctx, id, Expired, payments.CodeDelayed)
		return settled(err)
	case closed:
		_, err = s.end(ctx, id, Expired, "not_paid")
		return settled(err)
	case !paid:
		return s.paying(ctx, id)
	}
	return nil
}

// CancelUnaccepted cancels every vendor order that its vendor did not accept in time;
// the buyer gets the money back. It returns how many.
func (s *Service) CancelUnaccepted(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	var errs []error
	cursor := ""
	for {
		page, err := s.rec.vendor.Find(ctx, store.Query{
			Index: "due", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100, Cursor: cursor},
		})
		if err != nil {
			return n, fmt.Errorf("find unaccepted vendor orders: %w", err)
		}
		for _, v := range page.Items {
			actor := markthalle.SystemActor("orders.accept_deadline")
			if _, err := s.cancelAll(ctx, actor, markthalle.VendorOrderID(v.ID), "not_accepted", now); err != nil && !errors.Is(err, ErrState) {
				errs = append(errs, fmt.Errorf("%s: %w", v.ID, err))
			}
			n++
		}
		if page.Next == "" {
			return n, errors.Join(errs...)
		}
		cursor = page.Next
	}
}

// ReturnStock is the reaction to units that were sold and will not be shipped: they are
// for sale again.
func (s *Service) ReturnStock(ctx context.Context, e StockReturned, c store.Cause) error {
	for _, l := range e.Lines {
		reference := fmt.Sprintf("%s:%d", e.VendorOrder, c.Seq)
		if err := s.Catalog.Restock(ctx, reference, l.Offer, l.Quantity); err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return fmt.Errorf("restock %s: %w", l.Offer, err)
		}
	}
	return nil
}
