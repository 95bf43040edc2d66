package catalog

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// crossing emits the event of a stock that fell to zero or rose from it.
func (s *Stock) crossing(before int64) {
	now := s.Available()
	if (before > 0) != (now > 0) {
		s.Emit(StockChanged{Offer: s.Offer, Product: s.Product, Variant: s.Variant, InStock: now > 0})
	}
}

// changeStock applies one step to an offer's stock.
func (s *Service) changeStock(ctx context.Context, offer markthalle.OfferID, step func(*Stock) error) (Stock, error) {
	return s.stock.Modify(ctx, StockID(offer), func(st *Stock) error {
		before := st.Available()
		if err := step(st); err != nil {
			return err
		}
		st.crossing(before)
		return nil
	})
}

// Reserve takes quantity of an offer for an order until Confirm or Release. Called again
// for the same order it changes nothing. It returns ErrOutOfStock with what is
// available, ErrStockBusy, ErrReleased, or markthalle.ErrNotFound for an unknown offer.
// Whether offer, product and vendor are on sale is asked elsewhere.
func (s *Service) Reserve(ctx context.Context, order markthalle.OrderID, offer markthalle.OfferID, quantity int64) error {
	if quantity < 1 || quantity > maxOnHand {
		return &markthalle.Error{Kind: markthalle.Invalid, Code: "catalog.quantity", Text: "The quantity is not possible.", Fields: []markthalle.Field{
			{Pointer: "/quantity", Code: "range", Message: "The quantity is not possible.", Found: fmt.Sprint(quantity), Wanted: "1 or more"},
		}}
	}
	wall := s.wall()
	_, err := s.changeStock(ctx, offer, func(st *Stock) error { return st.reserve(order, quantity, wall, s.config.MaxOpen) })
	return err
}

// Confirm turns an order's reservation into a sale: the goods are gone. Called again, or
// for an order whose entry is closed, it changes nothing.
func (s *Service) Confirm(ctx context.Context, order markthalle.OrderID, offer markthalle.OfferID) error {
	wall := s.wall()
	_, err := s.changeStock(ctx, offer, func(st *Stock) error { st.confirm(order, wall); return nil })
	return err
}

// Release gives an order's reservation back. For an order that never reserved it leaves
// a tombstone, so that a late Reserve of it fails with ErrReleased. A sale that was
// confirmed is not undone by it; see Restock.
func (s *Service) Release(ctx context.Context, order markthalle.OrderID, offer markthalle.OfferID) error {
	wall := s.wall()
	_, err := s.changeStock(ctx, offer, func(st *Stock) error { st.release(order, wall); return nil })
	return err
}

// Restock puts quantity of a sale that was cancelled or returned back on sale, once for
// each reference: the id of the cancellation or return.
func (s *Service) Restock(ctx context.Context, reference string, offer markthalle.OfferID, quantity int64) error {
	if quantity < 1 {
		return nil
	}
	wall := s.wall()
	_, err := s.changeStock(ctx, offer, func(st *Stock) error {
		st.restock(markthalle.OrderID(reference), quantity, wall)
		return nil
	})
	return err
}

// Stocks returns the stock of the given offers, by offer; unknown ones are left out.
func (s *Service) Stocks(ctx context.Context, offers []markthalle.OfferID) (map[markthalle.OfferID]Stock, error) {
	ids := make([]string, len(offers))
	for i, o := range offers {
		ids[i] = StockID(o)
	}
	list, err := s.stock.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[markthalle.OfferID]Stock, len(list))
	for _, st := range list {
		out[st.Offer] = st
	}
	return out, nil
}

// SetStock records how many the vendor has that are not paid for. Open reservations stay
// and are taken from it; ifMatch is the offer's revision.
func (s *Service) SetStock(ctx context.Context, actor markthalle.Actor, offer markthalle.OfferID, onHand int64, ifMatch *int64) (Stock, error) {
	o, err := s.offers.Get(ctx, string(offer))
	if err != nil {
		return Stock{}, err
	}
	if err := may(actor, markthalle.OffersWrite, o.Vendor); err != nil {
		return Stock{}, err
	}
	if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
		return Stock{}, err
	}
	if onHand < 0 || onHand > maxOnHand {
		return Stock{}, &markthalle.Error{Kind: markthalle.Invalid, Code: CodeOffer, Text: "The stock is not possible.", Fields: []markthalle.Field{
			{Pointer: "/on_hand", Code: "range", Message: "The stock is not possible.", Found: fmt.Sprint(onHand), Wanted: "0 to 1,000,000,000"},
		}}
	}
	now := s.now()
	st, err := s.changeStock(ctx, offer, func(st *Stock) error {
		st.OnHand, st.CountedAt = onHand, now
		return nil
	})
	if err != nil {
		return Stock{}, err
	}
	return st, s.mirror(ctx, &st)
}

// changeMode brings the stock document in line with the offer's mode.
func (s *Service) changeMode(ctx context.Context, o Offer, mode StockMode) (Offer, error) {
	st, err := s.changeStock(ctx, o.OfferID(), func(st *Stock) error {
		st.Mode = mode
		return nil
	})
	if err != nil {
		return Offer{}, err
	}
	if err := s.mirror(ctx, &st); err != nil {
		return Offer{}, err
	}
	return s.offers.Get(ctx, o.ID)
}

// MirrorStock is the reaction to catalog.stock_changed: the offer says whether it is in
// stock, so that lists need not read the stock. It asks the stock as it is now, and an
// older answer never replaces a newer one.
func (s *Service) MirrorStock(ctx context.Context, e StockChanged, _ store.Cause) error {
	st, err := s.stock.Get(ctx, StockID(e.Offer))
	if err != nil {
		return err
	}
	return s.mirror(ctx, &st)
}

func (s *Service) mirror(ctx context.Context, st *Stock) error {
	in := st.Available() > 0
	err := s.offers.Update(ctx, string(st.Offer), func(o *Offer) error {
		if o.InStock != in && st.Rev > o.StockRev {
			o.InStock, o.StockRev = in, st.Rev
			o.changed()
		}
		return nil
	})
	return err
}
