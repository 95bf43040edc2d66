package stripesim

import (
	"net/url"
	"time"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

func createSession(c *call) (any, error) {
	if mode, err := required(c.p, "mode"); err != nil {
		return nil, err
	} else if mode != "payment" {
		return nil, notImplemented("checkout mode " + mode)
	}
	if v := c.p.Str("ui_mode"); v != "" && v != "hosted" {
		return nil, notImplemented("ui_mode " + v)
	}
	id := c.s.cfg.IDs.New("cs_test")
	cs := &session{
		base: base{ID: id, Object: "checkout.session"}, Mode: "payment", UIMode: "hosted", Status: "open", PaymentStatus: "unpaid",
		CustomFields: []string{}, MethodCollection: "if_required", MethodTypes: []string{"card"}, CustomerCreation: "if_required",
		URL: opt(c.s.page("/pay/" + id)), Metadata: metadata{}, ShippingOptions: []shippingOption{},
	}
	for _, read := range []func(*session) error{c.readURLs, c.readLines, c.readShipping, c.readBuyer, c.readExpires, c.readIntentData, c.readUnused} {
		if err := read(cs); err != nil {
			return nil, err
		}
	}
	if cs.Total != 0 {
		if err := checkCharge(cs.Total, cs.Currency); err != nil {
			return nil, c.totalRefusal(cs, err)
		}
	}
	var err error
	if cs.Metadata, err = c.applyMetadata(c.p, cs.Metadata); err != nil {
		return nil, err
	}
	c.add(cs, c.home)
	c.schedule("expire", cs.ID, c.home, time.Unix(cs.ExpiresAt, 0))
	return cs, nil
}

// totalRefusal words the refusal of a total as Checkout does.
func (c *call) totalRefusal(cs *session, err *Error) error {
	if err.Code == "amount_too_small" {
		k, _ := currencyOf(cs.Currency)
		return invalid("amount_too_small", "", "The Checkout Session's total amount due must add up to at least %s", amountText(k.minimum, cs.Currency))
	}
	return err
}

func checkURL(v, param string) *Error {
	if u, err := url.Parse(v); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return invalid("url_invalid", param, "Not a valid URL")
	}
	return nil
}

func (c *call) readURLs(cs *session) error {
	v, err := required(c.p, "success_url")
	if err != nil {
		return err
	}
	if err := checkURL(v, "success_url"); err != nil {
		return err
	}
	cs.SuccessURL = opt(v)
	if v := c.p.Str("cancel_url"); v != "" {
		if err := checkURL(v, "cancel_url"); err != nil {
			return err
		}
		cs.CancelURL = opt(v)
	}
	return nil
}

// maxLines and maxShipping are Stripe's limits in payment mode.
const (
	maxLines    = 100
	maxShipping = 5
)

func (c *call) readLines(cs *session) error {
	lines := c.p.List("line_items")
	switch {
	case len(lines) == 0:
		return missing("line_items")
	case len(lines) > maxLines:
		return invalid("", "line_items", "You may only specify up to 100 line items.")
	}
	for _, l := range lines {
		item, err := c.readLine(l)
		if err != nil {
			return err
		}
		if cs.Currency == "" {
			cs.Currency = item.Currency
		}
		if cs.Currency != item.Currency {
			return invalid("", "line_items", "The Checkout Session has multiple currencies: all line items must use the same currency.")
		}
		cs.Sim.Lines = append(cs.Sim.Lines, item)
		cs.Subtotal += item.Subtotal
	}
	if v := lower(c.p.Str("currency")); v != "" && v != cs.Currency {
		return invalid("", "currency", "The currency of the Checkout Session does not match that of its line items.")
	}
	cs.Total = cs.Subtotal
	return nil
}

func (c *call) readLine(l *form.Value) (lineItem, error) {
	var none lineItem
	data := l.Get("price_data")
	if data == nil {
		if l.Has("price") {
			return none, notImplemented("prices other than price_data")
		}
		return none, missing(nested(l, "price_data"))
	}
	cur := lower(data.Str("currency"))
	if _, err := checkCurrency(cur); err != nil {
		err.Param = nested(data, "currency")
		return none, err
	}
	unit, given := data.Int("unit_amount")
	switch {
	case !given:
		return none, missing(nested(data, "unit_amount"))
	case unit < 0:
		return none, invalid("parameter_invalid_integer", nested(data, "unit_amount"), "This value must be greater than or equal to 0.")
	case unit > maxAmount:
		return none, invalid("amount_too_large", nested(data, "unit_amount"), "The amount must be no more than %s", amountText(maxAmount, cur))
	}
	product := data.Get("product_data")
	if product == nil {
		return none, missing(nested(data, "product_data"))
	}
	name, err := required(product, "name")
	if err != nil {
		return none, err
	}
	product.Take("description", "images", "metadata") // shown nowhere
	quantity, given := l.Int("quantity")
	if !given {
		return none, missing(nested(l, "quantity"))
	}
	if quantity < 1 || quantity > 999999 {
		return none, invalid("parameter_invalid_integer", nested(l, "quantity"), "This value must be greater than or equal to 1.")
	}
	ids := c.s.cfg.IDs
	return lineItem{
		ID: ids.New("li"), Object: "item", Subtotal: unit * quantity, Total: unit * quantity, Currency: cur, Description: name, Quantity: quantity,
		Price: linePrice{ID: ids.New("price"), Object: "price", Currency: cur, Product: ids.New("prod"), Type: "one_time", UnitAmount: unit},
	}, nil
}

