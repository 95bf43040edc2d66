package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// StartInput is what an order needs to be paid.
type StartInput struct {
	Order     markthalle.OrderID
	Number    string // what the buyer calls the order
	Email     string
	Locale    markthalle.Locale
	Total     money.Amount
	Lines     []Line // one a vendor; they add up to Total
	ReturnURL string
	CancelURL string
	// Lifetime is how long the buyer has; zero means the service's own.
	Lifetime time.Duration
}

// ErrLines is returned when the lines of a payment do not add up to its total (PAY-33).
var ErrLines = &markthalle.Error{
	Kind: markthalle.Internal, Code: "payments.lines", Text: "The lines do not add up to the total.",
}

// Start opens the payment of an order and returns it with the address where the buyer
// pays. It stores the intent first and then runs the step that the intent names; a
// second call, also after a crash in between, continues with the same session. When
// the session has run out while the order still waits, a new attempt is opened.
//
// A definitive refusal of the provider ends the payment: it emits Failed, and the
// error is a Conflict "payments.refused". Errors: payments.unknown_outcome,
// payments.provider_down (both: call again), payments.lines.
func (s *Service) Start(ctx context.Context, in StartInput) (Payment, error) {
	var sum int64
	for _, l := range in.Lines {
		sum += l.Amount
	}
	if sum != in.Total.Minor {
		return Payment{}, ErrLines
	}
	now, wall := s.clock.Now(), s.wall.WallNow()
	lifetime := in.Lifetime
	if lifetime == 0 {
		lifetime = s.lifetime
	}
	p := Payment{
		Meta:  store.Meta{ID: string(markthalle.PaymentIDFor(in.Order))},
		Order: in.Order, Number: in.Number, Email: in.Email, Locale: in.Locale, Total: in.Total, Lines: in.Lines,
		State: StatePlanned, ReturnURL: in.ReturnURL, CancelURL: in.CancelURL,
		Attempts: []Attempt{{Intent: newIntent(1, wall), ExpiresAt: now.Add(lifetime)}},
		DueAt:    now.Add(waiting),
	}
	stored, err := s.rec.payments.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		stored, err = s.Payment(ctx, in.Order)
	}
	if err != nil {
		return Payment{}, fmt.Errorf("store payment intent: %w", err)
	}
	return s.openSession(ctx, stored)
}

// openSession makes sure that the payment has a session at the provider.
func (s *Service) openSession(ctx context.Context, p Payment) (Payment, error) {
	a := p.Session()
	switch {
	case p.State == StateFailed:
		return p, refusedStart("")
	case p.State != StatePlanned || a == nil:
		return p, nil
	}
	r := CheckoutRequest{
		Key: s.key("co", string(p.Order), a.Attempt), Order: string(p.Order), Number: p.Number,
		Email: p.Email, Locale: string(p.Locale), Total: p.Total,
		SuccessURL: p.ReturnURL, CancelURL: p.CancelURL, ExpiresAt: a.ExpiresAt,
		Metadata: s.metadata("order_id", string(p.Order)),
	}
	for _, l := range p.Lines {
		r.Lines = append(r.Lines, CheckoutLine{Name: l.Name, Amount: money.New(l.Amount, p.Total.Currency)})
	}
	co, err := s.gateway.CreateCheckout(ctx, r)
	if refusal, ok := IsRefused(err); ok {
		return s.refuseSession(ctx, p, refusal)
	}
	if err != nil {
		return p, fmt.Errorf("open checkout session: %w", err)
	}
	if co.Total != p.Total {
		return s.mismatch(ctx, p, co)
	}
	return s.rec.payments.Modify(ctx, p.ID, func(q *Payment) error {
		b := q.Session()
		if q.State != StatePlanned || b.Session != "" {
			return nil
		}
		b.Session, b.URL = co.ID, co.URL
		q.State = StateOpen
		return nil
	})
}

