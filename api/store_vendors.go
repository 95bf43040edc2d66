package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/vendors"
)

// VendorRef names a vendor.
type VendorRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug,omitempty"`
}

// Trader is the identity that must be shown before a purchase (Regulation (EU)
// 2022/2065 Art. 30, MKT-3).
type Trader struct {
	Private            bool          `json:"private"`
	LegalName          string        `json:"legal_name"`
	Address            TraderAddress `json:"address"`
	Email              string        `json:"email"`
	Phone              string        `json:"phone"`
	RegistrationNumber string        `json:"registration_number,omitempty"`
	VATID              string        `json:"vat_id,omitempty"`
	SelfCertified      bool          `json:"self_certified"`
}

// TraderAddress is where a trader can be reached.
type TraderAddress struct {
	Line1      string `json:"line1"`
	Line2      string `json:"line2,omitempty"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Country    string `json:"country"`
}

// Seller is a vendor with the identity behind it.
type Seller struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Slug       string `json:"slug"`
	Country    string `json:"country"`
	SellerKind string `json:"seller_kind"`
	Trader     Trader `json:"trader"`
}

func wireTrader(v vendors.Vendor) Trader {
	t := vendors.TraderOf(v)
	return Trader{
		Private: t.Private, LegalName: t.LegalName, Email: t.Email, Phone: t.Phone,
		RegistrationNumber: t.RegistrationNumber, VATID: t.VATID, SelfCertified: t.SelfCertified,
		Address: TraderAddress{
			Line1: t.Address.Line1, Line2: t.Address.Line2, PostalCode: t.Address.PostalCode,
			City: t.Address.City, Country: t.Address.Country,
		},
	}
}

func wireSeller(v vendors.Vendor) Seller {
	return Seller{
		ID: v.ID, Name: v.ShopName, Slug: v.Slug, Country: v.Country, SellerKind: string(v.SellerKind), Trader: wireTrader(v),
	}
}

// ShopOut is a shop as its page shows it.
type ShopOut struct {
	Seller
	Revision int64        `json:"revision"`
	Story    string       `json:"story"`
	Logo     string       `json:"logo,omitempty"`
	Banner   string       `json:"banner,omitempty"`
	Policies []ShopPolicy `json:"policies"`
	Holiday  *ShopHoliday `json:"holiday,omitempty"`
	Since    Time         `json:"since"`
}

// ShopPolicy is what a shop publishes about returns, delivery and the like.
type ShopPolicy struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// ShopHoliday is a time in which the shop does not ship.
type ShopHoliday struct {
	From *Time `json:"from,omitempty"`
	To   *Time `json:"to,omitempty"`
}

// ShopIn names a shop by its address.
type ShopIn struct {
	Slug string `path:"slug" validate:"required,max=200"`
}

func (r *routes) storeShop(c *endpoint.Call, in ShopIn) (ShopOut, error) {
	v, err := r.Vendors.BySlug(c.Ctx, in.Slug)
	if err != nil {
		return ShopOut{}, err
	}
	if v.State != vendors.Active {
		return ShopOut{}, markthalle.ErrNotFound
	}
	out := wireShop(v, c.Locale)
	if v.Holiday.At(r.Clock.Now()) {
		out.Holiday = &ShopHoliday{From: at(v.Holiday.From), To: at(v.Holiday.To)}
	}
	return out, nil
}

func (r *routes) storeShops(c *endpoint.Call, in PageIn) (List[ShopOut], error) {
	page, err := r.Vendors.Shops(c.Ctx, in.query())
	return wireList(page, func(v vendors.Vendor) ShopOut { return wireShop(v, c.Locale) }), err
}

func wireShop(v vendors.Vendor, l markthalle.Locale) ShopOut {
	out := ShopOut{
		Seller: wireSeller(v), Revision: v.Version, Story: v.Story.In(l), Logo: v.Logo, Banner: v.Banner, Since: Time{v.CreatedAt},
	}
	for _, p := range v.Policies {
		out.Policies = append(out.Policies, ShopPolicy{ID: p.Kind, Kind: p.Kind, Text: p.Text.In(l)})
	}
	return out
}
