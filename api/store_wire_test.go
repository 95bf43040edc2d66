package api

import (
	"reflect"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

func eur(n int64) Money { return Money{Amount: n, Currency: "EUR"} }

func testView() orders.CartView {
	line := func(id, offer, vendor string, quantity int64) orders.CartLine {
		return orders.CartLine{ID: markthalle.LineID(id), Offer: markthalle.OfferID(offer), Vendor: markthalle.VendorID(vendor), Quantity: quantity}
	}
	l1, l2, l3 := line("line_1", "off_1", "ven_b", 2), line("line_2", "off_2", "ven_a", 1), line("line_3", "off_gone", "ven_b", 1)
	option := pricing.Option{ID: "spr_1", Name: "Parcel", Price: 490, DaysMin: 1, DaysMax: 3}
	return orders.CartView{
		Cart: orders.Cart{Meta: store.Meta{ID: "cart_1", Version: 7}, Currency: "EUR", Country: "DE", State: orders.CartOpen, Codes: []string{"TEN", "NIL"}},
		Lines: []orders.ViewLine{
			{CartLine: l1, Offer: catalog.Offer{Meta: store.Meta{ID: "off_1"}, Price: money.New(1000, "EUR"), Variant: "var_1"}, Title: "Mug"},
			{CartLine: l2, Offer: catalog.Offer{Meta: store.Meta{ID: "off_2"}, Price: money.New(500, "EUR")}},
			{CartLine: l3},
		},
		Vendors: map[markthalle.VendorID]vendors.Vendor{"ven_b": {ShopName: "B"}, "ven_a": {ShopName: "A"}},
		Quote: pricing.Quote{
			Currency: "EUR", Subtotal: 2500, DiscountTotal: 200, ShippingTotal: 490, TaxTotal: 445, Total: 2790,
			Codes: []pricing.AppliedCode{{Code: "TEN", Name: "Ten off", Amount: 150}, {Code: "TEN", Amount: 50}},
			Lines: []pricing.LineQuote{
				{ID: "line_1", Vendor: "ven_b", Gross: 2000, VendorDiscount: 150, OperatorDiscount: 50, Paid: 1800, Tax: 287},
				{ID: "line_2", Vendor: "ven_a", Gross: 500, Paid: 500, Tax: 80},
			},
			Vendors: []pricing.VendorQuote{
				{Vendor: "ven_b", Options: []pricing.Option{option}, Chosen: &option, FreeGap: 1200, Subtotal: 2000, DiscountTotal: 200, ShippingTotal: 490, TaxTotal: 365, Total: 2290},
				{Vendor: "ven_a", Subtotal: 500, TaxTotal: 80, Total: 500},
			},
		},
		Problems: []orders.Problem{{Code: "catalog.offer_unavailable", Line: "line_3", Vendor: "ven_b"}, {Code: "pricing.no_delivery", Vendor: "ven_a"}},
	}
}

func TestWireCart(t *testing.T) {
	t.Parallel()
	v := testView()
	out := wireCart(&v)
	if out.ID != "cart_1" || out.Revision != 7 || out.Total != eur(2790) || out.TaxTotal != eur(445) {
		t.Errorf("got %+v", out)
	}
	if len(out.Vendors) != 2 || out.Vendors[0].ID != "ven_b" || out.Vendors[1].Vendor != (VendorRef{ID: "ven_a", Name: "A"}) {
		t.Fatalf("vendors come in the order of their first line: %+v", out.Vendors)
	}
	b := out.Vendors[0]
	if len(b.Lines) != 2 || b.Lines[0].UnitPrice != eur(1000) || b.Lines[0].Discount != eur(200) || b.Lines[0].Total != eur(1800) || b.Lines[0].Tax != eur(287) {
		t.Errorf("lines %+v", b.Lines)
	}
	if b.Lines[1].ID != "line_3" || b.Lines[1].Total != eur(0) {
		t.Errorf("a line whose offer is gone stays and costs nothing: %+v", b.Lines[1])
	}
	if b.Shipping == nil || b.Shipping.Option != "spr_1" || b.Shipping.Price != eur(490) || *b.FreeShippingGap != eur(1200) {
		t.Errorf("shipping %+v", b.Shipping)
	}
	if a := out.Vendors[1]; a.Shipping != nil || a.FreeShippingGap != nil {
		t.Errorf("no delivery: %+v", a)
	}
	want := []CartCode{{ID: "TEN", Code: "TEN", Amount: eur(200)}, {ID: "NIL", Code: "NIL", Amount: eur(0)}}
	out.Codes[0].Name = ""
	if !reflect.DeepEqual(out.Codes, want) {
		t.Errorf("codes %+v", out.Codes)
	}
	if len(out.Problems) != 2 || out.Problems[0].LineID != "line_3" || out.Problems[0].ID == out.Problems[1].ID {
		t.Errorf("problems %+v", out.Problems)
	}
	for _, x := range out.Vendors {
		if x.Total.Amount != x.Subtotal.Amount-x.DiscountTotal.Amount+x.ShippingTotal.Amount {
			t.Errorf("%s does not add up", x.ID)
		}
	}
	options := wireShippingOptions(&v)
	if len(options.Vendors) != 2 || !options.Vendors[0].Options[0].Chosen || options.Vendors[0].VendorID != "ven_b" {
		t.Errorf("options %+v", options)
	}
}

func TestChosenDeliveryIsOrderedByVendor(t *testing.T) {
	t.Parallel()
	got := ShippingIn{Chosen: map[string]string{"ven_b": "spr_2", "ven_a": "spr_1"}}.domain()
	want := []orders.Chosen{{Vendor: "ven_a", Option: "spr_1"}, {Vendor: "ven_b", Option: "spr_2"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func testOrder(state orders.State) orders.Order {
	placed := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	return orders.Order{
		Meta: store.Meta{ID: "ord_1", Version: 2}, Number: "M-1", Currency: "EUR", State: state, Total: 1490, PlacedAt: placed,
		Parts: []orders.Part{{
			VendorOrder: "vo_1_a", Vendor: "ven_a", VendorName: "A", ShippingOption: "spr_1", ShippingPrice: 490, Subtotal: 1000, Total: 1490,
			Lines: []orders.Line{{ID: "line_1", Offer: "off_1", Quantity: 2, UnitPrice: 600, Gross: 1200, VendorDiscount: 100, OperatorDiscount: 60, PointsDiscount: 40, Paid: 1000}},
		}},
	}
}

// Vendor orders are told from checkout on, with their final ids; until the order is
// paid they wait for payment.
func TestWireOrderBeforePayment(t *testing.T) {
	t.Parallel()
	for state, want := range map[orders.State]string{
		orders.Placing: "awaiting_payment", orders.AwaitingPayment: "awaiting_payment", orders.Paying: "awaiting_payment",
		orders.Paid: "paid", orders.Failed: "failed", orders.Expired: "expired", orders.Cancelled: "cancelled",
	} {
		o := testOrder(state)
		out := orderMaterial{}.wire(&o)
		if len(out.VendorOrders) != 1 || out.VendorOrders[0].ID != "vo_1_a" || out.VendorOrders[0].State != want {
			t.Errorf("%s: %+v", state, out.VendorOrders)
		}
		if out.Payment.ID != "pay_1" || out.Payment.State != "planned" || out.RefundedTotal != eur(0) {
			t.Errorf("%s: %+v", state, out.Payment)
		}
	}
}

func TestWireOrderFollowsItsParts(t *testing.T) {
	t.Parallel()
	o := testOrder(orders.Paid)
	hour := func(n int) time.Time { return o.PlacedAt.Add(time.Duration(n) * time.Hour) }
	o.PaidAt = hour(1)
	part := &orders.VendorOrder{
		Meta: store.Meta{ID: "vo_1_a", Version: 5}, Currency: "EUR", State: orders.VendorDelivered, AcceptedAt: hour(2), DeliveredAt: hour(4),
		Lines: []orders.VendorLine{{Line: o.Parts[0].Lines[0], Shipped: 1, Cancelled: 1, Refunded: 1, PaidBack: 500}},
		Shipments: []orders.Shipment{{
			ID: "shp_1", State: orders.Arrived, Carrier: "dhl", TrackingNumber: "00340434161094042557", ShippedAt: hour(3), DeliveredAt: hour(4),
			Lines: []orders.Units{{Line: "line_1", Quantity: 1}},
		}},
		Refunds: []orders.RefundEntry{
			{ID: "ref_1", Amount: 500, State: orders.RefundDone, At: hour(2), DoneAt: hour(5)},
			{ID: "ref_2", Amount: 70, State: orders.RefundRejected, At: hour(6)},
		},
	}
	m := orderMaterial{
		parts:    map[markthalle.VendorOrderID]*orders.VendorOrder{"vo_1_a": part},
		payments: map[markthalle.OrderID]payments.Payment{"ord_1": {Meta: store.Meta{ID: "pay_1"}, State: payments.StateSucceeded}},
	}
	out := m.wire(&o)
	v := out.VendorOrders[0]
	if v.State != "delivered" || v.Revision != 5 || v.RefundedTotal != eur(part.RefundedTotal()) || out.RefundedTotal != v.RefundedTotal {
		t.Errorf("got %+v", v)
	}
	if l := v.Lines[0]; l.Shipped != 1 || l.Cancelled != 1 || l.Discount != eur(200) || l.Total != eur(1000) {
		t.Errorf("line %+v", l)
	}
	if s := v.Shipments[0]; s.TrackingURL != orders.TrackingURL("dhl", "00340434161094042557") || s.Lines[0].LineID != "line_1" {
		t.Errorf("shipment %+v", s)
	}
	if out.Payment.State != "succeeded" || out.Payment.URL != "" {
		t.Errorf("payment %+v", out.Payment)
	}
	var events []string
	ids := map[string]bool{}
	for _, e := range out.Timeline {
		events = append(events, e.Event)
		ids[e.ID] = true
	}
	want := []string{"placed", "paid", "accepted", "refund_decided", "shipped", "delivered", "refunded", "refund_decided"}
	if !reflect.DeepEqual(events, want) || len(ids) != len(want) {
		t.Errorf("timeline %v, ids %v", events, ids)
	}
}

func TestProductPage(t *testing.T) {
	t.Parallel()
	best := func(offer string, price, shipping int64) *buybox.Best {
		return &buybox.Best{
			Offer: markthalle.OfferID(offer), Vendor: "ven_a", Condition: catalog.BrandNew, Price: money.New(price, "EUR"),
			Shipping: money.New(shipping, "EUR"), Reason: buybox.Reason{Code: "only", Landed: money.New(price+shipping, "EUR")},
		}
	}
	v := productView{
		product: catalog.Product{
			Meta: store.Meta{ID: "prd_1", Version: 4}, Slug: "mug", State: catalog.Published,
			Content: catalog.Content{
				Category: "cat_mugs", Title: markthalle.T(markthalle.English, "Mug"),
				Variants: []catalog.Variant{{ID: "var_1"}, {ID: "var_2", Options: []catalog.Option{{Key: "colour", Value: "blue"}}}, {ID: "var_3"}},
			},
		},
		tree: testTree(),
		best: map[markthalle.VariantID]buybox.Result{
			"var_1": {Best: best("off_1", 900, 200), Offers: 2, Eligible: 1, Lowest: money.New(900, "EUR")},
			"var_2": {Best: best("off_2", 1000, 0), Offers: 3, Eligible: 3, Lowest: money.New(950, "EUR")},
			"var_3": {Offers: 1},
		},
		offers:  map[markthalle.OfferID]catalog.Offer{"off_2": {Product: "prd_1", Variant: "var_2", HandlingDays: 2, ListPrice: money.New(1500, "EUR")}},
		sellers: map[markthalle.VendorID]vendors.Vendor{"ven_a": {Meta: store.Meta{ID: "ven_a"}, ShopName: "A", LegalName: "A GmbH", SellerKind: vendors.Business}},
	}
	out := v.wire(markthalle.German)
	b := out.BestOffer
	if b == nil || b.ID != "off_2" || b.Landed != eur(1000) || b.HandlingDays != 2 || b.Why == "" || b.Rank != 1 {
		t.Fatalf("the cheapest at the door is shown first: %+v", b)
	}
	if *b.ListPrice != eur(1500) || b.Lowest30 != nil || b.Vendor.Trader.LegalName != "A GmbH" || b.Vendor.Trader.Private {
		t.Errorf("got %+v", b)
	}
	if out.OffersCount != 6 || !out.InStock || len(out.Categories) != 2 || out.Categories[1].Slug != "mugs" {
		t.Errorf("got %+v", out)
	}
	if x := out.Variants[1]; x.Options[0].Name != "Farbe" || x.Label != "blue" || !x.InStock {
		t.Errorf("variant %+v", x)
	}
	if x := out.Variants[2]; x.BestOffer != nil || x.InStock || x.OffersCount != 1 {
		t.Errorf("variant that cannot be bought %+v", x)
	}
	hit := hitOfProduct(&v.product, v.best, markthalle.English)
	if *hit.PriceFrom != eur(900) || hit.Offers != 6 || !hit.InStock || hit.ProductID != "prd_1" {
		t.Errorf("hit %+v", hit)
	}
	if hit := hitOfProduct(&v.product, nil, markthalle.English); hit.PriceFrom != nil || hit.InStock {
		t.Errorf("hit without offers %+v", hit)
	}
}
