package stripesim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim/journal"
)

// APIVersion is the version of Stripe's API whose shapes the simulator speaks.
const APIVersion = "2024-06-20"

// DefaultSettleDelay is how long a card payment takes to become available in most of
// Europe. Config.SettleDelay is zero unless this is set.
const DefaultSettleDelay = 48 * time.Hour

// defaultCaptureDelay is when the balance transaction of an asynchronous capture comes.
const defaultCaptureDelay = 2 * time.Second

// compactAt is the size of the journal, in bytes, beyond which a snapshot replaces it.
const compactAt = 64 << 20

// Config says where a simulator keeps its state and how it meets its surroundings.
type Config struct {
	Dir       string           // folder of the journal; empty keeps the state in memory only
	Clock     markthalle.Clock // market time; the simulator adds an offset of its own
	IDs       markthalle.IDs
	BasePath  string        // where the hosted pages are mounted: "/stripe-simulator"
	PublicURL func() string // origin of the hosted pages: "http://127.0.0.1:8080"
	// Deliver posts a webhook. Nil sends it over HTTP.
	Deliver func(ctx context.Context, url string, header http.Header, body []byte) (status int, err error)
	// SettleDelay is the time from a payment to available funds; zero makes funds
	// available at once.
	SettleDelay time.Duration
	// AsyncCaptureDelay is the time until an asynchronously captured charge has its
	// balance transaction. Zero means two seconds, a negative one none.
	AsyncCaptureDelay time.Duration
	APIKeys           []string        // accepted secret keys; empty accepts every test key
	Wall              markthalle.Wall // signs webhooks; nil means the machine's clock
	Log               *slog.Logger
}

// Simulator is Stripe, as far as this package goes. It is safe for concurrent use.
type Simulator struct {
	cfg    Config
	routes *router
	logger *slog.Logger
	log    *journal.Log // nil: memory only

	mu       sync.Mutex // guards the state and what follows
	st       *state
	due      agenda          // jobs
	post     agenda          // deliveries
	old      agenda          // what is to be forgotten
	inFlight map[string]bool // idempotency keys whose request is running
	claimed  map[string]bool // deliveries under way
	landed   chan struct{}   // closed when one of them ends, and then another one
	rand     uint64          // state of the seeded source for webhook options
	faults   faultBook       // injected faults and their log
	woken    chan struct{}   // tells Run that something new may be due
	loaded   chan struct{}   // closed when the state is there
	broken   error           // why it is not, for ever
	closed   chan struct{}   // closed by Close
	once     sync.Once       // of Close
	running  sync.WaitGroup  // background snapshots
	compact  atomic.Bool     // a snapshot is being written
	relaxed  atomic.Int64    // Bulk calls under way
}

