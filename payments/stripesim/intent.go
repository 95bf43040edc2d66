package stripesim

import "encoding/hex"

// intent is a PaymentIntent.
type intent struct {
	base
	Amount         int64         `json:"amount"`
	Capturable     int64         `json:"amount_capturable"`
	AmountDetails  struct{}      `json:"amount_details"`
	Received       int64         `json:"amount_received"`
	Application    null          `json:"application"`
	AppFee         null          `json:"application_fee_amount"`
	Automatic      *automatic    `json:"automatic_payment_methods"`
	CanceledAt     optInt        `json:"canceled_at"`
	CancelReason   opt           `json:"cancellation_reason"`
	CaptureMethod  string        `json:"capture_method"`
	ClientSecret   string        `json:"client_secret"`
	Confirmation   string        `json:"confirmation_method"`
	Currency       string        `json:"currency"`
	Customer       opt           `json:"customer"`
	Description    opt           `json:"description"`
	Invoice        null          `json:"invoice"`
	LastError      *paymentError `json:"last_payment_error"`
	LatestCharge   opt           `json:"latest_charge"`
	Livemode       bool          `json:"livemode"`
	Metadata       metadata      `json:"metadata"`
	NextAction     *nextAction   `json:"next_action"`
	OnBehalfOf     null          `json:"on_behalf_of"`
	Method         opt           `json:"payment_method"`
	MethodConfig   null          `json:"payment_method_configuration_details"`
	MethodOptions  struct{}      `json:"payment_method_options"`
	MethodTypes    []string      `json:"payment_method_types"`
	Processing     null          `json:"processing"`
	ReceiptEmail   opt           `json:"receipt_email"`
	Review         null          `json:"review"`
	SetupFuture    null          `json:"setup_future_usage"`
	Shipping       null          `json:"shipping"`
	Source         null          `json:"source"`
	Descriptor     opt           `json:"statement_descriptor"`
	DescriptorSufx opt           `json:"statement_descriptor_suffix"`
	Status         string        `json:"status"`
	TransferData   null          `json:"transfer_data"`
	TransferGroup  opt           `json:"transfer_group"`
	Session        string        `json:"_session,omitempty"`
	Last           string        `json:"_last_method,omitempty"`
	ReturnURL      string        `json:"_return,omitempty"`
}

type automatic struct {
	AllowRedirects string `json:"allow_redirects"`
	Enabled        bool   `json:"enabled"`
}

type paymentError struct {
	Charge      string `json:"charge,omitempty"`
	Code        string `json:"code"`
	DeclineCode string `json:"decline_code,omitempty"`
	DocURL      string `json:"doc_url"`
	Message     string `json:"message"`
	Type        string `json:"type"`
}

type nextAction struct {
	Type     string      `json:"type"`
	Redirect redirectURL `json:"redirect_to_url"`
}

type redirectURL struct {
	ReturnURL opt    `json:"return_url"`
	URL       string `json:"url"`
}

func (p *intent) keys() []string {
	var out []string
	if p.Customer != "" {
		out = append(out, "customer="+string(p.Customer))
	}
	return out
}

func (p *intent) wire(*tx) any {
	w := *p
	w.base, w.Session, w.Last, w.ReturnURL = p.bare(), "", "", ""
	return &w
}

// lastMethod returns what the last attempt was made with: after a decline the intent
// itself has none.
func (p *intent) lastMethod() string { return orDefault(string(p.Method), p.Last) }

// intentStates is the transition table of a PaymentIntent (§10.3).
var intentStates = map[string][]string{
	"requires_payment_method": {"requires_confirmation", "requires_action", "processing", "requires_capture", "succeeded", "canceled"},
	"requires_confirmation":   {"requires_payment_method", "requires_action", "processing", "requires_capture", "succeeded", "canceled"},
	"requires_action":         {"requires_payment_method", "processing", "requires_capture", "succeeded", "canceled"},
	"processing":              {"requires_payment_method", "succeeded", "canceled"},
	"requires_capture":        {"succeeded", "canceled"},
}

// to moves the intent to a state; a move that the table does not know is a mistake of
// this package.
func (p *intent) to(state string) {
	if p.Status != state && !contains(intentStates[p.Status], state) {
		panic("stripesim: payment intent " + p.ID + " cannot go from " + p.Status + " to " + state)
	}
	p.Status = state
}

// newIntent returns an intent without a payment method.
func (t *tx) newIntent(amount int64, cur string) *intent {
	id := t.s.cfg.IDs.New("pi")
	return &intent{
		base: base{ID: id, Object: "payment_intent"}, Amount: amount, Currency: cur, CaptureMethod: "automatic_async",
		ClientSecret: id + "_secret_" + hex.EncodeToString(t.s.cfg.IDs.Token(12)), Confirmation: "automatic",
		Metadata: metadata{}, MethodTypes: []string{"card"}, Status: "requires_payment_method",
	}
}

