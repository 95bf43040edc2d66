package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Patch is what a person changes about themself; nil leaves a value as it is.
type Patch struct {
	Name   *string
	Locale *markthalle.Locale
}

// Change changes the person who acts. Errors: accounts.sign_in_required, Invalid
// "accounts.person", if_match.
func (s *Service) Change(ctx context.Context, actor markthalle.Actor, in Patch, ifMatch *int64) (Person, error) {
	if actor.Person == "" {
		return Person{}, markthalle.ErrSignIn
	}
	var f markthalle.Faults
	if in.Name != nil {
		f.Check(validName(*in.Name), "/name", "length", "A name has 1 to 100 characters.")
	}
	if err := f.Err("accounts.person"); err != nil {
		return Person{}, err
	}
	defer s.cache.InvalidateAll()
	return s.people.Modify(ctx, string(actor.Person), func(p *Person) error {
		if err := store.CheckVersion(p.Meta, ifMatch); err != nil {
			return err
		}
		if in.Name != nil {
			p.Name = strings.TrimSpace(*in.Name)
		}
		if in.Locale != nil {
			p.Locale = *in.Locale
		}
		return nil
	})
}

func validName(s string) bool { return strings.TrimSpace(s) != "" && len([]rune(s)) <= 100 }

// PasswordChange is a new password, given by somebody who knows the present one.
type PasswordChange struct {
	Current, New string
	Token        string // of the session that asks; it alone goes on
	IP           string
}

// ChangePassword sets a new password and ends every other session. Wrong guesses at the
// present one count as failed sign-ins. Errors: accounts.sign_in_required, Invalid
// "accounts.password" with all faults, accounts.throttled.
func (s *Service) ChangePassword(ctx context.Context, actor markthalle.Actor, in PasswordChange) error {
	if actor.Person == "" {
		return markthalle.ErrSignIn
	}
	p, err := s.people.Get(ctx, string(actor.Person))
	if err != nil {
		return err
	}
	wall := s.wall.WallNow()
	if _, err := s.addressMayTry(ctx, p.Email, wall); err != nil {
		return err
	}
	var f markthalle.Faults
	if !verifyPassword(in.Current, p.PasswordHash) {
		if err := s.failed(ctx, SignInInput{Email: p.Email, IP: in.IP}, wall); !errors.Is(err, ErrSignInFailed) {
			return err
		}
		f.Add("/current_password", "accounts.password_wrong", "This is not the present password.")
	}
	checkPassword(&f, "/new_password", in.New, p.Email)
	if err := f.Err("accounts.password"); err != nil {
		return err
	}
	hash := s.cfg.Argon2.hash(in.New, s.ids.Token(16))
	changed, err := s.people.Modify(ctx, p.ID, func(x *Person) error {
		if x.Epoch != p.Epoch {
			return markthalle.ErrSignIn // changed by another request: this session is over
		}
		x.PasswordHash, x.Epoch = hash, x.Epoch+1
		x.Emit(Audit(actor, x.ID, "password_changed", ""))
		return nil
	})
	if err != nil {
		return err
	}
	s.cache.InvalidateAll()
	err = s.sessions.Update(ctx, "ses_"+tokenHash(in.Token), func(x *Session) error {
		if x.Person == actor.Person {
			x.Epoch = changed.Epoch
		}
		return nil
	})
	if err := quietly(err); err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	return nil
}

// Invitation returns the open invitation of a mailed token. Error: accounts.link_invalid.
func (s *Service) Invitation(ctx context.Context, token string) (Membership, error) {
	page, err := s.memberships.Find(ctx, store.Query{
		Index: "token", Eq: []any{tokenHash(token)}, Page: markthalle.PageQuery{Limit: 1},
	})
	if err != nil {
		return Membership{}, err
	}
	if len(page.Items) == 0 || page.Items[0].State != MemberInvited || s.wall.WallNow().After(page.Items[0].Expires) {
		return Membership{}, ErrLink
	}
	return page.Items[0], nil
}
