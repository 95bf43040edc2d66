package bringin

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

// Figures count orders and their rows and sum their money, in minor units.
type Figures struct {
	Orders        int64 `json:"orders"`
	Items         int64 `json:"items"`
	Payments      int64 `json:"payments"`
	ItemsTotal    int64 `json:"items_total"` // price × quantity
	FreightTotal  int64 `json:"freight_total"`
	PaymentsTotal int64 `json:"payments_total"`
}

// Plus returns the sum of both.
func (f Figures) Plus(g Figures) Figures {
	return Figures{
		Orders: f.Orders + g.Orders, Items: f.Items + g.Items, Payments: f.Payments + g.Payments,
		ItemsTotal: f.ItemsTotal + g.ItemsTotal, FreightTotal: f.FreightTotal + g.FreightTotal, PaymentsTotal: f.PaymentsTotal + g.PaymentsTotal,
	}
}

// Count is what became of the rows of one entity.
type Count struct {
	Rows     int64 `json:"rows"`
	New      int64 `json:"new"`      // documents that this run stored
	Existing int64 `json:"existing"` // documents that were there
	Faulty   int64 `json:"faulty"`   // rows with faults; nothing came of them
	Held     int64 `json:"held"`     // stored products that a finding keeps from being shown
}

// Reason sums what was not imported for one reason.
type Reason struct {
	Reason string `json:"reason"`
	Figures
}

// NotImported is one order that was not imported.
type NotImported struct {
	Order  string `json:"order"` // its key in the source; empty for rows that name none
	Reason string `json:"reason"`
	Found  string `json:"found"`
	Wanted string `json:"wanted"`
	Figures
}

// Rest is everything that was not imported.
type Rest struct {
	Figures
	Reasons []Reason      `json:"reasons"`
	List    []NotImported `json:"list"`
}

// VendorSum is the settlement of one vendor over all imported orders, in minor units.
type VendorSum struct {
	Vendor     markthalle.VendorID `json:"vendor,omitempty"`
	Name       string              `json:"name,omitempty"`
	Orders     int64               `json:"orders"` // vendor orders
	Items      int64               `json:"items"`
	Sales      int64               `json:"items_total"`
	Freight    int64               `json:"freight_total"`
	Commission int64               `json:"commission_total"`
	VAT        int64               `json:"commission_vat_total"`
	Net        int64               `json:"net_total"`      // sales + freight − commission − VAT
	Refunded   int64               `json:"refunded_total"` // of Net, what cancelled orders took back
	PaidOut    int64               `json:"paid_out_total"` // of Net, what had been paid out
	Held       int64               `json:"held_total"`     // of Net, what is still to be earned or paid
}

func (v *VendorSum) plus(w VendorSum) {
	v.Orders += w.Orders
	v.Items += w.Items
	v.Sales += w.Sales
	v.Freight += w.Freight
	v.Commission += w.Commission
	v.VAT += w.VAT
	v.Net += w.Net
	v.Refunded += w.Refunded
	v.PaidOut += w.PaidOut
	v.Held += w.Held
}

// Trial is the trial balance of one currency of the market.
type Trial struct {
	Currency   money.Currency `json:"currency"`
	Debit      int64          `json:"debit"`
	Credit     int64          `json:"credit"`
	Difference int64          `json:"difference"`
}

// Report is what became of an import.
type Report struct {
	Name         string            `json:"name"`
	Currency     money.Currency    `json:"currency"`
	CommissionBP *int64            `json:"commission_bp"` // nil: the market's own rules
	Entities     map[string]*Count `json:"entities"`

	Source      Figures `json:"source"`
	Imported    Figures `json:"imported"`
	NotImported Rest    `json:"not_imported"`

	CommissionTotal    int64 `json:"commission_total"`     // frozen at the sales of all imported orders
	CommissionVATTotal int64 `json:"commission_vat_total"` // on it
	VendorsNetTotal    int64 `json:"vendors_net_total"`    // imported items + freight − commission − VAT
	RefundedTotal      int64 `json:"refunded_total"`       // of the vendors' net, taken back by cancelled orders
	PaidOutTotal       int64 `json:"paid_out_total"`
	HeldTotal          int64 `json:"held_total"`
	RoundingTotal      int64 `json:"rounding_total"` // imported payments − items − freight

	TrialBalance  int64   `json:"trial_balance"` // debits − credits over the whole market: 0
	TrialBalances []Trial `json:"trial_balances"`

	Vendors []VendorSum `json:"vendors"` // with imported orders, greatest sales first
	Faults  []Fault     `json:"faults"`

	mu *sync.Mutex
}

