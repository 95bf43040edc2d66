package buybox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

var (
	system   = markthalle.SystemActor("test")
	operator = markthalle.Actor{Kind: markthalle.Operator, Person: "per_o", Roles: []markthalle.Role{markthalle.OperatorOwner}}
)

type market struct {
	*buybox.Service
	t       *testing.T
	db      *store.DB
	clock   *markthalle.ManualClock
	vendors *vendors.Service
	catalog *catalog.Service
	product catalog.Product
	anna    catalog.Offer
	bert    catalog.Offer
}

func seller(v markthalle.VendorID) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Person: "per_v", Vendor: v, Roles: []markthalle.Role{markthalle.VendorOwner}}
}

func open(t *testing.T) *market {
	t.Helper()
	db, clock, _ := storetest.OpenClock(t)
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	m := &market{t: t, db: db, clock: clock}
	m.vendors = vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	m.catalog = catalog.New(catalog.Deps{DB: db, Vendors: m.vendors, Bucket: bucket, Config: catalog.DefaultConfig()})
	m.Service = buybox.New(buybox.Deps{DB: db, Catalog: m.catalog, Vendors: m.vendors, Config: buybox.DefaultConfig()})
	store.On(db, "catalog.mirror_stock", m.catalog.MirrorStock)
	store.On(db, "buybox.refresh", m.Refresh)
	store.On(db, "buybox.refresh_stock", m.RefreshStock)
	store.On(db, "buybox.refresh_vendor", m.RefreshVendor)
	store.On(db, "buybox.refresh_profile", m.RefreshProfile)
	db.OnSweep(buybox.SweepVendor, m.RefreshPage)
	_, err := m.vendors.Establish(t.Context(), system, []vendors.Founding{
		{ID: "ven_anna", Application: vendors.Application{ShopName: "Anna", Country: "DE"}, Rated: true, QualityBP: 9000},
		{ID: "ven_bert", Application: vendors.Application{ShopName: "Bert", Country: "PL"}},
	})
	require.NoError(t, err)
	c, err := m.catalog.CreateCategory(t.Context(), operator, catalog.CategoryInput{Slug: "mugs", Name: markthalle.T("en", "Mugs")})
	require.NoError(t, err)
	m.product, _, err = m.catalog.CreateProduct(t.Context(), system, "ven_anna", catalog.ProductInput{
		Category: c.CategoryID(), Title: markthalle.T("en", "A mug with a handle"), Description: markthalle.T("en", strings.Repeat("Clay. ", 20)),
	})
	require.NoError(t, err)
	m.anna, m.bert = m.offer("ven_anna", 2000, 20), m.offer("ven_bert", 1500, 20)
	return m
}

func (m *market) offer(v markthalle.VendorID, price, stock int64) catalog.Offer {
	m.t.Helper()
	o, err := m.catalog.CreateOffer(m.t.Context(), seller(v), v, catalog.OfferInput{Product: m.product.ProductID(), SKU: "mug", Price: money.New(price, money.EUR), OnHand: stock, HandlingDays: 1})
	require.NoError(m.t, err)
	return o
}

func (m *market) best(country string) buybox.Result {
	m.t.Helper()
	require.NoError(m.t, m.db.Drain(m.t.Context()))
	r, err := m.BestOffer(m.t.Context(), m.product.Variants[0].ID, country)
	require.NoError(m.t, err)
	return r
}

func (m *market) winner(country string) markthalle.VendorID {
	if b := m.best(country).Best; b != nil {
		return b.Vendor
	}
	return ""
}

// The result depends on where the goods go: shipping and days count.
func TestBestOfferByCountry(t *testing.T) {
	t.Parallel()
	m := open(t)
	de, pl := m.best("DE"), m.best("PL")
	// To Germany: Anna 2000 + 490 in 4 days; Bert 1500 + 1290 in 8.
	require.Equal(t, markthalle.VendorID("ven_anna"), de.Best.Vendor)
	require.Equal(t, money.New(490, money.EUR), de.Best.Shipping)
	require.Equal(t, 4, de.Best.Days)
	require.Equal(t, 2, de.Eligible)
	require.Equal(t, money.New(1500, money.EUR), de.Lowest)
	require.Equal(t, markthalle.VendorID("ven_bert"), pl.Best.Vendor)
	require.NotEmpty(t, pl.Best.Why(markthalle.Polish))
	require.Nil(t, m.best("US").Best, "nobody ships there")
	require.Equal(t, de.ID, m.best("").ID, "the market's own country")
	_, err := m.BestOffer(t.Context(), m.product.Variants[0].ID, "XX")
	require.Equal(t, "buybox.country", markthalle.CodeOf(err))
}

