package store

import (
	"slices"
	"time"
)

// How failing work is put off.
const (
	MaxAttempts  = 12
	firstBackoff = time.Second
	lastBackoff  = time.Hour
)

// maxCause bounds what is kept of an error's text.
const maxCause = 500

// backoff returns how long to wait after the given number of attempts.
func (db *DB) backoff(attempts int) time.Duration {
	d := lastBackoff
	if attempts < 13 {
		d = min(firstBackoff<<(attempts-1), lastBackoff)
	}
	return db.jitter.spread(d)
}

func causeOf(err error) string {
	s := err.Error()
	if len(s) > maxCause {
		s = s[:maxCause]
	}
	return toValid(s)
}

// outcome is how one reaction to one event went.
type outcome struct {
	seq      int64
	reaction string
	err      error
}

// failure returns how a reaction has fared with an entry, nil when it was not tried.
func (e *Entry) failure(reaction string) *Failure {
	for i := range e.Failed {
		if e.Failed[i].Reaction == reaction {
			return &e.Failed[i]
		}
	}
	return nil
}

// settle takes the outcomes into the outbox: what succeeded, or failed for the last
// time, is pending no more. It reports whether it changed anything.
func (db *DB) settle(m *Meta, outcomes []outcome, now time.Time) bool {
	changed := false
	for i := range m.Outbox {
		e := &m.Outbox[i]
		for _, o := range outcomes {
			if o.seq != e.Seq || !slices.Contains(e.Pending, o.reaction) {
				continue
			}
			changed = true
			if o.err == nil || db.lastAttempt(e, o.reaction) {
				e.drop(o.reaction)
				continue
			}
			e.fail(o.reaction, causeOf(o.err), func(attempts int) time.Time { return now.Add(db.backoff(attempts)) })
		}
	}
	m.Outbox = slices.DeleteFunc(m.Outbox, func(e Entry) bool { return len(e.Pending) == 0 })
	if len(m.Outbox) == 0 {
		m.Outbox = nil
	}
	return changed
}

func (db *DB) lastAttempt(e *Entry, reaction string) bool {
	f := e.failure(reaction)
	return f != nil && f.Attempts+1 >= MaxAttempts
}

func (e *Entry) drop(reaction string) {
	e.Pending = slices.DeleteFunc(e.Pending, func(p string) bool { return p == reaction })
	e.Failed = slices.DeleteFunc(e.Failed, func(f Failure) bool { return f.Reaction == reaction })
}

func (e *Entry) fail(reaction, cause string, next func(attempts int) time.Time) {
	f := e.failure(reaction)
	if f == nil {
		e.Failed = append(e.Failed, Failure{Reaction: reaction})
		f = &e.Failed[len(e.Failed)-1]
	}
	f.Attempts++
	f.NextAt, f.Cause = next(f.Attempts), cause
}

// step is one reaction to one event that may run now.
type step struct {
	entry    Entry
	reaction string
	attempt  int
	run      handler
}

// tries remembers which failing steps one pass has tried already.
type tries map[attemptKey]bool

type attemptKey struct {
	table, id, reaction string
	seq                 int64
}

// runnable returns what of an outbox may run now, in the order of the events. The first
// pending event of a reaction that waits, or that this process does not know, holds
// back the later ones of the same reaction, and nothing else. A pass that ignores
// back-off names what it has tried.
func (db *DB) runnable(m *Meta, table string, now time.Time, tried tries) []step {
	var out []step
	blocked := map[string]bool{}
	for _, e := range m.Outbox {
		for _, name := range e.Pending {
			if blocked[name] {
				continue
			}
			run := db.reactions.find(e.Type, name)
			f := e.failure(name)
			waits := f != nil && now.Before(f.NextAt) && (tried == nil)
			if tried != nil && tried[attemptKey{table, m.ID, name, e.Seq}] {
				waits = true
			}
			if run == nil || waits {
				blocked[name] = true
				continue
			}
			attempt := 1
			if f != nil {
				attempt = f.Attempts + 1
			}
			out = append(out, step{entry: e, reaction: name, attempt: attempt, run: run})
		}
	}
	return out
}

// nextDue returns the wall time at which the outbox wants to be looked at again, and
// zero when it is empty.
func nextDue(m *Meta, now time.Time) time.Time {
	var due time.Time
	blocked := map[string]bool{}
	for _, e := range m.Outbox {
		for _, name := range e.Pending {
			if blocked[name] {
				continue
			}
			blocked[name] = true
			at := now
			if f := e.failure(name); f != nil {
				at = f.NextAt
			}
			if due.IsZero() || at.Before(due) {
				due = at
			}
		}
	}
	return due
}
