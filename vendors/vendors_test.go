package vendors_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

type market struct {
	*vendors.Service
	t     *testing.T
	ctx   context.Context //nolint:containedctx // the test's own, as t is
	db    *store.DB
	clock *markthalle.ManualClock
}

func open(t *testing.T, change func(*vendors.Config)) market {
	t.Helper()
	db, clock, _ := storetest.OpenClock(t)
	config := vendors.DefaultConfig()
	if change != nil {
		change(&config)
	}
	s := vendors.New(vendors.Deps{DB: db, Config: config})
	store.On(db, "vendors.ensure_profile", s.EnsureProfile)
	store.On(db, "vendors.schedule_reinstatement", s.ScheduleReinstatement)
	db.OnTimer(vendors.TimerSuspensionEnd, s.EndSuspension)
	return market{Service: s, t: t, ctx: t.Context(), db: db, clock: clock}
}

var (
	applicant = markthalle.Actor{Kind: markthalle.Buyer, Person: "per_1"}
	owner     = markthalle.Actor{Kind: markthalle.Operator, Person: "per_op", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	finance   = markthalle.Actor{Kind: markthalle.Operator, Person: "per_fin", Roles: []markthalle.Role{markthalle.OperatorFinance}}
)

func seller(v vendors.Vendor, role markthalle.Role) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Person: "per_1", Vendor: v.VendorID(), Roles: []markthalle.Role{role}}
}

func application() vendors.Application {
	return vendors.Application{
		SellerKind: vendors.Business, LegalName: "Töpferei Grün GmbH", ShopName: "Töpferei Grün", Country: "de",
		Email: "Hallo@Toepferei.example", Phone: "030 1234567",
		Address: vendors.Address{Line1: "Hauptstraße 1", PostalCode: "10115", City: "Berlin", Country: "DE"},
		VATID:   "DE 136 695 976", TaxID: "12/345/67890", RegistrationNumber: "HRB 12345", IBAN: "DE89 3704 0044 0532 0130 00",
		AcceptedTerms: "1", SelfCertified: true,
	}
}

func (m market) apply() vendors.Vendor {
	m.t.Helper()
	v, err := m.Apply(m.ctx, applicant, application())
	require.NoError(m.t, err)
	return v
}

func TestApplicationIsKeptTidyAndComplete(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	v := m.apply()
	require.Equal(t, vendors.Applied, v.State)
	require.Equal(t, "toepferei-gruen", v.Slug)
	require.Equal(t, "DE136695976", v.VATID)
	require.Equal(t, "+49301234567", v.Phone)
	require.Equal(t, "hallo@toepferei.example", v.Email)
	require.EqualValues(t, 1, v.Version)

	bySlug, err := m.BySlug(m.ctx, "toepferei-gruen")
	require.NoError(t, err)
	require.Equal(t, v.ID, bySlug.ID)

	p, err := m.Profile(m.ctx, vendors.DefaultProfileID(v.VendorID()))
	require.NoError(t, err)
	require.True(t, p.Default)
	require.False(t, p.Confirmed, "provisional prices wait to be confirmed")
	home, ok := p.ZoneFor("DE")
	require.True(t, ok)
	require.Equal(t, money.New(490, money.EUR), home.Price)
	_, ok = p.ZoneFor("PL")
	require.True(t, ok, "the rest of the Union is a zone")
	_, ok = p.ZoneFor("US")
	require.False(t, ok)
}

