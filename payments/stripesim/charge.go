package stripesim

import (
	"time"
)

// charge is one attempt to take money, or, as py_, what a transfer brought to its
// destination.
type charge struct {
	base
	Amount         int64          `json:"amount"`
	AmountCaptured int64          `json:"amount_captured"`
	AmountRefunded int64          `json:"amount_refunded"`
	Application    null           `json:"application"`
	AppFee         null           `json:"application_fee"`
	AppFeeAmount   null           `json:"application_fee_amount"`
	Txn            opt            `json:"balance_transaction"`
	Billing        billing        `json:"billing_details"`
	CalcDescriptor opt            `json:"calculated_statement_descriptor"`
	Captured       bool           `json:"captured"`
	Currency       string         `json:"currency"`
	Customer       opt            `json:"customer"`
	Description    opt            `json:"description"`
	Disputed       bool           `json:"disputed"`
	FailureTxn     null           `json:"failure_balance_transaction"`
	FailureCode    opt            `json:"failure_code"`
	FailureMessage opt            `json:"failure_message"`
	FraudDetails   struct{}       `json:"fraud_details"`
	Invoice        null           `json:"invoice"`
	Livemode       bool           `json:"livemode"`
	Metadata       metadata       `json:"metadata"`
	OnBehalfOf     null           `json:"on_behalf_of"`
	Outcome        *outcome       `json:"outcome"`
	Paid           bool           `json:"paid"`
	Intent         opt            `json:"payment_intent"`
	Method         opt            `json:"payment_method"`
	MethodDetails  *methodDetails `json:"payment_method_details"`
	ReceiptEmail   opt            `json:"receipt_email"`
	ReceiptNumber  null           `json:"receipt_number"`
	ReceiptURL     opt            `json:"receipt_url"`
	Refunded       bool           `json:"refunded"`
	Review         null           `json:"review"`
	Shipping       null           `json:"shipping"`
	Source         null           `json:"source"`
	SourceTransfer opt            `json:"source_transfer"`
	Descriptor     opt            `json:"statement_descriptor"`
	DescriptorSufx opt            `json:"statement_descriptor_suffix"`
	Status         string         `json:"status"`
	TransferData   null           `json:"transfer_data"`
	TransferGroup  opt            `json:"transfer_group"`
	Sim            chargeSim      `json:"_sim,omitzero"`
}

// chargeSim holds what checks need without walking lists.
type chargeSim struct {
	Transferred int64    `json:"transferred,omitempty"` // by transfers with this source
	Refunds     []string `json:"refunds,omitempty"`
	DisputeID   string   `json:"dispute,omitempty"`
}

type outcome struct {
	NetworkStatus string `json:"network_status"`
	Reason        opt    `json:"reason"`
	RiskLevel     string `json:"risk_level"`
	RiskScore     int    `json:"risk_score"`
	SellerMessage string `json:"seller_message"`
	Type          string `json:"type"`
}

type methodDetails struct {
	Card *cardDetails `json:"card,omitempty"`
	SEPA *sepaWire    `json:"sepa_debit,omitempty"`
	Type string       `json:"type"`
}

type cardDetails struct {
	Brand       string      `json:"brand"`
	Country     string      `json:"country"`
	ExpMonth    int         `json:"exp_month"`
	ExpYear     int         `json:"exp_year"`
	Fingerprint string      `json:"fingerprint"`
	Funding     string      `json:"funding"`
	Last4       string      `json:"last4"`
	Network     string      `json:"network"`
	Secure      *secureWire `json:"three_d_secure"`
	Wallet      null        `json:"wallet"`
}

type secureWire struct {
	Result  string `json:"result"`
	Version string `json:"version"`
}

func (c *charge) wire(*tx) any {
	w := *c
	w.base, w.Sim = c.bare(), chargeSim{}
	return &w
}

func (c *charge) keys() []string {
	var out []string
	if c.Intent != "" {
		out = append(out, "payment_intent="+string(c.Intent))
	}
	if c.TransferGroup != "" {
		out = append(out, "transfer_group="+string(c.TransferGroup))
	}
	if c.Customer != "" {
		out = append(out, "customer="+string(c.Customer))
	}
	return out
}

// refundable returns what of a charge can still be given back.
func (c *charge) refundable() int64 { return c.Amount - c.AmountRefunded }

// debitDelay is how long a SEPA debit is processing.
const debitDelay = 3 * time.Minute

