package payouts

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Party is one side of an invoice with what directive 2006/112/EC, Art. 226 (3) to (5),
// wants of it.
type Party struct {
	Name    string          `bson:"name"` // full legal name
	Address vendors.Address `bson:"address"`
	VATID   string          `bson:"vat_id,omitempty"`
	TaxID   string          `bson:"tax_id,omitempty"` // national, where there is one
}

// Lines is the address as it is printed, a line each.
func (p *Party) Lines() []string {
	var out []string
	for _, l := range []string{p.Address.Line1, p.Address.Line2, strings.TrimSpace(p.Address.PostalCode + " " + p.Address.City), p.Address.Country} {
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}

// partyOf is a vendor as it is at this moment.
func partyOf(v *vendors.Vendor) Party {
	return Party{Name: v.LegalName, Address: v.Address, VATID: v.VATID, TaxID: v.TaxID}
}

// missing adds a fault for each thing that an invoice must say of the party and that is not
// known.
func (p *Party) missing(f *markthalle.Faults, at string, vatID bool) {
	for _, x := range []struct{ pointer, value string }{
		{"/name", p.Name}, {"/address/line1", p.Address.Line1}, {"/address/city", p.Address.City}, {"/address/country", p.Address.Country},
	} {
		f.Check(x.value != "", at+x.pointer, "required", "An invoice cannot be issued without this.")
	}
	if vatID {
		f.Check(p.VATID != "", at+"/vat_id", "required", "An invoice cannot be issued without this.")
	}
}

// Issuer is the market as it stands on the invoices that it issues, one document. What is
// issued keeps what it said then.
type Issuer struct {
	store.Meta `bson:",inline"` // id: issuerID

	Party `bson:"party"`
	By    string    `bson:"by"`
	At    time.Time `bson:"at"`
}

const issuerID = "issuer"

// IssuerOf returns the market's own legal name, address and VAT id; they are empty until
// somebody has given them.
func (s *Service) IssuerOf(ctx context.Context, actor markthalle.Actor) (Issuer, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return Issuer{}, err
	}
	return s.issuer(ctx)
}

func (s *Service) issuer(ctx context.Context) (Issuer, error) {
	x, err := s.issuers.Get(ctx, issuerID)
	if errors.Is(err, markthalle.ErrNotFound) {
		return Issuer{Party: Party{Address: vendors.Address{Country: s.Policy.VATCountry}}}, nil
	}
	return x, err
}

// SetIssuer says who the market is on the invoices that are issued from now on. Errors:
// Invalid "payouts.issuer" with all faults, the precondition of ifMatch.
func (s *Service) SetIssuer(ctx context.Context, actor markthalle.Actor, p Party, ifMatch *int64) (Issuer, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Issuer{}, err
	}
	p = tidyParty(p)
	if err := checkIssuer(&p); err != nil {
		return Issuer{}, err
	}
	now := s.Clock.Now()
	return s.issuers.Upsert(ctx, issuerID, func(x *Issuer) error {
		if err := store.CheckVersion(x.Meta, ifMatch); err != nil {
			return err
		}
		if x.Party == p {
			return nil
		}
		x.Emit(accounts.Audit(actor, issuerID, "invoice_issuer", "",
			accounts.Change{Field: "name", Before: x.Name, After: p.Name},
			accounts.Change{Field: "address", Before: strings.Join(x.Lines(), ", "), After: strings.Join(p.Lines(), ", ")},
			accounts.Change{Field: "vat_id", Before: x.VATID, After: p.VATID}))
		x.Party, x.By, x.At = p, actor.ID(), now
		return nil
	})
}

func checkIssuer(p *Party) error {
	var f markthalle.Faults
	for _, x := range []struct {
		pointer, value string
		most           int
	}{
		{"/name", p.Name, 120},
		{"/address/line1", p.Address.Line1, 120},
		{"/address/line2", p.Address.Line2, 120},
		{"/address/postal_code", p.Address.PostalCode, 12},
		{"/address/city", p.Address.City, 120},
		{"/tax_id", p.TaxID, 40},
	} {
		f.Check(utf8.RuneCountInString(x.value) <= x.most, x.pointer, "too_long", "This is too long.")
	}
	p.missing(&f, "", true)
	f.Check(p.Address.Country == "" || vendors.ValidCountry(p.Address.Country), "/address/country", "country", "This is not a country's code.")
	if p.VATID != "" {
		if why := vendors.CheckVAT(p.VATID); why != "" {
			f.AddField(markthalle.Field{Pointer: "/vat_id", Code: "vendors.vat_id", Message: "This VAT number cannot be right.", Found: p.VATID, Wanted: why})
		}
	}
	return f.Err("payouts.issuer")
}

func tidyParty(p Party) Party {
	tidy := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	a := p.Address
	return Party{
		Name: tidy(p.Name), VATID: vendors.CompactNumber(p.VATID), TaxID: tidy(p.TaxID),
		Address: vendors.Address{
			Line1: tidy(a.Line1), Line2: tidy(a.Line2), PostalCode: tidy(a.PostalCode), City: tidy(a.City), Country: strings.ToUpper(tidy(a.Country)),
		},
	}
}
