package orders

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/vendors"
)

// CartView is a cart with everything that is shown of it: prices now, delivery, and
// what stands in the way of ordering.
type CartView struct {
	Cart     Cart
	Quote    pricing.Quote
	Lines    []ViewLine // in the cart's order
	Vendors  map[markthalle.VendorID]vendors.Vendor
	Problems []Problem
}

// ViewLine is a cart line with what it is.
type ViewLine struct {
	CartLine
	Offer     catalog.Offer
	Product   catalog.Product
	Variant   catalog.Variant
	Title     string
	Options   string
	Image     string
	Available int64 // units that can be bought; at most maxQuantity
}

// Problem is what stands in the way of ordering, at the line or vendor it belongs to.
type Problem struct {
	Code   string
	Line   markthalle.LineID
	Vendor markthalle.VendorID
	Found  string
	Wanted string
}

// View returns a cart as it is shown now: today's prices and stock, never yesterday's.
// Error: not_found.
func (s *Service) View(ctx context.Context, access Access, id markthalle.CartID, locale markthalle.Locale) (CartView, error) {
	c, err := s.loadCart(ctx, access, id)
	if err != nil {
		return CartView{}, err
	}
	return s.view(ctx, c, locale)
}

func (s *Service) view(ctx context.Context, c Cart, locale markthalle.Locale) (CartView, error) {
	v := CartView{Cart: c, Vendors: map[markthalle.VendorID]vendors.Vendor{}}
	if err := s.gather(ctx, &v, locale); err != nil {
		return CartView{}, err
	}
	q, err := s.Pricing.Quote(ctx, v.basket(s))
	if err != nil {
		return CartView{}, fmt.Errorf("price cart: %w", err)
	}
	v.Quote = q
	for _, p := range q.Problems {
		v.Problems = append(v.Problems, Problem{Code: p.Code, Line: p.Line, Vendor: p.Vendor, Found: p.Detail})
	}
	return v, nil
}

// gather reads what the lines are: five reads, whatever the cart holds.
func (s *Service) gather(ctx context.Context, v *CartView, locale markthalle.Locale) error {
	ids := v.Cart.offers()
	offers, err := s.Catalog.Offers(ctx, ids)
	if err != nil {
		return fmt.Errorf("load offers: %w", err)
	}
	byOffer := map[markthalle.OfferID]catalog.Offer{}
	products, seen := []markthalle.ProductID{}, map[markthalle.ProductID]bool{}
	sellers, met := []markthalle.VendorID{}, map[markthalle.VendorID]bool{}
	for _, o := range offers {
		byOffer[markthalle.OfferID(o.ID)] = o
		if !seen[o.Product] {
			seen[o.Product] = true
			products = append(products, o.Product)
		}
		if !met[o.Vendor] {
			met[o.Vendor] = true
			sellers = append(sellers, o.Vendor)
		}
	}
	stocks, err := s.Catalog.Stocks(ctx, ids)
	if err != nil {
		return fmt.Errorf("load stock: %w", err)
	}
	found, err := s.Catalog.Products(ctx, products)
	if err != nil {
		return fmt.Errorf("load products: %w", err)
	}
	byProduct := map[markthalle.ProductID]catalog.Product{}
	for _, p := range found {
		byProduct[markthalle.ProductID(p.ID)] = p
	}
	list, err := s.Vendors.GetMany(ctx, sellers)
	if err != nil {
		return fmt.Errorf("load vendors: %w", err)
	}
	for _, x := range list {
		v.Vendors[markthalle.VendorID(x.ID)] = x
	}
	tree, err := s.Catalog.Tree(ctx)
	if err != nil {
		return fmt.Errorf("load categories: %w", err)
	}
	for _, l := range v.Cart.Lines {
		o := byOffer[l.Offer]
		line := viewLine(tree, l, o, byProduct[o.Product], locale)
		line.Available = available(o, stocks[l.Offer])
		v.Lines = append(v.Lines, line)
		v.judge(s, line)
	}
	return nil
}

