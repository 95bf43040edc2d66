package tuning

import (
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

// Synonyms are wordings that count as each other, or one-way as what is typed.
type Synonyms struct {
	store.Meta `bson:",inline"` // id: syn_…

	Locale markthalle.Locale `bson:"locale"` // empty: every language
	Market string            `bson:"market"` // empty: every market
	From   []string          `bson:"from"`   // what is typed, one-way; empty: multi-way
	Words  []string          `bson:"words"`  // what counts as it, or as each other
	Active bool              `bson:"active"`

	Deleted bool `bson:"deleted"`
}

// OneWay reports whether the wordings count in one direction only.
func (s *Synonyms) OneWay() bool { return len(s.From) > 0 }

// When a rule holds.
const (
	OnQuery    = "query"    // the text is exactly this one
	OnWords    = "words"    // the text has all these words
	OnCategory = "category" // the page of a category, without a text
	Everywhere = "everywhere"
)

// When says for which searches a rule holds.
type When struct {
	Kind     string `bson:"kind"`
	Text     string `bson:"text"`     // of OnQuery and OnWords
	Category string `bson:"category"` // of OnCategory, an id
}

// Target is a product, or all of a brand, vendor or category.
type Target struct {
	Field string `bson:"field"` // search.FieldProduct, FieldBrand, FieldVendor, FieldCategory
	Value string `bson:"value"` // an id
}

// Place is where a redirect leads.
type Place struct {
	Kind  string `bson:"kind"` // search.ToPath, ToCategory, ToProduct; empty: nowhere
	Value string `bson:"value"`
}

// Rule is one rule of curation.
type Rule struct {
	store.Meta `bson:",inline"` // id: cur_…

	Name     string            `bson:"name"`
	When     When              `bson:"when"`
	Market   string            `bson:"market"`
	Locale   markthalle.Locale `bson:"locale"`
	From     time.Time         `bson:"from"` // zero: at once
	To       time.Time         `bson:"to"`   // zero: no end
	Priority int64             `bson:"priority"`
	Active   bool              `bson:"active"`

	Pins     []string `bson:"pins"` // products in this order
	Boost    []Target `bson:"boost"`
	Bury     []Target `bson:"bury"`
	Hide     []Target `bson:"hide"`
	Redirect Place    `bson:"redirect"`

	Deleted bool `bson:"deleted"`
}

// State says whether a rule has effect at a moment: "off", "scheduled", "active", "ended".
func (r *Rule) State(now time.Time) string {
	switch {
	case !r.Active:
		return "off"
	case now.Before(r.From):
		return "scheduled"
	case !r.To.IsZero() && !now.Before(r.To):
		return "ended"
	}
	return "active"
}

// The kinds of word lists.
const (
	Stop   = "stop"
	Banned = "banned"
)

// WordList is all stop phrases, or all banned terms, of a language.
type WordList struct {
	store.Meta `bson:",inline"` // id: words_<kind>_<locale or all>

	Kind   string            `bson:"kind"`
	Locale markthalle.Locale `bson:"locale"` // empty: every language
	Words  []string          `bson:"words"`
}

func wordsID(kind string, l markthalle.Locale) string {
	if l == "" {
		l = "all"
	}
	return fmt.Sprintf("words_%s_%s", kind, l)
}

// tally is what is known of one text that is searched for.
type tally struct {
	store.Meta `bson:",inline"` // id: sq_<hash of market, locale and text>

	Market string            `bson:"market"`
	Locale markthalle.Locale `bson:"locale"`
	Text   string            `bson:"text"`
	Days   []day             `bson:"days"` // in order, at most KeepDays
	Last   int64             `bson:"last"` // the last of them

	// The orders of lists, 0 for texts that are not in one.
	Popular   int64 `bson:"popular"`
	Missed    int64 `bson:"missed"`
	Unclicked int64 `bson:"unclicked"`
}

// day is what happened on one day of market time, counted from 1970.
type day struct {
	Day      int64 `bson:"d"`
	Searches int64 `bson:"n"`
	Exact    int64 `bson:"x"` // found as they were spelt
	Misses   int64 `bson:"m"` // found nothing
	Clicks   int64 `bson:"c"`
	Position int64 `bson:"p"` // of the clicks, added up
}

type records struct {
	synonyms *store.Collection[Synonyms]
	rules    *store.Collection[Rule]
	words    *store.Collection[WordList]
	queries  *store.Collection[tally]
}

func define(db *store.DB) records {
	live := []store.Field{store.B("deleted")}
	list := func(name, field string) store.Index {
		return store.Index{Name: name, Eq: []store.Field{store.S("market"), store.S("locale")}, Sort: []store.Field{store.I(field)}}
	}
	return records{
		synonyms: store.Define[Synonyms](db, store.Spec{Name: "search_synonyms", Schema: 1, Indexes: []store.Index{
			{Name: "kept", Eq: live, Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		rules: store.Define[Rule](db, store.Spec{Name: "search_rules", Schema: 1, Indexes: []store.Index{
			{Name: "kept", Eq: live, Sort: []store.Field{store.I("priority")}},
		}}),
		words: store.Define[WordList](db, store.Spec{Name: "search_words", Schema: 1}),
		queries: store.Define[tally](db, store.Spec{Name: "search_queries", Schema: 1, Deletable: true, Indexes: []store.Index{
			list("popular", "popular"), list("missed", "missed"), list("unclicked", "unclicked"),
			{Name: "last", Sort: []store.Field{store.I("last")}},
		}}),
	}
}

// fields are what can be moved by a rule.
var fields = []string{search.FieldProduct, search.FieldBrand, search.FieldVendor, search.FieldCategory}
