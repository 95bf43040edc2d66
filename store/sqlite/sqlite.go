package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"github.com/markthalle/markthalle/store"
)

// FileName is the name of the database in its folder.
const FileName = "markthalle.db"

// Options tune the engine. The zero value is right for a market.
type Options struct {
	Readers     int           // connections that read at the same time; 0 means twice the processors, at least 4
	BusyTimeout time.Duration // how long to wait for another process; 0 means 10 s
	CacheBytes  int64         // page cache of each connection; 0 means 8 MiB, and 64 MiB when Relaxed
	// Relaxed is for loads that begin again when they are cut off, and have the file for
	// themselves: a write is answered when it has been made, and committed within a
	// few seconds. The end of the process may take the last writes, all of them from some
	// moment on, none by half. Close brings everything to the disk. Readers is ignored:
	// one connection does all.
	Relaxed bool
	// OnCommit hears how many writes shared a commit; it must not block. Nil: nobody
	// listens.
	OnCommit func(writes int)
}

// engine is a store.Driver over one database file.
type engine struct {
	path    string
	schemas sync.Map // table name → *schema
	ensure  sync.Mutex

	jobs    chan *job
	writing sync.WaitGroup // the writer
	sending sync.RWMutex   // held by those who hand over a job; Close takes it for itself
	closed  atomic.Bool

	readers chan *conn
	size    int

	committed func(writes int)

	held *held // of a relaxed engine, instead of the writer and the readers
}

var _ store.Driver = (*engine)(nil)

// Open opens the database in the folder dir and creates both where they are missing.
func Open(dir string, o Options) (store.Driver, error) {
	if o.Readers <= 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 10 * time.Second
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 8 << 20
		if o.Relaxed {
			o.CacheBytes *= 8
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, store.ErrUnavailable.With(err)
	}
	e := &engine{path: filepath.Join(dir, FileName), jobs: make(chan *job, 4*maxBatch), readers: make(chan *conn, o.Readers), size: o.Readers, committed: o.OnCommit}
	if e.committed == nil {
		e.committed = func(int) {}
	}
	writer, err := connect(e.path, o)
	if err != nil {
		return nil, err
	}
	if o.Relaxed {
		e.held = hold(writer, e.committed)
		return e, nil
	}
	for range o.Readers {
		r, err := connect(e.path, o)
		if err != nil {
			return nil, errors.Join(err, writer.close(), e.closeReaders(len(e.readers)))
		}
		e.readers <- r
	}
	e.writing.Go(func() { e.write(writer) })
	return e, nil
}

// connect opens one connection. The wait for other processes is set first, because the
// change to the write-ahead log may have to wait already. synchronous=FULL is what makes
// an acknowledged write survive the loss of power.
func connect(path string, o Options) (*conn, error) {
	level, checkpoint := "FULL", 2000
	if o.Relaxed {
		level, checkpoint = "NORMAL", 16_000
	}
	pragmas := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", o.BusyTimeout.Milliseconds()),
		"journal_mode(WAL)",
		"synchronous(" + level + ")",
		fmt.Sprintf("cache_size(-%d)", o.CacheBytes>>10),
		"temp_store(MEMORY)",
		fmt.Sprintf("wal_autocheckpoint(%d)", checkpoint),
		"journal_size_limit(67108864)",
	}}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: pragmas.Encode()}
	raw, err := patiently(o.BusyTimeout, func() (driver.Conn, error) { return (&sqlite.Driver{}).Open(u.String()) })
	if err != nil {
		return nil, store.ErrUnavailable.With(fmt.Errorf("open %s: %w", path, err))
	}
	return &conn{raw: raw, stmts: map[string]driver.Stmt{}}, nil
}

// patiently repeats open while another process has the file. SQLite does not wait by
// itself when two processes make the change to the write-ahead log at the same time.
func patiently(limit time.Duration, open func() (driver.Conn, error)) (driver.Conn, error) {
	const step = 20 * time.Millisecond
	for waited := time.Duration(0); ; waited += step {
		c, err := open()
		if err == nil || waited >= limit || !errors.Is(translate(err), store.ErrBusy) {
			return c, err
		}
		<-time.NewTimer(step).C
	}
}

// conn is one connection and its prepared statements. One goroutine uses it at a time.
type conn struct {
	raw   driver.Conn
	stmts map[string]driver.Stmt
}

// maxStatements bounds the prepared statements of a connection; beyond it they are
// prepared anew, which costs time but no correctness.
const maxStatements = 1000

func (c *conn) prepare(text string) (driver.Stmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	s, err := c.raw.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", text, err)
	}
	c.stmts[text] = s
	return s, nil
}

func (c *conn) forget() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	clear(c.stmts)
	return errors.Join(errs...)
}

func (c *conn) close() error { return errors.Join(c.forget(), c.raw.Close()) }

// exec runs a statement and returns how many rows it changed.
func (c *conn) exec(ctx context.Context, text string, args ...any) (int64, error) {
	s, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	x, ok := s.(driver.StmtExecContext)
	if !ok {
		return 0, errors.New("the driver cannot execute statements")
	}
	res, err := x.ExecContext(ctx, named(args))
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// query runs a statement and calls row with each row; what it is given is valid only
// during the call, except for byte slices and strings.
func (c *conn) query(ctx context.Context, text string, row func([]driver.Value) error, args ...any) (err error) {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	x, ok := s.(driver.StmtQueryContext)
	if !ok {
		return errors.New("the driver cannot run queries")
	}
	rows, err := x.QueryContext(ctx, named(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(values); err != nil {
			return notEOF(err)
		}
		if err := row(values); err != nil {
			return err
		}
	}
}

func named(args []any) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, a := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return out
}

// Close finishes the writes that were taken, brings them into the main file and closes
// all connections. It may be called twice.
func (e *engine) Close(ctx context.Context) error {
	if e.held != nil {
		return e.held.close(ctx)
	}
	e.sending.Lock()
	first := e.closed.CompareAndSwap(false, true)
	if first {
		close(e.jobs)
	}
	e.sending.Unlock()
	if !first {
		return nil
	}
	e.writing.Wait()
	return e.closeReaders(e.size)
}

func (e *engine) closeReaders(n int) error {
	var errs []error
	for range n {
		c := <-e.readers
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

// Check reads the whole database and returns an error that says what is damaged.
func (e *engine) Check(ctx context.Context) error {
	var faults []error
	err := e.read(ctx, func(c *conn) error {
		return c.query(ctx, "PRAGMA integrity_check(20)", func(v []driver.Value) error {
			if s, _ := v[0].(string); s != "ok" {
				faults = append(faults, errors.New(s))
			}
			return nil
		})
	})
	if err = errors.Join(err, errors.Join(faults...)); err != nil {
		return fmt.Errorf("integrity check of %s: %w", e.path, err)
	}
	return nil
}

// read lends a reading connection to fn.
func (e *engine) read(ctx context.Context, fn func(*conn) error) error {
	if e.held != nil {
		return e.held.read(ctx, fn)
	}
	if e.closed.Load() {
		return store.ErrClosed
	}
	var c *conn
	select {
	case c = <-e.readers:
	default:
		select {
		case c = <-e.readers:
		case <-ctx.Done():
			return store.ErrCancelled.With(ctx.Err())
		}
	}
	defer func() { e.readers <- c }()
	if err := ctx.Err(); err != nil {
		return store.ErrCancelled.With(err)
	}
	return translate(fn(c))
}
