package operator

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	invoiceRows = 50
	monthForm   = "2006-01"
)

// invoiceFields are the form's names of what the service finds fault with.
var invoiceFields = map[string]string{
	"address[line1]": "line1", "address[line2]": "line2", "address[postal_code]": "postal_code", "address[city]": "city", "address[country]": "country",
	"issuer[name]": "name", "issuer[address][line1]": "line1", "issuer[address][city]": "city", "issuer[address][country]": "country", "issuer[vat_id]": "vat_id",
}

// showInvoices lists what is issued, newest first.
func showInvoices(c *edge.Ctx, a markthalle.Actor) error { return invoicesPage(c, a, nil, nil) }

func invoicesPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults, change func(*Invoices)) error {
	w := wordsOf(c)
	view := Invoices{CanIssue: a.Can(markthalle.LedgerMoney), Faults: faults}
	now := w.now.UTC()
	view.Month = time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format(monthForm)
	market, err := c.Payouts.IssuerOf(c.Context, a)
	if err != nil {
		return err
	}
	p := market.Party
	view.Name, view.Line1, view.Line2, view.PostalCode = p.Name, p.Address.Line1, p.Address.Line2, p.Address.PostalCode
	view.City, view.Country, view.VATID, view.TaxID, view.Revision = p.Address.City, p.Address.Country, p.VATID, p.TaxID, market.Version
	page, err := c.Payouts.Invoices(c.Context, a, markthalle.VendorID(c.Query("vendor")), c.Page(invoiceRows))
	if err != nil {
		return err
	}
	view.Rows = mapped(page.Items, func(v payouts.InvoiceHead) InvoiceLine { return invoiceLine(v, shopName(c, v.Vendor)) })
	view.Pager = cursorPager(c, queryOf(c, "vendor"), len(page.Items), page.Next, 0)
	if change != nil {
		change(&view)
	}
	return c.Render(PageInvoices, view)
}

func invoiceLine(v payouts.InvoiceHead, vendor string) InvoiceLine {
	file := "/operator/vendors/" + string(v.Vendor) + "/invoices/" + v.Month
	currency := "?currency=" + string(v.Currency)
	return InvoiceLine{
		Number: v.Number, Kind: string(v.Kind), Month: v.Month, Vendor: vendor, URL: "/operator/vendors/" + string(v.Vendor),
		PDF: file + ".pdf" + currency, CSV: file + ".csv" + currency, IssuedAt: v.IssuedAt, ReverseCharge: v.ReverseCharge(),
		Net: edge.Minor(v.Net, v.Currency), VAT: edge.Minor(v.VAT, v.Currency), Gross: edge.Minor(v.Gross(), v.Currency),
	}
}

// saveIssuer says who the market is on invoices from now on.
func saveIssuer(c *edge.Ctx, a markthalle.Actor) error {
	p := payouts.Party{
		Name: c.Form("name"), VATID: c.Form("vat_id"), TaxID: c.Form("tax_id"),
		Address: vendors.Address{
			Line1: c.Form("line1"), Line2: c.Form("line2"), PostalCode: c.Form("postal_code"), City: c.Form("city"), Country: c.Form("country"),
		},
	}
	var read *int64
	if n, ok := c.FormInt("revision"); ok {
		read = &n
	}
	_, err := c.Payouts.SetIssuer(c.Context, a, p, read)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return invoicesPage(c, a, renamed(faults, invoiceFields), func(v *Invoices) {
				v.Name, v.Line1, v.Line2, v.PostalCode = p.Name, p.Address.Line1, p.Address.Line2, p.Address.PostalCode
				v.City, v.Country, v.VATID, v.TaxID = p.Address.City, p.Address.Country, p.VATID, p.TaxID
			})
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/operator/invoices")
}

// issueInvoices issues the invoices of a month that is over, and names what keeps some from
// being issued.
func issueInvoices(c *edge.Ctx, a markthalle.Actor) error {
	typed := c.Form("month")
	month, err := time.Parse(monthForm, typed)
	var f formFaults
	if err != nil {
		f.bad("month", "not_a_month")
	}
	var run payouts.InvoiceRun
	if err = f.err(); err == nil {
		run, err = c.Payouts.IssueInvoices(c.Context, a, month)
	}
	if err != nil {
		if errors.Is(err, payouts.ErrMonthOpen) {
			f.bad("month", "payouts.month_open")
			err = f.err()
		}
		return c.Fail(err, func(faults kernel.Faults) error {
			return invoicesPage(c, a, renamed(faults, invoiceFields), func(v *Invoices) { v.Month = cmp.Or(typed, v.Month) })
		})
	}
	if len(run.Incomplete) > 0 {
		return invoicesPage(c, a, nil, func(v *Invoices) {
			v.Waiting = mapped(run.Incomplete, func(x payouts.IncompleteInvoice) InvoiceGap { return invoiceGap(c, x) })
		})
	}
	c.Flash("good", FlashInvoiced, "N", strconv.Itoa(run.Issued))
	return c.Redirect("/operator/invoices")
}

func invoiceGap(c *edge.Ctx, x payouts.IncompleteInvoice) InvoiceGap {
	return InvoiceGap{
		Vendor: shopName(c, x.Vendor), URL: "/operator/vendors/" + string(x.Vendor),
		Fields: mapped(x.Fields, func(f markthalle.Field) string { return f.Pointer[strings.LastIndexByte(f.Pointer, '/')+1:] }),
	}
}

// sendInvoice sends a vendor's invoice of a month, or its preview: YYYY-MM.csv or
// YYYY-MM.pdf.
func sendInvoice(c *edge.Ctx, a markthalle.Actor) error {
	name, kind, _ := strings.Cut(c.Param("month"), ".")
	month, err := time.Parse(monthForm, name)
	if err != nil || kind != "csv" && kind != "pdf" {
		return markthalle.ErrNotFound
	}
	cur, err := currencyOf(c)
	if err != nil {
		return err
	}
	v, err := c.Vendors.Get(c.Context, markthalle.VendorID(c.Param("id")))
	if err != nil {
		return err
	}
	inv, err := c.Payouts.InvoiceOf(c.Context, a, v.VendorID(), cur, month)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	form := "application/pdf"
	if kind == "csv" {
		form, err = "text/csv; charset=utf-8", inv.WriteCSV(&b)
	} else {
		err = inv.WritePDF(&b, c.Market.Name, c.Locale)
	}
	if err != nil {
		return err
	}
	return sendFile(c, form, inv.File(kind), b.Bytes())
}

// sendFile sends a file that is kept by nobody on the way.
func sendFile(c *edge.Ctx, form, name string, body []byte) error {
	c.Fiber.Set("Content-Type", form)
	c.Fiber.Set("X-Content-Type-Options", "nosniff")
	c.Fiber.Set("Cache-Control", "private, no-store")
	c.Fiber.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Fiber.Send(body)
}
