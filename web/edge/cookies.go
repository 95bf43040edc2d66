package edge

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/kernel"
)

// The names of the cookies.
const (
	cookieSession = "mh_session"
	cookieVisitor = "mh_visitor"
	cookieCart    = "mh_cart"
	cookieLocale  = "mh_locale"
	cookieTheme   = "mh_theme"
	cookiePlace   = "mh_place"
	cookieVendor  = "mh_vendor"
	cookieFlash   = "mh_flash"
	cookieOrder   = "mh_order"
)

// How long cookies last. A session ends by its own time; the cookie may outlive it.
const (
	keepLong  = 365 * 24 * time.Hour
	keepCart  = 90 * 24 * time.Hour
	keepFlash = 10 * time.Minute
)

// set sends a cookie; an empty value takes it away.
func (c *Ctx) set(name, value, path string, keep time.Duration) {
	k := &fiber.Cookie{
		Name: name, Value: value, Path: path, HTTPOnly: true, Secure: c.secure, SameSite: fiber.CookieSameSiteLaxMode,
		MaxAge: int(keep.Seconds()),
	}
	if value == "" {
		k.MaxAge, k.Expires = 0, time.Unix(1, 0)
	}
	c.Fiber.Cookie(k)
}

func (c *Ctx) cookie(name string) string { return c.Fiber.Cookies(name) }

// Preference returns what the reader chose earlier: "theme" or "place".
func (c *Ctx) Preference(name string) string {
	switch name {
	case "theme":
		if t := c.cookie(cookieTheme); t == "light" || t == "dark" {
			return t
		}
	case "place":
		return cleanPlace(c.cookie(cookiePlace))
	}
	return ""
}

// Prefer keeps a choice: "locale", "theme" or "place". Values that do not exist change
// nothing; "system" and the empty place take the choice back.
func (c *Ctx) Prefer(name, value string) {
	switch {
	case name == "locale" && kernel.PickLocale(value, "") == markthalle.Locale(value):
		c.set(cookieLocale, value, "/", keepLong)
		c.Locale = markthalle.Locale(value)
	case name == "theme" && (value == "light" || value == "dark"):
		c.set(cookieTheme, value, "/", keepLong)
	case name == "theme" && value == "system":
		c.set(cookieTheme, "", "/", 0)
	case name == "place":
		c.set(cookiePlace, cleanPlace(value), "/", keepLong)
	}
}

// cleanPlace keeps what can be a postal code.
func cleanPlace(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > 12 || strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ- ") != "" {
		return ""
	}
	return s
}

// pickLocale is the language of the answer: asked for in the address, chosen earlier, or
// what the browser prefers. Asking in the address chooses.
func (c *Ctx) pickLocale() markthalle.Locale {
	accept := c.Fiber.Get(fiber.HeaderAcceptLanguage)
	asked := markthalle.Locale(c.Fiber.Query("lang"))
	if asked != "" && kernel.PickLocale(string(asked), "") == asked {
		c.set(cookieLocale, string(asked), "/", keepLong)
		return asked
	}
	return kernel.PickLocale(c.cookie(cookieLocale), accept)
}

// Cart returns how the reader opens carts, and the cart that the browser remembers;
// empty when there is none.
func (c *Ctx) Cart() (orders.Access, markthalle.CartID) {
	id, token, _ := strings.Cut(c.cookie(cookieCart), ".")
	return orders.Access{Token: token, Person: c.Person()}, markthalle.CartID(id)
}

// KeepCart makes the browser remember a cart. The token is empty for a person's own.
func (c *Ctx) KeepCart(id markthalle.CartID, token string) {
	value := string(id)
	if token != "" {
		value += "." + token
	}
	c.set(cookieCart, value, "/", keepCart)
}

// DropCart makes the browser forget its cart.
func (c *Ctx) DropCart() { c.set(cookieCart, "", "/", 0) }

// OrderToken returns the access token of an order: from the address, as in mails, or
// from the cookie that an earlier visit with it left behind.
func (c *Ctx) OrderToken() string {
	if t := c.Query("token"); t != "" {
		return t
	}
	return c.cookie(cookieOrder)
}

// KeepOrder makes the browser remember the access token of one order, for that order's
// pages only.
func (c *Ctx) KeepOrder(id markthalle.OrderID, token string) {
	c.set(cookieOrder, token, "/orders/"+string(id), keepCart)
}

// Flash leaves a message for the next page. Args are names and values in turn.
func (c *Ctx) Flash(tone, key string, args ...string) {
	c.flashes = append(c.flashes, kernel.Flash{Tone: tone, Key: key, Args: args})
}
