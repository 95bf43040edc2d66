package form_test

import (
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
	stripeform "github.com/stripe/stripe-go/v79/form"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// TestSchemaKnowsTheSDK proves PAY-43: what stripe-go sends is known at every depth.
func TestSchemaKnowsTheSDK(t *testing.T) {
	t.Parallel()
	p := &stripe.CheckoutSessionParams{
		Mode: stripe.String("payment"), ExpiresAt: stripe.Int64(5), Metadata: map[string]string{"a": "b"}, ShippingOptions: []*stripe.CheckoutSessionShippingOptionParams{{
			ShippingRateData: &stripe.CheckoutSessionShippingOptionShippingRateDataParams{DisplayName: stripe.String("Post")},
		}},
		LineItems: []*stripe.CheckoutSessionLineItemParams{{Quantity: stripe.Int64(2), PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{Currency: stripe.String("eur")}}},
	}
	p.AddExpand("payment_intent")
	values := &stripeform.Values{}
	stripeform.AppendTo(values, p)
	v, err := form.Parse(values.Encode())
	require.NoError(t, err)
	s := form.SchemaOf(stripe.CheckoutSessionParams{})
	require.Nil(t, s.Check(v))
	require.GreaterOrEqual(t, s.Paths(), 201)
	require.Equal(t, "2", v.Get("line_items", "0").Str("quantity"))
	require.Equal(t, []string{"payment_intent"}, v.Strings("expand"))
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := form.SchemaOf(stripe.CustomerListParams{})
	for in, want := range map[string]string{
		"limit=3&created[gte]=5": "", "created=5": "", "created=x": "Invalid integer: x", "created[gte]=x": "Invalid integer: x",
		"created[after]=5": "Received unknown parameter: created[after]", "a=1&b=2": "Received unknown parameters: a, b",
		"limit[x]=1": "Received unknown parameter: limit[x]", "expand=x": "Invalid array", "limit=": "You passed an empty string for 'limit'.",
	} {
		v, err := form.Parse(in)
		require.NoError(t, err)
		fault := s.Check(v)
		if want == "" {
			require.Nil(t, fault, in)
			continue
		}
		require.NotNil(t, fault, in)
		require.Contains(t, fault.Message, want, in)
	}
	for _, bad := range []string{"a=%zz", "a=1&a[b]=2", "a[b]=1&a=2", "a[b][c][d][e][f][g][h][i][j][k][l][m]=1"} {
		_, err := form.Parse(bad)
		require.Error(t, err, bad)
	}
}

// TestUnused: what nobody read is named, what was taken is not.
func TestUnused(t *testing.T) {
	t.Parallel()
	v, err := form.Parse("a=1&b[c]=2&b[d]=3&e[]=x&e[]=y&f[10]=k&f[9]=j")
	require.NoError(t, err)
	require.Equal(t, "1", v.Str("a"))
	require.Equal(t, "2", v.Get("b").Str("c"))
	require.Equal(t, []string{"j", "k"}, v.Strings("f"), "by number, not by text")
	require.Equal(t, []string{"b[d]", "e[0]", "e[1]"}, v.Unused())
	v.Take("b", "e")
	require.Empty(t, v.Unused())
	var absent *form.Value
	require.Empty(t, absent.Get("x").Str("y"))
}

// TestCanonical: the same parameters in any order are the same text, others are not.
func TestCanonical(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.MapOf(rapid.StringMatching(`[a-z]{1,3}(\[[a-z0-9]{1,2}\])?`), rapid.String()).Draw(r, "params")
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		encode := func(order []string) string {
			values := &stripeform.Values{}
			for _, k := range order {
				values.Add(k, m[k])
			}
			return values.Encode()
		}
		a, err := form.Parse(encode(keys))
		if err != nil {
			r.Skip("a name is both a text and a parent")
		}
		b, err := form.Parse(encode(rapid.Permutation(keys).Draw(r, "order")))
		require.NoError(r, err)
		require.Equal(r, a.Canonical(), b.Canonical())
		if len(keys) > 0 {
			m[keys[0]] += "x"
			c, err := form.Parse(encode(keys))
			require.NoError(r, err)
			require.NotEqual(r, a.Canonical(), c.Canonical())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("a[b][0]=1&a[b][1]=2")
	f.Add("]=[&[[]]=%")
	f.Fuzz(func(t *testing.T, in string) {
		v, err := form.Parse(in)
		if err == nil {
			_ = form.SchemaOf(stripe.TransferParams{}).Check(v)
			_ = v.Canonical()
		}
	})
}
