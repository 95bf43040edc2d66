package catalog

import (
	"context"
	"regexp"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
)

// Verdict is what an operator says with a decision.
type Verdict struct {
	Note    string
	Reasons []string // stable codes; a rejection needs one
}

var reasonCode = regexp.MustCompile(`^[a-z][a-z0-9_.-]{0,63}$`)

func (v Verdict) check(reasonNeeded bool) error {
	var f markthalle.Faults
	f.Check(!reasonNeeded || len(v.Reasons) > 0, "/reasons", "required", "A rejection needs a reason.")
	f.Check(len(v.Reasons) <= 10, "/reasons", "too_many", "At most 10 reasons.")
	for _, r := range v.Reasons {
		if !reasonCode.MatchString(r) {
			f.AddField(markthalle.Field{Pointer: "/reasons", Code: "format", Message: "A reason is a code.", Found: clip(r, 80), Wanted: "lower-case letters, digits, _ . -"})
		}
	}
	f.Check(len(v.Note) <= 1000, "/note", "too_long", "At most 1000 characters.")
	return f.Err("catalog.decision")
}

func (s *Service) decision(actor markthalle.Actor, v Verdict) Decision {
	return Decision{By: actor.ID(), Note: v.Note, Reasons: v.Reasons, At: s.now()}
}

func (v Verdict) text() string {
	return strings.Trim(strings.Join(v.Reasons, ", ")+": "+v.Note, ": ")
}

// ApproveProduct publishes a product. One with a blocking finding is not published:
// Invalid "catalog.product" names the findings.
func (s *Service) ApproveProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID, v Verdict) (Product, error) {
	if err := operator(actor, markthalle.ProductsWrite); err != nil {
		return Product{}, err
	}
	if err := v.check(false); err != nil {
		return Product{}, err
	}
	decision := s.decision(actor, v)
	return s.products.modify(ctx, string(id), func(p *Product) error {
		if p.Published() {
			return nil
		}
		if quality.Has(p.Findings, quality.Block) {
			return blocked(p.Findings)
		}
		before := p.State
		if err := p.to(Published); err != nil {
			return err
		}
		p.Decision = decision
		if p.PublishedAt.IsZero() {
			p.PublishedAt = decision.At
		}
		p.changed()
		p.audit(actor, "catalog.product_approve", v.text(), difference{"state", string(before), string(p.State)})
		return nil
	})
}

// RejectProduct refuses a product; it needs a reason. A live one is withdrawn.
func (s *Service) RejectProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID, v Verdict) (Product, error) {
	return s.turnDown(ctx, actor, id, v, Rejected, "catalog.product_reject")
}

// RequestProductChanges hands a product back to its vendor; it needs a reason.
func (s *Service) RequestProductChanges(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID, v Verdict) (Product, error) {
	return s.turnDown(ctx, actor, id, v, ChangesRequested, "catalog.product_request_changes")
}

func (s *Service) turnDown(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID, v Verdict, to State, action string) (Product, error) {
	if err := operator(actor, markthalle.ProductsWrite); err != nil {
		return Product{}, err
	}
	if err := v.check(true); err != nil {
		return Product{}, err
	}
	decision := s.decision(actor, v)
	return s.products.modify(ctx, string(id), func(p *Product) error {
		if p.State == to {
			return nil
		}
		before, next := p.State, to
		if p.Published() {
			next = Withdrawn
		}
		if err := p.to(next); err != nil {
			return err
		}
		p.Decision = decision
		p.changed()
		p.audit(actor, action, v.text(), difference{"state", string(before), string(p.State)})
		return nil
	})
}

// WithdrawProduct takes a product off; its owner or the operator may. Its offers stay
// and are not shown.
func (s *Service) WithdrawProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID) (Product, error) {
	p, err := s.products.get(ctx, string(id))
	if err != nil {
		return Product{}, err
	}
	if err := may(actor, markthalle.ProductsWrite, p.Owner); err != nil {
		return Product{}, err
	}
	return s.products.modify(ctx, string(id), func(p *Product) error {
		if p.State == Withdrawn {
			return nil
		}
		before := p.State
		if err := p.to(Withdrawn); err != nil {
			return err
		}
		p.changed()
		p.audit(actor, "catalog.product_withdraw", "", difference{"state", string(before), string(p.State)})
		return nil
	})
}

