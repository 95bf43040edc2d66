package payouts_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dac7Market has an entity that gave everything, a person whose tax number is not known
// and a seller below the bounds.
func dac7Market(t *testing.T) *asking {
	t.Helper()
	a := newAsking(t)
	address := vendors.Address{Line1: "Färberweg 12", Line2: "Hinterhaus", PostalCode: "02826", City: "Görlitz", Country: "DE"}
	out, err := a.sellers.Establish(t.Context(), system, []vendors.Founding{
		{ID: "ven_3", Application: vendors.Application{
			SellerKind: vendors.Private, LegalName: "Ines Marie Haselbach & Söhne", ShopName: "Ines", Country: "DE", Email: "ines@example.com",
			IBAN: "DE89370400440532013000", BirthDate: "1980-03-31", Address: address,
		}},
		{ID: "ven_4", Application: vendors.Application{
			SellerKind: vendors.Business, LegalName: "Lieske GmbH", ShopName: "Lieske", Country: "DE", Email: "lieske@example.com", VATID: "DE136695976",
			TaxID: "143/256/51307", RegistrationNumber: "HRB 1", IBAN: "DE89370400440532013000", Address: address,
		}},
	})
	require.NoError(t, err)
	for _, x := range out {
		require.NoError(t, x.Err)
	}
	a.simple("ord_person", "ven_3", 210_049)
	a.simple("ord_entity", "ven_4", 250_050)
	a.simple("ord_small", ven1, 1_000)
	a.wait(72 * time.Hour)
	return a
}

func (a *asking) message() (string, error) {
	var b bytes.Buffer
	err := a.DAC7XML(a.t.Context(), system, "EUR", 2026, &b)
	return b.String(), err
}

// TestDAC7XML compares the message with one that is valid by the schema DPIXML_v1.0.xsd of
// the OECD (xmllint --schema DPIXML_v1.0.xsd payouts/testdata/dac7.xml).
func TestDAC7XML(t *testing.T) {
	t.Parallel()
	a := dac7Market(t)
	_, err := a.message()
	require.ErrorIs(t, err, payouts.ErrYearOpen)
	a.clock.Set(time.Date(2027, time.January, 12, 9, 30, 0, 0, time.UTC))
	_, err = a.message()
	require.Equal(t, "payouts.dac7_incomplete", markthalle.CodeOf(err), "nobody has said who the market is")
	_, err = a.SetIssuer(t.Context(), system, market, nil)
	require.NoError(t, err)
	family := "Haselbach & Söhne"
	a.patch("ven_3", vendors.Patch{FamilyName: &family})
	got, err := a.message()
	require.NoError(t, err)
	golden := filepath.Join("testdata", "dac7.xml")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)

	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	require.ErrorIs(t, a.DAC7XML(t.Context(), finance, "EUR", 2026, &bytes.Buffer{}), markthalle.ErrPermission)
}

// TestDAC7XMLWithout: what the form demands is named for every seller at once; names that
// nobody told apart go into one; a year without reportable sellers is said to have none.
func TestDAC7XMLWithout(t *testing.T) {
	t.Parallel()
	a := dac7Market(t)
	a.simple("ord_big", ven2, 210_000) // it has no address
	_, err := a.SetIssuer(t.Context(), system, market, nil)
	require.NoError(t, err)
	born := ""
	a.patch("ven_3", vendors.Patch{BirthDate: &born})
	a.clock.Set(time.Date(2027, time.January, 12, 9, 30, 0, 0, time.UTC))
	_, err = a.message()
	var faults *markthalle.Error
	require.ErrorAs(t, err, &faults)
	var at []string
	for _, f := range faults.Fields {
		at = append(at, f.Pointer)
	}
	require.Equal(t, []string{"/sellers/ven_2/address/city", "/sellers/ven_3/birth_date"}, at)

	born = "1980-03-31"
	a.patch("ven_3", vendors.Patch{BirthDate: &born})
	a.patch(ven2, vendors.Patch{Address: &vendors.Address{Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", Country: "DE"}})
	got, err := a.message()
	require.NoError(t, err)
	require.Contains(t, got, "<dpi:FirstName>NFN</dpi:FirstName>")
	require.Contains(t, got, `unknown="true">NOTIN</dpi:TIN>`)

	none := newAsking(t)
	_, err = none.SetIssuer(t.Context(), system, market, nil)
	require.NoError(t, err)
	none.clock.Set(time.Date(2027, time.January, 12, 9, 30, 0, 0, time.UTC))
	got, err = none.message()
	require.NoError(t, err)
	require.Contains(t, got, "DPI403")
	require.NotContains(t, got, "ReportableSeller")
	require.NoError(t, xml.Unmarshal([]byte(got), new(struct{})))
	require.Equal(t, 1, strings.Count(got, "OECD1<"))
}
