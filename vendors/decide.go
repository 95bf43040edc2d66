package vendors

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
)

// Decision is what a person at the operator decides about a vendor, and why.
type Decision struct {
	Note    string    // to the vendor
	Reasons []string  // stable codes: "counterfeit", "kyc_incomplete"
	Scope   string    // what the decision covers: a category, a market; empty = all
	Until   time.Time // when a suspension ends by itself; zero = never
}

var reasonCode = regexp.MustCompile(`^[a-z][a-z0-9_.-]{0,63}$`)

func (d Decision) check(reasonNeeded bool) error {
	var f markthalle.Faults
	f.Check(!reasonNeeded || len(d.Reasons) > 0, "/reasons", "required", "A decision of this kind needs a reason.")
	f.Check(len(d.Reasons) <= 10, "/reasons", "too_many", "At most 10 reasons.")
	for _, r := range d.Reasons {
		if !reasonCode.MatchString(r) {
			f.AddField(markthalle.Field{Pointer: "/reasons", Code: "format", Message: "A reason is a code.", Found: r, Wanted: "lower-case letters, digits, _ . -"})
		}
	}
	f.Check(len(d.Note) <= 2000, "/note", "too_long", "At most 2000 characters.")
	f.Check(len(d.Scope) <= 100, "/scope", "too_long", "At most 100 characters.")
	return f.Err("vendors.decision")
}

// decide applies one decision of the operator. A vendor that is already where the
// decision leads is returned as it is.
func (s *Service) decide(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision, reasonNeeded bool,
	reached func(*Vendor) bool, action string, step func(v *Vendor, now time.Time) error,
) (Vendor, error) {
	if err := operator(actor, markthalle.VendorsWrite); err != nil {
		return Vendor{}, err
	}
	if err := d.check(reasonNeeded); err != nil {
		return Vendor{}, err
	}
	now := s.now()
	v, err := s.vendors.Modify(ctx, string(id), func(v *Vendor) error {
		if reached(v) {
			return nil
		}
		before := v.State
		if err := step(v, now); err != nil {
			return err
		}
		v.Checklist = s.config.checklist(v, now)
		v.settle()
		v.changed()
		v.audit(actor, action, reasonText(d), before, v.State)
		return nil
	})
	if err == nil {
		s.forget()
	}
	return v, err
}

func reasonText(d Decision) string {
	out := strings.Join(d.Reasons, ", ")
	if d.Note != "" {
		if out != "" {
			out += ": "
		}
		out += d.Note
	}
	return out
}

func in(states ...State) func(*Vendor) bool {
	return func(v *Vendor) bool {
		for _, st := range states {
			if v.State == st {
				return true
			}
		}
		return false
	}
}

// Approve takes an applied vendor or one in review. With its required items accepted it
// is active at once, else when they are. It returns ErrState from any other state.
func (s *Service) Approve(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	return s.decide(ctx, actor, id, d, false, in(Approved, Active), "vendors.approve", func(v *Vendor, now time.Time) error {
		return s.approve(v, actor, d, now)
	})
}

func (s *Service) approve(v *Vendor, actor markthalle.Actor, d Decision, now time.Time) error {
	if v.State == Applied {
		if err := v.to(InReview, actor, Decision{}, now); err != nil {
			return err
		}
	}
	if err := v.to(Approved, actor, d, now); err != nil {
		return err
	}
	v.Emit(VendorApproved{Vendor: v.VendorID(), Note: d.Note})
	return s.activate(v, now)
}

// activate makes an approved vendor active once its checklist is complete.
func (s *Service) activate(v *Vendor, now time.Time) error {
	if v.State != Approved || !complete(s.config.checklist(v, now)) {
		return nil
	}
	if err := v.to(Active, markthalle.SystemActor("vendors.checklist"), Decision{}, now); err != nil {
		return err
	}
	v.Emit(Activated{Vendor: v.VendorID()})
	return nil
}

// Review takes an application up, so that others see that somebody is at work on it.
func (s *Service) Review(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID) (Vendor, error) {
	return s.decide(ctx, actor, id, Decision{}, false, in(InReview), "vendors.review", func(v *Vendor, now time.Time) error {
		return v.to(InReview, actor, Decision{}, now)
	})
}

