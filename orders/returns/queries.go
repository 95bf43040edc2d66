package returns

import (
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Return returns a return to its vendor or an operator. Error: not_found.
func (s *Service) Return(ctx context.Context, actor markthalle.Actor, id markthalle.ReturnID) (Return, error) {
	r, err := s.rec.returns.Get(ctx, string(id))
	if err != nil {
		return Return{}, err
	}
	return r, vendorSide(actor, markthalle.OrdersRead, r.Vendor)
}

// VendorReturns lists a vendor's returns, newest first; an empty state means all.
func (s *Service) VendorReturns(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state State, page markthalle.PageQuery) (markthalle.Page[Return], error) {
	if err := vendorSide(actor, markthalle.OrdersRead, vendor); err != nil {
		return markthalle.Page[Return]{}, err
	}
	if state == "" {
		return s.rec.returns.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
	}
	if _, ok := Transitions()[state]; !ok {
		return markthalle.Page[Return]{}, unknownState(string(state))
	}
	return s.rec.returns.Find(ctx, store.Query{Index: "vendor_state", Eq: []any{string(vendor), string(state)}, Desc: true, Page: page})
}

// CountReturns counts a vendor's returns in a state.
func (s *Service) CountReturns(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state State) (int64, error) {
	if err := vendorSide(actor, markthalle.OrdersRead, vendor); err != nil {
		return 0, err
	}
	return s.rec.returns.Count(ctx, store.Query{Index: "vendor_state", Eq: []any{string(vendor), string(state)}})
}

// BuyerReturns lists a person's returns, newest first. Error: sign-in required.
func (s *Service) BuyerReturns(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Return], error) {
	if actor.Person == "" {
		return markthalle.Page[Return]{}, markthalle.ErrSignIn
	}
	return s.rec.returns.Find(ctx, store.Query{Index: "person", Eq: []any{string(actor.Person)}, Desc: true, Page: page})
}

// ReturnsOf lists the returns of an order to whoever may read the order, newest first.
func (s *Service) ReturnsOf(ctx context.Context, actor markthalle.Actor, order markthalle.OrderID, token string, page markthalle.PageQuery) (markthalle.Page[Return], error) {
	if _, err := s.Orders.Order(ctx, actor, order, token); err != nil {
		return markthalle.Page[Return]{}, err
	}
	return s.rec.returns.Find(ctx, store.Query{Index: "order", Eq: []any{string(order)}, Desc: true, Page: page})
}

// Case returns a case to its buyer, its vendor or an operator. Error: not_found.
func (s *Service) Case(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, token string) (Case, error) {
	c, err := s.rec.cases.Get(ctx, string(id))
	if err != nil {
		return Case{}, err
	}
	if _, err := s.side(ctx, actor, &c, token, markthalle.OrdersRead); err != nil {
		return Case{}, err
	}
	return c, nil
}

// VendorCases lists a vendor's cases, newest first; an empty state means all.
func (s *Service) VendorCases(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state CaseState, page markthalle.PageQuery) (markthalle.Page[Case], error) {
	if err := vendorSide(actor, markthalle.OrdersRead, vendor); err != nil {
		return markthalle.Page[Case]{}, err
	}
	if state == "" {
		return s.rec.cases.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
	}
	if _, ok := CaseTransitions()[state]; !ok {
		return markthalle.Page[Case]{}, unknownState(string(state))
	}
	return s.rec.cases.Find(ctx, store.Query{Index: "vendor_state", Eq: []any{string(vendor), string(state)}, Desc: true, Page: page})
}

// BuyerCases lists a person's cases, newest first. Error: sign-in required.
func (s *Service) BuyerCases(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Case], error) {
	if actor.Person == "" {
		return markthalle.Page[Case]{}, markthalle.ErrSignIn
	}
	return s.rec.cases.Find(ctx, store.Query{Index: "person", Eq: []any{string(actor.Person)}, Desc: true, Page: page})
}

// CasesOf lists the cases of an order to whoever may read the order, newest first.
func (s *Service) CasesOf(ctx context.Context, actor markthalle.Actor, order markthalle.OrderID, token string, page markthalle.PageQuery) (markthalle.Page[Case], error) {
	if _, err := s.Orders.Order(ctx, actor, order, token); err != nil {
		return markthalle.Page[Case]{}, err
	}
	return s.rec.cases.Find(ctx, store.Query{Index: "order", Eq: []any{string(order)}, Desc: true, Page: page})
}

// Cases lists cases for the operator. Those of one state come oldest first, as a work
// list; all of them newest first.
func (s *Service) Cases(ctx context.Context, actor markthalle.Actor, state CaseState, page markthalle.PageQuery) (markthalle.Page[Case], error) {
	if err := operatorSide(actor, markthalle.RefundsRead); err != nil {
		return markthalle.Page[Case]{}, err
	}
	if state == "" {
		return s.rec.cases.Find(ctx, store.Query{Index: "opened", Desc: true, Page: page})
	}
	if _, ok := CaseTransitions()[state]; !ok {
		return markthalle.Page[Case]{}, unknownState(string(state))
	}
	return s.rec.cases.Find(ctx, store.Query{Index: "state", Eq: []any{string(state)}, Page: page})
}

// CountCases counts the cases in a state, for the operator's work list.
func (s *Service) CountCases(ctx context.Context, state CaseState) (int64, error) {
	return s.rec.cases.Count(ctx, store.Query{Index: "state", Eq: []any{string(state)}})
}

func unknownState(state string) error {
	return &markthalle.Error{
		Kind: markthalle.Invalid, Code: "request.invalid", Text: "There is no such state.",
		Fields: []markthalle.Field{{Pointer: "/state", Code: "not_allowed", Message: "There is no such state.", Found: state}},
	}
}
