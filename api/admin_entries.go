package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
)

// AdminEntryOut is a manual entry: posted, or waiting for a second person. Then it names its
// proposal, and its lines are empty.
type AdminEntryOut struct {
	AdminTransactionOut
	State      string `json:"state"` // posted or waiting
	ProposalID string `json:"proposal_id,omitempty"`
}

func (r *routes) adminEntryPost(c *endpoint.Call, in AdminEntryIn) (AdminEntryOut, error) {
	t, p, err := r.Payouts.ProposeEntry(c.Ctx, c.Actor, payouts.EntryInput{
		ID: c.Mint("adj"), Vendor: markthalle.VendorID(in.Vendor), Kind: payouts.EntryKind(in.Kind), Amount: in.Amount.amount(), Reason: in.Reason,
		VAT: payouts.EntryVAT(in.VAT),
	})
	if err != nil {
		return AdminEntryOut{}, err
	}
	if p != nil {
		out := AdminEntryOut{State: string(p.State), ProposalID: p.ID}
		out.Kind, out.Currency, out.VendorID, out.Note, out.By = string(p.Kind), string(p.Amount.Currency), string(p.Vendor), p.Reason, p.By
		out.Total, out.EffectiveAt, out.InsertedAt = minor(p.Amount.Minor, p.Amount.Currency), Time{p.At}, Time{p.At}
		out.ProviderIDs, out.Lines = []string{}, []AdminPostingOut{}
		return out, nil
	}
	return AdminEntryOut{AdminTransactionOut: adminTransaction(t), State: "posted"}, nil
}

// AdminProposalOut is a manual entry that one person alone may not post.
type AdminProposalOut struct {
	ID        string `json:"id"`
	Revision  int64  `json:"revision"`
	VendorID  string `json:"vendor_id"`
	Kind      string `json:"kind"`
	Amount    Money  `json:"amount"`
	Reason    string `json:"reason"`
	VAT       string `json:"vat,omitempty"` // as it was asked for: charged or outside_scope
	State     string `json:"state"`         // waiting, approved or refused
	By        string `json:"by"`
	At        Time   `json:"at"`
	DecidedBy string `json:"decided_by,omitempty"`
	DecidedAt *Time  `json:"decided_at,omitempty"`
}

func adminProposal(p payouts.Proposal) AdminProposalOut {
	return AdminProposalOut{
		ID: p.ID, Revision: p.Version, VendorID: string(p.Vendor), Kind: string(p.Kind), Amount: minor(p.Amount.Minor, p.Amount.Currency), Reason: p.Reason, VAT: string(p.VAT),
		State: string(p.State), By: p.By, At: Time{p.At}, DecidedBy: p.DecidedBy, DecidedAt: at(p.DecidedAt),
	}
}

// AdminProposalListIn asks for the proposals in a state; those that wait without one.
type AdminProposalListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=waiting approved refused"`
}

func (r *routes) adminProposalList(c *endpoint.Call, in AdminProposalListIn) (List[AdminProposalOut], error) {
	state := payouts.Undecided
	if in.State != "" {
		state = payouts.ProposalState(in.State)
	}
	page, err := r.Payouts.Proposals(c.Ctx, c.Actor, state, in.query())
	if err != nil {
		return List[AdminProposalOut]{}, err
	}
	return wireList(page, adminProposal), nil
}

func (r *routes) adminProposalApprove(c *endpoint.Call, in ByID) (AdminProposalOut, error) {
	return r.decideEntry(c, in.ID, true)
}

func (r *routes) adminProposalRefuse(c *endpoint.Call, in ByID) (AdminProposalOut, error) {
	return r.decideEntry(c, in.ID, false)
}

func (r *routes) decideEntry(c *endpoint.Call, id string, approve bool) (AdminProposalOut, error) {
	p, err := r.Payouts.DecideEntry(c.Ctx, c.Actor, id, approve)
	if err != nil {
		return AdminProposalOut{}, err
	}
	return adminProposal(p), nil
}