// refuseSession ends a payment whose session the provider will never open.
func (s *Service) refuseSession(ctx context.Context, p Payment, refusal *Refused) (Payment, error) {
	err := s.rec.payments.Update(ctx, p.ID, func(q *Payment) error {
		if q.State != StatePlanned {
			return nil
		}
		q.Session().LastError = refusal.Error()
		q.fail(refusal.Code)
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("store refusal: %w", err)
	}
	return p, refusedStart(refusal.Code)
}

func refusedStart(code string) error {
	return markthalle.Errorf(markthalle.Conflict, "payments.refused",
		"The payment could not be opened (%s).", code)
}

// mismatch closes a session whose amount is not the order's: nobody may pay it.
func (s *Service) mismatch(ctx context.Context, p Payment, co Checkout) (Payment, error) {
	if _, err := s.gateway.ExpireCheckout(ctx, co.ID, s.key("cx", string(p.Order), p.Session().Attempt)); err != nil {
		return p, fmt.Errorf("expire mismatched session: %w", err)
	}
	return s.refuseSession(ctx, p, &Refused{
		Code: "amount_mismatch", Message: fmt.Sprintf("session %s is over %v", co.ID, co.Total),
	})
}

// metadata is what every object at the provider carries, so that it can be found again
// from either side.
func (s *Service) metadata(pairs ...string) map[string]string {
	m := map[string]string{"env": s.env}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			m[pairs[i]] = pairs[i+1]
		}
	}
	return m
}

// CloseSession makes sure that nobody can pay the order any more: it expires the
// session at the provider and reads it again. It returns closed when the provider
// confirms that the session has ended unpaid (Closed is emitted), and paid when the
// buyer was faster; then the payment is completed here. Both false means that the
// buyer has started a delayed payment.
func (s *Service) CloseSession(ctx context.Context, order markthalle.OrderID) (closed, paid bool, err error) {
	p, err := s.Payment(ctx, order)
	if markthalle.KindOf(err) == markthalle.NotFound && err != nil {
		return s.neverOpened(ctx, order)
	}
	if err != nil {
		return false, false, fmt.Errorf("load payment: %w", err)
	}
	switch p.State {
	case StateClosed, StateFailed:
		return true, false, nil
	case StateSucceeded:
		return false, true, nil
	case StatePlanned: // the session may exist: the same key tells, and stores it
		if p, err = s.openSession(ctx, p); err != nil {
			if p2, e := s.Payment(ctx, order); e == nil && p2.State == StateFailed {
				return true, false, nil
			}
			return false, false, err
		}
	default: // open or processing: the provider decides
	}
	a := p.Session()
	co, err := s.gateway.ExpireCheckout(ctx, a.Session, s.key("cx", string(order), a.Attempt))
	if _, refused := IsRefused(err); refused {
		co, err = s.gateway.GetCheckout(ctx, a.Session)
	}
	if err != nil {
		return false, false, fmt.Errorf("close session: %w", err)
	}
	return s.closeWith(ctx, p, co)
}

func (s *Service) closeWith(ctx context.Context, p Payment, co Checkout) (closed, paid bool, err error) {
	switch {
	case co.Paid:
		if p, err = s.apply(ctx, p, co); err != nil || p.State == StateSucceeded {
			return false, err == nil, err
		}
		// What was paid is not this order's price: it goes back, and nobody can pay again.
	case co.Failed:
		_, err = s.apply(ctx, p, co)
		return err == nil, false, err
	case co.State != CheckoutExpired:
		return false, false, nil
	}
	err = s.rec.payments.Update(ctx, p.ID, func(q *Payment) error { return q.close() })
	return err == nil, false, err
}

// neverOpened records a payment that was closed before it began, so that a Start that
// comes late cannot open it.
func (s *Service) neverOpened(ctx context.Context, order markthalle.OrderID) (closed, paid bool, err error) {
	p := Payment{
		Meta: store.Meta{ID: string(markthalle.PaymentIDFor(order))}, Order: order, State: StateClosed,
	}
	p.Emit(Closed{Payment: markthalle.PaymentID(p.ID), Order: order})
	_, err = s.rec.payments.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		return s.CloseSession(ctx, order)
	}
	return err == nil, false, err
}

// fail ends a payment that the provider will not, or could not, make.
func (p *Payment) fail(code string) {
	p.State, p.DueAt = StateFailed, time.Time{}
	p.Session().Closed = true
	p.Emit(Failed{Payment: markthalle.PaymentID(p.ID), Order: p.Order, Code: code})
}

func (p *Payment) close() error {
	if p.State == StateSucceeded || p.State == StateClosed || p.State == StateFailed {
		return nil
	}
	p.State, p.DueAt = StateClosed, time.Time{}
	if a := p.Session(); a != nil {
		a.Closed = true
	}
	p.Emit(Closed{Payment: markthalle.PaymentID(p.ID), Order: p.Order})
	return nil
}
