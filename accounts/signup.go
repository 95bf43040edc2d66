package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
)

// SignUpInput is what somebody tells about themself.
type SignUpInput struct {
	Email    string
	Password string
	Name     string
	Locale   markthalle.Locale
}

func (in SignUpInput) check() error {
	var f markthalle.Faults
	f.Check(validEmail(in.Email), "/email", "not_an_email", "This is not an e-mail address.")
	f.Check(validName(in.Name), "/name", "length", "A name has 1 to 100 characters.")
	checkPassword(&f, "/password", in.Password, in.Email)
	return f.Err("accounts.sign_up")
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	return err == nil && a.Name == "" && len(s) <= 254 && strings.Contains(a.Address, ".")
}

// SignedUp says that somebody has made an account whose address waits for its
// confirmation.
type SignedUp struct{}

// EventType implements store.Event.
func (SignedUp) EventType() string { return "accounts.signed_up" }

// SignUp creates an account and mails its owner a link that confirms the address. For
// an address that is known the answer is the same, and the owner is told by mail. Once
// the account is there the link is mailed, also when this process dies before.
// Error: Invalid "accounts.sign_up" with all faults.
func (s *Service) SignUp(ctx context.Context, in SignUpInput) error {
	if err := in.check(); err != nil {
		return err
	}
	p, err := s.create(ctx, NewPerson{Email: in.Email, Name: in.Name, Locale: in.Locale, Password: in.Password}, SignedUp{})
	if errors.Is(err, ErrEmailTaken) {
		return s.tellOwner(ctx, in.Email)
	}
	if err != nil {
		return err
	}
	return s.db.Flush(ctx, s.people.Name(), p.ID)
}

// ErrEmailTaken is returned when an address belongs to somebody. It never reaches
// whoever signs up.
var ErrEmailTaken = &markthalle.Error{Kind: markthalle.Conflict, Code: "accounts.email_taken", Text: "This address has an account already."}

// NewPerson is an account that the market itself creates.
type NewPerson struct {
	ID       markthalle.PersonID // optional; minted when empty
	Email    string
	Name     string
	Locale   markthalle.Locale
	Password string
	Verified bool
}

// CreatePerson creates an account without any mail: for commands, imports and
// generated markets. A second call with the same id returns the first account.
// Errors: Invalid "accounts.sign_up", Conflict "accounts.email_taken".
func (s *Service) CreatePerson(ctx context.Context, in NewPerson) (Person, error) {
	if err := (SignUpInput{Email: in.Email, Password: in.Password, Name: in.Name}).check(); err != nil {
		return Person{}, err
	}
	return s.create(ctx, in)
}

// create claims the address, stores the person with the events of its creation, and
// confirms the claim. Whoever loses the claim has written nothing.
func (s *Service) create(ctx context.Context, in NewPerson, events ...store.Event) (Person, error) {
	named := in.ID != ""
	if !named {
		in.ID = markthalle.PersonID(s.ids.New("per"))
	}
	// Hashing comes first, so that a known address costs as much as an unknown one.
	hash := s.cfg.Argon2.hash(in.Password, s.ids.Token(16))
	id, err := s.claimEmail(ctx, in.Email, in.ID)
	if err != nil {
		return Person{}, err
	}
	in.ID = id
	p := Person{
		Meta: store.Meta{ID: string(in.ID)}, Email: strings.TrimSpace(in.Email), Name: strings.TrimSpace(in.Name),
		Locale: in.Locale, PasswordHash: hash, Verified: in.Verified,
	}
	if in.Verified {
		p.VerifiedAt = s.clock.Now()
	}
	for _, e := range events {
		p.Emit(e)
	}
	stored, err := s.people.Insert(ctx, p)
	if errors.Is(err, store.ErrExists) {
		if !named {
			return Person{}, ErrEmailTaken // somebody signed up with the address in this moment
		}
		stored, err = s.people.Get(ctx, p.ID)
	}
	if err != nil {
		return Person{}, fmt.Errorf("store person: %w", err)
	}
	if err := s.db.Confirm(ctx, emailClaim(in.Email), string(in.ID)); err != nil {
		return Person{}, fmt.Errorf("confirm address: %w", err)
	}
	return stored, nil
}

