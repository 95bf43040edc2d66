package stripesim

import (
	"strings"
	"time"
)

// session is a Checkout Session in payment mode with a hosted page.
type session struct {
	base
	AfterExpiration   null             `json:"after_expiration"`
	AllowPromo        null             `json:"allow_promotion_codes"`
	Subtotal          int64            `json:"amount_subtotal"`
	Total             int64            `json:"amount_total"`
	AutomaticTax      automaticTax     `json:"automatic_tax"`
	BillingCollection opt              `json:"billing_address_collection"`
	CancelURL         opt              `json:"cancel_url"`
	Reference         opt              `json:"client_reference_id"`
	ClientSecret      null             `json:"client_secret"`
	Consent           null             `json:"consent"`
	ConsentCollection null             `json:"consent_collection"`
	Currency          string           `json:"currency"`
	Conversion        null             `json:"currency_conversion"`
	Customer          opt              `json:"customer"`
	CustomerCreation  opt              `json:"customer_creation"`
	CustomerDetails   *customerDetails `json:"customer_details"`
	CustomerEmail     opt              `json:"customer_email"`
	CustomFields      []string         `json:"custom_fields"`
	CustomText        customText       `json:"custom_text"`
	ExpiresAt         int64            `json:"expires_at"`
	Invoice           null             `json:"invoice"`
	InvoiceCreation   null             `json:"invoice_creation"`
	Livemode          bool             `json:"livemode"`
	Locale            opt              `json:"locale"`
	Metadata          metadata         `json:"metadata"`
	Mode              string           `json:"mode"`
	Intent            opt              `json:"payment_intent"`
	PaymentLink       null             `json:"payment_link"`
	MethodCollection  string           `json:"payment_method_collection"`
	MethodConfig      null             `json:"payment_method_configuration_details"`
	MethodOptions     struct{}         `json:"payment_method_options"`
	MethodTypes       []string         `json:"payment_method_types"`
	PaymentStatus     string           `json:"payment_status"`
	PhoneCollection   enabled          `json:"phone_number_collection"`
	RecoveredFrom     null             `json:"recovered_from"`
	SavedOptions      null             `json:"saved_payment_method_options"`
	SetupIntent       null             `json:"setup_intent"`
	ShipCollection    *shipCollection  `json:"shipping_address_collection"`
	ShippingCost      *shippingCost    `json:"shipping_cost"`
	ShippingDetails   null             `json:"shipping_details"`
	ShippingOptions   []shippingOption `json:"shipping_options"`
	Status            string           `json:"status"`
	SubmitType        opt              `json:"submit_type"`
	Subscription      null             `json:"subscription"`
	SuccessURL        opt              `json:"success_url"`
	TotalDetails      totalDetails     `json:"total_details"`
	UIMode            string           `json:"ui_mode"`
	URL               opt              `json:"url"`
	Sim               sessionSim       `json:"_sim,omitzero"`
}

// sessionSim is what the payment intent will be made of.
type sessionSim struct {
	Lines         []lineItem `json:"lines"`
	Metadata      metadata   `json:"intent_metadata,omitempty"`
	TransferGroup opt        `json:"transfer_group,omitempty"`
	Description   opt        `json:"description,omitempty"`
	ReceiptEmail  opt        `json:"receipt_email,omitempty"`
	CaptureMethod string     `json:"capture_method,omitempty"`
	Descriptor    opt        `json:"statement_descriptor,omitempty"`
	DescriptorSfx opt        `json:"statement_descriptor_suffix,omitempty"`
}

type automaticTax struct {
	Enabled   bool `json:"enabled"`
	Liability null `json:"liability"`
	Status    null `json:"status"`
}

type enabled struct {
	Enabled bool `json:"enabled"`
}

type customText struct {
	AfterSubmit     null `json:"after_submit"`
	ShippingAddress null `json:"shipping_address"`
	Submit          null `json:"submit"`
	Terms           null `json:"terms_of_service_acceptance"`
}

type customerDetails struct {
	Address   address  `json:"address"`
	Email     opt      `json:"email"`
	Name      opt      `json:"name"`
	Phone     opt      `json:"phone"`
	TaxExempt string   `json:"tax_exempt"`
	TaxIDs    []string `json:"tax_ids"`
}

type shipCollection struct {
	Countries []string `json:"allowed_countries"`
}