// Reject refuses an application; it needs a reason.
func (s *Service) Reject(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	return s.decide(ctx, actor, id, d, true, in(Rejected), "vendors.reject", func(v *Vendor, now time.Time) error {
		if err := s.takeUp(v, actor, now); err != nil {
			return err
		}
		if err := v.to(Rejected, actor, d, now); err != nil {
			return err
		}
		v.Emit(VendorRejected{Vendor: v.VendorID(), Reasons: d.Reasons, Note: d.Note})
		return nil
	})
}

// RequestChanges hands an application back to be corrected; it needs a reason.
func (s *Service) RequestChanges(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	return s.decide(ctx, actor, id, d, true, in(ChangesRequested), "vendors.request_changes", func(v *Vendor, now time.Time) error {
		if err := s.takeUp(v, actor, now); err != nil {
			return err
		}
		if err := v.to(ChangesRequested, actor, d, now); err != nil {
			return err
		}
		v.Emit(ChangesAsked{Vendor: v.VendorID(), Reasons: d.Reasons, Note: d.Note})
		return nil
	})
}

func (s *Service) takeUp(v *Vendor, actor markthalle.Actor, now time.Time) error {
	if v.State != Applied {
		return nil
	}
	return v.to(InReview, actor, Decision{}, now)
}

// Suspend takes the shop offline; running orders go on. It needs a reason. With Until
// the suspension ends by itself through the timer that ScheduleReinstatement sets.
func (s *Service) Suspend(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	if !d.Until.IsZero() && !d.Until.After(s.now()) {
		return Vendor{}, (&markthalle.Error{Kind: markthalle.Invalid, Code: "vendors.decision", Text: "The end lies in the past."}).
			WithFields(markthalle.Field{Pointer: "/until", Code: "past", Message: "The end lies in the past.", Found: d.Until.Format(time.RFC3339)})
	}
	return s.decide(ctx, actor, id, d, true, in(Suspended), "vendors.suspend", func(v *Vendor, now time.Time) error {
		if err := v.to(Suspended, actor, d, now); err != nil {
			return err
		}
		v.SuspendedUntil = d.Until
		v.Emit(VendorSuspended{Vendor: v.VendorID(), Reasons: d.Reasons, Note: d.Note, Scope: d.Scope, Until: d.Until})
		return nil
	})
}

// Reinstate ends a suspension.
func (s *Service) Reinstate(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	return s.decide(ctx, actor, id, d, false, in(Active), "vendors.reinstate", func(v *Vendor, now time.Time) error {
		if v.State != Suspended {
			return ErrState
		}
		if err := v.to(Active, actor, d, now); err != nil {
			return err
		}
		v.SuspendedUntil = time.Time{}
		v.Emit(Reinstated{Vendor: v.VendorID()})
		return nil
	})
}

// Terminate ends the business with a vendor; it needs a reason.
func (s *Service) Terminate(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, d Decision) (Vendor, error) {
	return s.decide(ctx, actor, id, d, true, in(Terminated), "vendors.terminate", func(v *Vendor, now time.Time) error {
		if err := v.to(Terminated, actor, d, now); err != nil {
			return err
		}
		v.Emit(VendorTerminated{Vendor: v.VendorID(), Reasons: d.Reasons, Note: d.Note})
		return nil
	})
}

// Resubmit hands an application that was sent back to the operator again.
func (s *Service) Resubmit(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID) (Vendor, error) {
	if err := may(actor, markthalle.PayAccountWrite, id); err != nil {
		return Vendor{}, err
	}
	now := s.now()
	return s.vendors.Modify(ctx, string(id), func(v *Vendor) error {
		if v.State == InReview {
			return nil
		}
		if v.State != ChangesRequested {
			return ErrState
		}
		if err := v.to(InReview, actor, Decision{}, now); err != nil {
			return err
		}
		v.Checklist = s.config.checklist(v, now)
		v.changed()
		v.audit(actor, "vendors.resubmit", "", ChangesRequested, v.State)
		return nil
	})
}
