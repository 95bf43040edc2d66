package commission_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

var (
	owner   = markthalle.Actor{Kind: markthalle.Operator, Person: "per_op", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	support = markthalle.Actor{Kind: markthalle.Operator, Person: "per_su", Roles: []markthalle.Role{markthalle.OperatorSupport}}
	seller  = markthalle.Actor{Kind: markthalle.Vendor, Person: "per_v", Vendor: "ven_1", Roles: []markthalle.Role{markthalle.VendorOwner}}
)

// tree implements commission.Categories.
type tree struct{}

func (tree) Ancestry(context.Context) (commission.Ancestry, error) { return shoes, nil }

// past implements commission.History.
type past struct {
	sales    []commission.Sale
	turnover int64
	asked    []time.Time
}

func (p *past) Sales(_ context.Context, _ money.Currency, from, to time.Time, fn func(commission.Sale) error) error {
	for _, s := range p.sales {
		if s.At.Before(from) || !s.At.Before(to) {
			continue
		}
		if err := fn(s); err != nil {
			return err
		}
	}
	return nil
}

func (p *past) Turnover(_ context.Context, _ markthalle.VendorID, _ money.Currency, from, to time.Time) (int64, error) {
	p.asked = []time.Time{from, to}
	return p.turnover, nil
}

type market struct {
	*commission.Service
	t     *testing.T
	db    *store.DB
	clock *markthalle.ManualClock
	past  *past
	heard []commission.Published
}

func open(t *testing.T, opened bool) *market {
	db, clock, ids := storetest.OpenClock(t)
	m := &market{t: t, db: db, clock: clock, past: &past{}}
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	m.Service = commission.New(commission.Deps{
		DB: db, Clock: clock, IDs: ids, Categories: tree{}, History: m.past,
		Config: commission.Config{VAT: germany, Zone: berlin, Opened: opened},
	})
	store.On(db, "test.heard", func(_ context.Context, e commission.Published, _ store.Cause) error {
		m.heard = append(m.heard, e)
		return nil
	})
	return m
}

// publish creates a rule and puts it in force at once.
func (m *market) publish(name string, edits ...edit) commission.Listed {
	m.t.Helper()
	r, err := m.draft(name, edits...)
	require.NoError(m.t, err)
	r, err = m.Publish(m.t.Context(), owner, r.ID, time.Time{})
	require.NoError(m.t, err)
	return r
}

func (m *market) draft(name string, edits ...edit) (commission.Listed, error) {
	m.t.Helper()
	r := rule(0, name, func(r *commission.Rule) {
		for _, e := range edits {
			e(r)
		}
	})
	r.ID, r.Version = "", 0
	return m.CreateRule(m.t.Context(), owner, r)
}

func (m *market) names() (out []string) {
	m.t.Helper()
	list, err := m.List(m.t.Context(), money.EUR, m.clock.Now())
	require.NoError(m.t, err)
	for _, r := range list.Rules() {
		out = append(out, r.Name)
	}
	return out
}

func (m *market) fee(l commission.QuoteLine) commission.Fee {
	m.t.Helper()
	fees, err := m.Quote(m.t.Context(), money.EUR, m.clock.Now(), []commission.QuoteLine{l})
	require.NoError(m.t, err)
	return fees[0]
}

func TestDraftsHaveNoEffect(t *testing.T) {
	t.Parallel()
	m := open(t, true)
	_, err := m.Quote(t.Context(), money.EUR, m.clock.Now(), []commission.QuoteLine{line("l", 1000)})
	require.ErrorIs(t, err, commission.ErrNoRule, "a currency without rules")

	r, err := m.draft("Default", rate(1200))
	require.NoError(t, err)
	require.Equal(t, commission.Draft, r.State)
	require.Empty(t, m.names())
	r, err = m.Publish(t.Context(), owner, r.ID, time.Time{})
	require.NoError(t, err)
	require.Equal(t, commission.Active, r.State)
	require.Equal(t, m.clock.Now(), r.From)
	fee := m.fee(line("l", 1000))
	require.Equal(t, []int64{120, 23}, []int64{fee.Commission, fee.VAT})
	require.Equal(t, r.ID, fee.Trace.Rule)
	require.NoError(t, m.db.Drain(t.Context()))
	require.Len(t, m.heard, 1)
	require.False(t, m.heard[0].Worse, "before there was a rule nobody could sell")
}

// COM-1: presets put every rule in its place, whatever the order of their coming.
func TestPublishedInPresetOrder(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	m.publish("Default", rate(1200))
	m.publish("Shoes", categories("cat_shoes"), rate(1400))
	m.publish("Plan", func(r *commission.Rule) { r.Match.Plans = []string{"pro"} }, rate(1100))
	m.publish("Vendor", vendors("ven_1"), rate(1000))
	m.publish("Product", func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{"prd_p"} }, rate(500))
	m.publish("Vendor's shoes", vendors("ven_1"), categories("cat_shoes"), rate(900))
	m.publish("Sneakers", categories("cat_sneakers"), rate(1500))
	require.Equal(t, []string{"Product", "Vendor's shoes", "Vendor", "Sneakers", "Shoes", "Plan", "Default"}, m.names())

	listed, err := m.Rules(t.Context(), owner, money.EUR)
	require.NoError(t, err)
	var ids []markthalle.RuleID
	for i, l := range listed {
		require.Equal(t, m.names()[i], l.Name)
		ids = append(ids, l.ID)
	}
	ids[1], ids[2] = ids[2], ids[1]
	require.ErrorIs(t, m.Reorder(t.Context(), owner, money.EUR, ids, time.Time{}), commission.ErrShadowed, "his shoes would never be asked")
	ids[1], ids[2] = ids[2], ids[1]
	ids[4], ids[5] = ids[5], ids[4]
	require.NoError(t, m.Reorder(t.Context(), owner, money.EUR, ids, time.Time{}))
	require.Equal(t, []string{"Product", "Vendor's shoes", "Vendor", "Sneakers", "Plan", "Shoes", "Default"}, m.names())
	require.Equal(t, "commission.order_incomplete", markthalle.CodeOf(m.Reorder(t.Context(), owner, money.EUR, ids[1:], time.Time{})))
}

