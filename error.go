package markthalle

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what a caller can do about an error. There are eight, and no more.
type Kind uint8

// The kinds of errors. The zero Kind is Internal: what nobody classified is our fault.
const (
	Internal        Kind = iota // our fault; the public text never says more
	Invalid                     // the input is wrong; Fields says where
	Unauthenticated             // nobody is signed in, or the sign-in has ended
	Forbidden                   // signed in, but without the permission
	NotFound                    // absent, or somebody else's: the answer is the same
	Conflict                    // right in itself, but not in the present state
	Precondition                // an If-Match that no longer holds
	Unavailable                 // try again later
)

var kindNames = [...]string{
	"internal", "invalid", "unauthenticated", "forbidden",
	"not_found", "conflict", "precondition", "unavailable",
}

// String returns the kind's name as it appears in logs.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Error is a failure that a caller, or the person behind it, can act on.
type Error struct {
	Kind       Kind
	Code       string        // stable and dotted: "catalog.out_of_stock"
	Text       string        // one plain English sentence; edges translate by Code
	Fields     []Field       // every fault of the input, not only the first
	RetryAfter time.Duration // for Unavailable; zero leaves it to the edge
	Err        error         // the cause, for the log only
}

// Field is one fault of one input value.
type Field struct {
	Pointer string // RFC 6901 JSON Pointer: "/lines/0/quantity"
	Code    string // stable: "required", "too_long", "catalog.gtin_check_digit"
	Message string // plain English
	Found   string // what was there, shortened
	Wanted  string // what would be accepted
}

// Error implements error: code and text, then the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Text != "" {
		b.WriteString(": ")
		b.WriteString(e.Text)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s %s]", f.Pointer, f.Code)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error with the same kind and code, so that a
// sentinel matches its copies that carry a cause, a text or fields of their own.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error) // Is receives the bare target, never a chain
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// With returns a copy of e that carries cause.
func (e *Error) With(cause error) *Error {
	c := *e
	c.Err = cause
	return &c
}

// Say returns a copy of e with another text.
func (e *Error) Say(format string, args ...any) *Error {
	c := *e
	c.Text = fmt.Sprintf(format, args...)
	return &c
}

// WithFields returns a copy of e with the given faults added.
func (e *Error) WithFields(fields ...Field) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), fields...)
	return &c
}

// Errorf returns an *Error of the given kind and code.
func Errorf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Text: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the outermost *Error in err's chain, Internal when there
// is none. KindOf(nil) is Internal too: ask only about errors.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the code of the outermost *Error in err's chain, or "internal".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "internal"
}

// ErrNotFound is what every look-up of an absent or foreign object returns. The two
// are told apart nowhere, so that ids cannot be probed.
var ErrNotFound = &Error{Kind: NotFound, Code: "not_found", Text: "There is nothing at this address."}

// ErrPermission is returned when the actor is known and lacks the permission.
var ErrPermission = &Error{Kind: Forbidden, Code: "accounts.permission_missing", Text: "Your role does not include this."}

// ErrSignIn is returned when an action needs somebody to be signed in.
var ErrSignIn = &Error{Kind: Unauthenticated, Code: "accounts.sign_in_required", Text: "Please sign in."}

// ErrRevision is returned when a document changed since the caller read it.
var ErrRevision = &Error{Kind: Precondition, Code: "if_match", Text: "This has changed since you read it."}

// Faults collects what is wrong with an input, so that all of it is told at once.
// The zero value is ready to use.
type Faults struct{ list []Field }

// Add records one fault.
func (f *Faults) Add(pointer, code, message string) {
	f.list = append(f.list, Field{Pointer: pointer, Code: code, Message: message})
}

// AddField records one fault with what was found and what is wanted.
func (f *Faults) AddField(field Field) { f.list = append(f.list, field) }

// Check records a fault unless ok.
func (f *Faults) Check(ok bool, pointer, code, message string) {
	if !ok {
		f.Add(pointer, code, message)
	}
}

// List returns the faults in the order in which they were added.
func (f *Faults) List() []Field { return f.list }

// Err returns nil when nothing was recorded, else an Invalid error with the given
// code and all faults.
func (f *Faults) Err(code string) error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Text: "Some of the values cannot be accepted.", Fields: f.list}
}
