package demo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/orders"
)

// buy takes a buyer from an empty cart to a paid order. A basket that cannot be ordered
// (nothing is delivered there) is no order, and no failure.
func (s *seeder) buy(ctx context.Context, b buyer, lines []pick, luck int) ([]part, error) {
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
	return s.pay(ctx, b, placed, luck)
}

// pay plays the buyer at the payment page. One in thirty leaves without paying, and the
// order expires.
func (s *seeder) pay(ctx context.Context, b buyer, placed orders.Placed, luck int) ([]part, error) {
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
		out = append(out, part{id: p.VendorOrder, order: id, buyer: b, vendor: byID[p.Vendor], lines: p.Lines})
	}
	return out, nil
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
	share := shares(s)
	for month := range 12 {
		sum := int64(0)
		for _, o := range s.offers {
			w := int64(float64(o.product.Popularity*max(5, o.product.Season[month])) * share[o.vendor])
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
		if share[o.vendor] > 0 {
			p.byVendor[o.vendor] = append(p.byVendor[o.vendor], i)
		}
	}
	return p
}

// shares weighs the offers of each vendor, so that small workshops sell too: a vendor's
// part of the trade grows more slowly than its catalogue. Who is not open sells nothing.
func shares(s *seeder) map[string]float64 {
	weight := map[string]float64{}
	for _, o := range s.offers {
		weight[o.vendor] += float64(o.product.Popularity)
	}
	out := map[string]float64{}
	for _, v := range s.goods.Vendors {
		if v.State != goods.StateInReview && weight[v.Key] > 0 {
			out[v.Key] = 100 * math.Pow(weight[v.Key], -0.4)
		}
	}
	return out
}

// draw picks an index by cumulative weights.
func draw(r *rand.Rand, cumulative []int64) int {
	x := r.Int64N(cumulative[len(cumulative)-1])
	return sort.Search(len(cumulative), func(i int) bool { return cumulative[i] > x })
}

// basket chooses one to four things, often several of one vendor.
func (p *picker) basket(day time.Time) []pick {
	r, s := p.rand, p.s
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
	return out
}
