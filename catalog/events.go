package catalog

import (
	"time"

	"github.com/markthalle/markthalle"
)

// ProductChanged happens with every change of a product that buyers could see.
type ProductChanged struct {
	Product   markthalle.ProductID `bson:"product"`
	Published bool                 `bson:"published"`
}

// EventType implements store.Event.
func (ProductChanged) EventType() string { return "catalog.product_changed" }

// OfferChanged happens with every change of an offer: price, state, promise.
type OfferChanged struct {
	Offer   markthalle.OfferID   `bson:"offer"`
	Product markthalle.ProductID `bson:"product"`
	Variant markthalle.VariantID `bson:"variant"`
	Vendor  markthalle.VendorID  `bson:"vendor"`
}

// EventType implements store.Event.
func (OfferChanged) EventType() string { return "catalog.offer_changed" }

// PriceChanged happens when an offer gets another price; the first one is not a change.
type PriceChanged struct {
	Offer    markthalle.OfferID `bson:"offer"`
	Currency string             `bson:"currency"`
	Before   int64              `bson:"before"`
	Since    time.Time          `bson:"since"` // of Before
	After    int64              `bson:"after"`
	At       time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (PriceChanged) EventType() string { return "catalog.price_changed" }

// StockChanged happens when what is available of an offer falls to zero or rises from
// it.
type StockChanged struct {
	Offer   markthalle.OfferID   `bson:"offer"`
	Product markthalle.ProductID `bson:"product"`
	Variant markthalle.VariantID `bson:"variant"`
	InStock bool                 `bson:"in_stock"`
}

// EventType implements store.Event.
func (StockChanged) EventType() string { return "catalog.stock_changed" }

// CategoryChanged happens with every change of a category.
type CategoryChanged struct {
	Category markthalle.CategoryID `bson:"category"`
}

// EventType implements store.Event.
func (CategoryChanged) EventType() string { return "catalog.category_changed" }

// ChangeFiled happens when a vendor proposes a change of a live product.
type ChangeFiled struct {
	Change  string               `bson:"change"`
	Product markthalle.ProductID `bson:"product"`
	Vendor  markthalle.VendorID  `bson:"vendor"`
}

// EventType implements store.Event.
func (ChangeFiled) EventType() string { return "catalog.change_filed" }

// ImportStarted happens when a file was handed in for a bulk import.
type ImportStarted struct {
	Import markthalle.ImportID `bson:"import"`
}

// EventType implements store.Event.
func (ImportStarted) EventType() string { return "catalog.import_started" }

func (p *Product) changed() {
	p.Emit(ProductChanged{Product: p.ProductID(), Published: p.Published()})
}

func (o *Offer) changed() {
	o.Emit(OfferChanged{Offer: o.OfferID(), Product: o.Product, Variant: o.Variant, Vendor: o.Vendor})
}
