package stripesim

import (
	"context"
	"time"
)

// BalanceRow is what one account holds in one currency.
type BalanceRow struct {
	Account   string `json:"account"`
	Currency  string `json:"currency"`
	Available int64  `json:"available"`
	Pending   int64  `json:"pending"`
	Net       int64  `json:"net"` // Σ net of its balance transactions
}

// Balances returns what every account holds, with the sum of its transactions beside
// it: the two agree, or the simulator is wrong (SIM-6).
func (s *Simulator) Balances() ([]BalanceRow, error) {
	var out []BalanceRow
	err := s.command(cause{}, func(t *tx) error {
		for _, r := range t.list("account", platformID, "") {
			id := r.meta().ID
			net := map[string]int64{}
			for _, x := range t.list("balance_transaction", id, "") {
				e := x.(*txn)
				net[e.Currency] += e.Net
			}
			funds := get[balance](t, balanceID(id)).Funds
			for _, cur := range sortedKeys(funds) {
				out = append(out, BalanceRow{id, cur, funds[cur].Available, funds[cur].Pending, net[cur]})
			}
		}
		return nil
	})
	return out, err
}

func (d *controlCall) balances() (any, error) {
	rows, err := d.s.Balances()
	return map[string]any{"balances": rows}, err
}

// disputes opens a dispute {"charge", "reason", "inquiry"}, or decides one:
// disputes/{id} {"outcome": "won"}.
func (d *controlCall) disputes() (any, error) {
	var in struct {
		Charge  string `json:"charge"`
		Reason  string `json:"reason"`
		Inquiry bool   `json:"inquiry"`
		Outcome string `json:"outcome"`
	}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	if d.id != "" {
		return map[string]string{"id": d.id, "status": in.Outcome}, d.s.DecideDispute(d.id, in.Outcome)
	}
	id, err := d.s.RaiseDispute(in.Charge, orDefault(in.Reason, "fraudulent"), in.Inquiry)
	return map[string]string{"id": id}, err
}

// RaiseDispute disputes a charge and returns the dispute's id.
func (s *Simulator) RaiseDispute(chargeID, reason string, inquiry bool) (string, error) {
	id := ""
	err := s.command(cause{}, func(t *tx) error {
		if ch, ok := t.load(chargeID).(*charge); !ok || ch.SourceTransfer != "" {
			return noSuch("charge", chargeID)
		}
		d, err := t.openDispute(chargeID, reason, inquiry)
		if err == nil {
			id = d.ID
		}
		return err
	})
	return id, err
}

// DecideDispute moves a dispute: won, lost, under_review, warning_closed, or
// needs_response for an inquiry that escalates.
func (s *Simulator) DecideDispute(id, outcome string) error {
	return s.command(cause{}, func(t *tx) error {
		d, ok := t.load(id).(*dispute)
		if !ok {
			return noSuch("dispute", id)
		}
		if !t.decide(id, outcome) {
			return refused("", "outcome", "simulator: a dispute cannot go from %s to %s", d.Status, outcome)
		}
		return nil
	})
}

// payouts decides a payout: payouts/{id} {"outcome": "failed", "failure_code": …}.
func (d *controlCall) payouts() (any, error) {
	var in struct {
		Outcome string `json:"outcome"`
		Code    string `json:"failure_code"`
	}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	return map[string]string{"id": d.id, "status": in.Outcome}, d.s.DecidePayout(d.id, in.Outcome, in.Code)
}

// DecidePayout moves a payout: in_transit, paid, or failed, also after paid.
func (s *Simulator) DecidePayout(id, outcome, failureCode string) error {
	return s.command(cause{}, func(t *tx) error {
		p, ok := t.load(id).(*payout)
		if !ok {
			return noSuch("payout", id)
		}
		if !t.payoutTo(id, outcome, orDefault(failureCode, "could_not_process")) {
			return refused("", "outcome", "simulator: a payout cannot go from %s to %s", p.Status, outcome)
		}
		return nil
	})
}

// refunds decides a refund: refunds/{id} {"outcome": "succeeded"} or "failed".
func (d *controlCall) refunds() (any, error) {
	var in struct {
		Outcome string `json:"outcome"`
		Reason  string `json:"failure_reason"`
	}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	if err := oneOf("outcome", in.Outcome, "succeeded", "failed"); err != nil {
		return nil, err
	}
	return map[string]string{"id": d.id, "status": in.Outcome}, d.s.command(cause{}, func(t *tx) error {
		if _, ok := t.load(d.id).(*refund); !ok {
			return noSuch("refund", d.id)
		}
		if in.Outcome == "succeeded" {
			t.refundSucceeds(d.id)
		} else {
			t.refundFails(d.id, orDefault(in.Reason, "unknown"))
		}
		return nil
	})
}

