package edge

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

// fragmentHeader names the part of a page that a script asks for.
const fragmentHeader = "Markthalle-Fragment"

// Part says that a script which asks for the named part gets a block of the page that is
// rendered next.
func (c *Ctx) Part(name, block string) {
	if c.parts == nil {
		c.parts = map[string]string{}
	}
	c.parts[name] = block
}

// Status sets the status of the page that is rendered next; 200 without it.
func (c *Ctx) Status(status int) { c.status = status }

// Render answers with a page, or with the part of it that was asked for. The page is
// whole before the first byte is sent.
func (c *Ctx) Render(page string, view any) error {
	if err := c.frame(); err != nil {
		return err
	}
	return c.render(page, view)
}

func (c *Ctx) render(page string, view any) error {
	block, part := c.parts[c.Fiber.Get(fragmentHeader)]
	var body []byte
	var err error
	if part {
		body, err = c.Site.Fragment(page, block, c.Frame, view)
	} else {
		body, err = c.Site.Render(page, c.Frame, view)
	}
	if err != nil {
		return err
	}
	if c.cookie(cookieFlash) != "" {
		c.set(cookieFlash, "", "/", 0)
	}
	c.headers()
	c.Fiber.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Fiber.Set(fiber.HeaderContentLanguage, string(c.Locale))
	return c.send(body)
}

// frame completes what every page shows around its content.
func (c *Ctx) frame() error {
	f := &c.Frame
	f.Locale, f.Theme, f.Path = c.Locale, c.Preference("theme"), c.Here()
	f.Market, f.Trial, f.Now = c.Market.Name, c.Market.Trial, c.Now()
	f.Flash = append(kernel.OpenFlash(c.Market.Secret, c.cookie(cookieFlash)), c.flashes...)
	if c.SignedIn() {
		f.Person = c.Identity.Person.Name
	}
	f.CSRF = c.newToken()
	if c.area == nil || c.area.fill == nil {
		return nil
	}
	return c.area.fill(c, f)
}

// headers are those of every page (style guide §9).
func (c *Ctx) headers() {
	h := func(name, value string) {
		if len(c.Fiber.Response().Header.Peek(name)) == 0 {
			c.Fiber.Set(name, value)
		}
	}
	c.Fiber.Set(fiber.HeaderContentSecurityPolicy, kernel.CSP)
	c.Fiber.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Fiber.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=()")
	c.Fiber.Set("Cross-Origin-Opener-Policy", "same-origin")
	h(fiber.HeaderReferrerPolicy, "same-origin")
	// Pages hold a token and what is in the cart: going back must ask again.
	h(fiber.HeaderCacheControl, "private, no-store")
	c.Fiber.Vary(fiber.HeaderCookie, fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding, fragmentHeader)
	if c.secure {
		c.Fiber.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
}

// Hush keeps the address of the page from every other site and page: it holds a secret.
func (c *Ctx) Hush() { c.Fiber.Set(fiber.HeaderReferrerPolicy, "no-referrer") }

// packers compress pages. The token in a page differs with each rendering, so that the
// length of the compressed page tells nothing about it.
var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // the level is valid
	}
	return z
}}

func (c *Ctx) send(body []byte) error {
	c.Fiber.Status(c.status)
	if len(body) < 1400 || !strings.Contains(c.Fiber.Get(fiber.HeaderAcceptEncoding), "gzip") {
		return c.Fiber.Send(body)
	}
	var out bytes.Buffer
	z, ok := packers.Get().(*gzip.Writer)
	if !ok {
		return c.Fiber.Send(body)
	}
	defer packers.Put(z)
	z.Reset(&out)
	if _, err := z.Write(body); err != nil {
		return c.Fiber.Send(body)
	}
	if err := z.Close(); err != nil {
		return c.Fiber.Send(body)
	}
	c.Fiber.Set(fiber.HeaderContentEncoding, "gzip")
	return c.Fiber.Send(out.Bytes())
}

// Redirect answers a form with the page to see next: 303, so that the browser asks for
// it with GET and a reload sends nothing again. Only addresses on this site are taken.
func (c *Ctx) Redirect(path string) error {
	kept := append(kernel.OpenFlash(c.Market.Secret, c.cookie(cookieFlash)), c.flashes...)
	if sealed := kernel.SealFlash(c.Market.Secret, kept); sealed != "" {
		c.set(cookieFlash, sealed, "/", keepFlash)
	}
	return c.leave(kernel.SafeReturn(path, "/"))
}

// Leave answers with an address outside the pages, such as a hosted payment page. One on
// our own origin becomes a path, so that it works under every name of the host.
func (c *Ctx) Leave(address string) error {
	base := c.Market.BaseURL()
	if rest, ok := strings.CutPrefix(address, base); ok && strings.HasPrefix(rest, "/") {
		address = rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
		return markthalle.Errorf(markthalle.Internal, "web.address", "leave to %q", address)
	}
	return c.leave(address)
}

func (c *Ctx) leave(address string) error {
	c.headers()
	c.Fiber.Set(fiber.HeaderLocation, address)
	return c.Fiber.SendStatus(http.StatusSeeOther)
}

// JSON answers a script with data.
func (c *Ctx) JSON(v any) error {
	c.headers()
	return c.Fiber.Status(c.status).JSON(v)
}
