package stripesim

import "time"

// transfer moves money from the platform to a connected account.
type transfer struct {
	base
	Amount      int64         `json:"amount"`
	Reversed    int64         `json:"amount_reversed"`
	Txn         opt           `json:"balance_transaction"`
	Currency    string        `json:"currency"`
	Description opt           `json:"description"`
	Destination string        `json:"destination"`
	Payment     opt           `json:"destination_payment"`
	Livemode    bool          `json:"livemode"`
	Metadata    metadata      `json:"metadata"`
	Reversals   *reversalList `json:"reversals,omitempty"`
	IsReversed  bool          `json:"reversed"`
	Source      opt           `json:"source_transaction"`
	SourceType  string        `json:"source_type"`
	Group       opt           `json:"transfer_group"`
	Undone      []string      `json:"_reversals,omitempty"`
}

type reversalList struct {
	Object  string `json:"object"`
	Data    []any  `json:"data"`
	HasMore bool   `json:"has_more"`
	URL     string `json:"url"`
}

func (x *transfer) wire(t *tx) any {
	w := *x
	w.base, w.Undone = x.bare(), nil
	list := reversalList{Object: "list", Data: []any{}, URL: "/v1/transfers/" + x.ID + "/reversals"}
	for i := len(x.Undone) - 1; i >= 0; i-- {
		if len(list.Data) == 10 {
			list.HasMore = true
			break
		}
		list.Data = append(list.Data, get[reversal](t, x.Undone[i]).wire(t))
	}
	w.Reversals = &list
	return &w
}

func (x *transfer) keys() []string {
	out := []string{"destination=" + x.Destination}
	if x.Group != "" {
		out = append(out, "transfer_group="+string(x.Group))
	}
	return out
}

func createTransfer(c *call) (any, error) {
	amount, given := c.p.Int("amount")
	cur := lower(c.p.Str("currency"))
	dest, perr := required(c.p, "destination")
	if err := checkPositive(amount, given); err != nil {
		return nil, err
	}
	if _, err := checkCurrency(cur); err != nil {
		return nil, err
	}
	if perr != nil {
		return nil, perr
	}
	if err := c.checkDestination(dest); err != nil {
		return nil, err
	}
	x := &transfer{
		base: base{ID: c.s.cfg.IDs.New("tr"), Object: "transfer"}, Amount: amount, Currency: cur, Destination: dest,
		Description: opt(c.p.Str("description")), SourceType: orDefault(c.p.Str("source_type"), "card"),
		Group: opt(c.p.Str("transfer_group")), Source: opt(c.p.Str("source_transaction")),
	}
	available := c.now
	if x.Source != "" {
		src, at, err := c.checkSource(x)
		if err != nil {
			return nil, err
		}
		available = at
		src.Sim.Transferred += amount
	} else if c.fundsOf(c.home, cur).Available < amount {
		return nil, refused("balance_insufficient", "", "You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance")
	}
	var err error
	if x.Metadata, err = c.applyMetadata(c.p, metadata{}); err != nil {
		return nil, err
	}
	c.pay(x, available)
	return x, nil
}

// checkDestination: it exists, is connected, and may receive transfers.
func (c *call) checkDestination(dest string) error {
	a, ok := find[account](c.tx, platformID, dest)
	if !ok || a.Sim.Deauthorized || dest == platformID {
		return noSuchParam("destination", "destination", dest)
	}
	if !a.transferRight() {
		return refused("insufficient_capabilities_for_transfer", "", "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments")
	}
	return nil
}

