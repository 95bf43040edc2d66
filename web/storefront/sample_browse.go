package storefront

import (
	"strconv"
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Samples are what the golden tests and the gallery show. Goods, vendors and people are
// invented; the sums add up. Their pictures lie below kernel.SampleMedia.

// sampleDay is a Sunday; the samples count days from it.
var sampleDay = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func days(n int) time.Time { return sampleDay.AddDate(0, 0, n) }

func eur(cents int64) kernel.Money { return kernel.Money{Amount: cents, Currency: "EUR", Exponent: 2} }

func picture(name, alt string) Image {
	return Image{URL: kernel.SampleMedia + name + ".svg", Width: 400, Height: 500, Alt: alt}
}

func sampleGood(title, vendor, town, pic string, cents int64) Good {
	return Good{Title: title, URL: "/p/" + pic, Vendor: vendor, Town: town, Image: picture(pic, ""), Price: eur(cents)}
}

func sampleHome() Home {
	names := []struct {
		name, pic string
		count     int64
	}{
		{"Küche und Tisch", "cup-1", 1284},
		{"Kaffee und Tee", "coffee-1", 412},
		{"Feinkost", "jar-1", 968},
		{"Garten", "plant-1", 731},
		{"Bücher und Papier", "book-3", 1106},
		{"Textilien", "blanket-1", 894},
		{"Lampen", "lamp-2", 327},
		{"Kleinmöbel", "chair-2", 286},
		{"Werkzeug", "tool-1", 553},
		{"Holzspielzeug", "toy-1", 418},
		{"Körperpflege", "soap-1", 602},
		{"Fahrrad", "bike-2", 249},
	}
	h := Home{
		Aisles: 12, Vendors: 214, NewSince: days(-6), NewCount: 38, NewURL: "/search?sort=newest",
		Often: []Link{{"Becher 300 ml", "/search?q=Becher+300+ml"}, {"Leselampe", "/search?q=Leselampe"}, {"Lindenhonig", "/search?q=Lindenhonig"}, {"Schaukelpferd", "/search?q=Schaukelpferd"}},
		Place: "01099 Dresden", PopularFrom: days(-6), PopularTo: days(0), Makers: sampleMakers(),
	}
	for i, d := range names {
		h.Departments = append(h.Departments, HomeDepartment{Name: d.name, URL: "/c/" + d.pic, Aisle: i + 1, Count: d.count, Image: picture(d.pic, "")})
	}
	lamp := sampleGood("Tischleuchte »Falz«", "Lumen und Falz", "Kassel", "lamp-1", 8900)
	lamp.Arrives = days(4)
	cup := sampleGood("Becher »Seegras«, 320 ml", "Tonhof Lieske", "Görlitz", "cup-3", 2800)
	cup.Lowest = eur(3200)
	chair := sampleGood("Stuhl »Ast« aus Esche", "Snickeri Björkfors", "Umeå", "chair-1", 24800)
	chair.Note = "Versand kostenlos"
	book := sampleGood("Skizzenbücher, drei Formate", "Papeterie Quint", "Gent", "book-1", 3450)
	book.Note = "in drei Farben"
	honey := sampleGood("Lindenhonig, 500 g", "Imkerei Wolkenried", "Freising", "jar-1", 980)
	honey.PerUnit = "19,60 € je kg"
	h.New = []Good{lamp, cup, chair, book, honey}
	h.Popular = []Good{
		sampleGood("Henkelkanne »Nebel«, 1,2 l", "Ceramika Zawilec", "Bolesławiec", "teapot-2", 5400),
		sampleGood("Röstung »Nachtzug«, 500 g", "Rösterei Halvorsen", "Aarhus", "coffee-2", 1490),
		sampleGood("Kaffeetasse »Tinte«", "Atelier Roussac", "Limoges", "cup-2", 2600),
		sampleGood("Zimmerfeige im Tontopf, 45 cm", "Gärtnerei Horák", "Ústí nad Labem", "plant-1", 2450),
		sampleGood("Olivenöl »Erste Lese«, 500 ml", "Cascina Verna", "Alba", "bottle-2", 1850),
		sampleGood("Lokomotive aus Buche", "Drechslerei Amsel", "Olbernhau", "toy-1", 5800),
	}
	for i := range h.Popular {
		h.Popular[i].Position = i + 1
	}
	return h
}

func sampleMakers() []Maker {
	face := func(name string) Image {
		return Image{URL: kernel.SampleMedia + "faces/" + name + ".svg", Width: 240, Height: 300}
	}
	return []Maker{
		{Name: "Tonhof Lieske", URL: "/v/tonhof-lieske", Town: "Görlitz", Km: 88, Stand: "1.14", Quote: "»Jeder Becher geht dreimal durch meine Hände, und zweimal durchs Feuer.«", Face: face("lieske"), OnTime: 9800, Replies: 3 * time.Hour},
		{Name: "Messer Brandtner", URL: "/v/messer-brandtner", Town: "Chemnitz", Km: 62, Stand: "9.03", Quote: "»Ich schleife, was ich verkauft habe, ein Leben lang nach.«", Face: face("brandtner"), OnTime: 9900, Replies: time.Hour},
		{Name: "Gärtnerei Horák", URL: "/v/gaertnerei-horak", Town: "Ústí nad Labem", Km: 51, Stand: "4.21", Quote: "»Kräuter, die einen Winter auf der Fensterbank aushalten.«", Face: face("horak"), OnTime: 9400, Replies: 9 * time.Hour},
	}
}

func sampleGoods() []Good {
	list := []struct {
		title, vendor, town, pic string
		cents                    int64
		stars, ratings, day      int
	}{
		{"Becher »Seegras«, 320 ml", "Tonhof Lieske", "Görlitz", "cup-3", 2800, 48, 212, 2},
		{"Henkelkanne »Nebel«, 1,2 l", "Ceramika Zawilec", "Bolesławiec", "teapot-2", 5400, 49, 88, 3},
		{"Obstschale »Quitte«, 24 cm", "Atelier Roussac", "Limoges", "bowl-1", 4600, 47, 41, 3},
		{"Zimmerfeige im Tontopf, 45 cm", "Gärtnerei Horák", "Ústí nad Labem", "plant-1", 2450, 43, 38, 2},
		{"Kaffeetasse »Tinte« mit Unterteller", "Atelier Roussac", "Limoges", "cup-2", 2600, 45, 67, 2},
		{"Rezeptbücher zum Füllen, drei Stück", "Papeterie Quint", "Gent", "book-1", 3200, 46, 17, 3},
		{"Schüsseln »Welle«, drei Stück", "Tonhof Lieske", "Görlitz", "bowl-2", 3600, 48, 59, 2},
		{"Teekanne »Tanne«, 900 ml", "Atelier Roussac", "Limoges", "teapot-1", 5900, 44, 29, 3},
		{"Henkelbecher »Acker«", "Ceramika Zawilec", "Bolesławiec", "cup-1", 2300, 47, 96, 2},
		{"Geschirrtücher, vier Stück", "Weberei Sandell", "Borås", "blanket-1", 4200, 48, 120, 3},
		{"Salatschüssel »Hang«, 28 cm", "Tonhof Lieske", "Görlitz", "bowl-3", 5200, 46, 33, 2},
		{"Kochbuch »Was der Garten gibt«", "Papeterie Quint", "Gent", "book-2", 2900, 45, 71, 3},
	}
	var out []Good
	for i := range 24 {
		x := list[i%len(list)]
		g := sampleGood(x.title, x.vendor, x.town, x.pic, x.cents)
		g.URL += "-" + strconv.Itoa(i)
		g.Stars, g.Ratings, g.Arrives = x.stars, x.ratings, days(x.day)
		out = append(out, g)
	}
	out[0].Lowest = eur(3200)
	out[5].From = true
	out[7].Ad = true
	out[20].Sold = true
	return out
}

func sampleShelf() Shelf {
	bins := []int64{2, 7, 17, 27, 35, 41, 46, 39, 36, 32, 29, 25, 21, 18, 14, 11, 9, 7, 5, 4, 3, 2, 1, 1}
	p := &PriceRange{Min: "10", Max: "60", Least: eur(400), Most: eur(12000), CurrencySign: "€"}
	for i, n := range bins {
		p.Bins = append(p.Bins, kernel.Bin{Count: n, On: i >= 2 && i <= 12})
	}
	pager := kernel.Pager{From: 1, To: 24, Total: 486, Next: "?page=2"}
	for _, n := range []int{1, 2, 3, 4, 0, 21} {
		pager.Pages = append(pager.Pages, kernel.PageNo{No: n, URL: "?page=" + strconv.Itoa(n), Current: n == 1})
	}
	return Shelf{
		Goods: sampleGoods(), Pager: pager, Action: "/c/kueche-und-tisch", ClearURL: "/c/kueche-und-tisch", Price: p,
		Keep:   []Link{{"sort", "popular"}},
		Sorts:  []Sort{{"popular", "?sort=popular", true}, {"price", "?sort=price", false}, {"-price", "?sort=-price", false}, {"newest", "?sort=newest", false}, {"rating", "?sort=rating", false}},
		Chosen: []Chip{{"10 bis 60 €", "?"}, {"Steinzeug", "?price_min=10&price_max=60"}},
		Tree: []Branch{{Name: "Küche und Tisch", URL: "/c/kueche-und-tisch", Count: 486, Current: true, Children: []Branch{
			{Name: "Becher und Tassen", URL: "/c/becher", Count: 96},
			{Name: "Schalen und Schüsseln", URL: "/c/schalen", Count: 88},
			{Name: "Kannen und Krüge", URL: "/c/kannen", Count: 81},
			{Name: "Teller und Platten", URL: "/c/teller", Count: 60},
			{Name: "Küchenwäsche", URL: "/c/waesche", Count: 60},
			{Name: "Kochbücher", URL: "/c/kochbuecher", Count: 45},
		}}},
		Facets: []Facet{
			{Key: "material", Label: "Material", Values: []FacetValue{{"steinzeug", "Steinzeug", 198, true, ""}, {"porzellan", "Porzellan", 84, false, ""}, {"leinen", "Leinen", 60, false, ""}, {"irdenware", "Irdenware", 59, false, ""}, {"glas", "Glas", 0, false, ""}}},
			{Key: "farbe", Label: "Farbe", Values: []FacetValue{{"gruen", "Grün", 71, false, "#5d7f6b"}, {"blau", "Blau", 64, false, "#3c5876"}, {"sand", "Sand", 118, false, "#d8c7a6"}}},
			{Key: "vendor", Label: "Stand", Values: []FacetValue{{"zawilec", "Ceramika Zawilec", 58, false, ""}, {"roussac", "Atelier Roussac", 51, false, ""}, {"lieske", "Tonhof Lieske", 44, false, ""}}},
		},
	}
}

func sampleCategory() Category {
	return Category{Name: "Küche und Tisch", Slug: "kueche-und-tisch", Aisle: 1, Lede: "Gedreht, gegossen, gewebt: was jeden Tag in die Hand genommen wird.", Crumbs: []Link{{Label: "Küche und Tisch"}}, Shelf: sampleShelf()}
}

func sampleSearch() Search {
	s := sampleShelf()
	s.Goods, s.Pager = s.Goods[:8], kernel.Pager{From: 1, To: 8, Total: 8}
	s.Chosen, s.Tree = nil, nil
	s.Action, s.Keep = "/search", []Link{{"q", "Bechr"}}
	return Search{Query: "Bechr", Corrected: "Becher", ExactURL: "/search?q=Bechr&exact=1", Departments: []Link{{"Becher und Tassen", "/c/becher"}}, Shelf: s}
}

func sampleSeller() Seller {
	return Seller{
		Name: "Tonhof Lieske", URL: "/v/tonhof-lieske", Stand: "1.14", Town: "Görlitz", Face: sampleMakers()[0].Face,
		Story:  "Marta Lieske dreht seit 2009 in einer alten Färberei an der Neiße. Vier Leute, zwei Öfen, Ton aus der Oberlausitz.",
		OnTime: 9800, Parcels: 412, Replies: 3 * time.Hour, Since: time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC), Business: true,
		LegalName: "Tonhof Lieske GmbH", Address: []string{"Färberweg 12", "02826 Görlitz", "Deutschland"},
		Registration: "HRB 00000", VATID: "DE000000000", Email: "hallo@tonhof-lieske.example",
	}
}

