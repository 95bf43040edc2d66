package kernel

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/markthalle/markthalle"
)

// lang binds the template functions to one language.
type lang struct {
	site   *Site
	locale markthalle.Locale
	money  *currency.Formatter
	cal    calendar
}

func newLang(s *Site, l markthalle.Locale) *lang {
	return &lang{site: s, locale: l, money: currency.NewFormatter(currency.NewLocale(string(l))), cal: calendars[l]}
}

// funcs returns the functions that templates call. The names are listed in doc.go.
func (l *lang) funcs() template.FuncMap {
	return template.FuncMap{
		"t": l.t, "tx": l.tx, "tk": l.tk,
		"money": l.formatMoney, "moneydiff": l.moneyDiff, "figure": func(m Money) string { return formatFigure(l.locale, m) }, "plainmoney": func(m Money) string { return m.Plain(l.locale) },
		"number":  func(n any) (string, error) { return l.number(n) },
		"percent": func(bp int64) string { return formatPercent(l.locale, bp) },
		"rating":  l.rating,
		"date":    func(t time.Time) string { return l.day(l.cal.date, t) },
		"day":     func(t time.Time) string { return l.day(l.cal.day, t) },
		"short":   func(t time.Time) string { return l.day(l.cal.short, t) },
		"numeric": func(t time.Time) string { return l.day(l.cal.numeric, t) },
		"clock":   func(t time.Time) string { return l.at(t).Format(l.cal.time) },
		"stamp":   func(t time.Time) string { return l.cal.stamp(l.locale, l.at(t)) },
		"iso":     func(t time.Time) string { return l.at(t).Format(time.RFC3339) },
		"isoday":  func(t time.Time) string { return l.at(t).Format(time.DateOnly) },
		"axis":    func(t time.Time) string { return l.day(l.cal.axis, t) },
		"month":   func(t time.Time) string { return l.day(l.cal.month, t) },
		"when":    l.when,
		"left":    l.left, "ago": l.ago, "span": l.span,
		"flash": l.flash,
		"url":   address, "asset": l.site.Asset, "icon": icon,
		"input": l.input, "textarea": l.textarea, "tick": l.tick, "choice": l.choice, "codes": l.codes, "fault": l.fault,
		"histogram": histogram, "spark": spark, "dial": dial, "shares": shares, "diverge": diverge, "gauge": gauge,
		"join": strings.Join, "inc": func(i int) int { return i + 1 }, "list": func(s ...string) []string { return s },
		"langs": func() []markthalle.Locale { return markthalle.Locales() }, "autonym": autonym,
	}
}

func (l *lang) t(key string, args ...any) (string, error) {
	return l.site.catalogue.Text(l.locale, key, l.spell(args)...)
}

func (l *lang) tx(key string, args ...any) (template.HTML, error) {
	return l.site.catalogue.Rich(l.locale, key, l.spell(args)...)
}

func (l *lang) tk(prefix string, code any, args ...any) (string, error) {
	return l.site.catalogue.Code(l.locale, prefix, fmt.Sprint(code), l.spell(args)...)
}

// flash returns the words of a message after a redirect.
func (l *lang) flash(f Flash) (string, error) {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
		if n, err := strconv.Atoi(a); err == nil && i%2 == 1 && f.Args[i-1] == "N" {
			args[i] = n
		}
	}
	return l.t(f.Key, args...)
}

// spell writes amounts among the arguments of a message in the language's way.
func (l *lang) spell(args []any) []any {
	for i, a := range args {
		if m, ok := a.(Money); ok {
			if s, err := l.formatMoney(m); err == nil {
				args[i] = s
			}
		}
	}
	return args
}

func (l *lang) formatMoney(m Money) (string, error) { return formatMoney(l.money, m) }

// moneyDiff writes an amount with its sign, for differences and corrections.
func (l *lang) moneyDiff(m Money) (string, error) {
	s, err := l.formatMoney(m)
	if m.Amount > 0 {
		s = "+" + s
	}
	return s, err
}

func (l *lang) number(v any) (string, error) {
	n, ok := wholeNumber(v)
	if !ok {
		return "", fmt.Errorf("kernel: number %v of type %T", v, v)
	}
	return formatNumber(l.locale, n), nil
}

// rating writes tenths of stars: 48 is "4.8".
func (l *lang) rating(tenths int) string {
	point := ","
	if l.locale == markthalle.English {
		point = "."
	}
	return fmt.Sprintf("%d%s%d", tenths/10, point, tenths%10)
}

func (l *lang) at(t time.Time) time.Time { return t.In(l.site.zone) }

func (l *lang) day(form string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.cal.write(form, l.at(t))
}

// span writes a duration with its two greatest parts: "5 h 48 min".
func (l *lang) span(d time.Duration) (string, error) {
	if d < 0 {
		d = -d
	}
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d/time.Hour%24), int64(d/time.Minute%60)
	switch {
	case days >= 3 || days > 0 && hours == 0:
		return l.t("span.days", "N", days)
	case days > 0:
		return l.two("span.days", days, "span.hours", hours)
	case hours > 0 && minutes > 0:
		return l.two("span.hours", hours, "span.minutes", minutes)
	case hours > 0:
		return l.t("span.hours", "N", hours)
	}
	return l.t("span.minutes", "N", minutes)
}

func (l *lang) two(keyA string, a int64, keyB string, b int64) (string, error) {
	first, err := l.t(keyA, "N", a)
	if err != nil {
		return "", err
	}
	second, err := l.t(keyB, "N", b)
	return first + " " + second, err
}

// left says how much time there is until due, or how late it is.
func (l *lang) left(now, due time.Time) (string, error) {
	d, err := l.span(due.Sub(now))
	if err != nil {
		return "", err
	}
	if due.Before(now) {
		return l.t("span.late", "D", d)
	}
	return l.t("span.left", "D", d)
}

// when names a moment near now: "today 16:00", "Wed 18 Nov, 16:00".
func (l *lang) when(now, t time.Time) (string, error) {
	day := func(x time.Time) int64 {
		y, m, d := l.at(x).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	at := l.at(t).Format(l.cal.time)
	switch day(t) - day(now) {
	case -1:
		return l.t("when.yesterday", "At", at)
	case 0:
		return l.t("when.today", "At", at)
	case 1:
		return l.t("when.tomorrow", "At", at)
	}
	return l.day(l.cal.near, t) + ", " + at, nil
}

// ago says how long ago something was.
func (l *lang) ago(now, at time.Time) (string, error) {
	d, err := l.span(now.Sub(at))
	if err != nil {
		return "", err
	}
	return l.t("span.ago", "D", d)
}

// address builds a local address from a path and pairs of query names and values; empty
// values are left out.
func address(path string, pairs ...any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("kernel: url %q: %d arguments, not pairs", path, len(pairs))
	}
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if v := fmt.Sprint(pairs[i+1]); v != "" {
			q.Add(fmt.Sprint(pairs[i]), v)
		}
	}
	if len(q) == 0 {
		return path, nil
	}
	return path + "?" + q.Encode(), nil
}

// icon returns the picture of the sprite with that name; a text always stands beside it.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`) //nolint:gosec // escaped
}

// autonym returns a language's name in that language.
func autonym(l markthalle.Locale) string {
	return map[markthalle.Locale]string{
		markthalle.English: "English", markthalle.German: "Deutsch", markthalle.Polish: "Polski",
	}[l]
}
