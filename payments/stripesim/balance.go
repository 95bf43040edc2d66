package stripesim

import (
	"time"
)

// balance is what one account holds, per currency. It is the fold of the account's
// balance transactions (SIM-6) and is only ever changed by move.
type balance struct {
	base
	Funds map[string]funds `json:"funds"`
}

type funds struct {
	Available int64 `json:"available"`
	Pending   int64 `json:"pending"`
}

func balanceID(home string) string { return "bal_" + home }

func (t *tx) openBalance(home string) {
	t.add(&balance{base: base{ID: balanceID(home), Object: "balance"}, Funds: map[string]funds{}}, home)
}

type moneyIn struct {
	Amount   int64            `json:"amount"`
	Currency string           `json:"currency"`
	Sources  map[string]int64 `json:"source_types,omitempty"`
}

type balanceWire struct {
	Object          string    `json:"object"`
	Available       []moneyIn `json:"available"`
	ConnectReserved []moneyIn `json:"connect_reserved,omitempty"`
	Livemode        bool      `json:"livemode"`
	Pending         []moneyIn `json:"pending"`
}

func (b *balance) wire(t *tx) any {
	w := balanceWire{Object: "balance", Available: []moneyIn{}, Pending: []moneyIn{}}
	for _, cur := range sortedKeys(b.Funds) {
		f := b.Funds[cur]
		w.Available = append(w.Available, moneyIn{f.Available, cur, map[string]int64{"card": f.Available}})
		w.Pending = append(w.Pending, moneyIn{f.Pending, cur, map[string]int64{"card": f.Pending}})
	}
	if a, ok := t.load(b.Home).(*account); ok && len(b.Funds) == 0 {
		w.Available = []moneyIn{{0, a.DefaultCurrency, map[string]int64{"card": 0}}}
		w.Pending = []moneyIn{{0, a.DefaultCurrency, map[string]int64{"card": 0}}}
	}
	return w
}

// reserved returns, per currency, what the platform must cover because connected
// accounts are below zero.
func (t *tx) reserved() []moneyIn {
	sum := map[string]int64{}
	for _, r := range t.list("account", platformID, "") {
		if r.meta().ID == platformID {
			continue
		}
		for cur, f := range get[balance](t, balanceID(r.meta().ID)).Funds {
			if f.Available+f.Pending < 0 {
				sum[cur] -= f.Available + f.Pending
			}
		}
	}
	out := []moneyIn{}
	for _, cur := range sortedKeys(sum) {
		out = append(out, moneyIn{Amount: sum[cur], Currency: cur})
	}
	return out
}

func getBalance(c *call) (any, error) {
	b := get[balance](c.tx, balanceID(c.home))
	w := b.wire(c.tx).(balanceWire)
	if c.home == platformID {
		w.ConnectReserved = c.reserved()
		if len(w.ConnectReserved) == 0 {
			for _, m := range w.Available {
				w.ConnectReserved = append(w.ConnectReserved, moneyIn{Currency: m.Currency})
			}
		}
	}
	return w, nil
}

func (t *tx) fundsOf(home, cur string) funds { return get[balance](t, balanceID(home)).Funds[cur] }

// move changes a balance and wakes what waits for money.
func (t *tx) move(home, cur string, available, pending int64) {
	b := edit[balance](t, balanceID(home))
	next := make(map[string]funds, len(b.Funds)+1)
	for k, v := range b.Funds {
		next[k] = v
	}
	f := next[cur]
	next[cur] = funds{f.Available + available, f.Pending + pending}
	b.Funds = next
	if available <= 0 {
		return
	}
	if len(t.list("refund", home, waitingKey)) > 0 {
		t.schedule("waiting_refunds", home, home, t.now)
	}
	if id := jobID("balance_available", home); t.load(id) == nil { // one event for what comes together
		t.schedule("balance_available", home, home, t.now.Add(time.Second))
	}
	t.planAutoPayout(home)
}

