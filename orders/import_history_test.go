package orders_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

var pastTime = time.Date(2025, 11, 1, 9, 0, 0, 0, time.UTC)

// past is an order of two units at 10.00 and 4.90 for the parcel.
func past(state orders.VendorState) orders.Past {
	id := markthalle.OrderID("ord_past")
	return orders.Past{
		Order: orders.Order{
			Meta: store.Meta{ID: string(id)}, Currency: "EUR", Origin: "old:1", PlacedAt: pastTime, PaidAt: pastTime, Total: 2_490, Subtotal: 2_000,
			Parts: []orders.Part{{
				VendorOrder: markthalle.VendorOrderIDFor(id, "ven_a"), Vendor: "ven_a", Subtotal: 2_000, ShippingPrice: 490, Total: 2_490,
				Lines: []orders.Line{{
					ID: "line_1", Offer: "off_1", Quantity: 2, UnitPrice: 1_000, Gross: 2_000, Paid: 2_000,
					Fee: commission.Fee{Line: "line_1", Commission: 200},
				}},
			}},
		},
		Parts: []orders.PastPart{{State: state, ShippedAt: pastTime.AddDate(0, 0, 1), DeliveredAt: pastTime.AddDate(0, 0, 3), EndedAt: pastTime.AddDate(0, 0, 17)}},
	}
}

func history(t *testing.T) (*orders.Service, *store.DB) {
	t.Helper()
	db, clock, ids := storetest.OpenClock(t)
	return orders.New(orders.Deps{DB: db, Clock: clock, IDs: ids, Secret: []byte("secret")}), db
}

// TestImportHistory: a past order is stored with its vendor order as it ended up, says
// nothing to anybody, waits for nobody, and a second import leaves it alone.
func TestImportHistory(t *testing.T) {
	t.Parallel()
	s, db := history(t)
	store.On(db, "test.placed", func(_ context.Context, e orders.VendorOrderPlaced, _ store.Cause) error {
		t.Errorf("an event left: %+v", e)
		return nil
	})
	system := markthalle.SystemActor("test")
	out, err := s.ImportHistory(t.Context(), system, []orders.Past{past(orders.Completed)})
	require.NoError(t, err)
	require.NoError(t, out[0].Err)
	require.False(t, out[0].Existed)
	require.Equal(t, orders.Paid, out[0].Order.State)
	require.NoError(t, db.Drain(t.Context()))

	o, err := s.Order(t.Context(), system, "ord_past", "")
	require.NoError(t, err)
	parts, err := s.PartsOf(t.Context(), &o)
	require.NoError(t, err)
	require.Len(t, parts, 1)
	v := parts[0]
	require.Equal(t, orders.Completed, v.State)
	require.True(t, v.DueAt.IsZero())
	require.EqualValues(t, 2, v.Lines[0].Shipped)
	require.Equal(t, orders.Arrived, v.Shipments[0].State)
	require.Equal(t, pastTime.AddDate(0, 0, 3), v.Shipments[0].DeliveredAt)

	other := past(orders.Accepted)
	other.Order.Address.Name = "Somebody else"
	out, err = s.ImportHistory(t.Context(), system, []orders.Past{other})
	require.NoError(t, err)
	require.True(t, out[0].Existed)
	require.Empty(t, out[0].Order.Address.Name)
	again, err := s.PartsOf(t.Context(), &o)
	require.NoError(t, err)
	require.Equal(t, parts, again)
}

// TestImportCancelled: what was cancelled was paid back, units and money.
func TestImportCancelled(t *testing.T) {
	t.Parallel()
	s, _ := history(t)
	out, err := s.ImportHistory(t.Context(), markthalle.SystemActor("test"), []orders.Past{past(orders.VendorCancelled)})
	require.NoError(t, err)
	parts, err := s.PartsOf(t.Context(), &out[0].Order)
	require.NoError(t, err)
	v := parts[0]
	require.EqualValues(t, v.Total, v.RefundedTotal())
	require.EqualValues(t, 2, v.Lines[0].Cancelled)
	require.Empty(t, v.Shipments)
	require.Equal(t, orders.RefundDone, v.Refunds[0].State)
	require.EqualValues(t, 2_490, v.Refunds[0].Amount)
}

// TestImportRefused: nobody but the system, and nothing that does not add up.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	s, _ := history(t)
	owner := markthalle.Actor{Kind: markthalle.Operator, Person: "per_1", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	_, err := s.ImportHistory(t.Context(), owner, []orders.Past{past(orders.Completed)})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	for name, spoil := range map[string]func(*orders.Past){
		"no id":          func(p *orders.Past) { p.Order.ID = "" },
		"never paid":     func(p *orders.Past) { p.Order.PaidAt = time.Time{} },
		"no parts":       func(p *orders.Past) { p.Order.Parts = nil },
		"no outcome":     func(p *orders.Past) { p.Parts = nil },
		"a live state":   func(p *orders.Past) { p.Parts[0].State = orders.VendorPaid },
		"a cent too few": func(p *orders.Past) { p.Order.Total-- },
		"no fee":         func(p *orders.Past) { p.Order.Parts[0].Lines[0].Fee = commission.Fee{} },
	} {
		bad := past(orders.Completed)
		spoil(&bad)
		out, err := s.ImportHistory(t.Context(), markthalle.SystemActor("test"), []orders.Past{bad})
		require.NoError(t, err)
		require.Error(t, out[0].Err, name)
	}
	list, err := s.Orders(t.Context(), markthalle.SystemActor("test"), "", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, list.Items)
}
