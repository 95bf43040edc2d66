package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/server"
)

// reconcileCmd compares the books with the payment provider's.
type reconcileCmd struct {
	engines

	From string `help:"First day or moment of the span; two days before its end when left out."`
	To   string `help:"Day or moment before which the span ends; now when left out."`
	JSON bool   `help:"Print the result as JSON." name:"json"`
}

// errDifferences is returned when something waits for a person.
var errDifferences = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "payouts.differences", Text: "The books and the provider disagree.",
}

// Run implements the command.
func (c *reconcileCmd) Run(ctx context.Context, o *out) error {
	from, errFrom := moment(c.From)
	to, errTo := moment(c.To)
	if err := errors.Join(errFrom, errTo); err != nil {
		return err
	}
	return with(ctx, o, c.engines, func(m *server.Market) error {
		if to.IsZero() {
			to = m.Clock.Now()
		}
		if from.IsZero() {
			from = to.AddDate(0, 0, -2)
		}
		actor := markthalle.SystemActor("reconcile")
		r, err := m.Payouts.ReconcileNow(ctx, actor, payouts.ReconcileInput{ID: m.IDs.New("rec"), From: from, To: to})
		if err != nil {
			return err
		}
		open, err := openDifferences(ctx, m, actor)
		if err != nil {
			return err
		}
		return errors.Join(c.print(o, r, open, m.Clock.Now()), verdict(r, open))
	})
}

// verdict is nil when nothing differs and nothing that differed before waits.
func verdict(r payouts.Reconciliation, open []payouts.Incident) error {
	switch {
	case r.State != payouts.ReconcileDone:
		return markthalle.Errorf(markthalle.Unavailable, "payouts.reconcile_failed", "The provider did not answer: %s", r.Error)
	case len(r.Differences) > 0 || len(open) > 0:
		return errDifferences
	}
	return nil
}

// moment reads a day (its beginning, UTC) or a moment.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, markthalle.Errorf(markthalle.Invalid, "request.invalid", "%q is neither a day (2026-03-01) nor a moment (2026-03-01T12:00:00Z).", s)
}

// openDifferences lists what waits for a person, newest first.
func openDifferences(ctx context.Context, m *server.Market, a markthalle.Actor) ([]payouts.Incident, error) {
	var out []payouts.Incident
	q := markthalle.PageQuery{Limit: markthalle.MaxLimit}
	for {
		page, err := m.Payouts.Incidents(ctx, a, true, q)
		if err != nil {
			return nil, err
		}
		for _, x := range page.Items {
			if x.Kind == payouts.IncidentDifference {
				out = append(out, x)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out, nil
		}
	}
}

// difference is one open difference as JSON. Amounts are minor units.
type difference struct {
	Kind     string         `json:"kind"`
	Object   string         `json:"object"`
	Currency money.Currency `json:"currency"`
	Ours     int64          `json:"ours"`
	Theirs   int64          `json:"theirs"`
	Since    time.Time      `json:"since"`
}

func (c *reconcileCmd) print(o *out, r payouts.Reconciliation, open []payouts.Incident, now time.Time) error {
	if c.JSON {
		list := make([]difference, len(open))
		for i, x := range open {
			list[i] = difference{Kind: x.Reason, Object: x.Subject, Currency: x.Amount.Currency, Ours: x.Ours, Theirs: x.Theirs, Since: x.OpenedAt}
		}
		e := json.NewEncoder(o)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			ID          string       `json:"id"`
			State       string       `json:"state"`
			From        time.Time    `json:"from"`
			To          time.Time    `json:"to"`
			Matched     int64        `json:"matched"`
			Differences []difference `json:"differences"`
		}{r.ID, r.State, r.From, r.To, r.Matched, list})
	}
	fmt.Fprintf(o, "%s  %s to %s  %d matched, %d open\n", r.State, r.From.Format(time.RFC3339), r.To.Format(time.RFC3339), r.Matched, len(open))
	w := tabwriter.NewWriter(o, 0, 0, 2, ' ', 0)
	if len(open) > 0 {
		fmt.Fprintln(w, "object\tdifference\tours\ttheirs\tage")
	}
	for _, x := range open {
		cur := x.Amount.Currency
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", x.Subject, x.Reason, money.New(x.Ours, cur), money.New(x.Theirs, cur), now.Sub(x.OpenedAt).Round(time.Minute))
	}
	return w.Flush()
}
