package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Audited says that somebody did something that must be accounted for. Any domain
// emits it in the same write as the deed; the reaction RecordAudit keeps it.
type Audited struct {
	Subject   string   `bson:"subject"` // the object's id
	Actor     string   `bson:"actor"`
	ActingAs  string   `bson:"acting_as"` // the capacity: operator, vendor, buyer, system
	Action    string   `bson:"action"`
	Reason    string   `bson:"reason,omitempty"`
	Changes   []Change `bson:"changes,omitempty"`
	RequestID string   `bson:"request_id,omitempty"`
}

// Change is one value before and after.
type Change struct {
	Field  string `bson:"field"`
	Before string `bson:"before"`
	After  string `bson:"after"`
}

// EventType implements store.Event.
func (Audited) EventType() string { return "accounts.audited" }

// Audit builds the event of an actor's deed.
func Audit(a markthalle.Actor, subject, action, reason string, changes ...Change) Audited {
	as := a.Kind.String()
	if a.Vendor != "" {
		as += ":" + string(a.Vendor)
	}
	return Audited{
		Subject: subject, Actor: a.ID(), ActingAs: as, Action: action, Reason: reason, Changes: changes, RequestID: a.RequestID,
	}
}

// AuditEntry is one kept deed. Entries of a subject form a chain: each holds the hash
// of the one before it, so that a changed or missing entry can be located.
type AuditEntry struct {
	store.Meta `bson:",inline"` // id aud_<cause>

	Audited  `bson:",inline"`
	At       time.Time `bson:"at"`
	Seq      int64     `bson:"seq"`
	Previous string    `bson:"previous"`
	Hash     string    `bson:"hash"`
}

// chain is the end of a subject's chain, and the entry that is being added to it.
type chain struct {
	store.Meta `bson:",inline"` // id: the subject
	Seq        int64            `bson:"seq"`
	Hash       string           `bson:"hash"`
	Last       AuditEntryRef    `bson:"last"`
}

// AuditEntryRef names the entry whose place in the chain was given last.
type AuditEntryRef struct {
	Entry    string `bson:"entry"`
	Previous string `bson:"previous"`
}

// digest is the hash over everything that an entry says.
func (e *AuditEntry) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d|%s|%s|%s|%s|%s|%s|%d|", e.Seq, e.Previous, e.Subject, e.Actor, e.ActingAs, e.Action, e.Reason, e.At.UnixMilli())
	for _, c := range e.Changes {
		fmt.Fprintf(h, "%q=%q>%q|", c.Field, c.Before, c.After)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// RecordAudit is the reaction that keeps a deed. The chain's document gives each entry
// its place; an entry whose place was given and whose writing was cut off is written
// first, by the same reaction running again or by the next one.
func (s *Service) RecordAudit(ctx context.Context, e Audited, c store.Cause) error {
	id := fmt.Sprintf("aud_%s_%s_%d", c.Collection, c.ID, c.Seq)
	if _, err := s.audit.Get(ctx, id); err == nil {
		return nil
	} else if !errors.Is(err, markthalle.ErrNotFound) {
		return fmt.Errorf("load audit entry: %w", err)
	}
	entry := AuditEntry{Meta: store.Meta{ID: id}, Audited: e, At: c.At}
	token, err := s.db.Acquire(ctx, "audit:"+e.Subject, 30*time.Second)
	if err != nil {
		return err
	}
	err = s.append(ctx, &entry)
	return errors.Join(err, s.db.ReleaseLease(context.WithoutCancel(ctx), "audit:"+e.Subject, token))
}

// append gives the entry its place and writes it. The caller holds the subject's lease.
func (s *Service) append(ctx context.Context, entry *AuditEntry) error {
	last, err := s.chains.Get(ctx, entry.Subject)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return fmt.Errorf("load audit chain: %w", err)
	}
	if last.Last.Entry == entry.ID { // its place was given before a crash
		entry.Seq, entry.Previous = last.Seq, last.Last.Previous
	} else {
		if last.Last.Entry != "" {
			if _, err := s.audit.Get(ctx, last.Last.Entry); err != nil {
				return markthalle.Errorf(markthalle.Unavailable, "accounts.audit_order",
					"Entry %s must be written first.", last.Last.Entry).With(err)
			}
		}
		entry.Seq, entry.Previous = last.Seq+1, last.Hash
	}
	entry.Hash = entry.digest()
	if _, err := s.chains.Upsert(ctx, entry.Subject, func(c *chain) error {
		c.Seq, c.Hash = entry.Seq, entry.Hash
		c.Last = AuditEntryRef{Entry: entry.ID, Previous: entry.Previous}
		return nil
	}); err != nil {
		return fmt.Errorf("extend audit chain: %w", err)
	}
	if _, err := s.audit.Insert(ctx, *entry); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store audit entry: %w", err)
	}
	return nil
}

// AuditLog lists what was done to a subject, newest first; an empty subject means all,
// for operators. A vendor reads what was done to itself.
func (s *Service) AuditLog(ctx context.Context, actor markthalle.Actor, subject string, page markthalle.PageQuery) (markthalle.Page[AuditEntry], error) {
	if err := actor.Require(markthalle.SystemRead); err != nil {
		return markthalle.Page[AuditEntry]{}, err
	}
	if actor.Kind == markthalle.Vendor && subject != string(actor.Vendor) {
		return markthalle.Page[AuditEntry]{}, markthalle.ErrNotFound
	}
	if subject == "" {
		return s.audit.Find(ctx, store.Query{Index: "at", Desc: true, Page: page})
	}
	return s.audit.Find(ctx, store.Query{Index: "subject", Eq: []any{subject}, Desc: true, Page: page})
}

// VerifyAudit walks a subject's chain and returns the id of the first entry that was
// changed, or whose predecessor is missing; "" when the chain is whole.
func (s *Service) VerifyAudit(ctx context.Context, subject string) (string, error) {
	broken := errors.New("broken")
	previous, seq, at := "", int64(0), ""
	err := s.audit.Scan(ctx, store.Query{Index: "subject", Eq: []any{subject}}, func(e AuditEntry) error {
		seq++
		if e.Seq != seq || e.Previous != previous || e.Hash != e.digest() {
			at = e.ID
			return broken
		}
		previous = e.Hash
		return nil
	})
	if errors.Is(err, broken) {
		return at, nil
	}
	if err != nil {
		return "", err
	}
	end, err := s.chains.Get(ctx, subject)
	if errors.Is(err, markthalle.ErrNotFound) {
		return "", nil
	}
	if err == nil && end.Seq != seq {
		return end.Last.Entry, nil
	}
	return "", err
}
