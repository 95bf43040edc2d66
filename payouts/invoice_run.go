package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// InvoiceRun is what came of issuing all invoices of a month.
type InvoiceRun struct {
	Month  string
	Issued int // documents of the month that exist now
	// Incomplete are the invoices that could not be issued, because something is missing
	// that they must say.
	Incomplete []IncompleteInvoice
}

// IncompleteInvoice names the fields that keep a vendor's invoice from being issued.
type IncompleteInvoice struct {
	Vendor   markthalle.VendorID
	Currency money.Currency
	Fields   []markthalle.Field
}

// IssueInvoices issues the invoices of all vendors for a month that is over (a moment in
// it, UTC), and before them those of earlier months that were never issued. A run that is
// repeated issues what is left. Invoices that cannot be issued are in the result and on the
// work list until a run issues them. Errors: Conflict "payouts.month_open", Invalid
// "payouts.invoice_incomplete" when the market's own name, address or VAT id is missing.
func (s *Service) IssueInvoices(ctx context.Context, actor markthalle.Actor, month time.Time) (InvoiceRun, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return InvoiceRun{}, err
	}
	blank := newInvoice("", "", month)
	run := InvoiceRun{Month: blank.Month}
	if s.Clock.Now().Before(blank.To) {
		return run, ErrMonthOpen
	}
	market, err := s.issuer(ctx)
	if err != nil {
		return run, fmt.Errorf("load issuer: %w", err)
	}
	var f markthalle.Faults
	market.missing(&f, "/issuer", true)
	if err := f.Err(CodeIncomplete); err != nil {
		return run, err
	}
	keys, err := s.chargeable(ctx)
	if err != nil {
		return run, err
	}
	var errs []error
	for _, key := range keys {
		vendor, currency, _ := strings.Cut(key, "|")
		_, err := s.IssueInvoice(ctx, actor, markthalle.VendorID(vendor), money.Currency(currency), month)
		var bad *markthalle.Error
		switch {
		case err == nil:
			run.Issued++
		case errors.Is(err, ErrNothingCharged):
		case markthalle.CodeOf(err) == CodeIncomplete && errors.As(err, &bad):
			run.Incomplete = append(run.Incomplete, IncompleteInvoice{markthalle.VendorID(vendor), money.Currency(currency), bad.Fields})
		default:
			errs = append(errs, fmt.Errorf("invoice of %s: %w", key, err))
		}
	}
	return run, errors.Join(append(errs, s.noteInvoices(ctx, run))...)
}

// chargeable lists the vendors and currencies that have accounts, once each, as
// vendor|currency.
func (s *Service) chargeable(ctx context.Context) ([]string, error) {
	balances, err := s.Ledger.Balances(ctx, "vendor:")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, b := range balances {
		if part := strings.Split(b.Account, ":"); len(part) == 3 {
			out = append(out, openKey(markthalle.VendorID(part[1]), b.Currency))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// noteInvoices puts the invoices of a month that could not be issued on the work list, or
// takes the month and those before it, which are issued first, off it.
func (s *Service) noteInvoices(ctx context.Context, run InvoiceRun) error {
	if len(run.Incomplete) == 0 {
		return s.endInvoices(ctx, run.Month)
	}
	names := make([]string, 0, len(run.Incomplete))
	for _, x := range run.Incomplete {
		names = append(names, string(x.Vendor))
	}
	return s.waitForInvoices(ctx, run.Month, strings.Join(slices.Compact(names), " "))
}

// endInvoices takes the months up to one off the work list.
func (s *Service) endInvoices(ctx context.Context, last string) error {
	var done []string
	err := s.incidents.Scan(ctx, store.Query{Index: "open", Eq: []any{true}}, func(x Incident) error {
		if x.Kind == IncidentInvoices && x.Subject <= last {
			done = append(done, x.ID)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list incidents: %w", err)
	}
	for _, id := range done {
		if err := s.end(ctx, id, "issued", s.Clock.Now()); err != nil {
			return fmt.Errorf("close incident: %w", err)
		}
	}
	return nil
}

// waitForInvoices opens the incident of a month whose invoices wait for what they must say.
func (s *Service) waitForInvoices(ctx context.Context, month, who string) error {
	now := s.Clock.Now()
	_, err := s.incidents.Upsert(ctx, incidentID(IncidentInvoices, month), func(x *Incident) error {
		if len(who) > maxWho {
			who = who[:maxWho] + " …"
		}
		if x.Open && x.Reason == who {
			return nil
		}
		x.Kind, x.Subject, x.Reason, x.Open, x.ClosedAt, x.Outcome = IncidentInvoices, month, who, true, time.Time{}, ""
		x.OpenedAt = now
		return nil
	})
	if err != nil {
		return fmt.Errorf("store incident: %w", err)
	}
	return nil
}

// maxWho bounds the list of vendors that an incident names, in bytes.
const maxWho = 2_000

// IssueScheduled is the run of the first of a month: the invoices of the month before. What
// cannot be issued waits on the work list.
func (s *Service) IssueScheduled(ctx context.Context, due time.Time) error {
	last := time.Date(due.Year(), due.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	_, err := s.IssueInvoices(ctx, markthalle.SystemActor("payouts.invoices"), last)
	if markthalle.CodeOf(err) != CodeIncomplete {
		return err
	}
	keys, err := s.chargeable(ctx)
	if err != nil || len(keys) == 0 { // nobody is charged anything here
		return err
	}
	return s.waitForInvoices(ctx, last.Format(monthForm), "issuer")
}

// Invoices lists issued invoices, newest first: a vendor's own, or all for operators when no
// vendor is named. Error: not_found for another vendor's.
func (s *Service) Invoices(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[InvoiceHead], error) {
	if vendor == "" {
		if err := operator(actor, markthalle.LedgerRead); err != nil {
			return markthalle.Page[InvoiceHead]{}, err
		}
		return s.invoices.Find(ctx, store.Query{Index: "issued", Desc: true, Page: page})
	}
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return markthalle.Page[InvoiceHead]{}, err
	}
	return s.invoices.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
}
