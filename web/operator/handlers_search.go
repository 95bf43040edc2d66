package operator

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// queryDays is how many days the lists of queries count.
const queryDays = 30

// tuneFields are form fields that are named otherwise than the service's.
var tuneFields = map[string]string{
	"when[text]": "text", "when[kind]": "when", "when[category]": "category", "redirect[value]": "redirect", "redirect[kind]": "redirect",
	"from": "valid_from", "to": "valid_to",
}

// tuneFaults gives faults the names that the forms of search have: what is wrong with one
// line of a list is wrong with the list.
func tuneFaults(list kernel.Faults, names map[string]string) kernel.Faults {
	out := renamed(slices.Clone(list), names)
	for i, f := range out {
		if head, _, deep := strings.Cut(f.Field, "["); deep {
			out[i].Field = head
		}
	}
	return out
}

func locales(w words, all bool) []kernel.Option {
	var out []kernel.Option
	if all {
		out = append(out, kernel.Option{Label: w.tk("locale", "all")})
	}
	for _, l := range markthalle.Locales() {
		out = append(out, kernel.Option{Value: string(l), Label: w.tk("locale", string(l))})
	}
	return out
}

// lines are the lines of a text that are not empty.
func lines(text string) []string {
	var out []string
	for _, s := range strings.Split(text, "\n") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// localeOf is the language that the address asks for, else the reader's.
func localeOf(c *edge.Ctx) markthalle.Locale {
	if l := markthalle.Locale(c.Query("locale")); slices.Contains(markthalle.Locales(), l) {
		return l
	}
	return c.Locale
}

func showQueries(c *edge.Ctx, a markthalle.Actor) error {
	l, list := localeOf(c), c.Query("list")
	if !slices.Contains(tuning.Lists(), list) {
		list = tuning.ListPopular
	}
	page, err := c.Tuning.Queries(c.Context, a, tuning.QueryList{List: list, Locale: l, Days: queryDays, Page: c.Page(50)})
	if err != nil {
		return err
	}
	q := url.Values{"list": {list}, "locale": {string(l)}}
	view := SearchQueries{Days: queryDays, CanTune: a.Can(markthalle.CategoriesWrite), Pager: cursorPager(c, q, len(page.Items), page.Next, 0)}
	for _, key := range tuning.Lists() {
		view.Tabs = append(view.Tabs, Choice{Key: key, URL: with(q, "list", key), Current: key == list})
	}
	for _, x := range markthalle.Locales() {
		view.Locales = append(view.Locales, Choice{Key: string(x), URL: with(q, "locale", string(x)), Current: x == l})
	}
	view.Rows = mapped(page.Items, func(x tuning.QueryCount) QueryRow { return queryRow(x, l) })
	return c.Render(PageSearchQueries, view)
}

func queryRow(x tuning.QueryCount, l markthalle.Locale) QueryRow {
	out := QueryRow{
		Text: x.Text, Searches: x.Searches, Misses: x.Misses, Clicks: x.Clicks, LastOn: x.LastOn,
		URL:      "/operator/search/explain" + with(nil, "q", x.Text, "locale", string(l)),
		Synonyms: "/operator/search/synonyms/new" + with(nil, "word", x.Text, "locale", string(l)),
		Rule:     "/operator/search/rules/new" + with(nil, "text", x.Text, "locale", string(l)),
	}
	if x.Searches > 0 {
		out.ShareBP = x.Clicks * 10_000 / x.Searches
	}
	if x.Clicks > 0 {
		out.Position = strconv.FormatFloat(x.Position, 'f', 1, 64)
	}
	return out
}

// everySynonym is how many synonyms the list shows at once.
const everySynonym = 200

func showSynonyms(c *edge.Ctx, a markthalle.Actor) error {
	view := SearchSynonyms{Active: true, Locale: c.Query("locale"), Words: c.Query("word")}
	if id := c.Param("id"); id != "" && id != "new" {
		x, err := c.Tuning.Synonyms(c.Context, a, id)
		if err != nil {
			return err
		}
		view = SearchSynonyms{
			ID: x.ID, Revision: x.Version, Locale: string(x.Locale), Market: x.Market, From: strings.Join(x.From, "\n"), Words: strings.Join(x.Words, "\n"), Active: x.Active,
		}
	}
	return synonymsPage(c, a, view)
}

// synonymsPage adds the list beside the editor.
func synonymsPage(c *edge.Ctx, a markthalle.Actor, view SearchSynonyms) error {
	w := wordsOf(c)
	page, err := c.Tuning.AllSynonyms(c.Context, a, c.Page(everySynonym))
	if err != nil {
		return err
	}
	for _, x := range page.Items {
		row := SynonymRow{
			Words: strings.Join(x.Words, ", "), Locale: cmp.Or(string(x.Locale), "all"), OneWay: x.OneWay(), Active: x.Active,
			URL: "/operator/search/synonyms/" + x.ID, Current: x.ID == view.ID,
		}
		if x.OneWay() {
			row.Words = strings.Join(x.From, ", ") + " → " + row.Words
		}
		view.List = append(view.List, row)
	}
	view.Pager = cursorPager(c, url.Values{}, len(page.Items), page.Next, 0)
	view.Locales, view.CanTune = locales(w, true), a.Can(markthalle.CategoriesWrite)
	return c.Render(PageSearchSynonyms, view)
}

func saveSynonyms(c *edge.Ctx, a markthalle.Actor) error {
	revision, _ := c.FormInt("revision")
	view := SearchSynonyms{
		ID: c.Param("id"), Revision: revision, Locale: c.Form("locale"), Market: c.Form("market"), From: c.Form("from"), Words: c.Form("words"), Active: c.Ticked("active"),
	}
	x := tuning.Synonyms{
		Meta: store.Meta{ID: view.ID}, Locale: markthalle.Locale(view.Locale), Market: view.Market, From: lines(view.From), Words: lines(view.Words), Active: view.Active,
	}
	err := c.Once(func() error {
		var err error
		switch {
		case c.Form("do") == "delete":
			err = c.Tuning.DropSynonyms(c.Context, a, x.ID, &revision)
		case x.ID == "":
			_, err = c.Tuning.AddSynonyms(c.Context, a, x)
		default:
			_, err = c.Tuning.ChangeSynonyms(c.Context, a, x, &revision)
		}
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = tuneFaults(faults, nil)
			return synonymsPage(c, a, view)
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/operator/search/synonyms")
}

func showSearchWords(c *edge.Ctx, a markthalle.Actor) error {
	return wordsPage(c, a, c.Param("id"), nil)
}

// wordsPage shows all lists and one of them to edit: as it is stored, or as it was typed.
func wordsPage(c *edge.Ctx, a markthalle.Actor, id string, typed *SearchWords) error {
	lists, err := c.Tuning.WordLists(c.Context, a)
	if err != nil {
		return err
	}
	view := SearchWords{CanTune: a.Can(markthalle.CategoriesWrite)}
	found := false
	for i, l := range lists {
		key := l.Kind + "_" + cmp.Or(string(l.Locale), "all")
		current := key == id || id == "" && i == 0
		view.Lists = append(view.Lists, WordListRow{
			Kind: l.Kind, Locale: cmp.Or(string(l.Locale), "all"), Count: len(l.Words), URL: "/operator/search/words/" + key, Current: current,
		})
		if current {
			found = true
			view.ID, view.Kind, view.Locale, view.Revision, view.Words = key, l.Kind, cmp.Or(string(l.Locale), "all"), l.Version, strings.Join(l.Words, "\n")
		}
	}
	if !found {
		return markthalle.ErrNotFound
	}
	if typed != nil {
		view.Words, view.Revision, view.Faults = typed.Words, typed.Revision, typed.Faults
	}
	return c.Render(PageSearchWords, view)
}

func saveSearchWords(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	kind, l, _ := strings.Cut(id, "_")
	if l == "all" {
		l = ""
	}
	revision, _ := c.FormInt("revision")
	typed := SearchWords{Words: c.Form("words"), Revision: revision}
	err := c.Once(func() error {
		_, err := c.Tuning.SetWords(c.Context, a, tuning.WordList{Kind: kind, Locale: markthalle.Locale(l), Words: lines(typed.Words)}, &revision)
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			typed.Faults = tuneFaults(faults, nil)
			return wordsPage(c, a, id, &typed)
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/operator/search/words/" + id)
}

// explained is how many products the explanation shows.
const explained = 24

func showExplain(c *edge.Ctx, _ markthalle.Actor) error {
	w, l := wordsOf(c), localeOf(c)
	view := SearchExplain{Query: c.Query("q"), Locale: string(l), Locales: locales(w, false)}
	if view.Query == "" {
		return c.Render(PageSearchExplain, view)
	}
	a, err := c.Search.Search(c.Context, search.Query{Text: view.Query, Locale: l, Size: explained, Explain: true, Uncounted: true})
	if err != nil {
		return err
	}
	view.Asked, view.Total, view.Stage = true, int64(a.Total), a.Stage
	fact := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, ExplainFact{key, value})
		}
	}
	if t := a.Tuned; t != nil {
		fact("words", strings.Join(t.Words, " "))
		fact("stopped", strings.Join(t.Stopped, ", "))
		fact("synonyms", strings.Join(t.Also, ", "))
		view.Moves = moves(t.Curation)
	}
	fact("corrected", a.CorrectedQuery)
	fact("dropped", strings.Join(a.Dropped, ", "))
	for _, n := range a.Notes {
		if n == search.NoteBanned {
			fact("banned", w.tk("word_list", tuning.Banned))
		}
	}
	if a.Redirect != nil {
		view.Redirect = a.Redirect.Value
	}
	for i, it := range a.Items {
		view.Rows = append(view.Rows, explainRow(i+1, it))
	}
	return c.Render(PageSearchExplain, view)
}

func moves(cur search.Curation) []ExplainMove {
	var out []ExplainMove
	for _, side := range []struct {
		action string
		list   []search.Moved
	}{{search.ActionPin, cur.Pins}, {search.ActionBoost, cur.Boosted}, {search.ActionBury, cur.Buried}, {search.ActionHide, cur.Hidden}} {
		for _, m := range side.list {
			out = append(out, ExplainMove{Action: side.action, What: m.Field + " " + m.Value, Rule: m.Rule, URL: "/operator/search/rules/" + m.Rule})
		}
	}
	return out
}

func explainRow(place int, it search.Item) ExplainRow {
	row := ExplainRow{Place: place, Title: it.Title, URL: "/operator/products/" + it.Product}
	x := it.Explanation
	if x == nil {
		return row
	}
	row.Rank, row.Action = x.Rank, x.Action
	if len(x.Rules) > 0 {
		row.RuleURL = "/operator/search/rules/" + x.Rules[0]
	}
	for _, m := range x.Words {
		row.Words = append(row.Words, ExplainWord{Word: m.Word, Found: m.Found, Fields: m.Fields, Typos: m.Edits, Prefix: m.Prefix})
	}
	return row
}
