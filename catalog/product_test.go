package catalog_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
)

func TestCreateProductTypesAndCleans(t *testing.T) {
	t.Parallel()
	m := open(t)
	in := m.mug("  A  mug with a handle ", "4006381333931")
	in.Description = en(`<p onclick="x()">` + strings.Repeat("Thrown by hand. ", 6) + `</p><script>x</script>`)
	p, findings, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, in)
	require.NoError(t, err)
	require.Equal(t, catalog.Pending, p.State, "MKT-34: a new product waits")
	require.Equal(t, "A mug with a handle", p.Title.In("en"))
	require.Equal(t, "a-mug-with-a-handle", p.Slug)
	require.NotContains(t, p.Description.In("en"), "script")
	require.NotContains(t, p.Description.In("en"), "onclick")
	require.Equal(t, []string{"blue"}, p.Attributes[0].Values, "a label is brought to its key")
	require.EqualValues(t, 12_500, *p.Attributes[1].Number, "in thousandths")
	require.Len(t, p.Variants, 1, "a product has a variant")
	codes := map[string]quality.Severity{}
	for _, f := range findings {
		codes[f.Code] = f.Severity
	}
	require.Equal(t, map[string]quality.Severity{"image.missing": quality.Review, "product.description_html": quality.Warn}, codes)

	for _, get := range []func() (catalog.Product, error){
		func() (catalog.Product, error) { return m.Product(m.ctx, p.ProductID()) },
		func() (catalog.Product, error) { return m.ProductBySlug(m.ctx, p.Slug) },
		func() (catalog.Product, error) { return m.ProductByGTIN(m.ctx, "04006381333931") },
		func() (catalog.Product, error) { return m.VendorProduct(m.ctx, seller(m.anna), p.ProductID()) },
	} {
		got, err := get()
		require.NoError(t, err)
		require.Equal(t, p.ID, got.ID)
		require.Equal(t, p.Variants, got.Variants)
		require.EqualValues(t, 1, got.Version)
	}
	_, err = m.VendorProduct(m.ctx, seller(m.bert), p.ProductID())
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	require.Equal(t, p.ProductID(), catalog.ProductOf(p.Variants[0].ID))
}

// what cannot be stored is refused with every fault at once.
func TestCreateProductFaults(t *testing.T) {
	t.Parallel()
	m := open(t)
	_, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, catalog.ProductInput{
		ID: "prd_mine", Brand: strings.Repeat("x", 81), Title: en(strings.Repeat("x", 2500)),
		Attributes: []catalog.AttributeInput{{Key: "Bad Key"}, {Key: "a"}, {Key: "a"}},
		Variants: []catalog.VariantInput{
			{SKU: "a", Options: []catalog.Option{{Key: "w", Value: "1"}, {Key: "x", Value: "1"}, {Key: "y", Value: "1"}, {Key: "z", Value: "1"}}},
			{SKU: "a", Options: []catalog.Option{{Key: "w", Value: ""}}, Media: []markthalle.MediaID{"med_other"}},
		},
		Media: []markthalle.MediaID{"med_nothing"},
	})
	got := faults(err)
	require.Equal(t, catalog.CodeProduct, markthalle.CodeOf(err))
	for pointer, code := range map[string]string{
		"/id": "forbidden", "/brand": "too_long", "/title": "too_long", "/attributes/Bad Key": "format", "/attributes/a": "duplicate",
		"/variants/1/sku": "duplicate", "/variants/1/options/w": "length", "/variants": "too_many_axes", "/media/0": "unknown", "/variants/1/media/0": "unknown",
	} {
		require.Equal(t, code, got[pointer], "%s: %v", pointer, got)
	}
}

