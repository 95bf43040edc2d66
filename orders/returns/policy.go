package returns

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
)

// faulty are the reasons for which the seller answers beyond the period of withdrawal.
var faulty = []string{"damaged", "defective", "wrong_item", "not_as_described", "missing_parts"}

// Reasons are the reasons that a buyer may give for a return, in the order in which a
// form shows them.
func Reasons() []string { return slices.Concat(faulty, []string{"late", "changed_mind", "other"}) }

// Until returns the last moment at which units of a vendor order may be returned for a
// reason: the end of a day, counted from the day after delivery. Zero means that the
// time has not begun to run.
func (c Config) Until(v *orders.VendorOrder, reason string) time.Time {
	from := v.DeliveredAt
	if from.IsZero() {
		if v.State != orders.Completed {
			return time.Time{}
		}
		from = v.EndedAt
	}
	days := c.WithdrawDays
	if slices.Contains(faulty, reason) {
		days = c.FaultDays
	}
	y, m, d := from.UTC().Date()
	return time.Date(y, m, d+days, 23, 59, 59, 0, time.UTC)
}

// over reports whether the time for a reason has passed.
func (c Config) over(v *orders.VendorOrder, reason string, now time.Time) bool {
	until := c.Until(v, reason)
	return !until.IsZero() && now.After(until)
}

// shippingBack reports whether the delivery price goes back with the last unit: a
// withdrawal must give it back (Directive 2011/83/EU Art. 13(1)), and so must whoever
// sent the wrong or broken thing, or too late.
func shippingBack(reason string) bool {
	return reason == "withdrawal" || reason == "late" || slices.Contains(faulty, reason)
}

// checkText records a fault unless a text has between least and most characters.
func checkText(f *markthalle.Faults, pointer, text string, least, most int) {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n < least || n > most {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "length", Message: "The text is too short or too long.",
			Found: fmt.Sprint(n), Wanted: fmt.Sprintf("%d to %d characters", least, most),
		})
	}
}

// checkMedia records faults of pictures: they must be the market's own.
func checkMedia(f *markthalle.Faults, media []string) {
	f.Check(len(media) <= maxMedia, "/media", "too_many", fmt.Sprintf("At most %d pictures can be sent along.", maxMedia))
	for i, m := range media {
		f.Check(strings.HasPrefix(m, "/media/") && len(m) <= 300, fmt.Sprintf("/media/%d", i), "not_allowed", "This is not a picture of this market.")
	}
}

// vendorSide checks that somebody acts for the vendor of an object, or for the market.
func vendorSide(actor markthalle.Actor, p markthalle.Permission, v markthalle.VendorID) error {
	if actor.Kind == markthalle.Buyer {
		return markthalle.ErrNotFound
	}
	return actor.RequireFor(p, v)
}

// operatorSide checks that somebody acts for the market.
func operatorSide(actor markthalle.Actor, p markthalle.Permission) error {
	switch actor.Kind {
	case markthalle.Operator, markthalle.System:
		return actor.Require(p)
	case markthalle.Guest:
		return markthalle.ErrSignIn
	case markthalle.Buyer, markthalle.Vendor:
	}
	return markthalle.ErrPermission
}
