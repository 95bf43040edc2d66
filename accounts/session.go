package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// SignInInput is an attempt to sign in.
type SignInInput struct {
	Email    string
	Password string
	Code     string // of a second factor
	IP       string
	Agent    string
}

// SignedIn is a new session with its token, which is told only here.
type SignedIn struct {
	Token       string
	Session     Session
	Person      Person
	Memberships []Membership
}

// ErrSignInFailed is the one answer to a wrong address, a wrong password and an
// account that cannot sign in.
var ErrSignInFailed = &markthalle.Error{
	Kind: markthalle.Unauthenticated, Code: "accounts.sign_in_failed", Text: "The e-mail address or the password is not right.",
}

// ErrUnverified is returned with the right password when the address must be confirmed
// first.
var ErrUnverified = &markthalle.Error{
	Kind: markthalle.Forbidden, Code: "accounts.not_verified", Text: "Please confirm your e-mail address first.",
}

// ErrThrottled is returned after too many failed attempts.
var ErrThrottled = &markthalle.Error{
	Kind: markthalle.Forbidden, Code: "accounts.throttled", Text: "Too many attempts; please wait a moment.",
}

// The throttle: so many failures per e-mail address, whether it is known or not, and per
// address of origin in a quarter of an hour, before the wait begins; that of an e-mail
// address doubles with each further failure, and is forgotten after a quiet day.
const (
	freeFailures   = 5
	quietDay       = 24 * time.Hour
	freePerOrigin  = 50
	originWindow   = 15 * time.Minute
	firstWait      = 30 * time.Second
	longestWait    = time.Hour
	maxAgentLength = 200
)

// attempts counts failed sign-ins from one address of origin, or with one e-mail
// address: were only accounts that exist made to wait, the wait would tell them apart.
type attempts struct {
	store.Meta `bson:",inline"` // id origin:<address> or email:<hash>
	Since      time.Time        `bson:"since"` // wall clock: of the first, with an e-mail address of the last
	Count      int              `bson:"count"`
	Until      time.Time        `bson:"until"` // wall clock: no password is tried before
}

func emailAttempts(email string) string { return "email:" + tokenHash(normalEmail(email)) }

// SignIn opens a session. Errors: accounts.sign_in_failed, accounts.not_verified,
// accounts.throttled (with RetryAfter).
func (s *Service) SignIn(ctx context.Context, in SignInInput) (SignedIn, error) {
	wall := s.wall.WallNow()
	if err := s.originMayTry(ctx, in.IP, wall); err != nil {
		return SignedIn{}, err
	}
	tried, err := s.addressMayTry(ctx, in.Email, wall)
	if err != nil {
		return SignedIn{}, err
	}
	p, err := s.byEmail(ctx, in.Email)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return SignedIn{}, fmt.Errorf("find person: %w", err)
	}
	hash := p.PasswordHash
	if hash == "" {
		hash = s.dummy // an unknown address costs as much as a known one
	}
	if !verifyPassword(in.Password, hash) || p.ID == "" || p.Suspended {
		return SignedIn{}, s.failed(ctx, in, wall)
	}
	if s.cfg.RequireVerified && !p.Verified {
		return SignedIn{}, ErrUnverified
	}
	if tried > 0 {
		if err := s.forgive(ctx, in.Email); err != nil {
			return SignedIn{}, err
		}
	}
	return s.open(ctx, p, in)
}

// Open opens a session for a person who has proved who they are by other means.
func (s *Service) open(ctx context.Context, p Person, in SignInInput) (SignedIn, error) {
	wall := s.wall.WallNow()
	token := s.token("mst_")
	agent := in.Agent
	if len(agent) > maxAgentLength {
		agent = strings.ToValidUTF8(agent[:maxAgentLength], "")
	}
	sess, err := s.sessions.Insert(ctx, Session{
		Meta: store.Meta{ID: "ses_" + tokenHash(token)}, Person: p.PersonID(), Epoch: p.Epoch, Agent: agent, IP: in.IP,
		StartedAt: wall, ExpiresAt: wall.Add(s.cfg.SessionTTL),
	})
	if err != nil {
		return SignedIn{}, fmt.Errorf("store session: %w", err)
	}
	ms, err := s.membershipsOf(ctx, p.PersonID())
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Token: token, Session: sess, Person: p, Memberships: ms}, nil
}

func throttled(wait time.Duration) error {
	e := *ErrThrottled
	e.RetryAfter = wait
	return &e
}

