package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
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

// chain is the end of a subject's chain. An entry gets its place here, whole, in one
// write; then it becomes a document of its own and leaves. So no place is ever given
// twice or lost, whoever dies in between.
type chain struct {
	store.Meta `bson:",inline"` // id: the subject
	Seq        int64            `bson:"seq"`
	Hash       string           `bson:"hash"`
	Pending    []pendingEntry   `bson:"pending"` // placed, not yet written
	Recent     []string         `bson:"recent"`  // the entries that were placed last
}

// pendingEntry is an entry on its way to a document of its own.
type pendingEntry struct {
	ID       string `bson:"id"`
	Audited  `bson:",inline"`
	At       time.Time `bson:"at"`
	Seq      int64     `bson:"seq"`
	Previous string    `bson:"previous"`
	Hash     string    `bson:"hash"`
}

// The bounds of a chain's lists: more reactions than this do not run at once for one
// subject, and none is repeated after so many others.
const (
	maxPending = 100
	maxRecent  = 400
)

// digest is the hash over everything that an entry says.
func (e *AuditEntry) digest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d|%s|%s|%s|%s|%s|%s|%d|", e.Seq, e.Previous, e.Subject, e.Actor, e.ActingAs, e.Action, e.Reason, e.At.UnixMilli())
	for _, c := range e.Changes {
		fmt.Fprintf(h, "%q=%q>%q|", c.Field, c.Before, c.After)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// RecordAudit is the reaction that keeps a deed.
func (s *Service) RecordAudit(ctx context.Context, e Audited, c store.Cause) error {
	id := fmt.Sprintf("aud_%s_%s_%d", c.Collection, c.ID, c.Seq)
	if _, err := s.audit.Get(ctx, id); err == nil {
		return nil
	} else if !errors.Is(err, markthalle.ErrNotFound) {
		return fmt.Errorf("load audit entry: %w", err)
	}
	end, err := s.chains.Upsert(ctx, e.Subject, func(x *chain) error { return x.place(id, e, c.At) })
	if err != nil {
		return fmt.Errorf("extend audit chain: %w", err)
	}
	return s.writePending(ctx, e.Subject, end.Pending)
}

// place gives an entry its place at the end of the chain, once.
func (x *chain) place(id string, e Audited, at time.Time) error {
	if slices.Contains(x.Recent, id) {
		return nil
	}
	if len(x.Pending) >= maxPending {
		return markthalle.Errorf(markthalle.Unavailable, "accounts.audit_busy", "Too many entries are being written for %s.", e.Subject)
	}
	entry := AuditEntry{Audited: e, At: at, Seq: x.Seq + 1, Previous: x.Hash}
	entry.Hash = entry.digest()
	x.Seq, x.Hash = entry.Seq, entry.Hash
	x.Pending = append(x.Pending, pendingEntry{
		ID: id, Audited: e, At: at, Seq: entry.Seq, Previous: entry.Previous, Hash: entry.Hash,
	})
	x.Recent = append(x.Recent, id)
	x.Recent = x.Recent[max(0, len(x.Recent)-maxRecent):]
	return nil
}

// writePending makes documents of the entries that have a place, and lets them leave.
func (s *Service) writePending(ctx context.Context, subject string, list []pendingEntry) error {
	docs := make([]AuditEntry, len(list))
	for i, p := range list {
		docs[i] = AuditEntry{
			Meta: store.Meta{ID: p.ID}, Audited: p.Audited, At: p.At, Seq: p.Seq, Previous: p.Previous, Hash: p.Hash,
		}
	}
	for _, err := range s.audit.InsertMany(ctx, docs) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("store audit entry: %w", err)
		}
	}
	err := s.chains.Update(ctx, subject, func(x *chain) error {
		x.Pending = slices.DeleteFunc(x.Pending, func(p pendingEntry) bool {
			return slices.ContainsFunc(list, func(w pendingEntry) bool { return w.ID == p.ID })
		})
		return nil
	})
	return err
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
	if err == nil && end.Seq != seq+int64(len(end.Pending)) {
		return fmt.Sprintf("%s: entry %d is missing", subject, seq+1), nil
	}
	return "", err
}
