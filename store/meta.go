package store

import (
	"time"

	"github.com/markthalle/markthalle"
)

// Meta is the first, embedded field of every stored type:
//
//	type Order struct {
//		store.Meta `bson:",inline"`
//		Number     string `bson:"number"`
//	}
//
// The store keeps it; what a closure of Modify writes to it is ignored, except for the
// events that it emits.
type Meta struct {
	ID        string    `bson:"_id"`
	Rev       int64     `bson:"rev"`     // guards every write, bookkeeping included; 0 = not yet stored
	Version   int64     `bson:"version"` // counts business changes only: the revision that clients see
	Schema    int       `bson:"schema"`  // version of the document's shape, from Spec.Schema
	CreatedAt time.Time `bson:"created_at"`
	UpdatedAt time.Time `bson:"updated_at"` // of the last business change

	OutboxSeq int64     `bson:"outbox_seq,omitempty"` // of the last event that was recorded
	Outbox    []Entry   `bson:"outbox,omitempty"`     // events with reactions still to run, at most MaxPending
	OutboxDue time.Time `bson:"outbox_due,omitempty"` // wall time at which any process should look; zero with an empty Outbox
	Lease     *Lease    `bson:"lease,omitempty"`      // who is at work on the outbox, timer or sweep
	Gone      time.Time `bson:"gone,omitempty"`       // wall time of the deletion; set on the stub that keeps the Rev

	emitted []Event
	freed   bool // the write gives up the lease
}

// Entry is an event in an outbox.
type Entry struct {
	Seq     int64     `bson:"seq"`
	Type    string    `bson:"type"`
	At      time.Time `bson:"at"` // market clock
	Data    Raw       `bson:"data"`
	Pending []string  `bson:"pending"`          // reactions that have not succeeded yet
	Failed  []Failure `bson:"failed,omitempty"` // those of them that have been tried
}

// Failure says how a pending reaction has fared so far.
type Failure struct {
	Reaction string    `bson:"reaction"`
	Attempts int       `bson:"attempts"`
	NextAt   time.Time `bson:"next_at"` // wall clock
	Cause    string    `bson:"cause"`
}

// Lease gives one process the right to work on a document for a while. It is a
// politeness that avoids doing work twice, not a proof: what the holder writes is
// guarded by revisions and deterministic ids.
type Lease struct {
	Owner string    `bson:"owner"`
	Until time.Time `bson:"until"` // wall clock
	Token int64     `bson:"token"` // the revision at which it was taken; grows with every lease
}

// Event is something that happened to a document and that reactions may follow. It is a
// plain struct with explicit bson names; EventType has a value receiver and returns a
// stable dotted name: "orders.paid".
type Event interface{ EventType() string }

// Emit records e, to be stored in the same write as the change that caused it: on a
// document on its way to Insert, or inside a closure of Modify.
func (m *Meta) Emit(e Event) { m.emitted = append(m.emitted, e) }

// free lets the write that a closure belongs to give up the lease of owner, too.
func (m *Meta) free(owner string) { m.freed = m.Lease != nil && m.Lease.Owner == owner }

// Emitted returns the events that were recorded and not stored yet.
func (m *Meta) Emitted() []Event { return m.emitted }

// CheckVersion returns markthalle.ErrRevision unless ifMatch is nil or the document's
// Version.
func CheckVersion(m Meta, ifMatch *int64) error {
	if ifMatch == nil || *ifMatch == m.Version {
		return nil
	}
	return markthalle.ErrRevision
}

func (m *Meta) storeMeta() *Meta { return m }

// stored is what every pointer to a stored type implements through its Meta.
type stored interface{ storeMeta() *Meta }

func metaOf(doc any) *Meta { return doc.(stored).storeMeta() } // Define has checked the type

// metaNames are the top-level names that belong to Meta, which come first.
var metaNames = map[string]bool{
	"_id": true, "rev": true, "version": true, "schema": true, "created_at": true, "updated_at": true,
	"outbox_seq": true, "outbox": true, "outbox_due": true, "lease": true, "gone": true,
}