func TestStatesOfNewProducts(t *testing.T) {
	t.Parallel()
	m := open(t)
	withPicture := func(vendor markthalle.VendorID) catalog.ProductInput {
		med, err := m.PutMedia(m.ctx, seller(vendor), vendor, "a.png", strings.NewReader(string(picture(t, 600, 600, blue))), 0)
		require.NoError(t, err)
		in := m.mug("A mug with a handle", "")
		in.Media = []markthalle.MediaID{med.MediaID()}
		return in
	}
	broken := withPicture(m.bert)
	broken.GTIN = "4006381333932"
	for _, c := range []struct {
		name   string
		actor  markthalle.Actor
		vendor markthalle.VendorID
		in     catalog.ProductInput
		want   catalog.State
	}{
		{"not trusted", seller(m.anna), m.anna, withPicture(m.anna), catalog.Pending},
		{"trusted, nothing to look at", seller(m.bert), m.bert, withPicture(m.bert), catalog.Published},
		{"trusted, no picture", seller(m.bert), m.bert, m.mug("A mug with a handle", ""), catalog.Pending},
		{"trusted, wrong check digit", seller(m.bert), m.bert, broken, catalog.InvalidData},
		{"the operator", catalogue, m.anna, m.mug("A mug with a handle", ""), catalog.Published},
		{"the market's own", catalogue, "", m.mug("A mug with a handle", ""), catalog.Published},
	} {
		p, _, err := m.CreateProduct(m.ctx, c.actor, c.vendor, c.in)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, p.State, c.name)
	}
	_, _, err := m.CreateProduct(m.ctx, support, m.anna, m.mug("A mug with a handle", ""))
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, _, err = m.CreateProduct(m.ctx, seller(m.bert), m.anna, m.mug("A mug with a handle", ""))
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// MKT-31: many vendors who bring the same number at the same moment end with one product.
func TestOneProductForOneNumber(t *testing.T) {
	t.Parallel()
	m := open(t)
	ids := make([]string, 40)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			vendor := []markthalle.VendorID{m.anna, m.bert}[i%2]
			// The same article, written as EAN-13 and padded to GTIN-14.
			gtin := []string{"4006381333931", "04006381333931"}[i%2]
			p, _, err := m.CreateProduct(m.ctx, seller(vendor), vendor, m.mug(fmt.Sprintf("Mug as %d calls it", i), gtin))
			if err != nil {
				t.Error(err)
			}
			ids[i] = p.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	queue, err := m.ReviewQueue(m.ctx, catalogue, "", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, queue.Items, 1)
	p := queue.Items[0]
	bySlug, err := m.ProductBySlug(m.ctx, p.Slug)
	require.NoError(t, err)
	require.Equal(t, p.ID, bySlug.ID)

	again, findings, err := m.CreateProduct(m.ctx, seller(m.bert), m.bert, m.mug("Yet another", "4006381333931"))
	require.NoError(t, err)
	require.Equal(t, p.ID, again.ID)
	require.Equal(t, "product.gtin_matched", findings[len(findings)-1].Code)
}

// MKT-30: in categories of own products the same number makes a product for each vendor.
func TestOwnCataloguesShareNoProducts(t *testing.T) {
	t.Parallel()
	m := open(t)
	in := m.mug("A pot of one's own", "4006381333931")
	in.Category, in.Attributes = m.pots, []catalog.AttributeInput{{Key: "colour", Values: []string{"red"}}}
	a, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, in)
	require.NoError(t, err)
	b, _, err := m.CreateProduct(m.ctx, seller(m.bert), m.bert, in)
	require.NoError(t, err)
	require.NotEqual(t, a.ID, b.ID)
	require.NotEqual(t, a.Slug, b.Slug)
}

// A number that a variant has and another product holds blocks.
func TestNumberOfAnotherProduct(t *testing.T) {
	t.Parallel()
	m := open(t)
	_, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, m.mug("The first of them", "4006381333931"))
	require.NoError(t, err)
	in := m.mug("The second of them", "")
	in.Category, in.Attributes = m.shirts, nil
	in.Variants = []catalog.VariantInput{
		{SKU: "a", GTIN: "96385074", Options: []catalog.Option{{Key: "colour", Value: "Blue"}}},
		{SKU: "b", GTIN: "4006381333931", Options: []catalog.Option{{Key: "colour", Value: "red"}}},
	}
	p, findings, err := m.CreateProduct(m.ctx, seller(m.bert), m.bert, in)
	require.NoError(t, err)
	require.Equal(t, catalog.InvalidData, p.State)
	require.Equal(t, "product.gtin_duplicate", findings[0].Code, "%+v", findings)
	require.Equal(t, "/variants/1/gtin", findings[0].Field)
	_, err = m.ApproveProduct(m.ctx, catalogue, p.ProductID(), catalog.Verdict{})
	require.Equal(t, "product.gtin_duplicate", faults(err)["/variants/1/gtin"])

	in.Variants[1].GTIN = ""
	u, err := m.UpdateProduct(m.ctx, seller(m.bert), p.ProductID(), catalog.ProductPatch{Variants: &in.Variants}, nil)
	require.NoError(t, err)
	require.Equal(t, catalog.Pending, u.Product.State)
	require.Equal(t, p.Variants[0].ID, u.Product.Variants[0].ID, "variants keep their ids")
	require.Equal(t, "blue", u.Product.Variants[0].Option("colour"))
	held, err := m.ProductByGTIN(m.ctx, "00000096385074")
	require.NoError(t, err)
	require.Equal(t, p.ID, held.ID)
}

