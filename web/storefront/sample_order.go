package storefront

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleBill() Bill {
	return Bill{
		Pieces: 6, Subtotal: eur(21040), Total: eur(22120),
		Shipping: []BillLine{{"Tonhof Lieske", eur(0)}, {"Lumen und Falz", eur(590)}, {"Imkerei Wolkenried", eur(490)}},
		Taxes:    []TaxLine{{1900, eur(2984)}, {700, eur(224)}},
	}
}

func sampleCart() Cart {
	return Cart{
		Pieces: 6, Place: "01099 Dresden", CanCheckout: true, Bill: sampleBill(),
		Splits: []Split{
			{Key: "now", Total: eur(22120), Parcels: 3, Arrives: days(5)},
			{Key: "fewer", Total: eur(22370), Parcels: 2, Arrives: days(5), Note: "Leuchte und Honig kommen zusammen vom Kontor Ahlsen.", Difference: eur(250)},
			{Key: "cheaper", Total: eur(21730), Parcels: 3, Arrives: days(12), Note: "Der Honig kommt von der Imkerei Tamm.", Difference: eur(-390)},
		},
		Stalls: []Stall{
			{Vendor: "Tonhof Lieske", URL: "/v/tonhof-lieske", Town: "Görlitz", Delivery: "Paket", Arrives: days(2), Shipping: eur(0), FreeFrom: eur(6000), Goods: eur(9200), Lines: []CartLine{
				{ID: "line_1", Title: "Becher »Seegras«, 320 ml", URL: "/p/becher-seegras", Options: "Glasur Seegras", Image: picture("cup-3", ""), Quantity: 2, UnitPrice: eur(2800), Total: eur(5600)},
				{ID: "line_2", Title: "Schüsseln »Welle«, drei Stück", URL: "/p/schuesseln-welle", Options: "Glasur Blau und Sand", Image: picture("bowl-2", ""), Quantity: 1, UnitPrice: eur(3600), Total: eur(3600)},
			}},
			{Vendor: "Lumen und Falz", URL: "/v/lumen-und-falz", Town: "Kassel", Delivery: "Paket", Arrives: days(4), Shipping: eur(590), FreeFrom: eur(10000), Goods: eur(8900), Gap: eur(1100), Lines: []CartLine{
				{
					ID: "line_3", Title: "Tischleuchte »Falz«", URL: "/p/tischleuchte-falz", Options: "Schirm Leinen, Fuß Steinzeug", Image: picture("lamp-1", ""), Quantity: 1, UnitPrice: eur(8900), Total: eur(8900),
					Problem: &Problem{Text: "Nur noch ein Stück da. Die Menge steht deshalb auf 1 statt 2."},
				},
			}},
			{Vendor: "Imkerei Wolkenried", URL: "/v/imkerei-wolkenried", Town: "Freising", Delivery: "Paket", Arrives: days(5), Shipping: eur(490), FreeFrom: eur(4000), Goods: eur(2940), Gap: eur(1060), Lines: []CartLine{
				{ID: "line_4", Title: "Lindenhonig, 500 g", URL: "/p/lindenhonig", Options: "Ernte 2026 · 19,60 € je kg", Image: picture("jar-1", ""), Quantity: 3, UnitPrice: eur(980), Total: eur(2940)},
			}},
		},
	}
}

