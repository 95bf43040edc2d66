package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleOrders() Orders {
	return Orders{Tabs: []Tab{{"all", "?", 9120, true}, {"paid", "?state=paid", 64, false}, {"shipped", "?state=shipped", 211, false}, {"refunded", "?state=refunded", 18, false}}, Rows: []OrderRow{
		{Number: "MH-210482", URL: "/operator/orders/ord_210482", At: in(-14*time.Hour - 30*time.Minute), Buyer: "Katrin Seidel", Vendors: []string{"Keramik Haselbach", "Buchbinderei Brandt"}, State: "paid", Tone: "info", Total: eur(7039)},
		{Number: "MH-210377", URL: "/operator/orders/ord_210377", At: in(-26 * time.Hour), Buyer: "Hendrik Maas", Vendors: []string{"Keramik Haselbach"}, State: "shipped", Tone: "good", Total: eur(11200)},
	}, Pager: kernel.Pager{From: 1, To: 2, Total: 9120, Next: "?cursor=abc"}}
}

func sampleOrder() Order {
	return Order{
		ID: "ord_210482", Number: "MH-210482", At: in(-14*time.Hour - 30*time.Minute), State: "paid", Tone: "info", Buyer: "Katrin Seidel", Email: "k.seidel@example.org", Address: []string{"Karl-Heine-Straße 41", "04229 Leipzig"}, Total: eur(7039),
		Payment: []Fact{{"payment", "pay_210482", ""}, {"charge", "ch_sample", ""}},
		Parts: []OrderPart{
			{ID: "vo_210482_haselbach", Vendor: "Keramik Haselbach", VendorURL: "/operator/vendors/ven_1", State: kernel.Sign{Tone: "info", Text: "angenommen"}, Lines: []OrderLine{{ID: "line_1", Title: "Becher ›Neiße‹ 300 ml", Quantity: 2, Total: eur(3998), FeeWhy: "12 % auf 35,98 €, Regel Küche und Tisch, Fassung 4", Refundable: eur(3598)}, {ID: "line_2", Title: "Löffelablage", Quantity: 1, Total: eur(1001), FeeWhy: "12 % auf 9,01 €", Refundable: eur(901)}}, Total: eur(4989), Fee: eur(540), FeeTax: eur(103), Net: eur(4346), Transfer: kernel.Sign{Tone: "none", Text: "noch nicht fällig"}, CanRefund: true},
			{ID: "vo_210482_brandt", Vendor: "Buchbinderei Brandt", VendorURL: "/operator/vendors/ven_5", State: kernel.Sign{Tone: "warn", Text: "wartet auf Annahme"}, Lines: []OrderLine{{ID: "line_3", Title: "Notizbuch A5", Quantity: 1, Total: eur(2360), FeeWhy: "7 % auf 23,60 €"}}, Total: eur(2850), Fee: eur(165), FeeTax: eur(31), Net: eur(2654), Transfer: kernel.Sign{Tone: "none", Text: "noch nicht fällig"}},
		},
		Equations: sampleProofs()[:2], Reasons: []kernel.Option{{Value: "goodwill", Label: "Kulanz"}, {Value: "damaged", Label: "Beschädigt"}},
		Postings: []DocumentLink{{"sale:210482", "sale", in(-14 * time.Hour), eur(7839), "/operator/ledger?document=sale:210482"}, {"commission:210482", "commission", in(-14 * time.Hour), eur(839), "/operator/ledger?document=commission:210482"}},
		Timeline: []Event{{in(-14 * time.Hour), "Keramik Haselbach", "Teil angenommen"}, {in(-14*time.Hour - 30*time.Minute), "", "Bezahlt"}},
	}
}

func sampleProofs() []Equation {
	return []Equation{
		{"Soll gleich Haben", "60.433,49 − 60.433,49", "0,00", true},
		{"Zahlung gleich Teile, MH-210482", "49,89 + 28,50 − 5,00 − 3,00", "70,39", true},
		{"Haltefrist gleich Bestellungen, Haselbach", "987,91 + 742,18 + 476,45 + 38,12 + 21,37", "2.266,03", true},
		{"Verfügbar gleich Anbieter", "18.214,05 − 18.206,07", "7,98", false},
	}
}

