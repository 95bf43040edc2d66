package payouts

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
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
	"github.com/markthalle/markthalle/vendors"
)

// InvoiceHeading is who an invoice is from and for.
type InvoiceHeading struct {
	Heading
	Address []string // the vendor's, a line each
	VATID   string   // the vendor's; empty when it has none
}

// HeadingOf is the heading of the market's invoices for a vendor.
func HeadingOf(market string, v *vendors.Vendor) InvoiceHeading {
	head := InvoiceHeading{Heading: Heading{Market: market, Vendor: v.LegalName, VendorID: v.VendorID()}, VATID: v.VATID}
	for _, l := range []string{v.Address.Line1, v.Address.Line2, strings.TrimSpace(v.Address.PostalCode + " " + v.Address.City), v.Address.Country} {
		if l != "" {
			head.Address = append(head.Address, l)
		}
	}
	return head
}

// File names the file of an invoice; kind is its ending.
func (v *Invoice) File(kind string) string {
	return "invoice-" + v.Number + "-" + string(v.Currency) + "." + kind
}

// invoiceWords are the texts of an invoice on paper in one language.
type invoiceWords struct {
	title, number, open, vatID, net, vat, gross, rows, more string

	kinds map[string]string
	notes map[commission.VATKind]string
}

var invoices = map[markthalle.Locale]invoiceWords{
	markthalle.English: {
		title: "Commission invoice", number: "Invoice", open: "The month is not over; this is a preview.", vatID: "VAT id",
		net: "Net", vat: "VAT", gross: "Total", rows: "Sales and refunds", more: "%d further rows are in the CSV file of this invoice.",
		kinds: map[string]string{Charged: "Commission", Returned: "Commission returned", OtherFee: "Fee"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Reverse charge: the recipient owes the VAT (Directive 2006/112/EC, Art. 44 and 196).",
			commission.VATOutside:       "Not within the scope of EU VAT.", commission.VATExempt: "No VAT is charged.", commission.VATOff: "No VAT is charged.",
		},
	},
	markthalle.German: {
		title: "Provisionsrechnung", number: "Rechnung", open: "Der Monat ist noch nicht zu Ende; dies ist eine Vorschau.", vatID: "USt-IdNr.",
		net: "Netto", vat: "USt.", gross: "Summe", rows: "Verkäufe und Erstattungen", more: "%d weitere Zeilen stehen in der CSV-Datei dieser Rechnung.",
		kinds: map[string]string{Charged: "Provision", Returned: "Erstattete Provision", OtherFee: "Gebühr"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Steuerschuldnerschaft des Leistungsempfängers (Richtlinie 2006/112/EG, Art. 44 und 196).",
			commission.VATOutside:       "Nicht steuerbar in der EU.", commission.VATExempt: "Es wird keine Umsatzsteuer berechnet.", commission.VATOff: "Es wird keine Umsatzsteuer berechnet.",
		},
	},
	markthalle.Polish: {
		title: "Faktura prowizyjna", number: "Faktura", open: "Miesiąc jeszcze trwa; to jest podgląd.", vatID: "NIP UE",
		net: "Netto", vat: "VAT", gross: "Razem", rows: "Sprzedaż i zwroty", more: "Pozostałe wiersze (%d) są w pliku CSV tej faktury.",
		kinds: map[string]string{Charged: "Prowizja", Returned: "Zwrócona prowizja", OtherFee: "Opłata"},
		notes: map[commission.VATKind]string{
			commission.VATReverseCharge: "Odwrotne obciążenie: VAT rozlicza nabywca (dyrektywa 2006/112/WE, art. 44 i 196).",
			commission.VATOutside:       "Poza zakresem VAT w UE.", commission.VATExempt: "VAT nie jest naliczany.", commission.VATOff: "VAT nie jest naliczany.",
		},
	},
}

// WritePDF writes an invoice as an A4 page or more.
func (v *Invoice) WritePDF(w io.Writer, head InvoiceHeading, locale markthalle.Locale) error {
	words, ok := invoices[locale]
	if !ok {
		words = invoices[markthalle.English]
	}
	doc, err := newPaper(words.title+" "+v.Number, head.Market, v.To)
	if err != nil {
		return err
	}
	p := paper{doc: doc, st: Statement{From: v.From, To: v.To, Currency: v.Currency}, words: paperWordsOf(locale), locale: locale}
	p.words.title = words.title
	p.heading(head.Heading)
	for _, l := range head.Address {
		p.text(l)
	}
	if head.VATID != "" {
		p.text(words.vatID + " " + head.VATID)
	}
	p.text(fmt.Sprintf("%s %s / %s", words.number, v.Number, v.Vendor))
	if v.Open {
		p.text(words.open)
	}
	p.rule()
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
	line := func(at time.Time, kind, id, order, vo string, t commission.VATTreatment, net, vat int64, note string) error {
		return out.Write([]string{
			at.Format(time.RFC3339), kind, id, order, vo, string(t.Kind), t.Country, fmt.Sprintf("%d.%02d", t.Rate/100, t.Rate%100),
			amount(net), amount(vat), amount(net + vat), string(v.Currency), note,
		})
	}
	err := out.Write([]string{
		"date", "kind", "reference", "order", "vendor_order", "vat_treatment", "vat_country", "vat_percent", "net", "vat", "gross", "currency", "note",
	})
	for _, r := range v.Rows {
		if err == nil {
			err = line(r.At, r.Kind, r.ID, r.Order, string(r.VendorOrder), r.Treatment, r.Net, r.VAT, r.Note)
		}
	}
	for _, r := range v.Rates {
		if err == nil {
			err = line(v.To, "total", v.Number, "", "", r.Treatment, r.Net, r.VAT, "")
		}
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write invoice: %w", err)
	}
	return nil
}
