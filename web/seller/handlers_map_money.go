package seller

import (
	"cmp"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// money maps a balance. The parts add up to the total.
func (w words) money(b payouts.Balance) Money {
	c := b.Currency
	out := Money{
		Total:    edge.Minor(b.Pending+b.OnHold+b.Reserved+b.Available+b.InTransfer, c),
		OnTheWay: edge.Minor(b.InTransfer, c), Available: edge.Minor(b.Available, c), Held: edge.Minor(b.Pending+b.OnHold, c),
		Reserve: edge.Minor(b.Reserved, c), Owed: edge.Minor(b.Owed, c), NextAmount: edge.Minor(0, c), FeesTotal: edge.Minor(0, c),
		HeldOrders: int64(len(b.Waiting)), Holds: w.holds(b), Rule: reserveRule(b.Policy),
	}
	out.Reserves = mapped(b.Reserves, func(r payouts.Reserve) ReserveRow {
		return ReserveRow{Order: r.Number, URL: "/sell/orders/" + string(r.VendorOrder), Until: r.Until, Amount: edge.Minor(r.Amount, c)}
	})
	if b.Next != nil {
		out.NextAmount, out.NextOn = edge.Minor(b.Next.Amount, c), b.Next.On
	}
	return out
}

func reserveRule(p payouts.ReservePolicy) ReserveRule {
	return ReserveRule{ShareBP: int64(p.ShareBP), Days: int64(p.Days), Cap: edge.Minor(p.Cap, p.Currency), Reason: p.Reason}
}

// holdKeys are the reasons for which money waits, as the catalogue of messages names them.
var holdKeys = map[string]string{"in_hold": "period", "not_shipped": "not_shipped", "not_delivered": "in_delivery", "operator_hold": "operator"}

// holds groups what waits by its reason, in the order in which it becomes free. The list
// of single orders is bounded: what it leaves out is a row of its own.
func (w words) holds(b payouts.Balance) []Hold {
	type group struct {
		Hold
		first, last time.Time
		sum         int64
	}
	var groups []*group
	rest := b.Pending
	for _, x := range b.Waiting {
		key := holdKeys[x.Reason]
		if key == "" {
			key = x.Reason
		}
		i := slices.IndexFunc(groups, func(g *group) bool { return g.Key == key })
		if i < 0 {
			groups, i = append(groups, &group{Hold: Hold{Key: key}}), len(groups)
		}
		g := groups[i]
		g.Orders++
		g.sum += x.Amount
		rest -= x.Amount
		if !x.Until.IsZero() && (g.first.IsZero() || x.Until.Before(g.first)) {
			g.first = x.Until
		}
		if x.Until.After(g.last) {
			g.last = x.Until
		}
	}
	out := mapped(groups, func(g *group) Hold {
		g.Amount, g.Free = edge.Minor(g.sum, b.Currency), w.until(g.first, g.last)
		return g.Hold
	})
	if rest != 0 {
		out = append(out, Hold{Key: "other", Amount: edge.Minor(rest, b.Currency), Free: "–"})
	}
	return out
}

func (w words) until(first, last time.Time) string {
	switch {
	case first.IsZero():
		return "–"
	case w.day(first) == w.day(last):
		return w.day(first)
	}
	return w.day(first) + " – " + w.day(last)
}

// calendar tells the next payout and what it consists of.
func (w words) calendar(b payouts.Balance, s payouts.Schedule) Calendar {
	out := Calendar{Rule: w.tk("payout_rule", string(s))}
	if b.Next == nil {
		return out
	}
	c := b.Currency
	now := min(b.Available, b.Next.Amount)
	out.Days, out.Total = []time.Time{b.Next.On}, []kernel.Money{edge.Minor(b.Next.Amount, c)}
	out.Rows = []CalendarRow{
		{Key: "available", Amounts: []kernel.Money{edge.Minor(now, c)}},
		{Key: "delivered", Amounts: []kernel.Money{edge.Minor(b.Next.Amount-now, c)}},
	}
	out.Note = w.t("money.calendar_note")
	return out
}

// payoutState is the state of a payout in words.
func (w words) payoutState(s payouts.PayoutState) kernel.Sign {
	tone := map[payouts.PayoutState]string{
		payouts.Collecting: "info", payouts.InTransfer: "info", payouts.PaidState: "good", payouts.Carried: "none", payouts.HeldBack: "warn",
	}[s]
	return sign(cmp.Or(tone, "none"), w.tk("payout_state", string(s)))
}

func (w words) payout(p payouts.Payout) Payout {
	out := Payout{ID: p.ID, On: p.On, State: w.payoutState(p.State), Amount: edge.Minor(p.Total, p.Currency)}
	if p.Reason != "" {
		out.Why = w.tk("payout_reason", p.Reason)
	}
	kept, back := p.Reserved()
	out.Reserved, out.FromReserve = edge.Minor(kept, p.Currency), edge.Minor(back, p.Currency)
	return out
}

// postingKey names a kind of ledger entry as the catalogue of messages does.
func postingKey(kind string) string {
	key, ok := map[string]string{
		ledger.KindSale: "sale", ledger.KindCommission: "commission", ledger.KindRefundBefore: "refund", ledger.KindRefundAfter: "refund",
		ledger.KindRefundCommission: "commission_return", ledger.KindRelease: "release", ledger.KindTransfer: "payout",
		ledger.KindTransferReversal: "transfer_reversal", ledger.KindReserve: "reserve", ledger.KindManual: "adjustment", ledger.KindDispute: "chargeback",
	}[kind]
	if !ok {
		return "other"
	}
	return key
}

// partOf is which part of the balance a kind of entry moves.
func partOf(kind string) string {
	switch kind {
	case ledger.KindSale, ledger.KindCommission, ledger.KindRefundBefore:
		return "held"
	case ledger.KindReserve:
		return "reserve"
	}
	return "available"
}

// statement maps a month: opening + movements = closing. Kinds that people call the same
// are one row.
func (w words) statement(st payouts.Statement) Statement {
	c := st.Currency
	name := st.From.Format(monthForm)
	out := Statement{
		Name: name, From: st.From, To: st.To.AddDate(0, 0, -1), End: edge.Minor(st.Closing, c), Invoice: invoiceAddress + name, CSV: statementAddress + name + ".csv", PDF: statementAddress + name + ".pdf",
		Rows: []StatementRow{{Key: "opening", Amount: edge.Minor(st.Opening, c)}},
	}
	for _, s := range st.Sums {
		key := postingKey(s.Kind)
		i := slices.IndexFunc(out.Rows, func(r StatementRow) bool { return r.Key == key })
		if i < 0 {
			out.Rows, i = append(out.Rows, StatementRow{Key: key, Amount: edge.Minor(0, c)}), len(out.Rows)
		}
		out.Rows[i].Amount.Amount += s.Amount
	}
	slices.SortStableFunc(out.Rows[1:], func(x, y StatementRow) int { return rankOf(x.Key) - rankOf(y.Key) })
	papers := map[string]int{}
	for _, r := range st.Rows {
		papers[postingKey(r.Kind)]++
	}
	for i := range out.Rows[1:] {
		r := &out.Rows[i+1]
		r.Mark, r.Papers = "+", w.t("ledger.papers", "N", papers[r.Key])
		if r.Amount.Negative() {
			r.Mark = "−"
		}
	}
	return out
}

// rankOf is the order in which what happened at one moment is told: a sale before the
// commission on it, refunds before what they give back, payouts last.
func rankOf(key string) int {
	return slices.Index([]string{"sale", "commission", "refund", "commission_return", "other", "adjustment", "chargeback", "transfer_reversal", "reserve", "payout"}, key)
}

// orderOf is the vendor's part of the order that a movement belongs to. A sale is one
// entry for all vendors of an order; the id of a vendor order is made of order and vendor.
func orderOf(r payouts.LedgerRow, v markthalle.VendorID) markthalle.VendorOrderID {
	if r.VendorOrder != "" || r.Order == "" {
		return r.VendorOrder
	}
	return markthalle.VendorOrderID("vo_" + markthalle.Body(r.Order) + "_" + markthalle.Body(v))
}

// ledgerRows writes movements with the balance after each.
func (w words) ledgerRows(list []payouts.LedgerRow, opening int64, v markthalle.VendorID, c money.Currency) ([]LedgerRow, int64) {
	balance := opening
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y payouts.LedgerRow) int {
		return cmp.Or(x.At.Compare(y.At), rankOf(postingKey(x.Kind))-rankOf(postingKey(y.Kind)))
	})
	rows := mapped(list, func(r payouts.LedgerRow) LedgerRow {
		balance += r.Amount
		out := LedgerRow{
			At: r.At, Key: postingKey(r.Kind), Part: partOf(r.Kind), Amount: edge.Minor(r.Amount, c), Balance: edge.Minor(balance, c),
		}
		if id := orderOf(r, v); id != "" {
			out.Order, out.URL = w.t("ledger.order"), "/sell/orders/"+string(id)
		}
		return out
	})
	return rows, balance
}

