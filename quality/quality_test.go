package quality_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
)

var now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// good is a listing without a fault; each case spoils one thing of it.
func good() quality.Listing {
	cm := int64(12_000)
	return quality.Listing{
		Locale: markthalle.English,
		Seller: quality.Seller{ID: "ven_1", Kind: "business", Now: now},
		Product: &quality.Product{
			Title:       markthalle.T(markthalle.English, "Stoneware mug with a blue rim"),
			Description: markthalle.T(markthalle.English, "<p>"+strings.Repeat("A mug for the morning, thrown by hand. ", 4)+"</p>"),
			Brand:       "Grün", GTIN: "4006381333931",
			Category: quality.Category{ID: "cat_mugs", Known: true, Leaf: true, Schema: []quality.Attribute{
				{Key: "colour", Type: "enum", Values: []string{"blue", "red"}, Required: true},
				{Key: "height", Type: "dimension", Unit: "cm"},
				{Key: "dishwasher", Type: "bool"},
				{Key: "made", Type: "date"},
				{Key: "glazes", Type: "text", Multi: true},
			}},
			Values:   []quality.Value{{Key: "colour", Texts: []string{"blue"}}, {Key: "height", Number: &cm}},
			Variants: []quality.Variant{{SKU: "mug"}},
			Images:   []quality.Image{{Width: 1200, Height: 1500, Bytes: 90_000, Format: "jpeg", Hash: "a"}},
			Safety:   quality.Safety{Manufacturer: "Grün GmbH", ManufacturerAddress: "Hauptstraße 1, Berlin", ManufacturerContact: "gruen.example"},
		},
		Offer: &quality.Offer{Price: money.New(1990, money.EUR), StockMode: "tracked", HandlingDays: 1},
	}
}

func TestAGoodListingHasNoFindings(t *testing.T) {
	t.Parallel()
	require.Empty(t, quality.Default().Check(good()))
	require.Empty(t, quality.Default().Check(quality.Listing{}), "nothing known, nothing to find")
	require.NoError(t, quality.Default().Validate())
}

// spoilt is a listing with one fault, and the finding that is expected.
type spoilt struct {
	code, field, found string
	severity           quality.Severity
	spoil              func(l *quality.Listing)
}

func text(s string) markthalle.Texts { return markthalle.T(markthalle.English, s) }

func formCases() []spoilt {
	return []spoilt{
		{"product.title_missing", "/title", "", quality.Block, func(l *quality.Listing) { l.Product.Title = nil }},
		{"product.title_too_short", "/title", "3 characters", quality.Warn, func(l *quality.Listing) { l.Product.Title = text("Mug") }},
		{"product.title_too_long", "/title", "201 characters", quality.Warn, func(l *quality.Listing) { l.Product.Title = text(strings.Repeat("a", 201)) }},
		{"product.title_shouting", "/title", "75 % capitals", quality.Warn, func(l *quality.Listing) { l.Product.Title = text("STONEWARE MUG best") }},
		{"product.category_missing", "/category_id", "cat_mugs", quality.Block, func(l *quality.Listing) { l.Product.Category.Known = false }},
		{"product.category_not_leaf", "/category_id", "cat_mugs", quality.Block, func(l *quality.Listing) { l.Product.Category.Leaf = false }},
		{"product.category_forbidden", "/category_id", "cat_mugs", quality.Block, func(l *quality.Listing) { l.Product.Category.Forbidden = true }},
		{"product.attribute_required", "/attributes/colour", "", quality.Block, func(l *quality.Listing) { l.Product.Values = nil }},
		{"product.attribute_unknown", "/attributes/taste", "taste", quality.Warn, func(l *quality.Listing) {
			l.Product.Values = append(l.Product.Values, quality.Value{Key: "taste", Texts: []string{"x"}})
		}},
		{"product.attribute_type", "/attributes/height", "tall", quality.Block, func(l *quality.Listing) { l.Product.Values[1] = quality.Value{Key: "height", Raw: "tall"} }},
		{"product.attribute_type", "/attributes/made", "yesterday", quality.Block, func(l *quality.Listing) {
			l.Product.Values = append(l.Product.Values, quality.Value{Key: "made", Texts: []string{"yesterday"}})
		}},
		{"product.attribute_unit", "/attributes/height", "inch", quality.Block, func(l *quality.Listing) { l.Product.Values[1].Unit = "inch" }},
		{"product.attribute_enum", "/attributes/colour", "green", quality.Block, func(l *quality.Listing) { l.Product.Values[0].Texts = []string{"green"} }},
		{"product.attribute_enum", "/variants/0/options/colour", "green", quality.Block, func(l *quality.Listing) {
			l.Product.Variants[0].Options = []quality.Option{{Key: "colour", Value: "green"}}
		}},
	}
}

