package api

import (
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders/returns"
)

func (r *routes) adminCases() []endpoint.Endpoint {
	read, thing := asOperator(markthalle.RefundsRead), endpoint.About("case")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/cases", "Cases; those of one state oldest first, else newest first", r.adminCaseList, read),
		endpoint.Route("GET", "/admin/cases/{id}", "One case with its messages", r.adminCaseGet, read, thing),
		endpoint.Route("POST", "/admin/cases/{id}/messages", "Write to both sides", r.vendorCaseWrite,
			asOperator(markthalle.OrdersWrite), thing, created201()),
		endpoint.Route("POST", "/admin/cases/{id}/decide", "Decide a case: what the buyer gets, and who bears it", r.adminCaseDecide,
			asOperator(markthalle.RefundsMoney), thing),
		endpoint.Route("GET", "/admin/returns/{id}", "One return", r.vendorReturnGet, asOperator(markthalle.OrdersRead), endpoint.About("return")),
	}
}

func (r *routes) adminCaseList(c *endpoint.Call, in CaseListIn) (List[CaseOut], error) {
	page, err := r.Returns.Cases(c.Ctx, c.Actor, returns.CaseState(in.State), in.query())
	return wireList(page, marketCase), err
}

func marketCase(c returns.Case) CaseOut { return wireCase(c, true) }

func marketCaseOr(c returns.Case, err error) (CaseOut, error) {
	if err != nil {
		return CaseOut{}, err
	}
	return marketCase(c), nil
}

func (r *routes) adminCaseGet(c *endpoint.Call, in ByID) (CaseOut, error) {
	return marketCaseOr(r.Returns.Case(c.Ctx, c.Actor, markthalle.CaseID(in.ID), ""))
}

// CaseDecideIn is a decision. A refund needs an amount and a bearer; operator_bp is the
// market's part of a shared loss, half when it is left out.
type CaseDecideIn struct {
	ByID
	Outcome    string `json:"outcome" validate:"required,oneof=refund no_refund"`
	Bearer     string `json:"bearer" validate:"omitempty,oneof=vendor operator shared"`
	OperatorBP int64  `json:"operator_bp" validate:"min=0,max=9999"`
	Amount     *Money `json:"amount"`
	Reason     string `json:"reason" validate:"required,max=2000"`
}

func (r *routes) adminCaseDecide(c *endpoint.Call, in CaseDecideIn) (CaseOut, error) {
	return marketCaseOr(r.Returns.Decide(c.Ctx, c.Actor, markthalle.CaseID(in.ID), returns.Decision{
		Outcome: returns.Outcomes(in.Outcome), Bearer: returns.Bearer(in.Bearer), OperatorBP: money.BasisPoints(in.OperatorBP),
		Amount: amountIn(in.Amount), Reason: in.Reason,
	}))
}

// waitingCases counts what only the operator can settle.
func (r *routes) waitingCases(ctx context.Context, a markthalle.Actor) (waiting, error) {
	n, err := r.Returns.CountCases(ctx, returns.CaseEscalated)
	if err != nil {
		return waiting{}, err
	}
	page, err := r.Returns.Cases(ctx, a, returns.CaseEscalated, oldest())
	if err != nil || len(page.Items) == 0 {
		return waiting{count: n}, err
	}
	return waiting{count: n, oldest: page.Items[0].OpenedAt}, nil
}