// accounts decides a verification: accounts/{id} {"outcome": "enabled"}.
func (d *controlCall) accounts() (any, error) {
	var in struct {
		Outcome string `json:"outcome"`
		Reason  string `json:"reason"`
	}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	return map[string]string{"id": d.id, "outcome": in.Outcome}, d.s.DecideAccount(d.id, in.Outcome, in.Reason)
}

// DecideAccount brings an account to an outcome: enabled (its owed fields are filled
// with test data), review (enabled after 60 s), document (missing, nothing works), due
// (missing, works until a deadline), past_due, under_scan, rejected, new, or
// deauthorized.
func (s *Simulator) DecideAccount(id, outcome, reason string) error {
	stages := map[string]stage{
		"enabled": stageEnabled, "review": stageReview, "document": stageDocument, "due": stageDue,
		"past_due": stagePastDue, "under_scan": stageUnderScan, "rejected": stageRejected, "new": stageNew,
	}
	return s.command(cause{}, func(t *tx) error {
		if _, ok := t.load(id).(*account); !ok || id == platformID {
			return noSuch("account", id)
		}
		if outcome == "deauthorized" {
			a := edit[account](t, id)
			a.Sim.Deauthorized = true
			t.emit(id, "account.application.deauthorized", &application{base{ID: "ca_simulator", Object: "application"}, "Simulated platform"})
			return nil
		}
		to, ok := stages[outcome]
		if !ok {
			return invalid("", "outcome", "simulator: no such outcome: %s", outcome)
		}
		if to != stageNew && to != stageRejected {
			edit[account](t, id).fillOwed(t)
		}
		t.moveAccount(id, to, orDefault(reason, "fraud"))
		if to == stageReview {
			t.schedule("account_verified", id, platformID, t.now.Add(reviewTime))
		}
		return nil
	})
}

// application is what a deauthorisation is about.
type application struct {
	base
	Name string `json:"name"`
}

func (a *application) wire(*tx) any { return a }

// fillOwed fills what the account owes with valid test data, as a person would on the
// onboarding form.
func (a *account) fillOwed(t *tx) {
	a.BusinessProfile.MCC = orDefault(a.BusinessProfile.MCC, "5999")
	a.BusinessProfile.URL = orDefault(a.BusinessProfile.URL, "https://shop.example.com")
	a.BusinessType = orDefault(a.BusinessType, "company")
	home := address{City: "Berlin", Country: opt(a.Country), Line1: "Teststr. 1", PostalCode: "10115"}
	if a.BusinessType == "company" {
		c := company{}
		if a.Company != nil {
			c = *a.Company
		}
		c.Name, c.TaxIDProvided = orDefault(c.Name, orDefault(a.BusinessProfile.Name, "Test GmbH")), true
		c.Address = c.Address.orElse(home)
		a.Company, a.Sim.TaxID = &c, true
	}
	p := person{}
	if a.Individual != nil {
		p = *a.Individual
	}
	p.FirstName, p.LastName = orDefault(p.FirstName, "Jenny"), orDefault(p.LastName, "Rosen")
	p.Email, p.Phone = orDefault(p.Email, orDefault(a.Email, "jenny.rosen@example.com")), orDefault(p.Phone, "+4930000000")
	p.DOB = birth{orDefault(p.DOB.Day, 1), orDefault(p.DOB.Month, 1), orDefault(p.DOB.Year, 1980)}
	p.Address = p.Address.orElse(home)
	a.Individual = &p
	a.TOS.Date, a.TOS.IP = orDefault(a.TOS.Date, optInt(t.seconds())), orDefault(a.TOS.IP, "127.0.0.1")
	if len(a.Sim.Banks) == 0 {
		a.Sim.Banks = []bank{newBank(t, a.ID, "000123456789", a.Country, a.DefaultCurrency)}
		a.Sim.BankErrored = false
	}
}

func (x address) orElse(y address) address {
	return address{
		City: orDefault(x.City, y.City), Country: orDefault(x.Country, y.Country), Line1: orDefault(x.Line1, y.Line1), Line2: x.Line2,
		PostalCode: orDefault(x.PostalCode, y.PostalCode), State: x.State,
	}
}

// PayCheckout pays an open session with a test card as if the buyer had posted the
// hosted form; 3D Secure, if the card asks for it, is passed. It returns an *Error when
// the card is declined or the session cannot be paid; paying twice changes nothing.
func (s *Simulator) PayCheckout(ctx context.Context, sessionID, card string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.command(cause{}, func(t *tx) error {
		in := CardInput{Number: card, Exp: "12/" + t.now.Add(3*365*24*time.Hour).Format("06"), CVC: "123", Name: "Test Buyer"}
		outcome, err := t.submit(sessionID, in)
		if err != nil || outcome != CheckoutAction {
			return err
		}
		return t.authenticate(string(get[session](t, sessionID).Intent), true)
	})
}
