package endpoint

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
)

// Audience is who an endpoint is for.
type Audience uint8

// The audiences.
const (
	Public   Audience = iota // guests and everybody else
	Person                   // somebody signed in, acting for themself
	Vendor                   // acting for one vendor
	Operator                 // acting for the market
	Hook                     // a provider's signed call; no actor
)

// String returns the audience's name in documents.
func (a Audience) String() string {
	return [...]string{"public", "person", "vendor", "operator", "hook"}[a]
}

// Rate is a class of requests that share a limit.
type Rate uint8

// The rate classes, per minute and address (api contract, Conventions).
const (
	RateRead Rate = iota
	RateSearch
	RateWrite
	RateCheckout
	RateSignIn
	RateUpload
	RateNone // hooks and health: the provider retries what is refused
)

// PerMinute returns the class's limit for a guest: signed-in people have double, API
// keys ten times as much.
func (r Rate) PerMinute() int { return [...]int{600, 300, 120, 30, 10, 30, 0}[r] }

// Idempotency says what an endpoint makes of an Idempotency-Key.
type Idempotency uint8

// The ways of treating a key.
const (
	Accepted Idempotency = iota // POST: used when sent
	Required                    // 422 without one
	Ignored                     // not a POST, or sessions and accounts
)

// Endpoint is one row of the table.
type Endpoint struct {
	Method      string
	Path        string // "/store/carts/{id}/lines", under the base path
	Summary     string // one line for the reference
	Audience    Audience
	Permission  markthalle.Permission // empty: the audience is enough
	Rate        Rate
	Idempotency Idempotency
	Status      int           // of success
	Deadline    time.Duration // zero: 10 s
	BodyLimit   int           // bytes; zero: 256 KiB
	Cache       time.Duration // how long a public answer may be kept; at most 1 s
	Secret      bool          // the answer holds a secret: it is never stored or cached
	Multipart   bool          // the body is multipart/form-data
	Raw         bool          // the handler writes the answer itself
	Types       []string      // media types of a raw answer, beside JSON
	Shape       any           // of a raw answer in JSON; nil when there is none
	TrialOnly   bool          // the route does not exist on live installations
	Guarded     bool          // a part of a public answer is for some only: 403 for others
	// Object names the kind of object that {id} is, for the isolation matrix.
	Object string

	in, out reflect.Type
	plan    *plan
	handle  func(c *Call, in reflect.Value) (any, error)
}

// In returns the type of the input.
func (e *Endpoint) In() reflect.Type { return e.in }

// Out returns the type of the answer.
func (e *Endpoint) Out() reflect.Type { return e.out }

// Empty is the answer of an endpoint that has none (204), and the input of one that
// takes none.
type Empty struct{}

// Option changes a declaration.
type Option func(*Endpoint)

// For sets the audience and the permission.
func For(a Audience, p markthalle.Permission) Option {
	return func(e *Endpoint) { e.Audience, e.Permission = a, p }
}

// Limit sets the rate class.
func Limit(r Rate) Option { return func(e *Endpoint) { e.Rate = r } }

// Keyed sets what is made of an Idempotency-Key.
func Keyed(i Idempotency) Option { return func(e *Endpoint) { e.Idempotency = i } }

// Answers sets the status of success.
func Answers(status int) Option { return func(e *Endpoint) { e.Status = status } }

// Within sets the deadline.
func Within(d time.Duration) Option { return func(e *Endpoint) { e.Deadline = d } }

// Body sets the limit of the body in bytes.
func Body(limit int) Option { return func(e *Endpoint) { e.BodyLimit = limit } }

// Cached lets a public answer be kept for d.
func Cached(d time.Duration) Option { return func(e *Endpoint) { e.Cache = min(d, time.Second) } }

// Secret marks an answer that must not be stored.
func Secret() Option { return func(e *Endpoint) { e.Secret = true } }

// Form marks an endpoint whose body is multipart/form-data.
func Form() Option { return func(e *Endpoint) { e.Multipart = true } }

// Raw marks an endpoint whose handler writes the answer itself, in one of the media types.
func Raw(types ...string) Option {
	return func(e *Endpoint) { e.Raw, e.Types = true, types }
}

// RawOr is Raw for a handler that also answers in JSON, shaped like out.
func RawOr(out any, types ...string) Option {
	return func(e *Endpoint) { e.Raw, e.Types, e.Shape = true, types, out }
}

// TrialOnly marks a route that does not exist on live installations.
func TrialOnly() Option { return func(e *Endpoint) { e.TrialOnly = true } }

// Guarded marks a public endpoint that tells a part of its answer to some only.
func Guarded() Option { return func(e *Endpoint) { e.Guarded = true } }

// About names the kind of object that {id} is.
func About(object string) Option { return func(e *Endpoint) { e.Object = object } }

// Route declares an endpoint. It panics when the input cannot be bound: that is a
// mistake of the programmer, found when the process starts.
func Route[In, Out any](method, path, summary string, h func(*Call, In) (Out, error), options ...Option) Endpoint {
	return route(method, path, summary, reflect.TypeFor[In](), reflect.TypeFor[Out](), func(c *Call, in reflect.Value) (any, error) {
		return h(c, in.Elem().Interface().(In)) //nolint:forcetypeassert // made from the same type
	}, options)
}

// route is Route without its types, so that it is compiled once.
func route(method, path, summary string, in, out reflect.Type, handle func(*Call, reflect.Value) (any, error), options []Option) Endpoint {
	e := Endpoint{
		Method: method, Path: path, Summary: summary, in: in, out: out, handle: handle,
		Status: http.StatusOK, Deadline: 10 * time.Second, BodyLimit: 256 << 10,
		Rate: RateWrite, Idempotency: Ignored,
	}
	switch method {
	case http.MethodGet:
		e.Rate = RateRead
	case http.MethodPost:
		e.Idempotency = Accepted
	}
	if e.out == reflect.TypeFor[Empty]() {
		e.Status = http.StatusNoContent
	}
	for _, o := range options {
		o(&e)
	}
	p, err := planFor(e.in)
	if err != nil {
		panic(fmt.Sprintf("api: %s %s: %v", method, path, err))
	}
	if missing := p.unbound(path); missing != "" {
		panic(fmt.Sprintf("api: %s %s: no field for {%s}", method, path, missing))
	}
	e.plan = p
	return e
}

// params returns the names in braces of a path.
func params(path string) []string {
	var out []string
	for _, part := range strings.Split(path, "/") {
		for {
			_, rest, ok := strings.Cut(part, "{")
			if !ok {
				break
			}
			name, after, ok := strings.Cut(rest, "}")
			if !ok {
				break
			}
			out, part = append(out, name), after
		}
	}
	return out
}

// Params returns the names of the path's parameters in order.
func (e *Endpoint) Params() []string { return params(e.Path) }

// Group declares endpoints that share options.
func Group(options []Option, list ...Endpoint) []Endpoint {
	for i := range list {
		for _, o := range options {
			o(&list[i])
		}
	}
	return list
}
