package returns

import "github.com/markthalle/markthalle/store"

// records are the collections of this package.
type records struct {
	returns     *store.Collection[Return]
	withdrawals *store.Collection[Withdrawal]
	cases       *store.Collection[Case]
}

func define(db *store.DB) records {
	asked := []store.Field{store.TimeAt("requested_at")}
	opened := []store.Field{store.TimeAt("opened_at")}
	due := store.Index{Name: "due", Sort: []store.Field{store.TimeAt("due_at")}, Sparse: true}
	return records{
		returns: store.Define[Return](db, store.Spec{Name: "returns", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: asked},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: asked},
			{Name: "order", Eq: []store.Field{store.S("order")}, Sort: asked},
			{Name: "person", Eq: []store.Field{store.S("person")}, Sort: asked, Sparse: true},
			due,
		}}),
		withdrawals: store.Define[Withdrawal](db, store.Spec{Name: "withdrawals", Schema: 1, Indexes: []store.Index{
			{Name: "order", Eq: []store.Field{store.S("order")}, Sort: []store.Field{store.TimeAt("stated_at")}, Sparse: true},
		}}),
		cases: store.Define[Case](db, store.Spec{Name: "cases", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: opened},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: opened},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: opened},
			{Name: "opened", Sort: opened},
			{Name: "order", Eq: []store.Field{store.S("order")}, Sort: opened},
			{Name: "person", Eq: []store.Field{store.S("person")}, Sort: opened, Sparse: true},
			due,
		}}),
	}
}