func sampleCheckout() Checkout {
	options := func(vendor string, cents int64, from, to int) CheckoutVendor {
		return CheckoutVendor{ID: "ven_" + vendor[:3], Name: vendor, Pieces: 2, Options: []ShippingOption{
			{ID: "parcel", Name: "Paket", Price: eur(cents), From: days(from), To: days(to), Chosen: true},
			{ID: "express", Name: "Express", Price: eur(1290), From: days(1), To: days(1)},
		}}
	}
	return Checkout{
		Email: "henrike.osten@example", Name: "Henrike Osten", Line1: "Kamenzer Straße 27", PostalCode: "1099", City: "Dresden", Country: "DE",
		Countries: []kernel.Option{{Value: "AT", Label: "Österreich"}, {Value: "DE", Label: "Deutschland"}, {Value: "PL", Label: "Polen"}},
		Vendors:   []CheckoutVendor{options("Tonhof Lieske", 0, 2, 2), options("Lumen und Falz", 590, 3, 4), options("Imkerei Wolkenried", 490, 4, 5)},
		Lines: []CheckoutLine{
			{Title: "Becher »Seegras«, 320 ml", Vendor: "Tonhof Lieske", Quantity: 2, Total: eur(5600), Image: picture("cup-3", "")},
			{Title: "Schüsseln »Welle«, drei Stück", Vendor: "Tonhof Lieske", Quantity: 1, Total: eur(3600), Image: picture("bowl-2", "")},
			{Title: "Tischleuchte »Falz«", Vendor: "Lumen und Falz", Quantity: 1, Total: eur(8900), Image: picture("lamp-1", "")},
			{Title: "Lindenhonig, 500 g", Vendor: "Imkerei Wolkenried", Quantity: 3, Total: eur(2940), Image: picture("jar-1", "")},
		},
		Bill: sampleBill(), Expected: 22120, Faults: kernel.Faults{{Field: "postal_code", Code: "postal_code", Found: "1099", Wanted: "01099"}},
	}
}

func sampleThanks() Thanks {
	return Thanks{Number: "2611-48207", Email: "henrike.osten@example.org", OrderURL: "/orders/ord_1", Total: eur(22120), Paid: true, Guest: true, Parcels: []ThanksParcel{
		{Vendor: "Tonhof Lieske", Arrives: days(2), Images: []Image{picture("cup-3", "Becher »Seegras«"), picture("bowl-2", "Schüsseln »Welle«")}},
		{Vendor: "Lumen und Falz", Arrives: days(4), Images: []Image{picture("lamp-1", "Tischleuchte »Falz«")}},
		{Vendor: "Imkerei Wolkenried", Arrives: days(5), Images: []Image{picture("jar-1", "Lindenhonig")}},
	}}
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour-1, minute, 0, 0, time.UTC) // market time is one hour ahead
}

