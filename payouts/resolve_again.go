package payouts

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
)

// lookAgain compares what a difference is about anew, before something is done about it,
// and puts both sides as they are now into the incident. What concerns a vendor's account
// is read again at the provider first: what had not been heard of is no difference. It
// returns what the memo book would have to move to agree.
func (s *Service) lookAgain(ctx context.Context, in *Incident, do Resolve) ([]ledger.Posting, error) {
	if in.Vendor != "" {
		if err := s.rereadMemo(ctx, in); err != nil {
			return nil, err
		}
		return s.memoAgain(ctx, in, do)
	}
	if do == Replay && in.Reason != BalanceDiffers {
		if err := s.Payments.Reread(ctx, in.Subject); err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return nil, err
		}
	}
	return nil, s.compareAgain(ctx, in)
}

// rereadMemo lets the memo book follow what it has not heard of.
func (s *Service) rereadMemo(ctx context.Context, in *Incident) error {
	switch {
	case in.Reason == AccountDiffers:
		return s.sweepMemo(ctx, in.Vendor, s.Clock.Now().Add(-payments.LateFailure))
	case isPayout(in.Subject):
		p, err := s.Payments.RefreshBankPayout(ctx, in.Vendor, in.Subject)
		if errors.Is(err, markthalle.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.keepBankPayout(ctx, &p)
	}
	list, err := s.Ledger.ByProvider(ctx, in.Subject)
	if err != nil {
		return fmt.Errorf("find entries of %s: %w", in.Subject, err)
	}
	var memo []ledger.Transaction
	for i := range list {
		memo = append(memo, funding(&list[i]))
	}
	return errors.Join(s.Ledger.PostAll(ctx, memo)...)
}

// memoAgain compares the memo book with the provider about what an incident names.
func (s *Service) memoAgain(ctx context.Context, in *Incident, do Resolve) ([]ledger.Posting, error) {
	var t ledger.Transaction
	available, funded := ledger.Connected(in.Vendor, ledger.ConnAvailable), ledger.Connected(in.Vendor, ledger.ConnFunding)
	if !isPayout(in.Subject) {
		if err := s.compareAgain(ctx, in); err != nil {
			return nil, err
		}
		t.Debit(available, in.Amount.Minor)
		t.Credit(funded, in.Amount.Minor)
		return t.Lines, nil
	}
	there, err := s.Payments.PayoutAtProvider(ctx, in.Vendor, in.Subject)
	found := &there
	if errors.Is(err, markthalle.ErrNotFound) {
		found, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	d, move, err := s.compare().payoutSides(ctx, in.Vendor, in.Subject, found)
	if err != nil {
		return nil, err
	}
	in.Ours, in.Theirs, in.OursState, in.TheirsState = d.Ours, d.Theirs, d.OursState, d.TheirsState
	in.Amount.Minor = d.Theirs - d.Ours
	t.Debit(ledger.Connected(in.Vendor, ledger.ConnInTransit), move.transit)
	t.Debit(ledger.Connected(in.Vendor, ledger.ConnBank), move.bank)
	if do == WriteOffDifference {
		available = funded
	}
	t.Credit(available, move.out())
	return t.Lines, nil
}

// compareAgain puts both sides of a difference as they are now into the incident.
func (s *Service) compareAgain(ctx context.Context, in *Incident) error {
	x := s.compare()
	var err error
	switch in.Reason {
	case BalanceDiffers:
		err = x.balances(ctx)
	case SessionDiffers:
		err = x.session(ctx, in.Order)
	case AccountDiffers:
		held, e := x.held(ctx, in.Vendor)
		if e != nil {
			return e
		}
		err = x.account(ctx, in.Vendor, in.Amount.Currency, held[in.Amount.Currency])
	default:
		return x.objectAgain(ctx, in)
	}
	if err != nil {
		return err
	}
	in.Ours, in.Theirs = 0, 0
	for _, d := range x.found {
		if d.Object == in.Subject {
			in.Ours, in.Theirs = d.Ours, d.Theirs
		}
	}
	in.Amount.Minor = in.Theirs - in.Ours
	return nil
}

// objectAgain puts what both sides know of one object into its incident. A movement that is
// not booked can be asked for by its source only: what was listed stands.
func (x *comparison) objectAgain(ctx context.Context, in *Incident) error {
	both, err := x.ask(ctx, in.Subject, own(in.Subject))
	if err != nil {
		return err
	}
	if in.Reason == MemoDiffers {
		in.Ours, in.Theirs = both.memo[in.Amount.Currency], -both.theirs[in.Amount.Currency]
		in.Amount.Minor = in.Theirs - in.Ours
		return nil
	}
	in.Ours = both.ours[in.Amount.Currency]
	if both.moves > 0 || !own(in.Subject) {
		in.Theirs = both.theirs[in.Amount.Currency]
	}
	in.Amount.Minor = in.Theirs - in.Ours
	return nil
}
