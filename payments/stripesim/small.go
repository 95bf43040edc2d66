package stripesim

// customer is a buyer, as far as payments refer to one.
type customer struct {
	base
	Address       *address `json:"address"`
	Balance       int64    `json:"balance"`
	Currency      null     `json:"currency"`
	DefaultSource null     `json:"default_source"`
	Delinquent    bool     `json:"delinquent"`
	Description   opt      `json:"description"`
	Discount      null     `json:"discount"`
	Email         opt      `json:"email"`
	InvoicePrefix string   `json:"invoice_prefix"`
	Livemode      bool     `json:"livemode"`
	Metadata      metadata `json:"metadata"`
	Name          opt      `json:"name"`
	Phone         opt      `json:"phone"`
	Locales       []string `json:"preferred_locales"`
	Shipping      null     `json:"shipping"`
	TaxExempt     string   `json:"tax_exempt"`
}

func (x *customer) keys() []string {
	if x.Email == "" {
		return nil
	}
	return []string{"email=" + string(x.Email)}
}

func (x *customer) wire(*tx) any {
	w := *x
	w.base = x.bare()
	return &w
}

func (c *call) changeCustomer(x *customer) (err error) {
	setOpt(c.p, "description", &x.Description)
	setOpt(c.p, "email", &x.Email)
	setOpt(c.p, "name", &x.Name)
	setOpt(c.p, "phone", &x.Phone)
	if p := c.p.Get("address"); p != nil {
		var a address
		if x.Address != nil {
			a = *x.Address
		}
		readAddress(p, &a)
		x.Address = &a
	}
	if v := c.p.Strings("preferred_locales"); v != nil {
		x.Locales = v
	}
	x.Metadata, err = c.applyMetadata(c.p, x.Metadata)
	return err
}

func createCustomer(c *call) (any, error) {
	x := &customer{
		base: base{ID: c.s.cfg.IDs.New("cus"), Object: "customer"}, Locales: []string{}, TaxExempt: "none",
		InvoicePrefix: upperHex(c.s.cfg.IDs.Token(4)), Metadata: metadata{},
	}
	if err := c.changeCustomer(x); err != nil {
		return nil, err
	}
	c.add(x, c.home)
	return x, nil
}

func upperHex(b []byte) string {
	const digits = "0123456789ABCDEF"
	out := make([]byte, 0, 2*len(b))
	for _, x := range b {
		out = append(out, digits[x>>4], digits[x&15])
	}
	return string(out)
}

func getCustomer(c *call) (any, error) {
	x, ok := find[customer](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("customer", c.args[0])
	}
	return x, nil
}

func updateCustomer(c *call) (any, error) {
	if _, err := getCustomer(c); err != nil {
		return nil, err
	}
	x := edit[customer](c.tx, c.args[0])
	return x, c.changeCustomer(x)
}

func listCustomers(c *call) (any, error) {
	return c.page("customer", "customer", "/v1/customers", "email")
}

// topup brings money from the platform's bank.
type topup struct {
	base
	Amount      int64    `json:"amount"`
	Txn         opt      `json:"balance_transaction"`
	Currency    string   `json:"currency"`
	Description opt      `json:"description"`
	ExpectedAt  optInt   `json:"expected_availability_date"`
	FailureCode null     `json:"failure_code"`
	FailureText null     `json:"failure_message"`
	Livemode    bool     `json:"livemode"`
	Metadata    metadata `json:"metadata"`
	Source      null     `json:"source"`
	Descriptor  opt      `json:"statement_descriptor"`
	Status      string   `json:"status"`
	Group       opt      `json:"transfer_group"`
}

func (x *topup) keys() []string { return []string{"status=" + x.Status} }

func (x *topup) wire(*tx) any {
	w := *x
	w.base = x.bare()
	return &w
}

func createTopup(c *call) (any, error) {
	amount, given := c.p.Int("amount")
	if err := checkPositive(amount, given); err != nil {
		return nil, err
	}
	cur := lower(c.p.Str("currency"))
	if _, err := checkCurrency(cur); err != nil {
		return nil, err
	}
	x := &topup{
		base: base{ID: c.s.cfg.IDs.New("tu"), Object: "topup"}, Amount: amount, Currency: cur, Status: "pending",
		Description: opt(c.p.Str("description")), Descriptor: opt(c.p.Str("statement_descriptor")), Group: opt(c.p.Str("transfer_group")),
	}
	var err error
	if x.Metadata, err = c.applyMetadata(c.p, metadata{}); err != nil {
		return nil, err
	}
	at := c.now.Add(c.s.cfg.SettleDelay)
	x.ExpectedAt = optInt(at.Unix())
	c.add(x, c.home)
	c.emit(c.home, "topup.created", x)
	c.schedule("topup", x.ID, c.home, at)
	return x, nil
}

func (t *tx) topupArrives(id string) {
	x := edit[topup](t, id)
	if x.Status != "pending" {
		return
	}
	x.Status = "succeeded"
	entry := t.post(x.Home, movement{kind: "topup", category: "topup", source: x.ID, description: string(x.Description), currency: x.Currency, amount: x.Amount, available: t.now})
	x.Txn = opt(entry.ID)
	t.emit(x.Home, "topup.succeeded", x)
}

func getTopup(c *call) (any, error) {
	x, ok := find[topup](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("topup", c.args[0])
	}
	return x, nil
}

func listTopups(c *call) (any, error) { return c.page("topup", "topup", "/v1/topups", "status") }
