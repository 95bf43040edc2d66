package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Samples are what the golden tests and the gallery show; their numbers agree with those
// of the seller portal and with each other.

// sampleNow is the moment of the samples: Tuesday, 17 November 2026, 10:12 in Berlin.
var sampleNow = time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)

func in(d time.Duration) time.Time { return sampleNow.Add(d) }

func eur(cents int64) kernel.Money { return kernel.Money{Amount: cents, Currency: "EUR", Exponent: 2} }

const day = 24 * time.Hour

func sampleWork() Work {
	q := func(key, detail, url string, open int64, oldest, target time.Duration, mine int64) Queue {
		return Queue{Key: key, Detail: detail, URL: url, Open: open, Oldest: oldest, Target: target, Mine: mine, Days: []int64{open + 3, open + 2, open + 2, open + 1, open + 3, open + 4, open + 2, open + 1, open + 1, open, open + 2, open + 1, open, open}}
	}
	return Work{
		Open: 99, Mine: 23, Late: 1, Near: 3, NextURL: "/operator/products/prd_7k2m9",
		Groups: []WorkGroup{
			{Key: "vendors", Queues: []Queue{q("applications", "Teilhaberdaten, Register, USt-IdNr.", "/operator/applications", 6, 28*time.Hour, 2*day, 2), q("documents", "Verpackung, Versicherung, Ausweis", "/operator/vendors?state=documents", 11, 74*time.Hour, 3*day, 4), q("appeals", "zweite Person nötig", "/operator/vendors?state=appeals", 2, 9*day, 14*day, 1)}},
			{Key: "catalogue", Queues: []Queue{q("products", "7 Händler", "/operator/products", 38, 19*time.Hour, day, 6), q("changes", "4 Händler", "/operator/products?kind=changes", 14, 22*time.Hour, day, 3)}},
			{Key: "money", Queues: []Queue{q("cases", "Händler hat geantwortet", "/operator/orders?state=case", 5, 4*day+7*time.Hour, 7*day, 2), q("failed_payouts", "3 Konto unvollständig, 1 Steuerdaten fehlen", "/operator/payouts?state=failed", 4, 12*day, 14*day, 0), q("differences", "7,98 € beim Zahlungsdienst", "/operator/reconciliation", 1, 130*time.Minute, day, 1)}},
			{Key: "system", Queues: []Queue{q("dead_letters", "", "/operator/system", 0, 0, day, 0)}},
		},
		Next: []NextItem{{"Unterlage: Versicherungsnachweis", "Kupferhof Sárvár", "/operator/vendors/ven_1", in(-2 * time.Hour)}, {"Änderung: ›Teekanne Arbor 0,8 l‹", "Atelier Vesna Kos, Ljubljana", "/operator/products/prd_7k2m9", in(2 * time.Hour)}},
		System: []kernel.Sign{
			{Tone: "good", Text: "Alle Maschinen antworten. Datenbank 3 ms, Suche 9 ms, Zahlungsdienst 140 ms."},
			{Tone: "good", Text: "3 Zeitpläne fällig, keiner verspätet. Ältestes Ereignis 0,2 s."},
			{Tone: "good", Text: "Bücher ausgeglichen, letzte Prüfung 10:11:52."},
			{Tone: "warn", Text: "1 Abweichung im Abgleich: 7,98 €, seit 08:02."},
		},
		Market: []MarketFigure{{Key: "orders", Today: Value{Count: 64}, Yesterday: Value{Count: 58}, Complete: Value{Count: 211}}, {Key: "vendor_orders", Today: Value{Count: 87}, Yesterday: Value{Count: 79}, Complete: Value{Count: 284}}, {Key: "turnover", IsMoney: true, Today: Value{Money: eur(417265)}, Yesterday: Value{Money: eur(389110)}, Complete: Value{Money: eur(1412044)}}, {Key: "commission", IsMoney: true, Today: Value{Money: eur(41512)}, Yesterday: Value{Money: eur(38640)}, Complete: Value{Money: eur(140912)}}},
	}
}

func sampleVendors() Vendors {
	return Vendors{Title: "vendors", Tabs: []Tab{{"all", "?", 37, true}, {"active", "?state=active", 31, false}, {"applied", "?state=applied", 3, false}, {"suspended", "?state=suspended", 1, false}}, Rows: []VendorRow{
		{ID: "ven_1", ShopName: "Keramik Haselbach", LegalName: "Ines Haselbach e. K.", Place: "Görlitz, Deutschland", State: "active", Tone: "good", Since: in(-900 * day), Offers: 64, Held: eur(226603), Payouts: kernel.Sign{Tone: "good", Text: "möglich"}},
		{ID: "ven_2", ShopName: "Atelier Vesna Kos", LegalName: "Vesna Kos s. p.", Place: "Ljubljana, Slowenien", State: "applied", Tone: "warn", Missing: 2, Since: in(-28 * time.Hour)},
		{ID: "ven_3", ShopName: "Glasstube Elbtal", LegalName: "Glasstube Elbtal s. r. o.", Place: "Děčín, Tschechien", State: "suspended", Tone: "bad", Since: in(-400 * day), Offers: 22, Held: eur(18450), Payouts: kernel.Sign{Tone: "bad", Text: "angehalten"}},
	}, Pager: kernel.Pager{From: 1, To: 3, Total: 37, Next: "?cursor=abc"}}
}

