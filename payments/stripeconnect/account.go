package stripeconnect

import (
	"context"
	"strings"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments"
)

// CreateAccount opens a connected account by controller properties (PAY-2): the
// platform pays the fees and bears losses, Stripe collects the papers, the vendor has
// an Express dashboard.
func (g *Gateway) CreateAccount(ctx context.Context, r payments.AccountRequest) (payments.ProviderAccount, error) {
	kind := "individual"
	if r.Business {
		kind = "company"
	}
	p := &stripe.AccountParams{
		Params:  params(ctx, r.Key),
		Country: stripe.String(r.Country), Email: stripe.String(r.Email), BusinessType: stripe.String(kind),
		Controller: &stripe.AccountControllerParams{
			Fees:                  &stripe.AccountControllerFeesParams{Payer: stripe.String("application")},
			Losses:                &stripe.AccountControllerLossesParams{Payments: stripe.String("application")},
			RequirementCollection: stripe.String("stripe"),
			StripeDashboard:       &stripe.AccountControllerStripeDashboardParams{Type: stripe.String("express")},
		},
		Capabilities: &stripe.AccountCapabilitiesParams{
			Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
			CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
		},
		BusinessProfile: &stripe.AccountBusinessProfileParams{Name: stripe.String(r.Name)},
		Metadata:        r.Metadata,
	}
	if len(r.IBAN) > 2 {
		p.ExternalAccount = &stripe.AccountExternalAccountParams{
			AccountNumber: stripe.String(r.IBAN), Country: stripe.String(r.IBAN[:2]),
			Currency: stripe.String(strings.ToLower(string(r.Currency))),
		}
	}
	a, err := g.api.Accounts.New(p)
	if err != nil {
		return payments.ProviderAccount{}, classify(err, true)
	}
	return account(a), nil
}

// GetAccount reads a connected account.
func (g *Gateway) GetAccount(ctx context.Context, id string) (payments.ProviderAccount, error) {
	a, err := g.api.Accounts.GetByID(id, &stripe.AccountParams{Params: params(ctx, "")})
	if err != nil {
		return payments.ProviderAccount{}, classify(err, false)
	}
	return account(a), nil
}

// AccountLink mints a single-use address of the hosted onboarding.
func (g *Gateway) AccountLink(ctx context.Context, r payments.LinkRequest) (string, error) {
	l, err := g.api.AccountLinks.New(&stripe.AccountLinkParams{
		Params: params(ctx, r.Key), Account: stripe.String(r.Account), Type: stripe.String("account_onboarding"),
		ReturnURL: stripe.String(r.ReturnURL), RefreshURL: stripe.String(r.RefreshURL),
		CollectionOptions: &stripe.AccountLinkCollectionOptionsParams{Fields: stripe.String("eventually_due")},
	})
	if err != nil {
		return "", classify(err, true)
	}
	return l.URL, nil
}

func account(a *stripe.Account) payments.ProviderAccount {
	out := payments.ProviderAccount{
		ID: a.ID, Country: a.Country, DetailsSubmitted: a.DetailsSubmitted, PayoutsEnabled: a.PayoutsEnabled,
	}
	if a.Capabilities != nil {
		out.Transfers = string(a.Capabilities.Transfers)
	}
	if q := a.Requirements; q != nil {
		out.CurrentlyDue, out.PastDue, out.EventuallyDue = q.CurrentlyDue, q.PastDue, q.EventuallyDue
		out.Pending, out.Deadline = q.PendingVerification, at(q.CurrentDeadline)
		out.DisabledReason = string(q.DisabledReason)
		for _, e := range q.Errors {
			out.Errors = append(out.Errors, payments.RequirementError{
				Requirement: e.Requirement, Code: e.Code, Reason: e.Reason,
			})
		}
	}
	if a.ExternalAccounts != nil {
		for _, x := range a.ExternalAccounts.Data {
			if x.BankAccount != nil {
				out.BankLast4 = x.BankAccount.Last4
			}
		}
	}
	return out
}

// Balance reads the balance of a connected account, or of the platform for "".
func (g *Gateway) Balance(ctx context.Context, id string) ([]payments.ProviderBalance, error) {
	p := &stripe.BalanceParams{Params: params(ctx, "")}
	if id != "" {
		p.SetStripeAccount(id)
	}
	b, err := g.api.Balance.Get(p)
	if err != nil {
		return nil, classify(err, false)
	}
	var out []payments.ProviderBalance
	place := func(c stripe.Currency) *payments.ProviderBalance {
		for i := range out {
			if out[i].Currency == currency(c) {
				return &out[i]
			}
		}
		out = append(out, payments.ProviderBalance{Currency: currency(c)})
		return &out[len(out)-1]
	}
	for _, x := range b.Available {
		place(x.Currency).Available += x.Amount
	}
	for _, x := range b.Pending {
		place(x.Currency).Pending += x.Amount
	}
	return out, nil
}

// Transactions reads one page of the platform's balance transactions, newest first.
func (g *Gateway) Transactions(ctx context.Context, q payments.TransactionQuery) (payments.TransactionPage, error) {
	p := &stripe.BalanceTransactionListParams{ListParams: list(ctx)}
	p.Single = true
	if !q.From.IsZero() || !q.To.IsZero() {
		p.CreatedRange = &stripe.RangeQueryParams{}
		if !q.From.IsZero() {
			p.CreatedRange.GreaterThanOrEqual = q.From.Unix()
		}
		if !q.To.IsZero() {
			p.CreatedRange.LesserThan = q.To.Unix()
		}
	}
	if q.Source != "" {
		p.Source = stripe.String(q.Source)
	}
	if q.Cursor != "" {
		p.StartingAfter = stripe.String(q.Cursor)
	}
	it := g.api.BalanceTransactions.List(p)
	var out payments.TransactionPage
	for it.Next() {
		out.Items = append(out.Items, transaction(it.BalanceTransaction()))
	}
	if err := it.Err(); err != nil {
		return payments.TransactionPage{}, classify(err, false)
	}
	if it.Meta().HasMore && len(out.Items) > 0 {
		out.Next = out.Items[len(out.Items)-1].ID
	}
	return out, nil
}
