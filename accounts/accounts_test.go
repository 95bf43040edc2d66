package accounts_test

import (
	"context"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

const password = "a sentence that nobody guesses"

// house is a service over a store of its own.
type house struct {
	*accounts.Service
	t      *testing.T
	db     *store.DB
	clock  *markthalle.ManualClock
	post   *notify.Service
	driver *broken
}

func open(t *testing.T, config accounts.Config) *house {
	t.Helper()
	h := &house{t: t, clock: markthalle.NewManualClock(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))}
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	require.NoError(t, err)
	h.driver = &broken{Driver: driver}
	ids := markthalle.NewIDs(h.clock, nil)
	h.db, err = store.Open(h.driver, store.Options{Clock: h.clock, Wall: h.clock, IDs: ids, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.db.Close(context.WithoutCancel(t.Context()))) })
	h.post, err = notify.New(notify.Deps{
		DB: h.db, Sender: notify.Folder(t.TempDir()), Clock: h.clock, Config: notify.Config{From: "hall@market.example", BaseURL: "https://market.example"},
	})
	require.NoError(t, err)
	config.Argon2, config.BaseURL = accounts.QuickArgon2, "https://market.example"
	h.Service, err = accounts.New(accounts.Deps{DB: h.db, Clock: h.clock, Wall: h.clock, IDs: ids, Notify: h.post, Config: config})
	require.NoError(t, err)
	store.On(h.db, "accounts.record_audit", h.RecordAudit)
	store.On(h.db, "accounts.mail_verification", h.MailVerification)
	require.NoError(t, h.db.Ensure(t.Context()))
	return h
}

// sent are the mails to an address, newest first.
func (h *house) sent(to string) []notify.Mail {
	h.t.Helper()
	page, err := h.post.MailsTo(h.t.Context(), to, markthalle.PageQuery{Limit: 100})
	require.NoError(h.t, err)
	return page.Items
}

var inLink = regexp.MustCompile(`token=([A-Za-z0-9_%-]+)`)

// token is that of the link in the newest mail to an address.
func (h *house) token(to string) string {
	h.t.Helper()
	list := h.sent(to)
	require.NotEmpty(h.t, list)
	m := inLink.FindStringSubmatch(list[0].Text)
	require.NotNil(h.t, m, list[0].Text)
	return m[1]
}

func (h *house) person(email string) accounts.Person {
	h.t.Helper()
	p, err := h.CreatePerson(h.t.Context(), accounts.NewPerson{
		Email: email, Name: "Person " + email, Locale: markthalle.English, Password: password, Verified: true,
	})
	require.NoError(h.t, err)
	return p
}

func (h *house) signIn(email, password string) (accounts.SignedIn, error) {
	return h.SignIn(h.t.Context(), accounts.SignInInput{Email: email, Password: password, IP: "192.0.2.1", Agent: "test"})
}

// What sign-up, sign-in and reset say does not depend on whether an address is known.
func TestNobodyLearnsWhichAddressesAreKnown(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	h.person("ada@known.example")
	in := accounts.SignUpInput{Email: "ADA@known.example ", Password: password, Name: "Eve", Locale: markthalle.English}
	require.NoError(t, h.SignUp(t.Context(), in), "a known address answers as a new one")
	in.Email = "new@unknown.example"
	require.NoError(t, h.SignUp(t.Context(), in))
	require.Len(t, h.sent("ada@known.example"), 1, "the owner is told")
	require.Len(t, h.sent("new@unknown.example"), 1)

	for _, ask := range []func(context.Context, string) error{h.RequestReset, h.ResendVerification} {
		require.NoError(t, ask(t.Context(), "ada@known.example"))
		require.NoError(t, ask(t.Context(), "nobody@unknown.example"))
	}
	require.Empty(t, h.sent("nobody@unknown.example"))

	// Fifteen wrong passwords, each later than the wait before it: step by step the
	// answers are the same.
	for n := range 15 {
		_, known := h.signIn("ada@known.example", "not the password")
		_, unknown := h.signIn("nobody@unknown.example", "not the password")
		require.Equal(t, markthalle.CodeOf(known), markthalle.CodeOf(unknown), "attempt %d", n)
		require.Equal(t, known.Error(), unknown.Error())
		h.clock.Advance(20 * time.Second)
	}
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	h.person("ada@known.example")
	for range 5 {
		_, err := h.signIn("ada@known.example", "wrong")
		require.ErrorIs(t, err, accounts.ErrSignInFailed)
	}
	_, err := h.signIn("Ada@Known.example", password)
	require.ErrorIs(t, err, accounts.ErrThrottled, "the right password waits too")
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, 30*time.Second, e.RetryAfter)
	h.clock.Advance(31 * time.Second)
	_, err = h.signIn("ada@known.example", "wrong")
	require.ErrorIs(t, err, accounts.ErrSignInFailed)
	h.clock.Advance(31 * time.Second)
	_, err = h.signIn("ada@known.example", password)
	require.ErrorIs(t, err, accounts.ErrThrottled, "the wait has doubled")
	h.clock.Advance(31 * time.Second)
	_, err = h.signIn("ada@known.example", password)
	require.NoError(t, err)
	_, err = h.signIn("ada@known.example", "wrong")
	require.ErrorIs(t, err, accounts.ErrSignInFailed)
	_, err = h.signIn("ada@known.example", password)
	require.NoError(t, err, "a success forgets the failures")
}

