package bringin_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/bringin"
)

// TestCommittedMappings: the examples in the documentation are mappings.
func TestCommittedMappings(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"olist", "pricerunner"} {
		m, err := bringin.Load("../../docs/mappings/" + name + ".yaml")
		require.NoError(t, err)
		require.Equal(t, name, m.Source)
	}
}

// TestMappingFaults: everything that is wrong with a mapping is said at once, each with
// its line.
func TestMappingFaults(t *testing.T) {
	t.Parallel()
	_, err := bringin.Parse([]byte(`source: Not A Name
currency: EUX
country: Germany
colour: red
dates: {format: tomorrow, zone: Mars/Olympus}
files:
  a: {path: a.csv, delimiter: "#", encoding: klingon, quotes: never}
vendors:
  from: b
  state: asleep
  fields:
    name: x
categories:
  from: a
  key: k
  key: k
  fields:
    name: {concat: [], constant: 1}
    slug: {hash: {of: k, from: 1}, case: loud, other: z}
`))
	var x *markthalle.Error
	require.ErrorAs(t, err, &x)
	require.Equal(t, bringin.CodeMapping, x.Code)
	at := map[string]string{}
	for _, f := range x.Fields {
		at[f.Pointer] = strings.SplitN(f.Found, ":", 2)[0] + " " + f.Code
	}
	require.Equal(t, map[string]string{
		"/source": "line 1 required", "/currency": "line 2 currency", "/country": "line 3 country", "/colour": "line 4 unknown",
		"/dates/format": "line 5 format", "/dates/zone": "line 5 zone",
		"/files/a/delimiter": "line 7 enum", "/files/a/encoding": "line 7 enum",
		"/files/a/quotes": "line 7 enum",
		"/vendors/from":   "line 9 unknown", "/vendors/state": "line 10 enum", "/vendors/key": "line 9 required",
		"/vendors/fields/name": "line 12 unknown", "/vendors/fields/shop_name": "line 12 required",
		"/categories/key":                 "line 16 duplicate",
		"/categories/fields/name":         "line 18 one_of",
		"/categories/fields/name/concat":  "line 18 type",
		"/categories/fields/slug/hash/to": "line 19 required",
		"/categories/fields/slug/case":    "line 19 enum",
		"/categories/fields/slug/other":   "line 19 alone",
	}, at)
	for _, bad := range []string{"", "- a\n- b\n", "source: [\n", "source: x\ncurrency: EUR\ncountry: DE\nfiles: {}\n"} {
		_, err := bringin.Parse([]byte(bad))
		require.ErrorAs(t, err, &x, "%q", bad)
		require.Equal(t, markthalle.Invalid, x.Kind)
	}
}

// TestUnknownColumn: a mapping that does not fit its files is refused before anything is
// written.
func TestUnknownColumn(t *testing.T) {
	t.Parallel()
	m := open(t)
	bad := strings.NewReplacer("city: town,", "city: place,", "amount: amount", "amount: sum").Replace(mapping)
	_, err := bringin.Bring(t.Context(), m, write(t, files(), bad))
	var x *markthalle.Error
	require.ErrorAs(t, err, &x)
	require.Equal(t, "bringin.columns", x.Code)
	var found []string
	for _, f := range x.Fields {
		found = append(found, f.Pointer+" "+f.Found)
	}
	require.Equal(t, []string{"/vendors place", "/payments sum"}, found)
	list, err := m.Vendors.List(t.Context(), system, "", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, list.Items)
}

// TestBrokenRowsCostThemselves: each kind of fault is told with its place, and the rows
// around it are imported.
func TestBrokenRowsCostThemselves(t *testing.T) {
	t.Parallel()
	broken := files()
	broken["shops.csv"] += "C;Carl\nA;Anna again;Köln;50667\nD;D;Trier;!\n;Nobody;Ulm;1\nE;\"Eve\"x;Ulm;89073\nF;F\xff;Ulm;89073\nG;Gerd;Ulm;89073\n"
	broken["goods.csv.gz"] += "cup,Cup,100,\npan,Pan,heavy,kitchen\n"
	r := bring(t, open(t), write(t, broken, mapping))
	var got []string
	for _, f := range r.Faults {
		if f.File != "orders.csv" && f.File != "items.csv" {
			got = append(got, strings.Join([]string{f.File, f.Code, f.Column, f.Found}, "|"))
		}
	}
	require.Equal(t, []string{
		"goods.csv.gz|required|kind|", "goods.csv.gz|required|kind|", // as a category and as a product
		"goods.csv.gz|product.attribute_type|grams|heavy", "goods.csv.gz|product.attribute_unit|grams|heavy",
		"shops.csv|columns||2 columns", "shops.csv|duplicate|id|A", "shops.csv|postal_code|zip|!", "shops.csv|required|id|",
		"shops.csv|csv||extraneous or missing \" in quoted-field", "shops.csv|encoding||F\ufffd",
	}, got)
	require.EqualValues(t, 3, r.Entities["vendors"].New, "Anna, Bert and Gerd")
	require.EqualValues(t, 6, r.Entities["vendors"].Faulty)
	require.EqualValues(t, 1, r.Entities["products"].Held, "the pan waits for its weight")

	var b bytes.Buffer
	require.NoError(t, bringin.WriteFaults(&b, r.Faults))
	rows, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, len(r.Faults)+1)
	require.Equal(t, []string{"file", "row", "column", "code", "found", "wanted"}, rows[0])
}