func createIntent(c *call) (any, error) {
	amount, given := c.p.Int("amount")
	if !given {
		return nil, missing("amount")
	}
	cur := lower(c.p.Str("currency"))
	if err := checkCharge(amount, cur); err != nil {
		return nil, err
	}
	pi := c.newIntent(amount, cur)
	if v := c.p.Get("automatic_payment_methods"); v != nil {
		pi.Automatic = &automatic{orDefault(v.Str("allow_redirects"), "always"), v.Bool("enabled")}
	} else if !c.p.Has("payment_method_types") {
		pi.Automatic = &automatic{"always", true}
	}
	if err := c.changeIntent(pi); err != nil {
		return nil, err
	}
	c.add(pi, c.home)
	c.emit(c.home, "payment_intent.created", pi)
	if !c.p.Bool("confirm") {
		c.p.Take("return_url", "off_session")
		return pi, nil
	}
	return c.confirm(pi)
}

// changeIntent applies what creation, update and confirmation share.
func (c *call) changeIntent(pi *intent) (err error) {
	if v := c.p.Strings("payment_method_types"); v != nil {
		for _, kind := range v {
			if kind != "card" && kind != "sepa_debit" {
				return notImplemented("payment method type " + kind)
			}
		}
		pi.MethodTypes = v
	}
	if v := c.p.Str("customer"); v != "" {
		if _, ok := find[customer](c.tx, c.home, v); !ok {
			return noSuchParam("customer", "customer", v)
		}
		pi.Customer = opt(v)
	}
	if v := c.p.Str("capture_method"); v != "" {
		if err := oneOf("capture_method", v, "automatic", "automatic_async", "manual"); err != nil {
			return err
		}
		pi.CaptureMethod = v
	}
	setOpt(c.p, "description", &pi.Description)
	setOpt(c.p, "receipt_email", &pi.ReceiptEmail)
	setOpt(c.p, "statement_descriptor", &pi.Descriptor)
	setOpt(c.p, "statement_descriptor_suffix", &pi.DescriptorSufx)
	setOpt(c.p, "transfer_group", &pi.TransferGroup)
	if err := c.readMethod(pi); err != nil {
		return err
	}
	pi.Metadata, err = c.applyMetadata(c.p, pi.Metadata)
	return err
}

// readMethod attaches a payment method: a test token, a stored method, or SEPA data.
func (c *call) readMethod(pi *intent) error {
	id := c.p.Str("payment_method")
	if data := c.p.Get("payment_method_data"); data != nil {
		if data.Str("type") != "sepa_debit" {
			return notImplemented("payment_method_data of type " + data.Str("type"))
		}
		spec, ok := findCard(data.Get("sepa_debit").Str("iban"))
		if !ok || spec.iban == "" {
			return invalid("invalid_bank_account_iban", "payment_method_data[sepa_debit][iban]", "The IBAN you provided is invalid.")
		}
		b := data.Get("billing_details")
		pi.Method = opt(c.makeMethod(spec, b.Str("name"), b.Str("email"), "", c.home).ID)
	} else if spec, ok := findCard(id); ok && spec.token == id {
		pi.Method = opt(c.makeMethod(spec, "", string(pi.ReceiptEmail), "", c.home).ID)
	} else if id != "" {
		if _, ok := find[method](c.tx, c.home, id); !ok {
			return noSuchParam("PaymentMethod", "payment_method", id)
		}
		pi.Method = opt(id)
	}
	if pi.Method != "" && pi.Status == "requires_payment_method" {
		pi.to("requires_confirmation")
	}
	return nil
}

func (c *call) ownIntent() (*intent, error) {
	if _, ok := find[intent](c.tx, c.home, c.args[0]); !ok {
		return nil, noSuch("payment_intent", c.args[0])
	}
	return edit[intent](c.tx, c.args[0]), nil
}

func getIntent(c *call) (any, error) {
	pi, ok := find[intent](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("payment_intent", c.args[0])
	}
	return pi, nil
}

func listIntents(c *call) (any, error) {
	return c.page("payment_intent", "payment_intent", "/v1/payment_intents", "customer")
}

func unexpectedState(pi *intent, format string, args ...any) *Error {
	e := refused("payment_intent_unexpected_state", "", format, args...)
	e.intent = pi.ID
	return e
}

