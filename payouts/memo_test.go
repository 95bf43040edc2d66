package payouts_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

// memo is what the memo book says of a vendor's account in euros: funding, available, in
// transit, bank, debit positive.
func (w *world) memo(v markthalle.VendorID) [4]int64 {
	w.t.Helper()
	var out [4]int64
	for i, part := range []string{ledger.ConnFunding, ledger.ConnAvailable, ledger.ConnInTransit, ledger.ConnBank} {
		out[i] = w.balance(ledger.Connected(v, part))
	}
	return out
}

// memoHolds checks that the memo book balances by itself and says what the provider says:
// for each vendor and currency what the account has, what is on its way, what has arrived.
func (w *world) memoHolds(list ...markthalle.VendorID) {
	w.t.Helper()
	ctx := w.t.Context()
	trial, err := w.books.MemoTrialBalance(ctx)
	require.NoError(w.t, err)
	for _, x := range trial {
		require.Zero(w.t, x.Difference())
	}
	for _, v := range list {
		want := map[money.Currency]*payouts.MemoBalance{}
		of := func(c money.Currency) *payouts.MemoBalance {
			if want[c] == nil {
				want[c] = &payouts.MemoBalance{Currency: c}
			}
			return want[c]
		}
		held, err := w.pay.ProviderBalances(ctx, v)
		require.NoError(w.t, err)
		for _, b := range held {
			of(b.Currency).Available += b.Available + b.Pending
		}
		require.NoError(w.t, w.pay.PayoutsAtProvider(ctx, v, time.Time{}, time.Time{}, func(p payments.ProviderPayout) error {
			switch p.State {
			case payments.PayoutPaid:
				of(p.Amount.Currency).Bank += p.Amount.Minor
			case payments.PayoutPending, payments.PayoutInTransit:
				of(p.Amount.Currency).InTransit += p.Amount.Minor
			}
			return nil
		}))
		got, err := w.MemoOf(ctx, system, v)
		require.NoError(w.t, err)
		seen := map[money.Currency]bool{}
		for _, b := range got {
			seen[b.Currency] = true
			x := of(b.Currency)
			x.Funded = x.Available + x.InTransit + x.Bank
			require.Equal(w.t, *x, b, "%s", v)
		}
		for c, b := range want {
			require.True(w.t, seen[c] || *b == payouts.MemoBalance{Currency: c}, "%s has %+v, the memo book nothing", v, b)
		}
	}
}

// transferred is the worked sale after the transfers: ven_1 has 3574 (J6b).
func transferred(t *testing.T) *world {
	t.Helper()
	w := sold(t)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("c1")
	return w
}

// sent is the one payout of a vendor's account that is on its way, or arrived.
func (w *world) sent(v markthalle.VendorID) payments.BankPayout {
	w.t.Helper()
	page, err := w.pay.BankPayouts(w.t.Context(), v, markthalle.PageQuery{Limit: 1})
	require.NoError(w.t, err)
	require.Len(w.t, page.Items, 1)
	return page.Items[0]
}

// TestMemoBook posts J10a to J10d with the worked numbers: funded, on its way, paid, and
// back after it was paid.
func TestMemoBook(t *testing.T) {
	t.Parallel()
	w := transferred(t)
	before, err := w.books.TrialBalance(t.Context())
	require.NoError(t, err)
	require.Equal(t, [4]int64{-3574, 3574, 0, 0}, w.memo(ven1), "J10a")
	w.memoHolds(ven1, ven2)

	next := w.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
	w.wait(next.Sub(w.clock.Now()))
	require.Equal(t, [4]int64{-3574, 0, 3574, 0}, w.memo(ven1), "J10b")
	w.memoHolds(ven1, ven2)
	w.wait(25 * time.Hour)
	require.Equal(t, [4]int64{-3574, 0, 0, 3574}, w.memo(ven1), "J10c")
	w.memoHolds(ven1, ven2)
	p := w.sent(ven1)
	require.Equal(t, payments.PayoutPaid, p.State)
	require.NoError(t, w.sim.DecidePayout(p.ID, "failed", "account_closed"))
	w.wait(time.Minute)
	require.Equal(t, [4]int64{-3574, 3574, 0, 0}, w.memo(ven1), "J10d")
	require.Equal(t, "account_closed", w.sent(ven1).Failure)
	for range 2 { // what is read again is posted once
		require.NoError(t, w.SweepMemo(t.Context()))
		require.NoError(t, w.KeepBankPayout(t.Context(), payments.BankPayoutMoved{}, store.Cause{ID: p.ID}))
		w.drain()
	}
	w.memoHolds(ven1, ven2)
	after, err := w.books.TrialBalance(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after, "the market's books do not see it")
	entries, err := w.books.ByProvider(t.Context(), p.ID)
	require.NoError(t, err)
	require.Len(t, entries, 3)
	list, err := w.books.ByOrder(t.Context(), "ord_w")
	require.NoError(t, err)
	for _, x := range list {
		require.False(t, x.InMemo(), "an order's entries are the market's")
	}
}

