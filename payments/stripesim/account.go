package stripesim

// account is a connected account, or the platform's own.
type account struct {
	base
	BusinessProfile  businessProfile   `json:"business_profile"`
	BusinessType     opt               `json:"business_type"`
	Capabilities     map[string]string `json:"capabilities"`
	ChargesEnabled   bool              `json:"charges_enabled"`
	Company          *company          `json:"company,omitempty"`
	Controller       controller        `json:"controller"`
	Country          string            `json:"country"`
	DefaultCurrency  string            `json:"default_currency"`
	DetailsSubmitted bool              `json:"details_submitted"`
	Email            opt               `json:"email"`
	ExternalAccounts bankList          `json:"external_accounts"`
	Future           requirements      `json:"future_requirements"`
	Individual       *person           `json:"individual,omitempty"`
	Metadata         metadata          `json:"metadata"`
	PayoutsEnabled   bool              `json:"payouts_enabled"`
	Requirements     requirements      `json:"requirements"`
	Settings         accountSettings   `json:"settings"`
	TOS              tosAcceptance     `json:"tos_acceptance"`
	Type             string            `json:"type"`
	Sim              accountSim        `json:"_sim,omitzero"`
}

// accountSim is what the visible fields are derived from (derive).
type accountSim struct {
	Stage        stage           `json:"stage"`
	Reason       string          `json:"reason,omitempty"`   // of a rejection
	Deadline     int64           `json:"deadline,omitempty"` // of currently due items, epoch seconds
	Requested    map[string]bool `json:"requested,omitempty"`
	RequestedAt  int64           `json:"requested_at,omitempty"`
	TaxID        bool            `json:"tax_id,omitempty"`
	Banks        []bank          `json:"banks,omitempty"`
	BankErrored  bool            `json:"bank_errored,omitempty"`
	Deauthorized bool            `json:"deauthorized,omitempty"`
}

func (a *account) wire(*tx) any {
	w := *a
	w.base, w.Sim = a.bare(), accountSim{}
	return &w
}

type businessProfile struct {
	MCC          opt `json:"mcc"`
	Name         opt `json:"name"`
	Description  opt `json:"product_description"`
	SupportEmail opt `json:"support_email"`
	SupportPhone opt `json:"support_phone"`
	SupportURL   opt `json:"support_url"`
	URL          opt `json:"url"`
}

type address struct {
	City       opt `json:"city"`
	Country    opt `json:"country"`
	Line1      opt `json:"line1"`
	Line2      opt `json:"line2"`
	PostalCode opt `json:"postal_code"`
	State      opt `json:"state"`
}

type company struct {
	Address       address `json:"address"`
	Name          opt     `json:"name"`
	Phone         opt     `json:"phone"`
	TaxIDProvided bool    `json:"tax_id_provided"`
	VATIDProvided bool    `json:"vat_id_provided"`
	Structure     opt     `json:"structure,omitempty"`
}

type birth struct {
	Day   optInt `json:"day"`
	Month optInt `json:"month"`
	Year  optInt `json:"year"`
}

type person struct {
	Address   address `json:"address"`
	DOB       birth   `json:"dob"`
	Email     opt     `json:"email"`
	FirstName opt     `json:"first_name"`
	LastName  opt     `json:"last_name"`
	Phone     opt     `json:"phone"`
}

type controller struct {
	Fees                  payerOf    `json:"fees"`
	IsController          bool       `json:"is_controller"`
	Losses                paymentsOf `json:"losses"`
	RequirementCollection string     `json:"requirement_collection"`
	Dashboard             typeOf     `json:"stripe_dashboard"`
	Type                  string     `json:"type"`
}

type payerOf struct {
	Payer string `json:"payer"`
}

type paymentsOf struct {
	Payments string `json:"payments"`
}

type typeOf struct {
	Type string `json:"type"`
}

type requirements struct {
	Alternatives        []string           `json:"alternatives"`
	CurrentDeadline     optInt             `json:"current_deadline"`
	CurrentlyDue        []string           `json:"currently_due"`
	DisabledReason      opt                `json:"disabled_reason"`
	Errors              []requirementError `json:"errors"`
	EventuallyDue       []string           `json:"eventually_due"`
	PastDue             []string           `json:"past_due"`
	PendingVerification []string           `json:"pending_verification"`
}

type requirementError struct {
	Code        string `json:"code"`
	Reason      string `json:"reason"`
	Requirement string `json:"requirement"`
}

func noRequirements() requirements {
	return requirements{
		Alternatives: []string{}, CurrentlyDue: []string{}, Errors: []requirementError{}, EventuallyDue: []string{},
		PastDue: []string{}, PendingVerification: []string{},
	}
}

type accountSettings struct {
	Dashboard dashboardSettings `json:"dashboard"`
	Payments  paymentSettings   `json:"payments"`
	Payouts   payoutSettings    `json:"payouts"`
}

type dashboardSettings struct {
	DisplayName opt    `json:"display_name"`
	Timezone    string `json:"timezone"`
}

