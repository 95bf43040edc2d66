package demo

import (
	"context"
	"math/rand/v2"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/vendors"
)

// buyer is somebody who buys, more than once perhaps.
type buyer struct {
	person  markthalle.PersonID
	email   string
	name    string
	locale  markthalle.Locale
	address orders.Address
	weight  int
}

// buyersFor is how many people buy in a market of this size.
func buyersFor(products int) int { return max(20, products/4) }

// makeBuyers makes the people who buy: the demo's own, and a few hundred others.
func (s *seeder) makeBuyers(ctx context.Context) error {
	r := rand.New(rand.NewPCG(s.Seed, 3))
	n := buyersFor(s.Products)
	s.buyers = make([]buyer, n)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range n {
		b := invent(r, i)
		group.Go(func() error {
			p, err := s.person(gctx, b.email, b.name, b.locale)
			b.person = p.PersonID()
			s.buyers[i] = b
			return err
		})
	}
	return group.Wait()
}

// home is where buyers live.
type home struct {
	country, city, postal string
	streets               []string
}

var homes = []home{
	{"DE", "Leipzig", "04109", []string{"Lindenweg", "Am Mühlgraben", "Kirchgasse", "Sonnenallee"}},
	{"DE", "Freiburg", "79098", []string{"Gartenstraße", "Talweg", "Rebhalde"}},
	{"DE", "Bremen", "28195", []string{"Fährweg", "Am Speicher", "Deichstraße"}},
	{"AT", "Graz", "8010", []string{"Schlossgasse", "Murweg", "Steinfeldgasse"}},
	{"AT", "Linz", "4020", []string{"Donauweg", "Hafnergasse"}},
	{"PL", "Wrocław", "50-001", []string{"ul. Ogrodowa", "ul. Młyńska", "ul. Zielona"}},
	{"PL", "Gdańsk", "80-001", []string{"ul. Portowa", "ul. Słoneczna"}},
	{"FR", "Nantes", "44000", []string{"rue des Tilleuls", "quai du Moulin"}},
	{"NL", "Utrecht", "3511 AB", []string{"Molenstraat", "Kadelaan"}},
	{"CZ", "Brno", "602 00", []string{"Lipová", "Na Návsi"}},
	{"DK", "Aarhus", "8000", []string{"Møllevej", "Havnegade"}},
}

var firstNames = []string{
	"Anna", "Jonas", "Marta", "Piotr", "Clara", "Lukas", "Zofia", "Emil", "Ida", "Tomasz", "Lena", "Marek", "Nora", "Felix",
	"Hanna", "Adam", "Greta", "Paul", "Julia", "Oskar", "Maja", "Leo", "Ewa", "Theo", "Alma", "Jakub", "Frieda", "Simon",
}

var lastNames = []string{
	"Berger", "Nowicki", "Lehmann", "Wagner", "Kowal", "Hansen", "Vogel", "Sommer", "Zielinski", "Kraus", "Moreau", "Novak",
	"Jansen", "Steiner", "Dvorak", "Lindgren", "Maier", "Wolf", "Pawlak", "Richter", "Huber", "Brandt", "Olsen", "Fischer",
}

func invent(r *rand.Rand, i int) buyer {
	h := homes[r.IntN(len(homes))]
	name := firstNames[r.IntN(len(firstNames))] + " " + lastNames[r.IntN(len(lastNames))]
	b := buyer{
		email: "buyer" + strconv.Itoa(i) + "@demo.example", name: name, locale: localeOf(h.country), weight: 1 + 12/(1+r.IntN(12)),
		address: orders.Address{Address: vendors.Address{
			Name: name, Line1: h.streets[r.IntN(len(h.streets))] + " " + strconv.Itoa(1+r.IntN(80)), PostalCode: h.postal, City: h.city, Country: h.country,
		}},
	}
	if i == 0 { // the one that a visitor signs in as
		b.email, b.name, b.locale, b.weight = "buyer@demo.example", "Bea Beispiel", markthalle.German, 20
		b.address.Name, b.address.Country, b.address.City, b.address.PostalCode, b.address.Line1 = b.name, "DE", "Leipzig", "04109", "Lindenweg 12"
	}
	return b
}
