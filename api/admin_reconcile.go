package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

func (r *routes) adminReconciling() []endpoint.Endpoint {
	read := asOperator(markthalle.LedgerRead)
	return []endpoint.Endpoint{
		endpoint.Route("POST", "/admin/reconciliations", "Compare the books with the payment provider's", r.adminReconcile,
			asOperator(markthalle.LedgerMoney), endpoint.Answers(http.StatusAccepted)),
		endpoint.Route("GET", "/admin/reconciliations/{id}", "What a comparison found", r.adminReconciliation, read, endpoint.About("reconciliation")),
		endpoint.Route("GET", "/admin/incidents", "Disputes, inquiries, differences and debts that wait for a person, newest first", r.adminIncidents, read),
		endpoint.Route("GET", "/admin/disputes/{id}/evidence", "What an order says for itself about a dispute", r.adminEvidence, read, endpoint.About("dispute")),
		endpoint.Route("POST", "/admin/disputes/{id}/evidence", "Add a text or a file to the evidence of a dispute", r.adminEvidenceAdd,
			asOperator(markthalle.LedgerMoney), endpoint.About("dispute"), created201(), endpoint.Form(), endpoint.Limit(endpoint.RateUpload),
			endpoint.Body(payments.MaxEvidence+envelope), endpoint.Within(30*time.Second)),
		endpoint.Route("DELETE", "/admin/disputes/{id}/evidence/{evidence}", "Take a part of the evidence of a dispute back", r.adminEvidenceRemove,
			asOperator(markthalle.LedgerMoney), endpoint.About("dispute"), endpoint.Answers(http.StatusOK)),
		endpoint.Route("POST", "/admin/incidents/{id}/resolve", "Do something about an incident", r.adminIncidentResolve,
			asOperator(markthalle.LedgerMoney), endpoint.About("incident"), endpoint.Within(30*time.Second)),
	}
}

// AdminReconcileIn asks for a comparison over a span of time; without one, over the last
// two days.
type AdminReconcileIn struct {
	From *time.Time `json:"from"`
	To   *time.Time `json:"to"`
}

// AdminDifferenceOut is something about which the books and the provider disagree.
type AdminDifferenceOut struct {
	Kind   string `json:"kind"` // missing_here, missing_there, amount, twice_here, twice_there, currency, balance, session, account, memo or state
	Ours   Money  `json:"ours"`
	Theirs Money  `json:"theirs"`
	Amount Money  `json:"amount"` // theirs less ours
	Object string `json:"object"` // the provider's id, or a currency
	// VendorID is whose account at the provider it is about; the sides are those of the memo
	// book then, and the states where a payout to the vendor's bank is.
	VendorID    string `json:"vendor_id,omitempty"`
	OursState   string `json:"ours_state,omitempty"` // in_transit, paid, returned or divided
	TheirsState string `json:"theirs_state,omitempty"`
}

// AdminReconciliationOut is a comparison of the books with the provider's.
type AdminReconciliationOut struct {
	ID          string               `json:"id"`
	State       string               `json:"state"` // running, done or failed
	From        Time                 `json:"from"`
	To          Time                 `json:"to"`
	Matched     int64                `json:"matched"`
	Differences []AdminDifferenceOut `json:"differences"`
	More        int64                `json:"more,omitempty"` // differences that are not listed
	CreatedAt   Time                 `json:"created_at"`
	EndedAt     *Time                `json:"ended_at,omitempty"`
}

func adminReconciliation(x payouts.Reconciliation) AdminReconciliationOut {
	out := AdminReconciliationOut{
		ID: x.ID, State: x.State, From: Time{x.From}, To: Time{x.To}, Matched: x.Matched, More: x.More, CreatedAt: Time{x.CreatedAt}, EndedAt: at(x.EndedAt),
	}
	out.Differences = mapped(x.Differences, func(d payouts.Difference) AdminDifferenceOut {
		return AdminDifferenceOut{
			Kind: d.Kind, Object: d.Object, Ours: minor(d.Ours, d.Currency), Theirs: minor(d.Theirs, d.Currency), Amount: minor(d.Theirs-d.Ours, d.Currency),
			VendorID: string(d.Vendor), OursState: d.OursState, TheirsState: d.TheirsState,
		}
	})
	return out
}

