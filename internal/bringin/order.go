package bringin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// channel is where past orders come from, for fee rules.
const channel = "import"

// CodeCommission is the code of a Conflict: past sales need a rule for the commission.
const CodeCommission = "bringin.commission"

// chooseRule finds or makes the rule by which the commission on past sales is computed.
// A rate that was given becomes a rule of the market: its default in a currency that
// has none, else one for imported sales only. It takes effect now, as every rule does:
// past sales are quoted by the rules of the moment of the import.
func (b *bringer) chooseRule(ctx context.Context) error {
	currency := b.m.Currency
	if b.o.CommissionBP != nil {
		if err := b.ensureRule(ctx, money.BasisPoints(*b.o.CommissionBP)); err != nil {
			return err
		}
	}
	var err error
	if b.fees, err = b.Commission.List(ctx, currency, b.Clock.Now()); err != nil {
		return err
	}
	if len(b.fees.Rules()) == 0 {
		return markthalle.Errorf(markthalle.Conflict, CodeCommission, "There is no commission rule in %s: say which rate past sales had.", currency)
	}
	return nil
}

func (b *bringer) ensureRule(ctx context.Context, bp money.BasisPoints) error {
	if bp < 0 || bp > 10_000 {
		return markthalle.Errorf(markthalle.Invalid, CodeCommission, "A commission is 0 to 10000 basis points.")
	}
	name := fmt.Sprintf("Imported sales of %s, %d.%02d %%", b.m.Source, bp/100, bp%100)
	known, err := b.Commission.Rules(ctx, b.actor, b.m.Currency)
	if err != nil {
		return err
	}
	rule := commission.Rule{
		Name: name, Currency: b.m.Currency, Terms: commission.Terms{PercentBP: bp}, Base: commission.DefaultBase(), VAT: commission.VATNone,
	}
	draft := markthalle.RuleID("")
	for _, r := range known {
		mine := r.Name == name && r.PercentBP == bp
		switch {
		case mine && r.State == commission.Active:
			return nil
		case mine && r.State == commission.Draft:
			draft = r.ID // a run that was cut off
		case r.State == commission.Active && r.IsDefault():
			rule.Match.Channels = []string{channel}
		}
	}
	if draft == "" {
		made, err := b.Commission.CreateRule(ctx, b.actor, rule)
		if err != nil {
			return fmt.Errorf("make the commission rule: %w", err)
		}
		draft = made.ID
	}
	if _, err := b.Commission.Publish(ctx, b.actor, draft, time.Time{}); err != nil {
		return fmt.Errorf("publish the commission rule: %w", err)
	}
	return nil
}

// build makes the order of a bundle: its split by vendor with a fee for each line, and
// what became of each part. Lines of one vendor stand in the order of the file.
func (b *bringer) build(v *verdict, f *facts) error {
	row := &v.orders[0].V
	id := b.m.orderID(v.key)
	o := orders.Order{
		Meta: store.Meta{ID: string(id)}, Email: cmpOr(row.Email, row.Address.Email), Locale: b.m.Locale, Currency: b.m.Currency,
		PlacedAt: row.PlacedAt, PaidAt: paidAt(row), Origin: b.m.Source + ":" + v.key,
		Address: orders.Address{Phone: row.Address.Phone, Address: vendors.Address{
			Name: row.Address.Name, Line1: row.Address.Line1, Line2: row.Address.Line2, PostalCode: row.Address.PostalCode,
			City: row.Address.City, Country: cmpOr(row.Address.Country, b.m.Country),
		}},
	}
	ask := make([]commission.QuoteLine, 0, len(v.items))
	for _, x := range v.items {
		b.line(v, &o, &x.V, f, &ask)
	}
	if v.reason != "" {
		return nil
	}
	fees, err := b.fees.Quote(b.Clock.Now(), b.Commission.Config.VAT, ask)
	if err != nil {
		return fmt.Errorf("commission of order %s: %w", v.key, err)
	}
	byLine := map[markthalle.LineID]commission.Fee{}
	for _, fee := range fees {
		byLine[fee.Line] = fee
	}
	slices.SortFunc(o.Parts, func(x, y orders.Part) int { return cmp.Compare(x.Vendor, y.Vendor) })
	for i := range o.Parts {
		p := &o.Parts[i]
		for n := range p.Lines {
			p.Lines[n].Fee = byLine[p.Lines[n].ID]
		}
		p.Total = p.Subtotal + p.ShippingPrice
		o.Subtotal += p.Subtotal
		o.ShippingTotal += p.ShippingPrice
		o.Total += p.Total
	}
	v.past = orders.Past{Order: o}
	for range o.Parts {
		v.past.Parts = append(v.past.Parts, b.outcome(row))
	}
	return nil
}

