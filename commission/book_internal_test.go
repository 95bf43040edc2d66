package commission

import (
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// The fullest book with a full outbox still fits into a document. This is tested from
// within, because to fill a book from outside takes 1,500 publications.
func TestFullestBook(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	b := book{Currency: "EUR"}
	for i := range int64(maxEntries) {
		b.Entries = append(b.Entries, entry{
			Rule: "rule_01ke6p4ym09d793btjgwbn3wvx", Version: i, Rank: i << 40, From: at, To: at, By: "per_01ke6p4ym09d793btjgwbn3wvx",
		})
	}
	raw, err := store.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	event, err := store.Encode(Published{Rule: "rule_01ke6p4ym09d793btjgwbn3wvx", Name: strings.Repeat("ł", MaxName), Currency: "EUR", EffectiveAt: at})
	if err != nil {
		t.Fatal(err)
	}
	const bookkeeping = 150 // of an event in an outbox: sequence, type, times, who is to react
	if n := len(raw) + store.MaxPending*(len(event)+bookkeeping); n >= store.MaxDocument {
		t.Fatalf("a full book has %d bytes", n)
	}
	t.Logf("%d bytes", len(raw))
}

// The past keeps its order when ranks are spread anew.
func TestRenumberKeepsOrder(t *testing.T) {
	t.Parallel()
	b := book{Entries: []entry{{Rule: "c", Rank: 7}, {Rule: "a", Rank: 1}, {Rule: "b", Rank: 2}, {Rule: "a", Rank: 1}}}
	b.renumber()
	want := map[markthalle.RuleID]int64{"a": RankStep, "b": 2 * RankStep, "c": 3 * RankStep}
	for _, e := range b.Entries {
		if e.Rank != want[e.Rule] {
			t.Fatalf("%s has rank %d", e.Rule, e.Rank)
		}
	}
}
