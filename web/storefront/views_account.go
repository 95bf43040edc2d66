package storefront

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

// SignIn asks who is there.
type SignIn struct {
	Email    string
	Next     string // where to go afterwards
	NeedCode bool   // the account has a second factor
	Faults   kernel.Faults
	Failed   bool // e-mail and password do not belong together, or there is no such account
}

// SignUp makes an account. The answer is the same for a known address.
type SignUp struct {
	Name   string
	Email  string
	Next   string
	Sent   bool
	Faults kernel.Faults
}

// Verify tells whether a link from a mail was good. State is "done", "expired" or "sent".
type Verify struct {
	State string
	Email string
}

// Forgotten asks for a link to set a new password.
type Forgotten struct {
	Email  string
	Sent   bool
	Faults kernel.Faults
}

// Reset sets a new password.
type Reset struct {
	Token   string
	Expired bool
	Faults  kernel.Faults
}

// Invitation asks whether to join a vendor's or the operator's team.
type Invitation struct {
	Token        string
	Organisation string
	Role         string // code below "role."
	By           string
	Email        string
	SignedInAs   string // empty when a sign-in comes first
	Expired      bool
}

// Account lists a person's orders.
type Account struct {
	Name   string
	Email  string
	Orders []OrderRow
	Pager  kernel.Pager
	Shops  []Link // seller portals and the console that the person may enter
}

// OrderRow is one order in the list.
type OrderRow struct {
	Number   string
	URL      string
	At       time.Time
	State    string // code below "order_state."
	Tone     string
	Contents string
	Vendors  int
	Total    kernel.Money
	Images   []Image
}

// Settings are a person's name, language, password and devices.
type Settings struct {
	Name     string
	Email    string
	Verified bool
	Locale   markthalle.Locale
	Theme    string
	Devices  []Device
	Faults   kernel.Faults
}

// Device is a session.
type Device struct {
	ID      string
	Label   string // "Firefox auf Linux"
	Place   string // as far as it is known
	Seen    time.Time
	Since   time.Time
	Current bool
}

// Error is what went wrong, what that means and what to do next.
type Error struct {
	Status     int    // 403, 404, 422, 429, 500 or 503
	Code       string // stable code of the fault; shown small
	Detail     string // one sentence in the reader's language; empty for the usual one
	RequestID  string
	RetryAfter time.Duration
	SignIn     string // address to sign in at, when that would help
}

// Legal is a page of text that the operator writes.
type Legal struct {
	Slug    string
	Title   string
	Updated time.Time
	Blocks  []LegalBlock
}

// LegalBlock is a heading with its paragraphs.
type LegalBlock struct {
	Heading    string
	Paragraphs []string
}

// Ranking explains the order of lists and of offers (Regulation (EU) 2019/1150,
// Article 5): the main parameters with their weights.
type Ranking struct {
	Offers  []RankParameter
	Lists   []RankParameter
	Updated time.Time
}

// RankParameter is one parameter.
type RankParameter struct {
	Name     string
	WeightBP int64
	Text     string
}
