package vendors

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Application is what somebody hands in who wants to sell (MKT-3).
type Application struct {
	ID                 markthalle.VendorID // minted by the caller, so that a retry is the same application; empty: minted here
	SellerKind         SellerKind
	LegalName          string
	ShopName           string
	Country            string
	Email              string
	Phone              string
	Address            Address
	RegistrationNumber string
	VATID              string
	TaxID              string
	IBAN               string
	FamilyName         string // of a private seller: the part of LegalName that it is
	BirthDate          string // of a private seller, 1980-03-31 (Directive 2011/16/EU, Annex V, section II.B.1)
	AcceptedTerms      string
	SelfCertified      bool
	Plan               string
	Story              markthalle.Texts
	Locale             markthalle.Locale // empty = English
	IP                 string            // where it came from; only a daily fingerprint of it is kept
}

// The stable codes of this package's errors about input and state.
const (
	CodeInvalid    = "vendors.application" // Invalid: see Fields
	CodeInviteOnly = "vendors.invite_only" // Forbidden: the market takes vendors by invitation
)

// Apply hands in an application for the signed-in person, who becomes the vendor's
// owner by the event vendors.applied. It returns ErrSignIn for guests, Invalid
// "vendors.application" with every fault, and Forbidden "vendors.invite_only".
//
// In an open market a vendor without flags is approved at once.
func (s *Service) Apply(ctx context.Context, actor markthalle.Actor, in Application) (Vendor, error) {
	if actor.Kind != markthalle.System && actor.Person == "" {
		return Vendor{}, markthalle.ErrSignIn
	}
	if s.config.Entry == EntryInvite && actor.Kind != markthalle.System && actor.Kind != markthalle.Operator {
		return Vendor{}, markthalle.Errorf(markthalle.Forbidden, CodeInviteOnly, "This market invites its vendors.")
	}
	v := vendorFrom(in)
	if err := s.config.check(&v, true).Err(CodeInvalid); err != nil {
		return Vendor{}, err
	}
	now := s.now()
	if v.ID = string(in.ID); in.ID == "" {
		v.ID = s.db.IDs().New("ven")
	}
	v.Applicant = actor.Person
	v.AcceptedTermsAt = now
	v.State = Draft
	if err := s.flag(ctx, &v, in.IP, now); err != nil {
		return Vendor{}, err
	}
	if err := v.to(Applied, actor, Decision{}, now); err != nil {
		return Vendor{}, err
	}
	v.Checklist = s.config.checklist(&v, now)
	v.Emit(ApplicationReceived{Vendor: v.VendorID(), Person: v.Applicant})
	v.audit(actor, "vendors.apply", "", Draft, v.State)
	if s.config.Entry == EntryOpen && len(v.Flags) == 0 {
		if err := s.approve(&v, markthalle.SystemActor("vendors.open_entry"), Decision{Note: "open market"}, now); err != nil {
			return Vendor{}, err
		}
	}
	return s.found(ctx, v)
}

// found stores a new vendor with its slug and its default shipping profile.
func (s *Service) found(ctx context.Context, v Vendor) (Vendor, error) {
	slug, err := s.claimSlug(ctx, v.ShopName, v.VendorID())
	if err != nil {
		return Vendor{}, err
	}
	v.Slug = slug
	v.settle()
	v.changed()
	stored, err := s.vendors.Insert(ctx, v)
	if err != nil {
		if !errors.Is(err, store.ErrExists) {
			return Vendor{}, err
		}
		if stored, err = s.vendors.Get(ctx, v.ID); err != nil {
			return Vendor{}, err
		}
	}
	if err := s.db.Confirm(ctx, slugClaim(slug), v.ID); err != nil {
		return Vendor{}, err
	}
	return stored, s.ensureProfile(ctx, stored)
}

// vendorFrom brings an application into the form in which it is kept: trimmed, codes
// in upper case, numbers without spaces. What cannot be brought into it stays as it is
// and is a fault of check.
func vendorFrom(in Application) Vendor {
	v := Vendor{
		SellerKind: in.SellerKind, LegalName: tidy(in.LegalName), ShopName: tidy(in.ShopName),
		Country: strings.ToUpper(tidy(in.Country)), Email: strings.ToLower(tidy(in.Email)), Address: tidyAddress(in.Address),
		RegistrationNumber: tidy(in.RegistrationNumber), VATID: CompactNumber(in.VATID), TaxID: tidy(in.TaxID),
		IBAN: CompactNumber(in.IBAN), FamilyName: tidy(in.FamilyName), BirthDate: tidy(in.BirthDate), AcceptedTerms: tidy(in.AcceptedTerms), SelfCertified: in.SelfCertified,
		Plan: tidy(in.Plan), Story: in.Story, Locale: in.Locale,
	}
	if v.Locale == "" {
		v.Locale = markthalle.English
	}
	if v.Address.Country == "" {
		v.Address.Country = v.Country
	}
	if v.Address.Name == "" {
		v.Address.Name = v.LegalName
	}
	v.VATID = withVATPrefix(v.VATID, v.Country)
	v.Phone = tidy(in.Phone)
	if e164, ok := parsePhone(in.Phone, v.Country); ok {
		v.Phone = e164
	}
	return v
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

func tidyAddress(a Address) Address {
	return Address{
		Name: tidy(a.Name), Line1: tidy(a.Line1), Line2: tidy(a.Line2),
		PostalCode: tidy(a.PostalCode), City: tidy(a.City), Country: strings.ToUpper(tidy(a.Country)),
	}
}

// flag notes what a person must look at before the application may pass: throw-away
// mail addresses and many applications from one place and day (MKT-7).
func (s *Service) flag(ctx context.Context, v *Vendor, ip string, now time.Time) error {
	if _, domain, ok := strings.Cut(v.Email, "@"); ok && s.disposable(domain) {
		v.Flags = append(v.Flags, "disposable_email")
	}
	if ip == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(now.Format(time.DateOnly) + "|" + ip))
	v.Origin = hex.EncodeToString(sum[:8])
	n, err := s.vendors.Count(ctx, store.Query{Index: "origin", Eq: []any{v.Origin}})
	if err != nil {
		return fmt.Errorf("count applications of one origin: %w", err)
	}
	if n >= int64(s.config.MaxPerOrigin) {
		v.Flags = append(v.Flags, "many_applications")
	}
	return nil
}

// disposableDomain knows the largest services for throw-away addresses.
func disposableDomain(domain string) bool {
	switch domain {
	case "mailinator.com", "guerrillamail.com", "10minutemail.com", "trashmail.com", "trash-mail.com", "yopmail.com",
		"tempmail.com", "temp-mail.org", "wegwerfmail.de", "sharklasers.com", "getnada.com", "maildrop.cc", "dispostable.com":
		return true
	}
	return false
}