// claimEmail claims an address for a person and returns the person's id. A sign-up that
// was cut off between its claim and its person would keep the address from everybody:
// the next one goes on under the id that was claimed. Error: ErrEmailTaken.
func (s *Service) claimEmail(ctx context.Context, email string, id markthalle.PersonID) (markthalle.PersonID, error) {
	key := emailClaim(email)
	err := s.db.Claim(ctx, key, string(id))
	if !errors.Is(err, store.ErrClaimed) {
		if err != nil {
			err = fmt.Errorf("claim address: %w", err)
		}
		return id, err
	}
	owner, err := s.db.Claimed(ctx, key)
	if errors.Is(err, markthalle.ErrNotFound) {
		return "", ErrEmailTaken
	}
	if err != nil {
		return "", fmt.Errorf("read claim of address: %w", err)
	}
	switch _, err := s.people.Get(ctx, owner); {
	case err == nil:
		if err := s.db.Confirm(ctx, key, owner); err != nil {
			return "", fmt.Errorf("confirm address: %w", err)
		}
		return "", ErrEmailTaken
	case !errors.Is(err, markthalle.ErrNotFound):
		return "", fmt.Errorf("load owner of address: %w", err)
	}
	if err := s.db.Claim(ctx, key, owner); err != nil {
		if errors.Is(err, store.ErrClaimed) {
			return "", ErrEmailTaken
		}
		return "", fmt.Errorf("claim address: %w", err)
	}
	return markthalle.PersonID(owner), nil
}

func (s *Service) tellOwner(ctx context.Context, email string) error {
	p, err := s.byEmail(ctx, email)
	if err != nil {
		return quietly(err)
	}
	return s.notify.Queue(ctx, notify.Message{
		ID: s.ids.New("mail"), To: p.Email, Name: p.Name, Locale: p.Locale,
		Data: notify.AddressKnown{SignInURL: s.cfg.BaseURL + "/sign-in", ResetURL: s.cfg.BaseURL + "/forgotten"},
	})
}

// quietly treats an address that is not known as done: the answer must be the same.
func quietly(err error) error {
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

func (s *Service) byEmail(ctx context.Context, email string) (Person, error) {
	owner, err := s.db.Claimed(ctx, emailClaim(email))
	if err != nil {
		return Person{}, err
	}
	return s.people.Get(ctx, owner)
}

// link is a mailed link: its token's hash is the id.
type link struct {
	store.Meta `bson:",inline"`
	Person     markthalle.PersonID `bson:"person"`
	Purpose    string              `bson:"purpose"`
	Epoch      int64               `bson:"epoch"`
	ExpiresAt  time.Time           `bson:"expires_at"` // wall clock
	Used       bool                `bson:"used"`
}

// The purposes of mailed links.
const (
	linkVerify = "verify"
	linkReset  = "reset"
)

// ErrLink is returned for a mailed link that is unknown, used or too old.
var ErrLink = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "accounts.link_invalid", Text: "This link is not valid any more; please ask for a new one.",
}

func (s *Service) newLink(ctx context.Context, p Person, purpose string) (string, error) {
	token := s.token("")
	_, err := s.links.Insert(ctx, link{
		Meta: store.Meta{ID: "lnk_" + tokenHash(token)}, Person: p.PersonID(), Purpose: purpose, Epoch: p.Epoch,
		ExpiresAt: s.wall.WallNow().Add(s.cfg.LinkTTL),
	})
	if err != nil {
		return "", fmt.Errorf("store link: %w", err)
	}
	return token, nil
}