func sampleLedger() Ledger {
	row := func(name string, debit, credit int64) AccountRow {
		return AccountRow{Name: name, URL: "/operator/ledger?account=" + name, Debit: eur(debit), Credit: eur(credit)}
	}
	held := AccountRow{Name: "vendor:haselbach:held", URL: "/operator/ledger?account=vendor:haselbach:held", Credit: eur(226603), Part: true, Current: true}
	return Ledger{
		Reports:  []Link{{"2026 (CSV)", "/operator/reports/dac7/2026.csv"}, {"2025 (CSV)", "/operator/reports/dac7/2025.csv"}, {"2025 (XML)", "/operator/reports/dac7/2025.xml"}},
		Currency: "EUR", At: sampleNow, Debit: eur(6043349), Credit: eur(6043349), Difference: eur(0), Accounts: 21,
		Groups: []AccountGroup{
			{Key: "assets", Rows: []AccountRow{row("stripe:pending", 1248066, 0), row("stripe:available", 1821405, 0), row("bank:main", 2500000, 0), row("dispute:suspense", 13980, 0)}},
			{Key: "liabilities", Rows: []AccountRow{row("vendor:*:held", 0, 3868598), held, row("vendor:*:payable", 0, 318240), row("vendor:*:reserve", 0, 264118), row("refunds:payable", 0, 4790), row("vat:output:DE", 0, 231877)}},
			{Key: "revenue", Rows: []AccountRow{row("rev:commission", 0, 1220406)}},
			{Key: "expenses", Rows: []AccountRow{row("promo:platform", 120436, 0), row("exp:stripe_fee", 291857, 0)}},
		},
		Account: &Account{Name: "vendor:haselbach:held", Title: "Keramik Haselbach, in der Haltefrist", Balance: eur(226603), Side: "credit", From: in(-34 * time.Hour), To: sampleNow, Opening: eur(203365), Debit: eur(20506), Credit: eur(43744), Closing: eur(226603), CSV: "/operator/ledger.csv", Currency: "EUR", AsOf: "2026-11-17", Day: sampleNow, Rows: []AccountLine{
			{At: in(-25 * time.Hour), Text: "Verkauf MH-210377", ID: "sale:210377", URL: "/operator/ledger?document=sale:210377", Against: "stripe:pending", Credit: eur(11200), Balance: eur(214565)},
			{At: in(-25 * time.Hour), Text: "Provision und Steuer MH-210377", ID: "commission:210377", URL: "/operator/ledger?document=commission:210377", Against: "rev:commission, vat", Debit: eur(1529), Balance: eur(213036)},
			{At: in(-14*time.Hour - 30*time.Minute), Text: "Verkauf MH-210482", ID: "sale:210482", URL: "/operator/ledger?document=sale:210482", Against: "stripe:pending", Credit: eur(4989), Balance: eur(225477), Current: true},
			{At: in(-8 * time.Hour), Text: "Freigabe MH-207318, Frist beendet", ID: "release:207318:1", URL: "/operator/ledger?document=release:207318:1", Against: "haselbach:payable, :reserve", Debit: eur(4112), Balance: eur(230137)},
		}},
		Document: &Document{ID: "sale:210482", At: in(-14*time.Hour - 30*time.Minute), Seal: "1.198", Debit: eur(7839), Credit: eur(7839), Order: Link{"MH-210482", "/operator/orders/ord_210482"}, Lines: []DocumentLine{
			{"stripe:pending", "/operator/ledger?account=stripe:pending", "Zahlung der Käuferin", eur(7039), kernel.Money{}},
			{"promo:platform", "/operator/ledger?account=promo:platform", "Gutschein des Marktes", eur(500), kernel.Money{}},
			{"loyalty:liability", "/operator/ledger?account=loyalty:liability", "300 Punkte", eur(300), kernel.Money{}},
			{"vendor:haselbach:held", "/operator/ledger?account=vendor:haselbach:held", "Ware und Versand", kernel.Money{}, eur(4989)},
			{"vendor:brandt:held", "/operator/ledger?account=vendor:brandt:held", "Ware und Versand", kernel.Money{}, eur(2850)},
		}},
		Proofs: sampleProofs(), ProvedAt: in(-8 * time.Second),
	}
}

