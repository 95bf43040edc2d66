package demo

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// invoices says who the market is and issues the invoices of the last month that is over.
func (s *seeder) invoices(ctx context.Context) error {
	_, err := s.m.Payouts.SetIssuer(ctx, s.system, payouts.Party{
		Name: "Markthalle Oberlausitz eG", VATID: "DE136695976",
		Address: vendors.Address{Line1: "Obermarkt 1", PostalCode: "02826", City: "Görlitz", Country: "DE"},
	}, nil)
	if err != nil {
		return fmt.Errorf("say who the market is: %w", err)
	}
	now := s.clock.Now()
	if _, err := s.m.Payouts.IssueInvoices(ctx, s.system, now.AddDate(0, 0, -now.Day())); err != nil {
		return fmt.Errorf("issue invoices: %w", err)
	}
	return nil
}
