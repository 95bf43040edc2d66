package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// What takes two drivers on one database, or two databases.
var pairCases = []engineCase{
	{"pairs/two_drivers", pairWriters},
	{"pairs/timers", pairTimers},
	{"pairs/reopened", pairReopened},
	{"pairs/copy", pairCopy},
}

func pairWriters(t *testing.T, e Engine) {
	url := e.Fresh(t)
	wall := markthalle.NewManualClock(Begin)
	one := benchOn(t, &counter{Driver: e.open(t, url)}, "one", wall)
	two := benchOn(t, &counter{Driver: e.open(t, url)}, "two", wall)
	must(t, one.db.Ensure(t.Context()))
	must(t, two.db.Ensure(t.Context()))
	one.insert(t, doc("a"))
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range 8 {
		wg.Go(func() {
			b := []*bench{one, two}[i%2]
			for range 10 {
				err := b.docs.Update(t.Context(), "a", func(d *Doc) error { d.N++; return nil })
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	same(t, "count", one.get(t, "a").N, 80)
	same(t, "seen by the other", two.get(t, "a"), one.get(t, "a"))
	j := two.follow("follow")
	one.follow("follow")
	one.count(t, "a", 81)
	must(t, two.db.Drain(t.Context()))
	same(t, "events of the other", j.take(), []string{"a/81 #1 try 1"})
}

// pairTimers is that a run of a schedule, and a failed run of a timer, keep nothing from
// another process: what is due next is for whoever sees it first.
func pairTimers(t *testing.T, e Engine) {
	url := e.Fresh(t)
	market, wall := markthalle.NewManualClock(Begin), markthalle.NewManualClock(Begin)
	var ran []string
	broken := true
	open := func(owner string) *bench {
		b := benchTimed(t, &counter{Driver: e.open(t, url)}, owner, market, wall)
		b.db.OnSchedule("hourly", func(last time.Time) time.Time { return last.Truncate(time.Hour).Add(time.Hour) },
			func(_ context.Context, due time.Time) error {
				ran = append(ran, fmt.Sprintf("%s %s", owner, due.Format("15:04")))
				return nil
			})
		b.db.OnTimer("once", func(context.Context, string, time.Time) error {
			ran = append(ran, owner+" once")
			if broken {
				return errors.New("not yet")
			}
			return nil
		})
		must(t, b.db.Ensure(t.Context()))
		return b
	}
	one, two := open("one"), open("two")
	must(t, one.db.Drain(t.Context()))
	must(t, one.db.SetTimer(t.Context(), "once", "x", Begin.Add(time.Minute)))
	market.Advance(time.Minute)
	if err := one.db.Drain(t.Context()); err == nil {
		t.Error("a failing timer is no error of Drain")
	}
	broken = false
	for _, b := range []*bench{two, one, two} {
		market.Advance(time.Hour)
		others, err := b.db.Rounds().Drain(t.Context())
		must(t, err)
		if others {
			t.Error("another process is said to be at work")
		}
	}
	var want []string
	want = append(want, "one once", "two once")
	for i, owner := range []string{"two", "one", "two"} {
		want = append(want, fmt.Sprintf("%s %s", owner, Begin.Truncate(time.Hour).Add(time.Duration(i+1)*time.Hour).Format("15:04")))
	}
	same(t, "runs", ran, want)
}

func pairReopened(t *testing.T, e Engine) {
	url := e.Fresh(t)
	d := e.open(t, url)
	b := newBench(t, d)
	b.insert(t, doc("a", func(d *Doc) { d.N = 7 }))
	must(t, d.Close(t.Context()))
	again := newBench(t, e.open(t, url))
	same(t, "number", again.get(t, "a").N, 7)
	must(t, again.driver.Check(t.Context()))
}

func pairCopy(t *testing.T, e Engine) {
	ctx := t.Context()
	from := newBench(t, e.open(t, e.Fresh(t)))
	from.follow("follow")
	var docs []Doc
	for i := range 700 {
		docs = append(docs, doc(markthalle.NewIDs(from.market, Seeded(uint64(i))).New("doc"), func(d *Doc) {
			d.N, d.Tags = int64(i), []string{"x"}
			d.Emit(Counted{d.ID, d.N})
		}))
	}
	for _, err := range from.docs.InsertMany(ctx, docs) {
		must(t, err)
	}
	from.insert(t, doc("deleted"))
	must(t, from.docs.Delete(ctx, "deleted", nil))
	must(t, from.db.Claim(ctx, "slug:x", "one"))
	target := e.open(t, e.Fresh(t))
	progress := map[string]int64{}
	must(t, store.Copy(ctx, from.driver, target, func(c string, n int64) { progress[c] = n }))
	same(t, "progress", progress["docs"], 701)
	want, err := store.Checksum(ctx, from.driver)
	must(t, err)
	got, err := store.Checksum(ctx, target)
	must(t, err)
	same(t, "sums", got, want)
	same(t, "documents", got["docs"].Documents, 701)
	must(t, store.Copy(ctx, from.driver, target, nil)) // again, as after an interruption
	to := newBench(t, target)
	j := to.follow("follow")
	page, err := to.docs.Find(ctx, store.Query{Index: "tag", Eq: []any{"x"}, From: 698})
	must(t, err)
	same(t, "found by index", ids(page.Items), docs[698].ID+" "+docs[699].ID)
	must(t, to.db.Drain(ctx))
	same(t, "events go on there", len(j.take()), 700)
	again := to.insert(t, doc("deleted"))
	same(t, "revisions go on there", again.Rev, 3)
	wantErr(t, store.Copy(ctx, from.driver, target, nil), store.ErrCopyDiffers)
}
