package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/vendors"
)

func (r *routes) vendorOnboarding() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("POST", "/vendor/applications", "Hand in an application to sell here", r.vendorApply,
			endpoint.For(endpoint.Person, ""), created201()),
		endpoint.Route("GET", "/vendor/onboarding", "What is left to do before selling and being paid", r.vendorStanding,
			asVendor(markthalle.VendorsRead)),
		endpoint.Route("POST", "/vendor/onboarding/payment-account", "Open the payment account and get a link to complete it", r.vendorPaymentAccount,
			asVendor(markthalle.PayAccountWrite), created201(), endpoint.Secret()),
		endpoint.Route("PATCH", "/vendor/application", "Correct the data of the application", r.vendorCorrect,
			asVendor(markthalle.PayAccountWrite)),
		endpoint.Route("POST", "/vendor/application/resubmit", "Hand in an application again that was sent back", r.vendorResubmit,
			asVendor(markthalle.PayAccountWrite)),
	}
}

// VendorAddress is a postal address.
type VendorAddress struct {
	Name       string `json:"name,omitempty" validate:"max=120"`
	Line1      string `json:"line1" validate:"max=200"`
	Line2      string `json:"line2,omitempty" validate:"max=200"`
	PostalCode string `json:"postal_code" validate:"max=20"`
	City       string `json:"city" validate:"max=120"`
	Country    string `json:"country" validate:"max=2"`
}

func (a VendorAddress) address() vendors.Address {
	return vendors.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, PostalCode: a.PostalCode, City: a.City, Country: a.Country,
	}
}

func vendorAddress(a vendors.Address) VendorAddress {
	return VendorAddress{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, PostalCode: a.PostalCode, City: a.City, Country: a.Country,
	}
}

// VendorApplicationIn is an application.
type VendorApplicationIn struct {
	SellerKind         string        `json:"seller_kind" validate:"required,oneof=business private"`
	LegalName          string        `json:"legal_name" validate:"max=400"`
	ShopName           string        `json:"shop_name" validate:"max=400"`
	Country            string        `json:"country" validate:"max=2"`
	Email              string        `json:"email" validate:"max=254"`
	Phone              string        `json:"phone" validate:"max=40"`
	Address            VendorAddress `json:"address"`
	RegistrationNumber string        `json:"registration_number" validate:"max=100"`
	VATID              string        `json:"vat_id" validate:"max=40"`
	TaxID              string        `json:"tax_id" validate:"max=40"`
	IBAN               string        `json:"iban" validate:"max=60"`
	FamilyName         string        `json:"family_name" validate:"max=400"` // of a private seller: the part of legal_name that it is; the tax authority is told both names (DAC7)
	BirthDate          string        `json:"birth_date" validate:"max=10"`   // of a private seller, 1980-03-31; the tax authority is told it (DAC7)
	AcceptedTerms      string        `json:"accepted_terms" validate:"max=40"`
	SelfCertified      bool          `json:"self_certified"`
	Plan               string        `json:"plan" validate:"max=40"`
	Story              Texts         `json:"story"`
}

// VendorItemOut is one line of a checklist.
type VendorItemOut struct {
	Item      string `json:"item"`
	Kind      string `json:"kind"`
	Required  bool   `json:"required"`
	State     string `json:"state"`
	Why       string `json:"why"`
	ExpiresAt *Time  `json:"expires_at,omitempty"`
}

func vendorItem(i vendors.Item) VendorItemOut {
	return VendorItemOut{
		Item: i.Key, Kind: string(i.Kind), Required: i.Required, State: string(i.State), Why: i.Why, ExpiresAt: at(i.ExpiresAt),
	}
}

// VendorAppliedOut is an application that was received.
type VendorAppliedOut struct {
	VendorID  string          `json:"vendor_id"`
	State     string          `json:"state"`
	Revision  int64           `json:"revision"`
	Checklist []VendorItemOut `json:"checklist"`
}

func vendorApplied(v vendors.Vendor) VendorAppliedOut {
	return VendorAppliedOut{
		VendorID: v.ID, State: string(v.State), Revision: v.Version, Checklist: mapped(v.Checklist, vendorItem),
	}
}

func (r *routes) vendorApply(c *endpoint.Call, in VendorApplicationIn) (VendorAppliedOut, error) {
	v, err := r.Vendors.Apply(c.Ctx, c.Actor, vendors.Application{
		ID: markthalle.VendorID(c.Mint("ven")), SellerKind: vendors.SellerKind(in.SellerKind), LegalName: in.LegalName, ShopName: in.ShopName, Country: in.Country,
		Email: in.Email, Phone: in.Phone, Address: in.Address.address(), RegistrationNumber: in.RegistrationNumber,
		VATID: in.VATID, TaxID: in.TaxID, IBAN: in.IBAN, FamilyName: in.FamilyName, BirthDate: in.BirthDate, AcceptedTerms: in.AcceptedTerms, SelfCertified: in.SelfCertified,
		Plan: in.Plan, Story: in.Story.In(writtenIn(c)), IP: c.IP,
	})
	if err != nil {
		return VendorAppliedOut{}, err
	}
	// The applicant's next request acts for the new vendor: make them its owner now
	// instead of a moment later.
	if err := r.DB.Flush(c.Ctx, "vendors", v.ID); err != nil {
		return VendorAppliedOut{}, err
	}
	return vendorApplied(v), nil
}

// VendorOnboardingOut is where a vendor stands.
type VendorOnboardingOut struct {
	VendorID  string                `json:"vendor_id"`
	State     string                `json:"state"`
	CanSell   bool                  `json:"can_sell"`
	CanBePaid bool                  `json:"can_be_paid"`
	Checklist []VendorItemOut       `json:"checklist"`
	Payment   VendorPaymentStateOut `json:"payment_account"`
	History   []VendorStepOut       `json:"history"`
	Revision  int64                 `json:"revision"`
}

