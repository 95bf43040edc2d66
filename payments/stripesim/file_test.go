package stripesim_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
)

func (b *bench) upload(purpose, name string, content []byte) (*stripe.File, error) {
	b.t.Helper()
	return b.sc.Files.New(&stripe.FileParams{Purpose: stripe.String(purpose), Filename: stripe.String(name), FileReader: bytes.NewReader(content)})
}

func pdf(size int) []byte {
	return append(append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte(" "), max(0, size-15))...), []byte("%%EOF\n")...)
}

// TestFiles: uploads have a purpose, a type and a size that live mode takes, and evidence
// refers to those that exist, were made for it and fit together.
func TestFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	good, err := b.upload("dispute_evidence", "receipt.pdf", pdf(100))
	require.NoError(t, err)
	require.Equal(t, []any{"pdf", int64(100), "receipt.pdf", stripe.FilePurposeDisputeEvidence}, []any{good.Type, good.Size, good.Filename, good.Purpose})
	read, err := b.sc.Files.Get(good.ID, &stripe.FileParams{})
	require.NoError(t, err)
	require.Equal(t, good.ID, read.ID)
	for name, c := range map[string]struct {
		purpose string
		content []byte
		param   string
	}{
		"another purpose": {"whatever", pdf(100), "purpose"},
		"a page":          {"dispute_evidence", []byte("<html></html>"), "file"},
		"empty":           {"dispute_evidence", nil, "file"},
		"too large":       {"dispute_evidence", pdf(5<<20 + 1), "file"},
	} {
		_, err := b.upload(c.purpose, "x.pdf", c.content)
		require.Equal(t, c.param, stripeError(t, err).Param, name)
	}

	identity, err := b.upload("identity_document", "id.pdf", pdf(100))
	require.NoError(t, err)
	large, err := b.upload("dispute_evidence", "large.pdf", pdf(4_499_950))
	require.NoError(t, err)
	b.sale(9000, "eur", "4000000000002685")
	list := b.sc.Disputes.List(&stripe.DisputeListParams{})
	require.True(t, list.Next())
	d := list.Dispute()
	send := func(e *stripe.DisputeEvidenceParams, submit bool) error {
		_, err := b.sc.Disputes.Update(d.ID, &stripe.DisputeParams{Evidence: e, Submit: stripe.Bool(submit)})
		return err
	}
	refused := stripeError(t, send(&stripe.DisputeEvidenceParams{Receipt: stripe.String("file_nobody")}, true))
	require.Equal(t, []string{"resource_missing", "evidence[receipt]"}, []string{string(refused.Code), refused.Param})
	refused = stripeError(t, send(&stripe.DisputeEvidenceParams{CustomerSignature: stripe.String(identity.ID)}, true))
	require.Equal(t, "evidence[customer_signature]", refused.Param)
	require.Contains(t, refused.Msg, "identity_document")
	refused = stripeError(t, send(&stripe.DisputeEvidenceParams{Receipt: stripe.String(good.ID), ShippingDocumentation: stripe.String(large.ID)}, true))
	require.Equal(t, "evidence", refused.Param, "4.5 MB together")
	refused = stripeError(t, send(&stripe.DisputeEvidenceParams{UncategorizedText: stripe.String(string(bytes.Repeat([]byte("x"), 20_001)))}, true))
	require.Equal(t, "evidence[uncategorized_text]", refused.Param)
	require.NoError(t, send(&stripe.DisputeEvidenceParams{Receipt: stripe.String(good.ID)}, false), "a draft")
	require.NoError(t, send(&stripe.DisputeEvidenceParams{CustomerCommunication: stripe.String(good.ID)}, true))
	read2, err := b.sc.Disputes.Get(d.ID, &stripe.DisputeParams{})
	require.NoError(t, err)
	require.Equal(t, stripe.DisputeStatusUnderReview, read2.Status)
	require.Equal(t, good.ID, read2.Evidence.Receipt.ID)
}
