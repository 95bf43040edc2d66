package mongo_test

import (
	"bytes"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
	"github.com/markthalle/markthalle/store/storetest"
)

// TestFilter shows the condition of each form of a query. What comes behind a page mark is
// a list of alternatives, each with all Eq fields, so that each is one range of the index.
func TestFilter(t *testing.T) {
	t.Parallel()
	by := store.Index{Name: "by", Eq: []store.Field{store.S("a"), store.S("b")}, Sort: []store.Field{store.I("n"), store.S("s")}}
	due := store.Index{Name: "due", Sort: []store.Field{store.TimeAt("at")}, Sparse: true}
	state := store.Index{Name: "state", Eq: []store.Field{store.S("state")}, Sparse: true}
	none := store.Index{}
	const begin, least = `{"$date":{"$numberLong":"1767603600000"}}`, `{"$date":{"$numberLong":"-9223372036854775808"}}`
	n := func(digits string) string { return `{"$numberLong":"` + digits + `"}` }
	const ab = `"doc.a":"x","doc.b":null`
	for name, c := range map[string]struct {
		x    store.Index
		q    store.Select
		want string
	}{
		"all":        {none, store.Select{}, `{}`},
		"by id":      {none, store.Select{AfterID: "i"}, `{"_id":{"$gt":"i"}}`},
		"by id down": {none, store.Select{AfterID: "i", Desc: true}, `{"_id":{"$lt":"i"}}`},
		"equal":      {by, store.Select{Eq: []any{"x", nil}}, `{` + ab + `}`},
		"in":         {by, store.Select{Eq: []any{"x"}, In: []any{"y", nil}}, `{"doc.a":"x","doc.b":{"$in":["y",null]}}`},
		"from":       {by, store.Select{Eq: []any{"x", nil}, From: int64(1)}, `{` + ab + `,"doc.n":{"$gte":` + n("1") + `}}`},
		"to": {
			by,
			store.Select{Eq: []any{"x", nil}, To: int64(1)},
			`{` + ab + `,"doc.n":{"$gte":` + n("-9223372036854775808") + `,"$lt":` + n("1") + `}}`,
		},
		"after": {by, store.Select{Eq: []any{"x", nil}, After: []any{int64(5), "s"}, AfterID: "i"}, `{"$or":[` +
			`{` + ab + `,"doc.n":{"$gt":` + n("5") + `}},` +
			`{` + ab + `,"doc.n":` + n("5") + `,"doc.s":{"$gt":"s"}},` +
			`{` + ab + `,"doc.n":` + n("5") + `,"doc.s":"s","_id":{"$gt":"i"}}]}`},
		"after absent": {by, store.Select{Eq: []any{"x", nil}, After: []any{nil, nil}, AfterID: "i"}, `{"$or":[` +
			`{` + ab + `,"doc.n":{"$gte":` + n("-9223372036854775808") + `}},` +
			`{` + ab + `,"doc.n":null,"doc.s":{"$gte":""}},` +
			`{` + ab + `,"doc.n":null,"doc.s":null,"_id":{"$gt":"i"}}]}`},
		"after, down": {by, store.Select{Eq: []any{"x", nil}, After: []any{int64(5), nil}, AfterID: "i", Desc: true}, `{"$or":[` +
			`{` + ab + `,"doc.n":{"$lt":` + n("5") + `}},{` + ab + `,"doc.n":null},` +
			`{` + ab + `,"doc.n":` + n("5") + `,"doc.s":null,"_id":{"$lt":"i"}}]}`},
		"the lower of two bounds": {by, store.Select{Eq: []any{"x", nil}, To: int64(3), After: []any{int64(5), nil}, AfterID: "i", Desc: true}, `{"$or":[` +
			`{` + ab + `,"doc.n":{"$gte":` + n("-9223372036854775808") + `,"$lt":` + n("3") + `}},` +
			`{` + ab + `,"doc.n":{"$gte":` + n("-9223372036854775808") + `,"$lt":` + n("3") + `,"$eq":` + n("5") + `},"doc.s":null,"_id":{"$lt":"i"}}]}`},
		"sparse":         {due, store.Select{}, `{"doc.at":{"$gte":` + least + `}}`},
		"sparse from":    {due, store.Select{From: storetest.Begin}, `{"doc.at":{"$gte":` + begin + `}}`},
		"sparse equal":   {state, store.Select{Eq: []any{"x"}}, `{"doc.state":{"$eq":"x","$gte":""}}`},
		"sparse absent":  {state, store.Select{Eq: []any{nil}}, ``},
		"too many":       {state, store.Select{Eq: []any{"x", "y"}}, ``},
		"range unsorted": {state, store.Select{Eq: []any{"x"}, From: int64(1)}, ``},
	} {
		got := ""
		if filter := mongo.Filter(c.x, c.q); filter != nil {
			text, err := bson.MarshalExtJSON(filter, true, false)
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestIndexes: a name tells the keys, so the same declaration has the same name for ever
// and another one has another.
func TestIndexes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		x          store.Index
		name, keys string
	}{
		{table.Indexes[0], "by_a,n", `{"doc.a":1,"doc.n":1,"_id":1}`},
		{table.Indexes[1], "by_at if time", `{"doc.at":1,"_id":1}`},
		{table.Indexes[2], "by_at", `{"doc.at":1,"_id":1}`},
		{table.Indexes[3], "by_lines.tag", `{"doc.lines.tag":1,"_id":1}`},
		{store.Index{Eq: []store.Field{store.S("a")}, Sort: []store.Field{store.S("_id")}}, "by_a,_id", `{"doc.a":1,"_id":1}`},
		{store.Index{Sort: []store.Field{store.I("rev")}}, "by_rev", `{"rev":1,"_id":1}`},
	} {
		name, keys := mongo.Model(c.x)
		text, err := bson.MarshalExtJSON(keys, false, false)
		if err != nil || name != c.name || string(text) != c.keys {
			t.Errorf("%q %s, want %q %s: %v", name, text, c.name, c.keys, err)
		}
	}
}

// TestEnvelope: any document comes out of its envelope as it went in.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		doc, err := store.Encode(bson.D{
			{Key: "_id", Value: rapid.StringN(1, 40, store.MaxID).Filter(func(s string) bool { return s != "" }).Draw(t, "id")},
			{Key: "rev", Value: rapid.Int64().Draw(t, "rev")},
			{Key: "rest", Value: rapid.MapOf(rapid.StringMatching(`[a-z]{1,5}`), rapid.SliceOf(rapid.Int64())).Draw(t, "rest")},
			{Key: "doc", Value: rapid.Bool().Draw(t, "doc")},
		})
		if err != nil {
			t.Skip(err)
		}
		envelope, err := mongo.Pack(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := envelope.Validate(); err != nil {
			t.Fatal(err)
		}
		back, err := mongo.Unpack(envelope)
		if err != nil || !bytes.Equal(back, doc) {
			t.Fatalf("%v became %v: %v", doc, back, err)
		}
	})
	for name, doc := range map[string]bson.D{
		"no revision": {{Key: "_id", Value: "a"}, {Key: "x", Value: 1}},
		"out of turn": {{Key: "x", Value: 1}, {Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}},
	} {
		if _, err := mongo.Pack(raw(t, doc)); err == nil {
			t.Errorf("%s: packed", name)
		}
	}
}

