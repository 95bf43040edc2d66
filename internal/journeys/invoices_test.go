package journeys_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// TestFinanceInvoices: a month is traded, invoiced when the operator asks and read by the
// vendor; its document stays as it was, whoever the market says it is by then.
func TestFinanceInvoices(t *testing.T) {
	s := begin(t)
	s.open()
	sh := s.shops[0]
	month := s.now().UTC().Format("2006-01")
	s.settle(s.sell())
	issuer := obj{
		"name": "Journey Market GmbH", "vat_id": "DE136695976",
		"address": obj{"line1": "Obermarkt 1", "postal_code": "02826", "city": "Görlitz", "country": "DE"},
	}
	s.operator.post("/admin/invoices/issue", obj{"month": month}, 422)
	s.operator.post("/admin/invoices/issue", obj{"month": s.now().UTC().Format("2006-01")}, 409)
	s.operator.do("PUT", "/admin/invoices/issuer", obj{"name": "Journey Market GmbH"}, 422)
	s.operator.do("PUT", "/admin/invoices/issuer", issuer, 200)
	require.Equal(t, false, sh.get("/vendor/invoices/"+month).at("issued").v)
	require.EqualValues(t, len(s.shops), s.operator.post("/admin/invoices/issue", obj{"month": month}, 200).num("issued"))
	first := sh.get("/vendor/invoices/" + month)
	require.Equal(t, true, first.at("issued").v)
	require.NotEmpty(t, first.str("number"))
	require.Equal(t, "Journey Market GmbH", first.str("issuer", "name"))
	require.Equal(t, first.num("net", "amount")+first.num("vat", "amount"), first.num("gross", "amount"))
	require.Equal(t, first.str("number"), sh.get("/vendor/invoices").str("items", 0, "number"))
	require.EqualValues(t, len(s.shops), s.operator.post("/admin/invoices/issue", obj{"month": month}, 200).num("issued"))

	s.settled()
	for _, sh := range s.shops { // each is told once, however often they are issued
		mails := slices.DeleteFunc(s.subjects(s.addressOf(sh)), func(template string) bool { return template != "invoice_issued" })
		require.Len(t, mails, 1)
	}
	told, err := s.m.Notify.Mail(t.Context(), "mail_inv_"+markthalle.Body(markthalle.VendorID(sh.id))+"_eur_"+strings.ReplaceAll(month, "-", ""))
	require.NoError(t, err)
	require.Contains(t, told.Subject, first.str("number"))
	require.Contains(t, told.Text, "/sell/money?month="+month)

	issuer["name"] = "Renamed Market GmbH"
	s.operator.do("PUT", "/admin/invoices/issuer", issuer, 200)
	require.Equal(t, first.v, sh.get("/vendor/invoices/"+month).v)

	// The tax authority is told by the same name; of a year that is over.
	report := func(year int) exact {
		return s.operator.exact("/admin/reports/dac7/" + strconv.Itoa(year) + "?format=xml")
	}
	require.Equal(t, http.StatusConflict, report(s.now().Year()).status)
	last := report(s.now().Year() - 1)
	require.Equal(t, http.StatusOK, last.status)
	require.Contains(t, last.header, "application/xml")
	require.Contains(t, last.body, "<dpi:Name>Renamed Market GmbH</dpi:Name>")
}

// addressOf is where a vendor gets its mails.
func (s *story) addressOf(sh *shop) string {
	s.t.Helper()
	v, err := s.m.Vendors.Get(s.t.Context(), markthalle.VendorID(sh.id))
	require.NoError(s.t, err)
	return v.Email
}