// MKT-3: every fault is told at once.
func TestApplicationTellsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	_, err := m.Apply(m.ctx, applicant, vendors.Application{
		SellerKind: "club", ShopName: "x", Country: "XX", Email: "no", Phone: "12",
		VATID: "DE123456789", IBAN: "DE00 3704 0044 0532 0130 00", AcceptedTerms: "0", TaxID: "!",
	})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, markthalle.Invalid, e.Kind)
	got := map[string]bool{}
	for _, f := range e.Fields {
		got[f.Pointer] = true
	}
	for _, pointer := range []string{
		"/seller_kind", "/legal_name", "/shop_name", "/country", "/email", "/phone", "/address/line1", "/address/city",
		"/address/postal_code", "/vat_id", "/iban", "/tax_id", "/accepted_terms", "/self_certified",
	} {
		require.True(t, got[pointer], "no fault at %s: %v", pointer, e.Fields)
	}
	page, err := m.List(m.ctx, owner, "", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestGuestsSignInFirst(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	_, err := m.Apply(m.ctx, markthalle.Actor{}, application())
	require.ErrorIs(t, err, markthalle.ErrSignIn)
}

func TestEntryModes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		entry vendors.Entry
		mail  string
		want  vendors.State
		err   string
	}{
		{vendors.EntryApplication, "a@shop.example", vendors.Applied, ""},
		{vendors.EntryOpen, "a@shop.example", vendors.Active, ""},
		{vendors.EntryOpen, "a@mailinator.com", vendors.Applied, ""}, // MKT-7: to review, not refused
		{vendors.EntryInvite, "a@shop.example", "", vendors.CodeInviteOnly},
	} {
		m := open(t, func(c2 *vendors.Config) { c2.Entry = c.entry })
		in := application()
		in.Email = c.mail
		v, err := m.Apply(m.ctx, applicant, in)
		if c.err != "" {
			require.Equal(t, c.err, markthalle.CodeOf(err))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.want, v.State, "%s %s", c.entry, c.mail)
	}
}

// MKT-7: more than five applications of one address and day wait for a person.
func TestManyApplicationsOfOneOriginAreFlagged(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	in := application()
	in.IP = "203.0.113.9"
	for i := range 7 {
		v, err := m.Apply(m.ctx, applicant, in)
		require.NoError(t, err)
		if i < 5 {
			require.Equal(t, vendors.Active, v.State)
		} else {
			require.Equal(t, []string{"many_applications"}, v.Flags)
			require.Equal(t, vendors.Applied, v.State)
		}
	}
	m.clock.Advance(24 * time.Hour)
	v, err := m.Apply(m.ctx, applicant, in)
	require.NoError(t, err)
	require.Empty(t, v.Flags, "a new day begins a new count")
}

func TestSlugsAreUnique(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	seen := map[string]bool{}
	for range 6 {
		v := m.apply()
		require.False(t, seen[v.Slug], v.Slug)
		seen[v.Slug] = true
	}
	require.True(t, seen["toepferei-gruen"] && seen["toepferei-gruen-2"])
}

// MKT-1, MKT-4: approval makes a vendor active without a payment account; that gates
// being paid.
func TestApprovalActivates(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	v := m.apply()
	_, err := m.Approve(m.ctx, finance, v.VendorID(), vendors.Decision{})
	require.ErrorIs(t, err, markthalle.ErrPermission)

	v, err = m.Approve(m.ctx, owner, v.VendorID(), vendors.Decision{Note: "welcome"})
	require.NoError(t, err)
	require.Equal(t, vendors.Active, v.State)
	require.Len(t, v.History, 4, "applied, in review, approved, active")

	o, err := m.Onboarding(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID())
	require.NoError(t, err)
	require.True(t, o.CanSell)
	require.False(t, o.CanBePaid)
	require.Equal(t, vendors.ItemOpen, item(o.Checklist, "payout_account").State)

	status := vendors.PayoutStatus{Account: "acct_1", Status: "restricted", CurrentlyDue: []string{"iban"}}
	require.NoError(t, m.SetPayoutStatus(m.ctx, v.VendorID(), status))
	o, err = m.Onboarding(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID())
	require.NoError(t, err)
	require.Equal(t, vendors.ItemSubmitted, item(o.Checklist, "payout_account").State)
	require.Contains(t, item(o.Checklist, "payout_account").Why, "iban")

	require.NoError(t, m.SetPayoutStatus(m.ctx, v.VendorID(), vendors.PayoutStatus{Account: "acct_1", Status: "enabled", Transferable: true}))
	o, err = m.Onboarding(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID())
	require.NoError(t, err)
	require.True(t, o.CanBePaid)

	again, err := m.Approve(m.ctx, owner, v.VendorID(), vendors.Decision{})
	require.NoError(t, err)
	require.Equal(t, o.Vendor.Version, again.Version, "approving twice changes nothing")
}

