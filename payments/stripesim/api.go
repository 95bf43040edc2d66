package stripesim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

const (
	maxBody = 1 << 20
	maxFile = 16 << 20
)

// API returns the handler of /v1, which speaks as Stripe does, and of /sim, which
// steers the simulator.
func (s *Simulator) API() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{s: s, w: w, r: r, id: s.cfg.IDs.New("req"), key: r.Header.Get("Idempotency-Key")}
		if r.Method != http.MethodPost {
			q.key = "" // ignored elsewhere
		}
		q.serve()
	})
}

// request is one HTTP request on its way.
type request struct {
	s    *Simulator
	w    http.ResponseWriter
	r    *http.Request
	id   string // Request-Id
	key  string // Idempotency-Key
	home string
	path string // below /v1
}

// reply is an HTTP answer before it is sent.
type reply struct {
	status   int
	body     []byte
	replayed string // id of the request that this answer was made for
	noRetry  string // Stripe-Should-Retry
}

func (q *request) serve() {
	home, aerr := q.s.authorise(q.r)
	if aerr != nil {
		q.send(q.failure(aerr))
		return
	}
	q.home = home
	switch path := q.r.URL.Path; {
	case strings.HasPrefix(path, "/sim/"):
		q.s.control(q.w, q.r)
	case strings.HasPrefix(path, "/v1/"):
		q.path = strings.TrimPrefix(path, "/v1/")
		q.v1()
	default:
		e := invalid("", "", "Unrecognized request URL (%s: %s).", q.r.Method, path)
		e.Status = http.StatusNotFound
		q.send(q.failure(e))
	}
}

func (q *request) v1() {
	if v := q.r.Header.Get("Stripe-Version"); v != "" && v != APIVersion {
		q.send(q.failure(notImplemented("API version " + v)))
		return
	}
	if len(q.key) > 255 {
		e := invalid("", "", "Idempotency keys can be up to 255 characters long.")
		e.Type = "idempotency_error"
		q.send(q.failure(e))
		return
	}
	p, err := q.params()
	if err != nil {
		q.send(q.failure(asError(err)))
		return
	}
	x, args := q.s.routes.match(q.r.Method, q.path)
	if x == nil {
		q.send(q.failure(notImplemented(q.r.Method + " /v1/" + q.path)))
		return
	}
	if x.global && q.home != platformID {
		q.send(q.failure(notImplemented(q.r.Method + " /v1/" + q.path + " for a connected account")))
		return
	}
	slot := ""
	if q.key != "" {
		slot = answerID(q.home, q.key)
		if !q.s.enter(slot) {
			e := invalid("idempotency_key_in_use", "", "There is currently another in-progress request using this Idempotent Key "+
				"(that probably means you submitted twice, and the other request is still going through): %s.", q.key)
			e.Type, e.Status = "idempotency_error", http.StatusConflict
			q.send(q.failure(e))
			return
		}
		defer q.s.leave(slot)
	}
	f := q.s.faults.pick(q)
	if f != nil && q.faultBefore(f) {
		return
	}
	q.answer(f, q.execute(x, args, p, slot))
}

// params reads the parameters: the query of a GET or DELETE, the body of a POST.
func (q *request) params() (*form.Value, error) {
	if q.r.Method != http.MethodPost {
		return form.Parse(q.r.URL.RawQuery)
	}
	kind := q.r.Header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "multipart/form-data"):
		return q.multipart()
	case strings.HasPrefix(kind, "application/json"):
		return nil, invalid("", "", "Invalid request: this API takes application/x-www-form-urlencoded parameters, not JSON.")
	}
	body, err := io.ReadAll(io.LimitReader(q.r.Body, maxBody+1))
	if err != nil {
		return nil, invalid("", "", "Invalid request: the body could not be read.")
	}
	if len(body) > maxBody {
		return nil, invalid("", "", "Invalid request: the body is too large.")
	}
	text := string(body)
	if q.r.URL.RawQuery != "" {
		text = strings.TrimPrefix(text+"&"+q.r.URL.RawQuery, "&")
	}
	return form.Parse(text)
}

// firstBytes reads as much of an upload as tells its type.
func firstBytes(f *multipart.FileHeader) ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }() // it was only read
	head := make([]byte, 512)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return head[:n], nil
}

// multipart reads an upload: its texts, and of the file its name, size and type.
func (q *request) multipart() (*form.Value, error) {
	q.r.Body = http.MaxBytesReader(nil, q.r.Body, maxFile)
	if err := q.r.ParseMultipartForm(maxFile); err != nil {
		return nil, invalid("", "", "Invalid request: the upload could not be read.")
	}
	values := url.Values(q.r.MultipartForm.Value)
	for name, files := range q.r.MultipartForm.File {
		f := files[0]
		values.Set(name+"[filename]", f.Filename)
		values.Set(name+"[size]", itoa(f.Size))
		head, err := firstBytes(f)
		if err != nil {
			return nil, invalid("", name, "Invalid request: the upload could not be read.")
		}
		values.Set(name+"[type]", sniffed(head))
	}
	return form.Parse(values.Encode())
}