// attempt tries to pay an intent with its payment method: one new charge, unless the
// card asks for 3D Secure first. It returns a card error after a decline; what it
// wrote stays.
func (t *tx) attempt(pi *intent, authenticated bool) error {
	m := get[method](t, string(pi.Method))
	c := m.card()
	if !contains(pi.MethodTypes, m.Type) {
		return invalid("payment_intent_incompatible_payment_method", "payment_method", "The PaymentMethod provided (%s) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: %v.", m.Type, pi.MethodTypes)
	}
	if c.secure && !authenticated {
		pi.to("requires_action")
		pi.NextAction = &nextAction{"redirect_to_url", redirectURL{opt(pi.ReturnURL), t.s.page("/authenticate/" + pi.ID)}}
		t.emit(pi.Home, "payment_intent.requires_action", pi)
		return nil
	}
	pi.NextAction = nil
	ch := t.newCharge(pi, m, c, authenticated)
	pi.LatestCharge = opt(ch.ID)
	if c.decline != nil {
		return t.fail(pi, ch, c)
	}
	pi.LastError = nil
	switch {
	case c.iban != "":
		ch.Status, ch.Captured, ch.AmountCaptured = "pending", true, ch.Amount
		pi.to("processing")
		t.emit(pi.Home, "payment_intent.processing", pi)
		t.schedule("debit", pi.ID, pi.Home, t.now.Add(debitDelay))
	case pi.CaptureMethod == "manual":
		ch.Status, ch.Paid = "succeeded", true
		pi.to("requires_capture")
		pi.Capturable = pi.Amount
		t.emit(pi.Home, "charge.succeeded", ch)
		t.emit(pi.Home, "payment_intent.amount_capturable_updated", pi)
	default:
		t.succeed(pi, ch)
	}
	return nil
}

// succeed takes the money of a charge that is in this command's hands.
func (t *tx) succeed(pi *intent, ch *charge) {
	ch.Status, ch.Paid, ch.Captured, ch.AmountCaptured = "succeeded", true, true, ch.Amount
	pi.to("succeeded")
	pi.Received = pi.Amount
	if pi.CaptureMethod != "automatic_async" || t.s.cfg.AsyncCaptureDelay < 0 || ch.MethodDetails.SEPA != nil {
		t.capture(ch)
	} else {
		t.schedule("capture", ch.ID, ch.Home, t.now.Add(t.s.cfg.AsyncCaptureDelay))
	}
	t.emit(pi.Home, "charge.succeeded", ch)
	t.emit(pi.Home, "payment_intent.succeeded", pi)
}

// fail stores a declined attempt.
func (t *tx) fail(pi *intent, ch *charge, c card) error {
	d := c.decline
	ch.Status, ch.FailureCode, ch.FailureMessage = "failed", opt(d.code), opt(d.message)
	ch.Outcome = &outcome{
		NetworkStatus: "declined_by_network", Reason: opt(orDefault(d.reason, d.code)), RiskLevel: "normal", RiskScore: 22,
		SellerMessage: "The bank did not return any further details with this decline.", Type: "issuer_declined",
	}
	if c.blocked {
		ch.Outcome = &outcome{
			NetworkStatus: "not_sent_to_network", Reason: "highest_risk_level", RiskLevel: "highest", RiskScore: 92,
			SellerMessage: "Stripe blocked this payment as too risky.", Type: "blocked",
		}
	}
	pi.to("requires_payment_method")
	pi.Last, pi.Method = string(pi.Method), ""
	pi.LastError = &paymentError{
		Charge: ch.ID, Code: d.code, DeclineCode: d.reason, Message: d.message, Type: "card_error",
		DocURL: "https://stripe.com/docs/error-codes/" + dashes(d.code),
	}
	t.emit(pi.Home, "charge.failed", ch)
	t.emit(pi.Home, "payment_intent.payment_failed", pi)
	return &Error{Status: 402, Type: "card_error", Code: d.code, DeclineCode: d.reason, Message: d.message, Charge: ch.ID, intent: pi.ID, commits: true}
}

// newCharge makes the charge of one attempt.
func (t *tx) newCharge(pi *intent, m *method, c card, authenticated bool) *charge {
	prefix := "ch"
	details := &methodDetails{Type: m.Type, SEPA: m.SEPADebit}
	if m.Card != nil {
		w := m.Card
		details.Card = &cardDetails{
			Brand: w.Brand, Country: w.Country, ExpMonth: w.ExpMonth, ExpYear: w.ExpYear, Fingerprint: w.Fingerprint,
			Funding: w.Funding, Last4: w.Last4, Network: w.Brand,
		}
		if authenticated {
			details.Card.Secure = &secureWire{"authenticated", "2.2.0"}
		}
	} else {
		prefix = "py"
	}
	id := t.s.cfg.IDs.New(prefix)
	ch := &charge{
		base: base{ID: id, Object: "charge"}, Amount: pi.Amount, Billing: m.Billing, CalcDescriptor: orDefault(pi.Descriptor, "STRIPE"),
		Currency: pi.Currency, Customer: pi.Customer, Description: pi.Description, Metadata: pi.Metadata, Intent: opt(pi.ID), Method: opt(m.ID),
		MethodDetails: details, ReceiptEmail: pi.ReceiptEmail, ReceiptURL: opt("https://pay.stripe.com/receipts/simulated/" + id),
		Descriptor: pi.Descriptor, DescriptorSufx: pi.DescriptorSufx, TransferGroup: pi.TransferGroup,
		Outcome: &outcome{NetworkStatus: "approved_by_network", RiskLevel: "normal", RiskScore: 12, SellerMessage: "Payment complete.", Type: "authorized"},
	}
	if c.warned {
		ch.Outcome.RiskLevel, ch.Outcome.RiskScore = "elevated", 70
	}
	t.add(ch, pi.Home)
	return ch
}