// fees sums what the market kept of sales in [from, to), by rule and rate, from the
// frozen traces.
func (w words) fees(list []orders.VendorOrder, from, to time.Time, c money.Currency) ([]Fee, kernel.Money) {
	type key struct {
		rule string
		bp   money.BasisPoints
	}
	var keys []key
	base, fee := map[key]int64{}, map[key]int64{}
	var total, vat, vatBase int64
	for _, v := range list {
		if v.Currency != c || v.PaidAt.Before(from) || !v.PaidAt.Before(to) {
			continue
		}
		for _, l := range v.Lines {
			k := key{rule: w.rule(l.Fee.Trace)}
			if len(l.Fee.Trace.Rows) == 1 {
				k.bp = l.Fee.Trace.Rows[0].PercentBP
			}
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
			base[k] += l.Fee.Trace.Base.Total
			fee[k] += l.Fee.Commission
			total += l.Fee.Commission + l.Fee.VAT
			vat += l.Fee.VAT
			if l.Fee.VAT != 0 {
				vatBase += l.Fee.Commission
			}
		}
	}
	slices.SortFunc(keys, func(x, y key) int { return cmp.Or(cmp.Compare(fee[y], fee[x]), cmp.Compare(x.rule, y.rule)) })
	var out []Fee
	for _, k := range keys {
		out = append(out, Fee{Key: "commission", RateBP: int64(k.bp), Base: edge.Minor(base[k], c), Why: Link{Label: k.rule}, Amount: edge.Minor(fee[k], c)})
	}
	if vat != 0 {
		out = append(out, Fee{Key: "vat", Base: edge.Minor(vatBase, c), Why: Link{Label: w.t("fee.vat_why")}, Amount: edge.Minor(vat, c)})
	}
	return out, edge.Minor(total, c)
}
