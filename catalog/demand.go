package catalog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Demand is how much of a product was sold lately, id prd_…. It is counted from orders
// once a day, and kept beside the product so that counting changes no revision that
// anybody edits.
type Demand struct {
	store.Meta `bson:",inline"`

	Sold int64 `bson:"sold"` // pieces, less those cancelled
}

// DemandChanged happens when noticeably more or less of a product is sold.
type DemandChanged struct {
	Product markthalle.ProductID `bson:"product"`
}

// EventType implements store.Event.
func (DemandChanged) EventType() string { return "catalog.demand_changed" }

// demandStep is the share of a count, as 1/n, by which it must change to be written:
// nobody sees the difference between 800 and 810 pieces.
const demandStep = 8

// SetDemand records how many pieces of each product were sold lately; what is not named
// has sold none. It returns how many products changed noticeably. It belongs to the
// system: orders tell it.
func (s *Service) SetDemand(ctx context.Context, sold map[markthalle.ProductID]int64) (int, error) {
	changes := map[markthalle.ProductID]int64{}
	seen := map[markthalle.ProductID]bool{}
	err := s.demand.Scan(ctx, store.Query{}, func(d Demand) error {
		id := markthalle.ProductID(d.ID)
		seen[id] = true
		if notable(d.Sold, sold[id]) {
			changes[id] = sold[id]
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count demand: %w", err)
	}
	for id, n := range sold {
		if !seen[id] && n > 0 {
			changes[id] = n
		}
	}
	for _, id := range slices.Sorted(maps.Keys(changes)) {
		if _, err := s.demand.Upsert(ctx, string(id), func(d *Demand) error { return d.set(changes[id]) }); err != nil {
			return 0, fmt.Errorf("count demand: %w", err)
		}
	}
	return len(changes), nil
}

func (d *Demand) set(n int64) error {
	if n = max(0, n); d.Sold != n {
		d.Sold = n
		d.Emit(DemandChanged{Product: markthalle.ProductID(d.ID)})
	}
	return nil
}

func notable(old, now int64) bool {
	now = max(0, now)
	diff := max(old-now, now-old)
	return diff > 0 && (old == 0 || now == 0 || diff*demandStep >= old)
}

// Demands returns the demand of those of the products that have any.
func (s *Service) Demands(ctx context.Context, ids []markthalle.ProductID) (map[markthalle.ProductID]Demand, error) {
	list, err := s.demand.GetMany(ctx, keys(ids))
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return nil, err
	}
	out := make(map[markthalle.ProductID]Demand, len(list))
	for _, d := range list {
		out[markthalle.ProductID(d.ID)] = d
	}
	return out, nil
}
