package seller

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const sellerTerms = "/legal/seller-terms"

// applyFields are the form fields that are named otherwise than the service's.
var applyFields = map[string]string{
	"address[line1]": "line1", "address[line2]": "line2", "address[postal_code]": "postal_code", "address[city]": "city",
	"address[country]": "country", "address[name]": "legal_name",
}

// ownShop is the vendor that the reader applied for or works for; false when none.
func ownShop(c *edge.Ctx) (vendors.Vendor, bool, error) {
	if !slices.ContainsFunc(c.Identity.Memberships, isVendor) {
		return vendors.Vendor{}, false, nil
	}
	a, err := c.Actor(markthalle.Vendor)
	if err != nil {
		return vendors.Vendor{}, false, err
	}
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	return v, err == nil, err
}

func showApply(c *edge.Ctx) error {
	if !c.SignedIn() {
		return markthalle.ErrSignIn
	}
	v, there, err := ownShop(c)
	if err != nil {
		return err
	}
	view := Apply{SellerKind: string(vendors.Business), Country: c.Market.Country, Email: c.Identity.Person.Email}
	if there {
		view = applied(v, c.Vendors.Config().TermsVersion)
	}
	return c.Render(PageApply, view.complete(c))
}

// complete adds what the form needs besides what was typed.
func (v Apply) complete(c *edge.Ctx) Apply {
	v.Countries, v.TermsVersion, v.TermsURL = countries(c.Locale), c.Vendors.Config().TermsVersion, sellerTerms
	return v
}

// applied is an application as it was handed in, to be corrected.
func applied(v vendors.Vendor, terms string) Apply {
	return Apply{
		SellerKind: string(v.SellerKind), LegalName: v.LegalName, ShopName: v.ShopName, Country: v.Country, Email: v.Email, Phone: v.Phone,
		Line1: v.Address.Line1, Line2: v.Address.Line2, PostalCode: v.Address.PostalCode, City: v.Address.City,
		RegistrationNumber: v.RegistrationNumber, VATID: v.VATID, TaxID: v.TaxID, IBAN: v.IBAN, FamilyName: v.FamilyName, BirthDate: v.BirthDate,
		AcceptedTerms: v.AcceptedTerms == terms, SelfCertified: v.SelfCertified,
	}
}

// typedApplication is the form as it was filled in.
func typedApplication(c *edge.Ctx) Apply {
	return Apply{
		SellerKind: c.Form("seller_kind"), LegalName: c.Form("legal_name"), ShopName: c.Form("shop_name"), Country: c.Form("country"),
		Email: c.Form("email"), Phone: c.Form("phone"), Line1: c.Form("line1"), Line2: c.Form("line2"), PostalCode: c.Form("postal_code"),
		City: c.Form("city"), RegistrationNumber: c.Form("registration_number"), VATID: c.Form("vat_id"), TaxID: c.Form("tax_id"),
		IBAN: c.Form("iban"), FamilyName: c.Form("family_name"), BirthDate: c.Form("birth_date"), TermsVersion: c.Form("terms_version"), AcceptedTerms: c.Ticked("accepted_terms"), SelfCertified: c.Ticked("self_certified"),
	}
}

func (v Apply) address() vendors.Address {
	return vendors.Address{Name: v.LegalName, Line1: v.Line1, Line2: v.Line2, PostalCode: v.PostalCode, City: v.City, Country: v.Country}
}

// terms is the version that was accepted, empty when the box was not ticked.
func (v Apply) terms() string {
	if v.AcceptedTerms {
		return v.TermsVersion
	}
	return ""
}

func (v Apply) application(l markthalle.Locale, ip string) vendors.Application {
	return vendors.Application{
		SellerKind: vendors.SellerKind(v.SellerKind), LegalName: v.LegalName, ShopName: v.ShopName, Country: v.Country, Email: v.Email,
		Phone: v.Phone, Address: v.address(), RegistrationNumber: v.RegistrationNumber, VATID: v.VATID, TaxID: v.TaxID, IBAN: v.IBAN, FamilyName: v.FamilyName, BirthDate: v.BirthDate,
		AcceptedTerms: v.terms(), SelfCertified: v.SelfCertified, Locale: l, IP: ip,
	}
}

