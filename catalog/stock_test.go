package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

func asError(err error, to **markthalle.Error) bool { return errors.As(err, to) }

// MKT-35: with ten in stock, exactly ten of 64 and of 200 parallel buyers get one.
func TestParallelBuyersNeverOversell(t *testing.T) {
	t.Parallel()
	for _, buyers := range []int{64, 200} {
		m := open(t)
		o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 10)
		var sold, refused atomic.Int64
		var wg sync.WaitGroup
		for i := range buyers {
			wg.Go(func() {
				switch err := m.Reserve(m.ctx, order(i), o.OfferID(), 1); {
				case err == nil:
					sold.Add(1)
				case errors.Is(err, catalog.ErrOutOfStock):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, 10, sold.Load())
		require.EqualValues(t, buyers-10, refused.Load())
		st := m.stock(o)
		require.Zero(t, st.Available())
		require.EqualValues(t, 10, st.Reserved())
	}
}

func TestReserveConfirmRelease(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 5)
	reserve := func(n int, q int64) error { return m.Reserve(m.ctx, order(n), o.OfferID(), q) }

	require.NoError(t, reserve(1, 3))
	require.NoError(t, reserve(1, 3), "reserving twice is reserving once")
	require.EqualValues(t, 2, ptr(m.stock(o)).Available())
	require.Equal(t, "catalog.reservation_differs", markthalle.CodeOf(reserve(1, 2)))

	err := reserve(2, 3)
	require.ErrorIs(t, err, catalog.ErrOutOfStock)
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "2", e.Fields[0].Found, "what is available is told")

	for range 2 {
		require.NoError(t, m.Confirm(m.ctx, order(1), o.OfferID()))
		st := m.stock(o)
		require.EqualValues(t, 2, st.OnHand, "confirmed goods are gone, once")
		require.EqualValues(t, 2, st.Available())
	}
	require.NoError(t, m.Release(m.ctx, order(1), o.OfferID()))
	require.EqualValues(t, 2, ptr(m.stock(o)).Available(), "a sale is not undone by a release")

	require.NoError(t, reserve(3, 2))
	for range 2 {
		require.NoError(t, m.Release(m.ctx, order(3), o.OfferID()))
		require.EqualValues(t, 2, ptr(m.stock(o)).Available())
	}
	require.NoError(t, m.Confirm(m.ctx, order(3), o.OfferID()))
	require.EqualValues(t, 2, ptr(m.stock(o)).Available(), "what was released is not sold")

	for range 2 {
		require.NoError(t, m.Restock(m.ctx, "ref_1", o.OfferID(), 3))
		require.EqualValues(t, 5, ptr(m.stock(o)).Available(), "once for each reference")
	}
}

// collect notes each crossing of zero.
func collect(db *store.DB, to *[]bool) {
	store.On(db, "test.collect", func(_ context.Context, e catalog.StockChanged, _ store.Cause) error {
		*to = append(*to, e.InStock)
		return nil
	})
}

func ptr[T any](x T) *T { return &x }

// DESIGN §4: releasing an unknown order leaves a tombstone, which a late reservation
// meets; after fifteen minutes closed entries go.
func TestTombstoneAndPurge(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 5)
	require.NoError(t, m.Release(m.ctx, order(1), o.OfferID()))
	require.ErrorIs(t, m.Reserve(m.ctx, order(1), o.OfferID(), 1), catalog.ErrReleased)
	require.EqualValues(t, 5, ptr(m.stock(o)).Available())

	m.clock.Advance(14 * time.Minute)
	require.NoError(t, m.Reserve(m.ctx, order(2), o.OfferID(), 1))
	require.Len(t, m.stock(o).Reservations, 2)
	m.clock.Advance(time.Minute)
	require.NoError(t, m.Reserve(m.ctx, order(3), o.OfferID(), 1))
	list := m.stock(o).Reservations
	require.Len(t, list, 2, "the tombstone is gone, open reservations never go by themselves")
	require.Equal(t, catalog.Reserved, list[0].State)
	m.clock.Advance(1000 * time.Hour)
	require.NoError(t, m.Reserve(m.ctx, order(4), o.OfferID(), 1))
	require.EqualValues(t, 2, ptr(m.stock(o)).Available())
}

// DESIGN §4: at most 2,000 open reservations, and the document of the hottest stock
// stays below its bound.
func TestTheHottestStock(t *testing.T) {
	t.Parallel()
	m := openWith(t, func(c *catalog.Config) { c.MaxOpen = 40 })
	require.Equal(t, 2000, catalog.DefaultConfig().MaxOpen)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 1_000_000_000)
	full := m.stock(o)
	wall := m.clock.Now()
	for i := range 2000 {
		full.Reservations = append(full.Reservations, catalog.Reservation{Order: order(i), Quantity: 999_999, State: catalog.Reserved, At: wall})
	}
	for i := range 500 {
		full.Reservations = append(full.Reservations, catalog.Reservation{Order: order(5000 + i), Quantity: 999_999, State: catalog.Confirmed, At: wall})
	}
	raw, err := store.Encode(full)
	require.NoError(t, err)
	require.Less(t, len(raw), 230<<10, "room for the outbox of a hot document")

	// Through the front door, with a market that allows forty.
	cold := m.offer(m.anna, m.published("Another mug with a handle"), "mug2", 1990, 1_000_000)
	for i := range 40 {
		require.NoError(t, m.Reserve(m.ctx, order(i), cold.OfferID(), 1))
	}
	require.ErrorIs(t, m.Reserve(m.ctx, order(2000), cold.OfferID(), 1), catalog.ErrStockBusy)
	require.NoError(t, m.Reserve(m.ctx, order(0), cold.OfferID(), 1), "who is in is in")
	require.NoError(t, m.Confirm(m.ctx, order(0), cold.OfferID()))
	require.NoError(t, m.Reserve(m.ctx, order(2000), cold.OfferID(), 1))
}