func numberAndTextCases() []spoilt {
	return []spoilt{
		{"product.gtin_check_digit", "/gtin", "4006381333932", quality.Block, func(l *quality.Listing) { l.Product.GTIN = "4006381333932" }},
		{"product.gtin_check_digit", "/variants/0/gtin", "123", quality.Block, func(l *quality.Listing) { l.Product.Variants[0].GTIN = "123" }},
		{"product.gtin_duplicate", "/gtin", "4006381333931", quality.Block, func(l *quality.Listing) { l.Product.GTINOwner = "prd_2" }},
		{"product.gtin_duplicate", "/variants/1/gtin", "4006381333931", quality.Block, func(l *quality.Listing) {
			l.Product.GTIN = ""
			l.Product.Variants = []quality.Variant{
				{GTIN: "4006381333931", Options: []quality.Option{{Key: "size", Value: "s"}}}, {GTIN: "4006381333931", Options: []quality.Option{{Key: "size", Value: "m"}}},
			}
		}},
		{"product.gtin_prefix", "/gtin", "20…", quality.Block, func(l *quality.Listing) { l.Product.GTIN = "2012345678903" }},
		{"product.description_short", "/description", "5 characters", quality.Warn, func(l *quality.Listing) { l.Product.Description = text("<p>A mug</p>") }},
		{"product.description_html", "/description", "<script>", quality.Warn, func(l *quality.Listing) { l.Product.Description[0].Value += "<script>x</script>" }},
		{"product.description_html", "/description", `<p style="x">`, quality.Warn, func(l *quality.Listing) { l.Product.Description[0].Value += `<p style="x">y</p>` }},
		{"product.description_contact_data", "/description", "me@shop.example", quality.Review, func(l *quality.Listing) { l.Product.Description[0].Value += " me@shop.example" }},
		{"product.description_contact_data", "/description", "www.shop.example/x", quality.Review, func(l *quality.Listing) { l.Product.Description[0].Value += " www.shop.example/x" }},
		{"product.description_contact_data", "/description", "+49 30 1234567", quality.Review, func(l *quality.Listing) { l.Product.Description[0].Value += " +49 30 1234567" }},
		{"product.wording_forbidden", "/title", "counterfeit", quality.Block, func(l *quality.Listing) { l.Product.Title = text("A counterfeit stoneware mug") }},
		{"product.claim_unproven", "/title", "organic", quality.Warn, func(l *quality.Listing) { l.Product.Title = text("An organic stoneware mug") }},
	}
}

