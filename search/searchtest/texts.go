package searchtest

import (
	"strings"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// testStages proves that all words come before fewer, and exact words before typos.
func testStages(t *testing.T, e search.Engine) {
	index(t, e,
		doc("o1", "p1", "Apple Phone black"), doc("o2", "p2", "Apple Tablet"), doc("o3", "p3", "Samsong Phone"),
		doc("o4", "p4", "Samsung Phone"), doc("o5", "p5", "Wireless Speaker"), doc("o6", "p6", "Cover",
			func(d *search.Document) { d.Description = markthalle.T("en", "A cover for every phone and speakers") }))
	for _, c := range []struct {
		text, stage string
		want        []string // as a set; nil means any
	}{
		{"apple phone", search.StageWords, []string{"p1"}},
		{"phone apple", search.StageWords, []string{"p1"}},
		{"apple pho", search.StageWords, []string{"p1"}},
		{"samsung", search.StageWords, []string{"p4"}},
		{"samsung phone", search.StageWords, []string{"p4"}},
		{"cover phone", search.StageWords, []string{"p6"}},
		{"speake", search.StageWords, []string{"p5"}}, // beginnings do not match descriptions
		{"speakers", search.StageWords, []string{"p6"}},
		{"...", search.StageAll, []string{"p1", "p2", "p3", "p4", "p5", "p6"}},
		{"", search.StageAll, []string{"p1", "p2", "p3", "p4", "p5", "p6"}},
		{" \t\n😀 !!", search.StageAll, []string{"p1", "p2", "p3", "p4", "p5", "p6"}},
	} {
		r := find(t, e, search.Query{Text: c.text, Size: 20})
		if r.Stage != c.stage || r.Total != len(c.want) {
			t.Errorf("%q: stage %s total %d %v, want %s and %v", c.text, r.Stage, r.Total, products(r), c.stage, c.want)
		}
	}
	r := find(t, e, search.Query{Text: "apple zzzzqqqq", Size: 20})
	if r.Stage != search.StageSome || r.Total != 2 || len(r.Dropped) != 1 || r.Dropped[0] != "zzzzqqqq" {
		t.Errorf("dropped word: %+v", r)
	}
	// The words exist in the scope, so a filter that excludes them corrects nothing.
	r = find(t, e, search.Query{Text: "samsung", Filters: in(search.FieldVendor, "ven_none"), Size: 5})
	if r.Total != 0 || r.CorrectedQuery != "" {
		t.Errorf("filtered out, yet %+v", r)
	}
	if r := find(t, e, search.Query{Text: "zzzzqqqq xxxxwwww", Size: 5}); r.Total != 0 {
		t.Errorf("unknown words find %v", products(r))
	}
}

// testSpelling proves SEA-5: one typo, two from six letters, joined and split words.
func testSpelling(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Samsung Headphones"), doc("o2", "p2", "Apple iPhone"), doc("o3", "p3", "Space Grey Chair"),
		doc("o4", "p4", "Lampe"), doc("o5", "p5", "Nut"), doc("o6", "p6", "Gorenje Dishwasher GV64160"))
	for _, c := range []struct{ text, want string }{
		{"samsang", "p1"},
		{"smsung", "p1"},
		{"samsungg", "p1"},
		{"headphnoes", "p1"},
		{"haedphones", "p1"},
		{"hreadphones", "p1"},
		{"xheadphones", "p1"},
		{"lampr", "p4"},
		{"i phone", "p2"},
		{"spacegrey", "p3"},
		{"space greychair", "p3"},
		{"appel iphone", "p2"},
	} {
		r := find(t, e, search.Query{Text: c.text, Size: 5})
		if len(r.Items) != 1 || r.Items[0].Product != c.want || r.CorrectedQuery == "" {
			t.Errorf("%q: %v corrected %q stage %s, want %s", c.text, products(r), r.CorrectedQuery, r.Stage, c.want)
		}
	}
	// A brand that is written together with a model that nobody has is enough.
	for _, text := range []string{"gorenjexk77 integrated", "integrated xk77gorenje", "gorenjegv64160"} {
		if r := find(t, e, search.Query{Text: text, Size: 5}); len(r.Items) != 1 || r.Items[0].Product != "p6" {
			t.Errorf("%q: %v in stage %s, want p6", text, products(r), r.Stage)
		}
	}
	for _, text := range []string{"nit", "12345"} {
		if r := find(t, e, search.Query{Text: text, Size: 5}); r.Total != 0 {
			t.Errorf("%q finds %v although short words and numbers are exact", text, products(r))
		}
	}
}

