package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
)

// ordersPerProduct is how much a market sells in two years, for its size.
const ordersPerProduct = 2

// deed is something that happens to a vendor order on a later day.
type deed struct {
	order markthalle.VendorOrderID
	hour  float64
	do    func(ctx context.Context, id markthalle.VendorOrderID) error
}

// trade is the plan of the history: what happens on which day.
type trade struct {
	s     *seeder
	rand  *rand.Rand
	deeds map[int][]deed
	pool  *picker
	days  int
	sued  int // chargebacks so far

	billed string // the last month whose invoices are issued
}

// history makes two years of orders and today's, a day at a time: buyers buy and vendors
// do what is due, in the order of the hours; in the night the market releases, pays and, when
// a month has ended, issues its invoices.
func (s *seeder) history(ctx context.Context) error {
	t := &trade{s: s, rand: rand.New(rand.NewPCG(s.Seed, 7)), deeds: map[int][]deed{}}
	t.pool = newPicker(s, t.rand)
	t.days = int(span/(24*time.Hour)) + 1
	total := len(s.goods.Products) * ordersPerProduct
	counts := perDay(s.Start(), t.days, total)
	done := 0
	for d := 0; d < t.days; d += step {
		if err := t.run(ctx, d, counts[d:min(d+step, t.days)]); err != nil {
			return fmt.Errorf("%s: %w", s.Start().AddDate(0, 0, d).Format(time.DateOnly), err)
		}
		for _, n := range counts[d:min(d+step, t.days)] {
			done += n
		}
		s.progress("orders", done, total)
	}
	return t.bill(ctx, s.clock.Now())
}

// step is how many days are lived at once: what follows from their events may still be
// under way while others happen. The last step is today alone.
const step = 2

// perDay spreads the orders over the days: the market grows, weekends are stronger,
// December is the best month and summer the weakest.
func perDay(start time.Time, days, total int) []int {
	weights := make([]int64, days)
	for d := range days {
		day := start.AddDate(0, 0, d)
		w := int64(600 + 1000*d/days)
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			w = w * 13 / 10
		}
		weights[d] = w * months[int(day.Month())-1] / 100
	}
	shares, err := money.Allocate(int64(total), weights)
	if err != nil {
		return make([]int, days)
	}
	out := make([]int, days)
	for d, n := range shares {
		out[d] = int(n)
	}
	return out
}

// months is how strong trade is in each month, in percent.
var months = [12]int64{90, 92, 100, 102, 98, 88, 80, 82, 98, 106, 125, 150}

// together is how many people act at the same time: few, so that the hours of a day
// keep their order, and enough to keep the machine busy.
const together = 8

// event is what happens at an hour of a day.
type event struct {
	hour float64
	buys bool
	run  func(ctx context.Context) error
}

// patience is how far the clock may move while people are paying: a payment session
// lives for 35 minutes, and the provider takes none that ends within 30.
const patience = 4 * time.Minute

// regular are the days before today on which the visitor's own buyer has bought, so that
// a parcel of theirs is in every state.
var regular = map[int]bool{40: true, 12: true, 4: true, 1: true, 0: true}

// run lives some days; of today only the past. What is planned for a vendor order comes
// in a later step.
func (t *trade) run(ctx context.Context, d int, counts []int) error {
	s := t.s
	first := s.Start().AddDate(0, 0, d)
	list := t.due(d)
	placed := make([][][]part, len(counts))
	for i, count := range counts {
		left := t.days - 1 - d - i
		if left == 0 {
			count = int(float64(count) * s.Until.Sub(first).Hours() / 24)
		}
		if regular[left] {
			count = max(count, 1)
		}
		placed[i] = make([][]part, count)
		hours := shopping(t.rand)
		for n := range count {
			hour := hours[t.rand.IntN(len(hours))] + t.rand.Float64()/20
			if left == 0 { // of a short day nothing lies in the future
				hour *= s.Until.Sub(first).Hours() / 24
			}
			buy := t.purchase(first.AddDate(0, 0, i), n == 0 && regular[left], &placed[i][n])
			list = append(list, event{hour: hour + float64(24*i), buys: true, run: buy})
		}
	}
	if err := t.live(ctx, first, list); err != nil {
		return err
	}
	for _, day := range placed {
		for _, parts := range day {
			for _, p := range parts {
				t.plan(d+len(counts)-1, p)
			}
		}
	}
	if d+len(counts) == t.days {
		return nil
	}
	return t.settle(ctx, first.AddDate(0, 0, len(counts)-1))
}

// purchase draws who buys what, and returns the buying of it.
func (t *trade) purchase(day time.Time, visitor bool, placed *[]part) func(context.Context) error {
	s := t.s
	b, lines, luck := s.buyers[draw(t.rand, t.pool.weights)], t.pool.basket(day), t.rand.IntN(100)
	if visitor {
		b, luck = s.buyers[0], 99
	}
	return func(ctx context.Context) (err error) {
		*placed, err = s.buy(ctx, b, lines, luck)
		return err
	}
}

// shopping are the hours of a day at which people buy: hardly at night, mostly in the
// evening. They are few, so that those who buy at about the same time do it together.
func shopping(r *rand.Rand) [2]float64 {
	var out [2]float64
	for i := range out {
		out[i] = 6.5 + 8*(r.Float64()+r.Float64())
	}
	return out
}