// correction is what somebody may change about an application; under which law they sell
// stays.
func (v Apply) correction(now vendors.Vendor) vendors.Patch {
	a, terms := v.address(), v.terms()
	p := vendors.Patch{
		LegalName: &v.LegalName, Country: &v.Country, Email: &v.Email, Phone: &v.Phone, Address: &a, VATID: &v.VATID, TaxID: &v.TaxID,
		RegistrationNumber: &v.RegistrationNumber, IBAN: &v.IBAN, FamilyName: &v.FamilyName, BirthDate: &v.BirthDate, AcceptedTerms: &terms, SelfCertified: &v.SelfCertified,
	}
	if v.ShopName != now.ShopName {
		p.ShopName = &v.ShopName
	}
	return p
}

func handInApplication(c *edge.Ctx) error {
	if !c.SignedIn() {
		return markthalle.ErrSignIn
	}
	view := typedApplication(c)
	own, there, err := ownShop(c)
	if err != nil {
		return err
	}
	if there {
		err = correct(c, own, view)
	} else {
		err = c.Once(func() error { return apply(c, view) })
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = renamed(faults, applyFields)
			return c.Render(PageApply, view.complete(c))
		})
	}
	if !there {
		c.Flash("good", FlashApplied)
	} else {
		c.Flash("good", FlashSaved)
	}
	return c.Redirect("/sell/onboarding")
}

func apply(c *edge.Ctx, view Apply) error {
	v, err := c.Vendors.Apply(c.Context, c.Buyer(), view.application(c.Locale, c.Fiber.IP()))
	if err != nil {
		return err
	}
	// The next page acts for the new vendor: make the applicant its owner now instead of
	// a moment later.
	if err := c.DB.Flush(c.Context, "vendors", v.ID); err != nil {
		return err
	}
	c.ChooseVendor(v.VendorID())
	return nil
}

// correct changes an application and hands it in again when it was sent back.
func correct(c *edge.Ctx, own vendors.Vendor, view Apply) error {
	a, err := c.Actor(markthalle.Vendor)
	if err != nil {
		return err
	}
	v, err := c.Vendors.Update(c.Context, a, own.VendorID(), view.correction(own), nil)
	if err != nil {
		return err
	}
	if v.State == vendors.ChangesRequested {
		_, err = c.Vendors.Resubmit(c.Context, a, own.VendorID())
	}
	return err
}

func resubmit(c *edge.Ctx, a markthalle.Actor) error {
	_, err := c.Vendors.Resubmit(c.Context, a, a.Vendor)
	if err != nil && !errors.Is(err, vendors.ErrState) {
		return err
	}
	c.Flash("good", FlashApplied)
	return c.Redirect("/sell/onboarding")
}

func showOnboarding(c *edge.Ctx, a markthalle.Actor) error {
	o, err := c.Vendors.Onboarding(c.Context, a, a.Vendor)
	if err != nil {
		return err
	}
	profiles, err := c.Vendors.Profiles(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: markthalle.MaxLimit})
	if err != nil && !errors.Is(err, markthalle.ErrPermission) {
		return err
	}
	confirmed := !slices.ContainsFunc(profiles.Items, func(p vendors.ShippingProfile) bool { return !p.Confirmed })
	return c.Render(PageOnboarding, wordsOf(c).onboarding(o, confirmed, c.Vendors.Config(), a))
}

// onboarding maps where a vendor stands.
func (w words) onboarding(o vendors.Onboarding, confirmed bool, policy vendors.Config, a markthalle.Actor) Onboarding {
	v := o.Vendor
	out := Onboarding{ShopName: v.ShopName, State: string(o.State), CanSell: o.CanSell, CanBePaid: o.CanBePaid}
	for _, t := range v.History {
		if t.To == vendors.Applied || t.To == vendors.InReview && t.From == vendors.ChangesRequested {
			out.SubmittedAt = t.At
		}
	}
	if n := len(v.History); n > 0 && (o.State == vendors.ChangesRequested || o.State == vendors.Rejected || o.State == vendors.Suspended) {
		last := v.History[n-1]
		out.Note = last.Note
		out.Reasons = mapped(last.Reasons, func(r string) string { return w.tk("vendor_reason", r) })
	}
	for _, item := range o.Checklist {
		out.Steps = append(out.Steps, w.step(item, v, policy, a))
	}
	delivery := Step{Key: "shipping_profile", State: "done", URL: "/sell/shop"}
	if !confirmed {
		delivery.State, delivery.Minutes, delivery.Why = "open", 3, w.t("step_why.shipping")
	}
	out.Steps = append(out.Steps, delivery, w.reviewStep(o.State))
	return out
}

// stepKey names a checklist item as the catalogue of messages does.
func stepKey(i vendors.Item) string {
	if i.Kind == vendors.KindPayoutAccount {
		return "payment_account"
	}
	return i.Key
}

