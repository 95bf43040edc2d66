package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/markthalle/markthalle/store"
)

// Answer is the evidence of a dispute and what became of it. It is frozen when it is
// decided to send it, because it can be sent once.
type Answer struct {
	Intent `bson:",inline"`

	Evidence Evidence  `bson:"evidence"`
	By       string    `bson:"by"` // who decided it
	State    string    `bson:"state"`
	Code     string    `bson:"code,omitempty"` // of a refusal
	SentAt   time.Time `bson:"sent_at,omitempty"`
}

// EvidencePlanned says that a dispute's evidence is to be sent.
type EvidencePlanned struct{}

// EventType implements store.Event.
func (EvidencePlanned) EventType() string { return "payments.evidence_planned" }

// Answerable reports whether evidence can be sent still.
func (d *Dispute) Answerable(now time.Time) bool {
	return d.Answer == nil && (d.State == Disputed || d.State == Inquiry) && now.Before(d.DueBy)
}

// PlanEvidence decides that evidence is sent, once, with what people added to the dispute
// until now: when it is decided already, that stays.
// Errors: not_found, Conflict "payments.evidence" when none can be sent any more.
func (s *Service) PlanEvidence(ctx context.Context, id, by string, e Evidence) (Dispute, error) {
	now, wall := s.clock.Now(), s.wall.WallNow()
	return s.rec.disputes.Modify(ctx, id, func(d *Dispute) error {
		if d.Answer != nil {
			return nil
		}
		if !d.Answerable(now) {
			return ErrEvidence
		}
		e := e.With(d.Parts)
		d.Answer = &Answer{Intent: newIntent(1, wall), Evidence: e, By: by, State: StepPlanned}
		d.Emit(EvidencePlanned{})
		return nil
	})
}

// SendEvidence is the reaction to evidence that is to be sent. When an earlier call may
// have got through, the dispute says so: it waits for evidence no more.
func (s *Service) SendEvidence(ctx context.Context, _ EvidencePlanned, c store.Cause) error {
	d, err := s.rec.disputes.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load dispute: %w", err)
	}
	if d.Answer == nil || d.Answer.State != StepPlanned {
		return nil
	}
	there, err := s.gateway.GetDispute(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("read dispute: %w", err)
	}
	code := ""
	if there.State == DisputeNeedsResponse || there.State == DisputeWarning {
		_, err = s.gateway.SubmitEvidence(ctx, EvidenceRequest{
			Key: s.key("dp", d.ID+":evidence", d.Answer.Attempt), Dispute: d.ID, Evidence: d.Answer.Evidence,
			Metadata: s.metadata("order_id", string(d.Order)),
		})
		refusal, refused := IsRefused(err)
		switch {
		case refused:
			if code = refusal.Code; code == "" {
				code = "refused"
			}
		case err != nil:
			return fmt.Errorf("send evidence: %w", err)
		}
	}
	now := s.clock.Now()
	if err := s.rec.disputes.Update(ctx, d.ID, func(q *Dispute) error {
		if q.Answer.State == StepPlanned {
			q.Answer.State, q.Answer.Code, q.Answer.SentAt = StepDone, code, now
			if code != "" {
				q.Answer.State, q.Answer.SentAt = StepRefused, time.Time{}
			}
		}
		return nil
	}); err != nil {
		return fmt.Errorf("note evidence: %w", err)
	}
	_, err = s.RefreshDispute(ctx, d.ID)
	return err
}