func sampleCategories() Categories {
	names := func(de, en, pl string) []LocaleText {
		return []LocaleText{{"de", "Deutsch", de}, {"en", "English", en}, {"pl", "Polski", pl}}
	}
	return Categories{
		Tree: []CategoryRow{{"Küche und Tisch", "/operator/categories/cat_1", 0, 486, false}, {"Becher und Tassen", "/operator/categories/cat_2", 1, 96, true}, {"Kannen und Krüge", "/operator/categories/cat_3", 1, 81, false}, {"Kaffee und Tee", "/operator/categories/cat_4", 0, 412, false}},
		ID:   "cat_2", Slug: "becher-und-tassen", Parent: "cat_1", Parents: []kernel.Option{{Value: "", Label: "–"}, {Value: "cat_1", Label: "Küche und Tisch"}}, Names: names("Becher und Tassen", "Cups and mugs", "Kubki i filiżanki"), Products: 96,
		Types: []kernel.Option{{Value: "text", Label: "Text"}, {Value: "number", Label: "Zahl"}, {Value: "bool", Label: "Ja oder nein"}, {Value: "enum", Label: "Auswahl"}, {Value: "dimension", Label: "Maß"}, {Value: "date", Label: "Datum"}},
		Attributes: []Attribute{
			{No: 1, Key: "volume", Names: names("Inhalt", "Volume", "Pojemność"), Type: "number", Unit: "ml", Required: true, Facet: true, Uses: 96}, {No: 2, Key: "glaze", Names: names("Glasur", "Glaze", "Szkliwo"), Type: "enum", Values: "moss = Moosgrün\nink = Tinte", Facet: true, Variant: true, Uses: 64}, {No: 3, Names: names("", "", "")},
		},
	}
}

func sampleRules() Rules {
	return Rules{Currency: "EUR", Rules: []RuleRow{
		{1, "Aktion Lampen", "8 %", "bis 30.11.2026", "active", "/operator/rules/rule_1", false},
		{2, "Tarif Plus", "10 %", "alle Kategorien", "active", "/operator/rules/rule_2", false},
		{3, "Küche und Tisch", "11 % + 0,30 €", "Fassung 5", "draft", "/operator/rules/rule_3", true},
		{4, "Bücher und Papier", "7 %", "", "active", "/operator/rules/rule_4", false},
		{5, "Fahrräder", "9 %", "mindestens 2,00 € je Zeile", "active", "/operator/rules/rule_5", false},
		{6, "Grundsatz", "14 %", "wenn keine andere passt", "active", "/operator/rules/rule_6", false},
	}}
}

func sampleRule() Rule {
	row := func(vendor, town string, lines, average, before, after int64) DryRow {
		return DryRow{Vendor: vendor, Town: town, URL: "/operator/vendors/ven_1", Lines: lines, Average: eur(average), Before: eur(before), After: eur(after), Diff: eur(after - before)}
	}
	s := func(line, before, after int64) RuleSample {
		return RuleSample{eur(line), eur(before), eur(after), eur(after - before)}
	}
	return Rule{
		List: sampleRules(), ID: "rule_3", Name: "Küche und Tisch", Version: 4, Since: in(-230 * day), State: "draft", Draft: true, Summary: "Der Entwurf hilft Zeilen über 30,00 € und belastet kleinere.", Category: "cat_1", Categories: []kernel.Option{{Value: "", Label: "alle"}, {Value: "cat_1", Label: "Küche und Tisch (4 Unterkategorien)"}},
		Percent: "11,00", WasPercent: "12,00 %", Fixed: "0,30", WasFixed: "0,00", FixedPer: "line", Refund: "return_all", ValidFrom: "2026-12-02T00:00", Earliest: "Frühestens, weil 3 Händler mehr zahlen: 15 Tage nach der Nachricht.", CanPublish: true, Affected: 3,
		Samples: []RuleSample{s(900, 108, 129), s(1800, 216, 228), s(3000, 360, 360), s(4500, 540, 525), s(12000, 1440, 1350)},
		Run: &DryRun{Lines: 1962, From: in(-90 * day), To: in(-day), TookMS: 1400, Before: eur(625441), After: eur(632181), Diff: eur(6740), Groups: []DryGroup{
			{"more", eur(18886), []DryRow{row("Kerzen und Tuch", "Gent", 530, 1220, 77592, 87026), row("Holzwerk Tatra", "Zakopane", 388, 970, 45163, 53040), row("Glasstube Elbtal", "Děčín", 210, 2250, 56700, 58275)}},
			{"same", eur(0), []DryRow{row("Emaille Olsen", "Aarhus", 174, 3000, 62640, 62640)}},
			{"less", eur(-12146), []DryRow{row("Messerwerk Ohligs", "Solingen", 96, 8450, 97344, 92112), row("Atelier Vesna Kos", "Ljubljana", 118, 5950, 84253, 80772), row("Kupferhof Sárvár", "Sárvár", 44, 8900, 46992, 44396), row("Keramik Haselbach", "Görlitz", 402, 3208, 154757, 153920)}},
		}},
	}
}

