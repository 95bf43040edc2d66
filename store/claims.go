package store

import (
	"context"
	"errors"
	"time"

	"github.com/markthalle/markthalle"
)

// ClaimTTL is how long a claim that nobody confirms keeps its value.
const ClaimTTL = 10 * time.Minute

// claim gives one value ("email:a@b.c", its id) to one owner.
type claim struct {
	Meta      `bson:",inline"`
	Owner     string    `bson:"owner"`
	Confirmed bool      `bson:"confirmed"`
	Expires   time.Time `bson:"expires"` // wall clock; of no meaning once confirmed
}

func (c *claim) heldBy(other string, now time.Time) bool {
	return c.Owner != other && (c.Confirmed || now.Before(c.Expires))
}

// Claim takes the value key for owner: claim it, write the document that uses it, then
// Confirm; a claim without confirmation ends after ClaimTTL. It returns ErrClaimed when
// another owner holds the value. Claiming again for the same owner is fine.
func (db *DB) Claim(ctx context.Context, key, owner string) error {
	now := db.o.Wall.WallNow()
	fresh := claim{Meta: Meta{ID: key}, Owner: owner, Expires: now.Add(ClaimTTL)}
	_, err := db.claims.Insert(ctx, fresh)
	if !errors.Is(err, ErrExists) {
		return err
	}
	_, err = db.claims.Upsert(ctx, key, func(c *claim) error {
		if c.Rev > 0 && c.heldBy(owner, now) {
			return ErrClaimed
		}
		if c.Owner == owner && c.Confirmed {
			return nil
		}
		c.Owner, c.Confirmed, c.Expires = owner, false, fresh.Expires
		return nil
	})
	return err
}

// Confirm makes a claim permanent. It returns ErrClaimed when another owner has the
// value by now: the caller withdraws what it has written; markthalle.ErrNotFound when
// the value was never claimed.
func (db *DB) Confirm(ctx context.Context, key, owner string) error {
	err := db.claims.Update(ctx, key, func(c *claim) error {
		if c.Owner != owner {
			return ErrClaimed
		}
		c.Confirmed = true
		return nil
	})
	return err
}

// Unclaim gives a value back. It does nothing when owner does not hold it.
func (db *DB) Unclaim(ctx context.Context, key, owner string) error {
	err := db.claims.Delete(ctx, key, func(c *claim) error {
		if c.Owner != owner {
			return ErrClaimed
		}
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) || errors.Is(err, ErrClaimed) {
		return nil
	}
	return err
}

// Claimed returns who holds a value, confirmed or not, or markthalle.ErrNotFound.
func (db *DB) Claimed(ctx context.Context, key string) (owner string, err error) {
	c, err := db.claims.Get(ctx, key)
	if err != nil {
		return "", err
	}
	if !c.Confirmed && !db.o.Wall.WallNow().Before(c.Expires) {
		return "", markthalle.ErrNotFound
	}
	return c.Owner, nil
}
