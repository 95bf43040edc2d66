package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders/returns"
)

func (r *routes) vendorReturns() []endpoint.Endpoint {
	ret, thing := endpoint.About("return"), endpoint.About("case")
	read, write := asVendor(markthalle.OrdersRead), asVendor(markthalle.OrdersWrite)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/returns", "The vendor's returns, newest first", r.vendorReturnList, read),
		endpoint.Route("GET", "/vendor/returns/{id}", "One return", r.vendorReturnGet, read, ret),
		endpoint.Route("POST", "/vendor/returns/{id}/approve", "Let the goods come", r.vendorReturnApprove, write, ret),
		endpoint.Route("POST", "/vendor/returns/{id}/refuse", "Decline a return and say why; a withdrawal cannot be declined",
			r.vendorReturnRefuse, write, ret),
		endpoint.Route("POST", "/vendor/returns/{id}/receive", "Record what has come back; without lines everything", r.vendorReturnReceive, write, ret),
		endpoint.Route("POST", "/vendor/returns/{id}/refund", "Pay the return back, less a deduction", r.vendorReturnRefund,
			asVendor(markthalle.RefundsMoney), ret),
		endpoint.Route("GET", "/vendor/cases", "The cases and questions of the vendor's buyers, newest first", r.vendorCaseList, read),
		endpoint.Route("GET", "/vendor/cases/{id}", "One case with its messages", r.vendorCaseGet, read, thing),
		endpoint.Route("POST", "/vendor/cases/{id}/messages", "Answer in a case", r.vendorCaseWrite, write, thing, created201()),
	}
}

// ReturnListIn asks for the vendor's returns.
type ReturnListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=requested approved refused received refunding refunded lapsed"`
}

func (r *routes) vendorReturnList(c *endpoint.Call, in ReturnListIn) (List[ReturnOut], error) {
	page, err := r.Returns.VendorReturns(c.Ctx, c.Actor, c.Actor.Vendor, returns.State(in.State), in.query())
	return wireList(page, insideReturn), err
}

func returnOr(x returns.Return, err error) (ReturnOut, error) {
	if err != nil {
		return ReturnOut{}, err
	}
	return insideReturn(x), nil
}

// insideReturn is a return as the vendor sees it: the part and the number name it.
func insideReturn(x returns.Return) ReturnOut {
	out := wireReturn(x)
	out.OrderID = ""
	return out
}

func (r *routes) vendorReturnGet(c *endpoint.Call, in ByID) (ReturnOut, error) {
	return returnOr(r.Returns.Return(c.Ctx, c.Actor, markthalle.ReturnID(in.ID)))
}

// ReturnApproveIn lets goods come.
type ReturnApproveIn struct {
	ByID
	Note string `json:"note" validate:"max=2000"`
}

func (r *routes) vendorReturnApprove(c *endpoint.Call, in ReturnApproveIn) (ReturnOut, error) {
	return returnOr(r.Returns.Approve(c.Ctx, c.Actor, markthalle.ReturnID(in.ID), in.Note))
}

// ReturnRefuseIn declines a return.
type ReturnRefuseIn struct {
	ByID
	Reason string `json:"reason" validate:"required,max=2000"`
}

func (r *routes) vendorReturnRefuse(c *endpoint.Call, in ReturnRefuseIn) (ReturnOut, error) {
	return returnOr(r.Returns.Refuse(c.Ctx, c.Actor, markthalle.ReturnID(in.ID), in.Reason))
}

// ReturnReceiveIn records what has come back.
type ReturnReceiveIn struct {
	ByID
	Lines []ArrivedIn `json:"lines" validate:"max=100,dive"`
	Note  string      `json:"note" validate:"max=2000"`
}

// ArrivedIn names a line and how many units of it have come back.
type ArrivedIn struct {
	LineID   string `json:"line_id" validate:"required,max=200"`
	Quantity int64  `json:"quantity" validate:"min=0,max=999"`
}

func (r *routes) vendorReturnReceive(c *endpoint.Call, in ReturnReceiveIn) (ReturnOut, error) {
	lines := unitsIn(mapped(in.Lines, func(l ArrivedIn) UnitsIn { return UnitsIn(l) }))
	return returnOr(r.Returns.Receive(c.Ctx, c.Actor, markthalle.ReturnID(in.ID), lines, in.Note))
}

// ReturnRefundIn pays a return back.
type ReturnRefundIn struct {
	ByID
	Deduction *Money `json:"deduction"`                  // of the goods' value
	Reason    string `json:"reason" validate:"max=2000"` // of the deduction
}

func (r *routes) vendorReturnRefund(c *endpoint.Call, in ReturnRefundIn) (ReturnOut, error) {
	id := markthalle.ReturnID(in.ID)
	have, err := r.Returns.Return(c.Ctx, c.Actor, id)
	if err != nil {
		return ReturnOut{}, err
	}
	x := amounts{currency: have.Currency}
	deduction := x.minor(in.Deduction, "/deduction")
	if err := x.faults.Err("returns.refund"); err != nil {
		return ReturnOut{}, err
	}
	return returnOr(r.Returns.Refund(c.Ctx, c.Actor, id, returns.RefundInput{Deduction: deduction, Reason: in.Reason}))
}

// CaseListIn asks for cases.
type CaseListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=open answered escalated decided closed"`
}

func (r *routes) vendorCaseList(c *endpoint.Call, in CaseListIn) (List[CaseOut], error) {
	page, err := r.Returns.VendorCases(c.Ctx, c.Actor, c.Actor.Vendor, returns.CaseState(in.State), in.query())
	return wireList(page, insideCase), err
}

// insideCase is a case as the vendor sees it: the part and the number name it.
func insideCase(c returns.Case) CaseOut {
	out := wireCase(c, true)
	out.OrderID = ""
	return out
}

func insideCaseOr(c returns.Case, err error) (CaseOut, error) {
	if err != nil {
		return CaseOut{}, err
	}
	return insideCase(c), nil
}

func (r *routes) vendorCaseGet(c *endpoint.Call, in ByID) (CaseOut, error) {
	return insideCaseOr(r.Returns.Case(c.Ctx, c.Actor, markthalle.CaseID(in.ID), ""))
}

// CaseAnswerIn is what the vendor or the operator writes in a case.
type CaseAnswerIn struct {
	ByID
	Text  string   `json:"text" validate:"required,max=2000"`
	Media []string `json:"media" validate:"max=10,dive,max=300"`
}

func (r *routes) vendorCaseWrite(c *endpoint.Call, in CaseAnswerIn) (CaseOut, error) {
	return insideCaseOr(r.Returns.Write(c.Ctx, c.Actor, markthalle.CaseID(in.ID), "", returns.MessageInput{
		Key: c.Mint("msg"), Text: in.Text, Media: in.Media,
	}))
}
