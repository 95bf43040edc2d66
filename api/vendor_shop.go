package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

func (r *routes) vendorShop() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/shop", "The shop page and its settings", r.vendorShopGet, asVendor(markthalle.ShopRead)),
		endpoint.Route("PATCH", "/vendor/shop", "Change the shop page and its settings", r.vendorShopPatch, asVendor(markthalle.ShopWrite)),
		endpoint.Route("GET", "/vendor/shipping-profiles", "Where the vendor ships, for what and how fast", r.vendorProfileList,
			asVendor(markthalle.ShopRead)),
		endpoint.Route("POST", "/vendor/shipping-profiles", "Add a shipping profile", r.vendorProfileCreate,
			asVendor(markthalle.ShopWrite), created201()),
		endpoint.Route("PUT", "/vendor/shipping-profiles/{id}", "Change a shipping profile and confirm its prices", r.vendorProfilePut,
			asVendor(markthalle.ShopWrite), endpoint.About("shipping_profile")),
	}
}

// VendorPolicyIn is one text of the shop.
type VendorPolicyIn struct {
	Kind string `json:"kind" validate:"required,max=40"`
	Text Texts  `json:"text"`
}

// VendorHoliday is a time in which the vendor does not ship.
type VendorHoliday struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Hide bool      `json:"hide"`
}

// VendorShopIn is a change of the shop; what is left out stays as it is.
type VendorShopIn struct {
	ShopName      *string           `json:"shop_name" validate:"omitempty,max=400"`
	Story         *Texts            `json:"story"`
	Policies      *[]VendorPolicyIn `json:"policies" validate:"omitempty,max=20,dive"`
	Logo          *string           `json:"logo" validate:"omitempty,max=300"`
	Banner        *string           `json:"banner" validate:"omitempty,max=300"`
	ReturnAddress *VendorAddress    `json:"return_address"`
	HandlingDays  *int              `json:"handling_days" validate:"omitempty,min=0,max=365"`
	Holiday       *VendorHoliday    `json:"holiday"`
}

// onto lays a change over the shop as it is.
func (in VendorShopIn) onto(now vendors.Vendor, l markthalle.Locale) vendors.Patch {
	p := vendors.Patch{ShopName: in.ShopName, Logo: in.Logo, Banner: in.Banner, HandlingDays: in.HandlingDays}
	if in.Story != nil {
		t := overlay(now.Story, *in.Story, l)
		p.Story = &t
	}
	if in.Policies != nil {
		list := mapped(*in.Policies, func(x VendorPolicyIn) vendors.Policy {
			return vendors.Policy{Kind: x.Kind, Text: overlay(policyOf(now, x.Kind), x.Text, l)}
		})
		p.Policies = &list
	}
	if in.ReturnAddress != nil {
		a := in.ReturnAddress.address()
		p.ReturnAddress = &a
	}
	if in.Holiday != nil {
		p.Holiday = &vendors.Holiday{From: in.Holiday.From, To: in.Holiday.To, Hide: in.Holiday.Hide}
	}
	return p
}

// policyOf returns the present text of one of the shop's policies.
func policyOf(v vendors.Vendor, kind string) markthalle.Texts {
	for _, p := range v.Policies {
		if p.Kind == kind {
			return p.Text
		}
	}
	return nil
}

// VendorPolicyOut is one text of the shop in the reader's language.
type VendorPolicyOut struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// VendorHolidayOut is a time in which the vendor does not ship.
type VendorHolidayOut struct {
	From Time `json:"from"`
	To   Time `json:"to"`
	Hide bool `json:"hide"`
}

// VendorShopOut is the shop as its vendor sees it.
type VendorShopOut struct {
	ID            string            `json:"id"`
	Revision      int64             `json:"revision"`
	State         string            `json:"state"`
	ShopName      string            `json:"shop_name"`
	Slug          string            `json:"slug"`
	Story         string            `json:"story"`
	Policies      []VendorPolicyOut `json:"policies"`
	Logo          string            `json:"logo,omitempty"`
	Banner        string            `json:"banner,omitempty"`
	ReturnAddress *VendorAddress    `json:"return_address,omitempty"`
	HandlingDays  int               `json:"handling_days"`
	Holiday       *VendorHolidayOut `json:"holiday,omitempty"`
}

func vendorShop(v vendors.Vendor, l markthalle.Locale) VendorShopOut {
	out := VendorShopOut{
		ID: v.ID, Revision: v.Version, State: string(v.State), ShopName: v.ShopName, Slug: v.Slug, Story: v.Story.In(l),
		Logo: v.Logo, Banner: v.Banner, HandlingDays: v.HandlingDays,
		Policies: mapped(v.Policies, func(p vendors.Policy) VendorPolicyOut {
			return VendorPolicyOut{Kind: p.Kind, Text: p.Text.In(l)}
		}),
	}
	if v.ReturnAddress != nil {
		a := vendorAddress(*v.ReturnAddress)
		out.ReturnAddress = &a
	}
	if !v.Holiday.To.IsZero() {
		out.Holiday = &VendorHolidayOut{From: Time{v.Holiday.From}, To: Time{v.Holiday.To}, Hide: v.Holiday.Hide}
	}
	return out
}

