package orders

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// CheckoutInput is what turns a cart into an order.
type CheckoutInput struct {
	// Order is the id that the new order gets; a cart that is bound to an order already
	// keeps that one.
	Order         markthalle.OrderID
	Email         string
	ReturnURL     string // where the buyer comes back to; checked by the edge
	CancelURL     string
	ExpectedTotal money.Amount // what the buyer has been shown
	Locale        markthalle.Locale
	Person        markthalle.PersonID
}

// Placed is an order that waits for its payment.
type Placed struct {
	Order       Order
	AccessToken string
	Payment     payments.Payment
}

// maxReplans bounds how often checkout starts again because the cart was changed
// while it was being priced.
const maxReplans = 4

// Checkout turns a cart into an order and opens its payment. Calling it again for the
// same cart, at once or after a crash anywhere in between, gives the same order.
//
// Errors: not_found; Invalid "orders.checkout" and "orders.address" with all faults;
// Conflict "orders.cart_empty", "orders.cart_problems" (what stands in the way),
// "orders.total_changed" (with the lines that changed), "catalog.out_of_stock";
// payments.refused; payments.unknown_outcome, payments.provider_down (call again).
func (s *Service) Checkout(ctx context.Context, access Access, id markthalle.CartID, in CheckoutInput) (Placed, error) {
	for range maxReplans {
		c, err := s.loadCart(ctx, access, id)
		if err != nil {
			return Placed{}, err
		}
		if c.State == CartOrdering {
			o, err := s.rec.orders.Get(ctx, string(c.Order))
			if err == nil {
				return s.resume(ctx, o)
			}
			if !errors.Is(err, markthalle.ErrNotFound) {
				return Placed{}, fmt.Errorf("load order of cart: %w", err)
			}
		}
		v, err := s.agreed(ctx, c, in)
		if err != nil {
			return Placed{}, err
		}
		o, again, err := s.place(ctx, access, v, in)
		if err != nil {
			return Placed{}, err
		}
		if again {
			continue
		}
		return s.resume(ctx, o)
	}
	return Placed{}, store.ErrBusy
}

// agreed prices the cart and checks that it can be ordered for the expected total.
func (s *Service) agreed(ctx context.Context, c Cart, in CheckoutInput) (CartView, error) {
	if len(c.Lines) == 0 {
		return CartView{}, markthalle.Errorf(markthalle.Conflict, "orders.cart_empty", "The cart is empty.")
	}
	var f markthalle.Faults
	_, err := mail.ParseAddress(in.Email)
	f.Check(err == nil && len(in.Email) <= 254, "/email", "not_an_email", "This is not an e-mail address.")
	f.Check(c.Address != nil, "/address", "required", "The cart has no address yet.")
	f.Check(in.ExpectedTotal.Currency == c.Currency, "/expected_total/currency", "currency", "The cart is in "+string(c.Currency)+".")
	if err := f.Err("orders.checkout"); err != nil {
		return CartView{}, err
	}
	v, err := s.view(ctx, c, in.Locale)
	if err != nil {
		return CartView{}, err
	}
	if err := v.conflict(in.ExpectedTotal); err != nil {
		s.showPrices(ctx, c, v)
		return CartView{}, err
	}
	return v, nil
}

// conflict says what keeps the cart from being ordered for the expected total.
func (v *CartView) conflict(expected money.Amount) error {
	var blocking, changed []markthalle.Field
	for _, p := range v.Problems {
		f := markthalle.Field{Pointer: p.pointer(), Code: p.Code, Message: p.text(), Found: p.Found, Wanted: p.Wanted}
		if p.blocking() {
			blocking = append(blocking, f)
		}
		changed = append(changed, f)
	}
	if len(blocking) > 0 {
		return &markthalle.Error{
			Kind: markthalle.Conflict, Code: "orders.cart_problems", Text: "The cart cannot be ordered as it is.", Fields: blocking,
		}
	}
	if v.Quote.Total == expected.Minor {
		return nil
	}
	changed = append(changed, markthalle.Field{
		Pointer: "/expected_total", Code: "orders.total_changed", Message: "The total has changed.",
		Found: strconv.FormatInt(expected.Minor, 10), Wanted: strconv.FormatInt(v.Quote.Total, 10),
	})
	return &markthalle.Error{
		Kind: markthalle.Conflict, Code: "orders.total_changed",
		Text: "The total has changed since it was shown.", Fields: changed,
	}
}

func (p Problem) pointer() string {
	switch {
	case p.Line != "":
		return "/lines/" + string(p.Line)
	case p.Vendor != "":
		return "/vendors/" + string(p.Vendor)
	}
	return ""
}

