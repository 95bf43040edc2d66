package kernel_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

// view is what the test pages show.
type view struct {
	Money  kernel.Money
	At     time.Time
	Now    time.Time
	N      int64
	Name   string
	Faults kernel.Faults
}

const layout = `{{define "layout"}}{{template "title" .}}|{{template "main" .}}{{end}}{{define "title"}}{{end}}`

// render puts body on a page and renders it in l.
func render(t *testing.T, body string, l markthalle.Locale, v view) (string, error) {
	t.Helper()
	fsys := fstest.MapFS{
		"templates/shared/layout.html":   {Data: []byte(layout)},
		"templates/storefront/test.html": {Data: []byte(`{{define "main"}}` + body + `{{end}}`)},
		"static/css/a.css":               {Data: []byte("a { color: red }")},
	}
	plural := map[string]map[string]any{
		"en": {"goods": map[string]string{"one": "{{.N}} article", "other": "{{.N}} articles"}},
		"de": {"goods": map[string]string{"one": "{{.N}} Artikel", "other": "{{.N}} Artikel"}},
		"pl": {"goods": map[string]string{"one": "{{.N}} artykuł", "few": "{{.N}} artykuły", "many": "{{.N}} artykułów", "other": "{{.N}} artykułu"}},
	}
	for lang, m := range plural {
		m["rich"] = "**{{.Who}}** sells [this] & [that]"
		m["state.new"], m["state.other"] = "new", "something else"
		m["form.optional"], m["label"], m["help"] = "(optional)", "Label", "Help"
		m["error.required"], m["error.other"] = "Fill in", "Wrong"
		m["error_detail.both"], m["error_detail.wanted"] = "Found {{.Found}}, wanted {{.Wanted}}", "Wanted {{.Wanted}}"
		m["span.days"], m["span.hours"], m["span.minutes"] = "{{.N}} d", "{{.N}} h", "{{.N}} min"
		m["span.left"], m["span.late"], m["span.ago"] = "{{.D}} left", "{{.D}} late", "{{.D}} ago"
		m["when.today"], m["when.yesterday"], m["when.tomorrow"] = "today {{.At}}", "yesterday {{.At}}", "tomorrow {{.At}}"
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		fsys["locales/test."+lang+".json"] = &fstest.MapFile{Data: raw}
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	s, err := kernel.New(kernel.Options{FS: fsys, Zone: zone, Pages: []kernel.Page{{Name: "storefront/test", Sample: func() any { return view{} }}}})
	if err != nil {
		return "", err
	}
	out, err := s.Render("storefront/test", kernel.Frame{Locale: l, Now: v.Now}, v)
	return strings.TrimPrefix(strings.ReplaceAll(string(out), "\u00a0", " "), "|"), err
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 9, 42, 0, 0, time.UTC)
	summer := time.Date(2026, 7, 5, 22, 30, 0, 0, time.UTC)
	eur := func(n int64) kernel.Money { return kernel.Money{Amount: n, Currency: "EUR", Exponent: 2} }
	for _, c := range []struct {
		name, body string
		l          markthalle.Locale
		v          view
		want       string
	}{
		{"money en", `{{money .View.Money}}`, "en", view{Money: eur(123456)}, "€1,234.56"},
		{"money de", `{{money .View.Money}}`, "de", view{Money: eur(123456)}, "1.234,56 €"},
		{"money pl", `{{money .View.Money}}`, "pl", view{Money: eur(1234567)}, "12 345,67 €"},
		{"money below zero has a minus, not a hyphen", `{{money .View.Money}}`, "de", view{Money: eur(-5)}, "−0,05 €"},
		{"yen have no minor unit", `{{money .View.Money}}`, "en", view{Money: kernel.Money{Amount: 1299, Currency: "JPY"}}, "¥1,299"},
		{"dinars have three digits", `{{money .View.Money}}`, "en", view{Money: kernel.Money{Amount: 1299, Currency: "TND", Exponent: 3}}, "TND 1.299"},
		{"difference up", `{{moneydiff .View.Money}}`, "de", view{Money: eur(21)}, "&#43;0,21 €"},
		{"difference none", `{{moneydiff .View.Money}}`, "de", view{Money: eur(0)}, "0,00 €"},
		{"figure", `{{figure .View.Money}}`, "de", view{Money: eur(-6043349)}, "−60.433,49"},
		{"plain for a field", `{{plainmoney .View.Money}}`, "pl", view{Money: eur(1250)}, "12,50"},
		{"number de", `{{number .View.N}}`, "de", view{N: 1234567}, "1.234.567"},
		{"number pl leaves four digits", `{{number .View.N}}`, "pl", view{N: 1234}, "1234"},
		{"percent", `{{percent .View.N}}`, "de", view{N: 1250}, "12,5 %"},
		{"percent whole", `{{percent .View.N}}`, "en", view{N: 9800}, "98%"},
		{"date de", `{{date .View.At}}`, "de", view{At: at}, "Dienstag, 24. November 2026"},
		{"date pl has the month in the genitive", `{{date .View.At}}`, "pl", view{At: at}, "wtorek, 24 listopada 2026"},
		{"month pl stands in the nominative", `{{month .View.At}}`, "pl", view{At: at}, "listopad 2026"},
		{"short en", `{{short .View.At}}`, "en", view{At: at}, "Tue 24 Nov"},
		{"stamp names the zone", `{{stamp .View.At}}`, "de", view{At: at}, "Di 24.11.2026, 10:42 Uhr (MEZ)"},
		{"stamp in summer, over midnight", `{{stamp .View.At}}`, "de", view{At: summer}, "Mo 6.7.2026, 00:30 Uhr (MESZ)"},
		{"no date", `{{date .View.At}}`, "de", view{}, ""},
		{"left", `{{left .View.Now .View.At}}`, "en", view{Now: at.Add(-5*time.Hour - 48*time.Minute), At: at}, "5 h 48 min left"},
		{"late", `{{left .View.Now .View.At}}`, "en", view{Now: at.Add(18 * time.Hour), At: at}, "18 h late"},
		{"days", `{{left .View.Now .View.At}}`, "en", view{Now: at.Add(-100 * time.Hour), At: at}, "4 d left"},
		{"when today", `{{when .View.Now .View.At}}`, "de", view{Now: at.Add(8 * time.Hour), At: at}, "today 10:42"},
		{"when tomorrow by the market's day", `{{when .View.Now .View.At}}`, "de", view{Now: time.Date(2026, 11, 23, 22, 59, 0, 0, time.UTC), At: at}, "tomorrow 10:42"},
		{"when later", `{{when .View.Now .View.At}}`, "de", view{Now: at.Add(-80 * time.Hour), At: at}, "Di 24.11., 10:42"},
		{"one", `{{t "goods" "N" 1}}`, "pl", view{}, "1 artykuł"},
		{"few", `{{t "goods" "N" 22}}`, "pl", view{}, "22 artykuły"},
		{"many", `{{t "goods" "N" 12}}`, "pl", view{}, "12 artykułów"},
		{"plural groups digits", `{{t "goods" "N" 1284}}`, "en", view{}, "1,284 articles"},
		{"code", `{{tk "state" "new"}}`, "en", view{}, "new"},
		{"newer code", `{{tk "state" "brand_new"}}`, "en", view{}, "something else"},
		{"rich text is escaped", `{{tx "rich" "Who" .View.Name "href" "/a?b=1&c=2" "href" "#d"}}`, "en", view{Name: "<b>&"}, `<strong>&lt;b&gt;&amp;</strong> sells <a href="/a?b=1&amp;c=2">this</a> &amp; <a href="#d">that</a>`},
		{"url leaves out what is empty", `{{url "/search" "q" "a b" "sort" "" "page" 2}}`, "en", view{}, "/search?page=2&amp;q=a&#43;b"},
		{"fault with found and wanted", `{{with input .View.Faults "x" "" "label" "required hint=help"}}{{.Fault}}; {{.Describes}}; {{.Optional}}{{end}}`, "en", view{Faults: kernel.Faults{{Field: "x", Code: "required", Found: "1", Wanted: "2"}}}, "Fill in Found 1, wanted 2; f-x-fault f-x-hint; "},
		{"optional field", `{{with input .View.Faults "a[b]" "v" "label" ""}}{{.ID}} {{.Value}} {{.Optional}}{{end}}`, "en", view{}, "f-a-b v (optional)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := render(t, c.body, c.l, c.v)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatTemplatesMayNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, fault string }{
		"missing message":         {`{{t "no.such"}}`, "no such message"},
		"missing argument":        {`{{t "rich"}}`, "argument is missing"},
		"odd arguments":           {`{{t "rich" "Who"}}`, "not pairs"},
		"link without a target":   {`{{tx "rich" "Who" "x" "href" "/a"}}`, "no target"},
		"link to another site":    {`{{tx "rich" "Who" "x" "href" "//evil.example" "href" "/a"}}`, "no target"},
		"unknown static file":     {`{{asset "css/b.css"}}`, "no static file"},
		"attribute out of a list": {`{{input nil "x" "" "label" "onclick=alert"}}`, "attribute"},
		"money without currency":  {`{{money .View.Money}}`, "money"},
		"field that is not there": {`{{.View.Secret}}`, "Secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := render(t, c.body, "en", view{})
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("error %v does not say %q", err, c.fault)
			}
		})
	}
}
