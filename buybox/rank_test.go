package buybox_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
)

var begin = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func candidate(id string, landed int64, days int, quality, stock int64) buybox.Candidate {
	return buybox.Candidate{
		Offer: markthalle.OfferID("off_" + id), Vendor: markthalle.VendorID("ven_" + id), Condition: catalog.BrandNew,
		Price: money.New(landed-490, money.EUR), Shipping: money.New(490, money.EUR), Ships: true,
		Days: days, QualityBP: quality, Stock: stock, Since: begin,
	}
}

// table is the example of MKT-50.
func table() []buybox.Candidate {
	return []buybox.Candidate{
		candidate("a", 2000, 3, 10_000, 50), candidate("b", 1900, 7, 8000, 3), candidate("c", 2250, 2, 9000, 10),
	}
}

func TestTheTableOfMKT50(t *testing.T) {
	t.Parallel()
	ranked := buybox.Rank(table(), buybox.DefaultWeights())
	type row struct {
		offer string
		parts buybox.Parts
		score int64
	}
	var got []row
	for _, r := range ranked {
		got = append(got, row{string(r.Offer), r.Parts, r.Score})
	}
	require.Equal(t, []row{
		{"off_a", buybox.Parts{Price: 4750, Delivery: 1800, Quality: 2000, Stock: 1000}, 9550},
		{"off_c", buybox.Parts{Price: 4222, Delivery: 2000, Quality: 1800, Stock: 1000}, 9022},
		{"off_b", buybox.Parts{Price: 5000, Delivery: 1000, Quality: 1600, Stock: 300}, 7900},
	}, got)
}

// MKT-51: the gap of B, and the smallest change that wins.
func TestWhyNotMe(t *testing.T) {
	t.Parallel()
	w := buybox.DefaultWeights()
	why, ok := buybox.WhyNotMe(table(), "off_b", w)
	require.True(t, ok)
	require.False(t, why.Wins)
	require.Equal(t, 3, why.Place)
	require.EqualValues(t, 9550, why.WinnerScore)
	require.Equal(t, buybox.Parts{Price: 250, Delivery: -800, Quality: -400, Stock: -700}, why.Gap)
	require.Equal(t, money.New(1240, money.EUR), *why.WinningLanded)
	require.Equal(t, money.New(750, money.EUR), *why.WinningPrice, "without the shipping")

	at, ok := buybox.Simulate(table(), "off_b", money.New(750, money.EUR), w)
	require.True(t, ok)
	require.True(t, at.Wins)
	require.EqualValues(t, 7900, at.Score)
	for _, r := range buybox.Rank(priced(table(), "off_b", 750), w)[1:2] {
		require.EqualValues(t, 7900, r.Score, "the scores tie and the lower landed price decides")
	}
	above, _ := buybox.Simulate(table(), "off_b", money.New(751, money.EUR), w)
	require.False(t, above.Wins)

	best, _ := buybox.WhyNotMe(table(), "off_a", w)
	require.True(t, best.Wins)
	_, ok = buybox.WhyNotMe(table(), "off_z", w)
	require.False(t, ok)
}

func priced(list []buybox.Candidate, offer markthalle.OfferID, price int64) []buybox.Candidate {
	for i := range list {
		if list[i].Offer == offer {
			list[i].Price.Minor = price
		}
	}
	return list
}

func TestGates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*buybox.Candidate)
		gate  buybox.Gate
	}{
		{"out of stock", func(c *buybox.Candidate) { c.Stock = 0 }, buybox.GateStock},
		{"does not ship", func(c *buybox.Candidate) { c.Ships = false }, buybox.GateShipping},
		{"blocked", func(c *buybox.Candidate) { c.Blocked = true }, buybox.GateBlocked},
		{"rung three", func(c *buybox.Candidate) { c.Level = 3 }, buybox.GateLevel},
		{"other currency", func(c *buybox.Candidate) { c.Price.Currency, c.Shipping.Currency = "PLN", "PLN" }, buybox.GateCurrency},
	} {
		list := table()
		c.spoil(&list[0])
		ranked := buybox.Rank(list, buybox.DefaultWeights())
		last := ranked[2]
		require.Equal(t, markthalle.OfferID("off_a"), last.Offer, c.name)
		require.Equal(t, []buybox.Gate{c.gate}, last.Failed, c.name)
		require.Zero(t, last.Score, c.name)
		winner, ok := buybox.Winner(ranked)
		require.True(t, ok)
		require.Equal(t, markthalle.OfferID("off_c"), winner.Offer, c.name)
		for _, l := range markthalle.Locales() {
			require.NotContains(t, last.Why(l), "%", c.name)
			require.NotEmpty(t, last.Why(l))
		}
		why, ok := buybox.WhyNotMe(list, "off_a", buybox.DefaultWeights())
		require.True(t, ok)
		require.Nil(t, why.WinningPrice, "no price opens a gate")
	}
	list := table()
	list[0].Level = 2
	list[0].FactorBP = 9000
	require.EqualValues(t, 8595, buybox.Rank(list, buybox.DefaultWeights())[1].Score, "ranked down, still in: §3 L2")
}

