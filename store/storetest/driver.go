package storetest

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/markthalle/markthalle/store"
)

// The driver by itself, on raw documents.
var driverCases = []testCase{
	{"driver/ensure_again", driverEnsure},
	{"driver/insert_each_its_own", driverInsert},
	{"driver/replace_guards_revision", driverReplace},
	{"driver/bytes_kept", driverBytes},
	{"driver/keyset", driverKeyset},
	{"driver/later_index_is_filled", driverLaterIndex},
	{"driver/check", func(t *testing.T, b *bench) { must(t, b.driver.Check(t.Context())) }},
	{"driver/closed", driverClosed},
}

type rawDoc struct {
	ID   string   `bson:"_id"`
	Rev  int64    `bson:"rev"`
	A    *string  `bson:"a,omitempty"`
	N    *int64   `bson:"n,omitempty"`
	Tags []string `bson:"tags,omitempty"`
}

var rawTable = store.Table{Name: "raws", Indexes: []store.Index{
	{Name: "an", Eq: []store.Field{store.S("a")}, Sort: []store.Field{store.I("n")}},
	{Name: "n", Sort: []store.Field{store.I("n")}},
	{Name: "tags", Eq: []store.Field{store.S("tags")}, Each: true},
}}

func rawOf(t *testing.T, d rawDoc) store.Raw {
	t.Helper()
	raw, err := store.Encode(d)
	must(t, err)
	return raw
}

func ptr[T any](v T) *T { return &v }

func driverEnsure(t *testing.T, b *bench) {
	for range 3 {
		must(t, b.driver.Ensure(t.Context(), []store.Table{rawTable}))
	}
}

func driverInsert(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	must(t, b.driver.Insert(ctx, "raws", []store.Raw{rawOf(t, rawDoc{ID: "b", Rev: 1})})[0])
	errs := b.driver.Insert(ctx, "raws", []store.Raw{
		rawOf(t, rawDoc{ID: "a", Rev: 1, Tags: []string{"x", "x", "y"}}), rawOf(t, rawDoc{ID: "b", Rev: 1}), rawOf(t, rawDoc{ID: "c", Rev: 1}),
	})
	must(t, errs[0])
	wantErr(t, errs[1], store.ErrExists)
	must(t, errs[2])
	got, err := b.driver.Get(ctx, "raws", []string{"a", "b", "c", "d"})
	must(t, err)
	same(t, "documents", len(got), 3)
	if got := b.driver.Insert(ctx, "raws", nil); len(got) != 0 {
		t.Fatalf("no documents got %d answers", len(got))
	}
}

func driverReplace(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	one, two, three := rawOf(t, rawDoc{ID: "a", Rev: 1}), rawOf(t, rawDoc{ID: "a", Rev: 2, A: ptr("x")}), rawOf(t, rawDoc{ID: "a", Rev: 3})
	wantErr(t, b.driver.Replace(ctx, "raws", one, two), store.ErrStale)
	must(t, b.driver.Insert(ctx, "raws", []store.Raw{one})[0])
	must(t, b.driver.Replace(ctx, "raws", one, two))
	wantErr(t, b.driver.Replace(ctx, "raws", one, three), store.ErrStale)
	wantErr(t, b.driver.Delete(ctx, "raws", one), store.ErrStale)
	must(t, b.driver.Delete(ctx, "raws", two))
	wantErr(t, b.driver.Delete(ctx, "raws", two), store.ErrStale)
	n, err := b.driver.Count(ctx, "raws", store.Select{Index: &rawTable.Indexes[0], Eq: []any{"x"}})
	must(t, err)
	same(t, "entries of a deleted document", n, 0)
}

func driverBytes(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	raw, err := store.Encode(struct {
		ID    string         `bson:"_id"`
		Rev   int64          `bson:"rev"`
		Z     []any          `bson:"z"`
		Float float64        `bson:"float"`
		Null  *int           `bson:"null"`
		Doc   map[string]any `bson:"doc"`
		Bin   []byte         `bson:"bin"`
		Big   int64          `bson:"big"`
		Small int32          `bson:"small"`
		Text  string         `bson:"text"`
	}{"a", 1, []any{"x", int32(1), nil, true}, 0.1, nil, map[string]any{"b": int64(1), "a": Begin}, []byte{0, 1, 255}, 1<<53 + 1, -1, "Grüße, zażółć, 日本"})
	must(t, err)
	must(t, b.driver.Insert(ctx, "raws", []store.Raw{raw})[0])
	got, err := b.driver.Get(ctx, "raws", []string{"a"})
	must(t, err)
	if len(got) != 1 || !bytes.Equal(got[0], raw) {
		t.Fatalf("bytes changed:\n got %v\nwant %v", got, raw)
	}
}

