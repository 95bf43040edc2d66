package server

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// maxAdvance bounds how far the clock moves at once: two years.
const maxAdvance = 2 * 366 * 24 * time.Hour

// Advance moves a trial market's clock and runs everything that falls due meanwhile,
// timers, reactions and the simulator, in time order and each at its own due time. It
// answers when nothing is left to do, with the new time. Errors: Invalid
// "server.advance", Conflict "server.live".
func (m *Market) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	clock := m.DB.MarketClock()
	if m.Installation.Mode != Trial || clock == nil {
		return time.Time{}, markthalle.Errorf(markthalle.Conflict, "server.live", "The clock of a live market is not moved.")
	}
	if by < 0 || by > maxAdvance {
		return time.Time{}, &markthalle.Error{
			Kind: markthalle.Invalid, Code: "server.advance", Text: "The clock moves forwards, by at most two years.",
			Fields: []markthalle.Field{{Pointer: "/advance", Code: "range", Message: "The clock moves forwards.", Found: by.String(), Wanted: "0s to " + maxAdvance.String()}},
		}
	}
	m.advancing.Lock()
	defer m.advancing.Unlock()
	// Another process may have moved the clock a moment ago.
	if err := clock.Refresh(ctx); err != nil {
		return m.Clock.Now(), fmt.Errorf("read market clock: %w", err)
	}
	target := m.Clock.Now().Add(by)
	rounds := m.DB.Rounds()
	for {
		if err := m.settle(ctx, rounds); err != nil {
			return m.Clock.Now(), err
		}
		next, ok, err := m.nextDue(ctx)
		if err != nil {
			return m.Clock.Now(), err
		}
		if !ok || next.After(target) {
			break
		}
		if err := m.moveTo(ctx, clock, next); err != nil {
			return m.Clock.Now(), err
		}
	}
	if err := m.moveTo(ctx, clock, target); err != nil {
		return m.Clock.Now(), err
	}
	if by > 0 && m.shared() {
		// Whoever is answered by another process now must find it at the same time.
		if err := wait(ctx, store.ClockRefresh+lag); err != nil {
			return m.Clock.Now(), err
		}
	}
	return m.Clock.Now(), m.settle(ctx, m.DB.Rounds())
}

// lag is how long the reading of the clock by another process may take.
const lag = 100 * time.Millisecond

// glance is how often it is looked whether the other processes have done their part.
const glance = 20 * time.Millisecond

// shared reports whether other processes may serve the same market: not while the
// simulator is a part of this one.
func (m *Market) shared() bool { return m.Simulator == nil }

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// moveTo moves the market and a simulator that is served elsewhere. The simulator comes
// along before anybody works at the new time: what is paid at midnight must not be paid
// by its clock on the day before.
func (m *Market) moveTo(ctx context.Context, clock *store.MarketClock, to time.Time) error {
	if !to.After(clock.Now()) {
		return nil
	}
	if err := clock.MoveTo(ctx, to); err != nil {
		return fmt.Errorf("move clock: %w", err)
	}
	if base, ok := servedSimulator(m.Config.Payments); ok {
		if _, err := m.followSimulator(ctx, base); err != nil {
			return fmt.Errorf("move the simulator's clock: %w", err)
		}
	}
	return nil
}

// settle runs everything that is due now, in the store and at the simulator, until
// neither has anything left and the other processes have ended what they had begun.
func (m *Market) settle(ctx context.Context, rounds *store.Rounds) error {
	for {
		others, err := rounds.Drain(ctx)
		if err != nil {
			m.Config.Log.WarnContext(ctx, "something is tried again later", "error", err.Error())
		}
		n, err := m.runSimulator(ctx)
		if err != nil {
			return fmt.Errorf("run simulator: %w", err)
		}
		if n > 0 {
			continue
		}
		if !others {
			return nil
		}
		if err := wait(ctx, glance); err != nil {
			return err
		}
	}
}

// runSimulator runs what is due at the simulator, if there is one, and returns how much
// there was.
func (m *Market) runSimulator(ctx context.Context) (int, error) {
	if m.Simulator != nil {
		return m.Simulator.RunDue(ctx, m.Clock.Now())
	}
	if base, ok := servedSimulator(m.Config.Payments); ok {
		state, err := m.followSimulator(ctx, base)
		return state.Ran, err
	}
	return 0, nil
}

// nextDue is when something falls due next by the market's clock.
func (m *Market) nextDue(ctx context.Context) (time.Time, bool, error) {
	next, ok, err := m.DB.NextTimer(ctx)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next timer: %w", err)
	}
	at, some, err := m.simulatorDue(ctx)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("ask simulator: %w", err)
	}
	if some && (!ok || at.Before(next)) {
		return at, true, nil
	}
	return next, ok, nil
}

// simulatorDue is when something falls due next at the simulator, if there is one.
func (m *Market) simulatorDue(ctx context.Context) (time.Time, bool, error) {
	if m.Simulator != nil {
		at, ok := m.Simulator.NextDue()
		return at, ok, nil
	}
	base, ok := servedSimulator(m.Config.Payments)
	if !ok {
		return time.Time{}, false, nil
	}
	state, err := m.followSimulator(ctx, base)
	if err != nil || state.NextDue == nil {
		return time.Time{}, false, err
	}
	return *state.NextDue, true, nil
}
