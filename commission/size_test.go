package commission_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/store"
)

// A fee is frozen into every order line, so its size bounds how many lines an order
// can have: an ordinary one stays below 1,000 bytes, the largest possible one below 4,500.
func TestSizeOfAFee(t *testing.T) {
	t.Parallel()
	size := func(l commission.List) int {
		raw, err := store.Encode(quote(t, l, line("line_01ke6p4ym09d793btjgwbn3wvx", 33333))[0])
		require.NoError(t, err)
		return len(raw)
	}
	named := func(rank int64, name string, more ...edit) commission.Rule {
		return rule(rank, name, func(r *commission.Rule) {
			r.ID, r.PercentBP = "rule_01ke6p4ym09d793btjgwbn3wvx", 1200
			for _, e := range more {
				e(r)
			}
		})
	}
	require.Less(t, size(list(named(1, "Books", categories("cat_books")), named(2, "Default"))), 1000)

	long := strings.Repeat("ł", commission.MaxName)
	var rules []commission.Rule
	for i := int64(1); i <= 6; i++ {
		rules = append(rules, named(i, long, categories("cat_books")))
	}
	full := func(r *commission.Rule) {
		r.Terms = tiered(commission.Marginal, commission.OnTurnover).Terms
		r.Min, r.Max = ptr(1), ptr(90_000)
		for range commission.MaxAddOns {
			r.AddOns = append(r.AddOns, commission.AddOn{Name: long, Terms: r.Terms})
		}
	}
	largest := size(list(append(rules, named(7, long, full))...))
	require.Less(t, largest, 4500)
	t.Logf("largest fee: %d bytes", largest)
}
