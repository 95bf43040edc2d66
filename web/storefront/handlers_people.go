package storefront

import (
	"errors"
	"net/http"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// people adds the addresses of accounts.
func (h *handlers) people(get, post func(path string, fn edge.Handler)) {
	get("/sign-in", h.askSignIn)
	post("/sign-in", h.signIn)
	post("/sign-out", h.signOut)
	get("/sign-up", h.askSignUp)
	post("/sign-up", h.signUp)
	get("/verify", h.verify)
	post("/verify/again", h.verifyAgain)
	get("/forgotten", h.askForgotten)
	post("/forgotten", h.forgotten)
	get("/reset", h.askReset)
	post("/reset", h.reset)
	get("/invitation", h.invitation)
	post("/invitation", h.join)
	get("/account", h.account)
	get("/account/settings", h.settings)
	post("/account/devices/:id/end", h.endDevice)
}

// door shows a page of sign-in and sign-up: no search engine lists it.
func door(c *edge.Ctx, page string, view any) error {
	c.Hush()
	c.Frame.NoIndex = true
	return c.Render(page, view)
}

func (h *handlers) askSignIn(c *edge.Ctx) error {
	if c.SignedIn() {
		return c.Redirect(c.Next("/account"))
	}
	return door(c, PageSignIn, SignIn{Next: c.Next("")})
}

// signIn opens a session, and takes the guest's cart along.
func (h *handlers) signIn(c *edge.Ctx) error {
	view := SignIn{Email: c.Form("email"), Next: c.Next("")}
	s, err := c.Accounts.SignIn(c.Context, accounts.SignInInput{
		Email: view.Email, Password: c.Secretly("password"), Code: c.Form("code"), IP: c.Fiber.IP(), Agent: c.Fiber.Get("User-Agent"),
	})
	switch {
	case errors.Is(err, accounts.ErrSignInFailed):
		view.Failed = true
		c.Status(http.StatusUnprocessableEntity)
		return door(c, PageSignIn, view)
	case errors.Is(err, accounts.ErrUnverified):
		return door(c, PageVerify, Verify{State: "unverified", Email: view.Email})
	case err != nil:
		return err // too many attempts is a page of its own, with the time to wait
	}
	access, cart := c.Cart()
	c.Begin(s)
	h.takeCart(c, access, cart)
	return c.Redirect(c.Next("/account"))
}

// takeCart makes a guest's cart the person's. A cart that cannot be taken along does not
// keep anybody from signing in.
func (h *handlers) takeCart(c *edge.Ctx, access orders.Access, id markthalle.CartID) {
	if id == "" || access.Token == "" {
		c.DropCart() // without a token it is somebody's who was signed in here before
		return
	}
	cart, err := c.Orders.MergeCart(c.Context, access, id, c.Person())
	switch {
	case err == nil:
		c.KeepCart(markthalle.CartID(cart.ID), "")
	case errors.Is(err, orders.ErrCartClosed): // an order waits for its payment: its page needs the token
	default:
		c.Log.Warn("cart not taken along", "request_id", c.RequestID, "error", err.Error())
		c.DropCart()
	}
}

func (h *handlers) signOut(c *edge.Ctx) error {
	if err := c.End(); err != nil {
		return err
	}
	c.Flash("good", FlashSignedOut)
	return c.Redirect("/")
}

func (h *handlers) askSignUp(c *edge.Ctx) error {
	return door(c, PageSignUp, SignUp{Email: c.Query("email"), Next: c.Next("")})
}

func (h *handlers) signUp(c *edge.Ctx) error {
	view := SignUp{Name: c.Form("name"), Email: c.Form("email"), Next: c.Next("")}
	err := c.Once(func() error {
		return c.Accounts.SignUp(c.Context, accounts.SignUpInput{
			Email: view.Email, Password: c.Secretly("password"), Name: view.Name, Locale: c.Locale,
		})
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return door(c, PageSignUp, view)
		})
	}
	view.Sent = true
	return door(c, PageSignUp, view)
}

// verify takes up the link of a mail. A link that was used before says so, and offers
// another.
func (h *handlers) verify(c *edge.Ctx) error {
	p, err := c.Accounts.VerifyEmail(c.Context, c.Query("token"))
	switch {
	case errors.Is(err, accounts.ErrLink):
		return door(c, PageVerify, Verify{State: "expired"})
	case err != nil:
		return err
	}
	return door(c, PageVerify, Verify{State: "done", Email: p.Email})
}

func (h *handlers) verifyAgain(c *edge.Ctx) error {
	email := c.Form("email")
	if err := c.Once(func() error { return c.Accounts.ResendVerification(c.Context, email) }); err != nil {
		return err
	}
	return door(c, PageVerify, Verify{State: "sent", Email: email})
}

func (h *handlers) askForgotten(c *edge.Ctx) error {
	return door(c, PageForgotten, Forgotten{Email: c.Query("email")})
}

func (h *handlers) forgotten(c *edge.Ctx) error {
	view := Forgotten{Email: c.Form("email")}
	if !strings.Contains(view.Email, "@") {
		view.Faults = kernel.Faults{{Field: "email", Code: "email"}}
		c.Status(http.StatusUnprocessableEntity)
		return door(c, PageForgotten, view)
	}
	if err := c.Once(func() error { return c.Accounts.RequestReset(c.Context, view.Email) }); err != nil {
		return err
	}
	view.Sent = true
	return door(c, PageForgotten, view)
}

func (h *handlers) askReset(c *edge.Ctx) error {
	token := c.Query("token")
	return door(c, PageReset, Reset{Token: token, Expired: token == ""})
}

// reset sets a new password. Every session is over then, this one too.
func (h *handlers) reset(c *edge.Ctx) error {
	view := Reset{Token: c.Form("token")}
	err := c.Once(func() error { return c.Accounts.Reset(c.Context, view.Token, c.Secretly("password")) })
	switch {
	case errors.Is(err, accounts.ErrLink):
		view.Expired = true
		c.Status(http.StatusUnprocessableEntity)
		return door(c, PageReset, view)
	case err != nil:
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return door(c, PageReset, view)
		})
	}
	c.Flash("good", FlashPasswordSet)
	return c.Redirect("/sign-in")
}
