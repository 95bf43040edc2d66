package stripesim

import (
	"strings"
	"time"
)

// dispute is a chargeback, or an inquiry that may become one.
type dispute struct {
	base
	Amount        int64           `json:"amount"`
	Txns          []*txn          `json:"balance_transactions"`
	Charge        string          `json:"charge"`
	Currency      string          `json:"currency"`
	Evidence      map[string]opt  `json:"evidence"`
	Details       evidenceDetails `json:"evidence_details"`
	Refundable    bool            `json:"is_charge_refundable"`
	Livemode      bool            `json:"livemode"`
	Metadata      metadata        `json:"metadata"`
	NetworkCode   opt             `json:"network_reason_code"`
	Intent        opt             `json:"payment_intent"`
	MethodDetails *disputeMethod  `json:"payment_method_details,omitempty"`
	Reason        string          `json:"reason"`
	Status        string          `json:"status"`
	TxnIDs        []string        `json:"_txns,omitempty"`
	Fee           int64           `json:"_counter_fee,omitempty"`
}

type evidenceDetails struct {
	DueBy       optInt `json:"due_by"`
	HasEvidence bool   `json:"has_evidence"`
	PastDue     bool   `json:"past_due"`
	Submissions int64  `json:"submission_count"`
}

type disputeMethod struct {
	Card disputeCard `json:"card"`
	Type string      `json:"type"`
}

type disputeCard struct {
	Brand       string `json:"brand"`
	CaseType    string `json:"case_type"`
	NetworkCode string `json:"network_reason_code"`
}

func (d *dispute) keys() []string {
	return []string{"charge=" + d.Charge, "payment_intent=" + string(d.Intent)}
}

func (d *dispute) wire(t *tx) any {
	w := *d
	w.base, w.TxnIDs, w.Fee = d.bare(), nil, 0
	w.Txns = []*txn{}
	for _, id := range d.TxnIDs {
		w.Txns = append(w.Txns, get[txn](t, id).wire(t).(*txn))
	}
	return &w
}

const (
	disputeGrace  = 7 * 24 * time.Hour // to answer
	decisionDelay = 2 * time.Second    // of the network, once the magic words were said
)

// disputeStates is the transition table of a dispute (§10.3).
var disputeStates = map[string][]string{
	"warning_needs_response": {"warning_under_review", "warning_closed", "needs_response"},
	"warning_under_review":   {"warning_closed", "needs_response"},
	"needs_response":         {"under_review", "won", "lost"},
	"under_review":           {"won", "lost"},
}

func (d *dispute) to(state string) bool {
	if !contains(disputeStates[d.Status], state) {
		return false
	}
	d.Status = state
	return true
}

var networkCodes = map[string]string{"fraudulent": "10.4", "product_not_received": "13.1", "duplicate": "12.6.1", "product_unacceptable": "13.3", "general": "13.7"}

// openDispute starts a dispute, or an inquiry, over what is left of a charge. A fully
// refunded charge cannot be disputed; neither can one twice.
func (t *tx) openDispute(chargeID, reason string, inquiry bool) (*dispute, error) {
	ch := t.settled(chargeID)
	amount := ch.refundable()
	if ch.Status != "succeeded" || !ch.Captured || amount <= 0 || ch.Sim.DisputeID != "" {
		return nil, refused("", "charge", "Charge %s cannot be disputed.", chargeID)
	}
	d := &dispute{
		base: base{ID: t.s.cfg.IDs.New("dp"), Object: "dispute"}, Amount: amount, Charge: ch.ID, Currency: ch.Currency, Evidence: map[string]opt{},
		Metadata: metadata{}, NetworkCode: opt(orDefault(networkCodes[reason], "13.7")), Intent: ch.Intent, Reason: reason, Status: "warning_needs_response", Refundable: inquiry,
		Details: evidenceDetails{DueBy: optInt(t.now.Add(disputeGrace).Unix())},
	}
	if ch.MethodDetails != nil && ch.MethodDetails.Card != nil {
		d.MethodDetails = &disputeMethod{disputeCard{ch.MethodDetails.Card.Brand, "chargeback", string(d.NetworkCode)}, "card"}
		if inquiry {
			d.MethodDetails.Card.CaseType = "inquiry"
		}
	}
	ch.Disputed, ch.Sim.DisputeID = true, d.ID
	t.add(d, ch.Home)
	if !inquiry {
		d.Status = "needs_response"
		t.withdraw(d)
	}
	t.schedule("dispute_deadline", d.ID, ch.Home, t.now.Add(disputeGrace))
	t.emit(ch.Home, "charge.dispute.created", d)
	t.emitUpdated(ch.Home, "charge.updated", ch)
	if !inquiry {
		t.emit(ch.Home, "charge.dispute.funds_withdrawn", d)
	}
	return d, nil
}

