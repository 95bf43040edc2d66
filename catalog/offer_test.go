package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

func eur(n int64) money.Amount { return money.New(n, money.EUR) }

func TestCreateOffer(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	o := m.offer(m.anna, p, "mug-1", 1990, 4)
	require.Equal(t, catalog.OfferActive, o.State)
	require.Equal(t, p.Variants[0].ID, o.Variant, "the only variant need not be named")
	require.Equal(t, vendors.DefaultProfileID(m.anna), o.Profile)
	require.Equal(t, catalog.BrandNew, o.Condition)
	require.EqualValues(t, 4, m.stock(o).OnHand)

	_, err := m.CreateOffer(m.ctx, seller(m.anna), m.anna, catalog.OfferInput{Product: p.ProductID(), SKU: "mug-1", Price: eur(2000)})
	require.ErrorIs(t, err, catalog.ErrOfferExists)
	require.Equal(t, eur(1990), m.reload(o).Price)
	b := m.offer(m.bert, p, "mug-1", 1890, 1)
	require.NotEqual(t, o.ID, b.ID, "an SKU is a vendor's own key")
	list, err := m.OffersOf(m.ctx, p.ProductID())
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestCreateOfferFaults(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	hidden, _, err := m.CreateProduct(m.ctx, seller(m.bert), m.bert, m.mug("Not public yet, this", ""))
	require.NoError(t, err)
	_, err = m.CreateOffer(m.ctx, seller(m.anna), m.anna, catalog.OfferInput{
		Product: hidden.ProductID(), SKU: "x", Price: money.New(-5, "XXX"), ListPrice: eur(-1), Condition: "odd", StockMode: "odd",
		OnHand: -1, HandlingDays: 999, Profile: vendors.DefaultProfileID(m.bert),
	})
	require.Equal(t, catalog.CodeOffer, markthalle.CodeOf(err))
	got := faults(err)
	for _, pointer := range []string{
		"/product_id", "/price/amount", "/price/currency", "/list_price/amount", "/condition", "/stock/mode", "/stock/on_hand", "/handling_days", "/shipping_profile_id",
	} {
		require.NotEmpty(t, got[pointer], "%s: %v", pointer, got)
	}
	for _, c := range []struct {
		actor markthalle.Actor
		want  error
	}{{seller(m.bert), markthalle.ErrNotFound}, {support, markthalle.ErrPermission}, {markthalle.Actor{}, markthalle.ErrSignIn}, {markthalle.Actor{Kind: markthalle.Buyer, Person: "per_b"}, markthalle.ErrPermission}} {
		_, err := m.CreateOffer(m.ctx, c.actor, m.anna, catalog.OfferInput{Product: p.ProductID(), Price: eur(100)})
		require.ErrorIs(t, err, c.want)
	}
}

func TestOffersOfBlockedVendorsAreNotShown(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	m.offer(m.anna, p, "a", 1990, 4)
	m.offer(m.bert, p, "b", 1990, 4)
	operator := markthalle.Actor{Kind: markthalle.Operator, Person: "per_o", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	_, err := m.vendors.Suspend(m.ctx, operator, m.anna, vendors.Decision{Reasons: []string{"counterfeit"}})
	require.NoError(t, err)
	list, err := m.OffersOf(m.ctx, p.ProductID())
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, m.bert, list[0].Vendor)
	o, err := m.CreateOffer(m.ctx, seller(m.anna), m.anna, catalog.OfferInput{Product: p.ProductID(), SKU: "later", Price: eur(100)})
	require.NoError(t, err)
	require.Equal(t, catalog.OfferDraft, o.State)
	_, err = m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{State: new(catalog.OfferActive)}, nil)
	require.Equal(t, "catalog.vendor_not_active", markthalle.CodeOf(err))
}