// capture posts a charge's balance transaction and starts what its card brings. It
// may be called twice.
func (t *tx) capture(ch *charge) {
	if ch.Txn != "" || !ch.Captured {
		return
	}
	t.unschedule("capture", ch.ID)
	var c card
	if m, ok := t.load(string(ch.Method)).(*method); ok {
		c = m.card()
	}
	at := t.now.Add(t.s.cfg.SettleDelay)
	if c.bypass {
		at = t.now
	}
	kind := "charge"
	if c.iban != "" {
		kind = "payment"
	}
	x := t.post(ch.Home, movement{
		kind: kind, category: "charge", source: ch.ID, description: string(ch.Description), currency: ch.Currency, amount: ch.AmountCaptured,
		fee: get[settings](t, settingsID).Fees.of(ch.AmountCaptured, c.country), feeText: "Stripe processing fees", available: at,
	})
	ch.Txn = opt(x.ID)
	if c.dispute != "" {
		t.schedule("dispute", ch.ID, ch.Home, t.now)
	}
	if c.warned {
		t.schedule("fraud_warning", ch.ID, ch.Home, t.now)
	}
}

// settled returns an editable charge whose balance transaction exists: what needs it
// earlier than the asynchronous capture brings the capture forward.
func (t *tx) settled(id string) *charge {
	ch := edit[charge](t, id)
	if ch.Captured && ch.Txn == "" {
		t.capture(ch)
		t.emitUpdated(ch.Home, "charge.updated", ch)
	}
	return ch
}

// debited ends a SEPA debit.
func (t *tx) debited(pi *intent) {
	if pi.Status != "processing" {
		return
	}
	ch := edit[charge](t, string(pi.LatestCharge))
	c := get[method](t, string(pi.Method)).card()
	kind := "checkout.session.async_payment_succeeded"
	if c.iban == "succeed" {
		t.succeed(pi, ch)
	} else {
		kind = "checkout.session.async_payment_failed"
		c.decline = &decline{"payment_intent_payment_attempt_failed", "generic_decline", "The payment failed."}
		_ = t.fail(pi, ch, c) // the refusal is told by events; nobody waits for an answer
	}
	if pi.Session == "" {
		return
	}
	cs := edit[session](t, pi.Session)
	if pi.Status == "succeeded" {
		cs.PaymentStatus = "paid"
	}
	t.emit(cs.Home, kind, cs)
}

func (c *call) ownCharge(id string) (*charge, error) {
	ch, ok := find[charge](c.tx, c.home, id)
	if !ok {
		return nil, noSuch("charge", id)
	}
	return ch, nil
}

func getCharge(c *call) (any, error) { return c.ownCharge(c.args[0]) }

func updateCharge(c *call) (any, error) {
	if _, err := c.ownCharge(c.args[0]); err != nil {
		return nil, err
	}
	ch := edit[charge](c.tx, c.args[0])
	setOpt(c.p, "description", &ch.Description)
	setOpt(c.p, "receipt_email", &ch.ReceiptEmail)
	if v := c.p.Str("transfer_group"); v != "" {
		if ch.TransferGroup != "" && string(ch.TransferGroup) != v {
			return nil, refused("", "transfer_group", "You cannot change the transfer_group of a charge that has one.")
		}
		ch.TransferGroup = opt(v)
	}
	var err error
	if ch.Metadata, err = c.applyMetadata(c.p, ch.Metadata); err != nil {
		return nil, err
	}
	c.emitUpdated(c.home, "charge.updated", ch)
	return ch, nil
}

func listCharges(c *call) (any, error) {
	return c.page("charge", "charge", "/v1/charges", "payment_intent", "transfer_group", "customer")
}

// refundList is the part of a charge that is shown on request.
func (c *charge) refundList(t *tx) page {
	out := page{Object: "list", URL: "/v1/charges/" + c.ID + "/refunds", Items: []any{}}
	for i := len(c.Sim.Refunds) - 1; i >= 0; i-- {
		if len(out.Items) == 10 {
			out.HasMore = true
			break
		}
		out.Items = append(out.Items, get[refund](t, c.Sim.Refunds[i]).wire(t))
	}
	return out
}
