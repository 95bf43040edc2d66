package tuning

import (
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// book is everything that operators have written, as searches need it. It never changes.
type book struct {
	synonyms map[string][]synonym // by the first word of the wording
	rules    []rule
	stop     map[string][]phrase // by the first word
	banned   map[string][]phrase
}

// synonym is a wording and those that count as it.
type synonym struct {
	locale markthalle.Locale
	market string
	words  []string
	others [][]string
}

// phrase is a stop phrase or a banned term.
type phrase struct {
	locale markthalle.Locale
	words  []string
}

// rule is a rule of curation with its text as words.
type rule struct {
	Rule
	words []string
}

func (w written) compile() *book {
	b := &book{synonyms: map[string][]synonym{}, stop: map[string][]phrase{}, banned: map[string][]phrase{}}
	for _, s := range w.synonyms {
		if s.Active {
			b.addSynonyms(s)
		}
	}
	for _, r := range w.rules {
		if r.Active {
			b.rules = append(b.rules, rule{r, search.Words(r.When.Text)})
		}
	}
	slices.SortStableFunc(b.rules, func(x, y rule) int {
		if x.Priority != y.Priority {
			return int(x.Priority - y.Priority)
		}
		return strings.Compare(x.ID, y.ID)
	})
	for _, l := range w.words {
		into := b.stop
		if l.Kind == Banned {
			into = b.banned
		}
		for _, s := range l.Words {
			if words := search.Words(s); len(words) > 0 {
				into[words[0]] = append(into[words[0]], phrase{l.Locale, words})
			}
		}
	}
	// The longest phrase that fits is the one that is meant.
	for _, list := range b.stop {
		slices.SortStableFunc(list, func(x, y phrase) int { return len(y.words) - len(x.words) })
	}
	return b
}

func (b *book) addSynonyms(s Synonyms) {
	words := make([][]string, len(s.Words))
	for i, x := range s.Words {
		words[i] = search.Words(x)
	}
	add := func(from []string, to [][]string) {
		if len(from) > 0 {
			b.synonyms[from[0]] = append(b.synonyms[from[0]], synonym{s.Locale, s.Market, from, to})
		}
	}
	if s.OneWay() {
		for _, x := range s.From {
			add(search.Words(x), words)
		}
		return
	}
	for i, x := range words {
		add(x, slices.Concat(words[:i:i], words[i+1:]))
	}
}

// tune says what holds for a wish at a moment.
func (b *book) tune(w search.Wish, now time.Time) search.Tuned {
	t := search.Tuned{Words: w.Words}
	if b.bans(w.Locale, w.Words) {
		t.Banned = true
		return t
	}
	t.Words, t.Stopped = b.stopped(w.Locale, w.Words)
	t.Also = b.also(w, t.Words)
	t.Curation = b.curation(w, t.Words, now)
	return t
}

// begins reports whether words begin with a phrase.
func begins(words, phrase []string) bool {
	return len(phrase) <= len(words) && slices.Equal(words[:len(phrase)], phrase)
}

// bans reports whether words hold a banned term.
func (b *book) bans(l markthalle.Locale, words []string) bool {
	for i, w := range words {
		for _, p := range b.banned[w] {
			if meet(p.locale, l) && begins(words[i:], p.words) {
				return true
			}
		}
	}
	return false
}

// stopped takes the stop phrases out of words, unless nothing would be left.
func (b *book) stopped(l markthalle.Locale, words []string) (rest, out []string) {
	for i := 0; i < len(words); {
		taken := 0
		for _, p := range b.stop[words[i]] {
			if taken == 0 && meet(p.locale, l) && begins(words[i:], p.words) {
				taken = len(p.words)
				out = append(out, strings.Join(p.words, " "))
			}
		}
		if taken == 0 {
			rest = append(rest, words[i])
			taken = 1
		}
		i += taken
	}
	if len(rest) == 0 || len(out) == 0 {
		return words, nil
	}
	return rest, out
}

// also returns the other wordings of a text: each place where a wording stands is
// replaced, then those of the results, as many as a query takes.
func (b *book) also(w search.Wish, words []string) []string {
	if len(b.synonyms) == 0 || len(words) == 0 {
		return nil
	}
	texts := [][]string{words}
	seen := map[string]bool{strings.Join(words, " "): true}
	var out []string
	for next := 0; next < len(texts); next++ {
		text := texts[next]
		for i, x := range text {
			for _, s := range b.synonyms[x] {
				if !meet(s.locale, w.Locale) || s.market != "" && s.market != w.Market || !begins(text[i:], s.words) {
					continue
				}
				for _, other := range s.others {
					made := slices.Concat(text[:i], other, text[i+len(s.words):])
					key := strings.Join(made, " ")
					if seen[key] || len(made) > search.MaxWords {
						continue
					}
					seen[key] = true
					if out = append(out, key); len(out) == search.MaxAlso {
						return out
					}
					texts = append(texts, made)
				}
			}
		}
	}
	return out
}

// holds reports whether a rule is about a wish.
func (r *rule) holds(w search.Wish, stripped []string, now time.Time) bool {
	if !meet(r.Locale, w.Locale) || r.Market != "" && r.Market != w.Market || now.Before(r.From) || !r.To.IsZero() && !now.Before(r.To) {
		return false
	}
	switch r.When.Kind {
	case Everywhere:
		return true
	case OnCategory:
		return w.Category != "" && w.Category == r.When.Category
	case OnQuery:
		return len(w.Words) > 0 && (r.is(w.Words, w.Typing) || r.is(stripped, w.Typing))
	case OnWords:
		return len(w.Words) > 0 && r.within(w.Words, w.Typing)
	}
	return false
}

// is reports whether words are the rule's text, or the beginning of it while somebody
// is typing.
func (r *rule) is(words []string, typing bool) bool {
	if !typing {
		return slices.Equal(words, r.words)
	}
	return strings.HasPrefix(strings.Join(r.words, " "), strings.Join(words, " "))
}

// within reports whether all words of the rule are among words.
func (r *rule) within(words []string, typing bool) bool {
	last := words[len(words)-1]
	for _, x := range r.words {
		if !slices.Contains(words, x) && !(typing && strings.HasPrefix(x, last)) {
			return false
		}
	}
	return true
}

// curation puts the actions of all rules that hold together: the first rule that speaks
// of something decides, hiding before pinning before the rest.
func (b *book) curation(w search.Wish, stripped []string, now time.Time) search.Curation {
	var c search.Curation
	var holding []*rule
	for i := range b.rules {
		if r := &b.rules[i]; r.holds(w, stripped, now) {
			holding = append(holding, r)
		}
	}
	taken := map[Target]bool{}
	count := map[string]int{}
	take := func(into []search.Moved, action string, limit int, t Target, id string) []search.Moved {
		key := action + t.Field
		if taken[t] || count[key] >= limit {
			return into
		}
		taken[t] = true
		count[key]++
		return append(into, search.Moved{Field: t.Field, Value: t.Value, Rule: id})
	}
	for _, r := range holding {
		for _, t := range r.Hide {
			c.Hidden = take(c.Hidden, search.ActionHide, search.MaxHidden, t, r.ID)
		}
	}
	for _, r := range holding {
		for _, id := range r.Pins {
			c.Pins = take(c.Pins, search.ActionPin, search.MaxPins, Target{search.FieldProduct, id}, r.ID)
		}
	}
	for _, r := range holding {
		for _, t := range r.Boost {
			c.Boosted = take(c.Boosted, search.ActionBoost, search.MaxMoved, t, r.ID)
		}
		for _, t := range r.Bury {
			c.Buried = take(c.Buried, search.ActionBury, search.MaxMoved, t, r.ID)
		}
		if p := r.Redirect; p.Kind != "" && c.Redirect == nil {
			c.Redirect = &search.Redirect{Kind: p.Kind, Value: p.Value, Rule: r.ID}
		}
	}
	return c
}