func TestUpdateOffer(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 4)
	by := seller(m.anna)
	_, err := m.UpdateOffer(m.ctx, seller(m.bert), o.OfferID(), catalog.OfferPatch{Price: new(eur(1))}, nil)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = m.UpdateOffer(m.ctx, by, o.OfferID(), catalog.OfferPatch{Price: new(eur(0)), Condition: new(catalog.Condition("odd"))}, nil)
	require.Len(t, faults(err), 2)
	u, err := m.UpdateOffer(m.ctx, by, o.OfferID(), catalog.OfferPatch{Price: new(eur(1790)), HandlingDays: new(2)}, new(o.Version))
	require.NoError(t, err)
	require.Equal(t, eur(1790), u.Price)
	_, err = m.UpdateOffer(m.ctx, by, o.OfferID(), catalog.OfferPatch{HandlingDays: new(3)}, new(o.Version))
	require.ErrorIs(t, err, markthalle.ErrRevision)
	again, err := m.UpdateOffer(m.ctx, by, o.OfferID(), catalog.OfferPatch{Price: new(eur(1790))}, nil)
	require.NoError(t, err)
	require.Equal(t, u.Version, again.Version, "the same again is no change")

	_, err = m.UpdateOffer(m.ctx, by, o.OfferID(), catalog.OfferPatch{State: new(catalog.OfferPaused)}, nil)
	require.NoError(t, err)
	list, err := m.OffersOf(m.ctx, o.Product)
	require.NoError(t, err)
	require.Empty(t, list)
	require.NoError(t, m.DeleteOffer(m.ctx, by, o.OfferID(), nil))
	page, err := m.VendorOffers(m.ctx, by, m.anna, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, page.Items)
	back, err := m.CreateOffer(m.ctx, by, m.anna, catalog.OfferInput{Product: o.Product, SKU: "mug", Price: eur(1500), OnHand: 2})
	require.NoError(t, err, "the SKU can be used again")
	require.Equal(t, o.ID, back.ID)
	require.Equal(t, catalog.OfferActive, back.State)
	require.Equal(t, eur(1500), back.Price)
	require.EqualValues(t, 2, m.stock(back).OnHand)
}

// A price far from what the product costs waits for the operator.
func TestOutliersWait(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	for i := range 3 {
		m.offer(m.bert, p, fmt.Sprint("b", i), 2000+int64(i), 4)
	}
	o := m.offer(m.anna, p, "cheap", 199, 4)
	require.Equal(t, catalog.OfferBlocked, o.State)
	require.Equal(t, "offer.price_outlier", o.Findings[0].Code)
	_, err := m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{State: new(catalog.OfferActive)}, nil)
	require.ErrorIs(t, err, catalog.ErrState)
	waiting, err := m.BlockedOffers(m.ctx, catalogue, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, waiting.Items, 1)

	fixed, err := m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{Price: new(eur(1990))}, nil)
	require.NoError(t, err)
	require.Equal(t, catalog.OfferActive, fixed.State, "a corrected price is on sale again")
	_, err = m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{Price: new(eur(199))}, nil)
	require.NoError(t, err)
	passed, err := m.ApproveOffer(m.ctx, catalogue, o.OfferID(), catalog.Verdict{Note: "a clearance"})
	require.NoError(t, err)
	require.Equal(t, catalog.OfferActive, passed.State)
	_, err = m.BlockOffer(m.ctx, catalogue, o.OfferID(), catalog.Verdict{Reasons: []string{"counterfeit"}})
	require.NoError(t, err)
	stays, err := m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{Price: new(eur(1980))}, nil)
	require.NoError(t, err)
	require.Equal(t, catalog.OfferBlocked, stays.State, "what the operator blocked, a price does not free")
}

