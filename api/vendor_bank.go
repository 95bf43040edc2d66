package api

import (
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

// BankPayoutOut is a payout of the payment service to a vendor's bank, as it was last heard.
type BankPayoutOut struct {
	ID         string `json:"id"` // the payment service's
	Amount     Money  `json:"amount"`
	State      string `json:"state"` // pending, in_transit, paid, failed or canceled
	Failure    string `json:"failure,omitempty"`
	SentAt     Time   `json:"sent_at"`
	ArrivesAt  *Time  `json:"arrives_at,omitempty"` // when the bank is expected to have it
	PaidAt     *Time  `json:"paid_at,omitempty"`
	ReturnedAt *Time  `json:"returned_at,omitempty"` // it may have been paid before
}

func bankPayout(p payments.BankPayout) BankPayoutOut {
	return BankPayoutOut{
		ID: p.ID, Amount: minor(p.Amount.Minor, p.Amount.Currency), State: p.State, Failure: p.Failure, SentAt: Time{p.SentAt},
		ArrivesAt: at(p.ArrivesAt), PaidAt: at(p.PaidAt), ReturnedAt: at(p.ReturnedAt),
	}
}

// BankPartOut is what a payout to the bank has taken along: a transfer of the market, a
// reversal of one, an earlier payout that was returned, or other.
type BankPartOut struct {
	Kind          string `json:"kind"`
	ID            string `json:"id,omitempty"` // of the transfer, or of the payout that came back
	PayoutID      string `json:"payout_id,omitempty"`
	Order         string `json:"order,omitempty"`
	VendorOrderID string `json:"vendor_order_id,omitempty"`
	At            Time   `json:"at"`
	Amount        Money  `json:"amount"` // negative for what was taken back
}

// VendorBankPayoutOut is a payout to the bank with what it is made of: everything that has
// moved on the vendor's account since the payout before, or nothing when that is not the
// amount.
type VendorBankPayoutOut struct {
	BankPayoutOut
	Parts []BankPartOut `json:"parts"`
}

func (r *routes) vendorBankPayoutList(c *endpoint.Call, in PageIn) (List[BankPayoutOut], error) {
	page, err := r.Payouts.BankPayouts(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[BankPayoutOut]{}, err
	}
	return wireList(page, bankPayout), nil
}

func (r *routes) vendorBankPayoutGet(c *endpoint.Call, in ByID) (VendorBankPayoutOut, error) {
	p, err := r.Payouts.BankPayout(c.Ctx, c.Actor, in.ID)
	if err != nil {
		return VendorBankPayoutOut{}, err
	}
	return VendorBankPayoutOut{BankPayoutOut: bankPayout(p.BankPayout), Parts: mapped(p.Parts, func(x payouts.BankPart) BankPartOut {
		return BankPartOut{
			Kind: x.Kind, ID: x.ID, PayoutID: string(x.Payout), Order: x.Number, VendorOrderID: string(x.VendorOrder), At: Time{x.At},
			Amount: minor(x.Amount, p.Amount.Currency),
		}
	})}, nil
}
