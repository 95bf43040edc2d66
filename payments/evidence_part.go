package payments

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// EvidencePart is what one side added to the evidence of a dispute: a text, or a file. A side
// is a vendor, or the operator. Files are kept at the provider only.
type EvidencePart struct {
	ID     string              `bson:"id"`
	Vendor markthalle.VendorID `bson:"vendor,omitempty"` // empty: the operator
	Side   string              `bson:"side"`             // how the bank reads who says so
	Text   string              `bson:"text,omitempty"`
	Kind   EvidenceKind        `bson:"kind,omitempty"` // of a file
	File   string              `bson:"file,omitempty"` // the provider's id
	Name   string              `bson:"name,omitempty"`
	Size   int64               `bson:"size,omitempty"` // bytes
	By     string              `bson:"by"`
	At     time.Time           `bson:"at"`
}

// The bounds of all sides together, so that a dispute stays one small document.
const (
	maxParts     = 100
	maxPartsText = 64 << 10 // bytes
)

// maxUncategorized is how much free text the provider takes, in characters.
const maxUncategorized = 20_000

// EvidenceInput is what one side adds: a text, a file, or both. A text replaces the side's
// earlier one, a file the side's earlier one of its kind; what was other stands beside.
type EvidenceInput struct {
	Actor  markthalle.Actor
	Vendor markthalle.VendorID // empty: the operator
	Side   string              // how the bank reads who says so
	Text   string
	File   *File
}

// PartsBy returns what one side added, oldest first.
func (d *Dispute) PartsBy(vendor markthalle.VendorID) []EvidencePart {
	return slices.DeleteFunc(slices.Clone(d.Parts), func(p EvidencePart) bool { return p.Vendor != vendor })
}

// check returns everything that is wrong with what is added.
func (in *EvidenceInput) check() error {
	var f markthalle.Faults
	f.Check(in.Text != "" || in.File != nil, "/text", "required", "There is a text, a file, or both.")
	if n := utf8.RuneCountInString(in.Text); n > MaxEvidenceText {
		f.AddField(markthalle.Field{Pointer: "/text", Code: "too_long", Message: "The text is too long.", Found: fmt.Sprint(n), Wanted: fmt.Sprint(MaxEvidenceText)})
	}
	f.Check(utf8.ValidString(in.Text) && !strings.ContainsRune(in.Text, 0), "/text", "format", "The text is not plain text.")
	if in.File != nil {
		in.File.check(&f)
	}
	return f.Err("payments.evidence_file")
}

// AddEvidence adds to the evidence of a dispute, until its deadline or until it is decided
// that the evidence is sent. A file is handed to the provider first; one that is added twice
// is there once. Errors: not_found, Invalid "payments.evidence_file" with all faults,
// Conflict "payments.evidence" when nothing can be sent any more, Conflict
// "payments.evidence_full" when the side's files are too large together, and those of the
// provider.
func (s *Service) AddEvidence(ctx context.Context, id string, in EvidenceInput) (Dispute, error) {
	d, err := s.rec.disputes.Get(ctx, id)
	if err != nil {
		return Dispute{}, err
	}
	if err := in.check(); err != nil {
		return d, err
	}
	now := s.clock.Now()
	parts := in.parts(now)
	if err := d.add(parts, now); err != nil { // before anything is handed over
		return d, err
	}
	for i := range parts {
		if parts[i].Kind == "" {
			continue
		}
		file, err := s.gateway.UploadEvidence(ctx, FileRequest{
			Key: s.key("fi", id+":"+parts[i].ID, 1), Name: parts[i].Name, Content: in.File.Content,
		})
		if refusal, ok := IsRefused(err); ok {
			return d, ErrEvidenceRefused.Say("The payment provider refused the file: %s", refusal.Message).With(refusal)
		}
		if err != nil {
			return d, fmt.Errorf("hand file over: %w", err)
		}
		parts[i].File = file
	}
	now = s.clock.Now()
	return s.rec.disputes.Modify(ctx, id, func(d *Dispute) error {
		if err := d.add(parts, now); err != nil {
			return err
		}
		for _, p := range parts {
			d.Emit(accounts.Audit(in.Actor, id, "evidence_add", p.ID))
		}
		return nil
	})
}

