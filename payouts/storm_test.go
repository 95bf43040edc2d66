package payouts_test

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

var stormSeed = flag.Uint64("seed", 0, "what is drawn by TestWebhookStorm; 0 draws a new seed")

// stormPayments is how many payments the storm makes unless the environment says so.
const stormPayments = 250

// The length of a storm in days: payments are made on the first, and by the last
// everything has come to rest.
const (
	sellingDays = 24
	stormDays   = 50
)

// storm is a market in which everything happens to payments that can, while the provider's
// letters come as the postman likes.
type storm struct {
	*world
	rng      *rand.Rand
	post     *postman
	sellers  []markthalle.VendorID
	orders   map[markthalle.OrderID]*orders.Order
	late     map[markthalle.OrderID]bool // orders that have ended when their money comes
	ids      []markthalle.OrderID
	agenda   map[int][]func() bool // by day; what returns false is tried again a day later
	day      int
	refunds  int
	disputes map[string]bool
	filled   time.Time
	did      map[string]int
}

func newStorm(t *testing.T, seed uint64, lost int) *storm {
	w := newWorldOn(t, sqlite.Options{Relaxed: true}, payouts.Policy{Hold: 3 * 24 * time.Hour, Schedule: payouts.Manual, Minimum: -1})
	s := &storm{
		world: w, rng: rand.New(rand.NewPCG(seed, 1)), sellers: []markthalle.VendorID{ven1, ven2, "ven_3", "ven_4", "ven_5"},
		orders: map[markthalle.OrderID]*orders.Order{}, late: map[markthalle.OrderID]bool{}, agenda: map[int][]func() bool{},
		disputes: map[string]bool{}, filled: w.clock.Now(), did: map[string]int{},
	}
	store.On(w.db, "orders.mark_paid", s.markPaid)
	w.rounds = w.db.Rounds()
	for _, v := range s.sellers[2:] {
		w.seller(v)
	}
	s.post = newPostman(w, rand.New(rand.NewPCG(seed, 2)), lost)
	s.post.saw = s.saw
	return s
}

// markPaid is what orders do about a payment: an order that has ended takes no money, any
// other is sold.
func (s *storm) markPaid(ctx context.Context, e payments.Succeeded, _ store.Cause) error {
	if s.late[e.Order] {
		return s.pay.MarkStray(ctx, e.Order, e.Charge)
	}
	if s.orders[e.Order] == nil { // the float books itself
		return nil
	}
	o := *s.orders[e.Order]
	o.Charge, o.PaidAt = e.Charge, e.At
	past := make([]orders.PastPart, len(o.Parts))
	for i := range past {
		past[i] = orders.PastPart{State: orders.Shipped, ShippedAt: e.At}
	}
	out, err := s.world.orders.ImportHistory(ctx, system, []orders.Past{{Order: o, Parts: past}})
	if err == nil {
		err = out[0].Err
	}
	if err != nil {
		return err
	}
	return s.PostSale(ctx, orders.PaidEvent{Order: e.Order, Charge: e.Charge, At: e.At}, store.Cause{})
}

func (s *storm) chance(percent int) bool { return s.rng.IntN(100) < percent }

// in plans something for a later day.
func (s *storm) in(days int, do func() bool) {
	s.agenda[s.day+days] = append(s.agenda[s.day+days], do)
}

// cards are what buyers pay with, by how often of a hundred.
var cards = []struct {
	number string
	often  int
}{
	{"4242424242424242", 78},
	{"4000000000000077", 6}, // available at once
	{"4000000000007726", 5}, // refunds wait
	{"4000000000005126", 4}, // refunds fail after they were done
	{"4000000000000259", 2}, // disputed as fraud
	{"4000000000002685", 2}, // disputed as never received
	{"4000000000001976", 2}, // an inquiry
	{"4000000000005423", 1}, // a fraud warning
}

func (s *storm) drawCard() string {
	n := s.rng.IntN(100)
	for _, c := range cards {
		if n -= c.often; n < 0 {
			return c.number
		}
	}
	return cards[0].number
}

// drawSale is an order of one to three vendors with random goods, discounts and fees.
func (s *storm) drawSale() *orders.Order {
	id := markthalle.OrderID(fmt.Sprintf("ord_s%05d", len(s.ids)))
	s.ids = append(s.ids, id)
	o := &orders.Order{Meta: store.Meta{ID: string(id)}, Currency: "EUR", PlacedAt: s.clock.Now()}
	s.rng.Shuffle(len(s.sellers), func(i, j int) { s.sellers[i], s.sellers[j] = s.sellers[j], s.sellers[i] })
	for i := range 1 + s.rng.IntN(3) {
		var list []orders.Line
		for k := range 1 + s.rng.IntN(3) {
			units, price := 1+s.rng.Int64N(3), 100+s.rng.Int64N(8000)
			vendor := s.share(units*price, 10)
			operator := s.share(units*price, 20)
			points := s.share(units*price, 10)
			fee := (units*price - vendor) * s.rng.Int64N(20) / 100
			list = append(list, line(fmt.Sprintf("line_%d%d", i, k), units, price, vendor, operator, points, fee, fee*19/100))
		}
		o.Parts = append(o.Parts, part(id, s.sellers[i], s.rng.Int64N(600), list...))
		o.Total += o.Parts[i].Total
	}
	s.orders[id] = o
	return o
}

