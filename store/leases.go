package store

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
)

// namedLease is a lease that is not bound to a document: "one import at a time".
type namedLease struct {
	Meta   `bson:",inline"`
	Holder string    `bson:"holder"`
	Until  time.Time `bson:"until"` // wall clock; zero when free
	Token  int64     `bson:"token"`
}

// Acquire takes the lease called name for ttl and returns its fencing token, which is
// greater than every one before: whoever guards something by the lease refuses smaller
// ones. It returns ErrLeased while the lease is held, also by this process.
func (db *DB) Acquire(ctx context.Context, name string, ttl time.Duration) (token int64, err error) {
	now := db.o.Wall.WallNow()
	l, err := db.leases.Upsert(ctx, name, func(l *namedLease) error {
		if now.Before(l.Until) {
			return ErrLeased
		}
		l.Holder, l.Until = db.o.Owner, now.Add(ttl)
		l.Token++
		return nil
	})
	return l.Token, err
}

// RenewLease keeps a lease for ttl from now. It returns ErrLeased when token is not the
// current one any more, or when the lease has expired.
func (db *DB) RenewLease(ctx context.Context, name string, token int64, ttl time.Duration) error {
	now := db.o.Wall.WallNow()
	err := db.leases.Update(ctx, name, func(l *namedLease) error {
		if l.Token != token || !now.Before(l.Until) {
			return ErrLeased
		}
		l.Until = now.Add(ttl)
		return nil
	})
	return err
}

// ReleaseLease gives a lease back. It returns ErrLeased when token is not the current
// one any more, and markthalle.ErrNotFound for a lease that never was.
func (db *DB) ReleaseLease(ctx context.Context, name string, token int64) error {
	err := db.leases.Update(ctx, name, func(l *namedLease) error {
		if l.Token != token {
			return ErrLeased
		}
		l.Until = time.Time{}
		return nil
	})
	return err
}

// held reports whether somebody other than owner has the lease now.
func (l *Lease) held(owner string, wall markthalle.Wall) bool {
	return l != nil && l.Owner != owner && wall.WallNow().Before(l.Until)
}
