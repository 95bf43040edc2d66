package storefront

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Link is a text that leads somewhere on this site.
type Link struct {
	Label string
	URL   string
}

// Image is a picture with its natural size, so that nothing moves when it arrives.
type Image struct {
	URL           string
	SrcSet        string // "/media/x-400.webp 400w, …"; empty for drawings
	Width, Height int
	Alt           string
}

// Good is a product as lists show it.
type Good struct {
	Title    string
	URL      string
	Vendor   string // who has the best offer
	Town     string
	Image    Image
	Price    kernel.Money // of the best offer
	From     bool         // variants differ in price, Price is the least
	Lowest   kernel.Money // lowest price of the 30 days before a reduction; zero when not reduced
	PerUnit  string       // base price, "19,60 € je kg"; empty where none is due
	Stars    int          // tenths, 48 for 4.8; zero without ratings
	Ratings  int
	Arrives  time.Time // expected day of delivery; zero when unknown
	Note     string    // one more fact worth a line; empty for none
	Ad       bool      // paid placement
	Sold     bool      // nobody has it at present
	Position int       // in ranked lists, from 1
}

// Home is the front page.
type Home struct {
	Aisles      int
	Vendors     int
	Often       []Link // frequent searches
	Departments []HomeDepartment
	New         []Good // the first is shown large
	NewSince    time.Time
	NewCount    int64
	NewURL      string
	Makers      []Maker
	Place       string // "01099 Dresden" when Makers are near it, else empty
	Popular     []Good
	PopularFrom time.Time
	PopularTo   time.Time
}

// HomeDepartment is one bay of the arcade.
type HomeDepartment struct {
	Name  string
	URL   string
	Aisle int
	Count int64 // goods
	Image Image
}

// Maker is a vendor with a face.
type Maker struct {
	Name    string
	URL     string
	Town    string
	Km      int    // distance; zero when unknown
	Stand   string // "1.14"
	Quote   string
	Face    Image
	OnTime  int64         // share of parcels on time, basis points; zero when too few
	Replies time.Duration // usual time to an answer; zero when unknown
}

// Shelf is a list of goods with everything to narrow it.
type Shelf struct {
	Goods    []Good
	Pager    kernel.Pager
	Sorts    []Sort
	Chosen   []Chip // filters that are on; their links take them off
	ClearURL string // takes all filters off
	Tree     []Branch
	Price    *PriceRange
	Facets   []Facet
	Action   string // address of the filter form
	Keep     []Link // query values that the form keeps: Label is the name, URL the value
}

// Sort is one order of the list; Key is a code below "sort.".
type Sort struct {
	Key     string
	URL     string
	Current bool
}

// Chip is a filter that is on.
type Chip struct {
	Label string
	URL   string // the list without it
}

// Branch is a category in the tree.
type Branch struct {
	Name     string
	URL      string
	Count    int64
	Current  bool
	Children []Branch
}

// Facet is one property to narrow by.
type Facet struct {
	Key    string // name in the query: filter[<key>]
	Label  string
	Values []FacetValue
}

// FacetValue is one value with how many goods have it under the other filters.
type FacetValue struct {
	Value    string
	Label    string
	Count    int64
	Selected bool
	Swatch   string // "#5d7f6b" for colours; empty for all others
}

// PriceRange is the price facet with its histogram.
type PriceRange struct {
	Min, Max     string // chosen bounds in major units as typed; empty when open
	Least, Most  kernel.Money
	Bins         []kernel.Bin
	CurrencySign string
	Fault        string // code of what is wrong with the bounds; empty for nothing
}

// Category is a department or one of its parts.
type Category struct {
	Name   string
	Slug   string
	Lede   string // one sentence about it
	Aisle  int    // number of the department
	Crumbs []Link // from the hall down to the parent
	Shelf  Shelf
}

// Search is what was found.
type Search struct {
	Query       string
	Corrected   string // what was searched instead, when Query had a typo
	ExactURL    string // searches for Query as typed
	Notes       []string
	Departments []Link // departments that fit
	Similar     []Link // other searches that find something
	Popular     []Good // when nothing was found: what is popular in the first department
	Shelf       Shelf
}

// Product is one product with its offers.
type Product struct {
	Title       string
	Slug        string
	Brand       string
	Crumbs      []Link
	Images      []Image
	Vendor      Seller // of the best offer
	Stars       int
	Ratings     int
	SoldOut     bool
	OfferID     string
	Price       kernel.Money
	Shipping    kernel.Money
	Lowest      kernel.Money // lowest of 30 days before a reduction; zero when not reduced
	ReducedBP   int64        // by how much, basis points of Lowest
	ListPrice   kernel.Money // recommended by the maker; zero for none
	PerUnit     string
	Choices     []Choice
	Arrives     time.Time
	Place       string
	PostalCode  string
	Quantities  []int // what may be chosen at once
	Offers      []OfferRow
	Why         string // one sentence: why this offer is first
	Description []string
	Facts       []Fact
	Safety      Safety
	ReturnDays  int
	Also        []Good
	AlsoOrders  int64 // orders that Also was counted from
}

// Choice is a property that variants differ in.
type Choice struct {
	Label  string
	Chosen string
	Values []ChoiceValue
}

// ChoiceValue is one value; what is sold out says so and leads nowhere.
type ChoiceValue struct {
	Label    string
	URL      string
	Swatch   string
	Price    *kernel.Money // when it differs from the chosen one's
	Selected bool
	Gone     bool
}

// OfferRow is one offer in the table.
type OfferRow struct {
	ID        string
	Vendor    string
	VendorURL string
	Town      string
	Maker     bool // makes the product
	Price     kernel.Money
	Shipping  kernel.Money
	Total     kernel.Money
	Arrives   time.Time
	Condition string // code below "condition."
	OnTime    int64  // basis points; zero when too few parcels
	Parcels   int64
	Best      bool
}

// Fact is a name and a value.
type Fact struct{ Label, Value string }

// Seller is who sells, with what the law wants to be shown (DSA Article 30).
type Seller struct {
	Name         string
	URL          string
	Stand        string
	Town         string
	Face         Image
	Story        string
	OnTime       int64
	Parcels      int64
	Replies      time.Duration
	Since        time.Time
	Business     bool
	LegalName    string
	Address      []string
	Registration string
	VATID        string
	Email        string
	Phone        string
}

// Safety is what product safety law wants with the offer (GPSR Article 19).
type Safety struct {
	Manufacturer string
	Address      string
	Contact      string
	Responsible  string // the person in the Union, when the maker is outside
	Warnings     []string
}

// VendorPage is one vendor's stall.
type VendorPage struct {
	Seller   Seller
	Quote    string
	Holiday  time.Time // end of a holiday that is on; zero for none
	Policies []Fact
	Goods    int64
	Shelf    Shelf
}

// Vendors lists the stalls.
type Vendors struct {
	Makers    []Maker
	Countries []Link // narrows by country
	Country   string
	Pager     kernel.Pager
}
