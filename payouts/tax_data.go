package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// TaxRequest is what the market asks a seller for, because the tax authority must be told
// it (Directive 2011/16/EU, Annex V, section II.B), id: the vendor's. Who does not answer
// the request and two reminders within 60 days is not paid until it does (section IV.A.2).
type TaxRequest struct {
	store.Meta `bson:",inline"`

	Missing []string  `bson:"missing"` // field names as in a report; empty when nothing is asked
	Sent    int       `bson:"sent"`    // mails: 1 the request, 2 and 3 the reminders
	AskedAt time.Time `bson:"asked_at"`
	LastAt  time.Time `bson:"last_at"`  // of the last mail
	BlockAt time.Time `bson:"block_at"` // not before it payouts stop
	Blocked bool      `bson:"blocked"`
}

// The days of a request: a reminder after each third of the time, and no block sooner than
// two weeks after the last one.
const (
	taxRemindEvery = 20 * 24 * time.Hour
	taxTime        = 60 * 24 * time.Hour
	taxLastNotice  = 14 * 24 * time.Hour
	taxMails       = 3
)

// HoldTaxData is the kind of hold that stops a seller's payouts for want of tax data.
const HoldTaxData = "tax_data_missing"

const taxHoldID = "hold_tax_data"

// TaxDataAsked says that a seller is asked for tax data, Mail counting from 1, or reminded.
type TaxDataAsked struct {
	Vendor   markthalle.VendorID `bson:"vendor"`
	Mail     int                 `bson:"mail"`
	Missing  []string            `bson:"missing"`
	Deadline time.Time           `bson:"deadline"`
}

// EventType implements store.Event.
func (TaxDataAsked) EventType() string { return "payouts.tax_data_asked" }

// TaxDataHeld says that payouts stop for want of tax data, or go on.
type TaxDataHeld struct{}

// EventType implements store.Event.
func (TaxDataHeld) EventType() string { return "payouts.tax_data_held" }

// TaxRequestOf returns what a seller is asked for; the zero request when nothing is. Error:
// not_found for another vendor's.
func (s *Service) TaxRequestOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID) (TaxRequest, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return TaxRequest{}, err
	}
	x, err := s.taxRequests.Get(ctx, string(vendor))
	if errors.Is(err, markthalle.ErrNotFound) {
		return TaxRequest{}, nil
	}
	return x, err
}

// AskTaxData asks every seller that will be reported for what is missing, reminds those
// that were asked, and stops the payouts of those that did not answer in time. It runs once
// a day; a day twice sends nothing twice. Sellers below the bounds of the report are not
// asked.
func (s *Service) AskTaxData(ctx context.Context, _ time.Time) error {
	keys, err := s.chargeable(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, key := range keys {
		vendor, currency, _ := strings.Cut(key, "|")
		if err := s.askTaxData(ctx, markthalle.VendorID(vendor), money.Currency(currency)); err != nil {
			errs = append(errs, fmt.Errorf("tax data of %s: %w", vendor, err))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) askTaxData(ctx context.Context, vendor markthalle.VendorID, c money.Currency) error {
	v, err := s.Vendors.Get(ctx, vendor)
	if err != nil {
		return err
	}
	missing := taxMissing(&v)
	if len(missing) == 0 {
		return s.noteTaxData(ctx, vendor, missing)
	}
	open, err := s.taxRequests.Get(ctx, string(vendor))
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	if open.Sent == 0 {
		wanted, err := s.reportable(ctx, vendor, c)
		if err != nil || !wanted {
			return err
		}
	}
	return s.noteTaxData(ctx, vendor, missing)
}

// reportable says whether a seller is in the report of this year as it stands, or, in
// January, in that of the last one, which is due at its end.
func (s *Service) reportable(ctx context.Context, vendor markthalle.VendorID, c money.Currency) (bool, error) {
	now := s.Clock.Now()
	years := []int{now.Year()}
	if now.Month() == time.January {
		years = append(years, now.Year()-1)
	}
	for _, year := range years {
		r, active, err := s.sellerReport(ctx, vendor, c, year)
		if err != nil || active && !r.Excluded {
			return err == nil, err
		}
	}
	return false, nil
}

// noteTaxData moves a request on by what is missing now: one mail or the block at a time.
func (s *Service) noteTaxData(ctx context.Context, vendor markthalle.VendorID, missing []string) error {
	now := s.Clock.Now()
	if len(missing) == 0 {
		err := s.taxRequests.Update(ctx, string(vendor), func(x *TaxRequest) error {
			if x.Blocked {
				x.Emit(TaxDataHeld{})
			}
			x.Missing, x.Sent, x.Blocked = nil, 0, false
			x.AskedAt, x.LastAt, x.BlockAt = time.Time{}, time.Time{}, time.Time{}
			return nil
		})
		if errors.Is(err, markthalle.ErrNotFound) {
			return nil
		}
		return err
	}
	_, err := s.taxRequests.Upsert(ctx, string(vendor), func(x *TaxRequest) error {
		x.Missing = missing
		switch {
		case x.Sent == 0:
			x.AskedAt, x.BlockAt = now, now.Add(taxTime)
			x.ask(vendor, now)
		case x.Sent < taxMails && !now.Before(x.LastAt.Add(taxRemindEvery)):
			if last := now.Add(taxLastNotice); last.After(x.BlockAt) {
				x.BlockAt = last
			}
			x.ask(vendor, now)
		case x.Sent == taxMails && !x.Blocked && !now.Before(x.BlockAt):
			x.Blocked = true
			x.Emit(TaxDataHeld{})
		}
		return nil
	})
	return err
}

func (x *TaxRequest) ask(vendor markthalle.VendorID, now time.Time) {
	x.Sent++
	x.LastAt = now
	x.Emit(TaxDataAsked{Vendor: vendor, Mail: x.Sent, Missing: x.Missing, Deadline: x.BlockAt})
}

// FollowTaxData is the reaction to a changed vendor: when what was asked for is there, the
// request is over and payouts go on.
func (s *Service) FollowTaxData(ctx context.Context, e vendors.Changed, _ store.Cause) error {
	open, err := s.taxRequests.Get(ctx, string(e.Vendor))
	if errors.Is(err, markthalle.ErrNotFound) || err == nil && open.Sent == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := s.Vendors.Get(ctx, e.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	if len(taxMissing(&v)) > 0 {
		return nil
	}
	return s.noteTaxData(ctx, e.Vendor, nil)
}

// HoldTaxPayouts is the reaction to a request that stops payouts, or is over: the hold
// stands while the request says so.
func (s *Service) HoldTaxPayouts(ctx context.Context, _ TaxDataHeld, c store.Cause) error {
	x, err := s.taxRequests.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load tax request: %w", err)
	}
	now := s.Clock.Now()
	_, err = s.holds.Upsert(ctx, c.ID, func(v *VendorHolds) error {
		i := slices.IndexFunc(v.Holds, func(h Hold) bool { return h.ID == taxHoldID })
		switch {
		case x.Blocked && i < 0:
			if len(v.Holds) >= maxHolds {
				return markthalle.Errorf(markthalle.Conflict, "payouts.too_many_holds", "A vendor has at most %d holds.", maxHolds)
			}
			v.Holds = append(v.Holds, Hold{
				ID: taxHoldID, Kind: HoldTaxData, By: "system", At: now,
				Reason: "Tax data that the authority must be told are missing: " + strings.Join(x.Missing, ", ") + ".",
			})
		case !x.Blocked && i >= 0:
			v.Holds = slices.Delete(v.Holds, i, i+1)
		}
		return nil
	})
	return err
}
