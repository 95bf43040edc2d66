package accounts_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/notify"
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
