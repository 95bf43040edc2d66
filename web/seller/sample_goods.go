package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleProducts() Products {
	pic := kernel.SampleMedia
	return Products{
		Tabs: []Tab{{Key: "all", URL: "?", Count: 48, Current: true}, {Key: "published", URL: "?state=published", Count: 44}, {Key: "pending", URL: "?state=pending", Count: 2}, {Key: "rejected", URL: "?state=rejected", Count: 2}},
		Rows: []ProductRow{
			{ID: "prd_1", Title: "Becher ›Neiße‹ 300 ml", URL: "/sell/products/prd_1", Category: "Becher und Tassen", Image: pic + "cup-3.svg", State: kernel.Sign{Tone: "good", Text: "online"}, Score: 94, Offers: 3, Price: eur(1999), From: true, Stock: 41, Wins: "yes", Changed: in(-50 * time.Hour)},
			{ID: "prd_2", Title: "Krug ›Neiße‹ 1 l", URL: "/sell/products/prd_2", Category: "Kannen und Krüge", Image: pic + "teapot-2.svg", State: kernel.Sign{Tone: "good", Text: "online"}, Score: 88, Offers: 1, Price: eur(3480), Stock: 6, Wins: "no", WinsWhy: "Kontor Ahlsen ist 2,10 € günstiger und gleich schnell.", Changed: in(-500 * time.Hour)},
			{ID: "prd_3", Title: "Auflaufform ›Görl‹ 2,4 l", URL: "/sell/products/prd_3", Category: "Schalen und Schüsseln", Image: pic + "bowl-1.svg", State: kernel.Sign{Tone: "bad", Text: "abgelehnt"}, Score: 52, Findings: 2, Changed: in(-26 * time.Hour)},
		},
		Pager: kernel.Pager{From: 1, To: 3, Total: 48, Next: "?cursor=abc"},
	}
}

func sampleProductForm() ProductForm {
	material := []kernel.Option{{Value: "stoneware", Label: "Steinzeug"}, {Value: "porcelain", Label: "Porzellan"}}
	return ProductForm{
		ID: "prd_3", Live: true, State: kernel.Sign{Tone: "good", Text: "online"}, Categories: []kernel.Option{{Value: "cat_1", Label: "Küche und Tisch › Becher und Tassen"}, {Value: "cat_2", Label: "Küche und Tisch › Kannen und Krüge"}}, Category: "cat_1", CategoryName: "Becher und Tassen",
		Title: "Becher ›Neiße‹ 300 ml", Description: "Gedrehter Becher aus Steinzeug mit Reduktionsglasur.", Brand: "Keramik Haselbach", GTIN: "2000000048208",
		Attributes: []AttributeField{
			{Key: "volume", Label: "Inhalt", Type: "number", Unit: "ml", Required: true, Value: "300"},
			{Key: "material", Label: "Material", Type: "enum", Required: true, Value: "stoneware", Options: material},
			{Key: "care", Label: "Pflege", Type: "enum", Multi: true, Values: []string{"dishwasher"}, Options: []kernel.Option{{Value: "dishwasher", Label: "Spülmaschine"}, {Value: "microwave", Label: "Mikrowelle"}}},
			{Key: "handmade", Label: "Handarbeit", Type: "bool", Value: "true"},
		},
		Axes:     []AttributeField{{Key: "glaze", Label: "Glasur", Type: "enum", Options: []kernel.Option{{Value: "moss", Label: "Moosgrün"}, {Value: "ink", Label: "Tinte"}}}},
		Variants: []VariantForm{{No: 1, ID: "var_1", SKU: "KH-BN-300-MG", Options: []Link{{"glaze", "moss"}}}, {No: 2, ID: "var_2", SKU: "KH-BN-300-TI", Options: []Link{{"glaze", "ink"}}}},
		Pictures: []Picture{{ID: "med_1", URL: kernel.SampleMedia + "cup-3.svg", Alt: "Becher, Moosgrün", Width: 1200, High: 1500, First: true}}, Manufacturer: "Keramik Haselbach", MakerAddress: "Neißstraße 4, 02826 Görlitz", MakerContact: "hallo@haselbach.example",
		Findings: []Finding{{Code: "product.attribute_unit", Severity: "warn", Field: "title", Text: "Titel nennt 300 ml, Feld nennt 320 ml.", Found: "320", Wanted: "300"}, {Code: "product.image_small", Severity: "block", Field: "file", Text: "Hauptbild zu klein.", Found: "420 px", Wanted: "500 px"}},
		Faults:   kernel.Faults{{Field: "gtin", Code: "gtin_check_digit", Found: "…8", Wanted: "…7"}},
	}
}