func item(list []vendors.Item, key string) vendors.Item {
	for _, i := range list {
		if i.Key == key {
			return i
		}
	}
	return vendors.Item{}
}

// An approved vendor whose required document is missing becomes active with it (MKT-2).
func TestRequiredItemsHoldActivationBack(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) {
		c.Checklist = append(c.Checklist, vendors.Requirement{Key: "register", Kind: vendors.KindDocument, Required: true})
	})
	v := m.apply()
	v, err := m.Approve(m.ctx, owner, v.VendorID(), vendors.Decision{})
	require.NoError(t, err)
	require.Equal(t, vendors.Approved, v.State)
	_, err = m.ReportItem(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID(), "register", vendors.Evidence{State: vendors.ItemAccepted})
	require.ErrorIs(t, err, markthalle.ErrPermission, "a vendor does not accept its own papers")
	_, err = m.ReportItem(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID(), "register", vendors.Evidence{State: vendors.ItemSubmitted})
	require.NoError(t, err)
	end := m.clock.Now().Add(48 * time.Hour)
	v, err = m.ReportItem(m.ctx, owner, v.VendorID(), "register", vendors.Evidence{State: vendors.ItemAccepted, ExpiresAt: end})
	require.NoError(t, err)
	require.Equal(t, vendors.Active, v.State)
	m.clock.Advance(48 * time.Hour)
	o, err := m.Onboarding(m.ctx, owner, v.VendorID())
	require.NoError(t, err)
	require.Equal(t, vendors.ItemExpired, item(o.Checklist, "register").State)
}

func TestChangesRequestedAndResubmitted(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	v := m.apply()
	_, err := m.RequestChanges(m.ctx, owner, v.VendorID(), vendors.Decision{})
	require.Equal(t, "vendors.decision", markthalle.CodeOf(err), "MKT-10: a reason is needed")
	v, err = m.RequestChanges(m.ctx, owner, v.VendorID(), vendors.Decision{Reasons: []string{"address_unclear"}})
	require.NoError(t, err)
	require.Equal(t, vendors.ChangesRequested, v.State)
	_, err = m.Approve(m.ctx, owner, v.VendorID(), vendors.Decision{})
	require.ErrorIs(t, err, vendors.ErrState)
	v, err = m.Resubmit(m.ctx, seller(v, markthalle.VendorOwner), v.VendorID())
	require.NoError(t, err)
	require.Equal(t, vendors.InReview, v.State)
	v, err = m.Reject(m.ctx, owner, v.VendorID(), vendors.Decision{Reasons: []string{"not_a_trader"}})
	require.NoError(t, err)
	require.Equal(t, vendors.Rejected, v.State)
}

// MKT-10: a suspension needs a reason, takes the shop off within a second, and ends by
// itself when it has an end.
func TestSuspensionBlocksAndEnds(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v := m.apply()
	blocked, err := m.Blocked(m.ctx)
	require.NoError(t, err)
	require.Empty(t, blocked)

	until := m.clock.Now().Add(72 * time.Hour)
	_, err = m.Suspend(m.ctx, owner, v.VendorID(), vendors.Decision{Reasons: []string{"counterfeit"}, Until: until})
	require.NoError(t, err)
	blocked, err = m.Blocked(m.ctx)
	require.NoError(t, err)
	require.Equal(t, vendors.BlockSuspended, blocked[v.VendorID()])
	now, err := m.BlockedNow(m.ctx, []markthalle.VendorID{v.VendorID(), "ven_unknown"})
	require.NoError(t, err)
	require.Equal(t, map[markthalle.VendorID]vendors.BlockReason{v.VendorID(): vendors.BlockSuspended, "ven_unknown": vendors.BlockNotActive}, now)

	require.NoError(t, m.db.Drain(m.ctx))
	m.clock.Advance(72 * time.Hour)
	require.NoError(t, m.db.Drain(m.ctx))
	v, err = m.Get(m.ctx, v.VendorID())
	require.NoError(t, err)
	require.Equal(t, vendors.Active, v.State)
	now, err = m.BlockedNow(m.ctx, []markthalle.VendorID{v.VendorID()})
	require.NoError(t, err)
	require.Empty(t, now)
}

