package storetest

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// What a document may hold, and that it comes back as it was.
var documentCases = []testCase{
	{"documents/round_trip", documentRoundTrip},
	{"documents/nil_and_empty", documentNilEmpty},
	{"documents/zero_time", documentZeroTime},
	{"documents/absent", documentAbsent},
	{"documents/duplicate", documentDuplicate},
	{"documents/refused", documentRefused},
	{"documents/oversize", documentOversize},
	{"documents/decode_error_surfaces", documentDecode},
	{"documents/not_shared", documentNotShared},
	{"documents/insert_many", documentInsertMany},
}

func documentRoundTrip(t *testing.T, b *bench) {
	when := time.Date(2026, 3, 29, 1, 59, 59, 123_987_654, time.FixedZone("x", 3600))
	for _, n := range []int64{0, 1, -1, math.MaxInt32, math.MinInt32, 1<<53 + 1, math.MaxInt64, math.MinInt64} {
		d := doc(markthalle.NewIDs(b.market, Seeded(uint64(n))).New("doc"), func(d *Doc) {
			d.N, d.At, d.Maybe, d.Bytes, d.Text, d.Flag = n, when, &when, []byte{0, 255}, "zażółć \"$.\" \n", true
			d.Lines = []Line{{"a", 1}, {"b", math.MaxInt32 + 1}}
		})
		stored := b.insert(t, d)
		got := b.get(t, d.ID)
		same(t, "the answer of Insert", stored, got)
		same(t, "number", got.N, n)
		same(t, "time in whole milliseconds, UTC", got.At, time.Date(2026, 3, 29, 0, 59, 59, 123_000_000, time.UTC))
		same(t, "pointer", *got.Maybe, got.At)
		same(t, "rest", []any{got.Bytes, got.Text, got.Flag, got.Lines}, []any{d.Bytes, d.Text, d.Flag, d.Lines})
		same(t, "meta", got.Meta, store.Meta{ID: d.ID, Rev: 1, Version: 1, Schema: 1, CreatedAt: Begin, UpdatedAt: Begin})
	}
}

func documentNilEmpty(t *testing.T, b *bench) {
	b.insert(t, doc("nil"))
	b.insert(t, doc("empty", func(d *Doc) { d.Tags, d.Lines, d.Bytes = []string{}, []Line{}, []byte{} }))
	if d := b.get(t, "nil"); d.Tags != nil || d.Lines != nil || d.Bytes != nil {
		t.Fatalf("nil became %#v", d)
	}
	if d := b.get(t, "empty"); d.Tags == nil || d.Lines == nil || d.Bytes == nil {
		t.Fatalf("empty became %#v", d)
	}
	err := b.docs.Update(t.Context(), "nil", func(d *Doc) error { d.Tags = []string{}; return nil })
	must(t, err)
	if d := b.get(t, "nil"); d.Tags == nil || d.Version != 2 {
		t.Fatalf("nil to empty is a change: %#v", d)
	}
}

func documentZeroTime(t *testing.T, b *bench) {
	b.insert(t, doc("z"))
	if d := b.get(t, "z"); d.At != (time.Time{}) || d.Maybe != nil {
		t.Fatalf("the zero time became %v, nil became %v", d.At, d.Maybe)
	}
	page, err := b.docs.Find(t.Context(), store.Query{Index: "at", To: Begin})
	must(t, err)
	same(t, "zero times in a range", len(page.Items), 0)
}

func documentAbsent(t *testing.T, b *bench) {
	ctx := t.Context()
	_, err := b.docs.Get(ctx, "nobody")
	wantErr(t, err, markthalle.ErrNotFound)
	err = b.docs.Update(ctx, "nobody", func(*Doc) error { t.Error("called"); return nil })
	wantErr(t, err, markthalle.ErrNotFound)
	wantErr(t, b.docs.Delete(ctx, "nobody", nil), markthalle.ErrNotFound)
	many, err := b.docs.GetMany(ctx, []string{"x", "y"})
	must(t, err)
	same(t, "documents", len(many), 0)
	b.insert(t, doc("a"))
	b.insert(t, doc("b"))
	many, err = b.docs.GetMany(ctx, []string{"b", "x", "a"})
	must(t, err)
	same(t, "order of the ids", ids(many), "b a")
}

func documentDuplicate(t *testing.T, b *bench) {
	b.insert(t, doc("a", func(d *Doc) { d.N = 1 }))
	_, err := b.docs.Insert(t.Context(), doc("a", func(d *Doc) { d.N = 2 }))
	wantErr(t, err, store.ErrExists)
	same(t, "the first one's", b.get(t, "a").N, 1)
}

type free struct {
	store.Meta `bson:",inline"`
	Value      any `bson:"value"`
}

