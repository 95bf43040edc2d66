package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// TestWords proves SEA-6.
func TestWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Łódź":                    "lodz",
		"Straße ŒUVRE Smørrebrød": "strasse oeuvre smorrebrod",
		"ACME® Phone™ ©2024":      "acme phone 2024",
		"128 GB":                  "128gb",
		"128GB SSD":               "128gb ssd",
		"1,5 Liter":               "1.5l",
		"1.50 l":                  "1.5l",
		"1.000 W":                 "1000w",
		"0,500 kg":                "0.5kg",
		"1.2.3":                   "1.2.3",
		"55\" TV":                 "55in tv",
		"55″ 55 Zoll 55 inches":   "55in 55in 55in",
		"Men's O’Neill":           "mens oneill",
		"USB-C/A,B":               "usb c a b",
		"e\u0301te\u0301":         "ete",
		"１２ ﬁn":                   "12 fin",
		"日本語 phone":               "日 本 語 phone",
		"...!? 😀":                 "",
		"a.b 3.x x.3":             "a b 3 x x 3",
	} {
		if got := strings.Join(search.Words(in), " "); got != want {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"Müller":      {"mueller"},
		"Mueller":     {"muller"},
		"Phone 64GB":  {"64"},
		"Neue Quelle": nil,
		"Plain":       nil,
	} {
		if diff := cmp.Diff(want, search.Variants(in, search.Words(in)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Variants(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"978-3-16-148410-0": "9783161484100", "00 1234": "1234", "AB-12.3/x": "ab123x", "ab": "", "phone": "", "12": "", "000": "",
	} {
		if got := search.Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "abc", 0}, {"apple", "appel", 1}, {"kitten", "sitting", 3}, {"über", "uber", 1}, {"ab", "ba", 1}} {
		if got := search.Edits(c.a, c.b); got != c.want || search.Edits(c.b, c.a) != c.want {
			t.Errorf("Edits(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestWordsProperties proves that words are plain whatever goes in, and that what was
// normalised stays as it is.
func TestWordsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "text")
		words := search.Words(in)
		for _, w := range words {
			if w == "" || len(w) > 72 || !utf8.ValidString(w) || strings.ContainsAny(w, " \t\"'`,;:&|()[]") || w[0] < '0' {
				t.Fatalf("Words(%q) has the word %q", in, w)
			}
		}
		p := search.NewPlan(in)
		if len(p.Words) > search.MaxWords {
			t.Fatalf("a plan of %d words", len(p.Words))
		}
		for _, m := range search.Mark(in, words) {
			if m[0] < 0 || m[0] >= m[1] || m[1] > len(in) {
				t.Fatalf("Mark(%q) = %v", in, m)
			}
		}
	})
}

func TestPlanIsCut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		words int
		cut   bool
	}{
		"20 words":       {strings.Repeat("a1 ", 20), 20, false},
		"21 words":       {strings.Repeat("a1 ", 21), 20, true},
		"200 characters": {strings.Repeat("ä", 200), 1, false},
		"201 characters": {strings.Repeat("ä", 201), 1, true},
		"nothing":        {"-", 0, false},
	} {
		if p := search.NewPlan(c.text); len(p.Words) != c.words || p.Cut != c.cut {
			t.Errorf("%s: %d words, cut %v", name, len(p.Words), p.Cut)
		}
	}
}

func TestMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		label, query string
		want         []string
	}{
		{"Coffee machine", "cof", []string{"Cof"}},
		{"Straßenschuh groß", "strasse", []string{"Straße"}},
		{"Łódź City", "lodz ci", []string{"Łódź", "Ci"}},
		{"Phone", "tablet", nil},
	} {
		var got []string
		for _, m := range search.Mark(c.label, search.NewPlan(c.query).Words) {
			got = append(got, c.label[m[0]:m[1]])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Mark(%q, %q) (-want +got):\n%s", c.label, c.query, diff)
		}
	}
}

// TestBounds proves that computed ranges cover everything exactly once.
func TestBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Int64Range(-1<<40, 1<<40).Draw(t, "lo")
		hi := lo + rapid.Int64Range(0, 1<<40).Draw(t, "span")
		n := rapid.IntRange(1, 10).Draw(t, "n")
		b := search.Bounds(lo, hi, n)
		if len(b) < 2 || len(b) > n+3 || b[0] > lo || b[len(b)-1] <= hi {
			t.Fatalf("Bounds(%d, %d, %d) = %v", lo, hi, n, b)
		}
		values := search.RangeValues(b, "price", nil)
		for _, x := range []int64{lo, hi, (lo + hi) / 2} {
			in := 0
			for i, v := range values {
				if x >= *v.From && x <= *v.To {
					in++
					if search.RangeIndex(b, x) != i {
						t.Fatalf("%d lies in range %d of %v, RangeIndex says %d", x, i, b, search.RangeIndex(b, x))
					}
				}
			}
			if in != 1 {
				t.Fatalf("%d lies in %d ranges of %v", x, in, b)
			}
		}
	})
}

func TestTextHash(t *testing.T) {
	t.Parallel()
	base := search.Document{ID: "a", Title: markthalle.T("en", "Phone"), Brand: "Acme", Price: 1, Codes: []string{"1234"}}
	same := base
	same.ID, same.Price, same.Codes, same.Vendor = "b", 2, nil, "v"
	if base.TextHash() != same.TextHash() {
		t.Error("price and codes change the text")
	}
	for name, change := range map[string]func(*search.Document){
		"title": func(d *search.Document) { d.Title = markthalle.T("en", "Phones") },
		"brand": func(d *search.Document) { d.Brand = "" },
		"moved": func(d *search.Document) { d.Brand, d.Description = "", markthalle.T("en", "Acme") },
		"attributes": func(d *search.Document) {
			d.Attributes = []search.Attribute{{Key: "k", Searchable: true, Labels: []markthalle.Texts{markthalle.T("en", "x")}}}
		},
	} {
		other := base
		change(&other)
		if base.TextHash() == other.TextHash() {
			t.Errorf("%s: the text changed, the hash did not", name)
		}
	}
}