func sampleOffers() Offers {
	return Offers{
		Tabs: []Tab{{Key: "all", URL: "?", Count: 66, Current: true}, {Key: "active", URL: "?state=active", Count: 64}, {Key: "out_of_stock", URL: "?state=out_of_stock", Count: 1}, {Key: "paused", URL: "?state=paused", Count: 1}},
		Rows: []OfferRow{
			{ID: "off_1", Revision: 7, Title: "Becher ›Neiße‹ 300 ml", Variant: "Moosgrün", SKU: "KH-BN-300-MG", URL: "/p/becher-neisse", State: kernel.Sign{Tone: "good", Text: "online"}, Price: eur(1999), Mode: "tracked", Stock: 23, Reserved: 2, Handling: 1, Profile: "Paket EU", Wins: "yes"},
			{ID: "off_2", Revision: 3, Title: "Krug ›Neiße‹ 1 l", Variant: "Blau", SKU: "KH-KN-1", URL: "/p/krug-neisse", State: kernel.Sign{Tone: "good", Text: "online"}, Price: eur(3480), Mode: "on_demand", Handling: 5, Profile: "Paket EU", Wins: "no", WinsWhy: "Kontor Ahlsen liegt 2,10 € darunter.", Best: eur(3270)},
			{ID: "off_3", Revision: 1, Title: "Butterdose, Weiß", Variant: "Weiß", SKU: "KH-BD-W", URL: "/p/butterdose", State: kernel.Sign{Tone: "warn", Text: "pausiert"}, Price: eur(2745), Mode: "tracked", Stock: 0, Handling: 2, Profile: "Paket EU", Paused: true},
		},
		Pager: kernel.Pager{From: 1, To: 3, Total: 66}, Profiles: []kernel.Option{{Value: "spr_1", Label: "Paket EU"}},
		New: NewOffer{ProductID: "prd_1", Product: "Becher ›Neiße‹ 300 ml", Variants: []kernel.Option{{Value: "var_1", Label: "Moosgrün"}, {Value: "var_2", Label: "Tinte"}}, SKU: "KH-BN-300-TI", Condition: "new", Mode: "tracked", Handling: "1", Profile: "spr_1", Open: true},
	}
}

func sampleWhy() Why {
	return Why{
		ID: "off_1", Title: "Becher ›Neiße‹ 300 ml", SKU: "KH-BN-300-MG", Query: "blauer humpen", Country: "DE", Asked: true,
		Answer: kernel.Sign{Tone: "warn", Text: "Nicht alle Wörter stehen in Ihrem Produkt."}, Advice: "Schreiben Sie die Wörter in Titel, Merkmale oder Beschreibung, wenn sie zutreffen.",
		Missing: []string{"humpen"}, Link: Link{"Becher ›Neiße‹ 300 ml", "/sell/products/prd_3"}, Matches: []WhyMatch{{"blauer", "blau", []string{"attributes"}}},
	}
}

func sampleShop() Shop {
	return Shop{
		Name: "Keramik Haselbach", Slug: "keramik-haselbach", Quote: "Jedes Stück einmal in der Hand.", Email: "hallo@haselbach.example", Phone: "+49 3581 000000",
		Story:    []LocaleText{{"de", "Deutsch", "Ines Haselbach dreht seit 2011 in Görlitz."}, {"en", "English", ""}, {"pl", "Polski", ""}},
		Profiles: []Profile{{ID: "spr_1", Name: "Paket EU", Default: true, Offers: 66, Zones: []Zone{{No: 1, Countries: "DE", Price: "4,90", FreeFrom: "60,00", DaysMin: 1, DaysMax: 2, Currency: "EUR"}, {No: 2, Countries: "AT, CZ, PL, NL", Price: "9,90", DaysMin: 3, DaysMax: 5, Currency: "EUR"}}}},
	}
}

func sampleTeam() Team {
	return Team{Members: []Member{{ID: "mem_1", Name: "Ines Haselbach", Email: "ines@haselbach.example", Roles: []string{"owner"}, State: "active", Since: in(-9000 * time.Hour), Self: true, LastOne: true}, {ID: "mem_2", Email: "lager@haselbach.example", Roles: []string{"orders", "catalogue"}, State: "invited", Since: in(-5 * time.Hour)}}, Roles: sampleRoles()}
}

func sampleRoles() []kernel.Option {
	return []kernel.Option{{Value: "orders", Label: "Bestellungen"}, {Value: "catalogue", Label: "Katalog"}, {Value: "finance", Label: "Finanzen"}}
}

func sampleKeys() Keys {
	return Keys{
		Secret: "mk_0000000000000000000000000000sample", Chosen: []string{"orders.read"}, Scopes: []kernel.Option{{Value: "orders.read", Label: "Bestellungen lesen"}, {Value: "offers.write", Label: "Angebote ändern"}},
		Keys: []Key{{ID: "key_1", Name: "Warenwirtschaft", Tail: "7f3a", Scopes: []string{"orders.read", "offers.write"}, Created: in(-2000 * time.Hour), Used: in(-time.Hour)}},
	}
}

func sampleFound() Found {
	return Found{Query: "Neiße", Hits: []Hit{{"product", "Becher ›Neiße‹ 300 ml", "prd_1, online", "/sell/products/prd_1"}, {"order", "MH-210482", "Katrin Seidel, Leipzig", "/sell/orders/vo_210482"}}}
}
