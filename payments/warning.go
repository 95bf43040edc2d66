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

// Warning is an early fraud warning about a charge, as it was heard of: refunded now, it
// costs no dispute and no fee.
type Warning struct {
	store.Meta `bson:",inline"` // id: the provider's

	Order  markthalle.OrderID `bson:"order"`
	Charge string             `bson:"charge"`
	Type   string             `bson:"type"`
	At     time.Time          `bson:"at"`
}

// FraudWarned says that a card's issuer takes a charge for fraud. Amount is what is left
// of it.
type FraudWarned struct {
	Warning string             `bson:"warning"`
	Order   markthalle.OrderID `bson:"order"`
	Charge  string             `bson:"charge"`
	Stray   bool               `bson:"stray"`
	Amount  money.Amount       `bson:"amount"`
	Type    string             `bson:"type"`
	At      time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (FraudWarned) EventType() string { return "payments.fraud_warned" }

// NoteWarning reads an early fraud warning at the provider and tells it, once. One about
// which nothing can be done any more is kept and not told. Error: not_found when its
// charge is not ours.
func (s *Service) NoteWarning(ctx context.Context, id string) (Warning, error) {
	got, err := s.gateway.GetWarning(ctx, id)
	if refusal, ok := IsRefused(err); ok && refusal.Code == "resource_missing" {
		return Warning{}, markthalle.ErrNotFound
	}
	if err != nil {
		return Warning{}, fmt.Errorf("read warning: %w", err)
	}
	p, err := s.ofCharge(ctx, got.Charge)
	if err != nil {
		return Warning{}, err
	}
	w := Warning{Meta: store.Meta{ID: id}, Order: p.Order, Charge: got.Charge, Type: got.Type, At: s.clock.Now()}
	if got.Actionable {
		e := FraudWarned{Warning: id, Order: p.Order, Charge: got.Charge, Amount: money.New(p.Paid(), p.Total.Currency), Type: got.Type, At: w.At}
		if c := p.charge(got.Charge); c != nil && c.Stray {
			e.Stray, e.Amount.Minor = true, c.Amount
		}
		w.Emit(e)
	}
	out, err := s.rec.warnings.Insert(ctx, w)
	if errors.Is(err, store.ErrExists) {
		return s.rec.warnings.Get(ctx, id)
	}
	return out, err
}
