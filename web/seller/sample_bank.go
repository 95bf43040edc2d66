package seller

import (
	"github.com/markthalle/markthalle/web/kernel"
)

func sampleBank() Bank {
	return Bank{CSV: "/sell/money/bank.csv", Pager: kernel.Pager{Next: "?cursor=abc"}, Rows: []BankRow{
		{URL: "/sell/money/bank/po_3", Sent: date(11, 17), Expected: date(11, 18), State: kernel.Sign{Tone: "info", Text: "unterwegs"}, Amount: eur(68915), Reference: "po_3"},
		{URL: "/sell/money/bank/po_2", Sent: date(11, 10), Expected: date(11, 11), Arrived: date(11, 11), State: kernel.Sign{Tone: "good", Text: "angekommen"}, Amount: eur(61240), Reference: "po_2"},
		{
			URL: "/sell/money/bank/po_1", Sent: date(11, 3), Expected: date(11, 4), Returned: date(11, 5), State: kernel.Sign{Tone: "bad", Text: "zurückgekommen"},
			Why: "Das Bankkonto ist geschlossen.", Amount: eur(4300), Reference: "po_1",
		},
	}}
}

func sampleBankPayout() BankPayout {
	return BankPayout{
		BankRow: BankRow{Sent: date(11, 10), Expected: date(11, 11), Arrived: date(11, 11), State: kernel.Sign{Tone: "good", Text: "angekommen"}, Amount: eur(61240), Reference: "po_2"},
		Parts: []BankPart{
			{Kind: "returned", URL: "/sell/money/bank/po_1", At: date(11, 5), Amount: eur(4300)},
			{Kind: "transfer", On: date(11, 9), Order: "MH-205101", URL: "/sell/orders/vo_205101", At: date(11, 9), Amount: eur(59240)},
			{Kind: "reversal", On: date(11, 2), Order: "MH-204017", URL: "/sell/orders/vo_204017", At: date(11, 9), Amount: eur(-2300)},
		},
	}
}
