package tuning

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// The bounds of what operators write.
const (
	MaxWordings   = 10  // of synonyms, on each side
	MaxWording    = 60  // characters of a wording
	MaxListed     = 500 // words of a list
	MaxTargets    = 100 // of each action
	MaxSynonyms   = 1000
	MaxRules      = 500
	MaxPriority   = 1_000_000
	maxName       = 120
	maxPath       = 500
	maxTargetID   = 200
	maxMarketName = 100
)

// normal is a wording as searches are compared with it.
func normal(s string) string { return strings.Join(search.Words(s), " ") }

// wording checks one wording and returns it as it is compared.
func wording(f *markthalle.Faults, at, s string) string {
	n := normal(s)
	switch {
	case n == "":
		f.AddField(markthalle.Field{Pointer: at, Code: "required", Message: "A wording has a letter or a digit.", Found: clip(s)})
	case utf8.RuneCountInString(s) > MaxWording:
		f.AddField(markthalle.Field{Pointer: at, Code: "too_long", Message: "A wording has at most 60 characters.", Found: clip(s), Wanted: "60 characters"})
	case len(strings.Fields(n)) > search.MaxWords:
		f.AddField(markthalle.Field{Pointer: at, Code: "too_long", Message: "A wording has at most 20 words.", Found: clip(s)})
	}
	return n
}

// wordings checks a list of wordings: how many, each for itself, none twice.
func wordings(f *markthalle.Faults, at string, list []string, least int) []string {
	f.Check(len(list) >= least, at, "required", fmt.Sprintf("At least %d wordings are needed.", least))
	f.Check(len(list) <= MaxWordings, at, "too_many", "At most 10 wordings are possible.")
	var out []string
	for i, s := range list[:min(len(list), MaxWordings)] {
		where := fmt.Sprintf("%s/%d", at, i)
		n := wording(f, where, s)
		if n != "" && slices.Contains(out, n) {
			f.AddField(markthalle.Field{Pointer: where, Code: "duplicate", Message: "The wording is there twice.", Found: clip(s)})
		}
		out = append(out, n)
	}
	return out
}

func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80])
	}
	return s
}

func locale(f *markthalle.Faults, l markthalle.Locale) {
	f.Check(l == "" || slices.Contains(markthalle.Locales(), l), "/locale", "not_allowed", "There is no such language here.")
}

func market(f *markthalle.Faults, m string) {
	f.Check(len(m) <= maxMarketName, "/market", "too_long", "The name of a market is shorter.")
}

// check reports what is wrong with synonyms in themselves and beside others and words.
func (s *Synonyms) check(others []Synonyms, lists []WordList) error {
	var f markthalle.Faults
	locale(&f, s.Locale)
	market(&f, s.Market)
	least := 2
	if s.OneWay() {
		least = 1
	}
	words := wordings(&f, "/words", s.Words, least)
	var from []string
	if s.OneWay() {
		from = wordings(&f, "/from", s.From, 1)
		for i, n := range words {
			if n != "" && slices.Contains(from, n) {
				f.AddField(markthalle.Field{
					Pointer: fmt.Sprintf("/words/%d", i), Code: "contradiction", Message: "The wording counts as itself.", Found: clip(s.Words[i]),
				})
			}
		}
	}
	for i := range others {
		if o := &others[i]; o.ID != s.ID && meet(s.Locale, o.Locale) && meet(s.Market, o.Market) {
			s.beside(&f, o, from, words)
		}
	}
	for _, l := range lists {
		if !meet(s.Locale, l.Locale) {
			continue
		}
		for _, side := range []struct {
			at   string
			list []string
		}{{"/from", from}, {"/words", words}} {
			for i, n := range side.list {
				if n != "" && slices.ContainsFunc(l.Words, func(w string) bool { return normal(w) == n }) {
					f.AddField(markthalle.Field{
						Pointer: fmt.Sprintf("%s/%d", side.at, i), Code: "contradiction",
						Message: "The wording is among the " + map[string]string{Stop: "stop phrases", Banned: "banned terms"}[l.Kind] + ".", Found: n,
					})
				}
			}
		}
	}
	return f.Err("tuning.synonyms")
}

// beside reports wordings that other synonyms speak of already.
func (s *Synonyms) beside(f *markthalle.Faults, o *Synonyms, from, words []string) {
	at, mine, theirs := "/from", from, o.From
	if !s.OneWay() {
		at, mine = "/words", words
	}
	if !o.OneWay() {
		theirs = o.Words
	}
	if s.OneWay() != o.OneWay() {
		return // a group, and more for one of its wordings, do not contradict each other
	}
	for i, n := range mine {
		if n != "" && slices.ContainsFunc(theirs, func(w string) bool { return normal(w) == n }) {
			f.AddField(markthalle.Field{
				Pointer: fmt.Sprintf("%s/%d", at, i), Code: "duplicate", Message: "Other synonyms begin with this wording: add to them.", Found: n, Wanted: o.ID,
			})
		}
	}
}

// meet reports whether two scopes overlap; an empty one is everything.
func meet[T ~string](a, b T) bool { return a == "" || b == "" || a == b }

