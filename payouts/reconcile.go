package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// The states of a reconciliation.
const (
	ReconcileRunning = "running"
	ReconcileDone    = "done"
	ReconcileFailed  = "failed" // the provider would not be asked
)

// The kinds of differences.
const (
	MissingHere    = "missing_here"  // the provider moved something that is not booked
	MissingThere   = "missing_there" // something is booked that the provider did not move
	AmountDiffers  = "amount"        // both know it, with different amounts
	TwiceHere      = "twice_here"    // what the provider moved once is booked twice
	TwiceThere     = "twice_there"   // the provider moved twice what is booked once
	CurrencyOther  = "currency"      // it is booked in another currency than it moved in
	BalanceDiffers = "balance"       // the books' money at the provider is not the provider's
	SessionDiffers = "session"       // a hosted page whose time is over was paid, and not here; or the other way round
	AccountDiffers = "account"       // a vendor's account does not hold what the memo book says
	MemoDiffers    = "memo"          // the memo book has something else of a transfer than the provider moved
	StateDiffers   = "state"         // a payout to a vendor's bank is elsewhere than the memo book says
)

// Reconciliation compares the books with the provider's over a span of time, id rec_….
type Reconciliation struct {
	store.Meta `bson:",inline"`

	From        time.Time    `bson:"from"`
	To          time.Time    `bson:"to"`
	State       string       `bson:"state"`
	Matched     int64        `bson:"matched"` // objects of the provider about which both agree
	Differences []Difference `bson:"differences"`
	More        int64        `bson:"more,omitempty"` // differences beyond those that are listed
	By          string       `bson:"by"`
	EndedAt     time.Time    `bson:"ended_at,omitempty"`
	Error       string       `bson:"error,omitempty"`
}

// Difference is one thing about which the books and the provider disagree.
type Difference struct {
	Kind     string         `bson:"kind"`
	Object   string         `bson:"object"` // the provider's id, or a currency
	Currency money.Currency `bson:"currency"`
	Ours     int64          `bson:"ours"`   // what the books moved at the provider
	Theirs   int64          `bson:"theirs"` // what the provider says it moved
	// Order is the order of a session.
	Order markthalle.OrderID `bson:"order,omitempty"`
	// Vendor is whose account at the provider it is about; the sides are those of the memo
	// book then. Of a payout to the vendor's bank the sides are what has left the account, and
	// the states say where it is: in_transit, paid, returned, or nothing when it is not known.
	Vendor      markthalle.VendorID `bson:"vendor,omitempty"`
	OursState   string              `bson:"ours_state,omitempty"`
	TheirsState string              `bson:"theirs_state,omitempty"`
}

// The bounds of a reconciliation.
const (
	maxDifferences = 500
	maxSpan        = 92 * 24 * time.Hour
)

// unpricedFor is how long a charge may have no price: so long a sale is booked that the
// provider's list does not have.
const unpricedFor = time.Hour

// ReconcileInput asks for a reconciliation.
type ReconcileInput struct {
	ID       string // minted by the caller
	From, To time.Time
}

// StartReconciliation asks for the books to be compared with the provider's transactions
// in a span of time (PAY-90). It only looks; what differs becomes an incident and is
// never changed by itself. Asking twice with the same id is asking once. Errors: Invalid
// "payouts.reconcile" with all faults.
func (s *Service) StartReconciliation(ctx context.Context, actor markthalle.Actor, in ReconcileInput) (Reconciliation, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Reconciliation{}, err
	}
	var f markthalle.Faults
	f.Check(!in.From.IsZero(), "/from", "required", "It begins somewhere.")
	f.Check(in.To.After(in.From), "/to", "range", "It ends before it begins.")
	f.Check(in.To.Sub(in.From) <= maxSpan, "/to", "range", "It spans at most 92 days.")
	if err := f.Err("payouts.reconcile"); err != nil {
		return Reconciliation{}, err
	}
	r := Reconciliation{Meta: store.Meta{ID: in.ID}, From: in.From, To: in.To, State: ReconcileRunning, By: actor.ID()}
	r.Emit(ReconcileAsked{})
	out, err := s.reconciled.Insert(ctx, r)
	if errors.Is(err, store.ErrExists) {
		return s.reconciled.Get(ctx, in.ID)
	}
	return out, err
}

// ReconcileNow is StartReconciliation with its result: it compares at once. Error as there.
func (s *Service) ReconcileNow(ctx context.Context, actor markthalle.Actor, in ReconcileInput) (Reconciliation, error) {
	r, err := s.StartReconciliation(ctx, actor, in)
	if err != nil {
		return r, err
	}
	if err := s.Reconcile(ctx, ReconcileAsked{}, store.Cause{ID: r.ID}); err != nil {
		return r, err
	}
	return s.reconciled.Get(ctx, r.ID)
}

