package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Link is a text that leads somewhere on this site.
type Link struct {
	Label string
	URL   string
}

// Work is the work list.
type Work struct {
	Open    int64
	Mine    int64
	Late    int // lists beyond their target
	Near    int // lists close to it
	NextURL string
	Groups  []WorkGroup
	Next    []NextItem
	System  []kernel.Sign
	Market  []MarketFigure
}

// WorkGroup is one area of work; Key is a code below "work_group.".
type WorkGroup struct {
	Key    string
	Queues []Queue
}

// Queue is one list of work; Key is a code below "queue.".
type Queue struct {
	Key    string
	Detail string
	URL    string
	Open   int64
	Oldest time.Duration
	Target time.Duration
	Mine   int64
	Days   []int64 // open items on each of the last 14 days; empty without history
}

// Tone returns the mark of the queue: "bad" beyond its target, "warn" in the last
// quarter of it, else "good".
func (q Queue) Tone() string {
	switch {
	case q.Open == 0 || q.Target == 0:
		return "good"
	case q.Oldest > q.Target:
		return "bad"
	case q.Oldest*4 > q.Target*3:
		return "warn"
	}
	return "good"
}

// NextItem is something to do next.
type NextItem struct {
	Label  string
	Detail string
	URL    string
	Due    time.Time
}

// MarketFigure compares today with yesterday; Key is a code below "market_figure.".
type MarketFigure struct {
	Key                        string
	IsMoney                    bool
	Today, Yesterday, Complete Value
}

// Value is an amount or a count.
type Value struct {
	Money kernel.Money
	Count int64
}

// Vendors lists vendors, applications among them.
type Vendors struct {
	Title string // code below "vendors_title.": applications or vendors
	Query string
	Tabs  []Tab // Key is a code below "vendor_state."
	Rows  []VendorRow
	Pager kernel.Pager
}

// Tab is one state of a list.
type Tab struct {
	Key     string
	URL     string
	Count   int64
	Current bool
}

// VendorRow is one vendor.
type VendorRow struct {
	ID        string
	ShopName  string
	LegalName string
	Place     string
	State     string // code below "vendor_state."
	Tone      string
	Missing   int // open items of the checklist
	Since     time.Time
	Offers    int64
	Held      kernel.Money
	Payouts   kernel.Sign
}

// Vendor is one vendor with everything, and the decision on it.
type Vendor struct {
	ID           string
	ShopName     string
	LegalName    string
	State        string
	Tone         string
	Since        time.Time
	Kind         string // "business" or "private"
	Facts        []Fact
	Checklist    []Check
	People       []Member
	Balance      []Amount
	Account      []VendorAccount // at the provider, by currency
	Holds        []VendorHold
	Reserve      VendorReserve
	CanReserve   bool // may set and free the reserve, and write debts off
	Owed         kernel.Money
	OwedText     string // as the form offers it
	EntryKinds   []string
	Entries      []VendorEntry // that wait for a second person
	Posted       []PostedEntry // newest first
	OffersLive   int64
	OrdersOpen   int64
	Findings     []Finding
	History      []Event
	Reasons      []kernel.Option // reasons of a rejection or suspension
	Chosen       []string
	Note         string
	CanApprove   bool
	CanReject    bool
	CanSuspend   bool
	CanReinstate bool
	NextURL      string // next application; empty when there is none
	NextLabel    string
	Faults       kernel.Faults
}

// Fact is a name and a value; Check tells whether it was verified.
type Fact struct {
	Key   string // code below "fact."
	Value string
	Check string // "", "good", "warn" or "bad"
}

// Check is one item of a vendor's checklist. Key is a code below "step.".
type Check struct {
	Key   string
	State string
	Why   string
}

// Amount is a part of a balance; Key is a code below "part.".
type Amount struct {
	Key    string
	Amount kernel.Money
}

// VendorAccount is what the memo book says of a vendor's account at the provider in one
// currency; the keys are codes below "memo.".
type VendorAccount struct {
	Currency string
	Parts    []Amount
}

// VendorReserve is what of each release is kept, and the form that changes it: Share,
// Days, Limit and Why as typed.
type VendorReserve struct {
	ShareBP int64
	Day     int64 // 0: until it is freed
	Cap     kernel.Money
	Reason  string
	Kept    kernel.Money

	Share, Days, Limit, Why string
}