type paymentSettings struct {
	StatementDescriptor opt `json:"statement_descriptor"`
}

type payoutSettings struct {
	DebitNegative bool     `json:"debit_negative_balances"`
	Schedule      schedule `json:"schedule"`
	Descriptor    opt      `json:"statement_descriptor"`
}

type schedule struct {
	DelayDays     int64  `json:"delay_days"`
	Interval      string `json:"interval"` // daily, weekly, monthly, manual
	MonthlyAnchor int64  `json:"monthly_anchor,omitempty"`
	WeeklyAnchor  string `json:"weekly_anchor,omitempty"`
}

type tosAcceptance struct {
	Date      optInt `json:"date"`
	IP        opt    `json:"ip"`
	Agreement string `json:"service_agreement"`
}

// stage is how far the verification of an account has come.
type stage string

const (
	stageNew       stage = ""           // nothing was submitted
	stageReview    stage = "review"     // submitted, being verified
	stageDocument  stage = "document"   // a document is missing, nothing works
	stageDue       stage = "due"        // a document is missing, all works until the deadline
	stagePastDue   stage = "past_due"   // that deadline passed
	stageEnabled   stage = "enabled"    // verified
	stageRejected  stage = "rejected"   // for ever
	stageUnderScan stage = "under_scan" // disabled while Stripe looks again
)

const documentField = "individual.verification.document"

// countries maps the countries in which accounts can be opened to their currencies
// (PAY-29: the platform's region and the corridors that exist).
var countries = map[string]string{
	"AT": "eur", "BE": "eur", "BG": "bgn", "CA": "cad", "CH": "chf", "CY": "eur", "CZ": "czk", "DE": "eur", "DK": "dkk", "EE": "eur",
	"ES": "eur", "FI": "eur", "FR": "eur", "GB": "gbp", "GR": "eur", "HR": "eur", "HU": "huf", "IE": "eur", "IT": "eur", "LI": "chf",
	"LT": "eur", "LU": "eur", "LV": "eur", "MT": "eur", "NL": "eur", "NO": "nok", "PL": "pln", "PT": "eur", "RO": "ron", "SE": "sek",
	"SI": "eur", "SK": "eur", "US": "usd",
}

// newPlatform returns the account that the API keys belong to. Its payouts are manual
// (PAY-24).
func newPlatform(t *tx) *account {
	a := &account{
		base: base{ID: platformID, Object: "account"}, Country: "DE", DefaultCurrency: "eur", Type: "standard", BusinessType: "company",
		Metadata: metadata{}, Settings: defaultSettings("manual"),
		Controller: controller{Fees: payerOf{"account"}, Losses: paymentsOf{"stripe"}, RequirementCollection: "stripe", Dashboard: typeOf{"full"}, Type: "account"},
	}
	a.BusinessProfile.Name = "Simulated platform"
	a.TOS.Agreement = "full"
	a.Sim = accountSim{Stage: stageEnabled, Requested: map[string]bool{"card_payments": true, "transfers": true}, TaxID: true}
	a.Sim.Banks = []bank{newBank(t, platformID, "DE89370400440532013000", "DE", "eur")}
	a.derive()
	return a
}

func defaultSettings(interval string) accountSettings {
	return accountSettings{
		Dashboard: dashboardSettings{Timezone: "Etc/UTC"},
		Payouts:   payoutSettings{Schedule: schedule{DelayDays: 2, Interval: interval}},
	}
}

// derive sets all visible fields that follow from the account's stage, data and
// requested capabilities. Every change of an account ends with it.
func (a *account) derive() {
	submitted := a.Sim.Stage != stageNew
	works := a.Sim.Stage == stageEnabled || a.Sim.Stage == stageDue
	a.DetailsSubmitted = submitted
	status := map[bool]string{true: "active", false: "inactive"}[works]
	if a.Sim.Stage == stageReview {
		status = "pending"
	}
	caps := map[string]string{}
	for name, on := range a.Sim.Requested {
		if on {
			caps[name] = status
		}
	}
	a.Capabilities = caps
	a.Requirements, a.Future = a.owes(), noRequirements()
	a.ChargesEnabled = caps["card_payments"] == "active"
	a.PayoutsEnabled = works && len(a.Sim.Banks) > 0 && !a.Sim.BankErrored
	if a.TOS.Agreement == "recipient" {
		a.ChargesEnabled = false
	}
	a.ExternalAccounts = bankList{Object: "list", URL: "/v1/accounts/" + a.ID + "/external_accounts", Data: a.Sim.Banks}
	if a.ExternalAccounts.Data == nil {
		a.ExternalAccounts.Data = []bank{}
	}
}

