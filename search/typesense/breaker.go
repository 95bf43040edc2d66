package typesense

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	ts "github.com/typesense/typesense-go/v3/typesense"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// breaker stops calling a server that does not answer. After failures in a row it
// refuses for a pause, then lets one call through.
type breaker struct {
	wall     markthalle.Wall
	after    int
	pause    time.Duration
	mu       sync.Mutex
	failures int
	until    time.Time
}

// allow reports whether a call may be made.
func (b *breaker) allow() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < b.after {
		return nil
	}
	now := b.wall.WallNow()
	if now.Before(b.until) {
		e := search.ErrUnavailable.Say("The search server does not answer; it is asked again soon.")
		e.RetryAfter = b.until.Sub(now)
		return e
	}
	b.until = now.Add(b.pause) // one caller tries, the others wait for its answer
	return nil
}

// report counts the outcome of a call.
func (b *breaker) report(ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ok {
		b.failures = 0
		return
	}
	b.failures++
	b.until = b.wall.WallNow().Add(b.pause)
}

// call makes one call with a time limit and returns an error of the port.
func (e *Engine) call(ctx context.Context, limit time.Duration, do func(ctx context.Context) error) error {
	if e.closed.Load() {
		return errClosed
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if err := e.breaker.allow(); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := do(limited)
	if err == nil {
		e.breaker.report(true)
		return nil
	}
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err() // the caller gave up; that says nothing about the server
	}
	err = classify(err)
	switch {
	case errors.Is(err, search.ErrUnavailable), errors.Is(err, search.ErrTimeout):
		e.breaker.report(false)
		e.ready.Store(false)
	default:
		e.breaker.report(true)
	}
	return err
}

// errMissing is the server's 404.
var errMissing = errors.New("typesense: not found")

// classify maps the client's errors to those of the port.
func classify(err error) error {
	var known *markthalle.Error
	if errors.As(err, &known) || errors.Is(err, errMissing) {
		return err
	}
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return search.ErrTimeout.With(err)
	}
	var status *ts.HTTPError
	if errors.As(err, &status) {
		return byStatus(status.Status, string(status.Body), err)
	}
	return search.ErrUnavailable.With(err)
}

func byStatus(status int, text string, err error) error {
	switch {
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: %w", errMissing, err)
	case status == http.StatusServiceUnavailable, strings.Contains(text, "Not Ready"):
		return search.ErrNotReady.With(err)
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, status == http.StatusUnauthorized,
		status == http.StatusForbidden:
		return search.ErrUnavailable.With(err)
	case status == http.StatusConflict:
		return markthalle.Errorf(markthalle.Conflict, "search.exists", "The collection exists.").With(err)
	default:
		// A query that we compiled and the server refuses is our fault, not the buyer's.
		return markthalle.Errorf(markthalle.Internal, "search.refused", "The search server refused a request.").With(err)
	}
}

// itemError maps an error of one search of a multi-search.
func itemError(code int64, text string) error {
	return byStatus(int(code), text, fmt.Errorf("typesense: %d: %s", code, text))
}

// text reads a string out of a document, empty when there is none.
func text(doc map[string]any, key string) string {
	s, _ := doc[key].(string)
	return s
}

// number reads an integer out of a document. The client decodes numbers as floats,
// exact below 2^53, which Document.Validate guarantees.
func number(doc map[string]any, key string) int64 {
	switch n := doc[key].(type) {
	case float64:
		return int64(n)
	case json.Number:
		i, err := n.Int64()
		if err != nil {
			return 0
		}
		return i
	}
	return 0
}
