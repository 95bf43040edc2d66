package accounts

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
)

// Grant makes a person a member of a vendor, or of the operator for "". It is the
// system's way: the applicant becomes owner, a command makes the first operator. A
// role that the member has already changes nothing.
func (s *Service) Grant(ctx context.Context, person markthalle.PersonID, vendor markthalle.VendorID, role markthalle.Role) (Membership, error) {
	defer s.cache.InvalidateAll()
	return s.memberships.Upsert(ctx, membershipID(person, vendor), func(m *Membership) error {
		if m.State == MemberActive && slices.Contains(m.Roles, role) {
			return nil
		}
		m.Person, m.Vendor, m.State = person, vendor, MemberActive
		m.Roles = append(slices.Clone(m.Roles), role)
		m.Emit(Audit(markthalle.SystemActor("accounts.grant"), subjectOf(vendor), "member_added", "",
			Change{Field: "member", After: string(person)}, Change{Field: "role", After: string(role)}))
		return nil
	})
}

// subjectOf is what audit entries about an organisation's members are filed under.
func subjectOf(v markthalle.VendorID) string {
	if v == "" {
		return "operator"
	}
	return string(v)
}

// InviteInput says who is to join which organisation, and as what.
type InviteInput struct {
	// ID and Secret are minted by a caller whose request may be sent again: the same
	// invitation comes of it, with the same link. Both are empty otherwise.
	ID     markthalle.MembershipID
	Secret []byte

	Vendor       markthalle.VendorID // empty for the operator
	Organisation string              // its name in the mail
	Email        string
	Role         markthalle.Role
}

// Invite asks somebody to join an organisation. The mail carries the link; whoever
// opens it signed in becomes the member. Errors: accounts.permission_missing, Invalid
// "accounts.invitation" with all faults.
func (s *Service) Invite(ctx context.Context, actor markthalle.Actor, in InviteInput) (Membership, error) {
	if err := actor.RequireFor(markthalle.MembersWrite, in.Vendor); err != nil {
		return Membership{}, err
	}
	wanted := "vendor"
	if in.Vendor == "" {
		wanted = "operator"
	}
	var f markthalle.Faults
	f.Check(validEmail(in.Email), "/email", "not_an_email", "This is not an e-mail address.")
	f.Check(in.Role.Valid() && in.Role.Organisation() == wanted, "/role", "not_allowed", "There is no such role here.")
	if err := f.Err("accounts.invitation"); err != nil {
		return Membership{}, err
	}
	token := base64.RawURLEncoding.EncodeToString(in.Secret)
	if in.ID == "" {
		in.ID, token = markthalle.MembershipID(s.ids.New("mem")), s.token("")
	}
	m := Membership{
		Meta: store.Meta{ID: string(in.ID)}, Vendor: in.Vendor, Roles: []markthalle.Role{in.Role}, State: MemberInvited,
		Email: strings.TrimSpace(in.Email), TokenHash: tokenHash(token), Expires: s.wall.WallNow().Add(s.cfg.InviteTTL), InvitedBy: actor.ID(),
	}
	m.Emit(Audit(actor, subjectOf(in.Vendor), "member_invited", "",
		Change{Field: "email", After: m.Email}, Change{Field: "role", After: string(in.Role)}))
	stored, err := s.memberships.Insert(ctx, m)
	if errors.Is(err, store.ErrExists) {
		stored, err = s.memberships.Get(ctx, m.ID)
	}
	if err != nil {
		return Membership{}, fmt.Errorf("store invitation: %w", err)
	}
	by := ""
	if p, err := s.people.Get(ctx, string(actor.Person)); err == nil {
		by = p.Name
	}
	return stored, s.notify.Queue(ctx, notify.Message{
		ID: "mail_invitation_" + markthalle.Body(stored.ID), To: m.Email, Locale: markthalle.English,
		Data: notify.Invitation{
			Organisation: in.Organisation, Role: in.Role.Short(), By: by,
			URL: s.cfg.BaseURL + "/invitation?token=" + url.QueryEscape(token),
		},
	})
}

