package payouts

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

// The bounds below which a seller of goods is not reported (Directive 2011/16/EU, Annex V,
// section I, B.4.d, as amended by Directive (EU) 2021/514): fewer activities and no more
// consideration, in cents of a euro.
const (
	dac7Activities    = 30
	dac7Consideration = 2_000_00
)

// Quarter is what one seller did in a quarter, in minor units.
type Quarter struct {
	// Consideration is what was credited to the seller, net of what the market charged
	// (Annex V, section I, A.10): sales less refunds, less fees.
	Consideration int64
	Fees          int64 // commission with its VAT and other fees, less what was given back
	Activities    int64 // vendor orders that were not wholly given back
}

// SellerReport is one seller of a yearly report with every field that the directive names
// for it (Annex V, section III, B.2 and B.3).
type SellerReport struct {
	Vendor     markthalle.VendorID
	Individual bool
	Name       string
	GivenNames string // of individuals; both names are empty until they are told apart
	FamilyName string
	Address    vendors.Address
	TIN        string
	TINCountry string // that issued it; empty without a TIN
	VATID      string
	Register   string // number in a business register; of entities
	BirthDate  string // of individuals, 1980-03-31
	Account    string // identifier of the account that is paid to
	IBAN       bool   // Account is one; else it is an account with the payment provider
	Quarters   [4]Quarter
	// Excluded says that the seller stays below the bounds and is not reported.
	Excluded bool
	// Missing names the fields that the directive wants and nobody has given yet.
	Missing []string
}

// Total sums the quarters.
func (r *SellerReport) Total() Quarter {
	var out Quarter
	for _, q := range r.Quarters {
		out.Consideration += q.Consideration
		out.Fees += q.Fees
		out.Activities += q.Activities
	}
	return out
}

// YearReport is what a platform operator tells the tax authority about its sellers by 31
// January of the next year.
type YearReport struct {
	Year     int
	Currency money.Currency
	Open     bool // the year is not over
	Sellers  []SellerReport
}

// DAC7 returns the report of a year on all sellers that had something credited in it, by
// id. Figures are read from the ledger. Errors: Invalid "payouts.dac7".
func (s *Service) DAC7(ctx context.Context, actor markthalle.Actor, c money.Currency, year int) (YearReport, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return YearReport{}, err
	}
	out, err := s.yearReport(c, year)
	if err != nil {
		return out, err
	}
	balances, err := s.Ledger.Balances(ctx, "vendor:")
	if err != nil {
		return out, err
	}
	var ids []markthalle.VendorID
	for _, b := range balances {
		if id, ok := strings.CutSuffix(strings.TrimPrefix(b.Account, "vendor:"), ":held"); ok && b.Currency == c {
			ids = append(ids, markthalle.VendorID(id))
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		r, active, err := s.sellerReport(ctx, id, c, year)
		if err != nil {
			return out, err
		}
		if active {
			out.Sellers = append(out.Sellers, r)
		}
	}
	return out, nil
}

// DAC7Of is the seller's own copy (Annex V, section III, A.5). Errors: not_found for another
// vendor's, Invalid "payouts.dac7".
func (s *Service) DAC7Of(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, year int) (YearReport, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return YearReport{}, err
	}
	out, err := s.yearReport(c, year)
	if err != nil {
		return out, err
	}
	r, _, err := s.sellerReport(ctx, vendor, c, year)
	out.Sellers = []SellerReport{r}
	return out, err
}

func (s *Service) yearReport(c money.Currency, year int) (YearReport, error) {
	now := s.Clock.Now()
	var f markthalle.Faults
	f.Check(year >= 2000 && year <= now.Year(), "/year", "range", "This is not a year that has begun.")
	return YearReport{Year: year, Currency: c, Open: year == now.Year()}, f.Err("payouts.dac7")
}

// sellerReport reads one seller's year, and whether anything was credited in it.
func (s *Service) sellerReport(ctx context.Context, id markthalle.VendorID, c money.Currency, year int) (SellerReport, bool, error) {
	v, err := s.Vendors.Get(ctx, id)
	if err != nil {
		return SellerReport{}, false, fmt.Errorf("load vendor: %w", err)
	}
	r := SellerReport{
		Vendor: id, Individual: v.SellerKind == vendors.Private, Name: v.LegalName, Address: v.Address, TIN: v.TaxID, VATID: v.VATID,
		Register: v.RegistrationNumber, Account: accountOf(&v),
		IBAN: v.IBAN != "", FamilyName: v.FamilyName, BirthDate: v.BirthDate,
	}
	r.GivenNames, _ = v.GivenNames()
	if r.TIN != "" {
		r.TINCountry = v.Country
	}
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	active := false
	err = s.eachRow(ctx, id, c, from, from.AddDate(1, 0, 0), func(row LedgerRow) error {
		q := &r.Quarters[(row.At.Month()-1)/3]
		active = true
		return s.count(ctx, id, &row, q)
	})
	if err != nil {
		return r, active, err
	}
	total := r.Total()
	r.Excluded = c == money.EUR && total.Activities < dac7Activities && total.Consideration <= dac7Consideration
	r.Missing = taxMissing(&v)
	return r, active, nil
}

