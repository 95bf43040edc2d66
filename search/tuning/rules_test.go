package tuning_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
)

// TestAccess proves the row of the access table: owner and catalogue write, support and
// auditor read, nobody else.
func TestAccess(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, role := range markthalle.Roles() {
		a := as(role)
		_, err := h.AllSynonyms(t.Context(), a, markthalle.PageQuery{})
		assert.Equal(t, role.Grants(markthalle.CategoriesRead), err == nil, "%s reads: %v", role, err)
		_, err = h.AddRule(t.Context(), a, tuning.Rule{Name: "x", When: tuning.When{Kind: tuning.Everywhere}, Pins: []string{"p"}})
		assert.Equal(t, role == markthalle.OperatorOwner || role == markthalle.OperatorCatalogue, err == nil, "%s writes: %v", role, err)
	}
	_, err := h.Queries(t.Context(), markthalle.Actor{}, tuning.QueryList{List: tuning.ListPopular})
	assert.ErrorIs(t, err, markthalle.ErrSignIn)
}

func TestSynonyms(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := t.Context()
	_, err := h.AddSynonyms(ctx, catalogue, tuning.Synonyms{Locale: "en", Words: []string{"Sofa", "couch", "love seat"}, Active: true})
	require.NoError(t, err)
	_, err = h.AddSynonyms(ctx, catalogue, tuning.Synonyms{From: []string{"jumper"}, Words: []string{"pullover"}, Active: true})
	require.NoError(t, err)
	_, err = h.AddSynonyms(ctx, catalogue, tuning.Synonyms{Market: "elsewhere", Words: []string{"lamp", "lantern"}, Active: true})
	require.NoError(t, err)
	for _, c := range []struct {
		locale markthalle.Locale
		text   string
		want   []string
	}{
		{"en", "red sofa", []string{"red couch", "red love seat"}},
		{"en", "love seat", []string{"sofa", "couch"}},
		{"de", "red sofa", nil},
		{"de", "jumper", []string{"pullover"}},
		{"de", "pullover", nil},
		{"en", "lamp", nil},
		{"en", "sofa jumper", []string{"couch jumper", "love seat jumper", "sofa pullover", "couch pullover", "love seat pullover"}},
		{"en", "", nil},
	} {
		assert.Equal(t, c.want, h.tune(c.locale, c.text).Also, "%s %q", c.locale, c.text)
	}
}

// TestSynonymFaults proves that every fault is named at once.
func TestSynonymFaults(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := t.Context()
	have, err := h.AddSynonyms(ctx, catalogue, tuning.Synonyms{Words: []string{"sofa", "couch"}, Active: true})
	require.NoError(t, err)
	_, err = h.SetWords(ctx, catalogue, tuning.WordList{Kind: tuning.Banned, Words: []string{"gun"}}, nil)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		in   tuning.Synonyms
		want []string
	}{
		"empty":         {tuning.Synonyms{}, []string{"/words required"}},
		"one alone":     {tuning.Synonyms{Words: []string{"a"}}, []string{"/words required"}},
		"no letters":    {tuning.Synonyms{Words: []string{"a", "!"}}, []string{"/words/1 required"}},
		"long":          {tuning.Synonyms{Words: []string{"a", strings.Repeat("b", 61)}}, []string{"/words/1 too_long"}},
		"eleven":        {tuning.Synonyms{Words: strings.Fields("a b c d e f g h i j k")}, []string{"/words too_many"}},
		"twice":         {tuning.Synonyms{Words: []string{"Kaffee", "kaffee"}}, []string{"/words/1 duplicate"}},
		"itself":        {tuning.Synonyms{From: []string{"a"}, Words: []string{"A"}}, []string{"/words/0 contradiction"}},
		"there already": {tuning.Synonyms{Locale: "de", Words: []string{"x", "couch"}}, []string{"/words/1 duplicate"}},
		"banned":        {tuning.Synonyms{Words: []string{"gun", "toy"}}, []string{"/words/0 contradiction"}},
		"all at once":   {tuning.Synonyms{Locale: "xx", From: []string{""}, Words: []string{"gun"}}, []string{"/locale not_allowed", "/from/0 required", "/words/0 contradiction"}},
	} {
		_, err := h.AddSynonyms(ctx, catalogue, c.in)
		assert.Equal(t, c.want, faults(t, err), name)
		assert.Equal(t, "tuning.synonyms", markthalle.CodeOf(err), name)
	}
	_, err = h.ChangeSynonyms(ctx, catalogue, have, nil)
	assert.NoError(t, err, "what is there already does not contradict itself")
}

