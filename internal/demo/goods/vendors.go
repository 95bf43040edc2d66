package goods

import (
	"math/rand/v2"
	"slices"
	"strings"
)

func isMerchant(i int) bool {
	if i < len(stalls) {
		return stalls[i].merchant
	}
	return i%3 == 0
}

// listVendors gives the first n vendors: those written down, then invented ones.
func listVendors(seed uint64, n int) []Vendor {
	var out []Vendor
	for i := range n {
		if i < len(stalls) {
			out = append(out, vendor(seed, i, stalls[i]))
			continue
		}
		out = append(out, vendor(seed, i, invented(seed, i)))
	}
	return out
}

var trades = []string{"Werkhaus", "Studio", "Manufaktur", "Kontor", "Casa", "Fabrik", "Salon", "Depot"}

// stories are for vendors beyond the table.
var stories = []tri{
	{"A small workshop {place}, three people, one bench each.", "Eine kleine Werkstatt {place}, drei Leute, jeder an seiner Bank.", "Mała pracownia {place}, trzy osoby, każda przy swoim stole."},
	{"We began at a kitchen table {place} and still decide everything there.", "Angefangen haben wir an einem Küchentisch {place}, und dort entscheiden wir noch immer alles.", "Zaczynaliśmy przy kuchennym stole {place} i tam wciąż podejmujemy wszystkie decyzje."},
	{"What we sell we would give to friends, and often do. You find us {place}.", "Was wir verkaufen, würden wir Freunden schenken, und oft tun wir es. Sie finden uns {place}.", "To, co sprzedajemy, dalibyśmy przyjaciołom i często to robimy. Znajdą nas Państwo {place}."},
	{"Second generation, first web shop. The workshop {place} is open on Saturdays.", "Zweite Generation, erster Internetladen. Die Werkstatt {place} ist samstags offen.", "Drugie pokolenie, pierwszy sklep internetowy. Pracownia {place} jest otwarta w soboty."},
}

// invented makes a stall for a market larger than the table.
func invented(seed uint64, i int) stall {
	r := rand.New(rand.NewPCG(seed*31+7, uint64(i)))
	k := i - len(stalls)
	t := towns[k%len(towns)]
	face := r.IntN(2)
	sur := t.surnames[k/len(towns)%len(t.surnames)]
	shop := trades[k/(len(towns)*len(t.surnames))%len(trades)] + " " + sur
	if round := k / (len(towns) * len(t.surnames) * len(trades)); round > 0 {
		shop += " " + pad(int64(round+1), 2)
	}
	all := aisles()
	first := r.IntN(len(all))
	s := stall{
		shop: shop, contact: oneOf(r, givenNames[face]) + " " + sur, town: k % len(towns), face: face, merchant: i%3 == 0, plan: oneOf(r, []string{"basic", "basic", "standard", "premium"}),
		quality: 8200 + r.IntN(1700), scale: 1 + r.IntN(3), aisles: []string{all[first].slug}, story: oneOf(r, stories).fill(map[string]tri{"place": t.place}),
	}
	if s.merchant {
		s.aisles = append(s.aisles, all[(first+1+r.IntN(len(all)-1))%len(all)].slug)
	}
	return s
}

// mobile are prefixes of mobile numbers by country, and how many digits follow.
var mobile = map[string]struct {
	prefix string
	digits int
}{
	"DE": {"+49151", 8}, "AT": {"+43664", 7}, "PL": {"+48512", 6}, "FR": {"+3361", 7}, "IT": {"+39320", 7}, "NL": {"+3161", 7},
	"DK": {"+4520", 6}, "CZ": {"+420601", 6}, "ES": {"+34612", 6}, "PT": {"+351912", 6}, "SE": {"+4670", 7}, "BE": {"+32470", 6},
}

// phone is a number that a country's numbering plan allows.
func phone(country string, r *rand.Rand) string {
	m := mobile[country]
	n := m.prefix
	for range m.digits {
		n += string(rune('1' + r.IntN(8)))
	}
	return n
}

func vendor(seed uint64, i int, s stall) Vendor {
	r := rand.New(rand.NewPCG(seed*17+3, uint64(i)))
	t := towns[s.town]
	v := Vendor{
		Key: "v" + pad(int64(i+1), 4), Slug: slugify(s.shop), ShopName: s.shop, Contact: s.contact, SellerKind: SellerBusiness, Country: t.country, Town: t.name,
		Street: street(t, r), PostalCode: t.postal, Phone: phone(t.country, r), Plan: s.plan, Quality: s.quality, State: s.state,
		Departments: slices.Clone(s.aisles), Scale: s.scale, Lat: t.lat + int64(r.IntN(20000)) - 10000, Lon: t.lon + int64(r.IntN(20000)) - 10000,
		Story: s.story.texts(), Policies: oneOf(r, policies).texts(), FaceSeed: uint64(i)*2 + uint64(s.face) + 100,
	}
	v.Email = "hello@" + v.Slug + ".example"
	if v.State == "" {
		v.State = StateActive
	}
	account := t.bank
	for len(account) < t.bban {
		account += string(rune('0' + r.IntN(10)))
	}
	v.IBAN = IBAN(t.country, account)
	number := r.Int64N(80000000)
	if s.private {
		v.SellerKind, v.LegalName, v.Policies = SellerPrivate, s.contact, privatePolicy.texts()
		v.TaxID = pad(10000000000+number, 11)
		return v
	}
	v.LegalName = s.shop + " " + t.form
	v.RegistrationNumber = t.register + pad(r.Int64N(90000)+10000, 5)
	if v.State != StateMissingTax {
		v.VATID = vatID(t.country, number)
		v.TaxID = pad(10000000000+number, 11)
	}
	return v
}

