package stripesim

import "time"

// refund gives a buyer's money back; as pyr_ it is what a reversal took from the
// destination of a transfer.
type refund struct {
	base
	Amount           int64              `json:"amount"`
	Txn              opt                `json:"balance_transaction"`
	Charge           opt                `json:"charge"`
	Currency         string             `json:"currency"`
	Description      opt                `json:"description,omitempty"`
	Destination      *refundDestination `json:"destination_details,omitempty"`
	FailureTxn       opt                `json:"failure_balance_transaction,omitempty"`
	FailureReason    string             `json:"failure_reason,omitempty"`
	Metadata         metadata           `json:"metadata"`
	Intent           opt                `json:"payment_intent"`
	Reason           opt                `json:"reason"`
	ReceiptNumber    null               `json:"receipt_number"`
	SourceReversal   opt                `json:"source_transfer_reversal"`
	Status           string             `json:"status"`
	TransferReversal null               `json:"transfer_reversal"`
	Mode             string             `json:"_mode,omitempty"`
	Waits            bool               `json:"_waits,omitempty"` // for the platform's balance
}

type refundDestination struct {
	Card *refundCard `json:"card,omitempty"`
	Type string      `json:"type"`
}

type refundCard struct {
	ReferenceStatus string `json:"reference_status"`
	ReferenceType   string `json:"reference_type"`
	Type            string `json:"type"`
}

// waitingKey lists the refunds that wait for the balance.
const waitingKey = "waiting"

func (r *refund) keys() []string {
	out := []string{"charge=" + string(r.Charge)}
	if r.Intent != "" {
		out = append(out, "payment_intent="+string(r.Intent))
	}
	if r.Waits {
		out = append(out, waitingKey)
	}
	return out
}

func (r *refund) wire(*tx) any {
	w := *r
	w.base, w.Mode, w.Waits = r.bare(), "", false
	return &w
}

// refundDelay is how long the slow test cards take.
const refundDelay = 10 * time.Second

func createRefund(c *call) (any, error) {
	ch, err := c.refundedCharge()
	if err != nil {
		return nil, err
	}
	left := ch.refundable()
	amount, given := c.p.Int("amount")
	if !given {
		amount = left
	}
	switch {
	case given && amount < 1:
		return nil, invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.")
	case ch.Status != "succeeded" || !ch.Captured:
		return nil, refused("", "charge", "This charge has not succeeded or was not captured, and cannot be refunded.")
	case ch.Disputed && !c.openInquiry(ch):
		return nil, refused("charge_disputed", "", "Charge %s has been charged back; cannot issue a refund.", ch.ID)
	case left == 0:
		return nil, refused("charge_already_refunded", "", "Charge %s has already been refunded.", ch.ID)
	case amount > left:
		return nil, refused("", "amount", "Refund amount (%s) is greater than unrefunded amount on charge (%s)", amountText(amount, ch.Currency), amountText(left, ch.Currency))
	}
	reason := c.p.Str("reason")
	if reason != "" {
		if err := oneOf("reason", reason, "duplicate", "fraudulent", "requested_by_customer"); err != nil {
			return nil, err
		}
	}
	r := &refund{
		base: base{ID: c.s.cfg.IDs.New("re"), Object: "refund"}, Amount: amount, Charge: opt(ch.ID), Currency: ch.Currency, Intent: ch.Intent, Reason: opt(reason),
		Status: "pending", Destination: &refundDestination{Card: &refundCard{"pending", "acquirer_reference_number", "refund"}, Type: "card"},
	}
	if m, ok := c.load(string(ch.Method)).(*method); ok {
		r.Mode = m.card().refund
	}
	if r.Metadata, err = c.applyMetadata(c.p, metadata{}); err != nil {
		return nil, err
	}
	c.giveBack(r, ch)
	return r, nil
}

// refundedCharge returns the charge that the parameters name, editable and settled.
func (c *call) refundedCharge() (*charge, error) {
	id, pi := c.p.Str("charge"), c.p.Str("payment_intent")
	switch {
	case id != "" && pi != "":
		return nil, invalid("", "payment_intent", "You may only specify one of these parameters: charge, payment_intent.")
	case id == "" && pi == "":
		return nil, invalid("parameter_missing", "payment_intent", "One of the following params should be provided for this request: payment_intent or charge.")
	case pi != "":
		p, ok := find[intent](c.tx, c.home, pi)
		if !ok {
			return nil, noSuchParam("payment_intent", "payment_intent", pi)
		}
		if p.Status != "succeeded" {
			return nil, refused("", "payment_intent", "This PaymentIntent (%s) does not have a successful charge to refund.", pi)
		}
		id = string(p.LatestCharge)
	}
	if ch, ok := find[charge](c.tx, c.home, id); !ok || ch.SourceTransfer != "" {
		return nil, noSuchParam("charge", "charge", id)
	}
	return c.settled(id), nil
}