// execute runs the operation, or replays the answer that its idempotency key has.
func (q *request) execute(x *route, args []string, p *form.Value, slot string) reply {
	hash := paramHash(q.r.Method, q.path, p)
	var out reply
	err := q.s.command(cause{q.id, q.key}, func(t *tx) error {
		if old, ok := t.load(slot).(*answer); ok && !old.expired(t.now) {
			out = old.replay(q, hash)
			return nil
		}
		c := &call{tx: t, home: q.home, p: p, args: args}
		body, err := c.perform(x)
		if err == nil {
			out = reply{status: http.StatusOK, body: body}
			c.keepAnswer(q, slot, hash, out)
			return nil
		}
		e := asError(err)
		if e.executed || e.commits {
			out = q.failureIn(t, e)
			e.commits = true // the kept answer is a write as well
			c.keepAnswer(q, slot, hash, out)
		}
		return e
	})
	if err != nil && out.status == 0 {
		return q.failure(asError(err))
	}
	var e *Error
	if err != nil && !errors.As(err, &e) {
		return q.failure(asError(err)) // executed, and not durable: nobody may rely on it
	}
	return out
}

// failure renders a refusal outside of a command.
func (q *request) failure(e *Error) reply {
	q.s.mu.Lock()
	defer q.s.mu.Unlock()
	return q.failureIn(q.s.begin(q.s.now()), e)
}

// failureIn renders a refusal with the payment intent as the command sees it.
func (q *request) failureIn(t *tx, e *Error) reply {
	body := wireError{
		Type: e.Type, Code: e.Code, DeclineCode: e.DeclineCode, Message: e.Message, Param: e.Param, Charge: e.Charge,
		RequestLogURL: "https://dashboard.stripe.com/test/logs/" + q.id,
	}
	if e.Code != "" {
		body.DocURL = "https://stripe.com/docs/error-codes/" + strings.ReplaceAll(e.Code, "_", "-")
	}
	if pi, ok := t.load(e.intent).(*intent); ok {
		body.PaymentIntent = pi.wire(t)
		if m, ok := t.load(pi.lastMethod()).(*method); ok {
			body.PaymentMethod = m.wire(t)
		}
	}
	b, err := json.Marshal(map[string]any{"error": body})
	if err != nil {
		return reply{status: http.StatusInternalServerError, body: []byte(`{"error":{"type":"api_error","message":"simulator: unprintable error"}}`)}
	}
	return reply{status: e.Status, body: b, noRetry: e.noRetry}
}

// send writes an answer with Stripe's headers.
func (q *request) send(a reply) {
	h := q.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Request-Id", q.id)
	h.Set("Stripe-Version", APIVersion)
	if q.key != "" {
		h.Set("Idempotency-Key", q.key)
	}
	if q.home != "" && q.home != platformID {
		h.Set("Stripe-Account", q.home)
	}
	if a.replayed != "" {
		h.Set("Original-Request", a.replayed)
		h.Set("Idempotent-Replayed", "true")
	} else if q.key != "" {
		h.Set("Original-Request", q.id)
	}
	if a.noRetry != "" {
		h.Set("Stripe-Should-Retry", a.noRetry)
	}
	q.w.WriteHeader(a.status)
	if _, err := q.w.Write(a.body); err != nil {
		q.s.logger.Debug("simulator: the client is gone", "request", q.id, "error", err)
	}
}

// answer is what a request under an idempotency key was answered. It is committed
// together with what the request did.
type answer struct {
	base
	Hash    string          `json:"hash"`
	Status  int             `json:"status"`
	Body    json.RawMessage `json:"body"`
	Request string          `json:"request"`
	At      int64           `json:"at"` // epoch milliseconds
}

func (a *answer) wire(*tx) any { return a }

func (a *answer) expired(now time.Time) bool {
	return now.UnixMilli() >= a.At+answerLife.Milliseconds()
}

func answerID(home, key string) string { return "idem:" + home + ":" + key }

func paramHash(method, path string, p *form.Value) string {
	sum := sha256.Sum256([]byte(method + " " + path + "?" + p.Canonical()))
	return hex.EncodeToString(sum[:])
}

// keepAnswer stores the answer under its key, in the same command.
func (c *call) keepAnswer(q *request, slot, hash string, a reply) {
	if slot == "" {
		return
	}
	c.forget(slot) // an expired one
	c.add(&answer{
		base: base{ID: slot, Object: "sim.answer"}, Hash: hash, Status: a.status, Body: a.body,
		Request: q.id, At: c.now.UnixMilli(),
	}, c.home)
}

// replay answers from what is stored, or refuses other parameters under the same key.
func (a *answer) replay(q *request, hash string) reply {
	if a.Hash == hash {
		return reply{status: a.Status, body: a.Body, replayed: a.Request}
	}
	e := invalid("", "", "Keys for idempotent requests can only be used with the same parameters they were first used with. "+
		"Try using a key other than '%s' if you meant to execute a different request.", q.key)
	e.Type = "idempotency_error"
	return q.failureIn(q.s.begin(q.s.now()), e)
}

// enter takes an idempotency key for a running request and reports whether it was free.
func (s *Simulator) enter(slot string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inFlight[slot] {
		return false
	}
	s.inFlight[slot] = true
	return true
}

func (s *Simulator) leave(slot string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.inFlight, slot)
}
