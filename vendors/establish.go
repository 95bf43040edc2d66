package vendors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Founding is a vendor that comes with an existing market or is set up by the operator:
// what is known about it is judged, what is not stays open in its checklist.
type Founding struct {
	ID markthalle.VendorID // empty = minted; importers derive it, so that a second run changes nothing
	Application
	Trusted   bool
	State     State // Approved or Active; empty = Active
	Policies  []Policy
	Logo      string
	Banner    string
	Holiday   Holiday
	Handling  int
	Rated     bool
	QualityBP int64
}

// Established is the outcome of one founding.
type Established struct {
	Vendor  Vendor
	Created bool // false: it was there before
	Err     error
}

// Establish founds vendors without an application, for imports, demonstrations and
// operators' own shops. It belongs to the system. Each founding has its own outcome, in
// the order of the input; faults are Invalid "vendors.application". The default
// shipping profile comes with each.
func (s *Service) Establish(ctx context.Context, actor markthalle.Actor, in []Founding) ([]Established, error) {
	if err := system(actor); err != nil {
		return nil, err
	}
	out := make([]Established, len(in))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(32) // enough to share the store's commits
	for i := range in {
		group.Go(func() error {
			out[i] = s.establish(ctx, actor, in[i])
			return nil
		})
	}
	return out, group.Wait()
}

func (s *Service) establish(ctx context.Context, actor markthalle.Actor, in Founding) Established {
	id := in.ID
	if id == "" {
		id = markthalle.VendorID(s.db.IDs().New("ven"))
	} else if old, err := s.vendors.Get(ctx, string(id)); err == nil {
		return Established{Vendor: old}
	} else if !errors.Is(err, markthalle.ErrNotFound) {
		return Established{Err: err}
	}
	v := vendorFrom(in.Application)
	v.Policies, v.Logo, v.Banner, v.Holiday, v.HandlingDays = in.Policies, in.Logo, in.Banner, in.Holiday, in.Handling
	v.Trusted, v.Rated, v.QualityBP = in.Trusted, in.Rated, in.QualityBP
	if v.SellerKind == "" {
		v.SellerKind = Business
	}
	faults := s.config.check(&v, false)
	faults.Check(v.ShopName != "", "/shop_name", "required", "This is required.")
	checkPolicies(faults, v.Policies)
	if err := faults.Err(CodeInvalid); err != nil {
		return Established{Err: fmt.Errorf("vendor %s: %w", id, err)}
	}
	v.ID = string(id)
	now := s.now()
	if v.AcceptedTerms != "" {
		v.AcceptedTermsAt = now
	}
	v.State = in.State
	if v.State == "" {
		v.State = Active
	}
	v.History = []Transition{{To: v.State, Actor: actor.ID(), Note: "established", At: now}}
	v.Checklist = s.config.checklist(&v, now)
	if v.State == Active {
		v.Emit(Activated{Vendor: id})
	}
	v.audit(actor, "vendors.establish", "", "", v.State)
	stored, err := s.found(ctx, v)
	return Established{Vendor: stored, Created: err == nil, Err: err}
}

// Applicants returns the vendors that are in one state and older than before, oldest
// first: what the work list counts by age.
func (s *Service) Applicants(ctx context.Context, state State, before time.Time, page markthalle.PageQuery) (markthalle.Page[Vendor], error) {
	return s.vendors.Find(ctx, store.Query{Index: "state", Eq: []any{state}, To: before, Page: page})
}