// recent is the span of a comparison that names none: long enough for what the provider
// prices and settles late.
const recent = 48 * time.Hour

func (r *routes) adminReconcile(c *endpoint.Call, in AdminReconcileIn) (AdminReconciliationOut, error) {
	to := r.Clock.Now()
	if in.To != nil {
		to = *in.To
	}
	from := to.Add(-recent)
	if in.From != nil {
		from = *in.From
	}
	x, err := r.Payouts.StartReconciliation(c.Ctx, c.Actor, payouts.ReconcileInput{ID: c.Mint("rec"), From: from, To: to})
	if err != nil {
		return AdminReconciliationOut{}, err
	}
	return adminReconciliation(x), nil
}

func (r *routes) adminReconciliation(c *endpoint.Call, in ByID) (AdminReconciliationOut, error) {
	x, err := r.Payouts.Reconciliation(c.Ctx, c.Actor, in.ID)
	if err != nil {
		return AdminReconciliationOut{}, err
	}
	return adminReconciliation(x), nil
}

// AdminEvidenceOut is the evidence of a dispute as it is collected now, or as it was sent.
type AdminEvidenceOut struct {
	Dispute      string `json:"dispute"`
	State        string `json:"state"` // collected, planned, done or refused
	SentAt       *Time  `json:"sent_at,omitempty"`
	BuyerName    string `json:"buyer_name"`
	BuyerEmail   string `json:"buyer_email"`
	Address      string `json:"address"`
	Goods        string `json:"goods"`
	Carrier      string `json:"carrier,omitempty"`
	Tracking     string `json:"tracking,omitempty"`
	ShippedOn    string `json:"shipped_on,omitempty"`
	RefundPolicy string `json:"refund_policy"`
	Text         string `json:"text"`
	// Parts are what vendors and operators added.
	Parts []AdminEvidencePartOut `json:"parts"`
}

func (r *routes) adminEvidence(c *endpoint.Call, in ByID) (AdminEvidenceOut, error) {
	e, err := r.Payouts.Evidence(c.Ctx, c.Actor, in.ID)
	if err != nil {
		return AdminEvidenceOut{}, err
	}
	d, err := r.Payments.Dispute(c.Ctx, in.ID)
	if err != nil {
		return AdminEvidenceOut{}, err
	}
	out := AdminEvidenceOut{Dispute: in.ID, State: "collected"}
	if d.Answer != nil {
		e, out.State, out.SentAt = d.Answer.Evidence, d.Answer.State, at(d.Answer.SentAt)
	}
	out.BuyerName, out.BuyerEmail, out.Address, out.Goods = e.BuyerName, e.BuyerEmail, e.Address, e.Goods
	out.Carrier, out.Tracking, out.ShippedOn, out.RefundPolicy, out.Text = e.Carrier, e.Tracking, e.ShippedOn, e.RefundPolicy, e.Text
	out.Parts = adminEvidenceParts(&d, &e)
	return out, nil
}

// AdminIncidentListIn asks for incidents: those that are open, or those that are over.
type AdminIncidentListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=open closed"`
}