func samplePayouts() Payouts {
	return Payouts{Tabs: []Tab{{"all", "?", 37, true}, {"due", "?state=due", 31, false}, {"held", "?state=held", 4, false}, {"failed", "?state=failed", 1, false}}, Total: eur(118138), CanRun: true, NextOn: in(6 * day), Rows: []PayoutRow{
		{ID: "po_haselbach_eur_47", Vendor: "Keramik Haselbach", URL: "/operator/vendors/ven_1", On: in(6 * day), Orders: 14, State: "due", Tone: "info", Amount: eur(49223)}, {ID: "po_elbtal_eur_47", Vendor: "Glasstube Elbtal", URL: "/operator/vendors/ven_3", On: in(6 * day), Orders: 9, State: "held", Tone: "warn", Why: "Konto beim Zahlungsdienst ist unvollständig.", Amount: eur(68915)},
	}, Pager: kernel.Pager{From: 1, To: 2, Total: 37}}
}

func sampleReconciliation() Reconciliation {
	run := ReconRun{
		ID: "rec_1", URL: "/operator/reconciliation?run=rec_1", From: in(-7 * day), To: sampleNow, State: kernel.Sign{Tone: "warn", Text: "fertig, 1 Abweichung"}, Matched: 1284, StartedAt: in(-2 * time.Minute),
		Accounts:    []ReconAccount{{"available", eur(1821405), eur(1820607), eur(798)}, {"pending", eur(1248066), eur(1248066), eur(0)}, {"vendors", eur(2714055), eur(2714055), eur(0)}},
		Differences: []Difference{{"missing_here", "ref_5c1d", "Beim Anbieter seit 08:02 gebucht; das Ereignis kam nicht an und wird um 10:20 nachgeholt.", eur(0), eur(798), "/operator/ledger?document=refund-paid:ref_5c1d"}},
	}
	waits := []IncidentRow{
		{ID: "inc_difference_re_5c1d", Kind: "difference", Reason: "missing_here", Subject: "re_5c1d", Ours: eur(0), Theirs: eur(-798), Amount: eur(-798), OpenedAt: in(-8 * time.Hour), Can: []string{"replay", "adopt", "write_off"}},
		{ID: "inc_debt_1", Kind: "debt", Detail: "transfer:tr_207318_20261116", Subject: "vendor:ven_2:payable", Amount: eur(700), OpenedAt: in(-2 * day), Can: []string{"acknowledge"}},
		{ID: "inc_dispute_dp_1", Kind: "dispute", Detail: "product_not_received", Subject: "dp_1", URL: "/operator/orders/ord_207318", Amount: eur(7039), OpenedAt: in(-3 * day), DueBy: in(5 * day)},
	}
	return Reconciliation{From: "2026-11-10", To: "2026-11-17", Current: &run, Runs: []ReconRun{run}, Waiting: waits}
}
