package seller

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	payoutRows       = 12
	earlierMonths    = 3 // statements that are offered besides the one that is shown
	ledgerRows       = 100
	ledgerMonths     = 12 // the longest span of the list of movements
	monthForm        = "2006-01"
	statementAddress = "/sell/statements/"
	invoiceAddress   = "/sell/invoices/"
	reportAddress    = "/sell/reports/dac7/"
)

func showMoney(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	b, err := balanceOf(c, a)
	if err != nil {
		return err
	}
	view := w.money(b)
	if err := view.addHolds(c, a, w, b); err != nil {
		return err
	}
	view.Calendar = w.calendar(b, c.Payouts.Policy.Schedule)
	if err := view.addPayouts(c, a, w); err != nil {
		return err
	}
	month, err := monthOf(c.Query("month"), w)
	if err != nil {
		return err
	}
	if err := view.addStatements(c, a, w, month); err != nil {
		return err
	}
	sold, err := soldSince(c, a, month)
	if errors.Is(err, markthalle.ErrPermission) { // finance without orders
		return c.Render(PageMoney, view)
	}
	if err != nil {
		return err
	}
	view.Fees, view.FeesTotal = w.fees(sold, month, month.AddDate(0, 1, 0), b.Currency)
	return c.Render(PageMoney, view)
}