// VendorPaymentStateOut is what the payment provider allows and still wants.
type VendorPaymentStateOut struct {
	Status       string   `json:"status"`
	CurrentlyDue []string `json:"currently_due"`
	Deadline     *Time    `json:"deadline,omitempty"`
}

// VendorStepOut is a step that the operator or the vendor took.
type VendorStepOut struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Reasons []string `json:"reasons"`
	Note    string   `json:"note,omitempty"`
	At      Time     `json:"at"`
}

func vendorStep(t vendors.Transition) VendorStepOut {
	return VendorStepOut{From: string(t.From), To: string(t.To), Reasons: t.Reasons, Note: t.Note, At: Time{t.At}}
}

func vendorPaymentState(v vendors.Vendor) VendorPaymentStateOut {
	status := v.PayoutStatus
	if status == "" {
		status = string(payments.AccountNone)
	}
	return VendorPaymentStateOut{Status: status, CurrentlyDue: v.CurrentlyDue, Deadline: at(v.PayoutDeadline)}
}

func vendorOnboarding(o vendors.Onboarding) VendorOnboardingOut {
	return VendorOnboardingOut{
		VendorID: o.Vendor.ID, State: string(o.State), CanSell: o.CanSell, CanBePaid: o.CanBePaid,
		Checklist: mapped(o.Checklist, vendorItem), Payment: vendorPaymentState(o.Vendor),
		History: mapped(o.Vendor.History, vendorStep), Revision: o.Vendor.Version,
	}
}

func (r *routes) vendorStanding(c *endpoint.Call, _ Empty) (VendorOnboardingOut, error) {
	o, err := r.Vendors.Onboarding(c.Ctx, c.Actor, c.Actor.Vendor)
	if err != nil {
		return VendorOnboardingOut{}, err
	}
	return vendorOnboarding(o), nil
}

// VendorPaymentAccountIn says where the provider sends the vendor afterwards.
type VendorPaymentAccountIn struct {
	ReturnURL  string `json:"return_url" validate:"required,max=2000"`
	RefreshURL string `json:"refresh_url" validate:"required,max=2000"`
}

// VendorLinkOut is a link that works once.
type VendorLinkOut struct {
	URL string `json:"url"`
}

func (r *routes) vendorPaymentAccount(c *endpoint.Call, in VendorPaymentAccountIn) (VendorLinkOut, error) {
	var f markthalle.Faults
	r.checkReturn(&f, "/return_url", in.ReturnURL)
	r.checkReturn(&f, "/refresh_url", in.RefreshURL)
	if err := f.Err("request.invalid"); err != nil {
		return VendorLinkOut{}, err
	}
	v, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
	if err != nil {
		return VendorLinkOut{}, err
	}
	url, err := r.Payments.Onboard(c.Ctx, c.Actor, payments.OnboardInput{
		Vendor: v.VendorID(), Country: v.Country, Email: v.Email, Name: v.LegalName, Business: v.SellerKind == vendors.Business,
		Currency: r.Market.Currency, IBAN: v.IBAN, ReturnURL: in.ReturnURL, RefreshURL: in.RefreshURL,
	})
	return VendorLinkOut{URL: url}, err
}

// VendorApplicationPatchIn is a correction; what is left out stays as it is.
type VendorApplicationPatchIn struct {
	LegalName          *string        `json:"legal_name" validate:"omitempty,max=400"`
	Country            *string        `json:"country" validate:"omitempty,max=2"`
	Email              *string        `json:"email" validate:"omitempty,max=254"`
	Phone              *string        `json:"phone" validate:"omitempty,max=40"`
	Address            *VendorAddress `json:"address"`
	RegistrationNumber *string        `json:"registration_number" validate:"omitempty,max=100"`
	VATID              *string        `json:"vat_id" validate:"omitempty,max=40"`
	TaxID              *string        `json:"tax_id" validate:"omitempty,max=40"`
	IBAN               *string        `json:"iban" validate:"omitempty,max=60"`
	FamilyName         *string        `json:"family_name" validate:"omitempty,max=400"`
	BirthDate          *string        `json:"birth_date" validate:"omitempty,max=10"`
	AcceptedTerms      *string        `json:"accepted_terms" validate:"omitempty,max=40"`
	SelfCertified      *bool          `json:"self_certified"`
}

func (r *routes) vendorCorrect(c *endpoint.Call, in VendorApplicationPatchIn) (VendorAppliedOut, error) {
	p := vendors.Patch{
		LegalName: in.LegalName, Country: in.Country, Email: in.Email, Phone: in.Phone,
		RegistrationNumber: in.RegistrationNumber, VATID: in.VATID, TaxID: in.TaxID, IBAN: in.IBAN, FamilyName: in.FamilyName, BirthDate: in.BirthDate,
		AcceptedTerms: in.AcceptedTerms, SelfCertified: in.SelfCertified,
	}
	if in.Address != nil {
		a := in.Address.address()
		p.Address = &a
	}
	v, err := r.Vendors.Update(c.Ctx, c.Actor, c.Actor.Vendor, p, c.IfMatch)
	if err != nil {
		return VendorAppliedOut{}, err
	}
	return vendorApplied(v), nil
}

func (r *routes) vendorResubmit(c *endpoint.Call, _ Empty) (VendorAppliedOut, error) {
	v, err := r.Vendors.Resubmit(c.Ctx, c.Actor, c.Actor.Vendor)
	if err != nil {
		return VendorAppliedOut{}, err
	}
	return vendorApplied(v), nil
}
