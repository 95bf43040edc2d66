package payouts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Resolve is what a person does about an incident.
type Resolve string

// What can be done.
const (
	// Replay reads the object again at the provider, works on what is new about it, and
	// compares once more. It changes nothing else and may be repeated.
	Replay Resolve = "replay"
	// Adopt books what the provider moved as money that nobody claims yet.
	// What a vendor's account holds, or a payout to the vendor's bank, is put into the memo
	// book as the provider says it is; a payout that does not exist is still on the account.
	Adopt Resolve = "adopt"
	// WriteOffDifference books what the provider moved as the market's loss, or gain.
	// What the memo book has of a payout and the provider has not came, or went, without the
	// market: the account stands as it does.
	WriteOffDifference Resolve = "write_off"
	// SubmitEvidence sends what the order says for itself to the bank, once.
	SubmitEvidence Resolve = "submit_evidence"
	// Acknowledge closes the report of a debt, or a fraud warning, that was looked into; an
	// order that was warned of is released again.
	Acknowledge Resolve = "acknowledge"
	// PaidOtherwise says that a buyer whose refund failed has got the money by other means,
	// from the market's bank account.
	PaidOtherwise Resolve = "paid_otherwise"
)

// resolves says what may be done about which kind of incident.
var resolves = map[string][]Resolve{
	IncidentDifference: {Replay, Adopt, WriteOffDifference},
	IncidentDebt:       {Acknowledge},
	IncidentRefund:     {PaidOtherwise},
	IncidentWarning:    {Acknowledge},
	IncidentDispute:    {SubmitEvidence},
	IncidentInquiry:    {SubmitEvidence},
}

// Can lists what may be done about an incident; nothing once it is over. The balance of a
// currency is no object: it can only be compared again. So can what is booked in another
// currency: its entry is reversed first.
func (x *Incident) Can() []Resolve {
	if !x.Open || x.Answered {
		return nil
	}
	if x.Kind == IncidentDifference {
		switch x.Reason {
		case BalanceDiffers, SessionDiffers:
			return []Resolve{Replay}
		case AccountDiffers, MemoDiffers:
			return []Resolve{Replay, Adopt}
		}
	}
	return resolves[x.Kind]
}

// ErrResolve is returned for what cannot be done about an incident, or no more.
var ErrResolve = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.resolve", Text: "This cannot be done about it."}

// DifferenceResolved says that a person decided how a difference is booked.
type DifferenceResolved struct {
	Action Resolve      `bson:"action"`
	Object string       `bson:"object"`
	Amount money.Amount `bson:"amount"` // theirs less ours
	Number int          `bson:"number"` // of the decisions about this incident
	Reason string       `bson:"reason"`
	By     string       `bson:"by"`
	At     time.Time    `bson:"at"`
	// Vendor is set when the memo book of its account is corrected, by these lines; the
	// market's books stay as they are.
	Vendor markthalle.VendorID `bson:"vendor,omitempty"`
	Memo   []ledger.Posting    `bson:"memo,omitempty"`
}

// EventType implements store.Event.
func (DifferenceResolved) EventType() string { return "payouts.difference_resolved" }

