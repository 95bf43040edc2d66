package storetest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// How documents are found.
var queryCases = []testCase{
	{"queries/against_a_model", queryModel},
	{"queries/sort_ties", queryTies},
	{"queries/cursor_under_inserts", queryCursor},
	{"queries/foreign_cursor", queryForeignCursor},
	{"queries/refused", queryRefused},
	{"queries/range", queryRange},
	{"queries/each", queryEach},
	{"queries/sparse", querySparse},
	{"queries/scan", queryScan},
}

// queryModel asks random questions and compares the answers with a search through a
// list.
func queryModel(t *testing.T, b *bench) {
	rng := rand.New(rand.NewPCG(7, 7))
	var all []Doc
	for i := range 150 {
		all = append(all, doc(fmt.Sprintf("doc_%03d", rng.IntN(1000)*1000+i), func(d *Doc) {
			d.Vendor = []string{"a", "b", "", "ü"}[rng.IntN(4)]
			d.State = []string{"open", "done"}[rng.IntN(2)]
			d.N = int64(rng.IntN(5) - 2)
			if rng.IntN(3) > 0 {
				d.At = Begin.Add(time.Duration(rng.IntN(4)) * time.Hour)
			}
		}))
	}
	for i, err := range b.docs.InsertMany(t.Context(), all) {
		if err != nil {
			t.Fatal(i, err)
		}
	}
	for i := range 20 { // some of them change afterwards
		d := &all[i*7]
		d.N, d.State = 3, "open"
		err := b.docs.Update(t.Context(), d.ID, func(x *Doc) error { x.N, x.State = d.N, d.State; return nil })
		must(t, err)
	}
	for range 60 {
		q := store.Query{Index: "vendor", Desc: rng.IntN(2) == 0, Page: markthalle.PageQuery{Limit: 1 + rng.IntN(40)}}
		vendor, states := []string{"a", "b", "", "ü", "none"}[rng.IntN(5)], []string{"open"}
		if q.Eq = []any{vendor}; rng.IntN(2) == 0 {
			states = []string{"done", "open"}
			q.In = []any{"done", "open", "done"}
		} else {
			q.Eq = append(q.Eq, "open")
		}
		from, to := int64(-9), int64(9)
		if rng.IntN(2) == 0 {
			from = int64(rng.IntN(3) - 2)
			q.From = from
		}
		if rng.IntN(2) == 0 {
			to = int64(rng.IntN(4))
			q.To = to
		}
		var want []Doc
		for _, d := range all {
			if d.Vendor == vendor && slices.Contains(states, d.State) && d.N >= from && d.N < to {
				want = append(want, d)
			}
		}
		slices.SortFunc(want, func(x, y Doc) int {
			c := cmp.Or(cmp.Compare(x.N, y.N), x.At.Compare(y.At), cmp.Compare(x.ID, y.ID))
			if q.Desc {
				return -c
			}
			return c
		})
		same(t, fmt.Sprintf("%+v", q), ids(b.all(t, q)), ids(want))
		n, err := b.docs.Count(t.Context(), q)
		must(t, err)
		same(t, "count", n, int64(len(want)))
	}
}

// all reads a list page by page.
func (b *bench) all(t *testing.T, q store.Query) []Doc {
	t.Helper()
	var out []Doc
	for {
		page, err := b.docs.Find(t.Context(), q)
		must(t, err)
		out = append(out, page.Items...)
		if page.Next == "" {
			return out
		}
		if len(page.Items) == 0 {
			t.Fatal("an empty page has a next one")
		}
		q.Page.Cursor = page.Next
	}
}

func queryTies(t *testing.T, b *bench) {
	for _, id := range []string{"c", "a", "e", "b", "d"} {
		b.insert(t, doc(id, func(d *Doc) { d.N = 1 }))
	}
	q := store.Query{Index: "vendor", Eq: []any{"v", "open"}, Page: markthalle.PageQuery{Limit: 2}}
	same(t, "ascending", ids(b.all(t, q)), "a b c d e")
	q.Desc = true
	same(t, "descending", ids(b.all(t, q)), "e d c b a")
}

