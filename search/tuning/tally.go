package tuning

import (
	"math"
	"slices"
)

// take adds a day's counts, lets old days go, and works out the orders anew. It depends
// on nothing but its input, so that it may run again.
func (t *tally) take(d day) {
	i, found := slices.BinarySearchFunc(t.Days, d.Day, func(x day, n int64) int { return int(x.Day - n) })
	if found {
		t.Days[i].plus(d)
	} else {
		t.Days = slices.Insert(t.Days, i, d)
	}
	t.Last = t.Days[len(t.Days)-1].Day
	t.Days = slices.DeleteFunc(t.Days, func(x day) bool { return x.Day <= t.Last-KeepDays })
	sum := t.since(0)
	t.Popular, t.Missed, t.Unclicked = 0, 0, 0
	if sum.Exact >= minPopular {
		t.Popular = t.score(func(x day) int64 { return x.Exact })
	}
	if sum.Misses > 0 {
		t.Missed = t.score(func(x day) int64 { return x.Misses })
	}
	if hits := sum.Searches - sum.Misses; hits >= minLooked && sum.Clicks*clickRate < hits {
		t.Unclicked = t.score(func(x day) int64 { return max(0, x.Searches-x.Misses-x.Clicks) })
	}
}

// The thresholds of the lists.
const (
	minPopular = 3  // a query of one person is nobody's suggestion
	minLooked  = 10 // searches with results before few clicks mean anything
	clickRate  = 5  // one click in so many searches is enough
)

// since adds up the days from one on.
func (t *tally) since(from int64) day {
	var sum day
	for _, d := range t.Days {
		if d.Day >= from {
			sum.plus(d)
		}
	}
	return sum
}

// scoreBase keeps scores positive on every day of this era.
const scoreBase = 10_000_000

// score is the logarithm, in thousandths, of counts that double in weight with every
// HalfLife. Counts that decay by the day of asking would all shrink by the same factor
// from day to day, so their order is that of these, whatever day it is.
func (t *tally) score(of func(day) int64) int64 {
	var sum float64
	for _, d := range t.Days {
		sum += float64(of(d)) * math.Exp2(float64(d.Day-t.Last)/HalfLife)
	}
	if sum <= 0 {
		return 0
	}
	return scoreBase + int64(math.Round(1000*(math.Log2(sum)+float64(t.Last)/HalfLife)))
}
