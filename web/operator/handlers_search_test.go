package operator_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/operator"
)

// TestPreviewSetsListsSideBySide proves that a preview has every product of both lists
// once, in the order of the later one, with what left it at the end.
func TestPreviewSetsListsSideBySide(t *testing.T) {
	t.Parallel()
	item := func(id, action string) search.Item {
		return search.Item{Product: id, Title: id, Explanation: &search.Explanation{Action: action}}
	}
	before := search.Answer{Result: search.Result{Total: 3, Items: []search.Item{item("a", ""), item("b", ""), item("c", "")}}}
	after := search.Answer{Result: search.Result{Total: 3, Items: []search.Item{item("d", search.ActionPin), item("a", ""), item("c", search.ActionBury)}}}
	got := operator.Compared("lamp", before, after)
	row := func(id string, was, is int, action string) operator.PreviewRow {
		return operator.PreviewRow{Title: id, URL: "/operator/products/" + id, Before: was, After: is, Action: action}
	}
	want := []operator.PreviewRow{row("d", 0, 1, "pin"), row("a", 1, 2, ""), row("c", 3, 3, "bury"), row("b", 2, 0, "")}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestAddressesOfTargets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://market.example/p/cup?q=x&at=2": "cup", "/p/cup": "cup", "cup": "cup", "cup/": "cup", "prd_1": "prd_1",
	} {
		if got := operator.AfterPath(text, "/p/"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := operator.Lines(" a \r\n\n b\n"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
}

// What is wrong with one line of a list is wrong with its field.
func TestFaultsOfLinesBelongToTheirField(t *testing.T) {
	t.Parallel()
	got := operator.TuneFaults(kernel.Faults{{Field: "pins[1]", Code: "duplicate"}, {Field: "when[text]", Code: "required"}, {Field: "boost[0][value]", Code: "required"}}, operator.TuneFields)
	want := kernel.Faults{{Field: "pins", Code: "duplicate"}, {Field: "text", Code: "required"}, {Field: "boost", Code: "required"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
