package vendors

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// ShippingProfile says where a vendor ships, for what and how fast. Offers name one.
type ShippingProfile struct {
	store.Meta `bson:",inline"` // ID is a markthalle.ProfileID: spr_…

	Vendor    markthalle.VendorID `bson:"vendor"`
	Name      string              `bson:"name"`
	Zones     []Zone              `bson:"zones"`
	Default   bool                `bson:"default"`
	Confirmed bool                `bson:"confirmed"` // false while the prices are provisional
}

// ProfileID returns the profile's typed id.
func (p *ShippingProfile) ProfileID() markthalle.ProfileID { return markthalle.ProfileID(p.ID) }

// Zone is a group of countries with one price and one span of transit days.
type Zone struct {
	Countries []string      `bson:"countries"`
	Price     money.Amount  `bson:"price"`
	FreeFrom  *money.Amount `bson:"free_from,omitempty"` // goods value of the vendor from which shipping is free
	DaysMin   int           `bson:"days_min"`            // working days in transit
	DaysMax   int           `bson:"days_max"`
}

// ZoneFor returns the zone that ships to country, and false when none does.
func (p *ShippingProfile) ZoneFor(country string) (Zone, bool) {
	for _, z := range p.Zones {
		if slices.Contains(z.Countries, country) {
			return z, true
		}
	}
	return Zone{}, false
}

// The bounds of a profile.
const (
	maxZones     = 20
	maxCountries = 250 // over all zones
	maxProfiles  = 50  // of one vendor
)

// DefaultProfileID returns the id of a vendor's first shipping profile.
func DefaultProfileID(v markthalle.VendorID) markthalle.ProfileID {
	return markthalle.ProfileID("spr_" + markthalle.Body(v))
}

// EuropeanUnion lists the Union's countries, by code.
func EuropeanUnion() []string {
	return []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
		"IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
	}
}