// Each event that matters changes the stored result.
func TestRefreshReactions(t *testing.T) {
	t.Parallel()
	m := open(t)
	require.Equal(t, markthalle.VendorID("ven_anna"), m.winner("DE"))

	_, err := m.catalog.SetStock(t.Context(), seller("ven_anna"), m.anna.OfferID(), 0, nil)
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_bert"), m.winner("DE"), "out of stock")
	_, err = m.catalog.SetStock(t.Context(), seller("ven_anna"), m.anna.OfferID(), 50, nil)
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_anna"), m.winner("DE"))

	m.clock.Advance(time.Hour)
	price := money.New(550, money.EUR)
	_, err = m.catalog.UpdateOffer(t.Context(), seller("ven_bert"), m.bert.OfferID(), catalog.OfferPatch{Price: &price}, nil)
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_bert"), m.winner("DE"), "a lower price")

	_, err = m.vendors.SetStanding(t.Context(), system, "ven_bert", vendors.Standing{Level: 3, QualityBP: 4000, Rated: true})
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_anna"), m.winner("DE"), "rung three has no buy box")
	_, err = m.vendors.SetStanding(t.Context(), system, "ven_bert", vendors.Standing{QualityBP: 9000, Rated: true})
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_bert"), m.winner("DE"))

	_, err = m.vendors.UpdateProfile(t.Context(), seller("ven_bert"), vendors.DefaultProfileID("ven_bert"), vendors.ProfileInput{
		Name: "Home", Zones: []vendors.Zone{{Countries: []string{"PL"}, Price: money.New(490, money.EUR), DaysMax: 3}},
	}, nil)
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_anna"), m.winner("DE"), "does not ship there any more")

	history, err := m.History(t.Context(), m.product.Variants[0].ID, "DE")
	require.NoError(t, err)
	var who []markthalle.VendorID
	for _, h := range history {
		who = append(who, h.Vendor)
	}
	require.Equal(t, []markthalle.VendorID{"ven_anna", "ven_bert", "ven_anna", "ven_bert", "ven_anna", "ven_bert", "ven_anna"}, who, "MKT-52")
}

// A suspended winner is not shown, even before the reaction has run.
func TestASuspendedVendorDoesNotWin(t *testing.T) {
	t.Parallel()
	m := open(t)
	require.Equal(t, markthalle.VendorID("ven_anna"), m.winner("DE"))
	_, err := m.vendors.Suspend(t.Context(), operator, "ven_anna", vendors.Decision{Reasons: []string{"counterfeit"}})
	require.NoError(t, err)
	r, err := m.BestOffer(t.Context(), m.product.Variants[0].ID, "DE")
	require.NoError(t, err)
	require.Equal(t, markthalle.VendorID("ven_bert"), r.Best.Vendor)
}

func TestRankedAndWhyNotMe(t *testing.T) {
	t.Parallel()
	m := open(t)
	byVariant, err := m.Ranked(t.Context(), m.product.ProductID(), "")
	require.NoError(t, err)
	list := byVariant[m.product.Variants[0].ID]
	require.Len(t, list, 2)
	require.Equal(t, []int{1, 2}, []int{list[0].Place, list[1].Place})
	require.NotEmpty(t, list[1].Why(markthalle.German))

	why, err := m.WhyNotMe(t.Context(), seller("ven_bert"), m.bert.OfferID(), "")
	require.NoError(t, err)
	require.False(t, why.Wins)
	require.NotNil(t, why.WinningPrice)
	sim, err := m.Simulate(t.Context(), seller("ven_bert"), m.bert.OfferID(), *why.WinningPrice, "")
	require.NoError(t, err)
	require.True(t, sim.Wins)
	_, err = m.WhyNotMe(t.Context(), seller("ven_anna"), m.bert.OfferID(), "")
	require.ErrorIs(t, err, markthalle.ErrNotFound, "another vendor's offer")
	_, err = m.Simulate(t.Context(), seller("ven_bert"), m.bert.OfferID(), money.New(0, money.EUR), "")
	require.Equal(t, "buybox.price", markthalle.CodeOf(err))

	_, err = m.catalog.UpdateOffer(t.Context(), seller("ven_bert"), m.bert.OfferID(), catalog.OfferPatch{State: new(catalog.OfferPaused)}, nil)
	require.NoError(t, err)
	why, err = m.WhyNotMe(t.Context(), seller("ven_bert"), m.bert.OfferID(), "")
	require.NoError(t, err)
	require.Equal(t, []buybox.Gate{buybox.GateBlocked}, why.Failed)
}

// DESIGN §4: the history of a contested buy box stays bounded.
func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	m := open(t)
	require.NotEmpty(t, m.winner("DE"))
	for i := range 24 {
		m.clock.Advance(10 * 24 * time.Hour)
		price := money.New([]int64{1600, 550}[i%2], money.EUR)
		_, err := m.catalog.UpdateOffer(t.Context(), seller("ven_bert"), m.bert.OfferID(), catalog.OfferPatch{Price: &price}, nil)
		require.NoError(t, err)
		require.NotEmpty(t, m.winner("DE"))
	}
	history, err := m.History(t.Context(), m.product.Variants[0].ID, "DE")
	require.NoError(t, err)
	require.LessOrEqual(t, len(history), 11)
	require.Greater(t, len(history), 7, "ninety days of a change every ten")
}
