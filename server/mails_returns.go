package server

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/store"
)

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// returnOpened tells the vendor what is to come back.
func (w *mailer) returnOpened(ctx context.Context, e returns.ReturnOpened, _ store.Cause) error {
	r, err := w.m.Returns.Return(ctx, markthalle.SystemActor("mail"), e.Return)
	if err != nil {
		return fmt.Errorf("load return: %w", err)
	}
	seller, err := w.m.Vendors.Get(ctx, r.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	data := notify.VendorReturn{
		Number: r.Number, Shop: seller.ShopName, Buyer: r.Buyer, Withdrawn: r.Withdrawal != "", Note: r.Note,
		URL: w.url("/sell/returns/" + r.ID),
	}
	if r.State == returns.Requested {
		data.AnswerBy = moment(r.DueAt)
	}
	for _, l := range r.Lines {
		data.Items = append(data.Items, notify.Item{Quantity: l.Quantity, Title: l.Title})
	}
	return w.toVendor(ctx, seller, r.ID+"_opened", data)
}

// returnAnswered tells the buyer whether the goods may come back.
func (w *mailer) returnAnswered(ctx context.Context, e returns.ReturnAnswered, _ store.Cause) error {
	r, err := w.m.Returns.Return(ctx, markthalle.SystemActor("mail"), e.Return)
	if err != nil {
		return fmt.Errorf("load return: %w", err)
	}
	return w.toBuyer(ctx, r.VendorOrder, string(e.Return)+"_"+string(e.State), func(v orders.VendorOrder) notify.Template {
		return notify.ReturnAnswered{
			Number: v.Number, Vendor: v.VendorName, Approved: e.State == returns.Approved, Text: e.Text, URL: w.orderURL(v.Order),
		}
	})
}

// withdrawalReceipt confirms a withdrawal at once: for each contract to the address of
// the order. When number and address belong to no order, the address that was typed is
// told so; nothing else about it is known.
func (w *mailer) withdrawalReceipt(ctx context.Context, e returns.WithdrawalConfirmed, c store.Cause) error {
	x, err := w.m.Returns.Withdrawal(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load withdrawal: %w", err)
	}
	if x.Order == "" {
		return w.m.Notify.Queue(ctx, notify.Message{
			ID: "mail_" + x.ID, To: x.Email, Name: x.Name, Locale: x.Locale,
			Data: notify.WithdrawalUnknown{Number: x.Number, Name: x.Name, At: moment(e.At), Statement: x.Statement(), URL: w.url("/withdraw")},
		})
	}
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), x.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	for _, p := range o.Parts {
		data := notify.WithdrawalReceipt{
			Number: o.Number, Name: x.Name, At: moment(e.At), Vendor: p.VendorName, Words: x.Words, URL: w.orderURL(x.Order),
		}
		for i := range p.Lines {
			if n := x.Covers(&p.Lines[i]); n > 0 {
				it := item(p.Lines[i], o.Currency, o.Locale)
				it.Quantity, it.Total = n, money.New(p.Lines[i].UnitPrice*n, o.Currency).Format(o.Locale)
				data.Items = append(data.Items, it)
			}
		}
		if len(data.Items) == 0 {
			continue
		}
		if err := w.m.Notify.Queue(ctx, notify.Message{
			ID: "mail_" + x.ID + "_" + markthalle.Body(p.Vendor), To: o.Email, Name: o.Address.Name, Locale: o.Locale, Data: data,
		}); err != nil {
			return err
		}
	}
	return nil
}

