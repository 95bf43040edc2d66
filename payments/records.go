package payments

import (
	"github.com/markthalle/markthalle/store"
)

// records are the collections of this package.
type records struct {
	payments  *store.Collection[Payment]
	charges   *store.Collection[chargeOwner]
	refunds   *store.Collection[Refund]
	transfers *store.Collection[Transfer]
	reversals *store.Collection[Reversal]
	disputes  *store.Collection[Dispute]
	warnings  *store.Collection[Warning]
	accounts  *store.Collection[Account]
	inbox     *store.Collection[InboxEvent]
	endpoints *store.Collection[endpoint]
	sent      *store.Collection[BankPayout]
}

// chargeOwner makes a charge belong to one payment only: the charge is the id.
type chargeOwner struct {
	store.Meta `bson:",inline"`
	Payment    string `bson:"payment"`
}

// endpoint is a registered webhook endpoint and its signing secret.
type endpoint struct {
	store.Meta `bson:",inline"` // id: the scope
	URL        string           `bson:"url"`
	Secret     string           `bson:"secret"`
}

func define(db *store.DB) records {
	return records{
		payments: store.Define[Payment](db, store.Spec{Name: "payments", Schema: 1, Indexes: []store.Index{
			{Name: "due", Sort: []store.Field{store.TimeAt("due_at")}, Sparse: true},
			{Name: "created", Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		charges: store.Define[chargeOwner](db, store.Spec{Name: "payment_charges", Schema: 1}),
		refunds: store.Define[Refund](db, store.Spec{Name: "refunds", Schema: 1, Indexes: []store.Index{
			{Name: "order", Eq: []store.Field{store.S("order")}},
			{Name: "provider", Eq: []store.Field{store.S("provider")}, Sparse: true},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		transfers: store.Define[Transfer](db, store.Spec{Name: "transfers", Schema: 1, Indexes: []store.Index{
			{Name: "order", Eq: []store.Field{store.S("order")}},
			{Name: "payout", Eq: []store.Field{store.S("payout")}},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("created_at")}},
			{Name: "updated", Sort: []store.Field{store.TimeAt("updated_at")}},
		}}),
		reversals: store.Define[Reversal](db, store.Spec{Name: "reversals", Schema: 1, Indexes: []store.Index{
			{Name: "order", Eq: []store.Field{store.S("order")}},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		disputes: store.Define[Dispute](db, store.Spec{Name: "disputes", Schema: 1, Indexes: []store.Index{
			{Name: "order", Eq: []store.Field{store.S("order")}},
		}}),
		warnings: store.Define[Warning](db, store.Spec{Name: "fraud_warnings", Schema: 1}),
		accounts: store.Define[Account](db, store.Spec{Name: "payment_accounts", Schema: 1, Indexes: []store.Index{
			{Name: "provider", Eq: []store.Field{store.S("provider")}, Sparse: true},
		}}),
		inbox: store.Define[InboxEvent](db, store.Spec{Name: "webhook_inbox", Schema: 1, Indexes: []store.Index{
			{Name: "received", Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		endpoints: store.Define[endpoint](db, store.Spec{Name: "webhook_endpoints", Schema: 1}),
		sent: store.Define[BankPayout](db, store.Spec{Name: "bank_payouts", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("sent_at")}},
		}}),
	}
}
