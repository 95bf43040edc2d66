package bleve_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/searchtest"
)

// market returns n generated documents, and the model of them.
func market(t testing.TB, n int) ([]search.Document, *searchtest.Model) {
	t.Helper()
	m := searchtest.NewModel()
	var docs []search.Document
	err := searchtest.Market(11, n, func(d search.Document) error {
		docs = append(docs, d)
		m.Put(d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs, m
}

func mustIndex(t testing.TB, e *bleve.Engine, docs []search.Document) {
	t.Helper()
	if err := errors.Join(e.Index(t.Context(), docs)...); err != nil {
		t.Fatalf("Index: %v", err)
	}
}

// same proves that an engine holds and finds what the model does.
func same(t testing.TB, e *bleve.Engine, m *searchtest.Model) {
	t.Helper()
	got, err := e.Stats(t.Context())
	if err != nil || got != m.Stats() {
		t.Fatalf("stats %+v (%v), want %+v", got, err, m.Stats())
	}
	facets := []search.Facet{{Field: search.FieldBrand}, {Field: search.FieldCategory, Kind: search.Tree}}
	for _, w := range append(searchtest.Vocabulary(11, 60_000)[:20], "") {
		searchtest.Compare(t, e, m, search.Query{Text: w, Sort: search.ByPrice, Size: 50, Facets: facets})
	}
}

func logFile(t testing.TB, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "gen-*", "docs.log"))
	if err != nil || len(found) != 1 {
		t.Fatalf("log files %v, %v", found, err)
	}
	return found[0]
}

// TestReopen proves that an index is found again as it was left, and that what was
// deleted stays so.
func TestReopen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	docs, m := market(t, 2000)
	e := open(t, dir)
	mustIndex(t, e, docs)
	gone := search.Tombstone{ID: docs[7].ID, Rev: 2}
	m.Remove(gone)
	if err := errors.Join(e.Delete(t.Context(), []search.Tombstone{gone})...); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open(t, dir)
	mustIndex(t, e, docs[7:8])
	same(t, e, m)
}

