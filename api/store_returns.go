package api

import (
	"net/http"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders/returns"
)

// storeReturnRoutes are what buyers may still ask for; guests show the order's access
// token, and a withdrawal needs neither.
func (r *routes) storeReturnRoutes() []endpoint.Endpoint {
	created := endpoint.Answers(http.StatusCreated)
	order, person := endpoint.About("order"), endpoint.For(endpoint.Person, "")
	thing, statement := endpoint.About("case"), endpoint.About("withdrawal")
	guess := endpoint.Limit(endpoint.RateSignIn) // number and address could be tried out
	return []endpoint.Endpoint{
		endpoint.Route(http.MethodGet, "/store/orders/{id}/returns", "The returns of an order, newest first.", r.storeOrderReturns, order),
		endpoint.Route(http.MethodPost, "/store/orders/{id}/returns", "Ask to send lines back; one return for each vendor.",
			r.storeAskReturn, order, created),
		endpoint.Route(http.MethodPost, "/store/orders/{id}/withdrawals", "Withdraw from the contracts of an order; with confirm at once.",
			r.storeWithdrawOrder, order, created),
		endpoint.Route(http.MethodGet, "/store/orders/{id}/cases", "The cases about an order, newest first.", r.storeOrderCases, order),
		endpoint.Route(http.MethodGet, "/store/returns", "The person's returns, newest first.", r.storeReturns, person),
		endpoint.Route(http.MethodPost, "/store/withdrawals", "First step of a withdrawal: the statement. Needs no sign-in.",
			r.storeStateWithdrawal, created, guess),
		endpoint.Route(http.MethodPost, "/store/withdrawals/{id}/confirm", "Second step of a withdrawal: it takes effect, and its receipt is mailed.",
			r.storeConfirmWithdrawal, statement, created),
		endpoint.Route(http.MethodGet, "/store/cases", "The person's cases, newest first.", r.storeCases, person),
		endpoint.Route(http.MethodPost, "/store/cases", "Report a problem, or ask a vendor something.", r.storeOpenCase, created),
		endpoint.Route(http.MethodGet, "/store/cases/{id}", "A case with its messages.", r.storeCase, thing),
		endpoint.Route(http.MethodPost, "/store/cases/{id}/messages", "Write in a case.", r.storeWriteCase, thing, created),
		endpoint.Route(http.MethodPost, "/store/cases/{id}/escalate", "Ask the market to decide.", r.storeEscalateCase, thing),
		endpoint.Route(http.MethodPost, "/store/cases/{id}/close", "Say that it is settled.", r.storeCloseCase, thing),
	}
}

// OrderListIn asks for what belongs to an order.
type OrderListIn struct {
	OrderIn
	PageIn
}

func (r *routes) storeOrderReturns(c *endpoint.Call, in OrderListIn) (List[ReturnOut], error) {
	page, err := r.Returns.ReturnsOf(c.Ctx, c.Actor, markthalle.OrderID(in.ID), in.Token, in.query())
	return wireList(page, wireReturn), err
}

func (r *routes) storeReturns(c *endpoint.Call, in PageIn) (List[ReturnOut], error) {
	page, err := r.Returns.BuyerReturns(c.Ctx, c.Actor, in.query())
	return wireList(page, wireReturn), err
}

// AskReturnIn is a buyer's wish to send goods back.
type AskReturnIn struct {
	OrderIn
	Lines  []UnitsIn `json:"lines" validate:"required,min=1,max=100,dive"`
	Reason string    `json:"reason" validate:"required,max=40"`
	Note   string    `json:"note" validate:"max=2000"`
	Media  []string  `json:"media" validate:"max=10,dive,max=300"`
}

func (r *routes) storeAskReturn(c *endpoint.Call, in AskReturnIn) (List[ReturnOut], error) {
	list, err := r.Returns.Ask(c.Ctx, c.Actor, returns.AskInput{
		ID: markthalle.ReturnID(c.Mint("ret")), Order: markthalle.OrderID(in.ID), Token: in.Token, Lines: unitsIn(in.Lines),
		Reason: in.Reason, Note: in.Note, Media: in.Media,
	})
	return List[ReturnOut]{Items: mapped(list, wireReturn)}, err
}

// WithdrawOrderIn is a withdrawal by who may read the order. Name and address are the
// order's unless others are given; without lines it is about everything.
type WithdrawOrderIn struct {
	OrderIn
	Name    string    `json:"name" validate:"max=200"`
	Email   string    `json:"email" validate:"max=254"`
	Lines   []UnitsIn `json:"lines" validate:"max=100,dive"`
	Reason  string    `json:"reason" validate:"max=40"` // none is asked for; what is sent is not kept
	Note    string    `json:"note" validate:"max=2000"`
	Confirm bool      `json:"confirm"`
}

func (r *routes) storeWithdrawOrder(c *endpoint.Call, in WithdrawOrderIn) (WithdrawalOut, error) {
	o, err := r.Orders.Order(c.Ctx, c.Actor, markthalle.OrderID(in.ID), in.Token)
	if err != nil {
		return WithdrawalOut{}, err
	}
	if in.Name == "" {
		in.Name = o.Address.Name
	}
	if in.Email == "" {
		in.Email = o.Email
	}
	w, err := r.Returns.StateWithdrawal(c.Ctx, c.Actor, returns.StateInput{
		ID: c.Mint("wd"), Order: markthalle.OrderID(in.ID), Token: in.Token, Name: in.Name, Email: in.Email,
		Lines: unitsIn(in.Lines), Locale: c.Locale,
	})
	if err != nil || !in.Confirm {
		return wireWithdrawal(w), err
	}
	return r.storeConfirmWithdrawal(c, ByID{ID: w.ID})
}

