package stripesim

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// bank is a bank account that payouts go to. It lives inside its account.
type bank struct {
	ID            string       `json:"id"`
	Object        string       `json:"object"`
	Account       string       `json:"account"`
	Holder        opt          `json:"account_holder_name"`
	HolderType    opt          `json:"account_holder_type"`
	AccountType   null         `json:"account_type"`
	Methods       []string     `json:"available_payout_methods"`
	BankName      string       `json:"bank_name"`
	Country       string       `json:"country"`
	Currency      string       `json:"currency"`
	Default       bool         `json:"default_for_currency"`
	Fingerprint   string       `json:"fingerprint"`
	Future        requirements `json:"future_requirements"`
	Last4         string       `json:"last4"`
	Metadata      metadata     `json:"metadata"`
	Requirements  requirements `json:"requirements"`
	RoutingNumber opt          `json:"routing_number"`
	Status        string       `json:"status"`
	Failure       string       `json:"_failure,omitempty"` // how payouts to it end
}

type bankList struct {
	Object  string `json:"object"`
	Data    []bank `json:"data"`
	HasMore bool   `json:"has_more"`
	URL     string `json:"url"`
}

// MarshalJSON hides how payouts will end, but not from the journal: the journal has
// its own copy in the account's _sim.
func (l bankList) MarshalJSON() ([]byte, error) {
	type plain bankList
	shown := make([]bank, len(l.Data))
	for i, b := range l.Data {
		shown[i] = b.shown()
	}
	l.Data = shown
	return mustJSON(plain(l)), nil
}

func (b bank) shown() bank { b.Failure = ""; return b }

// bankFailures are the test numbers whose payouts fail. An account number that ends
// with one of them behaves the same.
var bankFailures = map[string]string{
	"111111116": "no_account", "111111113": "account_closed", "222222227": "insufficient_funds", "333333335": "debit_not_authorized",
}

func newBank(t *tx, account, number, country, cur string) bank {
	sum := sha256.Sum256([]byte(number))
	b := bank{
		ID: t.s.cfg.IDs.New("ba"), Object: "bank_account", Account: account, Methods: []string{"standard"}, BankName: "STRIPE TEST BANK",
		Country: country, Currency: cur, Default: true, Fingerprint: hex.EncodeToString(sum[:8]), Future: noRequirements(),
		Last4: number[len(number)-4:], Metadata: metadata{}, Requirements: noRequirements(), Status: "new",
	}
	for suffix, code := range bankFailures {
		if strings.HasSuffix(number, suffix) {
			b.Failure = code
		}
	}
	return b
}

// readBank reads a bank account from the parameters of an account or of its own.
func (c *call) readBank(p *form.Value, a *account) (bank, error) {
	if p.IsText() {
		return bank{}, notImplemented("bank account tokens")
	}
	if kind := p.Str("object"); kind != "" && kind != "bank_account" {
		return bank{}, notImplemented("external accounts of kind " + kind)
	}
	number, err := required(p, "account_number")
	if err != nil {
		return bank{}, err
	}
	number = strings.ToUpper(strings.ReplaceAll(number, " ", ""))
	if !validAccountNumber(number) {
		return bank{}, invalid("account_number_invalid", p.Get("account_number").Path(), "Invalid account number: it must be a valid IBAN or a number of 4 to 17 digits.")
	}
	country, err := required(p, "country")
	if err != nil {
		return bank{}, err
	}
	if _, ok := countries[country]; !ok {
		return bank{}, invalid("country_unsupported", p.Get("country").Path(), "%s is not currently supported by Stripe.", country)
	}
	cur := strings.ToLower(orDefault(p.Str("currency"), a.DefaultCurrency))
	if _, cerr := checkCurrency(cur); cerr != nil {
		return bank{}, cerr
	}
	b := newBank(c.tx, a.ID, number, country, cur)
	b.Holder, b.HolderType = opt(p.Str("account_holder_name")), opt(p.Str("account_holder_type"))
	b.RoutingNumber = opt(p.Str("routing_number"))
	b.Metadata, _ = c.applyMetadata(p, metadata{})
	return b, nil
}

