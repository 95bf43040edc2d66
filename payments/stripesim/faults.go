package stripesim

import (
	"math"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault is a rule that disturbs matching requests (§10.8 of the payment rules).
type Fault struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`              // one of faultKinds
	Method  string `json:"method,omitempty"`  // empty matches all
	Path    string `json:"path,omitempty"`    // prefix below /v1, "transfers"; * matches one part
	Account string `json:"account,omitempty"` // the request's account; empty matches all
	Nth     int    `json:"nth,omitempty"`     // only the nth matching request; 0 means each
	Times   int    `json:"times,omitempty"`   // how often at most; 0 means without limit
	Chance  int    `json:"chance,omitempty"`  // per cent; 0 means always
	Seed    uint64 `json:"seed,omitempty"`    // of the chance
	Millis  int    `json:"ms,omitempty"`      // of latency and stale
	Status  int    `json:"status,omitempty"`  // of error_before and error_after; 500 when 0
	Retry   string `json:"should_retry,omitempty"`

	seen, fired int
	rand        uint64
	stale       map[string]staleAnswer
}

type staleAnswer struct {
	reply reply
	until time.Time
}

// Firing is one request that a fault disturbed.
type Firing struct {
	Fault   string `json:"fault"`
	Kind    string `json:"kind"`
	Request string `json:"request"`
	Method  string `json:"method"`
	Path    string `json:"path"`
}

// faultKinds are the disturbances: before the execution, after it, or of the answer.
var faultKinds = []string{
	"latency",       // wait, then execute
	"latency_after", // execute, then wait
	"rate_limit",    // 429 rate_limit, not executed
	"lock_timeout",  // 429 lock_timeout, not executed
	"conflict",      // 409, not executed
	"error_before",  // 5xx, not executed
	"error_after",   // executed, then 5xx, which its key replays
	"drop_before",   // connection closed, not executed
	"drop_after",    // executed, then the connection is closed
	"truncate",      // executed, half of the JSON arrives
	"html",          // 502 with an HTML page, not executed
	"stale",         // a GET answers as it did at the first read, for ms
	"outage",        // 503 for everything that matches
}

// faultBook holds the rules and what they did. It has a lock of its own.
type faultBook struct {
	mu    sync.Mutex
	rules []*Fault
	log   []Firing
}

// maxFirings bounds the log of firings.
const maxFirings = 10000

func (b *faultBook) add(f *Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f.rand = f.Seed + 1
	b.rules = append(b.rules, f)
}

// clear removes the rule with this id, or all rules, and reports how many.
func (b *faultBook) clear(id string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := b.rules[:0]
	for _, f := range b.rules {
		if id != "" && f.ID != id {
			kept = append(kept, f)
		}
	}
	n := len(b.rules) - len(kept)
	b.rules = kept
	return n
}

func (b *faultBook) list() ([]Fault, []Firing) {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Fault, 0, len(b.rules))
	for _, f := range b.rules {
		c := *f
		c.stale = nil
		out = append(out, c)
	}
	return out, append([]Firing{}, b.log...)
}

// pick returns the first rule that fires for a request, and logs the firing.
func (b *faultBook) pick(q *request) *Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.rules {
		if !f.matches(q) {
			continue
		}
		f.seen++
		if (f.Nth > 0 && f.seen != f.Nth) || (f.Times > 0 && f.fired >= f.Times) {
			continue
		}
		if f.Chance > 0 && int(roll(&f.rand)%100) >= f.Chance {
			continue
		}
		f.fired++
		if len(b.log) < maxFirings {
			b.log = append(b.log, Firing{f.ID, f.Kind, q.id, q.r.Method, q.path})
		}
		return f
	}
	return nil
}

func (f *Fault) matches(q *request) bool {
	if (f.Method != "" && f.Method != q.r.Method) || (f.Account != "" && f.Account != q.home) {
		return false
	}
	if f.Path == "" {
		return true
	}
	want := strings.Split(strings.Trim(strings.TrimPrefix(f.Path, "/v1"), "/"), "/")
	got := strings.Split(q.path, "/")
	if len(got) < len(want) {
		return false
	}
	for i, w := range want {
		if w != "*" && w != got[i] {
			return false
		}
	}
	return true
}

// roll is a small seeded source (xorshift): the same seed gives the same faults.
func roll(state *uint64) uint64 {
	x := *state
	if x == 0 {
		x = math.MaxUint32
	}
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*state = x
	return x
}

// faultBefore disturbs a request that is not executed, and reports whether it is done.
func (q *request) faultBefore(f *Fault) bool {
	var e *Error
	switch f.Kind {
	case "latency":
		q.s.pause(time.Duration(f.Millis) * time.Millisecond)
		return false
	case "rate_limit":
		e = invalid("rate_limit", "", "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.")
		e.Status = http.StatusTooManyRequests
	case "lock_timeout":
		e = invalid("lock_timeout", "", "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. "+
			"If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent "+
			"requests to a single object, make your requests serially or at a lower rate.")
		e.Status = http.StatusTooManyRequests
	case "conflict":
		e = invalid("", "", "The request conflicts with another request (perhaps due to using the same idempotent key).")
		e.Status = http.StatusConflict
	case "error_before":
		e = apiFailure(orDefault(f.Status, http.StatusInternalServerError))
	case "outage":
		e = apiFailure(http.StatusServiceUnavailable)
	case "drop_before":
		panic(http.ErrAbortHandler)
	case "html":
		q.w.Header().Set("Content-Type", "text/html")
		q.w.WriteHeader(http.StatusBadGateway)
		if _, err := q.w.Write([]byte("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>")); err != nil {
			q.s.logger.Debug("simulator: the client is gone", "request", q.id, "error", err)
		}
		return true
	case "stale":
		return q.staleRead(f)
	default:
		return false
	}
	e.noRetry = f.Retry
	q.send(q.failure(e))
	return true
}

// staleRead answers a GET as it was answered when this address was first read.
func (q *request) staleRead(f *Fault) bool {
	b := &q.s.faults
	b.mu.Lock()
	old, ok := f.stale[q.r.URL.String()]
	b.mu.Unlock()
	if !ok || q.r.Method != http.MethodGet || q.s.cfg.Clock.Now().After(old.until) {
		return false
	}
	q.send(old.reply)
	return true
}

// answer sends what a request was answered, disturbed by a fault that comes after the
// execution.
func (q *request) answer(f *Fault, a reply) {
	kind := ""
	if f != nil {
		kind = f.Kind
		a.noRetry = f.Retry
	}
	switch kind {
	case "latency_after":
		q.s.pause(time.Duration(f.Millis) * time.Millisecond)
	case "error_after":
		a = q.failAfter(f, a)
	case "drop_after":
		panic(http.ErrAbortHandler)
	case "truncate":
		a.body = a.body[:len(a.body)/2]
	case "stale":
		b := &q.s.faults
		b.mu.Lock()
		if f.stale == nil {
			f.stale = map[string]staleAnswer{}
		}
		f.stale[q.r.URL.String()] = staleAnswer{a, q.s.cfg.Clock.Now().Add(time.Duration(f.Millis) * time.Millisecond)}
		b.mu.Unlock()
	}
	q.s.flushHooks(q.r)
	q.send(a)
}

// failAfter turns an executed request's answer into a failure, which its key replays
// from now on, as Stripe does with 500s.
func (q *request) failAfter(f *Fault, a reply) reply {
	e := apiFailure(orDefault(f.Status, http.StatusInternalServerError))
	e.noRetry = f.Retry
	fail := q.failure(e)
	if q.key == "" || a.replayed != "" {
		return fail
	}
	err := q.s.command(cause{}, func(t *tx) error {
		if id := answerID(q.home, q.key); t.load(id) != nil {
			kept := edit[answer](t, id)
			kept.Status, kept.Body = fail.status, fail.body
		}
		return nil
	})
	if err != nil {
		return q.failure(asError(err))
	}
	return fail
}

// pause waits in real time, or until the simulator is closed.
func (s *Simulator) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.closed:
	}
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
