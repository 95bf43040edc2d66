package commission_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/commission"
)

func TestTreatment(t *testing.T) {
	t.Parallel()
	swiss := commission.VATConfig{Country: "CH", Rates: []commission.CountryRate{{Country: "CH", Rate: 810}}}
	reduced := commission.VATConfig{Country: "DE", Rates: []commission.CountryRate{{Country: "DE", Rate: 1600}}}
	for name, c := range map[string]struct {
		operator    commission.VATConfig
		country, id string
		want        commission.VATTreatment
	}{
		"at home with an id":        {germany, "DE", "DE136695976", commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900}},
		"at home without":           {germany, "DE", "", commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900}},
		"E13: another state, id":    {germany, "PL", "PL5260001246", commission.VATTreatment{Kind: commission.VATReverseCharge}},
		"another state, no id":      {germany, "PL", "", commission.VATTreatment{Kind: commission.VATDestination, Country: "PL", Rate: 2300}},
		"outside":                   {germany, "CH", "", commission.VATTreatment{Kind: commission.VATOutside}},
		"unknown country":           {germany, "", "", commission.VATTreatment{Kind: commission.VATOutside}},
		"operator outside, at home": {swiss, "CH", "", commission.VATTreatment{Kind: commission.VATDomestic, Country: "CH", Rate: 810}},
		"operator outside, abroad":  {swiss, "DE", "", commission.VATTreatment{Kind: commission.VATOutside}},
		"small business":            {commission.VATConfig{Country: "DE", Exempt: true}, "DE", "", commission.VATTreatment{Kind: commission.VATExempt}},
		"not configured":            {commission.VATConfig{}, "DE", "", commission.VATTreatment{Kind: commission.VATExempt}},
		"a rate of the operator's":  {reduced, "DE", "", commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1600}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.operator.Treatment(c.country, c.id, noon))
		})
	}
	estonia := commission.VATConfig{Country: "EE"}
	require.EqualValues(t, 2200, estonia.Treatment("EE", "", time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)).Rate, "a rate holds from its day on")
	require.EqualValues(t, 2400, estonia.Treatment("EE", "", time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)).Rate)
}

func TestVATConfig(t *testing.T) {
	t.Parallel()
	require.NoError(t, germany.Validate())
	require.NoError(t, commission.VATConfig{}.Validate())
	require.ErrorContains(t, commission.VATConfig{Country: "NO"}.Validate(), "/vat/rates", "no rate is known for NO")
	require.NoError(t, commission.VATConfig{Country: "NO", Rates: []commission.CountryRate{{Country: "NO", Rate: 2500}}}.Validate())
	require.Error(t, commission.VATConfig{Rates: []commission.CountryRate{{Country: "de", Rate: 1}}}.Validate())
	require.Error(t, commission.VATConfig{Rates: []commission.CountryRate{{Country: "DE", Rate: 10_001}}}.Validate())
}

func TestRuleWithoutVAT(t *testing.T) {
	t.Parallel()
	r := percent(1, 1200)
	r.VAT = commission.VATNone
	fee := quote(t, list(r), line("l", 1000))[0]
	require.Zero(t, fee.VAT)
	require.Equal(t, commission.VATOff, fee.VATTreatment.Kind)
}
