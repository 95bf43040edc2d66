package operator

import (
	"net/url"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// reconRuns is how many comparisons the page lists.
const reconRuns = 20

// showReconciliation shows one comparison, the latest unless one is named, and those
// before it.
func showReconciliation(c *edge.Ctx, a markthalle.Actor) error {
	return reconciliationPage(c, a, nil, "", "")
}

// reconciliationPage keeps what was typed; without it, the form offers the last two days.
func reconciliationPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults, from, to string) error {
	w := wordsOf(c)
	if from == "" && to == "" {
		from, to = w.now.In(w.zone).AddDate(0, 0, -2).Format(time.DateOnly), w.now.In(w.zone).Format(time.DateOnly)
	}
	view := Reconciliation{From: from, To: to, Faults: faults}
	open, err := c.Payouts.Incidents(c.Context, a, true, counted())
	if err != nil {
		return err
	}
	view.Waiting = mapped(open.Items, func(x payouts.Incident) IncidentRow { return w.incident(x, a.Can(markthalle.LedgerMoney)) })
	page, err := c.Payouts.Reconciliations(c.Context, a, markthalle.PageQuery{Limit: reconRuns})
	if err != nil {
		return err
	}
	view.Runs = mapped(page.Items, w.reconRun)
	switch named := c.Query("run"); {
	case named != "":
		x, err := c.Payouts.Reconciliation(c.Context, a, named)
		if err != nil {
			return err
		}
		run := w.reconRun(x)
		view.Current = &run
	case len(view.Runs) > 0:
		view.Current = &view.Runs[0]
	}
	return c.Render(PageReconciliation, view)
}

func (w words) reconRun(x payouts.Reconciliation) ReconRun {
	run := ReconRun{
		ID: x.ID, URL: "/operator/reconciliation?run=" + url.QueryEscape(x.ID), From: x.From, To: x.To, Matched: x.Matched,
		StartedAt: x.CreatedAt, State: sign(reconTone(x), w.tk("recon_state", x.State)),
	}
	for _, d := range x.Differences {
		run.Differences = append(run.Differences, Difference{
			Kind: d.Kind, Object: d.Object, Ours: edge.Minor(d.Ours, d.Currency), Theirs: edge.Minor(d.Theirs, d.Currency),
			Text: w.where(d.OursState, d.TheirsState),
		})
	}
	return run
}

func reconTone(x payouts.Reconciliation) string {
	switch {
	case x.State == payouts.ReconcileRunning:
		return "info"
	case x.State == payouts.ReconcileFailed:
		return "bad"
	case len(x.Differences) > 0:
		return "warn"
	}
	return "good"
}

// startReconciliation compares the days from and to, both inclusive.
func startReconciliation(c *edge.Ctx, a markthalle.Actor) error {
	var f formFaults
	from, to := c.Form("from"), c.Form("to")
	in := payouts.ReconcileInput{ID: c.Mint("rec"), From: f.day("from", from, c.Site.Zone()), To: f.day("to", to, c.Site.Zone())}
	if !in.To.IsZero() {
		in.To = in.To.AddDate(0, 0, 1)
	}
	err := f.err()
	if err == nil {
		_, err = c.Payouts.StartReconciliation(c.Context, a, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return reconciliationPage(c, a, faults, from, to) })
	}
	c.Flash("good", FlashReconStarted)
	return c.Redirect("/operator/reconciliation?run=" + url.QueryEscape(in.ID))
}