// VendorHold is a hold on a vendor's money that an operator set.
type VendorHold struct {
	ID     string
	Reason string
	Until  time.Time
	By     string
}

// Finding is one result of the checks.
type Finding struct {
	Code     string
	Severity string
	Field    string
	Text     string
	Found    string
	Wanted   string
}

// Event is one entry of a history.
type Event struct {
	At   time.Time
	Who  string
	Text string
}

// Review is one product or change to decide on, beside the queue.
type Review struct {
	Queue     []ReviewItem
	More      int64
	ID        string // empty when nothing waits
	IsChange  bool
	Title     string
	Path      string // categories
	GTIN      string
	FiledAt   time.Time
	Fields    []FieldDiff
	Unchanged []string
	Vendor    VendorFacts
	Reasons   []kernel.Option
	Chosen    []string
	Note      string
	Target    time.Time
	NextLabel string
	ViewURL   string
	Faults    kernel.Faults
}

// ReviewItem is one entry of the review queue.
type ReviewItem struct {
	Title   string
	Vendor  string
	Age     time.Duration
	URL     string
	Current bool
}

// FieldDiff is one field before and after; a new product has no Before.
type FieldDiff struct {
	Label    string
	Before   string
	After    string
	Images   []Picture // instead of After
	Was      []Picture // instead of Before
	Findings []Finding
}

// Picture is a picture with its size.
type Picture struct {
	URL    string
	Alt    string
	Width  int
	Height int
}

// VendorFacts tells a reviewer who is behind it.
type VendorFacts struct {
	Name       string
	URL        string
	Town       string
	Language   string
	Offers     int64
	Approved   int // of the last 20
	SentBack   int
	Automatic  string // what passes without review
	MemberFrom time.Time
}

// Found is what "find everything" found.
type Found struct {
	Query string
	Hits  []Hit
}

// Hit is one thing found; Kind is a code below "find_kind.".
type Hit struct {
	Kind   string
	Label  string
	Detail string
	URL    string
}

// Audit is who did what.
type Audit struct {
	Subject string
	Actor   string
	Rows    []AuditRow
	Chain   kernel.Sign // whether the hashes link up
	Pager   kernel.Pager
}

// AuditRow is one entry.
type AuditRow struct {
	At       time.Time
	Actor    string
	ActingAs string
	Action   string
	Subject  string
	URL      string
	Changes  []Change
	Reason   string
	Hash     string // its first characters
}

// Change is one value before and after.
type Change struct{ Field, Before, After string }

// Members lists who runs the market.
type Members struct {
	Members []Member
	Roles   []kernel.Option
	Email   string
	Role    string
	Faults  kernel.Faults
}

// Member is a person in a role.
type Member struct {
	ID      string
	Name    string
	Email   string
	Roles   []string
	State   string
	Since   time.Time
	Self    bool
	LastOne bool
}

// System is how the machines are, in words.
type System struct {
	Summary  []kernel.Sign
	Engines  []Engine
	Backlog  int64
	Oldest   time.Duration
	Timers   int64
	NextDue  time.Time
	Letters  []DeadLetter
	Pager    kernel.Pager
	Beats    []Heartbeat
	Version  string
	Mode     string // "trial" or "live"
	MailsURL string // outbox of a trial installation; empty otherwise
}

// Engine is one engine; Key is a code below "engine.".
type Engine struct {
	Key    string
	Name   string
	State  kernel.Sign
	TookMS int64
	Detail string
}

// DeadLetter is a reaction that gave up.
type DeadLetter struct {
	ID       string
	Reaction string
	Document string
	Event    string
	Attempts int
	At       time.Time
	Cause    string
}

// Heartbeat is when a schedule ran last.
type Heartbeat struct {
	Name string
	Last time.Time
	Next time.Time
	Sign kernel.Sign
}

// Clock moves the market's time on trial installations.
type Clock struct {
	Now     time.Time
	Wall    time.Time
	Offset  time.Duration
	Advance string // as typed: "336h"
	NextDue time.Time
	Ran     []Event // what the last move did
	Faults  kernel.Faults
}
