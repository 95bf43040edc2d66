package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

func pointers(f *markthalle.Faults) []string {
	var out []string
	for _, x := range f.List() {
		out = append(out, x.Pointer)
	}
	slices.Sort(out)
	return out
}

func pointersOf(err error) []string {
	var out []string
	for _, x := range endpoint.ProblemOf(err, "").Errors {
		out = append(out, x.Field)
	}
	slices.Sort(out)
	return out
}

// decoded reads JSON as the kernel does: numbers as they were written.
func decoded(t *testing.T, s string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAttributesFromWire(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in     string
		want   []catalog.AttributeInput
		faults []string
	}{
		"scalars by key, in order": {
			in: `{"weight":1.50,"colour":"red","boxed":true,"none":null}`,
			want: []catalog.AttributeInput{
				{Key: "boxed", Values: []string{"true"}}, {Key: "colour", Values: []string{"red"}}, {Key: "weight", Values: []string{"1.50"}},
			},
		},
		"list":          {in: `{"tags":["a",2]}`, want: []catalog.AttributeInput{{Key: "tags", Values: []string{"a", "2"}}}},
		"with its unit": {in: `{"length":{"value":12,"unit":"cm"}}`, want: []catalog.AttributeInput{{Key: "length", Values: []string{"12"}, Unit: "cm"}}},
		"translated": {
			in:   `{"fit":{"de":"eng","en":"tight"}}`,
			want: []catalog.AttributeInput{{Key: "fit", Text: markthalle.Texts{{Locale: "en", Value: "tight"}, {Locale: "de", Value: "eng"}}}},
		},
		"not an object":      {in: `[]`, faults: []string{"/attributes"}},
		"nested list":        {in: `{"a":[["x"]]}`, want: []catalog.AttributeInput{{Key: "a", Values: []string{""}}}, faults: []string{"/attributes/a/0"}},
		"field beside unit":  {in: `{"a":{"value":1,"per":"m"}}`, want: []catalog.AttributeInput{{Key: "a", Values: []string{"1"}}}, faults: []string{"/attributes/a/per"}},
		"unknown language":   {in: `{"a":{"xx":"?"}}`, want: []catalog.AttributeInput{{Key: "a"}}, faults: []string{"/attributes/a/xx"}},
		"object as a number": {in: `{"a":{"value":{}}}`, want: []catalog.AttributeInput{{Key: "a", Values: []string{""}}}, faults: []string{"/attributes/a/value"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var a VendorAttributes
			var f markthalle.Faults
			a.FromWire(decoded(t, c.in), "/attributes", &f)
			if !reflect.DeepEqual(a.list, c.want) {
				t.Errorf("%+v, want %+v", a.list, c.want)
			}
			if got := pointers(&f); !slices.Equal(got, c.faults) {
				t.Errorf("faults at %v, want %v", got, c.faults)
			}
		})
	}
}

// What is read can be sent back.
func TestAttributeValueRoundTrip(t *testing.T) {
	t.Parallel()
	n, yes := int64(-1250), true
	for want, v := range map[string]catalog.AttributeValue{
		`-1.25`:                       {Key: "k", Number: &n},
		`{"unit":"kg","value":-1.25}`: {Key: "k", Number: &n, Unit: "kg"},
		`true`:                        {Key: "k", Bool: &yes},
		`"red"`:                       {Key: "k", Values: []string{"red"}},
		`["a","b"]`:                   {Key: "k", Values: []string{"a", "b"}},
		`"eng"`:                       {Key: "k", Text: markthalle.T(markthalle.German, "eng")},
		`"4 or 5"`:                    {Key: "k", Raw: "4 or 5"},
	} {
		b, err := json.Marshal(attributeValue(v, markthalle.German))
		if err != nil || string(b) != want {
			t.Errorf("%s, %v; want %s", b, err, want)
			continue
		}
		var in VendorAttributes
		var f markthalle.Faults
		in.FromWire(map[string]any{"k": decoded(t, string(b))}, "", &f)
		if len(f.List()) > 0 || len(in.list) != 1 {
			t.Errorf("%s cannot be sent back: %v", b, f.List())
		}
	}
}

