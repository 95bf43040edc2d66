package demo

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/vendors"
)

// finish sets the last touches that belong to today: what is in stock, who is on
// holiday, who is suspended, who still waits.
func (s *seeder) finish(ctx context.Context) error {
	s.clock.Set(s.Until)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range s.offers {
		o := &s.offers[i]
		group.Go(func() error {
			_, err := s.m.Catalog.SetStock(gctx, s.system, o.id, o.stock, nil)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("set stock: %w", err)
	}
	for i, v := range s.goods.Vendors {
		if err := s.today(ctx, i, v); err != nil {
			return fmt.Errorf("finish %s: %w", v.ShopName, err)
		}
	}
	if err := s.submit(ctx); err != nil {
		return err
	}
	return s.idle(ctx)
}

// waiting is how many new products wait for the market's look.
const waiting = 4

// submit lets vendors who are not trusted yet hand in new products. They are made by the
// same grammar as the others, by other dice.
func (s *seeder) submit(ctx context.Context) error {
	more := goods.Generate(s.Seed+1, s.Vendors, s.Products)
	left := waiting
	for i := range more.Products {
		p := &more.Products[i]
		owner, known := s.owners[p.Owner]
		if left == 0 {
			break
		}
		if v, ok := s.vendorOf(p.Owner); !ok || !known || owner.Vendor == "" || v.Quality >= trusted || v.State != goods.StateActive {
			continue
		}
		in, err := s.input(ctx, p, i)
		if err != nil {
			return err
		}
		in.ID = ""
		for n := range in.Variants { // the numbers of the other dice are taken here
			in.Variants[n].GTIN, in.Variants[n].SKU = "", "N-"+in.Variants[n].SKU
		}
		made, err := s.m.Catalog.CreateProducts(ctx, owner, owner.Vendor, []catalog.ProductInput{in})
		if err != nil {
			return fmt.Errorf("hand in %s: %w", p.Key, err)
		}
		if made[0].Err != nil {
			return fmt.Errorf("hand in %s: %w", p.Key, made[0].Err)
		}
		left--
	}
	return nil
}

func (s *seeder) vendorOf(key string) (goods.Vendor, bool) {
	for _, v := range s.goods.Vendors {
		if v.Key == key {
			return v, true
		}
	}
	return goods.Vendor{}, false
}

func (s *seeder) today(ctx context.Context, i int, v goods.Vendor) error {
	id := s.vendors[v.Key]
	var err error
	switch v.State {
	case goods.StateSuspended:
		_, err = s.m.Vendors.Suspend(ctx, s.system, id, vendors.Decision{
			Note: "Several buyers reported parcels that never arrived.", Reasons: []string{"late_deliveries"},
		})
	case goods.StateHoliday:
		from := s.Until.AddDate(0, 0, -3)
		_, err = s.m.Vendors.Update(ctx, s.system, id, vendors.Patch{Holiday: &vendors.Holiday{From: from, To: from.AddDate(0, 0, 14)}}, nil)
	case goods.StateInReview:
		var owner markthalle.Actor
		if owner, err = s.owner(ctx, i, v, ""); err != nil {
			return err
		}
		_, err = s.m.Vendors.Apply(ctx, markthalle.Actor{Kind: markthalle.Buyer, Person: owner.Person}, s.application(v))
	case goods.StateMissingTax, goods.StateActive:
	}
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}
