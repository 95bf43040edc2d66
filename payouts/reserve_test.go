package payouts_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// keep sets a vendor's policy.
func (w *world) keep(v markthalle.VendorID, bp money.BasisPoints, days int, limit int64) {
	w.t.Helper()
	_, err := w.SetReserve(w.t.Context(), system, v, payouts.ReserveInput{Currency: "EUR", ShareBP: bp, Days: days, Cap: limit, Reason: "new shop"})
	require.NoError(w.t, err)
}

// entry is what one posted document moves.
func (w *world) entry(id string) lines {
	w.t.Helper()
	x, err := w.books.Transaction(w.t.Context(), id)
	require.NoError(w.t, err)
	out := lines{}
	for _, l := range x.Lines {
		out[l.Account] = l.Amount
	}
	return out
}

func (w *world) freed(n int) {
	w.t.Helper()
	got, err := w.FreeReserves(w.t.Context())
	require.NoError(w.t, err)
	require.Equal(w.t, n, got)
	w.drain()
}

// TestReserve is J13: of a release of 5000 the reserve keeps 10 %; after its days the next
// payout takes it.
func TestReserve(t *testing.T) {
	t.Parallel()
	w := newWorld(t, payouts.Policy{Minimum: -1})
	w.keep(ven2, 1000, 90, 0)
	w.simple("ord_1", ven2, 5000)
	w.delivered("ord_1", ven2)
	w.released(1)
	held, payable, reserve := ledger.VendorHeld(ven2), ledger.VendorPayable(ven2), ledger.VendorReserve(ven2)
	require.Equal(t, lines{held: 5000, payable: -4500, reserve: -500}, w.entry("release:vo_1_2:1"))
	until := w.clock.Now().AddDate(0, 0, 90)
	b, err := w.BalanceOf(t.Context(), system, ven2, "EUR")
	require.NoError(t, err)
	require.EqualValues(t, []int64{500, 4500, 0}, []int64{b.Reserved, b.Available, b.Pending})
	require.Equal(t, []payouts.Reserve{{VendorOrder: "vo_1_2", Number: w.settlement("ord_1", ven2).Number, Amount: 500, Until: until}}, b.Reserves)
	w.sound("ord_1")

	paid := w.run("c1")[ven2]
	require.Equal(t, payouts.PaidState, paid.State)
	require.EqualValues(t, 4500, paid.Total)
	kept, back := paid.Reserved()
	require.EqualValues(t, []int64{500, 0}, []int64{kept, back})
	w.sound("ord_1")

	w.freed(0) // not a day too early
	w.clock.Advance(90*24*time.Hour - 2*time.Minute)
	w.freed(0)
	w.wait(3 * time.Minute)
	w.freed(1)
	w.freed(0)
	require.Equal(t, lines{reserve: 500, payable: -500}, w.entry("reserve:vo_1_2"))
	w.sound("ord_1")
	last := w.run("c2")[ven2]
	require.Equal(t, payouts.PaidState, last.State)
	kept, back = last.Reserved()
	require.EqualValues(t, []int64{500, 0, 500}, []int64{last.Total, kept, back})
	for _, account := range []string{held, payable, reserve} {
		require.Zero(t, w.balance(account), account)
	}
	w.sound("ord_1")
}

// TestDebtWithReserve is J11 and J13 together: release 5000, reserve 500, debt 2143, so
// 2357 are transferred; the statement closes at 0 (MKT-61).
func TestDebtWithReserve(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven1, 20_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("20260126")
	w.wait(4 * 24 * time.Hour)
	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	require.EqualValues(t, 2143, w.balance(ledger.VendorPayable(ven2)))
	w.keep(ven2, 1000, 90, 0)
	w.simple("ord_next", ven2, 5000)
	w.delivered("ord_next", ven2)
	w.released(1)
	paid := w.run("20260216")[ven2]
	require.Equal(t, payouts.PaidState, paid.State)
	require.EqualValues(t, 2357, paid.Total)
	require.Zero(t, w.balance(ledger.VendorPayable(ven2)))
	require.EqualValues(t, -500, w.balance(ledger.VendorReserve(ven2)))
	w.sound("ord_w", "ord_next")
	st, err := w.StatementOf(t.Context(), system, ven2, "EUR", w.clock.Now())
	require.NoError(t, err)
	require.Zero(t, st.Closing)
	require.Contains(t, st.Sums, payouts.StatementSum{Kind: ledger.KindReserve, Amount: -500})
}

