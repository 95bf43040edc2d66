package demo

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"maps"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/internal/demo/pictures"
)

// chunk bounds how many products are listed at once.
const chunk = 100

// photographed is about how many products are shown by photographs beside drawings.
const photographed = 24

// catalogue lists the products and puts the offers on sale.
func (s *seeder) catalogue(ctx context.Context) error {
	byOwner := map[string][]int{}
	for i, p := range s.goods.Products {
		byOwner[p.Owner] = append(byOwner[p.Owner], i)
	}
	done := 0
	for _, owner := range slices.Sorted(maps.Keys(byOwner)) {
		for part := range slices.Chunk(byOwner[owner], chunk) {
			if err := s.list(ctx, owner, part); err != nil {
				return err
			}
			done += len(part)
			s.progress("products", done, len(s.goods.Products))
		}
	}
	return s.sell(ctx)
}

// list draws and lists some products of one owner, named by their places.
func (s *seeder) list(ctx context.Context, owner string, places []int) error {
	inputs := make([]catalog.ProductInput, len(places))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i, at := range places {
		group.Go(func() error {
			var err error
			inputs[i], err = s.input(gctx, &s.goods.Products[at], at)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	made, err := s.m.Catalog.CreateProducts(ctx, s.system, s.vendors[owner], inputs)
	if err != nil {
		return fmt.Errorf("list products: %w", err)
	}
	for i, c := range made {
		p := &s.goods.Products[places[i]]
		if c.Err != nil {
			return fmt.Errorf("list %s: %w", p.Key, c.Err)
		}
		if !c.Product.Published() {
			approved, err := s.m.Catalog.ApproveProduct(ctx, s.system, c.Product.ProductID(), catalog.Verdict{})
			if err != nil {
				return fmt.Errorf("approve %s (%v): %w", p.Key, c.Findings, err)
			}
			c.Product = approved
		}
		s.products[p.Key] = c.Product
	}
	return nil
}

// input is one product with its pictures, drawn and stored.
func (s *seeder) input(ctx context.Context, p *goods.Product, n int) (catalog.ProductInput, error) {
	in := catalog.ProductInput{
		ID: catalog.ProductIDFor(s.vendors[p.Owner], p.Key), Category: markthalle.CategoryID(s.categories[p.Subcategory].ID),
		Title: p.Title, Description: p.Description, Brand: p.Brand,
		Safety: catalog.Safety{
			Manufacturer: catalog.Party{Name: p.Safety.Manufacturer, Address: p.Safety.Address, Contact: p.Safety.Contact},
			Warnings:     p.Safety.Warnings,
		},
	}
	for _, a := range p.Attributes {
		in.Attributes = append(in.Attributes, attributeInput(a))
	}
	byColor := map[string]markthalle.MediaID{}
	for i, v := range p.Variants {
		vi := catalog.VariantInput{SKU: v.SKU, GTIN: v.GTIN}
		for _, o := range v.Options {
			vi.Options = append(vi.Options, catalog.Option{Key: o.Key, Value: o.Value})
		}
		if id, ok := byColor[v.Color]; ok {
			vi.Media = []markthalle.MediaID{id}
		} else if i < 8 {
			id, err := s.draw(ctx, p, v.Color, 0)
			if err != nil {
				return in, err
			}
			byColor[v.Color], vi.Media, in.Media = id, []markthalle.MediaID{id}, append(in.Media, id)
		}
		in.Variants = append(in.Variants, vi)
	}
	for view := 1; view < len(p.PictureSeeds) && view < pictures.Views(p.Picture); view++ {
		id, err := s.draw(ctx, p, p.Variants[0].Color, view)
		if err != nil {
			return in, err
		}
		in.Media = append(in.Media, id)
	}
	if slices.Contains(pictures.Photographed(), p.Picture) && n < photographed*20 && n%20 == 0 {
		id, err := s.photo(ctx, p)
		if err != nil {
			return in, err
		}
		in.Media = append(in.Media, id)
	}
	return in, nil
}

func attributeInput(a goods.AttrValue) catalog.AttributeInput {
	in := catalog.AttributeInput{Key: a.Key, Values: a.Values, Unit: a.Unit, Text: a.Text}
	switch {
	case len(a.Values) > 0 || len(a.Text) > 0:
	case a.Number != 0:
		in.Values = []string{thousandths(a.Number)}
	default:
		in.Values = []string{strconv.FormatBool(a.Bool)}
	}
	return in
}

// thousandths writes a number of thousandths as a decimal.
func thousandths(n int64) string {
	if n%1000 == 0 {
		return strconv.FormatInt(n/1000, 10)
	}
	return fmt.Sprintf("%d.%03d", n/1000, n%1000)
}

func (s *seeder) draw(ctx context.Context, p *goods.Product, color string, view int) (markthalle.MediaID, error) {
	seed := uint64(len(p.Key))
	if len(p.PictureSeeds) > 0 {
		seed = p.PictureSeeds[min(view, len(p.PictureSeeds)-1)]
	}
	svg := pictures.Draw(p.Picture, seed, color, view)
	m, err := s.m.Catalog.PutMedia(ctx, s.system, s.vendors[p.Owner], p.Slug+"-"+strconv.Itoa(view)+".svg", bytes.NewReader(svg), int64(len(svg)))
	if err != nil {
		return "", fmt.Errorf("store picture of %s: %w", p.Key, err)
	}
	return markthalle.MediaID(m.ID), nil
}

// photo uploads a picture as a photograph, the way a vendor would.
func (s *seeder) photo(ctx context.Context, p *goods.Product) (markthalle.MediaID, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, pictures.Photo(p.Picture, p.PictureSeeds[0], 800, 1000), &jpeg.Options{Quality: 85}); err != nil {
		return "", fmt.Errorf("encode photograph: %w", err)
	}
	m, err := s.m.Catalog.PutMedia(ctx, s.system, s.vendors[p.Owner], p.Slug+".jpg", &b, int64(b.Len()))
	if err != nil {
		return "", fmt.Errorf("store photograph of %s: %w", p.Key, err)
	}
	return markthalle.MediaID(m.ID), nil
}

// plenty is what is in stock while the history is made; the end sets what really is.
const plenty = 100_000

// sell puts the offers on sale, each for its vendor.
func (s *seeder) sell(ctx context.Context) error {
	variants := map[string]markthalle.VariantID{}
	products := map[string]*goods.Product{}
	for i := range s.goods.Products {
		p := &s.goods.Products[i]
		products[p.Key] = p
		for n, v := range p.Variants {
			variants[p.Key+"/"+v.Key] = s.products[p.Key].Variants[n].ID
		}
	}
	byVendor := map[string][]goods.Offer{}
	for _, o := range s.goods.Offers {
		byVendor[o.Vendor] = append(byVendor[o.Vendor], o)
	}
	done := 0
	for _, v := range s.goods.Vendors {
		list := byVendor[v.Key]
		for from := 0; from < len(list); from += 200 {
			part := list[from:min(from+200, len(list))]
			in := make([]catalog.OfferInput, len(part))
			for i, o := range part {
				in[i] = catalog.OfferInput{
					Product: markthalle.ProductID(s.products[o.Product].ID), Variant: variants[o.Product+"/"+o.Variant], SKU: o.SKU, Price: s.money(o.Price),
					Condition: catalog.Condition(o.Condition), StockMode: catalog.Tracked, OnHand: plenty, HandlingDays: o.HandlingDays,
				}
			}
			made, err := s.m.Catalog.CreateOffers(ctx, s.system, s.vendors[v.Key], in)
			if err != nil {
				return fmt.Errorf("put on sale: %w", err)
			}
			for i, c := range made {
				if c.Err != nil {
					return fmt.Errorf("put %s on sale: %w", part[i].SKU, c.Err)
				}
				s.offers = append(s.offers, offer{
					id: c.Offer.OfferID(), product: products[part[i].Product], vendor: v.Key, stock: part[i].Stock, price: part[i].Price,
				})
			}
			done += len(part)
			s.progress("offers", done, len(s.goods.Offers))
		}
	}
	return s.idle(ctx)
}
