package commission_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

type edit = func(*commission.Rule)

func vendors(ids ...markthalle.VendorID) edit {
	return func(r *commission.Rule) { r.Match.Vendors = ids }
}

func categories(ids ...markthalle.CategoryID) edit {
	return func(r *commission.Rule) { r.Match.Categories = ids }
}

func prices(from, to int64) edit {
	return func(r *commission.Rule) { r.Match.Price = commission.Band{From: from, To: to} }
}

func kinds(k ...string) edit { return func(r *commission.Rule) { r.Match.SellerKinds = k } }

func valid(from, to time.Time) edit {
	return func(r *commission.Rule) { r.ValidFrom, r.ValidTo = from, to }
}

func rate(bp money.BasisPoints) edit { return func(r *commission.Rule) { r.PercentBP = bp } }

func rules(edits ...[]edit) []commission.Rule {
	out := make([]commission.Rule, len(edits))
	for i, es := range edits {
		out[i] = rule(int64(i+1), "Rule "+string(rune('A'+i)), func(r *commission.Rule) {
			for _, e := range es {
				e(r)
			}
		})
	}
	return out
}

// COM-2: which lists are refused, and that the refusal names the rules.
func TestCheck(t *testing.T) {
	t.Parallel()
	none := time.Time{}
	for name, c := range map[string]struct {
		rules []commission.Rule
		want  error
		names []string
	}{
		"narrow before wide":     {rules([]edit{vendors("ven_1")}, []edit{categories("cat_shoes")}, nil), nil, nil},
		"wide before narrow":     {rules(nil, []edit{vendors("ven_1")}), commission.ErrShadowed, []string{"Rule A", "Rule B"}},
		"parent before child":    {rules([]edit{categories("cat_shoes")}, []edit{categories("cat_sneakers")}, nil), commission.ErrShadowed, []string{"Rule A", "Rule B"}},
		"child before parent":    {rules([]edit{categories("cat_sneakers")}, []edit{categories("cat_shoes")}, nil), nil, nil},
		"list before its member": {rules([]edit{vendors("ven_1", "ven_2")}, []edit{vendors("ven_2"), rate(5)}, nil), commission.ErrShadowed, []string{"Rule A", "Rule B"}},
		"member before its list": {rules([]edit{vendors("ven_2")}, []edit{vendors("ven_1", "ven_2")}, nil), nil, nil},
		"two bands make the whole": {
			rules([]edit{prices(0, 5000)}, []edit{prices(5000, 0), rate(5)}, []edit{rate(7)}),
			commission.ErrShadowed,
			[]string{"Rule A", "Rule B", "Rule C"},
		},
		"two bands with a gap":            {rules([]edit{prices(0, 5000)}, []edit{prices(5001, 0)}, nil), nil, nil},
		"both kinds of sellers":           {rules([]edit{kinds("business")}, []edit{kinds("private"), rate(5)}, []edit{rate(7)}), commission.ErrShadowed, []string{"Rule C"}},
		"bands and vendors do not add up": {rules([]edit{prices(0, 5000)}, []edit{prices(5000, 0), vendors("ven_1")}, nil), nil, nil},
		"covered by two for its vendor": {
			rules([]edit{prices(0, 5000)}, []edit{prices(5000, 0), vendors("ven_1")}, []edit{vendors("ven_1"), rate(9)}, nil),
			commission.ErrShadowed,
			[]string{"Rule A", "Rule B", "Rule C"},
		},
		"one year after the other":  {rules([]edit{valid(none, noon)}, []edit{valid(noon, none), rate(5)}), nil, nil},
		"overlapping and different": {rules([]edit{valid(none, noon.Add(1)), vendors("ven_1")}, []edit{valid(noon, none), vendors("ven_1"), rate(5)}, nil), commission.ErrAmbiguous, []string{"Rule A", "Rule B"}},
		"overlapping and alike":     {rules([]edit{valid(none, noon.Add(1))}, []edit{valid(noon, none)}), nil, nil},
		"equal twins":               {rules([]edit{vendors("ven_1")}, []edit{vendors("ven_1")}, nil), commission.ErrShadowed, []string{"Rule A", "Rule B"}},
		"the order of a list does not matter": {
			rules([]edit{vendors("ven_1", "ven_2")}, []edit{vendors("ven_2", "ven_1"), rate(5)}, nil), commission.ErrAmbiguous, []string{"Rule A", "Rule B"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := commission.Check(c.rules, shoes)
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.want)
			for _, n := range c.names {
				require.ErrorContains(t, err, n)
			}
		})
	}
	twice := rules([]edit{vendors("ven_1")}, nil)
	twice[1].Rank = twice[0].Rank
	require.ErrorIs(t, commission.Check(twice, shoes), commission.ErrRank)
}

func TestCheckDefault(t *testing.T) {
	t.Parallel()
	none := time.Time{}
	require.NoError(t, commission.CheckDefault(rules(nil), noon))
	require.NoError(t, commission.CheckDefault(rules([]edit{valid(none, noon)}, []edit{valid(noon, none)}), noon.Add(-time.Hour)))
	require.NoError(t, commission.CheckDefault(rules([]edit{valid(noon, none)}), noon), "before noon nobody sold")
	for name, list := range map[string][]commission.Rule{
		"nothing": nil, "vendors only": rules([]edit{vendors("ven_1")}), "it ends": rules([]edit{valid(none, noon.Add(1))}),
		"a gap": rules([]edit{valid(none, noon)}, []edit{valid(noon.Add(time.Second), none)}),
	} {
		require.ErrorIs(t, commission.CheckDefault(list, noon.Add(-time.Hour)), commission.ErrNoDefault, name)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, percent(1, 1200).Validate())
	bad := commission.Rule{
		Currency: "eur", Rank: -1,
		Match: commission.Match{Vendors: []markthalle.VendorID{"ven_1", "ven_1"}, SellerKinds: []string{"robot"}, Price: commission.Band{From: 5, To: 5}},
		Terms: commission.Terms{PercentBP: 10001, Fixed: -1, FixedPer: "week", Min: ptr(9), Max: ptr(3), Tiers: &commission.Tiers{
			Mode: "half", On: "moon", Steps: []commission.Step{{0, 500}, {0, -1}},
		}},
		AddOns: []commission.AddOn{{}}, VAT: "some", Refunds: "never", KeepBP: 5, ValidFrom: noon, ValidTo: noon,
	}
	var e *markthalle.Error
	require.ErrorAs(t, bad.Validate(), &e)
	require.Equal(t, commission.CodeInvalid, e.Code)
	var at []string
	for _, f := range e.Fields {
		at = append(at, f.Pointer)
	}
	require.Equal(t, []string{
		"/name", "/currency", "/rank", "/match/vendors/1", "/match/seller_kinds/0", "/match/price/to",
		"/percent_bp", "/fixed", "/fixed_per", "/max", "/tiers/mode", "/tiers/on",
		"/tiers/steps/1/percent_bp", "/tiers/steps/1/from", "/percent_bp",
		"/add_ons/0/name", "/add_ons/0/fixed_per", "/vat/mode", "/refund_policy", "/refund_keep_bp", "/valid_to",
	}, at, "all faults at once")

	keep := percent(1, 1)
	keep.Refunds = commission.KeepPercent
	require.ErrorContains(t, keep.Validate(), "/refund_keep_bp")
}
