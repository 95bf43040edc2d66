package seller_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/seller"
)

// TestDescriptionsSurviveTheForm proves that text without markup comes back from the
// catalogue as it was typed, whatever characters it holds.
func TestDescriptionsSurviveTheForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching(`[a-zA-ZäöüłŻ<>&"'/=.,;0-9][a-zA-Zäöü <>&"'/=.,;0-9]{0,20}[a-z<>&.]`), 1, 5).Draw(r, "lines")
		ends := rapid.SliceOfN(rapid.SampledFrom([]string{"\n", "\n\n"}), len(lines), len(lines)).Draw(r, "ends")
		text := ""
		for i, l := range lines {
			text += strings.Join(strings.Fields(l), " ") + ends[i]
		}
		text = strings.TrimSpace(text)
		if got := seller.Unmarked(quality.Clean(seller.Paragraphs(text))); got != text {
			r.Fatalf("typed %q, back %q", text, got)
		}
	})
}

func TestMarkupIsShownAsText(t *testing.T) {
	t.Parallel()
	got := seller.Unmarked("<p>Eins.</p><ul><li>a</li><li>b</li></ul><p>Zwei &amp; drei</p>")
	if got != "Eins.\n\n– a\n– b\n\nZwei & drei" {
		t.Errorf("%q", got)
	}
}

func TestTypedVariants(t *testing.T) {
	t.Parallel()
	list := seller.TypedVariants([]edge.Value{
		{Name: "3][sku", Text: "C"},
		{Name: "1][sku", Text: "A"},
		{Name: "1][glaze", Text: "moss"},
		{Name: "1][id", Text: "var_1"},
		{Name: "2][sku"},
		{Name: "2][gtin"},
		{Name: "0][sku", Text: "no"},
		{Name: "x][sku", Text: "no"},
		{Name: "99999][sku", Text: "no"},
	})
	if len(list) != 2 || list[0].No != 1 || list[0].ID != "var_1" || list[0].Options[0] != (seller.Link{Label: "glaze", URL: "moss"}) || list[1].No != 2 || list[1].SKU != "C" {
		t.Errorf("%+v", list)
	}
}

// TestFaultsStandBesideTheirFields leads from what the catalogue says to the form.
func TestFaultsStandBesideTheirFields(t *testing.T) {
	t.Parallel()
	for pointer, want := range map[string]string{
		"/title/de": "title", "/category_id": "category", "/attributes/volume": "attr[volume]", "/media/0": "file", "/variants/0/sku": "variant[1][sku]",
		"/safety/manufacturer": "manufacturer", "/safety/manufacturer/address": "maker_address", "/safety/responsible_person": "responsible",
		"/safety/warnings": "warnings", "/gtin": "gtin",
	} {
		if got := seller.ProductField(pointer); got != want {
			t.Errorf("%s leads to %q, want %q", pointer, got, want)
		}
	}
}

// TestAttributesKeepOtherLanguages proves that a translated value changes in one language.
func TestAttributesKeepOtherLanguages(t *testing.T) {
	t.Parallel()
	schema := []catalog.Attribute{
		{Key: "care", Type: catalog.Text}, {Key: "volume", Type: catalog.Number}, {Key: "handmade", Type: catalog.Bool}, {Key: "glaze", Type: catalog.Enum, Variant: true},
	}
	old := []catalog.AttributeValue{{Key: "care", Text: markthalle.T(markthalle.English, "wash").Set(markthalle.German, "waschen")}}
	list := seller.AttributeInputs(schema, map[string][]string{"care": {"spülen"}, "volume": {"300"}, "glaze": {"moss"}}, old, markthalle.German)
	if len(list) != 3 || list[0].Text.In(markthalle.English) != "wash" || list[0].Text.In(markthalle.German) != "spülen" || list[1].Values[0] != "300" {
		t.Errorf("%+v", list)
	}
	if list[2].Key != "handmade" || list[2].Values[0] != "false" {
		t.Errorf("an empty box says nothing: %+v", list[2])
	}
	if len(old[0].Text) != 2 || old[0].Text.In(markthalle.German) != "waschen" {
		t.Error("what was there is changed")
	}
	if texts := seller.TextsOver(old[0].Text, markthalle.German, ""); len(texts) != 1 {
		t.Errorf("an emptied field leaves %+v", texts)
	}
}

