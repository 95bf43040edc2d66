package payouts_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

const (
	ven1 = markthalle.VendorID("ven_1")
	ven2 = markthalle.VendorID("ven_2")
)

var system = markthalle.SystemActor("test")

// world is a market's money with everything that it stands on: payments over the
// simulator, vendors that can be paid, orders that were placed.
type world struct {
	*payouts.Service
	t       *testing.T
	db      *store.DB
	clock   *markthalle.ManualClock
	sim     *stripesim.Simulator
	pay     *payments.Service
	orders  *orders.Service
	books   *ledger.Service
	sellers *vendors.Service
	driver  *frail
	gateway payments.Gateway
	deaf    bool   // the provider's letters are lost
	card    string // with which buyers pay
	// post takes the provider's letters instead, when it is set; secrets are those that
	// the market's endpoints sign with, by scope.
	post    func(scope string, body []byte)
	secrets map[string]string
	rounds  *store.Rounds // drains that do not look for other processes' events; nil looks
}

// ears is a gateway that remembers the secrets of its endpoints.
type ears struct {
	payments.Gateway
	secrets map[string]string
}

func (e ears) SetSecret(scope, secret string) error {
	e.secrets[scope] = secret
	return e.Gateway.SetSecret(scope, secret)
}

// frail is a store that dies at a write and stays dead until it is mended.
type frail struct {
	store.Driver
	left  atomic.Int64 // writes until it dies; negative: dead
	on    atomic.Bool
	reads atomic.Int64
	// before is called before something is inserted into a table; nil: nothing happens.
	before func(table string)
}

func (f *frail) Get(ctx context.Context, table string, ids []string) ([]store.Raw, error) {
	f.reads.Add(1)
	return f.Driver.Get(ctx, table, ids)
}

func (f *frail) Find(ctx context.Context, table string, s store.Select) ([]store.Raw, error) {
	f.reads.Add(1)
	return f.Driver.Find(ctx, table, s)
}

var errDead = errors.New("the process was killed")

func (f *frail) dead() bool { return f.on.Load() && f.left.Add(-1) < 0 }

func (f *frail) dieAfter(n int64) { f.left.Store(n); f.on.Store(true) }

// mend reports whether it had died.
func (f *frail) mend() bool { f.on.Store(false); return f.left.Load() < 0 }

func (f *frail) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	if f.before != nil {
		f.before(table)
	}
	if f.dead() {
		out := make([]error, len(docs))
		for i := range out {
			out[i] = errDead
		}
		return out
	}
	return f.Driver.Insert(ctx, table, docs)
}

func (f *frail) Replace(ctx context.Context, table string, old, doc store.Raw) error {
	if f.dead() {
		return errDead
	}
	return f.Driver.Replace(ctx, table, old, doc)
}

// newWorld opens a market's money in which ven_1 and ven_2 can be paid.
func newWorld(t *testing.T, policy ...payouts.Policy) *world {
	t.Helper()
	return newWorldOn(t, sqlite.Options{Readers: 2}, policy...)
}

