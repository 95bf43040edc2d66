package accounts

import (
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Person is a human who can sign in.
type Person struct {
	store.Meta `bson:",inline"` // id per_…

	Email        string            `bson:"email"` // as typed; compared by its claim
	Name         string            `bson:"name"`
	Locale       markthalle.Locale `bson:"locale"`
	PasswordHash string            `bson:"password_hash"`
	Verified     bool              `bson:"verified"`
	VerifiedAt   time.Time         `bson:"verified_at"`
	// Epoch grows with each change of the password; sessions of an older one are over.
	Epoch     int64     `bson:"epoch"`
	LastSeen  time.Time `bson:"last_seen"`
	Suspended bool      `bson:"suspended,omitempty"`
}

// PersonID returns the person's id.
func (p *Person) PersonID() markthalle.PersonID { return markthalle.PersonID(p.ID) }

// Membership is a person's roles in one organisation.
type Membership struct {
	store.Meta `bson:",inline"` // id mem_<person>_<vendor or operator>, or mem_… while invited

	Person    markthalle.PersonID `bson:"person,omitempty"`
	Vendor    markthalle.VendorID `bson:"vendor"` // empty: the operator
	Roles     []markthalle.Role   `bson:"roles"`
	State     string              `bson:"state"`
	Email     string              `bson:"email"` // of an invitation
	TokenHash string              `bson:"token_hash,omitempty"`
	Expires   time.Time           `bson:"expires"` // of an invitation, wall clock
	InvitedBy string              `bson:"invited_by,omitempty"`
}

// The states of a membership.
const (
	MemberInvited = "invited"
	MemberActive  = "active"
	MemberRemoved = "removed"
)

// Organisation returns "operator" or "vendor".
func (m Membership) Organisation() string {
	if m.Vendor == "" {
		return "operator"
	}
	return "vendor"
}

// Session is a signed-in device.
type Session struct {
	store.Meta `bson:",inline"` // id ses_<hash of the token>

	Person    markthalle.PersonID `bson:"person"`
	Epoch     int64               `bson:"epoch"`
	Agent     string              `bson:"agent"`
	IP        string              `bson:"ip"`
	StartedAt time.Time           `bson:"started_at"` // wall clock
	ExpiresAt time.Time           `bson:"expires_at"` // wall clock
	Revoked   bool                `bson:"revoked,omitempty"`
}

// APIKey is a secret that acts for an organisation.
type APIKey struct {
	store.Meta `bson:",inline"` // id key_<hash of the secret>

	Vendor    markthalle.VendorID     `bson:"vendor"` // empty: the operator
	Name      string                  `bson:"name"`
	Hint      string                  `bson:"hint"` // its last four characters
	Role      markthalle.Role         `bson:"role"`
	Scopes    []markthalle.Permission `bson:"scopes"`
	IPs       []string                `bson:"ips"`
	ExpiresAt time.Time               `bson:"expires_at"` // wall clock; zero: never
	Revoked   bool                    `bson:"revoked,omitempty"`
	CreatedBy string                  `bson:"created_by"`
}

// normalEmail is how addresses are compared: without blanks, in lower case.
func normalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func emailClaim(s string) string { return "email:" + normalEmail(s) }

func membershipID(p markthalle.PersonID, v markthalle.VendorID) string {
	if v == "" {
		return "mem_" + markthalle.Body(p) + "_operator"
	}
	return "mem_" + markthalle.Body(p) + "_" + markthalle.Body(v)
}
