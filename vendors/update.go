package vendors

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/store"
)

// Patch is a change of a vendor; nil fields stay as they are.
type Patch struct {
	// The shop: shop.write.
	ShopName      *string
	Story         *markthalle.Texts
	Policies      *[]Policy
	Logo, Banner  *string
	ReturnAddress *Address
	HandlingDays  *int
	Holiday       *Holiday

	// Legal, tax and bank data: payment_account.write.
	LegalName, Country, Email, Phone       *string
	Address                                *Address
	RegistrationNumber, VATID, TaxID, IBAN *string
	FamilyName, BirthDate                  *string // of a private seller
	AcceptedTerms                          *string
	SelfCertified                          *bool

	// The operator's: vendors.write.
	Plan    *string
	Trusted *bool
}

func (p Patch) shop() bool {
	return p.ShopName != nil || p.Story != nil || p.Policies != nil || p.Logo != nil || p.Banner != nil ||
		p.ReturnAddress != nil || p.HandlingDays != nil || p.Holiday != nil
}

func (p Patch) legal() bool {
	return p.LegalName != nil || p.Country != nil || p.Email != nil || p.Phone != nil || p.Address != nil ||
		p.RegistrationNumber != nil || p.VATID != nil || p.TaxID != nil || p.IBAN != nil || p.FamilyName != nil || p.BirthDate != nil || p.AcceptedTerms != nil || p.SelfCertified != nil
}

func (p Patch) operators() bool { return p.Plan != nil || p.Trusted != nil }

// Update changes a vendor. Which permission it needs depends on what changes; see
// Patch. It returns Invalid "vendors.application" with every fault, and ErrRevision.
// The shop's address stays when its name changes, so that links live on.
func (s *Service) Update(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, p Patch, ifMatch *int64) (Vendor, error) {
	if err := mayPatch(actor, id, p); err != nil {
		return Vendor{}, err
	}
	now := s.now()
	v, err := s.vendors.Modify(ctx, string(id), func(v *Vendor) error {
		if err := store.CheckVersion(v.Meta, ifMatch); err != nil {
			return err
		}
		before := *v
		faults := p.apply(v)
		if v.AcceptedTerms != before.AcceptedTerms {
			v.AcceptedTermsAt = now
		}
		for _, f := range s.config.check(v, false).List() {
			faults.AddField(f)
		}
		if err := faults.Err(CodeInvalid); err != nil {
			return err
		}
		if v.ShopName != before.ShopName {
			v.Shown++
		}
		v.Checklist = s.config.checklist(v, now)
		if err := s.activate(v, now); err != nil {
			return err
		}
		v.settle()
		if changes := differences(&before, v); len(changes) > 0 {
			v.auditAll(actor, "vendors.update", "", changes)
			v.changed()
		}
		return nil
	})
	if err == nil {
		s.forget()
	}
	return v, err
}

func mayPatch(actor markthalle.Actor, id markthalle.VendorID, p Patch) error {
	need := func(wanted bool, perm markthalle.Permission) error {
		if !wanted {
			return nil
		}
		if actor.Kind == markthalle.Operator && actor.Can(markthalle.VendorsWrite) {
			return nil
		}
		return may(actor, perm, id)
	}
	if err := need(p.shop() || !p.legal() && !p.operators(), markthalle.ShopWrite); err != nil {
		return err
	}
	if err := need(p.legal(), markthalle.PayAccountWrite); err != nil {
		return err
	}
	if p.operators() {
		return operator(actor, markthalle.VendorsWrite)
	}
	return nil
}

func set[T any](to *T, from *T, change func(T) T) {
	if from != nil {
		*to = change(*from)
	}
}

func same[T any](x T) T { return x }

