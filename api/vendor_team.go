package api

import (
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
)

func (r *routes) vendorTeam() []endpoint.Endpoint {
	read, write := asVendor(markthalle.MembersRead), asVendor(markthalle.MembersWrite)
	return append(r.teamRoutes("/vendor", read, write),
		endpoint.Route("GET", "/vendor/audit", "What was done to the vendor", r.vendorAudit, asVendor(markthalle.SystemRead)))
}

// teamRoutes are the members and keys of an organisation: the actor's vendor, or the
// operator.
func (r *routes) teamRoutes(base string, read, write endpoint.Option) []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", base+"/members", "Members and open invitations", r.memberList, read),
		endpoint.Route("POST", base+"/members", "Invite somebody", r.memberInvite, write, created201()),
		endpoint.Route("DELETE", base+"/members/{id}", "End a membership or withdraw an invitation", r.memberRemove, write, endpoint.About("member")),
		endpoint.Route("GET", base+"/keys", "API keys, without their secrets", r.keyList, read),
		// A key's secret is told once and kept nowhere, so a request that is sent again
		// cannot be answered again.
		endpoint.Route("POST", base+"/keys", "Make an API key; its secret is told only here", r.keyCreate, write, created201(),
			endpoint.Secret(), endpoint.Keyed(endpoint.Ignored)),
		endpoint.Route("DELETE", base+"/keys/{id}", "End an API key", r.keyRevoke, write, endpoint.About("key")),
	}
}

// MemberPersonOut is who a member is.
type MemberPersonOut struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// MemberOut is a member or an open invitation.
type MemberOut struct {
	ID        string           `json:"id"`
	Revision  int64            `json:"revision"`
	State     string           `json:"state"`
	Roles     []string         `json:"roles"`
	Email     string           `json:"email"`
	Person    *MemberPersonOut `json:"person,omitempty"`
	ExpiresAt *Time            `json:"expires_at,omitempty"`
	CreatedAt Time             `json:"created_at"`
}

func memberOut(m accounts.Membership, people map[markthalle.PersonID]accounts.Person) MemberOut {
	out := MemberOut{
		ID: m.ID, Revision: m.Version, State: m.State, Roles: texts(m.Roles), Email: m.Email, ExpiresAt: at(m.Expires), CreatedAt: Time{m.CreatedAt},
	}
	if p, ok := people[m.Person]; ok {
		out.Person = &MemberPersonOut{ID: p.ID, Name: p.Name, Email: p.Email}
		out.Email = p.Email
	}
	return out
}

func (r *routes) memberList(c *endpoint.Call, in PageIn) (List[MemberOut], error) {
	page, err := r.Accounts.Members(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[MemberOut]{}, err
	}
	var who []markthalle.PersonID
	for _, m := range page.Items {
		if m.Person != "" {
			who = append(who, m.Person)
		}
	}
	list, err := r.Accounts.People(c.Ctx, who)
	if err != nil {
		return List[MemberOut]{}, err
	}
	people := make(map[markthalle.PersonID]accounts.Person, len(list))
	for _, p := range list {
		people[p.PersonID()] = p
	}
	return wireList(page, func(m accounts.Membership) MemberOut { return memberOut(m, people) }), nil
}

// MemberIn invites somebody. The role is one of the organisation, with or without its
// name: "catalogue", "vendor.catalogue".
type MemberIn struct {
	Email string `json:"email" validate:"required,email,max=254"`
	Role  string `json:"role" validate:"required,max=40"`
}

// roleOf completes a role's short name with the organisation that the actor acts for.
func roleOf(short string, a markthalle.Actor) markthalle.Role {
	if strings.Contains(short, ".") {
		return markthalle.Role(short)
	}
	if a.Kind == markthalle.Vendor {
		return markthalle.Role("vendor." + short)
	}
	return markthalle.Role("operator." + short)
}

