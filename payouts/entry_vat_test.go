package payouts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// TestVATOnFeesAndFines: a subscription of 9.99 bears 1.90 of VAT as commission does, a fine
// of 7.00 none unless the operator says that it is a price; under reverse charge the vendor
// owes it, and another state's rate holds for a vendor there without a VAT id.
func TestVATOnFeesAndFines(t *testing.T) {
	t.Parallel()
	domestic := commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900}
	none := commission.VATTreatment{Kind: commission.VATCompensation}
	for name, c := range map[string]struct {
		kind           payouts.EntryKind
		choice         payouts.EntryVAT
		country, vatID string
		amount, vat    int64
		want           commission.VATTreatment
	}{
		"subscription":              {payouts.Subscription, payouts.VATByKind, "DE", "", 999, 190, domestic},
		"subscription, said so":     {payouts.Subscription, payouts.VATCharged, "DE", "", 999, 190, domestic},
		"fine":                      {payouts.Fine, payouts.VATByKind, "DE", "", 700, 0, none},
		"fine, said so":             {payouts.Fine, payouts.VATOutside, "PL", "", 700, 0, none},
		"fine that is a price":      {payouts.Fine, payouts.VATCharged, "DE", "", 700, 133, domestic},
		"subscription, Poland":      {payouts.Subscription, payouts.VATByKind, "PL", "PL5260001246", 999, 0, commission.VATTreatment{Kind: commission.VATReverseCharge}},
		"fine that is one, Poland":  {payouts.Fine, payouts.VATCharged, "PL", "PL5260001246", 700, 0, commission.VATTreatment{Kind: commission.VATReverseCharge}},
		"subscription, no VAT id":   {payouts.Subscription, payouts.VATByKind, "PL", "", 1000, 230, commission.VATTreatment{Kind: commission.VATDestination, Country: "PL", Rate: 2300}},
		"subscription, outside EU":  {payouts.Subscription, payouts.VATByKind, "US", "", 999, 0, commission.VATTreatment{Kind: commission.VATOutside}},
		"subscription, half a cent": {payouts.Subscription, payouts.VATByKind, "DE", "", 50, 10, domestic},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.sellers.Update(t.Context(), system, ven1, vendors.Patch{Country: &c.country, VATID: &c.vatID}, nil)
			require.NoError(t, err)
			in := payouts.EntryInput{ID: "adj_1", Vendor: ven1, Kind: c.kind, Amount: money.New(c.amount, "EUR"), Reason: "because", VAT: c.choice}
			first, err := w.PostEntry(t.Context(), system, in)
			require.NoError(t, err)
			require.Equal(t, c.amount+c.vat, first.Total())
			require.Equal(t, c.amount+c.vat, w.balance(ledger.VendorPayable(ven1)))
			require.Equal(t, -c.amount, w.balance(ledger.RevFees))
			v := w.invoice(ven1)
			require.Equal(t, []payouts.InvoiceRate{{Treatment: c.want, Net: c.amount, VAT: c.vat}}, v.Rates)
			if c.vat != 0 {
				require.Equal(t, -c.vat, w.balance(ledger.VATOutput(c.want.Country)))
			}
			other, gone := "FR", ""
			_, err = w.sellers.Update(t.Context(), system, ven1, vendors.Patch{Country: &other, VATID: &gone}, nil)
			require.NoError(t, err)
			w.wait(time.Hour)
			again, err := w.PostEntry(t.Context(), system, in)
			require.NoError(t, err)
			require.Equal(t, first.ContentHash, again.ContentHash, "what is booked stays")
		})
	}
}

// TestVATChoices: only a fine has a choice.
func TestVATChoices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, c := range []struct {
		kind payouts.EntryKind
		vat  payouts.EntryVAT
	}{{payouts.Subscription, payouts.VATOutside}, {payouts.Credit, payouts.VATCharged}, {payouts.Correction, payouts.VATOutside}, {payouts.Fine, "half"}} {
		_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{
			ID: fmt.Sprint("adj_", i), Vendor: ven1, Kind: c.kind, Amount: money.New(700, "EUR"), Reason: "because", VAT: c.vat,
		})
		require.Equal(t, "payouts.entry", markthalle.CodeOf(err))
	}
}

// TestInvoicesOfFees: whatever fees are entered, invoices of all months add up to the
// market's accounts, rate by rate.
func TestInvoicesOfFees(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addresses(ven1, ven2)
	begin, n := w.clock.Now(), 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		vendor := rapid.SampledFrom([]markthalle.VendorID{ven1, ven2}).Draw(r, "vendor")
		in := payouts.EntryInput{ID: fmt.Sprintf("adj_%d", n), Vendor: vendor, Reason: "because", Amount: money.New(rapid.Int64Range(1, 50_000).Draw(r, "amount"), "EUR")}
		in.Kind = rapid.SampledFrom([]payouts.EntryKind{payouts.Fine, payouts.Subscription}).Draw(r, "kind")
		if in.Kind == payouts.Fine {
			in.VAT = rapid.SampledFrom([]payouts.EntryVAT{payouts.VATByKind, payouts.VATCharged, payouts.VATOutside}).Draw(r, "choice")
		}
		_, err := w.PostEntry(t.Context(), system, in)
		require.NoError(r, err)
		w.clock.Advance(time.Duration(rapid.IntRange(0, 24).Draw(r, "hours")) * time.Hour)
	})
	last := w.clock.Now()
	w.clock.Advance(32 * 24 * time.Hour)
	var net, vat int64
	for month := begin; !month.After(last.AddDate(0, 0, 27)) && month.AddDate(0, 1, 0).Before(w.clock.Now()); month = month.AddDate(0, 1, 0) {
		w.issueAll(month)
	}
	for _, v := range []markthalle.VendorID{ven1, ven2} {
		page, err := w.Invoices(t.Context(), system, v, markthalle.PageQuery{Limit: 50})
		require.NoError(t, err)
		for _, h := range page.Items {
			net, vat = net+h.Net, vat+h.VAT
		}
	}
	require.Equal(t, -w.balance(ledger.RevFees), net)
	require.Equal(t, -w.balance(ledger.VATOutput("DE")), vat)
}