// TestRevisions proves optimistic versions, that a retry is the same write, and that
// every deed is audited in its write.
func TestRevisions(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := t.Context()
	in := tuning.Synonyms{Meta: store.Meta{ID: "syn_1"}, Words: []string{"a", "b"}, Active: true}
	first, err := h.AddSynonyms(ctx, catalogue, in)
	require.NoError(t, err)
	again, err := h.AddSynonyms(ctx, catalogue, in)
	require.NoError(t, err)
	assert.Equal(t, first.Version, again.Version)
	in.Words = []string{"a", "c"}
	changed, err := h.ChangeSynonyms(ctx, catalogue, in, &first.Version)
	require.NoError(t, err)
	_, err = h.ChangeSynonyms(ctx, catalogue, in, new(int64(7)))
	assert.ErrorIs(t, err, markthalle.ErrRevision)
	assert.ErrorIs(t, h.DropSynonyms(ctx, catalogue, "syn_1", &first.Version), markthalle.ErrRevision)
	require.NoError(t, h.DropSynonyms(ctx, catalogue, "syn_1", &changed.Version))
	require.NoError(t, h.DropSynonyms(ctx, catalogue, "syn_1", &changed.Version), "again")
	_, err = h.Synonyms(ctx, catalogue, "syn_1")
	assert.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = h.ChangeSynonyms(ctx, catalogue, in, nil)
	assert.ErrorIs(t, err, markthalle.ErrNotFound)

	rule := tuning.Rule{Meta: store.Meta{ID: "cur_1"}, Name: "Spring", When: tuning.When{Kind: tuning.OnQuery, Text: "lamp"}, Pins: []string{"p1"}}
	made, err := h.AddRule(ctx, catalogue, rule)
	require.NoError(t, err)
	again2, err := h.AddRule(ctx, catalogue, rule)
	require.NoError(t, err)
	assert.Equal(t, made.Version, again2.Version)
	rule.Pins = []string{"p2", "p1"}
	_, err = h.ChangeRule(ctx, catalogue, rule, new(int64(9)))
	assert.ErrorIs(t, err, markthalle.ErrRevision)
	_, err = h.ChangeRule(ctx, catalogue, rule, &made.Version)
	require.NoError(t, err)
	require.NoError(t, h.DropRule(ctx, catalogue, "cur_1", nil))
	require.NoError(t, h.DropRule(ctx, catalogue, "cur_1", nil))
	page, err := h.Rules(ctx, catalogue, markthalle.PageQuery{})
	require.NoError(t, err)
	assert.Empty(t, page.Items)
	list, err := h.SetWords(ctx, catalogue, tuning.WordList{Kind: tuning.Stop, Locale: "en", Words: []string{"buy"}}, new(int64(0)))
	require.NoError(t, err)
	_, err = h.SetWords(ctx, catalogue, tuning.WordList{Kind: tuning.Stop, Locale: "en"}, new(int64(0)))
	assert.ErrorIs(t, err, markthalle.ErrRevision)
	_, err = h.SetWords(ctx, catalogue, list, &list.Version)
	require.NoError(t, err)

	require.NoError(t, h.db.Drain(ctx))
	var deeds []string
	for _, d := range *h.deeds {
		deeds = append(deeds, d.Subject+" "+d.Action)
	}
	assert.ElementsMatch(t, []string{
		"syn_1 tuning.add_synonyms", "syn_1 tuning.change_synonyms", "syn_1 tuning.drop_synonyms",
		"cur_1 tuning.add_rule", "cur_1 tuning.change_rule", "cur_1 tuning.drop_rule", "words_stop_en tuning.set_words",
	}, deeds)
}

