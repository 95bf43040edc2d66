package payments

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// InboxEvent is one event of the provider as it arrived.
type InboxEvent struct {
	store.Meta `bson:",inline"` // id: the provider's event id

	Scope    string    `bson:"scope"`
	Type     string    `bson:"type"`
	Object   string    `bson:"object"`
	Order    string    `bson:"order,omitempty"`
	Refund   string    `bson:"refund,omitempty"`
	Account  string    `bson:"account,omitempty"`
	Occurred time.Time `bson:"occurred"`
	Body     []byte    `bson:"body"`
}

// The scopes of webhook endpoints: events of the platform, and of connected accounts.
const (
	ScopeAccount = "account"
	ScopeConnect = "connect"
)

// maxEvent is the size above which an event is refused; the provider's are a few kB.
const maxEvent = 200 << 10

// Receive verifies an event and stores it; only then may the edge answer 200 (PAY-41).
// An event that is known already is stored once. Errors: payments.signature (400),
// anything else means that the provider must deliver again.
func (s *Service) Receive(ctx context.Context, scope string, header http.Header, body []byte) error {
	if len(body) > maxEvent {
		return ErrSignature.Say("The event has %d bytes.", len(body))
	}
	e, err := s.gateway.Verify(scope, header, body)
	if err != nil {
		return err
	}
	if e.Live != s.live {
		return ErrSignature.Say("The event is of the other mode (livemode=%t).", e.Live)
	}
	return s.keep(ctx, scope, e, body)
}

func (s *Service) keep(ctx context.Context, scope string, e ProviderEvent, body []byte) error {
	in := InboxEvent{
		Meta: store.Meta{ID: e.ID}, Scope: scope, Type: e.Type, Object: e.Object, Order: e.Order,
		Refund: e.Metadata["refund_id"], Account: e.Account, Occurred: e.At, Body: append([]byte(nil), body...),
	}
	if handled(e.Type) {
		in.Emit(Received{Type: e.Type, Object: e.Object})
	}
	if _, err := s.rec.inbox.Insert(ctx, in); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store event: %w", err)
	}
	return nil
}

// HandledEvents are the types that endpoints are registered for: everything else would
// only be stored.
func HandledEvents(scope string) []string {
	if scope == ScopeConnect {
		return []string{
			"account.updated", "account.application.deauthorized", "capability.updated",
			"account.external_account.created", "account.external_account.updated",
			"payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled",
		}
	}
	return []string{
		"checkout.session.completed", "checkout.session.expired",
		"checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
		"charge.updated", "charge.refunded", "charge.refund.updated", "refund.created", "refund.updated",
		"charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
		"charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated", "account.updated",
		"radar.early_fraud_warning.created",
	}
}

func handled(typ string) bool {
	for _, scope := range []string{ScopeAccount, ScopeConnect} {
		for _, t := range HandledEvents(scope) {
			if t == typ {
				return true
			}
		}
	}
	return false
}

// ProcessEvent is the reaction to Received: the event says which object to read again,
// and nothing else (PAY-5). An event about an object that is not ours is done.
func (s *Service) ProcessEvent(ctx context.Context, _ Received, c store.Cause) error {
	e, err := s.rec.inbox.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load event: %w", err)
	}
	err = s.process(ctx, e)
	if err != nil && markthalle.KindOf(err) == markthalle.NotFound {
		return nil
	}
	return err
}

func (s *Service) process(ctx context.Context, e InboxEvent) error {
	switch {
	case strings.HasPrefix(e.Type, "checkout.session."):
		_, err := s.Complete(ctx, markthalle.OrderID(e.Order))
		return err
	case strings.HasPrefix(e.Type, "charge.dispute."):
		_, err := s.RefreshDispute(ctx, e.Object)
		return err
	case strings.HasPrefix(e.Type, "radar.early_fraud_warning."):
		_, err := s.NoteWarning(ctx, e.Object)
		return err
	case e.Refund != "":
		_, err := s.RefreshRefund(ctx, markthalle.RefundID(e.Refund))
		return err
	case strings.HasPrefix(e.Type, "charge.") && e.Order != "":
		_, err := s.RefreshCharges(ctx, markthalle.OrderID(e.Order))
		return err
	case strings.HasPrefix(e.Type, "payout."):
		if e.Account == "" {
			return nil // the market's own
		}
		vendor, err := s.vendorOf(ctx, e.Account)
		if err != nil {
			return err
		}
		_, err = s.RefreshBankPayout(ctx, vendor, e.Object)
		return err
	case strings.HasPrefix(e.Type, "account."), e.Type == "capability.updated":
		account := e.Account
		if account == "" {
			account = e.Object
		}
		vendor, err := s.vendorOf(ctx, account)
		if err != nil {
			return err
		}
		_, err = s.RefreshAccount(ctx, vendor)
		return err
	}
	return nil
}

// FillGap lists the provider's events since the given time and stores those that never
// arrived (PAY-37). It returns how many were new to us or known: all that it saw.
func (s *Service) FillGap(ctx context.Context, since time.Time) (int, error) {
	seen, cursor := 0, ""
	for {
		events, next, err := s.gateway.ListEvents(ctx, since, cursor)
		if err != nil {
			return seen, fmt.Errorf("list events: %w", err)
		}
		for _, e := range events {
			if !handled(e.Type) || e.Live != s.live {
				continue
			}
			scope := ScopeAccount
			if e.Account != "" {
				scope = ScopeConnect
			}
			if err := s.keep(ctx, scope, e, nil); err != nil {
				return seen, err
			}
			seen++
		}
		if next == "" {
			return seen, nil
		}
		cursor = next
	}
}

// digest shortens an address for a key.
func digest(url string) string {
	sum := sha256.Sum256([]byte(url))
	return hex.EncodeToString(sum[:8])
}

// EnsureEndpoints registers the market's two webhook endpoints at the provider, once,
// and gives the verifier their secrets (PAY-36). base is the address of hooks/stripe.
func (s *Service) EnsureEndpoints(ctx context.Context, base string) error {
	for _, scope := range []string{ScopeAccount, ScopeConnect} {
		known, err := s.rec.endpoints.Get(ctx, scope)
		if err != nil && markthalle.KindOf(err) != markthalle.NotFound {
			return fmt.Errorf("load endpoint: %w", err)
		}
		url := base + "/" + scope
		if err != nil || known.URL != url {
			secret, err := s.gateway.EnsureEndpoint(ctx, EndpointRequest{
				Key: s.key("we", scope+":"+digest(url), 1), Scope: scope, URL: url,
			})
			if err != nil {
				return fmt.Errorf("register endpoint %s: %w", scope, err)
			}
			known, err = s.rec.endpoints.Upsert(ctx, scope, func(e *endpoint) error {
				e.URL = url
				if secret != "" {
					e.Secret = secret
				}
				return nil
			})
			if err != nil {
				return fmt.Errorf("store endpoint: %w", err)
			}
		}
		if err := s.gateway.SetSecret(scope, known.Secret); err != nil {
			return err
		}
	}
	return nil
}
