package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// ProposalState is where a proposed entry stands.
type ProposalState string

// The states of a proposed entry. The last two are final.
const (
	Undecided ProposalState = "waiting"
	Approved  ProposalState = "approved"
	Refused   ProposalState = "refused"
)

// Proposal is a manual entry that one person alone may not post, id prp_<entry>. It is
// posted when a second person agrees (MKT-21, MKT-62).
type Proposal struct {
	store.Meta `bson:",inline"`

	Entry     string              `bson:"entry"` // the id under which it is posted
	Vendor    markthalle.VendorID `bson:"vendor"`
	Kind      EntryKind           `bson:"kind"`
	Amount    money.Amount        `bson:"amount"`
	Reason    string              `bson:"reason"`
	VAT       EntryVAT            `bson:"vat,omitempty"`
	State     ProposalState       `bson:"state"`
	By        string              `bson:"by"`
	At        time.Time           `bson:"at"`
	DecidedBy string              `bson:"decided_by,omitempty"`
	DecidedAt time.Time           `bson:"decided_at,omitempty"`
}

// EntryApproved says that a second person agreed to a proposed entry.
type EntryApproved struct{}

// EventType implements store.Event.
func (EntryApproved) EventType() string { return "payouts.entry_approved" }

// The errors of entries that need a second person.
var (
	ErrSecondPerson = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.second_person", Text: "An entry of this amount needs a second person."}
	ErrSamePerson   = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.same_person", Text: "Somebody else must decide about this entry."}
	ErrDecided      = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.decided", Text: "This entry is decided already."}
)

func proposalID(entry string) string { return "prp_" + entry }

func (p *Proposal) input() EntryInput {
	return EntryInput{ID: p.Entry, Vendor: p.Vendor, Kind: p.Kind, Amount: p.Amount, Reason: p.Reason, VAT: p.VAT}
}

// alone reports whether one person may post an entry.
func (s *Service) mayAlone(actor markthalle.Actor, in EntryInput) bool {
	return actor.Kind == markthalle.System || s.Policy.SecondPerson < 0 ||
		in.Amount.Minor <= s.Policy.SecondPerson && in.Amount.Minor >= -s.Policy.SecondPerson
}

// ProposeEntry posts a manual entry, or, above the policy's amount, keeps it until a second
// person decides; then the proposal is returned and nothing is posted. Asking again with
// the same id is asking once. Errors: Invalid "payouts.entry" with all faults.
func (s *Service) ProposeEntry(ctx context.Context, actor markthalle.Actor, in EntryInput) (ledger.Transaction, *Proposal, error) {
	if err := s.checkEntry(ctx, actor, in); err != nil {
		return ledger.Transaction{}, nil, err
	}
	if s.mayAlone(actor, in) {
		t, err := s.PostEntry(ctx, actor, in)
		return t, nil, err
	}
	p := Proposal{
		Meta: store.Meta{ID: proposalID(in.ID)}, Entry: in.ID, Vendor: in.Vendor, Kind: in.Kind, Amount: in.Amount, Reason: in.Reason, VAT: in.VAT,
		State: Undecided, By: actor.ID(), At: s.Clock.Now(),
	}
	p.Emit(accounts.Audit(actor, string(in.Vendor), "manual_entry_proposed", in.Reason, accounts.Change{Field: "amount", After: in.Amount.String()}))
	kept, err := s.proposals.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		kept, err = s.proposals.Get(ctx, p.ID)
	}
	if err != nil {
		return ledger.Transaction{}, nil, fmt.Errorf("store proposal: %w", err)
	}
	return ledger.Transaction{}, &kept, nil
}

// DecideEntry is the second person's word on a proposed entry: approved, it is posted at
// once, in the name of who proposed it. Deciding the same way again changes nothing.
// Errors: not_found, Conflict "payouts.same_person", "payouts.decided", Invalid
// "payouts.entry" when it is not possible any more.
func (s *Service) DecideEntry(ctx context.Context, actor markthalle.Actor, id string, approve bool) (Proposal, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Proposal{}, err
	}
	p, err := s.proposals.Get(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	if approve && p.State == Undecided {
		if err := s.checkEntry(ctx, actor, p.input()); err != nil {
			return p, err
		}
	}
	to, action := Refused, "manual_entry_refused"
	if approve {
		to, action = Approved, "manual_entry_approved"
	}
	now := s.Clock.Now()
	p, err = s.proposals.Modify(ctx, id, func(p *Proposal) error {
		switch {
		case p.By == actor.ID():
			return ErrSamePerson
		case p.State == to:
			return nil
		case p.State != Undecided:
			return ErrDecided
		}
		p.State, p.DecidedBy, p.DecidedAt = to, actor.ID(), now
		p.Emit(accounts.Audit(actor, string(p.Vendor), action, p.Reason, accounts.Change{Field: "amount", After: p.Amount.String()}))
		if approve {
			p.Emit(EntryApproved{})
		}
		return nil
	})
	if err != nil || p.State != Approved {
		return p, err
	}
	return p, s.PostApproved(ctx, EntryApproved{}, store.Cause{ID: p.ID})
}

// PostApproved is the reaction to a second person's agreement.
func (s *Service) PostApproved(ctx context.Context, _ EntryApproved, c store.Cause) error {
	p, err := s.proposals.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load proposal: %w", err)
	}
	_, err = s.postEntry(ctx, p.By, p.input(), "approved by "+p.DecidedBy)
	return err
}

// Proposals lists the proposed entries in a state, newest first.
func (s *Service) Proposals(ctx context.Context, actor markthalle.Actor, state ProposalState, page markthalle.PageQuery) (markthalle.Page[Proposal], error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return markthalle.Page[Proposal]{}, err
	}
	return s.proposals.Find(ctx, store.Query{Index: "state", Eq: []any{string(state)}, Desc: true, Page: page})
}