func TestProductFormShowsWhatIsThere(t *testing.T) {
	t.Parallel()
	leaf := catalog.Category{Slug: "cups", Name: markthalle.T(markthalle.German, "Becher"), Attributes: []catalog.Attribute{
		{Key: "volume", Type: catalog.Number, Unit: "ml"}, {Key: "glaze", Type: catalog.Enum, Variant: true, Values: []catalog.Value{{Key: "moss", Label: markthalle.T(markthalle.German, "Moos")}}},
	}}
	leaf.ID, leaf.Path = "cat_1", []markthalle.CategoryID{"cat_1"}
	n := int64(300_000)
	p := catalog.Product{State: catalog.Published, Content: catalog.Content{
		Category: "cat_1", Title: markthalle.T(markthalle.German, "Becher"), Attributes: []catalog.AttributeValue{{Key: "volume", Number: &n}},
		Variants: []catalog.Variant{{ID: "var_1", SKU: "A", Options: []catalog.Option{{Key: "glaze", Value: "moss"}}}},
		Media:    []catalog.Picture{{ID: "med_1", Key: "a.png", Width: 800, Height: 1000}},
	}}
	p.ID = "prd_1"
	form := seller.ProductFormOf(german(), p, catalog.NewTree([]catalog.Category{leaf}))
	if !form.Live || form.CategoryName != "Becher" || len(form.Attributes) != 1 || form.Attributes[0].Value != "300" || len(form.Axes) != 1 {
		t.Errorf("%+v", form)
	}
	if len(form.Categories) != 2 || !form.Pictures[0].First || form.Variants[0].Options[0].URL != "moss" {
		t.Errorf("%+v", form)
	}
	fresh := seller.ProductFormOf(german(), catalog.Product{}, catalog.NewTree(nil))
	if len(fresh.Variants) != 1 {
		t.Error("a new product has no variant to fill in")
	}
}

func TestProductRow(t *testing.T) {
	t.Parallel()
	own := []catalog.Offer{
		{Price: money.New(2100, money.EUR), StockMode: catalog.Tracked},
		{Price: money.New(1999, money.EUR), StockMode: catalog.Tracked},
		{Price: money.New(100, money.PLN), StockMode: catalog.OnDemand},
	}
	own[0].ID, own[1].ID = "off_1", "off_2"
	stocks := map[markthalle.OfferID]catalog.Stock{"off_1": {OnHand: 4}, "off_2": {OnHand: 3}}
	p := catalog.Product{Findings: []quality.Finding{{Severity: quality.Warn}, {Severity: quality.Block}}}
	row := seller.ProductRowOf(german(), p, catalog.NewTree(nil), 88, own, stocks)
	if row.Price.Amount != 1999 || !row.From || row.Stock != 7 || row.Offers != 3 || row.Findings != 1 || row.Score != 88 {
		t.Errorf("%+v", row)
	}
}

func TestOfferTabs(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		offer catalog.Offer
		want  string
	}{
		{catalog.Offer{State: catalog.OfferActive, StockMode: catalog.Tracked, InStock: true}, "active"},
		{catalog.Offer{State: catalog.OfferActive, StockMode: catalog.Tracked}, "out_of_stock"},
		{catalog.Offer{State: catalog.OfferActive, StockMode: catalog.OnDemand}, "active"},
		{catalog.Offer{State: catalog.OfferPaused, StockMode: catalog.Tracked}, "paused"},
	} {
		if got := seller.OfferTab(x.offer); got != x.want {
			t.Errorf("%+v stands under %q, want %q", x.offer, got, x.want)
		}
	}
}

func TestAFormWithFilesWorksOnce(t *testing.T) {
	t.Parallel()
	var u seller.Uploads
	if !u.First("a", now) || u.First("a", now.Add(time.Minute)) || !u.First("b", now) {
		t.Error("a form sent twice counts twice, or another one does not count")
	}
	u.Forget("a")
	if !u.First("a", now) {
		t.Error("a form that made nothing cannot be sent again")
	}
	if !u.First("b", now.Add(time.Hour)) {
		t.Error("forms are remembered for ever")
	}
}

