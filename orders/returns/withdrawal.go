package returns

import (
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// Withdrawal is a buyer's statement that ends contracts, with what it did.
type Withdrawal struct {
	store.Meta `bson:",inline"` // id wd_…

	// Order is the one that number and address belong to, or that the buyer opened; empty
	// when there is none. Nobody who is not its buyer learns which of the two it is.
	Order  markthalle.OrderID `bson:"order,omitempty"`
	Opened bool               `bson:"opened,omitempty"` // stated by somebody who may read the order
	Number string             `bson:"number"`
	Name   string             `bson:"name"`
	Email  string             `bson:"email"`
	Locale markthalle.Locale  `bson:"locale"`
	Lines  []orders.Units     `bson:"lines,omitempty"` // empty: everything
	Words  string             `bson:"words,omitempty"` // which goods, in the buyer's words

	State       WithdrawalState `bson:"state"`
	StatedAt    time.Time       `bson:"stated_at"`
	ConfirmedAt time.Time       `bson:"confirmed_at"`
	DoneAt      time.Time       `bson:"done_at"`
	Outcomes    []Outcome       `bson:"outcomes"`
}

// Outcome is what a withdrawal did to one line, or why it did nothing.
type Outcome struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	VendorName  string                   `bson:"vendor_name"`
	Line        markthalle.LineID        `bson:"line"`
	Title       string                   `bson:"title"`
	Quantity    int64                    `bson:"quantity"` // that the statement names
	Cancelled   int64                    `bson:"cancelled"`
	Returning   int64                    `bson:"returning"`
	Return      markthalle.ReturnID      `bson:"return,omitempty"`
	Why         string                   `bson:"why,omitempty"` // one of the Why constants
	Until       time.Time                `bson:"until,omitempty"`
}

// Why a withdrawal leaves a line alone.
const (
	WhyPrivate = "private_seller" // no statutory right against a private seller
	WhyOver    = "period_over"
	WhyBack    = "already_back" // cancelled, refunded or on its way back
	WhyAsked   = "asked"        // the buyer's words must be read by a person; the vendor has them
)

// Statement words what the buyer declares, in the language of the withdrawal.
func (w *Withdrawal) Statement() string {
	form, all, some := "I, %s, hereby withdraw from my contracts of sale under order %s: %s.", "all goods", "the goods that I have named"
	switch w.Locale {
	case markthalle.German:
		form, all, some = "Hiermit widerrufe ich, %s, meine Kaufverträge zur Bestellung %s: %s.", "alle Waren", "die von mir genannten Waren"
	case markthalle.Polish:
		form, all, some = "Ja, %s, niniejszym odstępuję od umów sprzedaży w ramach zamówienia %s: %s.", "wszystkie towary", "wskazane przeze mnie towary"
	default: // as above, in English
	}
	goods := all
	switch {
	case w.Words != "":
		goods = w.Words
	case len(w.Lines) > 0:
		goods = some
	}
	return fmt.Sprintf(form, w.Name, w.Number, goods)
}

// Covers returns how many units of a line the statement is about: all that were bought
// unless it names fewer.
func (w *Withdrawal) Covers(l *orders.Line) int64 {
	if len(w.Lines) == 0 {
		return l.Quantity
	}
	for _, u := range w.Lines {
		if u.Line == l.ID {
			return min(u.Quantity, l.Quantity)
		}
	}
	return 0
}

// means reports whether words name goods: a word of four letters or more of them stands
// in the title.
func means(words, title string) bool {
	title = strings.ToLower(title)
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return strings.ContainsRune(" \t\r\n,.;:!?()\"'»«„“”/", r) }) {
		if len([]rune(w)) >= 4 && strings.Contains(title, w) {
			return true
		}
	}
	return false
}