// ReconcileScheduled is the reconciliation of the night: the day that is over and the one
// before it.
func (s *Service) ReconcileScheduled(ctx context.Context, due time.Time) error {
	_, err := s.StartReconciliation(ctx, markthalle.SystemActor("payouts.reconcile"), ReconcileInput{
		ID: "rec_" + due.Format("20060102"), From: due.AddDate(0, 0, -2), To: due,
	})
	return err
}

// Reconciliation returns one reconciliation. Error: not_found.
func (s *Service) Reconciliation(ctx context.Context, actor markthalle.Actor, id string) (Reconciliation, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return Reconciliation{}, err
	}
	return s.reconciled.Get(ctx, id)
}

// Reconciliations lists the comparisons, the latest span first.
func (s *Service) Reconciliations(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Reconciliation], error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return markthalle.Page[Reconciliation]{}, err
	}
	return s.reconciled.Find(ctx, store.Query{Index: "to", Desc: true, Page: page})
}

// Reconcile is the reaction to ReconcileAsked.
func (s *Service) Reconcile(ctx context.Context, _ ReconcileAsked, c store.Cause) error {
	r, err := s.reconciled.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load reconciliation: %w", err)
	}
	if r.State != ReconcileRunning {
		return nil
	}
	x := s.compare()
	err = x.run(ctx, r.From, r.To)
	refusal, refused := payments.IsRefused(err)
	if err != nil && !refused {
		return err
	}
	var before []Difference
	if err == nil {
		before, err = x.again(ctx)
		if refusal, refused = payments.IsRefused(err); err != nil && !refused {
			return err
		}
	}
	now := s.Clock.Now()
	if err == nil {
		if err := s.noteDifferences(ctx, x, append(before, x.found...), now); err != nil {
			return err
		}
	}
	err = s.reconciled.Update(ctx, r.ID, func(r *Reconciliation) error {
		r.EndedAt, r.Matched = now, x.matched
		if refused {
			r.State, r.Error = ReconcileFailed, refusal.Error()
			return nil
		}
		r.State, r.Differences = ReconcileDone, x.found[:min(len(x.found), maxDifferences)]
		r.More = int64(len(x.found) - len(r.Differences))
		return nil
	})
	return err
}

// balances holds the books' money at the provider against the provider's (PAY-83).
func (x *comparison) balances(ctx context.Context) error {
	list, err := x.s.Payments.PlatformBalances(ctx)
	if err != nil {
		return fmt.Errorf("read balances: %w", err)
	}
	for _, b := range list {
		var ours int64
		for _, account := range []string{ledger.StripePending, ledger.StripeAvailable, ledger.StripeReserved} {
			n, err := x.s.Ledger.Balance(ctx, account, b.Currency)
			if err != nil {
				return fmt.Errorf("balance of %s: %w", account, err)
			}
			ours += n
		}
		if theirs := b.Available + b.Pending; ours != theirs {
			x.found = append(x.found, Difference{Kind: BalanceDiffers, Object: string(b.Currency), Currency: b.Currency, Ours: ours, Theirs: theirs})
		}
		x.done[string(b.Currency)] = true
	}
	return nil
}

// noteDifferences puts what differs on the work list, and takes off it what was compared
// again and agrees now.
func (s *Service) noteDifferences(ctx context.Context, x *comparison, found []Difference, now time.Time) error {
	differs := map[string]bool{}
	for _, d := range found {
		differs[d.Object] = true
		_, err := s.incidents.Upsert(ctx, incidentID(IncidentDifference, d.Object), func(in *Incident) error {
			if in.Rev == 0 || !in.Open {
				in.Kind, in.Subject, in.Open, in.OpenedAt = IncidentDifference, d.Object, true, now
				in.ClosedAt, in.Outcome = time.Time{}, ""
			}
			in.Reason, in.Amount, in.Order = d.Kind, money.New(d.Theirs-d.Ours, d.Currency), d.Order
			in.Ours, in.Theirs = d.Ours, d.Theirs
			in.Vendor, in.OursState, in.TheirsState = d.Vendor, d.OursState, d.TheirsState
			return nil
		})
		if err != nil {
			return fmt.Errorf("store incident: %w", err)
		}
	}
	var over []string
	err := s.incidents.Scan(ctx, store.Query{Index: "open", Eq: []any{true}}, func(in Incident) error {
		if in.Kind == IncidentDifference && x.compared(in.Subject) && !differs[in.Subject] {
			over = append(over, in.ID)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("find incidents: %w", err)
	}
	for _, id := range over {
		if err := s.end(ctx, id, "agrees", now); err != nil {
			return err
		}
	}
	return nil
}
