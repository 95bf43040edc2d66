package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payouts"
)

// TestReserveResumes: the release into a capped reserve, and then its end, are cut at ever
// later writes; done again, they end where uncut ones do, and nothing is kept or paid
// twice.
func TestReserveResumes(t *testing.T) {
	t.Parallel()
	for cut := int64(0); cut < 60; cut++ {
		w := newWorld(t, payouts.Policy{Minimum: -1})
		w.keep(ven1, 1000, 10, 700)
		w.simple("ord_1", ven1, 5000)
		w.simple("ord_2", ven1, 5000)
		w.delivered("ord_1", ven1)
		w.delivered("ord_2", ven1)
		w.wait(14 * 24 * time.Hour)
		died := false
		step := func(do func()) {
			w.driver.dieAfter(cut)
			do()
			_ = w.db.Drain(t.Context())
			died = w.driver.mend() || died
			w.clock.Advance(time.Hour) // leases end
			do()
			w.drain()
		}
		step(func() { _, _ = w.ReleaseDue(t.Context()) })
		require.EqualValues(t, -700, w.balance(ledger.VendorReserve(ven1)), "cut at %d", cut)
		require.EqualValues(t, -9300, w.balance(ledger.VendorPayable(ven1)), "cut at %d", cut)
		w.wait(11 * 24 * time.Hour)
		step(func() { _, _ = w.FreeReserves(t.Context()) })
		require.Zero(t, w.balance(ledger.VendorReserve(ven1)), "cut at %d", cut)
		require.EqualValues(t, 10_000, w.run("c1")[ven1].Total, "cut at %d", cut)
		w.sound("ord_1", "ord_2")
		if !died {
			require.Greater(t, cut, int64(4))
			return
		}
	}
	t.Fatal("it never got through: cut at more writes than it can have")
}