// TestRecovery proves that the log is the truth: whatever happens to the text index or
// to the end of the log, the next start answers for every acknowledged document.
func TestRecovery(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(t *testing.T, dir string){
		"text is lost": func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.RemoveAll(filepath.Join(filepath.Dir(logFile(t, dir)), "text")))
		},
		"text is damaged": func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.WriteFile(filepath.Join(filepath.Dir(logFile(t, dir)), "text", "root.bolt"), []byte("no database"), 0o600))
		},
		"log has a torn end": func(t *testing.T, dir string) {
			t.Helper()
			f, err := os.OpenFile(logFile(t, dir), os.O_APPEND|os.O_WRONLY, 0o600)
			must(t, err)
			_, err = f.WriteString("\x40\x00\x00\x00\x01\x02\x03\x04Dhalf a rec")
			must(t, errors.Join(err, f.Close()))
		},
		"log has garbage at its end": func(t *testing.T, dir string) {
			t.Helper()
			f, err := os.OpenFile(logFile(t, dir), os.O_APPEND|os.O_WRONLY, 0o600)
			must(t, err)
			_, err = f.WriteString(strings.Repeat("\xff", 100))
			must(t, errors.Join(err, f.Close()))
		},
		"rebuild was killed": func(t *testing.T, dir string) {
			t.Helper()
			left := filepath.Join(dir, "gen-000099")
			must(t, os.MkdirAll(filepath.Join(left, "text"), 0o700))
			must(t, os.WriteFile(filepath.Join(left, "docs.log"), []byte("half"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			docs, m := market(t, 300)
			e := open(t, dir)
			mustIndex(t, e, docs)
			must(t, e.Close())
			damage(t, dir)
			e = open(t, dir)
			same(t, e, m)
			docs[0].Rev, docs[0].Price = 2, 5
			mustIndex(t, e, docs[:1])
			m.Put(docs[0])
			same(t, e, m)
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestLostLogEnd proves that texts that Bleve has and the log lost are not taken for
// other ones.
func TestLostLogEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	docs, _ := market(t, 40)
	e := open(t, dir)
	mustIndex(t, e, docs[:30])
	info, err := os.Stat(logFile(t, dir))
	must(t, err)
	mustIndex(t, e, docs[30:])
	must(t, e.Close())
	must(t, os.Truncate(logFile(t, dir), info.Size()))
	e = open(t, dir)
	m := searchtest.NewModel()
	other, _ := market(t, 60)
	for _, d := range append(docs[:30:30], other[45:]...) {
		m.Put(d)
	}
	mustIndex(t, e, other[45:])
	same(t, e, m)
}

// TestKilled proves that every acknowledged write survives kill −9, in a process of its
// own (MARKTHALLE_TEST_KILLED is its folder).
func TestKilled(t *testing.T) {
	if dir := os.Getenv("MARKTHALLE_TEST_KILLED"); dir != "" {
		writeUntilKilled(t, dir)
		return
	}
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), "MARKTHALLE_TEST_KILLED="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	acknowledged := 0
	buf := make([]byte, 1)
	for acknowledged < 25 {
		if _, err := out.Read(buf); err != nil {
			t.Fatalf("the writer ended after %d writes: %v", acknowledged, err)
		}
		if buf[0] == '+' {
			acknowledged++
		}
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed on purpose

	e := open(t, dir)
	s, err := e.Stats(t.Context())
	if err != nil || s.Documents < int64(acknowledged*10) {
		t.Fatalf("%d of %d acknowledged documents are left, %v", s.Documents, acknowledged*10, err)
	}
	r, err := e.Search(t.Context(), search.Query{Text: "killed"})
	if err != nil || int64(r.Total) != s.Documents {
		t.Errorf("%d documents, %d found, %v", s.Documents, r.Total, err)
	}
}

// TestKilledRebuild proves that a rebuild that is killed leaves the old index as it was,
// with what was written meanwhile, and that the next one succeeds.
func TestKilledRebuild(t *testing.T) {
	const fresh = 4000
	dir := os.Getenv("MARKTHALLE_TEST_KILLED_REBUILD")
	docs, m := market(t, 300)
	feed := func(yield func(search.Document) error) error {
		return searchtest.Market(5, fresh, func(d search.Document) error {
			if _, err := os.Stdout.WriteString("+"); err != nil {
				return err
			}
			return yield(d)
		})
	}
	if dir != "" {
		e, err := bleve.Open(dir, bleve.Options{})
		must(t, err)
		go func() { _ = e.Rebuild(t.Context(), feed) }() // killed before it ends
		for i := 0; ; i++ {
			docs[0].Rev, docs[0].Price = int64(i+2), int64(i+2)
			mustIndex(t, e, docs[:1])
		}
	}
	t.Parallel()
	dir = t.TempDir()
	original := docs[0].Price
	e := open(t, dir)
	mustIndex(t, e, docs)
	must(t, e.Close())
	for _, after := range []int{1, 700, fresh - 1} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledRebuild$")
		cmd.Env = append(os.Environ(), "MARKTHALLE_TEST_KILLED_REBUILD="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		_, err = io.ReadFull(out, make([]byte, after))
		must(t, err)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // killed on purpose

		e := open(t, dir)
		r, err := e.Search(t.Context(), search.Query{Filters: []search.Filter{{Field: search.FieldOffer, Values: []string{docs[0].ID}}}, Size: 1, Explain: true})
		must(t, err)
		if len(r.Items) != 1 {
			t.Fatalf("killed after %d documents: the changed offer is gone", after)
		}
		if price := r.Items[0].PriceFrom; price != original { // changed before the kill, to its revision
			docs[0].Rev, docs[0].Price = price, price
			m.Put(docs[0])
		}
		s, err := e.Stats(t.Context())
		if must(t, err); s != m.Stats() && after < fresh-1 {
			t.Errorf("killed after %d documents: %+v, want %+v", after, s, m.Stats())
		}
		must(t, e.Close())
	}
	e = open(t, dir)
	must(t, e.Rebuild(t.Context(), func(yield func(search.Document) error) error { return searchtest.Market(5, fresh, yield) }))
	if s, err := e.Stats(t.Context()); err != nil || s.Documents != fresh {
		t.Errorf("after a rebuild that ended: %+v, %v", s, err)
	}
}

// TestLargeVendor: a vendor with most of the market's offers is suspended and comes back.
// It is gone from results, facets and suggestions with the next query, and back likewise,
// since that is a filter and changes no document.
func TestLargeVendor(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 100,000 offers")
	}
	t.Parallel()
	e := open(t, t.TempDir())
	const offers, rest = 100_000, 2_000
	n := 0
	must(t, e.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		return searchtest.Market(11, offers+rest, func(d search.Document) error {
			// The large vendor sells products of its own: the others' stay.
			d.Vendor, d.VendorName, d.Product = "giant", "Giant", "giant_"+d.Product
			if n++; n > offers {
				d.Vendor, d.VendorName, d.Product = "small", "Small", "small_"+d.ID
			}
			return yield(d)
		})
	}))
	q := search.Query{Locale: "en", Size: 50, Facets: []search.Facet{{Field: search.FieldVendor}, {Field: search.FieldBrand, Size: 250}}}
	before, err := e.Search(t.Context(), q)
	must(t, err)
	suspended := q
	suspended.Blocked.Vendors = []string{"giant"}
	begin := time.Now()
	r, err := e.Search(t.Context(), suspended)
	must(t, err)
	if r.Total != rest || len(r.Facets[0].Values) != 1 || r.Facets[0].Values[0].Count != rest {
		t.Errorf("suspended: %d products, vendors %+v", r.Total, r.Facets[0].Values)
	}
	s, err := e.Suggest(t.Context(), search.SuggestQuery{Text: "gia", Locale: "en", Blocked: suspended.Blocked})
	must(t, err)
	if len(s.Vendors) != 0 {
		t.Errorf("suspended and suggested: %+v", s.Vendors)
	}
	for _, p := range s.Products {
		if strings.HasPrefix(p.ID, "giant") {
			t.Errorf("suspended and suggested: %+v", p)
		}
	}
	t.Logf("gone from results, facets and suggestions in %s", time.Since(begin))
	after, err := e.Search(t.Context(), q)
	must(t, err)
	if after.Took, before.Took = 0, 0; !cmp.Equal(before, after) {
		t.Errorf("reinstated:\n%s", cmp.Diff(before, after))
	}
}

