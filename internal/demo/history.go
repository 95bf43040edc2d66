package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/vendors"
)

// ordersPerProduct is how much a market sells in two years, for its size.
const ordersPerProduct = 2

// buyer is somebody who buys, more than once perhaps.
type buyer struct {
	person  markthalle.PersonID
	email   string
	name    string
	locale  markthalle.Locale
	address orders.Address
	weight  int
}

// deed is something that happens to a vendor order on a later day.
type deed struct {
	order  markthalle.VendorOrderID
	vendor string
	do     func(ctx context.Context, id markthalle.VendorOrderID) error
}

// trade is the plan of the history: what happens on which day.
type trade struct {
	s     *seeder
	rand  *rand.Rand
	deeds map[int][]deed
	pool  *picker
}

// history makes two years of orders, a day at a time: the day's buyers buy at once, the
// vendors do what is due, the market releases and pays.
func (s *seeder) history(ctx context.Context) error {
	t := &trade{s: s, rand: rand.New(rand.NewPCG(s.Seed, 7)), deeds: map[int][]deed{}}
	t.pool = newPicker(s, t.rand)
	days := int(span / (24 * time.Hour))
	total := len(s.goods.Products) * ordersPerProduct
	counts := perDay(s.Start(), days, total)
	done := 0
	for d := 0; d < days; d += step {
		day, count := s.Start().AddDate(0, 0, d), 0
		for i := d; i < min(d+step, days); i++ {
			count += counts[i]
		}
		if err := t.day(ctx, d, day, count); err != nil {
			return fmt.Errorf("%s: %w", day.Format(time.DateOnly), err)
		}
		done += count
		s.progress("orders", done, total)
	}
	return nil
}

// step is how many days of trade are made at once: people act at the same time, so that
// the store shares commits.
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

