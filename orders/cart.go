package orders

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// The bounds of a cart.
const (
	maxCartLines = 100
	maxQuantity  = 999
	maxCodes     = 5
)

// CartState says whether a cart can still be changed.
type CartState string

// The states of a cart.
const (
	CartOpen     CartState = "open"
	CartOrdering CartState = "ordering" // bound to an order; it opens again when that order fails
	CartMerged   CartState = "merged"   // its lines moved to another cart; its token has ended
)

// Cart is what somebody means to buy.
type Cart struct {
	store.Meta `bson:",inline"` // id cart_…

	TokenHash string              `bson:"token_hash"`
	Person    markthalle.PersonID `bson:"person,omitempty"`
	Currency  money.Currency      `bson:"currency"`
	Country   string              `bson:"country"`
	Lines     []CartLine          `bson:"lines"`
	Address   *Address            `bson:"address,omitempty"`
	Codes     []string            `bson:"codes"`
	Shipping  []Chosen            `bson:"shipping"`
	State     CartState           `bson:"state"`
	Order     markthalle.OrderID  `bson:"order,omitempty"`
	Attempt   int                 `bson:"attempt"`
}

// CartLine is an offer and how many of it.
type CartLine struct {
	ID        markthalle.LineID    `bson:"id"`
	Offer     markthalle.OfferID   `bson:"offer"`
	Product   markthalle.ProductID `bson:"product"`
	Vendor    markthalle.VendorID  `bson:"vendor"`
	Quantity  int64                `bson:"quantity"`
	SeenPrice int64                `bson:"seen_price"` // the unit price when the buyer last saw it
	AddedAt   time.Time            `bson:"added_at"`
}

// Chosen is the delivery that the buyer chose for one vendor.
type Chosen struct {
	Vendor markthalle.VendorID `bson:"vendor"`
	Option string              `bson:"option"`
}

// Address is where an order goes.
type Address struct {
	vendors.Address `bson:",inline"`
	Phone           string `bson:"phone,omitempty"`
}

func (c *Cart) line(id markthalle.LineID) *CartLine {
	for i := range c.Lines {
		if c.Lines[i].ID == id {
			return &c.Lines[i]
		}
	}
	return nil
}

func (c *Cart) lineOf(offer markthalle.OfferID) *CartLine {
	for i := range c.Lines {
		if c.Lines[i].Offer == offer {
			return &c.Lines[i]
		}
	}
	return nil
}

func (c *Cart) offers() []markthalle.OfferID {
	out := make([]markthalle.OfferID, len(c.Lines))
	for i, l := range c.Lines {
		out[i] = l.Offer
	}
	return out
}

func (c *Cart) chosen() map[markthalle.VendorID]string {
	out := make(map[markthalle.VendorID]string, len(c.Shipping))
	for _, s := range c.Shipping {
		out[s.Vendor] = s.Option
	}
	return out
}

// changeable returns an error when the cart has been ordered or merged.
func (c *Cart) changeable() error {
	if c.State != CartOpen {
		return ErrCartClosed
	}
	return nil
}

// ErrCartClosed is returned for changes of a cart that has become an order.
var ErrCartClosed = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "orders.cart_closed", Text: "This cart has become an order; please open a new one.",
}
