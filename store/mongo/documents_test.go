package mongo_test

import (
	"context"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
)

var table = store.Table{Name: "things", Indexes: []store.Index{
	{Name: "by", Eq: []store.Field{store.S("a")}, Sort: []store.Field{store.I("n")}},
	{Name: "due", Sort: []store.Field{store.TimeAt("at")}, Sparse: true},
	{Name: "dated", Sort: []store.Field{store.TimeAt("at")}},
	{Name: "tag", Eq: []store.Field{store.S("lines.tag")}, Each: true},
}}

type thing struct {
	ID    string `bson:"_id"`
	Rev   int64  `bson:"rev"`
	A     string `bson:"a"`
	N     int64  `bson:"n"`
	Lines []line `bson:"lines,omitempty"`
}

type line struct {
	Tag string `bson:"tag"`
}

func raw(t *testing.T, v any) store.Raw {
	t.Helper()
	out, err := store.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// opened returns a driver that is closed with the test.
func opened(t *testing.T, uri string, o mongo.Options) store.Driver {
	t.Helper()
	d, err := mongo.Open(t.Context(), uri, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(context.WithoutCancel(t.Context())) })
	return d
}

// onEveryPeer runs a test on each server, on a fresh database.
func onEveryPeer(t *testing.T, run func(t *testing.T, p peer, uri string)) {
	t.Helper()
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			run(t, p, p.fresh(t))
		})
	}
}

// ensured is opened with the table of these tests in place.
func ensured(t *testing.T, uri string, o mongo.Options) store.Driver {
	t.Helper()
	d := opened(t, uri, o)
	if err := d.Ensure(t.Context(), []store.Table{table}); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWritesNameTheID looks at the commands of every writing method: the id and the
// revision are in the filter, and a majority with its journal answers for the write.
func TestWritesNameTheID(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		ctx := t.Context()
		var seen []string
		d := ensured(t, uri, mongo.Observed(mongo.Options{}, func(name string, command bson.Raw) {
			if name != "insert" && name != "update" && name != "delete" {
				return
			}
			seen = append(seen, name)
			if err := guarded(name, command); err != nil {
				t.Error(err)
			}
			var concern struct {
				WriteConcern struct {
					W string
					J bool
				} `bson:"writeConcern"`
			}
			if err := bson.Unmarshal(command, &concern); err != nil {
				t.Error(err)
			}
			if concern.WriteConcern.W != "majority" || !concern.WriteConcern.J {
				t.Errorf("%s is not acknowledged as it should: %s", name, command)
			}
		}))
		one, two := raw(t, thing{ID: "a", Rev: 1}), raw(t, thing{ID: "a", Rev: 2, A: "x"})
		if err := d.Insert(ctx, "things", []store.Raw{one})[0]; err != nil {
			t.Fatal(err)
		}
		if err := d.Replace(ctx, "things", one, two); err != nil {
			t.Fatal(err)
		}
		if err := d.Delete(ctx, "things", two); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(seen); got != "[insert update delete]" {
			t.Errorf("commands: %s", got)
		}
	})
}

// TestGuarded shows that the watch over the suite's writes finds what it looks for.
func TestGuarded(t *testing.T) {
	t.Parallel()
	whole := bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}}
	for name, c := range map[string]struct {
		command string
		body    bson.D
		ok      bool
	}{
		"by id and revision": {"update", bson.D{{Key: "updates", Value: bson.A{bson.D{{Key: "q", Value: whole}}}}}, true},
		"one deletion":       {"delete", bson.D{{Key: "deletes", Value: bson.A{bson.D{{Key: "q", Value: whole}, {Key: "limit", Value: 1}}}}}, true},
		"without id":         {"update", bson.D{{Key: "updates", Value: bson.A{bson.D{{Key: "q", Value: whole[1:]}}}}}, false},
		"without revision":   {"update", bson.D{{Key: "updates", Value: bson.A{bson.D{{Key: "q", Value: whole[:1]}}}}}, false},
		"several":            {"update", bson.D{{Key: "updates", Value: bson.A{bson.D{{Key: "q", Value: whole}, {Key: "multi", Value: true}}}}}, false},
		"all that match":     {"delete", bson.D{{Key: "deletes", Value: bson.A{bson.D{{Key: "q", Value: whole}, {Key: "limit", Value: 0}}}}}, false},
		"another command":    {"findAndModify", bson.D{{Key: "query", Value: whole}}, false},
		"a read":             {"find", bson.D{{Key: "filter", Value: bson.D{}}}, true},
	} {
		command, err := bson.Marshal(c.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := guarded(c.command, command); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestForeignDocuments: what somebody else has put into a collection is an error, neither
// absence nor the end of a list.
func TestForeignDocuments(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		ctx := t.Context()
		d := ensured(t, uri, mongo.Options{})
		if err := d.Insert(ctx, "things", []store.Raw{raw(t, thing{ID: "a", Rev: 1})})[0]; err != nil {
			t.Fatal(err)
		}
		foreign := bson.D{{Key: "_id", Value: "b"}, {Key: "rev", Value: "one"}}
		if _, err := mongo.Database(d).Collection("things").InsertOne(ctx, foreign); err != nil {
			t.Fatal(err)
		}
		if raws, err := d.Find(ctx, "things", store.Select{Limit: 10}); !isErr(err, store.ErrDecode) || raws != nil {
			t.Errorf("Find: %v, %v", raws, err)
		}
		if raws, err := d.Get(ctx, "things", []string{"b"}); !isErr(err, store.ErrDecode) || raws != nil {
			t.Errorf("Get: %v, %v", raws, err)
		}
	})
}

// TestLargeInsert takes more than one command, with an answer for each document.
func TestLargeInsert(t *testing.T) {
	t.Parallel()
	onEveryPeer(t, func(t *testing.T, _ peer, uri string) {
		ctx := t.Context()
		commands := 0
		d := ensured(t, uri, mongo.Observed(mongo.Options{}, func(name string, _ bson.Raw) {
			if name == "insert" {
				commands++
			}
		}))
		if err := d.Insert(ctx, "things", []store.Raw{raw(t, thing{ID: "id0700", Rev: 1})})[0]; err != nil {
			t.Fatal(err)
		}
		var docs []store.Raw
		for i := range 1201 {
			docs = append(docs, raw(t, thing{ID: fmt.Sprintf("id%04d", i), Rev: 1}))
		}
		for i, err := range d.Insert(ctx, "things", docs) {
			if exists := isErr(err, store.ErrExists); exists != (i == 700) || (err != nil && !exists) {
				t.Fatalf("document %d: %v", i, err)
			}
		}
		if commands != 4 {
			t.Errorf("%d commands for 1 and 1,201 documents", commands)
		}
		found, err := d.Find(ctx, "things", store.Select{Limit: 5000})
		if err != nil || len(found) != 1201 {
			t.Errorf("%d found: %v", len(found), err)
		}
		ids := make([]string, 1300)
		for i := range ids {
			ids[i] = fmt.Sprintf("id%04d", i)
		}
		got, err := d.Get(ctx, "things", ids)
		if err != nil || len(got) != 1201 {
			t.Errorf("%d got: %v", len(got), err)
		}
	})
}
