package payments

import (
	"fmt"
	"time"
)

// sendWindow is how long after its first attempt an intent may be sent with the same
// key. Stripe keeps keys for at least 24 h; the rest is for clocks that differ (PAY-34).
const sendWindow = 20 * time.Hour

// settleWindow is how long after sendWindow an unknown outcome is left alone before an
// empty look-up may be believed and a new attempt started (PAY-34).
const settleWindow = 4 * time.Hour

// key builds an idempotency key: the same business fact has the same one everywhere.
func (s *Service) key(op, body string, attempt int) string {
	return fmt.Sprintf("mk:%s:%s:%s:%d", s.env, op, body, attempt)
}

// Intent is what is stored before a call: which attempt it is, until when it may be
// sent, and what became of it.
type Intent struct {
	Attempt    int       `bson:"attempt"`
	SendBefore time.Time `bson:"send_before"` // wall clock
	LastError  string    `bson:"last_error,omitempty"`
}

// newIntent is a first or next attempt, made at the given wall time.
func newIntent(attempt int, wall time.Time) Intent {
	return Intent{Attempt: attempt, SendBefore: wall.Add(sendWindow)}
}

// sendable reports whether the intent may still be sent with its key.
func (i Intent) sendable(wall time.Time) bool { return wall.Before(i.SendBefore) }

// settled reports whether a look-up that finds nothing proves that nothing was done.
func (i Intent) settled(wall time.Time) bool { return !wall.Before(i.SendBefore.Add(settleWindow)) }
