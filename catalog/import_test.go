package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
)

func (m *market) run(in catalog.ImportInput, file string) (catalog.Import, []catalog.RowFault) {
	m.t.Helper()
	if in.Name == "" {
		in.Name = "file.csv"
	}
	imp, err := m.StartImport(m.ctx, seller(m.anna), m.anna, in, strings.NewReader(file))
	require.NoError(m.t, err)
	require.NoError(m.t, m.db.Drain(m.ctx))
	imp, err = m.ImportStatus(m.ctx, seller(m.anna), imp.ImportID())
	require.NoError(m.t, err)
	var list []catalog.RowFault
	require.NoError(m.t, m.ImportErrors(m.ctx, seller(m.anna), imp.ImportID(), func(f catalog.RowFault) error {
		list = append(list, f)
		return nil
	}))
	require.Equal(m.t, catalog.ImportDone, imp.State)
	require.Equal(m.t, imp.Rows, imp.Created+imp.Updated+imp.Unchanged+imp.Refused, "nothing is dropped silently")
	require.Len(m.t, list, int(imp.Faults))
	return imp, list
}

func figures(i catalog.Import) [5]int64 {
	return [5]int64{i.Rows, i.Created, i.Updated, i.Unchanged, i.Refused}
}

const productFile = "\xef\xbb\xbfsku;product;category;title;title.de;description;brand;gtin;attr.colour;option.size;manufacturer.name\n" +
	"s-1;shirt;shirts;A shirt with sleeves;Ein Hemd;\"Linen; washed\nand dried\";Weber;;;small;Weber\n" +
	"s-2;shirt;shirts;;;;;;;medium;\n" +
	"m-1;;mugs;A mug with a handle;;;Grün;4006381333931;Blau;;\n" +
	"m-2;;mugs;A mug with a wrong number;;;Grün;4.00638E+12;Lila;;\n" +
	";;mugs;A mug without a key;;;;;;;\n"

// MKT-90 to MKT-94 for products: two phases, all faults, keys, and no silent repair.
func TestImportProducts(t *testing.T) {
	t.Parallel()
	m := open(t)
	imp, list := m.run(catalog.ImportInput{Kind: catalog.ImportProducts, DryRun: true}, productFile)
	require.Equal(t, [5]int64{5, 3, 0, 0, 2}, figures(imp))
	require.Equal(t, []catalog.RowFault{
		{Row: 5, Column: "gtin", Code: "catalog.import_spoilt", Found: "4.00638E+12", Wanted: "the number as text, with all its digits", Message: "A spreadsheet has changed this number: scientific."},
		{Row: 6, Column: "sku", Code: "required", Wanted: "your own key of the product", Message: "A row needs an SKU."},
	}, list)
	page, err := m.VendorProducts(m.ctx, seller(m.anna), m.anna, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, page.Items, "a dry run writes nothing")

	imp, list = m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, productFile)
	require.Equal(t, [5]int64{5, 3, 0, 0, 2}, figures(imp))
	require.Len(t, list, 2)
	page, err = m.VendorProducts(m.ctx, seller(m.anna), m.anna, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	shirt, err := m.Product(m.ctx, catalog.ProductIDFor(m.anna, "shirt"))
	require.NoError(t, err)
	require.Len(t, shirt.Variants, 2)
	require.Equal(t, "Ein Hemd", shirt.Title.In("de"))
	require.Equal(t, "medium", shirt.Variants[1].Option("size"))
	require.Contains(t, shirt.Description.In("en"), "washed\nand dried")

	imp, _ = m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, productFile)
	require.Equal(t, [5]int64{5, 0, 0, 3, 2}, figures(imp), "MKT-92: the same file again changes nothing")

	changed := strings.Replace(productFile, "A shirt with sleeves", "A shirt with long sleeves", 1)
	imp, _ = m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, changed)
	require.Equal(t, [5]int64{5, 0, 2, 1, 2}, figures(imp))

	imp, _ = m.run(catalog.ImportInput{Kind: catalog.ImportProducts, Strict: true}, strings.ReplaceAll(productFile, "m-1", "m-9"))
	require.Equal(t, int64(2), imp.Refused)
}

const offerFile = "sku,product,price,currency,on_hand,condition,gtin,handling_days\n" +
	"o-1,m-1,\"19,90\",EUR,5,new,,1\n" +
	"o-2,,24.90,eur,3,,4006381333931,2\n" +
	"o-3,m-1,abc,EUR,5,,,\n" +
	"o-4,m-1,10.00,XXX,-1,odd,,\n" +
	"o-5,nothing,10.00,EUR,1,,,\n" +
	"o-1,m-1,10.00,EUR,1,,,\n" +
	"o-6,m-1,10.00,EUR,1,new,4006381333932,1\n"

