package kernel

import (
	"time"

	"github.com/markthalle/markthalle"
)

// Frame is what a page shows around its own content. Handlers of an area fill it in one
// place; the zero value is a guest who reads English on an installation that is live.
type Frame struct {
	Locale markthalle.Locale // language of the page; empty is English
	Theme  string            // "light" or "dark" when the reader chose one, else empty
	Path   string            // path and query of this page, to come back to
	Market string            // the market's name; empty is "Markthalle"
	Trial  bool              // money on this installation is simulated
	Now    time.Time         // market time
	CSRF   string            // token for forms, from NewCSRF
	Flash  []Flash           // messages since the last page, from OpenFlash
	Person string            // name of who is signed in; empty for guests

	// Section is the entry of the navigation that the page belongs to: a
	// department's slug in the storefront, a key such as "orders" in the workplaces.
	Section string

	// Storefront.
	Departments []Department
	CartCount   int    // pieces in the cart
	Place       string // where deliveries go, "01099 Dresden"; empty when unknown
	Query       string // what was searched for
	Canonical   string // absolute address of the page for search engines; may be empty
	NoIndex     bool   // keeps the page out of search engines

	// Seller portal and operator console.
	Organisation string // the shop's name; empty for operators
	Role         string // code of the role, "owner"
	OrdersOpen   int    // vendor orders that wait for the vendor
	WorkOpen     int    // items on the operator's work list
}

// Department is one of the market's departments in the line under the head.
type Department struct {
	Slug string
	Name string
}

// Lang returns the language of the page.
func (f *Frame) Lang() markthalle.Locale {
	if f.Locale == "" {
		return markthalle.English
	}
	return f.Locale
}

// MarketName returns the market's name.
func (f *Frame) MarketName() string {
	if f.Market == "" {
		return "Markthalle"
	}
	return f.Market
}

// Money is an amount as views carry it.
type Money struct {
	Amount   int64  // in minor units
	Currency string // ISO 4217
	Exponent int    // how many of the digits are minor ones: 2 for EUR
}

// IsZero reports whether the amount is nothing.
func (m Money) IsZero() bool { return m.Amount == 0 }

// Negative reports whether the amount is below nothing.
func (m Money) Negative() bool { return m.Amount < 0 }

// Fault is what is wrong with one value of a form.
type Fault struct {
	Field  string // name of the form field
	Code   string // stable code, the key below "error."
	Found  string
	Wanted string
}

// Faults is everything that is wrong with a form.
type Faults []Fault

// On returns the first fault of the named field.
func (f Faults) On(field string) (Fault, bool) {
	for _, x := range f {
		if x.Field == field {
			return x, true
		}
	}
	return Fault{}, false
}

// Option is one entry of a choice.
type Option struct {
	Value    string
	Label    string // in the reader's language
	Disabled bool
}

// Pager leads through the pages of a list. A list without pages has the zero Pager.
type Pager struct {
	From, To, Total int64    // what is shown, of how many; Total 0 when it is not known
	Prev, Next      string   // addresses; empty at the ends
	Pages           []PageNo // numbered pages; empty for lists that are read by cursor
}

// PageNo is one numbered page. The zero number stands for pages left out.
type PageNo struct {
	No      int
	URL     string
	Current bool
}

// Clock is a deadline. Now lies in the frame.
type Clock struct {
	From time.Time // when the time began to run; zero draws no dial
	Due  time.Time
	What string // what must have happened by then, a code below "due."
}

// Sign is a state in words with its mark: Tone is "good", "warn", "bad", "info" or
// "none".
type Sign struct {
	Tone string
	Text string
}
