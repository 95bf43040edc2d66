package demo

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/internal/demo/pictures"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/vendors"
)

// Password is the password of everybody in a demo market.
const Password = "markthalle-demo"

// Options are the size of a demo market.
type Options struct {
	Seed     uint64
	Vendors  int // at least 2
	Products int // at least 40
	// Until is when the history ends: now.
	Until time.Time
	// Progress is told how far each part is; it may be nil.
	Progress func(part string, done, of int)
}

// span is how long the market has been trading.
const span = 730 * 24 * time.Hour

// Start returns when the history of a market begins.
func (o Options) Start() time.Time {
	return o.Until.Add(-span).Truncate(24 * time.Hour)
}

// seeder fills one market.
type seeder struct {
	Options
	m      *server.Market
	clock  *markthalle.ManualClock
	system markthalle.Actor
	goods  goods.Market

	vendors    map[string]markthalle.VendorID // by key
	categories map[string]catalog.Category    // by department/subcategory
	products   map[string]catalog.Product     // by key
	offers     []offer
	buyers     []buyer
	owners     map[string]markthalle.Actor // of the vendors, by key
}

// offer is what can be bought, with what the history needs to choose it.
type offer struct {
	id      markthalle.OfferID
	product *goods.Product
	vendor  string
	stock   int64
	price   int64
}

// Seed makes the market. The market must have been opened with the clock that is given
// here, standing at Options.Start.
func Seed(ctx context.Context, m *server.Market, clock *markthalle.ManualClock, o Options) error {
	s := &seeder{
		Options: o, m: m, clock: clock, system: markthalle.SystemActor("demo"),
		goods:   goods.Generate(o.Seed, o.Vendors, o.Products),
		vendors: map[string]markthalle.VendorID{}, categories: map[string]catalog.Category{}, products: map[string]catalog.Product{},
		owners: map[string]markthalle.Actor{},
	}
	work, stop := context.WithCancel(ctx)
	wait := m.Start(work)
	err := m.Bulk(ctx, func(ctx context.Context) error {
		return m.Simulator.Bulk(func() error { return s.run(ctx) })
	})
	stop()
	wait()
	if err != nil {
		return err
	}
	return m.MarkSeeded(ctx)
}

