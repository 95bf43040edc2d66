package operator

import (
	"cmp"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// The kinds of incidents by the queue that they wait in.
var (
	differing = []string{payouts.IncidentDifference, payouts.IncidentDebt, payouts.IncidentRefund, payouts.IncidentInvoices}
	disputed  = []string{payouts.IncidentDispute, payouts.IncidentInquiry, payouts.IncidentWarning}
)

// incidentsOf reads the open incidents of some kinds, newest first.
func incidentsOf(c *edge.Ctx, a markthalle.Actor, kinds []string) ([]payouts.Incident, error) {
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[payouts.Incident], error) {
		return c.Payouts.Incidents(c.Context, a, true, q)
	})
	return slices.DeleteFunc(list, func(x payouts.Incident) bool { return !slices.Contains(kinds, x.Kind) }), err
}

func countIncidents(kinds ...string) func(*edge.Ctx, markthalle.Actor) (int64, error) {
	return func(c *edge.Ctx, a markthalle.Actor) (int64, error) {
		list, err := incidentsOf(c, a, kinds)
		return int64(len(list)), err
	}
}

func firstIncident(kinds ...string) func(*edge.Ctx, markthalle.Actor, words) (waiting, error) {
	return func(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
		list, err := incidentsOf(c, a, kinds)
		if err != nil || len(list) == 0 {
			return waiting{}, err
		}
		x := list[len(list)-1]
		return waiting{oldest: x.OpenedAt, next: NextItem{
			Label: w.tk("incident", x.Kind), Detail: x.Subject, URL: "/operator/reconciliation#waiting",
		}}, nil
	}
}

func (w words) incident(x payouts.Incident, may bool) IncidentRow {
	row := IncidentRow{
		ID: x.ID, Kind: x.Kind, Detail: x.Reason, Subject: x.Subject, Amount: edge.Minor(x.Amount.Minor, x.Amount.Currency), OpenedAt: x.OpenedAt,
		DueBy: x.DueBy, Ours: edge.Minor(x.Ours, x.Amount.Currency), Theirs: edge.Minor(x.Theirs, x.Amount.Currency),
	}
	if x.Kind == payouts.IncidentDifference {
		row.Reason, row.Detail = x.Reason, ""
	}
	if x.Kind == payouts.IncidentDispute || x.Kind == payouts.IncidentInquiry {
		row.Evidence = "/operator/disputes/" + x.Subject
	}
	row.Where = w.where(x.OursState, x.TheirsState)
	if x.Vendor != "" {
		row.URL = "/operator/vendors/" + string(x.Vendor)
	}
	if x.Kind == payouts.IncidentInvoices {
		row.URL = "/operator/invoices"
	}
	if x.Order != "" {
		row.URL = "/operator/orders/" + string(x.Order)
	}
	if may {
		row.Can = mapped(x.Can(), func(r payouts.Resolve) string { return string(r) })
	}
	return row
}

// where says where the sides see a payout to a vendor's bank; nothing when they agree.
func (w words) where(ours, theirs string) string {
	if ours == theirs {
		return ""
	}
	return w.tk("sent", cmp.Or(ours, "unknown")) + " / " + w.tk("sent", cmp.Or(theirs, "unknown"))
}

// resolveIncident does something about an incident: look again, book it, or take note.
func resolveIncident(c *edge.Ctx, a markthalle.Actor) error {
	_, err := c.Payouts.ResolveIncident(c.Context, a, c.Param("id"), payouts.Resolve(c.Form("do")), c.Form("reason"))
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return reconciliationPage(c, a, faults, "", "") })
	}
	c.Flash("good", FlashResolved)
	return c.Redirect("/operator/reconciliation#waiting")
}
