package kernel

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/markthalle/markthalle"
)

// nbsp is the space that no line breaks at; minus is the sign, not the hyphen.
const (
	nbsp  = "\u00a0"
	minus = "−"
)

// calendar is how a language writes points in time. Forms hold names of the parts:
// W weekday, w its short form, D day, M month as written beside a day, m its short
// form, N month standing alone, n month number, Y year.
type calendar struct {
	weekdays, weekdaysShort [7]string // from Sunday
	months, monthsShort     [12]string
	alone                   [12]string // months standing alone, where they differ
	date, day, short        string
	numeric, time, datetime string
	near, axis, month       string // beside a time; over an axis; month and year
}

var calendars = map[markthalle.Locale]calendar{
	markthalle.English: {
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		months:        [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		monthsShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		date:          "W, D M Y", day: "W, D M", short: "w D m", numeric: "D m Y", time: "15:04", datetime: "%s, %s %s",
		near: "w D m", axis: "w D", month: "N Y",
	},
	markthalle.German: {
		weekdays:      [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		weekdaysShort: [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		months:        [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		monthsShort:   [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."},
		date:          "W, D. M Y", day: "W, D. M", short: "w D. m", numeric: "D.n.Y", time: "15:04", datetime: "%s, %s Uhr (%s)",
		near: "w D.n.", axis: "w D.", month: "N Y",
	},
	markthalle.Polish: {
		weekdays:      [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
		weekdaysShort: [7]string{"ndz.", "pon.", "wt.", "śr.", "czw.", "pt.", "sob."},
		months:        [12]string{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"},
		monthsShort:   [12]string{"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"},
		date:          "W, D M Y", day: "W, D M", short: "w D m", numeric: "D.n.Y", time: "15:04", datetime: "%s, godz. %s (%s)",
		near: "w D.n.", axis: "w D", month: "N Y",
		alone: [12]string{"styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień"},
	},
}

// write fills a form such as "W, D. M Y" with the parts of t.
func (c calendar) write(form string, t time.Time) string {
	var b strings.Builder
	for _, r := range form {
		switch r {
		case 'W':
			b.WriteString(c.weekdays[t.Weekday()])
		case 'w':
			b.WriteString(c.weekdaysShort[t.Weekday()])
		case 'D':
			b.WriteString(strconv.Itoa(t.Day()))
		case 'M':
			b.WriteString(c.months[t.Month()-1])
		case 'm':
			b.WriteString(c.monthsShort[t.Month()-1])
		case 'N':
			name := c.alone[t.Month()-1]
			if name == "" {
				name = c.months[t.Month()-1]
			}
			b.WriteString(name)
		case 'n':
			b.WriteString(strconv.Itoa(int(t.Month())))
		case 'Y':
			b.WriteString(strconv.Itoa(t.Year()))
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), ". ", "."+nbsp)
}

// stamp returns date, time and zone: "Tue 24 Nov 2026, 10:42 CET".
func (c calendar) stamp(l markthalle.Locale, t time.Time) string {
	day := c.write(c.short, t)
	if l != markthalle.German {
		day += " " + strconv.Itoa(t.Year())
	} else {
		day = c.write("w D.n.Y", t)
	}
	return fmt.Sprintf(c.datetime, day, t.Format(c.time), zoneName(l, t))
}

// zoneName returns the short name of t's zone as people of that language write it.
func zoneName(l markthalle.Locale, t time.Time) string {
	name, _ := t.Zone()
	if l == markthalle.German {
		switch name {
		case "CET":
			return "MEZ"
		case "CEST":
			return "MESZ"
		}
	}
	return name
}

// wholeNumber returns v as int64 when it is an integer of any size.
func wholeNumber(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case uint32:
		return int64(n), true
	}
	return 0, false
}

// formatNumber groups digits as CLDR does; Polish leaves four digits together.
func formatNumber(l markthalle.Locale, n int64) string {
	sep, least := ",", 4
	switch l {
	case markthalle.German:
		sep = "."
	case markthalle.Polish:
		sep, least = nbsp, 5
	default: // as in English
	}
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = minus, s[1:]
	}
	if len(s) < least {
		return sign + s
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// formatPercent writes basis points: 1250 is "12.5%", in German "12,5 %".
func formatPercent(l markthalle.Locale, bp int64) string {
	sign := ""
	if bp < 0 {
		sign, bp = minus, -bp
	}
	point := ","
	if l == markthalle.English {
		point = "."
	}
	s := formatNumber(l, bp/100)
	if frac := bp % 100; frac != 0 {
		s += point + strings.TrimRight(fmt.Sprintf("%02d", frac), "0")
	}
	if l == markthalle.German {
		s += nbsp
	}
	return sign + s + "%"
}

// formatMoney writes an amount by CLDR with a real minus sign.
func formatMoney(f *currency.Formatter, m Money) (string, error) {
	a, err := currency.NewAmount(decimal(m.Amount, m.Exponent), m.Currency)
	if err != nil {
		return "", fmt.Errorf("kernel: money %d %q: %w", m.Amount, m.Currency, err)
	}
	return strings.Replace(f.Format(a), "-", minus, 1), nil
}

// formatFigure writes an amount without its currency, for dense books that name it once.
func formatFigure(l markthalle.Locale, m Money) string {
	whole, frac, _ := strings.Cut(strings.TrimPrefix(decimal(m.Amount, m.Exponent), "-"), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return whole // cannot happen: decimal writes digits
	}
	s := formatNumber(l, n)
	if frac != "" {
		point := ","
		if l == markthalle.English {
			point = "."
		}
		s += point + frac
	}
	if m.Negative() {
		s = minus + s
	}
	return s
}

// decimal writes minor units as a decimal number with a point.
func decimal(amount int64, exponent int) string {
	s, sign := strconv.FormatInt(amount, 10), ""
	if s[0] == '-' {
		s, sign = s[1:], "-"
	}
	if exponent <= 0 {
		return sign + s
	}
	for len(s) <= exponent {
		s = "0" + s
	}
	return sign + s[:len(s)-exponent] + "." + s[len(s)-exponent:]
}

// Figure writes an amount as books hold it: with groups and sign, without currency.
func (m Money) Figure(l markthalle.Locale) string { return formatFigure(l, m) }

// Plain writes an amount as a form field holds it, without currency: "12,50" or "12.50".
func (m Money) Plain(l markthalle.Locale) string {
	s := decimal(m.Amount, m.Exponent)
	if l != markthalle.English {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}
