package orders

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/store"
)

// freeze makes the order of a priced cart: the split by vendor with the ids that its
// parts will have, each line with its shares and its fee. Nothing later computes any
// of it again.
func (s *Service) freeze(ctx context.Context, v CartView, id markthalle.OrderID, in CheckoutInput) (Order, error) {
	now := s.Clock.Now()
	tree, err := s.Catalog.TreeOf(ctx, v.categories()...)
	if err != nil {
		return Order{}, fmt.Errorf("load categories: %w", err)
	}
	ask, err := v.quoteLines(tree, s.Config.Channel)
	if err != nil {
		return Order{}, err
	}
	fees, err := s.Commission.Quote(ctx, v.Cart.Currency, now, ask)
	if err != nil {
		return Order{}, fmt.Errorf("quote commission: %w", err)
	}
	q := v.Quote
	o := Order{
		Meta: store.Meta{ID: string(id)}, Number: number(id), Cart: markthalle.CartID(v.Cart.ID), Person: in.Person,
		Email: in.Email, Locale: in.Locale, Address: *v.Cart.Address, Currency: v.Cart.Currency, State: Placing,
		ReturnURL: in.ReturnURL, CancelURL: in.CancelURL, Subtotal: q.Subtotal, DiscountTotal: q.DiscountTotal,
		ShippingTotal: q.ShippingTotal, TaxTotal: q.TaxTotal, Total: q.Total, PlacedAt: now,
		ExpiresAt: now.Add(s.Config.PayWithin),
	}
	for _, c := range q.Codes {
		o.Codes = append(o.Codes, Code{Code: c.Code, Funder: string(c.Funder), Vendor: c.Vendor, Amount: c.Amount})
	}
	byLine := map[markthalle.LineID]commission.Fee{}
	for _, f := range fees {
		byLine[f.Line] = f
	}
	for i := range q.Vendors {
		o.Parts = append(o.Parts, v.part(id, i, byLine))
	}
	return o, o.check()
}

// part makes one vendor's part.
func (v *CartView) part(order markthalle.OrderID, i int, fees map[markthalle.LineID]commission.Fee) Part {
	vq := v.Quote.Vendors[i]
	seller := v.Vendors[vq.Vendor]
	p := Part{
		VendorOrder: markthalle.VendorOrderIDFor(order, vq.Vendor), Vendor: vq.Vendor, VendorName: seller.ShopName,
		VendorSlug: seller.Slug, VendorCountry: seller.Country, ShippingOption: vq.Chosen.ID, ShippingName: vq.Chosen.Name,
		ShippingPrice: vq.ShippingTotal, ShippingTax: vq.Chosen.Tax, DaysMin: vq.Chosen.DaysMin, DaysMax: vq.Chosen.DaysMax,
		Subtotal: vq.Subtotal, DiscountTotal: vq.DiscountTotal, TaxTotal: vq.TaxTotal, Total: vq.Total,
	}
	for _, l := range v.Lines {
		if l.Offer.Vendor != vq.Vendor {
			continue
		}
		lq := v.Quote.Line(l.ID)
		p.HandlingDays = max(p.HandlingDays, l.Offer.HandlingDays)
		p.Lines = append(p.Lines, Line{
			ID: l.ID, Offer: l.CartLine.Offer, Product: l.Offer.Product, Variant: l.Offer.Variant,
			Category: l.Product.Category, Title: l.Title, Options: l.Options, Slug: l.Product.Slug, Image: l.Image,
			SKU: l.Offer.SKU, Condition: string(l.Offer.Condition), Quantity: l.Quantity, UnitPrice: l.Offer.Price.Minor,
			Gross: lq.Gross, VendorDiscount: lq.VendorDiscount, OperatorDiscount: lq.OperatorDiscount,
			Paid: lq.Paid, Tax: lq.Tax, TaxBP: int64(lq.TaxBP), Fee: fees[l.ID],
		})
	}
	return p
}

// check proves, before an order is stored, that its parts add up to its total and its
// lines to their parts.
func (o *Order) check() error {
	var total int64
	for _, p := range o.Parts {
		sum := p.ShippingPrice
		for _, l := range p.Lines {
			sum += l.Paid
			if l.Paid != l.Gross-l.VendorDiscount-l.OperatorDiscount-l.PointsDiscount {
				return errSplit.Say("Line %s does not add up.", l.ID)
			}
			if l.Fee.Line != l.ID {
				return errSplit.Say("Line %s has no fee.", l.ID)
			}
		}
		if sum != p.Total {
			return errSplit.Say("Part %s is %d, its lines are %d.", p.VendorOrder, p.Total, sum)
		}
		total += p.Total
	}
	if total != o.Total {
		return errSplit.Say("The order is %d, its parts are %d.", o.Total, total)
	}
	return nil
}

var errSplit = &markthalle.Error{Kind: markthalle.Internal, Code: "orders.split", Text: "The split does not add up."}
