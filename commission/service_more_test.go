package commission_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	r := m.publish("Default", rate(1200))
	for name, do := range map[string]func(markthalle.Actor) error{
		"create":  func(a markthalle.Actor) error { _, err := m.CreateRule(t.Context(), a, percent(0, 1)); return err },
		"version": func(a markthalle.Actor) error { _, err := m.NewVersion(t.Context(), a, r.ID, "", r.Rule); return err },
		"publish": func(a markthalle.Actor) error { _, err := m.Publish(t.Context(), a, r.ID, time.Time{}); return err },
		"retire":  func(a markthalle.Actor) error { _, err := m.Retire(t.Context(), a, r.ID, time.Time{}); return err },
		"reorder": func(a markthalle.Actor) error { return m.Reorder(t.Context(), a, money.EUR, nil, time.Time{}) },
		"dry run": func(a markthalle.Actor) error {
			_, err := m.DryRun(t.Context(), a, r.ID, commission.TryOut{})
			return err
		},
	} {
		require.ErrorIs(t, do(markthalle.Actor{}), markthalle.ErrSignIn, name)
		require.ErrorIs(t, do(seller), markthalle.ErrPermission, name)
		require.ErrorIs(t, do(support), markthalle.ErrPermission, name)
	}
	_, err := m.Rules(t.Context(), support, money.EUR)
	require.NoError(t, err, "support reads")
	_, err = m.Rules(t.Context(), markthalle.Actor{Kind: markthalle.Buyer}, money.EUR)
	require.ErrorIs(t, err, markthalle.ErrPermission)
}

// A vendor learns nothing about the terms of others.
func TestVendorsSeeTheirOwnRules(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	m.publish("Default", rate(1200))
	shared := m.publish("Both", vendors("ven_1", "ven_2"), rate(1000))
	foreign := m.publish("Only the other", vendors("ven_2"), categories("cat_books"), rate(300))
	draft, err := m.draft("Idea", vendors("ven_1"), categories("cat_books"), rate(900))
	require.NoError(t, err)

	list, err := m.Rules(t.Context(), seller, money.EUR)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "Both", list[0].Name)
	require.Equal(t, []markthalle.VendorID{"ven_1"}, list[0].Match.Vendors, "not who else has it")
	for _, id := range []markthalle.RuleID{foreign.ID, draft.ID, "rule_unknown"} {
		_, err := m.Rule(t.Context(), seller, id)
		require.Equal(t, markthalle.ErrNotFound, err, "a foreign rule is an unknown one")
	}
	_, err = m.Rule(t.Context(), seller, shared.ID)
	require.NoError(t, err)
	_, err = m.Versions(t.Context(), seller, shared.ID, markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)

	fee, lost, err := m.Preview(t.Context(), money.EUR, m.clock.Now(), line("l", 1000))
	require.NoError(t, err)
	require.Equal(t, shared.ID, fee.Trace.Rule)
	require.Len(t, lost, 2)
	for _, seen := range [][]commission.Lost{commission.ForVendor(lost), fee.Trace.ForVendor()} {
		require.Len(t, seen, 1)
		require.Equal(t, "Default", seen[0].Name)
	}
}

// COM-3: the trace survives the store unchanged, and no change of rules touches it.
func TestFrozenTrace(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	r := m.publish("Default", rate(1200), func(r *commission.Rule) {
		r.Max = ptr(5000)
		r.Tiers = &commission.Tiers{Mode: commission.Marginal, On: commission.OnLine, Steps: []commission.Step{{10000, 800}}}
		r.AddOns = []commission.AddOn{{Name: "Cards", Terms: commission.Terms{PercentBP: 100, FixedPer: commission.PerLine}}}
	})
	type order struct {
		store.Meta `bson:",inline"`
		Fee        commission.Fee `bson:"fee"`
	}
	orders := store.Define[order](m.db, store.Spec{Name: "frozen"})
	fee := m.fee(line("line_1", 33333))
	doc := order{Fee: fee}
	doc.ID = "ord_1"
	_, err := orders.Insert(t.Context(), doc)
	require.NoError(t, err)
	next := r.Rule
	next.PercentBP, next.Refunds = 5000, commission.KeepAll
	_, err = m.NewVersion(t.Context(), owner, r.ID, "", next)
	require.NoError(t, err)
	_, err = m.Publish(t.Context(), owner, r.ID, time.Time{})
	require.NoError(t, err)

	stored, err := orders.Get(t.Context(), "ord_1")
	require.NoError(t, err)
	require.Equal(t, fee, stored.Fee)
	require.Equal(t, fee.Sentence("de"), stored.Fee.Sentence("de"))
	back, err := stored.Fee.ReturnedBy(commission.Units(1, 1))
	require.NoError(t, err)
	require.Equal(t, commission.Returned{Commission: fee.Commission, VAT: fee.VAT}, back)
}

