package accounts_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

// TestSignUpCutOff: a sign-up that was cut off after it had claimed its address does
// not keep the address from whoever signs up again, at once.
func TestSignUpCutOff(t *testing.T) {
	t.Parallel()
	db, clock, ids := storetest.OpenClock(t)
	mails, err := notify.New(notify.Deps{DB: db, Sender: notify.Folder(t.TempDir()), Clock: clock, Config: notify.Config{From: "market@example.com"}})
	require.NoError(t, err)
	s, err := accounts.New(accounts.Deps{
		DB: db, Clock: clock, Wall: clock, IDs: ids, Notify: mails, Config: accounts.Config{Argon2: accounts.QuickArgon2},
	})
	require.NoError(t, err)
	const email, password = "jan@example.com", "a long and quiet password"
	require.NoError(t, db.Claim(t.Context(), "email:"+email, "per_cut"))

	in := accounts.SignUpInput{Email: email, Password: password, Name: "Jan", Locale: markthalle.English}
	require.NoError(t, s.SignUp(t.Context(), in))
	signed, err := s.SignIn(t.Context(), accounts.SignInInput{Email: email, Password: password})
	require.NoError(t, err)
	require.Equal(t, "per_cut", signed.Person.ID)

	// The address has an owner now: nobody gets it, or another password, by signing up.
	in.Password = "another long password"
	require.NoError(t, s.SignUp(t.Context(), in))
	_, err = s.SignIn(t.Context(), accounts.SignInInput{Email: email, Password: in.Password})
	require.Error(t, err)
	_, err = s.SignIn(t.Context(), accounts.SignInInput{Email: email, Password: password})
	require.NoError(t, err)
}

// broken is a store that refuses new links while it is set to.
type broken struct {
	store.Driver
	links atomic.Bool
}

func (b *broken) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	if table != "account_links" || !b.links.Load() {
		return b.Driver.Insert(ctx, table, docs)
	}
	errs := make([]error, len(docs))
	for i := range errs {
		errs[i] = store.ErrUnavailable
	}
	return errs
}

// TestSignUpWithoutMail: what happens between the account and its mail loses no mail.
// Signing up once more does not send the link to whoever asks.
func TestSignUpWithoutMail(t *testing.T) {
	t.Parallel()
	h := open(t, accounts.Config{})
	const email = "jan@known.example"
	in := accounts.SignUpInput{Email: email, Password: password, Name: "Jan", Locale: markthalle.English}
	h.driver.links.Store(true)
	require.NoError(t, h.SignUp(t.Context(), in))
	require.Empty(t, h.sent(email))

	h.driver.links.Store(false)
	require.NoError(t, h.SignUp(t.Context(), in), "sent again by who was cut off")
	require.NoError(t, h.db.Drain(t.Context()))
	require.NoError(t, h.db.Drain(t.Context()))
	var templates []string
	for _, m := range h.sent(email) {
		templates = append(templates, m.Template)
	}
	require.ElementsMatch(t, []string{notify.VerifyEmail{}.TemplateName(), notify.AddressKnown{}.TemplateName()}, templates)
	for _, m := range h.sent(email) {
		if found := inLink.FindStringSubmatch(m.Text); found != nil {
			p, err := h.VerifyEmail(t.Context(), found[1])
			require.NoError(t, err)
			require.True(t, p.Verified)
		}
	}
}
