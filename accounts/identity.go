package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Identity is who a token or key belongs to.
type Identity struct {
	Person      *Person
	Session     *Session
	Key         *APIKey
	Memberships []Membership
}

// maxMemberships bounds in how many organisations one person acts.
const maxMemberships = 100

// Authenticate finds out whose session token or API key a bearer is. Its answer may be
// a second old. Error: accounts.sign_in_required, for whatever reason it is not good.
func (s *Service) Authenticate(ctx context.Context, bearer string) (Identity, error) {
	if id, ok := s.cache.GetIfPresent(bearer); ok {
		return id, nil
	}
	var id Identity
	var err error
	switch {
	case strings.HasPrefix(bearer, "mst_"):
		id, err = s.bySession(ctx, bearer)
	case strings.HasPrefix(bearer, "mk_"):
		id, err = s.byKey(ctx, bearer)
	default:
		err = markthalle.ErrNotFound
	}
	if errors.Is(err, markthalle.ErrNotFound) {
		return Identity{}, markthalle.ErrSignIn
	}
	if err != nil {
		return Identity{}, fmt.Errorf("authenticate: %w", err)
	}
	s.cache.Set(bearer, id)
	return id, nil
}

// Afresh is Authenticate as of now: what another process has just granted is in it.
func (s *Service) Afresh(ctx context.Context, bearer string) (Identity, error) {
	s.cache.Invalidate(bearer)
	return s.Authenticate(ctx, bearer)
}

func (s *Service) bySession(ctx context.Context, token string) (Identity, error) {
	x, err := s.sessions.Get(ctx, "ses_"+tokenHash(token))
	if err != nil {
		return Identity{}, err
	}
	if x.Revoked || s.wall.WallNow().After(x.ExpiresAt) {
		return Identity{}, markthalle.ErrNotFound
	}
	p, err := s.people.Get(ctx, string(x.Person))
	if err != nil {
		return Identity{}, err
	}
	if p.Epoch != x.Epoch || p.Suspended {
		return Identity{}, markthalle.ErrNotFound
	}
	ms, err := s.membershipsOf(ctx, p.PersonID())
	return Identity{Person: &p, Session: &x, Memberships: ms}, err
}

func (s *Service) byKey(ctx context.Context, secret string) (Identity, error) {
	k, err := s.keys.Get(ctx, "key_"+tokenHash(secret))
	if err != nil {
		return Identity{}, err
	}
	if k.Revoked || !k.ExpiresAt.IsZero() && s.wall.WallNow().After(k.ExpiresAt) {
		return Identity{}, markthalle.ErrNotFound
	}
	return Identity{Key: &k}, nil
}

func (s *Service) membershipsOf(ctx context.Context, p markthalle.PersonID) ([]Membership, error) {
	page, err := s.memberships.Find(ctx, store.Query{
		Index: "person", Eq: []any{string(p), MemberActive}, Page: markthalle.PageQuery{Limit: maxMemberships},
	})
	if err != nil {
		return nil, fmt.Errorf("load memberships: %w", err)
	}
	return page.Items, nil
}

// ErrVendorAmbiguous is returned when a person acts for several vendors and did not say
// for which.
var ErrVendorAmbiguous = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "accounts.vendor_ambiguous",
	Text:   "You act for several vendors; the header Markthalle-Vendor says for which.",
	Fields: []markthalle.Field{{Pointer: "/Markthalle-Vendor", Code: "required", Message: "Several vendors are possible."}},
}

// Actor returns the identity as an actor in one capacity. For a vendor, an empty id
// means the only one there is. Errors: accounts.vendor_ambiguous,
// accounts.permission_missing, and not_found for a vendor that is somebody else's.
func (i Identity) Actor(kind markthalle.ActorKind, vendor markthalle.VendorID) (markthalle.Actor, error) {
	if i.Key != nil {
		return i.keyActor(kind, vendor)
	}
	a := markthalle.Actor{Kind: kind, Person: i.Person.PersonID()}
	switch kind {
	case markthalle.Operator:
		for _, m := range i.Memberships {
			if m.Vendor == "" {
				a.Roles = append(a.Roles, m.Roles...)
			}
		}
		if len(a.Roles) == 0 {
			return a, markthalle.ErrPermission
		}
		return a, nil
	case markthalle.Vendor:
		return i.vendorActor(a, vendor)
	case markthalle.Guest, markthalle.Buyer, markthalle.System:
	}
	return a, nil
}

func (i Identity) vendorActor(a markthalle.Actor, vendor markthalle.VendorID) (markthalle.Actor, error) {
	vendors := map[markthalle.VendorID]bool{}
	for _, m := range i.Memberships {
		if m.Vendor != "" && (vendor == "" || m.Vendor == vendor) {
			vendors[m.Vendor] = true
			a.Vendor, a.Roles = m.Vendor, append(a.Roles, m.Roles...)
		}
	}
	switch {
	case len(vendors) == 1:
		return a, nil
	case len(vendors) > 1:
		return markthalle.Actor{Kind: markthalle.Vendor, Person: a.Person}, ErrVendorAmbiguous
	case vendor != "":
		return a, markthalle.ErrNotFound
	}
	return a, markthalle.ErrPermission
}

func (i Identity) keyActor(kind markthalle.ActorKind, vendor markthalle.VendorID) (markthalle.Actor, error) {
	k := i.Key
	a := markthalle.Actor{
		Kind: kind, Key: markthalle.KeyID(k.ID), Vendor: k.Vendor, Roles: []markthalle.Role{k.Role}, Scopes: k.Scopes,
	}
	switch kind {
	case markthalle.Operator:
		if k.Vendor != "" {
			return a, markthalle.ErrPermission
		}
	case markthalle.Vendor:
		if k.Vendor == "" {
			return a, markthalle.ErrPermission
		}
		if vendor != "" && vendor != k.Vendor {
			return a, markthalle.ErrNotFound
		}
	case markthalle.Guest, markthalle.Buyer, markthalle.System:
		return a, markthalle.ErrPermission
	}
	return a, nil
}

// Person returns a person by id. Error: not_found.
func (s *Service) Person(ctx context.Context, id markthalle.PersonID) (Person, error) {
	return s.people.Get(ctx, string(id))
}

// People returns several people; absent ones are left out.
func (s *Service) People(ctx context.Context, ids []markthalle.PersonID) ([]Person, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = string(id)
	}
	return s.people.GetMany(ctx, list)
}

// SetLocale changes the language that a person reads.
func (s *Service) SetLocale(ctx context.Context, actor markthalle.Actor, l markthalle.Locale) error {
	if actor.Person == "" {
		return markthalle.ErrSignIn
	}
	err := s.people.Update(ctx, string(actor.Person), func(p *Person) error {
		p.Locale = l
		return nil
	})
	return err
}
