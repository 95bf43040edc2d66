package stripesim_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestSecondClient lets Stripe's client for Python, which shares no code with the one that
// the market uses, drive the simulator over a socket through a Connect journey: onboarding,
// a paid page, split, reversal, refund, dispute, payout, signed letters
// (testdata/journey.py).
func TestSecondClient(t *testing.T) {
	t.Parallel()
	python := peers.Env(t, peers.StripePython)
	url := ""
	clock := markthalle.SystemClock{}
	sim, err := stripesim.New(stripesim.Config{
		Clock: clock, Wall: clock, IDs: markthalle.NewIDs(clock, nil), BasePath: "/stripe-simulator", PublicURL: func() string { return url },
		SettleDelay: stripesim.DefaultSettleDelay,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	srv := httptest.NewServer(sim.API())
	t.Cleanup(srv.Close)
	url = srv.URL
	out, err := exec.CommandContext(t.Context(), python, "testdata/journey.py", srv.URL).CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)
}

// TestBooleansOfPython: that client writes True and False, and Stripe takes them.
func TestBooleansOfPython(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for text, want := range map[string]int{"True": 200, "False": 200, "true": 200, "yes": 400, "TRUE": 400} {
		got := b.call(http.MethodPost, "/v1/webhook_endpoints", "url=https://m.example.com&enabled_events[]=*&connect="+text)
		require.Equal(t, want, got.status, text)
	}
}
