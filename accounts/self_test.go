package accounts_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

func TestPersonChangesThemself(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada := h.person("ada@known.example")
	me := markthalle.Actor{Kind: markthalle.Buyer, Person: ada.PersonID()}
	name, polish, none := "  Ada King ", markthalle.Polish, " "
	p, err := h.Change(t.Context(), me, accounts.Patch{Name: &name, Locale: &polish}, nil)
	require.NoError(t, err)
	require.Equal(t, "Ada King", p.Name)
	require.Equal(t, markthalle.Polish, p.Locale)
	_, err = h.Change(t.Context(), me, accounts.Patch{Name: &none}, nil)
	require.Equal(t, "accounts.person", markthalle.CodeOf(err))
	old := ada.Version
	_, err = h.Change(t.Context(), me, accounts.Patch{Name: &name}, &old)
	require.ErrorIs(t, err, markthalle.ErrRevision)
	_, err = h.Change(t.Context(), markthalle.Actor{}, accounts.Patch{Name: &name}, nil)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
}

// A new password needs the present one, ends every other session, and guesses at the
// present one are throttled like those at the door.
func TestPasswordIsChanged(t *testing.T) {
	t.Parallel()
	const next = "another good sentence"
	h := open(t, accounts.Config{})
	ada := h.person("ada@known.example")
	me := markthalle.Actor{Kind: markthalle.Buyer, Person: ada.PersonID()}
	here, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)
	there, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)

	err = h.ChangePassword(t.Context(), me, accounts.PasswordChange{Current: "wrong", New: "short", Token: here.Token, IP: "192.0.2.1"})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Len(t, e.Fields, 2, "both faults at once")
	require.Equal(t, "/current_password", e.Fields[0].Pointer)
	require.Equal(t, "/new_password", e.Fields[1].Pointer)

	require.NoError(t, h.ChangePassword(t.Context(), me, accounts.PasswordChange{Current: password, New: next, Token: here.Token, IP: "192.0.2.1"}))
	_, err = h.Authenticate(t.Context(), here.Token)
	require.NoError(t, err)
	_, err = h.Authenticate(t.Context(), there.Token)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
	_, err = h.signIn("ada@known.example", next)
	require.NoError(t, err)

	for range 5 {
		err = h.ChangePassword(t.Context(), me, accounts.PasswordChange{Current: "guess", New: next, Token: here.Token, IP: "192.0.2.1"})
		require.Equal(t, "accounts.password", markthalle.CodeOf(err))
	}
	err = h.ChangePassword(t.Context(), me, accounts.PasswordChange{Current: next, New: password, Token: here.Token, IP: "192.0.2.1"})
	require.ErrorIs(t, err, accounts.ErrThrottled)
	require.NoError(t, h.db.Drain(t.Context()))
	log, err := h.AuditLog(t.Context(), markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{markthalle.OperatorAuditor}}, ada.ID, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, log.Items, 1)
	require.Equal(t, "password_changed", log.Items[0].Action)
}

func TestInvitationIsShownBeforeItIsAccepted(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	ada := h.person("ada@known.example")
	boss := as(ada, "ven_1", markthalle.VendorOwner)
	m, err := h.Invite(t.Context(), boss, accounts.InviteInput{Vendor: "ven_1", Organisation: "Shop", Email: "bob@work.example", Role: markthalle.VendorOrders})
	require.NoError(t, err)
	seen, err := h.Invitation(t.Context(), h.token("bob@work.example"))
	require.NoError(t, err)
	require.Equal(t, m.ID, seen.ID)
	_, err = h.Invitation(t.Context(), "no-such-token")
	require.ErrorIs(t, err, accounts.ErrLink)
	require.NoError(t, h.RemoveMember(t.Context(), boss, markthalle.MembershipID(m.ID), nil))
	_, err = h.Invitation(t.Context(), h.token("bob@work.example"))
	require.ErrorIs(t, err, accounts.ErrLink, "withdrawn")
}
