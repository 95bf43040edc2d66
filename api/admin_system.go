package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/store"
)

func (r *routes) adminSystem() []endpoint.Endpoint {
	read, write := asOperator(markthalle.SystemRead), asOperator(markthalle.SystemWrite)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/work", "What waits for a decision: counts and oldest age", r.adminWork, read),
		endpoint.Route("GET", "/admin/audit", "Who did what, newest first", r.adminAudit, read),
		endpoint.Route("GET", "/admin/dead-letters", "Work that failed too often, oldest first", r.adminDeadLetters, read),
		endpoint.Route("POST", "/admin/dead-letters/{id}/replay", "Try failed work again", r.adminReplay, write, endpoint.About("dead_letter"), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/admin/clock", "The market's time", r.adminClock, read, endpoint.TrialOnly()),
		endpoint.Route("POST", "/admin/clock", "Move the market's time and run what falls due", r.adminAdvance, write,
			endpoint.TrialOnly(), endpoint.Within(10*time.Minute)),
	}
}

// AdminAuditIn asks for the deeds done to a subject; to all when it is left out.
type AdminAuditIn struct {
	PageIn
	Subject string `query:"subject" validate:"max=300"`
}

// AuditEntryOut is one kept deed.
type AuditEntryOut struct {
	ID        string            `json:"id"`
	At        Time              `json:"at"`
	Subject   string            `json:"subject"`
	Actor     string            `json:"actor"`
	ActingAs  string            `json:"acting_as"`
	Action    string            `json:"action"`
	Reason    string            `json:"reason"`
	Before    map[string]string `json:"before"`
	After     map[string]string `json:"after"`
	RequestID string            `json:"request_id,omitempty"`
	Hash      string            `json:"hash"`
	Previous  string            `json:"previous"`
}

func auditEntry(e accounts.AuditEntry) AuditEntryOut {
	out := AuditEntryOut{
		ID: e.ID, At: Time{e.At}, Subject: e.Subject, Actor: e.Actor, ActingAs: e.ActingAs, Action: e.Action, Reason: e.Reason,
		Before: map[string]string{}, After: map[string]string{}, RequestID: e.RequestID, Hash: e.Hash, Previous: e.Previous,
	}
	for _, c := range e.Changes {
		out.Before[c.Field], out.After[c.Field] = c.Before, c.After
	}
	return out
}

func (r *routes) adminAudit(c *endpoint.Call, in AdminAuditIn) (List[AuditEntryOut], error) {
	page, err := r.Accounts.AuditLog(c.Ctx, c.Actor, in.Subject, in.query())
	if err != nil {
		return List[AuditEntryOut]{}, err
	}
	return wireList(page, auditEntry), nil
}

// AdminDeadLetterOut is work that failed too often. What it was about is told by ids,
// never by contents.
type AdminDeadLetterOut struct {
	ID         string `json:"id"`
	Collection string `json:"collection"`
	Document   string `json:"document"`
	Type       string `json:"type"`
	Reaction   string `json:"reaction"`
	Attempts   int    `json:"attempts"`
	Cause      string `json:"cause"`
	At         Time   `json:"at"`
	FailedAt   Time   `json:"failed_at"`
}

func adminDeadLetter(d store.DeadLetter) AdminDeadLetterOut {
	return AdminDeadLetterOut{
		ID: d.ID, Collection: d.Collection, Document: d.Document, Type: d.Type, Reaction: d.Reaction, Attempts: d.Attempts,
		Cause: d.Cause, At: Time{d.At}, FailedAt: Time{d.FailedAt},
	}
}

func (r *routes) adminDeadLetters(c *endpoint.Call, in PageIn) (List[AdminDeadLetterOut], error) {
	page, err := r.DB.DeadLetters(c.Ctx, in.query())
	if err != nil {
		return List[AdminDeadLetterOut]{}, err
	}
	return wireList(page, adminDeadLetter), nil
}

func (r *routes) adminReplay(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.DB.Replay(c.Ctx, unescaped(in.ID))
}

// AdminClockOut is the market's time.
type AdminClockOut struct {
	Now Time `json:"now"`
}

func (r *routes) adminClock(*endpoint.Call, Empty) (AdminClockOut, error) {
	return AdminClockOut{Now: Time{r.Clock.Now()}}, nil
}

// AdminClockIn moves the market's time forward.
type AdminClockIn struct {
	Advance string `json:"advance" validate:"required,max=40"`
}

// furthest is how far one request may move the clock.
const furthest = 400 * 24 * time.Hour

func (in AdminClockIn) by() (time.Duration, error) {
	d, err := time.ParseDuration(in.Advance)
	var f markthalle.Faults
	if err != nil || d < 0 || d > furthest {
		f.AddField(markthalle.Field{
			Pointer: "/advance", Code: "not_a_duration", Message: "The clock moves forward by a duration.",
			Found: in.Advance, Wanted: "a duration such as 336h, at most " + furthest.String(),
		})
	}
	return d, f.Err("request.invalid")
}

func (r *routes) adminAdvance(c *endpoint.Call, in AdminClockIn) (AdminClockOut, error) {
	if r.Market.Advance == nil {
		return AdminClockOut{}, markthalle.ErrNotFound
	}
	by, err := in.by()
	if err != nil {
		return AdminClockOut{}, err
	}
	now, err := r.Market.Advance(c.Ctx, by)
	if err != nil {
		return AdminClockOut{}, err
	}
	return AdminClockOut{Now: Time{now}}, nil
}