func TestQuoteIsTheFirstSentence(t *testing.T) {
	t.Parallel()
	for _, x := range [][3]string{
		{"Eins. Zwei. Drei.", "Neu", "Neu. Zwei. Drei."}, {"Eins. Zwei.", "", "Zwei."}, {"", "Neu", "Neu"}, {"Nur einer", "Neu.", "Neu."},
	} {
		if got := seller.WithQuote(x[0], x[1]); got != x[2] {
			t.Errorf("%q with %q is %q, want %q", x[0], x[1], got, x[2])
		}
	}
}

func TestTypedZones(t *testing.T) {
	t.Parallel()
	list := seller.TypedZones([]edge.Value{
		{Name: "2][countries", Text: "at, ch"},
		{Name: "1][countries", Text: "DE"},
		{Name: "1][price", Text: "4,90"},
		{Name: "1][days_min", Text: "1"},
		{Name: "1][days_max", Text: "zwei"},
		{Name: "0][price", Text: "no"},
	}, money.EUR)
	if len(list) != 2 || list[0].Price != "4,90" || list[0].DaysMin != 1 || list[0].DaysMax != -1 || list[1].Countries != "AT, CH" || list[1].Currency != "EUR" {
		t.Errorf("%+v", list)
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	owner := func(id markthalle.PersonID) accounts.Membership {
		return accounts.Membership{Person: id, State: accounts.MemberActive, Roles: []markthalle.Role{markthalle.VendorOwner}}
	}
	if list := seller.MembersOf([]accounts.Membership{owner("per_1")}, nil, "per_1"); !list[0].LastOne || !list[0].Self {
		t.Errorf("%+v", list)
	}
	if list := seller.MembersOf([]accounts.Membership{owner("per_1"), owner("per_2")}, nil, "per_2"); list[0].LastOne || list[1].LastOne {
		t.Errorf("%+v", list)
	}
}

// TestOnboardingSaysWhatIsLeft covers every state of the payment account and of the
// application.
func TestOnboardingSaysWhatIsLeft(t *testing.T) {
	t.Parallel()
	account := vendors.Item{Key: "payout_account", Kind: vendors.KindPayoutAccount, State: vendors.ItemOpen}
	data := vendors.Item{Key: "trader_data", Kind: vendors.KindField, State: vendors.ItemOpen, Why: "missing: vat_id, phone"}
	v := vendors.Vendor{ShopName: "Tonhof", History: []vendors.Transition{
		{To: vendors.Applied, At: now}, {From: vendors.InReview, To: vendors.ChangesRequested, Note: "Bitte", Reasons: []string{"other"}},
	}}
	v.ID = "ven_a"
	o := vendors.Onboarding{Vendor: v, State: vendors.ChangesRequested, Checklist: []vendors.Item{account, data}}
	view := seller.OnboardingView(german(), o, false, vendors.DefaultConfig(), actor(markthalle.VendorOwner))
	if view.Note != "Bitte" || view.Reasons[0] != "vendor_reason.other" || !view.SubmittedAt.Equal(now) || len(view.Steps) != 4 {
		t.Fatalf("%+v", view)
	}
	pay, fields, delivery, review := view.Steps[0], view.Steps[1], view.Steps[2], view.Steps[3]
	if pay.Key != "payment_account" || !pay.Post || pay.URL == "" || !strings.Contains(pay.Why, "5.000,00") {
		t.Errorf("%+v", pay)
	}
	if fields.Why != "step_why.missing Fields=fact.vat_id, fact.phone" || delivery.State != "open" || review.State != "failed" || review.URL == "" {
		t.Errorf("%+v %+v %+v", fields, delivery, review)
	}
	if helper := seller.OnboardingView(german(), o, true, vendors.DefaultConfig(), actor(markthalle.VendorManager)); helper.Steps[0].URL != "" || helper.Steps[2].State != "done" {
		t.Errorf("a role without the permission is led to the account: %+v", helper.Steps)
	}
	o.Vendor.CurrentlyDue, o.Checklist[0].State = []string{"a", "b"}, vendors.ItemSubmitted
	if due := seller.OnboardingView(german(), o, true, vendors.DefaultConfig(), actor(markthalle.VendorOwner)).Steps[0]; due.State != "open" || due.Why != "step_why.payout_due N=2" {
		t.Errorf("%+v", due)
	}
}