// testNormalised proves SEA-6.
func testNormalised(t *testing.T, e search.Engine) {
	index(t, e,
		doc("o1", "p1", "Łódź® Straßen-Schuh"), doc("o2", "p2", "Müller Crème Brûlée"), doc("o3", "p3", "Phone 128 GB"),
		doc("o4", "p4", "Wasser 1,5 l"), doc("o5", "p5", "TV 55\" OLED"), doc("o6", "p6", "Smørrebrød Œuvre"), doc("o7", "p7", "Men's Shoe"))
	for _, c := range []struct{ text, want string }{
		{"lodz", "p1"},
		{"ŁÓDŹ", "p1"},
		{"strassen", "p1"},
		{"STRASSEN schuh", "p1"},
		{"straßen", "p1"},
		{"muller", "p2"},
		{"mueller", "p2"},
		{"MÜLLER", "p2"},
		{"Mu\u0308ller", "p2"},
		{"creme brulee", "p2"},
		{"128gb", "p3"},
		{"128 gb", "p3"},
		{"128 GB phone", "p3"},
		{"phone 128", "p3"},
		{"1.5l", "p4"},
		{"1,5 l", "p4"},
		{"1.50 Liter", "p4"},
		{"55 zoll", "p5"},
		{"55 inch oled", "p5"},
		{"55\"", "p5"},
		{"smorrebrod", "p6"},
		{"oeuvre", "p6"},
		{"mens", "p7"},
		{"men’s shoe", "p7"},
	} {
		r := find(t, e, search.Query{Text: c.text, Size: 5})
		if len(r.Items) != 1 || r.Items[0].Product != c.want || r.Stage != search.StageWords {
			t.Errorf("%q: %v in stage %s, want %s", c.text, products(r), r.Stage, c.want)
		}
	}
}

// testCodes proves SEA-5: article numbers with and without separators and zeros.
func testCodes(t *testing.T, e search.Engine) {
	code := func(id, product string, codes ...string) search.Document {
		return doc(id, product, "Thing "+product, func(d *search.Document) { d.Codes = codes })
	}
	index(t, e, code("o1", "p1", "AB-12.34/X", "978-3-16-148410-0"), code("o2", "p2", "0012345678905"), code("o3", "p3", "ab 1235 x"))
	for _, c := range []struct{ text, want string }{
		{"AB-12.34/X", "p1"},
		{"ab1234x", "p1"},
		{"ab 1234 x", "p1"},
		{"9783161484100", "p1"},
		{"978 3 16 148410 0", "p1"},
		{"12345678905", "p2"},
		{"0012345678905", "p2"},
		{"012345678905", "p2"},
		{"AB1235X", "p3"},
	} {
		r := find(t, e, search.Query{Text: c.text, Size: 5})
		if len(r.Items) != 1 || r.Items[0].Product != c.want || r.Stage != search.StageCode {
			t.Errorf("%q: %v in stage %s, want %s", c.text, products(r), r.Stage, c.want)
		}
	}
}

