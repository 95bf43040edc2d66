package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
)

// SignUpIn is what somebody tells about themself. Email, password and name are needed;
// that, and what they must be like, is judged by accounts, so that all faults are told
// at once.
type SignUpIn struct {
	Email    string `json:"email" validate:"max=254"`
	Password string `json:"password" validate:"max=1000"`
	Name     string `json:"name" validate:"max=200"`
	Locale   string `json:"locale" validate:"omitempty,oneof=en de pl"`
}

// AccountState says what an account waits for. It is the same for known and unknown
// addresses.
type AccountState struct {
	Email string `json:"email"`
	State string `json:"state"`
}

// The states of an account that a client is told.
const (
	accountSent     = "verification_sent"
	accountVerified = "verified"
	accountReset    = "reset_sent"
)

func (r *routes) storeSignUp(c *endpoint.Call, in SignUpIn) (AccountState, error) {
	locale := c.Locale
	if in.Locale != "" {
		locale = markthalle.Locale(in.Locale)
	}
	err := r.Accounts.SignUp(c.Ctx, accounts.SignUpInput{Email: in.Email, Password: in.Password, Name: in.Name, Locale: locale})
	return AccountState{Email: in.Email, State: accountSent}, err
}

// TokenIn is the token of a mailed link.
type TokenIn struct {
	Token string `json:"token" validate:"required,max=200"`
}

func (r *routes) storeVerify(c *endpoint.Call, in TokenIn) (AccountState, error) {
	p, err := r.Accounts.VerifyEmail(c.Ctx, in.Token)
	return AccountState{Email: p.Email, State: accountVerified}, err
}

// EmailIn names an address.
type EmailIn struct {
	Email string `json:"email" validate:"required,email,max=254"`
}

func (r *routes) storeResend(c *endpoint.Call, in EmailIn) (AccountState, error) {
	return AccountState{Email: in.Email, State: accountSent}, r.Accounts.ResendVerification(c.Ctx, in.Email)
}

func (r *routes) storeRequestReset(c *endpoint.Call, in EmailIn) (AccountState, error) {
	return AccountState{Email: in.Email, State: accountReset}, r.Accounts.RequestReset(c.Ctx, in.Email)
}

// ResetIn sets a new password.
type ResetIn struct {
	Token    string `json:"token" validate:"required,max=200"`
	Password string `json:"password" validate:"required,max=1000"`
}

func (r *routes) storeReset(c *endpoint.Call, in ResetIn) (Empty, error) {
	return Empty{}, r.Accounts.Reset(c.Ctx, in.Token, in.Password)
}

// SignInIn is an attempt to sign in.
type SignInIn struct {
	Email    string `json:"email" validate:"required,max=254"`
	Password string `json:"password" validate:"required,max=1000"`
	Code     string `json:"code" validate:"max=20"`
}

// SessionOpened is a new session with its token, which is told only here.
type SessionOpened struct {
	ID          string            `json:"id"`
	Token       string            `json:"token"`
	ExpiresAt   Time              `json:"expires_at"`
	Person      PersonOut         `json:"person"`
	Memberships []BuyerMembership `json:"memberships"`
}

// PersonOut is a person as they see themself.
type PersonOut struct {
	ID       string `json:"id"`
	Revision int64  `json:"revision"`
	Email    string `json:"email"`
	Name     string `json:"name"`
	Locale   string `json:"locale"`
	Verified bool   `json:"verified"`
}

// BuyerMembership is an organisation that a person acts for. VendorID is null for the
// operator.
type BuyerMembership struct {
	ID           string   `json:"id"`
	VendorID     *string  `json:"vendor_id"`
	Organisation string   `json:"organisation"`
	Roles        []string `json:"roles"`
	State        string   `json:"state"`
}

func (r *routes) storeSignIn(c *endpoint.Call, in SignInIn) (SessionOpened, error) {
	s, err := r.Accounts.SignIn(c.Ctx, accounts.SignInInput{
		Email: in.Email, Password: in.Password, Code: in.Code, IP: c.IP, Agent: c.Agent,
	})
	if err != nil {
		return SessionOpened{}, err
	}
	return SessionOpened{
		ID: s.Session.ID, Token: s.Token, ExpiresAt: Time{s.Session.ExpiresAt},
		Person: wirePerson(&s.Person), Memberships: wireBuyerMemberships(s.Memberships),
	}, nil
}

func wirePerson(p *accounts.Person) PersonOut {
	return PersonOut{
		ID: p.ID, Revision: p.Version, Email: p.Email, Name: p.Name, Locale: string(p.Locale), Verified: p.Verified,
	}
}

func wireBuyerMemberships(list []accounts.Membership) []BuyerMembership {
	out := make([]BuyerMembership, 0, len(list))
	for _, m := range list {
		out = append(out, wireBuyerMembership(m))
	}
	return out
}