// openInquiry reports whether a charge is disputed by an inquiry only, which does not
// stop refunds.
func (t *tx) openInquiry(ch *charge) bool {
	d, ok := t.load(ch.Sim.DisputeID).(*dispute)
	return ok && strings.HasPrefix(d.Status, "warning_")
}

// withdraw takes the disputed amount and the fee, in one transaction.
func (t *tx) withdraw(d *dispute) {
	x := t.post(d.Home, movement{
		kind: "adjustment", category: "dispute", source: d.ID, description: "Chargeback withdrawal for " + d.Charge, currency: d.Currency,
		amount: -d.Amount, fee: get[settings](t, settingsID).Fees.Dispute, feeText: "Dispute fee", available: t.now,
	})
	d.TxnIDs = append(append([]string{}, d.TxnIDs...), x.ID)
}

// decide ends a dispute or moves an inquiry, and reports whether that is possible.
func (t *tx) decide(id, outcome string) bool {
	if left := t.settled(get[dispute](t, id).Charge).refundable(); outcome == "needs_response" && left <= 0 {
		return false // what is wholly refunded cannot be disputed
	}
	d := edit[dispute](t, id)
	if !d.to(outcome) {
		return false
	}
	switch outcome {
	case "won":
		x := t.post(d.Home, movement{
			kind: "adjustment", category: "dispute_reversal", source: d.ID, description: "Chargeback reversal for " + d.Charge,
			currency: d.Currency, amount: d.Amount, fee: -d.Fee, feeText: "Dispute counter fee", available: t.now,
		})
		d.TxnIDs = append(append([]string{}, d.TxnIDs...), x.ID)
		t.emit(d.Home, "charge.dispute.funds_reinstated", d)
	case "needs_response": // an inquiry escalates
		d.Refundable = false
		d.Amount = min(d.Amount, t.settled(d.Charge).refundable())
		d.Details = evidenceDetails{DueBy: optInt(t.now.Add(disputeGrace).Unix())}
		t.withdraw(d)
		t.schedule("dispute_deadline", d.ID, d.Home, t.now.Add(disputeGrace))
		t.emitUpdated(d.Home, "charge.dispute.updated", d)
		t.emit(d.Home, "charge.dispute.funds_withdrawn", d)
		return true
	case "under_review", "warning_under_review":
		t.emitUpdated(d.Home, "charge.dispute.updated", d)
		return true
	}
	t.unschedule("dispute_deadline", d.ID)
	d.Refundable = outcome == "warning_closed"
	if outcome != "lost" { // a lost charge stays disputed
		ch := edit[charge](t, d.Charge)
		ch.Disputed = false
		t.emitUpdated(ch.Home, "charge.updated", ch)
	}
	t.emit(d.Home, "charge.dispute.closed", d)
	return true
}

// deadline ends a dispute that nobody answered: an inquiry closes, a chargeback is lost.
func (t *tx) deadline(id string) {
	switch get[dispute](t, id).Status {
	case "needs_response":
		d := edit[dispute](t, id)
		d.Details.PastDue = true
		t.decide(id, "lost")
	case "warning_needs_response", "warning_under_review":
		t.decide(id, "warning_closed")
	}
}

// verdicts maps Stripe's magic evidence to how a dispute ends.
func verdict(text, status string) string {
	inquiry := strings.HasPrefix(status, "warning_")
	switch text {
	case "winning_evidence":
		if inquiry {
			return "warning_closed"
		}
		return "won"
	case "losing_evidence":
		if inquiry {
			return "warning_closed"
		}
		return "lost"
	case "escalate_inquiry_evidence":
		if inquiry {
			return "needs_response"
		}
	}
	return ""
}

