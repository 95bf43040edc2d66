package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
)

// Timer is a hint that something is due for a subject. Its handler looks for itself.
// A schedule is a timer without a subject that moves itself on.
type Timer struct {
	Meta      `bson:",inline"`
	Kind      string    `bson:"kind"`
	Subject   string    `bson:"subject"`
	DueAt     time.Time `bson:"due_at"`     // market clock
	NotBefore time.Time `bson:"not_before"` // wall clock; set after failures
	Attempts  int       `bson:"attempts"`
	Cause     string    `bson:"cause"`    // of the last failure
	LastDue   time.Time `bson:"last_due"` // schedules: the last due time that was done
	LastAt    time.Time `bson:"last_at"`  // schedules: when it was done, wall clock
}

var timerSpec = Spec{
	Name: "timers", Schema: 1, Deletable: true,
	Indexes: []Index{{Name: "due", Sort: []Field{TimeAt("due_at")}}},
}

// kinds knows who handles which timer, schedule and sweep.
type kinds struct {
	mu        sync.RWMutex
	timers    map[string]timerHandler
	schedules map[string]func(last time.Time) time.Time
	sweeps    map[string]sweepHandler
	begun     bool // the schedules have their timers
}

type (
	timerHandler func(ctx context.Context, subject string, due time.Time) error
	sweepHandler func(ctx context.Context, s Sweep) (next string, done bool, err error)
)

func (k *kinds) addTimer(kind string, fn timerHandler) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.timers == nil {
		k.timers = map[string]timerHandler{}
	}
	if !namePattern.MatchString(kind) && !dotted(kind) || k.timers[kind] != nil {
		panic(fmt.Sprintf("store: %q cannot name a kind of timer, or does twice", kind))
	}
	k.timers[kind] = fn
}

func (k *kinds) timer(kind string) timerHandler {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.timers[kind]
}

func (k *kinds) schedule(kind string) func(time.Time) time.Time {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.schedules[kind]
}

// dotted reports whether kind is a name such as "orders.expire".
func dotted(kind string) bool {
	for _, r := range kind {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return false
		}
	}
	return kind != ""
}

func timerID(kind, subject string) string { return kind + ":" + subject }

// OnTimer says what happens when a timer of this kind is due. fn re-checks its subject:
// timers are hints and may come late, twice, or for something that is over. An error
// puts it off as with reactions.
func (db *DB) OnTimer(kind string, fn func(ctx context.Context, subject string, due time.Time) error) {
	db.kinds.addTimer(kind, fn)
}

// OnSchedule lets fn run again and again: next returns the due time that follows last,
// strictly later. What was missed while nobody ran is made up, in order. A run that
// keeps failing ends in the dead letters, and the schedule goes on.
func (db *DB) OnSchedule(kind string, next func(last time.Time) time.Time, fn func(ctx context.Context, due time.Time) error) {
	db.kinds.addTimer(kind, func(ctx context.Context, _ string, due time.Time) error { return fn(ctx, due) })
	db.kinds.mu.Lock()
	defer db.kinds.mu.Unlock()
	if db.kinds.schedules == nil {
		db.kinds.schedules = map[string]func(time.Time) time.Time{}
	}
	db.kinds.schedules[kind] = next
	db.kinds.begun = false
}

// SetTimer sets the timer of a subject, or moves the one it has, to due on the market
// clock.
func (db *DB) SetTimer(ctx context.Context, kind, subject string, due time.Time) error {
	if due.IsZero() {
		return ErrShape.Say("A timer needs a time.")
	}
	_, err := db.timers.Upsert(ctx, timerID(kind, subject), func(t *Timer) error {
		if t.Rev > 0 && t.DueAt.Equal(due.Truncate(time.Millisecond)) {
			return nil
		}
		t.Kind, t.Subject, t.DueAt = kind, subject, due
		t.NotBefore, t.Attempts, t.Cause = time.Time{}, 0, ""
		return nil
	})
	return err
}

// CancelTimer takes a timer away. It does nothing when there is none.
func (db *DB) CancelTimer(ctx context.Context, kind, subject string) error {
	err := db.timers.Delete(ctx, timerID(kind, subject), nil)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

// NextTimer returns the due time of the earliest timer or schedule on the market clock.
func (db *DB) NextTimer(ctx context.Context) (due time.Time, ok bool, err error) {
	if err := db.beginSchedules(ctx); err != nil {
		return time.Time{}, false, err
	}
	page, err := db.timers.Find(ctx, Query{Index: "due", Page: markthalle.PageQuery{Limit: 1}})
	if err != nil || len(page.Items) == 0 {
		return time.Time{}, false, err
	}
	return page.Items[0].DueAt, true, nil
}

// Schedules returns the timers of all schedules that this process knows: when each last
// ran and is due next, for the heartbeat.
func (db *DB) Schedules(ctx context.Context) ([]Timer, error) {
	if err := db.beginSchedules(ctx); err != nil {
		return nil, err
	}
	return db.timers.GetMany(ctx, db.kinds.scheduleIDs())
}

// beginSchedules gives every schedule its timer.
func (db *DB) beginSchedules(ctx context.Context) error {
	k := &db.kinds
	k.mu.RLock()
	begun := k.begun
	k.mu.RUnlock()
	if begun {
		return nil
	}
	now := db.o.Clock.Now()
	for _, id := range k.scheduleIDs() {
		kind := id[:len(id)-1]
		_, err := db.timers.Get(ctx, id)
		if errors.Is(err, markthalle.ErrNotFound) {
			_, err = db.timers.Insert(ctx, Timer{Meta: Meta{ID: id}, Kind: kind, DueAt: k.schedule(kind)(now)})
		}
		if err != nil && !errors.Is(err, ErrExists) {
			return err
		}
	}
	k.mu.Lock()
	k.begun = true
	k.mu.Unlock()
	return nil
}
