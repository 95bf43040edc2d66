package seller

import (
	"time"

	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// sentence is a state in words.
type sentence = kernel.Sign

func isVendor(m accounts.Membership) bool { return m.Vendor != "" }

// measure sums a number over vendor orders.
type measure struct {
	key     string
	isMoney bool
	of      func(orders.VendorOrder) int64
}

func measures() []measure {
	return []measure{
		{"orders", false, func(orders.VendorOrder) int64 { return 1 }},
		{"sold", true, func(v orders.VendorOrder) int64 { return v.Subtotal + v.ShippingPrice }},
		{"net", true, func(v orders.VendorOrder) int64 {
			sum := v.ShippingPrice
			for _, l := range v.Lines {
				sum += l.VendorShare()
			}
			fee, vat := v.Fees()
			return sum - fee - vat
		}},
		{"returns", false, func(v orders.VendorOrder) int64 { return int64(len(v.Refunds)) }},
	}
}

// figures compares yesterday and this week, from Monday until now, with the same part of
// last week. Money counts in one currency.
func figures(list []orders.VendorOrder, w words, c money.Currency) []Figure {
	midnight := w.midnight(w.now)
	monday := midnight.AddDate(0, 0, -(int(midnight.Weekday())+6)%7)
	sum := func(m measure, from, to time.Time) int64 {
		var n int64
		for _, v := range list {
			if !v.PaidAt.Before(from) && v.PaidAt.Before(to) && (!m.isMoney || v.Currency == c) {
				n += m.of(v)
			}
		}
		return n
	}
	var out []Figure
	for _, m := range measures() {
		value := func(from, to time.Time) Value {
			n := sum(m, from, to)
			if m.isMoney {
				return Value{Money: edge.Minor(n, c)}
			}
			return Value{Count: n}
		}
		f := Figure{
			Key: m.key, IsMoney: m.isMoney, Yesterday: value(midnight.AddDate(0, 0, -1), midnight), Week: value(monday, w.now),
			LastWeek: value(monday.AddDate(0, 0, -7), w.now.AddDate(0, 0, -7)),
		}
		for i := figureDays; i > 0; i-- {
			f.Days = append(f.Days, sum(m, midnight.AddDate(0, 0, -i), midnight.AddDate(0, 0, 1-i)))
		}
		out = append(out, f)
	}
	return out
}