// TestMemoReturnedUnderway is J10d for a payout that fails before it arrives, and one that
// is heard of only when it has failed.
func TestMemoReturnedUnderway(t *testing.T) {
	t.Parallel()
	for _, deaf := range []bool{false, true} {
		w := transferred(t)
		w.deaf = deaf
		next := w.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
		w.wait(next.Sub(w.clock.Now()))
		var id string
		require.NoError(t, w.pay.PayoutsAtProvider(t.Context(), ven1, time.Time{}, time.Time{}, func(p payments.ProviderPayout) error {
			id = p.ID
			return nil
		}))
		require.NoError(t, w.sim.DecidePayout(id, "failed", "no_account"))
		w.wait(time.Minute)
		if deaf {
			require.Equal(t, [4]int64{-3574, 3574, 0, 0}, w.memo(ven1), "nothing was heard of it")
			require.NoError(t, w.SweepMemo(t.Context()))
		}
		require.Equal(t, [4]int64{-3574, 3574, 0, 0}, w.memo(ven1))
		entries, err := w.books.ByProvider(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, entries, 2)
		w.deaf = false
		w.memoHolds(ven1)
	}
}

// teller is a provider that says about payouts what the test says.
type teller struct {
	payments.Gateway
	now map[string]payments.ProviderPayout
}

func (g *teller) Payout(_ context.Context, _, id string) (payments.ProviderPayout, error) {
	return g.now[id], nil
}