// validAccountNumber accepts plain digits and IBANs whose check digits are right
// (ISO 13616: the rearranged number is 1 modulo 97).
func validAccountNumber(n string) bool {
	if len(n) < 4 || len(n) > 34 {
		return false
	}
	if strings.Trim(n, "0123456789") == "" {
		return len(n) <= 17
	}
	rest := 0
	for _, r := range n[4:] + n[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// bankFor returns the bank account that payouts in a currency go to.
func (a *account) bankFor(cur string) (bank, bool) {
	for _, b := range a.Sim.Banks {
		if b.Currency == cur && b.Default {
			return b, true
		}
	}
	return bank{}, false
}

// bankAccount returns a bank account of the request's account by its id.
func (c *call) bankAccount(id string) (bank, bool) {
	a, ok := c.load(c.home).(*account)
	if !ok || !strings.HasPrefix(id, "ba_") {
		return bank{}, false
	}
	for _, b := range a.Sim.Banks {
		if b.ID == id {
			return b.shown(), true
		}
	}
	return bank{}, false
}

func createBank(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	p := c.p.Get("external_account")
	if p == nil {
		return nil, missing("external_account")
	}
	b, err := c.readBank(p, a)
	if err != nil {
		return nil, err
	}
	makeDefault := c.p.Bool("default_for_currency")
	a = edit[account](c.tx, a.ID)
	var kept []bank
	for _, x := range a.Sim.Banks {
		if x.Currency == b.Currency {
			if x.Status == "errored" || makeDefault {
				x.Default = false
			} else {
				b.Default = b.Default && !x.Default
			}
		}
		kept = append(kept, x)
	}
	a.Sim.Banks = append(kept, b)
	a.Sim.BankErrored = a.Sim.BankErrored && !b.Default
	c.publishBank(a.ID, "account.external_account.created", b)
	c.accountChanged(a)
	return b.shown(), nil
}

// bankEvent lets an event carry a bank account, which is not a record.
type bankEvent struct {
	base
	bank bank
}

func (b *bankEvent) wire(*tx) any { return b.bank.shown() }

func (t *tx) publishBank(home, kind string, b bank) {
	t.publish(home, kind, &bankEvent{base{ID: b.ID, Object: b.Object}, b}, nil)
}

// ownBank returns the account and the place of the bank account that the path names.
func (c *call) ownBank() (*account, int, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, 0, err
	}
	for i, b := range a.Sim.Banks {
		if b.ID == c.args[1] {
			return a, i, nil
		}
	}
	return nil, 0, noSuch("external account", c.args[1])
}

func getBank(c *call) (any, error) {
	a, i, err := c.ownBank()
	if err != nil {
		return nil, err
	}
	return a.Sim.Banks[i].shown(), nil
}

func updateBank(c *call) (any, error) {
	a, i, err := c.ownBank()
	if err != nil {
		return nil, err
	}
	a = edit[account](c.tx, a.ID)
	banks := append([]bank{}, a.Sim.Banks...)
	b := &banks[i]
	setOpt(c.p, "account_holder_name", &b.Holder)
	setOpt(c.p, "account_holder_type", &b.HolderType)
	if b.Metadata, err = c.applyMetadata(c.p, b.Metadata); err != nil {
		return nil, err
	}
	if c.p.Bool("default_for_currency") {
		for j := range banks {
			if banks[j].Currency == b.Currency {
				banks[j].Default = j == i
			}
		}
		a.Sim.BankErrored = b.Status == "errored"
	}
	a.Sim.Banks = banks
	c.publishBank(a.ID, "account.external_account.updated", *b)
	c.accountChanged(a)
	return b.shown(), nil
}

func deleteBank(c *call) (any, error) {
	a, i, err := c.ownBank()
	if err != nil {
		return nil, err
	}
	b := a.Sim.Banks[i]
	if b.Default && len(a.Sim.Banks) > 1 {
		return nil, refused("", "", "You cannot delete the default external account for your default currency. Please make another external account the default using the `default_for_currency` param, and then delete this one.")
	}
	a = edit[account](c.tx, a.ID)
	a.Sim.Banks = append(append([]bank{}, a.Sim.Banks[:i]...), a.Sim.Banks[i+1:]...)
	c.publishBank(a.ID, "account.external_account.deleted", b)
	c.accountChanged(a)
	return deleted{b.ID, b.Object, true}, nil
}

func listBanks(c *call) (any, error) {
	a, err := c.ownAccount(c.args[0])
	if err != nil {
		return nil, err
	}
	limit, err := c.limit()
	if err != nil {
		return nil, err
	}
	kind := c.p.Str("object")
	out := &page{Object: "list", URL: a.ExternalAccounts.URL, Items: []any{}}
	for _, b := range a.Sim.Banks {
		switch {
		case kind != "" && kind != b.Object:
		case len(out.Items) == limit:
			out.HasMore = true
		default:
			out.Items = append(out.Items, b.shown())
		}
	}
	return out, nil
}
