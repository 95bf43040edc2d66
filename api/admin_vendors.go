package api

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

func (r *routes) adminVendors() []endpoint.Endpoint {
	write, vendor := asOperator(markthalle.VendorsWrite), endpoint.About("vendor")
	s := r.Vendors
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/vendors", "Vendors, oldest first", r.adminVendorList, asOperator(markthalle.VendorsRead)),
		endpoint.Route("GET", "/admin/vendors/{id}", "One vendor", r.adminVendorGet, asOperator(markthalle.VendorsRead), vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/review", "Take an application up", r.adminVendorReview, write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/approve", "Approve an application", decideVendor(s.Approve), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/reject", "Refuse an application", decideVendor(s.Reject), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/request-changes", "Hand an application back to be corrected", decideVendor(s.RequestChanges), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/suspend", "Take a shop offline", decideVendor(s.Suspend), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/reinstate", "End a suspension", decideVendor(s.Reinstate), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/terminate", "End the business with a vendor", decideVendor(s.Terminate), write, vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/checklist", "Accept or reject a checklist item", r.adminVendorItem, write, vendor),
		endpoint.Route("PATCH", "/admin/vendors/{id}", "Change a vendor's plan or trust", r.adminVendorPatch, write, vendor),
		endpoint.Route("GET", "/admin/vendors/{id}/holds", "What stops a vendor's payouts", r.adminHoldList, asOperator(markthalle.LedgerRead), vendor),
		endpoint.Route("POST", "/admin/vendors/{id}/holds", "Stop a vendor's payouts", r.adminHoldAdd, asOperator(markthalle.LedgerMoney), vendor, created201()),
		endpoint.Route("DELETE", "/admin/vendors/{id}/holds/{hold}", "Lift a hold", r.adminHoldLift, asOperator(markthalle.LedgerMoney), vendor),
	}
}

// AdminVendorListIn asks for vendors.
type AdminVendorListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=draft applied in_review changes_requested approved active suspended terminated rejected"`
}

// AdminLegalOut is a vendor's tax and bank data.
type AdminLegalOut struct {
	TaxID      string `json:"tax_id,omitempty"`
	IBAN       string `json:"iban,omitempty"`
	FamilyName string `json:"family_name,omitempty"` // of a private seller
	Birth      string `json:"birth_date,omitempty"`  // of a private seller
}

// AdminVendorOut is a vendor as the operator sees it.
type AdminVendorOut struct {
	ID                 string                `json:"id"`
	Revision           int64                 `json:"revision"`
	State              string                `json:"state"`
	SellerKind         string                `json:"seller_kind"`
	LegalName          string                `json:"legal_name"`
	ShopName           string                `json:"shop_name"`
	Slug               string                `json:"slug"`
	Country            string                `json:"country"`
	Email              string                `json:"email"`
	Phone              string                `json:"phone"`
	Address            VendorAddress         `json:"address"`
	RegistrationNumber string                `json:"registration_number,omitempty"`
	VATID              string                `json:"vat_id,omitempty"`
	Legal              *AdminLegalOut        `json:"legal,omitempty"`
	Plan               string                `json:"plan,omitempty"`
	Trusted            bool                  `json:"trusted"`
	Level              int                   `json:"level"`
	Block              string                `json:"block,omitempty"`
	Flags              []string              `json:"flags"`
	Checklist          []VendorItemOut       `json:"checklist"`
	Payment            VendorPaymentStateOut `json:"payment_account"`
	History            []VendorStepOut       `json:"history"`
	SuspendedUntil     *Time                 `json:"suspended_until,omitempty"`
	CreatedAt          Time                  `json:"created_at"`
}

// adminVendor maps a vendor. Tax and bank data are for those who may see the payment
// account.
func adminVendor(v vendors.Vendor, a markthalle.Actor) AdminVendorOut {
	out := AdminVendorOut{
		ID: v.ID, Revision: v.Version, State: string(v.State), SellerKind: string(v.SellerKind), LegalName: v.LegalName, ShopName: v.ShopName,
		Slug: v.Slug, Country: v.Country, Email: v.Email, Phone: v.Phone, Address: vendorAddress(v.Address),
		RegistrationNumber: v.RegistrationNumber, VATID: v.VATID, Plan: v.Plan, Trusted: v.Trusted, Level: v.Level, Block: string(v.Block),
		Flags: v.Flags, Checklist: mapped(v.Checklist, vendorItem), Payment: vendorPaymentState(v), History: mapped(v.History, vendorStep),
		SuspendedUntil: at(v.SuspendedUntil), CreatedAt: Time{v.CreatedAt},
	}
	if a.Can(markthalle.PayAccountRead) {
		out.Legal = &AdminLegalOut{TaxID: v.TaxID, IBAN: v.IBAN, FamilyName: v.FamilyName, Birth: v.BirthDate}
	}
	return out
}

func adminVendorOr(v vendors.Vendor, err error, c *endpoint.Call) (AdminVendorOut, error) {
	if err != nil {
		return AdminVendorOut{}, err
	}
	return adminVendor(v, c.Actor), nil
}

func (r *routes) adminVendorList(c *endpoint.Call, in AdminVendorListIn) (List[AdminVendorOut], error) {
	page, err := r.Vendors.List(c.Ctx, c.Actor, vendors.State(in.State), in.query())
	if err != nil {
		return List[AdminVendorOut]{}, err
	}
	return wireList(page, func(v vendors.Vendor) AdminVendorOut { return adminVendor(v, c.Actor) }), nil
}

