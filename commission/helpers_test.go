package commission_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// germany is an operator in Germany.
var germany = commission.VATConfig{Country: "DE"}

// rule returns a valid rule of version 1 at the rank, as changed by edit.
func rule(rank int64, name string, edit func(*commission.Rule)) commission.Rule {
	r := commission.Rule{
		ID: markthalle.RuleID(fmt.Sprintf("rule_%d", rank)), Version: 1, Name: name, Currency: money.EUR,
		Rank: rank, Base: commission.DefaultBase(),
	}.WithDefaults()
	if edit != nil {
		edit(&r)
	}
	return r
}

// percent returns a default rule of a flat rate.
func percent(rank int64, bp money.BasisPoints) commission.Rule {
	return rule(rank, fmt.Sprintf("Default %d", bp), func(r *commission.Rule) { r.PercentBP = bp })
}

func list(rules ...commission.Rule) commission.List { return commission.NewList(money.EUR, rules) }

// line returns a line of one unit at the price, sold by a vendor in Germany.
func line(id string, price int64) commission.QuoteLine {
	return commission.QuoteLine{
		Line: markthalle.LineID(id), Vendor: "ven_1", VendorCountry: "DE", SellerKind: "business",
		Quantity: 1, UnitPrice: price, Gross: price,
	}
}

func units(id string, n, price int64) commission.QuoteLine {
	l := line(id, price)
	l.Quantity, l.Gross = n, n*price
	return l
}

func quote(t testing.TB, l commission.List, lines ...commission.QuoteLine) []commission.Fee {
	t.Helper()
	fees, err := l.Quote(noon, germany, lines)
	require.NoError(t, err)
	require.Len(t, fees, len(lines))
	return fees
}

func commissions(fees []commission.Fee) []int64 {
	out := make([]int64, len(fees))
	for i, f := range fees {
		out[i] = f.Commission
	}
	return out
}

func vats(fees []commission.Fee) []int64 {
	out := make([]int64, len(fees))
	for i, f := range fees {
		out[i] = f.VAT
	}
	return out
}

func ptr(v int64) *int64 { return &v }

// shoes is a tree: clothing › shoes › sneakers, and books beside it.
func shoes(id markthalle.CategoryID) []markthalle.CategoryID {
	return map[markthalle.CategoryID][]markthalle.CategoryID{
		"cat_clothing": {"cat_clothing"}, "cat_shoes": {"cat_clothing", "cat_shoes"},
		"cat_sneakers": {"cat_clothing", "cat_shoes", "cat_sneakers"}, "cat_books": {"cat_books"},
	}[id]
}