// txn is a balance transaction: one movement of one account's money.
type txn struct {
	base
	Amount       int64       `json:"amount"`
	AvailableOn  int64       `json:"available_on"`
	Currency     string      `json:"currency"`
	Description  opt         `json:"description"`
	ExchangeRate null        `json:"exchange_rate"`
	Fee          int64       `json:"fee"`
	FeeDetails   []feeDetail `json:"fee_details"`
	Net          int64       `json:"net"`
	Category     string      `json:"reporting_category"`
	Source       opt         `json:"source"`
	Status       string      `json:"status"`
	Type         string      `json:"type"`
	Payout       string      `json:"_payout,omitempty"`    // the automatic payout that it is part of
	AvailableMS  int64       `json:"_available,omitempty"` // available_on, exactly
}

type feeDetail struct {
	Amount      int64  `json:"amount"`
	Application null   `json:"application"`
	Currency    string `json:"currency"`
	Description opt    `json:"description"`
	Type        string `json:"type"`
}

func (x *txn) wire(*tx) any {
	w := *x
	w.base, w.Payout, w.AvailableMS = x.bare(), "", 0
	return &w
}

func (x *txn) keys() []string {
	out := []string{"type=" + x.Type, "source=" + string(x.Source), "currency=" + x.Currency}
	if x.Payout != "" {
		out = append(out, "payout="+x.Payout)
	} else if x.Home != platformID && x.Status == "available" && x.Type != "payout" {
		out = append(out, openKey(x.Currency))
	}
	return out
}

// openKey lists the available transactions of a connected account that no automatic
// payout has taken yet.
func openKey(cur string) string { return "open " + cur }

// movement says what a balance transaction is for.
type movement struct {
	kind, category, source, description string
	currency                            string
	amount, fee                         int64
	feeText                             string
	available                           time.Time // not after now: at once
}

// post writes a balance transaction and moves the balance.
func (t *tx) post(home string, m movement) *txn {
	at := m.available
	if at.Before(t.now) {
		at = t.now
	}
	x := &txn{
		base: base{ID: t.s.cfg.IDs.New("txn"), Object: "balance_transaction"}, Amount: m.amount, AvailableOn: at.Unix(), AvailableMS: at.UnixMilli(),
		Currency: m.currency, Description: opt(m.description), Fee: m.fee, FeeDetails: []feeDetail{}, Net: m.amount - m.fee,
		Category: m.category, Source: opt(m.source), Status: "available", Type: m.kind,
	}
	if m.fee != 0 {
		x.FeeDetails = []feeDetail{{Amount: m.fee, Currency: m.currency, Description: opt(m.feeText), Type: "stripe_fee"}}
	}
	if at.After(t.now) {
		x.Status = "pending"
		t.schedule("release", x.ID, home, at)
		t.move(home, m.currency, 0, x.Net)
	} else {
		t.move(home, m.currency, x.Net, 0)
	}
	t.add(x, home)
	return x
}

// release makes a pending transaction's money available.
func (t *tx) release(id string) {
	x := edit[txn](t, id)
	if x.Status != "pending" {
		return
	}
	x.Status = "available"
	t.move(x.Home, x.Currency, x.Net, -x.Net)
}

// availableAt returns when the money of a transaction is, or was, available.
func (x *txn) availableAt() time.Time { return time.UnixMilli(x.AvailableMS).UTC() }

func getTxn(c *call) (any, error) {
	x, ok := find[txn](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("balance transaction", c.args[0])
	}
	return x, nil
}

func listTxns(c *call) (any, error) {
	if id := c.p.Str("payout"); id != "" {
		po, ok := find[payout](c.tx, c.home, id)
		if !ok {
			return nil, noSuchParam("payout", "payout", id)
		}
		if !po.Automatic {
			return nil, refused("", "payout", "Balance transaction history can only be filtered on automatic transfers, not manual.")
		}
	}
	return c.page("balance_transaction", "balance transaction", "/v1/balance_transactions", "payout", "type", "source", "currency")
}