func documentRefused(t *testing.T, b *bench) {
	c := store.Define[free](b.db, store.Spec{Name: "free"})
	deep := any("x")
	for range 40 {
		deep = map[string]any{"d": deep}
	}
	refused := map[string]any{
		"name with dot":       map[string]any{"a.b": 1},
		"name with dollar":    map[string]any{"$set": 1},
		"dollar inside":       map[string]any{"a$": 1},
		"deeper name":         []any{map[string]any{"x": map[string]any{"a.b": 1}}},
		"empty name":          map[string]any{"": 1},
		"arrays in arrays":    [][]int{{1}, {2}},
		"deeper arrays":       map[string]any{"x": []any{1, []any{2}}},
		"too deep":            deep,
		"text that is no utf": "a\xffb",
		"zero byte in text":   "a\x00b",
		"unsupported":         make(chan int),
	}
	for name, v := range refused {
		_, err := c.Insert(t.Context(), free{Meta: store.Meta{ID: "x"}, Value: v})
		if !isErr(err, store.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{"", strings.Repeat("x", store.MaxID+1), "a\xff", "a\x00b"} {
		if _, err := c.Insert(t.Context(), free{Meta: store.Meta{ID: id}}); !isErr(err, store.ErrShape) {
			t.Errorf("id %q: %v", id, err)
		}
	}
	n, err := c.Count(t.Context(), store.Query{})
	must(t, err)
	same(t, "stored", n, 0)
	_, err = c.Insert(t.Context(), free{Meta: store.Meta{ID: "a.b$c:ü"}, Value: map[string]any{"ok": []any{map[string]any{"x": []any{1}}}}})
	must(t, err)
	err = c.Update(t.Context(), "a.b$c:ü", func(f *free) error { f.Value = map[string]any{"$": 1}; return nil })
	wantErr(t, err, store.ErrShape)
}

func documentOversize(t *testing.T, b *bench) {
	b.insert(t, doc("most", func(d *Doc) { d.Text = strings.Repeat("x", store.MaxDocument-2000) }))
	same(t, "length", len(b.get(t, "most").Text), store.MaxDocument-2000)
	_, err := b.docs.Insert(t.Context(), doc("more", func(d *Doc) { d.Text = strings.Repeat("x", store.MaxDocument) }))
	wantErr(t, err, store.ErrOversize)
	err = b.docs.Update(t.Context(), "most", func(d *Doc) error { d.Text += strings.Repeat("y", 3000); return nil })
	wantErr(t, err, store.ErrOversize)
	same(t, "unchanged", b.get(t, "most").Version, 1)
}

type other struct {
	store.Meta `bson:",inline"`
	Vendor     int `bson:"vendor"` // a string in Doc
}

// documentDecode stores documents that another version of the type cannot read.
func documentDecode(t *testing.T, b *bench) {
	ctx := t.Context()
	b.insert(t, doc("a"))
	db2 := OpenOn(t, noClose{b.driver}, store.Options{})
	c := store.Define[other](db2, store.Spec{Name: "docs", Deletable: true})
	_, err := c.Get(ctx, "a")
	wantErr(t, err, store.ErrDecode)
	_, err = c.GetMany(ctx, []string{"a"})
	wantErr(t, err, store.ErrDecode)
	err = c.Update(ctx, "a", func(*other) error { return nil })
	wantErr(t, err, store.ErrDecode)
	_, err = c.Find(ctx, store.Query{})
	wantErr(t, err, store.ErrDecode)
	wantErr(t, c.Scan(ctx, store.Query{}, func(other) error { return nil }), store.ErrDecode)
}

func documentNotShared(t *testing.T, b *bench) {
	tags := []string{"a"}
	stored := b.insert(t, doc("a", func(d *Doc) { d.Tags = tags }))
	tags[0] = "changed"
	stored.Tags[0] = "changed too"
	got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error { d.N, d.Tags = 1, append(d.Tags, "b"); return nil })
	must(t, err)
	got.Tags[0] = "changed"
	same(t, "tags", b.get(t, "a").Tags, []string{"a", "b"})
}

func documentInsertMany(t *testing.T, b *bench) {
	b.insert(t, doc("b"))
	errs := b.docs.InsertMany(t.Context(), []Doc{
		doc("a"), doc("b"), doc(""), doc("c", func(d *Doc) { d.Text = strings.Repeat("x", store.MaxDocument) }), doc("d"),
	})
	must(t, errs[0])
	wantErr(t, errs[1], store.ErrExists)
	wantErr(t, errs[2], store.ErrShape)
	wantErr(t, errs[3], store.ErrOversize)
	must(t, errs[4])
	page, err := b.docs.Find(t.Context(), store.Query{})
	must(t, err)
	same(t, "stored", ids(page.Items), "a b d")
}