func pictureAndOfferCases() []spoilt {
	return []spoilt{
		{"image.missing", "/media", "0 pictures", quality.Review, func(l *quality.Listing) { l.Product.Images = nil }},
		{"image.too_small", "/media/0", "300×400 px", quality.Review, func(l *quality.Listing) { l.Product.Images[0].Width, l.Product.Images[0].Height = 300, 400 }},
		{"image.too_large", "/media/0", "10001×10 px", quality.Review, func(l *quality.Listing) { l.Product.Images[0].Width, l.Product.Images[0].Height = 10_001, 10 }},
		{"image.too_large", "/media/0", "10241 kB", quality.Review, func(l *quality.Listing) { l.Product.Images[0].Bytes = 10_241 << 10 }},
		{"image.format", "/media/0", "gif", quality.Review, func(l *quality.Listing) { l.Product.Images[0].Format = "gif" }},
		{"image.duplicate", "/media/1", "the picture of /media/0", quality.Warn, func(l *quality.Listing) { l.Product.Images = append(l.Product.Images, l.Product.Images[0]) }},
		{"offer.price_zero", "/price/amount", "0", quality.Block, func(l *quality.Listing) { l.Offer.Price.Minor = 0 }},
		{"offer.price_currency", "/price/currency", "XXX", quality.Block, func(l *quality.Listing) { l.Offer.Price.Currency = "XXX" }},
		{"offer.price_currency", "/price/currency", "EUR", quality.Block, func(l *quality.Listing) { l.Offer.Currencies = []money.Currency{"PLN"} }},
		{"offer.price_outlier", "/price/amount", "1990", quality.Review, func(l *quality.Listing) { l.Offer.Others = []int64{600, 650, 700} }},
		{"offer.price_outlier", "/price/amount", "1990", quality.Review, func(l *quality.Listing) { l.Offer.Own30, l.Offer.DaysOnSale = 9000, 7 }},
		{"offer.price_strike", "/list_price/amount", "2990", quality.Block, func(l *quality.Listing) { l.Offer.ListPrice, l.Offer.Own30 = money.New(2990, money.EUR), 2500 }},
		{"offer.price_strike", "/list_price/amount", "1990", quality.Block, func(l *quality.Listing) { l.Offer.ListPrice = money.New(1990, money.EUR) }},
		{"offer.stock_stale", "/stock", "48 hours old", quality.Warn, func(l *quality.Listing) { l.Seller.Feeding, l.Seller.FeedAt = true, now.Add(-48*time.Hour) }},
		{"offer.lead_time", "/handling_days", "31 days", quality.Warn, func(l *quality.Listing) { l.Offer.HandlingDays = 31 }},
		{"safety.manufacturer", "/safety/manufacturer/name", "", quality.Warn, func(l *quality.Listing) { l.Product.Safety.Manufacturer = "" }},
		{"safety.responsible_person", "/safety/responsible_person", "", quality.Warn, func(l *quality.Listing) { l.Product.Safety.ManufacturerCountry = "CN" }},
		{"safety.product_id", "/gtin", "", quality.Warn, func(l *quality.Listing) { l.Product.GTIN = "" }},
		{"safety.warnings", "/safety/warnings", "", quality.Warn, func(l *quality.Listing) { l.Product.Safety.WarningsRequired = true }},
		{"variant.grouping", "/variants/1/options", "size=s", quality.Block, func(l *quality.Listing) {
			s := []quality.Option{{Key: "size", Value: "s"}}
			l.Product.Variants = []quality.Variant{{Options: s}, {Options: s}, {Options: []quality.Option{{Key: "size", Value: "m"}}}}
		}},
		{"variant.grouping", "/variants/1/options", "colour", quality.Block, func(l *quality.Listing) {
			l.Product.Variants = []quality.Variant{{Options: []quality.Option{{Key: "size", Value: "s"}}}, {Options: []quality.Option{{Key: "colour", Value: "red"}}}}
		}},
		{"variant.single_option", "/variants", "colour=red", quality.Warn, func(l *quality.Listing) {
			r := quality.Option{Key: "colour", Value: "red"}
			l.Product.Variants = []quality.Variant{{Options: []quality.Option{r, {Key: "size", Value: "s"}}}, {Options: []quality.Option{r, {Key: "size", Value: "m"}}}}
		}},
	}
}

// Every default rule of marketplace rules §7.1: what it finds, where, and how severe it
// is.
func TestDefaultRules(t *testing.T) {
	t.Parallel()
	cases := slices.Concat(formCases(), numberAndTextCases(), pictureAndOfferCases())
	covered := map[string]bool{}
	for _, c := range cases {
		l := good()
		c.spoil(&l)
		got := quality.Default().Check(l)
		i := slices.IndexFunc(got, func(f quality.Finding) bool { return f.Code == c.code && f.Field == c.field })
		require.GreaterOrEqual(t, i, 0, "%s at %s: %+v", c.code, c.field, got)
		require.Equal(t, c.found, got[i].Found, c.code)
		require.Equal(t, c.severity, got[i].Severity, c.code)
		require.Equal(t, 1, got[i].Version, "Q-4: the version is named")
		require.NotEmpty(t, got[i].Wanted, c.code)
		for _, loc := range markthalle.Locales() {
			require.NotEqual(t, c.code, got[i].Message(loc), "no wording of %s in %s", c.code, loc)
		}
		covered[c.code] = true
	}
	for _, r := range quality.Default() {
		if r.Mode == quality.On && r.Code != "brand.not_authorised" {
			require.True(t, covered[r.Code], "no case for %s", r.Code)
		}
	}
}