func TestImportOffersAndStock(t *testing.T) {
	t.Parallel()
	m := open(t)
	m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, "sku,category,title\nm-1,mugs,A mug with a handle\n")
	_, _, err := m.CreateProduct(m.ctx, system, "", m.mug("The market's mug", "4006381333931"))
	require.NoError(t, err)

	imp, list := m.run(catalog.ImportInput{Kind: catalog.ImportOffers}, offerFile)
	require.Equal(t, [5]int64{7, 2, 0, 0, 5}, figures(imp), "%+v", list)
	got := map[string]string{}
	for _, f := range list {
		got[fmt.Sprint(f.Row, " ", f.Column)] = f.Code
	}
	require.Equal(t, map[string]string{
		"4 price": "money.parse", "5 currency": "money.currency", "5 on_hand": "range", "6 product": "unknown", "7 sku": "duplicate",
		"8 gtin": "product.gtin_check_digit",
	}, got)
	o, err := m.Offer(m.ctx, catalog.OfferIDFor(m.anna, "o-1"))
	require.NoError(t, err)
	require.Equal(t, eur(1990), o.Price)

	imp, _ = m.run(catalog.ImportInput{Kind: catalog.ImportOffers}, offerFile)
	require.Equal(t, [5]int64{7, 0, 0, 2, 5}, figures(imp))
	imp, _ = m.run(catalog.ImportInput{Kind: catalog.ImportOffers}, "sku,price,currency\no-1,17.90,EUR\no-2,24.90,EUR\n")
	require.Equal(t, [5]int64{2, 0, 1, 1, 0}, figures(imp), "MKT-92: a file of prices alone")

	imp, list = m.run(catalog.ImportInput{Kind: catalog.ImportStock, Name: "stock.ndjson"}, `{"sku":"o-1","on_hand":7}`+"\n\n"+`{"sku":"o-2","on_hand":3}`+"\n{broken\n"+`{"sku":"o-9","on_hand":1}`+"\n")
	require.Equal(t, [5]int64{4, 0, 1, 1, 2}, figures(imp))
	require.Equal(t, int64(4), list[0].Row, "lines are counted as an editor counts them")
	require.EqualValues(t, 7, m.stock(o).OnHand)
}

// A file of several pages is worked off in pages, and counted once.
func TestImportOfManyPages(t *testing.T) {
	t.Parallel()
	m := open(t)
	var b strings.Builder
	b.WriteString("sku\tproduct\tcategory\ttitle\toption.size\n")
	for i := range 1300 {
		// Rows of one product stay together even across the end of a page.
		fmt.Fprintf(&b, "s%d\tp%d\tshirts\tA shirt of the kind %d\t%d\n", i, i/3, i/3, i%3)
	}
	imp, list := m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, b.String())
	require.Equal(t, [5]int64{1300, 1300, 0, 0, 0}, figures(imp), "%+v", list[:min(3, len(list))])
	p, err := m.Product(m.ctx, catalog.ProductIDFor(m.anna, "p166"))
	require.NoError(t, err)
	require.Len(t, p.Variants, 3, "rows 498 to 500")
	n, err := m.CountProducts(m.ctx, catalog.Pending)
	require.NoError(t, err)
	require.EqualValues(t, 434, n)
}

func TestImportFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	m := open(t)
	for name, c := range map[string]struct {
		in   catalog.ImportInput
		file string
		at   string
	}{
		"empty":           {catalog.ImportInput{Kind: catalog.ImportOffers, Name: "a.csv"}, " \n", "/file"},
		"no workbook":     {catalog.ImportInput{Kind: catalog.ImportOffers, Name: "a.xlsx"}, "PK", "/file"},
		"an old workbook": {catalog.ImportInput{Kind: catalog.ImportOffers, Name: "a.xls"}, "\xd0\xcf\x11\xe0", "/file"},
		"no kind":         {catalog.ImportInput{Name: "a.csv"}, "sku\n", "/kind"},
	} {
		_, err := m.StartImport(m.ctx, seller(m.anna), m.anna, c.in, strings.NewReader(c.file))
		require.Equal(t, catalog.CodeImport, markthalle.CodeOf(err), name)
		require.NotEmpty(t, faults(err)[c.at], name)
	}
	_, err := m.StartImport(m.ctx, seller(m.bert), m.anna, catalog.ImportInput{Kind: catalog.ImportOffers, Name: "a.csv"}, strings.NewReader("sku\n"))
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// Windows-1252 files keep their letters.
func TestImportOfAnOldEncoding(t *testing.T) {
	t.Parallel()
	m := open(t)
	imp, list := m.run(catalog.ImportInput{Kind: catalog.ImportProducts}, "sku;category;title\nm-1;mugs;Gr\xfcner Becher mit Henkel\n")
	require.Equal(t, int64(1), imp.Created, "%+v", list)
	p, err := m.Product(m.ctx, catalog.ProductIDFor(m.anna, "m-1"))
	require.NoError(t, err)
	require.Equal(t, "Grüner Becher mit Henkel", p.Title.In("en"))
}
