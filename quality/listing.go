package quality

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Listing is what the rules look at. A nil part is not checked.
type Listing struct {
	Locale  markthalle.Locale // the language the market's texts must be in; empty = any
	Seller  Seller
	Product *Product
	Offer   *Offer
}

// Seller is what the rules need to know about who lists.
type Seller struct {
	ID      markthalle.VendorID
	Kind    string    // "business" or "private"
	Feeding bool      // the vendor keeps its stock by a feed
	FeedAt  time.Time // when the feed last arrived; zero = unknown
	Now     time.Time // market time, for the age of the feed
}

// Product is the neutral form of a master record.
type Product struct {
	Title       markthalle.Texts
	Description markthalle.Texts
	Brand       string
	GTIN        string
	GTINOwner   string // the id of another product that holds GTIN; empty = none
	Category    Category
	Values      []Value
	Variants    []Variant
	Images      []Image
	Safety      Safety
	Evidence    []string // keys of claims that an accepted document supports
}

// Category is the part of a category that the rules need.
type Category struct {
	ID        string // empty when none was chosen
	Known     bool   // it exists
	Leaf      bool   // nothing is below it
	Forbidden bool   // the market's deny list holds it, or the vendor's allow list does not
	Schema    []Attribute
}

// Attribute is one attribute that the category's goods have.
type Attribute struct {
	Key         string
	Type        string   // text, number, bool, enum, dimension or date
	Unit        string   // the unit of a number or dimension
	Values      []string // the permitted keys of an enum
	Multi       bool
	Required    bool
	Recommended bool
	Variant     bool // its value is a matter of the variants
}

// Value is what a listing says about one attribute. Exactly one of its forms is set.
type Value struct {
	Key    string
	Texts  []string // text, enum and date; one entry unless the attribute is multi
	Number *int64   // thousandths
	Bool   *bool
	Unit   string // the unit as given; empty means the attribute's
	Raw    string // what was there when it could not be read as any of these
}

// Variant is one purchasable form of the product.
type Variant struct {
	SKU       string
	GTIN      string
	GTINOwner string
	Options   []Option
}

// Option is the value of one axis.
type Option struct{ Key, Value string }

// Image is one picture as it was measured.
type Image struct {
	Width, Height int // pixels
	Bytes         int64
	Format        string // jpeg, png, webp, svg
	Hash          string // of its content
	// Backdrop is the share of near-white pixels along the edges, in per cent; nil
	// when nobody measured.
	Backdrop *int
}

// Safety is what the General Product Safety Regulation (EU) 2023/988 wants shown.
type Safety struct {
	Manufacturer        string
	ManufacturerAddress string
	ManufacturerContact string
	ManufacturerCountry string // ISO 3166-1; empty = unknown
	ResponsiblePerson   string
	ProductID           string // type, batch or model
	Warnings            markthalle.Texts
	WarningsRequired    bool // the category's goods need warnings
}

// Offer is the neutral form of a vendor's offer.
type Offer struct {
	Price, ListPrice money.Amount
	Currencies       []money.Currency // those that the market takes; empty = any valid one
	Others           []int64          // the prices of other offers of the variant, minor units
	Own30            int64            // own lowest price of the last 30 days; 0 = not known
	DaysOnSale       int              // for how long Own30 was collected
	StockMode        string           // tracked, on_demand, unlimited
	HandlingDays     int
	FreeShipping     *bool // whether its shipping profile is free everywhere; nil = unknown
	Landed           int64 // price with shipping to the market's home zone; 0 = unknown
	MedianLanded     int64 // of all offers of the variant; 0 = unknown
	DeliveryDays     int   // handling and transit to the home zone; 0 = unknown
	RatingHundredths int   // the vendor's rating, 100 to 500; 0 = not rated
}
