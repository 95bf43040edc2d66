package payments_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

const card = "4242424242424242"

// bench is payments over a simulator, on SQLite, without the rest of a market: the
// reactions of orders and payouts are stood in for by the least that they do.
type bench struct {
	*payments.Service
	t       *testing.T
	db      *store.DB
	clock   *markthalle.ManualClock
	sim     *stripesim.Simulator
	mail    *mailbox
	gateway payments.Gateway // as payments has it

	mu   sync.Mutex
	told []string // what others heard, once each time
}

// mailbox is what stands between the provider and the inbox.
type mailbox struct {
	mu      sync.Mutex
	keep    bool // letters are kept instead of delivered
	letters []letter
	deliver func(ctx context.Context, scope string, h http.Header, body []byte) error
}

type letter struct {
	scope  string
	header http.Header
	body   []byte
}

func (m *mailbox) post(ctx context.Context, to string, h http.Header, body []byte) (int, error) {
	l := letter{to[strings.LastIndexByte(to, '/')+1:], h.Clone(), append([]byte(nil), body...)}
	m.mu.Lock()
	m.letters = append(m.letters, l)
	keep := m.keep
	m.mu.Unlock()
	if keep {
		return http.StatusOK, nil
	}
	switch err := m.deliver(ctx, l.scope, h, body); {
	case err == nil:
		return http.StatusOK, nil
	case errors.Is(err, payments.ErrSignature):
		return http.StatusBadRequest, nil
	}
	return http.StatusInternalServerError, nil
}

// newBench opens a bench; over changes the gateway that payments sees.
func newBench(t *testing.T, over ...func(payments.Gateway) payments.Gateway) *bench {
	t.Helper()
	return newBenchOf(t, nil, over...)
}

// newBenchOf is a bench whose buyers are offered methods of payment.
func newBenchOf(t *testing.T, methods []string, over ...func(payments.Gateway) payments.Gateway) *bench {
	t.Helper()
	db, clock, ids := storetest.OpenClock(t)
	b := &bench{t: t, db: db, clock: clock, mail: &mailbox{}}
	var err error
	b.sim, err = stripesim.New(stripesim.Config{
		Clock: clock, Wall: clock, IDs: markthalle.NewIDs(clock, nil), BasePath: "/stripe-simulator",
		PublicURL: func() string { return "http://127.0.0.1:8080" }, Deliver: b.mail.post, SettleDelay: stripesim.DefaultSettleDelay,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.sim.Close()) })
	var g payments.Gateway
	g, err = stripeconnect.New(stripeconnect.Config{Key: "sk_test_sim_1", BaseURL: "http://simulator.invalid", Transport: b.sim.Transport(), Clock: clock, Methods: methods})
	require.NoError(t, err)
	for _, f := range over {
		g = f(g)
	}
	b.gateway = g
	b.Service = payments.New(payments.Deps{DB: db, Gateway: g, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	b.mail.deliver = b.Receive
	b.react()
	require.NoError(t, db.Ensure(t.Context()))
	return b
}

func hear[E store.Event](b *bench, say func(E) string) {
	store.On(b.db, "heard."+(*new(E)).EventType(), func(_ context.Context, e E, _ store.Cause) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.told = append(b.told, strings.TrimPrefix(e.EventType(), "payments.")+" "+say(e))
		return nil
	})
}

func (b *bench) react() {
	store.On(b.db, "payments.process_event", b.ProcessEvent)
	store.On(b.db, "payments.execute_refund", b.ExecuteRefund)
	store.On(b.db, "payments.execute_transfer", b.ExecuteTransfer)
	store.On(b.db, "payments.execute_reversal", b.ExecuteReversal)
	store.On(b.db, "payments.refund_stray", b.RefundStray)
	store.On(b.db, "payouts.send_refund", func(ctx context.Context, e payments.RefundReserved, _ store.Cause) error {
		return b.PlanRefund(ctx, e.Intent, e.Charge)
	})
	hear(b, func(e payments.Succeeded) string { return fmt.Sprint(e.Order, " ", e.Amount) })
	hear(b, func(e payments.Stray) string { return fmt.Sprint(e.Order, " ", e.Amount) })
	hear(b, func(e payments.Processing) string { return string(e.Order) })
	hear(b, func(e payments.Closed) string { return string(e.Order) })
	hear(b, func(e payments.Failed) string { return string(e.Order) + " " + e.Code })
	hear(b, func(e payments.FeeKnown) string { return fmt.Sprint(e.Order, " ", e.Fee) })
	hear(b, func(e payments.FundsAvailable) string { return fmt.Sprint(e.Order, " ", e.Net) })
	hear(b, func(e payments.RefundRejected) string { return string(e.Refund) + " " + e.Code })
	hear(b, func(e payments.RefundSucceeded) string { return fmt.Sprint(e.Refund, " ", e.Amount) })
	hear(b, func(e payments.RefundFailedEvent) string {
		return fmt.Sprint(e.Refund, " ", e.Code, " after success: ", e.AfterSuccess)
	})
	hear(b, func(e payments.TransferDone) string { return fmt.Sprint(e.Transfer, " ", e.Amount) })
	hear(b, func(e payments.TransferRefused) string { return string(e.Transfer) + " " + e.Code })
	hear(b, func(e payments.ReversalDone) string { return fmt.Sprint(e.Reversal, " ", e.Amount) })
	hear(b, func(e payments.ReversalRefused) string { return e.Reversal + " " + e.Code })
	hear(b, func(e payments.AccountChanged) string { return string(e.Vendor) + " " + string(e.Status) })
}

