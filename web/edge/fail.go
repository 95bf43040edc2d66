package edge

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

// Problem is an error as a page tells it.
type Problem struct {
	Status     int
	Code       string // stable
	Detail     string // one sentence in the reader's language; empty when the status says it all
	RequestID  string
	RetryAfter time.Duration
}

// StatusOf is the one table from kinds of errors to HTTP.
func StatusOf(err error) int {
	var fe *fiber.Error
	if errors.As(err, &fe) {
		return fe.Code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable
	}
	switch markthalle.KindOf(err) {
	case markthalle.Invalid:
		return http.StatusUnprocessableEntity
	case markthalle.Unauthenticated:
		return http.StatusUnauthorized
	case markthalle.Forbidden:
		if markthalle.CodeOf(err) == "accounts.throttled" {
			return http.StatusTooManyRequests
		}
		return http.StatusForbidden
	case markthalle.NotFound:
		return http.StatusNotFound
	case markthalle.Conflict:
		return http.StatusConflict
	case markthalle.Precondition:
		return http.StatusPreconditionFailed
	case markthalle.Unavailable:
		return http.StatusServiceUnavailable
	case markthalle.Internal:
	}
	return http.StatusInternalServerError
}

// usualRetry is what somebody is told to wait when the error does not say.
const usualRetry = 5 * time.Second

// ProblemOf returns what a reader is told of an error. What is our fault is not told.
func (c *Ctx) ProblemOf(err error) Problem {
	p := Problem{Status: StatusOf(err), Code: markthalle.CodeOf(err), RequestID: c.RequestID}
	var e *markthalle.Error
	if errors.As(err, &e) {
		p.RetryAfter = e.RetryAfter
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		p.Code = "request." + strconv.Itoa(fe.Code)
	}
	if p.Status == http.StatusServiceUnavailable && p.RetryAfter == 0 {
		p.RetryAfter = usualRetry
	}
	if p.Status != http.StatusInternalServerError && c.Site.Catalogue().Has(c.Locale, "error."+p.Code) {
		p.Detail = c.Text("error." + p.Code)
	}
	return p
}

// tell answers with the page for an error. Who must sign in is led there and back.
func (c *Ctx) tell(err error) error {
	p := c.ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		c.Log.Error("page failed", "request_id", c.RequestID, "method", c.Fiber.Method(), "path", c.Path(),
			"status", p.Status, "error", err.Error())
	}
	if p.Status == http.StatusUnauthorized {
		back := "/"
		if c.Fiber.Method() == fiber.MethodGet {
			back = c.Here()
		}
		return c.Redirect("/sign-in?next=" + url.QueryEscape(back))
	}
	if p.RetryAfter > 0 {
		c.Fiber.Set(fiber.HeaderRetryAfter, strconv.FormatInt(int64((p.RetryAfter+time.Second-1)/time.Second), 10))
	}
	c.status = p.Status
	if c.oops != nil {
		c.parts = nil
		c.Frame = kernel.Frame{NoIndex: true}
		oopsErr := c.oops(c, p)
		if oopsErr == nil {
			return nil
		}
		c.Log.Error("error page failed", "request_id", c.RequestID, "error", oopsErr.Error())
	}
	c.headers()
	c.Fiber.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Fiber.Status(p.Status).SendString(strconv.Itoa(p.Status) + " " + http.StatusText(p.Status) + "\n" + p.RequestID + "\n")
}

// RenderBare is Render for error pages: what the area's frame cannot find out is left
// out, because the same fault may have broken it.
func (c *Ctx) RenderBare(page string, view any) error {
	if err := c.frame(); err != nil {
		c.Log.Warn("frame of an error page incomplete", "request_id", c.RequestID, "error", err.Error())
	}
	return c.render(page, view)
}

// Fail shows a form again when the error is about what was typed or about the state of
// what it concerns; again renders it with what was typed and the faults. Every other
// error is returned, and becomes an error page.
func (c *Ctx) Fail(err error, again func(faults kernel.Faults) error) error {
	switch markthalle.KindOf(err) {
	case markthalle.Invalid, markthalle.Conflict, markthalle.Precondition:
		c.status = StatusOf(err)
		return again(Faults(err))
	case markthalle.Internal, markthalle.Unauthenticated, markthalle.Forbidden, markthalle.NotFound, markthalle.Unavailable:
	}
	return err
}

// Faults returns what is wrong with a form, by the names of its fields. An error without
// fields is one fault of no field.
func Faults(err error) kernel.Faults {
	var e *markthalle.Error
	if !errors.As(err, &e) {
		return nil
	}
	if len(e.Fields) == 0 {
		return kernel.Faults{{Code: e.Code}}
	}
	out := make(kernel.Faults, len(e.Fields))
	for i, f := range e.Fields {
		out[i] = kernel.Fault{Field: FieldName(f.Pointer), Code: f.Code}
		if neutral(f.Wanted) {
			out[i].Wanted = f.Wanted
			if neutral(f.Found) {
				out[i].Found = f.Found
			}
		}
	}
	return out
}

// FieldName turns a JSON Pointer into the name of a form field: "/lines/2/quantity" is
// "lines[2][quantity]".
func FieldName(pointer string) string {
	head, rest, deep := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if !deep {
		return head
	}
	return head + "[" + strings.ReplaceAll(rest, "/", "][") + "]"
}

// neutral reports whether a hint can be read in every language: numbers and codes, no
// words.
func neutral(s string) bool {
	if s == "" {
		return false
	}
	lower := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			lower++
		} else {
			lower = 0
		}
		if lower > 1 {
			return false
		}
	}
	return true
}

// FaultCode is the code that says most about an error: that of its only field, when the
// catalogue has words for it, else the error's own.
func (c *Ctx) FaultCode(err error, faults kernel.Faults) string {
	has := func(code string) bool { return c.Site.Catalogue().Has(c.Locale, "error."+code) }
	if code := markthalle.CodeOf(err); has(code) || len(faults) == 0 {
		return code
	}
	return faults[0].Code
}

// FaultKey is the message that FaultCode stands for.
func (c *Ctx) FaultKey(err error, faults kernel.Faults) string {
	code := c.FaultCode(err, faults)
	if c.Site.Catalogue().Has(c.Locale, "error."+code) {
		return "error." + code
	}
	return "error.other"
}
