package api

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

func (r *routes) adminReports() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/reports/dac7/{year}", "What the tax authority is told about sellers for a year (DAC7)", r.adminDAC7, asOperator(markthalle.LedgerRead),
			endpoint.RawOr(DAC7Out{}, "text/csv", "application/xml"), endpoint.Answers(http.StatusOK), endpoint.Within(5*time.Minute)),
	}
}

// ReportIn asks for a vendor's copy of the report of a year.
type ReportIn struct {
	CurrencyIn
	Year   string `path:"year" validate:"required,max=4"`
	Format string `query:"format" validate:"omitempty,oneof=json csv"`
}

// AdminReportIn asks for the report of a year, as XML for the message to the authority.
type AdminReportIn struct {
	CurrencyIn
	Year   string `path:"year" validate:"required,max=4"`
	Format string `query:"format" validate:"omitempty,oneof=json csv xml"`
}

// DAC7QuarterOut is what one seller did in a quarter.
type DAC7QuarterOut struct {
	Consideration Money `json:"consideration"` // credited, net of fees
	Fees          Money `json:"fees"`
	Activities    int64 `json:"activities"`
}

// DAC7SellerOut is one seller of the report.
type DAC7SellerOut struct {
	VendorID   string           `json:"vendor_id"`
	Kind       string           `json:"kind"` // individual or entity
	Name       string           `json:"name"`
	GivenNames string           `json:"given_names,omitempty"` // of individuals
	FamilyName string           `json:"family_name,omitempty"` // of individuals
	Address    VendorAddress    `json:"address"`
	TIN        string           `json:"tin"`
	TINCountry string           `json:"tin_country"`
	VATID      string           `json:"vat_id"`
	Register   string           `json:"register"`
	BirthDate  string           `json:"birth_date,omitempty"` // of individuals
	Account    string           `json:"account"`
	Quarters   []DAC7QuarterOut `json:"quarters"`
	Reported   bool             `json:"reported"` // false below 30 sales and 2,000 EUR
	Missing    []string         `json:"missing"`  // fields that the directive names and nobody has given
}

// DAC7Out is the report of a year.
type DAC7Out struct {
	Year     int             `json:"year"`
	Currency string          `json:"currency"`
	Open     bool            `json:"open"` // the year is not over
	Items    []DAC7SellerOut `json:"items"`
}

func dac7Out(y payouts.YearReport) DAC7Out {
	c := y.Currency
	return DAC7Out{Year: y.Year, Currency: string(c), Open: y.Open, Items: mapped(y.Sellers, func(s payouts.SellerReport) DAC7SellerOut {
		out := DAC7SellerOut{
			VendorID: string(s.Vendor), Kind: "entity", Name: s.Name, GivenNames: s.GivenNames, FamilyName: s.FamilyName, Address: vendorAddress(s.Address), TIN: s.TIN, TINCountry: s.TINCountry, VATID: s.VATID,
			Register: s.Register, BirthDate: s.BirthDate, Account: s.Account, Reported: !s.Excluded, Missing: append([]string{}, s.Missing...),
		}
		if s.Individual {
			out.Kind = "individual"
		}
		for _, q := range s.Quarters {
			out.Quarters = append(out.Quarters, DAC7QuarterOut{minor(q.Consideration, c), minor(q.Fees, c), q.Activities})
		}
		return out
	})}
}

func (r *routes) adminDAC7(c *endpoint.Call, in AdminReportIn) (Empty, error) {
	if in.Format == "xml" {
		return Empty{}, r.sendDAC7XML(c, in)
	}
	return Empty{}, r.sendDAC7(c, ReportIn(in), func(currency money.Currency, year int) (payouts.YearReport, error) {
		return r.Payouts.DAC7(c.Ctx, c.Actor, currency, year)
	})
}

func (r *routes) vendorDAC7(c *endpoint.Call, in ReportIn) (Empty, error) {
	return Empty{}, r.sendDAC7(c, in, func(currency money.Currency, year int) (payouts.YearReport, error) {
		return r.Payouts.DAC7Of(c.Ctx, c.Actor, c.Actor.Vendor, currency, year)
	})
}

// reportAsked reads the currency and the year that are asked for.
func (r *routes) reportAsked(currency, year string) (money.Currency, int, error) {
	c, err := r.currencyOf(currency)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.Atoi(year)
	if err != nil {
		return "", 0, (&markthalle.Error{
			Kind: markthalle.Invalid, Code: "request.invalid", Text: "This is not a year.",
			Fields: []markthalle.Field{{Pointer: "/year", Code: "not_a_year", Message: "This is not a year.", Found: year, Wanted: "a year such as 2026"}},
		}).With(err)
	}
	return c, n, nil
}

func (r *routes) sendDAC7(c *endpoint.Call, in ReportIn, read func(money.Currency, int) (payouts.YearReport, error)) error {
	currency, year, err := r.reportAsked(in.Currency, in.Year)
	if err != nil {
		return err
	}
	y, err := read(currency, year)
	if err != nil {
		return err
	}
	if in.Format != "csv" {
		return sendJSON(c, dac7Out(y))
	}
	var b bytes.Buffer
	if err := y.WriteCSV(&b); err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="dac7-`+in.Year+"-"+string(currency)+`.csv"`)
	return c.Send(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

func (r *routes) sendDAC7XML(c *endpoint.Call, in AdminReportIn) error {
	currency, year, err := r.reportAsked(in.Currency, in.Year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.Payouts.DAC7XML(c.Ctx, c.Actor, currency, year, &b); err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="dac7-`+in.Year+"-"+string(currency)+`.xml"`)
	return c.Send(http.StatusOK, "application/xml; charset=utf-8", b.Bytes())
}
