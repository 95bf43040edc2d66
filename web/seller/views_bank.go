package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Bank is what the payment service has sent to the vendor's bank, newest first.
type Bank struct {
	Rows  []BankRow
	Pager kernel.Pager
	CSV   string
}

// BankRow is one payout to the bank. Times that are not known are zero.
type BankRow struct {
	URL       string
	Sent      time.Time
	Expected  time.Time // when the bank should have it
	Arrived   time.Time
	Returned  time.Time
	State     kernel.Sign
	Why       string // why it came back, in words
	Amount    kernel.Money
	Reference string // the payment service's, as it may stand on the bank's statement
}

// BankPayout is one payout to the bank with what it is made of, as far as that is known.
type BankPayout struct {
	BankRow
	Parts []BankPart
}

// BankPart is what a payout to the bank has taken along. Kind is a code below "bank_part.".
type BankPart struct {
	Kind   string
	On     time.Time // the day of the market's payout; zero for what is none
	Order  string
	URL    string // of the order, or of the payout that came back
	At     time.Time
	Amount kernel.Money
}