func writeUntilKilled(t *testing.T, dir string) {
	t.Helper()
	e, err := bleve.Open(dir, bleve.Options{})
	must(t, err)
	for i := 0; ; i++ {
		var docs []search.Document
		for j := range 10 {
			id := fmt.Sprintf("o%d-%d", i, j)
			docs = append(docs, search.Document{ID: id, Rev: 1, Product: id, Title: markthalle.T("en", "Killed thing "+id)})
		}
		mustIndex(t, e, docs)
		if _, err := os.Stdout.WriteString("+"); err != nil {
			return
		}
	}
}

// TestLock proves that a second process is told which one serves the index.
func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := open(t, dir)
	_, err := bleve.Open(dir, bleve.Options{})
	if !errors.Is(err, search.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("second open: %v", err)
	}
	must(t, e.Close())
	must(t, open(t, dir).Close())
}

// TestCompaction proves that history is thrown away in the background and nothing else.
func TestCompaction(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 60,000 rows")
	}
	t.Parallel()
	dir := t.TempDir()
	docs, m := market(t, 500)
	e := open(t, dir)
	for rev := range int64(121) {
		for i := range docs {
			docs[i].Rev, docs[i].Price = rev+1, 100+rev
		}
		mustIndex(t, e, docs)
	}
	for _, d := range docs {
		m.Put(d)
	}
	must(t, e.Close())
	if name := filepath.Base(filepath.Dir(logFile(t, dir))); name == "gen-000001" {
		t.Error("60,500 rows for 500 documents were not compacted")
	}
	same(t, open(t, dir), m)
}
