package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// Call is one request on its way through a handler.
type Call struct {
	Ctx       context.Context //nolint:containedctx // a call is one request and ends with it
	Actor     markthalle.Actor
	Identity  accounts.Identity
	Locale    markthalle.Locale
	CartToken string // from Markthalle-Cart
	IfMatch   *int64 // from If-Match
	RequestID string
	IP        string
	Agent     string
	Bearer    string

	fiber  *fiber.Ctx
	ids    markthalle.IDs
	seed   string // of the idempotency record, empty without a key
	minted int
}

// anonymous reports whether the request carries nobody's token or key.
func (c *Call) anonymous() bool { return c.Identity.Person == nil && c.Identity.Key == nil }

// Mint returns a new id. Under an Idempotency-Key the n-th id of a request is always
// the same, so that the request sent again is the same write.
func (c *Call) Mint(prefix string) string {
	if c.seed == "" {
		return c.ids.New(prefix)
	}
	c.minted++
	return prefix + "_" + derive(c.seed, c.minted)
}

// Secret returns n bytes that nobody can guess; under an Idempotency-Key the same ones
// for the same request.
func (c *Call) Secret(n int) []byte {
	if c.seed == "" {
		return c.ids.Token(n)
	}
	c.minted++
	sum := sha256.Sum256([]byte(c.seed + "\x00secret" + string(rune('0'+c.minted))))
	return sum[:min(n, len(sum))]
}

const bodyAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// derive makes the n-th id body of a seed: the seed's time, and a hash for the rest.
func derive(seed string, n int) string {
	var count [8]byte
	binary.BigEndian.PutUint64(count[:], uint64(n)) // a small positive count
	sum := sha256.Sum256(append([]byte(seed), count[:]...))
	out := []byte(seed[:10])
	for i := range 16 {
		out = append(out, bodyAlphabet[sum[i]&31])
	}
	return string(out)
}

// File returns the uploaded file of a multipart form. Error: Invalid "required".
func (c *Call) File(name string) (*multipart.FileHeader, error) {
	f, err := c.fiber.FormFile(name)
	if err != nil {
		return nil, (&markthalle.Error{
			Kind: markthalle.Invalid, Code: "request.invalid", Text: "A file is missing.",
			Fields: []markthalle.Field{{Pointer: "/" + name, Code: "required", Message: "A file is needed here.", Wanted: "a file"}},
		}).With(err)
	}
	return f, nil
}

// HasFile reports whether the form has a file of a name.
func (c *Call) HasFile(name string) bool {
	f, err := c.fiber.MultipartForm()
	return err == nil && len(f.File[name]) > 0
}

// FormValue returns a text field of a multipart form.
func (c *Call) FormValue(name string) string { return c.fiber.FormValue(name) }

// Body returns a copy of the raw body.
func (c *Call) Body() []byte { return append([]byte(nil), c.fiber.Body()...) }

// Headers returns the request's headers by their canonical names.
func (c *Call) Headers() map[string][]string { return c.fiber.GetReqHeaders() }

// Query returns a raw query value.
func (c *Call) Query(name string) string { return c.fiber.Query(name) }

// Filters returns the repeated query values named filter[key], in order, by key.
func (c *Call) Filters() []Filter {
	var out []Filter
	c.fiber.Context().QueryArgs().VisitAll(func(k, v []byte) {
		name := string(k)
		if len(name) < 9 || name[:7] != "filter[" || name[len(name)-1] != ']' {
			return
		}
		key := name[7 : len(name)-1]
		for i := range out {
			if out[i].Key == key {
				out[i].Values = append(out[i].Values, string(v))
				return
			}
		}
		out = append(out, Filter{Key: key, Values: []string{string(v)}})
	})
	return out
}

// Filter is one filter[key] of a list with its values.
type Filter struct {
	Key    string
	Values []string
}

// SetHeader sets a header of the answer.
func (c *Call) SetHeader(name, value string) { c.fiber.Set(name, value) }

// SendStream answers with a body of a known size that is read while it is sent; what is an
// io.Closer is closed then.
func (c *Call) SendStream(status int, contentType string, body io.Reader, size int64) error {
	c.fiber.Set(fiber.HeaderContentType, contentType)
	return c.fiber.Status(status).SendStream(body, int(size))
}

// Send writes a raw answer; only for endpoints declared Raw.
func (c *Call) Send(status int, contentType string, body []byte) error {
	c.fiber.Set(fiber.HeaderContentType, contentType)
	return c.fiber.Status(status).Send(body)
}