func sampleReasons() []kernel.Option {
	return []kernel.Option{{Value: "claim_unproven", Label: "Aussage ohne Beleg"}, {Value: "other_variant", Label: "Andere Variante, kein neuer Titel"}, {Value: "wrong_image", Label: "Bild zeigt etwas anderes"}, {Value: "wrong_category", Label: "Falsche Kategorie"}, {Value: "prohibited", Label: "Verbotene Angabe"}}
}

func sampleVendor() Vendor {
	return Vendor{
		ID: "ven_2", ShopName: "Atelier Vesna Kos", LegalName: "Vesna Kos s. p.", State: "applied", Tone: "warn", Since: in(-28 * time.Hour), Kind: "business",
		Facts:     []Fact{{"country", "Slowenien", ""}, {"address", "Trubarjeva 14, 1000 Ljubljana", "good"}, {"registration_number", "0000000000", "warn"}, {"vat_id", "SI00000000", "good"}, {"tax_id", "00000000", ""}, {"email", "vesna@kos.example", "good"}, {"phone", "+386 1 000 000", ""}},
		Checklist: []Check{{"application", "done", ""}, {"email", "done", ""}, {"registration", "waiting", "Antwort des Registers steht aus."}, {"payment_account", "open", ""}, {"shipping_profile", "open", ""}},
		People:    []Member{{ID: "mem_1", Name: "Vesna Kos", Email: "vesna@kos.example", Roles: []string{"owner"}, State: "active"}},
		Account:   []VendorAccount{{Currency: "EUR", Parts: []Amount{{"funding", eur(3574)}, {"available", eur(0)}, {"in_transit", eur(3574)}, {"bank", eur(0)}}}},
		Balance:   []Amount{{"held", eur(0)}, {"available", eur(0)}, {"reserve", eur(0)}}, History: []Event{{in(-28 * time.Hour), "Vesna Kos", "Beworben"}},
		Reasons: sampleReasons()[3:], CanApprove: true, CanReject: true, CanSuspend: false, NextURL: "/operator/vendors/ven_4", NextLabel: "Kerzen und Tuch",
		EntryKinds: entryKinds, Entries: []VendorEntry{{ID: "prp_adj_1", Kind: "credit", Reason: "Bruch im Lager", By: "per_olga", Amount: eur(90000), At: in(-2 * time.Hour), Files: EntryFiles{Entry: "prp_adj_1", Next: "/operator/vendors/ven_2", CanAdd: true, Files: []EntryFileRow{{Name: "Schadensbericht.pdf", URL: "/operator/entries/prp_adj_1/files/evf_1", By: "per_olga", KB: 214, At: in(-2 * time.Hour)}}}}}, Posted: []PostedEntry{{Note: "fine: zu spät versandt", By: "per_olga", URL: "/operator/ledger?document=adjust:adj_2", Amount: eur(-700), At: in(-50 * time.Hour)}}, CanReserve: true, Owed: eur(2143), OwedText: "21,43", Reserve: VendorReserve{ShareBP: 1000, Day: 90, Cap: eur(50000), Kept: eur(12300), Reason: "Neuer Laden", Share: "10", Days: "90", Limit: "500,00"},
		Holds: []VendorHold{{"hld_1", "Steuerdaten fehlen", in(14 * day), "Jonas Weidner"}},
	}
}