// MKT-34: a live product changes by an accepted proposal; the diff names the fields.
func TestChangeOfALiveProduct(t *testing.T) {
	t.Parallel()
	m := open(t)
	p, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, m.mug("A mug with a handle", "4006381333931"))
	require.NoError(t, err)
	_, err = m.ApproveProduct(m.ctx, support, p.ProductID(), catalog.Verdict{})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	p, err = m.ApproveProduct(m.ctx, catalogue, p.ProductID(), catalog.Verdict{Note: "fine"})
	require.NoError(t, err)
	require.True(t, p.Published())

	title, gtin := en("A mug with two handles"), "96385074"
	u, err := m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &title, GTIN: &gtin}, nil)
	require.NoError(t, err)
	require.NotNil(t, u.Change)
	require.Equal(t, "A mug with a handle", u.Product.Title.In("en"), "the live version stays")
	require.Equal(t, []catalog.Difference{
		{Field: "/gtin", Before: "4006381333931", After: "96385074"},
		{Field: "/title/en", Before: "A mug with a handle", After: "A mug with two handles"},
	}, u.Change.Diff)

	again, err := m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &title, GTIN: &gtin}, nil)
	require.NoError(t, err)
	require.Equal(t, u.Change.Version, again.Change.Version, "filing the same twice is filing once")
	_, err = m.Change(m.ctx, seller(m.bert), u.Change.ID)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	open, err := m.Changes(m.ctx, catalogue, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, open.Items, 1)

	p, err = m.ApproveChange(m.ctx, catalogue, u.Change.ID, catalog.Verdict{})
	require.NoError(t, err)
	require.Equal(t, "A mug with two handles", p.Title.In("en"))
	version := p.Version
	p, err = m.ApproveChange(m.ctx, catalogue, u.Change.ID, catalog.Verdict{})
	require.NoError(t, err)
	require.Equal(t, version, p.Version, "approving twice changes nothing")
	_, err = m.ProductByGTIN(m.ctx, "04006381333931")
	require.ErrorIs(t, err, markthalle.ErrNotFound, "the old number is free")

	other := en("A mug without handles")
	u, err = m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &other}, nil)
	require.NoError(t, err)
	_, err = m.RejectChange(m.ctx, catalogue, u.Change.ID, catalog.Verdict{})
	require.Equal(t, "catalog.decision", markthalle.CodeOf(err))
	c, err := m.RejectChange(m.ctx, catalogue, u.Change.ID, catalog.Verdict{Reasons: []string{"not_true"}})
	require.NoError(t, err)
	require.Equal(t, catalog.ChangeRejected, c.State)
	n, err := m.CountChanges(m.ctx)
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestRejectAndTakeUpAgain(t *testing.T) {
	t.Parallel()
	m := open(t)
	p, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, m.mug("A mug with a handle", ""))
	require.NoError(t, err)
	_, err = m.RejectProduct(m.ctx, catalogue, p.ProductID(), catalog.Verdict{})
	require.Equal(t, "required", faults(err)["/reasons"])
	p, err = m.RejectProduct(m.ctx, catalogue, p.ProductID(), catalog.Verdict{Reasons: []string{"blurred"}, Note: "The picture is blurred."})
	require.NoError(t, err)
	require.Equal(t, catalog.Rejected, p.State)
	title := en("A better mug with a handle")
	u, err := m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &title}, new(p.Version))
	require.NoError(t, err)
	require.Equal(t, catalog.Pending, u.Product.State)
	_, err = m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &title}, new(p.Version))
	require.ErrorIs(t, err, markthalle.ErrRevision)
	_, err = m.UpdateProduct(m.ctx, seller(m.bert), p.ProductID(), catalog.ProductPatch{Title: &title}, nil)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

