package accounts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// as is a person in one role of a vendor, or of the operator for "".
func as(p accounts.Person, v markthalle.VendorID, role markthalle.Role) markthalle.Actor {
	kind := markthalle.Vendor
	if v == "" {
		kind = markthalle.Operator
	}
	return markthalle.Actor{Kind: kind, Person: p.PersonID(), Vendor: v, Roles: []markthalle.Role{role}}
}

// A mailed link confirms an address once, and sets a password once; then every session
// is over.
func TestMailedLinks(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{RequireVerified: true})
	require.NoError(t, h.SignUp(t.Context(), accounts.SignUpInput{Email: "ada@known.example", Password: password, Name: "Ada", Locale: markthalle.English}))
	_, err := h.signIn("ada@known.example", password)
	require.ErrorIs(t, err, accounts.ErrUnverified)
	token := h.token("ada@known.example")
	require.ErrorIs(t, h.Reset(t.Context(), token, "another good sentence"), accounts.ErrLink, "a link has one purpose")
	p, err := h.VerifyEmail(t.Context(), token)
	require.NoError(t, err)
	require.True(t, p.Verified)
	_, err = h.VerifyEmail(t.Context(), token)
	require.ErrorIs(t, err, accounts.ErrLink, "used")
	session, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)

	h.clock.Advance(time.Minute)
	require.NoError(t, h.RequestReset(t.Context(), "ada@known.example"))
	late := h.token("ada@known.example")
	h.clock.Advance(25 * time.Hour)
	require.ErrorIs(t, h.Reset(t.Context(), late, "another good sentence"), accounts.ErrLink, "too old")
	require.NoError(t, h.RequestReset(t.Context(), "ada@known.example"))
	one := h.token("ada@known.example")
	h.clock.Advance(time.Minute)
	require.NoError(t, h.RequestReset(t.Context(), "ada@known.example"))
	two := h.token("ada@known.example")
	require.NotEqual(t, one, two)
	require.Equal(t, "accounts.password", markthalle.CodeOf(h.Reset(t.Context(), one, "short")), "a bad password does not use the link up")
	require.NoError(t, h.Reset(t.Context(), one, "another good sentence"))
	require.ErrorIs(t, h.Reset(t.Context(), two, "a third good sentence"), accounts.ErrLink, "the password has changed since")
	_, err = h.Authenticate(t.Context(), session.Token)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
	_, err = h.signIn("ada@known.example", password)
	require.ErrorIs(t, err, accounts.ErrSignInFailed)
	_, err = h.signIn("ada@known.example", "another good sentence")
	require.NoError(t, err)
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada, bob := h.person("ada@known.example"), h.person("bob@known.example")
	_, err := h.Grant(t.Context(), ada.PersonID(), "ven_1", markthalle.VendorOwner)
	require.NoError(t, err)
	boss := as(ada, "ven_1", markthalle.VendorOwner)

	_, err = h.Invite(t.Context(), as(ada, "ven_1", markthalle.VendorManager), accounts.InviteInput{Vendor: "ven_1", Organisation: "Shop", Email: "bob@known.example", Role: markthalle.VendorOrders})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = h.Invite(t.Context(), boss, accounts.InviteInput{Vendor: "ven_2", Organisation: "Shop", Email: "bob@known.example", Role: markthalle.VendorOrders})
	require.ErrorIs(t, err, markthalle.ErrNotFound, "another vendor looks absent")
	_, err = h.Invite(t.Context(), boss, accounts.InviteInput{Vendor: "ven_1", Organisation: "Shop", Email: "nobody", Role: markthalle.OperatorOwner})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Fields, 2, "both faults at once")

	m, err := h.Invite(t.Context(), boss, accounts.InviteInput{Vendor: "ven_1", Organisation: "Shop", Email: "bob@work.example", Role: markthalle.VendorOrders})
	require.NoError(t, err)
	require.Equal(t, accounts.MemberInvited, m.State)
	token := h.token("bob@work.example")
	guest := markthalle.Actor{}
	_, err = h.AcceptInvitation(t.Context(), guest, token)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
	me := markthalle.Actor{Kind: markthalle.Buyer, Person: bob.PersonID()}
	joined, err := h.AcceptInvitation(t.Context(), me, token)
	require.NoError(t, err)
	require.Equal(t, bob.PersonID(), joined.Person)
	_, err = h.AcceptInvitation(t.Context(), markthalle.Actor{Kind: markthalle.Buyer, Person: ada.PersonID()}, token)
	require.ErrorIs(t, err, accounts.ErrLink, "used")
	in, err := h.signIn("bob@known.example", password)
	require.NoError(t, err)
	id, err := h.Authenticate(t.Context(), in.Token)
	require.NoError(t, err)
	actor, err := id.Actor(markthalle.Vendor, "")
	require.NoError(t, err)
	require.Equal(t, []markthalle.Role{markthalle.VendorOrders}, actor.Roles)

	stale := joined.Version - 1
	require.ErrorIs(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(joined.ID), &stale), markthalle.ErrRevision)
	require.NoError(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(joined.ID), &joined.Version))
	id, err = h.Authenticate(t.Context(), in.Token)
	require.NoError(t, err)
	_, err = id.Actor(markthalle.Vendor, "")
	require.ErrorIs(t, err, markthalle.ErrPermission, "a role that was taken is worth nothing at once")

	late, err := h.Invite(t.Context(), boss, accounts.InviteInput{Vendor: "ven_1", Organisation: "Shop", Email: "late@work.example", Role: markthalle.VendorOrders})
	require.NoError(t, err)
	h.clock.Advance(8 * 24 * time.Hour)
	_, err = h.AcceptInvitation(t.Context(), me, h.token(late.Email))
	require.ErrorIs(t, err, accounts.ErrLink, "too old")

	named := accounts.InviteInput{
		ID: "mem_named", Secret: []byte("twenty-four bytes or so."), Vendor: "ven_1", Organisation: "Shop", Email: "twice@work.example", Role: markthalle.VendorOrders,
	}
	once, err := h.Invite(t.Context(), boss, named)
	require.NoError(t, err)
	twice, err := h.Invite(t.Context(), boss, named)
	require.NoError(t, err, "a request that is sent again")
	require.Equal(t, once, twice)
	_, err = h.AcceptInvitation(t.Context(), me, h.token(named.Email))
	require.NoError(t, err, "the link of the one mail")
}

