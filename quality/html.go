package quality

import (
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// markup is the policy of descriptions: paragraphs, lists, emphasis and two levels of
// headings, no attributes, no links, no pictures. It is built once and only read.
var markup = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "h3", "h4", "sup", "sub")
	return p
})

var noMarkup = sync.OnceValue(bluemonday.StrictPolicy)

// Clean returns description with everything removed that its markup may not hold:
// what the catalogue stores and pages show.
func Clean(description string) string {
	if !strings.ContainsAny(description, "<>&") {
		return strings.TrimSpace(description)
	}
	return strings.TrimSpace(markup().Sanitize(description))
}

// Plain returns description without any markup and with entities resolved: what
// lengths are counted in and what search reads.
func Plain(description string) string {
	if !strings.ContainsAny(description, "<>&") {
		return strings.TrimSpace(description)
	}
	spaced := blockEnd.ReplaceAllString(description, " $0")
	return strings.TrimSpace(html.UnescapeString(noMarkup().Sanitize(spaced)))
}

var (
	blockEnd = regexp.MustCompile(`(?i)</(?:p|li|h3|h4)>|<br\s*/?>`)
	tags     = regexp.MustCompile(`<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)([^>]*)>`)
)

// foreignMarkup returns the first tag or attribute of description that Clean would
// remove, and false when there is none.
func foreignMarkup(description string) (string, bool) {
	for _, m := range tags.FindAllStringSubmatch(description, -1) {
		name := strings.ToLower(m[1])
		if !permitted[name] {
			return "<" + name + ">", true
		}
		if strings.Trim(m[2], " /") != "" {
			return "<" + name + m[2] + ">", true
		}
	}
	return "", false
}

var permitted = map[string]bool{
	"p": true, "br": true, "ul": true, "ol": true, "li": true, "strong": true, "b": true,
	"em": true, "i": true, "h3": true, "h4": true, "sup": true, "sub": true,
}
