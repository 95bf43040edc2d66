package commission

import (
	"cmp"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Sale is one vendor order of the past, as a dry run replays it.
type Sale struct {
	VendorOrder markthalle.VendorOrderID
	At          time.Time
	Lines       []QuoteLine
}

// Replay compares two lists over past sales: what every vendor's fees, without VAT,
// would have been under each (COM-9). Both are asked as of the same instant, usually
// the date on which the draft would take effect, so that only the rules differ and
// not the season. The zero value is not usable; see NewReplay.
type Replay struct {
	before, after List
	at            time.Time
	vendors       map[markthalle.VendorID]*Effect
	sales, lines  int
}

// NewReplay returns a replay of the two lists as of the instant.
func NewReplay(before, after List, at time.Time) *Replay {
	return &Replay{before: before, after: after, at: at, vendors: map[markthalle.VendorID]*Effect{}}
}

// Effect is what a draft does to one vendor. Amounts are minor units.
type Effect struct {
	Vendor        markthalle.VendorID
	Sales         int   // vendor orders replayed
	Turnover      int64 // gross of their lines
	Before, After int64 // fees
}

// Difference returns what the vendor would pay more, negative for less.
func (e Effect) Difference() int64 { return e.After - e.Before }

// Report is the outcome of a dry run: per vendor, the worst hit first.
type Report struct {
	Currency      money.Currency
	Sales, Lines  int
	Vendors       []Effect
	Before, After int64 // the market's income
	Gain, Lose    int   // how many vendors pay less, and how many pay more
}

// Add replays one sale. A sale that neither list has a rule for fails with ErrNoRule.
func (r *Replay) Add(s Sale) error {
	if len(s.Lines) == 0 {
		return nil
	}
	vat := VATConfig{Exempt: true}
	was, err := r.before.Quote(r.at, vat, s.Lines)
	if err != nil {
		return err
	}
	would, err := r.after.Quote(r.at, vat, s.Lines)
	if err != nil {
		return err
	}
	e := r.vendors[s.Lines[0].Vendor]
	if e == nil {
		e = &Effect{Vendor: s.Lines[0].Vendor}
		r.vendors[e.Vendor] = e
	}
	e.Sales++
	for i, line := range s.Lines {
		e.Turnover += line.Gross
		e.Before += was[i].Commission
		e.After += would[i].Commission
	}
	r.sales++
	r.lines += len(s.Lines)
	return nil
}

// Report returns what was found so far.
func (r *Replay) Report() Report {
	out := Report{Currency: r.before.currency, Sales: r.sales, Lines: r.lines}
	for _, e := range r.vendors {
		out.Vendors = append(out.Vendors, *e)
		out.Before += e.Before
		out.After += e.After
		switch d := e.Difference(); {
		case d > 0:
			out.Lose++
		case d < 0:
			out.Gain++
		}
	}
	slices.SortFunc(out.Vendors, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(b.Difference(), a.Difference()), cmp.Compare(a.Vendor, b.Vendor))
	})
	return out
}