// count adds one movement of a vendor's account to its quarter.
func (s *Service) count(ctx context.Context, vendor markthalle.VendorID, row *LedgerRow, q *Quarter) error {
	switch row.Kind {
	case ledger.KindSale:
		q.Consideration += row.Amount
		x, err := s.settlements.Get(ctx, settlementID(markthalle.VendorOrderIDFor(row.Order, vendor)))
		if errors.Is(err, markthalle.ErrNotFound) { // its settlement follows
			q.Activities++
			return nil
		}
		if err != nil {
			return fmt.Errorf("load settlement: %w", err)
		}
		if x.Back < x.Earned || x.Earned == 0 {
			q.Activities++
		}
	case ledger.KindCommission, ledger.KindRefundCommission:
		q.Consideration += row.Amount
		q.Fees -= row.Amount
	case ledger.KindRefundBefore, ledger.KindRefundAfter:
		q.Consideration += row.Amount
	case ledger.KindDispute:
		q.Consideration += row.Amount
		x, err := s.settlements.Get(ctx, settlementID(row.VendorOrder))
		if err != nil {
			return fmt.Errorf("load settlement: %w", err)
		}
		for _, a := range x.Applied {
			if a.Chargeback {
				q.Fees -= a.Commission + a.VAT
			}
		}
	case ledger.KindManual:
		if strings.HasPrefix(row.Note, string(Fine)+": ") || strings.HasPrefix(row.Note, string(Subscription)+": ") {
			q.Consideration += row.Amount
			q.Fees -= row.Amount
		}
	}
	return nil
}

// accountOf identifies the account that a seller is paid to.
func accountOf(v *vendors.Vendor) string {
	if v.IBAN != "" {
		return v.IBAN
	}
	return v.PaymentAccount
}

// taxMissing names what the directive wants of a seller (Annex V, section II.B) and is not
// there, in the order of the alphabet.
func taxMissing(v *vendors.Vendor) []string {
	var out []string
	for name, value := range map[string]string{"name": v.LegalName, "address": v.Address.Line1, "tin": v.TaxID, "account": accountOf(v)} {
		if value == "" {
			out = append(out, name)
		}
	}
	own := map[string]string{"register": v.RegistrationNumber}
	if v.SellerKind == vendors.Private {
		own = map[string]string{"birth_date": v.BirthDate, "family_name": v.FamilyName}
	}
	for name, value := range own {
		if value == "" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// WriteCSV writes a report as CSV (RFC 4180) with decimal amounts, a line a seller.
func (y *YearReport) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{
		"year", "seller", "kind", "name", "given_names", "family_name", "address", "postal_code", "city", "country", "tin", "tin_country", "vat_id", "register", "birth_date", "account", "currency",
	}
	for q := 1; q <= 4; q++ {
		for _, name := range []string{"consideration", "fees", "activities"} {
			head = append(head, fmt.Sprintf("q%d_%s", q, name))
		}
	}
	err := out.Write(append(head, "reported", "missing"))
	amount := func(n int64) string { return money.New(n, y.Currency).Decimal() }
	for _, r := range y.Sellers {
		if err != nil {
			break
		}
		kind := "entity"
		if r.Individual {
			kind = "individual"
		}
		line := []string{
			strconv.Itoa(y.Year), string(r.Vendor), kind, r.Name, r.GivenNames, r.FamilyName, oneStreet(r.Address.Line1, r.Address.Line2), r.Address.PostalCode, r.Address.City,
			r.Address.Country, r.TIN, r.TINCountry, r.VATID, r.Register, r.BirthDate, r.Account, string(y.Currency),
		}
		for _, q := range r.Quarters {
			line = append(line, amount(q.Consideration), amount(q.Fees), strconv.FormatInt(q.Activities, 10))
		}
		err = out.Write(append(line, strconv.FormatBool(!r.Excluded), strings.Join(r.Missing, " ")))
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
