package payments

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// AccountStatus is what a vendor's payment account allows, in our words (payments
// rules §2.2).
type AccountStatus string

// The statuses; the first whose condition holds wins.
const (
	AccountNone           AccountStatus = "none"
	AccountRejected       AccountStatus = "rejected"
	AccountIncomplete     AccountStatus = "incomplete"
	AccountActionRequired AccountStatus = "action_required"
	AccountPayoutBlocked  AccountStatus = "payout_blocked"
	AccountActive         AccountStatus = "active"
	AccountInReview       AccountStatus = "in_review"
)

// Account is a vendor's account at the provider as we last read it.
type Account struct {
	store.Meta `bson:",inline"` // id pa_<vendor>

	Intent         `bson:",inline"`
	Vendor         markthalle.VendorID `bson:"vendor"`
	Country        string              `bson:"country"`
	Email          string              `bson:"email"`
	Name           string              `bson:"name"`
	Business       bool                `bson:"business"`
	Currency       money.Currency      `bson:"currency"`
	IBAN           string              `bson:"iban,omitempty"`
	Provider       string              `bson:"provider,omitempty"`
	Status         AccountStatus       `bson:"status"`
	Transferable   bool                `bson:"transferable"`
	CurrentlyDue   []string            `bson:"currently_due"`
	EventuallyDue  []string            `bson:"eventually_due"`
	Errors         []RequirementError  `bson:"errors"`
	Deadline       time.Time           `bson:"deadline,omitempty"`
	DisabledReason string              `bson:"disabled_reason,omitempty"`
	BankLast4      string              `bson:"bank_last4,omitempty"`
	FetchedAt      time.Time           `bson:"fetched_at,omitempty"`
}

func accountID(v markthalle.VendorID) string { return "pa_" + markthalle.Body(v) }

// statusOf maps the provider's view to ours: the table of payments rules §2.2, first
// match wins. eventually_due alone never blocks (PAY-11), charges_enabled is not
// looked at (PAY-10).
func statusOf(a ProviderAccount) AccountStatus {
	switch {
	case a.ID == "":
		return AccountNone
	case strings.HasPrefix(a.DisabledReason, "rejected."):
		return AccountRejected
	case !a.DetailsSubmitted:
		return AccountIncomplete
	case len(a.CurrentlyDue) > 0 || len(a.PastDue) > 0:
		return AccountActionRequired
	case a.Transfers == "active" && !a.PayoutsEnabled:
		return AccountPayoutBlocked
	case a.Transfers == "active":
		return AccountActive
	default:
		return AccountInReview
	}
}

// transferable is the release gate (PAY-14): an account with a deadline in the future
// shows action_required and is still paid.
func transferable(a ProviderAccount) bool {
	return a.Transfers == "active" && a.PayoutsEnabled && !strings.HasPrefix(a.DisabledReason, "rejected.")
}

// OnboardInput is what the provider needs to open an account for a vendor.
type OnboardInput struct {
	Vendor                markthalle.VendorID
	Country, Email, Name  string
	Business              bool
	Currency              money.Currency
	IBAN                  string
	ReturnURL, RefreshURL string
}

// Onboard makes sure that the vendor has an account at the provider and returns a
// fresh, single-use address where its papers are completed. It never mails it.
//
// Errors: accounts.permission_missing, not_found, payments.country_not_supported,
// payments.unknown_outcome, payments.provider_down.
func (s *Service) Onboard(ctx context.Context, actor markthalle.Actor, in OnboardInput) (url string, err error) {
	if err := actor.RequireFor(markthalle.PayAccountWrite, in.Vendor); err != nil {
		return "", err
	}
	a, err := s.EnsureAccount(ctx, in)
	if err != nil {
		return "", err
	}
	url, err = s.gateway.AccountLink(ctx, LinkRequest{
		Key: s.key("link", string(in.Vendor)+":"+s.ids.New("click"), 1), Account: a.Provider,
		ReturnURL: in.ReturnURL, RefreshURL: in.RefreshURL,
	})
	if refusal, ok := IsRefused(err); ok {
		return "", markthalle.Errorf(markthalle.Conflict, "payments.onboarding_refused",
			"The payment provider refused: %s.", refusal.Message).With(err)
	}
	if err != nil {
		return "", fmt.Errorf("mint onboarding link: %w", err)
	}
	return url, nil
}

// EnsureAccount makes sure that the vendor has an account at the provider.
func (s *Service) EnsureAccount(ctx context.Context, in OnboardInput) (Account, error) {
	wall := s.wall.WallNow()
	a, err := s.rec.accounts.Upsert(ctx, accountID(in.Vendor), func(a *Account) error {
		if a.Rev != 0 {
			return nil
		}
		a.Intent = newIntent(1, wall)
		a.Vendor, a.Country, a.Email, a.Name = in.Vendor, in.Country, in.Email, in.Name
		a.Business, a.Currency, a.IBAN, a.Status = in.Business, in.Currency, in.IBAN, AccountNone
		return nil
	})
	if err != nil || a.Provider != "" {
		return a, err
	}
	got, err := s.gateway.CreateAccount(ctx, AccountRequest{
		Key: s.key("acct", string(a.Vendor), a.Attempt), Vendor: string(a.Vendor), Country: a.Country, Email: a.Email,
		Name: a.Name, Business: a.Business, Currency: a.Currency, IBAN: a.IBAN,
		Metadata: s.metadata("vendor_id", string(a.Vendor)),
	})
	if refusal, ok := IsRefused(err); ok {
		return a, s.refuseAccount(ctx, a, refusal)
	}
	if err != nil {
		return a, fmt.Errorf("open payment account: %w", err)
	}
	return s.storeAccount(ctx, a.Vendor, got)
}