func wireBuyerMembership(m accounts.Membership) BuyerMembership {
	out := BuyerMembership{ID: m.ID, Organisation: m.Organisation(), State: m.State}
	if m.Vendor != "" {
		id := string(m.Vendor)
		out.VendorID = &id
	}
	for _, x := range m.Roles {
		out.Roles = append(out.Roles, string(x))
	}
	return out
}

// SessionOut is a device that a person is signed in on.
type SessionOut struct {
	ID        string `json:"id"`
	Revision  int64  `json:"revision"`
	Agent     string `json:"agent"`
	IP        string `json:"ip"`
	StartedAt Time   `json:"started_at"`
	ExpiresAt Time   `json:"expires_at"`
	Current   bool   `json:"current"`
	Revoked   bool   `json:"revoked"`
}

func (r *routes) storeSessions(c *endpoint.Call, in PageIn) (List[SessionOut], error) {
	page, err := r.Accounts.Sessions(c.Ctx, c.Actor, in.query())
	return wireList(page, func(s accounts.Session) SessionOut {
		return SessionOut{
			ID: s.ID, Revision: s.Version, Agent: s.Agent, IP: s.IP, StartedAt: Time{s.StartedAt}, ExpiresAt: Time{s.ExpiresAt},
			Current: c.Identity.Session != nil && c.Identity.Session.ID == s.ID, Revoked: s.Revoked,
		}
	}), err
}

func (r *routes) storeSignOut(c *endpoint.Call, _ Empty) (Empty, error) {
	return Empty{}, r.Accounts.SignOut(c.Ctx, c.Bearer)
}

func (r *routes) storeEndSession(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Accounts.RevokeSession(c.Ctx, c.Actor, markthalle.SessionID(in.ID), c.IfMatch)
}

func (r *routes) storeAcceptInvitation(c *endpoint.Call, in TokenIn) (BuyerMembership, error) {
	m, err := r.Accounts.AcceptInvitation(c.Ctx, c.Actor, in.Token)
	return wireBuyerMembership(m), err
}

// MeOut is the person who is signed in and for whom they act.
type MeOut struct {
	PersonOut
	Memberships []BuyerMembership `json:"memberships"`
}

func (r *routes) storeMe(c *endpoint.Call, _ Empty) (MeOut, error) {
	return MeOut{PersonOut: wirePerson(c.Identity.Person), Memberships: wireBuyerMemberships(c.Identity.Memberships)}, nil
}

// MePatch changes the person who is signed in.
type MePatch struct {
	Name   *string `json:"name" validate:"omitempty,max=200"`
	Locale *string `json:"locale" validate:"omitempty,oneof=en de pl"`
}

func (r *routes) storeChangeMe(c *endpoint.Call, in MePatch) (MeOut, error) {
	p, err := r.Accounts.Change(c.Ctx, c.Actor, accounts.Patch{Name: in.Name, Locale: (*markthalle.Locale)(in.Locale)}, c.IfMatch)
	return MeOut{PersonOut: wirePerson(&p), Memberships: wireBuyerMemberships(c.Identity.Memberships)}, err
}

// PasswordIn is a new password with the present one.
type PasswordIn struct {
	Current string `json:"current_password" validate:"required,max=1000"`
	New     string `json:"new_password" validate:"required,max=1000"`
}

func (r *routes) storeChangePassword(c *endpoint.Call, in PasswordIn) (Empty, error) {
	return Empty{}, r.Accounts.ChangePassword(c.Ctx, c.Actor, accounts.PasswordChange{
		Current: in.Current, New: in.New, Token: c.Bearer, IP: c.IP,
	})
}

// InvitationOut is what somebody is asked to join, and as what.
type InvitationOut struct {
	ID           string   `json:"id"`
	Organisation string   `json:"organisation"`
	Name         string   `json:"name"`
	Roles        []string `json:"roles"`
	Email        string   `json:"email"`
	ExpiresAt    Time     `json:"expires_at"`
}

func (r *routes) storeInvitation(c *endpoint.Call, in TokenIn) (InvitationOut, error) {
	m, err := r.Accounts.Invitation(c.Ctx, in.Token)
	if err != nil {
		return InvitationOut{}, err
	}
	name := r.Market.Name
	if m.Vendor != "" {
		v, err := r.Vendors.Get(c.Ctx, m.Vendor)
		if err != nil {
			return InvitationOut{}, err
		}
		name = v.ShopName
	}
	return InvitationOut{
		ID: m.ID, Organisation: m.Organisation(), Name: name, Roles: texts(m.Roles), Email: m.Email, ExpiresAt: Time{m.Expires},
	}, nil
}
