package storefront

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Cart is the cart, grouped by vendor.
type Cart struct {
	Pieces      int
	Place       string
	Stalls      []Stall
	Splits      []Split // the same goods from other vendors; empty when there is no choice
	Bill        Bill
	Code        string // as typed, when it could not be redeemed
	Faults      kernel.Faults
	CanCheckout bool
}

// Stall is one vendor's part of the cart: one parcel, one delivery.
type Stall struct {
	Vendor   string
	URL      string
	Town     string
	Lines    []CartLine
	Delivery string // name of the chosen delivery
	Arrives  time.Time
	Shipping kernel.Money
	FreeFrom kernel.Money // zero when delivery is never free
	Goods    kernel.Money // what counts towards FreeFrom
	Gap      kernel.Money // what is missing; zero when reached
}

// CartLine is one line.
type CartLine struct {
	ID        string
	Title     string
	URL       string
	Options   string // "Glasur Seegras"
	Image     Image
	Quantity  int64
	UnitPrice kernel.Money
	Total     kernel.Money
	Problem   *Problem
}

// Problem is what is wrong with a line, with the way out.
type Problem struct {
	Text string
	Link Link // empty when there is nothing to click
}

// Split is one way to spread the same goods over vendors; Key is "now", "fewer" or
// "cheaper".
type Split struct {
	Key        string
	Total      kernel.Money
	Parcels    int
	Arrives    time.Time
	Note       string
	Difference kernel.Money // against now; negative saves
}

// Bill is what a cart or an order costs.
type Bill struct {
	Pieces   int
	Subtotal kernel.Money
	Shipping []BillLine // one for each vendor
	Codes    []BillLine // redeemed codes with their negative amounts
	Taxes    []TaxLine  // contained in Total
	Total    kernel.Money
}

// BillLine is one line of a bill.
type BillLine struct {
	Label  string
	Amount kernel.Money
}

// TaxLine is the tax of one rate.
type TaxLine struct {
	RateBP int64
	Amount kernel.Money
}

// Checkout is the one page between cart and payment.
type Checkout struct {
	SignedIn   bool
	Email      string
	Name       string
	Line1      string
	Line2      string
	PostalCode string
	City       string
	Country    string
	Phone      string
	Countries  []kernel.Option
	Vendors    []CheckoutVendor
	Lines      []CheckoutLine
	Bill       Bill
	Expected   int64    // total in minor units that the buyer agrees to
	Changes    []string // what moved since the cart was shown, in sentences
	Faults     kernel.Faults
}

// CheckoutVendor is one vendor's choice of deliveries. The form field is
// "shipping[<ID>]".
type CheckoutVendor struct {
	ID      string
	Name    string
	Pieces  int
	Options []ShippingOption
}

// ShippingOption is one way of delivery.
type ShippingOption struct {
	ID       string
	Name     string
	Price    kernel.Money
	From, To time.Time // days of arrival
	Chosen   bool
}

// CheckoutLine is a line of the summary.
type CheckoutLine struct {
	Title    string
	Vendor   string
	Quantity int64
	Total    kernel.Money
	Image    Image
}

// Thanks is the page after payment. While the payment is still being confirmed, Paid is
// false and the page asks again.
type Thanks struct {
	Number   string
	Email    string
	OrderURL string
	Total    kernel.Money
	Paid     bool
	Delayed  bool // the buyer's bank takes days
	Parcels  []ThanksParcel
	Guest    bool // may make an account with one more step
}

// ThanksParcel is one vendor's parcel.
type ThanksParcel struct {
	Vendor  string
	Arrives time.Time
	Images  []Image
}