// all faults at once, in the order of the rules.
func TestAllFindingsAtOnce(t *testing.T) {
	t.Parallel()
	l := quality.Listing{Product: &quality.Product{GTIN: "1"}, Offer: &quality.Offer{}}
	var codes []string
	for _, f := range quality.Default().Check(l) {
		codes = append(codes, f.Code)
	}
	require.Equal(t, []string{
		"product.title_missing", "product.category_missing", "product.gtin_check_digit", "product.description_short",
		"image.missing", "offer.price_zero", "offer.price_currency", "safety.manufacturer", "safety.manufacturer", "safety.manufacturer",
	}, codes)
}

// a rule in shadow mode is run and changes nothing.
func TestModes(t *testing.T) {
	t.Parallel()
	l := good()
	l.Product.Images = nil
	rules := quality.Default()
	shadow, err := rules.With("image.missing", func(r *quality.Rule) { r.Mode = quality.Shadow })
	require.NoError(t, err)
	require.Empty(t, shadow.Check(l))
	got := shadow.CheckShadow(l)
	require.Len(t, got, 1)
	require.Equal(t, 2, got[0].Version, "a changed rule has a new version")
	require.Len(t, rules.Check(l), 1, "the set it came from is unchanged")
	off, err := rules.With("image.missing", func(r *quality.Rule) { r.Mode = quality.Off })
	require.NoError(t, err)
	require.Empty(t, off.CheckShadow(l))
	_, err = rules.With("no.such", func(*quality.Rule) {})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

func TestOptionalRules(t *testing.T) {
	t.Parallel()
	l := good()
	paid, edge := false, 40
	l.Offer.FreeShipping = &paid
	l.Product.Images[0].Backdrop = &edge
	rules := quality.Default()
	require.Empty(t, rules.Check(l))
	for id, code := range map[string]string{"offer.shipping_policy": "offer.shipping_policy", "image.background": "image.background"} {
		on, err := rules.With(id, func(r *quality.Rule) { r.Mode = quality.On })
		require.NoError(t, err)
		got := on.Check(l)
		require.Len(t, got, 1)
		require.Equal(t, code, got[0].Code)
	}
	brands, err := rules.With("brand.not_authorised", func(r *quality.Rule) {
		r.Params.Pairs = []quality.Pair{{Key: "grün", Values: []string{"ven_2"}}}
	})
	require.NoError(t, err)
	require.Equal(t, "brand.not_authorised", brands.Check(l)[0].Code)
	l.Seller.ID = "ven_2"
	require.Empty(t, brands.Check(l))
}

func TestLanguageInShadow(t *testing.T) {
	t.Parallel()
	l := good()
	l.Product.Description = markthalle.T(markthalle.English, strings.Repeat("Der Becher ist aus Ton und nicht von der Stange, mit Liebe für die Küche. ", 2))
	got := quality.Default().CheckShadow(l)
	require.Len(t, got, 1)
	require.Equal(t, "de", got[0].Found)
	require.Empty(t, quality.Default().CheckShadow(good()))
}

func TestRulesAreValidated(t *testing.T) {
	t.Parallel()
	err := quality.Ruleset{{ID: "a", Check: "nothing", Severity: "bad", Mode: "later"}, {ID: "a", Version: 1, Code: "x", Check: "brand", Severity: quality.Warn, Mode: quality.On}}.Validate()
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Fields, 6, "%v", e.Fields)
}

func TestGTIN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"4006381333931":     "04006381333931",
		" 4006381-333931 ":  "04006381333931",
		"96385074":          "00000096385074",
		"036000291452":      "00036000291452",
		"0036000291452":     "00036000291452", // MKT-31: the same article after zero padding
		"10012345678902":    "10012345678902",
		"0-306-40615-2":     "09780306406157", // ISBN-10 and its ISBN-13 are one book
		"9780306406157":     "09780306406157",
		"080442957X":        "09780804429573",
		"4006381333932":     "",
		"400638133393":      "",
		"0000000000000":     "",
		"abc":               "",
		"0306406153":        "",
		"40063813339311234": "",
	} {
		got, ok := quality.ParseGTIN(in)
		require.Equal(t, want != "", ok, in)
		require.Equal(t, want, got, in)
	}
	require.Equal(t, "4006381333931", quality.WantedGTIN("4006381333932"))
}

