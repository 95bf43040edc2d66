package catalog

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
)

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

func tidyTexts(in markthalle.Texts) markthalle.Texts {
	var out markthalle.Texts
	for _, t := range in {
		if v := tidy(t.Value); v != "" {
			out = append(out, markthalle.Text{Locale: t.Locale, Value: v})
		}
	}
	return out
}

// cleanTexts removes the markup that descriptions may not hold.
func cleanTexts(in markthalle.Texts) markthalle.Texts {
	var out markthalle.Texts
	for _, t := range in {
		if v := quality.Clean(t.Value); v != "" {
			out = append(out, markthalle.Text{Locale: t.Locale, Value: v})
		}
	}
	return out
}
