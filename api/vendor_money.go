package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

func (r *routes) vendorMoney() []endpoint.Endpoint {
	read := asVendor(markthalle.LedgerRead)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/balance", "What the vendor has coming, and why it waits", r.vendorBalance, read),
		endpoint.Route("GET", "/vendor/ledger", "An account of the vendor, now or as of a moment: its balance and movements, newest first", r.vendorLedger, read,
			endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/vendor/payouts", "The vendor's payouts, newest first", r.vendorPayoutList, read),
		endpoint.Route("GET", "/vendor/payouts/{id}", "One payout with what it pays", r.vendorPayoutGet, read, endpoint.About("payout")),
		endpoint.Route("GET", "/vendor/bank-payouts", "What the payment service has sent to the vendor's bank, newest first", r.vendorBankPayoutList, read),
		endpoint.Route("GET", "/vendor/bank-payouts/{id}", "One payout to the bank with what it is made of", r.vendorBankPayoutGet, read, endpoint.About("bank_payout")),
		endpoint.Route("GET", "/vendor/statements/{month}", "The statement of a month (2026-03)", r.vendorStatement, read,
			endpoint.RawOr(StatementOut{}, "text/csv", "application/pdf"), endpoint.Answers(http.StatusOK), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/vendor/reports/dac7/{year}", "The vendor's copy of what the tax authority is told about it for a year (DAC7)", r.vendorDAC7, read,
			endpoint.RawOr(DAC7Out{}, "text/csv"), endpoint.Answers(http.StatusOK), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/vendor/invoices", "The invoices that the market has issued to the vendor, newest first", r.vendorInvoiceList, read),
		endpoint.Route("GET", "/vendor/invoices/{month}", "What the market charged for a month (2026-03): the invoice, or a preview until it is issued", r.vendorInvoice, read,
			endpoint.RawOr(InvoiceOut{}, "text/csv", "application/pdf"), endpoint.Answers(http.StatusOK), endpoint.Within(30*time.Second)),
	}
}

// VendorHeldOut is money of one order and until when it waits, and why.
type VendorHeldOut struct {
	Order         string `json:"order"`
	VendorOrderID string `json:"vendor_order_id"`
	Amount        Money  `json:"amount"`
	Until         *Time  `json:"until,omitempty"`
	Reason        string `json:"reason"`
}

// VendorNextPayoutOut is when the next payout runs and what it would pay.
type VendorNextPayoutOut struct {
	On     Time  `json:"on"`
	Amount Money `json:"amount"`
}

// VendorBalanceOut is what a vendor has coming, in one currency.
type VendorBalanceOut struct {
	Currency   string               `json:"currency"`
	Pending    Money                `json:"pending"`
	OnHold     Money                `json:"on_hold"`
	Reserved   Money                `json:"reserved"`
	Available  Money                `json:"available"`
	InTransfer Money                `json:"in_transfer"`
	Owed       Money                `json:"owed"`
	Holds      []VendorHeldOut      `json:"holds"`
	Reserves   []VendorReserveOut   `json:"reserves"`
	Reserve    ReservePolicyOut     `json:"reserve_policy"`
	NextPayout *VendorNextPayoutOut `json:"next_payout,omitempty"`
}

// VendorReserveOut is what is kept of one order, and until when.
type VendorReserveOut struct {
	Order         string `json:"order"`
	VendorOrderID string `json:"vendor_order_id"`
	Amount        Money  `json:"amount"`
	Until         *Time  `json:"until,omitempty"` // left out while only an operator frees it
}

// ReservePolicyOut says what of a vendor's releases is kept, and how long.
type ReservePolicyOut struct {
	ShareBP int64  `json:"share_bp"` // of each release; 0 keeps nothing
	Days    int    `json:"days"`     // 0: until an operator frees it
	Cap     *Money `json:"cap,omitempty"`
	Reason  string `json:"reason,omitempty"`
	SetAt   *Time  `json:"set_at,omitempty"`
}

func reservePolicy(p payouts.ReservePolicy) ReservePolicyOut {
	out := ReservePolicyOut{ShareBP: int64(p.ShareBP), Days: p.Days, Reason: p.Reason, SetAt: at(p.SetAt)}
	if p.Cap > 0 {
		limit := minor(p.Cap, p.Currency)
		out.Cap = &limit
	}
	return out
}

func vendorBalance(b payouts.Balance) VendorBalanceOut {
	c := b.Currency
	out := VendorBalanceOut{
		Currency: string(c), Pending: minor(b.Pending, c), OnHold: minor(b.OnHold, c), Reserved: minor(b.Reserved, c),
		Available: minor(b.Available, c), InTransfer: minor(b.InTransfer, c), Owed: minor(b.Owed, c),
		Holds: mapped(b.Waiting, func(w payouts.Waiting) VendorHeldOut {
			return VendorHeldOut{
				Order: w.Number, VendorOrderID: string(w.VendorOrder), Amount: minor(w.Amount, c), Until: at(w.Until), Reason: w.Reason,
			}
		}),
	}
	out.Reserve = reservePolicy(b.Policy)
	out.Reserves = mapped(b.Reserves, func(x payouts.Reserve) VendorReserveOut {
		return VendorReserveOut{Order: x.Number, VendorOrderID: string(x.VendorOrder), Amount: minor(x.Amount, c), Until: at(x.Until)}
	})
	if b.Next != nil {
		out.NextPayout = &VendorNextPayoutOut{On: Time{b.Next.On}, Amount: minor(b.Next.Amount, c)}
	}
	return out
}

func (r *routes) vendorBalance(c *endpoint.Call, in CurrencyIn) (VendorBalanceOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return VendorBalanceOut{}, err
	}
	b, err := r.Payouts.BalanceOf(c.Ctx, c.Actor, c.Actor.Vendor, currency)
	if err != nil {
		return VendorBalanceOut{}, err
	}
	return vendorBalance(b), nil
}

