package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Order returns an order to its buyer, to whoever has its access token, or to an
// operator. Error: not_found, also for somebody else's.
func (s *Service) Order(ctx context.Context, actor markthalle.Actor, id markthalle.OrderID, token string) (Order, error) {
	o, err := s.rec.orders.Get(ctx, string(id))
	if err != nil {
		return Order{}, err
	}
	own := actor.Kind == markthalle.Buyer && o.Person != "" && actor.Person == o.Person
	staff := actor.Kind == markthalle.Operator && actor.Can(markthalle.OrdersRead)
	if own || staff || actor.Kind == markthalle.System || s.tokenOpens(id, token) {
		return o, nil
	}
	return Order{}, markthalle.ErrNotFound
}

// PartsOf returns the vendor orders of an order, in the order of its parts; before it
// is paid there are none.
func (s *Service) PartsOf(ctx context.Context, o *Order) ([]VendorOrder, error) {
	if o.State != Paid {
		return nil, nil
	}
	return s.rec.vendor.GetMany(ctx, o.VendorOrderIDs())
}

// BuyerOrders lists a person's orders, newest first.
func (s *Service) BuyerOrders(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Order], error) {
	if actor.Person == "" {
		return markthalle.Page[Order]{}, markthalle.ErrSignIn
	}
	return s.rec.orders.Find(ctx, store.Query{Index: "person", Eq: []any{string(actor.Person)}, Desc: true, Page: page})
}

// VendorOrder returns a vendor order to its vendor or an operator. Error: not_found.
func (s *Service) VendorOrder(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID) (VendorOrder, error) {
	v, err := s.rec.vendor.Get(ctx, string(id))
	if err != nil {
		return VendorOrder{}, err
	}
	if err := actor.RequireFor(markthalle.OrdersRead, v.Vendor); err != nil {
		return VendorOrder{}, err
	}
	return v, nil
}

// VendorOrders lists a vendor's orders, newest first; an empty state means all.
func (s *Service) VendorOrders(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state VendorState, page markthalle.PageQuery) (markthalle.Page[VendorOrder], error) {
	if err := actor.RequireFor(markthalle.OrdersRead, vendor); err != nil {
		return markthalle.Page[VendorOrder]{}, err
	}
	if state == "" {
		return s.rec.vendor.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
	}
	if _, ok := VendorTransitions()[state]; !ok {
		return markthalle.Page[VendorOrder]{}, unknownState(string(state))
	}
	return s.rec.vendor.Find(ctx, store.Query{
		Index: "vendor_state", Eq: []any{string(vendor), string(state)}, Desc: true, Page: page,
	})
}

func unknownState(state string) error {
	return &markthalle.Error{
		Kind: markthalle.Invalid, Code: "request.invalid", Text: "There is no such state.",
		Fields: []markthalle.Field{{Pointer: "/state", Code: "not_allowed", Message: "There is no such state.", Found: state}},
	}
}

// CountVendorOrders counts a vendor's orders in a state.
func (s *Service) CountVendorOrders(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state VendorState) (int64, error) {
	if err := actor.RequireFor(markthalle.OrdersRead, vendor); err != nil {
		return 0, err
	}
	return s.rec.vendor.Count(ctx, store.Query{Index: "vendor_state", Eq: []any{string(vendor), string(state)}})
}

// Orders lists all orders for an operator, newest first; an empty state means all.
func (s *Service) Orders(ctx context.Context, actor markthalle.Actor, state State, page markthalle.PageQuery) (markthalle.Page[Order], error) {
	if actor.Kind != markthalle.Operator && actor.Kind != markthalle.System {
		return markthalle.Page[Order]{}, markthalle.ErrPermission
	}
	if err := actor.Require(markthalle.OrdersRead); err != nil {
		return markthalle.Page[Order]{}, err
	}
	if state == "" {
		return s.rec.orders.Find(ctx, store.Query{Index: "placed", Desc: true, Page: page})
	}
	if _, ok := Transitions()[state]; !ok {
		return markthalle.Page[Order]{}, unknownState(string(state))
	}
	return s.rec.orders.Find(ctx, store.Query{Index: "state", Eq: []any{string(state)}, Desc: true, Page: page})
}

// ByNumber finds orders by the number that people use. Several are possible in
// principle; the e-mail address tells them apart.
func (s *Service) ByNumber(ctx context.Context, number string) ([]Order, error) {
	page, err := s.rec.orders.Find(ctx, store.Query{
		Index: "number", Eq: []any{number}, Page: markthalle.PageQuery{Limit: 10},
	})
	return page.Items, err
}

// EachSale calls fn with every vendor order in a currency that was paid in [from, to).
func (s *Service) EachSale(ctx context.Context, c money.Currency, from, to time.Time, fn func(VendorOrder) error) error {
	return s.rec.vendor.Scan(ctx, store.Query{Index: "currency", Eq: []any{string(c)}, From: from, To: to}, fn)
}

// Turnover returns a vendor's gross sales in a currency in [from, to).
func (s *Service) Turnover(ctx context.Context, vendor markthalle.VendorID, c money.Currency, from, to time.Time) (int64, error) {
	var sum int64
	err := s.rec.vendor.Scan(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, From: from, To: to}, func(v VendorOrder) error {
		if v.Currency == c {
			sum += v.Subtotal
		}
		return nil
	})
	return sum, err
}

// Equation is one side of the books against another.
type Equation struct {
	Name        string
	Left, Right int64
}

// Holds reports whether both sides are equal.
func (e Equation) Holds() bool { return e.Left == e.Right }

// Proof returns the equations that an order's own documents must satisfy: its parts
// are its total, its lines are its parts, its vendor orders are its parts (PAY-82).
func (s *Service) Proof(ctx context.Context, o *Order) ([]Equation, error) {
	var parts, lines int64
	for _, p := range o.Parts {
		parts += p.Total
		lines += p.ShippingPrice
		for _, l := range p.Lines {
			lines += l.Paid
		}
	}
	out := []Equation{
		{Name: "parts = order total", Left: parts, Right: o.Total},
		{Name: "lines + delivery = order total", Left: lines, Right: o.Total},
	}
	list, err := s.PartsOf(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("load vendor orders: %w", err)
	}
	if o.State != Paid {
		return out, nil
	}
	var sold int64
	for _, v := range list {
		sold += v.Total
	}
	return append(out, Equation{Name: "vendor orders = order total", Left: sold, Right: o.Total}), nil
}