// The blocked set is at most a second old by the wall clock, even for what another
// process has written.
func TestBlockedSetAges(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v := m.apply()
	_, err := m.Blocked(m.ctx)
	require.NoError(t, err)
	h := vendors.Holiday{From: m.clock.Now(), To: m.clock.Now().Add(time.Hour), Hide: true}
	_, err = m.Update(m.ctx, seller(v, markthalle.VendorManager), v.VendorID(), vendors.Patch{Holiday: &h}, nil)
	require.NoError(t, err)
	blocked, err := m.Blocked(m.ctx)
	require.NoError(t, err)
	require.Equal(t, vendors.BlockHoliday, blocked[v.VendorID()], "MKT-6: a hiding holiday blocks")
	blocked[v.VendorID()] = "changed by a caller"
	m.clock.Advance(time.Hour)
	blocked, err = m.Blocked(m.ctx)
	require.NoError(t, err)
	require.Empty(t, blocked, "the holiday is over")
}

func TestLevelFourStopsSales(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v := m.apply()
	_, err := m.SetStanding(m.ctx, owner, v.VendorID(), vendors.Standing{Level: 4})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	v, err = m.SetStanding(m.ctx, markthalle.SystemActor("test"), v.VendorID(), vendors.Standing{Level: 4, QualityBP: 5000, Rated: true, Reason: "late"})
	require.NoError(t, err)
	require.False(t, vendors.CanSell(v, m.clock.Now()))
	v, err = m.SetStanding(m.ctx, markthalle.SystemActor("test"), v.VendorID(), vendors.Standing{Level: 3, QualityBP: 5000, Rated: true})
	require.NoError(t, err)
	require.True(t, vendors.CanSell(v, m.clock.Now()))
}

// Who may change what (§4), and If-Match.
func TestUpdatePermissions(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v, other := m.apply(), m.apply()
	name, vat, trusted := "Neuer Name", "ATU13585627", true
	story := markthalle.T(markthalle.German, "Seit 1950.")
	for _, c := range []struct {
		name  string
		actor markthalle.Actor
		patch vendors.Patch
		want  error
	}{
		{"manager, shop page", seller(v, markthalle.VendorManager), vendors.Patch{Story: &story}, nil},
		{"orders, shop page", seller(v, markthalle.VendorOrders), vendors.Patch{Story: &story}, markthalle.ErrPermission},
		{"manager, tax data", seller(v, markthalle.VendorManager), vendors.Patch{VATID: &vat}, markthalle.ErrPermission},
		{"finance, tax data", seller(v, markthalle.VendorFinance), vendors.Patch{VATID: &vat}, nil},
		{"owner, trust", seller(v, markthalle.VendorOwner), vendors.Patch{Trusted: &trusted}, markthalle.ErrPermission},
		{"operator, trust", owner, vendors.Patch{Trusted: &trusted}, nil},
		{"another vendor", seller(other, markthalle.VendorOwner), vendors.Patch{ShopName: &name}, markthalle.ErrNotFound},
		{"buyer", applicant, vendors.Patch{ShopName: &name}, markthalle.ErrPermission},
		{"guest", markthalle.Actor{}, vendors.Patch{ShopName: &name}, markthalle.ErrSignIn},
	} {
		_, err := m.Update(m.ctx, c.actor, v.VendorID(), c.patch, nil)
		if c.want == nil {
			require.NoError(t, err, c.name)
		} else {
			require.ErrorIs(t, err, c.want, c.name)
		}
	}
	_, err := m.Update(m.ctx, owner, v.VendorID(), vendors.Patch{ShopName: &name}, new(int64(1)))
	require.ErrorIs(t, err, markthalle.ErrRevision)
	now, err := m.Get(m.ctx, v.VendorID())
	require.NoError(t, err)
	require.Equal(t, v.Slug, now.Slug, "links live on")
	bad := "DE1"
	_, err = m.Update(m.ctx, owner, v.VendorID(), vendors.Patch{VATID: &bad}, nil)
	require.Equal(t, vendors.CodeInvalid, markthalle.CodeOf(err))
}