// A product that was matched by its number may be another vendor's: its owner and what
// the operator told the owner stay away (MKT-26).
func TestProductOfAnotherVendor(t *testing.T) {
	t.Parallel()
	p := catalog.Product{
		Meta: store.Meta{ID: "prd_1", Version: 3}, Owner: "ven_1", State: catalog.Published,
		Decision: catalog.Decision{Note: "for the owner", At: time.Unix(1, 0)},
		Content:  catalog.Content{Title: markthalle.T(markthalle.German, "Tasse"), Variants: []catalog.Variant{{ID: "var_1", Options: []catalog.Option{{Key: "size", Value: "M"}}}}},
	}
	for vendor, told := range map[markthalle.VendorID]bool{"ven_1": true, "ven_2": false} {
		c := &endpoint.Call{Actor: markthalle.Actor{Kind: markthalle.Vendor, Vendor: vendor}, Locale: markthalle.German}
		out := vendorProduct(p, nil, c)
		if (out.Decision != nil) != told || (out.OwnerID != "") != told {
			t.Errorf("%s is told %+v of %q", vendor, out.Decision, out.OwnerID)
		}
		if out.ID != "prd_1" || out.Revision != 3 || out.Title != "Tasse" || out.Variants[0].Options["size"] != "M" {
			t.Errorf("%+v", out)
		}
	}
}

func testVendorOrder(state orders.VendorState) orders.VendorOrder {
	fee := commission.Fee{
		Line: "line_1", Commission: 540, VAT: 103,
		Trace: commission.Trace{
			Rule: "rule_1", Version: 2, Name: "Cups", Currency: money.EUR, Base: commission.BaseParts{Price: 4848, VendorDiscount: 350, Total: 4498},
			Rows: []commission.Row{{Name: "Cups", PercentBP: 1200, Percent: "539.76", Fixed: 0, Exact: "539.76", Fee: 540}},
			Lost: []commission.Lost{{Rule: "rule_2", Name: "Only ven_9", Why: commission.WhyVendor}, {Rule: "rule_3", Name: "Shoes", Why: commission.WhyCategory}},
		},
	}
	return orders.VendorOrder{
		Meta: store.Meta{ID: "vo_1_2", Version: 4}, Order: "ord_1", Number: "MH-1", Vendor: "ven_2", Buyer: "Ada Lovelace", Currency: money.EUR, State: state,
		Address: orders.Address{Address: vendors.Address{Name: "Ada Lovelace", Line1: "Weg 1", City: "Bonn", Country: "DE"}, Phone: "+491701234567"},
		Lines: []orders.VendorLine{{
			Line: orders.Line{
				ID: "line_1", Offer: "off_1", Title: "Tasse", Quantity: 2, UnitPrice: 2424, Gross: 4848, VendorDiscount: 350, Paid: 4498, Tax: 718, Fee: fee,
			},
			PaidBack: 100,
		}},
		ShippingPrice: 490, Subtotal: 4848, DiscountTotal: 350, Total: 4988,
		Refunds: []orders.RefundEntry{{ID: "ref_1", Amount: 100, State: orders.RefundDone}},
	}
}

func seller(role markthalle.Role) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Vendor: "ven_2", Person: "per_1", Roles: []markthalle.Role{role}}
}

func TestVendorOrderOnTheWire(t *testing.T) {
	t.Parallel()
	out := vendorOrder(testVendorOrder(orders.VendorPaid), seller(markthalle.VendorOwner))
	if out.ID != "vo_1_2" || out.Revision != 4 || out.Total.Amount != 4988 || out.RefundedTotal.Amount != 100 {
		t.Errorf("%+v", out)
	}
	if s := out.Totals; s.Subtotal.Amount-s.DiscountTotal.Amount+s.ShippingTotal.Amount != s.Total.Amount {
		t.Errorf("totals do not add up: %+v", s)
	}
	if out.Fees.Total.Amount != 643 || out.Lines[0].Discount.Amount != 350 || out.Lines[0].Total.Amount != 4498 {
		t.Errorf("%+v %+v", out.Fees, out.Lines[0])
	}
	body, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	// MKT-26: neither the buyer's phone, nor the order behind the part.
	for _, secret := range []string{"+4917", "phone", "email", `"ord_1"`} {
		if strings.Contains(string(body), secret) {
			t.Errorf("the vendor is told %s: %s", secret, body)
		}
	}
}

