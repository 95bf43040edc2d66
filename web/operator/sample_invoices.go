package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func sampleInvoices() Invoices {
	return Invoices{
		Month: "2026-10", CanIssue: true, Pager: kernel.Pager{From: 1, To: 2, Next: "?cursor=abc"}, Revision: 1,
		Name: "Markthalle Oberlausitz eG", Line1: "Obermarkt 1", PostalCode: "02826", City: "Görlitz", Country: "DE", VATID: "DE136695976",
		Rows: []InvoiceLine{
			{Number: "2026-000418", Kind: "invoice", Month: "2026-10", Vendor: "Keramik Haselbach", URL: "/operator/vendors/ven_1", PDF: "/operator/vendors/ven_1/invoices/2026-10.pdf", CSV: "/operator/vendors/ven_1/invoices/2026-10.csv", IssuedAt: in(-16 * 24 * time.Hour), Net: eur(13567), VAT: eur(2578), Gross: eur(16145)},
			{Number: "2026-000417", Kind: "credit_note", Month: "2026-10", Vendor: "Atelier Vesna Kos", URL: "/operator/vendors/ven_2", PDF: "/operator/vendors/ven_2/invoices/2026-10.pdf", CSV: "/operator/vendors/ven_2/invoices/2026-10.csv", IssuedAt: in(-16 * 24 * time.Hour), ReverseCharge: true, Net: eur(-648), VAT: eur(0), Gross: eur(-648)},
		},
		Waiting: []InvoiceGap{{Vendor: "Glasstube Elbtal", URL: "/operator/vendors/ven_3", Fields: []string{"line1", "city", "vat_id"}}},
	}
}