// TestReserveBearsRefunds: a refund after the release comes out of what is open, then out
// of the order's own reserve, and only then from the vendor's account.
func TestReserveBearsRefunds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, payouts.Policy{Minimum: -1})
	w.simple("ord_float", ven2, 20_000)
	w.keep(ven1, 1000, 90, 0)
	w.simple("ord_1", ven1, 5000)
	w.delivered("ord_1", ven1)
	w.released(1)
	w.run("c1")
	w.refund("ref_1", "ord_1", ven1, 0, units("line_1", 0, 300))
	reserve, payable := ledger.VendorReserve(ven1), ledger.VendorPayable(ven1)
	require.Equal(t, lines{reserve: 300, payable: -300}, w.entry("reserve:vo_1_1:ref_1"))
	require.EqualValues(t, -200, w.balance(reserve))
	require.Zero(t, w.settlement("ord_1", ven1).Reversed, "nothing is asked back")
	w.sound("ord_1")
	w.refund("ref_2", "ord_1", ven1, 0, units("line_1", 0, 700))
	require.EqualValues(t, 500, w.settlement("ord_1", ven1).Reversed)
	for _, account := range []string{reserve, payable} {
		require.Zero(t, w.balance(account), account)
	}
	w.sound("ord_1")
	w.wait(91 * 24 * time.Hour)
	w.freed(0)
}

// TestReserveCap: a reserve stops at its cap and fills up again; a fixed target stays until
// it is freed by a person.
func TestReserveCap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, payouts.Policy{Minimum: -1})
	w.keep(ven1, 1000, 90, 700)
	for i, want := range []int64{500, 200, 0} {
		o := markthalle.OrderID(fmt.Sprintf("ord_%d", i))
		w.simple(o, ven1, 5000)
		w.delivered(o, ven1)
		w.released(1)
		require.Equal(t, want, w.settlement(o, ven1).Reserved, o)
	}
	w.keep(ven1, 5000, 0, 1000)
	w.simple("ord_target", ven1, 5000)
	w.delivered("ord_target", ven1)
	w.released(1)
	x := w.settlement("ord_target", ven1)
	require.EqualValues(t, 300, x.Reserved)
	require.True(t, x.ReserveUntil.IsZero())
	w.wait(200 * 24 * time.Hour)
	w.freed(2)
	b, err := w.BalanceOf(t.Context(), system, ven1, "EUR")
	require.NoError(t, err)
	require.EqualValues(t, 300, b.Reserved)
	require.Len(t, b.Reserves, 1)
	n, err := w.EndReserve(t.Context(), system, ven1, "EUR", "the target is given up")
	require.NoError(t, err)
	require.EqualValues(t, 300, n)
	w.drain()
	require.Zero(t, w.balance(ledger.VendorReserve(ven1)))
	n, err = w.EndReserve(t.Context(), system, ven1, "EUR", "the target is given up")
	require.NoError(t, err)
	require.Zero(t, n)
	w.sound("ord_0", "ord_1", "ord_2", "ord_target")
}

// TestReserveIsStoppedByHolds: while a bank decides, nothing comes out of the reserve.
func TestReserveIsStoppedByHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, payouts.Policy{Minimum: -1})
	w.simple("ord_float", ven2, 40_000)
	w.keep(ven1, 1000, 1, 0)
	w.simple("ord_1", ven1, 5000)
	w.delivered("ord_1", ven1)
	w.released(1)
	id := w.dispute("ord_1", "general", false)
	w.wait(48 * time.Hour)
	w.freed(0)
	w.decide(id, "won")
	w.wait(24 * time.Hour)
	w.freed(1)
	w.sound("ord_1")
}