// TestWords proves what stop phrases and banned terms do.
func TestWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, l := range []tuning.WordList{
		{Kind: tuning.Stop, Locale: "en", Words: []string{"buy", "where to buy", "cheap"}},
		{Kind: tuning.Banned, Words: []string{"Hand Gun"}},
		{Kind: tuning.Banned, Locale: "de", Words: []string{"Gift"}},
	} {
		_, err := h.SetWords(t.Context(), catalogue, l, nil)
		require.NoError(t, err)
	}
	for _, c := range []struct {
		locale markthalle.Locale
		text   string
		words  string
		banned bool
	}{
		{"en", "where to buy cheap lamp", "lamp", false},
		{"de", "buy lamp", "buy lamp", false},
		{"en", "buy cheap", "buy cheap", false}, // nothing would be left
		{"pl", "hand gun lamp", "hand gun lamp", true},
		{"en", "gun hand", "gun hand", false},
		{"de", "gift", "gift", true},
		{"en", "gift", "gift", false},
	} {
		got := h.tune(c.locale, c.text)
		assert.Equal(t, c.words, strings.Join(got.Words, " "), c.text)
		assert.Equal(t, c.banned, got.Banned, c.text)
	}
	_, err := h.SetWords(t.Context(), catalogue, tuning.WordList{Kind: "x", Locale: "y", Words: []string{"a", "A", "?", strings.Repeat("l", 61)}}, nil)
	assert.Equal(t, []string{"/locale not_allowed", "/kind not_allowed", "/words/1 duplicate", "/words/2 required", "/words/3 too_long"}, faults(t, err))
	lists, err := h.WordLists(t.Context(), catalogue)
	require.NoError(t, err)
	assert.Len(t, lists, 8)
}

func target(field, value string) tuning.Target { return tuning.Target{Field: field, Value: value} }

func TestRuleFaults(t *testing.T) {
	t.Parallel()
	h := open(t)
	query := tuning.When{Kind: tuning.OnQuery, Text: "lamp"}
	for name, c := range map[string]struct {
		in   tuning.Rule
		want []string
	}{
		"empty":     {tuning.Rule{}, []string{"/name required", "/when/kind not_allowed", "/pins required"}},
		"no text":   {tuning.Rule{Name: "n", When: tuning.When{Kind: tuning.OnWords}, Pins: []string{"p"}}, []string{"/when/text required"}},
		"both":      {tuning.Rule{Name: "n", When: tuning.When{Kind: tuning.OnCategory, Text: "x"}, Pins: []string{"p"}}, []string{"/when/category required", "/when/text not_allowed"}},
		"backwards": {tuning.Rule{Name: "n", When: query, Pins: []string{"p"}, From: begin, To: begin}, []string{"/to out_of_range"}},
		"contradictions": {
			tuning.Rule{Name: "n", When: query, Pins: []string{"p", "p"}, Bury: []tuning.Target{target("product", "p"), target("colour", "red")}},
			[]string{"/pins/1 duplicate", "/bury/0 contradiction", "/bury/1/field not_allowed"},
		},
		"leads out": {tuning.Rule{Name: "n", When: query, Redirect: tuning.Place{Kind: search.ToPath, Value: "//evil.example"}}, []string{"/redirect/value not_allowed"}},
		"loop":      {tuning.Rule{Name: "n", When: query, Redirect: tuning.Place{Kind: search.ToPath, Value: "/search?q=lamp"}}, []string{"/redirect/value not_allowed"}},
		"leads and pins": {
			tuning.Rule{Name: "n", When: tuning.When{Kind: tuning.Everywhere}, Pins: []string{"p"}, Redirect: tuning.Place{Kind: "moon"}},
			[]string{"/redirect contradiction", "/redirect not_allowed", "/redirect/kind not_allowed"},
		},
	} {
		_, err := h.AddRule(t.Context(), catalogue, c.in)
		assert.Equal(t, c.want, faults(t, err), name)
	}
}