// refuseAccount frees the intent, so that a corrected application can be sent again.
func (s *Service) refuseAccount(ctx context.Context, a Account, refusal *Refused) error {
	wall := s.wall.WallNow()
	err := s.rec.accounts.Update(ctx, a.ID, func(q *Account) error {
		if q.Provider == "" {
			q.Intent = newIntent(q.Attempt+1, wall)
			q.LastError = refusal.Error()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store refusal: %w", err)
	}
	return ErrCountry.Say("The payment provider refused the account: %s", refusal.Message).With(refusal)
}

// RefreshAccount reads a vendor's account again and emits AccountChanged when what it
// allows or demands is not what we knew.
func (s *Service) RefreshAccount(ctx context.Context, vendor markthalle.VendorID) (Account, error) {
	a, err := s.rec.accounts.Get(ctx, accountID(vendor))
	if err != nil {
		return Account{}, err
	}
	if a.Provider == "" {
		return a, nil
	}
	got, err := s.gateway.GetAccount(ctx, a.Provider)
	if refusal, ok := IsRefused(err); ok && refusal.Code == accountGone {
		got, err = ProviderAccount{ID: a.Provider, DisabledReason: "rejected.disconnected"}, nil // the vendor has left us
	}
	if err != nil {
		return a, fmt.Errorf("read payment account: %w", err)
	}
	return s.storeAccount(ctx, vendor, got)
}

func (s *Service) storeAccount(ctx context.Context, vendor markthalle.VendorID, got ProviderAccount) (Account, error) {
	now := s.clock.Now()
	return s.rec.accounts.Modify(ctx, accountID(vendor), func(a *Account) error {
		status, ok := statusOf(got), transferable(got)
		due := append(append([]string{}, got.PastDue...), got.CurrentlyDue...)
		changed := a.Status != status || a.Transferable != ok || !equal(a.CurrentlyDue, due) || !a.Deadline.Equal(got.Deadline)
		a.Provider, a.Status, a.Transferable = got.ID, status, ok
		a.CurrentlyDue, a.EventuallyDue, a.Errors = due, got.EventuallyDue, got.Errors
		a.Deadline, a.DisabledReason, a.BankLast4 = got.Deadline, got.DisabledReason, got.BankLast4
		if changed {
			a.FetchedAt = now
			a.Emit(AccountChanged{
				Vendor: vendor, Account: got.ID, Status: status, Transferable: ok, CurrentlyDue: due,
				Deadline: got.Deadline, DisabledReason: got.DisabledReason,
			})
		}
		return nil
	})
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Account returns what we know of a vendor's account. Error: not_found.
func (s *Service) Account(ctx context.Context, vendor markthalle.VendorID) (Account, error) {
	return s.rec.accounts.Get(ctx, accountID(vendor))
}

// vendorOf finds whose account a provider's id is. Error: not_found.
func (s *Service) vendorOf(ctx context.Context, provider string) (markthalle.VendorID, error) {
	page, err := s.rec.accounts.Find(ctx, store.Query{
		Index: "provider", Eq: []any{provider}, Page: markthalle.PageQuery{Limit: 1},
	})
	if err != nil {
		return "", err
	}
	if len(page.Items) == 0 {
		return "", markthalle.ErrNotFound
	}
	return page.Items[0].Vendor, nil
}

// ProviderBalances returns what the provider says a vendor's account holds.
func (s *Service) ProviderBalances(ctx context.Context, vendor markthalle.VendorID) ([]ProviderBalance, error) {
	a, err := s.rec.accounts.Get(ctx, accountID(vendor))
	if err != nil {
		return nil, err
	}
	return s.gateway.Balance(ctx, a.Provider)
}

// EachTransaction calls fn for the market's own balance transactions at the provider that
// a query asks for, newest first.
func (s *Service) EachTransaction(ctx context.Context, q TransactionQuery, fn func(Transaction) error) error {
	for {
		page, err := s.gateway.Transactions(ctx, q)
		if err != nil {
			return fmt.Errorf("read balance transactions: %w", err)
		}
		for _, t := range page.Items {
			if err := fn(t); err != nil {
				return err
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return nil
		}
	}
}

// PlatformBalances returns what the provider says the market's own account holds.
func (s *Service) PlatformBalances(ctx context.Context) ([]ProviderBalance, error) {
	return s.gateway.Balance(ctx, "")
}
