package edge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/maypok86/otter/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

// ErrForm is returned for a form whose token is missing, foreign or of another sign-in.
var ErrForm = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "web.form_expired", Text: "This form is too old; please load the page again.",
}

// checkForm refuses requests that change something and were not sent by a form of ours.
func (c *Ctx) checkForm() error {
	switch c.Fiber.Method() {
	case fiber.MethodGet, fiber.MethodHead:
		return nil
	}
	token := c.Fiber.FormValue(kernel.CSRFField)
	if !kernel.CheckCSRF(c.Market.Secret, c.binding(false), token) {
		return ErrForm
	}
	// The same form with the same content is the same submission.
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(token), []byte(c.Path()), c.Fiber.Body()} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		sum.Write(n[:])
		sum.Write(part)
	}
	c.seed, c.rendered = string(sum.Sum(nil)), renderedAt(token)
	return nil
}

// renderedAt returns when the form of a token was rendered, in milliseconds: the end of
// the token's nonce.
func renderedAt(token string) int64 {
	head, _, _ := strings.Cut(token, ".")
	nonce, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil || len(nonce) < 24 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(nonce[16:24]) & (1<<48 - 1)) // 48 bits
}

// Mint returns a new id. The n-th id of a submission is always the same, so that the
// form sent again is the same write; its time is when the form was rendered.
func (c *Ctx) Mint(prefix string) string {
	if c.seed == "" {
		return c.IDs.New(prefix)
	}
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // that of package markthalle's ids
	body := make([]byte, 10, 26)
	for i, ms := 9, c.rendered; i >= 0; i-- {
		body[i] = alphabet[ms&31]
		ms >>= 5
	}
	for _, b := range c.derive("id", 16) {
		body = append(body, alphabet[b&31])
	}
	return prefix + "_" + string(body)
}

// Secret returns n bytes, at most 32, that nobody can guess; for a submission always the
// same ones.
func (c *Ctx) Secret(n int) []byte {
	if c.seed == "" {
		return c.IDs.Token(n)
	}
	return c.derive("secret", n)
}

// derive makes bytes out of the submission and the market's secret.
func (c *Ctx) derive(purpose string, n int) []byte {
	c.minted++
	sum := sha256.New()
	sum.Write(c.Market.Secret)
	sum.Write([]byte(purpose))
	sum.Write([]byte{byte(c.minted)})
	sum.Write([]byte(c.seed))
	return sum.Sum(nil)[:min(n, sha256.Size)]
}

// Once runs fn unless this very submission has been done already. A second one that
// arrives meanwhile waits for the first and shares its outcome. A failure is forgotten:
// sending the form again tries again.
//
// The memory is this process's and short; what must hold longer is held by the ids of
// Mint, which are the same in every process.
func (c *Ctx) Once(fn func() error) error {
	if c.seed == "" {
		return fn()
	}
	s, first := c.submitted.begin(c.seed)
	if !first {
		select {
		case <-s.done:
			return s.err
		case <-c.Context.Done():
			return c.Context.Err()
		}
	}
	defer func() { c.submitted.end(c.seed, s) }()
	s.err = fn()
	return s.err
}

// submissions remembers what has been sent.
type submissions struct {
	mu    sync.Mutex
	known remembered
}

// remembered is their cache. An interface keeps the library's generic type out of what
// importers of this package compile.
type remembered interface {
	GetIfPresent(key string) (*submission, bool)
	Set(key string, x *submission) (*submission, bool)
	Invalidate(key string) (*submission, bool)
}

type submission struct {
	done chan struct{}
	err  error
}

// How many submissions are remembered, and for how long.
const (
	maxSubmissions  = 20_000
	submissionsKept = 10 * time.Minute
)

func newSubmissions() (*submissions, error) {
	cache, err := otter.New(&otter.Options[string, *submission]{
		MaximumSize: maxSubmissions, ExpiryCalculator: otter.ExpiryWriting[string, *submission](submissionsKept),
	})
	return &submissions{known: cache}, err
}

// begin returns the submission and whether the caller is the one to run it.
func (s *submissions) begin(key string) (*submission, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x, ok := s.known.GetIfPresent(key); ok {
		return x, false
	}
	x := &submission{done: make(chan struct{})}
	s.known.Set(key, x)
	return x, true
}

func (s *submissions) end(key string, x *submission) {
	if x.err != nil {
		s.mu.Lock()
		s.known.Invalidate(key)
		s.mu.Unlock()
	}
	close(x.done)
}

// newToken returns the token for the forms of one rendering. Its nonce is random, and
// ends with the time.
func (c *Ctx) newToken() string {
	nonce := binary.BigEndian.AppendUint64(c.IDs.Token(16), uint64(c.Now().UnixMilli())) // after 1970
	return kernel.NewCSRF(c.Market.Secret, c.binding(true), nonce)
}