// useLink takes a link up, once.
func (s *Service) useLink(ctx context.Context, token, purpose string) (link, error) {
	now := s.wall.WallNow()
	l, err := s.links.Modify(ctx, "lnk_"+tokenHash(token), func(l *link) error {
		if l.Used || l.Purpose != purpose || now.After(l.ExpiresAt) {
			return ErrLink
		}
		l.Used = true
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return link{}, ErrLink
	}
	return l, err
}

// MailVerification is the reaction to SignedUp. Run twice it leaves a link that nobody
// knows, and one mail.
func (s *Service) MailVerification(ctx context.Context, _ SignedUp, c store.Cause) error {
	p, err := s.people.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load person: %w", err)
	}
	if p.Verified {
		return nil
	}
	return s.mailVerification(ctx, p, "mail_verification_"+markthalle.Body(p.ID))
}

func (s *Service) mailVerification(ctx context.Context, p Person, id string) error {
	token, err := s.newLink(ctx, p, linkVerify)
	if err != nil {
		return err
	}
	return s.notify.Queue(ctx, notify.Message{
		ID: id, To: p.Email, Name: p.Name, Locale: p.Locale,
		Data: notify.VerifyEmail{URL: s.cfg.BaseURL + "/verify?token=" + url.QueryEscape(token)},
	})
}

// ResendVerification mails a new link to an address that waits for its confirmation.
// The answer is the same for every address.
func (s *Service) ResendVerification(ctx context.Context, email string) error {
	p, err := s.byEmail(ctx, email)
	if err != nil {
		return quietly(err)
	}
	if p.Verified {
		return nil
	}
	return s.mailVerification(ctx, p, s.ids.New("mail"))
}

// VerifyEmail confirms the address that a mailed link was sent to. Error:
// accounts.link_invalid.
func (s *Service) VerifyEmail(ctx context.Context, token string) (Person, error) {
	l, err := s.useLink(ctx, token, linkVerify)
	if err != nil {
		return Person{}, err
	}
	now := s.clock.Now()
	return s.people.Modify(ctx, string(l.Person), func(p *Person) error {
		if !p.Verified {
			p.Verified, p.VerifiedAt = true, now
		}
		return nil
	})
}

// RequestReset mails a link that sets a new password. The answer is the same for every
// address.
func (s *Service) RequestReset(ctx context.Context, email string) error {
	p, err := s.byEmail(ctx, email)
	if err != nil {
		return quietly(err)
	}
	token, err := s.newLink(ctx, p, linkReset)
	if err != nil {
		return err
	}
	return s.notify.Queue(ctx, notify.Message{
		ID: s.ids.New("mail"), To: p.Email, Name: p.Name, Locale: p.Locale,
		Data: notify.ResetPassword{URL: s.cfg.BaseURL + "/reset?token=" + url.QueryEscape(token)},
	})
}

// Reset sets a new password and ends every session. Having read the mail confirms the
// address. Errors: accounts.link_invalid, Invalid "accounts.password".
func (s *Service) Reset(ctx context.Context, token, password string) error {
	var f markthalle.Faults
	checkPassword(&f, "/password", password, "")
	if err := f.Err("accounts.password"); err != nil {
		return err
	}
	l, err := s.useLink(ctx, token, linkReset)
	if err != nil {
		return err
	}
	hash, now := s.cfg.Argon2.hash(password, s.ids.Token(16)), s.clock.Now()
	p, err := s.people.Modify(ctx, string(l.Person), func(p *Person) error {
		if p.Epoch != l.Epoch {
			return ErrLink // the password has been changed since the mail was sent
		}
		p.PasswordHash, p.Epoch = hash, p.Epoch+1
		if !p.Verified {
			p.Verified, p.VerifiedAt = true, now
		}
		p.Emit(Audit(markthalle.Actor{Kind: markthalle.Buyer, Person: l.Person}, p.ID, "password_reset", ""))
		return nil
	})
	s.cache.InvalidateAll()
	if err != nil {
		return err
	}
	return s.forgive(ctx, p.Email)
}
