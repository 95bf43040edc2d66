package buybox

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Config is the operator's policy about the buy box.
type Config struct {
	Weights Weights
	Country string // of delivery, where nobody has said another
	// NeutralQualityBP is the quality of a vendor without enough orders to be rated.
	NeutralQualityBP int64
}

// DefaultConfig returns the policy of a new market.
func DefaultConfig() Config {
	return Config{Weights: DefaultWeights(), Country: "DE", NeutralQualityBP: 8000}
}

// Validate returns an Invalid error "buybox.config" with every contradiction.
func (c Config) Validate() error {
	var f markthalle.Faults
	w := c.Weights
	f.Check(w.Price >= 0 && w.Delivery >= 0 && w.Quality >= 0 && w.Stock >= 0 && w.Price+w.Delivery+w.Quality+w.Stock == 10_000, "/weights", "sum", "Weights are 10,000 basis points together.")
	f.Check(w.Version >= 1, "/weights/version", "min", "Versions count from 1.")
	f.Check(vendors.ValidCountry(c.Country), "/country", "country", "An ISO 3166-1 code.")
	f.Check(c.NeutralQualityBP >= 0 && c.NeutralQualityBP <= 10_000, "/neutral_quality_bp", "range", "0 to 10,000.")
	return f.Err("buybox.config")
}

// Deps are what the service needs.
type Deps struct {
	DB      *store.DB
	Catalog *catalog.Service
	Vendors *vendors.Service
	Config  Config
}

// Service keeps the results. It is safe for concurrent use.
type Service struct {
	db      *store.DB
	catalog *catalog.Service
	vendors *vendors.Service
	config  Config
	results *store.Collection[Result]
}

// New returns the service and declares its collection. It panics on a configuration
// that Validate refuses.
func New(d Deps) *Service {
	if err := d.Config.Validate(); err != nil {
		panic(err)
	}
	return &Service{db: d.DB, catalog: d.Catalog, vendors: d.Vendors, config: d.Config, results: store.Define[Result](d.DB, resultSpec)}
}

// Config returns the policy in force: weights are published.
func (s *Service) Config() Config { return s.config }

func (s *Service) now() time.Time { return s.db.Clock().Now() }

func (s *Service) country(c string) string {
	if c == "" {
		return s.config.Country
	}
	return c
}

// BestOffer returns the stored result of a variant for a country, empty for the market's
// own. One that was never asked for is made. It is as old as the last change of an
// offer's price, state or crossing of zero; a winner whose vendor is blocked by now is
// replaced in the answer. A country that no code names is Invalid "buybox.country".
func (s *Service) BestOffer(ctx context.Context, variant markthalle.VariantID, country string) (Result, error) {
	list, err := s.BestOffers(ctx, []markthalle.VariantID{variant}, country)
	return list[variant], err
}