// addHolds adds the operator's holds, and what stands against a payout.
func (m *Money) addHolds(c *edge.Ctx, a markthalle.Actor, w words, b payouts.Balance) error {
	holds, err := c.Payouts.Holds(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	if b.OnHold != 0 {
		row := Hold{Key: "operator", Amount: edge.Minor(b.OnHold, b.Currency), Free: "–"}
		row.Detail = strings.Join(mapped(holds, func(h payouts.Hold) string { return h.Reason }), ", ")
		m.Holds = append(m.Holds, row)
	}
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	switch {
	case !v.Transferable:
		m.Blocked, m.BlockedURL = w.t("money.blocked_account"), "/sell/onboarding"
	case len(holds) > 0 && holds[0].Kind == payouts.HoldTaxData:
		m.Blocked, m.BlockedURL = w.t("money.blocked_tax"), "/sell/apply"
	case len(holds) > 0:
		m.Blocked = w.t("money.blocked_hold", "Reason", holds[0].Reason)
	}
	asked, err := c.Payouts.TaxRequestOf(c.Context, a, a.Vendor)
	if err != nil {
		return err
	}
	if asked.Sent > 0 && !asked.Blocked {
		m.TaxDueBy = asked.BlockAt
	}
	if !a.CanFor(markthalle.PayAccountRead, a.Vendor) {
		return nil
	}
	account, err := c.Payments.Account(c.Context, a.Vendor)
	switch {
	case errors.Is(err, markthalle.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	if account.BankLast4 != "" {
		m.Account = account.Country + "·· " + account.BankLast4
	}
	return nil
}

func (m *Money) addPayouts(c *edge.Ctx, a markthalle.Actor, w words) error {
	page, err := c.Payouts.Payouts(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: payoutRows})
	if err != nil {
		return err
	}
	for _, p := range page.Items {
		if p.State == payouts.InTransfer && m.OnTheWayBy.IsZero() {
			m.OnTheWayBy = p.On
		}
		m.Payouts = append(m.Payouts, w.payout(p))
	}
	return nil
}

// addStatements adds the statement of a month and the way to those before it.
func (m *Money) addStatements(c *edge.Ctx, a markthalle.Actor, w words, month time.Time) error {
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	st, err := c.Payouts.StatementOf(c.Context, a, a.Vendor, c.Market.Currency, month)
	if err != nil {
		return err
	}
	issued, err := c.Payouts.Invoices(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: payoutRows})
	if err != nil {
		return err
	}
	numbers := map[string]string{}
	for _, v := range issued.Items {
		if v.Currency == c.Market.Currency {
			numbers[v.Month] = v.Number
		}
	}
	m.Statement = w.statement(st)
	m.Statement.InvoiceNo = numbers[month.Format(monthForm)]
	begin := firstOf(v.CreatedAt)
	for year := w.now.Year(); year >= max(begin.Year(), w.now.Year()-1); year-- {
		m.Reports = append(m.Reports, Link{Label: strconv.Itoa(year), URL: reportAddress + strconv.Itoa(year) + ".csv"})
	}
	for i := 1; i <= earlierMonths; i++ {
		before := month.AddDate(0, -i, 0)
		if before.Before(begin) {
			return nil
		}
		st, err := c.Payouts.StatementOf(c.Context, a, a.Vendor, c.Market.Currency, before)
		if err != nil {
			return err
		}
		name := before.Format(monthForm)
		m.Statements = append(m.Statements, StatementLink{
			Name: name, From: st.From, To: st.To.AddDate(0, 0, -1), CSV: statementAddress + name + ".csv", PDF: statementAddress + name + ".pdf", Invoice: invoiceAddress + name, InvoiceNo: numbers[name],
			Amount: edge.Minor(st.Closing, st.Currency),
		})
	}
	return nil
}

// firstOf is the first day of t's month; months of statements are months of UTC.
func firstOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// monthOf reads a month as addresses name it, the present one without.
func monthOf(s string, w words) (time.Time, error) {
	if s == "" {
		return firstOf(w.now), nil
	}
	month, err := time.Parse(monthForm, s)
	if err != nil {
		return time.Time{}, markthalle.ErrNotFound.With(err)
	}
	return month, nil
}

// sendStatement sends the statement of a month as a file: YYYY-MM.csv or YYYY-MM.pdf.
func sendStatement(c *edge.Ctx, a markthalle.Actor) error {
	name, kind, _ := strings.Cut(c.Param("month"), ".")
	month, err := time.Parse(monthForm, name)
	if err != nil || kind != "csv" && kind != "pdf" {
		return markthalle.ErrNotFound
	}
	st, err := c.Payouts.StatementOf(c.Context, a, a.Vendor, c.Market.Currency, month)
	if err != nil {
		return err
	}
	file := "statement-" + name + "-" + string(st.Currency) + "." + kind
	if kind == "csv" {
		f, err := c.Payouts.StatementCSV(c.Context, st)
		if err != nil {
			return err
		}
		return sendSpool(c, file, f)
	}
	var b bytes.Buffer
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	head := payouts.Heading{Market: c.Market.Name, Vendor: v.LegalName, VendorID: a.Vendor}
	if err := st.WritePDF(&b, head, c.Locale); err != nil {
		return err
	}
	return send(c, "application/pdf", file, b.Bytes())
}

// sendInvoice sends what the market charged for a month: YYYY-MM.csv or YYYY-MM.pdf.
func sendInvoice(c *edge.Ctx, a markthalle.Actor) error {
	name, kind, _ := strings.Cut(c.Param("month"), ".")
	month, err := time.Parse(monthForm, name)
	if err != nil || kind != "csv" && kind != "pdf" {
		return markthalle.ErrNotFound
	}
	inv, err := c.Payouts.InvoiceOf(c.Context, a, a.Vendor, c.Market.Currency, month)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if kind == "csv" {
		if err := inv.WriteCSV(&b); err != nil {
			return err
		}
		return send(c, "text/csv; charset=utf-8", inv.File(kind), b.Bytes())
	}
	if err := inv.WritePDF(&b, c.Market.Name, c.Locale); err != nil {
		return err
	}
	return send(c, "application/pdf", inv.File(kind), b.Bytes())
}

// sendReport sends the vendor's copy of what the tax authority is told about a year:
// YYYY.csv.
func sendReport(c *edge.Ctx, a markthalle.Actor) error {
	name, ok := strings.CutSuffix(c.Param("year"), ".csv")
	year, err := strconv.Atoi(name)
	if !ok || err != nil {
		return markthalle.ErrNotFound
	}
	y, err := c.Payouts.DAC7Of(c.Context, a, a.Vendor, c.Market.Currency, year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := y.WriteCSV(&b); err != nil {
		return err
	}
	return send(c, "text/csv; charset=utf-8", "dac7-"+name+".csv", b.Bytes())
}

// span is what the form of movements asks for: days from and to, both inclusive; without
// them this month until now.
func span(c *edge.Ctx, w words) (from, to time.Time, err error) {
	var f formFaults
	from, to = f.day("from", c.Query("from"), w.zone), f.day("to", c.Query("to"), w.zone)
	if err := f.err(); err != nil {
		return from, to, err
	}
	if to.IsZero() {
		to = w.midnight(w.now)
	}
	if from.IsZero() {
		from = time.Date(to.Year(), to.Month(), 1, 0, 0, 0, 0, w.zone)
	}
	f.Check(!to.Before(from), "/to", "too_small", "The end lies before the beginning.")
	f.Check(from.AddDate(0, ledgerMonths, 0).After(to), "/from", "too_large", "The span is too long.")
	return from, to, f.err()
}

// movements calls fn with the movements of a span of days, oldest first, and returns the
// balance before them.
func movements(c *edge.Ctx, a markthalle.Actor, from, to time.Time, fn func(payouts.LedgerRow) error) (opening int64, err error) {
	return c.Payouts.Movements(c.Context, a, a.Vendor, c.Market.Currency, from, to.AddDate(0, 0, 1), fn)
}

func showLedger(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	view := Ledger{From: c.Query("from"), To: c.Query("to")}
	cur := c.Market.Currency
	view.Opening, view.Closing = edge.Minor(0, cur), edge.Minor(0, cur)
	from, to, err := span(c, w)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return c.Render(PageLedger, view)
		})
	}
	var list []payouts.LedgerRow
	opening, err := movements(c, a, from, to, func(r payouts.LedgerRow) error {
		list = append(list, r)
		return nil
	})
	if err != nil {
		return err
	}
	view.From, view.To = typed(from, w.zone), typed(to, w.zone)
	rows, closing := w.ledgerRows(list, opening, a.Vendor, cur)
	view.Opening, view.Closing = edge.Minor(opening, cur), edge.Minor(closing, cur)
	q := queryOf(c)
	q.Set("from", view.From)
	q.Set("to", view.To)
	view.CSV = "/sell/money/ledger.csv" + with(q)
	view.Rows, view.Pager = slice(c, q, rows, ledgerRows)
	return c.Render(PageLedger, view)
}