func TestOrderActions(t *testing.T) {
	t.Parallel()
	for state, want := range map[orders.VendorState][]string{
		orders.VendorPaid:      {"accept", "refuse", "ship", "cancel", "refund"},
		orders.Accepted:        {"ship", "cancel", "refund"},
		orders.PartlyShipped:   {"ship", "cancel", "deliver", "refund"},
		orders.Shipped:         {"deliver", "refund"},
		orders.VendorDelivered: {"refund"},
		orders.Completed:       {"refund"},
	} {
		v := testVendorOrder(state)
		if state == orders.PartlyShipped || state == orders.Shipped {
			v.Shipments = []orders.Shipment{{ID: "shp_1", State: orders.InTransit}}
		}
		if got := orderActions(v, seller(markthalle.VendorOwner)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", state, got, want)
		}
		if got := orderActions(v, seller(markthalle.VendorCatalogue)); len(got) != 0 {
			t.Errorf("%s: the catalogue may %v", state, got)
		}
	}
	v := testVendorOrder(orders.VendorCancelled)
	v.Lines[0].PaidBack, v.ShippingBack = v.Lines[0].Paid, v.ShippingPrice
	if got := orderActions(v, seller(markthalle.VendorOwner)); len(got) != 0 {
		t.Errorf("cancelled and refunded: %v", got)
	}
}

// COM-8: every number of the fee, the losing rules with their reasons; a vendor hears
// nothing of rules that are for other vendors.
func TestOrderFees(t *testing.T) {
	t.Parallel()
	v := testVendorOrder(orders.VendorPaid)
	for kind, want := range map[markthalle.ActorKind][]string{
		markthalle.Vendor: {"rule_3"}, markthalle.Operator: {"rule_2", "rule_3"},
	} {
		out := orderFees(v, markthalle.Actor{Kind: kind, Vendor: "ven_2"}, markthalle.English)
		l := out.Lines[0]
		got := mapped(l.Lost, func(x LostRuleOut) string { return x.Rule.ID })
		if !slices.Equal(got, want) {
			t.Errorf("%s hears of %v, want %v", kind, got, want)
		}
		if l.LineID != "line_1" || l.Base.Amount != 4498 || l.PercentBP != 1200 || l.Fee.Amount != 540 || l.FeeTax.Amount != 103 || l.Rule.Version != 2 {
			t.Errorf("%+v", l)
		}
		if l.Sentence == "" || l.Lost[0].Sentence == "" {
			t.Errorf("%s is not told in words: %+v", kind, l)
		}
	}
}

func TestFeeQuoteLine(t *testing.T) {
	t.Parallel()
	tree := catalog.NewTree([]catalog.Category{{Meta: store.Meta{ID: "cat_1"}, Path: []markthalle.CategoryID{"cat_1"}}})
	v := vendors.Vendor{Meta: store.Meta{ID: "ven_2"}, Plan: "pro", SellerKind: vendors.Business, Country: "DE"}
	in := VendorFeeQuoteIn{CategoryID: "cat_1", Price: Money{Amount: 1000, Currency: "EUR"}, Quantity: 3}
	line, err := in.line(v, tree, "Acme", "web")
	if err != nil || line.Gross != 3000 || line.Condition != "new" || line.Plan != "pro" || line.Channel != "web" || line.Vendor != "ven_2" {
		t.Errorf("%+v, %v", line, err)
	}
	in = VendorFeeQuoteIn{CategoryID: "cat_9"}
	if _, err = in.line(v, tree, "", "web"); !slices.Equal(pointersOf(err), []string{"/category_id", "/price/amount"}) {
		t.Errorf("%v", err)
	}
}

