package quality

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
)

// at returns the pointer of one language of a translated field; a text in one language
// only is pointed to by its field alone, as it may have arrived as a plain string.
func at(field string, texts markthalle.Texts, i int) string {
	if len(texts) == 1 {
		return field
	}
	return field + "/" + string(texts[i].Locale)
}

func eachText(field string, texts markthalle.Texts, fn func(pointer string, t markthalle.Text)) {
	for i, t := range texts {
		if t.Value != "" {
			fn(at(field, texts, i), t)
		}
	}
}

func titleMissing(l Listing, _ Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	for _, t := range l.Product.Title {
		if strings.TrimSpace(t.Value) != "" {
			return
		}
	}
	report(hit{"/title", "", "a title"})
}

func titleShort(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	eachText("/title", l.Product.Title, func(at string, t markthalle.Text) {
		if n := utf8.RuneCountInString(strings.TrimSpace(t.Value)); int64(n) < p.Min {
			report(hit{at, count(n, "characters"), count(int(p.Min), "characters or more")})
		}
	})
}

func titleLong(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	eachText("/title", l.Product.Title, func(at string, t markthalle.Text) {
		if n := utf8.RuneCountInString(t.Value); int64(n) > p.Max {
			report(hit{at, count(n, "characters"), count(int(p.Max), "characters or fewer")})
		}
	})
}

// titleShouting wants fewer than Max per cent of a title's letters in capitals. Titles
// with fewer than eight letters ("USB-C HUB") are left alone.
func titleShouting(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	eachText("/title", l.Product.Title, func(at string, t markthalle.Text) {
		letters, capitals := 0, 0
		for _, r := range t.Value {
			if unicode.IsLetter(r) {
				letters++
				if unicode.IsUpper(r) {
					capitals++
				}
			}
		}
		if letters >= 8 && int64(capitals*100) >= p.Max*int64(letters) {
			report(hit{at, count(capitals*100/letters, "% capitals"), "fewer than " + count(int(p.Max), "% capitals")})
		}
	})
}

func descriptionShort(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	if len(l.Product.Description) == 0 {
		report(hit{"/description", "0 characters", count(int(p.Min), "characters or more")})
		return
	}
	for i, t := range l.Product.Description {
		if n := utf8.RuneCountInString(Plain(t.Value)); int64(n) < p.Min {
			report(hit{at("/description", l.Product.Description, i), count(n, "characters"), count(int(p.Min), "characters or more")})
		}
	}
}

func descriptionHTML(l Listing, _ Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	eachText("/description", l.Product.Description, func(at string, t markthalle.Text) {
		if tag, ok := foreignMarkup(t.Value); ok {
			report(hit{at, tag, "p, br, ul, ol, li, strong, em, h3, h4 without attributes"})
		}
	})
}

var (
	mailAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`)
	webAddress  = regexp.MustCompile(`(?i)(?:https?://|www\.)[^\s<>"']+`)
	// A phone number is told from an article number by its international prefix or by
	// a word in front of it.
	phoneNumber = regexp.MustCompile(`(?i)(?:\+|\b00)[1-9]\d{0,2}[\s./()-]*\d(?:[\s./()-]*\d){6,11}\b|(?:tel|fon|phone|telefon|call|mobil|whatsapp)\.?:?\s*\d(?:[\s./()-]*\d){5,13}`)
)

func descriptionContact(l Listing, _ Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	look := func(at string, t markthalle.Text) {
		text := Plain(t.Value)
		if strings.ContainsRune(text, '@') {
			if m := mailAddress.FindString(text); m != "" {
				report(hit{at, m, "no e-mail address"})
			}
		}
		if m := webAddress.FindString(text); m != "" {
			report(hit{at, m, "no web address"})
		}
		if strings.ContainsAny(text, "0123456789") {
			if m := phoneNumber.FindString(text); m != "" {
				report(hit{at, strings.TrimSpace(m), "no phone number"})
			}
		}
	}
	eachText("/title", l.Product.Title, look)
	eachText("/description", l.Product.Description, look)
}

// wording reports each word of the lists that title or description holds. Words match
// whole, so that "class" does not hold "ass".
func wording(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	look := func(at string, t markthalle.Text) {
		for _, w := range found(t, p.Words) {
			report(hit{at, w, "other words"})
		}
	}
	eachText("/title", l.Product.Title, look)
	eachText("/description", l.Product.Description, look)
}

// claims reports words that need evidence which the listing does not name.
func claims(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	look := func(at string, t markthalle.Text) {
		for _, w := range found(t, p.Words) {
			if !slices.Contains(l.Product.Evidence, w) {
				report(hit{at, w, "evidence for this claim"})
			}
		}
	}
	eachText("/title", l.Product.Title, look)
	eachText("/description", l.Product.Description, look)
}

func found(t markthalle.Text, lists []Words) []string {
	if len(lists) == 0 {
		return nil
	}
	text := strings.ToLower(Plain(t.Value))
	var out []string
	for _, list := range lists {
		if list.Locale != "" && list.Locale != t.Locale {
			continue
		}
		for _, w := range list.List {
			if containsWord(text, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// containsWord reports whether text (lower case) holds w between word boundaries.
func containsWord(text, w string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], w)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(w)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if (start == 0 || !wordRune(before)) && (end == len(text) || !wordRune(after)) {
			return true
		}
		from = end
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// language compares how many function words of each known language a description
// holds. It reports one whose text holds at least Min function words of another
// language and fewer than a third of that in its own.
func language(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	eachText("/description", l.Product.Description, func(at string, t markthalle.Text) {
		if _, known := functionWords[t.Locale]; !known {
			return
		}
		counts := map[markthalle.Locale]int{}
		for _, w := range strings.FieldsFunc(strings.ToLower(Plain(t.Value)), func(r rune) bool { return !wordRune(r) }) {
			for loc, words := range functionWords {
				if words[w] {
					counts[loc]++
				}
			}
		}
		for _, other := range markthalle.Locales() {
			if other != t.Locale && int64(counts[other]) >= p.Min && counts[t.Locale]*3 < counts[other] {
				report(hit{at, string(other), string(t.Locale)})
				return
			}
		}
	})
}

var functionWords = map[markthalle.Locale]map[string]bool{
	markthalle.English: set("the", "and", "of", "with", "for", "is", "are", "this", "your", "from", "that", "it"),
	markthalle.German:  set("der", "die", "das", "und", "mit", "für", "ist", "aus", "ein", "eine", "nicht", "von"),
	markthalle.Polish:  set("i", "z", "na", "do", "jest", "dla", "się", "nie", "oraz", "przez", "od", "który"),
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