// parts are what an input adds; their ids derive from their contents.
func (in *EvidenceInput) parts(now time.Time) []EvidencePart {
	var out []EvidencePart
	add := func(p EvidencePart, content []byte) {
		sum := sha256.Sum256(append([]byte(string(in.Vendor)+"|"+string(p.Kind)+"|"+p.Name+"|"), content...))
		p.ID, p.Vendor, p.Side, p.By, p.At = "evp_"+hex.EncodeToString(sum[:12]), in.Vendor, in.Side, in.Actor.ID(), now
		out = append(out, p)
	}
	if in.Text != "" {
		add(EvidencePart{Text: in.Text}, []byte(in.Text))
	}
	if in.File != nil {
		add(EvidencePart{Kind: in.File.Kind, Name: in.File.Name, Size: int64(len(in.File.Content))}, in.File.Content)
	}
	return out
}

// add puts parts into the dispute; each takes the place of its side's earlier one.
func (d *Dispute) add(parts []EvidencePart, now time.Time) error {
	if !d.Answerable(now) {
		return ErrEvidence
	}
	list := slices.Clone(d.Parts)
	for _, p := range parts {
		list = slices.DeleteFunc(list, func(q EvidencePart) bool {
			return q.Vendor == p.Vendor && (q.ID == p.ID || q.Kind == p.Kind && p.Kind != OtherEvidence)
		})
		list = append(list, p)
		var size int64
		files := 0
		for _, q := range list {
			if q.Vendor == p.Vendor && q.Kind != "" {
				size, files = size+q.Size, files+1
			}
		}
		if size > MaxEvidence || files > maxFiles {
			return ErrEvidenceFull
		}
	}
	text := 0
	for _, p := range list {
		text += len(p.Text)
	}
	if len(list) > maxParts || text > maxPartsText {
		return ErrEvidenceFull
	}
	d.Parts = list
	return nil
}

// maxFiles bounds the files of one side: the provider has so many places.
const maxFiles = 6

// RemoveEvidence takes back the part that fits, while nothing is sent. Errors: not_found when
// none does, Conflict "payments.evidence".
func (s *Service) RemoveEvidence(ctx context.Context, id string, actor markthalle.Actor, fits func(EvidencePart) bool) (Dispute, error) {
	now := s.clock.Now()
	return s.rec.disputes.Modify(ctx, id, func(d *Dispute) error {
		i := slices.IndexFunc(d.Parts, fits)
		if i < 0 {
			return markthalle.ErrNotFound
		}
		if !d.Answerable(now) {
			return ErrEvidence
		}
		d.Emit(accounts.Audit(actor, id, "evidence_remove", d.Parts[i].ID))
		d.Parts = slices.Delete(d.Parts, i, i+1)
		return nil
	})
}

// places are where files of a kind go; what finds them taken goes to the free ones after
// them.
var places = map[EvidenceKind]string{
	Receipt: PlaceReceipt, Shipping: PlaceShipping, Communication: PlaceCommunication, Signature: PlaceSignature, OtherEvidence: PlaceOther,
}

// With returns the evidence with what people added: their texts before everything else, and
// as many of their files, the operator's first and then the oldest, as the provider takes
// together.
func (e Evidence) With(parts []EvidencePart) Evidence {
	list := slices.Clone(parts)
	slices.SortStableFunc(list, func(a, b EvidencePart) int { return cmp.Compare(min(len(a.Vendor), 1), min(len(b.Vendor), 1)) })
	var text strings.Builder
	taken := map[string]bool{}
	var size int64
	for _, p := range list {
		if p.Kind == "" {
			fmt.Fprintf(&text, "%s: %s\n", p.Side, p.Text)
			continue
		}
		place := places[p.Kind]
		for _, next := range []string{PlaceOther, PlaceService} {
			if taken[place] {
				place = next
			}
		}
		if taken[place] || size+p.Size > MaxEvidence {
			continue
		}
		taken[place], size = true, size+p.Size
		e.Files = append(e.Files, EvidenceFile{Place: place, ID: p.File})
	}
	if text.Len() > 0 {
		e.Text = firstRunes(text.String()+e.Text, maxUncategorized)
	}
	return e
}

// Sends reports whether a file is among those that are sent.
func (e *Evidence) Sends(file string) bool {
	return slices.ContainsFunc(e.Files, func(f EvidenceFile) bool { return f.ID == file })
}

// firstRunes cuts a text to at most n characters.
func firstRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