// newWorldOn is newWorld on a store with options.
func newWorldOn(t *testing.T, o sqlite.Options, policy ...payouts.Policy) *world {
	t.Helper()
	inner, err := sqlite.Open(t.TempDir(), o)
	require.NoError(t, err)
	clock := markthalle.NewManualClock(storetest.Begin)
	ids := markthalle.NewIDs(clock, storetest.Seeded(1))
	w := &world{t: t, card: "4242424242424242", clock: clock, driver: &frail{Driver: inner}, secrets: map[string]string{}}
	w.db = storetest.OpenOn(t, w.driver, store.Options{Clock: clock, Wall: clock, IDs: ids})
	w.sim, err = stripesim.New(stripesim.Config{
		Clock: clock, Wall: clock, IDs: markthalle.NewIDs(clock, storetest.Seeded(2)), BasePath: "/stripe-simulator",
		PublicURL: func() string { return "http://127.0.0.1:8080" }, Deliver: w.deliver, SettleDelay: stripesim.DefaultSettleDelay,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.sim.Close()) })
	g, err := stripeconnect.New(stripeconnect.Config{Key: "sk_test_sim_1", BaseURL: "http://simulator.invalid", Transport: w.sim.Transport(), Clock: clock})
	require.NoError(t, err)
	w.gateway = ears{g, w.secrets}
	w.pay = payments.New(payments.Deps{DB: w.db, Gateway: w.gateway, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	w.sellers = vendors.New(vendors.Deps{DB: w.db, Config: vendors.DefaultConfig()})
	w.orders = orders.New(orders.Deps{DB: w.db, Clock: clock, IDs: ids, Vendors: w.sellers, Payments: w.pay, Log: slog.New(slog.DiscardHandler)})
	w.books = ledger.New(ledger.Deps{DB: w.db, Wall: clock})
	p := payouts.Policy{VATCountry: "DE"}
	if len(policy) > 0 {
		p = policy[0]
		p.VATCountry = "DE"
	}
	w.Service = payouts.New(payouts.Deps{
		DB: w.db, Clock: clock, IDs: ids, Ledger: w.books, Payments: w.pay, Orders: w.orders, Vendors: w.sellers,
		Returns: returns.New(returns.Deps{DB: w.db, Clock: clock, Orders: w.orders, Vendors: w.sellers}),
		Bucket:  memblob.OpenBucket(nil),
		Log:     slog.New(slog.DiscardHandler), Policy: p,
	})
	w.react()
	require.NoError(t, w.db.Ensure(t.Context()))
	require.NoError(t, w.pay.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
	for _, v := range []markthalle.VendorID{ven1, ven2} {
		w.seller(v)
	}
	return w
}

func (w *world) deliver(ctx context.Context, to string, h http.Header, body []byte) (int, error) {
	if w.deaf {
		return http.StatusOK, nil
	}
	if w.post != nil {
		w.post(to[strings.LastIndexByte(to, '/')+1:], body)
		return http.StatusOK, nil
	}
	if err := w.pay.Receive(ctx, to[strings.LastIndexByte(to, '/')+1:], h, body); err != nil {
		return http.StatusInternalServerError, err
	}
	return http.StatusOK, nil
}

// react registers what the composition root does, as far as money is concerned.
func (w *world) react() {
	db, p := w.db, w.Service
	store.On(db, "payments.process_event", w.pay.ProcessEvent)
	store.On(db, "payments.execute_refund", w.pay.ExecuteRefund)
	store.On(db, "payments.execute_transfer", w.pay.ExecuteTransfer)
	store.On(db, "payments.execute_reversal", w.pay.ExecuteReversal)
	store.On(db, "payments.refund_stray", w.pay.RefundStray)
	store.On(db, "vendors.payout_status", func(ctx context.Context, e payments.AccountChanged, _ store.Cause) error {
		return w.sellers.SetPayoutStatus(ctx, e.Vendor, vendors.PayoutStatus{
			Account: e.Account, Status: string(e.Status), Transferable: e.Transferable, CurrentlyDue: e.CurrentlyDue, Deadline: e.Deadline,
		})
	})
	store.On(db, "payouts.post_fee", p.PostFee)
	store.On(db, "payouts.post_available", p.PostAvailable)
	store.On(db, "payouts.post_stray", p.PostStray)
	store.On(db, "payouts.apply_refund", p.ApplyRefund)
	store.On(db, "payouts.post_refund", p.PostRefund)
	store.On(db, "payouts.send_refund", p.SendRefund)
	store.On(db, "payouts.free_refund", p.FreeRefund)
	store.On(db, "payouts.post_refund_paid", p.PostRefundPaid)
	store.On(db, "payouts.reverse_transfers", p.ReverseTransfers)
	store.On(db, "payouts.post_refund_failed", p.PostRefundFailed)
	store.On(db, "payouts.post_reversal", p.PostReversal)
	store.On(db, "payouts.keep_debt", p.KeepDebt)
	store.On(db, "payouts.post_release", p.PostRelease)
	store.On(db, "payouts.post_reserve_freed", p.PostReserveFreed)
	store.On(db, "payouts.complete_order", p.CompleteOrder)
	store.On(db, "payouts.make_transfers", p.MakeTransfers)
	store.On(db, "payouts.post_transfer", p.PostTransfer)
	store.On(db, "payouts.settle_transfer", p.SettleTransfer)
	store.On(db, "payouts.finish_part", p.FinishPart)
	store.On(db, "payouts.hold_part", p.HoldPart)
	store.On(db, "payouts.close_claims", p.CloseClaims)
	store.On(db, "payments.block_refunds", w.pay.BlockRefunds)
	store.On(db, "payments.send_evidence", w.pay.SendEvidence)
	store.On(db, "payments.close_dispute", w.pay.CloseDispute)
	store.On(db, "payouts.post_dispute", p.PostDispute)
	store.On(db, "payouts.freeze_order", p.FreezeOrder)
	store.On(db, "payouts.note_inquiry", p.NoteInquiry)
	store.On(db, "payouts.note_warning", p.NoteWarning)
	store.On(db, "payouts.end_warning", p.EndWarning)
	store.On(db, "payouts.warning_disputed", p.WarningDisputed)
	store.On(db, "payouts.settle_dispute", p.SettleDispute)
	store.On(db, "payouts.apply_chargeback", p.ApplyChargeback)
	store.On(db, "payouts.post_chargeback", p.PostChargeback)
	store.On(db, "payouts.post_chargeback_rest", p.PostChargebackRest)
	store.On(db, "payouts.ask_back", p.AskBack)
	store.On(db, "payouts.keep_bank_payout", p.KeepBankPayout)
	store.On(db, "payouts.reconcile", p.Reconcile)
	store.On(db, "payouts.post_approved", p.PostApproved)
	store.On(db, "payouts.follow_tax_data", p.FollowTaxData)
	store.On(db, "payouts.hold_tax_payouts", p.HoldTaxPayouts)
	store.On(db, "payouts.number_invoice", p.NumberInvoice)
	store.On(db, "payouts.post_paid_otherwise", p.PostPaidOtherwise)
	store.On(db, "payouts.post_resolution", p.PostResolution)
	store.On(db, "payouts.report_debts", p.ReportDebts)
}

// seller establishes a vendor and, through the simulator, the account it is paid to.
func (w *world) seller(id markthalle.VendorID) {
	w.t.Helper()
	ctx := w.t.Context()
	out, err := w.sellers.Establish(ctx, system, []vendors.Founding{{ID: id, Application: vendors.Application{
		SellerKind: vendors.Business, LegalName: "Töpferei GmbH", ShopName: "Töpferei " + string(id), Country: "DE",
		Email: string(id) + "@example.com",
	}}})
	require.NoError(w.t, err)
	require.NoError(w.t, out[0].Err)
	a, err := w.pay.EnsureAccount(ctx, payments.OnboardInput{Vendor: id, Country: "DE", Email: "v@example.com", Name: "Pottery", Business: true, Currency: "EUR"})
	require.NoError(w.t, err)
	require.NoError(w.t, w.sim.DecideAccount(a.Provider, "enabled", ""))
	_, err = w.pay.RefreshAccount(ctx, id)
	require.NoError(w.t, err)
	w.drain()
}

func (w *world) drain() {
	w.t.Helper()
	if w.rounds != nil {
		_, err := w.rounds.Drain(w.t.Context())
		require.NoError(w.t, err)
		return
	}
	require.NoError(w.t, w.db.Drain(w.t.Context()))
}

// wait lets time pass for everybody and does what is due, as the market's tick does.
func (w *world) wait(d time.Duration) {
	w.t.Helper()
	w.clock.Advance(d)
	for range 2 { // what the market asks for is done, and heard of
		_, err := w.sim.RunDue(w.t.Context(), w.clock.Now())
		require.NoError(w.t, err)
		w.drain()
		_, err = w.pay.PollDue(w.t.Context())
		require.NoError(w.t, err)
		w.drain()
	}
}

// line is a line of an order with the fee on it. What it costs the buyer is what the
// discounts leave.
func line(id string, units, price, vendor, operator, points, fee, vat int64) orders.Line {
	gross := units * price
	return orders.Line{
		ID: markthalle.LineID(id), Quantity: units, UnitPrice: price, Gross: gross, VendorDiscount: vendor, OperatorDiscount: operator,
		PointsDiscount: points, Paid: gross - vendor - operator - points,
		Fee: commission.Fee{
			Line: markthalle.LineID(id), Commission: fee, VAT: vat, VATTreatment: commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900},
			Trace: commission.Trace{Quantity: units, Refunds: commission.ReturnAll, Base: commission.BaseParts{Price: gross, VendorDiscount: vendor, Total: gross - vendor}},
		},
	}
}

func part(order markthalle.OrderID, v markthalle.VendorID, shipping int64, lines ...orders.Line) orders.Part {
	p := orders.Part{VendorOrder: markthalle.VendorOrderIDFor(order, v), Vendor: v, ShippingPrice: shipping, Total: shipping, Lines: lines}
	for _, l := range lines {
		p.Total += l.Paid
	}
	return p
}

// sell takes an order from its payment to the books.
func (w *world) sell(order markthalle.OrderID, parts ...orders.Part) {
	w.t.Helper()
	ctx := w.t.Context()
	o := orders.Order{Meta: store.Meta{ID: string(order)}, Currency: "EUR", PlacedAt: w.clock.Now(), PaidAt: w.clock.Now(), Parts: parts}
	in := payments.StartInput{
		Order: order, Number: "M-1", Email: "b@example.com", Locale: "de", ReturnURL: "https://m.example.com/thanks", CancelURL: "https://m.example.com/cart",
	}
	var past []orders.PastPart
	for _, p := range parts {
		o.Total += p.Total
		in.Lines = append(in.Lines, payments.Line{Name: "Pottery", Amount: p.Total})
		past = append(past, orders.PastPart{State: orders.Shipped, ShippedAt: w.clock.Now()})
	}
	in.Total = money.New(o.Total, "EUR")
	p, err := w.pay.Start(ctx, in)
	require.NoError(w.t, err)
	require.NoError(w.t, w.sim.PayCheckout(ctx, p.Session().Session, w.card))
	p, err = w.pay.Complete(ctx, order)
	require.NoError(w.t, err)
	o.Charge = p.Main().ID
	out, err := w.orders.ImportHistory(ctx, system, []orders.Past{{Order: o, Parts: past}})
	require.NoError(w.t, err)
	require.NoError(w.t, out[0].Err)
	paid := orders.PaidEvent{Order: order, Charge: o.Charge, At: w.clock.Now()}
	for range 2 { // reactions may run twice
		require.NoError(w.t, w.PostSale(ctx, paid, store.Cause{}))
	}
	w.drain()
}

// worked is the sale of payments rules §6.4: A and B of ven_1, C of ven_2, a coupon of
// ven_1, one of the operator's, 300 points.
func (w *world) worked(order markthalle.OrderID) {
	w.t.Helper()
	w.sell(order,
		part(order, ven1, 490, line("line_a", 2, 1999, 400, 257, 154, 432, 82), line("line_b", 1, 1001, 100, 64, 39, 108, 21)),
		part(order, ven2, 350, line("line_c", 1, 2500, 0, 179, 107, 300, 57)))
}

// simple is a sale of one vendor without fees or discounts.
func (w *world) simple(order markthalle.OrderID, v markthalle.VendorID, amount int64) {
	w.t.Helper()
	w.sell(order, part(order, v, 0, line("line_1", 1, amount, 0, 0, 0, 0, 0)))
}

// delivered lets the parcels of an order arrive.
func (w *world) delivered(order markthalle.OrderID, list ...markthalle.VendorID) {
	w.t.Helper()
	for _, v := range list {
		require.NoError(w.t, w.MarkDelivered(w.t.Context(), orders.VendorOrderDelivered{
			VendorOrder: markthalle.VendorOrderIDFor(order, v), Order: order, Vendor: v, At: w.clock.Now(),
		}, store.Cause{}))
	}
}

// released waits out the hold and releases.
func (w *world) released(n int) {
	w.t.Helper()
	w.wait(14 * 24 * time.Hour)
	got, err := w.ReleaseDue(w.t.Context())
	require.NoError(w.t, err)
	require.Equal(w.t, n, got)
	w.drain()
}

// run is a run of payouts; it returns the payout of each vendor.
func (w *world) run(cycle string) map[markthalle.VendorID]payouts.Payout {
	w.t.Helper()
	_, err := w.Run(w.t.Context(), system, cycle)
	require.NoError(w.t, err)
	w.drain()
	out := map[markthalle.VendorID]payouts.Payout{}
	for _, v := range []markthalle.VendorID{ven1, ven2} {
		page, err := w.Payouts(w.t.Context(), system, v, markthalle.PageQuery{Limit: 1})
		require.NoError(w.t, err)
		if len(page.Items) > 0 {
			out[v] = page.Items[0]
		}
	}
	return out
}

func units(id string, n, amount int64) payments.RefundLine {
	return payments.RefundLine{Line: markthalle.LineID(id), Quantity: n, Amount: amount}
}

// refund decides a refund of a vendor order.
func (w *world) refund(id markthalle.RefundID, order markthalle.OrderID, v markthalle.VendorID, shipping int64, lines ...payments.RefundLine) {
	w.t.Helper()
	in := payments.RefundIntent{ID: id, Order: order, VendorOrder: markthalle.VendorOrderIDFor(order, v), Vendor: v, Lines: lines, Shipping: shipping, Reason: "damaged"}
	in.Amount = money.New(shipping, "EUR")
	for _, l := range lines {
		in.Amount.Minor += l.Amount
	}
	require.NoError(w.t, w.pay.ReserveRefund(w.t.Context(), in))
	w.drain()
}

// balance is what the books say of an account, debit positive.
func (w *world) balance(account string) int64 {
	w.t.Helper()
	n, err := w.books.Balance(w.t.Context(), account, "EUR")
	require.NoError(w.t, err)
	return n
}

// ofOrder is what an order's own entries move on an account.
func (w *world) ofOrder(order markthalle.OrderID, account string) int64 {
	w.t.Helper()
	list, err := w.books.ByOrder(w.t.Context(), order)
	require.NoError(w.t, err)
	var sum int64
	for _, x := range list {
		for _, l := range x.Lines {
			if l.Account == account {
				sum += l.Amount
			}
		}
	}
	return sum
}

func (w *world) settlement(order markthalle.OrderID, v markthalle.VendorID) payouts.Settlement {
	w.t.Helper()
	x, err := w.Settlement(w.t.Context(), markthalle.VendorOrderIDFor(order, v))
	require.NoError(w.t, err)
	return x
}

// sound checks what must hold at every moment when nothing is under way: the trial
// balance, every order's equations, and that the books' money at the provider is the
// provider's (PAY-80, PAY-82, PAY-83, PAY-86).
func (w *world) sound(list ...markthalle.OrderID) {
	w.t.Helper()
	ctx := w.t.Context()
	trial, err := w.books.TrialBalance(ctx)
	require.NoError(w.t, err)
	for _, x := range trial {
		require.Zero(w.t, x.Difference())
	}
	for _, o := range list {
		proof, err := w.Proof(ctx, o)
		require.NoError(w.t, err)
		require.NotEmpty(w.t, proof)
		for _, e := range proof {
			require.True(w.t, e.Holds(), "%s: %+v", o, e)
		}
	}
	there, err := w.pay.PlatformBalances(ctx)
	require.NoError(w.t, err)
	var sum int64
	for _, b := range there {
		sum += b.Available + b.Pending
	}
	require.Equal(w.t, sum, w.balance(ledger.StripePending)+w.balance(ledger.StripeAvailable), "the books and the provider")
}

func refundIntent(id markthalle.RefundID, order markthalle.OrderID, v markthalle.VendorID, amount int64) payments.RefundIntent {
	return payments.RefundIntent{
		ID: id, Order: order, VendorOrder: markthalle.VendorOrderIDFor(order, v), Vendor: v, Lines: []payments.RefundLine{units("line_1", 0, amount)},
		Amount: money.New(amount, "EUR"), Reason: "damaged",
	}
}

func shipped(order markthalle.OrderID, at time.Time, all bool) orders.VendorOrderShipped {
	return orders.VendorOrderShipped{VendorOrder: markthalle.VendorOrderIDFor(order, ven1), Order: order, Vendor: ven1, All: all, At: at}
}

func deliveredEvent(order markthalle.OrderID, at time.Time) orders.VendorOrderDelivered {
	return orders.VendorOrderDelivered{VendorOrder: markthalle.VendorOrderIDFor(order, ven1), Order: order, Vendor: ven1, At: at}
}