// check reports what is wrong with a rule.
func (r *Rule) check() error {
	var f markthalle.Faults
	f.Check(strings.TrimSpace(r.Name) != "", "/name", "required", "A rule has a name.")
	f.Check(utf8.RuneCountInString(r.Name) <= maxName, "/name", "too_long", "A name has at most 120 characters.")
	locale(&f, r.Locale)
	market(&f, r.Market)
	f.Check(r.Priority >= 0 && r.Priority <= MaxPriority, "/priority", "out_of_range", "A priority lies between 0 and 1,000,000.")
	f.Check(r.From.IsZero() || r.To.IsZero() || r.To.After(r.From), "/to", "out_of_range", "It ends before it begins.")
	switch r.When.Kind {
	case OnQuery, OnWords:
		wording(&f, "/when/text", r.When.Text)
		f.Check(r.When.Category == "", "/when/category", "not_allowed", "A rule for a text names no category.")
	case OnCategory:
		f.Check(r.When.Category != "" && len(r.When.Category) <= maxTargetID, "/when/category", "required", "Name the category.")
		f.Check(r.When.Text == "", "/when/text", "not_allowed", "A rule for a category has no text.")
	case Everywhere:
		f.Check(r.When.Text == "" && r.When.Category == "", "/when/text", "not_allowed", "A rule for everything names nothing.")
	default:
		f.AddField(markthalle.Field{Pointer: "/when/kind", Code: "not_allowed", Message: "There is no such condition.", Found: clip(r.When.Kind), Wanted: "query, words, category or everywhere"})
	}
	r.checkActions(&f)
	return f.Err("tuning.rule")
}

// checkActions reports unusable targets, and those that two actions name.
func (r *Rule) checkActions(f *markthalle.Faults) {
	seen := map[Target]string{}
	note := func(at, action string, t Target) {
		switch was, ok := seen[t]; {
		case ok && was == action:
			f.AddField(markthalle.Field{Pointer: at, Code: "duplicate", Message: "It is named twice.", Found: clip(t.Value)})
		case ok:
			f.AddField(markthalle.Field{Pointer: at, Code: "contradiction", Message: "The rule does something else with it already: " + was + ".", Found: clip(t.Value)})
		default:
			seen[t] = action
		}
	}
	f.Check(len(r.Pins) <= search.MaxPins, "/pins", "too_many", "At most 50 products can be pinned.")
	for i, id := range r.Pins[:min(len(r.Pins), search.MaxPins)] {
		at := fmt.Sprintf("/pins/%d", i)
		f.Check(id != "" && len(id) <= maxTargetID, at, "required", "Name the product.")
		note(at, search.ActionPin, Target{search.FieldProduct, id})
	}
	for _, a := range []struct {
		name string
		list []Target
	}{{search.ActionBoost, r.Boost}, {search.ActionBury, r.Bury}, {search.ActionHide, r.Hide}} {
		f.Check(len(a.list) <= MaxTargets, "/"+a.name, "too_many", "At most 100 are possible.")
		for i, t := range a.list[:min(len(a.list), MaxTargets)] {
			at := fmt.Sprintf("/%s/%d", a.name, i)
			if !slices.Contains(fields, t.Field) {
				f.AddField(markthalle.Field{Pointer: at + "/field", Code: "not_allowed", Message: "This cannot be moved.", Found: clip(t.Field), Wanted: strings.Join(fields, ", ")})
			}
			f.Check(t.Value != "" && len(t.Value) <= maxTargetID, at+"/value", "required", "Name what is meant by its id.")
			note(at, a.name, t)
		}
	}
	moves := len(r.Pins) + len(r.Boost) + len(r.Bury) + len(r.Hide)
	r.checkRedirect(f, moves)
	f.Check(moves > 0 || r.Redirect.Kind != "", "/pins", "required", "A rule does something.")
}

func (r *Rule) checkRedirect(f *markthalle.Faults, moves int) {
	p := r.Redirect
	if p.Kind == "" {
		f.Check(p.Value == "", "/redirect/kind", "required", "Say what kind of place this is.")
		return
	}
	f.Check(moves == 0, "/redirect", "contradiction", "A rule that leads away has no results to arrange.")
	f.Check(r.When.Kind == OnQuery || r.When.Kind == OnWords, "/redirect", "not_allowed", "Only a text can lead somewhere else.")
	switch p.Kind {
	case search.ToPath:
		ok := strings.HasPrefix(p.Value, "/") && !strings.HasPrefix(p.Value, "//") && len(p.Value) <= maxPath &&
			!strings.ContainsAny(p.Value, "\\ \t\r\n") && !strings.HasPrefix(p.Value, "/search")
		if !ok {
			f.AddField(markthalle.Field{
				Pointer: "/redirect/value", Code: "not_allowed", Message: "The address is not a page of this site other than its search.", Found: clip(p.Value), Wanted: "a path such as /c/cups",
			})
		}
	case search.ToCategory, search.ToProduct:
		f.Check(p.Value != "" && len(p.Value) <= maxTargetID, "/redirect/value", "required", "Name what is meant by its id.")
	default:
		f.AddField(markthalle.Field{Pointer: "/redirect/kind", Code: "not_allowed", Message: "There is no such kind of place.", Found: clip(p.Kind), Wanted: "path, category or product"})
	}
}

// check reports what is wrong with a list of words.
func (l *WordList) check() error {
	var f markthalle.Faults
	locale(&f, l.Locale)
	f.Check(l.Kind == Stop || l.Kind == Banned, "/kind", "not_allowed", "A list holds stop phrases or banned terms.")
	f.Check(len(l.Words) <= MaxListed, "/words", "too_many", "A list has at most 500 entries.")
	seen := map[string]bool{}
	for i, s := range l.Words[:min(len(l.Words), MaxListed)] {
		at := fmt.Sprintf("/words/%d", i)
		n := wording(&f, at, s)
		if n != "" && seen[n] {
			f.AddField(markthalle.Field{Pointer: at, Code: "duplicate", Message: "The wording is there twice.", Found: clip(s)})
		}
		seen[n] = true
	}
	return f.Err("tuning.words")
}