// TestReserveForecast: the next payout counts what the reserve will keep and give back.
func TestReserveForecast(t *testing.T) {
	t.Parallel()
	w := newWorld(t, payouts.Policy{Minimum: -1, Hold: 24 * time.Hour})
	w.keep(ven1, 1000, 3, 600)
	w.simple("ord_1", ven1, 5000)
	w.delivered("ord_1", ven1)
	w.wait(24 * time.Hour)
	_, err := w.ReleaseDue(t.Context())
	require.NoError(t, err)
	w.simple("ord_2", ven1, 7000)
	w.delivered("ord_2", ven1)
	b, err := w.BalanceOf(t.Context(), system, ven1, "EUR")
	require.NoError(t, err)
	w.wait(b.Next.On.Sub(w.clock.Now()))
	for _, due := range []func(context.Context) (int, error){w.FreeReserves, w.ReleaseDue} {
		_, err := due(t.Context())
		require.NoError(t, err)
		w.drain()
	}
	require.Equal(t, b.Next.Amount, w.run("c1")[ven1].Total)
	w.sound("ord_1", "ord_2")
}

// TestReservePolicy: who may set it, and what it may be; all faults at once.
func TestReservePolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.SetReserve(ctx, system, ven1, payouts.ReserveInput{Currency: "EURO", ShareBP: 5001, Days: 181, Cap: -1})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "payouts.reserve", e.Code)
	require.Len(t, e.Fields, 5)
	_, err = w.SetReserve(ctx, system, ven1, payouts.ReserveInput{Currency: "EUR", ShareBP: 100, Reason: "new shop"})
	require.ErrorAs(t, err, &e)
	require.Equal(t, "/days", e.Fields[0].Pointer)
	_, err = w.SetReserve(ctx, system, "ven_nobody", payouts.ReserveInput{Currency: "EUR", Reason: "new shop"})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err = w.SetReserve(ctx, vendor, ven1, payouts.ReserveInput{Currency: "EUR", Reason: "none please"})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.EndReserve(ctx, vendor, ven1, "EUR", "now please")
	require.ErrorIs(t, err, markthalle.ErrPermission)
	w.keep(ven1, 1000, 90, 0)
	w.keep(ven1, 0, 0, 0)
	p, err := w.ReserveOf(ctx, vendor, ven1, "EUR")
	require.NoError(t, err)
	require.Zero(t, p.ShareBP)
	_, err = w.ReserveOf(ctx, vendor, ven2, "EUR")
	require.Error(t, err)
}

// TestStatementCSVHasEveryRow: beyond what a statement lists, the CSV goes on; its rows
// add up from the opening to the closing.
func TestStatementCSVHasEveryRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const n, listed = 10_050, 10_000
	var list []ledger.Transaction
	at := w.clock.Now()
	for i := range n {
		x := ledger.Transaction{
			Meta: store.Meta{ID: fmt.Sprintf("adjust:%d", i)}, Kind: ledger.KindManual, Currency: "EUR", Vendor: ven1,
			EffectiveAt: at.Add(time.Duration(i) * time.Minute / 2),
		}
		x.Debit(ledger.ExpGoodwill, int64(i+1))
		x.Credit(ledger.VendorPayable(ven1), int64(i+1))
		list = append(list, x)
	}
	for _, err := range w.books.PostAll(t.Context(), list) {
		require.NoError(t, err)
	}
	st, err := w.StatementOf(t.Context(), system, ven1, "EUR", at)
	require.NoError(t, err)
	require.Len(t, st.Rows, listed)
	require.EqualValues(t, n-listed, st.More)
	require.EqualValues(t, n*(n+1)/2, st.Closing)
	f, err := w.StatementCSV(t.Context(), st)
	require.NoError(t, err)
	name := f.Name()
	body, err := io.ReadAll(f)
	require.NoError(t, err)
	require.EqualValues(t, f.Size, len(body))
	require.NoError(t, f.Close())
	require.NoFileExists(t, name)
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, n+3)
	var sum int64
	for _, r := range rows[1 : len(rows)-1] {
		a, err := money.Parse(r[4], "EUR")
		require.NoError(t, err)
		sum += a.Minor
	}
	require.Equal(t, st.Closing, sum)
	require.Equal(t, money.New(sum, "EUR").Decimal(), rows[len(rows)-1][4])
}
