package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// reprice gives the offer another price from now on and remembers what the reduction is
// to be compared with: the lowest price of the thirty days before, or since the start
// when that was later (MKT-36).
func (o *Offer) reprice(price money.Amount, now time.Time) {
	if price == o.Price {
		return
	}
	before, since := o.Price, o.PriceSince
	if price.Currency != before.Currency {
		// Prices of another currency say nothing about this one.
		o.Recent, o.Lowest30 = nil, 0
	} else {
		o.Recent = keepRecent(append(o.Recent, PricePoint{At: since, Minor: before.Minor}), now)
		o.Lowest30 = lowest(o.Recent)
	}
	o.Price, o.PriceSince = price, now
	o.Emit(PriceChanged{Offer: o.OfferID(), Currency: string(price.Currency), Before: before.Minor, Since: since, After: price.Minor, At: now})
}

// keepRecent drops price points that ended before the window of thirty days before now:
// each lasts until the next begins, so one that began before the window may reach into
// it. Above the bound, the dearer of two neighbours goes, which never changes the
// lowest.
func keepRecent(points []PricePoint, now time.Time) []PricePoint {
	from := now.Add(-strikeWindow)
	for len(points) > 1 && !points[1].At.After(from) {
		points = points[1:]
	}
	for len(points) > maxRecent {
		drop := 1
		if points[0].Minor > points[1].Minor {
			drop = 0
		}
		points = slices.Delete(slices.Clone(points), drop, drop+1)
	}
	return slices.Clone(points)
}

func lowest(points []PricePoint) int64 {
	if len(points) == 0 {
		return 0
	}
	return slices.MinFunc(points, func(a, b PricePoint) int { return int(min(1, max(-1, a.Minor-b.Minor))) }).Minor
}

// daysOnSale returns for how many days prices of the offer are known.
func (o *Offer) daysOnSale(now time.Time) int {
	start := o.PriceSince
	if len(o.Recent) > 0 {
		start = o.Recent[0].At
	}
	return int(now.Sub(start).Hours() / 24)
}

// Lowest30Days returns the lowest price of the thirty days before the present price
// began, which must be shown beside a reduction, and false when there was none.
func (o *Offer) Lowest30Days() (money.Amount, bool) {
	return money.New(o.Lowest30, o.Price.Currency), o.Lowest30 > 0
}

// PriceHistoryID returns the id of an offer's price history.
func PriceHistoryID(o markthalle.OfferID) string { return "prc_" + markthalle.Body(o) }

// RecordPrice is the reaction to catalog.price_changed: it keeps the history of thirteen
// months, one entry a day (MKT-36). A change that is recorded already changes nothing.
func (s *Service) RecordPrice(ctx context.Context, e PriceChanged, c store.Cause) error {
	_, err := s.prices.Upsert(ctx, PriceHistoryID(e.Offer), func(p *Prices) error {
		if c.Seq <= p.Seq {
			return nil
		}
		p.Seq = c.Seq
		if p.Currency != money.Currency(e.Currency) {
			p.Days = nil
		}
		p.Offer, p.Currency = e.Offer, money.Currency(e.Currency)
		if len(p.Days) == 0 {
			p.note(e.Since, e.Before)
		}
		p.note(e.At, e.After)
		return nil
	})
	return err
}

// note adds one price to its day.
func (p *Prices) note(at time.Time, minor int64) {
	day := at.Truncate(24 * time.Hour)
	if n := len(p.Days); n > 0 && p.Days[n-1].Day.Equal(day) {
		d := &p.Days[n-1]
		d.Low, d.High, d.Last = min(d.Low, minor), max(d.High, minor), minor
		d.Changes++
		return
	}
	p.Days = append(p.Days, PriceDay{Day: day, Low: minor, High: minor, Last: minor, Changes: 1})
	oldest := day.AddDate(0, -13, 0)
	p.Days = slices.DeleteFunc(p.Days, func(d PriceDay) bool { return d.Day.Before(oldest) })
	if n := len(p.Days) - maxHistory; n > 0 {
		p.Days = slices.Delete(p.Days, 0, n)
	}
}

// PriceHistory returns the days on which an offer's price changed, oldest first; none
// when it never did.
func (s *Service) PriceHistory(ctx context.Context, offer markthalle.OfferID) ([]PriceDay, error) {
	list, err := s.prices.GetMany(ctx, []string{PriceHistoryID(offer)})
	if err != nil || len(list) == 0 {
		return []PriceDay{}, err
	}
	return list[0].Days, nil
}
