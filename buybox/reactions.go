package buybox

import (
	"context"
	"errors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// SweepVendor is the kind of the sweep that refreshes the variants that a vendor sells;
// its subject is the vendor's id and RefreshPage its handler.
const SweepVendor = "buybox.vendor"

// Refresh is the reaction to catalog.offer_changed: it ranks the variant again for every
// country that was asked for. Offers, stock, vendors and profiles are read once.
func (s *Service) Refresh(ctx context.Context, e catalog.OfferChanged, _ store.Cause) error {
	return s.refreshVariant(ctx, e.Variant)
}

// RefreshStock is the reaction to catalog.stock_changed.
func (s *Service) RefreshStock(ctx context.Context, e catalog.StockChanged, _ store.Cause) error {
	return s.refreshVariant(ctx, e.Variant)
}

// RefreshVendor is the reaction to vendors.changed: quality, level, holiday and state of
// a vendor count in all its variants.
func (s *Service) RefreshVendor(ctx context.Context, e vendors.Changed, _ store.Cause) error {
	return s.db.StartSweep(ctx, SweepVendor, string(e.Vendor))
}

// RefreshProfile is the reaction to vendors.profile_changed: shipping prices and times
// count in the variants of the vendor.
func (s *Service) RefreshProfile(ctx context.Context, e vendors.ProfileChanged, _ store.Cause) error {
	return s.db.StartSweep(ctx, SweepVendor, string(e.Vendor))
}

// RefreshPage is the handler of SweepVendor.
func (s *Service) RefreshPage(ctx context.Context, sweep store.Sweep) (next string, done bool, err error) {
	page, err := s.catalog.VendorOffersIn(ctx, markthalle.SystemActor(SweepVendor), markthalle.VendorID(sweep.Subject), catalog.OfferActive,
		markthalle.PageQuery{Limit: 200, Cursor: sweep.Cursor})
	if err != nil {
		return sweep.Cursor, false, err
	}
	for _, o := range page.Items {
		if err := s.refreshVariant(ctx, o.Variant); err != nil {
			return sweep.Cursor, false, err
		}
	}
	return page.Next, page.Next == "", nil
}

// refreshVariant ranks a variant again for each country that has a result.
func (s *Service) refreshVariant(ctx context.Context, variant markthalle.VariantID) error {
	var countries []string
	err := s.results.Scan(ctx, store.Query{Index: "variant", Eq: []any{variant}}, func(r Result) error {
		countries = append(countries, r.Country)
		return nil
	})
	if err != nil || len(countries) == 0 {
		return err
	}
	offers, err := s.catalog.OffersOfVariant(ctx, variant)
	if err != nil {
		return err
	}
	f, err := s.facts(ctx, offers)
	if err != nil {
		return err
	}
	var failed []error
	for _, country := range countries {
		if _, err := s.write(ctx, variant, country, f); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