// New loads the state from cfg.Dir and returns a simulator that answers at once. It
// returns an error when a value is missing, the folder belongs to another process
// (journal.ErrLocked) or the journal is damaged.
func New(cfg Config) (*Simulator, error) {
	s, err := Start(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.Loaded(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Start is New without the wait for the state: calls wait for it, and fail when it
// cannot be loaded.
func Start(cfg Config) (*Simulator, error) {
	if cfg.Clock == nil || cfg.IDs == nil {
		return nil, errors.New("stripesim: a clock and a source of ids are needed")
	}
	for _, k := range cfg.APIKeys {
		if isLiveKey(k) {
			return nil, errors.New("stripesim: a live key must not be given to a simulator") // SIM-2
		}
	}
	if cfg.PublicURL == nil {
		cfg.PublicURL = func() string { return "" }
	}
	if cfg.AsyncCaptureDelay == 0 {
		cfg.AsyncCaptureDelay = defaultCaptureDelay
	}
	if cfg.Wall == nil {
		cfg.Wall = markthalle.SystemClock{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Simulator{
		cfg: cfg, logger: cfg.Log, st: newState(), routes: newRouter(),
		inFlight: map[string]bool{}, claimed: map[string]bool{}, landed: make(chan struct{}),
		woken: make(chan struct{}, 1), loaded: make(chan struct{}), closed: make(chan struct{}), rand: 1,
	}
	if cfg.Deliver == nil {
		s.cfg.Deliver = httpDeliver()
	}
	if cfg.Dir != "" {
		log, err := journal.Open(cfg.Dir)
		if errors.Is(err, journal.ErrLocked) {
			return nil, fmt.Errorf("stripesim: %s serves another process already: %w", cfg.Dir, err)
		}
		if err != nil {
			return nil, fmt.Errorf("stripesim: %w", err)
		}
		s.log = log
	}
	s.mu.Lock() // until the state is there
	go func() {
		defer close(s.loaded)
		defer s.mu.Unlock()
		if s.broken = s.open(); s.broken != nil {
			s.broken = fmt.Errorf("stripesim: %w", s.broken)
		}
	}()
	return s, nil
}

// Loaded waits for the state and returns why it cannot be loaded.
func (s *Simulator) Loaded() error {
	<-s.loaded
	return s.broken
}

// open reads the journal, replaces it by a snapshot, and founds what every state begins
// with.
func (s *Simulator) open() error {
	if s.log != nil {
		if err := s.st.load(s.log); err != nil {
			return err
		}
		for _, r := range s.st.rows {
			s.arm(r)
		}
		if s.log.Size() > 0 {
			snap, rows, err := s.snapshot()
			if err == nil {
				err = writeSnapshot(snap, rows)
			}
			if err != nil {
				return err
			}
		}
	}
	t := s.begin(s.now())
	if err := t.found(); err != nil {
		return err
	}
	if err := t.commit(); err != nil || s.log == nil {
		return err
	}
	return s.log.Wait(s.log.Last())
}

// snapshot starts the next generation of the journal and returns the records as they
// are now. The lock is held, or nobody else knows the simulator yet.
func (s *Simulator) snapshot() (*journal.Snapshot, []record, error) {
	snap, err := s.log.Rotate()
	if err != nil {
		return nil, nil, err
	}
	rows := make([]record, 0, len(s.st.rows))
	for _, r := range s.st.rows {
		rows = append(rows, r)
	}
	return snap, rows, nil
}

// compactIfLarge replaces a large journal in the background. The lock is held.
func (s *Simulator) compactIfLarge() {
	if s.log == nil || s.log.Size() < compactAt || !s.compact.CompareAndSwap(false, true) {
		return
	}
	snap, rows, err := s.snapshot()
	if err != nil {
		s.compact.Store(false)
		s.logger.Error("simulator: snapshot refused", "error", err)
		return
	}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		defer s.compact.Store(false)
		if err := writeSnapshot(snap, rows); err != nil {
			s.logger.Error("simulator: snapshot failed, the journal goes on", "error", err)
		}
	}()
}

// now returns the simulator's time: the market's, plus its own offset. The lock is held.
func (s *Simulator) now() time.Time {
	at := s.cfg.Clock.Now()
	if set, ok := s.st.rows[settingsID].(*settings); ok {
		at = at.Add(time.Duration(set.OffsetMS) * time.Millisecond)
	}
	return at
}

// command runs fn on the state as of now and answers when what it wrote, and all that
// it can have seen, is durable.
func (s *Simulator) command(why cause, fn func(*tx) error) error {
	last, err := s.locked(why, fn)
	if werr := s.durable(last); werr != nil {
		return werr
	}
	return err
}

// locked is the part of command that holds the lock. It returns the journal record to
// wait for.
func (s *Simulator) locked(why cause, fn func(*tx) error) (last int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() {
		if s.log != nil {
			last = s.log.Last()
		}
	}()
	if s.broken != nil {
		return 0, s.broken
	}
	now := s.now()
	if _, err := s.runJobs(now); err != nil {
		return 0, err
	}
	t := s.begin(now)
	t.cause = why
	err = fn(t)
	var e *Error
	if err != nil && (!errors.As(err, &e) || !e.commits) {
		return 0, err
	}
	if cerr := t.commit(); cerr != nil {
		return 0, cerr
	}
	s.compactIfLarge()
	return 0, err
}

// durable waits for the journal unless a Bulk is under way.
func (s *Simulator) durable(n int64) error {
	if s.log == nil || s.relaxed.Load() > 0 {
		return nil
	}
	return s.log.Wait(n)
}

// Bulk runs fn while answers do not wait for the disk, and returns when all of it is
// durable. It is for writing a long history at once: a kill in between may lose its
// last part, so whoever calls it must be able to start over.
func (s *Simulator) Bulk(fn func() error) error {
	s.relaxed.Add(1)
	err := fn()
	s.relaxed.Add(-1)
	if s.log == nil {
		return err
	}
	return errors.Join(err, s.log.Wait(s.log.Last()))
}

// wake tells Run to look again.
func (s *Simulator) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// Close waits for the journal and gives the folder up. Closing twice is fine; requests
// after it fail.
func (s *Simulator) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closed)
		<-s.loaded
		s.running.Wait()
		if s.log != nil {
			err = s.log.Close()
		}
	})
	return err
}

// Transport returns a round tripper for stripe-go that calls the API in process. As
// with a server, a request goes on when its client has given up.
func (s *Simulator) Transport() http.RoundTripper { return inProcess{s.API()} }

type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		if cerr := r.Body.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return nil, err
		}
	}
	req := r.Clone(context.WithoutCancel(r.Context()))
	req.Body = io.NopCloser(bytes.NewReader(body))
	done := make(chan *recorder, 1)
	go func() {
		w := &recorder{header: http.Header{}, status: http.StatusOK}
		defer func() {
			if e := recover(); e != nil {
				w.aborted = true
			}
			done <- w
		}()
		p.handler.ServeHTTP(w, req)
	}()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case w := <-done:
		if w.aborted {
			return nil, fmt.Errorf("stripesim: connection closed: %w", io.ErrUnexpectedEOF)
		}
		return w.response(r), nil
	}
}

// recorder is the response writer of an in-process call.
type recorder struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	aborted bool
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }

func (w *recorder) response(r *http.Request) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header, Request: r,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}
}