// AcceptInvitation makes the signed-in person the member that an invitation names. The
// address need not be the invited one: whoever reads the mail may have several.
// Errors: accounts.sign_in_required, accounts.link_invalid.
func (s *Service) AcceptInvitation(ctx context.Context, actor markthalle.Actor, token string) (Membership, error) {
	if actor.Person == "" {
		return Membership{}, markthalle.ErrSignIn
	}
	page, err := s.memberships.Find(ctx, store.Query{
		Index: "token", Eq: []any{tokenHash(token)}, Page: markthalle.PageQuery{Limit: 1},
	})
	if err != nil {
		return Membership{}, err
	}
	if len(page.Items) == 0 {
		return Membership{}, ErrLink
	}
	inv, wall := page.Items[0], s.wall.WallNow()
	taken, err := s.memberships.Modify(ctx, inv.ID, func(m *Membership) error {
		if m.State == MemberActive && m.Person == actor.Person {
			return nil
		}
		if m.State != MemberInvited || wall.After(m.Expires) {
			return ErrLink
		}
		m.Person, m.State, m.TokenHash, m.Expires = actor.Person, MemberActive, "", time.Time{}
		m.Emit(Audit(actor, subjectOf(m.Vendor), "member_joined", "", Change{Field: "member", After: string(actor.Person)}))
		return nil
	})
	s.cache.InvalidateAll()
	return taken, err
}

// Members lists the members and open invitations of an organisation.
func (s *Service) Members(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Membership], error) {
	if err := actor.RequireFor(markthalle.MembersRead, vendor); err != nil {
		return markthalle.Page[Membership]{}, err
	}
	out, err := s.memberships.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Page: page})
	if err != nil {
		return out, err
	}
	out.Items = slices.DeleteFunc(out.Items, func(m Membership) bool { return m.State == MemberRemoved })
	return out, nil
}

// ErrLastOwner is returned when an organisation would be left without an owner.
var ErrLastOwner = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "accounts.last_owner", Text: "The last owner cannot be removed.",
}

// RemoveMember ends a membership or withdraws an invitation. Errors: not_found,
// accounts.last_owner.
func (s *Service) RemoveMember(ctx context.Context, actor markthalle.Actor, id markthalle.MembershipID, ifMatch *int64) error {
	m, err := s.memberships.Get(ctx, string(id))
	if err != nil {
		return err
	}
	if err := foreign(actor, m.Vendor); err != nil {
		return err
	}
	if err := actor.RequireFor(markthalle.MembersWrite, m.Vendor); err != nil {
		return err
	}
	if m.State == MemberActive && m.owner() {
		if err := s.otherOwner(ctx, m); err != nil {
			return err
		}
	}
	err = s.memberships.Update(ctx, m.ID, func(m *Membership) error {
		if m.State == MemberRemoved {
			return nil
		}
		if err := store.CheckVersion(m.Meta, ifMatch); err != nil {
			return err
		}
		m.State, m.TokenHash = MemberRemoved, ""
		m.Emit(Audit(actor, subjectOf(m.Vendor), "member_removed", "", Change{Field: "member", Before: string(m.Person)}))
		return nil
	})
	s.cache.InvalidateAll()
	return err
}

// foreign hides what belongs to another organisation: a vendor's actor sees neither
// other vendors' members nor the operator's, an operator not those of vendors by id.
func foreign(actor markthalle.Actor, v markthalle.VendorID) error {
	if actor.Kind == markthalle.Vendor && actor.Vendor != v || actor.Kind == markthalle.Operator && v != "" {
		return markthalle.ErrNotFound
	}
	return nil
}

func (m *Membership) owner() bool {
	return slices.Contains(m.Roles, markthalle.VendorOwner) || slices.Contains(m.Roles, markthalle.OperatorOwner)
}

func (s *Service) otherOwner(ctx context.Context, m Membership) error {
	found := errors.New("found")
	err := s.memberships.Scan(ctx, store.Query{Index: "vendor", Eq: []any{string(m.Vendor)}}, func(x Membership) error {
		if x.ID != m.ID && x.State == MemberActive && x.owner() {
			return found
		}
		return nil
	})
	if errors.Is(err, found) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for another owner: %w", err)
	}
	return ErrLastOwner
}

