package mongo_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	drv "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

// indexNames returns the indexes of a collection as the server has them.
func indexNames(t *testing.T, d store.Driver, collection string) string {
	t.Helper()
	specs, err := mongo.Database(d).Collection(collection).Indexes().ListSpecifications(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Name
	}
	slices.Sort(names)
	return strings.Join(names, " | ")
}

// TestEnsure: the names are stable, a partial index is tried and given up where the server
// does not know it, what is declared no more goes, and the operator's own stays.
func TestEnsure(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, p peer, uri string) {
		ctx := t.Context()
		want := map[string]string{
			"mongo":    "_id_ | by_a,n | by_at | by_at if time | by_lines.tag",
			"ferretdb": "_id_ | by_a,n | by_at | by_lines.tag",
		}[p.name]
		d := ensured(t, uri, mongo.Options{})
		mine := drv.IndexModel{Keys: bson.D{{Key: "doc.n", Value: -1}}, Options: options.Index().SetName("operators")}
		if _, err := mongo.Database(d).Collection("things").Indexes().CreateOne(ctx, mine); err != nil {
			t.Fatal(err)
		}
		want += " | operators"
		for range 2 {
			if err := d.Ensure(ctx, []store.Table{table}); err != nil {
				t.Fatal(err)
			}
			if got := indexNames(t, d, "things"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
		if err := d.Check(ctx); err != nil {
			t.Errorf("Check: %v", err)
		}
		if err := mongo.Database(d).Collection("things").Indexes().DropOne(ctx, "by_a,n"); err != nil {
			t.Fatal(err)
		}
		if err := d.Check(ctx); err == nil || !strings.Contains(err.Error(), `things has lost the index "by_a,n"`) {
			t.Errorf("Check without an index: %v", err)
		}
		less := store.Table{Name: "things", Indexes: table.Indexes[:1]}
		if err := d.Ensure(ctx, []store.Table{less}); err != nil {
			t.Fatal(err)
		}
		if got := indexNames(t, d, "things"); got != "_id_ | by_a,n | operators" {
			t.Errorf("after the others were declared no more: %s", got)
		}
		if _, err := d.Find(ctx, "things", store.Select{Index: &table.Indexes[3], Eq: []any{"x"}, Limit: 1}); !isErr(err, store.ErrIndexUnknown) {
			t.Errorf("Find by an index that is gone: %v", err)
		}
		if _, err := d.Find(ctx, "others", store.Select{Limit: 1}); !isErr(err, store.ErrEngine) {
			t.Errorf("Find in a table that was not ensured: %v", err)
		}
	})
}

// TestEnsureTogether starts several processes at once.
func TestEnsureTogether(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			d := opened(t, uri, mongo.Options{})
			wg.Go(func() {
				errs[i] = d.Ensure(t.Context(), []store.Table{table, {Name: "others", Indexes: table.Indexes}})
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	})
}

// TestSparse: an index over what is there finds the same with a partial index and with a
// whole one.
func TestSparse(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		ctx := t.Context()
		d := ensured(t, uri, mongo.Options{})
		for i, at := range []any{nil, "monday", storetest.Begin, storetest.Begin.Add(1e9), nil} {
			doc := raw(t, bson.D{{Key: "_id", Value: fmt.Sprint(i)}, {Key: "rev", Value: int64(1)}, {Key: "at", Value: at}})
			if err := d.Insert(ctx, "things", []store.Raw{doc})[0]; err != nil {
				t.Fatal(err)
			}
		}
		for want, q := range map[string]store.Select{
			"2 3": {}, "3 2": {Desc: true}, "2": {To: storetest.Begin.Add(1e6)},
			"3": {AfterID: "2", After: []any{storetest.Begin}}, "": {AfterID: "3", After: []any{storetest.Begin.Add(1e9)}},
		} {
			q.Index, q.Limit = &table.Indexes[1], 10
			raws, err := d.Find(ctx, "things", q)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, r := range raws {
				id, _, err := store.Head(r)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, id)
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%+v found %q, want %q", q, got, want)
			}
		}
	})
}

// TestCopy moves a store from SQLite to a server and back: the sums are of every byte.
func TestCopy(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		ctx := t.Context()
		file := func() store.Driver {
			d, err := sqlite.Open(t.TempDir(), sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		from, over, back := file(), opened(t, uri, mongo.Options{}), file()
		db := storetest.OpenOn(t, from, store.Options{})
		docs := storetest.DefineDocs(db)
		for i := range 60 {
			_, err := docs.Insert(ctx, storetest.Doc{
				Meta: store.Meta{ID: fmt.Sprintf("ü.$%03d", i)}, Vendor: "v", N: int64(i) << 40, At: storetest.Begin,
				Tags: []string{"x", ""}, Lines: []storetest.Line{{SKU: "zażółć", Count: -i}}, Bytes: []byte{0, byte(i)}, Text: strings.Repeat("語", i),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := docs.Delete(ctx, "ü.$007", nil); err != nil {
			t.Fatal(err)
		}
		if err := db.Claim(ctx, "slug:x", "me"); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(store.Copy(ctx, from, over, nil), store.Copy(ctx, over, back, nil)); err != nil {
			t.Fatal(err)
		}
		var sums []map[string]store.Sum
		for _, d := range []store.Driver{from, over, back} {
			sum, err := store.Checksum(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			sums = append(sums, sum)
		}
		if sums[0]["docs"].Documents != 60 || sums[0]["claims"].Documents != 1 {
			t.Errorf("copied: %+v", sums[0])
		}
		for _, sum := range sums[1:] {
			if fmt.Sprint(sum) != fmt.Sprint(sums[0]) {
				t.Errorf("got  %v\nwant %v", sum, sums[0])
			}
		}
		if err := back.Close(ctx); err != nil {
			t.Error(err)
		}
	})
}
