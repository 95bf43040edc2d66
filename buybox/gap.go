package buybox

import (
	"sort"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// WhyNot answers a vendor why an offer is not shown first (MKT-51). It says nothing
// about the winner that the shop page does not show.
type WhyNot struct {
	Offer       markthalle.OfferID
	Wins        bool
	Place       int
	Of          int // offers that were compared
	Score       int64
	WinnerScore int64
	WinnerPrice money.Amount // landed, as the shop page shows it
	Gap         Parts        // own parts − the winner's
	Failed      []Gate
	// WinningPrice is the highest price of the goods alone with which the offer would win,
	// other things equal, and WinningLanded the same with shipping; nil when none or every price does.
	WinningPrice  *money.Amount
	WinningLanded *money.Amount
	Reason        Reason
}

// WhyNotMe explains the place of one offer among offers, and names the smallest change of
// price that wins. It is false when the offer is not among them. It is pure.
func WhyNotMe(offers []Candidate, own markthalle.OfferID, w Weights) (WhyNot, bool) {
	ranked := Rank(offers, w)
	for _, r := range ranked {
		if r.Offer != own {
			continue
		}
		out := WhyNot{Offer: own, Place: r.Place, Of: len(ranked), Score: r.Score, Failed: r.Failed, Reason: r.Reason}
		winner, ok := Winner(ranked)
		if ok {
			out.Wins = winner.Offer == own
			out.WinnerScore = winner.Score
			out.WinnerPrice = money.New(winner.Landed(), winner.Price.Currency)
			if r.Eligible {
				out.Gap = Parts{
					Price: r.Parts.Price - winner.Parts.Price, Delivery: r.Parts.Delivery - winner.Parts.Delivery,
					Quality: r.Parts.Quality - winner.Parts.Quality, Stock: r.Parts.Stock - winner.Parts.Stock,
				}
			}
		}
		if r.Eligible {
			out.WinningPrice, out.WinningLanded = winningPrice(offers, r.Candidate, w)
		}
		return out, true
	}
	return WhyNot{}, false
}

// Simulate is WhyNotMe with another price for the offer.
func Simulate(offers []Candidate, own markthalle.OfferID, price money.Amount, w Weights) (WhyNot, bool) {
	changed := append([]Candidate(nil), offers...)
	for i := range changed {
		if changed[i].Offer == own {
			changed[i].Price = price
		}
	}
	return WhyNotMe(changed, own, w)
}

// winningPrice finds the highest price with which own wins. Lowering a price never lowers
// the offer's own score and never raises another's, so winning is monotone in it and a
// search by halves is exact.
func winningPrice(offers []Candidate, own Candidate, w Weights) (price, landed *money.Amount) {
	wins := func(minor int64) bool {
		changed := append([]Candidate(nil), offers...)
		for i := range changed {
			if changed[i].Offer == own.Offer {
				changed[i].Price.Minor = minor
			}
		}
		winner, ok := Winner(Rank(changed, w))
		return ok && winner.Offer == own.Offer
	}
	top := own.Price.Minor
	for _, c := range offers {
		top = max(top, c.Landed())
	}
	top = 2*top + 1
	if !wins(1) {
		return nil, nil
	}
	// The first price from 1 up to top with which it does not win.
	n := sort.Search(int(top), func(i int) bool { return !wins(int64(i) + 1) })
	if n == int(top) {
		return nil, nil // it wins at whatever price
	}
	best := int64(n)
	p, l := money.New(best, own.Price.Currency), money.New(best+own.Shipping.Minor, own.Price.Currency)
	return &p, &l
}
