package kernel

import (
	"html/template"
	"strings"
	"time"
)

// RenderForTest runs a template with the drawing functions and makers of their inputs.
func RenderForTest(body string) (string, error) {
	t, err := template.New("test").Funcs(template.FuncMap{
		"histogram": histogram, "spark": spark, "shares": shares, "diverge": diverge, "gauge": gauge,
		"bins": func(counts ...int64) []Bin {
			var out []Bin
			for _, n := range counts {
				out = append(out, Bin{Count: n})
			}
			return out
		},
		"counts": func(n ...int64) []int64 { return n },
		"eur":    func(n int64) Money { return Money{Amount: n, Currency: "EUR", Exponent: 2} },
	}).Parse(body)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return strings.ReplaceAll(b.String(), "&#43;", "+"), err
}

// DialForTest returns tone and path of a clock face.
func DialForTest(now time.Time, c Clock) (tone, path string) {
	d := dial(now, c)
	return d.Tone, d.Path
}