// share is, every other time, up to percent of an amount.
func (s *storm) share(amount, percent int64) int64 {
	if s.chance(50) {
		return 0
	}
	return s.rng.Int64N(amount*percent/100 + 1)
}

// sell lets a buyer pay an order, or not, and draws what happens to it afterwards.
func (s *storm) sell() {
	t, ctx := s.t, s.t.Context()
	o := s.drawSale()
	id := markthalle.OrderID(o.ID)
	in := payments.StartInput{
		Order: id, Number: "S-" + o.ID, Email: "b@example.com", Locale: "de", Total: money.New(o.Total, "EUR"),
		ReturnURL: "https://m.example.com/thanks", CancelURL: "https://m.example.com/cart",
	}
	for _, p := range o.Parts {
		in.Lines = append(in.Lines, payments.Line{Name: "Pottery", Amount: p.Total})
	}
	p, err := s.pay.Start(ctx, in)
	require.NoError(t, err)
	session := p.Session().Session
	switch n := s.rng.IntN(100); {
	case n < 4: // nobody pays
		s.did["abandoned"]++
		s.in(1, func() bool { _, _, err := s.pay.CloseSession(ctx, id); return err == nil })
		return
	case n < 8: // the order has ended when the money comes
		s.did["late"]++
		s.late[id] = true
	case n < 12:
		require.Error(t, s.sim.PayCheckout(ctx, session, "4000000000000002"), "the first card is declined")
	}
	require.NoError(t, s.sim.PayCheckout(ctx, session, s.drawCard()))
	s.did["paid"]++
	if s.chance(30) { // the buyer comes back to the shop
		_, err := s.pay.Complete(ctx, id)
		require.NoError(t, err)
	}
	if !s.late[id] {
		s.fate(id, o)
	}
}

// fate draws what happens to an order that is paid.
func (s *storm) fate(id markthalle.OrderID, o *orders.Order) {
	for _, p := range o.Parts {
		s.in(1+s.rng.IntN(5), func() bool {
			return s.MarkDelivered(s.t.Context(), orders.VendorOrderDelivered{
				VendorOrder: p.VendorOrder, Order: id, Vendor: p.Vendor, At: s.clock.Now(),
			}, store.Cause{}) == nil
		})
		for range s.rng.IntN(3) {
			s.in(s.rng.IntN(18), func() bool { return s.refundSome(id, p.Vendor) })
		}
	}
	if s.chance(5) {
		reason := []string{"product_not_received", "fraudulent", "product_unacceptable"}[s.rng.IntN(3)]
		inquiry := s.chance(25)
		s.in(s.rng.IntN(16), func() bool { return s.raise(id, reason, inquiry) })
	}
}

// raise lets the buyer's bank take a charge back; one that is wholly refunded, or was
// disputed before, is left alone.
func (s *storm) raise(id markthalle.OrderID, reason string, inquiry bool) bool {
	p, err := s.pay.Payment(s.t.Context(), id)
	if err != nil || p.Main() == nil {
		return false
	}
	if _, err := s.sim.RaiseDispute(p.Main().ID, reason, inquiry); err == nil {
		s.did["disputed"]++
	}
	return true
}

// refundSome gives back some of what is left of a vendor order: everything, a line, or an
// amount. Now and then it asks for more than there is.
func (s *storm) refundSome(order markthalle.OrderID, v markthalle.VendorID) bool {
	x, err := s.Settlement(s.t.Context(), markthalle.VendorOrderIDFor(order, v))
	if err != nil {
		return false // its payment is not known yet
	}
	s.refunds++
	in := payments.RefundIntent{
		ID: markthalle.RefundID(fmt.Sprintf("ref_s%d", s.refunds)), Order: order, VendorOrder: x.VendorOrder, Vendor: v, Reason: "damaged",
	}
	one, whole := s.rng.IntN(len(x.Lines)), s.chance(30)
	if whole || s.chance(10) {
		in.Shipping = x.Shipping - x.ShipBack
	}
	for i, l := range x.Lines {
		left := l.Paid - l.BackPaid
		switch {
		case left <= 0, !whole && i != one:
			continue
		case whole || s.chance(40):
			in.Lines = append(in.Lines, payments.RefundLine{Line: l.ID, Quantity: l.Units - l.BackUnits, Amount: left})
		case s.chance(5):
			in.Lines = append(in.Lines, payments.RefundLine{Line: l.ID, Amount: left + 1})
		default:
			in.Lines = append(in.Lines, payments.RefundLine{Line: l.ID, Amount: 1 + s.rng.Int64N(left)})
		}
	}
	cash := in.Shipping
	for _, l := range in.Lines {
		cash += l.Amount
	}
	if cash == 0 {
		return true
	}
	in.Amount = money.New(cash, "EUR")
	require.NoError(s.t, s.pay.ReserveRefund(s.t.Context(), in))
	s.did["refunds"]++
	if s.chance(50) {
		s.drain()
	}
	return true
}