func sendLedger(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	from, to, err := span(c, w)
	if err != nil {
		return err
	}
	opening, err := movements(c, a, from, from.AddDate(0, 0, -1), nil) // none before the first row
	if err != nil {
		return err
	}
	f, err := payouts.NewSpool(func(out io.Writer) error {
		return ledgerCSV(out, opening, c.Market.Currency, func(fn func(payouts.LedgerRow) error) error {
			_, err := movements(c, a, from, to, fn)
			return err
		})
	})
	if err != nil {
		return err
	}
	return sendSpool(c, "ledger-"+typed(from, w.zone)+"-"+typed(to, w.zone)+".csv", f)
}

// ledgerCSV writes movements as CSV (RFC 4180) with decimal amounts and running balance,
// row by row.
func ledgerCSV(to io.Writer, opening int64, cur money.Currency, each func(func(payouts.LedgerRow) error) error) error {
	out := csv.NewWriter(to)
	amount := func(n int64) string { return money.New(n, cur).Decimal() }
	if err := out.Write([]string{"date", "kind", "reference", "order", "amount", "balance", "currency", "note"}); err != nil {
		return fmt.Errorf("write movements: %w", err)
	}
	balance := opening
	err := each(func(r payouts.LedgerRow) error {
		balance += r.Amount
		return out.Write([]string{
			r.At.UTC().Format(time.RFC3339), r.Kind, r.ID, string(r.VendorOrder), amount(r.Amount), amount(balance), string(cur), r.Note,
		})
	})
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write movements: %w", err)
	}
	return nil
}

// sendSpool sends a CSV file as it is read.
func sendSpool(c *edge.Ctx, name string, f *payouts.Spool) error {
	if err := send(c, "text/csv; charset=utf-8", name, nil); err != nil {
		return errors.Join(err, f.Close())
	}
	return c.Fiber.SendStream(f, int(f.Size))
}