// apply writes the patch into v and returns the faults of what only patches have.
func (p Patch) apply(v *Vendor) *markthalle.Faults {
	f := &markthalle.Faults{}
	set(&v.ShopName, p.ShopName, tidy)
	set(&v.Story, p.Story, same)
	set(&v.Policies, p.Policies, same)
	set(&v.Logo, p.Logo, same)
	set(&v.Banner, p.Banner, same)
	set(&v.HandlingDays, p.HandlingDays, same)
	set(&v.Holiday, p.Holiday, same)
	if p.ReturnAddress != nil {
		a := tidyAddress(*p.ReturnAddress)
		checkAddress(f, "/return_address", a, true)
		v.ReturnAddress = &a
	}
	set(&v.LegalName, p.LegalName, tidy)
	set(&v.Country, p.Country, func(s string) string { return strings.ToUpper(tidy(s)) })
	set(&v.Email, p.Email, func(s string) string { return strings.ToLower(tidy(s)) })
	if p.Address != nil {
		v.Address = tidyAddress(*p.Address)
		checkAddress(f, "/address", v.Address, true)
	}
	set(&v.RegistrationNumber, p.RegistrationNumber, tidy)
	set(&v.VATID, p.VATID, func(s string) string { return withVATPrefix(CompactNumber(s), v.Country) })
	set(&v.TaxID, p.TaxID, tidy)
	set(&v.IBAN, p.IBAN, CompactNumber)
	set(&v.FamilyName, p.FamilyName, tidy)
	set(&v.BirthDate, p.BirthDate, tidy)
	set(&v.AcceptedTerms, p.AcceptedTerms, tidy)
	set(&v.SelfCertified, p.SelfCertified, same)
	set(&v.Phone, p.Phone, func(s string) string {
		if e164, ok := parsePhone(s, v.Country); ok {
			return e164
		}
		return tidy(s)
	})
	set(&v.Plan, p.Plan, tidy)
	set(&v.Trusted, p.Trusted, same)
	f.Check(v.ShopName != "", "/shop_name", "required", "This is required.")
	f.Check(v.HandlingDays >= 0 && v.HandlingDays <= 60, "/handling_days", "range", "0 to 60 days.")
	f.Check(len(v.Logo) <= 300 && len(v.Banner) <= 300, "/logo", "too_long", "At most 300 characters.")
	h := v.Holiday
	f.Check(h.From.IsZero() == h.To.IsZero() && (h.To.IsZero() || h.From.Before(h.To)), "/holiday", "range", "A holiday begins before it ends.")
	checkPolicies(f, v.Policies)
	return f
}

func checkPolicies(f *markthalle.Faults, policies []Policy) {
	seen := map[string]bool{}
	for i, p := range policies {
		at := fmt.Sprintf("/policies/%d", i)
		f.Check(slices.Contains(PolicyKinds(), p.Kind) && !seen[p.Kind], at+"/kind", "enum", "One of "+strings.Join(PolicyKinds(), ", ")+", each once.")
		seen[p.Kind] = true
		size := 0
		for _, t := range p.Text {
			size += len(t.Value)
		}
		f.Check(size > 0 && size <= maxPolicy, at+"/text", "length", "1 to 12000 bytes.")
	}
}

// differences lists the fields of the audit log that differ, numbers of tax and bank
// masked.
func differences(a, b *Vendor) []accounts.Change {
	var out []accounts.Change
	add := func(field, before, after string) {
		if before != after {
			out = append(out, accounts.Change{Field: field, Before: before, After: after})
		}
	}
	add("shop_name", a.ShopName, b.ShopName)
	add("legal_name", a.LegalName, b.LegalName)
	add("country", a.Country, b.Country)
	add("email", a.Email, b.Email)
	add("phone", a.Phone, b.Phone)
	add("address", oneLine(a.Address), oneLine(b.Address))
	add("registration_number", a.RegistrationNumber, b.RegistrationNumber)
	add("vat_id", a.VATID, b.VATID)
	add("tax_id", a.TaxID, b.TaxID)
	add("iban", mask(a.IBAN), mask(b.IBAN))
	add("accepted_terms", a.AcceptedTerms, b.AcceptedTerms)
	add("self_certified", fmt.Sprint(a.SelfCertified), fmt.Sprint(b.SelfCertified))
	add("plan", a.Plan, b.Plan)
	add("trusted", fmt.Sprint(a.Trusted), fmt.Sprint(b.Trusted))
	add("holiday", fmt.Sprint(a.Holiday), fmt.Sprint(b.Holiday))
	add("handling_days", fmt.Sprint(a.HandlingDays), fmt.Sprint(b.HandlingDays))
	add("story", fmt.Sprint(a.Story), fmt.Sprint(b.Story))
	add("policies", fmt.Sprint(a.Policies), fmt.Sprint(b.Policies))
	add("logo", a.Logo, b.Logo)
	add("banner", a.Banner, b.Banner)
	add("family_name", a.FamilyName, b.FamilyName)
	if a.BirthDate != b.BirthDate {
		add("birth_date", "", "changed")
	}
	ra, rb := a.ReturnAddress, b.ReturnAddress
	if (ra == nil) != (rb == nil) || ra != nil && *ra != *rb {
		add("return_address", "", "changed")
	}
	return out
}

func oneLine(a Address) string {
	return strings.Join([]string{a.Name, a.Line1, a.Line2, a.PostalCode, a.City, a.Country}, " · ")
}