func (r *routes) adminVendorGet(c *endpoint.Call, in ByID) (AdminVendorOut, error) {
	v, err := r.Vendors.Get(c.Ctx, markthalle.VendorID(in.ID))
	return adminVendorOr(v, err, c)
}

func (r *routes) adminVendorReview(c *endpoint.Call, in ByID) (AdminVendorOut, error) {
	v, err := r.Vendors.Review(c.Ctx, c.Actor, markthalle.VendorID(in.ID))
	return adminVendorOr(v, err, c)
}

// AdminVendorDecisionIn is what the operator decides about a vendor, and why.
type AdminVendorDecisionIn struct {
	ByID
	Note    string     `json:"note" validate:"max=4000"`
	Reasons []string   `json:"reasons" validate:"max=20,dive,max=80"`
	Scope   string     `json:"scope" validate:"max=200"`
	Until   *time.Time `json:"until"`
}

// decideVendor is the handler of a decision about a vendor.
func decideVendor(
	decide func(context.Context, markthalle.Actor, markthalle.VendorID, vendors.Decision) (vendors.Vendor, error),
) func(*endpoint.Call, AdminVendorDecisionIn) (AdminVendorOut, error) {
	return func(c *endpoint.Call, in AdminVendorDecisionIn) (AdminVendorOut, error) {
		v, err := decide(c.Ctx, c.Actor, markthalle.VendorID(in.ID), vendors.Decision{
			Note: in.Note, Reasons: in.Reasons, Scope: in.Scope, Until: timeOr(in.Until),
		})
		return adminVendorOr(v, err, c)
	}
}

// AdminVendorItemIn is what the operator found about a checklist item.
type AdminVendorItemIn struct {
	ByID
	Item      string     `json:"item" validate:"required,max=80"`
	State     string     `json:"state" validate:"required,oneof=open submitted accepted rejected expired"`
	Why       string     `json:"why" validate:"max=1000"`
	ExpiresAt *time.Time `json:"expires_at"`
}

func (r *routes) adminVendorItem(c *endpoint.Call, in AdminVendorItemIn) (AdminVendorOut, error) {
	v, err := r.Vendors.ReportItem(c.Ctx, c.Actor, markthalle.VendorID(in.ID), in.Item, vendors.Evidence{
		State: vendors.ItemState(in.State), Why: in.Why, ExpiresAt: timeOr(in.ExpiresAt),
	})
	return adminVendorOr(v, err, c)
}

// AdminVendorPatchIn changes what the operator sets for a vendor.
type AdminVendorPatchIn struct {
	ByID
	Plan    *string `json:"plan" validate:"omitempty,max=40"`
	Trusted *bool   `json:"trusted"`
}

func (r *routes) adminVendorPatch(c *endpoint.Call, in AdminVendorPatchIn) (AdminVendorOut, error) {
	v, err := r.Vendors.Update(c.Ctx, c.Actor, markthalle.VendorID(in.ID), vendors.Patch{Plan: in.Plan, Trusted: in.Trusted}, c.IfMatch)
	return adminVendorOr(v, err, c)
}

// AdminHoldIn stops a vendor's payouts, until it is lifted or until a moment.
type AdminHoldIn struct {
	ByID
	Reason string     `json:"reason" validate:"required,max=500"`
	Until  *time.Time `json:"until"`
}

// AdminHoldOut is a reason that stops payouts.
type AdminHoldOut struct {
	ID       string `json:"id"`
	Revision int64  `json:"revision"`
	Kind     string `json:"kind"`
	Reason   string `json:"reason"`
	By       string `json:"by"`
	At       Time   `json:"at"`
	Until    *Time  `json:"until,omitempty"`
}

func adminHold(h payouts.Hold) AdminHoldOut {
	return AdminHoldOut{ID: h.ID, Revision: payouts.HoldRevision, Kind: h.Kind, Reason: h.Reason, By: h.By, At: Time{h.At}, Until: at(h.Until)}
}

func (r *routes) adminHoldList(c *endpoint.Call, in ByID) (List[AdminHoldOut], error) {
	list, err := r.Payouts.Holds(c.Ctx, markthalle.VendorID(in.ID))
	if err != nil {
		return List[AdminHoldOut]{}, err
	}
	return List[AdminHoldOut]{Items: mapped(list, adminHold)}, nil
}

func (r *routes) adminHoldAdd(c *endpoint.Call, in AdminHoldIn) (AdminHoldOut, error) {
	h, err := r.Payouts.AddHold(c.Ctx, c.Actor, markthalle.VendorID(in.ID), payouts.HoldInput{
		ID: c.Mint("hold"), Reason: in.Reason, Until: timeOr(in.Until),
	})
	if err != nil {
		return AdminHoldOut{}, err
	}
	return adminHold(h), nil
}

// AdminHoldRef names a hold of a vendor.
type AdminHoldRef struct {
	ByID
	Hold string `path:"hold" validate:"required,max=200"`
}

func (r *routes) adminHoldLift(c *endpoint.Call, in AdminHoldRef) (Empty, error) {
	return Empty{}, r.Payouts.LiftHold(c.Ctx, c.Actor, markthalle.VendorID(in.ID), in.Hold, c.IfMatch)
}