func (t *trade) day(ctx context.Context, d int, day time.Time, count int) error {
	s := t.s
	s.clock.Set(day.Add(10 * time.Hour))
	if err := t.act(ctx, d); err != nil {
		return err
	}
	s.clock.Set(day.Add(time.Duration(14+d%7) * time.Hour))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	placed := make([][]part, count)
	for i := range count {
		b, lines := t.pool.basket(day)
		group.Go(func() error {
			var err error
			placed[i], err = s.buy(gctx, b, lines, d, i)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := s.idle(ctx); err != nil {
		return err
	}
	for _, parts := range placed {
		for _, p := range parts {
			t.plan(d+step-1, p)
		}
	}
	return t.settle(ctx, day)
}

// act lets the vendors and buyers do what they planned for these days, a day after the
// other: nobody ships before accepting.
func (t *trade) act(ctx context.Context, d int) error {
	for i := range step {
		group, gctx := errgroup.WithContext(ctx)
		group.SetLimit(parallel)
		for _, x := range t.deeds[d+i] {
			group.Go(func() error {
				err := x.do(gctx, x.order)
				if err != nil && markthalle.KindOf(err) == markthalle.Conflict {
					return nil // somebody was faster: cancelled before it was shipped
				}
				return err
			})
		}
		delete(t.deeds, d+i)
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return t.s.idle(ctx)
}

// settle releases what is due, and pays on Mondays.
func (t *trade) settle(ctx context.Context, day time.Time) error {
	m := t.s.m
	if _, err := m.Payouts.ReleaseDue(ctx); err != nil {
		return fmt.Errorf("release: %w", err)
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
	vendor string
	lines  []orders.Line
}

// buy takes a buyer from an empty cart to a paid order. A basket that cannot be ordered
// (nothing is delivered there) is no order, and no failure.
func (s *seeder) buy(ctx context.Context, b buyer, lines []pick, d, n int) ([]part, error) {
	m := s.m
	access := orders.Access{Person: b.person}
	cart, _, err := m.Orders.OpenCart(ctx, orders.OpenCartInput{
		ID: markthalle.CartID(m.IDs.New("cart")), Secret: m.IDs.Token(16), Person: b.person,
		Currency: m.Installation.Currency, Country: b.address.Country,
	})
	if err != nil {
		return nil, fmt.Errorf("open cart: %w", err)
	}
	id := markthalle.CartID(cart.ID)
	for _, l := range lines {
		if _, err := m.Orders.AddLine(ctx, access, id, markthalle.LineID(m.IDs.New("line")), l.offer, l.quantity); err != nil {
			return nil, fmt.Errorf("add line: %w", err)
		}
	}
	if _, err := m.Orders.SetAddress(ctx, access, id, b.address); err != nil {
		return nil, fmt.Errorf("set address: %w", err)
	}
	view, err := m.Orders.View(ctx, access, id, b.locale)
	if err != nil {
		return nil, fmt.Errorf("view cart: %w", err)
	}
	if len(view.Problems) > 0 {
		return nil, nil
	}
	placed, err := m.Orders.Checkout(ctx, access, id, orders.CheckoutInput{
		Order: markthalle.OrderID(m.IDs.New("ord")), Email: b.email, Locale: b.locale, Person: b.person,
		ReturnURL: m.Config.PublicURL + "/thanks", CancelURL: m.Config.PublicURL + "/cart",
		ExpectedTotal: s.money(view.Quote.Total),
	})
	if err != nil {
		return nil, fmt.Errorf("check out: %w", err)
	}
	return s.pay(ctx, placed, (d*31+n)%100)
}

// pay plays the buyer at the payment page. One in thirty leaves without paying, and the
// order expires.
func (s *seeder) pay(ctx context.Context, placed orders.Placed, luck int) ([]part, error) {
	id := markthalle.OrderID(placed.Order.ID)
	if luck < 3 {
		if _, _, err := s.m.Payments.CloseSession(ctx, id); err != nil {
			return nil, fmt.Errorf("leave unpaid: %w", err)
		}
		return nil, nil
	}
	if err := s.m.Simulator.PayCheckout(ctx, placed.Payment.Session().Session, "4242424242424242"); err != nil {
		return nil, fmt.Errorf("pay: %w", err)
	}
	if _, err := s.m.Payments.Complete(ctx, id); err != nil {
		return nil, fmt.Errorf("complete payment: %w", err)
	}
	byID := map[markthalle.VendorID]string{}
	for key, v := range s.vendors {
		byID[v] = key
	}
	var out []part
	for _, p := range placed.Order.Parts {
		out = append(out, part{id: p.VendorOrder, vendor: byID[p.Vendor], lines: p.Lines})
	}
	return out, nil
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
	on := func(day int, do func(context.Context, markthalle.VendorOrderID) error) {
		t.deeds[day] = append(t.deeds[day], deed{order: p.id, vendor: p.vendor, do: do})
	}
	chance := func(perMille int) bool { return r.IntN(1000) < perMille }
	if chance(8 + (10_000-quality)/250) {
		on(d+1, func(ctx context.Context, id markthalle.VendorOrderID) error {
			_, err := s.m.Orders.Cancel(ctx, s.system, id, nil, "out_of_stock")
			return err
		})
		return
	}
	ship := d + 1 + r.IntN(2)
	if chance((10_000 - quality) / 20) {
		ship += 3 + r.IntN(6) // late
	}
	arrive := ship + 2 + r.IntN(4)
	on(d+1, func(ctx context.Context, id markthalle.VendorOrderID) error {
		_, err := s.m.Orders.Accept(ctx, s.system, id)
		return err
	})
	number := "00340434" + fmt.Sprintf("%012d", r.Int64N(1e12))
	on(ship, func(ctx context.Context, id markthalle.VendorOrderID) error {
		_, err := s.m.Orders.Ship(ctx, s.system, id, orders.ShipInput{Carrier: "dhl", TrackingNumber: number})
		return err
	})
	if !chance(15) { // some parcels are never scanned at the door
		on(arrive, func(ctx context.Context, id markthalle.VendorOrderID) error {
			_, err := s.m.Orders.MarkDelivered(ctx, s.system, id, orders.ShipmentIDFor(id, 1), time.Time{})
			return err
		})
	}
	t.planRefund(arrive, p, on, chance)
}

// planRefund lets some buyers be unhappy: soon after delivery, or after the money has
// reached the vendor.
func (t *trade) planRefund(arrive int, p part, on func(int, func(context.Context, markthalle.VendorOrderID) error), chance func(int) bool) {
	s, r := t.s, t.rand
	line := p.lines[r.IntN(len(p.lines))]
	refund := func(in orders.RefundInput) func(context.Context, markthalle.VendorOrderID) error {
		return func(ctx context.Context, id markthalle.VendorOrderID) error {
			in.ID = markthalle.RefundID(s.m.IDs.New("ref"))
			_, err := s.m.Orders.Refund(ctx, s.system, id, in)
			return err
		}
	}
	switch {
	case chance(30):
		on(arrive+3+r.IntN(8), refund(orders.RefundInput{
			Lines: []orders.RefundWish{{Line: line.ID, Quantity: 1}}, Reason: "changed_mind",
		}))
	case chance(12) && line.Paid > 400:
		part := line.Paid / 5
		on(arrive+1+r.IntN(3), refund(orders.RefundInput{
			Lines: []orders.RefundWish{{Line: line.ID, Amount: &part}}, Reason: "damaged",
		}))
	case chance(8):
		on(arrive+25+r.IntN(10), refund(orders.RefundInput{
			Lines: []orders.RefundWish{{Line: line.ID, Quantity: line.Quantity}}, Reason: "defective",
		}))
	}
}

// pick is an offer and how many of it.
type pick struct {
	offer    markthalle.OfferID
	quantity int64
}

// picker chooses who buys what.
type picker struct {
	s        *seeder
	rand     *rand.Rand
	byMonth  [12][]int64 // cumulative weight of each offer in a month
	weights  []int64     // cumulative weight of each buyer
	byVendor map[string][]int
}

func newPicker(s *seeder, r *rand.Rand) *picker {
	p := &picker{s: s, rand: r, byVendor: map[string][]int{}}
	closed := map[string]bool{}
	for _, v := range s.goods.Vendors {
		closed[v.Key] = v.State == goods.StateInReview
	}
	for month := range 12 {
		sum := int64(0)
		for _, o := range s.offers {
			w := int64(o.product.Popularity * max(5, o.product.Season[month]))
			if closed[o.vendor] {
				w = 0
			}
			sum += w
			p.byMonth[month] = append(p.byMonth[month], sum)
		}
	}
	sum := int64(0)
	for _, b := range s.buyers {
		sum += int64(b.weight)
		p.weights = append(p.weights, sum)
	}
	for i, o := range s.offers {
		if !closed[o.vendor] {
			p.byVendor[o.vendor] = append(p.byVendor[o.vendor], i)
		}
	}
	return p
}

// draw picks an index by cumulative weights.
func draw(r *rand.Rand, cumulative []int64) int {
	x := r.Int64N(cumulative[len(cumulative)-1])
	return sort.Search(len(cumulative), func(i int) bool { return cumulative[i] > x })
}

// basket chooses a buyer and one to four things, often several of one vendor.
func (p *picker) basket(day time.Time) (buyer, []pick) {
	r, s := p.rand, p.s
	b := s.buyers[draw(r, p.weights)]
	n := 1 + min(r.IntN(3), r.IntN(4))
	var out []pick
	seen := map[int]bool{}
	last := ""
	for range n {
		i := draw(r, p.byMonth[int(day.Month())-1])
		if last != "" && r.IntN(100) < 45 {
			same := p.byVendor[last]
			i = same[r.IntN(len(same))]
		}
		if seen[i] {
			continue
		}
		seen[i], last = true, s.offers[i].vendor
		quantity := int64(1)
		if s.offers[i].price < 3000 && r.IntN(100) < 30 {
			quantity += int64(r.IntN(3))
		}
		out = append(out, pick{offer: s.offers[i].id, quantity: quantity})
	}
	return b, out
}

// buyersFor is how many people buy in a market of this size.
func buyersFor(products int) int { return max(20, products/4) }

// makeBuyers makes the people who buy: the demo's own, and a few hundred others.
func (s *seeder) makeBuyers(ctx context.Context) error {
	r := rand.New(rand.NewPCG(s.Seed, 3))
	n := buyersFor(s.Products)
	s.buyers = make([]buyer, n)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range n {
		b := invent(r, i)
		group.Go(func() error {
			p, err := s.person(gctx, b.email, b.name, b.locale)
			b.person = p.PersonID()
			s.buyers[i] = b
			return err
		})
	}
	return group.Wait()
}

// home is where buyers live.
type home struct {
	country, city, postal string
	streets               []string
}

var homes = []home{
	{"DE", "Leipzig", "04109", []string{"Lindenweg", "Am Mühlgraben", "Kirchgasse", "Sonnenallee"}},
	{"DE", "Freiburg", "79098", []string{"Gartenstraße", "Talweg", "Rebhalde"}},
	{"DE", "Bremen", "28195", []string{"Fährweg", "Am Speicher", "Deichstraße"}},
	{"AT", "Graz", "8010", []string{"Schlossgasse", "Murweg", "Steinfeldgasse"}},
	{"AT", "Linz", "4020", []string{"Donauweg", "Hafnergasse"}},
	{"PL", "Wrocław", "50-001", []string{"ul. Ogrodowa", "ul. Młyńska", "ul. Zielona"}},
	{"PL", "Gdańsk", "80-001", []string{"ul. Portowa", "ul. Słoneczna"}},
	{"FR", "Nantes", "44000", []string{"rue des Tilleuls", "quai du Moulin"}},
	{"NL", "Utrecht", "3511 AB", []string{"Molenstraat", "Kadelaan"}},
	{"CZ", "Brno", "602 00", []string{"Lipová", "Na Návsi"}},
	{"DK", "Aarhus", "8000", []string{"Møllevej", "Havnegade"}},
}

var firstNames = []string{
	"Anna", "Jonas", "Marta", "Piotr", "Clara", "Lukas", "Zofia", "Emil", "Ida", "Tomasz", "Lena", "Marek", "Nora", "Felix",
	"Hanna", "Adam", "Greta", "Paul", "Julia", "Oskar", "Maja", "Leo", "Ewa", "Theo", "Alma", "Jakub", "Frieda", "Simon",
}

var lastNames = []string{
	"Berger", "Nowicki", "Lehmann", "Wagner", "Kowal", "Hansen", "Vogel", "Sommer", "Zielinski", "Kraus", "Moreau", "Novak",
	"Jansen", "Steiner", "Dvorak", "Lindgren", "Maier", "Wolf", "Pawlak", "Richter", "Huber", "Brandt", "Olsen", "Fischer",
}

func invent(r *rand.Rand, i int) buyer {
	h := homes[r.IntN(len(homes))]
	name := firstNames[r.IntN(len(firstNames))] + " " + lastNames[r.IntN(len(lastNames))]
	b := buyer{
		email: "buyer" + strconv.Itoa(i) + "@demo.example", name: name, locale: localeOf(h.country), weight: 1 + 12/(1+r.IntN(12)),
		address: orders.Address{Address: vendors.Address{
			Name: name, Line1: h.streets[r.IntN(len(h.streets))] + " " + strconv.Itoa(1+r.IntN(80)), PostalCode: h.postal, City: h.city, Country: h.country,
		}},
	}
	if i == 0 { // the one that a visitor signs in as
		b.email, b.name, b.locale, b.weight = "buyer@demo.example", "Bea Beispiel", markthalle.German, 20
		b.address.Name, b.address.Country, b.address.City, b.address.PostalCode, b.address.Line1 = b.name, "DE", "Leipzig", "04109", "Lindenweg 12"
	}
	return b
}
