package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Money is where a vendor's money is and when it comes.
type Money struct {
	Reports    []Link       // copies of what the tax authority is told, by year
	Total      kernel.Money // everything that is the vendor's
	OnTheWay   kernel.Money
	OnTheWayBy time.Time
	Account    string // "DE·· 4417"; empty while there is none
	Available  kernel.Money
	Held       kernel.Money
	HeldOrders int64
	Reserve    kernel.Money
	Rule       ReserveRule
	Reserves   []ReserveRow // what Reserve consists of, soonest first
	Owed       kernel.Money // what the vendor owes; zero for nothing
	NextAmount kernel.Money
	NextOn     time.Time
	Holds      []Hold
	Calendar   Calendar
	Statement  Statement
	Fees       []Fee
	FeesTotal  kernel.Money
	Payouts    []Payout
	Statements []StatementLink
	Blocked    string // why payouts wait, in one sentence; empty when they do not
	BlockedURL string
	TaxDueBy   time.Time // until when tax data are asked for; zero when none are
}

// ReserveRule says what of each release is kept, how long and up to what. Without a share
// nothing is; without days it stays until the market frees it; a cap of zero is none.
type ReserveRule struct {
	ShareBP int64
	Days    int64
	Cap     kernel.Money
	Reason  string
}

// ReserveRow is what the reserve keeps of one order.
type ReserveRow struct {
	Order  string
	URL    string
	Until  time.Time // zero: no day is set
	Amount kernel.Money
}

// Hold is one reason for which money waits. Key is a code below "hold.".
type Hold struct {
	Key    string
	Detail string
	Orders int64
	Free   string // when, in words
	URL    string // what would help; empty when only time does
	Amount kernel.Money
}

// Calendar tells the next payouts.
type Calendar struct {
	Days  []time.Time
	Rows  []CalendarRow
	Total []kernel.Money
	Rule  string // "jeden Montag, Stichzeit 00:00"
	Note  string
}

// CalendarRow is one source of the next payouts; an amount of zero is a dash. Key is a
// code below "calendar.".
type CalendarRow struct {
	Key     string
	Amounts []kernel.Money
}

// Statement is one statement of account.
type Statement struct {
	Name     string // "2026-11"
	From, To time.Time
	Rows     []StatementRow
	End      kernel.Money
	PDF, CSV string
	Invoice  string // address of the month's invoice, without its ending
	// InvoiceNo is its number; empty while it is a preview.
	InvoiceNo string
	Note      string
}

// StatementRow is one row; Mark as in CalcRow. Key is a code below "posting.".
type StatementRow struct {
	Mark   string
	Key    string
	Detail string
	Papers string
	URL    string
	Amount kernel.Money
}

// Fee is what the market kept, and why. Key is a code below "fee.".
type Fee struct {
	Key    string
	RateBP int64
	Base   kernel.Money
	Why    Link
	Amount kernel.Money
}

// Payout is one payout.
type Payout struct {
	ID     string
	On     time.Time
	State  kernel.Sign
	Amount kernel.Money
	Why    string
	// Reserved is what the reserve keeps of its orders, FromReserve what of the amount it
	// gave back.
	Reserved    kernel.Money
	FromReserve kernel.Money
}

// StatementLink is an earlier statement.
type StatementLink struct {
	Name     string
	From, To time.Time
	PDF, CSV string
	Invoice  string // address of the month's invoice, without its ending
	// InvoiceNo is its number; empty while it is a preview.
	InvoiceNo string
	Amount    kernel.Money
}

// Ledger is every movement of the vendor's money.
type Ledger struct {
	From, To string // dates as typed
	Rows     []LedgerRow
	Opening  kernel.Money
	Closing  kernel.Money
	Pager    kernel.Pager
	CSV      string
	Faults   kernel.Faults
}

// LedgerRow is one movement. Key is a code below "posting.".
type LedgerRow struct {
	At      time.Time
	Key     string
	Order   string
	URL     string
	Part    string // code below "part.": held, available, reserve, on_the_way
	Amount  kernel.Money
	Balance kernel.Money
}
