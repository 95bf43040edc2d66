package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
)

// DeadLetter is work that failed MaxAttempts times: a reaction to an event, or a timer.
// Somebody has to look at it; Replay tries it again.
type DeadLetter struct {
	Meta       `bson:",inline"`
	Collection string    `bson:"collection"` // of the document whose event it was; "timers" for a timer
	Document   string    `bson:"document"`
	Seq        int64     `bson:"seq"`
	Type       string    `bson:"type"` // of the event; the kind of the timer
	Reaction   string    `bson:"reaction"`
	Data       Raw       `bson:"data,omitempty"`
	At         time.Time `bson:"at"` // market time of the event, or at which the timer was due
	Attempts   int       `bson:"attempts"`
	Cause      string    `bson:"cause"`
	FailedAt   time.Time `bson:"failed_at"` // wall clock
}

var deadLetterSpec = Spec{
	Name: "dead_letters", Schema: 1, Deletable: true,
	Indexes: []Index{{Name: "failed", Sort: []Field{TimeAt("failed_at")}}},
}

// timerReaction is the Reaction of a dead letter that was a timer.
const timerReaction = "timer"

// deadLetterID returns the id under which a reaction to an event ends when it fails.
func deadLetterID(document string, seq int64, reaction string) string {
	return fmt.Sprintf("dl_%s_%d_%s", document, seq, reaction)
}

// bury puts a reaction that failed for the last time on record.
func (db *DB) bury(ctx context.Context, key docKey, s step, cause error) error {
	return db.putDead(ctx, DeadLetter{
		Meta:       Meta{ID: deadLetterID(key.id, s.entry.Seq, s.reaction)},
		Collection: key.t.shape.Name, Document: key.id, Seq: s.entry.Seq, Type: s.entry.Type, Reaction: s.reaction,
		Data: s.entry.Data, At: s.entry.At, Attempts: s.attempt, Cause: causeOf(cause), FailedAt: db.o.Wall.WallNow(),
	})
}

func (db *DB) putDead(ctx context.Context, l DeadLetter) error {
	_, err := db.deadLetters.Insert(ctx, l)
	if errors.Is(err, ErrExists) {
		return nil // an acknowledgement was cut off after the record was made
	}
	return err
}

// DeadLetters returns a page of the dead letters, oldest first.
func (db *DB) DeadLetters(ctx context.Context, page markthalle.PageQuery) (markthalle.Page[DeadLetter], error) {
	return db.deadLetters.Find(ctx, Query{Index: "failed", Page: page})
}

// Replay tries a dead letter again, now. When it succeeds the letter is gone, else its
// error is returned and recorded. It returns markthalle.ErrNotFound for an unknown id.
func (db *DB) Replay(ctx context.Context, id string) error {
	l, err := db.deadLetters.Get(ctx, id)
	if err != nil {
		return err
	}
	if failed := db.replay(ctx, l); failed != nil {
		err := db.deadLetters.Update(ctx, id, func(l *DeadLetter) error {
			l.Attempts++
			l.Cause = causeOf(failed)
			return nil
		})
		return errors.Join(failed, err)
	}
	err = db.deadLetters.Delete(ctx, id, nil)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

func (db *DB) replay(ctx context.Context, l DeadLetter) error {
	if l.Reaction == timerReaction {
		return db.call(ctx, func(ctx context.Context) error { return db.fire(ctx, l.Type, l.Document, l.At) })
	}
	run := db.reactions.find(l.Type, l.Reaction)
	if run == nil {
		return markthalle.Errorf(markthalle.Conflict, "store.reaction_unknown", "Nothing called %q follows %q any more.", l.Reaction, l.Type)
	}
	c := Cause{Collection: l.Collection, ID: l.Document, Seq: l.Seq, At: l.At, Attempt: l.Attempts + 1}
	return db.call(ctx, func(ctx context.Context) error { return run(ctx, l.Data, c) })
}
