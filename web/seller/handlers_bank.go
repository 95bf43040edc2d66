package seller

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	bankRows    = 25
	bankAddress = "/sell/money/bank/"
)

func bankRoutes(get func(string, edge.Handler)) {
	get("/sell/money/bank", as("money", showBank))
	get("/sell/money/bank.csv", as("money", sendBank))
	get("/sell/money/bank/:id", as("money", showBankPayout))
}

func showBank(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	page, err := c.Payouts.BankPayouts(c.Context, a, a.Vendor, c.Page(bankRows))
	if err != nil {
		return err
	}
	return c.Render(PageBank, Bank{
		Rows: mapped(page.Items, w.bankRow), Pager: cursorPager(c, queryOf(c), len(page.Items), page.Next, 0), CSV: "/sell/money/bank.csv",
	})
}

func showBankPayout(c *edge.Ctx, a markthalle.Actor) error {
	p, err := c.Payouts.BankPayout(c.Context, a, c.Param("id"))
	if err != nil {
		return err
	}
	return c.Render(PageBankPayout, wordsOf(c).bankPayout(p))
}

// bankStates tell how a payout to the bank stands. What is not known is on its way.
var bankStates = map[string]kernel.Sign{
	payments.PayoutPaid: {Tone: "good", Text: "paid"}, payments.PayoutFailed: {Tone: "bad", Text: "failed"},
	payments.PayoutCanceled: {Tone: "none", Text: "canceled"},
}

func (w words) bankRow(p payments.BankPayout) BankRow {
	state, ok := bankStates[p.State]
	if !ok {
		state = kernel.Sign{Tone: "info", Text: "other"}
	}
	out := BankRow{
		URL: bankAddress + p.ID, Sent: p.SentAt, Expected: p.ArrivesAt, Arrived: p.PaidAt, Returned: p.ReturnedAt,
		State: sign(state.Tone, w.tk("bank_state", state.Text)), Amount: edge.Minor(p.Amount.Minor, p.Amount.Currency), Reference: p.ID,
	}
	if p.State == payments.PayoutFailed {
		out.Why = w.tk("bank_failure", cmp.Or(p.Failure, "other"))
	}
	return out
}

func (w words) bankPayout(p payouts.BankPayout) BankPayout {
	return BankPayout{BankRow: w.bankRow(p.BankPayout), Parts: mapped(p.Parts, func(x payouts.BankPart) BankPart {
		part := BankPart{Kind: x.Kind, On: x.On, Order: x.Number, At: x.At, Amount: edge.Minor(x.Amount, p.Amount.Currency)}
		switch {
		case x.Kind == payouts.BankReturned:
			part.URL = bankAddress + x.ID
		case x.Number != "" && x.VendorOrder != "":
			part.URL = "/sell/orders/" + string(x.VendorOrder)
		}
		return part
	})}
}

// sendBank sends all payouts to the vendor's bank as CSV.
func sendBank(c *edge.Ctx, a markthalle.Actor) error {
	f, err := payouts.NewSpool(func(out io.Writer) error {
		return bankCSV(out, func(cursor string) (markthalle.Page[payments.BankPayout], error) {
			return c.Payouts.BankPayouts(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: 200, Cursor: cursor})
		})
	})
	if err != nil {
		return err
	}
	return sendSpool(c, "bank-payouts.csv", f)
}

// bankCSV writes payouts to the bank as CSV (RFC 4180) with decimal amounts, page by page.
func bankCSV(to io.Writer, read func(cursor string) (markthalle.Page[payments.BankPayout], error)) error {
	out := csv.NewWriter(to)
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	err := out.Write([]string{"reference", "sent", "expected", "arrived", "returned", "state", "failure", "amount", "currency"})
	for cursor, more := "", true; more && err == nil; {
		var page markthalle.Page[payments.BankPayout]
		if page, err = read(cursor); err != nil {
			break
		}
		for _, p := range page.Items {
			err = errors.Join(err, out.Write([]string{
				p.ID, when(p.SentAt), when(p.ArrivesAt), when(p.PaidAt), when(p.ReturnedAt), p.State, p.Failure, p.Amount.Decimal(), string(p.Amount.Currency),
			}))
		}
		cursor, more = page.Next, page.Next != ""
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write payouts to the bank: %w", err)
	}
	return nil
}
