package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// keepKeys is how long a key is remembered, and runFor how long a request may be under
// way before its key may be taken up again: longer than any deadline.
const (
	keepKeys  = 48 * time.Hour
	runFor    = 2 * time.Minute
	keepBytes = 64 << 10
)

// keyRecord remembers one request that carried an Idempotency-Key.
type keyRecord struct {
	store.Meta `bson:",inline"` // id: hash of actor, method, path and key

	Request string    `bson:"request"` // hash of the request
	Seed    string    `bson:"seed"`    // every id that the request mints derives from it
	Owner   string    `bson:"owner"`   // the process that runs it, by its name in leases
	Until   time.Time `bson:"until"`   // wall time until which it is taken to be running
	Done    bool      `bson:"done"`
	Status  int       `bson:"status"`
	Answer  []byte    `bson:"answer"` // empty when the handler must render it again
	Expires time.Time `bson:"expires"`
}

// Keys keeps the records of Idempotency-Keys.
type Keys struct {
	records *store.Collection[keyRecord]
	ids     markthalle.IDs
	wall    markthalle.Wall
	owner   string

	mu      sync.Mutex
	running map[string]bool // records whose requests this process is at work on
}

// NewKeys defines the collection of idempotency records.
func NewKeys(db *store.DB, ids markthalle.IDs, wall markthalle.Wall) *Keys {
	return &Keys{ids: ids, wall: wall, owner: db.Owner(), running: map[string]bool{}, records: store.Define[keyRecord](db, store.Spec{
		Name: "idempotency", Schema: 1, Deletable: true,
		Indexes: []store.Index{{Name: "expires", Sort: []store.Field{store.TimeAt("expires")}}},
	})}
}

func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// enter notes that this process is at work on a record; false when it is already.
func (k *Keys) enter(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.running[id] {
		return false
	}
	k.running[id] = true
	return true
}

func (k *Keys) leave(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.running, id)
}

// begin takes up a key: the record of a new or interrupted request, or that of one that
// is done. A record that a former process of this name left running is taken up at
// once, as its leases are: that process is dead. The caller calls leave when the
// request is over. Errors: idempotency.mismatch, idempotency.in_progress.
func (k *Keys) begin(ctx context.Context, id, request string) (r keyRecord, leave func(), err error) {
	first := k.enter(id)
	leave = func() {
		if first {
			k.leave(id)
		}
	}
	if r, err = k.take(ctx, id, request, first); err != nil {
		leave()
	}
	return r, leave, err
}

// take is begin once it is known whether this process is at work on the record already.
func (k *Keys) take(ctx context.Context, id, request string, first bool) (keyRecord, error) {
	now := k.wall.WallNow()
	fresh := keyRecord{
		Meta: store.Meta{ID: id}, Request: request, Seed: markthalle.Body(k.ids.New("idem")),
		Owner: k.owner, Until: now.Add(runFor), Expires: now.Add(keepKeys),
	}
	if first {
		if r, err := k.records.Insert(ctx, fresh); !errors.Is(err, store.ErrExists) {
			return r, err
		}
	}
	r, err := k.records.Modify(ctx, id, func(r *keyRecord) error {
		running := !first || r.Owner != k.owner && now.Before(r.Until)
		switch {
		case now.After(r.Expires) && first:
			r.Request, r.Seed, r.Done, r.Status, r.Answer = request, fresh.Seed, false, 0, nil
			r.Expires = fresh.Expires
		case r.Request != request:
			return errMismatch
		case r.Done:
			return nil
		case running:
			return errInProgress
		}
		r.Owner, r.Until = fresh.Owner, fresh.Until
		return nil
	})
	if !first && errors.Is(err, markthalle.ErrNotFound) {
		return r, errInProgress // about to be stored
	}
	return r, err
}

// finish keeps the answer of a request that succeeded. A failed one gives its key free:
// nothing was done, or what was done is found again by its ids.
func (k *Keys) finish(ctx context.Context, id string, status int, answer []byte) error {
	err := k.records.Update(ctx, id, func(r *keyRecord) error {
		r.Done, r.Status = true, status
		if len(answer) <= keepBytes {
			r.Answer = answer
		}
		return nil
	})
	return err
}

// release lets the request be sent again at once, with the same ids.
func (k *Keys) release(ctx context.Context, id string) error {
	err := k.records.Update(ctx, id, func(r *keyRecord) error {
		if !r.Done {
			r.Until = time.Time{}
		}
		return nil
	})
	return err
}

// Purge forgets the keys whose time is over, and returns how many.
func (k *Keys) Purge(ctx context.Context) (int, error) {
	now, n := k.wall.WallNow(), 0
	for {
		page, err := k.records.Find(ctx, store.Query{Index: "expires", To: now, Page: markthalle.PageQuery{Limit: 100}})
		if err != nil || len(page.Items) == 0 {
			return n, err
		}
		for _, r := range page.Items {
			if err := k.records.Delete(ctx, r.ID, func(*keyRecord) error { return nil }); err != nil &&
				markthalle.KindOf(err) != markthalle.NotFound {
				return n, fmt.Errorf("forget key: %w", err)
			}
			n++
		}
	}
}
