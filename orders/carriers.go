package orders

import (
	"fmt"
	"net/url"
	"regexp"
	"sort"
	"strings"

	"github.com/markthalle/markthalle"
)

// Carrier is a parcel service: how its numbers look and where a parcel is followed.
type Carrier struct {
	Code     string
	Name     string
	pattern  *regexp.Regexp
	tracking string // %s is the number
}

// carriers are the services of the api contract. The patterns are those of the
// services' public tracking forms; "other" takes any number and links nowhere.
var carriers = map[string]Carrier{
	"dhl":           {Code: "dhl", Name: "DHL", pattern: regexp.MustCompile(`^(JJD\d{12,22}|JVGL\d{12,20}|\d{10,20}|[A-Z]{2}\d{9}[A-Z]{2})$`), tracking: "https://www.dhl.com/global-en/home/tracking.html?tracking-id=%s"},
	"dpd":           {Code: "dpd", Name: "DPD", pattern: regexp.MustCompile(`^\d{10,14}[0-9A-Z]?$`), tracking: "https://tracking.dpd.de/status/en_US/parcel/%s"},
	"gls":           {Code: "gls", Name: "GLS", pattern: regexp.MustCompile(`^[0-9A-Z]{8,14}$`), tracking: "https://gls-group.com/track/%s"},
	"ups":           {Code: "ups", Name: "UPS", pattern: regexp.MustCompile(`^(1Z[0-9A-Z]{16}|\d{9,12}|T\d{10})$`), tracking: "https://www.ups.com/track?tracknum=%s"},
	"fedex":         {Code: "fedex", Name: "FedEx", pattern: regexp.MustCompile(`^(\d{12}|\d{15}|\d{20})$`), tracking: "https://www.fedex.com/fedextrack/?trknbr=%s"},
	"hermes":        {Code: "hermes", Name: "Hermes", pattern: regexp.MustCompile(`^(H?\d{14,20})$`), tracking: "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#%s"},
	"inpost":        {Code: "inpost", Name: "InPost", pattern: regexp.MustCompile(`^\d{24}$`), tracking: "https://inpost.pl/en/find-parcel?number=%s"},
	"poczta_polska": {Code: "poczta_polska", Name: "Poczta Polska", pattern: regexp.MustCompile(`^(\d{20}|[A-Z]{2}\d{9}PL)$`), tracking: "https://emonitoring.poczta-polska.pl/?numer=%s"},
	"post_at":       {Code: "post_at", Name: "Österreichische Post", pattern: regexp.MustCompile(`^(\d{16,22}|[A-Z]{2}\d{9}AT)$`), tracking: "https://www.post.at/en/s/item-details?snr=%s"},
	"other":         {Code: "other", Name: "other"},
}

// Carriers lists the parcel services by code.
func Carriers() []Carrier {
	out := make([]Carrier, 0, len(carriers))
	for _, c := range carriers {
		out = append(out, c)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

// TrackingURL returns where a parcel can be followed, "" when nowhere.
func TrackingURL(carrier, number string) string {
	c := carriers[carrier]
	if c.tracking == "" || number == "" {
		return ""
	}
	return fmt.Sprintf(c.tracking, url.QueryEscape(normalTracking(number)))
}

func normalTracking(n string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(n))
}

// checkCarrier checks the carrier's code and the look of its number.
func checkCarrier(code, number string) error {
	var f markthalle.Faults
	c, ok := carriers[code]
	if !ok {
		var known []string
		for _, x := range Carriers() {
			known = append(known, x.Code)
		}
		f.AddField(markthalle.Field{
			Pointer: "/carrier", Code: "not_allowed", Message: "This parcel service is not known.",
			Found: code, Wanted: strings.Join(known, ", "),
		})
	}
	if len(number) > 60 {
		f.Add("/tracking_number", "too_long", "The number is too long.")
	} else if number != "" && c.pattern != nil && !c.pattern.MatchString(normalTracking(number)) {
		f.AddField(markthalle.Field{
			Pointer: "/tracking_number", Code: "orders.tracking_format",
			Message: "Numbers of " + c.Name + " look different.", Found: number,
		})
	}
	return f.Err("orders.shipment")
}

// CarrierName returns the name of a parcel service, its code when it is not known.
func CarrierName(code string) string {
	if c, ok := carriers[code]; ok {
		return c.Name
	}
	return code
}