func sampleOrder() Order {
	o := Order{
		Number: "2611-48207", State: "partially_shipped", PaidAt: at(19, 10, 42), Paid: eur(31080), Refunded: eur(13290), Remains: eur(17790), Today: 4, PaidWith: "Karte, endet auf 4242",
		Address: []string{"Henrike Osten", "Kamenzer Straße 27", "01099 Dresden"},
		Lanes: []Lane{
			{Vendor: "Tonhof Lieske", Contents: "2 Becher »Seegras«, 59,90 € mit Versand", Images: []Image{picture("cup-3", "Becher »Seegras«")}, Sign: kernel.Sign{Tone: "good", Text: "zugestellt"}, Tracking: Link{"4417 0092 63", "/orders/ord_1/tracking/1"}, Links: []Link{{"Rechnung", "/papers/1"}, {"Zurückgeben", "/orders/ord_1/return"}}, Stops: []Stop{
				{What: "paid", At: at(19, 10, 42), Col: 1, Span: 1}, {What: "shipped", At: at(20, 14, 5), Col: 2, Span: 1}, {What: "delivered", At: at(21, 11, 20), Note: "im Hausflur", Col: 3, Span: 6},
			}},
			{Vendor: "Snickeri Björkfors", Contents: "1 Hocker »Kolk«, 118,00 €, Versand kostenlos", Images: []Image{picture("chair-2", "Hocker »Kolk«")}, Sign: kernel.Sign{Tone: "info", Text: "wird gepackt"}, Links: []Link{{"Dem Stand schreiben", "/orders/ord_1/write"}}, Stops: []Stop{
				{What: "paid", At: at(19, 10, 42), Col: 1, Span: 1}, {What: "accepted", At: at(20, 8, 30), Col: 2, Span: 3}, {What: "ship_by", At: at(23, 12, 0), Day: true, Col: 5, Span: 3, Tone: "next"}, {What: "arrives", At: at(26, 12, 0), Day: true, Col: 8, Span: 1, Tone: "next"},
			}},
			{Vendor: "Oficina Marinho", Contents: "1 Henkeltasche, 132,90 € mit Versand", Images: []Image{picture("bag-1", "Henkeltasche »Feira«")}, Sign: kernel.Sign{Tone: "warn", Text: "storniert und erstattet"}, Links: []Link{{"Gutschrift", "/papers/2"}}, Stops: []Stop{
				{What: "paid", At: at(19, 10, 42), Col: 1, Span: 1}, {What: "cancelled", At: at(20, 17, 48), Col: 2, Span: 1, Tone: "back"}, {What: "refunded", At: at(21, 9, 15), Note: "132,90 €", Col: 3, Span: 4}, {What: "credited", At: at(25, 12, 0), Day: true, Col: 7, Span: 2, Tone: "next"},
			}},
		},
		Refunds: []Refund{{Vendor: "Oficina Marinho", Reason: "Oficina Marinho konnte die Tasche nicht liefern. Sie bekommen alles zurück, was Sie dafür gezahlt haben.", Rows: []BillLine{{"Henkeltasche »Feira«, 1 Stück", eur(12800)}, {"Versand Oficina Marinho", eur(490)}}, Total: eur(13290), At: at(21, 9, 15), By: at(25, 12, 0), To: "Ihre Karte, endet auf 4242"}},
		Tasks: []Task{
			{Key: "return", URL: "/orders/ord_1/return", Text: "Zwei Becher »Seegras«.", Until: days(13)},
			{Key: "withdraw", URL: "/withdraw?number=2611-48207", Until: days(13)},
			{Key: "report", URL: "/orders/ord_1/report"},
			{Key: "write", URL: "/orders/ord_1/write", Text: "Tonhof Lieske antwortet meist in 3 Stunden."},
		},
		Papers:   []Paper{{Label: "Rechnung Tonhof Lieske, LI-2026-0412 (PDF)", URL: "/papers/1", Amount: eur(5990), At: at(20, 14, 0)}, {Label: "Rechnung Snickeri Björkfors", Amount: eur(11800), Note: "folgt mit dem Versand"}},
		Timeline: []Event{{at(21, 11, 20), "Paket von Tonhof Lieske zugestellt"}, {at(21, 9, 15), "132,90 € erstattet"}, {at(19, 10, 42), "Bezahlt"}},
	}
	for i := range 8 {
		o.Days = append(o.Days, at(19+i, 12, 0))
	}
	return o
}

func sampleLines() []RequestLine {
	return []RequestLine{{ID: "line_1", Title: "Becher »Seegras«, 320 ml", Vendor: "Tonhof Lieske", Image: picture("cup-3", ""), Quantity: 1, Most: 2}}
}

func sampleRequest() OrderRequest {
	return OrderRequest{
		Kind: "return", Number: "2611-48207", OrderURL: "/orders/ord_1", Action: "/orders/ord_1/return", Lines: sampleLines(),
		Reasons: []kernel.Option{{Value: "", Label: "Bitte wählen"}, {Value: "damaged", Label: "Beschädigt"}, {Value: "changed_mind", Label: "Gefällt nicht"}}, Faults: kernel.Faults{{Field: "reason", Code: "required"}},
	}
}

func sampleFindOrder() FindOrder {
	return FindOrder{Number: "2611-48207", Email: "henrike.osten@example.org", Sent: true}
}

func sampleWithdrawal() Withdrawal {
	return Withdrawal{Action: "/withdraw", Number: "2611-48207", Name: "Henrike Osten", Faults: kernel.Faults{{Field: "email", Code: "required"}}}
}

const sampleStatement = "Hiermit widerrufe ich den Vertrag über die Bestellung 2611-48207 vom 19. November 2026."

func sampleWithdrawalConfirm() WithdrawalConfirm {
	return WithdrawalConfirm{ID: "ret_1", Number: "2611-48207", Name: "Henrike Osten", Email: "henrike.osten@example.org", Items: []string{"2 × Becher »Seegras«, 320 ml"}, Statement: sampleStatement}
}

func sampleWithdrawalReceipt() WithdrawalReceipt {
	return WithdrawalReceipt{ID: "ret_1", Number: "2611-48207", Email: "henrike.osten@example.org", Statement: sampleStatement, At: at(22, 11, 5), OrderURL: "/orders/ord_1"}
}
