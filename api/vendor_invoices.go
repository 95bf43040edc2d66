package api

import (
	"bytes"
	"net/http"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
)

// VATOut is how VAT applies to a fee: domestic, reverse_charge, destination, outside_scope,
// exempt, compensation (a fine for which
// nothing was supplied) or none.
type VATOut struct {
	Treatment string `json:"treatment"`
	Country   string `json:"country,omitempty"` // whose VAT it is
	RateBP    int64  `json:"rate_bp"`
}

// InvoiceRowOut is one fee of one sale, or what came back of it.
type InvoiceRowOut struct {
	ID            string `json:"id"` // of the ledger's entry
	At            Time   `json:"at"`
	Kind          string `json:"kind"` // commission, commission_returned or fee
	Order         string `json:"order,omitempty"`
	Amends        string `json:"amends,omitempty"` // number of the earlier invoice that had charged what comes back
	VendorOrderID string `json:"vendor_order_id,omitempty"`
	Note          string `json:"note,omitempty"`
	Tax           VATOut `json:"vat_treatment"`
	Net           Money  `json:"net"`
	VAT           Money  `json:"vat"`
}

// InvoiceRateOut sums the rows under one treatment.
type InvoiceRateOut struct {
	Tax VATOut `json:"vat_treatment"`
	Net Money  `json:"net"`
	VAT Money  `json:"vat"`
}

// PartyOut is one side of an invoice, as it was when the invoice was issued.
type PartyOut struct {
	Name    string        `json:"name"`
	Address VendorAddress `json:"address"`
	VATID   string        `json:"vat_id,omitempty"`
	TaxID   string        `json:"tax_id,omitempty"`
}

func partyOut(p payouts.Party) PartyOut {
	return PartyOut{Name: p.Name, Address: vendorAddress(p.Address), VATID: p.VATID, TaxID: p.TaxID}
}

// InvoiceHeadOut is what the market charged a vendor for a month in one currency, in sums.
// Without a number it is a preview and no invoice.
type InvoiceHeadOut struct {
	Number        string           `json:"number"`
	Kind          string           `json:"kind"` // invoice or credit_note
	Issued        bool             `json:"issued"`
	VendorID      string           `json:"vendor_id"`
	Currency      string           `json:"currency"`
	Month         string           `json:"month"`
	From          Time             `json:"from"`
	To            Time             `json:"to"`
	IssuedAt      *Time            `json:"issued_at,omitempty"`
	Issuer        PartyOut         `json:"issuer"`
	Recipient     PartyOut         `json:"recipient"`
	ReverseCharge bool             `json:"reverse_charge"`
	Net           Money            `json:"net"`
	VAT           Money            `json:"vat"`
	Gross         Money            `json:"gross"`
	Rates         []InvoiceRateOut `json:"rates"`
}

// InvoiceOut is an invoice with its rows.
type InvoiceOut struct {
	InvoiceHeadOut
	Open  bool            `json:"open"` // a preview of a month that is not over
	Items []InvoiceRowOut `json:"items"`
}

func invoiceHead(v payouts.InvoiceHead) InvoiceHeadOut {
	c := v.Currency
	return InvoiceHeadOut{
		Number: v.Number, Kind: string(v.Kind), Issued: v.Issued(), VendorID: string(v.Vendor), Currency: string(c), Month: v.Month,
		From: Time{v.From}, To: Time{v.To}, IssuedAt: at(v.IssuedAt), Issuer: partyOut(v.Issuer), Recipient: partyOut(v.Recipient),
		ReverseCharge: v.ReverseCharge(), Net: minor(v.Net, c), VAT: minor(v.VAT, c), Gross: minor(v.Gross(), c),
		Rates: mapped(v.Rates, func(r payouts.InvoiceRate) InvoiceRateOut {
			return InvoiceRateOut{Tax: VATOut{string(r.Treatment.Kind), r.Treatment.Country, int64(r.Treatment.Rate)}, Net: minor(r.Net, c), VAT: minor(r.VAT, c)}
		}),
	}
}

func invoiceOut(v *payouts.Invoice) InvoiceOut {
	c := v.Currency
	return InvoiceOut{
		InvoiceHeadOut: invoiceHead(v.InvoiceHead), Open: v.Open,
		Items: mapped(v.Rows, func(r payouts.InvoiceRow) InvoiceRowOut {
			return InvoiceRowOut{
				ID: r.ID, At: Time{r.At}, Kind: r.Kind, Order: r.Order, VendorOrderID: string(r.VendorOrder), Amends: r.Refers, Note: r.Note,
				Tax: VATOut{string(r.Treatment.Kind), r.Treatment.Country, int64(r.Treatment.Rate)}, Net: minor(r.Net, c), VAT: minor(r.VAT, c),
			}
		}),
	}
}

func (r *routes) vendorInvoiceList(c *endpoint.Call, in PageIn) (List[InvoiceHeadOut], error) {
	page, err := r.Payouts.Invoices(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[InvoiceHeadOut]{}, err
	}
	return wireList(page, invoiceHead), nil
}

func (r *routes) vendorInvoice(c *endpoint.Call, in VendorStatementIn) (Empty, error) {
	return Empty{}, r.sendInvoice(c, c.Actor.Vendor, in)
}

// AdminInvoiceIn asks for a vendor's invoice of a month.
type AdminInvoiceIn struct {
	ByID
	VendorStatementIn
}

func (r *routes) adminInvoice(c *endpoint.Call, in AdminInvoiceIn) (Empty, error) {
	v, err := r.Vendors.Get(c.Ctx, markthalle.VendorID(in.ID))
	if err != nil {
		return Empty{}, err
	}
	return Empty{}, r.sendInvoice(c, v.VendorID(), in.VendorStatementIn)
}

// sendInvoice answers with an invoice in the form that is asked for.
func (r *routes) sendInvoice(c *endpoint.Call, vendor markthalle.VendorID, in VendorStatementIn) error {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return err
	}
	month, err := monthOf(in.Month)
	if err != nil {
		return err
	}
	inv, err := r.Payouts.InvoiceOf(c.Ctx, c.Actor, vendor, currency, month)
	if err != nil {
		return err
	}
	if in.Format == "" || in.Format == "json" {
		return sendJSON(c, invoiceOut(&inv))
	}
	var b bytes.Buffer
	kind := "text/csv; charset=utf-8"
	if in.Format == "csv" {
		err = inv.WriteCSV(&b)
	} else {
		kind = "application/pdf"
		err = inv.WritePDF(&b, r.Market.Name, c.Locale)
	}
	if err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+inv.File(in.Format)+`"`)
	return c.Send(http.StatusOK, kind, b.Bytes())
}