func viewLine(tree catalog.Tree, l CartLine, o catalog.Offer, p catalog.Product, locale markthalle.Locale) ViewLine {
	out := ViewLine{CartLine: l, Offer: o, Product: p, Title: p.Title.In(locale)}
	if variant, ok := p.Variant(o.Variant); ok {
		out.Variant, out.Options = variant, label(tree, &p, variant, locale)
	}
	out.Image = picture(&p, out.Variant)
	return out
}

// label says what a variant is in words: "blue, 350 ml".
func label(tree catalog.Tree, p *catalog.Product, v catalog.Variant, locale markthalle.Locale) string {
	var words []string
	for _, o := range v.Options {
		word := o.Value
		if a, ok := tree.Attribute(p.Category, o.Key); ok {
			for _, x := range a.Values {
				if x.Key == o.Value {
					word = x.Label.In(locale)
				}
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// picture is where a variant's first picture is, the product's first one otherwise.
func picture(p *catalog.Product, v catalog.Variant) string {
	for _, id := range v.Media {
		for _, m := range p.Media {
			if m.ID == id {
				return m.URL()
			}
		}
	}
	if len(p.Media) > 0 {
		return p.Media[0].URL()
	}
	return ""
}

func available(o catalog.Offer, st catalog.Stock) int64 {
	if o.StockMode != catalog.Tracked {
		return maxQuantity
	}
	return min(maxQuantity, max(0, st.Available()))
}

// judge records what stands in the way of ordering a line.
func (v *CartView) judge(s *Service, l ViewLine) {
	seller, known := v.Vendors[l.Offer.Vendor]
	switch {
	case l.Offer.ID == "" || l.Offer.State != catalog.OfferActive || l.Product.State != catalog.Published ||
		!known || !vendors.CanSell(seller, s.Clock.Now()):
		v.Problems = append(v.Problems, Problem{Code: "catalog.offer_unavailable", Line: l.ID, Vendor: l.CartLine.Vendor})
	case l.Available < l.Quantity:
		v.Problems = append(v.Problems, Problem{
			Code: "catalog.out_of_stock", Line: l.ID, Vendor: l.CartLine.Vendor,
			Found: strconv.FormatInt(l.Quantity, 10), Wanted: "at most " + strconv.FormatInt(l.Available, 10),
		})
	case l.Offer.Price.Minor != l.SeenPrice:
		v.Problems = append(v.Problems, Problem{
			Code: "orders.price_changed", Line: l.ID, Vendor: l.CartLine.Vendor,
			Found: strconv.FormatInt(l.SeenPrice, 10), Wanted: strconv.FormatInt(l.Offer.Price.Minor, 10),
		})
	}
}

// basket is the cart as pricing wants it. Lines whose offer is gone cost nothing.
func (v *CartView) basket(s *Service) pricing.Basket {
	b := pricing.Basket{
		Currency: v.Cart.Currency, Country: v.Cart.Country, Codes: v.Cart.Codes,
		Shipping: v.Cart.chosen(), At: s.Clock.Now(),
	}
	for _, l := range v.Lines {
		if l.Offer.ID == "" {
			continue
		}
		b.Lines = append(b.Lines, pricing.Line{
			ID: l.ID, Offer: l.CartLine.Offer, Vendor: l.Offer.Vendor, Category: l.Product.Category, Product: l.Offer.Product,
			Quantity: l.Quantity, UnitPrice: l.Offer.Price, Profile: l.Offer.Profile,
			TaxFree: v.Vendors[l.Offer.Vendor].SellerKind == vendors.Private,
		})
	}
	return b
}

// blocking reports whether a problem keeps the cart from being ordered. A price that
// changed does not: the total that the buyer agreed to decides. A code that gives
// nothing is told and does not block.
func (p Problem) blocking() bool {
	switch p.Code {
	case "catalog.offer_unavailable", "catalog.out_of_stock", "pricing.no_delivery", "pricing.currency", "pricing.below_minimum":
		return true
	}
	return false
}