func (c *call) ownDispute() (*dispute, error) {
	d, ok := find[dispute](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("dispute", c.args[0])
	}
	return d, nil
}

func getDispute(c *call) (any, error) { return c.ownDispute() }

func listDisputes(c *call) (any, error) {
	return c.page("dispute", "dispute", "/v1/disputes", "charge", "payment_intent")
}

func updateDispute(c *call) (any, error) {
	d, err := c.ownDispute()
	if err != nil {
		return nil, err
	}
	open := d.Status == "needs_response" || d.Status == "warning_needs_response"
	d = edit[dispute](c.tx, d.ID)
	if d.Metadata, err = c.applyMetadata(c.p, d.Metadata); err != nil {
		return nil, err
	}
	p := c.p.Get("evidence")
	submit := c.p.BoolOr("submit", true)
	if p != nil {
		if !open {
			return nil, refused("", "evidence", "This dispute has already been submitted or closed; its evidence cannot be changed any more (status: %s).", d.Status)
		}
		if d.Evidence, err = c.readEvidence(p, d.Evidence); err != nil {
			return nil, err
		}
		d.Details.HasEvidence = len(d.Evidence) > 0
	}
	if !submit || !open || !d.Details.HasEvidence {
		c.emitUpdated(c.home, "charge.dispute.updated", d)
		return d, nil
	}
	d.Details.Submissions++
	c.unschedule("dispute_deadline", d.ID)
	if fee := get[settings](c.tx, settingsID).Fees.DisputeAnswer; fee > 0 && d.Status == "needs_response" {
		x := c.post(d.Home, movement{kind: "stripe_fee", category: "fee", source: d.ID, description: "Dispute counter fee", currency: d.Currency, amount: -fee, available: c.now})
		d.Fee, d.TxnIDs = fee, append(append([]string{}, d.TxnIDs...), x.ID)
	}
	how := verdict(string(d.Evidence["uncategorized_text"]), d.Status)
	c.decide(d.ID, map[bool]string{true: "warning_under_review", false: "under_review"}[strings.HasPrefix(d.Status, "warning_")])
	if how != "" {
		c.schedule("verdict", d.ID, d.Home, c.now.Add(decisionDelay))
	}
	return d, nil
}

func closeDispute(c *call) (any, error) {
	d, err := c.ownDispute()
	if err != nil {
		return nil, err
	}
	to := "lost"
	if strings.HasPrefix(d.Status, "warning_") {
		to = "warning_closed"
	}
	if !c.decide(d.ID, to) {
		return nil, refused("", "", "This dispute is already closed (status: %s).", d.Status)
	}
	return edit[dispute](c.tx, d.ID), nil
}

// warning is an early fraud warning: refund now, and the dispute's fee is saved.
type warning struct {
	base
	Actionable bool   `json:"actionable"`
	Charge     string `json:"charge"`
	FraudType  string `json:"fraud_type"`
	Livemode   bool   `json:"livemode"`
	Intent     opt    `json:"payment_intent"`
}

func (w *warning) keys() []string {
	return []string{"charge=" + w.Charge, "payment_intent=" + string(w.Intent)}
}

func (w *warning) wire(*tx) any {
	x := *w
	x.base = w.bare()
	return &x
}

func (t *tx) warnOfFraud(chargeID string) {
	ch := get[charge](t, chargeID)
	w := &warning{
		base: base{ID: t.s.cfg.IDs.New("issfr"), Object: "radar.early_fraud_warning"}, Actionable: !ch.Disputed && !ch.Refunded,
		Charge: ch.ID, FraudType: "misc", Intent: ch.Intent,
	}
	t.add(w, ch.Home)
	t.emit(ch.Home, "radar.early_fraud_warning.created", w)
}

func getWarning(c *call) (any, error) {
	w, ok := find[warning](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("early_fraud_warning", c.args[0])
	}
	return w, nil
}

func listWarnings(c *call) (any, error) {
	return c.page("radar.early_fraud_warning", "early_fraud_warning", "/v1/radar/early_fraud_warnings", "charge", "payment_intent")
}
