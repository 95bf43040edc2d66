package stripesim

import "time"

// payout sends an account's available money to its bank.
type payout struct {
	base
	Amount         int64    `json:"amount"`
	AppFee         null     `json:"application_fee"`
	AppFeeAmount   null     `json:"application_fee_amount"`
	Arrival        int64    `json:"arrival_date"`
	Automatic      bool     `json:"automatic"`
	Txn            opt      `json:"balance_transaction"`
	Currency       string   `json:"currency"`
	Description    opt      `json:"description"`
	Destination    string   `json:"destination"`
	FailureTxn     opt      `json:"failure_balance_transaction"`
	FailureCode    opt      `json:"failure_code"`
	FailureMessage opt      `json:"failure_message"`
	Livemode       bool     `json:"livemode"`
	Metadata       metadata `json:"metadata"`
	Method         string   `json:"method"`
	OriginalPayout null     `json:"original_payout"`
	Reconciliation string   `json:"reconciliation_status"`
	ReversedBy     null     `json:"reversed_by"`
	SourceType     string   `json:"source_type"`
	Descriptor     opt      `json:"statement_descriptor"`
	Status         string   `json:"status"`
	Type           string   `json:"type"`
}

func (p *payout) keys() []string {
	return []string{"status=" + p.Status, "destination=" + p.Destination}
}

func (p *payout) wire(*tx) any {
	w := *p
	w.base = p.bare()
	return &w
}

const (
	transitDelay = time.Hour      // until a payout is on its way
	arrivalDelay = 24 * time.Hour // until it is at the bank
)

// payoutStates is the transition table of a payout (§10.3).
var payoutStates = map[string][]string{
	"pending": {"in_transit", "paid", "failed", "canceled"}, "in_transit": {"paid", "failed"}, "paid": {"failed"},
}

func (p *payout) to(state string) bool {
	if !contains(payoutStates[p.Status], state) {
		return false
	}
	p.Status = state
	return true
}

func createPayout(c *call) (any, error) {
	amount, given := c.p.Int("amount")
	if err := checkPositive(amount, given); err != nil {
		return nil, err
	}
	cur := lower(c.p.Str("currency"))
	k, err := checkCurrency(cur)
	if err != nil {
		return nil, err
	}
	if amount%k.payout != 0 {
		return nil, refused("parameter_invalid_integer", "amount", "Invalid payout amount: payouts in %s must be a multiple of %d.", cur, k.payout)
	}
	if v := c.p.Str("method"); v != "" && v != "standard" {
		return nil, notImplemented("payouts of method " + v)
	}
	a := get[account](c.tx, c.home)
	to, ok := a.bankFor(cur)
	if id := c.p.Str("destination"); id != "" {
		if to, ok = c.bankAccount(id); !ok {
			return nil, noSuchParam("external account", "destination", id)
		}
	}
	switch {
	case !a.PayoutsEnabled:
		return nil, refused("payouts_not_allowed", "", "Your account cannot currently make payouts. You can resolve this by providing the required information.")
	case !ok:
		return nil, refused("", "currency", "Sorry, you don't have any external accounts in that currency (%s).", cur)
	case c.fundsOf(c.home, cur).Available < amount:
		return nil, refused("balance_insufficient", "", "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).")
	}
	p := c.sendPayout(a, to, amount, cur, false)
	setOpt(c.p, "description", &p.Description)
	setOpt(c.p, "statement_descriptor", &p.Descriptor)
	c.p.Take("source_type")
	var merr error
	if p.Metadata, merr = c.applyMetadata(c.p, metadata{}); merr != nil {
		return nil, merr
	}
	c.emit(c.home, "payout.created", p)
	return p, nil
}

// sendPayout debits a checked payout; its creator tells of it.
func (t *tx) sendPayout(a *account, to bank, amount int64, cur string, auto bool) *payout {
	p := &payout{
		base: base{ID: t.s.cfg.IDs.New("po"), Object: "payout"}, Amount: amount, Arrival: t.now.Add(arrivalDelay).Unix(), Automatic: auto, Currency: cur,
		Destination: to.ID, Metadata: metadata{}, Method: "standard", Reconciliation: "not_applicable", SourceType: "card", Status: "pending", Type: "bank_account",
		Descriptor: a.Settings.Payouts.Descriptor,
	}
	if auto {
		p.Description, p.Reconciliation = "STRIPE PAYOUT", "completed"
	}
	x := t.post(a.ID, movement{kind: "payout", category: "payout", source: p.ID, description: "STRIPE PAYOUT", currency: cur, amount: -amount, available: t.now})
	if auto {
		x.Payout = p.ID
	}
	p.Txn = opt(x.ID)
	t.add(p, a.ID)
	t.schedule("payout_transit", p.ID, a.ID, t.now.Add(transitDelay))
	t.schedule("payout_arrival", p.ID, a.ID, t.now.Add(arrivalDelay))
	return p
}

var weekdays = map[string]time.Weekday{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}

// nextPayout returns the next midnight, UTC, of an automatic schedule, and false for a
// manual one.
func (s schedule) nextPayout(now time.Time) (time.Time, bool) {
	if s.Interval == "manual" {
		return time.Time{}, false
	}
	day := now.UTC().Truncate(24 * time.Hour)
	for range 62 {
		day = day.Add(24 * time.Hour)
		last := day.AddDate(0, 1, -day.Day()).Day()
		if s.Interval == "daily" || (s.Interval == "weekly" && day.Weekday() == weekdays[s.WeeklyAnchor]%7) ||
			(s.Interval == "monthly" && int64(day.Day()) == min(s.MonthlyAnchor, int64(last))) {
			return day, true
		}
	}
	return day, true
}

