package seller

import (
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
)

// What the mapping tests see: pure functions between services and views.
type (
	Words   = words
	Uploads = uploads
)

var (
	AttributeInputs = attributeInputs
	BankCSV         = bankCSV
	Figures         = figures
	LedgerCSV       = ledgerCSV
	MembersOf       = members
	OfferTab        = offerTab
	OrderClock      = orderClock
	OrderOf         = orderOf
	Paragraphs      = paragraphs
	ProductField    = productField
	TextsOver       = textsOver
	TypedVariants   = typedVariants
	TypedZones      = typedZones
	Unmarked        = unmarked
	WithQuote       = withQuote
)

// The methods of words and views that tests call.
var (
	BalanceView    = Words.money
	BankView       = Words.bankPayout
	CalendarView   = Words.calendar
	ExactView      = Words.exact
	FeesView       = Words.fees
	LedgerRows     = Words.ledgerRows
	OnboardingView = Words.onboarding
	OrderView      = Words.order
	ProductFormOf  = Words.productForm
	ProductRowOf   = Words.productRow
	SlipOf         = Words.slip
	StatementView  = Words.statement
)

// WordsFor returns words that say keys with their arguments, so that tests do not depend
// on wordings.
func WordsFor(l markthalle.Locale, now time.Time) Words {
	say := func(key string, args ...any) string {
		for i := 0; i+1 < len(args); i += 2 {
			key += fmt.Sprintf(" %v=%v", args[i], args[i+1])
		}
		return key
	}
	return Words{locale: l, zone: time.UTC, now: now, text: say, known: func(prefix, code string, args ...any) string {
		return say(prefix+"."+code, args...)
	}}
}

// First reports whether a form with files is sent for the first time.
func (u *Uploads) First(token string, now time.Time) bool { return u.first(token, now) }

// Forget lets a form be sent again.
func (u *Uploads) Forget(token string) { u.forget(token) }

// AddTasks groups orders by what is to be done.
var AddTasks = (*Today).addTasks