// StateWithdrawalIn is the first step of a withdrawal.
type StateWithdrawalIn struct {
	Number string    `json:"number" validate:"required,max=40"` // of the order
	Name   string    `json:"name" validate:"required,max=200"`
	Email  string    `json:"email" validate:"required,max=254"`
	Lines  []UnitsIn `json:"lines" validate:"max=100,dive"`
	Items  string    `json:"items" validate:"max=1000"` // which goods, in the buyer's words; empty: all
}

func (r *routes) storeStateWithdrawal(c *endpoint.Call, in StateWithdrawalIn) (WithdrawalOut, error) {
	w, err := r.Returns.StateWithdrawal(c.Ctx, c.Actor, returns.StateInput{
		ID: c.Mint("wd"), Number: in.Number, Name: in.Name, Email: in.Email, Lines: unitsIn(in.Lines), Words: in.Items, Locale: c.Locale,
	})
	return wireWithdrawal(w), err
}

// storeConfirmWithdrawal ends the contract. Who opened the order sees what that did; the
// answer to everybody else is the same whether there is such an order or not.
func (r *routes) storeConfirmWithdrawal(c *endpoint.Call, in ByID) (WithdrawalOut, error) {
	w, err := r.Returns.Confirm(c.Ctx, in.ID)
	if err != nil {
		return WithdrawalOut{}, err
	}
	if w.Opened {
		if err := r.DB.Flush(c.Ctx, "withdrawals", in.ID); err != nil {
			return WithdrawalOut{}, err
		}
		if w, err = r.Returns.Withdrawal(c.Ctx, in.ID); err != nil {
			return WithdrawalOut{}, err
		}
	}
	return wireWithdrawal(w), nil
}

func (r *routes) storeOrderCases(c *endpoint.Call, in OrderListIn) (List[CaseOut], error) {
	page, err := r.Returns.CasesOf(c.Ctx, c.Actor, markthalle.OrderID(in.ID), in.Token, in.query())
	return wireList(page, buyersCase), err
}

func (r *routes) storeCases(c *endpoint.Call, in PageIn) (List[CaseOut], error) {
	page, err := r.Returns.BuyerCases(c.Ctx, c.Actor, in.query())
	return wireList(page, buyersCase), err
}

func buyersCase(c returns.Case) CaseOut { return wireCase(c, false) }

func buyersCaseOr(c returns.Case, err error) (CaseOut, error) {
	if err != nil {
		return CaseOut{}, err
	}
	return buyersCase(c), nil
}

// OpenCaseIn opens a case about a line, or about one vendor's part.
type OpenCaseIn struct {
	Token       string   `query:"token" validate:"max=200"`
	Order       string   `json:"order" validate:"required,max=200"` // its id
	VendorOrder string   `json:"vendor_order" validate:"max=200"`
	Line        string   `json:"line" validate:"max=200"`
	Kind        string   `json:"kind" validate:"required,max=40"`
	Text        string   `json:"text" validate:"required,max=2000"`
	Media       []string `json:"media" validate:"max=10,dive,max=300"`
}

func (r *routes) storeOpenCase(c *endpoint.Call, in OpenCaseIn) (CaseOut, error) {
	return buyersCaseOr(r.Returns.OpenCase(c.Ctx, c.Actor, returns.CaseInput{
		ID: markthalle.CaseID(c.Mint("case")), Order: markthalle.OrderID(in.Order), Token: in.Token,
		VendorOrder: markthalle.VendorOrderID(in.VendorOrder), Line: markthalle.LineID(in.Line), Kind: returns.Kind(in.Kind),
		Text: in.Text, Media: in.Media,
	}))
}

func (r *routes) storeCase(c *endpoint.Call, in OrderIn) (CaseOut, error) {
	return buyersCaseOr(r.Returns.Case(c.Ctx, c.Actor, markthalle.CaseID(in.ID), in.Token))
}

// CaseMessageIn is what somebody writes in a case.
type CaseMessageIn struct {
	OrderIn
	Text  string   `json:"text" validate:"required,max=2000"`
	Media []string `json:"media" validate:"max=10,dive,max=300"`
}

func (in CaseMessageIn) message(c *endpoint.Call) returns.MessageInput {
	return returns.MessageInput{Key: c.Mint("msg"), Text: in.Text, Media: in.Media}
}

func (r *routes) storeWriteCase(c *endpoint.Call, in CaseMessageIn) (CaseOut, error) {
	return buyersCaseOr(r.Returns.Write(c.Ctx, c.Actor, markthalle.CaseID(in.ID), in.Token, in.message(c)))
}

func (r *routes) storeEscalateCase(c *endpoint.Call, in OrderIn) (CaseOut, error) {
	return buyersCaseOr(r.Returns.Escalate(c.Ctx, c.Actor, markthalle.CaseID(in.ID), in.Token))
}

func (r *routes) storeCloseCase(c *endpoint.Call, in OrderIn) (CaseOut, error) {
	return buyersCaseOr(r.Returns.Close(c.Ctx, c.Actor, markthalle.CaseID(in.ID), in.Token))
}
