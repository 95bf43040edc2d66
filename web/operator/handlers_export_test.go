package operator

import (
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// What the mapping tests see: pure functions between services and views.
type (
	Words   = words
	Waiting = waiting
)

var (
	AccountCSV      = accountCSV
	AccountQuery    = accountQuery
	AuditRowOf      = auditRow
	DocumentIn      = documentIn
	EndOf           = endOf
	Family          = family
	HoldsAny        = holdsAny
	MembersOf       = members
	PostingKey      = postingKey
	RanBetween      = ranBetween
	RunOf           = runOf
	SameRule        = sameRule
	Samples         = samples
	SubmittedAt     = submittedAt
	TypedAttributes = typedAttributes
	TypedValues     = typedValues
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

// The methods of words and views that tests call.
var (
	VendorOf      = Words.vendor
	OrderOf       = Words.order
	EquationsOf   = Words.equations
	TrialOf       = Words.trialBalance
	StatementOf   = Words.account
	LackOf        = lack
	DocumentOf    = Words.document
	DifferencesOf = Words.differences
	RuleFormOf    = Words.ruleForm
	RateOf        = Words.rate
	PayoutRowOf   = Words.payoutRow
	BeatOf        = Words.beat
	IncidentOf    = Words.incident
	ReserveOf     = Words.reserve
)

// AddQueue puts a queue with what was found in it on the work list.
func (v *Work) AddQueue(group, key string, target time.Duration, found Waiting, now time.Time) {
	v.add(queue{group: group, key: key, url: "/" + key, target: target}, found, now)
}

// FoundIn is what is found in a queue.
func FoundIn(count int64, oldest time.Time, next NextItem) Waiting {
	return Waiting{count: count, oldest: oldest, next: next}
}

// RuleOf lays the form over an older version.
func (v Rule) RuleOf(old commission.Rule, c money.Currency) (commission.Rule, error) {
	return v.rule(old, c, time.UTC)
}

// What the tests of the pages of search see of this package.
var (
	Compared   = compared
	AfterPath  = afterPath
	Lines      = lines
	TuneFaults = tuneFaults
	TuneFields = tuneFields
)
