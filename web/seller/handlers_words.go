package seller

import (
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// words say things in the reader's language and the market's zone.
type words struct {
	locale markthalle.Locale
	zone   *time.Location
	now    time.Time
	text   func(key string, args ...any) string
	known  func(prefix, code string, args ...any) string
}

func wordsOf(c *edge.Ctx) words {
	return words{locale: c.Locale, zone: c.Site.Zone(), now: c.Now(), text: c.Text, known: c.Code}
}

func (w words) t(key string, args ...any) string { return w.text(key, args...) }

// tk returns the message prefix.code, or prefix.other for codes that are newer.
func (w words) tk(prefix, code string) string { return w.known(prefix, code) }

// day writes a date in figures, as the template function numeric does.
func (w words) day(t time.Time) string {
	switch {
	case t.IsZero():
		return "–"
	case w.locale == markthalle.English:
		return t.In(w.zone).Format("2 Jan 2006")
	}
	return t.In(w.zone).Format("2.1.2006")
}

// amount writes minor units with their currency.
func (w words) amount(n int64, c money.Currency) string {
	return strings.Replace(money.New(n, c).Format(w.locale), "-", "−", 1)
}

// exact writes an exact number of minor units, a decimal or a fraction, as an amount with
// up to four digits more than its currency has.
func (w words) exact(text string, c money.Currency) string {
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	for range c.Exponent() {
		x.Quo(x, big.NewRat(10, 1))
	}
	digits := x.FloatString(c.Exponent() + 4)
	whole, decimals, _ := strings.Cut(digits, ".")
	for len(decimals) > c.Exponent() && strings.HasSuffix(decimals, "0") {
		decimals = strings.TrimSuffix(decimals, "0")
	}
	digits = strings.TrimSuffix(whole+"."+decimals, ".")
	if w.locale != markthalle.English {
		digits = strings.Replace(digits, ".", ",", 1)
	}
	return digits + "\u00a0" + string(c)
}

// plain writes an amount as a form field holds it.
func (w words) plain(a money.Amount) string {
	if !a.IsSet() {
		return ""
	}
	return edge.Money(a).Plain(w.locale)
}

// midnight is the beginning of the day that holds t, in the market's zone.
func (w words) midnight(t time.Time) time.Time {
	y, m, d := t.In(w.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, w.zone)
}

func sign(tone, text string) kernel.Sign { return kernel.Sign{Tone: tone, Text: text} }

// mapped returns every item mapped by f.
func mapped[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

// with returns an address of this page: the query with some of its values replaced;
// empty ones are left out. Pairs are names and values in turn.
func with(q url.Values, pairs ...string) string {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Del(pairs[i])
		if pairs[i+1] != "" {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return "?" + out.Encode()
}

// queryOf returns the named values of the query that are not empty.
func queryOf(c *edge.Ctx, names ...string) url.Values {
	out := url.Values{}
	for _, n := range names {
		if v := c.Query(n); v != "" {
			out.Set(n, v)
		}
	}
	return out
}

// cursorPager leads through a list that is read by cursor. The address carries at which
// row the page begins, because a cursor does not know.
func cursorPager(c *edge.Ctx, q url.Values, shown int, next string, total int64) kernel.Pager {
	from, err := strconv.ParseInt(c.Query("from"), 10, 64)
	if err != nil || from < 1 {
		from = 1
	}
	p := kernel.Pager{From: from, To: from + int64(shown) - 1, Total: total}
	if next != "" {
		p.Next = with(q, "cursor", next, "from", strconv.FormatInt(p.To+1, 10))
	}
	if c.Query("cursor") != "" {
		p.Prev = with(q)
	}
	return p
}

// slice returns the page of a list that is held as a whole, and the way through it.
func slice[T any](c *edge.Ctx, q url.Values, list []T, size int) ([]T, kernel.Pager) {
	no, err := strconv.Atoi(c.Query("page"))
	last := max(1, (len(list)+size-1)/size)
	if err != nil || no < 1 {
		no = 1
	}
	no = min(no, last)
	from := (no - 1) * size
	to := min(len(list), from+size)
	p := kernel.Pager{From: int64(from + 1), To: int64(to), Total: int64(len(list))}
	if no > 1 {
		p.Prev = with(q, "page", strconv.Itoa(no-1))
	}
	if no < last {
		p.Next = with(q, "page", strconv.Itoa(no+1))
	}
	return list[from:to], p
}

// renamed gives faults the names that the page's fields have.
func renamed(list kernel.Faults, names map[string]string) kernel.Faults {
	for i, f := range list {
		if name, ok := names[f.Field]; ok {
			list[i].Field = name
		}
	}
	return list
}

// formFaults are faults of what was typed, found before a service was asked.
type formFaults struct{ markthalle.Faults }

func (f *formFaults) bad(field, code string) { f.Add("/"+field, code, "The entry is not understood.") }

func (f *formFaults) err() error { return f.Err("request.invalid") }

// amount reads an amount of the form; an empty field is no amount.
func (f *formFaults) amount(field, text string, c money.Currency) money.Amount {
	if text == "" {
		return money.Amount{}
	}
	a, err := money.Parse(text, c)
	if err != nil {
		f.bad(field, "money")
	}
	return a
}

// number reads a whole number of the form; an empty field is 0.
func (f *formFaults) number(field, text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f.bad(field, "number")
	}
	return n
}

// day reads a date of the form; an empty field is the zero time.
func (f *formFaults) day(field, text string, zone *time.Location) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		f.bad(field, "date")
	}
	return t
}

// typed writes a date as a form field holds it.
func typed(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.DateOnly)
}

// referredTo is the given page with the query that the form's page had.
func referredTo(c *edge.Ctx, page string) string {
	if u, err := url.Parse(c.Fiber.Get("Referer")); err == nil && u.Path == page && u.RawQuery != "" {
		return page + "?" + u.RawQuery
	}
	return page
}