// BestOffers is BestOffer for many variants.
func (s *Service) BestOffers(ctx context.Context, variants []markthalle.VariantID, country string) (map[markthalle.VariantID]Result, error) {
	country = s.country(country)
	if !vendors.ValidCountry(country) {
		return nil, &markthalle.Error{Kind: markthalle.Invalid, Code: "buybox.country", Text: "There is no such country.", Fields: []markthalle.Field{
			{Pointer: "/country", Code: "country", Message: "There is no such country.", Found: country},
		}}
	}
	ids := make([]string, len(variants))
	for i, v := range variants {
		ids[i] = ResultID(v, country)
	}
	list, err := s.results.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	blocked, err := s.vendors.Blocked(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[markthalle.VariantID]Result, len(variants))
	for _, r := range list {
		if r.Weights == s.config.Weights.Version && (r.Best == nil || blocked[r.Best.Vendor] == "") {
			out[r.Variant] = r
		}
	}
	for _, v := range variants {
		if _, ok := out[v]; ok {
			continue
		}
		if out[v], err = s.refresh(ctx, v, country); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// refresh ranks the offers of a variant and stores the result.
func (s *Service) refresh(ctx context.Context, variant markthalle.VariantID, country string) (Result, error) {
	offers, err := s.catalog.OffersOfVariant(ctx, variant)
	if err != nil {
		return Result{}, err
	}
	facts, err := s.facts(ctx, offers)
	if err != nil {
		return Result{}, err
	}
	return s.write(ctx, variant, country, facts)
}

func (s *Service) write(ctx context.Context, variant markthalle.VariantID, country string, f facts) (Result, error) {
	ranked := Rank(f.candidates(country), s.config.Weights)
	now := s.now()
	return s.results.Upsert(ctx, ResultID(variant, country), func(r *Result) error {
		r.Variant, r.Product, r.Country = variant, catalog.ProductOf(variant), country
		r.take(ranked, s.config.Weights, now)
		return nil
	})
}

// Ranked returns the offers of every variant of a product in their order, as they are
// now, for the table of offers.
func (s *Service) Ranked(ctx context.Context, product markthalle.ProductID, country string) (map[markthalle.VariantID][]Ranked, error) {
	offers, err := s.catalog.OffersOf(ctx, product)
	if err != nil {
		return nil, err
	}
	f, err := s.facts(ctx, offers)
	if err != nil {
		return nil, err
	}
	groups := map[markthalle.VariantID][]Candidate{}
	for _, c := range f.candidates(s.country(country)) {
		groups[c.Variant] = append(groups[c.Variant], c)
	}
	out := make(map[markthalle.VariantID][]Ranked, len(groups))
	for v, list := range groups {
		out[v] = Rank(list, s.config.Weights)
	}
	return out, nil
}

// WhyNotMe explains to a vendor the place of its own offer (MKT-51). Another vendor's
// offer is not found.
func (s *Service) WhyNotMe(ctx context.Context, actor markthalle.Actor, offer markthalle.OfferID, country string) (WhyNot, error) {
	list, err := s.rivals(ctx, actor, offer, country)
	if err != nil {
		return WhyNot{}, err
	}
	out, _ := WhyNotMe(list, offer, s.config.Weights)
	return out, nil
}

// Simulate is WhyNotMe for another price, in the offer's currency.
func (s *Service) Simulate(ctx context.Context, actor markthalle.Actor, offer markthalle.OfferID, price money.Amount, country string) (WhyNot, error) {
	list, err := s.rivals(ctx, actor, offer, country)
	if err != nil {
		return WhyNot{}, err
	}
	for _, c := range list {
		if c.Offer == offer && (c.Price.Currency != price.Currency || price.Minor < 1) {
			return WhyNot{}, &markthalle.Error{Kind: markthalle.Invalid, Code: "buybox.price", Text: "The price is not possible.", Fields: []markthalle.Field{
				{Pointer: "/price", Code: "buybox.price", Message: "The price is not possible.", Found: price.String(), Wanted: "1 or more in " + string(c.Price.Currency)},
			}}
		}
	}
	out, _ := Simulate(list, offer, price, s.config.Weights)
	return out, nil
}

// rivals returns the candidates of an offer's variant, the offer itself included even
// when it is not on sale.
func (s *Service) rivals(ctx context.Context, actor markthalle.Actor, offer markthalle.OfferID, country string) ([]Candidate, error) {
	own, err := s.catalog.VendorOffer(ctx, actor, offer)
	if err != nil {
		return nil, err
	}
	offers, err := s.catalog.OffersOfVariant(ctx, own.Variant)
	if err != nil {
		return nil, err
	}
	listed := false
	for _, o := range offers {
		listed = listed || o.ID == own.ID
	}
	if !listed {
		offers = append(offers, own)
	}
	f, err := s.facts(ctx, offers)
	if err != nil {
		return nil, err
	}
	list := f.candidates(s.country(country))
	for i := range list {
		if list[i].Offer == offer && !listed {
			list[i].Blocked = true
		}
	}
	return list, nil
}

// History returns who was shown first in the last ninety days, oldest first (MKT-52).
func (s *Service) History(ctx context.Context, variant markthalle.VariantID, country string) ([]Reign, error) {
	r, err := s.results.Get(ctx, ResultID(variant, s.country(country)))
	return r.History, err
}
