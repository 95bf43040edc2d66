package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
)

// AdminMemoOut is what the memo book says of a vendor's account at the provider in one
// currency: what the market has funded it with is on the account, on its way to the bank or
// there.
type AdminMemoOut struct {
	Currency  string `json:"currency"`
	Funded    Money  `json:"funded"`
	Available Money  `json:"available"`
	InTransit Money  `json:"in_transit"`
	Bank      Money  `json:"bank"`
}

// AdminPaymentAccountOut is a vendor's account at the provider as the memo book has it, with
// a page of its payouts to the bank, newest first.
type AdminPaymentAccountOut struct {
	Balances   []AdminMemoOut  `json:"balances"`
	Payouts    []BankPayoutOut `json:"payouts"`
	NextCursor string          `json:"next_cursor,omitempty"`
}

// AdminPaymentAccountIn asks for a vendor's account at the provider.
type AdminPaymentAccountIn struct {
	ByID
	PageIn
}

func (r *routes) adminPaymentAccount(c *endpoint.Call, in AdminPaymentAccountIn) (AdminPaymentAccountOut, error) {
	v, err := r.Vendors.Get(c.Ctx, markthalle.VendorID(in.ID))
	if err != nil {
		return AdminPaymentAccountOut{}, err
	}
	memo, err := r.Payouts.MemoOf(c.Ctx, c.Actor, v.VendorID())
	if err != nil {
		return AdminPaymentAccountOut{}, err
	}
	page, err := r.Payments.BankPayouts(c.Ctx, v.VendorID(), in.query())
	if err != nil {
		return AdminPaymentAccountOut{}, err
	}
	out := AdminPaymentAccountOut{NextCursor: page.Next}
	out.Balances = mapped(memo, func(b payouts.MemoBalance) AdminMemoOut {
		return AdminMemoOut{
			Currency: string(b.Currency), Funded: minor(b.Funded, b.Currency), Available: minor(b.Available, b.Currency),
			InTransit: minor(b.InTransit, b.Currency), Bank: minor(b.Bank, b.Currency),
		}
	})
	out.Payouts = mapped(page.Items, bankPayout)
	return out, nil
}
