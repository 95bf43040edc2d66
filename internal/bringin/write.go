package bringin

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/markthalle/markthalle/money"
)

// WriteJSON writes the whole report; amounts are minor units.
func (r Report) WriteJSON(w io.Writer) error {
	if r.Vendors == nil {
		r.Vendors = []VendorSum{}
	}
	if r.Faults == nil {
		r.Faults = []Fault{}
	}
	if r.NotImported.List == nil {
		r.NotImported.List = []NotImported{}
	}
	if r.TrialBalances == nil {
		r.TrialBalances = []Trial{}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// total is the settlement of all vendors together.
func (r *Report) total() VendorSum {
	t := VendorSum{Name: "total"}
	for _, v := range r.Vendors {
		t.plus(v)
	}
	return t
}

// WriteCSV writes the settlement report: a row for each vendor and the total, with
// decimal amounts (RFC 4180).
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"vendor", "name", "orders", "items", "items_total", "freight_total", "commission_total", "commission_vat_total", "net_total",
		"refunded_total", "paid_out_total", "held_total", "currency",
	}}
	for _, v := range append(r.Vendors[:len(r.Vendors):len(r.Vendors)], r.total()) {
		cells := []string{string(v.Vendor), v.Name, strconv.FormatInt(v.Orders, 10), strconv.FormatInt(v.Items, 10)}
		for _, n := range []int64{v.Sales, v.Freight, v.Commission, v.VAT, v.Net, v.Refunded, v.PaidOut, v.Held} {
			cells = append(cells, money.New(n, r.Currency).Decimal())
		}
		rows = append(rows, append(cells, string(r.Currency)))
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write settlement: %w", err)
	}
	return nil
}

// maxShown bounds the vendors and faults that the text shows; JSON and CSV have all.
const maxShown = 20

// WriteText writes the report for people.
func (r Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	p := &printer{w: t}
	p.line("Import of %s (%s)\n", r.Name, r.Currency)
	p.line("\trows\tnew\texisting\tfaulty\t")
	for _, name := range EntityNames() {
		if c := r.Entities[name]; c != nil {
			p.line("%s\t%d\t%d\t%d\t%d\t", name, c.Rows, c.New, c.Existing, c.Faulty)
		}
	}
	if r.Entities["orders"] != nil {
		r.writeHistory(p)
	}
	p.flush(t)
	r.writeFaults(p, w)
	return p.err
}

func (r Report) writeHistory(p *printer) {
	cash := func(n int64) string { return money.New(n, r.Currency).Decimal() }
	figures := func(name string, f Figures) {
		p.line("%s\t%d\t%d\t%d\t%s\t%s\t%s\t", name, f.Orders, f.Items, f.Payments, cash(f.ItemsTotal), cash(f.FreightTotal), cash(f.PaymentsTotal))
	}
	p.line("\n\torders\titems\tpayments\titems total\tfreight total\tpayments total\t")
	figures("source", r.Source)
	figures("imported", r.Imported)
	figures("not imported", r.NotImported.Figures)
	for _, x := range r.NotImported.Reasons {
		figures("  "+strings.ReplaceAll(x.Reason, "_", " "), x.Figures)
	}
	p.line("\nsettlement\torders\titems\tfreight\tcommission\tVAT\tnet\trefunded\tpaid out\theld\t")
	sum := func(v VendorSum) {
		p.line("%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t", v.Name, v.Orders, cash(v.Sales), cash(v.Freight), cash(v.Commission), cash(v.VAT),
			cash(v.Net), cash(v.Refunded), cash(v.PaidOut), cash(v.Held))
	}
	for i, v := range r.Vendors {
		if i == maxShown {
			p.line("and %d more\t", len(r.Vendors)-maxShown)
			break
		}
		sum(v)
	}
	sum(r.total())
	p.line("\nrounding\t%s\t", cash(r.RoundingTotal))
	for _, x := range r.TrialBalances {
		c := func(n int64) string { return money.New(n, x.Currency).Decimal() }
		p.line("trial balance %s\t%s\t%s\t%s\t", x.Currency, c(x.Debit), c(x.Credit), c(x.Difference))
	}
}

func (r Report) writeFaults(p *printer, w io.Writer) {
	p.w = w
	if len(r.Faults) == 0 {
		return
	}
	p.line("\n%d faults", len(r.Faults))
	for i, f := range r.Faults {
		if i == maxShown {
			p.line("and %d more", len(r.Faults)-maxShown)
			return
		}
		p.line("%s:%d %s %s: found %q, wanted %s", f.File, f.Row, f.Column, f.Code, f.Found, f.Wanted)
	}
}

// printer writes lines until one fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) flush(t *tabwriter.Writer) {
	if p.err == nil {
		p.err = t.Flush()
	}
}
