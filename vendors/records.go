package vendors

import "github.com/markthalle/markthalle/store"

var vendorSpec = store.Spec{
	Name: "vendors", Schema: 1,
	Indexes: []store.Index{
		{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("created_at")}},
		{Name: "created", Sort: []store.Field{store.TimeAt("created_at")}},
		{Name: "shops", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.S("slug")}},
		{Name: "block", Eq: []store.Field{store.S("block")}, Sparse: true},
		{Name: "hidden", Sort: []store.Field{store.TimeAt("hidden_until")}, Sparse: true},
		{Name: "origin", Eq: []store.Field{store.S("origin")}, Sparse: true},
	},
}

var profileSpec = store.Spec{
	Name: "shipping_profiles", Schema: 1,
	Indexes: []store.Index{
		{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("created_at")}},
	},
}