// TestMemoInAnyOrder (property): however often, and however late, the states of payouts are
// read, the memo book ends where the money is, and balances at every step.
func TestMemoInAnyOrder(t *testing.T) {
	t.Parallel()
	db, clock, ids := storetest.OpenClock(t)
	g := &teller{Gateway: newWorld(t).gateway, now: map[string]payments.ProviderPayout{}}
	books := ledger.New(ledger.Deps{DB: db, Wall: clock})
	pay := payments.New(payments.Deps{DB: db, Gateway: g, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	s := payouts.New(payouts.Deps{DB: db, Clock: clock, IDs: ids, Ledger: books, Payments: pay})
	store.On(db, "payouts.keep_bank_payout", s.KeepBankPayout)
	require.NoError(t, db.Ensure(t.Context()))
	paths := [][]string{
		{"pending", "in_transit", "paid"}, {"pending", "in_transit", "failed"}, {"pending", "canceled"}, {"pending", "in_transit", "paid", "failed"}, {"pending"},
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		vendor := markthalle.VendorID(fmt.Sprintf("ven_p%d", n))
		_, err := pay.EnsureAccount(t.Context(), payments.OnboardInput{Vendor: vendor, Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR"})
		fatal(rt, err)
		var want [3]int64 // available, in transit, bank
		for i := range rapid.IntRange(1, 4).Draw(rt, "payouts") {
			id, amount := fmt.Sprintf("po_%d_%d", n, i), rapid.Int64Range(1, 9999).Draw(rt, "amount")
			path := rapid.SampledFrom(paths).Draw(rt, "path")
			reads := rapid.SliceOfN(rapid.IntRange(0, len(path)-1), 0, 6).Draw(rt, "reads")
			for _, at := range append(reads, len(path)-1) { // a stale answer may come after a later one
				g.now[id] = payments.ProviderPayout{ID: id, Amount: money.New(amount, "EUR"), State: path[at], CreatedAt: clock.Now()}
				_, err := pay.RefreshBankPayout(t.Context(), vendor, id)
				fatal(rt, err)
				if rapid.Bool().Draw(rt, "drain") {
					fatal(rt, db.Drain(t.Context()))
				}
			}
			end := path[len(path)-1]
			switch {
			case end == "pending" || end == "in_transit":
				want[0], want[1] = want[0]-amount, want[1]+amount
			case end == "paid":
				want[0], want[2] = want[0]-amount, want[2]+amount
			}
		}
		fatal(rt, db.Drain(t.Context()))
		for i, part := range []string{ledger.ConnAvailable, ledger.ConnInTransit, ledger.ConnBank} {
			got, err := books.Balance(t.Context(), ledger.Connected(vendor, part), "EUR")
			fatal(rt, err)
			if got != want[i] {
				rt.Fatalf("%s is %d, the provider says %d", part, got, want[i])
			}
		}
		trial, err := books.MemoTrialBalance(t.Context())
		fatal(rt, err)
		for _, x := range trial {
			if x.Difference() != 0 {
				rt.Fatalf("the memo book differs by %d", x.Difference())
			}
		}
	})
}

// TestMemoOpened: a market whose transfers are older than its memo book gets it complete
// from its books and the provider's payouts, by the first comparison, once.
func TestMemoOpened(t *testing.T) {
	t.Parallel()
	w := sold(t)
	account, err := w.pay.Account(t.Context(), ven1)
	require.NoError(t, err)
	w.deaf = true
	got, err := w.gateway.CreateTransfer(t.Context(), payments.TransferRequest{
		Key: "old", Destination: account.Provider, Amount: money.New(3574, "EUR"), Group: "order_ord_old",
	})
	require.NoError(t, err)
	old := ledger.Transaction{
		Meta: store.Meta{ID: "transfer:tr_old"}, Kind: ledger.KindTransfer, Currency: "EUR", EffectiveAt: w.clock.Now(), Vendor: ven1, StripeIDs: []string{got.ID},
	}
	old.Debit(ledger.VendorPayable(ven1), 3574)
	old.Credit(ledger.StripeAvailable, 3574)
	require.NoError(t, w.books.Post(t.Context(), old))
	w.wait(20 * 24 * time.Hour)
	require.Equal(t, [4]int64{}, w.memo(ven1))
	for range 2 {
		require.Empty(t, w.reconcile(10*time.Hour).Differences)
		require.Equal(t, [4]int64{-3574, 0, 0, 3574}, w.memo(ven1))
	}
	w.memoHolds(ven1, ven2)
}

// planted is an entry of the memo book that nothing at the provider stands behind.
func (w *world) planted(id, object, to, from string, amount int64) {
	w.t.Helper()
	x := ledger.Transaction{
		Meta: store.Meta{ID: id}, Kind: ledger.KindMemo, Currency: "EUR", EffectiveAt: w.clock.Now(), Vendor: ven1, StripeIDs: []string{object},
	}
	x.Debit(ledger.Connected(ven1, to), amount)
	x.Credit(ledger.Connected(ven1, from), amount)
	require.NoError(w.t, w.books.Post(w.t.Context(), x))
}

// planting is one kind of difference about a vendor's account, and what is done about it.
type planting struct {
	plant func(w *world, p payments.BankPayout) (object string)
	kind  string
	do    payouts.Resolve
	more  int // other differences that the same plant makes
	memo  [4]int64
}

var plantings = map[string]planting{
	"booked, never made": {func(w *world, _ payments.BankPayout) string {
		w.planted("memo:po_ghost:created", "po_ghost", ledger.ConnInTransit, ledger.ConnAvailable, 100)
		return "po_ghost"
	}, payouts.MissingThere, payouts.Adopt, 1, [4]int64{-3574, 0, 0, 3574}},
	"booked, left otherwise": {func(w *world, _ payments.BankPayout) string {
		w.planted("memo:po_ghost:created", "po_ghost", ledger.ConnInTransit, ledger.ConnFunding, 100)
		return "po_ghost"
	}, payouts.MissingThere, payouts.WriteOffDifference, 0, [4]int64{-3574, 0, 0, 3574}},
	"another amount": {func(w *world, p payments.BankPayout) string {
		w.planted("memo:"+p.ID+":more", p.ID, ledger.ConnBank, ledger.ConnAvailable, 1)
		return p.ID
	}, payouts.AmountDiffers, payouts.Adopt, 1, [4]int64{-3574, 0, 0, 3574}},
	"booked twice": {func(w *world, p payments.BankPayout) string {
		w.planted("memo:"+p.ID+":again", p.ID, ledger.ConnBank, ledger.ConnAvailable, p.Amount.Minor)
		return p.ID
	}, payouts.TwiceHere, payouts.Adopt, 1, [4]int64{-3574, 0, 0, 3574}},
	"elsewhere": {func(w *world, p payments.BankPayout) string {
		w.planted("memo:"+p.ID+":back", p.ID, ledger.ConnInTransit, ledger.ConnBank, p.Amount.Minor)
		return p.ID
	}, payouts.StateDiffers, payouts.Adopt, 0, [4]int64{-3574, 0, 0, 3574}},
	"came back unheard": {func(w *world, p payments.BankPayout) string {
		w.deaf = true
		require.NoError(w.t, w.sim.DecidePayout(p.ID, "failed", "account_closed"))
		w.wait(time.Minute)
		return p.ID
	}, payouts.StateDiffers, payouts.Replay, 1, [4]int64{-3574, 3574, 0, 0}},
	"a transfer's funds": {func(w *world, _ payments.BankPayout) string {
		list, err := w.pay.TransfersOf(w.t.Context(), "ord_w")
		require.NoError(w.t, err)
		for _, x := range list {
			if x.Vendor == ven1 {
				w.planted("memo:more", x.Provider, ledger.ConnAvailable, ledger.ConnFunding, 5)
				return x.Provider
			}
		}
		return ""
	}, payouts.MemoDiffers, payouts.Adopt, 1, [4]int64{-3574, 0, 0, 3574}},
}

// TestPayoutsCompared (PAY-90): each payout of a vendor's account is compared with the memo
// book, and each entry with the provider. Every planted difference is found by its kind,
// none is invented, and each is resolved by what may be done about it.
func TestPayoutsCompared(t *testing.T) {
	t.Parallel()
	for name, c := range plantings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := transferred(t)
			w.wait(3 * 24 * time.Hour)
			require.Equal(t, [4]int64{-3574, 0, 0, 3574}, w.memo(ven1))
			require.Empty(t, w.reconcile(30*24*time.Hour).Differences)
			object := c.plant(w, w.sent(ven1))
			r := w.reconcile(30 * 24 * time.Hour)
			got := map[string]payouts.Difference{}
			for _, d := range r.Differences {
				got[d.Object] = d
			}
			require.Len(t, r.Differences, 1+c.more, "%+v", r.Differences)
			require.Equal(t, c.kind, got[object].Kind, "%+v", r.Differences)
			require.Equal(t, ven1, got[object].Vendor)
			if c.more > 0 {
				require.Equal(t, payouts.AccountDiffers, got["ven_1|EUR"].Kind)
			}
			_, err := w.ResolveIncident(t.Context(), system, w.about(c.kind).ID, c.do, "looked into")
			require.NoError(t, err)
			w.drain()
			require.Empty(t, w.reconcile(30*24*time.Hour).Differences)
			require.Empty(t, w.open())
			require.Equal(t, c.memo, w.memo(ven1))
			w.memoHolds(ven1, ven2)
			w.sound("ord_w")
		})
	}
}