func TestLastOwnerStays(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada, bob := h.person("ada@known.example"), h.person("bob@known.example")
	first, err := h.Grant(t.Context(), ada.PersonID(), "", markthalle.OperatorOwner)
	require.NoError(t, err)
	boss := as(ada, "", markthalle.OperatorOwner)
	require.ErrorIs(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(first.ID), nil), accounts.ErrLastOwner)
	_, err = h.Grant(t.Context(), bob.PersonID(), "", markthalle.OperatorOwner)
	require.NoError(t, err)
	require.NoError(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(first.ID), nil))
}

// A key can do no more than its maker, is worth nothing once it is over, and belongs to
// one organisation.
func TestKeys(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada := h.person("ada@known.example")
	boss := as(ada, "ven_1", markthalle.VendorOwner)
	now := h.clock.Now()
	for name, in := range map[string]accounts.KeyInput{
		"foreign role": {Vendor: "ven_1", Name: "k", Role: markthalle.OperatorOwner},
		"more scopes":  {Vendor: "ven_1", Name: "k", Role: markthalle.VendorCatalogue, Scopes: []markthalle.Permission{markthalle.LedgerRead}},
		"no name":      {Vendor: "ven_1", Role: markthalle.VendorCatalogue},
		"over already": {Vendor: "ven_1", Name: "k", Role: markthalle.VendorCatalogue, ExpiresAt: now.Add(-time.Second)},
	} {
		_, _, err := h.CreateKey(t.Context(), boss, in)
		require.Equal(t, "accounts.key", markthalle.CodeOf(err), name)
	}
	_, _, err := h.CreateKey(t.Context(), as(ada, "ven_1", markthalle.VendorManager), accounts.KeyInput{Vendor: "ven_1", Name: "k", Role: markthalle.VendorOwner})
	require.ErrorIs(t, err, markthalle.ErrPermission)

	secret, key, err := h.CreateKey(t.Context(), boss, accounts.KeyInput{
		Vendor: "ven_1", Name: "Stock", Role: markthalle.VendorCatalogue, Scopes: []markthalle.Permission{markthalle.OffersWrite}, ExpiresAt: now.Add(time.Hour),
	})
	require.NoError(t, err)
	require.NotContains(t, key.ID, secret, "only the hash is kept")
	id, err := h.Authenticate(t.Context(), secret)
	require.NoError(t, err)
	actor, err := id.Actor(markthalle.Vendor, "")
	require.NoError(t, err)
	require.True(t, actor.Can(markthalle.OffersWrite))
	require.False(t, actor.Can(markthalle.ProductsWrite), "beyond its scopes")
	_, err = id.Actor(markthalle.Vendor, "ven_2")
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = id.Actor(markthalle.Operator, "")
	require.ErrorIs(t, err, markthalle.ErrPermission)

	require.ErrorIs(t, h.RevokeKey(t.Context(), as(ada, "ven_2", markthalle.VendorOwner), markthalle.KeyID(key.ID), nil), markthalle.ErrNotFound)
	require.ErrorIs(t, h.RevokeKey(t.Context(), as(ada, "", markthalle.OperatorOwner), markthalle.KeyID(key.ID), nil), markthalle.ErrNotFound)
	h.clock.Advance(2 * time.Hour)
	_, err = h.Authenticate(t.Context(), "mk_unknown")
	require.ErrorIs(t, err, markthalle.ErrSignIn)

	secret, key, err = h.CreateKey(t.Context(), boss, accounts.KeyInput{Vendor: "ven_1", Name: "Stock", Role: markthalle.VendorCatalogue})
	require.NoError(t, err)
	require.NoError(t, h.RevokeKey(t.Context(), boss, markthalle.KeyID(key.ID), nil))
	_, err = h.Authenticate(t.Context(), secret)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
	list, err := h.Keys(t.Context(), boss, "ven_1", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 1, "revoked keys are not listed")
}

