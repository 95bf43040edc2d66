package typesense

import (
	"testing"

	"github.com/markthalle/markthalle/search"
)

// TestEnough tells when the most frequent values of a facet suffice: no tie is cut where
// it would show, every selected value is there, and values without a name prove nothing.
func TestEnough(t *testing.T) {
	values := []search.FacetValue{{Value: "a", Count: 9}, {Value: "b", Count: 5}, {Value: "c", Count: 2}, {Value: "d", Count: 2}}
	for name, x := range map[string]struct {
		values   []search.FacetValue
		size     int
		selected string
		want     bool
	}{
		"above the cut":   {values, 2, "", true},
		"tie at the cut":  {values, 3, "", false},
		"selected":        {values, 2, "d", true},
		"selected beyond": {values, 2, "z", false},
		"no names":        {nil, 2, "", false},
	} {
		q := search.Query{}
		if x.selected != "" {
			q.Filters = []search.Filter{{Field: search.FieldBrand, Values: []string{x.selected}}}
		}
		c := &counting{a: &asked{q: &q}}
		if got := c.enough(search.Facet{Field: search.FieldBrand, Size: x.size}, x.values); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