type shippingCost struct {
	Subtotal int64 `json:"amount_subtotal"`
	Tax      int64 `json:"amount_tax"`
	Total    int64 `json:"amount_total"`
	Rate     null  `json:"shipping_rate"`
}

type shippingOption struct {
	Amount int64  `json:"shipping_amount"`
	Rate   null   `json:"shipping_rate"`
	Name   string `json:"_name"`
}

type totalDetails struct {
	Discount int64 `json:"amount_discount"`
	Shipping int64 `json:"amount_shipping"`
	Tax      int64 `json:"amount_tax"`
}

// lineItem is one line of a session.
type lineItem struct {
	ID          string    `json:"id"`
	Object      string    `json:"object"`
	Discount    int64     `json:"amount_discount"`
	Subtotal    int64     `json:"amount_subtotal"`
	Tax         int64     `json:"amount_tax"`
	Total       int64     `json:"amount_total"`
	Currency    string    `json:"currency"`
	Description string    `json:"description"`
	Price       linePrice `json:"price"`
	Quantity    int64     `json:"quantity"`
}

type linePrice struct {
	ID         string   `json:"id"`
	Object     string   `json:"object"`
	Active     bool     `json:"active"`
	Currency   string   `json:"currency"`
	Livemode   bool     `json:"livemode"`
	Metadata   metadata `json:"metadata"`
	Product    string   `json:"product"`
	Type       string   `json:"type"`
	UnitAmount int64    `json:"unit_amount"`
}

func (cs *session) keys() []string {
	var out []string
	if cs.Intent != "" {
		out = append(out, "payment_intent="+string(cs.Intent))
	}
	if cs.Customer != "" {
		out = append(out, "customer="+string(cs.Customer))
	}
	return append(out, "status="+cs.Status)
}

// wire hides the payment intent of an open session: it belongs to the buyer until the
// session is complete.
func (cs *session) wire(*tx) any {
	w := *cs
	w.base, w.Sim = cs.bare(), sessionSim{}
	if cs.Status == "open" {
		w.Intent = ""
	} else {
		w.URL = ""
	}
	if cs.ShippingOptions != nil {
		w.ShippingOptions = append([]shippingOption{}, cs.ShippingOptions...)
		for i := range w.ShippingOptions {
			w.ShippingOptions[i].Name = ""
		}
	}
	return &w
}

func (cs *session) lineItems() page {
	out := page{Object: "list", URL: "/v1/checkout/sessions/" + cs.ID + "/line_items", Items: []any{}}
	for _, l := range cs.Sim.Lines {
		out.Items = append(out.Items, l)
	}
	return out
}

// sessionStates is the transition table of a Checkout Session (§10.3).
var sessionStates = map[string][]string{"open": {"complete", "expired"}}

func (cs *session) to(state string) {
	if !contains(sessionStates[cs.Status], state) {
		panic("stripesim: checkout session " + cs.ID + " cannot go from " + cs.Status + " to " + state)
	}
	cs.Status = state
}

// expire ends an open session and the intent that it may have.
func (t *tx) expire(cs *session) {
	cs.to("expired")
	t.unschedule("expire", cs.ID)
	if cs.Intent != "" {
		if pi := edit[intent](t, string(cs.Intent)); pi.Status != "canceled" && pi.Status != "succeeded" {
			t.cancel(pi, "abandoned")
		}
	}
	t.emit(cs.Home, "checkout.session.expired", cs)
}

// CheckoutOutcome says what a buyer's submission led to.
type CheckoutOutcome string

// What a submission can lead to when it is not refused.
const (
	CheckoutPaid       CheckoutOutcome = "paid"            // complete
	CheckoutProcessing CheckoutOutcome = "processing"      // complete, the money comes later or never
	CheckoutAction     CheckoutOutcome = "requires_action" // 3D Secure comes first
)

// submit is the buyer's click on the hosted page. Submitting a complete session again
// changes nothing.
func (t *tx) submit(id string, in CardInput) (CheckoutOutcome, error) {
	cs, ok := t.load(id).(*session)
	switch {
	case !ok:
		return "", noSuch("checkout.session", id)
	case cs.Status == "complete":
		return t.outcomeOf(cs), nil
	case cs.Status != "open":
		return "", refused("", "", "This Checkout Session has expired.")
	}
	cs = edit[session](t, id)
	if cs.Total == 0 {
		t.complete(cs, nil, in.Name)
		return CheckoutPaid, nil
	}
	c, cerr := readCard(in, t.now)
	if cerr != nil {
		return "", cerr
	}
	if c.iban != "" && !contains(cs.MethodTypes, "sepa_debit") {
		return "", &Error{Status: 402, Type: "card_error", Code: "incorrect_number", Message: "Your card number is incorrect."}
	}
	m := t.makeMethod(c, in.Name, string(cs.CustomerEmail), in.Exp, cs.Home)
	pi := t.intentOf(cs)
	if pi.Status == "requires_action" {
		pi.to("requires_payment_method")
	}
	pi.Method = opt(m.ID)
	if err := t.attempt(pi, false); err != nil {
		return "", err
	}
	return t.afterAttempt(cs, pi, in.Name)
}

