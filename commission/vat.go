package commission

import (
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/vendors"
)

// VATKind says how value added tax applies to a fee. The fee is a service of the
// operator to the vendor.
type VATKind string

// The kinds.
const (
	VATDomestic      VATKind = "domestic"       // operator and vendor in one country: its rate
	VATReverseCharge VATKind = "reverse_charge" // business in another EU state: 0, the vendor owes it (directive 2006/112/EC, Art. 44 and 196)
	VATDestination   VATKind = "destination"    // no VAT id in another EU state: that state's rate (Art. 58), reported through the one-stop shop
	VATOutside       VATKind = "outside_scope"  // the vendor is outside the EU: 0
	VATExempt        VATKind = "exempt"         // the operator charges no VAT at all, e.g. as a small business
	VATCompensation  VATKind = "compensation"   // no supply stands against it: damages, penalties (Art. 2(1)(c)); never of a commission
	VATOff           VATKind = "none"           // the rule charges none
)

// VATTreatment is how VAT applies to the fees of one vendor.
type VATTreatment struct {
	Kind    VATKind           `bson:"kind"`
	Country string            `bson:"country,omitempty"` // whose VAT it is; empty when none is due
	Rate    money.BasisPoints `bson:"rate"`
}

// VATConfig is the operator's side of VAT on fees. The zero value charges none.
type VATConfig struct {
	Country string        // where the operator is established, ISO 3166-1 alpha-2
	Exempt  bool          // the operator charges no VAT
	Rates   []CountryRate // rates that differ from pricing.StandardRate, or that it does not have
}

// CountryRate is the standard rate of one country.
type CountryRate struct {
	Country string
	Rate    money.BasisPoints
}

// Validate returns nil when the configuration can be used, else Invalid with all
// faults.
func (c VATConfig) Validate() error {
	var f markthalle.Faults
	if c.Country != "" && !c.Exempt {
		known := slices.ContainsFunc(c.Rates, func(r CountryRate) bool { return r.Country == c.Country })
		f.Check(known || pricing.HasRate(c.Country), "/vat/rates", "required", "The rate of the operator's country "+c.Country+" is not known.")
	}
	for _, r := range c.Rates {
		f.Check(len(r.Country) == 2 && r.Country == strings.ToUpper(r.Country), "/vat/rates", "country", "A country has two upper-case letters: "+r.Country)
		f.Check(r.Rate >= 0 && r.Rate <= money.Whole, "/vat/rates", "range", "A rate is between 0 and 100 %.")
	}
	return f.Err("commission.vat_config")
}

// Treatment returns how VAT applies at a moment to the fees of a vendor in country with
// the VAT id, which is empty when it has none. What was frozen keeps its rate.
func (c VATConfig) Treatment(country, vatID string, at time.Time) VATTreatment {
	if c.Exempt || c.Country == "" {
		return VATTreatment{Kind: VATExempt}
	}
	if country == c.Country {
		return VATTreatment{Kind: VATDomestic, Country: country, Rate: c.rate(country, at)}
	}
	if !inEU(c.Country) || !inEU(country) {
		return VATTreatment{Kind: VATOutside}
	}
	if vatID != "" {
		return VATTreatment{Kind: VATReverseCharge}
	}
	return VATTreatment{Kind: VATDestination, Country: country, Rate: c.rate(country, at)}
}

// rate returns the standard rate of a country at a moment: the configuration's own, or
// the table's.
func (c VATConfig) rate(country string, at time.Time) money.BasisPoints {
	if i := slices.IndexFunc(c.Rates, func(r CountryRate) bool { return r.Country == country }); i >= 0 {
		return c.Rates[i].Rate
	}
	return pricing.StandardRate(country, at)
}

func inEU(country string) bool { return slices.Contains(vendors.EuropeanUnion(), country) }