// Any single wrong digit is noticed.
func TestGTINNoticesOneWrongDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[1-9][0-9]{11}`).Draw(t, "body")
		right := quality.WantedGTIN(body + "0")
		_, ok := quality.ParseGTIN(right)
		if !ok {
			t.Fatalf("%s is wanted and not taken", right)
		}
		i := rapid.IntRange(0, 12).Draw(t, "position")
		d := rapid.IntRange(1, 9).Draw(t, "shift")
		wrong := []byte(right)
		wrong[i] = '0' + (wrong[i]-'0'+byte(d))%10
		if _, ok := quality.ParseGTIN(string(wrong)); ok {
			t.Fatalf("%s passes for %s", wrong, right)
		}
	})
}

// MKT-94: what a spreadsheet does is named, never repaired.
func TestSpoiltNumbers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"4.00638E+12":     "scientific",
		"4,00638e12":      "scientific",
		"4006381333931.0": "decimals",
		"36000291452":     "leading_zeros",
		"4006381333931":   "",
		"12":              "",
		"ABC-1":           "",
		"":                "",
	} {
		require.Equal(t, want, quality.Spoilt(in), in)
	}
}

func TestCleanAndPlain(t *testing.T) {
	t.Parallel()
	dirty := `<p onclick="x()">Hello <b>you</b></p><script>alert(1)</script><a href="http://x">link</a><img src=x onerror=y>`
	require.Equal(t, "<p>Hello <b>you</b></p>link", quality.Clean(dirty))
	require.Equal(t, quality.Clean(dirty), quality.Clean(quality.Clean(dirty)), "cleaning twice changes nothing")
	require.Equal(t, "One & two three", quality.Plain("<p>One &amp; two</p><p>three</p>"))
	require.Equal(t, "plain", quality.Clean(" plain "))
}

// §7.2: the weights, the bands, and every missing point named.
func TestScore(t *testing.T) {
	t.Parallel()
	most := 0
	for _, p := range quality.ScoreOf(quality.Listing{}).Parts {
		most += p.Max
	}
	require.Equal(t, 100, most)

	l := good()
	l.Product.Values = append(l.Product.Values, quality.Value{Key: "dishwasher", Bool: new(true)}, quality.Value{Key: "made", Texts: []string{"2025-01-01"}}, quality.Value{Key: "glazes", Texts: []string{"a"}})
	l.Product.Description = markthalle.T(markthalle.English, strings.Repeat("word ", 100))
	l.Product.Images = append(l.Product.Images, quality.Image{Width: 900, Hash: "b"}, quality.Image{Width: 900, Hash: "c"})
	l.Offer.Landed, l.Offer.MedianLanded, l.Offer.DeliveryDays, l.Offer.RatingHundredths = 2000, 2000, 2, 500
	s := quality.ScoreOf(l)
	require.Equal(t, 100, s.Total, "%+v", s.Parts)
	require.Equal(t, quality.Excellent, s.Band)

	l.Offer = nil
	s = quality.ScoreOf(l)
	require.Equal(t, 60, s.Total)
	require.Equal(t, quality.Good, s.Band)
	require.Equal(t, quality.Poor, quality.ScoreOf(quality.Listing{}).Band)

	l.Offer = &quality.Offer{Landed: 3000, MedianLanded: 2000}
	require.Equal(t, 60, quality.ScoreOf(l).Total, "half above the median gives no points for the price")
	l.Offer.Landed = 2200
	require.Equal(t, 72, quality.ScoreOf(l).Total)
}

// a back-test counts findings, listings and vendors and names examples.
func TestBackTest(t *testing.T) {
	t.Parallel()
	bad := good()
	bad.Product.Images = nil
	bad.Product.Safety = quality.Safety{}
	cases := []quality.Case{{"prd_1", "ven_1", good()}, {"prd_2", "ven_1", bad}, {"prd_3", "ven_2", bad}, {"prd_4", "ven_2", bad}}
	byRule := map[string]quality.Outcome{}
	for _, o := range quality.Default().BackTest(slices.Values(cases)) {
		byRule[o.Rule] = o
	}
	require.Equal(t, quality.Outcome{Rule: "image.missing", Code: "image.missing", Findings: 3, Listings: 3, Vendors: 2, Examples: []string{"prd_2", "prd_3", "prd_4"}}, byRule["image.missing"])
	require.Equal(t, 9, byRule["safety.manufacturer"].Findings)
	require.Equal(t, 3, byRule["safety.manufacturer"].Listings)
	require.Zero(t, byRule["product.title_missing"].Listings)
	_, there := byRule["image.background"]
	require.False(t, there, "a rule that is off is not tested")
}
