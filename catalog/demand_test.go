package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// TestDemand: what is sold is written when it changes noticeably, and forgotten when
// nothing is sold any more.
func TestDemand(t *testing.T) {
	t.Parallel()
	m := open(t)
	a, b := markthalle.ProductID("prd_a"), markthalle.ProductID("prd_b")
	set := func(sold map[markthalle.ProductID]int64) int {
		t.Helper()
		n, err := m.SetDemand(m.ctx, sold)
		require.NoError(t, err)
		return n
	}
	sold := func() map[markthalle.ProductID]int64 {
		t.Helper()
		list, err := m.Demands(m.ctx, []markthalle.ProductID{a, b})
		require.NoError(t, err)
		out := map[markthalle.ProductID]int64{}
		for id, d := range list {
			out[id] = d.Sold
		}
		return out
	}
	require.Equal(t, 1, set(map[markthalle.ProductID]int64{a: 80, b: 0}))
	require.Equal(t, map[markthalle.ProductID]int64{a: 80}, sold())
	require.Zero(t, set(map[markthalle.ProductID]int64{a: 80}), "counted again")
	require.Zero(t, set(map[markthalle.ProductID]int64{a: 89}), "an eighth is not reached")
	require.Equal(t, 2, set(map[markthalle.ProductID]int64{a: 90, b: 3}))
	require.Equal(t, map[markthalle.ProductID]int64{a: 90, b: 3}, sold())
	require.Equal(t, 1, set(map[markthalle.ProductID]int64{a: 90, b: -2}))
	require.Equal(t, map[markthalle.ProductID]int64{a: 90, b: 0}, sold())
}
