package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Samples are what the golden tests and the gallery show. They tell one story: order
// MH-210482 appears in the queue, in the money and in the operator's ledger with the
// same amounts.

// sampleNow is the moment of the samples: Tuesday, 17 November 2026, 10:12 in Berlin.
var sampleNow = time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)

func in(d time.Duration) time.Time { return sampleNow.Add(d) }

func eur(cents int64) kernel.Money { return kernel.Money{Amount: cents, Currency: "EUR", Exponent: 2} }

func due(from, left time.Duration, what string) kernel.Clock {
	return kernel.Clock{From: in(-from), Due: in(left), What: what}
}

func sampleApply() Apply {
	return Apply{
		SellerKind: "business", LegalName: "Tonhof Lieske GmbH", ShopName: "Tonhof Lieske", Country: "DE", Email: "hallo@tonhof-lieske.example", Phone: "+49 3581 000000",
		Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", VATID: "DE12", Countries: []kernel.Option{{Value: "DE", Label: "Deutschland"}, {Value: "PL", Label: "Polen"}},
		TermsVersion: "1", TermsURL: "/legal/seller-terms", Faults: kernel.Faults{{Field: "vat_id", Code: "too_short", Found: "DE12", Wanted: "DE und 9 Ziffern"}, {Field: "tax_id", Code: "required"}},
	}
}

func sampleOnboarding() Onboarding {
	return Onboarding{ShopName: "Tonhof Lieske", State: "changes_requested", CanSell: false, SubmittedAt: in(-26 * time.Hour), Note: "Bitte den Registerauszug nachreichen.", Reasons: []string{"Registernummer nicht gefunden"}, Steps: []Step{
		{Key: "application", State: "done"},
		{Key: "email", State: "done"},
		{Key: "registration", State: "failed", Why: "HRB 00000 steht nicht im Register von Görlitz.", Minutes: 5, URL: "/sell/apply"},
		{Key: "payment_account", State: "open", Why: "Ohne Konto beim Zahlungsdienst gibt es keine Auszahlung. Bis dahin dürfen Sie für höchstens 5.000,00 € verkaufen.", Minutes: 10, URL: "/sell/onboarding/payment-account", Post: true},
		{Key: "shipping_profile", State: "open", Why: "Wir haben Preise für Deutschland und die EU vorgeschlagen. Bitte bestätigen Sie sie.", Minutes: 3, URL: "/sell/shop"},
		{Key: "review", State: "waiting", Why: "Der Betreiber antwortet in zwei Werktagen."},
	}}
}

func sampleToday() Today {
	paid, out := eur(8205), eur(68915)
	week := []int64{3, 5, 4, 6, 2, 4, 3, 4, 5, 4, 3, 5, 4, 6}
	money := []int64{14120, 20990, 16450, 24710, 11310, 17380, 14530, 16800, 22460, 16520, 14800, 22020, 17060, 32599}
	return Today{
		Overdue: 1, DueToday: 7, Later: 4, FirstURL: "/sell/orders/vo_1",
		Tasks: []TodayTask{
			{Key: "ship_late", Clock: due(48*time.Hour, -18*time.Hour-12*time.Minute, "ship"), Text: "MH-208914, Lea Hoffmann. Zählt bereits als verspätet.", Count: 1, URL: "/sell/orders/vo_1"},
			{Key: "accept", Clock: due(24*time.Hour, 112*time.Minute, "accept"), Text: "Ohne Annahme storniert und erstattet der Markt.", Count: 2, URL: "/sell/orders?state=accept"},
			{Key: "ship", Clock: due(24*time.Hour, 348*time.Minute, "ship"), Text: "Abholung durch DHL ist für 16:00 gebucht.", Count: 4, URL: "/sell/orders?state=ship"},
			{Key: "return", Clock: due(48*time.Hour, 23*time.Hour+18*time.Minute, "check"), Text: "MH-207655, Vase angekommen am 16.11.", Count: 1, URL: "/sell/orders/vo_5"},
			{Key: "listing", Clock: due(10*24*time.Hour, 3*24*time.Hour, ""), Text: "Hauptbild zu klein: gefunden 420 px, nötig 500 px.", Count: 2, URL: "/sell/products?state=rejected"},
			{Key: "document", Clock: due(30*24*time.Hour, 13*24*time.Hour, ""), Text: "Verpackungsregister: Nachweis läuft ab.", Count: 1, URL: "/sell/onboarding"},
		},
		Happened: []Happened{
			{At: in(-3 * time.Hour), Text: "2 Bestellungen bezahlt: MH-210688 und MH-210702", Amount: &paid, URL: "/sell/orders"},
			{At: in(-4*time.Hour - 12*time.Minute), Text: "Auszahlung bei Ihrer Bank eingereicht, Gutschrift bis 18.11.", Amount: &out},
			{At: in(-13 * time.Hour), Text: "›Krug Neiße 1 l‹ steht wieder an erster Stelle"},
		},
		Figures: []Figure{
			{Key: "orders", Yesterday: Value{Count: 6}, Week: Value{Count: 8}, LastWeek: Value{Count: 7}, Days: week},
			{Key: "sold", IsMoney: true, Yesterday: Value{Money: eur(32599)}, Week: Value{Money: eur(39824)}, LastWeek: Value{Money: eur(27865)}, Days: money},
			{Key: "net", IsMoney: true, Yesterday: Value{Money: eur(30884)}, Week: Value{Money: eur(38058)}, LastWeek: Value{Money: eur(27318)}, Days: money},
			{Key: "returns", Yesterday: Value{}, Week: Value{}, LastWeek: Value{Count: 1}, Days: []int64{0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0}},
		},
		OnTheWay: eur(68915), OnTheWayBy: in(24 * time.Hour), NextPayout: eur(49223), NextPayoutOn: in(6 * 24 * time.Hour), Available: eur(14078),
		Standing: []kernel.Sign{{Tone: "good", Text: "64 Angebote sind online, 51 davon stehen an erster Stelle."}, {Tone: "warn", Text: "Verspäteter Versand 5,3 %, Warnung ab 4,8 %."}, {Tone: "none", Text: "Kein Urlaub eingetragen."}},
	}
}

