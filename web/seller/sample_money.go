package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func date(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 11, 0, 0, 0, time.UTC)
}

func sampleMoney() Money {
	return Money{
		TaxDueBy: date(12, 30),
		Reports:  []Link{{"2026", "/sell/reports/dac7/2026.csv"}, {"2025", "/sell/reports/dac7/2025.csv"}},
		Total:    eur(341363), OnTheWay: eur(68915), OnTheWayBy: date(11, 18), Account: "DE·· 4417", Available: eur(14078), Held: eur(226603), HeldOrders: 56, Reserve: eur(31767), NextAmount: eur(49223), NextOn: date(11, 23),
		Rule: ReserveRule{ShareBP: 500, Days: 90, Cap: eur(0), Reason: "Neuer Laden"},
		Reserves: []ReserveRow{
			{Order: "MH-205101", URL: "/sell/orders/vo_205101", Until: date(11, 24), Amount: eur(2640)}, {Order: "MH-205388", URL: "/sell/orders/vo_205388", Amount: eur(29127)},
		},
		Holds: []Hold{
			{Key: "period", Detail: "Solange darf der Käufer zurückgeben.", Orders: 25, Free: "18.11. bis 1.12.", Amount: eur(98791)},
			{Key: "in_delivery", Detail: "Die Frist beginnt mit der Zustellung.", Orders: 18, Free: "ab etwa 2.12.", Amount: eur(74218)},
			{Key: "not_shipped", Detail: "2 warten auf Annahme, 9 auf Versand.", Orders: 11, Free: "ab etwa 3.12.", Amount: eur(47645)},
			{Key: "case", Detail: "MH-206981: ›Teller gesprungen‹. Ihre Antwort fehlt bis 19.11., 11:00.", Orders: 1, URL: "/sell/orders/vo_206981", Amount: eur(3812)},
			{Key: "return", Detail: "MH-207655: angekommen, noch nicht geprüft.", Orders: 1, URL: "/sell/orders/vo_207655", Amount: eur(2137)},
		},
		Calendar: Calendar{
			Days: []time.Time{date(11, 23), date(11, 30), date(12, 7)}, Rule: "jeden Montag, Stichzeit 00:00 (MEZ)", Note: "Sicher sind 23.11. und 30.11., wenn keine Rückgabe kommt. Der 7.12. rechnet mit den zugesagten Lieferterminen.",
			Rows: []CalendarRow{
				{Key: "available", Amounts: []kernel.Money{eur(14078), eur(0), eur(0)}},
				{Key: "delivered", Amounts: []kernel.Money{eur(34216), eur(45530), eur(19045)}},
				{Key: "in_delivery", Amounts: []kernel.Money{eur(0), eur(0), eur(74218)}},
				{Key: "to_ship", Amounts: []kernel.Money{eur(0), eur(0), eur(47645)}},
				{Key: "into_reserve", Amounts: []kernel.Money{eur(-1711), eur(-2277), eur(-7045)}},
				{Key: "from_reserve", Amounts: []kernel.Money{eur(2640), eur(3105), eur(3410)}},
			}, Total: []kernel.Money{eur(49223), eur(46358), eur(137273)},
		},
		Statement: Statement{Name: "2026-46", From: date(11, 9), To: date(11, 15), End: eur(203365), PDF: "/sell/statements/2026-46.pdf", CSV: "/sell/statements/2026-46.csv", Invoice: "/sell/invoices/2026-11", Note: "Der Endstand von 2.033,65 € liegt ganz in der Haltefrist.", Rows: []StatementRow{
			{Key: "opening", Amount: eur(161240)},
			{Mark: "+", Key: "sale", Detail: "nach eigenen Gutscheinen", Papers: "29 Bestellungen", URL: "/sell/orders", Amount: eur(118460)},
			{Mark: "+", Key: "shipping", Papers: "29 Bestellungen", URL: "/sell/orders", Amount: eur(14210)},
			{Mark: "−", Key: "commission", Papers: "29 Bestellungen", URL: "/sell/orders", Amount: eur(-14215)},
			{Mark: "−", Key: "commission_vat", Papers: "19 %", Amount: eur(-2701)},
			{Mark: "−", Key: "refund", Papers: "2 Rückgaben", URL: "/sell/orders?state=returns", Amount: eur(-5400)},
			{Mark: "+", Key: "commission_return", Papers: "2 Rückgaben", Amount: eur(648)},
			{Mark: "+", Key: "commission_vat_return", Papers: "19 %", Amount: eur(123)},
			{Mark: "+", Key: "adjustment", Detail: "Paket beim Versender beschädigt", Papers: "Beleg G-46-1", Amount: eur(490)},
			{Mark: "−", Key: "into_reserve", Papers: "17 Freigaben", Amount: eur(-3450)},
			{Mark: "+", Key: "from_reserve", Papers: "vom August", Amount: eur(2875)},
			{Mark: "−", Key: "payout", Papers: "an DE·· 4417", Amount: eur(-68915)},
		}},
		Fees:       []Fee{{Key: "commission", RateBP: 1200, Base: eur(118460), Why: Link{"Regel 3", "/sell/money/fees/3"}, Amount: eur(14215)}, {Key: "commission_return", Base: eur(5400), Why: Link{"Rückgaben", "/sell/orders?state=returns"}, Amount: eur(-648)}, {Key: "vat", RateBP: 1900, Base: eur(13567), Why: Link{Label: "Rechnung 2026-46"}, Amount: eur(2578)}},
		FeesTotal:  eur(16145),
		Payouts:    []Payout{{ID: "po_1", On: date(11, 16), State: kernel.Sign{Tone: "info", Text: "unterwegs"}, Amount: eur(68915)}, {ID: "po_2", On: date(11, 9), State: kernel.Sign{Tone: "good", Text: "gutgeschrieben"}, Amount: eur(61240)}},
		Statements: []StatementLink{{Name: "2026-45", From: date(11, 2), To: date(11, 8), PDF: "/sell/statements/2026-45.pdf", CSV: "/sell/statements/2026-45.csv", Invoice: "/sell/invoices/2026-10", InvoiceNo: "2026-000418", Amount: eur(61240)}},
	}
}

func sampleLedger() Ledger {
	return Ledger{From: "2026-11-16", To: "2026-11-17", Opening: eur(203365), Closing: eur(226603), CSV: "/sell/money/ledger.csv", Pager: kernel.Pager{From: 1, To: 3, Total: 20, Next: "?cursor=abc"}, Rows: []LedgerRow{
		{At: in(-14*time.Hour - 30*time.Minute), Key: "sale", Order: "MH-210482", URL: "/sell/orders/vo_210482", Part: "held", Amount: eur(4989), Balance: eur(225477)},
		{At: in(-14*time.Hour - 30*time.Minute), Key: "commission", Order: "MH-210482", URL: "/sell/orders/vo_210482", Part: "held", Amount: eur(-643), Balance: eur(224834)},
		{At: in(-8 * time.Hour), Key: "release", Order: "MH-207318", URL: "/sell/orders/vo_207318", Part: "available", Amount: eur(-4112), Balance: eur(230137)},
	}}
}