// TestCuration proves when rules hold and who wins.
func TestCuration(t *testing.T) {
	t.Parallel()
	h := open(t)
	add := func(id string, priority int64, when tuning.When, change func(*tuning.Rule)) {
		t.Helper()
		r := tuning.Rule{Meta: store.Meta{ID: "cur_" + id}, Name: id, When: when, Priority: priority, Active: true}
		change(&r)
		_, err := h.AddRule(t.Context(), catalogue, r)
		require.NoError(t, err)
	}
	lamp := tuning.When{Kind: tuning.OnQuery, Text: "Lamp"}
	add("second", 20, lamp, func(r *tuning.Rule) { r.Pins = []string{"b", "a"} })
	add("first", 10, lamp, func(r *tuning.Rule) {
		r.Pins, r.Bury = []string{"a"}, []tuning.Target{target("brand", "x"), target("product", "b")}
	})
	add("third", 30, tuning.When{Kind: tuning.OnWords, Text: "desk lamp"}, func(r *tuning.Rule) {
		r.Boost, r.Hide = []tuning.Target{target("brand", "x")}, []tuning.Target{target("product", "a")}
	})
	add("timed", 5, lamp, func(r *tuning.Rule) {
		r.From, r.To, r.Pins = begin.Add(time.Hour), begin.Add(2*time.Hour), []string{"t"}
	})
	add("off", 1, lamp, func(r *tuning.Rule) { r.Active, r.Pins = false, []string{"off"} })
	add("german", 2, lamp, func(r *tuning.Rule) { r.Locale, r.Pins = "de", []string{"g"} })
	add("market", 3, lamp, func(r *tuning.Rule) { r.Market, r.Pins = "elsewhere", []string{"m"} })
	add("page", 4, tuning.When{Kind: tuning.OnCategory, Category: "cat_1"}, func(r *tuning.Rule) { r.Pins = []string{"c"} })
	add("lead", 50, tuning.When{Kind: tuning.OnQuery, Text: "help"}, func(r *tuning.Rule) { r.Redirect = tuning.Place{Kind: search.ToPath, Value: "/legal/help"} })

	pins := func(c search.Curation) string {
		var out []string
		for _, m := range c.Pins {
			out = append(out, m.Value+":"+strings.TrimPrefix(m.Rule, "cur_"))
		}
		return strings.Join(out, " ")
	}
	c := h.tune("en", "lamp").Curation
	assert.Equal(t, "a:first b:second", pins(c))
	assert.Equal(t, []search.Moved{{Field: "brand", Value: "x", Rule: "cur_first"}}, c.Buried, "a pin is not buried")
	c = h.tune("en", "red lamp for a desk").Curation
	assert.Empty(t, c.Pins)
	assert.Equal(t, []search.Moved{{Field: "product", Value: "a", Rule: "cur_third"}}, c.Hidden)
	assert.Len(t, c.Boosted, 1)
	assert.Equal(t, "g:german a:first b:second", pins(h.tune("de", "lamp").Curation))
	assert.Equal(t, "/legal/help", h.tune("en", "help").Curation.Redirect.Value)
	h.clock.Advance(90 * time.Minute)
	assert.Equal(t, "t:timed a:first b:second", pins(h.tune("en", "lamp").Curation))
	page, err := h.Tune(t.Context(), search.Wish{Locale: "en", Category: "cat_1"})
	require.NoError(t, err)
	assert.Equal(t, "c:page", pins(page.Curation))
	typing, err := h.Tune(t.Context(), search.Wish{Locale: "en", Words: []string{"desk", "la"}, Typing: true})
	require.NoError(t, err)
	assert.Len(t, typing.Curation.Hidden, 1, "hidden while it is typed")
}

// TestFreshness proves that another process sees a rule within a second, and the one
// that wrote it at once.
func TestFreshness(t *testing.T) {
	t.Parallel()
	h := open(t)
	other, db, _ := h.process("b")
	_ = db
	wish := search.Wish{Locale: "en", Words: []string{"lamp"}}
	ask := func(s *tuning.Service) int {
		got, err := s.Tune(t.Context(), wish)
		require.NoError(t, err)
		return len(got.Curation.Pins)
	}
	require.Zero(t, ask(h.Service)+ask(other))
	_, err := h.AddRule(t.Context(), catalogue, tuning.Rule{Name: "n", When: tuning.When{Kind: tuning.Everywhere}, Pins: []string{"p"}, Active: true})
	require.NoError(t, err)
	assert.Equal(t, 1, ask(h.Service))
	h.clock.Advance(time.Second)
	assert.Equal(t, 1, ask(other))
}

// TestDraft proves that a preview has the draft's effect and changes nothing.
func TestDraft(t *testing.T) {
	t.Parallel()
	h := open(t)
	r, err := h.AddRule(t.Context(), catalogue, tuning.Rule{Name: "n", When: tuning.When{Kind: tuning.Everywhere}, Pins: []string{"p"}, Active: true})
	require.NoError(t, err)
	r.Pins, r.From = []string{"q"}, begin.Add(time.Hour)
	draft, err := h.Draft(t.Context(), as(markthalle.OperatorAuditor), r)
	require.NoError(t, err)
	got, err := draft.Tune(t.Context(), search.Wish{})
	require.NoError(t, err)
	assert.Equal(t, []search.Moved{{Field: "product", Value: "q", Rule: r.ID}}, got.Curation.Pins)
	assert.Equal(t, "p", h.tune("en", "lamp").Curation.Pins[0].Value)
	_, err = h.Draft(t.Context(), as(markthalle.OperatorFinance), r)
	assert.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = h.Draft(t.Context(), catalogue, tuning.Rule{})
	assert.Equal(t, "tuning.rule", markthalle.CodeOf(err))
}