func TestVariantsOnSaleStay(t *testing.T) {
	t.Parallel()
	m := open(t)
	in := m.mug("A shirt with sleeves", "")
	in.Category, in.Attributes = m.shirts, nil
	for _, s := range []string{"s", "m"} {
		in.Variants = append(in.Variants, catalog.VariantInput{SKU: s, Options: []catalog.Option{{Key: "size", Value: s}, {Key: "colour", Value: "red"}}})
	}
	p, _, err := m.CreateProduct(m.ctx, system, m.anna, in)
	require.NoError(t, err)
	_, err = m.CreateOffer(m.ctx, seller(m.anna), m.anna, catalog.OfferInput{Product: p.ProductID(), Variant: p.Variants[1].ID, SKU: "x", Price: money.New(900, money.EUR)})
	require.NoError(t, err)
	only := in.Variants[:1]
	_, err = m.UpdateProduct(m.ctx, catalogue, p.ProductID(), catalog.ProductPatch{Variants: &only}, nil)
	require.Equal(t, "catalog.variant_in_use", markthalle.CodeOf(err))
	other := []catalog.VariantInput{in.Variants[1], {SKU: "l", Options: []catalog.Option{{Key: "size", Value: "l"}, {Key: "colour", Value: "red"}}}}
	u, err := m.UpdateProduct(m.ctx, catalogue, p.ProductID(), catalog.ProductPatch{Variants: &other}, nil)
	require.NoError(t, err)
	require.Equal(t, p.Variants[1].ID, u.Product.Variants[0].ID)
	require.NotContains(t, []markthalle.VariantID{p.Variants[0].ID, p.Variants[1].ID}, u.Product.Variants[1].ID, "numbers are used once")
}

// MKT-33 and DESIGN §4: the largest product that the bounds allow is stored, read back
// alike, and has room for its events.
func TestTheLargestProduct(t *testing.T) {
	t.Parallel()
	m := open(t)
	in := m.largest()
	p, findings, err := m.CreateProduct(m.ctx, system, m.anna, in)
	require.NoError(t, err)
	require.Len(t, p.Variants, catalog.MaxVariants)
	back, err := m.Product(m.ctx, p.ProductID())
	require.NoError(t, err)
	require.Equal(t, p.Variants, back.Variants)
	raw, err := store.Encode(back)
	require.NoError(t, err)
	t.Logf("largest product: %d bytes, %d findings", len(raw), len(findings))
	require.Less(t, len(raw), 225<<10, "room for 64 events in the outbox")

	// A proposal about all of it fits too, beside its differences.
	title := en("Another title of a product")
	for i := range in.Variants {
		in.Variants[i].GTIN = ""
	}
	p, _, err = m.CreateProduct(m.ctx, system, m.anna, in)
	require.NoError(t, err)
	require.Equal(t, catalog.Published, p.State)
	for i := range in.Variants {
		in.Variants[i].SKU = "n" + in.Variants[i].SKU[1:]
	}
	u, err := m.UpdateProduct(m.ctx, seller(m.anna), p.ProductID(), catalog.ProductPatch{Title: &title, Variants: &in.Variants, Description: &in.Description}, nil)
	require.NoError(t, err)
	require.NotNil(t, u.Change)
	require.Len(t, u.Change.Diff, 60)

	in.Variants = append(in.Variants, catalog.VariantInput{SKU: "one more"})
	_, _, err = m.CreateProduct(m.ctx, system, m.anna, in)
	require.Equal(t, "too_many", faults(err)["/variants"])
}

// largest reaches every bound of a product at once.
func (m *market) largest() catalog.ProductInput {
	fill := func(n int, s string) string { return s + strings.Repeat("x", n-len(s)) }
	in := m.mug("", "")
	in.Category = m.shirts
	in.Title = markthalle.Texts{{Locale: "en", Value: fill(780, "A title ")}, {Locale: "de", Value: fill(760, "Ein Titel ")}, {Locale: "pl", Value: fill(760, "T")}}
	in.Description = markthalle.Texts{{Locale: "en", Value: fill(11_900, "t ")}, {Locale: "de", Value: fill(11_900, "t ")}, {Locale: "pl", Value: fill(11_900, "t ")}}
	in.Brand = fill(80, "b")
	in.Attributes = nil
	for i := range 64 {
		in.Attributes = append(in.Attributes, catalog.AttributeInput{Key: fill(32, fmt.Sprintf("key%d_", i)), Values: []string{fill(90, "v")}})
	}
	for i := range 24 {
		data := picture(m.t, 20+i, 20, blue)
		med, err := m.PutMedia(m.ctx, system, m.anna, "a.png", strings.NewReader(string(data)), int64(len(data)))
		require.NoError(m.t, err)
		in.Media = append(in.Media, med.MediaID())
	}
	for i := range catalog.MaxVariants {
		in.Variants = append(in.Variants, catalog.VariantInput{
			SKU: fill(64, fmt.Sprintf("s%d", i)), GTIN: fill(20, fmt.Sprint(i)),
			Options: []catalog.Option{{Key: fill(32, "size"), Value: fill(48, fmt.Sprint(i%497))}, {Key: fill(32, "colour"), Value: fill(48, fmt.Sprint("c", i/497))}, {Key: fill(32, "cut"), Value: "a"}},
			Media:   in.Media[20:24],
		})
	}
	in.Safety = catalog.Safety{Manufacturer: catalog.Party{Name: fill(900, "n"), Address: fill(900, "a"), Contact: fill(900, "c")}, Warnings: en(fill(1200, "w"))}
	for i := range 20 {
		in.Evidence = append(in.Evidence, fill(80, fmt.Sprint(i)))
	}
	return in
}

