package stripesim_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestOnboarding opens the form by an account link and presses each button.
func TestOnboarding(t *testing.T) {
	t.Parallel()
	for button, c := range map[string]struct {
		check func(*testing.T, *stripe.Account)
	}{
		"complete": {func(t *testing.T, a *stripe.Account) {
			require.True(t, a.Capabilities.Transfers == stripe.AccountCapabilityStatusActive && a.PayoutsEnabled && a.ChargesEnabled && a.DetailsSubmitted)
			require.Empty(t, a.Requirements.CurrentlyDue)
			require.Len(t, a.ExternalAccounts.Data, 1)
		}},
		"review": {func(t *testing.T, a *stripe.Account) {
			require.Equal(t, stripe.AccountCapabilityStatusPending, a.Capabilities.Transfers)
			require.NotEmpty(t, a.Requirements.PendingVerification)
		}},
		"document": {func(t *testing.T, a *stripe.Account) {
			require.True(t, a.DetailsSubmitted)
			require.Equal(t, []string{"individual.verification.document"}, a.Requirements.CurrentlyDue)
			require.False(t, a.PayoutsEnabled)
		}},
		"leave": {func(t *testing.T, a *stripe.Account) {
			require.False(t, a.DetailsSubmitted)
			require.Equal(t, "typed@example.com", a.Individual.Email)
		}},
		"rejected": {func(t *testing.T, a *stripe.Account) {
			require.Equal(t, stripe.AccountRequirementsDisabledReason("rejected.other"), a.Requirements.DisabledReason)
		}},
	} {
		t.Run(button, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			a, err := b.sc.Accounts.New(accountParams(func(p *stripe.AccountParams) { p.BusinessType = stripe.String("individual") }))
			require.NoError(t, err)
			require.False(t, a.DetailsSubmitted)
			require.Contains(t, a.Requirements.CurrentlyDue, "external_account")
			l, err := b.sc.AccountLinks.New(&stripe.AccountLinkParams{
				Account: stripe.String(a.ID), Type: stripe.String("account_onboarding"),
				ReturnURL: stripe.String("https://m.example/return"), RefreshURL: stripe.String("https://m.example/refresh"),
			})
			require.NoError(t, err)
			w := b.page("GET", l.URL, nil)
			require.Equal(t, http.StatusOK, w.Code)
			form := url.Values{"outcome": {button}}
			for _, m := range regexp.MustCompile(`name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(w.Body.String(), -1) {
				if m[1] != "outcome" {
					form.Set(m[1], m[2])
				}
			}
			require.Equal(t, "000123456789", form.Get("external_account"), "filled with valid test data")
			form.Set("individual.email", "typed@example.com")
			require.Equal(t, http.StatusSeeOther, b.page("GET", l.URL, nil).Code, "an account link works once (§2.2)")
			w = b.page("POST", l.URL, form)
			require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
			require.Equal(t, "https://m.example/return", w.Header().Get("Location"))
			a, err = b.sc.Accounts.GetByID(a.ID, nil)
			require.NoError(t, err)
			c.check(t, a)
			if button == "review" {
				b.advance(time.Minute)
				a, err = b.sc.Accounts.GetByID(a.ID, nil)
				require.NoError(t, err)
				require.True(t, a.PayoutsEnabled)
			}
			form.Set("outcome", "rejected")
			require.Equal(t, http.StatusSeeOther, b.page("POST", l.URL, form).Code)
			again, err := b.sc.Accounts.GetByID(a.ID, nil)
			require.NoError(t, err)
			require.Equal(t, a.Requirements.DisabledReason, again.Requirements.DisabledReason, "a second submission changes nothing")
		})
	}
}

// TestAccountLinkExpires: minutes, then refresh_url.
func TestAccountLinkExpires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.vendor()
	l, err := b.sc.AccountLinks.New(&stripe.AccountLinkParams{
		Account: stripe.String(a.ID), Type: stripe.String("account_onboarding"),
		ReturnURL: stripe.String("https://m.example/return"), RefreshURL: stripe.String("https://m.example/refresh"),
	})
	require.NoError(t, err)
	b.clock.Advance(6 * time.Minute)
	w := b.page("GET", l.URL, nil)
	require.Equal(t, "https://m.example/refresh", w.Header().Get("Location"))
	login, err := b.sc.LoginLinks.New(&stripe.LoginLinkParams{Account: stripe.String(a.ID)})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, b.page("GET", login.URL, nil).Code)
	require.Equal(t, http.StatusGone, b.page("GET", login.URL, nil).Code)
}

// TestAccountStages: a deadline that passes disables; a rejection is for ever.
func TestAccountStages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.vendor()
	require.NoError(t, b.sim.DecideAccount(a.ID, "due", ""))
	got, err := b.sc.Accounts.GetByID(a.ID, nil)
	require.NoError(t, err)
	require.True(t, got.PayoutsEnabled, "currently due, and still paid (PAY-14)")
	require.NotZero(t, got.Requirements.CurrentDeadline)
	b.advance(15 * 24 * time.Hour)
	got, err = b.sc.Accounts.GetByID(a.ID, nil)
	require.NoError(t, err)
	require.False(t, got.PayoutsEnabled)
	require.NotEmpty(t, got.Requirements.PastDue)
	got, err = b.sc.Accounts.Reject(a.ID, &stripe.AccountRejectParams{Reason: stripe.String("fraud")})
	require.NoError(t, err)
	require.Equal(t, stripe.AccountRequirementsDisabledReason("rejected.fraud"), got.Requirements.DisabledReason)

	c, err := b.sc.Capabilities.Get("transfers", &stripe.CapabilityParams{Account: stripe.String(a.ID)})
	require.NoError(t, err)
	require.Equal(t, stripe.CapabilityStatusInactive, c.Status)
	gone, err := b.sc.Accounts.Del(a.ID, nil)
	require.NoError(t, err)
	require.True(t, gone.Deleted)
	require.Equal(t, 403, b.call(http.MethodGet, "/v1/accounts/"+a.ID, "").status)
}

// TestAccountUpdate: metadata merges, terms cannot be accepted for others, tokens and
// unknown countries are refused.
func TestAccountUpdate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := b.vendor()
	got, err := b.sc.Accounts.Update(a.ID, &stripe.AccountParams{
		Metadata: map[string]string{"vendor_id": "", "new": "1"},
		Settings: &stripe.AccountSettingsParams{Payouts: &stripe.AccountSettingsPayoutsParams{Schedule: &stripe.AccountSettingsPayoutsScheduleParams{
			Interval: stripe.String("weekly"), WeeklyAnchor: stripe.String("friday"), DelayDaysMinimum: stripe.Bool(true),
		}}},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"new": "1"}, got.Metadata)
	require.Equal(t, stripe.AccountSettingsPayoutsScheduleInterval("weekly"), got.Settings.Payouts.Schedule.Interval)
	ch := b.sale(3000, "eur", "4000000000000077")
	_, err = b.transfer(1000, a.ID, ch.ID)
	require.NoError(t, err)
	b.advance(4 * 24 * time.Hour) // start is a Monday: Friday's midnight comes before this
	list := b.sc.Payouts.List(withAccount(&stripe.PayoutListParams{}, a.ID))
	require.True(t, list.Next())
	require.Equal(t, time.Friday, time.Unix(list.Payout().Created, 0).UTC().Weekday())

	for name, params := range map[string]string{
		"terms": "tos_acceptance[date]=1", "token": "external_account=btok_1", "controller": "controller[fees][payer]=account",
		"capability": "capabilities[sepa_debit_payments][requested]=true", "iban": "external_account[account_number]=DE00370400440532013000&external_account[country]=DE",
	} {
		require.Equal(t, 400, b.call(http.MethodPost, "/v1/accounts/"+a.ID, params).status, name)
	}
	require.Equal(t, "country_unsupported", b.call(http.MethodPost, "/v1/accounts", "country=BR&controller[fees][payer]=application").fault("code"), "PAY-29")
	_, err = stripesim.New(stripesim.Config{})
	require.Error(t, err)
}