// organisation is what the actor's organisation is called in mails.
func (r *routes) organisation(c *endpoint.Call) (string, error) {
	if c.Actor.Kind != markthalle.Vendor {
		return r.Market.Name, nil
	}
	v, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
	return v.ShopName, err
}

func (r *routes) memberInvite(c *endpoint.Call, in MemberIn) (MemberOut, error) {
	name, err := r.organisation(c)
	if err != nil {
		return MemberOut{}, err
	}
	m, err := r.Accounts.Invite(c.Ctx, c.Actor, accounts.InviteInput{
		ID: markthalle.MembershipID(c.Mint("mem")), Secret: c.Secret(24),
		Vendor: c.Actor.Vendor, Organisation: name, Email: in.Email, Role: roleOf(in.Role, c.Actor),
	})
	if err != nil {
		return MemberOut{}, err
	}
	return memberOut(m, nil), nil
}

func (r *routes) memberRemove(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Accounts.RemoveMember(c.Ctx, c.Actor, markthalle.MembershipID(in.ID), c.IfMatch)
}

// KeyOut is an API key without its secret.
type KeyOut struct {
	ID        string   `json:"id"`
	Revision  int64    `json:"revision"`
	Name      string   `json:"name"`
	Hint      string   `json:"hint"`
	Role      string   `json:"role"`
	Scopes    []string `json:"scopes"`
	IPs       []string `json:"ips"`
	ExpiresAt *Time    `json:"expires_at,omitempty"`
	CreatedBy string   `json:"created_by"`
	CreatedAt Time     `json:"created_at"`
}

func keyOut(k accounts.APIKey) KeyOut {
	return KeyOut{
		ID: k.ID, Revision: k.Version, Name: k.Name, Hint: k.Hint, Role: string(k.Role), Scopes: texts(k.Scopes), IPs: k.IPs,
		ExpiresAt: at(k.ExpiresAt), CreatedBy: k.CreatedBy, CreatedAt: Time{k.CreatedAt},
	}
}

// KeyCreatedOut is a new key with its secret.
type KeyCreatedOut struct {
	KeyOut
	Key string `json:"key"`
}

// KeyIn asks for an API key; without scopes it may do all that its role includes.
type KeyIn struct {
	Name      string     `json:"name" validate:"required,max=200"`
	Role      string     `json:"role" validate:"required,max=40"`
	Scopes    []string   `json:"scopes" validate:"max=40"`
	IPs       []string   `json:"ips" validate:"max=40,dive,ip"`
	ExpiresAt *time.Time `json:"expires_at"`
}

func (r *routes) keyList(c *endpoint.Call, in PageIn) (List[KeyOut], error) {
	page, err := r.Accounts.Keys(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[KeyOut]{}, err
	}
	return wireList(page, keyOut), nil
}

func (r *routes) keyCreate(c *endpoint.Call, in KeyIn) (KeyCreatedOut, error) {
	ask := accounts.KeyInput{
		Vendor: c.Actor.Vendor, Name: in.Name, Role: roleOf(in.Role, c.Actor), Scopes: ids[markthalle.Permission](in.Scopes), IPs: in.IPs,
	}
	if in.ExpiresAt != nil {
		ask.ExpiresAt = *in.ExpiresAt
	}
	secret, k, err := r.Accounts.CreateKey(c.Ctx, c.Actor, ask)
	if err != nil {
		return KeyCreatedOut{}, err
	}
	return KeyCreatedOut{KeyOut: keyOut(k), Key: secret}, nil
}

func (r *routes) keyRevoke(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Accounts.RevokeKey(c.Ctx, c.Actor, markthalle.KeyID(in.ID), c.IfMatch)
}

func (r *routes) vendorAudit(c *endpoint.Call, in PageIn) (List[AuditEntryOut], error) {
	page, err := r.Accounts.AuditLog(c.Ctx, c.Actor, string(c.Actor.Vendor), in.query())
	if err != nil {
		return List[AuditEntryOut]{}, err
	}
	return wireList(page, auditEntry), nil
}
