package payouts

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// File names the file of an invoice; kind is its ending.
func (v *Invoice) File(kind string) string {
	name := v.Number
	if !v.Issued() {
		name = "preview-" + v.Month
	}
	return "invoice-" + name + "-" + string(v.Currency) + "." + kind
}

// invoiceWords are the texts of an invoice on paper in one language.
type invoiceWords struct {
	title, amending, number, issued, open, preview, vatID, taxID, refers, net, vat, gross, rows, more string

	kinds map[string]string
	notes map[commission.VATKind]string
}

var invoices = map[markthalle.Locale]invoiceWords{
	markthalle.English: {
		title: "Commission invoice", amending: "Credit note", number: "Invoice", issued: "Date of issue",
		open: "PREVIEW: the month is not over. This is not an invoice.", preview: "PREVIEW: not issued yet. This is not an invoice.",
		vatID: "VAT id", taxID: "Tax number", refers: "amends %s",
		net: "Net", vat: "VAT", gross: "Total", rows: "Sales and refunds", more: "%d further rows are in the CSV file of this invoice.",
		kinds: map[string]string{Charged: "Commission", Returned: "Commission returned", OtherFee: "Fee"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Reverse charge: the recipient owes the VAT (Directive 2006/112/EC, Art. 44 and 196).",
			commission.VATCompensation:  "Compensation, outside the scope of VAT (Directive 2006/112/EC, Art. 2(1)).",
			commission.VATOutside:       "Not within the scope of EU VAT.", commission.VATExempt: "No VAT is charged.", commission.VATOff: "No VAT is charged.",
		},
	},
	markthalle.German: {
		title: "Provisionsrechnung", amending: "Gutschrift zur Provisionsrechnung", number: "Rechnung", issued: "Rechnungsdatum",
		open: "VORSCHAU: Der Monat ist noch nicht zu Ende. Dies ist keine Rechnung.", preview: "VORSCHAU: noch nicht ausgestellt. Dies ist keine Rechnung.",
		vatID: "USt-IdNr.", taxID: "Steuernummer", refers: "berichtigt %s",
		net: "Netto", vat: "USt.", gross: "Summe", rows: "Verkäufe und Erstattungen", more: "%d weitere Zeilen stehen in der CSV-Datei dieser Rechnung.",
		kinds: map[string]string{Charged: "Provision", Returned: "Erstattete Provision", OtherFee: "Gebühr"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Steuerschuldnerschaft des Leistungsempfängers (Richtlinie 2006/112/EG, Art. 44 und 196).",
			commission.VATCompensation:  "Schadensersatz, nicht steuerbar (Richtlinie 2006/112/EG, Art. 2 Abs. 1).",
			commission.VATOutside:       "Nicht steuerbar in der EU.", commission.VATExempt: "Es wird keine Umsatzsteuer berechnet.", commission.VATOff: "Es wird keine Umsatzsteuer berechnet.",
		},
	},
	markthalle.Polish: {
		title: "Faktura prowizyjna", amending: "Faktura korygująca prowizję", number: "Faktura", issued: "Data wystawienia",
		open: "PODGLĄD: miesiąc jeszcze trwa. To nie jest faktura.", preview: "PODGLĄD: jeszcze nie wystawiono. To nie jest faktura.",
		vatID: "NIP UE", taxID: "Numer podatkowy", refers: "koryguje %s",
		net: "Netto", vat: "VAT", gross: "Razem", rows: "Sprzedaż i zwroty", more: "Pozostałe wiersze (%d) są w pliku CSV tej faktury.",
		kinds: map[string]string{Charged: "Prowizja", Returned: "Zwrócona prowizja", OtherFee: "Opłata"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Odwrotne obciążenie: VAT rozlicza nabywca (dyrektywa 2006/112/WE, art. 44 i 196).",
			commission.VATCompensation:  "Odszkodowanie, poza zakresem VAT (dyrektywa 2006/112/WE, art. 2 ust. 1).",
			commission.VATOutside:       "Poza zakresem VAT w UE.", commission.VATExempt: "VAT nie jest naliczany.", commission.VATOff: "VAT nie jest naliczany.",
		},
	},
}