func (p Problem) text() string {
	switch p.Code {
	case "catalog.offer_unavailable":
		return "This offer is not available at present."
	case "catalog.out_of_stock":
		return "There is less in stock than the cart holds."
	case "orders.price_changed":
		return "The price has changed."
	case "pricing.no_delivery":
		return "The vendor does not deliver to this country."
	case "pricing.currency":
		return "The offer has no price in the cart's currency."
	case "pricing.below_minimum":
		return "The total is below the smallest amount that can be paid."
	}
	return "This code does not reduce the cart."
}

// showPrices notes that the buyer has now been told today's prices. Failing to note it
// only means that they are told again.
func (s *Service) showPrices(ctx context.Context, c Cart, v CartView) {
	err := s.rec.carts.Update(ctx, c.ID, func(q *Cart) error {
		for _, l := range v.Lines {
			if x := q.line(l.ID); x != nil && l.Offer.ID != "" {
				x.SeenPrice = l.Offer.Price.Minor
			}
		}
		return nil
	})
	if err != nil {
		s.Log.WarnContext(ctx, "prices shown were not noted", "cart", c.ID, "error", err.Error())
	}
}

// place binds the cart to an order and stores the order. again means that the cart was
// changed meanwhile and must be priced anew.
func (s *Service) place(ctx context.Context, access Access, v CartView, in CheckoutInput) (o Order, again bool, err error) {
	quoted := v.Cart.Version
	c, err := s.rec.carts.Modify(ctx, v.Cart.ID, func(c *Cart) error {
		switch {
		case !access.opens(c):
			return markthalle.ErrNotFound
		case c.State != CartOpen || c.Version != quoted:
			return nil
		}
		c.State, c.Order, c.Attempt = CartOrdering, in.Order, c.Attempt+1
		return nil
	})
	if err != nil {
		return Order{}, false, fmt.Errorf("bind cart: %w", err)
	}
	if c.State != CartOrdering {
		return Order{}, true, nil
	}
	if c.Order != in.Order && v.Cart.State == CartOpen {
		return Order{}, true, nil // another checkout was faster; its order is the one
	}
	o, err = s.freeze(ctx, v, c.Order, in)
	if err != nil {
		return Order{}, false, s.unbind(ctx, markthalle.CartID(c.ID), c.Order, err)
	}
	stored, err := s.rec.orders.Insert(ctx, o)
	if errors.Is(err, store.ErrExists) {
		stored, err = s.rec.orders.Get(ctx, o.ID)
	}
	if err != nil {
		return Order{}, false, fmt.Errorf("store order: %w", err)
	}
	return stored, false, nil
}

// unbind opens a cart again whose order could not be made, and returns the reason.
func (s *Service) unbind(ctx context.Context, id markthalle.CartID, order markthalle.OrderID, reason error) error {
	return errors.Join(reason, s.reopen(ctx, id, order))
}

