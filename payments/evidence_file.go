package payments

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // what banks read
	_ "image/png"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
)

// EvidenceKind says what a file of evidence shows. The provider has one place for each.
type EvidenceKind string

// The kinds of files.
const (
	Receipt       EvidenceKind = "receipt"
	Shipping      EvidenceKind = "shipping_documentation"
	Communication EvidenceKind = "customer_communication"
	Signature     EvidenceKind = "customer_signature"
	OtherEvidence EvidenceKind = "other"
)

// EvidenceKinds lists the kinds of files in the order in which they are offered.
var EvidenceKinds = []EvidenceKind{Receipt, Shipping, Communication, Signature, OtherEvidence}

// The bounds of evidence. The provider takes 5 MB a file, and 4.5 MB of all files of a
// dispute together (Stripe's guide to file uploads, purpose dispute_evidence, and its guide
// to dispute evidence); a file alone may not exceed what all together may have.
const (
	MaxEvidence     = 4_500_000 // bytes of all files of a dispute, and of those of one side
	MaxEvidenceText = 2_000     // characters that one side adds
	maxEvidenceName = 100       // characters of a file's name
	maxPixels       = 50_000_000
	maxEdge         = 12_000 // pixels
)

// File is a file that somebody wants to add to the evidence of a dispute.
type File struct {
	Kind    EvidenceKind
	Name    string
	Content []byte
}

// The types of files that the provider takes.
const (
	typePDF  = "application/pdf"
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
)

// endings are the names that a file of a type may have.
var endings = map[string][]string{typePDF: {".pdf"}, typeJPEG: {".jpg", ".jpeg"}, typePNG: {".png"}}

// check collects everything that is wrong with a file into f and returns its type, told by
// its contents.
func (x *File) check(f *markthalle.Faults) string {
	f.Check(slices.Contains(EvidenceKinds, x.Kind), "/kind", "required", "It shows a receipt, shipping documentation, customer communication, a customer signature or something other.")
	f.Check(len(x.Content) > 0, "/file", "required", "The file is empty.")
	if n := len(x.Content); n > MaxEvidence {
		f.AddField(markthalle.Field{Pointer: "/file", Code: "file_too_large", Message: "The file is too large.", Found: strconv.Itoa(n), Wanted: strconv.Itoa(MaxEvidence)})
	}
	kind := typeOf(x.Content)
	if kind == "" && len(x.Content) > 0 {
		f.AddField(markthalle.Field{Pointer: "/file", Code: "file_type", Message: "The bank reads PDF, JPEG and PNG files only.", Wanted: "pdf, jpeg, png"})
	}
	name := strings.ToLower(x.Name)
	f.Check(utf8.ValidString(x.Name) && x.Name != "" && utf8.RuneCountInString(x.Name) <= maxEvidenceName, "/file", "file_name", "A file's name has 1 to 100 characters.")
	f.Check(!strings.ContainsAny(x.Name, "/\\") && strings.IndexFunc(x.Name, unicode.IsControl) < 0, "/file", "file_name", "A file's name has no slashes and no control characters.")
	if kind != "" {
		good := slices.ContainsFunc(endings[kind], func(e string) bool { return strings.HasSuffix(name, e) })
		f.Check(good, "/file", "file_ending", "The file's name does not end as its contents say: "+strings.Join(endings[kind], ", ")+".")
	}
	switch kind {
	case typePDF:
		checkPDF(f, x.Content)
	case typeJPEG, typePNG:
		checkPicture(f, x.Content)
	}
	return kind
}

// typeOf tells a file's type by its first bytes, "" for one that is not taken.
func typeOf(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return typePDF
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return typeJPEG
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return typePNG
	}
	return ""
}

// active are the names by which a PDF does something when it is opened, or carries other
// files.
var active = regexp.MustCompile(`/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|OpenAction\s*<<[^>]*/S\s*/(URI|SubmitForm))\b`)

// checkPDF refuses what the bank cannot open and what could act when it is opened. It looks
// at what stands in the file openly; streams are not unpacked.
func checkPDF(f *markthalle.Faults, content []byte) {
	tail := content[max(0, len(content)-2048):]
	f.Check(bytes.Contains(tail, []byte("%%EOF")), "/file", "file_broken", "The PDF is cut off.")
	f.Check(!bytes.Contains(content, []byte("/Encrypt")), "/file", "file_encrypted", "The PDF is protected by a password; the bank cannot open it.")
	f.Check(!active.Match(content), "/file", "file_active", "The PDF contains scripts, forms or other files.")
}

func checkPicture(f *markthalle.Faults, content []byte) {
	c, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		f.Add("/file", "file_broken", "The picture cannot be read.")
		return
	}
	if c.Width > maxEdge || c.Height > maxEdge || c.Width*c.Height > maxPixels {
		f.AddField(markthalle.Field{
			Pointer: "/file", Code: "file_pixels", Message: "The picture has too many pixels.",
			Found: fmt.Sprintf("%d × %d", c.Width, c.Height), Wanted: "12,000 a side, 50 million in all",
		})
	}
}