// step is one item with why it stands where it does, and where it is done.
func (w words) step(i vendors.Item, v vendors.Vendor, policy vendors.Config, a markthalle.Actor) Step {
	out := Step{Key: stepKey(i), State: map[vendors.ItemState]string{
		vendors.ItemOpen: "open", vendors.ItemSubmitted: "waiting", vendors.ItemAccepted: "done",
		vendors.ItemRejected: "failed", vendors.ItemExpired: "failed",
	}[i.State]}
	if i.State == vendors.ItemAccepted {
		return out
	}
	may := a.CanFor(markthalle.PayAccountWrite, v.VendorID())
	switch i.Kind {
	case vendors.KindTerms:
		out.Why, out.Minutes, out.URL = w.t("step_why.terms", "Version", policy.TermsVersion), 5, "/sell/apply"
	case vendors.KindField:
		out.Why, out.Minutes, out.URL = w.missing(i.Why), 5, "/sell/apply"
	case vendors.KindPayoutAccount:
		out.Minutes, out.URL, out.Post = 10, "/sell/onboarding/payment-account", true
		switch {
		case i.State == vendors.ItemOpen:
			out.Why = w.t("step_why.payout_open", "Most", w.amount(policy.ExposureCap, policy.Currency))
		case len(v.CurrentlyDue) > 0:
			out.State, out.Why = "open", w.t("step_why.payout_due", "N", len(v.CurrentlyDue))
		default:
			out.Why, out.Minutes = w.t("step_why.payout_checked"), 0
		}
	case vendors.KindDocument, vendors.KindMinProducts, vendors.KindTwoFactor, vendors.KindTraining:
		out.Why = i.Why
		if i.State == vendors.ItemExpired {
			out.Why = w.t("step_why.expired", "Day", w.day(i.ExpiresAt))
		}
	}
	if !may {
		out.URL = ""
	}
	return out
}

// missing names the fields that an item lacks; the service lists them by their names.
func (w words) missing(why string) string {
	_, list, ok := strings.Cut(why, ": ")
	if !ok {
		return why
	}
	names := mapped(strings.Split(list, ", "), func(s string) string { return w.tk("fact", s) })
	return w.t("step_why.missing", "Fields", strings.Join(names, ", "))
}

func (w words) reviewStep(s vendors.State) Step {
	out := Step{Key: "review", State: "waiting"}
	switch s {
	case vendors.Draft:
		out.State = "open"
	case vendors.Applied, vendors.InReview:
		out.Why = w.t("step_why.review")
	case vendors.ChangesRequested:
		out.State, out.URL = "failed", "/sell/apply"
		out.Why = w.t("step_why.changes")
	case vendors.Approved, vendors.Active, vendors.Suspended:
		out.State = "done"
	case vendors.Terminated, vendors.Rejected:
		out.State = "failed"
	}
	return out
}

// openPaymentAccount leads to the provider's pages, where the account is completed. The
// provider sends people whose link is too old to the same address with GET.
func openPaymentAccount(c *edge.Ctx, a markthalle.Actor) error {
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	base := c.Market.BaseURL() + "/sell/onboarding"
	address, err := c.Payments.Onboard(c.Context, a, payments.OnboardInput{
		Vendor: v.VendorID(), Country: v.Country, Email: v.Email, Name: v.LegalName, Business: v.SellerKind == vendors.Business,
		Currency: c.Market.Currency, IBAN: v.IBAN, ReturnURL: base + "/return", RefreshURL: base + "/payment-account",
	})
	if err != nil {
		return err
	}
	return c.Leave(address)
}

// returnFromProvider reads what the provider says now, instead of waiting to be told.
func returnFromProvider(c *edge.Ctx, a markthalle.Actor) error {
	if err := a.RequireFor(markthalle.VendorsRead, a.Vendor); err != nil {
		return err
	}
	account, err := c.Payments.RefreshAccount(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	// What follows from it is shown on the next page.
	if err := c.DB.Flush(c.Context, "payment_accounts", account.ID); err != nil {
		return err
	}
	return c.Redirect("/sell/onboarding")
}

// countries lists where vendors usually are, by name in the reader's language.
func countries(l markthalle.Locale) []kernel.Option {
	names := display.Regions(language.Make(string(l)))
	codes := append(vendors.EuropeanUnion(), "CH", "GB", "IS", "LI", "NO")
	out := mapped(codes, func(code string) kernel.Option {
		return kernel.Option{Value: code, Label: names.Name(language.MustParseRegion(code))}
	})
	slices.SortFunc(out, func(x, y kernel.Option) int { return cmp.Compare(x.Label, y.Label) })
	return out
}
