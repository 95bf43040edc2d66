package commission

import (
	"fmt"
	"math/big"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// maxAmount bounds the amounts of one line, far above any sale, so that sums within a
// line cannot overflow.
const maxAmount = 1 << 50

// Quote computes the fees of lines at the instant, one a line and in their order. The
// lines of one vendor are one vendor order: those that fall under the same rule
// version are rounded together (COM-4). It fails with Invalid, code
// commission.quote, for impossible lines and with ErrNoRule, naming the lines.
func (l List) Quote(at time.Time, vat VATConfig, lines []QuoteLine) ([]Fee, error) {
	if err := validateLines(lines); err != nil {
		return nil, err
	}
	type key struct {
		vendor markthalle.VendorID
		rule   int
	}
	groups, order := map[key][]int{}, []key(nil)
	var missing []markthalle.Field
	for i, line := range lines {
		rule, ok := l.First(line, at)
		if !ok {
			missing = append(missing, markthalle.Field{
				Pointer: fmt.Sprintf("/lines/%d", i), Code: ErrNoRule.Code,
				Message: ErrNoRule.Text, Found: string(line.Line), Wanted: "a default rule in " + string(l.currency),
			})
			continue
		}
		k := key{line.Vendor, rule}
		if _, ok := groups[k]; !ok {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	if len(missing) > 0 {
		return nil, ErrNoRule.WithFields(missing...)
	}
	fees := make([]Fee, len(lines))
	for _, k := range order {
		group := make([]QuoteLine, len(groups[k]))
		for j, i := range groups[k] {
			group[j] = lines[i]
		}
		out, err := l.quoteGroup(k.rule, at, vat, group)
		if err != nil {
			return nil, err
		}
		for j, i := range groups[k] {
			fees[i] = out[j]
		}
	}
	return fees, nil
}

// quoteGroup computes the fees of the lines of one vendor order under one rule.
func (l List) quoteGroup(rule int, at time.Time, vat VATConfig, lines []QuoteLine) ([]Fee, error) {
	r := l.rules[rule]
	fees := make([]Fee, len(lines))
	bases := make([]int64, len(lines))
	treatment := VATTreatment{Kind: VATOff}
	if r.VAT != VATNone {
		treatment = vat.Treatment(lines[0].VendorCountry, lines[0].VendorVATID, at)
	}
	for i, line := range lines {
		base := r.Base.of(line)
		bases[i] = base.Total
		fees[i] = Fee{Line: line.Line, VATTreatment: treatment, Trace: Trace{
			Rule: r.ID, Version: r.Version, Name: r.Name, Currency: l.currency, At: at.UTC(),
			Quantity: line.Quantity, Base: base, Refunds: r.Refunds, KeepBP: r.KeepBP,
			Lost: l.nearest(line, at, rule),
		}}
	}
	sum := new(big.Rat)
	exact, err := addRow(fees, lines, bases, "", r.Terms)
	if err != nil {
		return nil, err
	}
	sum.Add(sum, exact)
	for _, a := range r.AddOns {
		if exact, err = addRow(fees, lines, bases, a.Name, a.Terms); err != nil {
			return nil, err
		}
		sum.Add(sum, exact)
	}
	return fees, addVAT(fees, sum)
}

// addRow charges the terms on every line on top of what is charged already, rounds
// the row over the group, and returns its exact sum.
func addRow(fees []Fee, lines []QuoteLine, bases []int64, name string, t Terms) (*big.Rat, error) {
	spread, err := t.spread(bases)
	if err != nil {
		return nil, err
	}
	exact := make([]*big.Rat, len(lines))
	rows := make([]Row, len(lines))
	for i, line := range lines {
		c := t.charge(sale{
			base: bases[i], quantity: line.Quantity, unitPrice: line.UnitPrice, turnover: line.Turnover,
			limit: bases[i] - fees[i].Commission, spread: spread[i],
		})
		exact[i], rows[i] = c.exact, t.row(name, c)
	}
	shares, sum, _, err := settle(exact)
	if err != nil {
		return nil, err
	}
	for i := range fees {
		rows[i].Fee = shares[i]
		fees[i].Commission += shares[i]
		fees[i].Trace.Fixed += min(rows[i].Fixed, shares[i])
		fees[i].Trace.Rows = append(fees[i].Trace.Rows, rows[i])
	}
	return sum, nil
}

// spread distributes a fixed amount per vendor order over the lines by their bases.
func (t Terms) spread(bases []int64) ([]int64, error) {
	var sum int64
	for _, b := range bases {
		sum += b
	}
	if t.FixedPer != PerVendorOrder || sum == 0 {
		return make([]int64, len(bases)), nil // nothing can be charged on bases of nothing
	}
	return money.Allocate(t.Fixed, bases)
}

func (t Terms) row(name string, c charge) Row {
	row := Row{
		Name: name, PercentBP: c.nominal, Percent: exactString(c.percent), Fixed: c.fixed, FixedPer: t.FixedPer,
		Min: t.Min, Max: t.Max, Bound: c.bound, Exact: exactString(c.exact),
	}
	if t.Tiers != nil {
		row.Tier = &TierTrace{Mode: t.Tiers.Mode, On: t.Tiers.On, Measure: c.measure}
		if c.step >= 0 {
			row.Tier.From = t.Tiers.Steps[c.step].From
		}
	}
	return row
}

// addVAT charges VAT on the group's commission, half-up, and distributes it over the
// lines' commissions by largest remainder.
func addVAT(fees []Fee, exact *big.Rat) error {
	group := Group{Lines: len(fees), Exact: exactString(exact)}
	commissions := make([]int64, len(fees))
	for i, f := range fees {
		commissions[i] = f.Commission
		group.Total += f.Commission
	}
	vat, err := money.New(group.Total, fees[0].Trace.Currency).Percent(fees[0].VATTreatment.Rate)
	if err != nil {
		return fmt.Errorf("VAT on the commission: %w", err)
	}
	group.VAT = vat.Minor
	shares, err := money.Allocate(vat.Minor, commissions)
	if err != nil {
		return fmt.Errorf("VAT on the commission: %w", err)
	}
	for i := range fees {
		fees[i].VAT, fees[i].Trace.Group = shares[i], group
	}
	return nil
}

// of returns the base of a line and its parts, by the rule's switches.
func (b Base) of(line QuoteLine) BaseParts {
	p := BaseParts{Price: line.Gross}
	for _, part := range []struct {
		on   bool
		to   *int64
		from int64
	}{
		{b.VendorDiscount, &p.VendorDiscount, line.VendorDiscount},
		{b.OperatorDiscount, &p.OperatorDiscount, line.OperatorDiscount},
		{b.Tax, &p.Tax, line.Tax},
		{b.Shipping, &p.Shipping, line.Shipping},
		{b.GiftWrap, &p.GiftWrap, line.GiftWrap},
	} {
		if part.on {
			*part.to = part.from
		}
	}
	p.Total = max(0, p.Price-p.VendorDiscount-p.OperatorDiscount+p.Tax+p.Shipping+p.GiftWrap)
	return p
}

func validateLines(lines []QuoteLine) error {
	var f markthalle.Faults
	for i, l := range lines {
		at := fmt.Sprintf("/lines/%d/", i)
		f.Check(l.Quantity > 0 && l.Quantity <= money.MaxCharge, at+"quantity", "range", "A quantity is at least 1.")
		for _, a := range []struct {
			name  string
			value int64
		}{
			{"unit_price", l.UnitPrice},
			{"gross", l.Gross},
			{"vendor_discount", l.VendorDiscount},
			{"operator_discount", l.OperatorDiscount},
			{"tax", l.Tax},
			{"shipping", l.Shipping},
			{"gift_wrap", l.GiftWrap},
		} {
			f.Check(a.value >= 0 && a.value <= maxAmount, at+a.name, "range", "An amount is not negative.")
		}
	}
	return f.Err("commission.quote")
}