// intentOf returns the session's intent, which the first submission creates.
func (t *tx) intentOf(cs *session) *intent {
	if cs.Intent != "" {
		return edit[intent](t, string(cs.Intent))
	}
	pi := t.newIntent(cs.Total, cs.Currency)
	sim := cs.Sim
	pi.Metadata, pi.TransferGroup, pi.Description, pi.ReceiptEmail = sim.Metadata, sim.TransferGroup, sim.Description, sim.ReceiptEmail
	pi.Descriptor, pi.DescriptorSufx, pi.Customer = sim.Descriptor, sim.DescriptorSfx, cs.Customer
	pi.MethodTypes, pi.Session = cs.MethodTypes, cs.ID
	pi.CaptureMethod = orDefault(sim.CaptureMethod, pi.CaptureMethod)
	cs.Intent = opt(pi.ID)
	t.add(pi, cs.Home)
	t.emit(cs.Home, "payment_intent.created", pi)
	return pi
}

// afterAttempt completes the session unless the buyer has more to do.
func (t *tx) afterAttempt(cs *session, pi *intent, name string) (CheckoutOutcome, error) {
	if pi.Status == "requires_action" {
		return CheckoutAction, nil
	}
	t.complete(cs, pi, name)
	return t.outcomeOf(cs), nil
}

func (t *tx) outcomeOf(cs *session) CheckoutOutcome {
	if cs.PaymentStatus == "unpaid" {
		return CheckoutProcessing
	}
	return CheckoutPaid
}

func (t *tx) complete(cs *session, pi *intent, name string) {
	cs.to("complete")
	t.unschedule("expire", cs.ID)
	switch {
	case pi == nil:
		cs.PaymentStatus = "no_payment_required"
	case pi.Status == "succeeded":
		cs.PaymentStatus = "paid"
	}
	cs.CustomerDetails = &customerDetails{Email: cs.CustomerEmail, Name: opt(name), TaxExempt: "none", TaxIDs: []string{}}
	if pi != nil && cs.CustomerEmail == "" {
		cs.CustomerDetails.Email = pi.ReceiptEmail
	}
	t.emit(cs.Home, "checkout.session.completed", cs)
}

// authenticate ends the 3D Secure step of an intent.
func (t *tx) authenticate(id string, ok bool) error {
	if pi, found := t.load(id).(*intent); !found || pi.Status != "requires_action" {
		return noSuch("payment_intent", id)
	}
	pi := edit[intent](t, id)
	var cs *session
	if pi.Session != "" {
		cs = edit[session](t, pi.Session)
	}
	if !ok {
		pi.to("requires_payment_method")
		pi.Last, pi.Method, pi.NextAction = string(pi.Method), "", nil
		message := "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again."
		pi.LastError = &paymentError{
			Code: "payment_intent_authentication_failure", Message: message, Type: "invalid_request_error",
			DocURL: "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
		}
		t.emit(pi.Home, "payment_intent.payment_failed", pi)
		return &Error{Status: 402, Type: invalidRequest, Code: "payment_intent_authentication_failure", Message: message, intent: pi.ID, commits: true}
	}
	if err := t.attempt(pi, true); err != nil {
		return err
	}
	if cs != nil {
		_, err := t.afterAttempt(cs, pi, string(get[method](t, string(pi.Method)).Billing.Name))
		return err
	}
	return nil
}

// successURL fills the session's id into its success address.
func (cs *session) successURL() string {
	return strings.ReplaceAll(string(cs.SuccessURL), "{CHECKOUT_SESSION_ID}", cs.ID)
}

const (
	minExpiry = 30 * time.Minute
	maxExpiry = 24 * time.Hour
)

func lower(s string) string  { return strings.ToLower(s) }
func dashes(s string) string { return strings.ReplaceAll(s, "_", "-") }
