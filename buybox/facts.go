package buybox

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

// facts is what is known about offers: one read each of stock, vendors and profiles.
type facts struct {
	offers   []catalog.Offer
	stock    map[markthalle.OfferID]catalog.Stock
	vendors  map[markthalle.VendorID]vendors.Vendor
	profiles map[markthalle.ProfileID]vendors.ShippingProfile
	now      time.Time
	neutral  int64
}

func (s *Service) facts(ctx context.Context, offers []catalog.Offer) (facts, error) {
	f := facts{offers: offers, vendors: map[markthalle.VendorID]vendors.Vendor{}, now: s.now(), neutral: s.config.NeutralQualityBP}
	if len(offers) == 0 {
		return f, nil
	}
	ids := make([]markthalle.OfferID, len(offers))
	profiles := make([]markthalle.ProfileID, len(offers))
	var sellers []markthalle.VendorID
	seen := map[markthalle.VendorID]bool{}
	for i := range offers {
		ids[i], profiles[i] = offers[i].OfferID(), offers[i].Profile
		if v := offers[i].Vendor; !seen[v] {
			seen[v] = true
			sellers = append(sellers, v)
		}
	}
	var err error
	if f.stock, err = s.catalog.Stocks(ctx, ids); err != nil {
		return f, err
	}
	if f.profiles, err = s.vendors.ProfilesByID(ctx, profiles); err != nil {
		return f, err
	}
	list, err := s.vendors.GetMany(ctx, sellers)
	for i := range list {
		f.vendors[list[i].VendorID()] = list[i]
	}
	return f, err
}

// rankedDownBP is the ranking factor of the second rung of the ladder at its limit
// (marketplace rules §3).
const rankedDownBP = 9000

// candidates returns the offers as candidates for a country.
func (f facts) candidates(country string) []Candidate {
	out := make([]Candidate, len(f.offers))
	for i := range f.offers {
		o := &f.offers[i]
		v := f.vendors[o.Vendor]
		c := Candidate{
			Offer: o.OfferID(), Variant: o.Variant, Vendor: o.Vendor, Condition: o.Condition, Price: o.Price,
			Days: o.HandlingDays, QualityBP: f.neutral, Level: v.Level, FactorBP: 10_000, Since: o.CreatedAt,
			Blocked: !vendors.CanSell(v, f.now), Shipping: money.Zero(o.Price.Currency),
		}
		if v.Rated {
			c.QualityBP = v.QualityBP
		}
		if v.Level == 2 {
			c.FactorBP = rankedDownBP
		}
		if st, ok := f.stock[c.Offer]; ok {
			c.Stock = st.Available()
		}
		if p, ok := f.profiles[o.Profile]; ok {
			if z, ships := p.ZoneFor(country); ships {
				c.Ships, c.Shipping = true, z.Price
				c.Days += z.DaysMax
				if z.FreeFrom != nil && z.FreeFrom.Currency == o.Price.Currency && o.Price.Minor >= z.FreeFrom.Minor {
					c.Shipping = money.Zero(o.Price.Currency)
				}
			}
		}
		if v.Holiday.At(f.now) {
			c.Days += int(v.Holiday.To.Sub(f.now).Hours()/24) + 1
		}
		out[i] = c
	}
	return out
}
