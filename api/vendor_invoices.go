package api

import (
	"bytes"
	"net/http"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// VATOut is how VAT applies to a fee: domestic, reverse_charge, destination, outside_scope,
// exempt or none.
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

// InvoiceOut is what the market charged a vendor for a month in one currency.
type InvoiceOut struct {
	Number        string           `json:"number"`
	VendorID      string           `json:"vendor_id"`
	Currency      string           `json:"currency"`
	From          Time             `json:"from"`
	To            Time             `json:"to"`
	Open          bool             `json:"open"` // the month is not over
	ReverseCharge bool             `json:"reverse_charge"`
	Net           Money            `json:"net"`
	VAT           Money            `json:"vat"`
	Gross         Money            `json:"gross"`
	Rates         []InvoiceRateOut `json:"rates"`
	Items         []InvoiceRowOut  `json:"items"`
}

func invoiceOut(v *payouts.Invoice) InvoiceOut {
	c := v.Currency
	return InvoiceOut{
		Number: v.Number, VendorID: string(v.Vendor), Currency: string(c), From: Time{v.From}, To: Time{v.To}, Open: v.Open,
		ReverseCharge: v.ReverseCharge(), Net: minor(v.Net, c), VAT: minor(v.VAT, c), Gross: minor(v.Gross(), c),
		Rates: mapped(v.Rates, func(r payouts.InvoiceRate) InvoiceRateOut {
			return InvoiceRateOut{Tax: VATOut{string(r.Treatment.Kind), r.Treatment.Country, int64(r.Treatment.Rate)}, Net: minor(r.Net, c), VAT: minor(r.VAT, c)}
		}),
		Items: mapped(v.Rows, func(r payouts.InvoiceRow) InvoiceRowOut {
			return InvoiceRowOut{
				ID: r.ID, At: Time{r.At}, Kind: r.Kind, Order: r.Order, VendorOrderID: string(r.VendorOrder), Note: r.Note,
				Tax: VATOut{string(r.Treatment.Kind), r.Treatment.Country, int64(r.Treatment.Rate)}, Net: minor(r.Net, c), VAT: minor(r.VAT, c),
			}
		}),
	}
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
		var v vendors.Vendor
		if v, err = r.Vendors.Get(c.Ctx, vendor); err == nil {
			err = inv.WritePDF(&b, payouts.HeadingOf(r.Market.Name, &v), c.Locale)
		}
	}
	if err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+inv.File(in.Format)+`"`)
	return c.Send(http.StatusOK, kind, b.Bytes())
}