func sampleOrders() Orders {
	row := func(n, buyer, contents string, from, left time.Duration, what string, cents int64) OrderRow {
		return OrderRow{ID: "vo_" + n, Number: "MH-" + n, URL: "/sell/orders?open=vo_" + n, Buyer: buyer, Contents: contents, Clock: due(from, left, what), Total: eur(cents)}
	}
	const day = 24 * time.Hour
	o := sampleOrder()
	rows := []OrderRow{
		row("208914", "Lea Hoffmann, Dresden", "Schale ›Kamenz‹, 2 Stück", 2*day, -18*time.Hour-12*time.Minute, "ship", 2890),
		row("209655", "Paul Brandner, Graz", "Krug ›Neiße‹ 1 l", day, 112*time.Minute, "accept", 3480),
		row("210482", "Katrin Seidel, Leipzig", "2 Becher ›Neiße‹, 1 Löffelablage", day, 348*time.Minute, "ship", 4989),
		row("210377", "Hendrik Maas, Utrecht", "Teeservice ›Lusatia‹, 6 Teile", day, 348*time.Minute, "ship", 11200),
		row("210401", "Milena Vogt, Erfurt", "Eierbecher, 4 Stück", day, 348*time.Minute, "ship", 2390),
		row("210436", "Anselm Reuter, Bremen", "Auflaufform ›Görl‹ 2,4 l", day, 348*time.Minute, "ship", 6140),
		row("209711", "Zofia Wilk, Wrocław", "Dessertteller, 3 Stück", day, 439*time.Minute, "accept", 4570),
		row("210515", "Birgit Kolbe, Chemnitz", "Seifenschale, Moosgrün", 2*day, 29*time.Hour, "ship", 1990),
		row("210540", "Jonas Thielen, Köln", "Becher ›Neiße‹ 4 Stück", 2*day, 29*time.Hour, "ship", 8830),
		row("210688", "Elif Aydın, Berlin", "Vase ›Landskron‹ 22 cm", 3*day, 53*time.Hour, "ship", 5460),
		row("210702", "Tomáš Beneš, Liberec", "Butterdose, Weiß", 3*day, 53*time.Hour, "ship", 2745),
	}
	rows[2].Open = true
	return Orders{State: "open", Open: 11, Overdue: 1, Rows: rows, Total: eur(54684), Current: &o, Tabs: []Tab{
		{Key: "open", URL: "?state=open", Count: 11, Current: true},
		{Key: "accept", URL: "?state=accept", Count: 2},
		{Key: "ship", URL: "?state=ship", Count: 9},
		{Key: "shipped", URL: "?state=shipped", Count: 18},
		{Key: "returns", URL: "?state=returns", Count: 1},
		{Key: "all", URL: "?state=all", Count: 1204},
	}}
}