// MKT-36: a strike price is at most the lowest price of the thirty days before.
func TestStrikePrice(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 3000, 4)
	by := seller(m.anna)
	patch := func(price, list int64) error {
		p := catalog.OfferPatch{Price: new(eur(price))}
		if list > 0 {
			p.ListPrice = new(eur(list))
		}
		_, err := m.UpdateOffer(m.ctx, by, o.OfferID(), p, nil)
		return err
	}
	day := 24 * time.Hour
	m.clock.Advance(20 * day)
	require.NoError(t, patch(2500, 0)) // 2500 for five days
	m.clock.Advance(5 * day)
	require.NoError(t, patch(2900, 0))
	m.clock.Advance(10 * day)
	require.Equal(t, "offer.price_strike", faults(patch(2000, 2900))["/list_price/amount"], "2500 was asked 15 days ago")
	require.NoError(t, patch(2000, 2500))
	low, ok := ptr(m.reload(o)).Lowest30Days()
	require.True(t, ok)
	require.Equal(t, eur(2500), low)

	require.NoError(t, patch(2900, 0))
	require.False(t, m.reload(o).ListPrice.IsSet(), "a strike price below the price goes")
	m.clock.Advance(40 * day)
	require.NoError(t, patch(2100, 2900), "2900 for forty days")

	require.NoError(t, m.db.Drain(m.ctx))
	days, err := m.PriceHistory(m.ctx, o.OfferID())
	require.NoError(t, err)
	lows := []int64{}
	for _, d := range days {
		lows = append(lows, d.Low)
	}
	require.Equal(t, []int64{3000, 2500, 2900, 2000, 2100}, lows)
	require.Equal(t, 2, days[3].Changes, "two changes on one day are one entry")
	require.Equal(t, int64(2900), days[3].Last)
}

// DESIGN §4: a repricer that changes the price all the time bounds the documents.
func TestPriceHistoryIsBounded(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 5000, 4)
	for i := range 450 {
		m.clock.Advance(24 * time.Hour)
		price := int64(5000 + (i*37)%400)
		_, err := m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{Price: new(eur(price))}, nil)
		require.NoError(t, err)
		if i%60 == 59 {
			require.NoError(t, m.db.Drain(m.ctx))
		}
	}
	require.NoError(t, m.db.Drain(m.ctx))
	require.LessOrEqual(t, len(m.reload(o).Recent), 40)
	days, err := m.PriceHistory(m.ctx, o.OfferID())
	require.NoError(t, err)
	require.LessOrEqual(t, len(days), 400)
	require.Greater(t, len(days), 390, "thirteen months")
}

// Bulk creation runs the same checks, each input for itself.
func TestCreateOffersInBulk(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	out, err := m.CreateOffers(m.ctx, seller(m.anna), m.anna, []catalog.OfferInput{
		{Product: p.ProductID(), SKU: "1", Price: eur(100), OnHand: 1},
		{Product: "prd_none", SKU: "2", Price: eur(100)},
		{Product: p.ProductID(), SKU: "3", Price: eur(0)},
		{Product: p.ProductID(), SKU: "1", Price: eur(200)},
	})
	require.NoError(t, err)
	require.NoError(t, out[0].Err)
	require.Equal(t, "unknown", faults(out[1].Err)["/product_id"])
	require.Equal(t, "offer.price_zero", faults(out[2].Err)["/price/amount"])
	require.NoError(t, out[3].Err)
	require.True(t, out[3].Existed)
	require.Equal(t, eur(100), out[3].Offer.Price)
}

func BenchmarkCreateOffers(b *testing.B) {
	m := open(b)
	p := m.published("A mug with a handle")
	n := 0
	b.ResetTimer()
	for b.Loop() {
		in := make([]catalog.OfferInput, 500)
		for i := range in {
			n++
			in[i] = catalog.OfferInput{Product: p.ProductID(), SKU: fmt.Sprint("sku", n), Price: eur(1990), OnHand: 5, HandlingDays: 1}
		}
		out, err := m.CreateOffers(m.ctx, system, m.anna, in)
		if err != nil || out[499].Err != nil {
			b.Fatal(err, out[499].Err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "offers/s")
}

func BenchmarkCreateProducts(b *testing.B) {
	m := open(b)
	n := 0
	b.ResetTimer()
	for b.Loop() {
		in := make([]catalog.ProductInput, 500)
		for i := range in {
			n++
			in[i] = m.mug(fmt.Sprintf("A mug numbered %d", n), "")
		}
		out, err := m.CreateProducts(m.ctx, system, m.anna, in)
		if err != nil || out[499].Err != nil {
			b.Fatal(err, out[499].Err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "products/s")
}