func sampleProduct() Product {
	big := func(alt string) Image {
		return Image{URL: kernel.SampleMedia + "cup-3.svg", Width: 800, Height: 1000, Alt: alt}
	}
	small := eur(2500)
	also := sampleGoods()
	return Product{
		Title: "Becher »Seegras«, 320 ml", Slug: "becher-seegras", Brand: "Tonhof Lieske",
		Crumbs: []Link{{"Küche und Tisch", "/c/kueche-und-tisch"}, {"Becher und Tassen", "/c/becher"}},
		Images: []Image{big("Becher »Seegras« mit grüner Glasur und unglasiertem Fuß"), big("Der Rand und die Glasur"), big("Der Henkel und der Fuß")},
		Vendor: sampleSeller(), Stars: 48, Ratings: 212, OfferID: "off_1", Price: eur(2800), Shipping: eur(390),
		Lowest: eur(3200), ReducedBP: 1250, ListPrice: eur(3400),
		Choices: []Choice{
			{Label: "Glasur", Chosen: "Seegras", Values: []ChoiceValue{{Label: "Seegras", URL: "?variant=1", Swatch: "#5d7f6b", Selected: true}, {Label: "Nebel", URL: "?variant=2", Swatch: "#b9bfc0"}, {Label: "Acker", URL: "?variant=3", Swatch: "#8a5a3c"}, {Label: "Tinte", Swatch: "#2f4560", Gone: true}}},
			{Label: "Inhalt", Chosen: "320 ml", Values: []ChoiceValue{{Label: "250 ml", URL: "?variant=4", Price: &small}, {Label: "320 ml", URL: "?variant=1", Selected: true}, {Label: "450 ml", Gone: true}}},
		},
		Arrives: days(2), Place: "01099 Dresden", PostalCode: "01099", Quantities: []int{1, 2, 3, 4, 5, 6},
		Offers: []OfferRow{
			{ID: "off_1", Vendor: "Tonhof Lieske", VendorURL: "/v/tonhof-lieske", Town: "Görlitz", Maker: true, Price: eur(2800), Shipping: eur(390), Total: eur(3190), Arrives: days(2), Condition: "new", OnTime: 9800, Parcels: 412, Best: true},
			{ID: "off_2", Vendor: "Papeterie Quint", VendorURL: "/v/quint", Town: "Gent", Price: eur(2750), Shipping: eur(590), Total: eur(3340), Arrives: days(5), Condition: "new", OnTime: 9500, Parcels: 188},
			{ID: "off_3", Vendor: "Kontor Ahlsen", VendorURL: "/v/ahlsen", Town: "Lübeck", Price: eur(2990), Shipping: eur(0), Total: eur(2990), Arrives: days(8), Condition: "new", OnTime: 9100, Parcels: 1204},
			{ID: "off_4", Vendor: "Zweite Runde", VendorURL: "/v/zweite-runde", Town: "Leipzig", Price: eur(1900), Shipping: eur(390), Total: eur(2290), Arrives: days(4), Condition: "used_like_new"},
		},
		Why:         "Steht vorn, weil es sechs Tage früher kommt als das günstigste neue Angebot, zwei Euro mehr kostet und 98 % der Pakete dieses Standes pünktlich waren.",
		Description: []string{"Die Glasur »Seegras« entsteht im Reduktionsbrand bei 1.260 °C. Eisen im Ton schlägt durch und zeichnet den Rand braun; darunter läuft das Grün in Schlieren zum Fuß. Jeder Becher fällt ein wenig anders aus.", "Der Henkel nimmt drei Finger auf, der Rand ist dünn ausgezogen. Der Boden ist geschliffen und kratzt nicht auf Holz."},
		Facts:       []Fact{{"Inhalt", "320 ml"}, {"Maße", "Ø 84 mm, Höhe 96 mm"}, {"Gewicht", "310 g"}, {"Material", "Steinzeug, Feldspatglasur"}, {"Pflege", "Spülmaschine und Mikrowelle"}, {"GTIN", "2000000048207"}},
		Safety:      Safety{Manufacturer: "Tonhof Lieske GmbH", Address: "Färberweg 12, 02826 Görlitz", Contact: "hallo@tonhof-lieske.example", Warnings: []string{"Nicht auf offener Flamme erhitzen."}},
		ReturnDays:  14, Also: []Good{also[6], also[7], also[9], also[3]}, AlsoOrders: 212,
	}
}

func sampleVendor() VendorPage {
	s := sampleShelf()
	s.Goods, s.Pager, s.Chosen, s.Tree = s.Goods[:8], kernel.Pager{From: 1, To: 8, Total: 44, Next: "?page=2"}, nil, nil
	s.Action = "/v/tonhof-lieske"
	return VendorPage{
		Seller: sampleSeller(), Quote: "»Jeder Becher geht dreimal durch meine Hände, und zweimal durchs Feuer.«", Goods: 44, Shelf: s,
		Policies: []Fact{{"Versand", "3,90 €, ab 60,00 € kostenlos"}, {"Rückgabe", "14 Tage, die Rücksendung zahlt der Tonhof"}},
	}
}

func sampleVendors() Vendors {
	m := sampleMakers()
	return Vendors{Makers: append(m, m...), Countries: []Link{{"Deutschland", "?country=DE"}, {"Polen", "?country=PL"}, {"Schweden", "?country=SE"}}, Country: "Deutschland", Pager: kernel.Pager{From: 1, To: 6, Total: 214, Next: "?cursor=abc"}}
}
