package sqlite

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"github.com/markthalle/markthalle/store"
)

// maxBatch bounds the writes that share one commit.
const maxBatch = 256

type jobKind uint8

const (
	jobWrite  jobKind = iota // may share a commit with others
	jobEnsure                // changes tables: alone in its transaction, statements are prepared anew
)

// job is one write on its way to the writer.
type job struct {
	kind jobKind
	ctx  context.Context //nolint:containedctx // a job carries its caller's values to the writer and ends with it
	// run refuses (ErrExists, ErrStale) before its first change, or the transaction is
	// lost: there is nothing to undo, and no savepoint.
	run   func(ctx context.Context, c *conn) error
	state atomic.Int32
	err   error
	done  chan struct{}
}

// The states of a job: a caller may take back a job only before the writer takes it.
const (
	jobWaiting int32 = iota
	jobTaken
	jobWithdrawn
)

// submit hands a job to the writer and waits for its commit.
func (e *engine) submit(ctx context.Context, j *job) error {
	if e.held != nil {
		return e.held.write(ctx, j)
	}
	if err := ctx.Err(); err != nil {
		return store.ErrCancelled.With(err)
	}
	j.ctx, j.done = context.WithoutCancel(ctx), make(chan struct{})
	if err := e.send(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return translate(j.err)
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobWithdrawn) {
			return store.ErrCancelled.With(ctx.Err())
		}
		return store.ErrUnknownOutcome.With(ctx.Err())
	}
}

func (e *engine) send(ctx context.Context, j *job) error {
	e.sending.RLock()
	defer e.sending.RUnlock()
	if e.closed.Load() {
		return store.ErrClosed
	}
	select {
	case e.jobs <- j:
		return nil
	case <-ctx.Done():
		return store.ErrCancelled.With(ctx.Err())
	}
}

// write is the one writer: it takes what waits, runs it in one transaction, and answers
// after the commit. It ends when jobs is closed and empty.
func (e *engine) write(c *conn) {
	var held *job // taken from the channel, but not for this batch
	for {
		first := held
		held = nil
		if first == nil {
			var ok bool
			if first, ok = <-e.jobs; !ok {
				break
			}
		}
		batch := []*job{first}
		for first.kind == jobWrite && len(batch) < maxBatch {
			select {
			case j, ok := <-e.jobs:
				if ok && j.kind == jobWrite {
					batch = append(batch, j)
					continue
				}
				held = j
			default:
			}
			break
		}
		if n := c.commit(batch); n > 0 {
			e.committed(n)
		}
	}
	// What was written is in the log; closing the last connection brings it into the
	// main file. A failure here loses nothing: the next opening does it.
	_ = c.close()
}

// commit runs a batch in one transaction and answers every job of it.
func (c *conn) commit(batch []*job) int {
	live := batch[:0]
	for _, j := range batch {
		if j.state.CompareAndSwap(jobWaiting, jobTaken) {
			live = append(live, j)
		} else {
			close(j.done)
		}
	}
	if len(live) == 0 {
		return 0
	}
	if err := c.transaction(live); err != nil {
		for _, j := range live {
			j.err = err
		}
	}
	for _, j := range live {
		close(j.done)
	}
	return len(live)
}

// transaction returns an error when nothing at all was written.
func (c *conn) transaction(batch []*job) error {
	ctx := batch[0].ctx
	if batch[0].kind == jobEnsure {
		if err := c.forget(); err != nil {
			return err
		}
	}
	if _, err := c.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, j := range batch {
		j.err = c.attempt(j)
		if errors.Is(j.err, errTransaction) {
			return errors.Join(j.err, c.rollback(ctx))
		}
	}
	if _, err := c.exec(ctx, "COMMIT"); err != nil {
		if err := translate(err); errors.Is(err, store.ErrBusy) {
			return errors.Join(err, c.rollback(ctx))
		}
		// The log may or may not have reached the disk with its last page.
		return errors.Join(store.ErrUnknownOutcome.With(err), c.rollback(ctx))
	}
	return nil
}

// rollback ends a transaction that cannot be committed. SQLite may have ended it by
// itself, which is no failure.
func (c *conn) rollback(ctx context.Context) error {
	_, err := c.exec(ctx, "ROLLBACK")
	if err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil
	}
	return err
}

// errTransaction marks the failure of a job that may have changed something: the
// transaction as a whole is lost.
var errTransaction = errors.New("the transaction is lost")

// refusal reports whether a job has failed before it changed anything.
func refusal(err error) bool {
	return errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale)
}

func (c *conn) attempt(j *job) error {
	err := j.run(j.ctx, c)
	if err != nil && !refusal(err) {
		return errors.Join(errTransaction, err)
	}
	return err
}

// Insert implements store.Driver.
func (e *engine) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	errs := make([]error, len(docs))
	if len(docs) == 0 {
		return errs
	}
	s, err := e.schema(table)
	if err != nil {
		return fill(errs, err)
	}
	rows := make([]insertion, len(docs))
	for i, doc := range docs {
		rows[i], errs[i] = s.insertion(doc)
	}
	all := func(ctx context.Context, c *conn) error {
		for i := range rows {
			if errs[i] != nil {
				continue
			}
			if errs[i] = s.put(ctx, c, rows[i]); errs[i] != nil && !refusal(errs[i]) {
				return errs[i]
			}
		}
		return nil
	}
	if err := e.submit(ctx, &job{run: all}); err != nil {
		return fill(make([]error, len(docs)), err)
	}
	for i := range errs {
		errs[i] = translate(errs[i])
	}
	return errs
}

// insertion is a new document with the values of its columns and entries.
type insertion struct {
	id      string
	args    []any
	entries [][][]any // for each Each index
}

func (s *schema) insertion(doc store.Raw) (insertion, error) {
	id, rev, err := store.Head(doc)
	if err != nil {
		return insertion{}, err
	}
	in := insertion{id: id, args: append([]any{id, rev, []byte(doc)}, s.typed(doc)...)}
	for _, x := range s.each {
		in.entries = append(in.entries, x.entries(doc))
	}
	return in, nil
}

// put stores a new document.
func (s *schema) put(ctx context.Context, c *conn, in insertion) error {
	n, err := c.exec(ctx, s.insert, in.args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrExists
	}
	for i, x := range s.each {
		if err := x.add(ctx, c, in.id, in.entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// add stores the entries of a document in the table of an Each index.
func (x *index) add(ctx context.Context, c *conn, id string, rows [][]any) error {
	text := "INSERT OR IGNORE INTO " + x.name + " VALUES(" + marks(len(x.columns)+1) + ")"
	for _, r := range rows {
		if _, err := c.exec(ctx, text, append(append([]any(nil), r...), id)...); err != nil {
			return err
		}
	}
	return nil
}

func (x *index) remove(ctx context.Context, c *conn, id string, rows [][]any) error {
	text := "DELETE FROM " + x.name + " WHERE " + strings.Join(x.columns, "=? AND ") + "=? AND id=?"
	for _, r := range rows {
		if _, err := c.exec(ctx, text, append(append([]any(nil), r...), id)...); err != nil {
			return err
		}
	}
	return nil
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}