func (s *Service) reopen(ctx context.Context, id markthalle.CartID, order markthalle.OrderID) error {
	err := s.rec.carts.Update(ctx, string(id), func(c *Cart) error {
		if c.State == CartOrdering && c.Order == order {
			c.State, c.Order = CartOpen, ""
		}
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

// resume takes an order from wherever it stands to waiting for its payment.
func (s *Service) resume(ctx context.Context, o Order) (Placed, error) {
	var err error
	if o.State == Placing {
		if o, err = s.reserve(ctx, o); err != nil {
			return Placed{}, err
		}
	}
	placed := Placed{Order: o, AccessToken: s.AccessToken(markthalle.OrderID(o.ID))}
	if o.State != AwaitingPayment {
		if p, err := s.Payments.Payment(ctx, markthalle.OrderID(o.ID)); err == nil {
			placed.Payment = p
		}
		return placed, nil
	}
	placed.Payment, err = s.Payments.Start(ctx, s.paymentOf(&o))
	if err != nil {
		return placed, err
	}
	return placed, nil
}

func (s *Service) paymentOf(o *Order) payments.StartInput {
	in := payments.StartInput{
		Order: markthalle.OrderID(o.ID), Number: o.Number, Email: o.Email, Locale: o.Locale, Total: o.amount(o.Total),
		ReturnURL: o.ReturnURL, CancelURL: o.CancelURL, Lifetime: s.Config.PayWithin,
	}
	for _, p := range o.Parts {
		in.Lines = append(in.Lines, payments.Line{Name: p.VendorName, Amount: p.Total})
	}
	return in
}

// reserve sets stock aside for every line; when one cannot be had, the order fails and
// its event releases what was reserved.
func (s *Service) reserve(ctx context.Context, o Order) (Order, error) {
	for _, p := range o.Parts {
		for _, l := range p.Lines {
			err := s.Catalog.Reserve(ctx, markthalle.OrderID(o.ID), l.Offer, l.Quantity)
			if err == nil {
				continue
			}
			kind := markthalle.KindOf(err)
			if kind != markthalle.Conflict && kind != markthalle.NotFound {
				return o, fmt.Errorf("reserve %s: %w", l.Offer, err)
			}
			if _, e := s.end(ctx, markthalle.OrderID(o.ID), Failed, "out_of_stock"); e != nil {
				return o, errors.Join(err, e)
			}
			if e := s.reopen(ctx, o.Cart, markthalle.OrderID(o.ID)); e != nil {
				return o, errors.Join(err, e)
			}
			return o, outOfStock(l, err)
		}
	}
	now := s.Clock.Now()
	return s.rec.orders.Modify(ctx, o.ID, func(q *Order) error {
		if q.State != Placing {
			return nil
		}
		if q.Total == 0 { // nothing to pay: no provider is asked (PAY-31)
			q.pay("", now)
			return nil
		}
		return q.to(AwaitingPayment)
	})
}

func outOfStock(l Line, cause error) error {
	return (&markthalle.Error{
		Kind: markthalle.Conflict, Code: "catalog.out_of_stock", Text: "Somebody was faster: there is not enough in stock.",
		Fields: []markthalle.Field{{
			Pointer: "/lines/" + string(l.ID), Code: "catalog.out_of_stock",
			Message: "There is less in stock than the cart holds.", Found: strconv.FormatInt(l.Quantity, 10),
		}},
	}).With(cause)
}

// pay marks the order as paid; the caller has checked that it may be.
func (o *Order) pay(charge string, now time.Time) {
	o.State, o.Charge, o.PaidAt, o.ExpiresAt = Paid, charge, now, time.Time{}
	o.Emit(PaidEvent{Order: markthalle.OrderID(o.ID), Charge: charge, At: now})
}

// end brings an order that is not paid to one of its unhappy ends.
func (s *Service) end(ctx context.Context, id markthalle.OrderID, state State, reason string) (Order, error) {
	now := s.Clock.Now()
	return s.rec.orders.Modify(ctx, string(id), func(o *Order) error {
		switch o.State {
		case Failed, Expired, Cancelled:
			return nil
		case Placing, AwaitingPayment, Paying, Paid:
		}
		if err := o.to(state); err != nil {
			return err
		}
		o.EndedAt, o.ExpiresAt, o.Reason = now, time.Time{}, reason
		o.Emit(Ended{Order: markthalle.OrderID(o.ID), Cart: o.Cart, State: state, Reason: reason, At: now})
		return nil
	})
}

// categories are the categories of what is bought.
func (v *CartView) categories() []markthalle.CategoryID {
	out := make([]markthalle.CategoryID, len(v.Lines))
	for i, l := range v.Lines {
		out[i] = l.Product.Category
	}
	return out
}

// quoteLines is what the fee list is asked about: one line a line, with its share of
// the vendor order's delivery.
func (v *CartView) quoteLines(tree catalog.Tree, channel string) ([]commission.QuoteLine, error) {
	shipping, err := v.shippingShares()
	if err != nil {
		return nil, err
	}
	out := make([]commission.QuoteLine, len(v.Lines))
	for i, l := range v.Lines {
		q, seller := v.Quote.Line(l.ID), v.Vendors[l.Offer.Vendor]
		out[i] = commission.QuoteLine{
			Line: l.ID, Vendor: l.Offer.Vendor, Plan: seller.Plan, SellerKind: string(seller.SellerKind),
			VendorCountry: seller.Country, VendorVATID: seller.VATID, Categories: tree.PathIDs(l.Product.Category),
			Product: l.Offer.Product, Brand: l.Product.Brand, Condition: string(l.Offer.Condition), Channel: channel,
			Quantity: l.Quantity, UnitPrice: l.Offer.Price.Minor, Gross: q.Gross,
			VendorDiscount: q.VendorDiscount, OperatorDiscount: q.OperatorDiscount, Shipping: shipping[i],
		}
	}
	return out, nil
}

// shippingShares spreads each vendor's delivery price over its lines by what they cost.
func (v *CartView) shippingShares() ([]int64, error) {
	out := make([]int64, len(v.Lines))
	for _, vq := range v.Quote.Vendors {
		weights := make([]int64, len(v.Lines))
		var sum int64
		for i, l := range v.Lines {
			if l.Offer.Vendor == vq.Vendor {
				weights[i] = v.Quote.Line(l.ID).Paid
				sum += weights[i]
			}
		}
		if sum == 0 || vq.ShippingTotal == 0 {
			continue
		}
		shares, err := money.Allocate(vq.ShippingTotal, weights)
		if err != nil {
			return nil, fmt.Errorf("spread delivery of %s: %w", vq.Vendor, err)
		}
		for i, x := range shares {
			out[i] += x
		}
	}
	return out, nil
}
