package vendors

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// PayoutStatus is what the payment provider says about a vendor's account (MKT-4).
type PayoutStatus struct {
	Account      string
	Status       string // the provider adapter's word: pending, restricted, enabled, …
	Transferable bool   // money can be transferred to it
	CurrentlyDue []string
	Deadline     time.Time
}

// SetPayoutStatus records the state of the payment account. It is idempotent and
// belongs to the system: payments tells it by event.
func (s *Service) SetPayoutStatus(ctx context.Context, id markthalle.VendorID, p PayoutStatus) error {
	now := s.now()
	due := slices.Clone(p.CurrentlyDue)
	if len(due) > 40 {
		due = due[:40]
	}
	err := s.vendors.Update(ctx, string(id), func(v *Vendor) error {
		same := v.PaymentAccount == p.Account && v.PayoutStatus == p.Status && v.Transferable == p.Transferable &&
			slices.Equal(v.CurrentlyDue, due) && v.PayoutDeadline.Equal(p.Deadline)
		if same {
			return nil
		}
		v.PaymentAccount, v.PayoutStatus, v.Transferable = p.Account, p.Status, p.Transferable
		v.CurrentlyDue, v.PayoutDeadline = due, p.Deadline
		v.Checklist = s.config.checklist(v, now)
		v.changed()
		return nil
	})
	return err
}

// Standing is what the measures of a vendor come to.
type Standing struct {
	Level     int   // 0 to 7
	QualityBP int64 // mean of its metrics, 0 to 10,000
	Rated     bool  // false: too few orders to say
	Reason    string
}

// SetStanding records the rung of the ladder and the quality that the buy box counts.
// It belongs to the system: standing tells it by event.
func (s *Service) SetStanding(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, st Standing) (Vendor, error) {
	if err := system(actor); err != nil {
		return Vendor{}, err
	}
	if st.Level < 0 || st.Level > 7 || st.QualityBP < 0 || st.QualityBP > 10_000 {
		return Vendor{}, fmt.Errorf("standing %+v of %s: %w", st, id, &markthalle.Error{Kind: markthalle.Internal, Code: "vendors.standing"})
	}
	v, err := s.vendors.Modify(ctx, string(id), func(v *Vendor) error {
		if v.Level == st.Level && v.QualityBP == st.QualityBP && v.Rated == st.Rated {
			return nil
		}
		if v.Level != st.Level {
			v.auditAll(actor, "vendors.level", st.Reason, []accounts.Change{{Field: "level", Before: fmt.Sprint(v.Level), After: fmt.Sprint(st.Level)}})
		}
		if v.QualityBP != st.QualityBP {
			v.Shown++
		}
		v.Level, v.QualityBP, v.Rated = st.Level, st.QualityBP, st.Rated
		v.settle()
		v.changed()
		return nil
	})
	if err == nil {
		s.forget()
	}
	return v, err
}

// Evidence is what somebody found about one checklist item.
type Evidence struct {
	State     ItemState
	Why       string
	ExpiresAt time.Time
}

// ReportItem records the state of a checklist item that is not judged from the vendor
// itself. Vendors may hand something in; operators accept or reject it. An unknown item
// is NotFound, one that is judged automatically Conflict "vendors.item".
func (s *Service) ReportItem(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID, key string, e Evidence) (Vendor, error) {
	var err error
	if e.State == ItemSubmitted {
		err = may(actor, markthalle.PayAccountWrite, id)
	} else {
		err = operator(actor, markthalle.VendorsWrite)
	}
	if err != nil {
		return Vendor{}, err
	}
	now := s.now()
	return s.vendors.Modify(ctx, string(id), func(v *Vendor) error {
		v.Checklist = s.config.checklist(v, now)
		i := slices.IndexFunc(v.Checklist, func(x Item) bool { return x.Key == key })
		if i < 0 {
			return markthalle.ErrNotFound
		}
		item := &v.Checklist[i]
		switch item.Kind {
		case KindTerms, KindField, KindPayoutAccount:
			return markthalle.Errorf(markthalle.Conflict, "vendors.item", "This item is judged by itself.")
		case KindDocument, KindMinProducts, KindTwoFactor, KindTraining:
		}
		v.auditAll(actor, "vendors.item", e.Why, []accounts.Change{{Field: key, Before: string(item.State), After: string(e.State)}})
		item.State, item.Why, item.ExpiresAt, item.Since = e.State, e.Why, e.ExpiresAt, now
		if err := s.activate(v, now); err != nil {
			return err
		}
		v.settle()
		v.changed()
		return nil
	})
}