// heard returns what others heard whose text begins with a prefix.
func (b *bench) heard(prefix string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, s := range b.told {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

func eur(minor int64) money.Amount { return money.New(minor, money.EUR) }

func startInput(order markthalle.OrderID, parts ...int64) payments.StartInput {
	in := payments.StartInput{
		Order: order, Number: "M-1", Email: "b@example.com", Locale: "de", Total: eur(0),
		ReturnURL: "https://m.example.com/thanks", CancelURL: "https://m.example.com/cart",
	}
	for _, p := range parts {
		in.Lines = append(in.Lines, payments.Line{Name: "Pottery", Amount: p})
		in.Total.Minor += p
	}
	return in
}

// open starts the payment of an order and returns its session.
func (b *bench) open(order markthalle.OrderID, parts ...int64) string {
	b.t.Helper()
	p, err := b.Start(b.t.Context(), startInput(order, parts...))
	require.NoError(b.t, err)
	require.Equal(b.t, payments.StateOpen, p.State)
	require.NotEmpty(b.t, p.URL())
	return p.Session().Session
}

// paid takes an order to a succeeded payment and returns its charge.
func (b *bench) paid(order markthalle.OrderID, parts ...int64) string {
	b.t.Helper()
	require.NoError(b.t, b.sim.PayCheckout(b.t.Context(), b.open(order, parts...), card))
	p, err := b.Complete(b.t.Context(), order)
	require.NoError(b.t, err)
	require.Equal(b.t, payments.StateSucceeded, p.State)
	return p.Main().ID
}

// wait lets time pass for everybody and runs what is due.
func (b *bench) wait(d time.Duration) {
	b.t.Helper()
	b.clock.Advance(d)
	_, err := b.sim.RunDue(b.t.Context(), b.clock.Now())
	require.NoError(b.t, err)
	require.NoError(b.t, b.db.Drain(b.t.Context()))
}

// poll is one look at everything that is awaited.
func (b *bench) poll() {
	b.t.Helper()
	_, err := b.PollDue(b.t.Context())
	require.NoError(b.t, err)
	require.NoError(b.t, b.db.Drain(b.t.Context()))
}

func (b *bench) payment(order markthalle.OrderID) payments.Payment {
	b.t.Helper()
	p, err := b.Payment(b.t.Context(), order)
	require.NoError(b.t, err)
	return p
}

// vendor opens the account of a vendor that can be paid.
func (b *bench) vendor(id markthalle.VendorID) string {
	b.t.Helper()
	ctx := b.t.Context()
	a, err := b.EnsureAccount(ctx, payments.OnboardInput{Vendor: id, Country: "DE", Email: "v@example.com", Name: "Pottery", Business: true, Currency: "EUR"})
	require.NoError(b.t, err)
	require.NoError(b.t, b.sim.DecideAccount(a.Provider, "enabled", ""))
	a, err = b.RefreshAccount(ctx, id)
	require.NoError(b.t, err)
	require.True(b.t, a.Transferable)
	return a.Provider
}

func refundOf(order markthalle.OrderID, id markthalle.RefundID, amount int64) payments.RefundIntent {
	return payments.RefundIntent{ID: id, Order: order, VendorOrder: markthalle.VendorOrderIDFor(order, "ven_1"), Vendor: "ven_1", Amount: eur(amount), Reason: "damaged"}
}

func transferOf(id markthalle.TransferID, order markthalle.OrderID, amount int64, source string) payments.TransferIntent {
	return payments.TransferIntent{
		ID: id, VendorOrder: markthalle.VendorOrderIDFor(order, "ven_1"), Order: order, Vendor: "ven_1", Payout: "po_1", Amount: eur(amount), Source: source,
	}
}

// between is a gateway of which single methods are another's.
type between struct {
	payments.Gateway
	createCheckout func(context.Context, payments.CheckoutRequest) (payments.Checkout, error)
	getAccount     func(context.Context, string) (payments.ProviderAccount, error)
}

func (g between) CreateCheckout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	if g.createCheckout != nil {
		return g.createCheckout(ctx, r)
	}
	return g.Gateway.CreateCheckout(ctx, r)
}

func (g between) GetAccount(ctx context.Context, id string) (payments.ProviderAccount, error) {
	if g.getAccount != nil {
		return g.getAccount(ctx, id)
	}
	return g.Gateway.GetAccount(ctx, id)
}