// RestoreProduct puts a product back that its owner has withdrawn. What the operator took
// off, only the operator brings back, by ApproveProduct: ErrState.
func (s *Service) RestoreProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID) (Product, error) {
	p, err := s.products.get(ctx, string(id))
	if err != nil {
		return Product{}, err
	}
	if err := may(actor, markthalle.ProductsWrite, p.Owner); err != nil {
		return Product{}, err
	}
	return s.products.modify(ctx, string(id), func(p *Product) error {
		if p.State != Withdrawn {
			return nil
		}
		next := Pending
		if !p.PublishedAt.IsZero() {
			next = Published
		}
		if len(p.Decision.Reasons) > 0 {
			return stateError(string(p.State), string(next))
		}
		if err := p.to(next); err != nil {
			return err
		}
		p.changed()
		p.audit(actor, "catalog.product_restore", "", difference{"state", string(Withdrawn), string(p.State)})
		return nil
	})
}

// Change returns a proposal for the vendor that filed it or the operator.
func (s *Service) Change(ctx context.Context, actor markthalle.Actor, id string) (Change, error) {
	c, err := s.changes.get(ctx, id)
	if err != nil {
		return Change{}, err
	}
	return c, may(actor, markthalle.ProductsRead, c.Vendor)
}

// Changes returns the open proposals, those that wait longest first.
func (s *Service) Changes(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Change], error) {
	if err := operator(actor, markthalle.ProductsRead); err != nil {
		return markthalle.Page[Change]{}, err
	}
	return s.changes.find(ctx, store.Query{Index: "state", Eq: []any{ChangeOpen}, Page: page})
}

// CountChanges returns how many proposals wait.
func (s *Service) CountChanges(ctx context.Context) (int64, error) {
	return s.changes.c.Count(ctx, store.Query{Index: "state", Eq: []any{ChangeOpen}})
}

// ApproveChange writes a proposal into the live product. Cut off between the product
// and the proposal, it is finished by being called again.
func (s *Service) ApproveChange(ctx context.Context, actor markthalle.Actor, id string, v Verdict) (Product, error) {
	if err := operator(actor, markthalle.ProductsWrite); err != nil {
		return Product{}, err
	}
	if err := v.check(false); err != nil {
		return Product{}, err
	}
	c, err := s.changes.get(ctx, id)
	if err != nil {
		return Product{}, err
	}
	if c.State == ChangeRejected {
		return Product{}, stateError(string(c.State), string(ChangeAccepted))
	}
	if quality.Has(c.Findings, quality.Block) {
		return Product{}, blocked(c.Findings)
	}
	tree, err := s.freshTree(ctx)
	if err != nil {
		return Product{}, err
	}
	old, err := s.products.get(ctx, string(c.Product))
	if err != nil {
		return Product{}, err
	}
	next := old.Content
	next.take(&c.Proposed, c.Fields)
	claims, err := s.takeNumbers(ctx, tree, &old, &next)
	if err != nil {
		return Product{}, err
	}
	decision := s.decision(actor, v)
	p, err := s.products.modify(ctx, string(c.Product), func(p *Product) error {
		if p.ChangeSeq >= c.Seq {
			return nil // taken before
		}
		p.ChangeSeq = c.Seq
		p.take(&c.Proposed, c.Fields)
		p.countVariants()
		p.Findings = c.Findings
		p.Decision = decision
		p.changed()
		p.auditDiff(actor, "catalog.change_approve", c.Diff)
		return nil
	})
	if err != nil {
		return Product{}, err
	}
	if err := s.settleNumbers(ctx, tree, &old, &p, claims); err != nil {
		return Product{}, err
	}
	_, err = s.closeChange(ctx, actor, &c, ChangeAccepted, decision)
	return p, err
}

// RejectChange refuses a proposal; it needs a reason. The live product stays.
func (s *Service) RejectChange(ctx context.Context, actor markthalle.Actor, id string, v Verdict) (Change, error) {
	if err := operator(actor, markthalle.ProductsWrite); err != nil {
		return Change{}, err
	}
	if err := v.check(true); err != nil {
		return Change{}, err
	}
	c, err := s.changes.get(ctx, id)
	if err != nil {
		return Change{}, err
	}
	if c.State == ChangeAccepted {
		return Change{}, stateError(string(c.State), string(ChangeRejected))
	}
	return s.closeChange(ctx, actor, &c, ChangeRejected, s.decision(actor, v))
}

// closeChange decides the proposal with the given number; a newer one stays open.
func (s *Service) closeChange(ctx context.Context, actor markthalle.Actor, seen *Change, state ChangeState, d Decision) (Change, error) {
	return s.changes.modify(ctx, seen.ID, func(c *Change) error {
		if c.Seq != seen.Seq || c.State != ChangeOpen {
			return nil
		}
		c.State, c.Decision = state, d
		c.Emit(audited(actor, c.ID, "catalog.change_decide", strings.Join(d.Reasons, ", "), []difference{{"state", string(ChangeOpen), string(state)}}))
		return nil
	})
}