// owes returns the account's requirements.
func (a *account) owes() requirements {
	r := noRequirements()
	document := []string{documentField}
	switch a.Sim.Stage {
	case stageNew:
		r.CurrentlyDue = a.unfilled()
		r.PastDue, r.EventuallyDue = r.CurrentlyDue, r.CurrentlyDue
		r.DisabledReason = "requirements.past_due"
	case stageReview:
		r.PendingVerification = document
		r.DisabledReason = "requirements.pending_verification"
	case stageDocument, stagePastDue:
		r.CurrentlyDue, r.PastDue, r.EventuallyDue = document, document, document
		r.DisabledReason = "requirements.past_due"
		r.Errors = []requirementError{{"verification_document_missing_front", "The front of the identity document is missing.", documentField}}
	case stageDue:
		r.CurrentlyDue, r.EventuallyDue = document, document
		r.CurrentDeadline = optInt(a.Sim.Deadline)
	case stageRejected:
		r.DisabledReason = opt("rejected." + a.Sim.Reason)
	case stageUnderScan:
		r.DisabledReason = "under_review"
	case stageEnabled:
	}
	if a.Sim.Stage != stageNew && a.Sim.BankErrored {
		r.CurrentlyDue = append(append([]string{}, r.CurrentlyDue...), "external_account")
	}
	return r
}

// unfilled lists the fields that an account owes before it can be submitted. Stripe
// collects the acceptance of its terms itself.
func (a *account) unfilled() []string {
	out := []string{}
	need := func(filled bool, name string) {
		if !filled {
			out = append(out, name)
		}
	}
	need(a.BusinessProfile.MCC != "", "business_profile.mcc")
	need(a.BusinessProfile.URL != "" || a.BusinessProfile.Description != "", "business_profile.url")
	need(a.BusinessType != "", "business_type")
	if a.BusinessType == "company" {
		var c company
		if a.Company != nil {
			c = *a.Company
		}
		need(c.Address.City != "", "company.address.city")
		need(c.Address.Line1 != "", "company.address.line1")
		need(c.Address.PostalCode != "", "company.address.postal_code")
		need(c.Name != "", "company.name")
		need(a.Sim.TaxID, "company.tax_id")
	}
	need(len(a.Sim.Banks) > 0, "external_account")
	var p person
	if a.Individual != nil {
		p = *a.Individual
	}
	prefix := "individual."
	if a.BusinessType == "company" {
		prefix = "representative."
	}
	need(p.Address.City != "", prefix+"address.city")
	need(p.Address.Line1 != "", prefix+"address.line1")
	need(p.Address.PostalCode != "", prefix+"address.postal_code")
	need(p.DOB.Day != 0, prefix+"dob.day")
	need(p.DOB.Month != 0, prefix+"dob.month")
	need(p.DOB.Year != 0, prefix+"dob.year")
	need(p.Email != "", prefix+"email")
	need(p.FirstName != "", prefix+"first_name")
	need(p.LastName != "", prefix+"last_name")
	need(p.Phone != "", prefix+"phone")
	need(a.TOS.Date != 0, "tos_acceptance.date")
	return append(out, ipOwed(a)...)
}

func ipOwed(a *account) []string {
	if a.TOS.IP == "" {
		return []string{"tos_acceptance.ip"}
	}
	return nil
}

// changed derives the account's fields, emits what changed and wakes what waited for
// it. It is called once at the end of a change.
func (t *tx) accountChanged(a *account) {
	a.derive()
	if t.s.st.rows[a.ID] == nil {
		return // created in this command: Stripe tells nothing
	}
	old := t.s.st.rows[a.ID].(*account)
	for _, name := range sortedKeys(a.Capabilities) {
		if old.Capabilities[name] != a.Capabilities[name] {
			t.publish(a.ID, "capability.updated", capabilityOf(a, name), mustJSON(map[string]string{"status": orDefault(old.Capabilities[name], "unrequested")}))
		}
	}
	t.emitUpdated(a.ID, "account.updated", a)
	moved := a.Settings.Payouts.Schedule != old.Settings.Payouts.Schedule
	if moved {
		t.unschedule("auto_payout", a.ID)
	}
	if moved || !old.PayoutsEnabled {
		t.planAutoPayout(a.ID)
	}
}

// capability is one thing that an account may do.
type capability struct {
	base
	Account      string       `json:"account"`
	Future       requirements `json:"future_requirements"`
	Requested    bool         `json:"requested"`
	RequestedAt  optInt       `json:"requested_at"`
	Requirements requirements `json:"requirements"`
	Status       string       `json:"status"`
}

func (c *capability) wire(*tx) any { return c }

func capabilityOf(a *account, name string) *capability {
	c := &capability{
		base: base{ID: name, Object: "capability"}, Account: a.ID, Future: noRequirements(), Requirements: a.owes(),
		Requested: a.Sim.Requested[name], Status: "unrequested",
	}
	if c.Requested {
		c.Status, c.RequestedAt = a.Capabilities[name], optInt(a.Sim.RequestedAt)
	}
	return c
}

// transferRight reports whether an account may receive transfers.
func (a *account) transferRight() bool {
	for _, name := range []string{"transfers", "crypto_transfers", "legacy_payments"} {
		if a.Capabilities[name] == "active" {
			return true
		}
	}
	return false
}
