package commission

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// version is one stored version of a rule. It never changes.
type version struct {
	store.Meta `bson:",inline"`
	RuleID     markthalle.RuleID `bson:"rule_id"`
	Currency   money.Currency    `bson:"currency"`
	By         string            `bson:"by"`
	Rule       Rule              `bson:"rule"`
	// Request is the request that wrote the version, if it has a name: sent again it is
	// the same version.
	Request string `bson:"request,omitempty"`
}

// versionID names a version, so that of two people who write version 3 one loses.
func versionID(id markthalle.RuleID, n int64) string { return fmt.Sprintf("%s_v%d", id, n) }

// bookID names the book of a currency.
func bookID(c money.Currency) string { return "book_" + string(c) }

type records struct {
	versions *store.Collection[version]
	books    *store.Collection[book]
}

func define(db *store.DB) records {
	return records{
		versions: store.Define[version](db, store.Spec{Name: "commission_rules", Schema: 1, Indexes: []store.Index{
			{Name: "rule", Eq: []store.Field{store.S("rule_id")}, Sort: []store.Field{store.I("rule.n")}},
			{Name: "currency", Eq: []store.Field{store.S("currency")}, Sort: []store.Field{store.TimeAt("created_at")}},
		}}),
		books: store.Define[book](db, store.Spec{Name: "commission_books", Schema: 1}),
	}
}