// testRanking proves the parts of SEA-5 that are not free: the zone of the match, then
// business rank and never rarity or length.
func testRanking(t *testing.T, e search.Engine) {
	index(t, e,
		doc("o1", "title", "Falcon drill", func(d *search.Document) { d.InStock = false }),
		doc("o2", "brand", "Drill", func(d *search.Document) { d.Brand, d.BrandID, d.InStock = "Falcon", "b", false }),
		doc("o3", "description", "Saw", func(d *search.Document) { d.Description = markthalle.T("en", "fits falcon") }),
		doc("o4", "short", "Phone", func(d *search.Document) { d.Popularity = 1 }),
		doc("o5", "long", "Super phone with a very long title and many words in it", func(d *search.Document) { d.Popularity = 5000 }),
		doc("o6", "sold", "Phone of the house", func(d *search.Document) { d.Popularity, d.InStock = 1<<30, false }))
	equal(t, "zones", products(find(t, e, search.Query{Text: "falcon", Size: 5})), []string{"title", "brand", "description"})
	equal(t, "business rank", products(find(t, e, search.Query{Text: "phone", Size: 5})), []string{"long", "short", "sold"})
}

// testAlso proves that other wordings count as the text.
func testAlso(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Sofa red"), doc("o2", "p2", "Couch red"), doc("o3", "p3", "Settee long red"), doc("o4", "p4", "Chair red"))
	r := find(t, e, search.Query{
		Text: "sofa", Also: []string{"couch", "red settee"}, Sort: search.ByPrice, Size: 5,
		Facets: []search.Facet{{Field: search.FieldVendor}},
	})
	equal(t, "synonyms", products(r), []string{"p1", "p2", "p3"})
	if r.Total != 3 || r.Facets[0].Values[0].Count != 3 {
		t.Errorf("synonyms: %+v", r)
	}
	if r := find(t, e, search.Query{Text: "divan", Also: []string{"couch"}, Size: 5}); r.Total != 1 {
		t.Errorf("unknown word with a synonym: %v", products(r))
	}
}

func testExplain(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Samsung Phone", func(d *search.Document) { d.Brand, d.BrandID = "Samsung", "b" }))
	x := find(t, e, search.Query{Text: "samsung pho", Size: 1, Explain: true}).Items[0].Explanation
	if x == nil {
		t.Fatal("no explanation")
	}
	equal(t, "words", x.Words, []search.WordMatch{
		{Word: "samsung", Found: "samsung", Fields: []string{"title", "brand"}}, {Word: "pho", Found: "phone", Fields: []string{"title"}, Prefix: true},
	})
	if x.Rank <= 0 || x.Stage != search.StageWords {
		t.Errorf("explanation %+v", x)
	}
	if it := find(t, e, search.Query{Text: "samsung", Size: 1}).Items[0]; it.Explanation != nil {
		t.Error("explanation without being asked")
	}
}

// testHostile proves that hostile texts are bounded (SEA-6).
func testHostile(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Phone aaaaaaaa"), doc("o2", "p2", "Tablet (a+)+$"))
	for name, text := range map[string]string{
		"long": strings.Repeat("phone ", 2000), "long word": strings.Repeat("a", 100000), "emoji": strings.Repeat("😀", 500),
		"control": "pho\x00ne\x01\x02\r\n", "right to left": "\u202ephone\u202c שלום", "regexp": "(a+)+$ .* [a-z]{1000}", "invalid": "pho\xff\xfene",
		"syntax": "phone && price:>0 || brand:=`x` sort_by=x&filter_by=y", "combining": "a" + strings.Repeat("\u0301", 5000), "stars": "* ** ?:*~2^3 +x -y",
		"template": "{{.}} ${x} %s %n", "backtick": "`phone`", "quotes": `"phone" 'x'`,
	} {
		r, err := e.Search(t.Context(), search.Query{Text: text, Size: 5, Facets: []search.Facet{{Field: search.FieldBrand}}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "long" && (len(r.Notes) == 0 || r.Notes[0] != search.NoteCut) {
			t.Errorf("%s: notes %v, want %s", name, r.Notes, search.NoteCut)
		}
		if _, err := e.Suggest(t.Context(), search.SuggestQuery{Text: text}); err != nil {
			t.Errorf("suggest %s: %v", name, err)
		}
	}
}
