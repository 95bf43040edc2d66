package api

import (
	"net/http"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/pricing"
)

func (r *routes) adminPayouts() []endpoint.Endpoint {
	read := asOperator(markthalle.LedgerRead)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/payouts", "Payouts in a state, or of a vendor, newest first", r.adminPayoutList, read),
		endpoint.Route("GET", "/admin/payouts/{id}", "One payout with what it pays", r.vendorPayoutGet, read, endpoint.About("payout")),
		endpoint.Route("POST", "/admin/payouts/run", "Pay every vendor that has something open", r.adminPayoutRun,
			asOperator(markthalle.LedgerMoney), created201(), endpoint.Keyed(endpoint.Required), endpoint.Within(2*time.Minute)),
		endpoint.Route("GET", "/admin/vendors/{id}/balance", "What a vendor has coming, and why it waits", r.adminBalance, read, endpoint.About("vendor")),
		endpoint.Route("GET", "/admin/vendors/{id}/payment-account", "What the memo book says of a vendor's account at the provider, and its payouts to the bank",
			r.adminPaymentAccount, read, endpoint.About("vendor")),
		endpoint.Route("GET", "/admin/vendors/{id}/invoices/{month}", "What a vendor was charged for a month (2026-03): the invoice, or a preview until it is issued", r.adminInvoice, read, endpoint.About("vendor"),
			endpoint.RawOr(InvoiceOut{}, "text/csv", "application/pdf"), endpoint.Answers(http.StatusOK), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/admin/vendors/{id}/reserve", "What of a vendor's releases is kept back", r.adminReserve, read, endpoint.About("vendor")),
		endpoint.Route("PUT", "/admin/vendors/{id}/reserve", "Keep a part of a vendor's releases back", r.adminReserveSet,
			asOperator(markthalle.LedgerMoney), endpoint.About("vendor")),
		endpoint.Route("POST", "/admin/vendors/{id}/reserve/free", "Give back what is kept, whatever its day", r.adminReserveFree,
			asOperator(markthalle.LedgerMoney), endpoint.About("vendor")),
	}
}

func (r *routes) adminReserve(c *endpoint.Call, in AdminBalanceIn) (ReservePolicyOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return ReservePolicyOut{}, err
	}
	v, err := r.Vendors.Get(c.Ctx, markthalle.VendorID(in.ID))
	if err != nil {
		return ReservePolicyOut{}, err
	}
	p, err := r.Payouts.ReserveOf(c.Ctx, c.Actor, v.VendorID(), currency)
	if err != nil {
		return ReservePolicyOut{}, err
	}
	return reservePolicy(p), nil
}

// AdminReserveIn says what of a vendor's later releases is kept: a share in basis points,
// for so many days, up to a cap. A share of 0 ends it; without days the cap is a fixed
// target, which stays until it is freed.
type AdminReserveIn struct {
	ByID
	Currency string `json:"currency" validate:"max=3"`
	ShareBP  *int64 `json:"share_bp" validate:"required"`
	Days     int    `json:"days"`
	Cap      int64  `json:"cap"` // in minor units; 0: none
	Reason   string `json:"reason" validate:"required,max=500"`
}

func (r *routes) adminReserveSet(c *endpoint.Call, in AdminReserveIn) (ReservePolicyOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return ReservePolicyOut{}, err
	}
	p, err := r.Payouts.SetReserve(c.Ctx, c.Actor, markthalle.VendorID(in.ID), payouts.ReserveInput{
		Currency: currency, ShareBP: money.BasisPoints(*in.ShareBP), Days: in.Days, Cap: in.Cap, Reason: in.Reason,
	})
	if err != nil {
		return ReservePolicyOut{}, err
	}
	return reservePolicy(p), nil
}

// AdminReserveFreeIn says why a vendor's reserve is given back.
type AdminReserveFreeIn struct {
	ByID
	Currency string `json:"currency" validate:"max=3"`
	Reason   string `json:"reason" validate:"required,max=500"`
}

// AdminReserveFreeOut is what was given back; the next payout takes it.
type AdminReserveFreeOut struct {
	Amount Money `json:"amount"`
}

func (r *routes) adminReserveFree(c *endpoint.Call, in AdminReserveFreeIn) (AdminReserveFreeOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return AdminReserveFreeOut{}, err
	}
	n, err := r.Payouts.EndReserve(c.Ctx, c.Actor, markthalle.VendorID(in.ID), currency, in.Reason)
	if err != nil {
		return AdminReserveFreeOut{}, err
	}
	return AdminReserveFreeOut{Amount: minor(n, currency)}, nil
}