func sampleOrder() Order {
	return Order{
		ID: "vo_210482", Number: "MH-210482", Position: 3, Of: 11, Buyer: "Katrin Seidel, Leipzig", BuyerLines: []string{"Katrin Seidel", "Karl-Heine-Straße 41", "04229 Leipzig"},
		State: kernel.Sign{Tone: "info", Text: "angenommen"}, Clock: due(24*time.Hour, 348*time.Minute, "ship"), PaidAt: in(-14*time.Hour - 30*time.Minute), AcceptedAt: in(-14*time.Hour - 7*time.Minute),
		PromiseFrom: in(48 * time.Hour), PromiseTo: in(72 * time.Hour),
		Evidence: kernel.Evidence{
			URL: "/sell/orders/vo_210482/evidence", CanAdd: true, Kinds: []kernel.Option{{Value: "receipt", Label: "Quittung oder Rechnung"}, {Value: "other", Label: "Etwas anderes"}},
			Parts: []kernel.EvidencePart{{ID: "evp_1", Text: "The neighbour signed for it."}, {ID: "evp_2", Kind: "customer_signature", Name: "signature.pdf"}},
		},
		Disputes: []Dispute{{State: "open", Tone: "warn", Since: in(-14 * time.Hour), DueBy: in(168 * time.Hour)}},
		Lines: []OrderLine{
			{ID: "line_1", Title: "Becher ›Neiße‹ 300 ml, Moosgrün", SKU: "KH-BN-300-MG", Quantity: 2, UnitPrice: eur(1999), Total: eur(3998), Open: 2, Refundable: eur(3598)},
			{ID: "line_2", Title: "Löffelablage, Moosgrün", SKU: "KH-LA-MG", Quantity: 1, UnitPrice: eur(1001), Total: eur(1001), Open: 1, Refundable: eur(901)},
		},
		Calc: []CalcRow{
			{Label: "Ware laut Angebot", Amount: eur(4999)},
			{Mark: "−", Label: "Ihr Gutschein HERBST5", Detail: "4,00 € auf die Becher, 1,00 € auf die Löffelablage", Amount: eur(-500)},
			{Mark: "+", Label: "Versand, vom Käufer bezahlt", Amount: eur(490)},
			{Mark: "−", Label: "Provision 12 % auf 44,99 €", Detail: "Regel 3, Küche und Tisch, Fassung 4", Amount: eur(-540)},
			{Mark: "−", Label: "Umsatzsteuer 19 % auf die Provision", Amount: eur(-103)},
		},
		Result: eur(4346), FreeNote: "Frei 14 Tage nach Zustellung, voraussichtlich in der Auszahlung vom 7. Dezember",
		Fees: []FeeLine{
			{Line: "2 × Becher ›Neiße‹", Base: "39,98 − 4,00 = 35,98 €", Exact: "4,3176 €", Rounded: eur(432), VAT: eur(82), Rule: "Küche und Tisch, Fassung 4"},
			{Line: "1 × Löffelablage", Base: "10,01 − 1,00 = 9,01 €", Exact: "1,0812 €", Rounded: eur(108), VAT: eur(21), Rule: "Küche und Tisch, Fassung 4"},
		},
		FeeWhy:    []string{"Gerundet wird einmal auf die Summe: 5,3988 € werden 5,40 €. Der übrige Cent geht an die Zeile mit dem größten Rest.", "Die Liste gilt von oben, die erste passende Regel zählt. Regel 1 (Aktion Lampen) und Regel 2 (Tarif Plus) passen nicht.", "Bei Rückgabe erhalten Sie Provision und Umsatzsteuer anteilig und vollständig zurück."},
		Shipments: nil, Timeline: []Event{{in(-14 * time.Hour), "Angenommen"}, {in(-14*time.Hour - 30*time.Minute), "Bezahlt"}},
		CanShip: true, CanCancel: true, CanRefund: true, SlipURL: "/sell/orders/vo_210482/slip", Carriers: []kernel.Option{{Value: "dhl", Label: "DHL"}, {Value: "dpd", Label: "DPD"}, {Value: "inpost", Label: "InPost"}}, Carrier: "dhl", Tracking: "00340434292135100186",
	}
}

func sampleOrderPage() OrderPage {
	o := sampleOrder()
	o.Position = 0
	o.Clock = kernel.Clock{}
	o.State = kernel.Sign{Tone: "good", Text: "zugestellt"}
	o.CanShip, o.CanCancel = false, false
	o.Shipments = []Shipment{{ID: "shp_1", Carrier: "DHL", Tracking: "00340434292135100186", TrackingURL: "/sell/tracking/shp_1", ShippedAt: in(-6 * time.Hour), State: kernel.Sign{Tone: "info", Text: "unterwegs"}}}
	o.Refunds = []RefundRow{{At: in(-time.Hour), Reason: "Beschädigt", Amount: eur(901), State: kernel.Sign{Tone: "good", Text: "erstattet"}}}
	return OrderPage{Order: o, BackURL: "/sell/orders"}
}
