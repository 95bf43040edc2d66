package payments

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// PaymentsBetween returns the payments that were begun in [from, to) and on which no money
// is known to have arrived.
func (s *Service) PaymentsBetween(ctx context.Context, from, to time.Time) ([]Payment, error) {
	var out []Payment
	err := s.rec.payments.Scan(ctx, store.Query{Index: "created", From: from, To: to}, func(p Payment) error {
		if len(p.Charges) == 0 {
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list payments: %w", err)
	}
	return out, nil
}

// SessionAtProvider returns what the provider says about a checkout session. Error:
// not_found.
func (s *Service) SessionAtProvider(ctx context.Context, id string) (Checkout, error) {
	got, err := s.gateway.GetCheckout(ctx, id)
	if refusal, ok := IsRefused(err); ok && refusal.Code == "resource_missing" {
		return Checkout{}, markthalle.ErrNotFound
	}
	if err != nil {
		return Checkout{}, fmt.Errorf("read session: %w", err)
	}
	return got, nil
}

// Accounts calls fn for every vendor that has an account at the provider.
func (s *Service) Accounts(ctx context.Context, fn func(Account) error) error {
	return s.rec.accounts.Scan(ctx, store.Query{}, func(a Account) error {
		if a.Provider == "" {
			return nil
		}
		return fn(a)
	})
}

// Reread reads an object again at the provider, by its id there, and works on what is new
// about it, as an event about it would. An object that is not ours, or of which nothing is
// kept, is not_found.
func (s *Service) Reread(ctx context.Context, object string) error {
	prefix, _, _ := strings.Cut(object, "_")
	switch prefix {
	case "ch", "py":
		p, err := s.ofCharge(ctx, object)
		if err == nil {
			_, err = s.RefreshCharges(ctx, p.Order)
		}
		return err
	case "cs":
		c, err := s.SessionAtProvider(ctx, object)
		if err == nil {
			_, err = s.Complete(ctx, markthalle.OrderID(c.Order))
		}
		return err
	case "dp", "du":
		_, err := s.RefreshDispute(ctx, object)
		return err
	case "re":
		page, err := s.rec.refunds.Find(ctx, store.Query{Index: "provider", Eq: []any{object}, Page: markthalle.PageQuery{Limit: 1}})
		if err != nil {
			return fmt.Errorf("find refund: %w", err)
		}
		if len(page.Items) == 0 {
			return markthalle.ErrNotFound
		}
		_, err = s.RefreshRefund(ctx, markthalle.RefundID(page.Items[0].ID))
		return err
	}
	return markthalle.ErrNotFound
}
