package vendors

import (
	"context"
	"maps"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// maxBlockedAge is how old the answer of Blocked may be, by the wall clock.
const maxBlockedAge = time.Second

// Blocked returns the vendors whose offers must not be shown, with the reason. It is at
// most a second old; decisions ask BlockedNow. Vendors that never were active have no
// offers on sale and are not in it.
func (s *Service) Blocked(ctx context.Context) (map[markthalle.VendorID]BlockReason, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wall := s.db.Wall().WallNow()
	if age := wall.Sub(s.blockedAt); s.blocked != nil && age >= 0 && age < maxBlockedAge {
		return maps.Clone(s.blocked), nil
	}
	fresh := map[markthalle.VendorID]BlockReason{}
	for _, reason := range []BlockReason{BlockSuspended, BlockTerminated, BlockLevel} {
		err := s.vendors.Scan(ctx, store.Query{Index: "block", Eq: []any{reason}}, func(v Vendor) error {
			fresh[v.VendorID()] = reason
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	now := s.now()
	err := s.vendors.Scan(ctx, store.Query{Index: "hidden", From: now}, func(v Vendor) error {
		if v.Holiday.At(now) && fresh[v.VendorID()] == "" {
			fresh[v.VendorID()] = BlockHoliday
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.blocked, s.blockedAt = fresh, wall
	return maps.Clone(fresh), nil
}

// forget makes this process read the blocked set again with the next question.
func (s *Service) forget() {
	s.mu.Lock()
	s.blocked = nil
	s.mu.Unlock()
}

// BlockedNow reads the given vendors and returns those that may not sell, with the
// reason; unknown ones are not active. Checkout decides by it.
func (s *Service) BlockedNow(ctx context.Context, ids []markthalle.VendorID) (map[markthalle.VendorID]BlockReason, error) {
	list, err := s.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[markthalle.VendorID]BlockReason{}
	for _, id := range ids {
		out[id] = BlockNotActive
	}
	now := s.now()
	for i := range list {
		if why := list[i].blockedAt(now); why != "" {
			out[list[i].VendorID()] = why
		} else {
			delete(out, list[i].VendorID())
		}
	}
	return out, nil
}