// line adds an item to its vendor's part.
func (b *bringer) line(v *verdict, o *orders.Order, x *PastItem, f *facts, ask *[]commission.QuoteLine) {
	seller, product := f.vendors[b.m.vendorID(x.Vendor)], f.products[b.productOf(x.Product)]
	if seller.ID == "" {
		v.refuse(ReasonVendorMissing, x.Vendor, "a vendor that was imported")
		return
	}
	if product.ID == "" || len(product.Variants) == 0 {
		v.refuse(ReasonProductMissing, x.Product, "a product that was imported")
		return
	}
	i := slices.IndexFunc(o.Parts, func(p orders.Part) bool { return p.Vendor == seller.VendorID() })
	if i < 0 {
		i = len(o.Parts)
		o.Parts = append(o.Parts, orders.Part{
			VendorOrder: markthalle.VendorOrderIDFor(markthalle.OrderID(o.ID), seller.VendorID()), Vendor: seller.VendorID(),
			VendorName: seller.ShopName, VendorSlug: seller.Slug, VendorCountry: seller.Country, ShippingOption: channel, ShippingName: b.m.Source,
		})
	}
	p, sku := &o.Parts[i], cmpOr(x.SKU, x.Product)
	image := ""
	if len(product.Media) > 0 {
		image = product.Media[0].URL()
	}
	gross := x.Price * x.Quantity
	l := orders.Line{
		ID: markthalle.LineID(b.m.id("line", v.key, x.Number)), Offer: catalog.OfferIDFor(seller.VendorID(), sku), Product: product.ProductID(),
		Variant: product.Variants[0].ID, Category: product.Category, Title: product.Title.In(b.m.Locale), Slug: product.Slug, Image: image,
		SKU: sku, Condition: "new", Quantity: x.Quantity, UnitPrice: x.Price, Gross: gross, Paid: gross,
	}
	p.Lines = append(p.Lines, l)
	p.Subtotal += gross
	p.ShippingPrice += x.Freight
	*ask = append(*ask, commission.QuoteLine{
		Line: l.ID, Vendor: seller.VendorID(), Plan: seller.Plan, SellerKind: string(seller.SellerKind), VendorCountry: seller.Country,
		VendorVATID: seller.VATID, Categories: f.tree.PathIDs(product.Category), Product: product.ProductID(), Brand: product.Brand,
		Condition: l.Condition, Channel: channel, Quantity: x.Quantity, UnitPrice: x.Price, Gross: gross, Shipping: x.Freight,
	})
}

// outcome is what became of the parts of an order.
func (b *bringer) outcome(row *PastOrder) orders.PastPart {
	p := orders.PastPart{State: orders.Accepted, ShippedAt: shippedAt(row), DeliveredAt: deliveredAt(row)}
	switch row.Status {
	case statusCancelled:
		return orders.PastPart{State: orders.VendorCancelled, EndedAt: cancelledAt(row)}
	case statusShipped:
		p.State = orders.Shipped
	case statusDelivered:
		p.State = orders.VendorDelivered
	}
	if due := b.Payouts.ReleaseTime(p.ShippedAt, p.DeliveredAt); !due.IsZero() && !due.After(b.Clock.Now()) {
		p.State, p.EndedAt = orders.Completed, due
	}
	return p
}
