package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Invoices are the invoices that the market has issued to its vendors, with who the market
// is on them.
type Invoices struct {
	Rows     []InvoiceLine
	Pager    kernel.Pager
	Month    string // that the form offers to issue: 2026-10
	CanIssue bool
	// What the market says of itself on invoices from now on.
	Name, Line1, Line2, PostalCode, City, Country, VATID, TaxID string

	Revision int64
	Waiting  []InvoiceGap // what kept the last run from issuing everything
	Faults   kernel.Faults
}

// InvoiceLine is one issued invoice. Kind is a code below "invoice_kind.".
type InvoiceLine struct {
	Number, Kind, Month string
	Vendor, URL         string
	PDF, CSV            string
	IssuedAt            time.Time
	ReverseCharge       bool
	Net, VAT, Gross     kernel.Money
}

// InvoiceGap names what an invoice must say and nobody has given. Fields are codes below
// "invoice_field.".
type InvoiceGap struct {
	Vendor, URL string
	Fields      []string
}
