package vendors_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/vendors"
)

// Numbers that the tax administrations and VIES publish as examples or that companies
// print on their invoices, one at least for each scheme and family (MKT-3).
func TestVATNumbers(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"ATU13585627", "BE0428759497", "BG175074752", "BG7523169263", "CHE107787577IVA", "CY10259033P",
		"CZ25123891", "CZ7103192745", "CZ640903926", "DE136695976", "DK13585628", "EE100931558", "EL094259216",
		"ESB58378431", "ES54362315K", "ESX2482300W", "FI20774740", "FR40303265045", "FR23334175221", "FRK7399859412",
		"GB980780684", "GBGD001", "GBHA500", "HR33392005961", "HU12892312", "IE6433435F", "IE6433435OA", "IE8D79739I",
		"IT00743110157", "LT119511515", "LT100001919017", "LU15027442", "LV40003521600", "MT11679112",
		"NL004495445B01", "NL123456789B13", "PL8567346215", "PT501964843", "RO18547290", "SE123456789701",
		"SI50223054", "SK2022749619", "XI980780684",
	} {
		require.Empty(t, vendors.CheckVAT(s), s)
	}
}

// One changed digit is noticed by every scheme that has a check digit.
func TestVATCheckDigitsNotice(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"ATU13585626", "BE0428759496", "BG175074751", "CHE107787578IVA", "CY10259033Q", "CZ25123890", "DE136695978",
		"DK13585627", "EE100931557", "EL094259217", "ESB58378432", "ES54362315L", "FI20774741", "FR41303265045",
		"GB802311781", "HR33392005962", "HU12892313", "IE6433435E", "IT00743110158", "LT119511516", "LU15027443",
		"LV40003521601", "MT11679113", "NL123456788B01", "PL8567346216", "PT501964842", "RO18547291",
		"SE123456789101", "SI50223055", "SK2022749618",
	} {
		require.NotEmpty(t, vendors.CheckVAT(s), s)
	}
}

func TestVATForms(t *testing.T) {
	t.Parallel()
	for s, wanted := range map[string]string{
		"DE12":      "DE and 9 digits",
		"ATX123456": "ATU and 8 digits",
		"FR0":       "FR, 2 characters and 9 digits",
		"?":         "4 to 20 letters and digits",
	} {
		require.Equal(t, wanted, vendors.CheckVAT(s))
	}
	require.Empty(t, vendors.CheckVAT("BR12345678000195"), "no public rule here: form only")
	require.Empty(t, vendors.CheckVAT("NO999999999MVA"))
}

// Examples of the SWIFT IBAN registry.
func TestIBAN(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"DE89370400440532013000", "GB29NWBK60161331926819", "PL61109010140000071219812874", "FR1420041010050500013M02606",
		"NO9386011117947", "MT84MALT011000012345MTLCAST001S", "CH9300762011623852957", "AT611904300234573201",
		"NL91ABNA0417164300", "ES9121000418450200051332", "IT60X0542811101000000123456", "SE4550000000058398257466",
	} {
		require.Empty(t, vendors.CheckIBAN(s), s)
		swapped := s[:len(s)-2] + s[len(s)-1:] + s[len(s)-2:len(s)-1]
		if swapped != s {
			require.NotEmpty(t, vendors.CheckIBAN(swapped), "two characters swapped in %s", s)
		}
	}
	for s, wanted := range map[string]string{
		"":                       "a country's code",
		"DE8937040044053201300":  "22 characters",
		"US89370400440532013000": "a country that uses IBANs",
		"DE89-70400440532013000": "a country's code",
	} {
		require.True(t, strings.Contains(vendors.CheckIBAN(s), wanted), "%q: %q", s, vendors.CheckIBAN(s))
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Töpferei Grün & Söhne": "toepferei-gruen-and-soehne",
		"Łódź, żółta kaczka":    "lodz-zolta-kaczka",
		"  L'Été  ":             "lete",
		"Straße 5":              "strasse-5",
		"日本":                    "",
	} {
		require.Equal(t, want, vendors.Slug(in, 60), in)
	}
	require.Equal(t, "one-two", vendors.Slug("one two three", 9))
}

func TestCountries(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"DE", "PL", "GB", "CH", "BR", "US", "XK"} {
		require.True(t, vendors.ValidCountry(c), c)
	}
	for _, c := range []string{"", "de", "UK", "EU", "XX", "ZZ", "DEU", "QQ"} {
		require.False(t, vendors.ValidCountry(c), c)
	}
}
