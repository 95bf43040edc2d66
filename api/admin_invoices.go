package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
)

func (r *routes) adminInvoices() []endpoint.Endpoint {
	read, write := asOperator(markthalle.LedgerRead), asOperator(markthalle.LedgerMoney)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/invoices", "Issued invoices of all vendors or of one, newest first", r.adminInvoiceList, read),
		endpoint.Route("POST", "/admin/invoices/issue", "Issue the invoices of a month that is over, and before them those of earlier months that have none; what is issued stays as it is", r.adminInvoiceIssue, write,
			endpoint.Within(5*time.Minute)),
		endpoint.Route("GET", "/admin/invoices/issuer", "Who the market is on its invoices", r.adminIssuerGet, read),
		endpoint.Route("PUT", "/admin/invoices/issuer", "Say who the market is on its invoices from now on", r.adminIssuerSet, write),
	}
}

// AdminInvoiceListIn asks for invoices: of one vendor, or of all.
type AdminInvoiceListIn struct {
	PageIn
	Vendor string `query:"vendor" validate:"max=200"`
}

func (r *routes) adminInvoiceList(c *endpoint.Call, in AdminInvoiceListIn) (List[InvoiceHeadOut], error) {
	page, err := r.Payouts.Invoices(c.Ctx, c.Actor, markthalle.VendorID(in.Vendor), in.query())
	if err != nil {
		return List[InvoiceHeadOut]{}, err
	}
	return wireList(page, invoiceHead), nil
}

// AdminInvoiceIssueIn names a month that is over, and one vendor if only its invoice is
// wanted.
type AdminInvoiceIssueIn struct {
	Month    string `json:"month" validate:"required,max=7"` // 2026-03
	Vendor   string `json:"vendor" validate:"max=200"`
	Currency string `json:"currency" validate:"omitempty,len=3"` // of the one vendor; the market's own when it is left out
}

// AdminInvoiceRunOut is what came of it.
type AdminInvoiceRunOut struct {
	Month      string                   `json:"month"`
	Issued     int                      `json:"issued"` // invoices of the month that exist now
	Incomplete []AdminInvoiceMissingOut `json:"incomplete"`
}

// AdminInvoiceMissingOut is an invoice that could not be issued, with what is missing.
type AdminInvoiceMissingOut struct {
	VendorID string   `json:"vendor_id"`
	Currency string   `json:"currency"`
	Fields   []string `json:"fields"`
}

func (r *routes) adminInvoiceIssue(c *endpoint.Call, in AdminInvoiceIssueIn) (AdminInvoiceRunOut, error) {
	month, err := monthOf(in.Month)
	if err != nil {
		return AdminInvoiceRunOut{}, err
	}
	if in.Vendor != "" {
		currency, err := r.currencyOf(in.Currency)
		if err != nil {
			return AdminInvoiceRunOut{}, err
		}
		v, err := r.Payouts.IssueInvoice(c.Ctx, c.Actor, markthalle.VendorID(in.Vendor), currency, month)
		if err != nil {
			return AdminInvoiceRunOut{}, err
		}
		return AdminInvoiceRunOut{Month: v.Month, Issued: 1, Incomplete: []AdminInvoiceMissingOut{}}, nil
	}
	run, err := r.Payouts.IssueInvoices(c.Ctx, c.Actor, month)
	if err != nil {
		return AdminInvoiceRunOut{}, err
	}
	return AdminInvoiceRunOut{Month: run.Month, Issued: run.Issued, Incomplete: mapped(run.Incomplete, func(x payouts.IncompleteInvoice) AdminInvoiceMissingOut {
		return AdminInvoiceMissingOut{
			VendorID: string(x.Vendor), Currency: string(x.Currency), Fields: mapped(x.Fields, func(f markthalle.Field) string { return f.Pointer }),
		}
	})}, nil
}

// AdminIssuerIn is the market as it stands on its invoices.
type AdminIssuerIn struct {
	Name    string        `json:"name" validate:"max=400"`
	Address VendorAddress `json:"address"`
	VATID   string        `json:"vat_id" validate:"max=40"`
	TaxID   string        `json:"tax_id" validate:"max=100"`
}

// AdminIssuerOut is the market as it stands on its invoices; empty until somebody has said.
type AdminIssuerOut struct {
	Revision int64 `json:"revision"`
	PartyOut
	By string `json:"by,omitempty"`
	At *Time  `json:"at,omitempty"`
}

func adminIssuer(x payouts.Issuer) AdminIssuerOut {
	return AdminIssuerOut{Revision: x.Version, PartyOut: partyOut(x.Party), By: x.By, At: at(x.At)}
}

func (r *routes) adminIssuerGet(c *endpoint.Call, _ Empty) (AdminIssuerOut, error) {
	x, err := r.Payouts.IssuerOf(c.Ctx, c.Actor)
	if err != nil {
		return AdminIssuerOut{}, err
	}
	return adminIssuer(x), nil
}

func (r *routes) adminIssuerSet(c *endpoint.Call, in AdminIssuerIn) (AdminIssuerOut, error) {
	x, err := r.Payouts.SetIssuer(c.Ctx, c.Actor, payouts.Party{Name: in.Name, Address: in.Address.address(), VATID: in.VATID, TaxID: in.TaxID}, c.IfMatch)
	if err != nil {
		return AdminIssuerOut{}, err
	}
	return adminIssuer(x), nil
}
