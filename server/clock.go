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
	target := m.Clock.Now().Add(by)
	for {
		if err := m.settle(ctx); err != nil {
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
	return m.Clock.Now(), m.settle(ctx)
}

func (m *Market) moveTo(ctx context.Context, clock *store.MarketClock, to time.Time) error {
	if step := to.Sub(clock.Now()); step > 0 {
		if err := clock.Advance(ctx, step); err != nil {
			return fmt.Errorf("move clock: %w", err)
		}
	}
	return nil
}

// settle runs everything that is due now, in the store and at the simulator, until
// neither has anything left.
func (m *Market) settle(ctx context.Context) error {
	for {
		if err := m.DB.Drain(ctx); err != nil {
			m.Config.Log.WarnContext(ctx, "something is tried again later", "error", err.Error())
		}
		n, err := m.runSimulator(ctx)
		if err != nil {
			return fmt.Errorf("run simulator: %w", err)
		}
		if n == 0 {
			return nil
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
		return m.followSimulator(ctx, base)
	}
	return 0, nil
}

// nextDue is when something falls due next by the market's clock.
func (m *Market) nextDue(ctx context.Context) (time.Time, bool, error) {
	next, ok, err := m.DB.NextTimer(ctx)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next timer: %w", err)
	}
	if m.Simulator == nil {
		return next, ok, nil
	}
	if at, some := m.Simulator.NextDue(); some && (!ok || at.Before(next)) {
		return at, true, nil
	}
	return next, ok, nil
}