// WritePDF writes an invoice of the market as an A4 page or more, with what directive
// 2006/112/EC, Art. 226, wants on it. A preview says on its face that it is none.
func (v *Invoice) WritePDF(w io.Writer, market string, locale markthalle.Locale) error {
	words, ok := invoices[locale]
	if !ok {
		words = invoices[markthalle.English]
	}
	title := words.title
	if v.Kind == CreditNote {
		title = words.amending
	}
	doc, err := newPaper(title+" "+v.Number, market, v.To)
	if err != nil {
		return err
	}
	p := paper{doc: doc, st: Statement{From: v.From, To: v.To, Currency: v.Currency}, words: paperWordsOf(locale), locale: locale}
	p.words.title = title
	p.heading(Heading{Market: market, Vendor: v.Recipient.Name, VendorID: v.Vendor})
	switch {
	case v.Issued():
		p.text(fmt.Sprintf("%s %s", words.number, v.Number))
		p.text(fmt.Sprintf("%s %s", words.issued, p.day(v.IssuedAt)))
	case v.Open:
		p.text(words.open)
	default:
		p.text(words.preview)
	}
	p.rule()
	for _, side := range []*Party{&v.Issuer, &v.Recipient} {
		side.print(p, words)
	}
	v.totals(p, words)
	v.list(p, words)
	out, err := doc.Generate()
	if err != nil {
		return fmt.Errorf("write invoice: %w", err)
	}
	if _, err := w.Write(out.GetBytes()); err != nil {
		return fmt.Errorf("write invoice: %w", err)
	}
	return nil
}

// print writes one side of the invoice.
func (p *Party) print(on paper, words invoiceWords) {
	if p.Name != "" {
		on.text(p.Name)
	}
	for _, l := range p.Lines() {
		on.text(l)
	}
	if p.VATID != "" {
		on.text(words.vatID + " " + p.VATID)
	}
	if p.TaxID != "" {
		on.text(words.taxID + " " + p.TaxID)
	}
	on.rule()
}

// totals is the invoice in short: the sum under each treatment, with what the law wants
// said about it, and the whole.
func (v *Invoice) totals(p paper, words invoiceWords) {
	add := func(label string, n int64, style fontstyle.Type) {
		p.doc.AddRows(row.New(paperRow).Add(cell(8, label, align.Left, style), cell(4, p.amount(n), align.Right, style)))
	}
	for _, r := range v.Rates {
		rate := money.New(int64(r.Treatment.Rate), v.Currency).Decimal() + " %"
		add(words.net+" · "+rate, r.Net, fontstyle.Normal)
		add(words.vat+" · "+rate+" "+r.Treatment.Country, r.VAT, fontstyle.Normal)
		if note := words.notes[r.Treatment.Kind]; note != "" {
			p.text(note)
		}
	}
	p.rule()
	add(words.gross, v.Gross(), fontstyle.Bold)
}

// list is the rows, as many as a paper takes.
func (v *Invoice) list(p paper, words invoiceWords) {
	if len(v.Rows) == 0 {
		return
	}
	p.doc.AddRows(row.New(2 * paperWide).Add(col.New(12).Add(text.New(words.rows, props.Text{Style: fontstyle.Bold, Top: paperWide}))))
	p.rule()
	for _, r := range v.Rows[:min(len(v.Rows), paperRows)] {
		what := words.kinds[r.Kind]
		if r.Note != "" {
			what += ": " + r.Note
		}
		if r.Refers != "" {
			what += ", " + fmt.Sprintf(words.refers, r.Refers)
		}
		p.doc.AddAutoRow(
			cell(2, p.day(r.At), align.Left, fontstyle.Normal), cell(4, what, align.Left, fontstyle.Normal), cell(2, r.Order, align.Left, fontstyle.Normal),
			cell(2, p.amount(r.Net), align.Right, fontstyle.Normal), cell(2, p.amount(r.VAT), align.Right, fontstyle.Normal),
		)
	}
	if left := len(v.Rows) - paperRows; left > 0 {
		p.text(fmt.Sprintf(words.more, left))
	}
}

// WriteCSV writes an invoice as CSV (RFC 4180) with decimal amounts: every row, then the
// sum under each treatment.
func (v *Invoice) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	amount := func(n int64) string { return money.New(n, v.Currency).Decimal() }
	line := func(at time.Time, kind, id, order, vo string, t commission.VATTreatment, net, vat int64, note, refers string) error {
		return out.Write([]string{
			at.Format(time.RFC3339), kind, id, order, vo, string(t.Kind), t.Country, fmt.Sprintf("%d.%02d", t.Rate/100, t.Rate%100),
			amount(net), amount(vat), amount(net + vat), string(v.Currency), note, v.Number, refers,
		})
	}
	err := out.Write([]string{
		"date", "kind", "reference", "order", "vendor_order", "vat_treatment", "vat_country", "vat_percent", "net", "vat", "gross", "currency", "note", "invoice", "amends",
	})
	for _, r := range v.Rows {
		if err == nil {
			err = line(r.At, r.Kind, r.ID, r.Order, string(r.VendorOrder), r.Treatment, r.Net, r.VAT, r.Note, r.Refers)
		}
	}
	for _, r := range v.Rates {
		if err == nil {
			err = line(v.To, "total", v.Month, "", "", r.Treatment, r.Net, r.VAT, "", "")
		}
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write invoice: %w", err)
	}
	return nil
}
