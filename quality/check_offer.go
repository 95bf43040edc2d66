package quality

import (
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle/money"
)

func priceZero(l Listing, _ Params, report func(hit)) {
	if l.Offer != nil && l.Offer.Price.Minor <= 0 {
		report(hit{"/price/amount", fmt.Sprint(l.Offer.Price.Minor), "1 or more"})
	}
}

func priceCurrency(l Listing, _ Params, report func(hit)) {
	if l.Offer == nil {
		return
	}
	o := l.Offer
	check := func(pointer string, a money.Amount) {
		switch {
		case !a.Currency.Valid():
			report(hit{pointer, string(a.Currency), "an ISO 4217 code such as EUR"})
		case len(o.Currencies) > 0 && !slices.Contains(o.Currencies, a.Currency):
			report(hit{pointer, string(a.Currency), join(o.Currencies)})
		}
	}
	check("/price/currency", o.Price)
	if o.ListPrice.IsSet() && o.ListPrice.Currency != o.Price.Currency {
		report(hit{"/list_price/currency", string(o.ListPrice.Currency), string(o.Price.Currency)})
	}
}

func join(list []money.Currency) string {
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = string(c)
	}
	return strings.Join(parts, ", ")
}

// priceOutlier reports a price outside 1/Max to Max times a reference: the median of
// other offers when there are at least Min of them, else the vendor's own lowest price
// of thirty days once it was on sale for a week.
func priceOutlier(l Listing, p Params, report func(hit)) {
	if l.Offer == nil || l.Offer.Price.Minor <= 0 || p.Max <= 0 {
		return
	}
	reference := int64(0)
	switch o := l.Offer; {
	case int64(len(o.Others)) >= max(1, p.Min):
		reference = median(o.Others)
	case o.DaysOnSale >= 7:
		reference = o.Own30
	}
	if reference <= 0 {
		return
	}
	price := l.Offer.Price.Minor
	if low := reference / p.Max; price < low || price/p.Max > reference || price > reference*p.Max {
		report(hit{"/price/amount", fmt.Sprint(price), fmt.Sprintf("%d to %d", low, reference*p.Max)})
	}
}

// median returns the middle of values, of the two middle ones the lower. It sorts a
// copy.
func median(values []int64) int64 {
	s := slices.Clone(values)
	slices.Sort(s)
	return s[(len(s)-1)/2]
}

// priceStrike allows a struck-through price only up to the lowest price of the thirty
// days before the reduction (MKT-36; Directive 98/6/EC Art. 6a).
func priceStrike(l Listing, _ Params, report func(hit)) {
	if l.Offer == nil || !l.Offer.ListPrice.IsSet() || l.Offer.ListPrice.Currency != l.Offer.Price.Currency {
		return
	}
	o := l.Offer
	if o.ListPrice.Minor <= o.Price.Minor {
		report(hit{"/list_price/amount", fmt.Sprint(o.ListPrice.Minor), fmt.Sprintf("more than the price %d", o.Price.Minor)})
		return
	}
	if o.Own30 > 0 && o.ListPrice.Minor > o.Own30 {
		report(hit{"/list_price/amount", fmt.Sprint(o.ListPrice.Minor), fmt.Sprintf("%d or less: the lowest price of the last 30 days", o.Own30)})
	}
}

// stockStale reports a fed stock older than Max hours. The age is what the caller
// measured: a Seller with Feeding set and a zero FeedAt is not judged.
func stockStale(l Listing, p Params, report func(hit)) {
	if l.Offer == nil || !l.Seller.Feeding || l.Seller.FeedAt.IsZero() || l.Seller.Now.IsZero() {
		return
	}
	if age := l.Seller.Now.Sub(l.Seller.FeedAt); int64(age.Hours()) >= p.Max {
		report(hit{"/stock", fmt.Sprintf("%d hours old", int(age.Hours())), fmt.Sprintf("newer than %d hours", p.Max)})
	}
}

// shippingPolicy is the switch of MKT-39: free shipping, or no publication.
func shippingPolicy(l Listing, _ Params, report func(hit)) {
	if l.Offer != nil && l.Offer.FreeShipping != nil && !*l.Offer.FreeShipping {
		report(hit{"/shipping_profile_id", "shipping with a price", "a profile with free shipping"})
	}
}

func leadTime(l Listing, p Params, report func(hit)) {
	if l.Offer != nil && int64(l.Offer.HandlingDays) > p.Max {
		report(hit{"/handling_days", count(l.Offer.HandlingDays, "days"), count(int(p.Max), "days or fewer")})
	}
}
