package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

func open(_ context.Context, url string) (store.Driver, error) {
	return sqlite.Open(strings.TrimPrefix(url, "sqlite:"), sqlite.Options{})
}

func TestMain(m *testing.M) { os.Exit(storetest.Main(context.Background(), m, open)) }

func TestSuite(t *testing.T) {
	storetest.RunEngine(t, storetest.Engine{
		Fresh: func(t *testing.T) string { return "sqlite:" + t.TempDir() },
		Open:  open,
	})
}

var table = store.Table{Name: "things", Indexes: []store.Index{
	{Name: "by", Eq: []store.Field{store.S("a"), store.S("b")}, Sort: []store.Field{store.I("n"), store.TimeAt("at")}},
	{Name: "due", Sort: []store.Field{store.TimeAt("at")}, Sparse: true},
	{Name: "tag", Eq: []store.Field{store.S("tags")}, Sort: []store.Field{store.I("n")}, Each: true},
}}

// TestPlans proves that a page is read from its index in order: no scan of the table, and
// nothing sorted but the few keys of an In.
func TestPlans(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close(ctx) }()
	if err := d.Ensure(ctx, []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	by, due, tag := &table.Indexes[0], &table.Indexes[1], &table.Indexes[2]
	for name, q := range map[string]store.Select{
		"by id":        {AfterID: "x"},
		"equal":        {Index: by, Eq: []any{"x", "y"}},
		"after":        {Index: by, Eq: []any{"x", "y"}, After: []any{int64(1), nil}, AfterID: "x", Desc: true},
		"range":        {Index: by, Eq: []any{"x", nil}, From: int64(1), To: int64(2)},
		"sparse":       {Index: due},
		"sparse range": {Index: due, To: storetest.Begin},
		"each":         {Index: tag, Eq: []any{"x"}},
		"alternatives": {Index: by, Eq: []any{"x"}, In: []any{"y", "z"}},
	} {
		q.Limit = 25
		plan, err := sqlite.Plan(ctx, d, "things", q)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, line := range strings.Split(plan, "\n") {
			whole := strings.HasPrefix(line, "SCAN c_things") && !strings.Contains(line, "USING INDEX") && !strings.Contains(line, "USING COVERING INDEX")
			if whole || (strings.Contains(line, "TEMP B-TREE") && q.In == nil && name != "each") {
				t.Errorf("%s:\n%s", name, plan)
			}
		}
	}
}

// TestManyOutcomes lets writes that fail and writes that succeed share their commits.
func TestManyOutcomes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Ensure(ctx, []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var stored atomic.Int64
	for i := range 400 {
		wg.Go(func() {
			raw, err := store.Encode(struct {
				ID   string   `bson:"_id"`
				Rev  int64    `bson:"rev"`
				Tags []string `bson:"tags"`
			}{fmt.Sprintf("id%d", i/4), 1, []string{"x", fmt.Sprint(i)}})
			if err != nil {
				t.Error(err)
			}
			switch err := d.Insert(ctx, "things", []store.Raw{raw})[0]; {
			case err == nil:
				stored.Add(1)
			case !errors.Is(err, store.ErrExists):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n, err := d.Count(ctx, "things", store.Select{Index: &table.Indexes[2], Eq: []any{"x"}})
	if err != nil || n != 100 || stored.Load() != 100 {
		t.Fatalf("%d stored, %d found: %v", stored.Load(), n, err)
	}
	if err := d.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestCheckFindsDamage overwrites a page and asks.
func TestCheckFindsDamage(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	write := func() store.Driver {
		d, err := sqlite.Open(dir, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := write()
	if err := d.Ensure(ctx, []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	var docs []store.Raw
	for i := range 400 {
		raw, err := store.Encode(struct {
			ID   string `bson:"_id"`
			Rev  int64  `bson:"rev"`
			Text string `bson:"text"`
		}{fmt.Sprintf("id%04d", i), 1, strings.Repeat("x", 500)})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, raw)
	}
	for _, err := range d.Insert(ctx, "things", docs) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Check(ctx); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	if err := d.Close(ctx); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, sqlite.FileName)
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log was not brought home: %v", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(4096 * 8); at < info.Size(); at += 4096 {
		if _, err := file.WriteAt([]byte("damage damage damage"), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	d = write()
	defer func() { _ = d.Close(ctx) }()
	if err := d.Check(ctx); err == nil {
		t.Fatal("the damage was not found")
	}
}

// TestOpenedAtOnce opens a new file from many sides at the same moment; each has to make
// the change to the write-ahead log or to wait for who makes it.
func TestOpenedAtOnce(t *testing.T) {
	t.Parallel()
	for range 10 {
		dir := t.TempDir()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				d, err := sqlite.Open(dir, sqlite.Options{Readers: 1})
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(d.Ensure(t.Context(), []store.Table{table}), d.Close(t.Context())); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

// relaxed opens an engine for a load.
func relaxed(t *testing.T, dir string) store.Driver {
	t.Helper()
	d, err := sqlite.Open(dir, sqlite.Options{Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(context.WithoutCancel(t.Context())) })
	return d
}

// TestRelaxedSuite: a relaxed engine differs in nothing that one driver shows.
func TestRelaxedSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Driver {
		t.Helper()
		return relaxed(t, t.TempDir())
	})
}

// TestRelaxed proves what Relaxed promises: the end of the process takes the last writes,
// all from some moment on, and closing brings everything to the disk. Copies of the open
// files are what the end of the process leaves behind.
func TestRelaxed(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	d := relaxed(t, dir)
	if err := d.Ensure(ctx, []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	const n, each = 6000, 500
	var left []string
	for i := range n {
		raw, err := store.Encode(struct {
			ID  string `bson:"_id"`
			Rev int64  `bson:"rev"`
			N   int64  `bson:"n"`
		}{fmt.Sprintf("id%05d", i), 1, int64(i)})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Insert(ctx, "things", []store.Raw{raw})[0]; err != nil {
			t.Fatal(err)
		}
		if i%each == 0 {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			left = append(left, copied)
		}
	}
	for i, copied := range left {
		if have := prefix(t, copied); have > i*each+1 {
			t.Errorf("%d documents are there after %d writes", have, i*each+1)
		}
	}
	if err := d.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, sqlite.FileName+"-wal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log was not brought home: %v", err)
	}
	if have := prefix(t, dir); have != n {
		t.Errorf("%d of %d documents are there", have, n)
	}
	if err := d.Insert(ctx, "things", []store.Raw{nil})[0]; err == nil {
		t.Error("a closed engine takes writes")
	}
}

// prefix returns how many documents a folder holds, and fails unless they are the first
// ones that were written.
func prefix(t *testing.T, dir string) int {
	t.Helper()
	ctx := t.Context()
	d, err := sqlite.Open(dir, sqlite.Options{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Ensure(ctx, []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	docs, err := d.Find(ctx, "things", store.Select{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, doc := range docs {
		if got, ok := doc.Lookup("n").Int64OK(); !ok || got != int64(i) {
			t.Fatalf("document %d of %s is %v", i, dir, doc)
		}
	}
	if err := errors.Join(d.Check(ctx), d.Close(ctx)); err != nil {
		t.Error(err)
	}
	return len(docs)
}