func (r *routes) vendorShopGet(c *endpoint.Call, _ Empty) (VendorShopOut, error) {
	v, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
	if err != nil {
		return VendorShopOut{}, err
	}
	return vendorShop(v, c.Locale), nil
}

func (r *routes) vendorShopPatch(c *endpoint.Call, in VendorShopIn) (VendorShopOut, error) {
	now, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
	if err != nil {
		return VendorShopOut{}, err
	}
	v, err := r.Vendors.Update(c.Ctx, c.Actor, now.VendorID(), in.onto(now, writtenIn(c)), unlessChanged(c, now.Version))
	if err != nil {
		return VendorShopOut{}, err
	}
	return vendorShop(v, c.Locale), nil
}

// VendorDays is a span of working days.
type VendorDays struct {
	Min int `json:"min" validate:"min=0,max=365"`
	Max int `json:"max" validate:"min=0,max=365"`
}

// VendorZone is a group of countries with one price and one span of transit days.
type VendorZone struct {
	Countries []string   `json:"countries" validate:"required,max=250"`
	Price     Money      `json:"price"`
	FreeFrom  *Money     `json:"free_from,omitempty"`
	Days      VendorDays `json:"days"`
}

func (z VendorZone) zone() vendors.Zone {
	out := vendors.Zone{Countries: z.Countries, Price: z.Price.amount(), DaysMin: z.Days.Min, DaysMax: z.Days.Max}
	if z.FreeFrom != nil {
		a := z.FreeFrom.amount()
		out.FreeFrom = &a
	}
	return out
}

func vendorZone(z vendors.Zone) VendorZone {
	return VendorZone{
		Countries: z.Countries, Price: wireMoney(z.Price), FreeFrom: optionalMoney(z.FreeFrom),
		Days: VendorDays{Min: z.DaysMin, Max: z.DaysMax},
	}
}

// optionalMoney is an amount that may be absent.
func optionalMoney(a *money.Amount) *Money {
	if a == nil || !a.IsSet() {
		return nil
	}
	m := wireMoney(*a)
	return &m
}

// VendorProfileIn is what a vendor says about a shipping profile.
type VendorProfileIn struct {
	Name  string       `json:"name" validate:"required,max=200"`
	Zones []VendorZone `json:"zones" validate:"required,max=60,dive"`
}

// VendorProfilePutIn replaces a shipping profile.
type VendorProfilePutIn struct {
	ByID
	VendorProfileIn
}

func (in VendorProfileIn) input() vendors.ProfileInput {
	return vendors.ProfileInput{Name: in.Name, Zones: mapped(in.Zones, VendorZone.zone)}
}

// VendorProfileOut is a shipping profile.
type VendorProfileOut struct {
	ID        string       `json:"id"`
	Revision  int64        `json:"revision"`
	Name      string       `json:"name"`
	Zones     []VendorZone `json:"zones"`
	Default   bool         `json:"default"`
	Confirmed bool         `json:"confirmed"`
}

func vendorProfile(p vendors.ShippingProfile) VendorProfileOut {
	return VendorProfileOut{
		ID: p.ID, Revision: p.Version, Name: p.Name, Zones: mapped(p.Zones, vendorZone), Default: p.Default, Confirmed: p.Confirmed,
	}
}

func (r *routes) vendorProfileList(c *endpoint.Call, in PageIn) (List[VendorProfileOut], error) {
	page, err := r.Vendors.Profiles(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[VendorProfileOut]{}, err
	}
	return wireList(page, vendorProfile), nil
}

func (r *routes) vendorProfileCreate(c *endpoint.Call, in VendorProfileIn) (VendorProfileOut, error) {
	profile := in.input()
	profile.ID = markthalle.ProfileID(c.Mint("spr"))
	p, err := r.Vendors.CreateProfile(c.Ctx, c.Actor, c.Actor.Vendor, profile)
	if err != nil {
		return VendorProfileOut{}, err
	}
	return vendorProfile(p), nil
}

func (r *routes) vendorProfilePut(c *endpoint.Call, in VendorProfilePutIn) (VendorProfileOut, error) {
	p, err := r.Vendors.UpdateProfile(c.Ctx, c.Actor, markthalle.ProfileID(in.ID), in.input(), c.IfMatch)
	if err != nil {
		return VendorProfileOut{}, err
	}
	return vendorProfile(p), nil
}
