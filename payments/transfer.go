package payments

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Transfer is one movement of money to a vendor's account.
type Transfer struct {
	store.Meta `bson:",inline"` // id tr_<vendor order>_<n>

	Intent      `bson:",inline"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Payout      markthalle.PayoutID      `bson:"payout"`
	Amount      money.Amount             `bson:"amount"`
	Source      string                   `bson:"source,omitempty"` // charge id; empty draws on the platform's balance
	State       string                   `bson:"state"`
	Provider    string                   `bson:"provider,omitempty"`
	Code        string                   `bson:"code,omitempty"`
	Tries       int                      `bson:"tries,omitempty"` // calls of any attempt that ended without an answer
}

// TransferIntent asks for a transfer. Its id names what is paid.
type TransferIntent struct {
	ID          markthalle.TransferID
	VendorOrder markthalle.VendorOrderID // whose charge it draws on; may be empty
	Order       markthalle.OrderID
	Vendor      markthalle.VendorID
	Payout      markthalle.PayoutID
	Amount      money.Amount
	Source      string
}

// Allocate reserves up to wanted of an order's charge for a transfer and returns how
// much it got and from which charge; the rest must come from the platform's balance
// (PAY-26). Asking again for the same transfer, before it is made, replaces what it had
// by what is wanted now.
func (s *Service) Allocate(ctx context.Context, order markthalle.OrderID, transfer markthalle.TransferID, wanted int64) (got int64, charge string, err error) {
	err = s.rec.payments.Update(ctx, string(markthalle.PaymentIDFor(order)), func(p *Payment) error {
		got, charge = 0, ""
		p.Sourced = slices.DeleteFunc(p.Sourced, func(a Allocation) bool { return a.Transfer == transfer })
		main := p.Main()
		if main == nil || len(p.Sourced) >= maxAllocs {
			return nil
		}
		got = min(wanted, main.Amount-p.sourced(main.ID))
		if got <= 0 {
			got = 0
			return nil
		}
		charge = main.ID
		p.Sourced = append(p.Sourced, Allocation{Transfer: transfer, Charge: charge, Amount: got})
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return 0, "", nil // nothing was charged: a manual entry, or an order that cost nothing
	}
	if err != nil {
		return 0, "", fmt.Errorf("allocate charge: %w", err)
	}
	return got, charge, nil
}

// CreateTransfer stores the intent of a transfer; the reaction to TransferPlanned
// executes it. A transfer that was refused before gets a new attempt: a definitive
// refusal is the proof that nothing was moved. Asking for one that is planned or done
// changes nothing.
func (s *Service) CreateTransfer(ctx context.Context, in TransferIntent) error {
	wall := s.wall.WallNow()
	_, err := s.rec.transfers.Upsert(ctx, string(in.ID), func(t *Transfer) error {
		switch {
		case t.Rev == 0:
			t.Intent = newIntent(1, wall)
			t.VendorOrder, t.Order, t.Vendor, t.Payout = in.VendorOrder, in.Order, in.Vendor, in.Payout
			t.Amount, t.Source = in.Amount, in.Source
		case t.State == StepRefused:
			t.Intent = newIntent(t.Attempt+1, wall)
			t.Code = ""
		default:
			return nil
		}
		t.State = StepPlanned
		t.Emit(TransferPlanned{})
		return nil
	})
	if err != nil {
		return fmt.Errorf("store transfer: %w", err)
	}
	return nil
}

// ExecuteTransfer is the reaction to TransferPlanned: it asks the provider for the
// transfer and stores the answer.
func (s *Service) ExecuteTransfer(ctx context.Context, _ TransferPlanned, c store.Cause) error {
	t, err := s.rec.transfers.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load transfer: %w", err)
	}
	if t.State != StepPlanned {
		return nil
	}
	account, err := s.rec.accounts.Get(ctx, accountID(t.Vendor))
	if err != nil && markthalle.KindOf(err) != markthalle.NotFound {
		return fmt.Errorf("load payment account: %w", err)
	}
	if err != nil || account.Provider == "" {
		return s.refuseTransfer(ctx, t, &Refused{Code: "no_account", Message: "the vendor has no payment account"})
	}
	got, err := s.sendTransfer(ctx, t, account.Provider)
	if refusal, ok := IsRefused(err); ok {
		return s.refuseTransfer(ctx, t, refusal)
	}
	if err != nil {
		return fmt.Errorf("transfer at the provider: %w", err)
	}
	return s.doneTransfer(ctx, t.ID, got.ID)
}

// doneTransfer records that the provider has made a transfer.
func (s *Service) doneTransfer(ctx context.Context, id, provider string) error {
	now := s.clock.Now()
	return s.rec.transfers.Update(ctx, id, func(q *Transfer) error {
		if q.State == StepDone {
			return nil
		}
		q.State, q.Provider, q.Code = StepDone, provider, ""
		q.Emit(TransferDone{
			Transfer: markthalle.TransferID(q.ID), VendorOrder: q.VendorOrder, Order: q.Order, Vendor: q.Vendor,
			Payout: q.Payout, Amount: q.Amount, Provider: provider, At: now,
		})
		return nil
	})
}

// AdoptTransfer takes on a transfer that the provider has and whose answer never came here:
// it names an intent of ours that is still planned, with the same amount. It reports
// whether it did (PAY-90).
func (s *Service) AdoptTransfer(ctx context.Context, found ProviderTransfer) (bool, error) {
	if found.Metadata["env"] != s.env {
		return false, nil
	}
	t, err := s.rec.transfers.Get(ctx, found.Metadata["transfer_id"])
	if errors.Is(err, markthalle.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("load transfer: %w", err)
	}
	if t.State != StepPlanned || t.Amount != found.Amount {
		return false, nil
	}
	return true, s.doneTransfer(ctx, t.ID, found.ID)
}

// sendTransfer sends the intent. Whatever is not a first attempt within its window is
// looked up by its group before, so that what an earlier attempt made is adopted and never
// made again (PAY-34, PAY-90). Within the window a look-up that finds nothing proves
// nothing, and the same key is sent.
func (s *Service) sendTransfer(ctx context.Context, t Transfer, account string) (ProviderTransfer, error) {
	wall := s.wall.WallNow()
	group := transferGroup(t)
	if t.Tries > 0 || t.Attempt > 1 || !t.sendable(wall) {
		found, err := s.findTransfer(ctx, group, t.ID)
		if err == nil || !errors.Is(err, markthalle.ErrNotFound) {
			return found, err
		}
	}
	var err error
	if !t.sendable(wall) {
		if !t.settled(wall) {
			return ProviderTransfer{}, ErrUnknownOutcome
		}
		t, err = s.rec.transfers.Modify(ctx, t.ID, func(q *Transfer) error {
			q.Intent = newIntent(q.Attempt+1, wall)
			return nil
		})
		if err != nil {
			return ProviderTransfer{}, fmt.Errorf("start next attempt: %w", err)
		}
	}
	got, err := s.gateway.CreateTransfer(ctx, TransferRequest{
		Key: s.key("tr", t.ID, t.Attempt), Destination: account, Amount: t.Amount, Source: t.Source, Group: group,
		Metadata: s.metadata("transfer_id", t.ID, "order_id", string(t.Order), "vendor_order_id",
			string(t.VendorOrder), "vendor_id", string(t.Vendor), "payout_id", string(t.Payout)),
	})
	if _, refused := IsRefused(err); err != nil && !refused {
		err = errors.Join(err, s.triedTransfer(ctx, t.ID))
	}
	return got, err
}

// findTransfer looks a transfer up at the provider by its group and our id of it. Error:
// not_found.
func (s *Service) findTransfer(ctx context.Context, group, id string) (ProviderTransfer, error) {
	found, err := s.gateway.FindTransfers(ctx, group)
	if err != nil {
		return ProviderTransfer{}, fmt.Errorf("look up transfers of %s: %w", group, err)
	}
	for _, f := range found {
		if f.Metadata["transfer_id"] == id {
			return f, nil
		}
	}
	return ProviderTransfer{}, markthalle.ErrNotFound
}

// triedTransfer notes that a call ended without an answer.
func (s *Service) triedTransfer(ctx context.Context, id string) error {
	return s.rec.transfers.Update(context.WithoutCancel(ctx), id, func(q *Transfer) error {
		q.Tries++
		return nil
	})
}

// TransfersAtProvider returns the transfers that the provider has of an order's group, made
// by this market or by other hands.
func (s *Service) TransfersAtProvider(ctx context.Context, order markthalle.OrderID) ([]ProviderTransfer, error) {
	found, err := s.gateway.FindTransfers(ctx, "order_"+string(order))
	if err != nil {
		return nil, fmt.Errorf("look up transfers of %s: %w", order, err)
	}
	return found, nil
}

// TransfersBetween calls fn for the transfers that changed in [from, to).
func (s *Service) TransfersBetween(ctx context.Context, from, to time.Time, fn func(Transfer) error) error {
	return s.rec.transfers.Scan(ctx, store.Query{Index: "updated", From: from, To: to}, fn)
}

// transferGroup ties a transfer to its order's charge, or to its payout when it
// belongs to no order.
func transferGroup(t Transfer) string {
	if t.Order != "" {
		return "order_" + string(t.Order)
	}
	return "payout_" + string(t.Payout)
}

func (s *Service) refuseTransfer(ctx context.Context, t Transfer, refusal *Refused) error {
	err := s.rec.transfers.Update(ctx, t.ID, func(q *Transfer) error {
		if q.State != StepPlanned {
			return nil
		}
		q.State, q.Code, q.LastError = StepRefused, refusal.Code, refusal.Error()
		q.Emit(TransferRefused{
			Transfer: markthalle.TransferID(q.ID), VendorOrder: q.VendorOrder, Vendor: q.Vendor, Payout: q.Payout,
			Amount: q.Amount, Code: refusal.Code, Attempt: q.Attempt,
		})
		return nil
	})
	return err
}

// Transfer returns one transfer. Error: not_found.
func (s *Service) Transfer(ctx context.Context, id markthalle.TransferID) (Transfer, error) {
	return s.rec.transfers.Get(ctx, string(id))
}

// Transfers returns transfers by their ids; those that are not there are left out.
func (s *Service) Transfers(ctx context.Context, ids []markthalle.TransferID) ([]Transfer, error) {
	var out []Transfer
	for list := range slices.Chunk(ids, store.MaxPage) {
		names := make([]string, len(list))
		for i, id := range list {
			names[i] = string(id)
		}
		got, err := s.rec.transfers.GetMany(ctx, names)
		if err != nil {
			return nil, fmt.Errorf("load transfers: %w", err)
		}
		out = append(out, got...)
	}
	return out, nil
}

// TransfersOf returns all transfers that draw on an order's charge.
func (s *Service) TransfersOf(ctx context.Context, order markthalle.OrderID) ([]Transfer, error) {
	page, err := s.rec.transfers.Find(ctx, store.Query{
		Index: "order", Eq: []any{string(order)}, Page: markthalle.PageQuery{Limit: maxAllocs},
	})
	return page.Items, err
}

// Reversal is part of a transfer that comes back because of a refund.
type Reversal struct {
	store.Meta `bson:",inline"` // id rv_<refund>_<transfer>

	Intent   `bson:",inline"`
	Refund   markthalle.RefundID   `bson:"refund"`
	Transfer markthalle.TransferID `bson:"transfer"`
	Order    markthalle.OrderID    `bson:"order"`
	Vendor   markthalle.VendorID   `bson:"vendor"`
	Amount   money.Amount          `bson:"amount"`
	State    string                `bson:"state"`
	Provider string                `bson:"provider,omitempty"`
	Code     string                `bson:"code,omitempty"`
}

// ReversalIntent asks for part of a transfer to come back.
type ReversalIntent struct {
	Refund   markthalle.RefundID
	Transfer markthalle.TransferID
	Order    markthalle.OrderID
	Vendor   markthalle.VendorID
	Amount   money.Amount
}

// ReversalID is the id of the reversal that a refund causes on a transfer.
func ReversalID(r markthalle.RefundID, t markthalle.TransferID) string {
	return "rv_" + markthalle.Body(r) + "_" + markthalle.Body(t)
}

// Reverse stores the intent of a reversal; the reaction to ReversalPlanned executes it.
func (s *Service) Reverse(ctx context.Context, in ReversalIntent) error {
	rv := Reversal{
		Meta: store.Meta{ID: ReversalID(in.Refund, in.Transfer)}, Intent: newIntent(1, s.wall.WallNow()),
		Refund: in.Refund, Transfer: in.Transfer, Order: in.Order, Vendor: in.Vendor, Amount: in.Amount, State: StepPlanned,
	}
	rv.Emit(ReversalPlanned{})
	return s.insertOnce(ctx, "reversal", func() error { _, err := s.rec.reversals.Insert(ctx, rv); return err })
}

// ExecuteReversal is the reaction to ReversalPlanned.
func (s *Service) ExecuteReversal(ctx context.Context, _ ReversalPlanned, c store.Cause) error {
	rv, err := s.rec.reversals.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load reversal: %w", err)
	}
	if rv.State != StepPlanned {
		return nil
	}
	t, err := s.rec.transfers.Get(ctx, string(rv.Transfer))
	if err != nil {
		return fmt.Errorf("load transfer: %w", err)
	}
	if t.Provider == "" {
		return markthalle.Errorf(markthalle.Unavailable, "payments.transfer_unknown",
			"Transfer %s has no answer yet.", t.ID)
	}
	got, err := s.sendReversal(ctx, rv, t)
	if refusal, ok := IsRefused(err); ok {
		return s.storeReversal(ctx, rv, StepRefused, "", refusal.Code)
	}
	if err != nil {
		return fmt.Errorf("reverse at the provider: %w", err)
	}
	return s.storeReversal(ctx, rv, StepDone, got.ID, "")
}

func (s *Service) sendReversal(ctx context.Context, rv Reversal, t Transfer) (ProviderReversal, error) {
	wall := s.wall.WallNow()
	if !rv.sendable(wall) {
		found, err := s.gateway.FindReversals(ctx, t.Provider)
		if err != nil {
			return ProviderReversal{}, fmt.Errorf("look up reversals of %s: %w", t.Provider, err)
		}
		for _, f := range found {
			if f.Metadata["reversal_id"] == rv.ID {
				return f, nil
			}
		}
		if !rv.settled(wall) {
			return ProviderReversal{}, ErrUnknownOutcome
		}
		if rv, err = s.rec.reversals.Modify(ctx, rv.ID, func(q *Reversal) error {
			q.Intent = newIntent(q.Attempt+1, wall)
			return nil
		}); err != nil {
			return ProviderReversal{}, fmt.Errorf("start next attempt: %w", err)
		}
	}
	return s.gateway.ReverseTransfer(ctx, ReversalRequest{
		Key: s.key("rv", rv.ID, rv.Attempt), Transfer: t.Provider, Amount: rv.Amount,
		Metadata: s.metadata("reversal_id", rv.ID, "refund_id", string(rv.Refund), "transfer_id", t.ID,
			"order_id", string(rv.Order), "vendor_id", string(rv.Vendor)),
	})
}

func (s *Service) storeReversal(ctx context.Context, rv Reversal, state, provider, code string) error {
	now := s.clock.Now()
	err := s.rec.reversals.Update(ctx, rv.ID, func(q *Reversal) error {
		if q.State != StepPlanned {
			return nil
		}
		q.State, q.Provider, q.Code = state, provider, code
		if state == StepDone {
			q.Emit(ReversalDone{
				Reversal: q.ID, Refund: q.Refund, Transfer: q.Transfer, Vendor: q.Vendor, Order: q.Order,
				Amount: q.Amount, Provider: provider, At: now,
			})
			return nil
		}
		q.Emit(ReversalRefused{
			Reversal: q.ID, Refund: q.Refund, Transfer: q.Transfer, Vendor: q.Vendor, Amount: q.Amount, Code: code,
		})
		return nil
	})
	return err
}

// ReversalsOf returns all reversals that an order's refunds caused.
func (s *Service) ReversalsOf(ctx context.Context, order markthalle.OrderID) ([]Reversal, error) {
	page, err := s.rec.reversals.Find(ctx, store.Query{
		Index: "order", Eq: []any{string(order)}, Page: markthalle.PageQuery{Limit: maxAllocs},
	})
	return page.Items, err
}