// Deeds are kept with before and after, as a chain that shows a missing link.
func TestAuditKeepsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada, bob := h.person("ada@known.example"), h.person("bob@known.example")
	boss := as(ada, "ven_1", markthalle.VendorOwner)
	boss.RequestID = "req_7"
	_, err := h.Grant(t.Context(), ada.PersonID(), "ven_1", markthalle.VendorOwner)
	require.NoError(t, err)
	m, err := h.Grant(t.Context(), bob.PersonID(), "ven_1", markthalle.VendorOrders)
	require.NoError(t, err)
	require.NoError(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(m.ID), nil))
	require.NoError(t, h.db.Drain(t.Context()))
	log, err := h.AuditLog(t.Context(), boss, "ven_1", markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, log.Items, 3)
	last := log.Items[0]
	require.Equal(t, "member_removed", last.Action)
	require.Equal(t, ada.ID, last.Actor)
	require.Equal(t, "vendor:ven_1", last.ActingAs)
	require.Equal(t, "req_7", last.RequestID)
	require.Equal(t, []accounts.Change{{Field: "member", Before: bob.ID}}, last.Changes)
	require.Equal(t, log.Items[1].Hash, last.Previous)
	broken, err := h.VerifyAudit(t.Context(), "ven_1")
	require.NoError(t, err)
	require.Empty(t, broken)

	_, err = h.AuditLog(t.Context(), boss, "ven_2", markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = h.AuditLog(t.Context(), as(ada, "ven_1", markthalle.VendorManager), "ven_1", markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrPermission)
}

// The roles are those of the marketplace rules §4, resource by resource: r reads, w
// writes too, - neither; the operator's owner, finance, catalogue, support and auditor,
// then the vendor's owner, manager, catalogue, orders, finance and read only.
func TestRoles(t *testing.T) {
	t.Parallel()
	rows := map[markthalle.Permission]struct {
		write markthalle.Permission
		roles string
	}{
		markthalle.VendorsRead:    {markthalle.VendorsWrite, "w r r w r | r r - - r r"},
		markthalle.MembersRead:    {markthalle.MembersWrite, "w - - r r | w r - - - -"},
		markthalle.CategoriesRead: {markthalle.CategoriesWrite, "w - w r r | - - - - - -"},
		markthalle.ProductsRead:   {markthalle.ProductsWrite, "w - w r r | w w w r - r"},
		markthalle.OffersRead:     {markthalle.OffersWrite, "w r w r r | w w w r r r"},
		markthalle.ShopRead:       {markthalle.ShopWrite, "w - r r r | w w - r - r"},
		markthalle.OrdersRead:     {markthalle.OrdersWrite, "w r - w r | w w - w r r"},
		markthalle.RefundsRead:    {markthalle.RefundsMoney, "w w - w r | w w - w r r"},
		markthalle.CommissionRead: {markthalle.CommissionWrite, "w w - r r | r r - - r -"},
		markthalle.LedgerRead:     {markthalle.LedgerMoney, "w w - - r | r - - - r -"},
		markthalle.PayAccountRead: {markthalle.PayAccountWrite, "r r - - r | w - - - w -"},
		markthalle.SystemRead:     {markthalle.SystemWrite, "w r r r r | r - - - - -"},
	}
	require.Len(t, markthalle.Permissions(), 2*len(rows))
	for read, row := range rows {
		letters := strings.Fields(strings.ReplaceAll(row.roles, "|", ""))
		for i, role := range markthalle.Roles() {
			require.Equal(t, letters[i] != "-", role.Grants(read), "%s %s", role, read)
			require.Equal(t, letters[i] == "w", role.Grants(row.write), "%s %s", role, row.write)
		}
	}
}
