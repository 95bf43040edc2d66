package goods

import "github.com/markthalle/markthalle"

// Market is everything that the demo market consists of before anyone buys.
type Market struct {
	Departments []Department
	Vendors     []Vendor
	Products    []Product
	Offers      []Offer
}

// Department is a root category.
type Department struct {
	Slug string
	Name markthalle.Texts
	Sub  []Subcategory
}

// Subcategory is a leaf category with the schema of what hangs from it.
type Subcategory struct {
	Slug       string
	Name       markthalle.Texts
	Attributes []Attribute
}

// Attribute types.
const (
	TypeText      = "text"
	TypeNumber    = "number"
	TypeBool      = "bool"
	TypeEnum      = "enum"
	TypeDimension = "dimension"
	TypeDate      = "date"
)

// Attribute is one line of a schema. Unit is the unit of Number values ("ml", "cm",
// "g"); Values are the choices of an enum.
type Attribute struct {
	Key                      string
	Name                     markthalle.Texts
	Type                     string
	Multi                    bool
	Unit                     string
	Values                   []Value
	Required, Facet, Variant bool
}

// Value is one choice of an enum.
type Value struct {
	Key   string
	Label markthalle.Texts
}

// Vendor states. A holiday is a state here, because it is one for whoever seeds the
// market; in the domain it is an active vendor with a period.
const (
	StateActive     = "active"
	StateHoliday    = "holiday"
	StateSuspended  = "suspended"
	StateInReview   = "in_review"
	StateMissingTax = "missing_tax"
)

// Seller kinds, as EU law tells them apart.
const (
	SellerBusiness = "business"
	SellerPrivate  = "private"
)

// Vendor is a shop of the market. Quality is how reliably it works, in basis points:
// 9900 is excellent, below 8500 it struggles. Scale says how much of the market's
// catalogue it carries compared with a small workshop, which is 1. Lat and Lon are
// degrees × 1e6 of the town.
type Vendor struct {
	Key, Slug          string
	ShopName           string
	LegalName          string
	Contact            string // the person who answers
	Email              string // under .example, so that no mail can reach anyone
	SellerKind         string
	Country            string // ISO 3166-1 alpha-2
	Town               string
	Street             string
	PostalCode         string
	Phone              string // E.164
	RegistrationNumber string
	VATID              string // empty without one
	TaxID              string
	IBAN               string
	Story              markthalle.Texts
	Policies           markthalle.Texts
	Plan               string
	Quality            int
	State              string
	Departments        []string
	Scale              int
	Lat, Lon           int64
	FaceSeed           uint64 // for pictures.Face and pictures.Banner
}

// Active says whether buyers can buy from the vendor today.
func (v Vendor) Active() bool { return v.State == StateActive }

// Product is a good with all of its variants. Price and ListPrice are those of the
// first variant in cents of EUR; ListPrice is 0 when there is none.
type Product struct {
	Key, Slug     string
	Department    string
	Subcategory   string
	Title         markthalle.Texts
	Description   markthalle.Texts
	Brand         string
	GTIN          string // of the first variant
	Attributes    []AttrValue
	Variants      []Variant
	Picture       string   // subject for pictures.Draw
	PictureSeeds  []uint64 // one a picture; picture i is drawn as view i
	Price         int64
	ListPrice     int64
	Owner         string // key of the vendor that listed it
	Safety        Safety
	Popularity    int     // weight among all products, 1 to 1000
	Season        [12]int // weight of each month, 100 is even
	Replenishable bool    // bought again and again by the same people
}

// AttrValue is a product's answer to one attribute of the schema; which field counts
// follows from the attribute's type: Values for an enum and, as one ISO 8601 date, for
// a date; Number in thousandths of Unit. What a schema marks Variant is not answered
// here but by the options of each variant.
type AttrValue struct {
	Key    string
	Values []string
	Number int64
	Unit   string
	Bool   bool
	Text   markthalle.Texts
}

// Variant is one buyable form. Color is the colour that pictures.Draw takes for it.
type Variant struct {
	Key         string
	SKU         string
	GTIN        string
	Options     []Option
	Color       string
	Price       int64
	WeightGrams int64
	Dimensions  Dimensions
}

// Option is the value of a variant attribute.
type Option struct{ Key, Value string }

// Dimensions of the packed good in millimetres.
type Dimensions struct{ Length, Width, Height int64 }

// Safety is what the General Product Safety Regulation (EU) 2023/988, article 19,
// asks of an offer: who made it, and warnings in the reader's language.
type Safety struct {
	Manufacturer string
	Address      string
	Contact      string
	Warnings     markthalle.Texts
}

// Offer conditions.
const (
	ConditionNew  = "new"
	ConditionUsed = "used"
)

// Offer is one vendor's offer on one variant. Prices are cents of EUR, gross.
type Offer struct {
	Product, Variant, Vendor string
	SKU                      string
	Price, ListPrice         int64
	Condition                string
	Stock                    int64
	HandlingDays             int
}
