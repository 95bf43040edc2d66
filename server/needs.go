package server

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
)

// categories answers commission's question about the category tree. An event does not
// do: a fee must be quoted by the tree as it is.
type categories struct{ catalog *catalog.Service }

// Ancestry implements commission.Categories.
func (c categories) Ancestry(ctx context.Context) (commission.Ancestry, error) {
	tree, err := c.catalog.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return tree.PathIDs, nil
}

// history answers commission's question about past sales. An event does not do: a dry
// run replays sales that were made before the rule was thought of. orders is filled in
// after both services exist.
type history struct {
	orders  *orders.Service
	catalog *catalog.Service
	vendors *vendors.Service
	channel string
}

// Sales implements commission.History.
func (h *history) Sales(ctx context.Context, c money.Currency, from, to time.Time, fn func(commission.Sale) error) error {
	tree, err := h.catalog.Tree(ctx)
	if err != nil {
		return fmt.Errorf("load categories: %w", err)
	}
	known := map[markthalle.VendorID]vendors.Vendor{}
	return h.orders.EachSale(ctx, c, from, to, func(v orders.VendorOrder) error {
		seller, ok := known[v.Vendor]
		if !ok {
			if seller, err = h.vendors.Get(ctx, v.Vendor); err != nil {
				return fmt.Errorf("load vendor: %w", err)
			}
			known[v.Vendor] = seller
		}
		return fn(h.sale(&v, seller, tree))
	})
}

// sale is a vendor order as the fee list sees it. Its delivery price counts with the
// first line: how a base shares it out is frozen in the fee, not here.
func (h *history) sale(v *orders.VendorOrder, seller vendors.Vendor, tree catalog.Tree) commission.Sale {
	s := commission.Sale{VendorOrder: markthalle.VendorOrderID(v.ID), At: v.PaidAt}
	for i, l := range v.Lines {
		q := commission.QuoteLine{
			Line: l.ID, Vendor: v.Vendor, Plan: seller.Plan, SellerKind: string(seller.SellerKind), VendorCountry: seller.Country,
			VendorVATID: seller.VATID, Categories: tree.PathIDs(l.Category), Product: l.Product, Condition: l.Condition,
			Channel: h.channel, Quantity: l.Quantity, UnitPrice: l.UnitPrice, Gross: l.Gross,
			VendorDiscount: l.VendorDiscount, OperatorDiscount: l.OperatorDiscount + l.PointsDiscount,
		}
		if i == 0 {
			q.Shipping = v.ShippingPrice
		}
		s.Lines = append(s.Lines, q)
	}
	return s
}

// Turnover implements commission.History.
func (h *history) Turnover(ctx context.Context, vendor markthalle.VendorID, c money.Currency, from, to time.Time) (int64, error) {
	return h.orders.Turnover(ctx, vendor, c, from, to)
}

// scope answers search's question about what is blocked now: the small set of vendors
// that do not sell and of categories in which nothing may be listed, never copied into
// offers.
func scope(v *vendors.Service, c *catalog.Service, currency money.Currency) func(context.Context, string) (search.Scope, error) {
	return func(ctx context.Context, _ string) (search.Scope, error) {
		blocked, err := v.Blocked(ctx)
		if err != nil {
			return search.Scope{}, fmt.Errorf("load blocked vendors: %w", err)
		}
		s := search.Scope{Currency: string(currency)}
		for id := range blocked {
			s.Blocked.Vendors = append(s.Blocked.Vendors, string(id))
		}
		tree, err := c.Tree(ctx)
		if err != nil {
			return search.Scope{}, fmt.Errorf("load categories: %w", err)
		}
		for _, x := range tree.All() {
			if x.Forbidden {
				s.Blocked.Categories = append(s.Blocked.Categories, x.ID)
			}
		}
		slices.Sort(s.Blocked.Vendors) // equal scopes look alike
		return s, nil
	}
}
