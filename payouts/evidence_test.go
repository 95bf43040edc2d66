package payouts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// disputed is a dispute as it is known here.
func (w *world) disputed(id string) payments.Dispute {
	w.t.Helper()
	d, err := w.pay.Dispute(w.t.Context(), id)
	require.NoError(w.t, err)
	return d
}

// TestEvidenceBeforeTheDeadline: when nobody sends it, what the order says is sent two
// days before the deadline, once; the bank then decides.
func TestEvidenceBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	w := sold(t)
	log := w.audited()
	id := w.dispute("ord_w", "product_not_received", false)
	d := w.disputed(id)
	require.Equal(t, payments.Disputed, d.State)
	require.False(t, d.DueBy.IsZero())
	due := func(want int) {
		t.Helper()
		n, err := w.SubmitEvidenceDue(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, n)
		w.drain()
	}
	due(0)
	w.wait(d.DueBy.Sub(w.clock.Now()) - 48*time.Hour - time.Minute)
	due(0)
	w.wait(2 * time.Minute)
	due(1)
	due(0)
	d = w.disputed(id)
	require.Equal(t, payments.Answered, d.State)
	require.Equal(t, payments.StepDone, d.Answer.State)
	require.Equal(t, w.clock.Now(), d.Answer.SentAt)
	require.Contains(t, *log, "incident_submit_evidence: its deadline is near")
	require.Equal(t, []string{payouts.IncidentDispute}, w.open(), "until the bank decides")
	w.decide(id, "won")
	require.Equal(t, payments.Won, w.disputed(id).State)
	require.Empty(t, w.open())
	w.sound("ord_w")
	require.Empty(t, w.reconcile(90*24*time.Hour).Differences)
}

// TestEvidenceCutOff: the evidence was decided and the process died before it was noted.
// The next look notes it, and sends nothing twice.
func TestEvidenceCutOff(t *testing.T) {
	t.Parallel()
	w := sold(t)
	id := w.dispute("ord_w", "product_not_received", false)
	d := w.disputed(id)
	w.wait(d.DueBy.Sub(w.clock.Now()) - 47*time.Hour)
	_, err := w.pay.PlanEvidence(t.Context(), id, "system", payments.Evidence{Text: "It arrived."})
	require.NoError(t, err)
	n, err := w.SubmitEvidenceDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "it was decided before")
	page, err := w.Incidents(t.Context(), system, true, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.True(t, page.Items[0].Answered)
	require.Empty(t, page.Items[0].Can(), "nobody is offered what is done")
	w.drain()
	require.Equal(t, "It arrived.", w.disputed(id).Answer.Evidence.Text)
}

// TestEvidenceByHand: an operator sends it earlier; it says what was bought, and what is
// known of the parcels. A second time nothing is sent.
func TestEvidenceByHand(t *testing.T) {
	t.Parallel()
	w := sold(t)
	ctx := t.Context()
	id := w.dispute("ord_w", "product_not_received", false)
	e, err := w.Evidence(ctx, system, id)
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(e.Goods, "×"), "the goods of all vendors: %s", e.Goods)
	require.Contains(t, e.Text, "was placed on 2026-01-0")
	require.Contains(t, e.RefundPolicy, "2011/83/EU")
	in := w.about("product_not_received")
	require.Equal(t, []payouts.Resolve{payouts.SubmitEvidence}, in.Can())
	out, err := w.ResolveIncident(ctx, system, in.ID, payouts.SubmitEvidence, "the parcels arrived")
	require.NoError(t, err)
	require.True(t, out.Open)
	require.Empty(t, out.Can())
	w.drain()
	d := w.disputed(id)
	require.Equal(t, payments.Answered, d.State)
	require.Equal(t, e, d.Answer.Evidence)
	_, err = w.ResolveIncident(ctx, system, in.ID, payouts.SubmitEvidence, "once more")
	require.ErrorIs(t, err, payouts.ErrResolve)
	w.decide(id, "lost")
	require.Empty(t, w.open())
	w.sound("ord_w")
	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err = w.Evidence(ctx, vendor, id)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.Evidence(ctx, system, "dp_nobody")
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// TestEvidenceIsSentOnce: an answer that was lost on its way is found at the bank, and a
// dispute that is over takes none.
func TestEvidenceIsSentOnce(t *testing.T) {
	t.Parallel()
	w := sold(t)
	ctx := t.Context()
	id := w.dispute("ord_w", "general", false)
	_, err := w.gateway.SubmitEvidence(ctx, payments.EvidenceRequest{Key: "by-hand", Dispute: id, Evidence: payments.Evidence{Text: "It arrived."}})
	require.NoError(t, err)
	_, err = w.pay.PlanEvidence(ctx, id, "per_1", payments.Evidence{Text: "It arrived."})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, w.pay.SendEvidence(ctx, payments.EvidencePlanned{}, store.Cause{ID: id}))
	}
	w.drain()
	d := w.disputed(id)
	require.Equal(t, []any{payments.Answered, payments.StepDone, ""}, []any{d.State, d.Answer.State, d.Answer.Code})
	w.decide(id, "won")

	w.simple("ord_late", ven1, 5000)
	late := w.dispute("ord_late", "general", false)
	w.decide(late, "lost")
	_, err = w.pay.PlanEvidence(ctx, late, "per_1", payments.Evidence{Text: "It arrived."})
	require.ErrorIs(t, err, payments.ErrEvidence)
	n, err := w.SubmitEvidenceDue(ctx)
	require.NoError(t, err)
	require.Zero(t, n)
}

// TestEvidenceTells: parcels with their days, deliveries, refunds, and what people wrote,
// oldest first.
func TestEvidenceTells(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	var e payments.Evidence
	var text strings.Builder
	v := orders.VendorOrder{VendorName: "Töpferei", Buyer: "Jan Nowak", Currency: "EUR"}
	v.Address.Line1, v.Address.PostalCode, v.Address.City, v.Address.Country = "Rynek 1", "50-101", "Wrocław", "PL"
	v.Lines = []orders.VendorLine{{Line: orders.Line{Title: "Cup", Options: "blue", Quantity: 2}}}
	v.Shipments = []orders.Shipment{
		{Carrier: "dhl", TrackingNumber: "B", ShippedAt: at.AddDate(0, 0, 1)},
		{Carrier: "dhl", TrackingNumber: "A", ShippedAt: at, DeliveredAt: at.AddDate(0, 0, 2)},
	}
	payouts.Describe(&e, &text, &v)
	require.Equal(t, payments.Evidence{
		BuyerName: "Jan Nowak", Address: "Rynek 1, 50-101 Wrocław, PL", Goods: "2 × Cup, blue", Carrier: orders.CarrierName("dhl"), Tracking: "B, A", ShippedOn: "2026-03-02",
	}, e)
	require.Contains(t, text.String(), "it was delivered on 2026-03-04 10:00 UTC.")
	require.Contains(t, text.String(), "no delivery is recorded.")
	text.Reset()
	payouts.Quote(&text, []returns.Case{
		{Messages: []returns.Message{{From: "buyer", Text: "It arrived, thank you.", At: at.AddDate(0, 0, 3)}}},
		{Messages: []returns.Message{{From: "buyer", Text: "Where is it?", At: at}, {From: "vendor", Text: " On its way. ", At: at.Add(time.Hour)}}},
	})
	require.Equal(t, "2026-03-02 10:00 UTC, buyer: Where is it?\n2026-03-02 11:00 UTC, vendor: On its way.\n2026-03-05 10:00 UTC, buyer: It arrived, thank you.\n", text.String())
}