// planAutoPayout makes sure that an account's next automatic payout is planned.
func (t *tx) planAutoPayout(home string) {
	a, ok := t.load(home).(*account)
	if !ok || !a.PayoutsEnabled || t.load(jobID("auto_payout", home)) != nil {
		return
	}
	if at, ok := a.Settings.Payouts.Schedule.nextPayout(t.now); ok {
		t.schedule("auto_payout", home, home, at)
	}
}

// autoPayout pays out what an account has, each currency on its own, and itemises it.
func (t *tx) autoPayout(home string) {
	a := get[account](t, home)
	if !a.PayoutsEnabled || a.Settings.Payouts.Schedule.Interval == "manual" {
		return
	}
	funds := get[balance](t, balanceID(home)).Funds
	for _, cur := range sortedKeys(funds) {
		k, _ := currencyOf(cur)
		amount := funds[cur].Available - funds[cur].Available%k.payout
		to, ok := a.bankFor(cur)
		if amount <= 0 || !ok {
			continue
		}
		p := t.sendPayout(a, to, amount, cur, true)
		for _, x := range append([]record{}, t.list("balance_transaction", home, openKey(cur))...) {
			edit[txn](t, x.meta().ID).Payout = p.ID
		}
		t.emit(home, "payout.created", p)
	}
}

// payoutTo moves a payout; a failure returns the money and stops further payouts
// until the bank account is replaced. It reports whether the move is possible.
func (t *tx) payoutTo(id, state, code string) bool {
	p := edit[payout](t, id)
	if !p.to(state) {
		return false
	}
	switch state {
	case "in_transit":
		t.emitUpdated(p.Home, "payout.updated", p)
		return true
	case "failed":
		p.FailureCode, p.FailureMessage = opt(code), opt(payoutFailures[code])
		t.returnPayout(p, "payout_failure")
		t.errorBank(p)
	case "canceled":
		t.returnPayout(p, "payout_cancel")
	}
	t.unschedule("payout_transit", p.ID)
	t.unschedule("payout_arrival", p.ID)
	t.emit(p.Home, "payout."+state, p)
	return true
}

var payoutFailures = map[string]string{
	"no_account":              "Your bank account details on file are probably incorrect. No bank account could be found with those details.",
	"account_closed":          "The bank account has been closed.",
	"insufficient_funds":      "Your Stripe account has insufficient funds to cover the payout.",
	"debit_not_authorized":    "Debit transactions are not approved on your bank account.",
	"could_not_process":       "The bank could not process this payout.",
	"account_frozen":          "The bank account has been frozen.",
	"bank_account_restricted": "The bank account has restrictions on either the type, or the number, of payouts allowed.",
}

func (t *tx) returnPayout(p *payout, kind string) {
	x := t.post(p.Home, movement{kind: kind, category: "payout_reversal", source: p.ID, description: "PAYOUT RETURNED", currency: p.Currency, amount: p.Amount, available: t.now})
	p.FailureTxn = opt(x.ID)
}

// errorBank marks the bank account that refused a payout.
func (t *tx) errorBank(p *payout) {
	a := edit[account](t, p.Home)
	banks := append([]bank{}, a.Sim.Banks...)
	for i := range banks {
		if banks[i].ID == p.Destination {
			banks[i].Status = "errored"
			a.Sim.BankErrored = a.Sim.BankErrored || banks[i].Default
			t.publishBank(a.ID, "account.external_account.updated", banks[i])
		}
	}
	a.Sim.Banks = banks
	t.accountChanged(a)
}

// arrive ends a payout as its bank account decides.
func (t *tx) arrive(id string) {
	p := get[payout](t, id)
	for _, b := range get[account](t, p.Home).Sim.Banks {
		if b.ID == p.Destination && b.Failure != "" {
			t.payoutTo(id, "failed", b.Failure)
			return
		}
	}
	t.payoutTo(id, "paid", "")
}

func (c *call) ownPayout() (*payout, error) {
	p, ok := find[payout](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("payout", c.args[0])
	}
	return p, nil
}

func getPayout(c *call) (any, error) { return c.ownPayout() }

func updatePayout(c *call) (any, error) {
	if _, err := c.ownPayout(); err != nil {
		return nil, err
	}
	p := edit[payout](c.tx, c.args[0])
	var err error
	if p.Metadata, err = c.applyMetadata(c.p, p.Metadata); err != nil {
		return nil, err
	}
	c.emitUpdated(c.home, "payout.updated", p)
	return p, nil
}

func cancelPayout(c *call) (any, error) {
	p, err := c.ownPayout()
	if err != nil {
		return nil, err
	}
	if p.Automatic || !c.payoutTo(p.ID, "canceled", "") {
		return nil, refused("", "", "Payouts can only be canceled while they are pending; this one has a status of %s.", p.Status)
	}
	return edit[payout](c.tx, p.ID), nil
}

func listPayouts(c *call) (any, error) {
	return c.page("payout", "payout", "/v1/payouts", "status", "destination")
}
