package buybox

import (
	"cmp"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
)

// Candidate is an offer with the facts that the rank depends on.
type Candidate struct {
	Offer     markthalle.OfferID
	Variant   markthalle.VariantID
	Vendor    markthalle.VendorID
	Condition catalog.Condition
	Price     money.Amount
	Shipping  money.Amount // to the buyer's country, for one unit
	Ships     bool         // there is a zone for the country
	Days      int          // until it arrives, at most
	QualityBP int64        // 0 to 10,000
	Stock     int64
	Level     int   // the vendor's rung, 0 to 7
	FactorBP  int64 // ranking factor, 10,000 = 1; 0 counts as 10,000
	Blocked   bool  // the vendor or the offer
	Since     time.Time
}

// Landed returns what one unit costs at the buyer's door, in minor units.
func (c Candidate) Landed() int64 { return c.Price.Minor + c.Shipping.Minor }

// Weights are the shares of the score in basis points; together 10,000.
type Weights struct {
	Version  int
	Price    int64
	Delivery int64
	Quality  int64
	Stock    int64
}

// DefaultWeights returns 50/20/20/10 (MKT-50).
func DefaultWeights() Weights {
	return Weights{Version: 1, Price: 5000, Delivery: 2000, Quality: 2000, Stock: 1000}
}

// Parts are the parts of a score in basis points, before the ranking factor.
type Parts struct {
	Price    int64 `bson:"price"`
	Delivery int64 `bson:"delivery"`
	Quality  int64 `bson:"quality"`
	Stock    int64 `bson:"stock"`
}

// Sum returns the parts together.
func (p Parts) Sum() int64 { return p.Price + p.Delivery + p.Quality + p.Stock }

// Gate is a condition that an offer must pass before its score counts.
type Gate string

// The gates.
const (
	GateStock    Gate = "out_of_stock"
	GateShipping Gate = "does_not_ship"
	GateBlocked  Gate = "blocked"
	GateLevel    Gate = "no_buy_box" // the vendor is on rung 3 or above
	GateCurrency Gate = "currency"   // priced in another currency than the others
)

// Ranked is a candidate with its place.
type Ranked struct {
	Candidate
	Place    int // from 1
	Eligible bool
	Failed   []Gate
	Score    int64 // basis points, ranking factor included; 0 when not eligible
	Parts    Parts
	Reason   Reason // why it is where it is
}

// levelNoBuyBox is the rung from which on offers are never featured (§3).
const levelNoBuyBox = 3

// Rank orders offers by the score of MKT-50: eligible ones of the best condition first,
// then eligible ones of other conditions, then the rest. It is pure. Offers in another
// currency than most of them cannot be compared and fail the gate currency.
func Rank(offers []Candidate, w Weights) []Ranked {
	out := make([]Ranked, len(offers))
	currency := common(offers)
	for i, c := range offers {
		out[i] = Ranked{Candidate: c, Failed: gates(c, currency)}
		out[i].Eligible = len(out[i].Failed) == 0
	}
	for _, condition := range catalog.Conditions() {
		group := make([]*Ranked, 0, len(out))
		for i := range out {
			if out[i].Eligible && out[i].Condition == condition {
				group = append(group, &out[i])
			}
		}
		score(group, w)
	}
	slices.SortStableFunc(out, before)
	for i := range out {
		out[i].Place = i + 1
	}
	explain(out)
	return out
}

// common returns the currency of most offers, of equally many the first by code: what
// comparison is made in.
func common(offers []Candidate) money.Currency {
	count := map[money.Currency]int{}
	for _, c := range offers {
		count[c.Price.Currency]++
	}
	var best money.Currency
	for c, n := range count {
		if best == "" || n > count[best] || n == count[best] && c < best {
			best = c
		}
	}
	return best
}

func gates(c Candidate, currency money.Currency) []Gate {
	var out []Gate
	if c.Stock <= 0 {
		out = append(out, GateStock)
	}
	if !c.Ships {
		out = append(out, GateShipping)
	}
	if c.Blocked {
		out = append(out, GateBlocked)
	}
	if c.Level >= levelNoBuyBox {
		out = append(out, GateLevel)
	}
	if c.Price.Currency != currency || c.Ships && c.Shipping.Currency != currency {
		out = append(out, GateCurrency)
	}
	return out
}

// bounds are what a group of comparable offers is measured against.
type bounds struct {
	landed int64 // the lowest
	days   int   // the fewest
}

func score(group []*Ranked, w Weights) {
	if len(group) == 0 {
		return
	}
	b := bounds{group[0].Landed(), group[0].Days}
	for _, r := range group {
		b.landed, b.days = min(b.landed, r.Landed()), min(b.days, r.Days)
	}
	for _, r := range group {
		r.Parts = parts(r.Candidate, b, w)
		r.Score = scored(r.Parts, r.Candidate)
	}
}

// parts is the formula of MKT-50. Divisions are rounded half up to a basis point.
func parts(c Candidate, b bounds, w Weights) Parts {
	p := Parts{Price: w.Price}
	if c.Landed() > 0 {
		p.Price = halfUp(w.Price*min(b.landed, c.Landed()), c.Landed())
	}
	late := int64(c.Days - b.days)
	p.Delivery = w.Delivery * (10 - min(10, max(0, late))) / 10
	p.Quality = halfUp(w.Quality*c.QualityBP, 10_000)
	p.Stock = w.Stock * min(10, max(0, c.Stock)) / 10
	return p
}

func scored(p Parts, c Candidate) int64 {
	factor := c.FactorBP
	if factor == 0 {
		factor = 10_000
	}
	return halfUp(p.Sum()*factor, 10_000)
}

func halfUp(num, den int64) int64 { return (2*num + den) / (2 * den) }

// before is the order of the table: eligible ones, better condition, higher score, lower
// landed price, fewer days, older, id.
func before(a, b Ranked) int {
	if a.Eligible != b.Eligible {
		if a.Eligible {
			return -1
		}
		return 1
	}
	return cmp.Or(
		conditionRank(a.Condition)-conditionRank(b.Condition),
		cmp.Compare(b.Score, a.Score),
		cmp.Compare(a.Landed(), b.Landed()),
		a.Days-b.Days,
		a.Since.Compare(b.Since),
		cmp.Compare(a.Offer, b.Offer),
	)
}

func conditionRank(c catalog.Condition) int {
	if i := slices.Index(catalog.Conditions(), c); i >= 0 {
		return i
	}
	return len(catalog.Conditions())
}

// Winner returns the offer that is shown first, and false when none is eligible.
func Winner(ranked []Ranked) (Ranked, bool) {
	if len(ranked) == 0 || !ranked[0].Eligible {
		return Ranked{}, false
	}
	return ranked[0], true
}
