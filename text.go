package markthalle

import "strings"

// Locale is a BCP 47 language tag in lower case: "en", "de", "pl".
type Locale string

// The languages that every page and message exists in.
const (
	English Locale = "en"
	German  Locale = "de"
	Polish  Locale = "pl"
)

// Locales lists the languages of the product in their order of fallback.
func Locales() []Locale { return []Locale{English, German, Polish} }

// Text is a wording in one language.
type Text struct {
	Locale Locale `bson:"l"`
	Value  string `bson:"v"`
}

// Texts is one text in several languages. It is a list, because stored names may not
// hold every character that a map's keys could.
type Texts []Text

// T returns a text in one language.
func T(l Locale, value string) Texts { return Texts{{Locale: l, Value: value}} }

// In returns the wording for l; when there is none, that of the base language ("de"
// for "de-at"), then English, then the first one, then the empty string.
func (t Texts) In(l Locale) string {
	if v, ok := t.lookup(l); ok {
		return v
	}
	if base, _, cut := strings.Cut(string(l), "-"); cut {
		if v, ok := t.lookup(Locale(base)); ok {
			return v
		}
	}
	if v, ok := t.lookup(English); ok {
		return v
	}
	if len(t) > 0 {
		return t[0].Value
	}
	return ""
}

func (t Texts) lookup(l Locale) (string, bool) {
	for _, x := range t {
		if x.Locale == l && x.Value != "" {
			return x.Value, true
		}
	}
	return "", false
}

// Set returns t with the wording for l replaced or added.
func (t Texts) Set(l Locale, value string) Texts {
	out := make(Texts, 0, len(t)+1)
	found := false
	for _, x := range t {
		if x.Locale == l {
			x.Value, found = value, true
		}
		out = append(out, x)
	}
	if !found {
		out = append(out, Text{Locale: l, Value: value})
	}
	return out
}
