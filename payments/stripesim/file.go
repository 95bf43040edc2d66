package stripesim

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// file is an upload of evidence; of its content only the size is kept.
type file struct {
	base
	ExpiresAt null   `json:"expires_at"`
	Filename  string `json:"filename"`
	Links     page   `json:"links"`
	Purpose   string `json:"purpose"`
	Size      int64  `json:"size"`
	Title     opt    `json:"title"`
	Type      string `json:"type"`
	URL       null   `json:"url"`
}

func (x *file) keys() []string { return []string{"purpose=" + x.Purpose} }

func (x *file) wire(*tx) any {
	w := *x
	w.base = x.bare()
	return &w
}

// The bounds of files for disputes (Stripe's guides to file uploads and dispute evidence): of
// one file, and of all files of a dispute together.
const (
	maxEvidenceFile = 5 << 20
	maxEvidenceAll  = 4_500_000
	maxEvidenceText = 150_000 // characters of all texts together
	maxFreeText     = 20_000  // characters of one text
)

// fileTypes are the contents that files may have, by how they are found.
var fileTypes = map[string]string{"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

// sniffed names the type of an upload by its first bytes.
func sniffed(head []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	return kind
}

func createFile(c *call) (any, error) {
	purpose, perr := required(c.p, "purpose")
	if perr != nil {
		return nil, perr
	}
	if err := oneOf("purpose", purpose, "dispute_evidence", "identity_document", "additional_verification"); err != nil {
		return nil, err
	}
	content := c.p.Get("file")
	if content == nil {
		return nil, missing("file")
	}
	size, _ := content.Int("size")
	kind, known := fileTypes[content.Str("type")]
	switch {
	case size == 0:
		return nil, invalid("", "file", "The file is empty.")
	case !known:
		return nil, invalid("", "file", "Invalid file type: files for %s can be PDF, JPEG or PNG (this one is %s).", purpose, content.Str("type"))
	case purpose == "dispute_evidence" && size > maxEvidenceFile:
		return nil, invalid("", "file", "File for dispute_evidence is too large: it has %d bytes, at most %d are allowed.", size, maxEvidenceFile)
	}
	x := &file{
		base: base{ID: "file_" + hex.EncodeToString(c.s.cfg.IDs.Token(12)), Object: "file"}, Purpose: purpose, Filename: content.Str("filename"),
		Size: size, Type: kind, Links: page{Object: "list", Items: []any{}, URL: "/v1/file_links"},
	}
	c.add(x, c.home)
	return x, nil
}

// evidenceFiles are the parts of evidence that are files.
var evidenceFiles = map[string]bool{
	"cancellation_policy": true, "customer_communication": true, "customer_signature": true, "duplicate_charge_documentation": true,
	"receipt": true, "refund_policy": true, "service_documentation": true, "shipping_documentation": true, "uncategorized_file": true,
}

// readEvidence merges what is sent into the evidence that is there, and checks it as a whole:
// files exist and were uploaded for disputes, texts and files keep their bounds.
func (c *call) readEvidence(p *form.Value, old map[string]opt) (map[string]opt, error) {
	out := map[string]opt{}
	for k, v := range old {
		out[k] = v
	}
	for _, name := range p.Names() {
		v := p.Str(name)
		if v == "" {
			delete(out, name)
			continue
		}
		param := "evidence[" + name + "]"
		if evidenceFiles[name] {
			x, ok := find[file](c.tx, c.home, v)
			switch {
			case !ok:
				return nil, noSuchParam("file upload", param, v)
			case x.Purpose != "dispute_evidence":
				return nil, invalid("", param, "File %s has the purpose %s; evidence needs files with the purpose dispute_evidence.", v, x.Purpose)
			}
		} else if n := len([]rune(v)); n > maxFreeText {
			return nil, invalid("", param, "Text is too long: it has %d characters, at most %d are allowed.", n, maxFreeText)
		}
		out[name] = opt(v)
	}
	var text int
	var size int64
	for name, v := range out {
		if !evidenceFiles[name] {
			text += len([]rune(string(v)))
		} else if x, ok := find[file](c.tx, c.home, string(v)); ok {
			size += x.Size
		}
	}
	switch {
	case text > maxEvidenceText:
		return nil, invalid("", "evidence", "The texts have %d characters together, at most %d are allowed.", text, maxEvidenceText)
	case size > maxEvidenceAll:
		return nil, invalid("", "evidence", "The files have %d bytes together, at most %d are allowed.", size, maxEvidenceAll)
	}
	return out, nil
}

func getFile(c *call) (any, error) {
	x, ok := find[file](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("file upload", c.args[0])
	}
	return x, nil
}

func listFiles(c *call) (any, error) { return c.page("file", "file upload", "/v1/files", "purpose") }
