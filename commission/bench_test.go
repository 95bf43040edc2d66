package commission_test

import (
	"fmt"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
)

// BenchmarkQuote computes a vendor order of three lines under a list of 50 rules: what
// one vendor's part of a checkout, or one sale of a dry run, costs.
func BenchmarkQuote(b *testing.B) {
	var rules []commission.Rule
	for i := range int64(49) {
		rules = append(rules, rule(i+1, "r", func(r *commission.Rule) {
			r.Match.Categories, r.PercentBP = []markthalle.CategoryID{markthalle.CategoryID(fmt.Sprint("cat_", i))}, 1000
		}))
	}
	l := list(append(rules, percent(50, 1200))...)
	lines := []commission.QuoteLine{units("a", 2, 1999), line("b", 1001), line("c", 2500)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Quote(noon, germany, lines); err != nil {
			b.Fatal(err)
		}
	}
}

// manyRules is a list of 300 rules of every kind.
func manyRules() []commission.Rule {
	var rules []commission.Rule
	add := func(edits ...edit) {
		rules = append(rules, rule(int64(len(rules)+1), "r", func(r *commission.Rule) {
			for _, e := range edits {
				e(r)
			}
		}))
	}
	for i := range 60 {
		id := fmt.Sprint(i)
		add(func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{markthalle.ProductID(id)} })
		add(vendors(markthalle.VendorID(id)), categories(markthalle.CategoryID(id)), rate(5))
	}
	for i := range 60 {
		id := fmt.Sprint(i)
		add(vendors(markthalle.VendorID(id)), prices(0, 5000))
		add(categories(markthalle.CategoryID(id)), kinds("business"))
		add(func(r *commission.Rule) { r.Match.Plans, r.Match.Brands = []string{id}, []string{id, "x"} })
	}
	add(rate(1200))
	return rules
}

// BenchmarkCheck checks a list of 300 rules, as saving one does.
func BenchmarkCheck(b *testing.B) {
	rules := manyRules()
	for b.Loop() {
		if err := commission.Check(rules, shoes); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWorsens compares two lists of 300 rules that differ in the default, the
// most entangled of all.
func BenchmarkWorsens(b *testing.B) {
	before, after := manyRules(), manyRules()
	after[len(after)-1].Version, after[len(after)-1].PercentBP = 2, 1100
	for b.Loop() {
		if w, worse := commission.Worsens(list(before...), list(after...), noon, shoes); worse {
			b.Fatal(w)
		}
	}
}