func TestCategories(t *testing.T) {
	t.Parallel()
	m := open(t)
	tree, err := m.Tree(m.ctx)
	require.NoError(t, err)
	mugs, ok := tree.BySlug("mugs")
	require.True(t, ok)
	require.Equal(t, tree.PathIDs(m.mugs), mugs.Path)
	require.Len(t, mugs.Path, 2)
	keys := []string{}
	for _, a := range tree.Schema(m.mugs) {
		keys = append(keys, a.Key)
	}
	require.Equal(t, []string{"colour", "height"}, keys, "MKT-32: attributes are inherited")
	require.True(t, tree.Leaf(m.mugs))
	require.Equal(t, []markthalle.CategoryID{m.mugs, m.pots}, tree.Leaves(mugs.Parent))

	_, err = m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: "mugs", Name: en("Mugs again")})
	require.Equal(t, "catalog.slug_taken", markthalle.CodeOf(err))
	_, err = m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: "Bad Slug", Parent: "cat_none", Attributes: []catalog.Attribute{{Key: "A", Type: "odd"}, {Key: "e", Name: en("E"), Type: catalog.Enum}}})
	got := faults(err)
	for _, p := range []string{"/slug", "/name", "/parent_id", "/attributes/0/key", "/attributes/0/type", "/attributes/0/name", "/attributes/1/values"} {
		require.NotEmpty(t, got[p], "%s: %v", p, got)
	}
	_, err = m.CreateCategory(m.ctx, seller(m.anna), catalog.CategoryInput{Slug: "x", Name: en("X")})
	require.ErrorIs(t, err, markthalle.ErrPermission)

	m.published("A mug with a handle")
	_, err = m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: "cups", Parent: m.mugs, Name: en("Cups")})
	require.Equal(t, "catalog.category_in_use", markthalle.CodeOf(err))

	c, err := m.UpdateCategory(m.ctx, catalogue, m.mugs, catalog.CategoryInput{Slug: "cups", Parent: mugs.Parent, Name: en("Cups")}, nil)
	require.NoError(t, err)
	require.Equal(t, "cups", c.Slug)
	tree, err = m.Tree(m.ctx)
	require.NoError(t, err)
	_, ok = tree.BySlug("mugs")
	require.False(t, ok)
	again, err := m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: "mugs", Name: en("New mugs")})
	require.NoError(t, err, "the old address is free")
	require.NotEqual(t, m.mugs, again.CategoryID())
}

// Lists of a category and of everything below it, page by page without gaps or repeats.
func TestCategoryListPages(t *testing.T) {
	t.Parallel()
	m := open(t)
	var in []catalog.ProductInput
	for i := range 30 {
		in = append(in, m.mug(fmt.Sprintf("A mug numbered %d", i), ""))
	}
	out, err := m.CreateProducts(m.ctx, system, m.anna, in)
	require.NoError(t, err)
	for _, c := range out {
		require.NoError(t, c.Err)
	}
	tree, err := m.Tree(m.ctx)
	require.NoError(t, err)
	home, _ := tree.BySlug("home")
	seen := map[string]bool{}
	q := markthalle.PageQuery{Limit: 7}
	for {
		page, err := m.InCategory(m.ctx, home.CategoryID(), q)
		require.NoError(t, err)
		for _, p := range page.Items {
			require.False(t, seen[p.ID])
			seen[p.ID] = true
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	require.Len(t, seen, 30)
	_, err = m.InCategory(m.ctx, "cat_none", q)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}