// driverKeyset reads every order page by page and compares it with one read.
func driverKeyset(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	for i := range 25 {
		d := rawDoc{ID: fmt.Sprintf("id%02d", i), Rev: 1, A: ptr("x"), N: ptr(int64(i % 4)), Tags: []string{"x", fmt.Sprint(i % 3)}}
		if i%5 == 0 {
			d.N = nil
		}
		must(t, b.driver.Insert(ctx, "raws", []store.Raw{rawOf(t, d)})[0])
	}
	for _, desc := range []bool{false, true} {
		for _, q := range []store.Select{
			{},
			{Index: &rawTable.Indexes[0], Eq: []any{"x"}},
			{Index: &rawTable.Indexes[1]},
			{Index: &rawTable.Indexes[2], In: []any{"0", "x", "1"}, Eq: []any{}},
		} {
			q.Desc, q.Limit = desc, 100
			whole, err := b.driver.Find(ctx, "raws", q)
			must(t, err)
			same(t, "all documents", len(whole), 25)
			var paged []store.Raw
			for q.Limit = 4; ; {
				page, err := b.driver.Find(ctx, "raws", q)
				must(t, err)
				if len(page) == 0 {
					break
				}
				paged = append(paged, page...)
				last := page[len(page)-1]
				q.AfterID, _, err = store.Head(last)
				must(t, err)
				q.After = nil
				if q.Index != nil {
					for _, f := range q.Index.Sort {
						q.After = append(q.After, f.Value(last))
					}
				}
			}
			same(t, "pages", paged, whole)
		}
	}
}

func driverLaterIndex(t *testing.T, b *bench) {
	ctx := t.Context()
	bare := store.Table{Name: "raws"}
	must(t, b.driver.Ensure(ctx, []store.Table{bare}))
	for i := range 7 {
		d := rawDoc{ID: fmt.Sprint(i), Rev: 1, A: ptr("x"), N: ptr(int64(7 - i)), Tags: []string{"t", fmt.Sprint(i)}}
		must(t, b.driver.Insert(ctx, "raws", []store.Raw{rawOf(t, d)})[0])
	}
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	got, err := b.driver.Find(ctx, "raws", store.Select{Index: &rawTable.Indexes[0], Eq: []any{"x"}, Limit: 3})
	must(t, err)
	id, _, err := store.Head(got[0])
	must(t, err)
	same(t, "first by the new index", id, "6")
	n, err := b.driver.Count(ctx, "raws", store.Select{Index: &rawTable.Indexes[2], Eq: []any{"t"}})
	must(t, err)
	same(t, "entries of the new index", n, 7)
	// The same name may mean something else tomorrow.
	changed := store.Table{Name: "raws", Indexes: []store.Index{{Name: "an", Eq: []store.Field{store.I("n")}, Sort: []store.Field{store.S("a")}}}}
	must(t, b.driver.Ensure(ctx, []store.Table{changed}))
	n, err = b.driver.Count(ctx, "raws", store.Select{Index: &changed.Indexes[0], Eq: []any{int64(3)}})
	must(t, err)
	same(t, "entries of the changed index", n, 1)
	must(t, b.driver.Ensure(ctx, []store.Table{bare}))
	must(t, b.driver.Insert(ctx, "raws", []store.Raw{rawOf(t, rawDoc{ID: "after", Rev: 1})})[0])
}

func driverClosed(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.driver.Ensure(ctx, []store.Table{rawTable}))
	must(t, b.driver.Close(ctx))
	must(t, b.driver.Close(ctx))
	wantErr(t, b.driver.Insert(context.WithoutCancel(ctx), "raws", []store.Raw{rawOf(t, rawDoc{ID: "a", Rev: 1})})[0], store.ErrClosed)
	_, err := b.driver.Get(ctx, "raws", []string{"a"})
	wantErr(t, err, store.ErrClosed)
}
