package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleReturns() Returns {
	until := time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC)
	return Returns{
		Returns: []ReturnRow{
			{URL: "/sell/returns/ret_1", Number: "2611-48207", Buyer: "Henrike Osten", Contents: "2 × Becher »Seegras«", State: "requested", Until: until},
			{URL: "/sell/returns/ret_2", Number: "2611-47031", Buyer: "Jan Nowak", Contents: "1 × Schale »Kiesel«", State: "refunded"},
		},
		Cases: []CaseRow{{URL: "/sell/cases/case_1", Number: "2611-48207", Buyer: "Henrike Osten", Kind: "damaged", State: "open", Until: until}},
	}
}

func sampleReturn() Return {
	return Return{
		Number: "2611-48207", Buyer: "Henrike Osten", State: "requested", Action: "/sell/returns/ret_1", OrderURL: "/sell/orders/vo_1",
		Reason: "damaged", Note: "Ein Becher hat einen Sprung.", Lines: []ReturnLine{{ID: "line_1", Title: "Becher »Seegras«", Quantity: 2}},
		Until: time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC), Refund: eur(0), Kept: eur(0), CanAnswer: true, CanReceive: true, CanRefund: true,
		Faults: kernel.Faults{{Field: "refusal", Code: "length"}},
	}
}

func sampleTalk() Talk {
	return Talk{
		Number: "2611-48207", Buyer: "Henrike Osten", Kind: "damaged", Title: "Becher »Seegras«", State: "open", Action: "/sell/cases/case_1",
		OrderURL: "/sell/orders/vo_1", Until: time.Date(2026, 11, 26, 11, 0, 0, 0, time.UTC), Open: true, Refund: eur(0),
		Messages: []Said{{From: "Henrike Osten", Text: "Ein Becher hat einen Sprung.", At: time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)}},
	}
}