// readShipping reads the choices of shipping; the simulated buyer takes the first.
func (c *call) readShipping(cs *session) error {
	options := c.p.List("shipping_options")
	if len(options) > maxShipping {
		return invalid("", "shipping_options", "You may only specify up to 5 shipping options.")
	}
	for i, o := range options {
		rate := o.Get("shipping_rate_data")
		if rate == nil {
			return notImplemented("shipping options other than shipping_rate_data")
		}
		name, err := required(rate, "display_name")
		if err != nil {
			return err
		}
		if v := rate.Str("type"); v != "" && v != "fixed_amount" {
			return notImplemented("shipping rates of type " + v)
		}
		fixed := rate.Get("fixed_amount")
		amount, given := fixed.Int("amount")
		if !given || amount < 0 {
			return missing(nested(rate, "fixed_amount") + "[amount]")
		}
		if lower(fixed.Str("currency")) != cs.Currency {
			return invalid("", nested(rate, "fixed_amount")+"[currency]", "The currency of the shipping rate does not match that of the line items.")
		}
		rate.Take("delivery_estimate", "metadata")
		cs.ShippingOptions = append(cs.ShippingOptions, shippingOption{Amount: amount, Name: name})
		if i == 0 {
			cs.ShippingCost = &shippingCost{Subtotal: amount, Total: amount}
			cs.TotalDetails.Shipping = amount
			cs.Total += amount
		}
	}
	return nil
}

func (c *call) readBuyer(cs *session) error {
	if v := c.p.Str("customer"); v != "" {
		cust, ok := find[customer](c.tx, c.home, v)
		if !ok {
			return noSuchParam("customer", "customer", v)
		}
		if c.p.Has("customer_email") {
			return invalid("", "customer_email", "You may only specify one of these parameters: customer, customer_email.")
		}
		cs.Customer, cs.CustomerEmail = opt(v), cust.Email
	}
	setOpt(c.p, "customer_email", &cs.CustomerEmail)
	setOpt(c.p, "client_reference_id", &cs.Reference)
	if len(cs.Reference) > 200 {
		return invalid("", "client_reference_id", "Invalid string: must be at most 200 characters")
	}
	setOpt(c.p, "locale", &cs.Locale)
	setOpt(c.p, "submit_type", &cs.SubmitType)
	setOpt(c.p, "billing_address_collection", &cs.BillingCollection)
	setOpt(c.p, "customer_creation", &cs.CustomerCreation)
	if v := c.p.Strings("payment_method_types"); v != nil {
		for _, kind := range v {
			if kind != "card" && kind != "sepa_debit" {
				return notImplemented("payment method type " + kind)
			}
		}
		cs.MethodTypes = v
	}
	return nil
}

func (c *call) readExpires(cs *session) error {
	at, given := c.p.Int("expires_at")
	if !given {
		cs.ExpiresAt = c.now.Add(maxExpiry).Unix()
		return nil
	}
	wait := time.Unix(at, 0).Sub(c.now.Truncate(time.Second))
	if wait < minExpiry {
		return invalid("", "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
	}
	if wait > maxExpiry {
		return invalid("", "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
	}
	cs.ExpiresAt = at
	return nil
}

func (c *call) readIntentData(cs *session) (err error) {
	p := c.p.Get("payment_intent_data")
	if p == nil {
		return nil
	}
	setOpt(p, "transfer_group", &cs.Sim.TransferGroup)
	setOpt(p, "description", &cs.Sim.Description)
	setOpt(p, "receipt_email", &cs.Sim.ReceiptEmail)
	setOpt(p, "statement_descriptor", &cs.Sim.Descriptor)
	setOpt(p, "statement_descriptor_suffix", &cs.Sim.DescriptorSfx)
	if v := p.Str("capture_method"); v != "" {
		if err := oneOf(nested(p, "capture_method"), v, "automatic", "automatic_async", "manual"); err != nil {
			return err
		}
		cs.Sim.CaptureMethod = v
	}
	cs.Sim.Metadata, err = c.applyMetadata(p, metadata{})
	return err
}

// readUnused accepts switches that are off, and refuses them when they are on.
func (c *call) readUnused(*session) error {
	for _, name := range []string{"automatic_tax", "phone_number_collection", "invoice_creation", "tax_id_collection"} {
		if c.p.Get(name).Bool("enabled") {
			return notImplemented(name)
		}
	}
	if c.p.Bool("allow_promotion_codes") {
		return notImplemented("allow_promotion_codes")
	}
	return nil
}

func (c *call) ownSession() (*session, error) {
	cs, ok := find[session](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("checkout.session", c.args[0])
	}
	return cs, nil
}

func getSession(c *call) (any, error) { return c.ownSession() }

func listSessions(c *call) (any, error) {
	return c.page("checkout.session", "checkout.session", "/v1/checkout/sessions", "payment_intent", "customer", "status")
}

func listLines(c *call) (any, error) {
	cs, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	limit, err := c.limit()
	if err != nil {
		return nil, err
	}
	out := cs.lineItems()
	if after := c.p.Str("starting_after"); after != "" {
		for i, l := range cs.Sim.Lines {
			if l.ID == after {
				out.Items = out.Items[i+1:]
				break
			}
		}
	}
	if len(out.Items) > limit {
		out.Items, out.HasMore = out.Items[:limit], true
	}
	return &out, nil
}

func expireSession(c *call) (any, error) {
	cs, err := c.ownSession()
	if err != nil {
		return nil, err
	}
	if cs.Status != "open" {
		return nil, refused("", "", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `%s`.", cs.Status)
	}
	cs = edit[session](c.tx, cs.ID)
	c.expire(cs)
	return cs, nil
}