// One origin tries at most fifty passwords in a quarter of an hour, over all addresses.
func TestOriginIsThrottled(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	h.person("ada@known.example")
	for n := range 50 {
		_, err := h.signIn(string(rune('a'+n%26))+string(rune('a'+n/26))+"@unknown.example", "wrong")
		require.ErrorIs(t, err, accounts.ErrSignInFailed)
	}
	_, err := h.signIn("ada@known.example", password)
	require.ErrorIs(t, err, accounts.ErrThrottled)
	_, err = h.SignIn(t.Context(), accounts.SignInInput{Email: "ada@known.example", Password: password, IP: "192.0.2.2"})
	require.NoError(t, err, "another origin is not concerned")
	h.clock.Advance(16 * time.Minute)
	_, err = h.signIn("ada@known.example", password)
	require.NoError(t, err)
}

func TestSignUpTellsEveryFault(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	for name, c := range map[string]struct {
		in     accounts.SignUpInput
		faults map[string]string
	}{
		"everything": {accounts.SignUpInput{Email: "x", Password: "short"}, map[string]string{
			"/email": "not_an_email", "/name": "length", "/password": "accounts.password_length",
		}},
		"breached": {accounts.SignUpInput{Email: "a@b.example", Name: "A", Password: "passwordpassword"}, map[string]string{"/password": "accounts.password_breached"}},
		"guessable": {
			accounts.SignUpInput{Email: "ada.lovelace@b.example", Name: "A", Password: "ada.lovelace1"},
			map[string]string{"/password": "accounts.password_guessable"},
		},
	} {
		err := h.SignUp(t.Context(), c.in)
		var e *markthalle.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, markthalle.Invalid, e.Kind)
		got := map[string]string{}
		for _, f := range e.Fields {
			got[f.Pointer] = f.Code
		}
		require.Equal(t, c.faults, got, name)
	}
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{SessionTTL: time.Hour})
	ada, bob := h.person("ada@known.example"), h.person("bob@known.example")
	me := markthalle.Actor{Kind: markthalle.Buyer, Person: ada.PersonID()}
	first, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)
	second, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)
	list, err := h.Sessions(t.Context(), me, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 2)

	other := markthalle.Actor{Kind: markthalle.Buyer, Person: bob.PersonID()}
	require.ErrorIs(t, h.RevokeSession(t.Context(), other, markthalle.SessionID(first.Session.ID), nil), markthalle.ErrNotFound)
	require.NoError(t, h.RevokeSession(t.Context(), me, markthalle.SessionID(first.Session.ID), nil))
	_, err = h.Authenticate(t.Context(), first.Token)
	require.ErrorIs(t, err, markthalle.ErrSignIn)
	id, err := h.Authenticate(t.Context(), second.Token)
	require.NoError(t, err)
	require.Equal(t, ada.ID, id.Person.ID)
	require.NoError(t, h.SignOut(t.Context(), second.Token))
	require.NoError(t, h.SignOut(t.Context(), second.Token), "signed out already")
	_, err = h.Authenticate(t.Context(), second.Token)
	require.ErrorIs(t, err, markthalle.ErrSignIn)

	third, err := h.signIn("ada@known.example", password)
	require.NoError(t, err)
	h.clock.Advance(2 * time.Hour)
	_, err = h.Authenticate(t.Context(), third.Token)
	require.ErrorIs(t, err, markthalle.ErrSignIn, "expired")
	h.clock.Advance(25 * time.Hour)
	n, err := h.PurgeSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, n)
}
