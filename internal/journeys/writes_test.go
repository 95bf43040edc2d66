package journeys_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// seal seals the books as soon as the market's own sealing is not at it.
func (s *story) seal() {
	s.t.Helper()
	var err error
	s.eventually(func() bool {
		_, err = s.m.Ledger.Seal(s.t.Context())
		return !errors.Is(err, store.ErrLeased)
	})
	require.NoError(s.t, err)
}

// writesNow is what an order of three vendors costs today: document writes from the
// checkout of its cart to vendor orders, books and mails, the acknowledging of events
// included. The design's budget is 40. What is above it are the mails (two writes each:
// queued, sent) and the provider's fee, which a second webhook brings (four writes).
// It may fall, not rise.
const writesNow = 45

// sealing are the collections that the sealing of the books writes, for many orders at
// once and whenever its time has come.
var sealing = []string{"leases", "ledger_balances", "ledger_batches", "ledger_cursor"}

// written counts the writes of every collection since the store was made: each write
// of a document raises its revision by one, and a deleted one keeps it.
func written(t *testing.T, d store.Driver) map[string]int64 {
	t.Helper()
	sums, err := store.Checksum(t.Context(), d)
	require.NoError(t, err)
	out := map[string]int64{}
	for name := range sums {
		after := ""
		for {
			page, err := d.Find(t.Context(), name, store.Select{AfterID: after, Limit: store.MaxPage})
			require.NoError(t, err)
			for _, raw := range page {
				id, rev, err := store.Head(raw)
				require.NoError(t, err)
				after = id
				out[name] += rev
			}
			if len(page) < store.MaxPage {
				break
			}
		}
	}
	return out
}

// TestWrites counts what a checkout costs. Time stands still, so that nothing but the
// order is written; sealing the books, which many orders share, is told beside it.
func TestWrites(t *testing.T) {
	clock := markthalle.NewManualClock(opening)
	s := beginAt(openWith(t, clock))
	s.open()
	offers := map[string]int64{}
	for _, sh := range s.shops {
		offers[sh.offer] = 1
	}
	s.buy(offers) // the first document of a kind, such as a balance, is no cost of an order
	guest, path, total := s.fill(offers)
	pass := func(d time.Duration) {
		clock.Advance(d)
		s.rest()
	}
	pass(30 * time.Second)
	s.seal()

	before := written(t, s.m.DB.Driver())
	placed := guest.post(path+"/checkout", obj{
		"email": "jan@journey.example", "return_url": s.base + "/thanks", "expected_total": obj{"amount": total, "currency": "EUR"},
	}, 201)
	s.pay(placed.str("payment", "url"))
	s.eventually(func() bool {
		return guest.get("/store/orders/"+placed.str("order_id")+"?token="+placed.str("access_token")).str("state") == "paid"
	})
	pass(3 * time.Second) // the provider's fee becomes known
	order := written(t, s.m.DB.Driver())
	pass(10 * time.Second)
	s.seal()
	sealed := written(t, s.m.DB.Driver())

	for _, name := range sealing {
		before[name] = order[name]
	}
	n, list := spent(before, order)
	more, seal := spent(order, sealed)
	t.Logf("%d document writes for an order of three vendors:\n%s%d to seal its books alone:\n%s", n, list, more, seal)
	require.LessOrEqual(t, n, int64(writesNow))
	for _, sh := range s.shops {
		require.Len(t, sh.get("/vendor/orders").list("items"), 2)
	}
	s.balanced()
}

// spent lists by collection what was written between two counts.
func spent(before, after map[string]int64) (all int64, list string) {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if n := after[name] - before[name]; n != 0 {
			fmt.Fprintf(&b, "%4d %s\n", n, name)
			all += n
		}
	}
	return all, b.String()
}

// rest waits until nothing is left to do.
func (s *story) rest() {
	s.t.Helper()
	for range 3 { // what the market does lets the simulator speak, and the other way round
		require.NoError(s.t, s.m.DB.Drain(s.t.Context()))
		_, err := s.m.Simulator.RunDue(s.t.Context(), s.m.Clock.Now())
		require.NoError(s.t, err)
	}
	require.NoError(s.t, s.m.DB.Drain(s.t.Context()))
}