// Balanced reports whether the source is what was imported and what was not, to the
// unit, and whether the books are in balance.
func (r *Report) Balanced() bool {
	return r.Source == r.Imported.Plus(r.NotImported.Figures) && r.TrialBalance == 0 &&
		r.VendorsNetTotal == r.Imported.ItemsTotal+r.Imported.FreightTotal-r.CommissionTotal-r.CommissionVATTotal &&
		r.VendorsNetTotal == r.RefundedTotal+r.PaidOutTotal+r.HeldTotal
}

// add changes the count of an entity from any goroutine.
func (r *Report) add(entity string, fn func(*Count)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fn(r.Entities[entity])
}

func (r *Report) stored(entity string, fresh bool) {
	r.add(entity, func(c *Count) {
		if fresh {
			c.New++
		} else {
			c.Existing++
		}
	})
}

// sums collects what became of the orders, from several goroutines.
type sums struct {
	mu       sync.Mutex
	done     Figures
	rest     Figures
	reasons  map[string]Figures
	list     []NotImported
	vendors  map[markthalle.VendorID]*VendorSum
	rounding int64
}

func (s *sums) refused(v *verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, key := v.figures(), v.key
	if key == unreadable {
		key = ""
	}
	if s.reasons == nil {
		s.reasons = map[string]Figures{}
	}
	s.rest = s.rest.Plus(f)
	s.reasons[v.reason] = s.reasons[v.reason].Plus(f)
	s.list = append(s.list, NotImported{Order: key, Reason: v.reason, Found: v.found, Wanted: v.wanted, Figures: f})
}

func (s *sums) imported(v *verdict, list []payouts.Settlement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := v.figures()
	s.done = s.done.Plus(f)
	s.rounding += f.PaymentsTotal - f.ItemsTotal - f.FreightTotal
	if s.vendors == nil {
		s.vendors = map[markthalle.VendorID]*VendorSum{}
	}
	for _, x := range list {
		sum := s.vendors[x.Vendor]
		if sum == nil {
			sum = &VendorSum{Vendor: x.Vendor}
			s.vendors[x.Vendor] = sum
		}
		if p := v.past.Order.Part(x.VendorOrder); p != nil {
			sum.Name = p.VendorName
		}
		sum.plus(sumOf(&x))
	}
}

// sumOf is one settlement as the report shows it.
func sumOf(x *payouts.Settlement) VendorSum {
	sum := VendorSum{Orders: 1, Items: int64(len(x.Lines)), Freight: x.Shipping, Net: x.Earned, Refunded: x.Back, PaidOut: x.Paid - x.Reversed}
	for _, l := range x.Lines {
		sum.Sales += l.Paid + l.Operator + l.Points
		sum.Commission += l.Fee.Commission
		sum.VAT += l.Fee.VAT
	}
	sum.Held = sum.Net - sum.Refunded - sum.PaidOut
	return sum
}

// finish brings the report together.
func (b *bringer) finish(ctx context.Context) (Report, error) {
	r, s := b.report, &b.sums
	r.Imported, r.NotImported.Figures, r.RoundingTotal = s.done, s.rest, s.rounding
	r.NotImported.Reasons, r.NotImported.List = []Reason{}, s.list
	for reason, f := range s.reasons {
		r.NotImported.Reasons = append(r.NotImported.Reasons, Reason{reason, f})
	}
	slices.SortFunc(r.NotImported.Reasons, func(x, y Reason) int { return strings.Compare(x.Reason, y.Reason) })
	slices.SortFunc(r.NotImported.List, func(x, y NotImported) int {
		return cmp.Or(strings.Compare(x.Reason, y.Reason), strings.Compare(x.Order, y.Order))
	})
	var total VendorSum
	for _, v := range s.vendors {
		r.Vendors = append(r.Vendors, *v)
		total.plus(*v)
	}
	slices.SortFunc(r.Vendors, func(x, y VendorSum) int {
		return cmp.Or(cmp.Compare(y.Sales, x.Sales), cmp.Compare(x.Vendor, y.Vendor))
	})
	r.CommissionTotal, r.CommissionVATTotal, r.VendorsNetTotal = total.Commission, total.VAT, total.Net
	r.RefundedTotal, r.PaidOutTotal, r.HeldTotal = total.Refunded, total.PaidOut, total.Held
	trial, err := b.Ledger.TrialBalance(ctx)
	if err != nil {
		return r, err
	}
	for _, t := range trial {
		r.TrialBalances = append(r.TrialBalances, Trial{t.Currency, t.Debit, t.Credit, t.Difference()})
		r.TrialBalance += max(t.Difference(), -t.Difference())
	}
	r.Faults = b.faults.sorted()
	return r, nil
}
