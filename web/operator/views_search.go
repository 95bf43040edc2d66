package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// SearchQueries lists what is searched for.
type SearchQueries struct {
	Tabs    []Choice // lists; Key is a code below "query_list."
	Locales []Choice // languages; Key is a code below "locale."
	Days    int
	Rows    []QueryRow
	Pager   kernel.Pager
	CanTune bool
}

// Choice is one of several lists.
type Choice struct {
	Key     string
	URL     string
	Current bool
}

// QueryRow is one text with its counts.
type QueryRow struct {
	Text     string
	URL      string // explains the search
	Searches int64
	Misses   int64
	Clicks   int64
	ShareBP  int64  // of searches with a click, basis points
	Position string // of the clicks on average; empty without any
	LastOn   time.Time
	Synonyms string // adds synonyms for it
	Rule     string // adds a rule for it
}

// SearchRules is the list of rules of curation, and the editor of one.
type SearchRules struct {
	List       []CurationRow
	ID         string // empty for a new rule
	Revision   int64
	Name       string
	State      string // code below "curation_state."
	When       string // code below "curation_when."
	Text       string
	Category   string
	Categories []kernel.Option
	Locale     string
	Locales    []kernel.Option
	Market     string
	Priority   string
	ValidFrom  string
	ValidTo    string
	Active     bool
	Pins       string // one product a line
	Boost      string // one target a line: "brand lieske"
	Bury       string
	Hide       string
	Redirect   string // an address on the site
	Query      string // that the preview asks
	Preview    *CurationPreview
	CanTune    bool
	Faults     kernel.Faults
}

// CurationRow is one rule in the list.
type CurationRow struct {
	Priority int64
	Name     string
	Detail   string // when it holds
	State    string
	URL      string
	Current  bool
}

// CurationPreview is a search with and without a draft.
type CurationPreview struct {
	Query         string
	Before, After int // products found
	Rows          []PreviewRow
	Redirect      string // where the draft leads
}

// PreviewRow is one product of either list. Places are 0 where it is not on the page.
type PreviewRow struct {
	Title  string
	URL    string
	Before int
	After  int
	Action string // code below "curation_action."; empty for nothing
}

// SearchSynonyms is the list of synonyms, and the editor of one.
type SearchSynonyms struct {
	List     []SynonymRow
	ID       string
	Revision int64
	Locale   string
	Locales  []kernel.Option
	Market   string
	From     string // one wording a line
	Words    string
	Active   bool
	Pager    kernel.Pager
	CanTune  bool
	Faults   kernel.Faults
}

// SynonymRow is one set of synonyms.
type SynonymRow struct {
	Words   string
	Locale  string // code below "locale."
	OneWay  bool
	Active  bool
	URL     string
	Current bool
}

// SearchWords is the lists of words, and the editor of one.
type SearchWords struct {
	Lists    []WordListRow
	ID       string // "stop_en"
	Kind     string // code below "word_list."
	Locale   string // code below "locale."
	Revision int64
	Words    string // one a line
	CanTune  bool
	Faults   kernel.Faults
}

// WordListRow is one list.
type WordListRow struct {
	Kind    string
	Locale  string
	Count   int
	URL     string
	Current bool
}

// SearchExplain is a search with the reasons of its order.
type SearchExplain struct {
	Query    string
	Locale   string
	Locales  []kernel.Option
	Asked    bool
	Total    int64
	Stage    string // code below "search_stage."
	Facts    []ExplainFact
	Moves    []ExplainMove
	Rows     []ExplainRow
	Redirect string
}

// ExplainFact is what was made of the text; Key is a code below "explain_fact.".
type ExplainFact struct {
	Key   string
	Value string
}

// ExplainMove is what a rule does in this search.
type ExplainMove struct {
	Action string // code below "curation_action."
	What   string
	Rule   string
	URL    string
}

// ExplainRow is one product with the reasons of its place.
type ExplainRow struct {
	Place   int
	Title   string
	URL     string
	Words   []ExplainWord
	Rank    int64
	Action  string
	RuleURL string
}

// ExplainWord says where a word was found; Fields are codes below "search_field.".
type ExplainWord struct {
	Word   string
	Found  string
	Fields []string
	Typos  int
	Prefix bool
}
