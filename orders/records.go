package orders

import "github.com/markthalle/markthalle/store"

// records are the collections of this package.
type records struct {
	carts  *store.Collection[Cart]
	orders *store.Collection[Order]
	vendor *store.Collection[VendorOrder]
}

func define(db *store.DB) records {
	created := []store.Field{store.TimeAt("created_at")}
	return records{
		carts: store.Define[Cart](db, store.Spec{Name: "carts", Schema: 1, Indexes: []store.Index{
			{Name: "person", Eq: []store.Field{store.S("person"), store.S("state")}, Sort: created, Sparse: true},
		}}),
		orders: store.Define[Order](db, store.Spec{Name: "orders", Schema: 1, Indexes: []store.Index{
			{Name: "person", Eq: []store.Field{store.S("person")}, Sort: []store.Field{store.TimeAt("placed_at")}, Sparse: true},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("placed_at")}},
			{Name: "placed", Sort: []store.Field{store.TimeAt("placed_at")}},
			{Name: "number", Eq: []store.Field{store.S("number")}},
			{Name: "expires", Sort: []store.Field{store.TimeAt("expires_at")}, Sparse: true},
		}}),
		vendor: store.Define[VendorOrder](db, store.Spec{Name: "vendor_orders", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("paid_at")}},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: []store.Field{store.TimeAt("paid_at")}},
			{Name: "currency", Eq: []store.Field{store.S("currency")}, Sort: []store.Field{store.TimeAt("paid_at")}},
			{Name: "due", Sort: []store.Field{store.TimeAt("due_at")}, Sparse: true},
		}}),
	}
}