func updateIntent(c *call) (any, error) {
	pi, err := c.ownIntent()
	if err != nil {
		return nil, err
	}
	open := contains([]string{"requires_payment_method", "requires_confirmation", "requires_action"}, pi.Status)
	if amount, given := c.p.Int("amount"); given {
		if !open || pi.Session != "" {
			return nil, unexpectedState(pi, "This PaymentIntent's amount could not be updated because it has a status of %s. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.", pi.Status)
		}
		if err := checkCharge(amount, pi.Currency); err != nil {
			return nil, err
		}
		pi.Amount = amount
	}
	if !open && (c.p.Has("payment_method") || c.p.Has("capture_method")) {
		return nil, unexpectedState(pi, "This PaymentIntent could not be updated because it has a status of %s.", pi.Status)
	}
	if err := c.changeIntent(pi); err != nil {
		return nil, err
	}
	return pi, nil
}

func confirmIntent(c *call) (any, error) {
	pi, err := c.ownIntent()
	if err != nil {
		return nil, err
	}
	if pi.Session != "" {
		return nil, unexpectedState(pi, "You cannot confirm this PaymentIntent because it was created by a Checkout Session.")
	}
	if !contains([]string{"requires_payment_method", "requires_confirmation", "requires_action"}, pi.Status) {
		return nil, unexpectedState(pi, "You cannot confirm this PaymentIntent because it has already %s after being previously confirmed.", pi.Status)
	}
	if err := c.changeIntent(pi); err != nil {
		return nil, err
	}
	return c.confirm(pi)
}

// confirm tries to pay an intent.
func (c *call) confirm(pi *intent) (any, error) {
	pi.ReturnURL = c.p.Str("return_url")
	c.p.Take("off_session")
	if pi.Method == "" {
		return nil, unexpectedState(pi, "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.")
	}
	if pi.Status == "requires_action" {
		pi.to("requires_payment_method")
	}
	if err := c.attempt(pi, false); err != nil {
		return nil, err
	}
	return pi, nil
}

func cancelIntent(c *call) (any, error) {
	pi, err := c.ownIntent()
	if err != nil {
		return nil, err
	}
	if pi.Session != "" && get[session](c.tx, pi.Session).Status == "open" {
		return nil, unexpectedState(pi, "You cannot cancel this PaymentIntent because it was created by a Checkout Session. Expire the Checkout Session instead.")
	}
	if pi.Status == "succeeded" || pi.Status == "canceled" || pi.Status == "processing" {
		return nil, unexpectedState(pi, "You cannot cancel this PaymentIntent because it has a status of %s. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.", pi.Status)
	}
	reason := c.p.Str("cancellation_reason")
	if reason != "" {
		if err := oneOf("cancellation_reason", reason, "duplicate", "fraudulent", "requested_by_customer", "abandoned"); err != nil {
			return nil, err
		}
	}
	c.cancel(pi, reason)
	return pi, nil
}

// cancel ends an intent; an authorised charge is given back.
func (t *tx) cancel(pi *intent, reason string) {
	pi.to("canceled")
	pi.CanceledAt, pi.CancelReason, pi.NextAction, pi.Capturable = optInt(t.seconds()), opt(reason), nil, 0
	if pi.LatestCharge != "" {
		if ch := get[charge](t, string(pi.LatestCharge)); ch.Status == "succeeded" && !ch.Captured {
			ch = edit[charge](t, ch.ID)
			ch.AmountRefunded, ch.Refunded = ch.Amount, true
			t.emit(ch.Home, "charge.refunded", ch)
		}
	}
	t.emit(pi.Home, "payment_intent.canceled", pi)
}

func captureIntent(c *call) (any, error) {
	pi, err := c.ownIntent()
	if err != nil {
		return nil, err
	}
	if pi.Status != "requires_capture" {
		return nil, unexpectedState(pi, "This PaymentIntent could not be captured because it has a status of %s. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.", pi.Status)
	}
	amount, given := c.p.Int("amount_to_capture")
	if !given {
		amount = pi.Capturable
	}
	if amount < 1 || amount > pi.Capturable {
		return nil, refused("amount_too_large", "amount_to_capture", "The requested capture amount is greater than the amount you can capture for this charge.")
	}
	ch := edit[charge](c.tx, string(pi.LatestCharge))
	ch.Captured, ch.AmountCaptured = true, amount
	ch.AmountRefunded = ch.Amount - amount // the rest of the authorisation is given back
	pi.to("succeeded")
	pi.Received, pi.Capturable = amount, 0
	c.capture(ch)
	c.emit(c.home, "charge.captured", ch)
	c.emit(c.home, "payment_intent.succeeded", pi)
	return pi, nil
}
