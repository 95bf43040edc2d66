package vendors

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
)

// Entry is how one becomes a vendor (MKT-1).
type Entry string

// The ways in. Open approves by itself unless something is suspicious; Application
// waits for the operator; Invite takes vendors from the operator only.
const (
	EntryOpen        Entry = "open"
	EntryApplication Entry = "application"
	EntryInvite      Entry = "invite"
)

// Config is the operator's policy about vendors.
type Config struct {
	Entry          Entry
	PrivateSellers bool // private persons may sell
	TermsVersion   string
	Checklist      []Requirement
	Currency       money.Currency // of provisional prices in default shipping profiles
	// MaxPerOrigin is how many applications from one address and day pass unflagged.
	MaxPerOrigin int
	// ExposureCap is what a vendor may have sold before it can be paid, minor units of
	// Currency; orders and payouts enforce it.
	ExposureCap int64
}

// DefaultConfig returns the policy of a new market.
func DefaultConfig() Config {
	return Config{
		Entry: EntryApplication, PrivateSellers: true, TermsVersion: "1", Currency: money.EUR, MaxPerOrigin: 5, ExposureCap: 500_000,
		Checklist: []Requirement{
			{Key: "terms", Kind: KindTerms, Required: true},
			{Key: "trader_data", Kind: KindField, Required: true, SellerKinds: []SellerKind{Business}, Fields: []string{
				"legal_name", "address", "email", "phone", "vat_or_tax_id", "self_certified",
			}},
			{Key: "seller_data", Kind: KindField, Required: true, SellerKinds: []SellerKind{Private}, Fields: []string{
				"legal_name", "address", "email", "phone",
			}},
			{Key: "payout_account", Kind: KindPayoutAccount, Required: true},
		},
	}
}

// Validate returns an Invalid error "vendors.config" with every contradiction.
func (c Config) Validate() error {
	var f markthalle.Faults
	f.Check(slices.Contains([]Entry{EntryOpen, EntryApplication, EntryInvite}, c.Entry), "/entry", "enum", "open, application or invite.")
	f.Check(c.TermsVersion != "", "/terms_version", "required", "Terms need a version.")
	f.Check(c.Currency.Valid(), "/currency", "currency", "An ISO 4217 currency.")
	f.Check(c.MaxPerOrigin >= 1, "/max_per_origin", "min", "At least 1.")
	seen := map[string]bool{}
	for _, r := range c.Checklist {
		f.Check(r.Key != "" && !seen[r.Key], "/checklist/"+r.Key, "unique", "Every item needs a key of its own.")
		seen[r.Key] = true
	}
	return f.Err("vendors.config")
}

// Deps are what the service needs.
type Deps struct {
	DB     *store.DB
	Config Config
	// Disposable reports whether a mail domain gives out throw-away addresses; nil
	// means a short built-in list.
	Disposable func(domain string) bool
	Notify     *notify.Service // nil = nobody is written to
	BaseURL    string          // origin of links in mails, without a slash at the end
}

// Service keeps vendors and their shipping profiles. It is safe for concurrent use.
type Service struct {
	db         *store.DB
	config     Config
	disposable func(string) bool
	mails      *notify.Service
	baseURL    string
	vendors    *store.Collection[Vendor]
	profiles   *store.Collection[ShippingProfile]

	mu        sync.Mutex
	blocked   map[markthalle.VendorID]BlockReason
	blockedAt time.Time // wall time
}

// New returns the service and declares its collections. It panics on a configuration
// that Validate refuses.
func New(d Deps) *Service {
	if err := d.Config.Validate(); err != nil {
		panic(err)
	}
	if d.Disposable == nil {
		d.Disposable = disposableDomain
	}
	return &Service{
		db: d.DB, config: d.Config, disposable: d.Disposable, mails: d.Notify, baseURL: d.BaseURL,
		vendors: store.Define[Vendor](d.DB, vendorSpec), profiles: store.Define[ShippingProfile](d.DB, profileSpec),
	}
}

// Config returns the policy in force.
func (s *Service) Config() Config { return s.config }

func (s *Service) now() time.Time { return s.db.Clock().Now() }

// Get returns a vendor, or markthalle.ErrNotFound.
func (s *Service) Get(ctx context.Context, id markthalle.VendorID) (Vendor, error) {
	return s.vendors.Get(ctx, string(id))
}

