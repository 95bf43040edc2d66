package payouts

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// ErrYearOpen refuses the message to the tax authority about a year that is not over.
var ErrYearOpen = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.year_open", Text: "The year is not over yet."}

// DAC7XML writes the message to the tax authority about a year and a currency that is over,
// in the form that the member states share: DPIXML 1.0 of the OECD (namespace
// urn:oecd:ties:dpi:v1) with the values of Directive (EU) 2021/514. Sellers below the
// bounds are left out; without any it says that there is nothing to report. Amounts are in
// whole units of the currency, rounded half up. Each message is new information with ids of
// its own: corrections of one that was sent are made at the authority.
//
// Errors: Invalid "payouts.dac7", Conflict "payouts.year_open", Invalid
// "payouts.dac7_incomplete" with all that the form demands and nobody has given; a tax
// number that is not known does not keep the message back, it is said to be unknown.
func (s *Service) DAC7XML(ctx context.Context, actor markthalle.Actor, c money.Currency, year int, w io.Writer) error {
	y, err := s.DAC7(ctx, actor, c, year)
	if err != nil {
		return err
	}
	if y.Open {
		return ErrYearOpen
	}
	market, err := s.issuer(ctx)
	if err != nil {
		return fmt.Errorf("load issuer: %w", err)
	}
	if err := y.complete(&market.Party); err != nil {
		return err
	}
	m, err := y.message(&market.Party, s.Clock.Now())
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(m); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// complete names everything that the form demands of the market and its sellers and that is
// not there.
func (y *YearReport) complete(market *Party) error {
	var f markthalle.Faults
	market.missing(&f, "/issuer", false)
	for i := range y.Sellers {
		r := &y.Sellers[i]
		if r.Excluded {
			continue
		}
		at := "/sellers/" + string(r.Vendor)
		for _, x := range []struct{ name, value string }{{"/name", r.Name}, {"/address/city", r.Address.City}, {"/address/country", r.Address.Country}} {
			f.Check(x.value != "", at+x.name, "required", "The message cannot be written without this.")
		}
		f.Check(!r.Individual || r.BirthDate != "", at+"/birth_date", "required", "The message cannot be written without this.")
	}
	return f.Err("payouts.dac7_incomplete")
}

const (
	dpiRegisteredOffice = "OECD304"
	dpiResident         = "RPONEX1" // the operator is resident for tax where it reports
	dpiNew              = "OECD1"   // a document that was not sent before
	dpiNewData          = "DPI401"
	dpiNothing          = "DPI403"
)

// message fills the form in.
func (y *YearReport) message(market *Party, now time.Time) (dpiMessage, error) {
	country := market.Address.Country
	ref := fmt.Sprintf("%s%d%s-%s-%s", country, y.Year, country, y.Currency, now.UTC().Format("20060102T150405Z"))
	m := dpiMessage{
		DPI: "urn:oecd:ties:dpi:v1", STF: "urn:oecd:ties:dpistf:v1", Version: "1.0",
		Spec: dpiSpec{
			Sender: market.TaxID, Transmitting: country, Receiving: country, Type: "DAC7", Ref: ref, Indication: dpiNewData,
			Period: fmt.Sprintf("%d-12-31", y.Year), Time: now.UTC().Format("2006-01-02T15:04:05.000"),
		},
		Body: dpiBody{Operator: dpiOperator{
			dpiOrganisation: dpiOrganisation{
				Residence: country, TIN: dpiNumber(market.TaxID, country), VAT: market.VATID, Name: market.Name,
				Address: dpiAddress{
					Type: dpiRegisteredOffice, Country: country, Street: oneStreet(market.Address.Line1, market.Address.Line2),
					Post: market.Address.PostalCode, City: market.Address.City,
				},
			},
			Nexus: dpiResident, Doc: dpiDoc{dpiNew, ref + "-operator"},
		}},
	}
	for i := range y.Sellers {
		r := &y.Sellers[i]
		if r.Excluded {
			continue
		}
		seller, err := r.element(y.Currency, ref)
		if err != nil {
			return m, fmt.Errorf("seller %s: %w", r.Vendor, err)
		}
		m.Body.Sellers = append(m.Body.Sellers, seller)
	}
	if len(m.Body.Sellers) == 0 {
		m.Spec.Indication = dpiNothing
	}
	return m, nil
}

// element is a seller as the form has it.
func (r *SellerReport) element(c money.Currency, ref string) (dpiSeller, error) {
	address := dpiAddress{
		Country: r.Address.Country, Street: oneStreet(r.Address.Line1, r.Address.Line2), Post: r.Address.PostalCode, City: r.Address.City,
	}
	var account *dpiAccount
	if r.Account != "" {
		account = &dpiAccount{}
		account.Identifier.Number, account.Identifier.Type = r.Account, "Other"
		if r.IBAN {
			account.Identifier.Type = "IBAN"
		}
	}
	out := dpiSeller{Doc: dpiDoc{dpiNew, ref + "-" + string(r.Vendor)}}
	tin := dpiNumber(r.TIN, r.TINCountry)
	if r.Individual {
		out.Individual = &dpiIndividual{Account: account, ID: dpiPerson{
			Residence: r.Address.Country, TIN: tin, VAT: r.VATID, Given: r.GivenNames, Family: r.FamilyName, Address: address, Birth: r.BirthDate,
		}}
		if p := &out.Individual.ID; p.Family == "" { // not told apart: the form has a word for that
			p.Given, p.Family = noFirstName, r.Name
		} else if p.Given == "" {
			p.Given = noFirstName
		}
	} else {
		out.Entity = &dpiEntity{Account: account, ID: dpiOrganisation{Residence: r.Address.Country, TIN: tin, VAT: r.VATID, Name: r.Name, Address: address}}
		if r.Register != "" {
			out.Entity.ID.IN = &dpiIN{IssuedBy: r.Address.Country, Type: "BRN", Number: r.Register}
		}
	}
	for i, q := range r.Quarters {
		paid, err := wholeUnits(q.Consideration, c)
		fees, wrong := wholeUnits(q.Fees, c)
		if err = errors.Join(err, wrong); err != nil {
			return out, err
		}
		out.Goods.Consideration[i], out.Goods.Fees[i] = dpiAmount{string(c), paid}, dpiAmount{string(c), fees}
		out.Goods.Activities[i] = q.Activities
	}
	return out, nil
}

// noFirstName stands for given names that are not known.
const noFirstName = "NFN"

// dpiNumber is a tax number, or that there is none.
func dpiNumber(number, country string) dpiTIN {
	if number == "" {
		return dpiTIN{Unknown: true, Number: "NOTIN"}
	}
	return dpiTIN{IssuedBy: country, Number: number}
}

func oneStreet(lines ...string) string { return strings.TrimSpace(strings.Join(lines, " ")) }

// wholeUnits rounds an amount of minor units to the unit of its currency.
func wholeUnits(minor int64, c money.Currency) (int64, error) {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Exponent())), nil)
	return money.RoundHalfUp(big.NewInt(minor), unit)
}