func (s *Service) originMayTry(ctx context.Context, ip string, wall time.Time) error {
	a, err := s.attempts.Get(ctx, "origin:"+ip)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load attempts: %w", err)
	}
	if left := a.Since.Add(originWindow).Sub(wall); left > 0 && a.Count >= freePerOrigin {
		return throttled(left)
	}
	return nil
}

// addressMayTry returns how many attempts with an e-mail address have failed, or
// ErrThrottled while it must wait.
func (s *Service) addressMayTry(ctx context.Context, email string, wall time.Time) (int, error) {
	a, err := s.attempts.Get(ctx, emailAttempts(email))
	if errors.Is(err, markthalle.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("load attempts: %w", err)
	}
	if left := a.Until.Sub(wall); left > 0 {
		return a.Count, throttled(left)
	}
	return a.Count, nil
}

// forgive forgets the failed attempts with an e-mail address.
func (s *Service) forgive(ctx context.Context, email string) error {
	err := s.attempts.Update(ctx, emailAttempts(email), func(a *attempts) error {
		a.Count, a.Until = 0, time.Time{}
		return nil
	})
	if err := quietly(err); err != nil {
		return fmt.Errorf("clear failures: %w", err)
	}
	return nil
}

// failed counts a failure against the e-mail address and the origin.
func (s *Service) failed(ctx context.Context, in SignInInput, wall time.Time) error {
	_, err := s.attempts.Upsert(ctx, "origin:"+in.IP, func(a *attempts) error {
		if wall.Sub(a.Since) > originWindow {
			a.Since, a.Count = wall, 0
		}
		a.Count++
		return nil
	})
	if err != nil {
		return fmt.Errorf("count attempt: %w", err)
	}
	_, err = s.attempts.Upsert(ctx, emailAttempts(in.Email), func(a *attempts) error {
		if wall.Sub(a.Since) > quietDay {
			a.Count = 0
		}
		a.Since = wall
		a.Count++
		if over := a.Count - freeFailures; over >= 0 {
			a.Until = wall.Add(min(longestWait, firstWait<<min(over, 10)))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count failure: %w", err)
	}
	return ErrSignInFailed
}

// SignOut ends the session of a token. An unknown token is signed out already.
func (s *Service) SignOut(ctx context.Context, token string) error {
	s.cache.Invalidate(token)
	return quietly(s.revoke(ctx, "ses_"+tokenHash(token)))
}

func (s *Service) revoke(ctx context.Context, id string) error {
	err := s.sessions.Update(ctx, id, func(x *Session) error {
		x.Revoked = true
		return nil
	})
	return err
}

// Sessions lists the devices that a person is signed in on, newest first.
func (s *Service) Sessions(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Session], error) {
	if actor.Person == "" {
		return markthalle.Page[Session]{}, markthalle.ErrSignIn
	}
	out, err := s.sessions.Find(ctx, store.Query{Index: "person", Eq: []any{string(actor.Person)}, Desc: true, Page: page})
	if err != nil {
		return out, err
	}
	wall := s.wall.WallNow()
	out.Items = slices.DeleteFunc(out.Items, func(x Session) bool { return x.Revoked || wall.After(x.ExpiresAt) })
	return out, nil
}

// RevokeSession ends one of the actor's own sessions. Error: not_found.
func (s *Service) RevokeSession(ctx context.Context, actor markthalle.Actor, id markthalle.SessionID, ifMatch *int64) error {
	x, err := s.sessions.Get(ctx, string(id))
	if err != nil {
		return err
	}
	if actor.Person == "" || x.Person != actor.Person {
		return markthalle.ErrNotFound
	}
	if !x.Revoked {
		if err := store.CheckVersion(x.Meta, ifMatch); err != nil {
			return err
		}
	}
	s.cache.InvalidateAll()
	return s.revoke(ctx, x.ID)
}

// PurgeSessions deletes sessions that have been over for a day, and returns how many.
func (s *Service) PurgeSessions(ctx context.Context) (int, error) {
	limit, n := s.wall.WallNow().Add(-24*time.Hour), 0
	for {
		page, err := s.sessions.Find(ctx, store.Query{Index: "expires", To: limit, Page: markthalle.PageQuery{Limit: 100}})
		if err != nil || len(page.Items) == 0 {
			return n, err
		}
		for _, x := range page.Items {
			if err := s.sessions.Delete(ctx, x.ID, func(*Session) error { return nil }); err != nil && !errors.Is(err, markthalle.ErrNotFound) {
				return n, fmt.Errorf("delete session: %w", err)
			}
			n++
		}
	}
}
