package pricing

import (
	"slices"
	"sort"
	"strconv"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

// options works out the ways of delivery of one vendor's part. Offers of the part that
// name one profile give one option for each of its zones that reaches the country.
// Offers that name several still travel in one parcel: the dearest of the cheapest
// zones decides its price, the slowest its time.
func options(b *Basket, lines []LineQuote, profiles []vendors.ShippingProfile, taxBP money.BasisPoints) ([]Option, error) {
	var paid int64
	for _, l := range lines {
		paid += l.Paid
	}
	var out []Option
	for i, p := range profiles {
		zones := reaching(p, b, paid)
		if len(zones) == 0 {
			return nil, nil
		}
		if i == 0 {
			out = zones
			continue
		}
		out = []Option{combine(out[0], zones[0])}
	}
	for i := range out {
		tax, err := money.TaxIncluded(money.New(out[i].Price, b.Currency), taxBP)
		if err != nil {
			return nil, err
		}
		out[i].Tax = tax.Minor
	}
	return out, nil
}

// reaching returns the zones of a profile that reach the basket's country in its
// currency, cheapest first.
func reaching(p vendors.ShippingProfile, b *Basket, paid int64) []Option {
	var out []Option
	for i, z := range p.Zones {
		if z.Price.Currency != b.Currency || !slices.Contains(z.Countries, b.Country) {
			continue
		}
		o := Option{
			ID: p.ID + ":" + strconv.Itoa(i), Name: p.Name, Price: z.Price.Minor, DaysMin: z.DaysMin, DaysMax: z.DaysMax,
		}
		if z.FreeFrom != nil && z.FreeFrom.Currency == b.Currency {
			o.FreeFrom = z.FreeFrom.Minor
			if paid >= o.FreeFrom {
				o.Price = 0
			}
		}
		out = append(out, o)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Price < out[j].Price })
	return out
}

func combine(a, b Option) Option {
	out := a
	out.ID = a.ID + "+" + b.ID
	out.Price, out.DaysMin, out.DaysMax = max(a.Price, b.Price), max(a.DaysMin, b.DaysMin), max(a.DaysMax, b.DaysMax)
	out.FreeFrom = 0
	if a.FreeFrom > 0 && b.FreeFrom > 0 {
		out.FreeFrom = max(a.FreeFrom, b.FreeFrom)
	}
	return out
}

// profilesOf picks the profiles that a vendor's lines name, in order of first mention.
func profilesOf(b *Basket, v markthalle.VendorID, all map[markthalle.ProfileID]vendors.ShippingProfile) ([]vendors.ShippingProfile, bool) {
	var out []vendors.ShippingProfile
	seen := map[markthalle.ProfileID]bool{}
	for _, l := range b.Lines {
		if l.Vendor != v || seen[l.Profile] {
			continue
		}
		seen[l.Profile] = true
		p, ok := all[l.Profile]
		if !ok {
			return nil, false
		}
		out = append(out, p)
	}
	return out, true
}