// checkSource: the charge exists and succeeded, the currency is that of its balance
// transaction, and all its transfers together stay within it (PAY-21, PAY-22). It
// returns the charge, to be counted up, and when its money is available. The transfer
// takes the charge's group when it names none.
func (c *call) checkSource(x *transfer) (*charge, time.Time, error) {
	id := string(x.Source)
	if _, ok := find[charge](c.tx, c.home, id); !ok {
		return nil, time.Time{}, noSuchParam("charge", "source_transaction", id)
	}
	src := c.settled(id)
	if src.Status != "succeeded" || src.Txn == "" {
		return nil, time.Time{}, refused("", "source_transaction", "The charge %s cannot be used as a source_transaction: it has not succeeded.", id)
	}
	entry := get[txn](c.tx, string(src.Txn))
	if entry.Currency != x.Currency {
		return nil, time.Time{}, refused("", "currency", "The currency of source_transaction's balance transaction (%s) must be the same as the transfer currency (%s)", entry.Currency, x.Currency)
	}
	if src.Sim.Transferred+x.Amount > src.AmountCaptured {
		text := "Transfers using this transaction as a source must not exceed the source amount of " + amountText(src.AmountCaptured, src.Currency)
		if src.Sim.Transferred > 0 {
			text += " (There is already a transfer using this source, amounting to " + amountText(src.Sim.Transferred, src.Currency) + ")"
		}
		return nil, time.Time{}, refused("", "amount", "%s", text)
	}
	if x.Group == "" {
		if src.TransferGroup == "" {
			src.TransferGroup = opt("group_" + src.ID)
		}
		x.Group = src.TransferGroup
	}
	return src, entry.availableAt(), nil
}

// pay moves the money of a checked transfer.
func (c *call) pay(x *transfer, available time.Time) {
	text := "Transfer " + x.ID
	out := c.post(c.home, movement{kind: "transfer", category: "transfer", source: x.ID, description: text, currency: x.Currency, amount: -x.Amount, available: available})
	x.Txn = opt(out.ID)
	py := &charge{
		base: base{ID: c.s.cfg.IDs.New("py"), Object: "charge"}, Amount: x.Amount, AmountCaptured: x.Amount, Captured: true, Currency: x.Currency,
		Metadata: metadata{}, Outcome: &outcome{NetworkStatus: "approved_by_network", RiskLevel: "not_assessed", SellerMessage: "Payment complete.", Type: "authorized"},
		Paid: true, SourceTransfer: opt(x.ID), Status: "succeeded", TransferGroup: x.Group, Method: "", CalcDescriptor: "",
	}
	in := c.post(x.Destination, movement{kind: "payment", category: "charge", source: py.ID, description: text, currency: x.Currency, amount: x.Amount, available: available})
	py.Txn = opt(in.ID)
	x.Payment = opt(py.ID)
	c.add(py, x.Destination)
	c.add(x, c.home)
	c.emit(c.home, "transfer.created", x)
}

func (c *call) ownTransfer() (*transfer, error) {
	x, ok := find[transfer](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("transfer", c.args[0])
	}
	return x, nil
}

func getTransfer(c *call) (any, error) { return c.ownTransfer() }

func updateTransfer(c *call) (any, error) {
	if _, err := c.ownTransfer(); err != nil {
		return nil, err
	}
	x := edit[transfer](c.tx, c.args[0])
	setOpt(c.p, "description", &x.Description)
	var err error
	if x.Metadata, err = c.applyMetadata(c.p, x.Metadata); err != nil {
		return nil, err
	}
	c.emitUpdated(c.home, "transfer.updated", x)
	return x, nil
}

func listTransfers(c *call) (any, error) {
	return c.page("transfer", "transfer", "/v1/transfers", "destination", "transfer_group")
}

// reversal takes money of a transfer back.
type reversal struct {
	base
	Amount        int64    `json:"amount"`
	Txn           opt      `json:"balance_transaction"`
	Currency      string   `json:"currency"`
	PaymentRefund opt      `json:"destination_payment_refund"`
	Metadata      metadata `json:"metadata"`
	SourceRefund  null     `json:"source_refund"`
	Transfer      string   `json:"transfer"`
}

func (r *reversal) keys() []string { return []string{"transfer=" + r.Transfer} }

func (r *reversal) wire(*tx) any {
	w := *r
	w.base = r.bare()
	return &w
}

