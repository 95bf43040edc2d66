package storefront

import "github.com/markthalle/markthalle/web/kernel"

func sampleCase() Case {
	return Case{
		Number: "2611-48207", OrderURL: "/orders/ord_1", Action: "/orders/ord_1/cases/case_1", Vendor: "Tonhof Lieske", Kind: "damaged",
		Title: "Becher »Seegras«, 320 ml", State: "answered", Until: at(26, 12, 0), Open: true, CanEscalate: true,
		Messages: []CaseMessage{
			{From: "Henrike Osten", Text: "Ein Becher hat einen Sprung.", At: at(22, 11, 5), Mine: true},
			{From: "Tonhof Lieske", Text: "Das tut uns leid. Ein neuer geht morgen auf den Weg.", At: at(22, 15, 40)},
		},
		Faults: kernel.Faults{{Field: "text", Code: "required"}},
	}
}
