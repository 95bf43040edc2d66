package catalog

import "github.com/markthalle/markthalle/store"

var (
	byCreation = []store.Field{store.TimeAt("created_at")}

	categorySpec = store.Spec{
		Name: "categories", Schema: 1,
		Indexes: []store.Index{{Name: "parent", Eq: []store.Field{store.S("parent")}, Sparse: true}},
	}
	productSpec = store.Spec{
		Name: "products", Schema: 1,
		Indexes: []store.Index{
			{Name: "slug", Eq: []store.Field{store.S("slug")}},
			{Name: "owner", Eq: []store.Field{store.S("owner")}, Sort: byCreation, Sparse: true},
			{Name: "owner_state", Eq: []store.Field{store.S("owner"), store.S("state")}, Sort: byCreation, Sparse: true},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("submitted_at")}},
			{Name: "category", Eq: []store.Field{store.S("state"), store.S("category")}, Sort: []store.Field{store.TimeAt("published_at")}},
		},
	}
	changeSpec = store.Spec{
		Name: "product_changes", Schema: 1,
		Indexes: []store.Index{
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("filed_at")}},
			{Name: "vendor", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: []store.Field{store.TimeAt("filed_at")}},
		},
	}
	offerSpec = store.Spec{
		Name: "offers", Schema: 1,
		Indexes: []store.Index{
			{Name: "product", Eq: []store.Field{store.S("product"), store.S("state")}, Sort: byCreation},
			{Name: "variant", Eq: []store.Field{store.S("variant"), store.S("state")}, Sort: byCreation},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: byCreation},
			{Name: "held", Eq: []store.Field{store.B("held")}, Sort: byCreation, Sparse: true},
		},
	}
	demandSpec = store.Spec{Name: "demand", Schema: 1}
	stockSpec  = store.Spec{Name: "stock", Schema: 1}
	priceSpec  = store.Spec{Name: "offer_prices", Schema: 1}
	mediaSpec  = store.Spec{
		Name: "media", Schema: 1,
		Indexes: []store.Index{{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: byCreation}},
	}
	importSpec = store.Spec{
		Name: "imports", Schema: 1,
		Indexes: []store.Index{{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: byCreation}},
	}
	faultSpec = store.Spec{
		Name: "import_faults", Schema: 1,
		Indexes: []store.Index{{Name: "import", Eq: []store.Field{store.S("import")}, Sort: []store.Field{store.I("first")}}},
	}
)