func street(t town, r *rand.Rand) string {
	n := pad(int64(1+r.IntN(60)), 1)
	name := oneOf(r, t.streets)
	if t.country == "FR" {
		return n + " " + name
	}
	return name + " " + n
}

func (v Vendor) has(department string) bool { return slices.Contains(v.Departments, department) }

// lists says whether vendor i trades in a subcategory: merchants in all of their
// departments, makers in what they make.
func (g *generator) lists(i int, department, sub string) bool {
	v := g.vendors[i]
	if !v.has(department) || v.State == StateInReview {
		return false
	}
	return g.merchant[i] || i >= len(stalls) || slices.Contains(strings.Fields(stalls[i].makes), sub)
}

// owner lists a product: by chance, weighted by scale, among those who trade in its
// subcategory. Nobody who still waits for a decision lists anything.
func (g *generator) owner(r *rand.Rand, department, sub string) int {
	total := 0
	for i, v := range g.vendors {
		if g.lists(i, department, sub) {
			total += v.Scale
		}
	}
	n := r.IntN(max(1, total))
	for i, v := range g.vendors {
		if g.lists(i, department, sub) {
			if n -= v.Scale; n < 0 {
				return i
			}
		}
	}
	for i, v := range g.vendors { // a market too small to have a specialist
		if v.Active() {
			return i
		}
	}
	return 0
}

// origin is who made a good and answers for its safety.
type origin struct{ brand, legal, address, contact string }

// maker is the owner itself, or for a merchant one of the workshops that make such
// goods, within the market or outside.
func (g *generator) maker(r *rand.Rand, sub string, owner int) origin {
	own := g.vendors[owner].origin()
	if !g.merchant[owner] && g.vendors[owner].SellerKind == SellerBusiness {
		return own
	}
	var fit []origin
	for i, v := range g.vendors {
		if i < len(stalls) && !g.merchant[i] && v.SellerKind == SellerBusiness && v.State != StateInReview && slices.Contains(strings.Fields(stalls[i].makes), sub) {
			fit = append(fit, v.origin())
		}
	}
	for _, h := range houses[sub] {
		t := towns[h.town]
		fit = append(fit, origin{h.name, h.name + " " + t.form, t.streets[0] + " 1, " + t.postal + " " + t.name + ", " + t.country, "hello@" + slugify(h.name) + ".example"})
	}
	if len(fit) == 0 {
		return own
	}
	return oneOf(r, fit)
}

func (v Vendor) origin() origin {
	return origin{v.ShopName, v.LegalName, v.Street + ", " + v.PostalCode + " " + v.Town + ", " + v.Country, v.Email}
}

// offers are the owner's on every variant and, on about a third of the products, those
// of one to four merchants.
func (g *generator) offers(i int, p Product) []Offer {
	r := g.rand(i, 2)
	var out []Offer
	sellers := []Vendor{}
	for _, v := range g.vendors {
		if v.Key == p.Owner {
			sellers = append(sellers, v)
		}
	}
	if r.IntN(100) < 38 {
		var fit []Vendor
		for k, v := range g.vendors {
			if g.merchant[k] && v.Key != p.Owner && v.has(p.Department) && v.State != StateInReview {
				fit = append(fit, v)
			}
		}
		want := min(len(fit), 1+r.IntN(4))
		for _, k := range r.Perm(len(fit))[:want] {
			sellers = append(sellers, fit[k])
		}
	}
	for n, v := range sellers {
		style := r.IntN(4)
		factor := int64(10000)
		if n > 0 {
			factor = 9400 + int64(r.IntN(1500))
		}
		for _, x := range p.Variants {
			if n > 0 && len(p.Variants) > 1 && r.IntN(6) == 0 {
				continue // not every merchant carries every colour
			}
			out = append(out, g.offer(r, p, x, v, style, factor))
		}
	}
	return out
}

func (g *generator) offer(r *rand.Rand, p Product, x Variant, v Vendor, style int, factor int64) Offer {
	o := Offer{Product: p.Key, Variant: x.Key, Vendor: v.Key, Price: x.Price, Condition: ConditionNew, SKU: initials(v.ShopName) + "-" + x.SKU}
	if factor != 10000 {
		o.Price = ending(x.Price*factor/10000, style)
	} else if p.ListPrice > 0 {
		o.ListPrice = x.Price * p.ListPrice / p.Price / 10 * 10
	}
	if v.SellerKind == SellerPrivate {
		o.Condition = ConditionUsed
	}
	o.Stock = 2 + int64(r.ExpFloat64()*24)
	if r.IntN(25) == 0 {
		o.Stock = 0
	}
	o.HandlingDays = 1 + r.IntN(2)
	if v.Quality < 9000 {
		o.HandlingDays++
	}
	if p.Department == "furniture" {
		o.HandlingDays += 3 + r.IntN(8)
	}
	return o
}

func initials(shop string) string {
	out := ""
	for _, w := range strings.Fields(slugifyWords(shop)) {
		out += strings.ToUpper(w[:1])
	}
	return out
}

func slugifyWords(s string) string { return strings.ReplaceAll(slugify(s), "-", " ") }