// AdminIncidentOut is something that a person must look at.
type AdminIncidentOut struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`    // dispute, inquiry, fraud_warning, difference, debt, refund_failed or invoices
	Subject  string `json:"subject"` // the provider's object, or an account
	OrderID  string `json:"order_id,omitempty"`
	Amount   Money  `json:"amount"`
	Reason   string `json:"reason"`
	State    string `json:"state"`
	Outcome  string `json:"outcome,omitempty"`
	OpenedAt Time   `json:"opened_at"`
	DueBy    *Time  `json:"due_by,omitempty"` // until when the provider takes evidence
	ClosedAt *Time  `json:"closed_at,omitempty"`
	// Ours and Theirs are the sides of a difference; Can lists what may be done about it.
	Ours   *Money `json:"ours,omitempty"`
	Theirs *Money `json:"theirs,omitempty"`
	// VendorID is whose account at the provider a difference is about, the states where the
	// sides see a payout to the vendor's bank.
	VendorID    string   `json:"vendor_id,omitempty"`
	OursState   string   `json:"ours_state,omitempty"`
	TheirsState string   `json:"theirs_state,omitempty"`
	Can         []string `json:"can"`
}

// AdminIncidentResolveIn says what is done about an incident, and why: replay reads the
// object again and compares once more, adopt books it as money that nobody claims,
// write_off as the market's loss or gain (about a vendor's account, both correct the memo
// book), acknowledge closes the report of a debt,
// submit_evidence sends to the bank what the order says for itself, once, paid_otherwise
// books that a buyer whose refund failed got the money from the market's bank account.
type AdminIncidentResolveIn struct {
	ByID
	Action string `json:"action" validate:"required,oneof=replay adopt write_off acknowledge submit_evidence paid_otherwise"`
	Reason string `json:"reason" validate:"required,max=500"`
}

func (r *routes) adminIncidentResolve(c *endpoint.Call, in AdminIncidentResolveIn) (AdminIncidentOut, error) {
	x, err := r.Payouts.ResolveIncident(c.Ctx, c.Actor, unescaped(in.ID), payouts.Resolve(in.Action), in.Reason)
	if err != nil {
		return AdminIncidentOut{}, err
	}
	return adminIncident(x), nil
}

func adminIncident(x payouts.Incident) AdminIncidentOut {
	out := AdminIncidentOut{
		ID: x.ID, Kind: x.Kind, Subject: x.Subject, OrderID: string(x.Order), Amount: minor(x.Amount.Minor, x.Amount.Currency), Reason: x.Reason,
		State: "closed", Outcome: x.Outcome, OpenedAt: Time{x.OpenedAt}, DueBy: at(x.DueBy), ClosedAt: at(x.ClosedAt),
	}
	out.Can = mapped(x.Can(), func(r payouts.Resolve) string { return string(r) })
	if x.Kind == payouts.IncidentDifference {
		ours, theirs := minor(x.Ours, x.Amount.Currency), minor(x.Theirs, x.Amount.Currency)
		out.Ours, out.Theirs = &ours, &theirs
		out.VendorID, out.OursState, out.TheirsState = string(x.Vendor), x.OursState, x.TheirsState
	}
	if x.Open {
		out.State = "open"
	}
	return out
}

func (r *routes) adminIncidents(c *endpoint.Call, in AdminIncidentListIn) (List[AdminIncidentOut], error) {
	page, err := r.Payouts.Incidents(c.Ctx, c.Actor, in.State != "closed", in.query())
	if err != nil {
		return List[AdminIncidentOut]{}, err
	}
	return wireList(page, adminIncident), nil
}

// waitingIncidents counts the open incidents of some kinds among the newest. The oldest
// is known only when all fit on the page.
func (r *routes) waitingIncidents(kinds ...string) func(context.Context, markthalle.Actor) (waiting, error) {
	return func(ctx context.Context, a markthalle.Actor) (waiting, error) {
		page, err := r.Payouts.Incidents(ctx, a, true, counted())
		if err != nil {
			return waiting{}, err
		}
		w := waiting{more: page.Next != ""}
		for _, x := range page.Items {
			if slices.Contains(kinds, x.Kind) {
				w.count++
				w.oldest = x.OpenedAt
			}
		}
		return w, nil
	}
}