// withdrawalDone tells the buyer line by line what the withdrawal did, or why it did
// nothing.
func (w *mailer) withdrawalDone(ctx context.Context, _ returns.WithdrawalDone, c store.Cause) error {
	x, err := w.m.Returns.Withdrawal(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load withdrawal: %w", err)
	}
	if x.Order == "" || len(x.Outcomes) == 0 {
		return nil
	}
	o, err := w.m.Orders.Order(ctx, markthalle.SystemActor("mail"), x.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	data := notify.WithdrawalOutcome{Number: o.Number, URL: w.orderURL(x.Order)}
	for _, l := range x.Outcomes {
		data.Rows = append(data.Rows, notify.WithdrawnRow{
			Vendor: l.VendorName, Title: l.Title, Quantity: l.Quantity, Cancelled: l.Cancelled, Returning: l.Returning, Why: l.Why,
		})
	}
	return w.m.Notify.Queue(ctx, notify.Message{
		ID: "mail_" + x.ID + "_done", To: o.Email, Name: o.Address.Name, Locale: o.Locale, Data: data,
	})
}

// caseOpened tells the vendor that somebody waits for an answer.
func (w *mailer) caseOpened(ctx context.Context, e returns.CaseOpened, _ store.Cause) error {
	x, err := w.m.Returns.Case(ctx, markthalle.SystemActor("mail"), e.Case, "")
	if err != nil {
		return fmt.Errorf("load case: %w", err)
	}
	return w.caseToVendor(ctx, x, 1)
}

func (w *mailer) caseToVendor(ctx context.Context, x returns.Case, n int) error {
	seller, err := w.m.Vendors.Get(ctx, x.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	data := notify.CaseMessage{Number: x.Number, From: x.Buyer, Title: x.Title, URL: w.url("/sell/cases/" + x.ID)}
	if n <= len(x.Messages) && x.Messages[n-1].From != returns.SideMarket {
		data.Text = x.Messages[n-1].Text
	}
	return w.toVendor(ctx, seller, fmt.Sprintf("%s_%d", x.ID, n), data)
}

// caseMessage brings what one side wrote to the other; the first message is told with
// the case.
func (w *mailer) caseMessage(ctx context.Context, e returns.CaseMessage, _ store.Cause) error {
	if e.Number == 1 || e.From == returns.SideMarket {
		return nil
	}
	x, err := w.m.Returns.Case(ctx, markthalle.SystemActor("mail"), e.Case, "")
	if err != nil {
		return fmt.Errorf("load case: %w", err)
	}
	if e.From == returns.SideBuyer {
		return w.caseToVendor(ctx, x, e.Number)
	}
	from := x.VendorName
	if e.From == returns.SideOperator {
		from = w.m.Installation.Name
	}
	return w.toBuyer(ctx, x.VendorOrder, fmt.Sprintf("%s_%d", x.ID, e.Number), func(v orders.VendorOrder) notify.Template {
		return notify.CaseMessage{Number: v.Number, From: from, Title: x.Title, Text: e.Text, URL: w.caseURL(x)}
	})
}

// caseURL is where a buyer finds a case, also without an account.
func (w *mailer) caseURL(x returns.Case) string {
	return w.url("/orders/" + string(x.Order) + "/cases/" + x.ID + "?token=" + w.m.Orders.AccessToken(x.Order))
}

// caseDecided tells buyer and vendor how a case was decided.
func (w *mailer) caseDecided(ctx context.Context, e returns.CaseDecision, _ store.Cause) error {
	x, err := w.m.Returns.Case(ctx, markthalle.SystemActor("mail"), e.Case, "")
	if err != nil {
		return fmt.Errorf("load case: %w", err)
	}
	if x.State != returns.CaseDecided {
		return nil // its refund was not possible; it is before the operator again
	}
	say := func(l markthalle.Locale, address string) notify.CaseDecided {
		data := notify.CaseDecided{Number: x.Number, Vendor: x.VendorName, Reason: x.Reason, URL: address}
		if x.Outcome == returns.GiveRefund {
			data.Amount = money.New(x.Amount, x.Currency).Format(l)
		}
		return data
	}
	seller, err := w.m.Vendors.Get(ctx, x.Vendor)
	if err != nil {
		return fmt.Errorf("load vendor: %w", err)
	}
	key := fmt.Sprintf("%s_decided_%d", x.ID, x.Attempt)
	if err := w.toVendor(ctx, seller, key+"_vendor", say(localeOf(seller), w.url("/sell/cases/"+x.ID))); err != nil {
		return err
	}
	return w.toBuyer(ctx, x.VendorOrder, key, func(v orders.VendorOrder) notify.Template { return say(v.Locale, w.caseURL(x)) })
}
