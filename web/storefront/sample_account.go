package storefront

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

const sampleEmail = "henrike.osten@example.org"

func sampleSignIn() SignIn { return SignIn{Email: sampleEmail, Next: "/checkout", Failed: true} }

func sampleSignUp() SignUp {
	return SignUp{Name: "Henrike Osten", Email: "henrike.osten", Faults: kernel.Faults{{Field: "email", Code: "email"}, {Field: "password", Code: "too_short", Found: "6", Wanted: "12"}}}
}

func sampleVerify() Verify { return Verify{State: "expired", Email: sampleEmail} }

func sampleForgotten() Forgotten { return Forgotten{Email: sampleEmail} }

func sampleReset() Reset { return Reset{Token: "rst_1"} }

func sampleInvitation() Invitation {
	return Invitation{Token: "inv_1", Organisation: "Tonhof Lieske", Role: "orders", By: "Marta Lieske", Email: sampleEmail, SignedInAs: "Henrike Osten"}
}

func sampleAccount() Account {
	return Account{
		Name: "Henrike Osten", Email: sampleEmail, Pager: kernel.Pager{From: 1, To: 2, Total: 2}, Shops: []Link{{"Tonhof Lieske", "/sell"}},
		Orders: []OrderRow{
			{Number: "2611-48207", URL: "/orders/ord_1", At: at(19, 10, 42), State: "partially_shipped", Tone: "info", Contents: "Becher »Seegras«, Hocker »Kolk« und 1 weiterer Artikel", Vendors: 3, Total: eur(31080), Images: []Image{picture("cup-3", ""), picture("chair-2", ""), picture("bag-1", "")}},
			{Number: "2609-11873", URL: "/orders/ord_2", At: days(-61), State: "completed", Tone: "good", Contents: "Leselampe »Turm«", Vendors: 1, Total: eur(7400), Images: []Image{picture("lamp-2", "")}},
		},
	}
}

func sampleSettings() Settings {
	return Settings{Name: "Henrike Osten", Email: sampleEmail, Locale: markthalle.German, Devices: []Device{
		{ID: "ses_1", Label: "Firefox auf Linux", Place: "Dresden", Seen: sampleDay, Since: days(-40), Current: true},
		{ID: "ses_2", Label: "Safari auf iPhone", Seen: days(-2), Since: days(-12)},
	}}
}

func sampleError() Error {
	return Error{Status: 429, Code: "rate_limited", RequestID: "req_01hq3", RetryAfter: 2 * time.Minute}
}

func sampleLegal() Legal {
	return Legal{Slug: "delivery", Title: "Lieferung und Kosten", Updated: days(-90), Blocks: []LegalBlock{
		{Heading: "Wer liefert", Paragraphs: []string{"Jeder Stand verschickt selbst. Kosten und Tag der Lieferung stehen im Warenkorb, bevor Sie bestellen."}},
		{Heading: "Wohin", Paragraphs: []string{"In alle Länder der Europäischen Union, soweit der Stand es anbietet."}},
	}}
}

func sampleRanking() Ranking {
	return Ranking{
		Updated: days(-30),
		Offers:  []RankParameter{{"Gesamtpreis", 5000, "Preis mit Versand an Ihre Anschrift, gegen das günstigste Angebot in gleichem Zustand."}, {"Lieferzeit", 2500, "Tage bis zur Zustellung."}, {"Verlässlichkeit", 2500, "Anteil pünktlicher Pakete und Stornierungen der letzten 90 Tage."}},
		Lists:   []RankParameter{{"Treffer", 6000, "Wie gut Titel, Marke und Eigenschaften zur Suche passen."}, {"Verkäufe", 4000, "Verkaufte Stücke der letzten 30 Tage."}},
	}
}
