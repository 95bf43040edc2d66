package commission

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
)

// TryOut asks for a dry run.
type TryOut struct {
	Days        int       // how far back to replay; 0 means 90, at most 400
	EffectiveAt time.Time // when the draft would take effect; zero means now
}

// Outcome is what a dry run found.
type Outcome struct {
	Report
	From, To time.Time // the sales that were replayed
	Cliffs   []Cliff   // COM-6
	Worse    string    // a sale that would cost somebody more, empty for none
	Earliest time.Time // when the rule may take effect
}

// DryRun replays the last days under the list with the rule's latest version and
// says who would gain and who would lose (COM-9). Nothing is changed. It also says
// what stands in the way of publishing: the errors of Check are returned.
func (s *Service) DryRun(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, in TryOut) (Outcome, error) {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return Outcome{}, err
	}
	if in.Days == 0 {
		in.Days = 90
	}
	now := s.Clock.Now()
	if in.EffectiveAt.IsZero() {
		in.EffectiveAt = now
	}
	var f markthalle.Faults
	f.Check(in.Days >= 1 && in.Days <= 400, "/days", "range", "A dry run replays 1 to 400 days.")
	f.Check(!in.EffectiveAt.Before(now), "/effective_at", ErrPast.Code, ErrPast.Text)
	if err := f.Err("commission.dry_run"); err != nil {
		return Outcome{}, err
	}
	v, err := s.version(ctx, id, 0)
	if err != nil {
		return Outcome{}, err
	}
	path, err := s.ancestry(ctx)
	if err != nil {
		return Outcome{}, err
	}
	before, after, err := s.draftLists(ctx, v.Rule, in.EffectiveAt)
	if err != nil {
		return Outcome{}, err
	}
	if err := Check(after.rules, path); err != nil {
		return Outcome{}, err
	}
	out := Outcome{From: now.AddDate(0, 0, -in.Days), To: now, Cliffs: v.Rule.Cliffs(), Earliest: now}
	if w, worse := Worsens(before, after, in.EffectiveAt, path); worse {
		out.Worse = w.String()
		if s.Config.Opened {
			out.Earliest = now.Add(Notice)
		}
	}
	replay := NewReplay(before, after, in.EffectiveAt)
	if s.History != nil {
		err := s.History.Sales(ctx, v.Currency, out.From, out.To, func(sale Sale) error { return s.replay(ctx, replay, sale) })
		if err != nil {
			return Outcome{}, fmt.Errorf("replay past sales: %w", err)
		}
	}
	out.Report = replay.Report()
	return out, nil
}

// replay adds a sale, with the turnover of its own time when a list asks for it.
func (s *Service) replay(ctx context.Context, r *Replay, sale Sale) error {
	if r.before.UsesTurnover() || r.after.UsesTurnover() {
		lines, err := s.withTurnover(ctx, r.before.currency, sale.At, sale.Lines)
		if err != nil {
			return err
		}
		sale.Lines = lines
	}
	return r.Add(sale)
}
