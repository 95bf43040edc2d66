package edge

import (
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/search"
)

// who finds out who sends the request. A session that is over makes a guest.
func (c *Ctx) who() error {
	token := c.cookie(cookieSession)
	if token == "" {
		return nil
	}
	id, err := c.Accounts.Authenticate(c.Context, token)
	switch {
	case errors.Is(err, markthalle.ErrSignIn):
		c.set(cookieSession, "", "/", 0)
	case err != nil:
		return fmt.Errorf("find out who is signed in: %w", err)
	case id.Person != nil: // a key opens no pages
		c.Identity, c.session = id, token
	}
	return nil
}

// SignedIn reports whether somebody is signed in.
func (c *Ctx) SignedIn() bool { return c.Identity.Person != nil }

// Person returns who is signed in, empty for guests.
func (c *Ctx) Person() markthalle.PersonID {
	if c.Identity.Person == nil {
		return ""
	}
	return c.Identity.Person.PersonID()
}

// Actor returns who acts in a capacity. Guests may be guests and buyers; for everything
// else they are told to sign in. Somebody who acts for several vendors acts for the one
// they chose, the first one until then. Errors: accounts.sign_in_required,
// accounts.permission_missing.
func (c *Ctx) Actor(kind markthalle.ActorKind) (markthalle.Actor, error) {
	guest := markthalle.Actor{RequestID: c.RequestID}
	if !c.SignedIn() {
		if kind == markthalle.Guest || kind == markthalle.Buyer {
			return guest, nil
		}
		return guest, markthalle.ErrSignIn
	}
	if kind == markthalle.Guest {
		kind = markthalle.Buyer
	}
	var vendor markthalle.VendorID
	if kind == markthalle.Vendor {
		vendor = c.actsFor()
	}
	a, err := c.Identity.Actor(kind, vendor)
	a.RequestID = c.RequestID
	return a, err
}

// Buyer returns the reader as a buyer or guest.
func (c *Ctx) Buyer() markthalle.Actor {
	a, err := c.Actor(markthalle.Buyer)
	if err != nil {
		return markthalle.Actor{RequestID: c.RequestID}
	}
	return a
}

// actsFor returns the vendor that a member acts for: the chosen one while they belong to
// it, else the first of their memberships.
func (c *Ctx) actsFor() markthalle.VendorID {
	chosen, first := markthalle.VendorID(c.cookie(cookieVendor)), markthalle.VendorID("")
	for _, m := range c.Identity.Memberships {
		switch {
		case m.Vendor == "":
		case m.Vendor == chosen:
			return chosen
		case first == "":
			first = m.Vendor
		}
	}
	return first
}

// ChooseVendor makes a member of several vendors act for one of them from now on.
func (c *Ctx) ChooseVendor(v markthalle.VendorID) { c.set(cookieVendor, string(v), "/", keepLong) }

// Begin signs the browser in with a new session.
func (c *Ctx) Begin(s accounts.SignedIn) {
	keep := s.Session.ExpiresAt.Sub(c.Wall.WallNow())
	c.set(cookieSession, s.Token, "/", max(keep, time.Minute))
	c.session = s.Token
	person, session := s.Person, s.Session
	c.Identity = accounts.Identity{Person: &person, Session: &session, Memberships: s.Memberships}
	if c.cookie(cookieLocale) == "" {
		c.Prefer("locale", string(s.Person.Locale))
	}
}

// End signs the browser out: the session is over, and the cart belongs to the person.
func (c *Ctx) End() error {
	if c.session == "" {
		return nil
	}
	if err := c.Accounts.SignOut(c.Context, c.session); err != nil {
		return err
	}
	c.set(cookieSession, "", "/", 0)
	c.set(cookieVendor, "", "/", 0)
	c.DropCart()
	c.session, c.Identity = "", accounts.Identity{}
	return nil
}

// Visitor tells readers apart for as long as a browser keeps its cookies; those that
// keep none by where they come from.
func (c *Ctx) Visitor() string {
	if v := c.binding(false); v != "" {
		return v
	}
	return "a:" + c.Fiber.IP() + " " + c.Fiber.Get(fiber.HeaderUserAgent)
}

// Robot reports whether the request says that it comes from a program which walks the
// web.
func (c *Ctx) Robot() bool { return search.Robot(c.Fiber.Get(fiber.HeaderUserAgent)) }

// binding is what the tokens of forms are bound to: the session, or the visitor of a
// guest, who gets one when give is true.
func (c *Ctx) binding(give bool) string {
	if c.session != "" {
		return "s:" + c.session
	}
	if c.visitor == "" {
		c.visitor = c.cookie(cookieVisitor)
	}
	if c.visitor == "" && give {
		c.visitor = base64.RawURLEncoding.EncodeToString(c.IDs.Token(16))
		c.set(cookieVisitor, c.visitor, "/", keepCart)
	}
	if c.visitor == "" {
		return ""
	}
	return "g:" + c.visitor
}