// run makes one part of the market after the other.
func (s *seeder) run(ctx context.Context) error {
	for _, part := range []func(context.Context) error{
		s.issuer, s.people, s.rules, s.tree, s.sellers, s.catalogue, s.history, s.finish,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeder) progress(part string, done, of int) {
	if s.Progress != nil {
		s.Progress(part, done, of)
	}
}

// Staff are the operator's people and their roles.
func Staff() map[string]markthalle.Role {
	return map[string]markthalle.Role{
		"operator": markthalle.OperatorOwner, "catalogue": markthalle.OperatorCatalogue, "finance": markthalle.OperatorFinance,
		"support": markthalle.OperatorSupport, "auditor": markthalle.OperatorAuditor,
	}
}

// people makes the operator's staff and the buyers.
func (s *seeder) people(ctx context.Context) error {
	for name, role := range Staff() {
		p, err := s.person(ctx, name+"@demo.example", staffNames[name], markthalle.English)
		if err != nil {
			return err
		}
		if _, err := s.m.Accounts.Grant(ctx, p.PersonID(), "", role); err != nil {
			return fmt.Errorf("grant %s: %w", name, err)
		}
	}
	return s.makeBuyers(ctx)
}

var staffNames = map[string]string{
	"operator": "Olga Brandt", "catalogue": "Katarina Holm", "finance": "Felix Nowak", "support": "Sara Lindt", "auditor": "Aleksander Weiss",
}

func (s *seeder) person(ctx context.Context, email, name string, l markthalle.Locale) (accounts.Person, error) {
	p, err := s.m.Accounts.CreatePerson(ctx, accounts.NewPerson{
		Email: email, Name: name, Locale: l, Password: Password, Verified: true,
	})
	if err != nil {
		return p, fmt.Errorf("create %s: %w", email, err)
	}
	return p, nil
}

// rules makes the fee list: a default, and lower fees for books and for groceries.
func (s *seeder) rules(ctx context.Context) error {
	r := commission.Rule{
		Name: "Standard", Currency: s.m.Installation.Currency, Rank: 1000, Terms: commission.Terms{PercentBP: 1200, FixedPer: commission.PerLine},
		Base: commission.DefaultBase(), VAT: commission.VATByCountry, Refunds: commission.ReturnAll,
	}
	made, err := s.m.Commission.CreateRule(ctx, s.system, r)
	if err != nil {
		return fmt.Errorf("create fee rule: %w", err)
	}
	if _, err := s.m.Commission.Publish(ctx, s.system, made.ID, time.Time{}); err != nil {
		return fmt.Errorf("publish fee rule: %w", err)
	}
	return nil
}

// tree makes the departments and subcategories with their attributes.
func (s *seeder) tree(ctx context.Context) error {
	for i, d := range s.goods.Departments {
		dep, err := s.m.Catalog.CreateCategory(ctx, s.system, catalog.CategoryInput{Slug: d.Slug, Name: d.Name, Position: i})
		if err != nil {
			return fmt.Errorf("create department %s: %w", d.Slug, err)
		}
		for j, sub := range d.Sub {
			c, err := s.m.Catalog.CreateCategory(ctx, s.system, catalog.CategoryInput{
				Slug: sub.Slug, Parent: dep.CategoryID(), Name: sub.Name, Position: j, Attributes: attributes(sub.Attributes),
			})
			if err != nil {
				return fmt.Errorf("create category %s: %w", sub.Slug, err)
			}
			s.categories[sub.Slug] = c
		}
	}
	return nil
}

func attributes(list []goods.Attribute) []catalog.Attribute {
	out := make([]catalog.Attribute, 0, len(list))
	for _, a := range list {
		x := catalog.Attribute{
			Key: a.Key, Name: a.Name, Type: catalog.AttributeType(a.Type), Multi: a.Multi, Unit: a.Unit,
			Required: a.Required, Facet: a.Facet, Variant: a.Variant,
		}
		for _, v := range a.Values {
			x.Values = append(x.Values, catalog.Value{Key: v.Key, Label: v.Label})
		}
		out = append(out, x)
	}
	return out
}

// sellers founds the vendors with their owners and payment accounts.
func (s *seeder) sellers(ctx context.Context) error {
	var open []int // places of those who do not only apply at the end
	var founding []vendors.Founding
	for i, v := range s.goods.Vendors {
		if v.State != goods.StateInReview {
			open, founding = append(open, i), append(founding, s.founding(ctx, v))
		}
	}
	done, err := s.m.Vendors.Establish(ctx, s.system, founding)
	if err != nil {
		return fmt.Errorf("found vendors: %w", err)
	}
	owners := make([]markthalle.Actor, len(s.goods.Vendors))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for n, d := range done {
		i := open[n]
		v := s.goods.Vendors[i]
		if d.Err != nil {
			return fmt.Errorf("found %s: %w", v.ShopName, d.Err)
		}
		id := markthalle.VendorID(d.Vendor.ID)
		s.vendors[v.Key] = id
		group.Go(func() (err error) {
			owners[i], err = s.owner(gctx, i, v, id)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, v := range s.goods.Vendors {
		s.owners[v.Key] = owners[i]
	}
	return s.idle(ctx)
}

// parallel is how many people act at the same time, so that the store shares commits.
const parallel = 24

// trusted is the quality from which a vendor's products need no second look.
const trusted = 9000

func (s *seeder) founding(ctx context.Context, v goods.Vendor) vendors.Founding {
	f := vendors.Founding{
		Application: s.application(v),
		Trusted:     v.Quality >= trusted, State: vendors.Active, Rated: true, QualityBP: int64(v.Quality),
		Policies: []vendors.Policy{{Kind: "returns", Text: v.Policies}},
	}
	f.Logo = s.picture(ctx, "face-"+v.Key, pictures.Face(v.FaceSeed))
	f.Banner = s.picture(ctx, "banner-"+v.Key, pictures.Banner(v.FaceSeed))
	return f
}

func (s *seeder) application(v goods.Vendor) vendors.Application {
	return vendors.Application{
		SellerKind: vendors.SellerKind(v.SellerKind), LegalName: v.LegalName, ShopName: v.ShopName, Country: v.Country,
		Email: v.Email, Phone: v.Phone, RegistrationNumber: v.RegistrationNumber, VATID: v.VATID, TaxID: v.TaxID, IBAN: v.IBAN,
		Address:       vendors.Address{Name: v.LegalName, Line1: v.Street, PostalCode: v.PostalCode, City: v.Town, Country: v.Country},
		AcceptedTerms: s.m.Vendors.Config().TermsVersion, SelfCertified: true, Plan: v.Plan, Story: v.Story,
	}
}

// picture stores a drawing of the market and returns its address, "" when it could not
// be stored: a shop without a face is still a shop.
func (s *seeder) picture(ctx context.Context, name string, svg []byte) string {
	m, err := s.m.Catalog.PutMedia(ctx, s.system, "", name+".svg", bytes.NewReader(svg), int64(len(svg)))
	if err != nil {
		return ""
	}
	return m.URL()
}

// owner makes the person who runs a vendor, and the vendor's payment account.
func (s *seeder) owner(ctx context.Context, i int, v goods.Vendor, id markthalle.VendorID) (markthalle.Actor, error) {
	p, err := s.person(ctx, "owner"+strconv.Itoa(i+1)+"@demo.example", v.Contact, localeOf(v.Country))
	actor := markthalle.Actor{Kind: markthalle.Vendor, Person: p.PersonID(), Vendor: id, Roles: []markthalle.Role{markthalle.VendorOwner}}
	if err != nil || id == "" {
		return actor, err
	}
	if _, err := s.m.Accounts.Grant(ctx, p.PersonID(), id, markthalle.VendorOwner); err != nil {
		return actor, fmt.Errorf("grant owner: %w", err)
	}
	a, err := s.m.Payments.EnsureAccount(ctx, payments.OnboardInput{
		Vendor: id, Country: v.Country, Email: v.Email, Name: v.ShopName, Business: v.SellerKind == goods.SellerBusiness,
		Currency: s.m.Installation.Currency, IBAN: v.IBAN,
	})
	if err != nil {
		return actor, fmt.Errorf("open payment account of %s: %w", v.ShopName, err)
	}
	if err := s.m.Simulator.DecideAccount(a.Provider, "enabled", ""); err != nil {
		return actor, fmt.Errorf("complete payment account of %s: %w", v.ShopName, err)
	}
	_, err = s.m.Payments.RefreshAccount(ctx, id)
	return actor, err
}

func localeOf(country string) markthalle.Locale {
	switch country {
	case "DE", "AT":
		return markthalle.German
	case "PL":
		return markthalle.Polish
	}
	return markthalle.English
}

// idle waits until every reaction has run and the provider has nothing more to say.
func (s *seeder) idle(ctx context.Context) error {
	for {
		if err := s.m.DB.Idle(ctx); err != nil {
			return fmt.Errorf("wait for reactions: %w", err)
		}
		n, err := s.m.Simulator.RunDue(ctx, s.clock.Now())
		if err != nil {
			return fmt.Errorf("run simulator: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

func (s *seeder) money(minor int64) money.Amount { return money.New(minor, s.m.Installation.Currency) }
