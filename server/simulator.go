package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// servedSimulator returns the address of a simulator that a process of its own serves,
// when the setting of the payments names one: sim:http://HOST:PORT. Several processes
// of one market can only share such a one: the simulator in a process is that process's.
func servedSimulator(payments string) (string, bool) {
	rest, ok := strings.CutPrefix(payments, "sim:")
	if !ok || !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") {
		return "", false
	}
	return strings.TrimSuffix(rest, "/"), true
}

// startSimulator begins to load the simulator of this process, if the payments are its.
// The rest of the market is made meanwhile.
func (m *Market) startSimulator() (err error) {
	c := m.Config
	if _, served := servedSimulator(c.Payments); served || strings.HasPrefix(c.Payments, "stripe:") {
		return nil
	}
	dir := strings.TrimPrefix(c.Payments, "sim:")
	if dir == "" {
		dir = filepath.Join(c.Data, "stripe-simulator")
	}
	delay := stripesim.DefaultSettleDelay
	if c.Demo {
		delay = 0
	}
	m.Simulator, err = stripesim.Start(stripesim.Config{
		Dir: dir, Clock: m.Clock, IDs: m.IDs, BasePath: SimulatorPath, PublicURL: func() string { return c.PublicURL },
		Deliver: m.deliver, SettleDelay: delay, Wall: c.Wall, Log: c.Log,
	})
	return err
}

// ServeSimulator serves a payment simulator without a market until the context ends:
// its API under /v1, its controls under /sim and its hosted pages under SimulatorPath.
// dir keeps its state. ready is called once requests are served.
func ServeSimulator(ctx context.Context, l net.Listener, dir string, c Config, ready func()) error {
	c = c.withDefaults()
	clock := wallClock{c.Wall}
	base := "http://" + l.Addr().String()
	sim, err := stripesim.New(stripesim.Config{
		Dir: dir, Clock: clock, IDs: markthalle.NewIDs(clock, nil), BasePath: SimulatorPath,
		PublicURL: func() string { return base }, Wall: c.Wall, Log: c.Log,
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", sim.API())
	mux.Handle("/sim/", sim.API())
	mux.Handle(SimulatorPath+"/", http.StripPrefix(SimulatorPath, sim.Pages()))
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	worked := make(chan error, 1)
	go func() { worked <- sim.Run(work) }()
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	ready()
	select {
	case err = <-done:
	case <-ctx.Done():
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		err = srv.Shutdown(end)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	stop()
	return errors.Join(err, <-worked, sim.Close())
}

// simulatorState is what a served simulator says of its clock.
type simulatorState struct {
	Ran     int        `json:"ran"`      // how much was due and has been done
	NextDue *time.Time `json:"next_due"` // market time; nil when nothing is planned
}

// followSimulator moves the clock of a served simulator to the market's and lets it run
// what is due by then.
func (m *Market) followSimulator(ctx context.Context, base string) (out simulatorState, err error) {
	clock := m.DB.MarketClock()
	if clock == nil {
		return out, nil // a history is being made: its clock is nobody else's
	}
	body, err := json.Marshal(map[string]int64{"offset_ms": clock.Offset().Milliseconds()})
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/sim/clock", bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+m.simulatorKey())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return out, err
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return out, err
	}
	if res.StatusCode != http.StatusOK {
		return out, fmt.Errorf("the simulator answers %d: %s", res.StatusCode, raw)
	}
	return out, json.Unmarshal(raw, &out)
}

// simulatorKey is the key by which a simulator knows this market.
func (m *Market) simulatorKey() string { return "sk_test_sim_" + m.Installation.Env }
