package vendors

import (
	"context"
	"errors"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// TimerSuspensionEnd is the kind of the timer that ends a suspension; its subject is
// the vendor's id and EndSuspension its handler.
const TimerSuspensionEnd = "vendors.suspension_end"

// ScheduleReinstatement is the reaction to vendors.suspended: it sets the timer of a
// suspension that ends by itself.
func (s *Service) ScheduleReinstatement(ctx context.Context, e VendorSuspended, _ store.Cause) error {
	if e.Until.IsZero() {
		return nil
	}
	return s.db.SetTimer(ctx, TimerSuspensionEnd, string(e.Vendor), e.Until)
}

// EndSuspension is the handler of TimerSuspensionEnd. It asks the vendor whether the
// suspension still stands and ends now.
func (s *Service) EndSuspension(ctx context.Context, subject string, _ time.Time) error {
	v, err := s.vendors.Get(ctx, subject)
	if err != nil {
		if errors.Is(err, markthalle.ErrNotFound) {
			return nil
		}
		return err
	}
	if v.State != Suspended || v.SuspendedUntil.IsZero() || s.now().Before(v.SuspendedUntil) {
		return nil
	}
	_, err = s.Reinstate(ctx, markthalle.SystemActor("vendors.suspension_end"), v.VendorID(), Decision{Note: "the suspension ran out"})
	if errors.Is(err, ErrState) {
		return nil // somebody decided otherwise in this moment
	}
	return err
}

// EnsureProfile is the reaction to vendors.applied: it makes the default shipping
// profile if the application's own run did not come to it.
func (s *Service) EnsureProfile(ctx context.Context, e ApplicationReceived, _ store.Cause) error {
	v, err := s.vendors.Get(ctx, string(e.Vendor))
	if err != nil {
		return err
	}
	return s.ensureProfile(ctx, v)
}