// VendorLedgerIn asks for movements on what is held (earned, not released), payable, or in
// the reserve; with a moment for those before it.
type VendorLedgerIn struct {
	PageIn
	CurrencyIn
	AsOfIn
	Account string `query:"account" validate:"omitempty,oneof=held payable reserve"`
}

// AsOfIn names a moment of the past, such as 2026-03-31T22:00:00Z; without it the answer is
// as of now.
type AsOfIn struct {
	At *time.Time `query:"at"`
}

// out is the moment on the wire.
func (in AsOfIn) out() *Time {
	if in.At == nil {
		return nil
	}
	return &Time{*in.At}
}

// VendorLedgerOut is an account of the vendor: a page of its movements and, with the first
// page, its balance, just before the moment when one is named; positive is in the vendor's
// favour.
type VendorLedgerOut struct {
	List[LedgerRowOut]
	Balance *Money `json:"balance,omitempty"`
	At      *Time  `json:"at,omitempty"`
}

// LedgerRowOut is one movement on a vendor's accounts; a positive amount is in the
// vendor's favour.
type LedgerRowOut struct {
	ID            string `json:"id"`
	At            Time   `json:"at"`
	Kind          string `json:"kind"`
	Account       string `json:"account,omitempty"`
	Amount        Money  `json:"amount"`
	VendorOrderID string `json:"vendor_order_id,omitempty"`
	Note          string `json:"note,omitempty"`
}

func ledgerRow(x payouts.LedgerRow, c money.Currency) LedgerRowOut {
	return LedgerRowOut{
		ID: x.ID, At: Time{x.At}, Kind: x.Kind, Account: x.Account, Amount: minor(x.Amount, c),
		VendorOrderID: string(x.VendorOrder), Note: x.Note,
	}
}

func (r *routes) vendorLedger(c *endpoint.Call, in VendorLedgerIn) (VendorLedgerOut, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return VendorLedgerOut{}, err
	}
	account := in.Account
	if account == "" {
		account = "payable"
	}
	was, err := r.Payouts.LedgerOf(c.Ctx, c.Actor, c.Actor.Vendor, account, currency, in.At, in.query())
	if err != nil {
		return VendorLedgerOut{}, err
	}
	out := VendorLedgerOut{List: wireList(was.Page, func(x payouts.LedgerRow) LedgerRowOut { return ledgerRow(x, currency) }), At: in.out()}
	if in.Cursor == "" {
		balance := minor(was.Balance, currency)
		out.Balance = &balance
	}
	return out, nil
}

// PayoutItemOut is one order that a payout settles; a negative amount is a debt.
type PayoutItemOut struct {
	VendorOrderID string `json:"vendor_order_id"`
	Order         string `json:"order"`
	Amount        Money  `json:"amount"`
	Pays          Money  `json:"pays"`
	Reserved      Money  `json:"reserved"`     // kept of this order besides
	FromReserve   Money  `json:"from_reserve"` // of the amount, what the reserve gave back
}

// PayoutPartOut is one transfer of a payout.
type PayoutPartOut struct {
	ID            string `json:"id"`
	VendorOrderID string `json:"vendor_order_id"`
	Amount        Money  `json:"amount"`
	Done          bool   `json:"done"`
	Code          string `json:"code,omitempty"`
}

// PayoutOut is what one vendor is paid in one currency in one cycle.
type PayoutOut struct {
	ID        string          `json:"id"`
	Revision  int64           `json:"revision"`
	VendorID  string          `json:"vendor_id"`
	State     string          `json:"state"`
	Reason    string          `json:"reason,omitempty"`
	Currency  string          `json:"currency"`
	Amount    Money           `json:"amount"`
	Reserved  Money           `json:"reserved"`     // what the reserve keeps of its orders
	Back      Money           `json:"from_reserve"` // of the amount, what the reserve gave back
	On        Time            `json:"on"`
	PaidAt    *Time           `json:"paid_at,omitempty"`
	Cycle     string          `json:"cycle"`
	Items     []PayoutItemOut `json:"items"`
	Transfers []PayoutPartOut `json:"transfers"`
}

