package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
)

// Money is an amount on the wire.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency" minLength:"3" maxLength:"3"`
}

// FromWire implements endpoint.Wire: an integer amount and a known currency.
func (m *Money) FromWire(value any, pointer string, f *markthalle.Faults) {
	obj, ok := value.(map[string]any)
	if !ok {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "request.wrong_type", Message: "Money is an object.", Wanted: `{"amount": 1299, "currency": "EUR"}`,
		})
		return
	}
	for name := range obj {
		if name != "amount" && name != "currency" {
			f.Add(pointer+"/"+name, "request.unknown_field", "There is no field of this name.")
		}
	}
	n, ok := obj["amount"].(json.Number)
	amount, err := strconv.ParseInt(string(n), 10, 64)
	if !ok || err != nil {
		f.AddField(markthalle.Field{
			Pointer: pointer + "/amount", Code: "request.wrong_type", Message: "The amount is a whole number of minor units.",
			Found: fmt.Sprint(obj["amount"]), Wanted: "a whole number",
		})
	}
	code, _ := obj["currency"].(string)
	if !money.Currency(code).Valid() {
		f.AddField(markthalle.Field{
			Pointer: pointer + "/currency", Code: "not_a_currency", Message: "This is not a currency code.",
			Found: fmt.Sprint(obj["currency"]), Wanted: "three letters by ISO 4217, such as EUR",
		})
	}
	m.Amount, m.Currency = amount, code
}

// amount is the wire's money as the domain's.
func (m Money) amount() money.Amount { return money.New(m.Amount, money.Currency(m.Currency)) }

func wireMoney(a money.Amount) Money { return Money{Amount: a.Minor, Currency: string(a.Currency)} }

func minor(n int64, c money.Currency) Money { return Money{Amount: n, Currency: string(c)} }

// Texts is translated text where it is written: an object by language, or one string in
// the writer's language, which the handler fills in with In.
type Texts struct {
	plain string
	list  markthalle.Texts
}

// FromWire implements endpoint.Wire.
func (t *Texts) FromWire(value any, pointer string, f *markthalle.Faults) {
	switch v := value.(type) {
	case string:
		t.plain = v
	case map[string]any:
		for _, l := range markthalle.Locales() {
			x, ok := v[string(l)]
			if !ok {
				continue
			}
			s, ok := x.(string)
			if !ok {
				f.Add(pointer+"/"+string(l), "request.wrong_type", "The value is not a text.")
			}
			t.list = t.list.Set(l, s)
			delete(v, string(l))
		}
		for name := range v {
			f.Add(pointer+"/"+name, "request.unknown_field", "There is no such language here.")
		}
	default:
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "request.wrong_type", Message: "The value is not a text.", Wanted: `{"en": "…"} or "…"`,
		})
	}
}

// In returns the texts; a plain string counts as being in the writer's language.
func (t Texts) In(l markthalle.Locale) markthalle.Texts {
	if t.plain != "" {
		return markthalle.T(l, t.plain)
	}
	return t.list
}

// Empty reports whether nothing was written.
func (t Texts) Empty() bool { return t.plain == "" && len(t.list) == 0 }

// Time is a moment on the wire: RFC 3339 in UTC with milliseconds.
type Time struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.UTC().Format("2006-01-02T15:04:05.000Z07:00") + `"`), nil
}

// at returns a moment for the wire, nil for the zero time, which is left out.
func at(t time.Time) *Time {
	if t.IsZero() {
		return nil
	}
	return &Time{t}
}

// PageIn is what every list takes.
type PageIn struct {
	Limit  *int   `query:"limit" validate:"omitempty,min=1,max=100"`
	Cursor string `query:"cursor" validate:"max=2000"`
}

func (p PageIn) query() markthalle.PageQuery {
	q := markthalle.PageQuery{Cursor: p.Cursor}
	if p.Limit != nil {
		q.Limit = *p.Limit
	}
	return q
}

// List is a page of a list on the wire.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

func wireList[T, U any](p markthalle.Page[T], f func(T) U) List[U] {
	m := markthalle.MapPage(p, f)
	return List[U]{Items: m.Items, NextCursor: m.Next}
}

// ByID is the input of endpoints that take nothing but an id.
type ByID struct {
	ID string `path:"id" validate:"required,max=200"`
}

// Empty is an input or answer of nothing.
type Empty = endpoint.Empty