func TestTurnoverOfTheMonthBefore(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	m.publish("Default", func(r *commission.Rule) {
		r.Tiers = &commission.Tiers{Mode: commission.Full, On: commission.OnTurnover, Steps: []commission.Step{{0, 1500}, {1_000_000, 900}}}
	})
	require.Equal(t, int64(150), m.fee(line("l", 1000)).Commission)
	m.past.turnover = 1_000_000
	require.Equal(t, int64(90), m.fee(line("l", 1000)).Commission)
	require.Equal(t, []time.Time{
		time.Date(2025, 11, 30, 23, 0, 0, 0, time.UTC), time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC),
	}, m.past.asked, "December in Berlin")

	db, clock, ids := storetest.OpenClock(t)
	blind := commission.New(commission.Deps{DB: db, Clock: clock, IDs: ids})
	_, err := blind.CreateRule(t.Context(), owner, tiered(commission.Full, commission.OnTurnover))
	require.ErrorIs(t, err, commission.ErrTurnover)
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	m := open(t, true)
	m.publish("Default", rate(1200))
	sale := func(ago time.Duration, vendor markthalle.VendorID, price int64) {
		l := line("l", price)
		l.Vendor, l.Categories = vendor, shoes("cat_sneakers")
		m.past.sales = append(m.past.sales, commission.Sale{At: m.clock.Now().Add(-ago), Lines: []commission.QuoteLine{l}})
	}
	day := 24 * time.Hour
	sale(day, "ven_1", 10000)
	sale(89*day, "ven_2", 20000)
	sale(91*day, "ven_3", 30000)
	r, err := m.draft("Shoes", categories("cat_shoes"), rate(1500))
	require.NoError(t, err)
	out, err := m.DryRun(t.Context(), owner, r.ID, commission.TryOut{})
	require.NoError(t, err)
	require.Equal(t, commission.Report{Currency: "EUR", Sales: 2, Lines: 2, Before: 3600, After: 4500, Lose: 2, Vendors: []commission.Effect{
		{Vendor: "ven_2", Sales: 1, Turnover: 20000, Before: 2400, After: 3000},
		{Vendor: "ven_1", Sales: 1, Turnover: 10000, Before: 1200, After: 1500},
	}}, out.Report)
	require.NotEmpty(t, out.Worse)
	require.Equal(t, m.clock.Now().Add(commission.Notice), out.Earliest)
	require.Equal(t, []string{"Default"}, m.names(), "nothing changed")
	out, err = m.DryRun(t.Context(), owner, r.ID, commission.TryOut{Days: 100})
	require.NoError(t, err)
	require.Equal(t, 3, out.Sales)
	_, err = m.DryRun(t.Context(), owner, r.ID, commission.TryOut{Days: 401, EffectiveAt: m.clock.Now().Add(-1)})
	require.ErrorContains(t, err, "/days")
	require.ErrorContains(t, err, "/effective_at")
}

// Twenty operators publish at once: all succeed, the list is one valid order.
func TestPublishingAtOnce(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	m.publish("Default", rate(1200))
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		r, err := m.draft("Vendor", vendors(markthalle.VendorID("ven_"+string(rune('a'+i)))), rate(1000))
		require.NoError(t, err)
		wg.Go(func() { _, errs[i] = m.Publish(t.Context(), owner, r.ID, time.Time{}) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	list, err := m.List(t.Context(), money.EUR, m.clock.Now())
	require.NoError(t, err)
	require.Len(t, list.Rules(), 21)
	require.NoError(t, commission.Check(list.Rules(), shoes))
}

// Every change of the rules is accounted for, with who did it and what.
func TestAudited(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	var heard []string
	store.On(m.db, "test.audit", func(_ context.Context, e accounts.Audited, _ store.Cause) error {
		require.Equal(t, "per_op", e.Actor)
		heard = append(heard, e.Action+" "+e.Subject)
		return nil
	})
	def := m.publish("Default", rate(1200))
	_, err := m.NewVersion(t.Context(), owner, def.ID, "", def.Rule)
	require.NoError(t, err)
	require.NoError(t, m.Reorder(t.Context(), owner, money.EUR, []markthalle.RuleID{def.ID}, time.Time{}))
	require.NoError(t, m.db.Drain(t.Context()))
	require.ElementsMatch(t, []string{
		"commission.create " + string(def.ID), "commission.publish " + string(def.ID),
		"commission.new_version " + string(def.ID), "commission.reorder book_EUR",
	}, heard)
}