func queryCursor(t *testing.T, b *bench) {
	for i := range 10 {
		b.insert(t, doc(fmt.Sprintf("m%02d", i), func(d *Doc) { d.N = int64(i / 2) }))
	}
	q := store.Query{Index: "vendor", Eq: []any{"v", "open"}, Page: markthalle.PageQuery{Limit: 3}}
	var seen []Doc
	for round := 0; ; round++ {
		page, err := b.docs.Find(t.Context(), q)
		must(t, err)
		seen = append(seen, page.Items...)
		if page.Next == "" {
			break
		}
		q.Page.Cursor = page.Next
		// New documents before and beside the mark must not move the old ones.
		b.insert(t, doc(fmt.Sprintf("a%02d", round), func(d *Doc) { d.N = -1 }))
		b.insert(t, doc(fmt.Sprintf("z%02d", round), func(d *Doc) { d.N = page.Items[0].N }))
		last := page.Items[len(page.Items)-1]
		if last.ID[0] == 'm' {
			must(t, b.docs.Delete(t.Context(), last.ID, nil)) // the mark itself may go
		}
	}
	var old []Doc
	for _, d := range seen {
		if d.ID[0] == 'm' {
			old = append(old, d)
		}
	}
	same(t, "each old document once, in order", ids(old), "m00 m01 m02 m03 m04 m05 m06 m07 m08 m09")
}

