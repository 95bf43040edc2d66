package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// sendAhead is how long before its deadline evidence is sent when nobody sent it before:
// long enough for an outage of the provider.
const sendAhead = 48 * time.Hour

// maxEvidenceText bounds the free text in characters; the provider takes 20,000.
const maxEvidenceText = 18_000

// withdrawal is the term under which everything is sold here.
const withdrawal = "The buyer could withdraw from the contract until the withdrawal period after delivery was over (Directive 2011/83/EU, " +
	"Art. 9), without a reason, and was told so at checkout and in the confirmation. Refunds go back to the means of payment."

// Evidence collects what an order says for itself about a dispute: what was bought, where
// and how it was sent, when it arrived, what was refunded, what was agreed, and what buyer
// and vendor wrote; before it all what vendors and operators added. Error: not_found.
func (s *Service) Evidence(ctx context.Context, actor markthalle.Actor, dispute string) (payments.Evidence, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return payments.Evidence{}, err
	}
	d, err := s.Payments.Dispute(ctx, dispute)
	if err != nil {
		return payments.Evidence{}, err
	}
	e, err := s.collectEvidence(ctx, &d)
	return e.With(d.Parts), err
}

// collectEvidence is what the order says without what people added.
func (s *Service) collectEvidence(ctx context.Context, d *payments.Dispute) (payments.Evidence, error) {
	reader := markthalle.SystemActor("payouts.evidence")
	o, err := s.Orders.Order(ctx, reader, d.Order, "")
	if err != nil {
		return payments.Evidence{}, fmt.Errorf("load order: %w", err)
	}
	parts, err := s.Orders.PartsOf(ctx, &o)
	if err != nil {
		return payments.Evidence{}, fmt.Errorf("load vendor orders: %w", err)
	}
	e := payments.Evidence{BuyerEmail: o.Email, RefundPolicy: withdrawal}
	var text strings.Builder
	fmt.Fprintf(&text, "Order %s was placed on %s and paid on %s.\n", o.Number, day(o.PlacedAt), day(o.PaidAt))
	for i := range parts {
		describe(&e, &text, &parts[i])
	}
	if s.Returns != nil {
		page, err := s.Returns.CasesOf(ctx, reader, d.Order, "", markthalle.PageQuery{Limit: markthalle.MaxLimit})
		if err != nil {
			return payments.Evidence{}, fmt.Errorf("load messages: %w", err)
		}
		quote(&text, page.Items)
	}
	e.Text = cut(text.String(), maxEvidenceText)
	return e, nil
}

// describe adds what one vendor's part says.
func describe(e *payments.Evidence, text *strings.Builder, v *orders.VendorOrder) {
	if e.BuyerName == "" {
		a := v.Address
		e.BuyerName = v.Buyer
		e.Address = join(", ", a.Line1, a.Line2, strings.TrimSpace(a.PostalCode+" "+a.City), a.Country)
	}
	for _, l := range v.Lines {
		e.Goods = join("; ", e.Goods, fmt.Sprintf("%d × %s", l.Quantity, join(", ", l.Title, l.Options)))
	}
	for _, sh := range v.Shipments {
		carrier := orders.CarrierName(sh.Carrier)
		if !strings.Contains(e.Carrier, carrier) {
			e.Carrier = join(", ", e.Carrier, carrier)
		}
		e.Tracking = join(", ", e.Tracking, sh.TrackingNumber)
		if on := day(sh.ShippedAt); e.ShippedOn == "" || on < e.ShippedOn {
			e.ShippedOn = on
		}
		fmt.Fprintf(text, "%s sent a parcel by %s on %s", v.VendorName, join(" ", carrier, sh.TrackingNumber), day(sh.ShippedAt))
		if sh.DeliveredAt.IsZero() {
			text.WriteString("; no delivery is recorded.\n")
		} else {
			fmt.Fprintf(text, "; it was delivered on %s.\n", sh.DeliveredAt.UTC().Format("2006-01-02 15:04 UTC"))
		}
	}
	if back := v.RefundedTotal(); back > 0 {
		fmt.Fprintf(text, "Of this part %s was refunded.\n", money.New(back, v.Currency))
	}
}

// quote adds what was written, oldest first.
func quote(text *strings.Builder, list []returns.Case) {
	slices.Reverse(list)
	for _, c := range list {
		for _, m := range c.Messages {
			fmt.Fprintf(text, "%s, %s: %s\n", m.At.UTC().Format("2006-01-02 15:04 UTC"), m.From, strings.TrimSpace(m.Text))
		}
	}
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// join joins what is not empty.
func join(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), between)
}

// cut shortens a text to at most n bytes, at the end of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// submit decides that a dispute's evidence is sent as it is collected now.
func (s *Service) submit(ctx context.Context, actor markthalle.Actor, in *Incident) error {
	d, err := s.Payments.Dispute(ctx, in.Subject)
	if err != nil {
		return err
	}
	e, err := s.collectEvidence(ctx, &d)
	if err != nil {
		return err
	}
	_, err = s.Payments.PlanEvidence(ctx, in.Subject, actor.ID(), e)
	return err
}

// SubmitEvidenceDue sends the evidence of disputes whose deadline is near and for which
// nobody has sent it. It returns how many. One that takes none any more is left alone.
func (s *Service) SubmitEvidenceDue(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	actor := markthalle.SystemActor("payouts.evidence")
	var errs []error
	q := store.Query{Index: "send", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100}}
	for {
		page, err := s.incidents.Find(ctx, q)
		if err != nil {
			return n, fmt.Errorf("find disputes: %w", err)
		}
		for i := range page.Items {
			sent, err := s.submitDue(ctx, actor, &page.Items[i], now)
			if err != nil { // it is looked at again; the others do not wait for it
				errs = append(errs, fmt.Errorf("evidence of %s: %w", page.Items[i].Subject, err))
			}
			if sent {
				n++
			}
		}
		if q.Page.Cursor = page.Next; page.Next == "" {
			return n, errors.Join(errs...)
		}
	}
}

// submitDue sends the evidence of one dispute, unless that is decided already, and looks
// at it no more.
func (s *Service) submitDue(ctx context.Context, actor markthalle.Actor, in *Incident, now time.Time) (sent bool, err error) {
	d, err := s.Payments.Dispute(ctx, in.Subject)
	if err != nil {
		return false, err
	}
	decided := d.Answer != nil
	if d.Answerable(now) {
		if err := s.submit(ctx, actor, in); err != nil {
			return false, err
		}
		sent, decided = true, true
	}
	return sent, s.incidents.Update(ctx, in.ID, func(x *Incident) error {
		x.SendAt = time.Time{}
		if decided && !x.Answered {
			x.Answered = true
			x.Emit(accounts.Audit(actor, x.ID, "incident_"+string(SubmitEvidence), "its deadline is near"))
		}
		return nil
	})
}
