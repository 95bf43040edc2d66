package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Products lists a vendor's products.
type Products struct {
	Query string
	Tabs  []Tab // Key is a code below "product_tab."
	Rows  []ProductRow
	Pager kernel.Pager
}

// ProductRow is one product.
type ProductRow struct {
	ID       string
	Title    string
	URL      string
	Category string
	Image    string
	State    kernel.Sign
	Score    int // 0 to 100
	Findings int // findings that the vendor can fix
	Offers   int64
	Price    kernel.Money
	From     bool
	Stock    int64
	Wins     string // "yes", "no" or "" when there is no other offer
	WinsWhy  string
	Changed  time.Time
}

// ProductForm makes or changes a product. The attributes come from the category's
// schema; the fields are "attr[<key>]", "variant[<n>][<key>]".
type ProductForm struct {
	ID           string // empty for a new product
	Live         bool   // saving files a change request
	State        kernel.Sign
	Categories   []kernel.Option
	Category     string
	CategoryName string // chosen category; empty until one is chosen
	Title        string
	Description  string
	Brand        string
	GTIN         string
	Attributes   []AttributeField
	Axes         []AttributeField // attributes that variants differ in
	Variants     []VariantForm
	Pictures     []Picture
	Manufacturer string
	MakerAddress string
	MakerContact string
	Responsible  string
	Warnings     string
	Findings     []Finding
	Faults       kernel.Faults
}

// AttributeField is one attribute of the schema with what was given.
type AttributeField struct {
	Key      string
	Label    string
	Type     string // text, number, bool, enum, dimension, date
	Unit     string
	Multi    bool
	Required bool
	Value    string
	Values   []string // chosen values of a multi choice
	Options  []kernel.Option
}

// VariantForm is one variant.
type VariantForm struct {
	No      int
	ID      string
	SKU     string
	GTIN    string
	Options []Link // Label is the axis' key, URL the chosen value
}

// Picture is one picture of a product.
type Picture struct {
	ID    string
	URL   string
	Alt   string
	Width int
	High  int
	First bool
}

// Finding is one result of the checks.
type Finding struct {
	Code     string
	Severity string // "block", "review" or "warn"
	Field    string // the form field it belongs to
	Text     string
	Found    string
	Wanted   string
}

// Offers lists a vendor's offers with price and stock to change in place.
type Offers struct {
	Query    string
	Tabs     []Tab // Key is a code below "offer_tab."
	Rows     []OfferRow
	Pager    kernel.Pager
	New      NewOffer
	Profiles []kernel.Option
	Faults   kernel.Faults // fields are "price[<id>]" and "stock[<id>]", and those of NewOffer
}

// OfferRow is one offer.
type OfferRow struct {
	ID       string
	Revision int64
	Title    string
	Variant  string
	SKU      string
	URL      string // on the storefront
	State    kernel.Sign
	Price    kernel.Money
	Typed    string // price as typed when it could not be saved
	Mode     string // code below "stock_mode."
	Stock    int64
	Reserved int64
	Handling int // days
	Profile  string
	Wins     string
	WinsWhy  string
	Best     kernel.Money // price of the offer that wins; zero when it is this one
	Paused   bool
}

// NewOffer is the form for one more offer.
type NewOffer struct {
	ProductID string
	Product   string
	Variants  []kernel.Option
	Variant   string
	SKU       string
	Price     string
	ListPrice string
	Condition string
	Mode      string
	Stock     string
	Handling  string
	Profile   string
	Open      bool // the form is shown
}

// Shop is how the vendor appears and delivers.
type Shop struct {
	Name      string
	Slug      string
	Story     []LocaleText
	Quote     string
	Email     string
	Phone     string
	HolidayOn bool
	From, To  string // dates as typed
	Hide      bool   // goods disappear meanwhile
	Profiles  []Profile
	Countries []kernel.Option
	NewName   string
	Faults    kernel.Faults
}

// LocaleText is one text in one language.
type LocaleText struct {
	Locale string
	Name   string // the language's own name
	Text   string
}

// Profile is one shipping profile with its zones.
type Profile struct {
	ID        string
	Name      string
	Default   bool
	Confirmed bool
	Offers    int64
	Zones     []Zone
}

// Zone is the price of delivery to some countries.
type Zone struct {
	No        int
	Countries string // "DE, AT"
	Price     string
	FreeFrom  string
	DaysMin   int
	DaysMax   int
	Currency  string
}

// Team lists who works for the vendor.
type Team struct {
	Members []Member
	Roles   []kernel.Option
	Email   string
	Role    string
	Faults  kernel.Faults
}

// Member is a person in a role.
type Member struct {
	ID      string
	Name    string
	Email   string
	Roles   []string // codes below "role."
	State   string   // "active" or "invited"
	Since   time.Time
	Self    bool
	LastOne bool // the last owner, who cannot be removed
}

// Keys lists keys for the interface of programs.
type Keys struct {
	Keys    []Key
	Secret  string // shown once, right after it was made
	Scopes  []kernel.Option
	Name    string
	Chosen  []string
	Expires string
	Faults  kernel.Faults
}

// Key is one key; its secret is never shown again.
type Key struct {
	ID      string
	Name    string
	Tail    string // last four characters
	Scopes  []string
	Created time.Time
	Used    time.Time
	Expires time.Time
}

// Found is what "find everything" found.
type Found struct {
	Query string
	Hits  []Hit
}

// Hit is one thing found; Kind is a code below "find_kind.".
type Hit struct {
	Kind   string
	Label  string
	Detail string
	URL    string
}