// An event leaves when what is available falls to zero or rises from it, and not
// between; the offer follows.
func TestStockEventsAtZeroOnly(t *testing.T) {
	t.Parallel()
	m := open(t)
	var seen []bool
	collect(m.db, &seen)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 2)
	require.True(t, o.InStock)
	step := func(want []bool, inStock bool, err error) {
		t.Helper()
		require.NoError(t, err)
		require.NoError(t, m.db.Drain(m.ctx))
		require.Equal(t, want, seen)
		require.Equal(t, inStock, m.reload(o).InStock)
	}
	step(nil, true, m.Reserve(m.ctx, order(1), o.OfferID(), 1))
	step([]bool{false}, false, m.Reserve(m.ctx, order(2), o.OfferID(), 1))
	step([]bool{false, true}, true, m.Release(m.ctx, order(2), o.OfferID()))
	step([]bool{false, true}, true, m.Confirm(m.ctx, order(1), o.OfferID()))
	_, err := m.SetStock(m.ctx, seller(m.anna), o.OfferID(), 0, nil)
	step([]bool{false, true, false}, false, err)
	_, err = m.SetStock(m.ctx, seller(m.anna), o.OfferID(), 9, nil)
	step([]bool{false, true, false, true}, true, err)
}

func TestStockModes(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	o, err := m.CreateOffer(m.ctx, seller(m.anna), m.anna, catalog.OfferInput{Product: p.ProductID(), SKU: "made", Price: money.New(900, money.EUR), StockMode: catalog.OnDemand, HandlingDays: 10})
	require.NoError(t, err)
	require.True(t, o.InStock)
	require.NoError(t, m.Reserve(m.ctx, order(1), o.OfferID(), 1000))
	require.Empty(t, m.stock(o).Reservations, "nothing is kept of what is made for the buyer")
	o, err = m.UpdateOffer(m.ctx, seller(m.anna), o.OfferID(), catalog.OfferPatch{StockMode: new(catalog.Tracked)}, nil)
	require.NoError(t, err)
	require.False(t, o.InStock)
	require.ErrorIs(t, m.Reserve(m.ctx, order(2), o.OfferID(), 1), catalog.ErrOutOfStock)
}

func TestReserveInputs(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := m.offer(m.anna, m.published("A mug with a handle"), "mug", 1990, 2)
	for _, q := range []int64{0, -1, 1_000_000_001} {
		require.Equal(t, "catalog.quantity", markthalle.CodeOf(m.Reserve(m.ctx, order(1), o.OfferID(), q)))
	}
	require.ErrorIs(t, m.Reserve(m.ctx, order(1), "off_nothing", 1), markthalle.ErrNotFound)
	_, err := m.SetStock(m.ctx, seller(m.bert), o.OfferID(), 5, nil)
	require.ErrorIs(t, err, markthalle.ErrNotFound, "MKT-26: a foreign offer is not found")
	_, err = m.SetStock(m.ctx, seller(m.anna), o.OfferID(), -1, nil)
	require.Equal(t, catalog.CodeOffer, markthalle.CodeOf(err))
}

// Random sequences of steps against a model: what is on hand plus what was sold is what
// was put in, and available is what the model says.
func TestStockAgainstAModel(t *testing.T) {
	t.Parallel()
	m := open(t)
	p := m.published("A mug with a handle")
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		o := m.offer(m.anna, p, fmt.Sprint("sku", n), 1990, 20)
		type entry struct {
			quantity int64
			state    catalog.ReservationState
		}
		model := map[int]*entry{}
		onHand := int64(20)
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			who := rapid.IntRange(1, 6).Draw(r, "order")
			e := model[who]
			switch rapid.SampledFrom([]string{"reserve", "confirm", "release"}).Draw(r, "step") {
			case "reserve":
				q := rapid.Int64Range(1, 9).Draw(r, "quantity")
				held := int64(0)
				for _, x := range model {
					if x.state == catalog.Reserved {
						held += x.quantity
					}
				}
				err := m.Reserve(m.ctx, order(who), o.OfferID(), q)
				want := e == nil && q <= onHand-held || e != nil && e.state != catalog.Released && e.quantity == q
				if (err == nil) != want {
					r.Fatalf("reserve %d for %d: %v, wanted success %v", q, who, err, want)
				}
				if e == nil && err == nil {
					model[who] = &entry{q, catalog.Reserved}
				}
			case "confirm":
				if err := m.Confirm(m.ctx, order(who), o.OfferID()); err != nil {
					r.Fatal(err)
				}
				if e != nil && e.state == catalog.Reserved {
					onHand -= e.quantity
					e.state = catalog.Confirmed
				}
			case "release":
				if err := m.Release(m.ctx, order(who), o.OfferID()); err != nil {
					r.Fatal(err)
				}
				if e == nil {
					model[who] = &entry{0, catalog.Released}
				} else if e.state == catalog.Reserved {
					e.state = catalog.Released
				}
			}
		}
		st := m.stock(o)
		held := int64(0)
		for _, x := range model {
			if x.state == catalog.Reserved {
				held += x.quantity
			}
		}
		if st.OnHand != onHand || st.Available() != onHand-held || st.Available() < 0 {
			r.Fatalf("on hand %d, available %d; the model has %d and %d", st.OnHand, st.Available(), onHand, onHand-held)
		}
	})
}