func payoutOut(p payouts.Payout) PayoutOut {
	c := p.Currency
	kept, back := p.Reserved()
	return PayoutOut{
		ID: p.ID, Revision: p.Version, VendorID: string(p.Vendor), State: string(p.State), Reason: p.Reason, Currency: string(c),
		Amount: minor(p.Total, c), Reserved: minor(kept, c), Back: minor(back, c), On: Time{p.On}, PaidAt: at(p.PaidAt), Cycle: p.Cycle,
		Items: mapped(p.Items, func(i payouts.Item) PayoutItemOut {
			return PayoutItemOut{
				VendorOrderID: string(i.VendorOrder), Order: i.Number, Amount: minor(i.Amount, c), Pays: minor(i.Pays, c),
				Reserved: minor(i.Reserved, c), FromReserve: minor(i.FromReserve, c),
			}
		}),
		Transfers: mapped(p.Parts, func(x payouts.Part) PayoutPartOut {
			return PayoutPartOut{ID: string(x.Transfer), VendorOrderID: string(x.VendorOrder), Amount: minor(x.Amount, c), Done: x.Done, Code: x.Code}
		}),
	}
}

func (r *routes) vendorPayoutList(c *endpoint.Call, in PageIn) (List[PayoutOut], error) {
	page, err := r.Payouts.Payouts(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[PayoutOut]{}, err
	}
	return wireList(page, payoutOut), nil
}

func (r *routes) vendorPayoutGet(c *endpoint.Call, in ByID) (PayoutOut, error) {
	p, err := r.Payouts.Payout(c.Ctx, c.Actor, markthalle.PayoutID(in.ID))
	if err != nil {
		return PayoutOut{}, err
	}
	return payoutOut(p), nil
}

// VendorStatementIn asks for the statement of a month.
type VendorStatementIn struct {
	CurrencyIn
	Month  string `path:"month" validate:"required,max=7"`
	Format string `query:"format" validate:"omitempty,oneof=json csv pdf"`
}

// StatementSumOut is the total of one kind of movement.
type StatementSumOut struct {
	Kind   string `json:"kind"`
	Amount Money  `json:"amount"`
}

// StatementOut is a vendor's month in one currency: opening + movements = closing. It
// lists at most 10,000 movements; the CSV has all of them.
type StatementOut struct {
	ID       string            `json:"id"`
	VendorID string            `json:"vendor_id"`
	Currency string            `json:"currency"`
	From     Time              `json:"from"`
	To       Time              `json:"to"`
	Opening  Money             `json:"opening"`
	Closing  Money             `json:"closing"`
	Sums     []StatementSumOut `json:"sums"`
	Items    []LedgerRowOut    `json:"items"`
	More     int64             `json:"more,omitempty"` // movements that are only in the CSV
}

func statementOut(st payouts.Statement, month string) StatementOut {
	c := st.Currency
	return StatementOut{
		ID: month, VendorID: string(st.Vendor), Currency: string(c), From: Time{st.From}, To: Time{st.To},
		Opening: minor(st.Opening, c), Closing: minor(st.Closing, c), More: st.More,
		Sums: mapped(st.Sums, func(s payouts.StatementSum) StatementSumOut {
			return StatementSumOut{Kind: s.Kind, Amount: minor(s.Amount, c)}
		}),
		Items: mapped(st.Rows, func(x payouts.LedgerRow) LedgerRowOut { return ledgerRow(x, c) }),
	}
}

// monthOf reads a month as a path names it.
func monthOf(s string) (time.Time, error) {
	month, err := time.Parse("2006-01", s)
	if err != nil {
		return time.Time{}, (&markthalle.Error{
			Kind: markthalle.Invalid, Code: "request.invalid", Text: "This is not a month.",
			Fields: []markthalle.Field{{Pointer: "/month", Code: "not_a_month", Message: "This is not a month.", Found: s, Wanted: "a month such as 2026-03"}},
		}).With(err)
	}
	return month, nil
}

func (r *routes) vendorStatement(c *endpoint.Call, in VendorStatementIn) (Empty, error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return Empty{}, err
	}
	month, err := monthOf(in.Month)
	if err != nil {
		return Empty{}, err
	}
	st, err := r.Payouts.StatementOf(c.Ctx, c.Actor, c.Actor.Vendor, currency, month)
	if err != nil {
		return Empty{}, err
	}
	var b bytes.Buffer
	name := `attachment; filename="statement-` + month.Format("2006-01") + "-" + string(currency)
	switch in.Format {
	case "csv":
		f, err := r.Payouts.StatementCSV(c.Ctx, st)
		if err != nil {
			return Empty{}, err
		}
		c.SetHeader("Content-Disposition", name+`.csv"`)
		return Empty{}, c.SendStream(http.StatusOK, "text/csv; charset=utf-8", f, f.Size)
	case "pdf":
		v, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
		if err != nil {
			return Empty{}, err
		}
		head := payouts.Heading{Market: r.Market.Name, Vendor: v.LegalName, VendorID: c.Actor.Vendor}
		if err := st.WritePDF(&b, head, c.Locale); err != nil {
			return Empty{}, err
		}
		c.SetHeader("Content-Disposition", name+`.pdf"`)
		return Empty{}, c.Send(http.StatusOK, "application/pdf", b.Bytes())
	default:
		return Empty{}, sendJSON(c, statementOut(st, in.Month))
	}
}
