package edge

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/web/kernel"
)

// Ctx is one request on its way through a handler.
type Ctx struct {
	*Edge
	Context   context.Context //nolint:containedctx // a request's own context, as long as the request
	Fiber     *fiber.Ctx
	Locale    markthalle.Locale
	Identity  accounts.Identity // of who is signed in; empty for guests
	Frame     kernel.Frame      // what the handler knows about its frame; the rest is filled in by Render
	RequestID string

	area    *Area
	session string // the token of the session; empty for guests
	visitor string
	parts   map[string]string
	flashes []kernel.Flash
	status  int
	seed    string
	minted  int

	rendered int64 // when the form that was sent was rendered, Unix milliseconds
}

func (a *Area) newCtx(f *fiber.Ctx, limit time.Duration) (*Ctx, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(f.UserContext(), limit)
	c := &Ctx{
		Edge: a.edge, Context: ctx, Fiber: f, area: a, status: fiber.StatusOK,
		RequestID: f.GetRespHeader(fiber.HeaderXRequestID),
	}
	c.Locale = c.pickLocale()
	return c, cancel
}

// Now returns market time.
func (c *Ctx) Now() time.Time { return c.Clock.Now() }

// Path returns the path of the request.
func (c *Ctx) Path() string { return c.Fiber.Path() }

// Here returns path and query of the request, to come back to.
func (c *Ctx) Here() string {
	u, err := url.Parse(c.Fiber.OriginalURL())
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Del("lang")
	u.RawQuery = q.Encode()
	return kernel.SafeReturn(u.RequestURI(), "/")
}

// Param returns a value out of the path.
func (c *Ctx) Param(name string) string { return c.Fiber.Params(name) }

// Query returns a value of the query.
func (c *Ctx) Query(name string) string { return strings.TrimSpace(c.Fiber.Query(name)) }

// QueryAll returns the whole query, with names and values in the order of the address.
func (c *Ctx) QueryAll() []Value {
	var out []Value
	c.Fiber.Context().QueryArgs().VisitAll(func(k, v []byte) {
		out = append(out, Value{Name: string(k), Text: string(v)})
	})
	return out
}

// Value is a name and a text of a query or form.
type Value struct{ Name, Text string }

// Key returns what stands in brackets behind prefix: of "filter[brand]" for "filter" it
// is "brand".
func (v Value) Key(prefix string) (string, bool) {
	rest, ok := strings.CutPrefix(v.Name, prefix+"[")
	if !ok || !strings.HasSuffix(rest, "]") {
		return "", false
	}
	return rest[:len(rest)-1], true
}

// Form returns a value of the form, without white space around it.
func (c *Ctx) Form(name string) string { return strings.TrimSpace(c.Fiber.FormValue(name)) }

// Secretly returns a value of the form as it was typed, for passwords.
func (c *Ctx) Secretly(name string) string { return c.Fiber.FormValue(name) }

// FormInt returns a whole number of the form, and false when there is none.
func (c *Ctx) FormInt(name string) (int64, bool) {
	n, err := strconv.ParseInt(c.Form(name), 10, 64)
	return n, err == nil
}

// FormAll returns every value of the form in its order.
func (c *Ctx) FormAll() []Value {
	var out []Value
	if form, err := c.Fiber.MultipartForm(); err == nil {
		for name, list := range form.Value {
			for _, text := range list {
				out = append(out, Value{Name: name, Text: text})
			}
		}
		return out
	}
	c.Fiber.Context().PostArgs().VisitAll(func(k, v []byte) {
		out = append(out, Value{Name: string(k), Text: string(v)})
	})
	return out
}

// Upload returns the first file of a name in the form, of which at most one byte more than
// most is read, and false when there is none.
func (c *Ctx) Upload(name string, most int64) (filename string, content []byte, ok bool, err error) {
	form, err := c.Fiber.MultipartForm()
	if err != nil || len(form.File[name]) == 0 || form.File[name][0].Filename == "" {
		return "", nil, false, nil
	}
	head := form.File[name][0]
	f, err := head.Open()
	if err != nil {
		return "", nil, false, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if content, err = io.ReadAll(io.LimitReader(f, most+1)); err != nil {
		return "", nil, false, fmt.Errorf("read upload: %w", err)
	}
	return head.Filename, content, true, nil
}

// FormUnder returns the values of the form that are named prefix[key], by their keys.
func (c *Ctx) FormUnder(prefix string) []Value {
	var out []Value
	for _, v := range c.FormAll() {
		if key, ok := v.Key(prefix); ok {
			out = append(out, Value{Name: key, Text: strings.TrimSpace(v.Text)})
		}
	}
	return out
}

// Ticked reports whether a box of the form is ticked.
func (c *Ctx) Ticked(name string) bool { return c.Form(name) != "" }

// Next returns where the form or query says to go on to, when that is on this site.
func (c *Ctx) Next(fallback string) string {
	next := c.Form("next")
	if next == "" {
		next = c.Query("next")
	}
	return kernel.SafeReturn(next, fallback)
}

// Page asks for a page of a list by the query's cursor.
func (c *Ctx) Page(limit int) markthalle.PageQuery {
	return markthalle.PageQuery{Limit: limit, Cursor: c.Query("cursor")}
}

// Text returns a message in the reader's language. A message that is missing is a
// mistake of the market: it is logged, and the key is shown.
func (c *Ctx) Text(key string, args ...any) string {
	s, err := c.Site.Text(c.Locale, key, args...)
	if err != nil {
		c.Log.Error("message missing", "request_id", c.RequestID, "key", key, "error", err.Error())
		return key
	}
	return s
}

// Code returns the message prefix.code, or prefix.other when the code is newer than the
// catalogue.
func (c *Ctx) Code(prefix, code string, args ...any) string {
	if c.Site.Catalogue().Has(c.Locale, prefix+"."+code) {
		return c.Text(prefix+"."+code, args...)
	}
	return c.Text(prefix+".other", args...)
}

// Money returns an amount for a view.
func Money(a money.Amount) kernel.Money {
	if !a.IsSet() {
		return kernel.Money{}
	}
	return Minor(a.Minor, a.Currency)
}

// Minor returns minor units of a currency for a view.
func Minor(n int64, cur money.Currency) kernel.Money {
	return kernel.Money{Amount: n, Currency: string(cur), Exponent: cur.Exponent()}
}
