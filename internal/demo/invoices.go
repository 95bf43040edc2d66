package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// issuer says who the market is on its invoices.
func (s *seeder) issuer(ctx context.Context) error {
	_, err := s.m.Payouts.SetIssuer(ctx, s.system, payouts.Party{
		Name: "Markthalle Oberlausitz eG", VATID: "DE136695976",
		Address: vendors.Address{Line1: "Obermarkt 1", PostalCode: "02826", City: "Görlitz", Country: "DE"},
	}, nil)
	if err != nil {
		return fmt.Errorf("say who the market is: %w", err)
	}
	return nil
}

// bill issues the invoices of the last month, when a month has ended since it was called.
func (t *trade) bill(ctx context.Context, now time.Time) error {
	last := now.AddDate(0, 0, -now.Day())
	if month := last.Format("2006-01"); month != t.billed {
		if _, err := t.s.m.Payouts.IssueInvoices(ctx, t.s.system, last); err != nil {
			return fmt.Errorf("issue invoices: %w", err)
		}
		t.billed = month
	}
	return nil
}