// TestWindows: files of another alphabet and without a header.
func TestWindows(t *testing.T) {
	t.Parallel()
	f := files()
	f["shops.csv"] = "A\tAnna\tK\xf6ln\t50667\nB\tBert\tBonn\t53111\n"
	m := open(t)
	bring(t, m, write(t, f, strings.Replace(mapping, "{path: shops.csv}", "{path: shops.csv, delimiter: tab, encoding: windows-1252, columns: [id, name, town, zip]}", 1)))
	list, err := m.Vendors.List(t.Context(), system, "", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 2)
	towns := []string{list.Items[0].Address.City, list.Items[1].Address.City}
	require.Contains(t, towns, "Köln")
}

// TestLazyQuotes: a file whose writer did not know about quotes.
func TestLazyQuotes(t *testing.T) {
	t.Parallel()
	f := files()
	f["goods.csv.gz"] = strings.Replace(f["goods.csv.gz"], "Copper pot", "8\" pot", 1)
	strict := bring(t, open(t), write(t, f, mapping)).Faults
	require.Len(t, strict, 7, "the row is a fault for categories and products, and its offer misses it")
	require.Contains(t, strict, bringin.Fault{File: "items.csv", Row: 7, Column: "good", Code: "unknown", Found: "pot", Wanted: "There is no such product."})
	m := open(t)
	require.Len(t, bring(t, m, write(t, f, strings.Replace(mapping, "{path: goods.csv.gz}", "{path: goods.csv.gz, quotes: lazy}", 1))).Faults, 4)
	o := order(t, m, "4")
	require.Equal(t, "8\" pot", o.Parts[0].Lines[0].Title)
}

// TestCommissionIsNeeded: past sales without a rule are not guessed at.
func TestCommissionIsNeeded(t *testing.T) {
	t.Parallel()
	o := write(t, files(), mapping)
	o.CommissionBP = nil
	_, err := bringin.Bring(t.Context(), open(t), o)
	require.Equal(t, bringin.CodeCommission, markthalle.CodeOf(errors.Unwrap(err)))
}

// TestLive: a live market takes nobody as active whose papers it has not seen (MKT-3).
func TestLive(t *testing.T) {
	t.Parallel()
	for live, want := range map[bool]string{false: "active", true: "approved"} {
		m := open(t)
		m.Live = live
		bring(t, m, write(t, files(), mapping))
		list, err := m.Vendors.List(t.Context(), system, "", markthalle.PageQuery{})
		require.NoError(t, err)
		for _, v := range list.Items {
			require.Equal(t, want, string(v.State))
		}
	}
}

// TestWriters: text, CSV and JSON say the same sums.
func TestWriters(t *testing.T) {
	t.Parallel()
	r := bring(t, open(t), write(t, files(), mapping))
	var text, table, doc bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.NoError(t, r.WriteCSV(&table))
	require.NoError(t, r.WriteJSON(&doc))

	require.Contains(t, text.String(), "payment mismatch")
	require.Contains(t, text.String(), "416.53")
	rows, err := csv.NewReader(&table).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 4, "a header, two vendors and the total")
	require.Equal(t, []string{"", "total", "6", "7", "440.16", "20.40", "44.03", "0.00", "416.53", "48.49", "264.10", "103.94", "EUR"}, rows[3])
	var got struct {
		Source, Imported bringin.Figures
		NotImported      struct {
			bringin.Figures
			Reasons []bringin.Reason
		} `json:"not_imported"`
		Commission int64  `json:"commission_total"`
		Net        int64  `json:"vendors_net_total"`
		Trial      *int64 `json:"trial_balance"`
	}
	require.NoError(t, json.Unmarshal(doc.Bytes(), &got))
	require.Equal(t, got.Source, got.Imported.Plus(got.NotImported.Figures))
	require.Len(t, got.NotImported.Reasons, 7)
	require.EqualValues(t, 4_403, got.Commission)
	require.EqualValues(t, 41_653, got.Net)
	require.NotNil(t, got.Trial)
	require.Zero(t, *got.Trial)
}