// GetMany returns the vendors with the given ids, in that order, absent ones left out.
func (s *Service) GetMany(ctx context.Context, ids []markthalle.VendorID) ([]Vendor, error) {
	return s.vendors.GetMany(ctx, keys(ids))
}

// BySlug returns the vendor with the given shop address, or markthalle.ErrNotFound.
func (s *Service) BySlug(ctx context.Context, slug string) (Vendor, error) {
	owner, err := s.db.Claimed(ctx, slugClaim(slug))
	if err != nil {
		return Vendor{}, err
	}
	v, err := s.vendors.Get(ctx, owner)
	if err == nil && v.Slug != slug {
		return Vendor{}, markthalle.ErrNotFound // claimed, and not or no longer used
	}
	return v, err
}

// List returns vendors for the operator, oldest first: those in state, or all when it
// is empty. An unknown state is Invalid "vendors.state_unknown".
func (s *Service) List(ctx context.Context, actor markthalle.Actor, state State, page markthalle.PageQuery) (markthalle.Page[Vendor], error) {
	if err := operator(actor, markthalle.VendorsRead); err != nil {
		return markthalle.Page[Vendor]{}, err
	}
	q := store.Query{Index: "created", Page: page}
	if state != "" {
		if !slices.Contains(States(), state) {
			return markthalle.Page[Vendor]{}, &markthalle.Error{
				Kind: markthalle.Invalid, Code: "vendors.state_unknown", Text: "There is no such state.",
				Fields: []markthalle.Field{{Pointer: "/state", Code: "enum", Found: string(state), Message: "There is no such state."}},
			}
		}
		q.Index, q.Eq = "state", []any{state}
	}
	return s.vendors.Find(ctx, q)
}

// Count returns how many vendors are in state: for work lists.
func (s *Service) Count(ctx context.Context, state State) (int64, error) {
	return s.vendors.Count(ctx, store.Query{Index: "state", Eq: []any{state}})
}

// Shops returns the active vendors by shop address: the public directory.
func (s *Service) Shops(ctx context.Context, page markthalle.PageQuery) (markthalle.Page[Vendor], error) {
	return s.vendors.Find(ctx, store.Query{Index: "shops", Eq: []any{Active}, Page: page})
}

// Onboarding is where a vendor stands on its way to selling and to being paid.
type Onboarding struct {
	Vendor    Vendor
	State     State
	CanSell   bool
	CanBePaid bool
	Checklist []Item
}

// Onboarding returns the checklist as it is at this moment. It needs vendors.read of
// the vendor itself or of the operator.
func (s *Service) Onboarding(ctx context.Context, actor markthalle.Actor, id markthalle.VendorID) (Onboarding, error) {
	v, err := s.own(ctx, actor, markthalle.VendorsRead, id)
	if err != nil {
		return Onboarding{}, err
	}
	now := s.now()
	return Onboarding{Vendor: v, State: v.State, CanSell: CanSell(v, now), CanBePaid: v.Transferable, Checklist: s.config.checklist(&v, now)}, nil
}

// own returns the vendor if actor has p for it.
func (s *Service) own(ctx context.Context, actor markthalle.Actor, p markthalle.Permission, id markthalle.VendorID) (Vendor, error) {
	if err := may(actor, p, id); err != nil {
		return Vendor{}, err
	}
	return s.vendors.Get(ctx, string(id))
}

func keys[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// slugClaim is the claim that makes a shop address unique.
func slugClaim(slug string) string { return "slug:vendor:" + slug }

// claimSlug claims an address for the vendor: the shop's name, then with a number, then
// with the end of the vendor's id, which is free.
func (s *Service) claimSlug(ctx context.Context, name string, id markthalle.VendorID) (string, error) {
	base := Slug(name, 48)
	if base == "" {
		base = "shop"
	}
	body := markthalle.Body(id)
	candidates := []string{base, base + "-2", base + "-3", base + "-" + body[max(0, len(body)-6):], base + "-" + body}
	for _, slug := range candidates {
		slug = strings.Trim(slug, "-")
		err := s.db.Claim(ctx, slugClaim(slug), string(id))
		if err == nil {
			return slug, nil
		}
		if !errors.Is(err, store.ErrClaimed) {
			return "", err
		}
	}
	return "", store.ErrClaimed
}
