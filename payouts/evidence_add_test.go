package payouts_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

// staff is somebody who may write in a vendor's name.
func staff(v markthalle.VendorID) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Vendor, Vendor: v, Person: "per_" + markthalle.PersonID(v), Roles: []markthalle.Role{markthalle.VendorOwner}}
}

// paper is a small PDF of a size.
func paper(size int) []byte {
	return append(append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte(" "), max(0, size-15))...), []byte("%%EOF\n")...)
}

func picture(t *testing.T, w, h int, asPNG bool) []byte {
	t.Helper()
	var out bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, w, h))
	if asPNG {
		require.NoError(t, png.Encode(&out, m))
	} else {
		require.NoError(t, jpeg.Encode(&out, m, nil))
	}
	return out.Bytes()
}

func filed(kind payments.EvidenceKind, name string, size int) payouts.EvidenceInput {
	return payouts.EvidenceInput{File: &payments.File{Kind: kind, Name: name, Content: paper(size)}}
}

// TestEvidenceAdded: vendors and the operator add to the evidence of a dispute until it is
// sent; each side sees what it added and nothing of the others, and the automatic
// submission has it all.
func TestEvidenceAdded(t *testing.T) {
	t.Parallel()
	w := sold(t)
	log := w.audited()
	ctx := t.Context()
	one, two := markthalle.VendorOrderIDFor("ord_w", ven1), markthalle.VendorOrderIDFor("ord_w", ven2)
	_, err := w.AddVendorEvidence(ctx, staff(ven1), one, payouts.EvidenceInput{Text: "It arrived."})
	require.ErrorIs(t, err, markthalle.ErrNotFound, "nothing is disputed")
	id := w.dispute("ord_w", "product_not_received", false)

	_, err = w.AddVendorEvidence(ctx, staff(ven2), one, payouts.EvidenceInput{Text: "Not mine."})
	require.ErrorIs(t, err, markthalle.ErrNotFound, "the order of another vendor")
	_, err = w.AddEvidence(ctx, staff(ven1), id, payouts.EvidenceInput{Text: "No."})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	both := filed(payments.Shipping, "dhl.pdf", 2000)
	both.Text = "The neighbour signed for it."
	for range 2 { // sent twice, it is there once
		_, err = w.AddVendorEvidence(ctx, staff(ven1), one, both)
		require.NoError(t, err)
	}
	_, err = w.AddVendorEvidence(ctx, staff(ven2), two, filed(payments.Shipping, "post.pdf", 3000))
	require.NoError(t, err)
	d, err := w.AddVendorEvidence(ctx, staff(ven2), two, payouts.EvidenceInput{File: &payments.File{Kind: payments.Signature, Name: "s.png", Content: picture(t, 20, 10, true)}})
	require.NoError(t, err)
	require.Len(t, d.PartsBy(ven1), 2)
	require.Len(t, d.PartsBy(ven2), 2)
	for _, p := range d.PartsBy(ven2) {
		require.Equal(t, ven2, p.Vendor)
		_, err = w.RemoveVendorEvidence(ctx, staff(ven1), one, p.ID)
		require.ErrorIs(t, err, markthalle.ErrNotFound, "what another vendor added does not exist")
	}
	_, err = w.AddVendorEvidence(ctx, staff(ven1), one, payouts.EvidenceInput{Text: "The neighbour, Ms Wolf, signed."})
	require.NoError(t, err)
	_, err = w.AddEvidence(ctx, system, id, filed(payments.Receipt, "receipt.pdf", 1000))
	require.NoError(t, err)
	e, err := w.Evidence(ctx, system, id)
	require.NoError(t, err)
	places := make([]string, len(e.Files))
	for i, f := range e.Files {
		places[i] = f.Place
	}
	require.Equal(t, []string{"receipt", "shipping_documentation", "uncategorized_file", "customer_signature"}, places,
		"the operator's first; the second of a kind goes to the place for others")
	require.True(t, strings.HasPrefix(e.Text, "The seller: The neighbour, Ms Wolf, signed.\n"), e.Text)
	require.NotContains(t, e.Text, "The neighbour signed for it.")

	w.wait(d.DueBy.Sub(w.clock.Now()) - 48*time.Hour + time.Minute)
	n, err := w.SubmitEvidenceDue(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	w.drain()
	d = w.disputed(id)
	require.Equal(t, payments.Answered, d.State)
	require.Equal(t, e.Files, d.Answer.Evidence.Files)
	require.Equal(t, e.Text, d.Answer.Evidence.Text)
	_, err = w.AddVendorEvidence(ctx, staff(ven1), one, payouts.EvidenceInput{Text: "And one more thing."})
	require.ErrorIs(t, err, payments.ErrEvidence)
	_, err = w.RemoveVendorEvidence(ctx, staff(ven1), one, d.PartsBy(ven1)[0].ID)
	require.ErrorIs(t, err, payments.ErrEvidence)
	require.Contains(t, *log, "evidence_add: "+d.PartsBy(ven1)[0].ID)
}

// TestEvidenceRoom: one side's files have 4.5 MB together; what all sides have beyond that
// is left out, and the evidence is sent all the same.
func TestEvidenceRoom(t *testing.T) {
	t.Parallel()
	w := sold(t)
	ctx := t.Context()
	one, two := markthalle.VendorOrderIDFor("ord_w", ven1), markthalle.VendorOrderIDFor("ord_w", ven2)
	id := w.dispute("ord_w", "general", false)
	_, err := w.AddVendorEvidence(ctx, staff(ven1), one, filed(payments.Receipt, "a.pdf", 3_000_000))
	require.NoError(t, err)
	_, err = w.AddVendorEvidence(ctx, staff(ven1), one, filed(payments.Shipping, "b.pdf", 1_500_001))
	require.ErrorIs(t, err, payments.ErrEvidenceFull)
	d, err := w.AddVendorEvidence(ctx, staff(ven1), one, filed(payments.Receipt, "c.pdf", 100))
	require.NoError(t, err)
	require.Len(t, d.Parts, 1, "it takes the place of the first")
	for i := range 5 {
		_, err = w.AddVendorEvidence(ctx, staff(ven1), one, filed(payments.OtherEvidence, fmt.Sprintf("o%d.pdf", i), 100))
		require.NoError(t, err)
	}
	_, err = w.AddVendorEvidence(ctx, staff(ven1), one, filed(payments.OtherEvidence, "o6.pdf", 100))
	require.ErrorIs(t, err, payments.ErrEvidenceFull, "a seventh file")
	d, err = w.AddVendorEvidence(ctx, staff(ven2), two, filed(payments.Shipping, "big.pdf", 4_500_000))
	require.NoError(t, err, "a vendor is not told how much the others have")
	e, err := w.Evidence(ctx, system, id)
	require.NoError(t, err)
	require.False(t, e.Sends(d.PartsBy(ven2)[0].File), "there is no room for it")
	require.Len(t, e.Files, 3, "the receipt, two others: the provider has no more places")
	_, err = w.RemoveEvidence(ctx, system, id, d.PartsBy(ven1)[0].ID)
	require.NoError(t, err, "the operator makes room")
	in := w.about("general")
	_, err = w.ResolveIncident(ctx, system, in.ID, payouts.SubmitEvidence, "it is complete")
	require.NoError(t, err)
	w.drain()
	require.Equal(t, payments.StepDone, w.disputed(id).Answer.State)
}

// TestHostileEvidence: what the bank cannot read, or must not get, is refused with every
// fault, and nothing is handed over.
func TestHostileEvidence(t *testing.T) {
	t.Parallel()
	w := sold(t)
	id := w.dispute("ord_w", "general", false)
	bomb := picture(t, 20, 10, true)
	copy(bomb[16:24], []byte{0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0}) // says it has 100,000 × 100,000 pixels
	for name, c := range map[string]struct {
		file payments.File
		want []string
	}{
		"empty":             {payments.File{Kind: payments.Receipt, Name: "a.pdf"}, []string{"/file required"}},
		"a page":            {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: []byte("<html><script>alert(1)</script>")}, []string{"/file file_type"}},
		"a program":         {payments.File{Kind: "malware", Name: "../../a.exe", Content: []byte("MZ\x90\x00")}, []string{"/kind required", "/file file_type", "/file file_name"}},
		"too large":         {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: paper(4_500_001)}, []string{"/file file_too_large"}},
		"another ending":    {payments.File{Kind: payments.Receipt, Name: "a.jpg", Content: paper(100)}, []string{"/file file_ending"}},
		"cut off":           {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: []byte("%PDF-1.4 half of it")}, []string{"/file file_broken"}},
		"scripted":          {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: []byte("%PDF-1.4 /OpenAction << /S /JavaScript /JS (x) >> %%EOF")}, []string{"/file file_active"}},
		"with a file in it": {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: []byte("%PDF-1.4 /EmbeddedFiles 1 0 R %%EOF")}, []string{"/file file_active"}},
		"locked":            {payments.File{Kind: payments.Receipt, Name: "a.pdf", Content: []byte("%PDF-1.4 /Encrypt 1 0 R %%EOF")}, []string{"/file file_encrypted"}},
		"a bomb":            {payments.File{Kind: payments.Signature, Name: "a.png", Content: bomb}, []string{"/file file_broken"}},
		"half a picture":    {payments.File{Kind: payments.Signature, Name: "a.jpeg", Content: []byte("\xff\xd8\xff\xe0 nothing")}, []string{"/file file_broken"}},
		"a long name":       {payments.File{Kind: payments.Receipt, Name: strings.Repeat("a", 200) + ".pdf", Content: paper(100)}, []string{"/file file_name"}},
		"a name with lines": {payments.File{Kind: payments.Receipt, Name: "a\r\nX: y.pdf", Content: paper(100)}, []string{"/file file_name"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.AddEvidence(t.Context(), system, id, payouts.EvidenceInput{File: &c.file})
			var e *markthalle.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "payments.evidence_file", e.Code)
			var got []string
			for _, f := range e.Fields {
				got = append(got, f.Pointer+" "+f.Code)
			}
			require.Equal(t, c.want, got)
		})
	}
	_, err := w.AddEvidence(t.Context(), system, id, payouts.EvidenceInput{Text: strings.Repeat("x", 2001)})
	require.Error(t, err)
	_, err = w.AddEvidence(t.Context(), system, id, payouts.EvidenceInput{})
	require.Error(t, err)
	require.Empty(t, w.disputed(id).Parts)
	for _, f := range []payments.File{
		{Kind: payments.Receipt, Name: "a.PDF", Content: paper(100)}, {Kind: payments.Signature, Name: "a.jpg", Content: picture(t, 20, 10, false)},
	} {
		_, err = w.AddEvidence(t.Context(), system, id, payouts.EvidenceInput{File: &f})
		require.NoError(t, err)
	}
}