// due are the deeds of a step. What happens to one order keeps its order.
func (t *trade) due(d int) []event {
	var deeds []deed
	for i := range step {
		for _, x := range t.deeds[d+i] {
			x.hour += float64(24 * i)
			deeds = append(deeds, x)
		}
		delete(t.deeds, d+i)
	}
	slices.SortStableFunc(deeds, func(a, b deed) int { return cmp.Compare(a.hour, b.hour) })
	at := map[markthalle.VendorOrderID]int{}
	chains := [][]deed{}
	for _, x := range deeds {
		i, ok := at[x.order]
		if !ok {
			i = len(chains)
			at[x.order], chains = i, append(chains, nil)
		}
		chains[i] = append(chains[i], x)
	}
	out := make([]event, 0, len(chains))
	for _, chain := range chains {
		out = append(out, event{hour: chain[0].hour, run: func(ctx context.Context) error { return follow(ctx, chain) }})
	}
	return out
}

// follow does one thing after the other. What another has made impossible, such as the
// shipping of a cancelled order, is left out.
func follow(ctx context.Context, chain []deed) error {
	for _, x := range chain {
		if err := x.do(ctx, x.order); err != nil && markthalle.KindOf(err) != markthalle.Conflict {
			return err
		}
	}
	return nil
}

// live runs events at their hours since the first day began, and waits for what follows.
func (t *trade) live(ctx context.Context, day time.Time, list []event) error {
	s := t.s
	slices.SortStableFunc(list, func(a, b event) int { return cmp.Compare(a.hour, b.hour) })
	deeds, dctx := errgroup.WithContext(ctx)
	deeds.SetLimit(together)
	buying, bctx := errgroup.WithContext(ctx)
	var since time.Time // when the first of those who are buying began
	for _, e := range list {
		if at := day.Add(time.Duration(e.hour * float64(time.Hour))); at.After(s.clock.Now()) && at.Before(s.Until) {
			if !since.IsZero() && at.Sub(since) > patience {
				if err := buying.Wait(); err != nil {
					return err
				}
				buying, bctx = errgroup.WithContext(ctx)
				since = time.Time{}
			}
			s.clock.Set(at)
		}
		if !e.buys {
			deeds.Go(func() error { return e.run(dctx) })
			continue
		}
		if since.IsZero() {
			since = s.clock.Now()
		}
		buying.Go(func() error { return e.run(bctx) })
	}
	if err := errors.Join(buying.Wait(), deeds.Wait()); err != nil {
		return err
	}
	return s.idle(ctx)
}

// settle releases what is due, and pays once a week.
func (t *trade) settle(ctx context.Context, day time.Time) error {
	m := t.s.m
	if at := day.Add(23*time.Hour + 30*time.Minute); at.After(m.Clock.Now()) {
		t.s.clock.Set(at)
	}
	if _, err := m.Payouts.ReleaseDue(ctx); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	if err := t.bill(ctx, m.Clock.Now()); err != nil {
		return err
	}
	if wd := day.Weekday(); wd != time.Monday && wd != time.Tuesday {
		return nil
	}
	if err := t.s.idle(ctx); err != nil {
		return err
	}
	if _, err := m.Payments.PollDue(ctx); err != nil {
		return fmt.Errorf("poll payments: %w", err)
	}
	if _, err := m.Payouts.Run(ctx, t.s.system, day.Format("20060102")); err != nil {
		return fmt.Errorf("pay vendors: %w", err)
	}
	return t.s.idle(ctx)
}

// part is a vendor order and whose it is.
type part struct {
	id     markthalle.VendorOrderID
	order  markthalle.OrderID
	buyer  buyer
	vendor string
	lines  []orders.Line
}

// plan decides what becomes of a vendor order, by the vendor's quality and by chance.
func (t *trade) plan(d int, p part) {
	s, r := t.s, t.rand
	quality := 8000
	for _, v := range s.goods.Vendors {
		if v.Key == p.vendor {
			quality = v.Quality
		}
	}
	if t.chance(8 + (10_000-quality)/250) {
		t.on(d+1, 9, p, func(ctx context.Context, id markthalle.VendorOrderID) error {
			_, err := s.m.Orders.Cancel(ctx, s.system, id, nil, "out_of_stock")
			return err
		})
		return
	}
	accept := d + 1 + r.IntN(4)/3
	ship := accept + r.IntN(2)
	if t.chance((10_000 - quality) / 20) {
		ship += 3 + r.IntN(6) // late
	}
	arrive := ship + 2 + r.IntN(4)
	t.on(accept, 8, p, func(ctx context.Context, id markthalle.VendorOrderID) error {
		_, err := s.m.Orders.Accept(ctx, s.system, id)
		return err
	})
	number := "00340434" + fmt.Sprintf("%012d", r.Int64N(1e12))
	t.on(ship, 15, p, func(ctx context.Context, id markthalle.VendorOrderID) error {
		_, err := s.m.Orders.Ship(ctx, s.system, id, orders.ShipInput{Carrier: "dhl", TrackingNumber: number})
		return err
	})
	if t.chance(15) { // some parcels are never scanned at the door
		return
	}
	t.on(arrive, 11, p, func(ctx context.Context, id markthalle.VendorOrderID) error {
		_, err := s.m.Orders.MarkDelivered(ctx, s.system, id, orders.ShipmentIDFor(id, 1), time.Time{})
		return err
	})
	t.afterwards(arrive, p)
}

func (t *trade) chance(perMille int) bool { return t.rand.IntN(1000) < perMille }

// on plans a deed for a day, about an hour around the one that is named.
func (t *trade) on(day int, hour float64, p part, do func(context.Context, markthalle.VendorOrderID) error) {
	t.deeds[day] = append(t.deeds[day], deed{order: p.id, hour: hour + 2*t.rand.Float64() - 1, do: do})
}