// giveBack books a checked refund, or lets it wait until the balance covers it.
func (t *tx) giveBack(r *refund, ch *charge) {
	ch.AmountRefunded += r.Amount
	ch.Refunded = ch.AmountRefunded == ch.Amount
	ch.Sim.Refunds = append(append([]string{}, ch.Sim.Refunds...), r.ID)
	t.add(r, ch.Home)
	if t.fundsOf(ch.Home, r.Currency).Available >= r.Amount {
		t.bookRefund(r)
	} else {
		r.Waits = true
	}
	t.emit(ch.Home, "refund.created", r)
	t.emit(ch.Home, "charge.refunded", ch)
}

// bookRefund debits the platform for a refund that is in this command's hands.
func (t *tx) bookRefund(r *refund) {
	kind := "refund"
	if ch := get[charge](t, string(r.Charge)); ch.MethodDetails != nil && ch.MethodDetails.SEPA != nil {
		kind = "payment_refund"
	}
	x := t.post(r.Home, movement{kind: kind, category: "refund", source: r.ID, description: "REFUND FOR CHARGE", currency: r.Currency, amount: -r.Amount, available: t.now})
	r.Txn, r.Waits = opt(x.ID), false
	switch r.Mode {
	case "pending":
		t.schedule("refund", r.ID, r.Home, t.now.Add(refundDelay))
	case "fail":
		r.Status = "succeeded"
		t.schedule("refund_failure", r.ID, r.Home, t.now.Add(refundDelay))
	default:
		r.Status = "succeeded"
	}
}

// waitingRefunds books what the balance now covers, oldest first; a dispute makes a
// waiting refund fail.
func (t *tx) waitingRefunds(home string) {
	for _, x := range append([]record{}, t.list("refund", home, waitingKey)...) {
		r := edit[refund](t, x.meta().ID)
		if ch := get[charge](t, string(r.Charge)); ch.Disputed && !t.openInquiry(ch) {
			t.refundFails(r.ID, "charge_for_pending_refund_disputed")
			continue
		}
		if t.fundsOf(home, r.Currency).Available < r.Amount {
			return
		}
		t.bookRefund(r)
		t.refundChanged(r)
	}
}

// refundChanged tells a refund's new state: there is no refund.failed at this version.
func (t *tx) refundChanged(r *refund) {
	t.emitUpdated(r.Home, "refund.updated", r)
	t.emitUpdated(r.Home, "charge.refund.updated", r)
}

// refundSucceeds ends a pending refund that was debited.
func (t *tx) refundSucceeds(id string) {
	r := edit[refund](t, id)
	if r.Status != "pending" || r.Waits {
		return
	}
	r.Status = "succeeded"
	t.refundChanged(r)
}

// refundFails ends a refund, also one that had succeeded, and returns its money to the
// platform.
func (t *tx) refundFails(id, reason string) {
	r := edit[refund](t, id)
	if r.Status != "pending" && r.Status != "succeeded" {
		return
	}
	t.takeBack(r, "failed")
	r.FailureReason = reason
	t.refundChanged(r)
}

// takeBack undoes what a refund did.
func (t *tx) takeBack(r *refund, state string) {
	if r.Txn != "" {
		x := t.post(r.Home, movement{kind: "refund_failure", category: "refund_failure", source: r.ID, description: "REFUND FAILURE", currency: r.Currency, amount: r.Amount, available: t.now})
		r.FailureTxn = opt(x.ID)
	}
	r.Status, r.Waits = state, false
	ch := edit[charge](t, string(r.Charge))
	ch.AmountRefunded -= r.Amount
	ch.Refunded = false
	t.emitUpdated(ch.Home, "charge.updated", ch)
}

func (c *call) ownRefund() (*refund, error) {
	r, ok := find[refund](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("refund", c.args[0])
	}
	return r, nil
}

func getRefund(c *call) (any, error) { return c.ownRefund() }

func updateRefund(c *call) (any, error) {
	if _, err := c.ownRefund(); err != nil {
		return nil, err
	}
	r := edit[refund](c.tx, c.args[0])
	var err error
	if r.Metadata, err = c.applyMetadata(c.p, r.Metadata); err != nil {
		return nil, err
	}
	c.refundChanged(r)
	return r, nil
}

func cancelRefund(c *call) (any, error) {
	r, err := c.ownRefund()
	if err != nil {
		return nil, err
	}
	if r.Status != "pending" || !r.Waits {
		return nil, refused("", "", "You cannot cancel this refund: only refunds that wait for your balance can be canceled; it has a status of %s.", r.Status)
	}
	r = edit[refund](c.tx, r.ID)
	c.takeBack(r, "canceled")
	c.refundChanged(r)
	return r, nil
}

func listRefunds(c *call) (any, error) {
	return c.page("refund", "refund", "/v1/refunds", "charge", "payment_intent")
}