func sampleReview() Review {
	titles := []string{"Teekanne Arbor 0,8 l", "Messerblock Buche, 5-fach", "Emailletopf 3 l, Creme", "Duftkerze Feige 180 g", "Kupferkessel 1,5 l", "Rührlöffel Ahorn, 30 cm"}
	r := Review{
		More: 8, ID: "prd_7k2m9", IsChange: true, Title: "Teekanne Arbor 0,8 l", Path: "Küche und Tisch › Kannen", GTIN: "2000417330149", FiledAt: in(-22 * time.Hour), Target: in(2 * time.Hour), NextLabel: "Messerblock Buche", ViewURL: "/p/teekanne-arbor",
		Reasons: sampleReasons(), Chosen: []string{"claim_unproven", "other_variant"}, Note: "Bitte streichen Sie ›garantiert schadstofffrei‹ oder laden Sie einen Prüfbericht hoch. Die moosgrüne Kanne legen Sie bitte als eigene Variante an.",
		Fields: []FieldDiff{
			{Label: "Titel", Before: "Teekanne Arbor 0,8 l, blaugrau", After: "Teekanne Arbor 0,8 l, moosgrün", Findings: []Finding{{Code: "variant.grouping", Severity: "review", Text: "Farbe unterscheidet Varianten. 31 Bewertungen und 9 offene Bestellungen gehören zur blaugrauen Kanne."}}},
			{Label: "Hauptbild", Was: []Picture{{kernel.SampleMedia + "teapot-2.svg", "Bisheriges Hauptbild", 1200, 1500}}, Images: []Picture{{kernel.SampleMedia + "teapot-1.svg", "Neues Hauptbild", 1200, 1500}}},
			{Label: "Beschreibung", Before: "Innen weiß glasiert.", After: "Garantiert schadstofffrei.", Findings: []Finding{{Code: "product.claim_unproven", Severity: "block", Text: "Aussage ohne Beleg.", Found: "garantiert schadstofffrei", Wanted: "ein Prüfbericht oder ein anderer Satz"}}},
			{Label: "Füllmenge", Before: "800 ml", After: "850 ml", Findings: []Finding{{Code: "product.attribute_unit", Severity: "warn", Text: "Titel nennt 0,8 l, Feld nennt 850 ml."}}},
		},
		Unchanged: []string{"Marke", "Material", "Maße", "Gewicht", "GTIN", "Hersteller"},
		Vendor:    VendorFacts{Name: "Atelier Vesna Kos", URL: "/operator/vendors/ven_2", Town: "Ljubljana", Offers: 46, Approved: 18, SentBack: 2, Automatic: "Preis, Bestand"},
	}
	for i, t := range titles {
		r.Queue = append(r.Queue, ReviewItem{Title: t, Vendor: "Atelier Vesna Kos", Age: time.Duration(22-i*2) * time.Hour, URL: "/operator/products/prd_" + string(rune('a'+i)), Current: i == 0})
	}
	return r
}

func sampleAudit() Audit {
	return Audit{Subject: "ven_2", Chain: kernel.Sign{Tone: "good", Text: "Die Kette der Prüfsummen ist lückenlos."}, Rows: []AuditRow{{At: in(-time.Hour), Actor: "Jonas Weidner", ActingAs: "operator", Action: "vendors.hold", Subject: "ven_2", URL: "/operator/vendors/ven_2", Changes: []Change{{"hold", "", "Steuerdaten fehlen"}}, Reason: "DAC7", Hash: "9f31c2"}}}
}

func sampleMembers() Members {
	return Members{Members: []Member{{ID: "mem_9", Name: "Jonas Weidner", Email: "finance@markthalle.example", Roles: []string{"finance"}, State: "active", Since: in(-300 * day), Self: true}}, Roles: []kernel.Option{{Value: "catalogue", Label: "Katalog"}, {Value: "support", Label: "Kundendienst"}}}
}

func sampleSystem() System {
	return System{
		Summary: sampleWork().System, Version: "0.1.0", Mode: "trial", MailsURL: "/dev/mail", Backlog: 4, Oldest: 2 * time.Minute, Timers: 3, NextDue: in(20 * time.Minute),
		Engines: []Engine{{Key: "store", Name: "SQLite", State: kernel.Sign{Tone: "good", Text: "antwortet"}, TookMS: 3}, {Key: "search", Name: "Bleve", State: kernel.Sign{Tone: "good", Text: "antwortet"}, TookMS: 9, Detail: "1.500 Artikel"}, {Key: "payments", Name: "Simulator", State: kernel.Sign{Tone: "good", Text: "antwortet"}, TookMS: 14}},
		Letters: []DeadLetter{{ID: "dl_1", Reaction: "payouts.post_sale", Document: "ord_1", Event: "orders.paid", Attempts: 12, At: in(-3 * time.Hour), Cause: "Die Buchung gibt es schon mit anderem Inhalt."}},
		Beats:   []Heartbeat{{Name: "payouts.release", Last: in(-8 * time.Hour), Next: in(16 * time.Hour), Sign: kernel.Sign{Tone: "good", Text: "pünktlich"}}},
	}
}

func sampleClock() Clock {
	return Clock{Now: in(14 * day), Wall: sampleNow, Offset: 14 * day, Advance: "14 Tage", NextDue: in(14*day + time.Hour), Ran: []Event{{At: in(13 * day), Text: "25 Bestellungen freigegeben"}}, Faults: kernel.Faults{{Field: "advance", Code: "number", Found: "14 Tage", Wanted: "336h"}}}
}

func sampleFound() Found {
	return Found{Query: "Haselbach", Hits: []Hit{{"vendor", "Keramik Haselbach", "ven_1, aktiv", "/operator/vendors/ven_1"}, {"account", "vendor:haselbach:held", "2.266,03 €", "/operator/ledger?account=vendor:haselbach:held"}}}
}