func createReversal(c *call) (any, error) {
	if _, err := c.ownTransfer(); err != nil {
		return nil, err
	}
	x := edit[transfer](c.tx, c.args[0])
	left := x.Amount - x.Reversed
	amount, given := c.p.Int("amount")
	if !given {
		amount = left
	}
	switch {
	case given && amount < 1:
		return nil, invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.")
	case left == 0:
		return nil, refused("", "", "Transfer %s is already fully reversed.", x.ID)
	case amount > left:
		return nil, refused("", "amount", "Reversal amount (%s) is greater than unreversed amount on transfer (%s)", amountText(amount, x.Currency), amountText(left, x.Currency))
	}
	py := edit[charge](c.tx, string(x.Payment))
	in := get[txn](c.tx, string(py.Txn))
	pending := in.Status == "pending"
	if !pending && c.fundsOf(x.Destination, x.Currency).Available < amount && !get[settings](c.tx, settingsID).NegativeReversal {
		return nil, refused("balance_insufficient", "", "Insufficient funds: the destination account's available balance does not cover the reversal of %s.", amountText(amount, x.Currency))
	}
	r := &reversal{base: base{ID: c.s.cfg.IDs.New("trr"), Object: "transfer_reversal"}, Amount: amount, Currency: x.Currency, Transfer: x.ID}
	var err error
	if r.Metadata, err = c.applyMetadata(c.p, metadata{}); err != nil {
		return nil, err
	}
	c.undo(x, r, py, in)
	c.emit(c.home, "transfer.reversed", x)
	return r, nil
}

// undo moves the money of a checked reversal. Both legs have the availability of the
// transfer's own, so that what is still pending is taken back from what is pending.
func (c *call) undo(x *transfer, r *reversal, py *charge, in *txn) {
	at := in.availableAt()
	text := "Reversal " + r.ID
	pyr := &refund{
		base: base{ID: c.s.cfg.IDs.New("pyr"), Object: "refund"}, Amount: r.Amount, Charge: opt(py.ID), Currency: r.Currency,
		Metadata: metadata{}, Status: "succeeded", SourceReversal: opt(r.ID),
	}
	out := c.post(x.Destination, movement{kind: "payment_refund", category: "refund", source: pyr.ID, description: text, currency: r.Currency, amount: -r.Amount, available: at})
	pyr.Txn = opt(out.ID)
	c.add(pyr, x.Destination)
	py.AmountRefunded += r.Amount
	py.Refunded = py.AmountRefunded == py.Amount
	py.Sim.Refunds = append(append([]string{}, py.Sim.Refunds...), pyr.ID)
	back := c.post(c.home, movement{kind: "transfer_refund", category: "transfer_reversal", source: r.ID, description: text, currency: r.Currency, amount: r.Amount, available: at})
	r.Txn, r.PaymentRefund = opt(back.ID), opt(pyr.ID)
	c.add(r, c.home)
	x.Reversed += r.Amount
	x.IsReversed = x.Reversed == x.Amount
	x.Undone = append(append([]string{}, x.Undone...), r.ID)
}

func getReversal(c *call) (any, error) {
	r, ok := find[reversal](c.tx, c.home, c.args[1])
	if !ok || r.Transfer != c.args[0] {
		return nil, noSuch("transfer reversal", c.args[1])
	}
	return r, nil
}

func updateReversal(c *call) (any, error) {
	if _, err := getReversal(c); err != nil {
		return nil, err
	}
	r := edit[reversal](c.tx, c.args[1])
	var err error
	r.Metadata, err = c.applyMetadata(c.p, r.Metadata)
	return r, err
}

func listReversals(c *call) (any, error) {
	x, err := c.ownTransfer()
	if err != nil {
		return nil, err
	}
	return c.pageOf("transfer_reversal", "transfer reversal", "/v1/transfers/"+x.ID+"/reversals", []string{"transfer=" + x.ID}, func(record) bool { return true })
}