// Many rules between two neighbours: ranks run out and are renumbered, the order and
// the past stay.
func TestRenumbering(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	m.publish("Default", rate(1200))
	want := []string{"Default"}
	for i := range 14 {
		name := "Product " + string(rune('a'+i))
		id := markthalle.ProductID(name)
		first := func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{id} }
		m.publish(name, first, rate(500))
		want = append(want[:i:i], name, "Default")
		m.clock.Advance(time.Minute)
	}
	require.Equal(t, want, m.names())
	ranks := map[int64]bool{}
	list, err := m.List(t.Context(), money.EUR, m.clock.Now())
	require.NoError(t, err)
	for _, r := range list.Rules() {
		require.False(t, ranks[r.Rank])
		ranks[r.Rank] = true
	}
	early, err := m.List(t.Context(), money.EUR, storetest.Begin)
	require.NoError(t, err)
	require.Len(t, early.Rules(), 2, "the list of the first minute is still known")
}

func TestSavingIsRefused(t *testing.T) {
	t.Parallel()
	m := open(t, false)
	_, err := m.draft("", rate(99_999))
	require.Equal(t, commission.CodeInvalid, markthalle.CodeOf(err))
	first, err := m.draft("Shoes", categories("cat_shoes"), rate(1400))
	require.NoError(t, err)
	_, err = m.Publish(t.Context(), owner, first.ID, time.Time{})
	require.ErrorIs(t, err, commission.ErrNoDefault, "a currency begins with its default")

	m.publish("Default", rate(1200))
	_, err = m.Publish(t.Context(), owner, first.ID, time.Time{})
	require.NoError(t, err)
	_, err = m.draft("Other shoes", categories("cat_shoes"), rate(1500))
	require.ErrorIs(t, err, commission.ErrAmbiguous)
	require.ErrorContains(t, err, "Shoes")
	require.ErrorContains(t, err, "Other shoes")
	_, err = m.draft("Late", categories("cat_sneakers"), rate(1500), func(r *commission.Rule) { r.Rank = 1 << 40 })
	require.ErrorIs(t, err, commission.ErrShadowed, "a rank of its own choice behind the default")
	_, err = m.draft("Same rank", vendors("ven_1"), func(r *commission.Rule) { r.Rank = commission.RankStep })
	require.ErrorIs(t, err, commission.ErrRank)
	_, err = m.Publish(t.Context(), owner, first.ID, m.clock.Now().Add(-time.Second))
	require.ErrorIs(t, err, commission.ErrPast)
	_, err = m.Publish(t.Context(), owner, "rule_none", time.Time{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = m.PublishVersion(t.Context(), owner, first.ID, 7, time.Time{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// COM-9, P2B: on an open market nothing gets worse within 15 days; what is better may
// come at once; and it can be rolled back.
func TestVersionsAndNotice(t *testing.T) {
	t.Parallel()
	m := open(t, true)
	r := m.publish("Default", rate(1200))
	next := r.Rule
	next.PercentBP = 1300
	_, err := m.NewVersion(t.Context(), owner, r.ID, "req_1", next)
	require.NoError(t, err)
	again, err := m.NewVersion(t.Context(), owner, r.ID, "req_1", next)
	require.NoError(t, err)
	require.EqualValues(t, 2, again.Latest, "a request that is sent again writes no third version")
	_, err = m.Publish(t.Context(), owner, r.ID, m.clock.Now().Add(14*24*time.Hour))
	require.ErrorIs(t, err, commission.ErrNotice)
	at := m.clock.Now().Add(commission.Notice)
	listed, err := m.Publish(t.Context(), owner, r.ID, at)
	require.NoError(t, err)
	require.Equal(t, []any{commission.Active, int64(1), int64(2), at}, []any{listed.State, listed.Version, listed.Next, listed.NextFrom})
	require.Equal(t, int64(120), m.fee(line("l", 1000)).Commission)

	m.clock.Set(at)
	require.Equal(t, int64(130), m.fee(line("l", 1000)).Commission)
	old, err := m.Quote(t.Context(), money.EUR, at.Add(-time.Millisecond), []commission.QuoteLine{line("l", 1000)})
	require.NoError(t, err)
	require.Equal(t, int64(120), old[0].Commission, "an instant keeps its list")

	listed, err = m.PublishVersion(t.Context(), owner, r.ID, 1, time.Time{})
	require.NoError(t, err, "rolling back is better for everybody")
	require.Equal(t, []any{int64(1), int64(2)}, []any{listed.Version, listed.Latest})
	require.Equal(t, int64(120), m.fee(line("l", 1000)).Commission)
	require.NoError(t, m.db.Drain(t.Context()))
	require.Equal(t, []bool{false, true, false}, []bool{m.heard[0].Worse, m.heard[1].Worse, m.heard[2].Worse})

	versions, err := m.Versions(t.Context(), owner, r.ID, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, versions.Items, 2)
	require.Equal(t, money.BasisPoints(1300), versions.Items[0].PercentBP)
	next.Currency = "PLN"
	_, err = m.NewVersion(t.Context(), owner, r.ID, "", next)
	require.ErrorContains(t, err, "/currency")
}

func TestRetire(t *testing.T) {
	t.Parallel()
	m := open(t, true)
	def := m.publish("Default", rate(1200))
	cheap := m.publish("Vendor", vendors("ven_1"), rate(800))
	_, err := m.Retire(t.Context(), owner, def.ID, time.Time{})
	require.ErrorIs(t, err, commission.ErrNoDefault)
	_, err = m.Retire(t.Context(), owner, cheap.ID, time.Time{})
	require.ErrorIs(t, err, commission.ErrNotice)
	end := m.clock.Now().Add(commission.Notice)
	listed, err := m.Retire(t.Context(), owner, cheap.ID, end)
	require.NoError(t, err)
	require.Equal(t, end, listed.To)
	m.clock.Set(end)
	require.Equal(t, []string{"Default"}, m.names())
	_, err = m.Retire(t.Context(), owner, cheap.ID, time.Time{})
	require.Equal(t, "commission.not_published", markthalle.CodeOf(err))
	listed, err = m.Rule(t.Context(), owner, cheap.ID)
	require.NoError(t, err)
	require.Equal(t, commission.Ended, listed.State)
}
