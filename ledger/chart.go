package ledger

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Class says on which side of the books an account is normal.
type Class string

// The classes. Assets and expenses are debit-normal, the others credit-normal.
const (
	Asset     Class = "asset"
	Liability Class = "liability"
	Income    Class = "income"
	Expense   Class = "expense"
	Memo      Class = "memo" // a separate book: the image of accounts that are not ours
)

// DebitNormal reports whether a balance on the debit side is the usual one.
func (c Class) DebitNormal() bool { return c == Asset || c == Expense }

// The accounts that exist once (payments rules §6.2).
const (
	StripePending     = "stripe:pending"
	StripeAvailable   = "stripe:available"
	StripeReserved    = "stripe:reserved"
	BankMain          = "bank:main"
	DisputeSuspense   = "dispute:suspense"
	SuspenseUnmatched = "suspense:unmatched"
	RefundsPayable    = "refunds:payable"
	LoyaltyLiability  = "loyalty:liability"
	GiftcardLiability = "giftcard:liability"
	BuyerCredit       = "buyer:credit"
	RevCommission     = "rev:commission"
	RevShipping       = "rev:shipping"
	RevBreakage       = "rev:breakage"
	RevFees           = "rev:fees"
	PromoPlatform     = "promo:platform"
	ExpLoyalty        = "exp:loyalty"
	ExpGoodwill       = "exp:goodwill"
	ExpStripeFee      = "exp:stripe_fee"
	ExpDisputeFee     = "exp:dispute_fee"
	ExpBadDebt        = "exp:bad_debt"
	ExpRounding       = "exp:rounding"
)

// VendorHeld is what a vendor has earned and not been released.
func VendorHeld(v markthalle.VendorID) string { return "vendor:" + string(v) + ":held" }

// VendorPayable is what is released and to be transferred; a debit balance is what the
// vendor owes.
func VendorPayable(v markthalle.VendorID) string { return "vendor:" + string(v) + ":payable" }

// VendorReserve is a vendor's rolling reserve.
func VendorReserve(v markthalle.VendorID) string { return "vendor:" + string(v) + ":reserve" }

// VATOutput is VAT owed on commissions, by the country to which it is owed.
func VATOutput(country string) string { return "vat:output:" + country }

// MarketplaceTax is tax that the market owes as deemed supplier or facilitator.
func MarketplaceTax(regime string) string { return "tax:marketplace:" + regime }

// Exchange is the clearing account between two currencies.
func Exchange(c money.Currency) string { return "fx:" + string(c) }

// The parts of a vendor's account at the provider in the memo book (payments rules §6.2).
const (
	ConnFunding   = "funding"    // what the market has sent to it, credit-normal
	ConnAvailable = "available"  // what it holds, whether it can be paid out yet or not
	ConnInTransit = "in_transit" // what is on its way to the vendor's bank
	ConnBank      = "bank"       // what has arrived there
)

// Connected is an account of the memo book: one of the parts of a vendor's account at the
// provider. It is not the market's money.
func Connected(v markthalle.VendorID, part string) string { return ConnectedOf(v) + part }

// ConnectedOf is how the accounts of a vendor in the memo book begin.
func ConnectedOf(v markthalle.VendorID) string { return ConnectedAll + string(v) + ":" }

// ConnectedAll is how all accounts of the memo book begin.
const ConnectedAll = "conn:"

var single = map[string]Class{
	StripePending: Asset, StripeAvailable: Asset, StripeReserved: Asset, BankMain: Asset, DisputeSuspense: Asset,
	SuspenseUnmatched: Liability, RefundsPayable: Liability, LoyaltyLiability: Liability,
	GiftcardLiability: Liability, BuyerCredit: Liability,
	RevCommission: Income, RevShipping: Income, RevBreakage: Income, RevFees: Income,
	PromoPlatform: Expense, ExpLoyalty: Expense, ExpGoodwill: Expense, ExpStripeFee: Expense,
	ExpDisputeFee: Expense, ExpBadDebt: Expense, ExpRounding: Expense,
}

// ClassOf returns the class of an account, false for one that the chart does not have.
func ClassOf(account string) (Class, bool) {
	if c, ok := single[account]; ok {
		return c, true
	}
	parts := strings.Split(account, ":")
	for _, p := range parts {
		if p == "" {
			return "", false
		}
	}
	switch {
	case len(parts) == 3 && parts[0] == "vendor" && strings.HasPrefix(parts[1], "ven_"):
		switch parts[2] {
		case "held", "payable", "reserve":
			return Liability, true
		}
	case len(parts) == 3 && parts[0] == "vat" && parts[1] == "output" && len(parts[2]) == 2:
		return Liability, true
	case len(parts) == 3 && parts[0] == "tax" && parts[1] == "marketplace":
		return Liability, true
	case len(parts) == 2 && parts[0] == "fx" && money.Currency(parts[1]).Valid():
		return Expense, true
	case len(parts) == 3 && parts[0] == "conn" && strings.HasPrefix(parts[1], "ven_"):
		switch parts[2] {
		case ConnFunding, ConnAvailable, ConnInTransit, ConnBank:
			return Memo, true
		}
	}
	return "", false
}

// mayOwe are the kinds of transactions through which a vendor's account may become a debt
// (PAY-65): everything else takes only what is there.
var mayOwe = map[string]bool{KindRefundAfter: true, KindDispute: true, KindFeeRecovery: true}

// owes reports whether an account is one of those that PAY-65 watches.
func owes(account string) bool {
	return strings.HasPrefix(account, "vendor:") && (strings.HasSuffix(account, ":held") || strings.HasSuffix(account, ":payable"))
}

// The kinds of transactions.
const (
	KindSale             = "sale"
	KindCommission       = "commission"
	KindProviderFee      = "provider_fee"
	KindAvailable        = "available"
	KindRefundBefore     = "refund_before_transfer"
	KindRefundAfter      = "refund_after_transfer"
	KindRefundCommission = "refund_commission"
	KindRefundPaid       = "refund_paid"
	KindRefundReturned   = "refund_returned"
	KindRelease          = "release"
	KindTransfer         = "transfer"
	KindTransferReversal = "transfer_reversal"
	KindReserve          = "reserve"
	KindDispute          = "dispute"
	KindStray            = "stray"
	KindFeeRecovery      = "fee_recovery"
	KindManual           = "manual"
	KindTreasury         = "treasury"
	KindReversal         = "reversal"
	KindWriteOff         = "write_off"
	KindMemo             = "memo"
	KindPoints           = "points"
)
