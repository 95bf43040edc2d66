package catalog_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

var (
	system    = markthalle.SystemActor("test")
	catalogue = markthalle.Actor{Kind: markthalle.Operator, Person: "per_op", Roles: []markthalle.Role{markthalle.OperatorCatalogue}}
	support   = markthalle.Actor{Kind: markthalle.Operator, Person: "per_sup", Roles: []markthalle.Role{markthalle.OperatorSupport}}
)

// market is a catalogue with two vendors and a small tree.
type market struct {
	*catalog.Service
	t       testing.TB
	ctx     context.Context //nolint:containedctx // the test's own, as t is
	db      *store.DB
	clock   *markthalle.ManualClock
	vendors *vendors.Service
	anna    markthalle.VendorID // not trusted
	bert    markthalle.VendorID // trusted
	mugs    markthalle.CategoryID
	shirts  markthalle.CategoryID
	pots    markthalle.CategoryID // its products belong to their vendors
}

func open(t testing.TB) *market {
	t.Helper()
	return openWith(t, func(*catalog.Config) {})
}

func openWith(t testing.TB, change func(*catalog.Config)) *market {
	t.Helper()
	db, clock, _ := storetest.OpenClock(t)
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	m := &market{t: t, ctx: t.Context(), db: db, clock: clock, anna: "ven_anna", bert: "ven_bert"}
	m.vendors = vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	config := catalog.DefaultConfig()
	change(&config)
	m.Service = catalog.New(catalog.Deps{DB: db, Vendors: m.vendors, Bucket: bucket, Config: config})
	store.On(db, "catalog.record_price", m.RecordPrice)
	store.On(db, "catalog.mirror_stock", m.MirrorStock)
	store.On(db, "catalog.run_import", m.RunImport)
	db.OnSweep(catalog.SweepImport, m.ImportPage)
	out, err := m.vendors.Establish(m.ctx, system, []vendors.Founding{
		{ID: m.anna, Application: vendors.Application{ShopName: "Anna", Country: "DE"}},
		{ID: m.bert, Application: vendors.Application{ShopName: "Bert", Country: "PL"}, Trusted: true},
	})
	require.NoError(t, err)
	for _, o := range out {
		require.NoError(t, o.Err)
	}
	m.tree()
	return m
}

func en(s string) markthalle.Texts { return markthalle.T(markthalle.English, s) }

func (m *market) tree() {
	make := func(slug string, parent markthalle.CategoryID, own bool, attributes ...catalog.Attribute) markthalle.CategoryID {
		c, err := m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: slug, Parent: parent, Name: en(slug), Attributes: attributes, Own: own})
		require.NoError(m.t, err)
		return c.CategoryID()
	}
	colour := catalog.Attribute{Key: "colour", Name: en("Colour"), Type: catalog.Enum, Facet: true, Variant: true, Values: []catalog.Value{
		{Key: "blue", Label: markthalle.Texts{{Locale: "en", Value: "Blue"}, {Locale: "de", Value: "Blau"}}}, {Key: "red", Label: en("Red")},
	}}
	home := make("home", "", false, colour)
	m.mugs = make("mugs", home, false, catalog.Attribute{Key: "height", Name: en("Height"), Type: catalog.Dimension, Unit: "cm"})
	m.shirts = make("shirts", "", false, colour, catalog.Attribute{Key: "size", Name: en("Size"), Type: catalog.Text, Variant: true})
	m.pots = make("pots", home, true)
}

func seller(v markthalle.VendorID) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Person: "per_v", Vendor: v, Roles: []markthalle.Role{markthalle.VendorOwner}}
}

// mug is an input without a blocking finding; it has no picture, which asks for a look.
func (m *market) mug(title, gtin string) catalog.ProductInput {
	return catalog.ProductInput{
		Category: m.mugs, Title: en(title), Description: en(strings.Repeat("Thrown by hand, for the morning. ", 4)), Brand: "Grün", GTIN: gtin,
		Attributes: []catalog.AttributeInput{{Key: "colour", Values: []string{"Blau"}}, {Key: "height", Values: []string{"12,5 cm"}}},
		Safety:     catalog.Safety{Manufacturer: catalog.Party{Name: "Grün", Address: "Berlin", Contact: "gruen.example"}},
	}
}

// published lists a mug as the market does, so that it is public at once.
func (m *market) published(title string) catalog.Product {
	m.t.Helper()
	p, findings, err := m.CreateProduct(m.ctx, system, m.anna, m.mug(title, ""))
	require.NoError(m.t, err)
	require.Equal(m.t, catalog.Published, p.State, "%+v", findings)
	return p
}

func (m *market) offer(vendor markthalle.VendorID, p catalog.Product, sku string, price, stock int64) catalog.Offer {
	m.t.Helper()
	o, err := m.CreateOffer(m.ctx, seller(vendor), vendor, catalog.OfferInput{
		Product: p.ProductID(), SKU: sku, Price: money.New(price, money.EUR), OnHand: stock, HandlingDays: 1,
	})
	require.NoError(m.t, err)
	return o
}

func (m *market) stock(o catalog.Offer) catalog.Stock {
	m.t.Helper()
	list, err := m.Stocks(m.ctx, []markthalle.OfferID{o.OfferID()})
	require.NoError(m.t, err)
	return list[o.OfferID()]
}

func (m *market) reload(o catalog.Offer) catalog.Offer {
	m.t.Helper()
	o, err := m.Offer(m.ctx, o.OfferID())
	require.NoError(m.t, err)
	return o
}

func picture(t testing.TB, width, height int, c color.Color) []byte {
	t.Helper()
	im := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		im.Set(x, x%height, c)
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, im))
	return b.Bytes()
}

// faults returns the pointers of an error's faults with their codes.
func faults(err error) map[string]string {
	out := map[string]string{}
	var e *markthalle.Error
	if asError(err, &e) {
		for _, f := range e.Fields {
			out[f.Pointer] = f.Code
		}
	}
	return out
}

func order(n int) markthalle.OrderID { return markthalle.OrderID(fmt.Sprintf("ord_%026d", n)) }