// AdminPayoutListIn asks for payouts: of one vendor, or else in one state; those that
// are held back when neither is said.
type AdminPayoutListIn struct {
	PageIn
	State  string `query:"state" validate:"omitempty,oneof=due in_transfer paid carried held,excluded_with=Vendor"`
	Vendor string `query:"vendor" validate:"max=200"`
}

func (r *routes) adminPayoutList(c *endpoint.Call, in AdminPayoutListIn) (List[PayoutOut], error) {
	var page markthalle.Page[payouts.Payout]
	var err error
	switch {
	case in.Vendor != "":
		page, err = r.Payouts.Payouts(c.Ctx, c.Actor, markthalle.VendorID(in.Vendor), in.query())
	case in.State != "":
		page, err = r.Payouts.PayoutsIn(c.Ctx, c.Actor, payouts.PayoutState(in.State), in.query())
	default:
		page, err = r.Payouts.PayoutsIn(c.Ctx, c.Actor, payouts.HeldBack, in.query())
	}
	if err != nil {
		return List[PayoutOut]{}, err
	}
	return wireList(page, payoutOut), nil
}

// AdminPayoutRunOut is a run of payouts with those that it touched.
type AdminPayoutRunOut struct {
	ID    string      `json:"id"`
	Cycle string      `json:"cycle"`
	Items []PayoutOut `json:"items"`
}

func (r *routes) adminPayoutRun(c *endpoint.Call, _ Empty) (AdminPayoutRunOut, error) {
	id := c.Mint("run")
	list, err := r.Payouts.Run(c.Ctx, c.Actor, markthalle.Body(id))
	if err != nil {
		return AdminPayoutRunOut{}, err
	}
	return AdminPayoutRunOut{ID: id, Cycle: markthalle.Body(id), Items: mapped(list, payoutOut)}, nil
}

// AdminBalanceIn asks for a vendor's balance.
type AdminBalanceIn struct {
	ByID
	CurrencyIn
}

func (r *routes) adminBalance(c *endpoint.Call, in AdminBalanceIn) (VendorBalanceOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return VendorBalanceOut{}, err
	}
	v, err := r.Vendors.Get(c.Ctx, markthalle.VendorID(in.ID))
	if err != nil {
		return VendorBalanceOut{}, err
	}
	b, err := r.Payouts.BalanceOf(c.Ctx, c.Actor, v.VendorID(), currency)
	if err != nil {
		return VendorBalanceOut{}, err
	}
	return vendorBalance(b), nil
}

func (r *routes) adminPromotions() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/promotions", "The market's promotions, or a vendor's, newest first", r.adminPromotionList, asOperator(markthalle.OffersRead)),
		endpoint.Route("POST", "/admin/promotions", "Offer a reduction behind a code", r.adminPromotionCreate,
			asOperator(markthalle.OffersWrite), created201()),
	}
}

// AdminPromotionListIn asks for promotions.
type AdminPromotionListIn struct {
	PageIn
	Vendor string `query:"vendor" validate:"max=200"`
}

func (r *routes) adminPromotionList(c *endpoint.Call, in AdminPromotionListIn) (List[PromotionOut], error) {
	page, err := r.Pricing.Promotions(c.Ctx, c.Actor, markthalle.VendorID(in.Vendor), in.query())
	if err != nil {
		return List[PromotionOut]{}, err
	}
	return wireList(page, promotionOut), nil
}

// AdminPromotionIn is a reduction; the operator pays for it unless the vendor does.
type AdminPromotionIn struct {
	PromotionIn
	Funder   string `json:"funder" validate:"omitempty,oneof=operator vendor"`
	VendorID string `json:"vendor_id" validate:"max=200"`
}

func (r *routes) adminPromotionCreate(c *endpoint.Call, in AdminPromotionIn) (PromotionOut, error) {
	p, err := in.promotion(r.Market.Currency)
	if err != nil {
		return PromotionOut{}, err
	}
	p.Vendor, p.Funder = markthalle.VendorID(in.VendorID), pricing.ByOperator
	if in.Funder != "" {
		p.Funder = pricing.Funder(in.Funder)
	}
	p.Request = c.Mint("req")
	p, err = r.Pricing.CreatePromotion(c.Ctx, c.Actor, p)
	if err != nil {
		return PromotionOut{}, err
	}
	return promotionOut(p), nil
}