// KeyInput asks for an API key.
type KeyInput struct {
	Vendor    markthalle.VendorID // empty: the operator
	Name      string
	Role      markthalle.Role
	Scopes    []markthalle.Permission // empty: all that the role includes
	IPs       []string                // empty: from anywhere
	ExpiresAt time.Time               // zero: never
}

// CreateKey makes an API key and tells its secret, once. A key can never do more than
// its maker. Errors: accounts.permission_missing, Invalid "accounts.key".
func (s *Service) CreateKey(ctx context.Context, actor markthalle.Actor, in KeyInput) (string, APIKey, error) {
	if err := actor.RequireFor(markthalle.MembersWrite, in.Vendor); err != nil {
		return "", APIKey{}, err
	}
	wanted := "vendor"
	if in.Vendor == "" {
		wanted = "operator"
	}
	var f markthalle.Faults
	f.Check(strings.TrimSpace(in.Name) != "" && len([]rune(in.Name)) <= 100, "/name", "length", "A name has 1 to 100 characters.")
	f.Check(in.Role.Valid() && in.Role.Organisation() == wanted, "/role", "not_allowed", "There is no such role here.")
	for i, p := range in.Scopes {
		f.Check(in.Role.Grants(p) && actor.Can(p), fmt.Sprintf("/scopes/%d", i), "not_allowed", "The role does not include this.")
	}
	for _, p := range markthalle.Permissions() {
		if len(in.Scopes) == 0 && in.Role.Grants(p) && !actor.Can(p) {
			f.Add("/role", "not_allowed", "A key can do no more than its maker.")
			break
		}
	}
	f.Check(in.ExpiresAt.IsZero() || in.ExpiresAt.After(s.wall.WallNow()), "/expires_at", "past", "This is in the past.")
	if err := f.Err("accounts.key"); err != nil {
		return "", APIKey{}, err
	}
	secret := s.token("mk_")
	k := APIKey{
		Meta: store.Meta{ID: "key_" + tokenHash(secret)}, Vendor: in.Vendor, Name: in.Name, Hint: secret[len(secret)-4:],
		Role: in.Role, Scopes: in.Scopes, IPs: in.IPs, ExpiresAt: in.ExpiresAt, CreatedBy: actor.ID(),
	}
	k.Emit(Audit(actor, subjectOf(in.Vendor), "key_created", "", Change{Field: "key", After: k.Name + " …" + k.Hint}))
	stored, err := s.keys.Insert(ctx, k)
	return secret, stored, err
}

// Keys lists the API keys of an organisation, newest first, without their secrets.
func (s *Service) Keys(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[APIKey], error) {
	if err := actor.RequireFor(markthalle.MembersRead, vendor); err != nil {
		return markthalle.Page[APIKey]{}, err
	}
	out, err := s.keys.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
	if err != nil {
		return out, err
	}
	out.Items = slices.DeleteFunc(out.Items, func(k APIKey) bool { return k.Revoked })
	return out, nil
}

// RevokeKey ends a key. Error: not_found.
func (s *Service) RevokeKey(ctx context.Context, actor markthalle.Actor, id markthalle.KeyID, ifMatch *int64) error {
	k, err := s.keys.Get(ctx, string(id))
	if err != nil {
		return err
	}
	if err := foreign(actor, k.Vendor); err != nil {
		return err
	}
	if err := actor.RequireFor(markthalle.MembersWrite, k.Vendor); err != nil {
		return err
	}
	err = s.keys.Update(ctx, k.ID, func(k *APIKey) error {
		if !k.Revoked {
			if err := store.CheckVersion(k.Meta, ifMatch); err != nil {
				return err
			}
			k.Revoked = true
			k.Emit(Audit(actor, subjectOf(k.Vendor), "key_revoked", "", Change{Field: "key", Before: k.Name + " …" + k.Hint}))
		}
		return nil
	})
	s.cache.InvalidateAll()
	return err
}
