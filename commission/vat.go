package commission

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
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
	Rates   []CountryRate // rates that differ from StandardRates, or lie outside the EU
}

// CountryRate is the standard rate of one country.
type CountryRate struct {
	Country string
	Rate    money.BasisPoints
}

// StandardRates returns the standard VAT rates of the EU's member states as of
// January 2026 (European Commission, Taxes in Europe Database). A change of a rate is
// a change of configuration; what was frozen keeps its rate.
func StandardRates() []CountryRate {
	return []CountryRate{
		{"AT", 2000},
		{"BE", 2100},
		{"BG", 2000},
		{"CY", 1900},
		{"CZ", 2100},
		{"DE", 1900},
		{"DK", 2500},
		{"EE", 2400},
		{"ES", 2100},
		{"FI", 2550},
		{"FR", 2000},
		{"GR", 2400},
		{"HR", 2500},
		{"HU", 2700},
		{"IE", 2300},
		{"IT", 2200},
		{"LT", 2100},
		{"LU", 1700},
		{"LV", 2100},
		{"MT", 1800},
		{"NL", 2100},
		{"PL", 2300},
		{"PT", 2300},
		{"RO", 2100},
		{"SE", 2500},
		{"SI", 2200},
		{"SK", 2300},
	}
}

// Validate returns nil when the configuration can be used, else Invalid with all
// faults.
func (c VATConfig) Validate() error {
	var f markthalle.Faults
	if c.Country != "" && !c.Exempt {
		_, known := c.rate(c.Country)
		f.Check(known, "/vat/rates", "required", "The rate of the operator's country "+c.Country+" is not known.")
	}
	for _, r := range c.Rates {
		f.Check(len(r.Country) == 2 && r.Country == strings.ToUpper(r.Country), "/vat/rates", "country", "A country has two upper-case letters: "+r.Country)
		f.Check(r.Rate >= 0 && r.Rate <= money.Whole, "/vat/rates", "range", "A rate is between 0 and 100 %.")
	}
	return f.Err("commission.vat_config")
}

// Treatment returns how VAT applies to the fees of a vendor in country with the VAT
// id, which is empty when it has none.
func (c VATConfig) Treatment(country, vatID string) VATTreatment {
	if c.Exempt || c.Country == "" {
		return VATTreatment{Kind: VATExempt}
	}
	if country == c.Country {
		rate, _ := c.rate(country)
		return VATTreatment{Kind: VATDomestic, Country: country, Rate: rate}
	}
	if !inEU(c.Country) || !inEU(country) {
		return VATTreatment{Kind: VATOutside}
	}
	if vatID != "" {
		return VATTreatment{Kind: VATReverseCharge}
	}
	rate, _ := c.rate(country)
	return VATTreatment{Kind: VATDestination, Country: country, Rate: rate}
}

func (c VATConfig) rate(country string) (money.BasisPoints, bool) {
	for _, list := range [][]CountryRate{c.Rates, StandardRates()} {
		for _, r := range list {
			if r.Country == country {
				return r.Rate, true
			}
		}
	}
	return 0, false
}

func inEU(country string) bool {
	for _, r := range StandardRates() {
		if r.Country == country {
			return true
		}
	}
	return false
}
