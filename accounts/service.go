package accounts

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
)

// Config is the policy of a market's accounts.
type Config struct {
	RequireVerified bool          // no sign-in before the address is confirmed
	SessionTTL      time.Duration // zero means 30 days
	InviteTTL       time.Duration // zero means 7 days
	LinkTTL         time.Duration // of mailed links; zero means 24 hours
	Argon2          Argon2        // zero means StrongArgon2
	BaseURL         string        // origin of mailed links
}

// Service knows the people and keys of a market.
type Service struct {
	db     *store.DB
	wall   markthalle.Wall
	clock  markthalle.Clock
	ids    markthalle.IDs
	notify *notify.Service
	cfg    Config

	people      *store.Collection[Person]
	memberships *store.Collection[Membership]
	sessions    *store.Collection[Session]
	keys        *store.Collection[APIKey]
	links       *store.Collection[link]
	attempts    *store.Collection[attempts]
	audit       *store.Collection[AuditEntry]
	chains      *store.Collection[chain]

	cache identities
	dummy string // a hash that no password has, for addresses that are not known
}

// identities is the cache of who a bearer is. An interface keeps the library's generic
// type out of what importers of this package compile.
type identities interface {
	GetIfPresent(bearer string) (Identity, bool)
	Set(bearer string, id Identity) (Identity, bool)
	Invalidate(bearer string) (Identity, bool)
	InvalidateAll()
}

// Deps is what the service needs.
type Deps struct {
	DB     *store.DB
	Clock  markthalle.Clock
	Wall   markthalle.Wall
	IDs    markthalle.IDs
	Notify *notify.Service
	Config Config
}

// New returns the service and defines its collections.
func New(d Deps) (*Service, error) {
	if d.Config.SessionTTL == 0 {
		d.Config.SessionTTL = 30 * 24 * time.Hour
	}
	if d.Config.InviteTTL == 0 {
		d.Config.InviteTTL = 7 * 24 * time.Hour
	}
	if d.Config.LinkTTL == 0 {
		d.Config.LinkTTL = 24 * time.Hour
	}
	if d.Config.Argon2 == (Argon2{}) {
		d.Config.Argon2 = StrongArgon2
	}
	cache, err := otter.New(&otter.Options[string, Identity]{
		MaximumSize: 10_000, ExpiryCalculator: otter.ExpiryWriting[string, Identity](time.Second),
	})
	if err != nil {
		return nil, err
	}
	s := &Service{
		db: d.DB, wall: d.Wall, clock: d.Clock, ids: d.IDs, notify: d.Notify, cfg: d.Config, cache: cache,
		dummy: d.Config.Argon2.hash("", d.IDs.Token(16)),
	}
	s.define(d.DB)
	return s, nil
}

func (s *Service) define(db *store.DB) {
	created := []store.Field{store.TimeAt("created_at")}
	s.people = store.Define[Person](db, store.Spec{Name: "people", Schema: 1, Indexes: []store.Index{
		{Name: "created", Sort: created},
	}})
	s.memberships = store.Define[Membership](db, store.Spec{Name: "memberships", Schema: 1, Indexes: []store.Index{
		{Name: "person", Eq: []store.Field{store.S("person"), store.S("state")}, Sort: created, Sparse: true},
		{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: created},
		{Name: "token", Eq: []store.Field{store.S("token_hash")}, Sparse: true},
	}})
	s.sessions = store.Define[Session](db, store.Spec{Name: "sessions", Schema: 1, Deletable: true, Indexes: []store.Index{
		{Name: "person", Eq: []store.Field{store.S("person")}, Sort: []store.Field{store.TimeAt("started_at")}},
		{Name: "expires", Sort: []store.Field{store.TimeAt("expires_at")}},
	}})
	s.keys = store.Define[APIKey](db, store.Spec{Name: "api_keys", Schema: 1, Indexes: []store.Index{
		{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: created},
	}})
	s.links = store.Define[link](db, store.Spec{Name: "account_links", Schema: 1})
	s.attempts = store.Define[attempts](db, store.Spec{Name: "sign_in_attempts", Schema: 1})
	s.audit = store.Define[AuditEntry](db, store.Spec{Name: "audit", Schema: 1, Indexes: []store.Index{
		{Name: "subject", Eq: []store.Field{store.S("subject")}, Sort: []store.Field{store.I("seq")}},
		{Name: "at", Sort: []store.Field{store.TimeAt("at")}},
	}})
	s.chains = store.Define[chain](db, store.Spec{Name: "audit_chains", Schema: 1})
}

// tokenHash is how tokens and secrets are kept.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (s *Service) token(prefix string) string {
	return prefix + base64.RawURLEncoding.EncodeToString(s.ids.Token(24))
}
