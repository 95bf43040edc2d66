package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleCases() Cases {
	opened := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	return Cases{
		Tabs: []CaseTab{{Key: "escalated", URL: "/operator/cases?state=escalated", Current: true}, {Key: "open", URL: "/operator/cases?state=open"}},
		Rows: []CaseRow{{
			URL: "/operator/cases/case_1", Number: "2611-48207", Buyer: "Henrike Osten", Vendor: "Tonhof Lieske", Kind: "damaged",
			OpenedAt: opened, Until: opened.AddDate(0, 0, 9),
		}},
	}
}

func sampleCase() Case {
	opened := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	return Case{
		Number: "2611-48207", Buyer: "Henrike Osten", Vendor: "Tonhof Lieske", Kind: "damaged", Title: "Becher »Seegras«", State: "escalated",
		Cause: "vendor_silent", Action: "/operator/cases/case_1/decide", OrderURL: "/operator/orders/ord_1", Until: opened.AddDate(0, 0, 9),
		Messages:  []Said{{From: "Henrike Osten", Text: "Ein Becher hat einen Sprung.", At: opened}},
		CanDecide: true, Refund: eur(0), Outcome: "refund", Amount: "59,90",
		Outcomes: []kernel.Option{{Value: "refund", Label: "Geld zurück"}, {Value: "no_refund", Label: "Kein Geld zurück"}},
		Bearers:  []kernel.Option{{Value: "", Label: "Niemand"}, {Value: "vendor", Label: "Der Stand"}},
		Faults:   kernel.Faults{{Field: "reason", Code: "length"}},
	}
}
