package gatewaytest

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/markthalle/markthalle/payments"
)

// winning is the text by which a provider in test mode decides a dispute for the market.
const winning = "winning_evidence"

func disputesWon(t *testing.T, b Bench) {
	ctx := t.Context()
	b.sold(t, "ord_1", Available, 20_000) // for what the bank takes, and its fee
	since := b.lately()
	ch := b.sold(t, "ord_2", Disputed, 7039)
	id := b.disputed(t, ch.ID, since)
	d := must[payments.ProviderDispute](t)(b.Gateway.GetDispute(ctx, id))
	equal(t, "amount", d.Amount, euros(7039))
	equal(t, "state", d.State, payments.DisputeNeedsResponse)
	equal(t, "reason", d.Reason, "fraudulent")
	equal(t, "movements", len(d.Movements), 1)
	if m := d.Movements[0]; m.Amount != -7039 || m.Fee <= 0 || m.Net != m.Amount-m.Fee {
		t.Fatalf("the withdrawal: %+v", m)
	}
	if !d.DueBy.After(b.Now()) {
		t.Fatalf("evidence may be sent until %s", d.DueBy)
	}
	_, err := b.Gateway.CreateRefund(ctx, b.refund("ref_1", ch.ID, 1))
	refused(t, err, "charge_disputed")
	b.answer(t, id)
	b.Soon(t, "the bank's decision", func() bool {
		d = must[payments.ProviderDispute](t)(b.Gateway.GetDispute(ctx, id))
		return d.State != payments.DisputeUnderReview
	})
	equal(t, "state", d.State, payments.DisputeWon)
	equal(t, "movements", len(d.Movements), 2)
	var back int64
	for _, m := range d.Movements {
		back += m.Amount
	}
	equal(t, "what it moved in the end", back, 0)
	_, err = b.Gateway.GetDispute(ctx, "dp_nobody")
	refused(t, err, "resource_missing")
}

// disputed returns the dispute over a charge. The provider tells of it by an event.
func (b *Bench) disputed(t *testing.T, charge string, since time.Time) (id string) {
	t.Helper()
	b.Soon(t, "the dispute", func() bool {
		for _, e := range b.events(t, since) {
			if e.Type == "charge.dispute.created" && must[payments.ProviderDispute](t)(b.Gateway.GetDispute(t.Context(), e.Object)).Charge == charge {
				id = e.Object
				return true
			}
		}
		return false
	})
	return id
}

// answer sends evidence that wins, once: before, what cannot be sent is refused, and
// afterwards all but the same call.
func (b *Bench) answer(t *testing.T, dispute string) {
	t.Helper()
	ctx := t.Context()
	e := payments.EvidenceRequest{
		Key: b.key("dp:evidence:0"), Dispute: dispute, Metadata: b.marked(),
		Evidence: payments.Evidence{BuyerName: "Jan Nowak", Tracking: "123", Text: winning},
	}
	e.Evidence.Files = []payments.EvidenceFile{{Place: payments.PlaceReceipt, ID: "file_nobody"}}
	_, err := b.Gateway.SubmitEvidence(ctx, e)
	refused(t, err, "resource_missing")
	name := "gatewaytest-" + b.run + ".png" // a file has no metadata
	_, err = b.Gateway.UploadEvidence(ctx, payments.FileRequest{Key: b.key("fi:0:1"), Name: name, Content: []byte("just text")})
	refused(t, err)
	upload := payments.FileRequest{Key: b.key("fi:1:1"), Name: name, Content: picture(t)}
	file := must[string](t)(b.Gateway.UploadEvidence(ctx, upload))
	equal(t, "uploaded again", must[string](t)(b.Gateway.UploadEvidence(ctx, upload)), file)
	e.Key, e.Evidence.Files[0].ID = b.key("dp:evidence:1"), file
	first := must[payments.ProviderDispute](t)(b.Gateway.SubmitEvidence(ctx, e))
	if first.State != payments.DisputeUnderReview && first.State != payments.DisputeWon {
		t.Fatalf("answered: %+v", first)
	}
	again := must[payments.ProviderDispute](t)(b.Gateway.SubmitEvidence(ctx, e))
	equal(t, "the same key", again.State, first.State)
	e.Key = b.key("dp:evidence:2")
	_, err = b.Gateway.SubmitEvidence(ctx, e)
	refused(t, err)
}

// picture is a small PNG file.
func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
