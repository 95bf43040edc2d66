package commission_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// TestAgain: a rule that is drafted again under its id is the one that is there, and
// one that is published again stays in force since the first time.
func TestAgain(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	r := rule(0, "Standard", nil)
	r.ID, r.Version = "rule_1", 0
	for range 2 {
		made, err := m.CreateRule(t.Context(), owner, r)
		require.NoError(t, err)
		require.Equal(t, markthalle.RuleID("rule_1"), made.ID)
		require.EqualValues(t, 1, made.Latest)
	}
	first, err := m.Publish(t.Context(), owner, r.ID, time.Time{})
	require.NoError(t, err)
	m.clock.Advance(time.Hour)
	again, err := m.Publish(t.Context(), owner, r.ID, time.Time{})
	require.NoError(t, err)
	require.Equal(t, first.From, again.From)
	require.NoError(t, m.db.Drain(t.Context()))
	require.Len(t, m.heard, 1)
}
