package api

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/search/visibility"
)

// The document names every reason that a vendor may be told.
func TestReasonsAreDocumented(t *testing.T) {
	t.Parallel()
	f, _ := reflect.TypeFor[VendorWhyOut]().FieldByName("Reason")
	if diff := cmp.Diff(visibility.Reasons(), strings.Split(f.Tag.Get("enum"), ",")); diff != "" {
		t.Error(diff)
	}
}

// A rule of the wire says what the stored one does; categories may be named by their
// address, and one that does not exist is a fault.
func TestCurationWire(t *testing.T) {
	t.Parallel()
	off := false
	in := CurationIn{
		Name: "Mugs", When: SearchWhen{Kind: "category", Category: "mugs"}, Locale: "de", Priority: 7, Active: &off, Pins: []string{"prd_1"},
		Boost: []SearchTarget{{Field: "brand", Value: "acme"}}, Hide: []SearchTarget{{Field: "vendor", Value: "ven_1"}},
	}
	got, err := in.rule("cur_1", testTree())
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != "cur_1" || got.When.Category != "cat_mugs" || got.Active || got.Priority != 7 || got.Hide[0] != (tuning.Target{Field: "vendor", Value: "ven_1"}) {
		t.Errorf("%+v", got)
	}
	in.When.Category, in.Redirect = "moon", &SearchPlace{Kind: "category", Value: "sun"}
	_, err = in.rule("cur_1", testTree())
	if !slices.Equal(faultsAt(err), []string{"/when/category", "/redirect/value"}) {
		t.Errorf("%v", err)
	}
}

func faultsAt(err error) []string {
	var e *markthalle.Error
	if !errors.As(err, &e) {
		return nil
	}
	out := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		out[i] = f.Pointer
	}
	return out
}

// An explanation names words, typos, fields, what rules did, and the filters.
func TestExplanationWire(t *testing.T) {
	t.Parallel()
	x := explanationOut(&search.Explanation{
		Stage: "typos", Rank: 9, Action: search.ActionPin, Rules: []string{"cur_1"},
		Words: []search.WordMatch{{Word: "mgu", Found: "mug", Fields: []string{"title"}, Edits: 1}},
	})
	if x.Action != "pin" || x.Words[0].Typos != 1 || x.Words[0].Found != "mug" || explanationOut(nil) != nil {
		t.Errorf("%+v", x)
	}
	q := search.Query{Filters: []search.Filter{{Field: search.FieldPrice, Op: search.Range, From: new(int64(100))}, {Field: search.FieldBrand, Op: search.Not, Values: []string{"x"}}}}
	out := queryExplainOut(q, search.Answer{Tuned: &search.Tuned{
		Words: []string{"mug"}, Curation: search.Curation{Hidden: []search.Moved{{Field: "brand", Value: "x", Rule: "cur_2"}}},
	}})
	want := []MovedOut{{Action: "hide", Field: "brand", Value: "x", Rule: "cur_2"}}
	if diff := cmp.Diff(want, out.Moved); diff != "" || out.Filters[0].Op != "range" || out.Filters[1].Op != "not" {
		t.Errorf("%s %+v", diff, out.Filters)
	}
}