func TestShippingProfiles(t *testing.T) {
	t.Parallel()
	m := open(t, func(c *vendors.Config) { c.Entry = vendors.EntryOpen })
	v, other := m.apply(), m.apply()
	by := seller(v, markthalle.VendorManager)
	_, err := m.CreateProfile(m.ctx, by, v.VendorID(), vendors.ProfileInput{Name: "", Zones: []vendors.Zone{
		{Countries: []string{"DE", "DE", "XX"}, Price: money.New(-1, "EUR"), DaysMin: 3, DaysMax: 2},
	}})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Fields, 5, "%v", e.Fields)

	p, err := m.CreateProfile(m.ctx, by, v.VendorID(), vendors.ProfileInput{Name: "Express", Zones: []vendors.Zone{
		{Countries: []string{"DE"}, Price: money.New(990, money.EUR), DaysMin: 1, DaysMax: 1},
	}})
	require.NoError(t, err)
	_, err = m.UpdateProfile(m.ctx, seller(other, markthalle.VendorOwner), p.ProfileID(), vendors.ProfileInput{Name: "x", Zones: p.Zones}, nil)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	page, err := m.Profiles(m.ctx, by, v.VendorID(), markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	require.True(t, page.Items[0].Default)
	_, err = m.Profiles(m.ctx, by, other.VendorID(), markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

func TestListByState(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	first, second := m.apply(), m.apply()
	_, err := m.Approve(m.ctx, owner, second.VendorID(), vendors.Decision{})
	require.NoError(t, err)
	page, err := m.List(m.ctx, owner, vendors.Applied, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, first.ID, page.Items[0].ID)
	_, err = m.List(m.ctx, owner, "sleeping", markthalle.PageQuery{})
	require.Equal(t, "vendors.state_unknown", markthalle.CodeOf(err))
	_, err = m.List(m.ctx, seller(first, markthalle.VendorOwner), "", markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	shops, err := m.Shops(m.ctx, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, shops.Items, 1)
}

// Importers found vendors with what they know; a second run changes nothing.
func TestEstablish(t *testing.T) {
	t.Parallel()
	m := open(t, nil)
	in := []vendors.Founding{
		{ID: "ven_olist1", Application: vendors.Application{ShopName: "Seller 1", Country: "BR", Address: vendors.Address{City: "São Paulo", Line1: "–", PostalCode: "01310", Country: "BR"}}},
		{ID: "ven_olist2", Application: vendors.Application{ShopName: "Seller 2", Country: "QQ"}},
	}
	_, err := m.Establish(m.ctx, owner, in)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	for run := range 2 {
		out, err := m.Establish(m.ctx, markthalle.SystemActor("import"), in)
		require.NoError(t, err)
		require.NoError(t, out[0].Err)
		require.Equal(t, run == 0, out[0].Created)
		require.Equal(t, vendors.Active, out[0].Vendor.State)
		require.EqualValues(t, 1, out[0].Vendor.Version)
		require.Equal(t, vendors.CodeInvalid, markthalle.CodeOf(out[1].Err))
	}
	p, err := m.Profile(m.ctx, "spr_olist1")
	require.NoError(t, err)
	_, ok := p.ZoneFor("BR")
	require.True(t, ok)
}

func TestTransitionsAreATable(t *testing.T) {
	t.Parallel()
	known := map[vendors.State]bool{}
	for _, s := range vendors.States() {
		known[s] = true
	}
	reached := map[vendors.State]bool{vendors.Draft: true}
	for _, step := range vendors.Transitions() {
		require.True(t, known[step[0]] && known[step[1]])
		require.True(t, reached[step[0]] || step[0] != vendors.Draft)
		reached[step[1]] = true
	}
	require.Len(t, reached, len(known), "every state is reached")
	require.False(t, vendors.Terminated.Can(vendors.Active))
	require.False(t, vendors.Rejected.Can(vendors.Approved))
}

func TestConfigRefusesContradictions(t *testing.T) {
	t.Parallel()
	c := vendors.DefaultConfig()
	require.NoError(t, c.Validate())
	c.Entry, c.Currency, c.TermsVersion = "x", "XXX", ""
	var e *markthalle.Error
	require.True(t, errors.As(c.Validate(), &e))
	require.Len(t, e.Fields, 3)
}
