package commission

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// book is the list of one currency through time: which version of which rule is in
// force when, and in which order. It is one document, so that every change of the
// list is one atomic write, whatever it touches. Entries of the past stay: what was
// in force at any instant can be asked for ever.
type book struct {
	store.Meta `bson:",inline"`
	Currency   money.Currency `bson:"currency"`
	Entries    []entry        `bson:"entries"`
}

// entry is a version of a rule in force from From until To.
type entry struct {
	Rule    markthalle.RuleID `bson:"rule"`
	Version int64             `bson:"n"`
	Rank    int64             `bson:"rank"`
	From    time.Time         `bson:"from"`
	To      time.Time         `bson:"to,omitempty"` // zero: until something else is published
	By      string            `bson:"by"`
}

// maxEntries bounds the document: about 130 bytes an entry keep it below its limit.
const maxEntries = 1500

// ErrBookFull is returned when a currency's rules were changed more often than its
// book can tell.
var ErrBookFull = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.book_full", Text: "The rules of this currency have changed too often to be recorded."}

func (e entry) id() string { return versionID(e.Rule, e.Version) }

func (e entry) activeAt(t time.Time) bool { return !t.Before(e.From) && before(t, e.To) }

// at returns the entries in force at the instant.
func (b book) at(t time.Time) []entry {
	return slices.DeleteFunc(slices.Clone(b.Entries), func(e entry) bool { return !e.activeAt(t) })
}

// since returns the entries that are in force at the instant or later.
func (b book) since(t time.Time) []entry {
	return slices.DeleteFunc(slices.Clone(b.Entries), func(e entry) bool { return !before(t, e.To) })
}

// end takes the rule out of the list from the instant on: what is in force then ends,
// what was planned for later is dropped.
func (b *book) end(rule markthalle.RuleID, at time.Time) {
	b.Entries = slices.DeleteFunc(b.Entries, func(e entry) bool { return e.Rule == rule && !e.From.Before(at) })
	for i, e := range b.Entries {
		if e.Rule == rule && before(at, e.To) {
			b.Entries[i].To = at
		}
	}
}

// holds reports whether from the instant on the rule is in force in this version and
// nothing else is planned for it.
func (b book) holds(rule markthalle.RuleID, version int64, at time.Time) bool {
	found := false
	for _, e := range b.since(at) {
		if e.Rule == rule {
			if e.Version != version || e.From.After(at) || !e.To.IsZero() {
				return false
			}
			found = true
		}
	}
	return found
}

// rankOf returns the rank that the rule has at the instant or later.
func (b book) rankOf(rule markthalle.RuleID, at time.Time) (int64, bool) {
	for _, e := range b.since(at) {
		if e.Rule == rule {
			return e.Rank, true
		}
	}
	return 0, false
}

// renumber spreads the ranks evenly again. The order at every instant stays.
func (b *book) renumber() {
	var ranks []int64
	for _, e := range b.Entries {
		ranks = append(ranks, e.Rank)
	}
	slices.Sort(ranks)
	ranks = slices.Compact(ranks)
	for i, e := range b.Entries {
		at, _ := slices.BinarySearch(ranks, e.Rank)
		b.Entries[i].Rank = int64(at+1) * RankStep
	}
}

// rules returns the entries' rules with their ranks, cut to the time from the instant
// on in which they are in force. It reports false when a version is not among those
// known.
func rules(entries []entry, known map[string]Rule, from time.Time) ([]Rule, bool) {
	out := make([]Rule, 0, len(entries))
	for _, e := range entries {
		r, ok := known[e.id()]
		if !ok {
			return nil, false
		}
		r.Rank = e.Rank
		r.ValidFrom = latest(r.ValidFrom, e.From, from)
		if !before(r.ValidFrom, e.To) || !before(r.ValidFrom, r.ValidTo) {
			continue
		}
		if r.ValidTo.IsZero() || (!e.To.IsZero() && e.To.Before(r.ValidTo)) {
			r.ValidTo = e.To
		}
		out = append(out, r)
	}
	return out, true
}

func latest(times ...time.Time) time.Time {
	return slices.MaxFunc(times, time.Time.Compare)
}
