package pricing

import (
	"time"

	"github.com/markthalle/markthalle/money"
)

// rate is a standard rate of value added tax from a day on.
type rate struct {
	from time.Time
	bp   money.BasisPoints
}

// since returns the first day of a month, when rates change.
func since(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }

// standardRates are the standard VAT rates of the EU's member states (Council
// Directive 2006/112/EC, as each state has set them), of the United Kingdom (VAT Act
// 1994) and of Switzerland (MWSTG Art. 25), with the changes since 2024. Newest first.
var standardRates = map[string][]rate{
	"AT": {{bp: 2000}}, "BE": {{bp: 2100}}, "BG": {{bp: 2000}}, "CY": {{bp: 1900}}, "CZ": {{bp: 2100}},
	"DE": {{bp: 1900}}, "DK": {{bp: 2500}},
	"EE": {{since(2025, time.July), 2400}, {since(2024, time.January), 2200}, {bp: 2000}},
	"ES": {{bp: 2100}}, "FI": {{since(2024, time.September), 2550}, {bp: 2400}}, "FR": {{bp: 2000}},
	"GR": {{bp: 2400}}, "HR": {{bp: 2500}}, "HU": {{bp: 2700}}, "IE": {{bp: 2300}}, "IT": {{bp: 2200}},
	"LT": {{bp: 2100}}, "LU": {{since(2024, time.January), 1700}, {bp: 1600}}, "LV": {{bp: 2100}},
	"MT": {{bp: 1800}}, "NL": {{bp: 2100}}, "PL": {{bp: 2300}}, "PT": {{bp: 2300}},
	"RO": {{since(2025, time.August), 2100}, {bp: 1900}}, "SE": {{bp: 2500}}, "SI": {{bp: 2200}},
	"SK": {{since(2025, time.January), 2300}, {bp: 2000}},
	"GB": {{bp: 2000}}, "CH": {{since(2024, time.January), 810}, {bp: 770}},
}

// HasRate reports whether the table has a country.
func HasRate(country string) bool { return len(standardRates[country]) > 0 }

// StandardRate returns the standard VAT rate of a country on a day, 0 for a country
// that the table does not have.
func StandardRate(country string, at time.Time) money.BasisPoints {
	for _, r := range standardRates[country] {
		if !at.Before(r.from) {
			return r.bp
		}
	}
	return 0
}
