package storefront

import (
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/web/edge"
)

// cartOf groups a cart by vendor, in the order in which vendors came into it.
func cartOf(c *edge.Ctx, v *orders.CartView) Cart {
	out := Cart{Pieces: pieces(&v.Cart), Bill: billOf(v), CanCheckout: !blocked(v.Problems)}
	place := map[markthalle.VendorID]int{}
	for _, l := range v.Lines {
		id := l.CartLine.Vendor
		i, ok := place[id]
		if !ok {
			i = len(out.Stalls)
			place[id] = i
			out.Stalls = append(out.Stalls, stallOf(c, v, id))
		}
		out.Stalls[i].Lines = append(out.Stalls[i].Lines, lineOf(c, v, l))
	}
	return out
}

// blocked reports whether a problem stands in the way of the checkout. Prices that have
// changed, and codes that give nothing, do not: the total that is agreed to decides.
func blocked(list []orders.Problem) bool {
	return slices.ContainsFunc(list, func(p orders.Problem) bool {
		return p.Code != "orders.price_changed" && !strings.HasPrefix(p.Code, "pricing.code_")
	})
}

func stallOf(c *edge.Ctx, v *orders.CartView, id markthalle.VendorID) Stall {
	seller, cur := v.Vendors[id], v.Cart.Currency
	s := Stall{Vendor: seller.ShopName, URL: "/v/" + seller.Slug, Town: seller.Address.City, Shipping: edge.Minor(0, cur)}
	q := v.Quote.Vendor(id)
	if q == nil {
		return s
	}
	s.Goods, s.Gap, s.Shipping = edge.Minor(q.Subtotal-q.DiscountTotal, cur), edge.Minor(q.FreeGap, cur), edge.Minor(q.ShippingTotal, cur)
	if o := q.Chosen; o != nil {
		s.Delivery, s.FreeFrom = o.Name, edge.Minor(o.FreeFrom, cur)
		s.Arrives = workingDays(c.Now(), handling(v, id)+o.DaysMax)
	} else {
		s.Delivery = c.Text("problem.pricing.no_delivery")
	}
	return s
}

// handling is how many working days a vendor needs before its parcel leaves.
func handling(v *orders.CartView, id markthalle.VendorID) int {
	days := 1
	for _, l := range v.Lines {
		if l.CartLine.Vendor == id {
			days = max(days, l.Offer.HandlingDays)
		}
	}
	return days
}

func lineOf(c *edge.Ctx, v *orders.CartView, l orders.ViewLine) CartLine {
	cur := v.Cart.Currency
	out := CartLine{
		ID: string(l.ID), Title: l.Title, URL: "/p/" + l.Product.Slug, Options: l.Options, Image: shown(c, l.Image),
		Quantity: l.Quantity, UnitPrice: edge.Minor(l.Offer.Price.Minor, cur), Total: edge.Minor(0, cur),
	}
	if l.Offer.Variant != "" {
		out.URL += "?" + query("variant", string(l.Offer.Variant))
	}
	if q := v.Quote.Line(l.ID); q != nil {
		out.Total = edge.Minor(q.Gross, cur)
	}
	for _, p := range v.Problems {
		if p.Line == l.ID {
			out.Problem = &Problem{Text: problemText(c, p, cur)}
		}
	}
	return out
}

// problemText says in one sentence what is wrong with a line.
func problemText(c *edge.Ctx, p orders.Problem, cur money.Currency) string {
	switch p.Code {
	case "catalog.out_of_stock":
		n, err := strconv.ParseInt(strings.TrimPrefix(p.Wanted, "at most "), 10, 64)
		if err != nil || n <= 0 {
			return c.Text("problem.catalog.out_of_stock_all")
		}
		return c.Text("problem.catalog.out_of_stock", "N", n)
	case "orders.price_changed":
		return c.Text("problem.orders.price_changed", "From", amountText(p.Found, cur), "To", amountText(p.Wanted, cur))
	}
	return c.Code("problem", p.Code)
}

// amountText is an amount out of a problem: minor units in digits.
func amountText(minor string, cur money.Currency) any {
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		return minor
	}
	return edge.Minor(n, cur)
}

// billOf is what a cart costs.
func billOf(v *orders.CartView) Bill {
	cur, q := v.Cart.Currency, &v.Quote
	b := Bill{Pieces: pieces(&v.Cart), Subtotal: edge.Minor(q.Subtotal, cur), Total: edge.Minor(q.Total, cur)}
	for i := range q.Vendors {
		x := &q.Vendors[i]
		b.Shipping = append(b.Shipping, BillLine{Label: v.Vendors[x.Vendor].ShopName, Amount: edge.Minor(x.ShippingTotal, cur)})
	}
	for _, code := range v.Cart.Codes {
		b.Codes = append(b.Codes, BillLine{Label: code, Amount: edge.Minor(-codeAmount(q.Codes, code), cur)})
	}
	b.Taxes = taxesOf(q, cur)
	return b
}

func codeAmount(list []pricing.AppliedCode, code string) int64 {
	var n int64
	for _, a := range list {
		if a.Code == code {
			n += a.Amount
		}
	}
	return n
}

// taxesOf is the tax contained in a quote, by rate, the highest first. Delivery carries
// the tax of its own, which the quote gives only within the total: what the lines do not
// explain belongs to the highest rate of the vendor's goods.
func taxesOf(q *pricing.Quote, cur money.Currency) []TaxLine {
	byRate := map[int64]int64{}
	top := map[markthalle.VendorID]int64{}
	lines := map[markthalle.VendorID]int64{}
	for _, l := range q.Lines {
		rate := int64(l.TaxBP)
		byRate[rate] += l.Tax
		lines[l.Vendor] += l.Tax
		top[l.Vendor] = max(top[l.Vendor], rate)
	}
	for _, v := range q.Vendors {
		byRate[top[v.Vendor]] += v.TaxTotal - lines[v.Vendor]
	}
	var out []TaxLine
	for rate, n := range byRate {
		if n != 0 {
			out = append(out, TaxLine{RateBP: rate, Amount: edge.Minor(n, cur)})
		}
	}
	slices.SortFunc(out, func(a, b TaxLine) int { return int(b.RateBP - a.RateBP) })
	return out
}