// saw plays the banks: a dispute that was raised is decided, a payout may come back, and
// the vendor names another account then.
func (s *storm) saw(typ, account string, raw json.RawMessage) {
	var o struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}
	require.NoError(s.t, json.Unmarshal(raw, &o))
	switch {
	case typ == "charge.dispute.created" && !s.disputes[o.ID]:
		s.disputes[o.ID] = true
		s.in(1+s.rng.IntN(6), func() bool { return s.decide(o.ID) })
	case typ == "payout.created" && s.chance(8):
		s.in(s.rng.IntN(4), func() bool {
			if s.sim.DecidePayout(o.ID, "failed", "account_closed") == nil {
				s.did["payouts returned"]++
				s.in(1+s.rng.IntN(3), func() bool { s.newBank(account); return true })
			}
			return true
		})
	}
}

// decide is the bank's word on a dispute; an inquiry ends, or becomes a dispute first.
func (s *storm) decide(id string) bool {
	outcome := []string{"won", "lost"}[s.rng.IntN(2)]
	if s.sim.DecideDispute(id, outcome) == nil {
		s.did["disputes "+outcome]++
		return true
	}
	if s.chance(50) && s.sim.DecideDispute(id, "warning_closed") == nil {
		return true
	}
	_ = s.sim.DecideDispute(id, "needs_response") // an inquiry that becomes a dispute
	return s.day > stormDays-4
}

// newBank lets a vendor name another bank account at the provider.
func (s *storm) newBank(account string) {
	form := url.Values{
		"external_account[object]": {"bank_account"}, "external_account[country]": {"DE"}, "external_account[currency]": {"eur"},
		"external_account[account_number]": {"000123456789"}, "default_for_currency": {"true"},
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, "http://simulator.invalid/v1/accounts/"+account+"/external_accounts",
		strings.NewReader(form.Encode()))
	require.NoError(s.t, err)
	req.Header.Set("Authorization", "Bearer sk_test_sim_1")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := (&http.Client{Transport: s.sim.Transport()}).Do(req)
	require.NoError(s.t, err)
	defer res.Body.Close()
	require.Equal(s.t, http.StatusOK, res.StatusCode)
}

// pass is one day: people act, the banks act, time passes, letters come or do not, the
// market does what its schedules do.
func (s *storm) pass(sales int) {
	ctx := s.t.Context()
	for range sales {
		s.sell()
	}
	for _, do := range s.agenda[s.day] {
		if !do() {
			s.in(1, do)
		}
	}
	delete(s.agenda, s.day)
	s.wait(24 * time.Hour)
	s.post.round()
	if s.chance(40) || s.day > stormDays-4 { // the market may have been away
		_, err := s.pay.FillGap(ctx, s.filled.Add(-20*time.Minute))
		require.NoError(s.t, err)
		s.filled = s.clock.Now()
		require.NoError(s.t, s.SweepMemo(ctx))
		s.drain()
	}
	if s.chance(30) { // what is not heard of yet differs, and agrees later
		require.NoError(s.t, s.ReconcileScheduled(ctx, s.clock.Now().Truncate(24*time.Hour)))
		s.drain()
	}
	_, err := s.ReleaseDue(ctx)
	require.NoError(s.t, err)
	s.drain()
	if s.day%3 == 0 {
		_, err := s.Run(ctx, system, fmt.Sprintf("d%02d", s.day))
		require.NoError(s.t, err)
		s.drain()
	}
	s.day++
}

// seeded is the seed that the command names, or a new one, told so that it can be named.
func seeded(t *testing.T, how string) uint64 {
	seed := *stormSeed
	if seed == 0 {
		seed = uint64(markthalle.SystemClock{}.Now().UnixNano())
	}
	t.Logf("%s, replay with -seed %d", how, seed)
	return seed
}

// count reads a number from the environment.
func count(name string, otherwise int) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv(name), strconv.Itoa(otherwise)))
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return n
}
