package operator

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/web/edge"
)

// showPosition shows what the market has, owes and earned by the end of a month, the
// present one unless the address names another.
func showPosition(c *edge.Ctx, _ markthalle.Actor) error {
	w := wordsOf(c)
	now := w.now.UTC()
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	from := this
	if typed := c.Query("month"); typed != "" {
		m, err := time.Parse(monthForm, typed)
		if err != nil || m.After(this) {
			return markthalle.ErrNotFound.With(err)
		}
		from = m
	}
	to := from.AddDate(0, 1, 0)
	list, err := c.Ledger.Positions(c.Context, from, to)
	if err != nil {
		return err
	}
	const address = "/operator/position?month="
	view := Positions{Month: from, At: to, Before: address + from.AddDate(0, -1, 0).Format(monthForm), Currencies: mapped(list, position)}
	if to.After(now) {
		view.At = now
	} else {
		view.After = address + to.Format(monthForm)
	}
	return c.Render(PagePosition, view)
}

func position(p ledger.Position) Position {
	row := func(key string, n int64) PositionRow { return PositionRow{Key: key, Amount: edge.Minor(n, p.Currency)} }
	return Position{
		Currency: string(p.Currency), Own: edge.Minor(p.Own(), p.Currency), Result: edge.Minor(p.Result(), p.Currency), Holds: p.Holds(),
		There: []PositionRow{
			row("cash", p.Cash), row("disputed", p.Disputed), row("vendors", -p.OwedVendors), row("buyers", -p.OwedBuyers),
			row("tax", -p.OwedTax), row("unmatched", -p.Unmatched),
		},
		Earned: []PositionRow{row("revenue", p.Revenue), row("expenses", -p.Expenses)},
		Before: edge.Minor(p.EarnedBefore, p.Currency), Sum: edge.Minor(p.EarnedBefore+p.Result(), p.Currency),
	}
}