func TestNothingEligible(t *testing.T) {
	t.Parallel()
	_, ok := buybox.Winner(buybox.Rank(nil, buybox.DefaultWeights()))
	require.False(t, ok)
	list := table()[:1]
	list[0].Stock = 0
	_, ok = buybox.Winner(buybox.Rank(list, buybox.DefaultWeights()))
	require.False(t, ok)
}

// Ties: lower landed price, fewer days, older offer, id.
func TestTies(t *testing.T) {
	t.Parallel()
	a, b := candidate("a", 2000, 3, 9000, 20), candidate("b", 2000, 3, 9000, 20)
	first := func(x, y buybox.Candidate) string {
		return string(buybox.Rank([]buybox.Candidate{x, y}, buybox.DefaultWeights())[0].Offer)
	}
	require.Equal(t, "off_a", first(b, a), "by id")
	b.Since = begin.Add(-time.Hour)
	require.Equal(t, "off_b", first(a, b), "the older offer")
	require.Equal(t, "tie", buybox.Rank([]buybox.Candidate{a, b}, buybox.DefaultWeights())[0].Reason.Code)
}

// Offers of other conditions are ranked apart, behind.
func TestConditionsAreRankedApart(t *testing.T) {
	t.Parallel()
	used := candidate("u", 900, 1, 10_000, 50)
	used.Condition = catalog.Used
	ranked := buybox.Rank(append(table(), used), buybox.DefaultWeights())
	require.Equal(t, markthalle.OfferID("off_a"), ranked[0].Offer)
	require.EqualValues(t, 4750, ranked[0].Parts.Price, "a used price does not count against new goods")
	require.Equal(t, markthalle.OfferID("off_u"), ranked[3].Offer)
	require.EqualValues(t, 10_000, ranked[3].Score)
}

func TestSentences(t *testing.T) {
	t.Parallel()
	ranked := buybox.Rank(table(), buybox.DefaultWeights())
	require.Equal(t, "Lowest price with shipping: €20.00 against €22.50 for the next offer (9550 to 9022 points).", ranked[0].Why(markthalle.English))
	require.Equal(t, "9022 Punkte; das erste Angebot hat 9550, mit 20,00\u00a0€ samt Versand und 3 Tagen gegenüber 22,50\u00a0€ und 2 Tagen.", ranked[1].Why(markthalle.German))
	require.Contains(t, ranked[2].Why(markthalle.Polish), "7900 punktów")
	only := buybox.Rank(table()[1:2], buybox.DefaultWeights())
	require.Equal(t, "The only offer that can be delivered: €19.00 including shipping, with you in 7 days.", only[0].Why("xx"))
}

// MKT-53: the winner does not depend on the order of the inputs; and the price that is
// named wins while one unit more does not.
func TestRankIsDeterministicAndTheNamedPriceIsExact(t *testing.T) {
	t.Parallel()
	w := buybox.DefaultWeights()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(r, "offers")
		list := make([]buybox.Candidate, n)
		for i := range list {
			list[i] = candidate(fmt.Sprint(i), rapid.Int64Range(500, 5000).Draw(r, "landed"), rapid.IntRange(0, 15).Draw(r, "days"),
				rapid.Int64Range(0, 10_000).Draw(r, "quality"), rapid.Int64Range(0, 30).Draw(r, "stock"))
		}
		ranked := buybox.Rank(list, w)
		shuffled := append([]buybox.Candidate(nil), list...)
		rand.New(rand.NewPCG(1, uint64(n))).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i, x := range buybox.Rank(shuffled, w) {
			if x.Offer != ranked[i].Offer || x.Score != ranked[i].Score {
				r.Fatalf("another order: %v, %v", x.Offer, ranked[i].Offer)
			}
			if x.Score < 0 || x.Score > 10_000 {
				r.Fatalf("score %d", x.Score)
			}
		}
		own := list[rapid.IntRange(0, n-1).Draw(r, "own")].Offer
		why, _ := buybox.WhyNotMe(list, own, w)
		if why.WinningPrice == nil {
			return
		}
		at, _ := buybox.Simulate(list, own, *why.WinningPrice, w)
		above, _ := buybox.Simulate(list, own, money.New(why.WinningPrice.Minor+1, money.EUR), w)
		if !at.Wins || above.Wins {
			r.Fatalf("price %v: wins %v, one more %v", why.WinningPrice, at.Wins, above.Wins)
		}
	})
}
