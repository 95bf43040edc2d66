package stripeconnect_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/payments"
)

const (
	secret = "whsec_0123456789abcdef"
	rolled = "whsec_fedcba9876543210"
)

func eventBody(version, object string) []byte {
	return []byte(`{"id":"evt_1","object":"event","api_version":"` + version + `","created":1772442000,"livemode":false,` +
		`"type":"charge.updated","data":{"object":` + object + `}}`)
}

// signature is what Stripe would send: one scheme=digest for each secret.
func signature(at time.Time, body []byte, scheme string, secrets ...string) string {
	out := fmt.Sprintf("t=%d", at.Unix())
	for _, s := range secrets {
		mac := hmac.New(sha256.New, []byte(s))
		_, _ = fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
		out += "," + scheme + "=" + hex.EncodeToString(mac.Sum(nil))
	}
	return out
}

// TestVerify is the table of payments rules §2.9 (PAY-36, PAY-39, PAY-41, F10).
func TestVerify(t *testing.T) {
	t.Parallel()
	body := eventBody("2024-06-20", `{"id":"ch_1","object":"charge","metadata":{"order_id":"ord_1"}}`)
	other := eventBody("2023-10-16", `{"id":"ch_1","object":"charge"}`)
	changed := []byte(strings.Replace(string(body), "ord_1", "ord_2", 1))
	for name, c := range map[string]struct {
		body   []byte
		header string
		ok     bool
	}{
		"right":                       {body, signature(start, body, "v1", secret), true},
		"rolled secret, both sign":    {body, signature(start, body, "v1", "whsec_something_else", secret), true},
		"the second of two secrets":   {body, signature(start, body, "v1", rolled), true},
		"4 minutes old":               {body, signature(start.Add(-4*time.Minute), body, "v1", secret), true},
		"6 minutes old":               {body, signature(start.Add(-6*time.Minute), body, "v1", secret), false},
		"4 minutes ahead":             {body, signature(start.Add(4*time.Minute), body, "v1", secret), true},
		"6 minutes ahead":             {body, signature(start.Add(6*time.Minute), body, "v1", secret), false},
		"a year ahead":                {body, signature(start.AddDate(1, 0, 0), body, "v1", secret), false},
		"other version of the API":    {other, signature(start, other, "v1", secret), false},
		"wrong secret":                {body, signature(start, body, "v1", "whsec_something_else"), false},
		"empty secret":                {body, signature(start, body, "v1", ""), false},
		"only v0":                     {body, signature(start, body, "v0", secret), false},
		"a changed byte":              {changed, signature(start, body, "v1", secret), false},
		"no header":                   {body, "", false},
		"no time":                     {body, strings.SplitN(signature(start, body, "v1", secret), ",", 2)[1], false},
		"time in words":               {body, "t=now," + strings.SplitN(signature(start, body, "v1", secret), ",", 2)[1], false},
		"re-marshalled, same meaning": {append([]byte(" "), body...), signature(start, body, "v1", secret), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			require.NoError(t, b.SetSecret(payments.ScopeAccount, secret+", "+rolled))
			e, err := b.Verify(payments.ScopeAccount, http.Header{"Stripe-Signature": {c.header}}, c.body)
			if !c.ok {
				require.ErrorIs(t, err, payments.ErrSignature)
				require.Zero(t, e)
				return
			}
			require.NoError(t, err)
			require.Equal(t, payments.ProviderEvent{
				ID: "evt_1", Type: "charge.updated", Object: "ch_1", Order: "ord_1", At: time.Unix(1772442000, 0).UTC(),
				Metadata: map[string]string{"order_id": "ord_1"},
			}, e)
		})
	}
}

// TestVerifyNeedsASecret: an endpoint without a secret believes nobody (PAY-40).
func TestVerifyNeedsASecret(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	body := eventBody("2024-06-20", `{"id":"ch_1"}`)
	header := http.Header{"Stripe-Signature": {signature(start, body, "v1", "")}}
	_, err := b.Verify(payments.ScopeAccount, header, body)
	require.ErrorIs(t, err, payments.ErrSignature)
	for _, s := range []string{"", "whsec_", "whsec_short", "secret_0123456789abcdef", secret + ","} {
		require.ErrorIs(t, b.SetSecret(payments.ScopeAccount, s), payments.ErrSignature, "%q", s)
	}
	_, err = b.Verify(payments.ScopeAccount, header, body)
	require.ErrorIs(t, err, payments.ErrSignature)
}

// TestEventNames: what an event is about is told by the object, whatever it is.
func TestEventNames(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.SetSecret(payments.ScopeAccount, secret))
	for object, want := range map[string]payments.ProviderEvent{
		`{"id":"dp_1","object":"dispute","charge":"ch_9","metadata":{}}`: {Object: "dp_1", Metadata: map[string]string{}},
		`{"id":"cs_1","client_reference_id":"ord_7"}`:                    {Object: "cs_1", Order: "ord_7"},
		`{"id":"re_1","charge":"ch_2","metadata":{"order_id":"ord_3","refund_id":"ref_4"}}`: {
			Object: "re_1", Order: "ord_3", Metadata: map[string]string{"order_id": "ord_3", "refund_id": "ref_4"},
		},
		`{"available":[],"livemode":false}`: {},
	} {
		body := eventBody("2024-06-20", object)
		got, err := b.Verify(payments.ScopeAccount, http.Header{"Stripe-Signature": {signature(start, body, "v1", secret)}}, body)
		require.NoError(t, err)
		want.ID, want.Type, want.At = "evt_1", "charge.updated", time.Unix(1772442000, 0).UTC()
		require.Equal(t, want, got, object)
	}
}