func TestDatabaseName(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"mongodb://127.0.0.1":                               mongo.DefaultDatabase,
		"mongodb://127.0.0.1/":                              mongo.DefaultDatabase,
		"mongodb://127.0.0.1/?w=1":                          mongo.DefaultDatabase,
		"mongodb://127.0.0.1?replicaSet=a/b":                mongo.DefaultDatabase,
		"mongodb://a:1,b:2,[::1]:3/market?replicaSet=rs":    "market",
		"mongodb+srv://user:p%2Fw@cluster.example/m%61rket": "market",
		"mongodb://user:p@ss@h/market":                      "market",
		"mongodb://h/a.b":                                   "",
		"mongodb://h/a%zz":                                  "",
		"mongodb://h/a/b":                                   "",
	} {
		if got, err := mongo.DatabaseName(uri); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, want %q: %v", uri, got, want, err)
		}
	}
}

// TestSafety: a majority with its journal answers for writes everywhere; reads ask the
// primary for what a majority has, where there is one.
func TestSafety(t *testing.T) {
	t.Parallel()
	for _, replicated := range []bool{false, true} {
		o, err := mongo.Safety(replicated)
		if err != nil {
			t.Fatal(err)
		}
		if o.WriteConcern.W != "majority" || o.WriteConcern.Journal == nil || !*o.WriteConcern.Journal {
			t.Errorf("replicated %v: writes with %+v", replicated, o.WriteConcern)
		}
		if o.ReadPreference.Mode() != readpref.PrimaryMode {
			t.Errorf("replicated %v: reads from %v", replicated, o.ReadPreference.Mode())
		}
		if majority := o.ReadConcern != nil && o.ReadConcern.Level == "majority"; majority != replicated {
			t.Errorf("replicated %v: reads with %+v", replicated, o.ReadConcern)
		}
	}
}