// ResolveIncident does something about an incident, with the reason in the audit log. What
// a difference is booked with is compared anew just before; when it is gone, nothing is
// booked. Errors: not_found, Invalid "payouts.incident", Conflict "payouts.resolve".
func (s *Service) ResolveIncident(ctx context.Context, actor markthalle.Actor, id string, do Resolve, reason string) (Incident, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Incident{}, err
	}
	var f markthalle.Faults
	f.Check(len(reason) >= 3 && len(reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	if err := f.Err("payouts.incident"); err != nil {
		return Incident{}, err
	}
	in, err := s.incidents.Get(ctx, id)
	if err != nil {
		return Incident{}, err
	}
	if !in.can(do) {
		return in, ErrResolve
	}
	var fix []ledger.Posting
	if in.Kind == IncidentWarning {
		if err := s.liftWarning(ctx, in.Order, in.Charge); err != nil {
			return in, err
		}
	}
	if do == SubmitEvidence {
		if err := s.submit(ctx, actor, &in); err != nil {
			return in, err
		}
	}
	if in.Kind == IncidentDifference {
		if fix, err = s.lookAgain(ctx, &in, do); err != nil {
			return in, err
		}
	}
	now := s.Clock.Now()
	return s.incidents.Modify(ctx, id, func(x *Incident) error {
		if !x.can(do) {
			return ErrResolve // somebody else was faster
		}
		if do == SubmitEvidence { // the bank's decision closes it
			x.Answered, x.SendAt = true, time.Time{}
			x.Emit(accounts.Audit(actor, id, "incident_"+string(do), reason))
			return nil
		}
		x.Ours, x.Theirs, x.Amount, x.OursState, x.TheirsState = in.Ours, in.Theirs, in.Amount, in.OursState, in.TheirsState
		x.Emit(accounts.Audit(actor, id, "incident_"+string(do), reason))
		switch {
		case x.Kind == IncidentDifference && x.Ours == x.Theirs && x.OursState == x.TheirsState:
			x.close("agrees", now)
		case do == Adopt || do == WriteOffDifference:
			x.Decisions++
			x.close(string(do), now)
			x.Emit(DifferenceResolved{
				Action: do, Object: x.Subject, Amount: x.Amount, Number: x.Decisions, Reason: reason, By: actor.ID(), At: now,
				Vendor: x.Vendor, Memo: fix,
			})
		case do == PaidOtherwise:
			x.close(string(do), now)
			x.Emit(RefundPaidOtherwise{Refund: markthalle.RefundID(x.Subject), Order: x.Order, Amount: x.Amount, Reason: reason, By: actor.ID(), At: now})
		case do == Acknowledge:
			x.close(string(do), now)
		}
		return nil
	})
}

func (x *Incident) can(do Resolve) bool {
	for _, r := range x.Can() {
		if r == do {
			return true
		}
	}
	return false
}

func (x *Incident) close(outcome string, at time.Time) {
	x.Open, x.Outcome, x.ClosedAt, x.SendAt = false, outcome, at, time.Time{}
}

// PostResolution is the reaction to a difference that a person decided: the books move by
// what the provider moved; against it stands money that nobody claims yet, or the
// market's loss. What is about a vendor's account moves the memo book only.
func (s *Service) PostResolution(ctx context.Context, e DifferenceResolved, c store.Cause) error {
	if e.Vendor != "" {
		return s.Ledger.Post(ctx, ledger.Transaction{
			Meta: store.Meta{ID: fmt.Sprintf("resolve:%s:%d", c.ID, e.Number)}, Kind: ledger.KindMemo, Currency: e.Amount.Currency,
			EffectiveAt: e.At, Vendor: e.Vendor, StripeIDs: []string{e.Object}, Note: e.Reason, By: e.By, Lines: e.Memo,
		})
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: fmt.Sprintf("resolve:%s:%d", c.ID, e.Number)}, Kind: ledger.KindStray, Currency: e.Amount.Currency,
		EffectiveAt: e.At, StripeIDs: []string{e.Object}, Note: e.Reason, By: e.By,
	}
	other := ledger.SuspenseUnmatched
	if e.Action == WriteOffDifference {
		t.Kind, other = ledger.KindWriteOff, ledger.ExpBadDebt
	}
	t.Debit(ledger.StripeAvailable, e.Amount.Minor)
	t.Credit(other, e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}

// ReportDebts is the reaction to vendors' accounts that became debts and may not have
// (PAY-65): each is an incident. One that later entries have covered already is reported
// as closed.
func (s *Service) ReportDebts(ctx context.Context, _ ledger.DebtsFound, c store.Cause) error {
	batch, list, err := s.Ledger.DebtsOf(ctx, c)
	if err != nil {
		return fmt.Errorf("load debts: %w", err)
	}
	for _, d := range list {
		in := Incident{
			Meta: store.Meta{ID: fmt.Sprintf("%s_%s_%d", incidentID(IncidentDebt, strings.ReplaceAll(d.Account, ":", "_")), strings.ToLower(string(d.Currency)), batch)},
			Kind: IncidentDebt, Subject: d.Account, Amount: money.New(d.Amount, d.Currency), Reason: strings.Join(d.Entries, ", "),
			Open: true, OpenedAt: c.At,
		}
		now, err := s.Ledger.Balance(ctx, d.Account, d.Currency)
		if err != nil {
			return fmt.Errorf("balance of %s: %w", d.Account, err)
		}
		if now <= 0 {
			in.close("covered", c.At)
		}
		if _, err := s.incidents.Insert(ctx, in); err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("store incident: %w", err)
		}
	}
	return nil
}
