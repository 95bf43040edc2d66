package bringin

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// TestExpressions: each way to compute a value, on one row.
func TestExpressions(t *testing.T) {
	t.Parallel()
	r := &row{file: &File{Path: "f.csv"}, line: 2, at: map[string]int{"a": 0, "b": 1, "empty": 2}, cells: []string{" sao paulo ", "X1", ""}}
	for text, want := range map[string]string{
		"a":                                            "sao paulo",
		"{column: a, case: title}":                     "Sao Paulo",
		"{column: a, first: 4, case: upper}":           "SAO",
		"{column: empty, default: none}":               "none",
		"{constant: 7}":                                "7",
		"12.50":                                        "12.50",
		"{concat: [b, {constant: \" / \"}, a]}":        "X1 / sao paulo",
		"{column: b, map: {X1: one, X2: two}}":         "one",
		"{column: a, map: {X1: one}, other: y}":        "y",
		"{hash: {of: b, from: 5, to: 5}}":              "5.00",
		"{hash: {of: b, from: 5, to: 5, ends: 99}}":    "5.99",
		"{hash: {of: b, from: 5, to: 5, whole: true}}": "5",
	} {
		x := parsed(t, text)
		got, fault := x.eval(r)
		require.Nil(t, fault, text)
		require.Equal(t, want, got, text)
	}
	_, fault := parsed(t, "{column: b, map: {Y: 1}}").eval(r)
	require.Equal(t, &Fault{File: "f.csv", Row: 2, Column: "b", Code: "not_mapped", Found: "X1", Wanted: "one of Y"}, fault)
	_, fault = parsed(t, "{hash: {of: b, from: 9, to: 1}}").eval(r)
	require.Equal(t, "hash_bound", fault.Code)
}

func parsed(t *testing.T, text string) *Expr {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &doc))
	w := &walker{files: map[string]*File{}}
	x := w.expr(doc.Content[0], "/x")
	require.Empty(t, w.faults, text)
	return x
}

// TestHashedPrices: a computed price is always the same, and always within its bounds.
func TestHashedPrices(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		from := rapid.Int64Range(0, 100_000).Draw(rt, "from")
		to := from + rapid.Int64Range(0, 1_000_000).Draw(rt, "more")
		number := func(n int64) *Expr {
			s := fmt.Sprintf("%d.%02d", n/100, n%100)
			return &Expr{Constant: &s}
		}
		h := &Expr{Hash: &Hash{Of: &Expr{Column: "a"}, From: number(from), To: number(to), SpreadOf: &Expr{Column: "b"}, SpreadPercent: 12, Ends: -1}}
		r := &row{file: &File{}, at: map[string]int{"a": 0, "b": 1}, cells: []string{rapid.String().Draw(rt, "a"), rapid.String().Draw(rt, "b")}}
		one, fault := h.eval(r)
		two, _ := h.eval(r)
		if fault != nil || one != two {
			rt.Fatalf("%v %q %q", fault, one, two)
		}
		var whole, cents int64
		if _, err := fmt.Sscanf(one, "%d.%02d", &whole, &cents); err != nil {
			rt.Fatal(err)
		}
		if v := whole*100 + cents; v < from*88/100-1 || v > to*112/100 {
			rt.Fatalf("%d is not within 12 %% of %d to %d", v, from, to)
		}
	})
}

// TestSorter: records come back in the order of key and row, whether they fit into
// memory or not.
func TestSorter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		s := newSorter[string](dir)
		s.limit = rapid.IntRange(1, 9).Draw(rt, "limit")
		var want []keyed[string]
		for i, key := range rapid.SliceOf(rapid.StringMatching(`[a-c]{0,2}`)).Draw(rt, "keys") {
			x := keyed[string]{Key: key, Row: int64(i), V: fmt.Sprint("v", i)}
			want = append(want, x)
			if err := s.add(x.Key, x.Row, x.V); err != nil {
				rt.Fatal(err)
			}
		}
		slices.SortFunc(want, keyed[string].compare)
		var got []keyed[string]
		for x, err := range s.all() {
			if err != nil {
				rt.Fatal(err)
			}
			got = append(got, x)
		}
		if !slices.Equal(want, got) {
			rt.Fatalf("%v\n%v", want, got)
		}
		if err := s.close(); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{"YYYY-MM-DD hh:mm:ss": "2006-01-02 15:04:05", "M/D/YYYY h:mm": "1/2/2006 15:04", "DD.MM.YYYY": "02.01.2006"} {
		got, ok := layoutOf(format)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", "yesterday", "YYYY"} {
		_, ok := layoutOf(bad)
		require.False(t, ok, bad)
	}
}

// TestFilesStayBelow: a mapping cannot reach files outside its folder.
func TestFilesStayBelow(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"../x.csv", "/etc/passwd", "a/../../x"} {
		_, err := openTable(t.TempDir(), &File{Path: path})
		require.ErrorContains(t, err, "below the folder")
	}
	_, err := openTable(t.TempDir(), &File{Path: "missing.csv"})
	require.ErrorContains(t, err, "cannot be opened")
}
