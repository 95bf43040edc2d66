package stripesim

import (
	"strings"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

func createAccount(c *call) (any, error) {
	a := &account{base: base{ID: c.s.cfg.IDs.New("acct"), Object: "account"}, Metadata: metadata{}, Settings: defaultSettings("daily")}
	a.TOS.Agreement = "full"
	a.Sim.RequestedAt = c.seconds()
	if err := c.readController(a); err != nil {
		return nil, err
	}
	a.Country = orDefault(c.p.Str("country"), "DE")
	cur, ok := countries[a.Country]
	if !ok {
		return nil, invalid("country_unsupported", "country", "%s is not currently supported by Stripe. Please contact us if this is a problem.", a.Country)
	}
	a.DefaultCurrency = orDefault(strings.ToLower(c.p.Str("default_currency")), cur)
	if err := c.changeAccount(a); err != nil {
		return nil, err
	}
	if a.TOS.Agreement == "recipient" && a.Sim.Requested["card_payments"] {
		return nil, invalid("", "capabilities", "The recipient service agreement is not compatible with the card_payments capability.")
	}
	if a.TOS.Agreement != "recipient" && a.Sim.Requested["transfers"] && !a.Sim.Requested["card_payments"] {
		return nil, invalid("", "capabilities", "When requesting the `transfers` capability without the `card_payments` capability, the account "+
			"must use the recipient service agreement. See https://stripe.com/docs/connect/service-agreement-types.")
	}
	a.derive()
	c.add(a, platformID)
	c.openBalance(a.ID)
	return a, nil
}

// readController reads who carries what. Type and controller exclude each other.
func (c *call) readController(a *account) error {
	ctl := c.p.Get("controller")
	kind := c.p.Str("type")
	if kind != "" && ctl != nil {
		return invalid("", "type", "You may not provide the `type` parameter and `controller` parameters simultaneously. They are mutually exclusive.")
	}
	if kind != "" && kind != "express" {
		return notImplemented("accounts of type " + kind)
	}
	if kind == "" && ctl == nil {
		return missing("type")
	}
	a.Controller = controller{
		IsController: true, Type: "application",
		Fees:                  payerOf{orDefault(ctl.Get("fees").Str("payer"), "application")},
		Losses:                paymentsOf{orDefault(ctl.Get("losses").Str("payments"), "application")},
		Dashboard:             typeOf{orDefault(ctl.Get("stripe_dashboard").Str("type"), "express")},
		RequirementCollection: orDefault(ctl.Str("requirement_collection"), "stripe"),
	}
	a.Type = "express"
	if kind == "" {
		a.Type = "none"
	}
	k := a.Controller
	if k.Fees.Payer != "application" || k.Losses.Payments != "application" || k.Dashboard.Type != "express" || k.RequirementCollection != "stripe" {
		return notImplemented("this combination of controller properties")
	}
	return nil
}

// changeAccount applies the parameters that creation and update share.
func (c *call) changeAccount(a *account) (err error) {
	if v := c.p.Str("business_type"); v != "" {
		if err := oneOf("business_type", v, "individual", "company", "non_profit", "government_entity"); err != nil {
			return err
		}
		a.BusinessType = opt(v)
	}
	if c.p.Has("email") {
		a.Email = opt(c.p.Str("email"))
	}
	readProfile(c.p.Get("business_profile"), &a.BusinessProfile)
	a.readPeople(c.p)
	if err := a.readSettings(c.p.Get("settings")); err != nil {
		return err
	}
	if v := c.p.Get("tos_acceptance"); v != nil {
		if err := a.readTerms(v, c.s.st.rows[a.ID] != nil); err != nil {
			return err
		}
	}
	if err := a.readCapabilities(c.p.Get("capabilities")); err != nil {
		return err
	}
	if v := c.p.Get("external_account"); v != nil {
		b, err := c.readBank(v, a)
		if err != nil {
			return err
		}
		a.Sim.Banks, a.Sim.BankErrored = []bank{b}, false
	}
	a.Metadata, err = c.applyMetadata(c.p, a.Metadata)
	return err
}

func setOpt(p *form.Value, name string, to *opt) {
	if p.Has(name) {
		*to = opt(p.Str(name))
	}
}

func readProfile(p *form.Value, b *businessProfile) {
	setOpt(p, "mcc", &b.MCC)
	setOpt(p, "name", &b.Name)
	setOpt(p, "product_description", &b.Description)
	setOpt(p, "support_email", &b.SupportEmail)
	setOpt(p, "support_phone", &b.SupportPhone)
	setOpt(p, "support_url", &b.SupportURL)
	setOpt(p, "url", &b.URL)
}

func readAddress(p *form.Value, a *address) {
	setOpt(p, "city", &a.City)
	setOpt(p, "country", &a.Country)
	setOpt(p, "line1", &a.Line1)
	setOpt(p, "line2", &a.Line2)
	setOpt(p, "postal_code", &a.PostalCode)
	setOpt(p, "state", &a.State)
}

func (a *account) readPeople(p *form.Value) {
	if v := p.Get("company"); v != nil {
		var to company
		if a.Company != nil {
			to = *a.Company
		}
		readAddress(v.Get("address"), &to.Address)
		setOpt(v, "name", &to.Name)
		setOpt(v, "phone", &to.Phone)
		setOpt(v, "structure", &to.Structure)
		if v.Str("tax_id") != "" || v.Str("registration_number") != "" {
			to.TaxIDProvided, a.Sim.TaxID = true, true
		}
		to.VATIDProvided = to.VATIDProvided || v.Str("vat_id") != ""
		a.Company = &to
	}
	if v := p.Get("individual"); v != nil {
		var to person
		if a.Individual != nil {
			to = *a.Individual
		}
		readAddress(v.Get("address"), &to.Address)
		setOpt(v, "first_name", &to.FirstName)
		setOpt(v, "last_name", &to.LastName)
		setOpt(v, "email", &to.Email)
		setOpt(v, "phone", &to.Phone)
		if d := v.Get("dob"); d != nil {
			day, _ := d.Int("day")
			month, _ := d.Int("month")
			year, _ := d.Int("year")
			to.DOB = birth{optInt(day), optInt(month), optInt(year)}
		}
		a.Individual = &to
	}
}

func (a *account) readSettings(p *form.Value) error {
	setOpt(p.Get("dashboard"), "display_name", &a.Settings.Dashboard.DisplayName)
	if v := p.Get("dashboard"); v.Has("timezone") {
		a.Settings.Dashboard.Timezone = v.Str("timezone")
	}
	setOpt(p.Get("payments"), "statement_descriptor", &a.Settings.Payments.StatementDescriptor)
	pay := p.Get("payouts")
	setOpt(pay, "statement_descriptor", &a.Settings.Payouts.Descriptor)
	a.Settings.Payouts.DebitNegative = pay.BoolOr("debit_negative_balances", a.Settings.Payouts.DebitNegative)
	v := pay.Get("schedule")
	if v == nil {
		return nil
	}
	to := &a.Settings.Payouts.Schedule
	if v.Has("interval") {
		*to = schedule{DelayDays: to.DelayDays, Interval: v.Str("interval")}
		if err := oneOf("settings[payouts][schedule][interval]", to.Interval, "daily", "weekly", "monthly", "manual"); err != nil {
			return err
		}
	}
	if n, ok := v.Int("delay_days"); ok {
		to.DelayDays = n
	} else if v.Str("delay_days") == "minimum" {
		to.DelayDays = 2
	}
	if n, ok := v.Int("monthly_anchor"); ok {
		to.MonthlyAnchor = n
	}
	if v.Has("weekly_anchor") {
		to.WeeklyAnchor = v.Str("weekly_anchor")
	}
	if to.Interval == "weekly" && weekdays[to.WeeklyAnchor] == 0 {
		return invalid("", "settings[payouts][schedule][weekly_anchor]", "You must provide a weekly_anchor when the interval is weekly.")
	}
	if to.Interval == "monthly" && (to.MonthlyAnchor < 1 || to.MonthlyAnchor > 31) {
		return invalid("", "settings[payouts][schedule][monthly_anchor]", "You must provide a monthly_anchor between 1 and 31 when the interval is monthly.")
	}
	return nil
}

func (a *account) readTerms(v *form.Value, exists bool) error {
	if v.Has("date") || v.Has("ip") {
		return invalid("", "tos_acceptance", "You cannot accept the Terms of Service on behalf of accounts where `controller[requirement_collection]=stripe`.")
	}
	if v.Has("service_agreement") {
		kind := v.Str("service_agreement")
		if exists && kind != a.TOS.Agreement {
			return invalid("", "tos_acceptance[service_agreement]", "You cannot change the service agreement type of an account.")
		}
		if err := oneOf("tos_acceptance[service_agreement]", kind, "full", "recipient"); err != nil {
			return err
		}
		a.TOS.Agreement = kind
	}
	return nil
}

func (a *account) readCapabilities(p *form.Value) error {
	if p == nil {
		return nil
	}
	want := map[string]bool{}
	for k, v := range a.Sim.Requested {
		want[k] = v
	}
	for _, name := range p.Names() {
		if name != "transfers" && name != "card_payments" && name != "legacy_payments" {
			return notImplemented("capability " + name)
		}
		want[name] = p.Get(name).Bool("requested")
	}
	a.Sim.Requested = want
	return nil
}

// ownAccount returns the connected account that the path names.
func (c *call) ownAccount(id string) (*account, error) {
	a, ok := find[account](c.tx, platformID, id)
	if !ok || a.Sim.Deauthorized || (c.home != platformID && c.home != id) {
		e := invalid("account_invalid", "", "The provided key does not have access to account '%s' (or that account does not exist). "+
			"Application access may have been revoked.", id)
		e.Status = 403
		return nil, e
	}
	return a, nil
}

func getOwnAccount(c *call) (any, error) { return c.ownAccount(c.home) }

func getAccount(c *call) (any, error) { return c.ownAccount(c.args[0]) }

func updateAccount(c *call) (any, error) {
	if _, err := c.ownAccount(c.args[0]); err != nil {
		return nil, err
	}
	if c.args[0] == platformID {
		return nil, notImplemented("update of the platform's own account")
	}
	a := edit[account](c.tx, c.args[0])
	if v := c.p.Get("controller"); v != nil || c.p.Has("country") || c.p.Has("type") {
		return nil, invalid("", "controller", "You cannot change the country, type or controller of an account.")
	}
	if v := strings.ToLower(c.p.Str("default_currency")); v != "" {
		if _, err := checkCurrency(v); err != nil {
			return nil, err
		}
		a.DefaultCurrency = v
	}
	if err := c.changeAccount(a); err != nil {
		return nil, err
	}
	c.accountChanged(a)
	return a, nil
}

func listAccounts(c *call) (any, error) {
	return c.pageOf("account", "account", "/v1/accounts", nil, func(r record) bool { return r.meta().ID != platformID })
}

func deleteAccount(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	for _, f := range get[balance](c.tx, balanceID(a.ID)).Funds {
		if f.Available != 0 || f.Pending != 0 {
			return nil, refused("", "", "This account cannot be deleted: its balance is not zero.")
		}
	}
	if a.ID == platformID {
		return nil, notImplemented("deletion of the platform's own account")
	}
	c.forget(a.ID)
	c.forget(balanceID(a.ID))
	return deleted{a.ID, a.Object, true}, nil
}

func rejectAccount(c *call) (any, error) {
	if _, err := c.ownAccount(c.args[0]); err != nil {
		return nil, err
	}
	reason, err := required(c.p, "reason")
	if err != nil {
		return nil, err
	}
	if err := oneOf("reason", reason, "fraud", "terms_of_service", "other"); err != nil {
		return nil, err
	}
	return c.moveAccount(c.args[0], stageRejected, reason), nil
}

// moveAccount brings an account to a stage and tells everybody.
func (t *tx) moveAccount(id string, to stage, reason string) *account {
	a := edit[account](t, id)
	a.Sim.Stage, a.Sim.Reason, a.Sim.Deadline = to, reason, 0
	if to == stageDue {
		at := t.now.Add(documentGrace)
		a.Sim.Deadline = at.Unix()
		t.schedule("document_deadline", id, platformID, at)
	}
	t.accountChanged(a)
	return a
}

func listCapabilities(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	out := &page{Object: "list", URL: "/v1/accounts/" + a.ID + "/capabilities", Items: []any{}}
	for _, name := range sortedKeys(a.Sim.Requested) {
		out.Items = append(out.Items, capabilityOf(a, name))
	}
	return out, nil
}

func getCapability(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	if _, ok := a.Sim.Requested[c.args[1]]; !ok {
		return nil, noSuch("capability", c.args[1])
	}
	return capabilityOf(a, c.args[1]), nil
}

func updateCapability(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	name := c.args[1]
	if name != "transfers" && name != "card_payments" && name != "legacy_payments" {
		return nil, notImplemented("capability " + name)
	}
	a = edit[account](c.tx, a.ID)
	want := map[string]bool{}
	for k, v := range a.Sim.Requested {
		want[k] = v
	}
	want[name] = c.p.BoolOr("requested", want[name])
	a.Sim.Requested = want
	c.accountChanged(a)
	return capabilityOf(a, name), nil
}
