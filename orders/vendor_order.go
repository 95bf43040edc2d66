package orders

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// The bounds of a vendor order's lists.
const (
	maxShipments   = 100
	maxRefunds     = 200
	maxReturns     = 100
	maxOpenReturns = 10
)

// VendorOrder is one vendor's part of a paid order.
type VendorOrder struct {
	store.Meta `bson:",inline"` // id vo_<order>_<vendor>

	Order    markthalle.OrderID  `bson:"order"`
	Number   string              `bson:"number"`
	Vendor   markthalle.VendorID `bson:"vendor"`
	Person   markthalle.PersonID `bson:"person,omitempty"`
	Buyer    string              `bson:"buyer"`
	Locale   markthalle.Locale   `bson:"locale"`
	Address  Address             `bson:"address"`
	Currency money.Currency      `bson:"currency"`
	State    VendorState         `bson:"state"`
	Lines    []VendorLine        `bson:"lines"`

	VendorName     string `bson:"vendor_name"`
	ShippingOption string `bson:"shipping_option"`
	ShippingName   string `bson:"shipping_name"`
	ShippingPrice  int64  `bson:"shipping_price"`
	ShippingTax    int64  `bson:"shipping_tax"`
	ShippingBack   int64  `bson:"shipping_back"` // refunded of it
	Subtotal       int64  `bson:"subtotal"`
	DiscountTotal  int64  `bson:"discount_total"`
	TaxTotal       int64  `bson:"tax_total"`
	Total          int64  `bson:"total"` // what the buyer pays for this part

	Shipments []Shipment    `bson:"shipments"`
	Refunds   []RefundEntry `bson:"refunds"`
	Returns   []ReturnHold  `bson:"returns,omitempty"`

	PlacedAt    time.Time `bson:"placed_at"`
	PaidAt      time.Time `bson:"paid_at"`
	AcceptBy    time.Time `bson:"accept_by"`
	ShipBy      time.Time `bson:"ship_by"`
	PromisedBy  time.Time `bson:"promised_by"`
	AcceptedAt  time.Time `bson:"accepted_at"`
	ShippedAt   time.Time `bson:"shipped_at"`
	DeliveredAt time.Time `bson:"delivered_at"`
	EndedAt     time.Time `bson:"ended_at"`
	Reason      string    `bson:"reason,omitempty"`
	// DueAt is when the acceptance sweep looks at it: AcceptBy while paid, else zero.
	DueAt time.Time `bson:"due_at,omitempty"`
}

// VendorLine is a line and what has become of its units.
type VendorLine struct {
	Line      `bson:",inline"`
	Shipped   int64 `bson:"shipped"`
	Cancelled int64 `bson:"cancelled"`
	Refunded  int64 `bson:"refunded"`  // units, cancelled ones included
	PaidBack  int64 `bson:"paid_back"` // of Paid
	Returning int64 `bson:"returning"` // units that open returns speak for; not among Refunded
}

// open is how many units have neither been shipped nor cancelled.
func (l *VendorLine) open() int64 { return l.Quantity - l.Shipped - l.Cancelled }

// Shipment is one parcel.
type Shipment struct {
	ID             markthalle.ShipmentID `bson:"id"` // shp_<vendor order>_<n>
	Key            string                `bson:"key,omitempty"`
	Lines          []Units               `bson:"lines"`
	Carrier        string                `bson:"carrier"`
	TrackingNumber string                `bson:"tracking_number,omitempty"`
	State          ShipmentState         `bson:"state"`
	ShippedAt      time.Time             `bson:"shipped_at"`
	DeliveredAt    time.Time             `bson:"delivered_at"`
}

// ShipmentState is where a parcel is.
type ShipmentState string

// The states of a parcel.
const (
	InTransit ShipmentState = "in_transit"
	Arrived   ShipmentState = "delivered"
)

// Units names a line and how many units of it.
type Units struct {
	Line     markthalle.LineID `bson:"line"`
	Quantity int64             `bson:"quantity"`
}

// RefundEntry is a decision to give money back, and what became of it.
type RefundEntry struct {
	ID       markthalle.RefundID `bson:"id"`
	Lines    []RefundLine        `bson:"lines"`
	Shipping int64               `bson:"shipping"`
	Amount   int64               `bson:"amount"` // cash to the buyer, shipping included
	Reason   string              `bson:"reason"`
	By       string              `bson:"by"`
	Return   markthalle.ReturnID `bson:"return,omitempty"` // the return that it ends
	State    RefundState         `bson:"state"`
	Code     string              `bson:"code,omitempty"` // why it was rejected or failed
	At       time.Time           `bson:"at"`
	DoneAt   time.Time           `bson:"done_at"`
}

// RefundLine is one line's part of a refund: units (0 for a refund by amount) and cash.
type RefundLine struct {
	Line     markthalle.LineID `bson:"line"`
	Quantity int64             `bson:"quantity"`
	Amount   int64             `bson:"amount"`
}

// RefundState is where a refund stands. It never says failed without proof.
type RefundState string

// The states of a refund.
const (
	RefundOpen     RefundState = "decided"
	RefundDone     RefundState = "done"
	RefundRejected RefundState = "rejected" // no money moved; the shares are free again
	RefundFailed   RefundState = "failed"   // the provider could not deliver it; a person must
)

func (v *VendorOrder) line(id markthalle.LineID) *VendorLine {
	for i := range v.Lines {
		if v.Lines[i].ID == id {
			return &v.Lines[i]
		}
	}
	return nil
}

func (v *VendorOrder) shipment(id markthalle.ShipmentID) *Shipment {
	for i := range v.Shipments {
		if v.Shipments[i].ID == id {
			return &v.Shipments[i]
		}
	}
	return nil
}

func (v *VendorOrder) refund(id markthalle.RefundID) *RefundEntry {
	for i := range v.Refunds {
		if v.Refunds[i].ID == id {
			return &v.Refunds[i]
		}
	}
	return nil
}

// RefundedTotal is what has been decided to go back of this part, in cash.
func (v *VendorOrder) RefundedTotal() int64 {
	sum := v.ShippingBack
	for _, l := range v.Lines {
		sum += l.PaidBack
	}
	return sum
}

// openUnits is how many units are neither shipped nor cancelled.
func (v *VendorOrder) openUnits() int64 {
	var n int64
	for i := range v.Lines {
		n += v.Lines[i].open()
	}
	return n
}

// Fees returns the commission and its VAT over all lines, as frozen at purchase.
func (v *VendorOrder) Fees() (fee, vat int64) {
	for _, l := range v.Lines {
		fee += l.Fee.Commission
		vat += l.Fee.VAT
	}
	return fee, vat
}
