package catalog

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
)

// Offer is one vendor's price, condition and promise for one variant.
type Offer struct {
	store.Meta `bson:",inline"` // ID is a markthalle.OfferID: off_…, derived from vendor and SKU

	Product      markthalle.ProductID `bson:"product"`
	Variant      markthalle.VariantID `bson:"variant"`
	Vendor       markthalle.VendorID  `bson:"vendor"`
	SKU          string               `bson:"sku"`           // the vendor's own key; never changes
	Key          string               `bson:"key,omitempty"` // of the request that created it
	Price        money.Amount         `bson:"price"`         // gross
	ListPrice    money.Amount         `bson:"list_price"`    // struck through; zero value = none
	Condition    Condition            `bson:"condition"`
	StockMode    StockMode            `bson:"stock_mode"`
	HandlingDays int                  `bson:"handling_days"` // working days until dispatch
	Profile      markthalle.ProfileID `bson:"profile"`
	State        OfferState           `bson:"state"`
	Held         bool                 `bson:"held,omitempty"`      // State is OfferBlocked; indexed
	InStock      bool                 `bson:"in_stock"`            // as of the last crossing of zero
	StockRev     int64                `bson:"stock_rev,omitempty"` // the stock's revision that InStock is from

	PriceSince time.Time         `bson:"price_since"`
	Lowest30   int64             `bson:"lowest30,omitempty"` // lowest price of the 30 days before PriceSince, minor units; 0 = no price before
	Recent     []PricePoint      `bson:"recent,omitempty"`   // earlier prices that still matter, at most maxRecent
	Findings   []quality.Finding `bson:"findings,omitempty"`
	Decision   Decision          `bson:"decision"`
}

// OfferID returns the offer's typed id.
func (o *Offer) OfferID() markthalle.OfferID { return markthalle.OfferID(o.ID) }

// Condition is the state of the goods.
type Condition string

// The conditions of goods.
const (
	BrandNew    Condition = "new"
	Refurbished Condition = "refurbished"
	UsedAsNew   Condition = "used_as_new"
	UsedGood    Condition = "used_good"
	Used        Condition = "used"
	Damaged     Condition = "damaged"
)

// Conditions lists all conditions, best first.
func Conditions() []Condition {
	return []Condition{BrandNew, Refurbished, UsedAsNew, UsedGood, Used, Damaged}
}

// StockMode says how stock is kept (MKT-35).
type StockMode string

// The modes of stock. On demand is made or ordered for the buyer; HandlingDays is then
// the lead time.
const (
	Tracked   StockMode = "tracked"
	OnDemand  StockMode = "on_demand"
	Unlimited StockMode = "unlimited"
)

// StockModes lists all modes.
func StockModes() []StockMode { return []StockMode{Tracked, OnDemand, Unlimited} }

// PricePoint is a price and since when it was asked.
type PricePoint struct {
	At    time.Time `bson:"at"`
	Minor int64     `bson:"minor"`
}

// Prices is the price history of an offer, one entry a day, thirteen months long
// (MKT-36).
type Prices struct {
	store.Meta `bson:",inline"` // prc_<offer>

	Offer    markthalle.OfferID `bson:"offer"`
	Currency money.Currency     `bson:"currency"`
	Seq      int64              `bson:"seq"`  // of the last change that is in it
	Days     []PriceDay         `bson:"days"` // oldest first
}

// PriceDay is what an offer cost on one day (UTC) on which its price changed.
type PriceDay struct {
	Day     time.Time `bson:"day"`
	Low     int64     `bson:"low"`
	High    int64     `bson:"high"`
	Last    int64     `bson:"last"`
	Changes int       `bson:"changes"`
}

// The bounds of offers.
const (
	maxOffers  = 500 // of one product that are read and ranked
	maxRecent  = 40  // price points in an offer
	maxHistory = 400 // days in a price history: thirteen months
	maxPrice   = 100_000_000_000
	maxOnHand  = 1_000_000_000

	// strikeWindow is how far back a reduction is compared (Directive 98/6/EC Art. 6a).
	strikeWindow = 30 * 24 * time.Hour
)