func TestRefundWishReadsOneCurrency(t *testing.T) {
	t.Parallel()
	pln := Money{Amount: 5, Currency: "PLN"}
	in := RefundWishIn{Reason: "late", ShippingAmount: &pln, Lines: []RefundWishLineIn{{LineID: "line_1", Quantity: 1}, {LineID: "line_2", Amount: &pln}}}
	if _, err := in.input("ref_1", orders.VendorOrder{Currency: money.EUR}); !slices.Equal(pointersOf(err), []string{"/lines/1/amount/currency", "/shipping_amount/currency"}) {
		t.Errorf("%v", err)
	}
	out, err := in.input("ref_1", orders.VendorOrder{Currency: money.PLN})
	if err != nil || out.ID != "ref_1" || out.Shipping != 5 || out.Lines[0].Amount != nil || *out.Lines[1].Amount != 5 || out.Amount != nil {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestOfferPatchRemovesListPrice(t *testing.T) {
	t.Parallel()
	nothing, state := Money{Currency: "EUR"}, "paused"
	p := VendorOfferPatchIn{ListPrice: &nothing, State: &state, Stock: &VendorStockModeIn{Mode: "unlimited"}}.patch()
	if p.ListPrice == nil || p.ListPrice.IsSet() || *p.State != catalog.OfferPaused || *p.StockMode != catalog.Unlimited || p.Price != nil {
		t.Errorf("%+v", p)
	}
}

func TestRowFaultsCSV(t *testing.T) {
	t.Parallel()
	b, err := rowFaultsCSV([]VendorRowFaultOut{{Row: 7, Column: "price", Code: "not_a_price", Found: "1,2,\"3", Wanted: "12.34"}})
	want := "row,column,code,found,wanted,message\n7,price,not_a_price,\"1,2,\"\"3\",12.34,\n"
	if err != nil || string(b) != want {
		t.Errorf("%q, %v", b, err)
	}
}

func TestSmallReaders(t *testing.T) {
	t.Parallel()
	if m, err := monthOf("2026-02"); err != nil || m.Month() != time.February {
		t.Errorf("%v %v", m, err)
	}
	for _, bad := range []string{"2026-13", "2026", "2026-2", "../x"} {
		if _, err := monthOf(bad); err == nil {
			t.Errorf("%q is a month", bad)
		}
	}
	for in, want := range map[string]markthalle.Role{"catalogue": "vendor.catalogue", "vendor.owner": "vendor.owner", "operator.owner": "operator.owner"} {
		if got := roleOf(in, seller(markthalle.VendorOwner)); got != want {
			t.Errorf("%s is %s", in, got)
		}
	}
	if got := roleOf("finance", markthalle.Actor{Kind: markthalle.Operator}); got != markthalle.OperatorFinance {
		t.Errorf("%s", got)
	}
	r := &routes{Services{Market: Market{Currency: money.EUR}}}
	for in, want := range map[string]money.Currency{"": money.EUR, "PLN": money.PLN} {
		if got, err := r.currencyOf(in); err != nil || got != want {
			t.Errorf("%q: %s %v", in, got, err)
		}
	}
	if _, err := r.currencyOf("eur"); markthalle.KindOf(err) != markthalle.Invalid {
		t.Errorf("%v", err)
	}
}

func TestShopPatchIsWrittenInTheWritersLanguage(t *testing.T) {
	t.Parallel()
	now := vendors.Vendor{
		Story: markthalle.T(markthalle.English, "Hello"), Policies: []vendors.Policy{{Kind: "returns", Text: markthalle.T(markthalle.English, "14 days")}},
	}
	story := Texts{plain: "Hallo"}
	in := VendorShopIn{Story: &story, Policies: &[]VendorPolicyIn{{Kind: "returns", Text: Texts{plain: "14 Tage"}}, {Kind: "imprint", Text: Texts{plain: "Wir"}}}}
	p := in.onto(now, markthalle.German)
	if p.Story.In(markthalle.German) != "Hallo" || p.Story.In(markthalle.English) != "Hello" || p.ShopName != nil || p.Holiday != nil {
		t.Errorf("%+v", p)
	}
	if list := *p.Policies; len(list[0].Text) != 2 || len(list[1].Text) != 1 || list[1].Text[0].Locale != markthalle.German {
		t.Errorf("%+v", list)
	}
}

// A reader sees one language; changing that one leaves the others as they are.
func TestOverlay(t *testing.T) {
	t.Parallel()
	base := markthalle.Texts{{Locale: "en", Value: "Cup"}, {Locale: "de", Value: "Tasse"}}
	for name, c := range map[string]struct {
		in   Texts
		want markthalle.Texts
	}{
		"plain":             {Texts{plain: "Becher"}, markthalle.Texts{{Locale: "en", Value: "Cup"}, {Locale: "de", Value: "Becher"}}},
		"by language":       {Texts{list: markthalle.T("pl", "Kubek")}, append(slices.Clone(base), markthalle.Text{Locale: "pl", Value: "Kubek"})},
		"empty removes one": {Texts{list: markthalle.Texts{{Locale: "en"}}}, markthalle.Texts{{Locale: "de", Value: "Tasse"}}},
		"nothing removes":   {Texts{}, nil},
	} {
		if got := overlay(base, c.in, markthalle.German); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if base[1].Value != "Tasse" {
		t.Error("the texts that were there are changed")
	}
	p := VendorProductPatchIn{Title: &Texts{plain: "Becher"}}.onto(catalog.Product{Content: catalog.Content{Title: base}}, markthalle.German)
	if p.Title.In("en") != "Cup" || p.Title.In("de") != "Becher" || p.Description != nil || p.Category != nil {
		t.Errorf("%+v", p)
	}
}