func queryForeignCursor(t *testing.T, b *bench) {
	for i := range 4 {
		b.insert(t, doc(fmt.Sprint(i)))
	}
	q := store.Query{Index: "vendor", Eq: []any{"v", "open"}, Page: markthalle.PageQuery{Limit: 2}}
	page, err := b.docs.Find(t.Context(), q)
	must(t, err)
	for name, change := range map[string]func(*store.Query){
		"another filter":    func(q *store.Query) { q.Eq = []any{"v", "done"} },
		"another direction": func(q *store.Query) { q.Desc = true },
		"another index":     func(q *store.Query) { q.Index, q.Eq = "at", nil },
		"nonsense":          func(q *store.Query) { q.Page.Cursor = "???" },
		"cut":               func(q *store.Query) { q.Page.Cursor = q.Page.Cursor[:len(q.Page.Cursor)-4] },
		"changed":           func(q *store.Query) { q.Page.Cursor = "AAAA" + q.Page.Cursor[4:] },
	} {
		bad := q
		bad.Page.Cursor = page.Next
		change(&bad)
		if _, err := b.docs.Find(t.Context(), bad); !isErr(err, store.ErrCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
	moved := q
	moved.Page.Cursor, moved.To = page.Next, int64(5)
	_, err = b.docs.Find(t.Context(), moved)
	must(t, err)
}

func queryRefused(t *testing.T, b *bench) {
	many := make([]any, store.MaxIn+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for name, c := range map[string]struct {
		q    store.Query
		want error
	}{
		"unknown index":   {store.Query{Index: "nope"}, store.ErrIndexUnknown},
		"missing value":   {store.Query{Index: "vendor", Eq: []any{"v"}}, store.ErrQuery},
		"too many values": {store.Query{Index: "vendor", Eq: []any{"v", "open", 1}}, store.ErrQuery},
		"values and In":   {store.Query{Index: "vendor", Eq: []any{"v", "open"}, In: []any{"open"}}, store.ErrQuery},
		"wrong kind":      {store.Query{Index: "vendor", Eq: []any{"v", 7}}, store.ErrQuery},
		"kind of In":      {store.Query{Index: "vendor", Eq: []any{"v"}, In: []any{"open", 7}}, store.ErrQuery},
		"kind of range":   {store.Query{Index: "at", From: "monday"}, store.ErrQuery},
		"range unsorted":  {store.Query{Index: "flag", Eq: []any{true}, From: 1}, store.ErrQuery},
		"In without Eq":   {store.Query{Index: "at", In: []any{Begin}}, store.ErrQuery},
		"filter by id":    {store.Query{Eq: []any{"v"}}, store.ErrQuery},
		"absent element":  {store.Query{Index: "tag", Eq: []any{nil}}, store.ErrQuery},
		"absent in In":    {store.Query{Index: "tag", In: []any{"x", nil}}, store.ErrQuery},
		"too many in In":  {store.Query{Index: "vendor", Eq: []any{"v"}, In: many}, store.ErrQuery},
	} {
		_, err := b.docs.Find(t.Context(), c.q)
		_, err2 := b.docs.Count(t.Context(), c.q)
		err3 := b.docs.Scan(t.Context(), c.q, func(Doc) error { return nil })
		for _, err := range []error{err, err2, err3} {
			if !isErr(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	b.insert(t, doc("a"))
	page, err := b.docs.Find(t.Context(), store.Query{Index: "vendor", Eq: []any{"v"}, In: []any{}})
	must(t, err)
	same(t, "an empty In finds", len(page.Items), 0)
}

func queryRange(t *testing.T, b *bench) {
	for i, h := range []time.Duration{0, 1, 2, 3} {
		b.insert(t, doc(fmt.Sprint(i), func(d *Doc) { d.At = Begin.Add(h * time.Hour) }))
	}
	b.insert(t, doc("never"))
	from, to := Begin.Add(time.Hour), Begin.Add(3*time.Hour)
	for _, c := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{Index: "at"}, "never 0 1 2 3"},
		{store.Query{Index: "at", Desc: true}, "3 2 1 0 never"},
		{store.Query{Index: "at", From: from, To: to}, "1 2"},
		{store.Query{Index: "at", From: &from}, "1 2 3"},
		{store.Query{Index: "at", To: to, Desc: true}, "2 1 0"},
		{store.Query{Index: "at", To: to, From: to}, ""},
	} {
		c.q.Page.Limit = 2
		same(t, fmt.Sprintf("%+v", c.q), ids(b.all(t, c.q)), c.want)
	}
}

func queryEach(t *testing.T, b *bench) {
	b.insert(t, doc("a", func(d *Doc) { d.Tags, d.N, d.Lines = []string{"x", "y", "x"}, 2, []Line{{"s1", 1}, {"s2", 1}} }))
	b.insert(t, doc("b", func(d *Doc) { d.Tags, d.N, d.Lines = []string{"y"}, 1, []Line{{"s2", 5}} }))
	b.insert(t, doc("c", func(d *Doc) { d.Tags, d.N = []string{}, 0 }))
	tag := func(eq []any, in []any) string {
		q := store.Query{Index: "tag", Eq: eq, In: in, Page: markthalle.PageQuery{Limit: 1}}
		found := b.all(t, q)
		n, err := b.docs.Count(t.Context(), q)
		must(t, err)
		same(t, "count", n, int64(len(found)))
		return ids(found)
	}
	same(t, "x", tag([]any{"x"}, nil), "a")
	same(t, "y", tag([]any{"y"}, nil), "b a")
	same(t, "x or y, each once", tag(nil, []any{"x", "y"}), "b a")
	same(t, "nothing", tag([]any{"z"}, nil), "")
	same(t, "in documents", ids(b.all(t, store.Query{Index: "sku", Eq: []any{"v", "s2"}})), "a b")
	err := b.docs.Update(t.Context(), "a", func(d *Doc) error { d.Tags = []string{"z"}; return nil })
	must(t, err)
	same(t, "x after the change", tag([]any{"x"}, nil), "")
	same(t, "z after the change", tag([]any{"z"}, nil), "a")
	must(t, b.docs.Delete(t.Context(), "a", nil))
	same(t, "z after the deletion", tag([]any{"z"}, nil), "")
}

func querySparse(t *testing.T, b *bench) {
	b.insert(t, doc("no"))
	b.insert(t, doc("late", func(d *Doc) { d.Maybe = ptr(Begin.Add(time.Hour)) }))
	b.insert(t, doc("soon", func(d *Doc) { d.Maybe = ptr(Begin) }))
	same(t, "all", ids(b.all(t, store.Query{Index: "maybe", Page: markthalle.PageQuery{Limit: 1}})), "soon late")
	same(t, "due", ids(b.all(t, store.Query{Index: "maybe", To: Begin.Add(time.Minute)})), "soon")
	err := b.docs.Update(t.Context(), "soon", func(d *Doc) error { d.Maybe = nil; return nil })
	must(t, err)
	same(t, "after the change", ids(b.all(t, store.Query{Index: "maybe"})), "late")
}

func queryScan(t *testing.T, b *bench) {
	var docs []Doc
	for i := range store.MaxPage + 20 {
		docs = append(docs, doc(fmt.Sprintf("%05d", i), func(d *Doc) { d.N = int64(i % 3) }))
	}
	for _, err := range b.docs.InsertMany(t.Context(), docs) {
		must(t, err)
	}
	seen := map[string]int{}
	last := int64(-1)
	must(t, b.docs.Scan(t.Context(), store.Query{Index: "vendor", Eq: []any{"v", "open"}}, func(d Doc) error {
		seen[d.ID]++
		if d.N < last {
			t.Errorf("%s out of order", d.ID)
		}
		last = d.N
		return nil
	}))
	same(t, "documents", len(seen), len(docs))
	stop := fmt.Errorf("enough")
	n := 0
	wantErr(t, b.docs.Scan(t.Context(), store.Query{}, func(Doc) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	}), stop)
	same(t, "calls", n, 3)
	// An end in the middle is an error, not a short list.
	ctx, cancel := context.WithCancel(t.Context())
	wantErr(t, b.docs.Scan(ctx, store.Query{}, func(Doc) error { cancel(); return nil }), store.ErrCancelled)
}
