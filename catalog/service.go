package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"sync"
	"time"

	"gocloud.dev/blob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Config is the operator's policy about the catalogue.
type Config struct {
	Locale     markthalle.Locale // the language in which a plain text is meant
	Currencies []money.Currency  // in which offers may be priced; empty = every valid one
	// ReviewNew makes every new product of a vendor that is not trusted wait for the
	// operator; without it only findings do.
	ReviewNew bool
	// MaxOpen is how many orders may hold a reservation of one offer at the same time, at
	// most MaxOpenReservations.
	MaxOpen int
}

// DefaultConfig returns the policy of a new market.
func DefaultConfig() Config {
	return Config{Locale: markthalle.English, ReviewNew: true, MaxOpen: MaxOpenReservations}
}

// Deps are what the service needs.
type Deps struct {
	DB      *store.DB
	Vendors *vendors.Service
	Bucket  *blob.Bucket    // pictures and imported files
	Rules   quality.Ruleset // nil = quality.Default()
	Config  Config
}

// Service keeps categories, products, offers, stock, media and imports. It is safe for
// concurrent use.
type Service struct {
	db      *store.DB
	vendors *vendors.Service
	bucket  *blob.Bucket
	rules   quality.Ruleset
	config  Config

	categories *store.Collection[Category]
	products   products
	changes    changes
	offers     *store.Collection[Offer]
	stock      *store.Collection[Stock]
	demand     *store.Collection[Demand]
	prices     *store.Collection[Prices]
	media      *store.Collection[Media]
	imports    *store.Collection[Import]
	faults     *store.Collection[faultPage]

	mu     sync.Mutex
	tree   *Tree
	treeAt time.Time // wall time
}

// New returns the service and declares its collections. It panics on rules that
// quality refuses.
func New(d Deps) *Service {
	if d.Rules == nil {
		d.Rules = quality.Default()
	}
	if err := d.Rules.Validate(); err != nil {
		panic(err)
	}
	if d.Config.Locale == "" {
		d.Config.Locale = markthalle.English
	}
	if d.Config.MaxOpen < 1 || d.Config.MaxOpen > MaxOpenReservations {
		d.Config.MaxOpen = MaxOpenReservations
	}
	return &Service{
		db: d.DB, vendors: d.Vendors, bucket: d.Bucket, rules: d.Rules, config: d.Config,
		categories: store.Define[Category](d.DB, categorySpec),
		products:   products{store.Define[Product](d.DB, productSpec)},
		changes:    changes{store.Define[Change](d.DB, changeSpec)},
		offers:     store.Define[Offer](d.DB, offerSpec),
		stock:      store.Define[Stock](d.DB, stockSpec),
		prices:     store.Define[Prices](d.DB, priceSpec),
		media:      store.Define[Media](d.DB, mediaSpec),
		imports:    store.Define[Import](d.DB, importSpec),
		demand:     store.Define[Demand](d.DB, demandSpec),
		faults:     store.Define[faultPage](d.DB, faultSpec),
	}
}

// Rules returns the quality rules in force.
func (s *Service) Rules() quality.Ruleset { return s.rules }

func (s *Service) now() time.Time  { return s.db.Clock().Now() }
func (s *Service) wall() time.Time { return s.db.Wall().WallNow() }

func keys[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// derived returns an id whose body says what it stands for, so that making the thing
// twice makes it once.
func derived(prefix string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return prefix + "_" + idEncoding.EncodeToString(sum[:])[:26]
}

// OfferIDFor returns the id of a vendor's offer with the given SKU: the vendor's key is
// unique because it is the id.
func OfferIDFor(vendor markthalle.VendorID, sku string) markthalle.OfferID {
	return markthalle.OfferID(derived("off", "offer", string(vendor), sku))
}

// ProductIDFor returns the id of a product that a vendor names by a key of its own:
// importers use it, so that a second run finds what the first one made.
func ProductIDFor(vendor markthalle.VendorID, key string) markthalle.ProductID {
	return markthalle.ProductID(derived("prd", "key", string(vendor), key))
}

// maxTreeAge is how old the tree may be, by the wall clock.
const maxTreeAge = time.Second

// Tree returns all categories. It is at most a second old and shared: read-only.
func (s *Service) Tree(ctx context.Context) (Tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wall := s.wall()
	if age := wall.Sub(s.treeAt); s.tree != nil && age >= 0 && age < maxTreeAge {
		return *s.tree, nil
	}
	return s.readTree(ctx, wall)
}

// TreeOf is Tree for what decides by where the given categories stand: one that another
// process has just made is in it. A category never changes its place, so a tree that
// knows them all has them where they are.
func (s *Service) TreeOf(ctx context.Context, ids ...markthalle.CategoryID) (Tree, error) {
	tree, err := s.Tree(ctx)
	if err != nil {
		return Tree{}, err
	}
	for _, id := range ids {
		if _, ok := tree.Get(id); !ok {
			return s.freshTree(ctx)
		}
	}
	return tree, nil
}

// freshTree reads the tree from the store: what decides a write is not read from a
// cache.
func (s *Service) freshTree(ctx context.Context) (Tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.readTree(ctx, s.wall())
}

func (s *Service) readTree(ctx context.Context, wall time.Time) (Tree, error) {
	var list []Category
	err := s.categories.Scan(ctx, store.Query{}, func(c Category) error {
		list = append(list, c)
		return nil
	})
	if err != nil {
		return Tree{}, err
	}
	t := NewTree(list)
	s.tree, s.treeAt = &t, wall
	return t, nil
}

func (s *Service) forgetTree() {
	s.mu.Lock()
	s.tree = nil
	s.mu.Unlock()
}