// ensureProfile makes the default profile: the home country and the rest of the Union,
// with provisional prices that the vendor confirms or changes.
func (s *Service) ensureProfile(ctx context.Context, v Vendor) error {
	_, err := s.profiles.Insert(ctx, s.defaultProfile(&v))
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

func (s *Service) defaultProfile(v *Vendor) ShippingProfile {
	c := s.config.Currency
	home := v.Country
	if home == "" {
		home = v.Address.Country
	}
	free := money.New(5000, c)
	zones := []Zone{{Countries: []string{home}, Price: money.New(490, c), FreeFrom: &free, DaysMin: 2, DaysMax: 3}}
	rest := slices.DeleteFunc(EuropeanUnion(), func(code string) bool { return code == home })
	zones = append(zones, Zone{Countries: rest, Price: money.New(1290, c), DaysMin: 4, DaysMax: 7})
	return ShippingProfile{
		Meta: store.Meta{ID: string(DefaultProfileID(v.VendorID()))}, Vendor: v.VendorID(),
		Name: "Standard", Zones: zones, Default: true,
	}
}

// ProfileInput is what a vendor says about a shipping profile.
type ProfileInput struct {
	ID    markthalle.ProfileID // of a new profile; minted by the caller, so that a retry is the same one
	Name  string
	Zones []Zone
}

func (in ProfileInput) check() error {
	var f markthalle.Faults
	f.Check(tidy(in.Name) != "" && len(in.Name) <= 80, "/name", "length", "1 to 80 characters.")
	f.Check(len(in.Zones) >= 1 && len(in.Zones) <= maxZones, "/zones", "count", fmt.Sprintf("1 to %d zones.", maxZones))
	seen := map[string]bool{}
	for i, z := range in.Zones {
		at := fmt.Sprintf("/zones/%d", i)
		f.Check(len(z.Countries) > 0, at+"/countries", "required", "A zone needs a country.")
		for j, code := range z.Countries {
			p := fmt.Sprintf("%s/countries/%d", at, j)
			switch {
			case !ValidCountry(code):
				f.AddField(markthalle.Field{Pointer: p, Code: "country", Message: "This is not a country's code.", Found: code, Wanted: "an ISO 3166-1 code such as DE"})
			case seen[code]:
				f.AddField(markthalle.Field{Pointer: p, Code: "duplicate", Message: "Another zone has this country.", Found: code})
			}
			seen[code] = true
		}
		f.Check(z.Price.Currency.Valid(), at+"/price/currency", "currency", "An ISO 4217 currency.")
		f.Check(z.Price.Minor >= 0 && z.Price.Minor <= maxShipping, at+"/price/amount", "range", "0 to 1,000,000.00.")
		if z.FreeFrom != nil {
			f.Check(z.FreeFrom.Minor >= 0, at+"/free_from/amount", "min", "0 or more.")
			f.Check(z.FreeFrom.Currency == z.Price.Currency, at+"/free_from/currency", "currency", "The currency of the price.")
		}
		f.Check(z.DaysMin >= 0 && z.DaysMin <= z.DaysMax && z.DaysMax <= 90, at+"/days", "range", "0 ≤ min ≤ max ≤ 90.")
	}
	f.Check(len(seen) <= maxCountries, "/zones", "too_many", "Too many countries.")
	return f.Err("vendors.shipping_profile")
}

const maxShipping = 100_000_000 // minor units

// Profile returns a shipping profile, or markthalle.ErrNotFound.
func (s *Service) Profile(ctx context.Context, id markthalle.ProfileID) (ShippingProfile, error) {
	return s.profiles.Get(ctx, string(id))
}

// ProfilesByID returns the profiles with the given ids, absent ones left out.
func (s *Service) ProfilesByID(ctx context.Context, ids []markthalle.ProfileID) (map[markthalle.ProfileID]ShippingProfile, error) {
	unique := slices.Compact(slices.Sorted(slices.Values(keys(ids))))
	list, err := s.profiles.GetMany(ctx, unique)
	if err != nil {
		return nil, err
	}
	out := make(map[markthalle.ProfileID]ShippingProfile, len(list))
	for _, p := range list {
		out[p.ProfileID()] = p
	}
	return out, nil
}

// Profiles returns a vendor's shipping profiles, oldest first.
func (s *Service) Profiles(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[ShippingProfile], error) {
	if err := may(actor, markthalle.ShopRead, vendor); err != nil {
		return markthalle.Page[ShippingProfile]{}, err
	}
	return s.profiles.Find(ctx, store.Query{Index: "vendor", Eq: []any{vendor}, Page: page})
}

// CreateProfile adds a shipping profile. It returns Invalid "vendors.shipping_profile"
// with every fault.
func (s *Service) CreateProfile(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in ProfileInput) (ShippingProfile, error) {
	if err := may(actor, markthalle.ShopWrite, vendor); err != nil {
		return ShippingProfile{}, err
	}
	if err := in.check(); err != nil {
		return ShippingProfile{}, err
	}
	if _, err := s.vendors.Get(ctx, string(vendor)); err != nil {
		return ShippingProfile{}, err
	}
	n, err := s.profiles.Count(ctx, store.Query{Index: "vendor", Eq: []any{vendor}})
	if err != nil {
		return ShippingProfile{}, err
	}
	if n >= maxProfiles {
		return ShippingProfile{}, markthalle.Errorf(markthalle.Conflict, "vendors.too_many_profiles", "At most %d shipping profiles.", maxProfiles)
	}
	if in.ID == "" {
		in.ID = markthalle.ProfileID(s.db.IDs().New("spr"))
	}
	p, err := s.profiles.Insert(ctx, ShippingProfile{
		Meta: store.Meta{ID: string(in.ID)}, Vendor: vendor, Name: tidy(in.Name), Zones: in.Zones, Confirmed: true,
	})
	if errors.Is(err, store.ErrExists) {
		return s.profiles.Get(ctx, string(in.ID))
	}
	return p, err
}

// UpdateProfile changes a shipping profile and confirms its prices. A profile of
// another vendor is not found.
func (s *Service) UpdateProfile(ctx context.Context, actor markthalle.Actor, id markthalle.ProfileID, in ProfileInput, ifMatch *int64) (ShippingProfile, error) {
	p, err := s.profiles.Get(ctx, string(id))
	if err != nil {
		return ShippingProfile{}, err
	}
	if err := may(actor, markthalle.ShopWrite, p.Vendor); err != nil {
		return ShippingProfile{}, err
	}
	if err := in.check(); err != nil {
		return ShippingProfile{}, err
	}
	return s.profiles.Modify(ctx, string(id), func(p *ShippingProfile) error {
		if err := store.CheckVersion(p.Meta, ifMatch); err != nil {
			return err
		}
		p.Name, p.Zones, p.Confirmed = tidy(in.Name), in.Zones, true
		p.Emit(ProfileChanged{Vendor: p.Vendor, Profile: p.ProfileID()})
		return nil
	})
}
