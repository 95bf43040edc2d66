package seller_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/seller"
)

// TestBalanceBar proves that the parts of the bar are the total, and that the reasons for
// which money waits are what is held, also when the list of orders is cut.
func TestBalanceBar(t *testing.T) {
	t.Parallel()
	reasons := []string{"in_hold", "not_shipped", "not_delivered", "operator_hold", "newer"}
	rapid.Check(t, func(r *rapid.T) {
		cents := rapid.Int64Range(0, 1_000_000)
		b := payouts.Balance{Currency: money.EUR, Available: cents.Draw(r, "available"), InTransfer: cents.Draw(r, "way"), Reserved: cents.Draw(r, "reserve")}
		for range rapid.IntRange(0, 8).Draw(r, "orders") {
			w := payouts.Waiting{Amount: cents.Draw(r, "amount"), Reason: rapid.SampledFrom(reasons).Draw(r, "reason")}
			if rapid.Bool().Draw(r, "dated") {
				w.Until = now.Add(time.Duration(rapid.IntRange(1, 500).Draw(r, "hours")) * time.Hour)
			}
			b.Waiting = append(b.Waiting, w)
			b.Pending += w.Amount
		}
		b.Pending += cents.Draw(r, "not listed")
		view := seller.BalanceView(german(), b)
		if sum := view.OnTheWay.Amount + view.Available.Amount + view.Held.Amount + view.Reserve.Amount; sum != view.Total.Amount {
			r.Fatalf("parts %d, total %d", sum, view.Total.Amount)
		}
		var held, n int64
		for _, h := range view.Holds {
			held += h.Amount.Amount
			n += h.Orders
		}
		if held != b.Pending || n != int64(len(b.Waiting)) {
			r.Fatalf("reasons explain %d of %d, %d orders of %d", held, b.Pending, n, len(b.Waiting))
		}
	})
}

func TestHoldsSayWhen(t *testing.T) {
	t.Parallel()
	b := payouts.Balance{Currency: money.EUR, Pending: 300, Waiting: []payouts.Waiting{
		{Amount: 100, Reason: "in_hold", Until: now}, {Amount: 150, Reason: "in_hold", Until: now.AddDate(0, 0, 13)}, {Amount: 50, Reason: "not_shipped"},
	}}
	holds := seller.BalanceView(german(), b).Holds
	if len(holds) != 2 || holds[0].Key != "period" || holds[0].Free != "17.11.2026 – 30.11.2026" || holds[1].Free != "–" {
		t.Errorf("%+v", holds)
	}
}

func TestNextPayoutAddsUp(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ available, next int64 }{{100, 700}, {100, 100}, {500, 300}, {0, 0}} {
		c := seller.CalendarView(german(), payouts.Balance{Currency: money.EUR, Available: x.available, Next: &payouts.NextPayout{On: now, Amount: x.next}}, payouts.Weekly)
		var sum int64
		for _, r := range c.Rows {
			sum += r.Amounts[0].Amount
		}
		if sum != x.next || c.Total[0].Amount != x.next || c.Rule != "payout_rule.weekly" {
			t.Errorf("available %d, next %d: rows %d, %+v", x.available, x.next, sum, c)
		}
	}
	if c := seller.CalendarView(german(), payouts.Balance{}, payouts.Manual); len(c.Days) != 0 {
		t.Errorf("without a schedule %+v", c)
	}
}

// TestStatementAddsUp proves opening + rows = closing.
func TestStatementAddsUp(t *testing.T) {
	t.Parallel()
	kinds := []string{ledger.KindSale, ledger.KindCommission, ledger.KindRefundBefore, ledger.KindRefundAfter, ledger.KindTransfer, "newer", "newest"}
	rapid.Check(t, func(r *rapid.T) {
		st := payouts.Statement{Currency: money.EUR, From: now, To: now.AddDate(0, 1, 0), Opening: rapid.Int64Range(-1000, 1000).Draw(r, "opening")}
		st.Closing = st.Opening
		for _, k := range kinds {
			n := rapid.Int64Range(-10_000, 10_000).Draw(r, k)
			st.Sums = append(st.Sums, payouts.StatementSum{Kind: k, Amount: n})
			st.Closing += n
		}
		view := seller.StatementView(german(), st)
		var sum int64
		for _, row := range view.Rows {
			sum += row.Amount.Amount
			if row.Key != "opening" && (row.Mark == "−") != row.Amount.Negative() {
				r.Fatalf("mark %q of %d", row.Mark, row.Amount.Amount)
			}
		}
		if sum != view.End.Amount || view.End.Amount != st.Closing {
			r.Fatalf("rows %d, end %d, closing %d", sum, view.End.Amount, st.Closing)
		}
		if len(view.Rows) != 6 { // opening, sale, commission, refund, other, payout
			r.Fatalf("%d rows", len(view.Rows))
		}
	})
}

func TestMovements(t *testing.T) {
	t.Parallel()
	list := []payouts.LedgerRow{
		{At: now, Kind: ledger.KindCommission, Amount: -643, Order: "ord_9", VendorOrder: "vo_9_a"},
		{At: now, Kind: ledger.KindSale, Amount: 4989, Order: "ord_9"},
		{At: now.Add(time.Hour), Kind: ledger.KindTransfer, Amount: -4346},
	}
	rows, closing := seller.LedgerRows(german(), list, 100, "ven_a", money.EUR)
	got := ""
	for _, r := range rows {
		got += fmt.Sprintf("%s %d %d %s;", r.Key, r.Amount.Amount, r.Balance.Amount, r.URL)
	}
	if want := "sale 4989 5089 /sell/orders/vo_9_a;commission -643 4446 /sell/orders/vo_9_a;payout -4346 100 ;"; got != want || closing != 100 {
		t.Errorf("%s closing %d, want %s", got, closing, want)
	}
	if list[0].Kind != ledger.KindCommission {
		t.Error("what was read is sorted in place")
	}
	var body bytes.Buffer
	err := seller.LedgerCSV(&body, 4446, money.EUR, func(fn func(payouts.LedgerRow) error) error { return fn(list[2]) })
	want := "date,kind,reference,order,amount,balance,currency,note\n2026-11-17T10:12:00Z,transfer,,,-43.46,1.00,EUR,\n"
	if err != nil || body.String() != want {
		t.Errorf("%v %s", err, &body)
	}
}

// TestFees proves that every fee names its rule, and that the rows are the total.
func TestFees(t *testing.T) {
	t.Parallel()
	inside, outside, foreign := sold(t), sold(t), sold(t)
	outside.PaidAt = now.AddDate(0, -2, 0)
	foreign.Currency = money.PLN
	from := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	list, total := seller.FeesView(german(), []orders.VendorOrder{inside, outside, foreign}, from, from.AddDate(0, 1, 0), money.EUR)
	var sum int64
	for _, f := range list {
		sum += f.Amount.Amount
	}
	if len(list) != 2 || sum != 643 || total.Amount != 643 || list[0].RateBP != 1200 || list[0].Base.Amount != 4499 || list[0].Why.Label != "fee.rule Name=Küche No=4" {
		t.Errorf("%+v total %d", list, total.Amount)
	}
}
