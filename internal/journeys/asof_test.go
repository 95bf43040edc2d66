package journeys_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/store"
)

// TestFinanceAsOf: operators and vendors ask for an account as it was: the movements before
// the moment make the balance then, what came later is not in it, and a moment that is none
// is named.
func TestFinanceAsOf(t *testing.T) {
	s := begin(t)
	s.open()
	sh := s.shops[0]
	order := s.sell()
	sold := s.now().Add(time.Second).Truncate(time.Second)
	s.settle(order)
	account := ledger.VendorHeld(markthalle.VendorID(sh.id))
	admin := "/admin/ledger/accounts/" + url.PathEscape(account+"|EUR") + "/movements"
	past := "?at=" + sold.UTC().Format(time.RFC3339)

	then := s.operator.get(admin + past)
	require.Negative(t, then.num("balance", "amount"), "what was sold is held")
	require.Equal(t, then.num("balance", "amount"), sum(then))
	require.Equal(t, sold.UTC().Format("2006-01-02T15:04:05.000Z"), then.str("at"))
	now := s.operator.get(admin)
	require.Zero(t, now.num("balance", "amount"), "it is released")
	require.Zero(t, sum(now))
	require.Greater(t, len(now.list("items")), len(then.list("items")))
	before := s.operator.get(admin + "?at=2020-01-01T00:00:00Z")
	require.Zero(t, before.num("balance", "amount"))
	require.Empty(t, before.list("items"))

	mine := sh.get("/vendor/ledger" + past + "&account=held")
	require.Equal(t, -then.num("balance", "amount"), mine.num("balance", "amount"))
	require.Equal(t, mine.num("balance", "amount"), sum(mine))
	first := sh.get("/vendor/ledger" + past + "&account=held&limit=1")
	require.Equal(t, mine.num("balance", "amount"), first.num("balance", "amount"))
	second := sh.get("/vendor/ledger" + past + "&account=held&limit=1&cursor=" + url.QueryEscape(first.str("next_cursor")))
	require.Equal(t, sum(mine), sum(first)+sum(second))

	for _, c := range []struct {
		*client
		path string
	}{{s.operator, admin}, {sh.client, "/vendor/ledger"}} {
		fault := c.do("GET", c.path+"?at=yesterday", nil, 422)
		require.Equal(t, "/at", fault.str("errors", 0, "field"))
		require.Equal(t, "a time such as 2026-03-31T22:00:00Z", fault.str("errors", 0, "wanted"))
	}
}

// TestFinanceBusyAccount: an account of the market to which much is being posted is told as
// it is sealed, with the time; what waits is neither in its balance nor among its movements.
func TestFinanceBusyAccount(t *testing.T) {
	s := begin(t)
	s.open()
	s.settle(s.sell())
	s.eventually(func() bool {
		s.seal()
		since, err := s.m.Ledger.Waiting(t.Context())
		return err == nil && since.IsZero()
	})
	path := "/admin/ledger/accounts/" + url.PathEscape(ledger.RevCommission+"|EUR") + "/movements?limit=100"
	quiet := s.operator.get(path)
	require.NotContains(t, quiet.v, "sealed_at")
	list := make([]ledger.Transaction, 40)
	for i := range list {
		list[i] = ledger.Transaction{Meta: store.Meta{ID: fmt.Sprint("adjust:", i)}, Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: s.now()}
		list[i].Debit(ledger.ExpGoodwill, 100)
		list[i].Credit(ledger.RevCommission, 100)
	}
	for _, err := range s.m.Ledger.PostAll(t.Context(), list) {
		require.NoError(t, err)
	}
	busy := s.operator.get(path)
	require.Contains(t, busy.v, "sealed_at")
	require.Equal(t, quiet.num("balance", "amount"), busy.num("balance", "amount"))
	require.Equal(t, sum(busy), busy.num("balance", "amount"))
}

// sum adds up the movements of an answer.
func sum(a answer) (total int64) {
	for _, x := range a.list("items") {
		total += x.num("amount", "amount")
	}
	return total
}
