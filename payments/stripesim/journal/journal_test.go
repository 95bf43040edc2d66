package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/payments/stripesim/journal"
)

func load(t *testing.T, dir string) (*journal.Log, []string) {
	t.Helper()
	l, err := journal.Open(dir)
	require.NoError(t, err)
	var got []string
	require.NoError(t, l.Load(func(b []byte) error { got = append(got, string(b)); return nil }))
	return l, got
}

// TestOrderAndSnapshots: records come back in order, through rotations.
func TestOrderAndSnapshots(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, got := load(t, dir)
	require.Empty(t, got)
	l.Append([]byte("a"))
	require.NoError(t, l.Wait(l.Append([]byte("b"))))
	snap, err := l.Rotate()
	require.NoError(t, err)
	require.NoError(t, l.Wait(l.Append([]byte("c")))) // while the snapshot is being written
	require.NoError(t, snap.Write([]byte("a+b")))
	require.NoError(t, snap.Commit())
	require.NoError(t, l.Close())
	require.NoError(t, l.Close(), "twice is fine")
	require.ErrorIs(t, l.Wait(l.Append([]byte("late"))), journal.ErrClosed)
	l, got = load(t, dir)
	require.Equal(t, []string{"a+b", "c"}, got)

	snap, err = l.Rotate()
	require.NoError(t, err)
	require.NoError(t, l.Wait(l.Append([]byte("d"))))
	require.NoError(t, snap.Abort(), "as a kill before the commit would")
	require.NoError(t, l.Close())
	l, got = load(t, dir)
	require.Equal(t, []string{"a+b", "c", "d"}, got, "the older snapshot with both logs")
	require.NoError(t, l.Close())
}

// TestTornAnywhere: whatever byte a kill stops at, whole records survive and nothing
// else is invented.
func TestTornAnywhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, _ := load(t, dir)
	for i := range 3 {
		require.NoError(t, l.Wait(l.Append(fmt.Appendf(nil, "record %d", i))))
	}
	require.NoError(t, l.Close())
	whole, err := os.ReadFile(filepath.Join(dir, "state-000000.log"))
	require.NoError(t, err)
	each := len(whole) / 3
	for cut := range len(whole) + 1 {
		other := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(other, "state-000000.log"), whole[:cut], 0o600))
		l, got := load(t, other)
		require.Len(t, got, cut/each, "cut at %d", cut)
		require.NoError(t, l.Wait(l.Append([]byte("next"))))
		require.NoError(t, l.Close())
		l, got = load(t, other)
		require.Equal(t, "next", got[len(got)-1])
		require.NoError(t, l.Close())
	}
	whole[each+12] ^= 1
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "state-000000.log"), whole, 0o600))
	l, err = journal.Open(other)
	require.NoError(t, err)
	require.ErrorIs(t, l.Load(func([]byte) error { return nil }), journal.ErrCorrupt)
	_, err = journal.Open(other)
	require.ErrorIs(t, err, journal.ErrLocked)
	require.NoError(t, l.Close())
}

// TestManyWriters: all of 32 writers' records are there, each writer's in its order.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, _ := load(t, dir)
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 20 {
				if err := l.Wait(l.Append(fmt.Appendf(nil, "%02d %02d", w, i))); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	require.Positive(t, l.Size())
	require.NoError(t, l.Close())
	l, got := load(t, dir)
	require.Len(t, got, 640)
	last := map[string]string{}
	for _, r := range got {
		require.Less(t, last[r[:2]], r)
		last[r[:2]] = r
	}
	require.NoError(t, l.Close())
}