// TestAccountAdopted: money that reached a vendor's account without the market is put into
// the memo book as it is; a payout that was not heard of is read again, and then there is
// nothing to decide.
func TestAccountAdopted(t *testing.T) {
	t.Parallel()
	w := transferred(t)
	ctx := t.Context()
	account, err := w.pay.Account(ctx, ven1)
	require.NoError(t, err)
	_, err = w.gateway.CreateTransfer(ctx, payments.TransferRequest{Key: "by-hand", Destination: account.Provider, Amount: money.New(250, "EUR"), Group: "other"})
	require.NoError(t, err)
	require.Len(t, w.reconcile(time.Hour).Differences, 3, "the transfer, the account, the market's balance")
	out, err := w.ResolveIncident(ctx, system, w.about(payouts.AccountDiffers).ID, payouts.Adopt, "a gift of the founder")
	require.NoError(t, err)
	require.EqualValues(t, []int64{3574, 3824}, []int64{out.Ours, out.Theirs})
	w.drain()
	require.Equal(t, [4]int64{-3824, 3824, 0, 0}, w.memo(ven1))

	w.deaf = true
	next := w.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
	w.wait(next.Sub(w.clock.Now()))
	w.deaf = false
	kinds := map[string]int{}
	for _, d := range w.reconcile(26 * time.Hour).Differences {
		kinds[d.Kind]++
	}
	require.Equal(t, 2, kinds[payouts.AccountDiffers], "of both vendors: %v", kinds)
	for range 2 {
		out, err = w.ResolveIncident(ctx, system, w.about(payouts.AccountDiffers).ID, payouts.Adopt, "looks odd")
		require.NoError(t, err)
		require.Equal(t, "agrees", out.Outcome)
	}
	w.drain()
	require.Equal(t, [4]int64{-3824, 0, 3824, 0}, w.memo(ven1))
	w.memoHolds(ven1, ven2)
}
