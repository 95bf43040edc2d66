package api

import (
	"net/url"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders"
)

// CheckoutIn turns a cart into an order. ExpectedTotal is what the buyer was shown.
type CheckoutIn struct {
	ByID
	Email         string `json:"email" validate:"required,email,max=254"`
	ReturnURL     string `json:"return_url" validate:"required,max=2000"`
	CancelURL     string `json:"cancel_url" validate:"max=2000"`
	ExpectedTotal *Money `json:"expected_total" validate:"required"`
}

// CheckoutOut is an order that waits for its payment. AccessToken opens it without a
// session.
type CheckoutOut struct {
	ID          string     `json:"id"`
	OrderID     string     `json:"order_id"`
	Number      string     `json:"number"`
	AccessToken string     `json:"access_token"`
	State       string     `json:"state"`
	Total       Money      `json:"total"`
	Payment     PaymentOut `json:"payment"`
}

func (r *routes) storeCheckout(c *endpoint.Call, in CheckoutIn) (CheckoutOut, error) {
	if err := r.checkReturns(in); err != nil {
		return CheckoutOut{}, err
	}
	p, err := r.Orders.Checkout(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), orders.CheckoutInput{
		Order: markthalle.OrderID(c.Mint("ord")), Email: in.Email, ReturnURL: in.ReturnURL, CancelURL: in.CancelURL,
		ExpectedTotal: in.ExpectedTotal.amount(), Locale: c.Locale, Person: c.Actor.Person,
	})
	if err != nil {
		return CheckoutOut{}, err
	}
	return CheckoutOut{
		ID: p.Order.ID, OrderID: p.Order.ID, Number: p.Order.Number, AccessToken: p.AccessToken, State: string(p.Order.State),
		Total: minor(p.Order.Total, p.Order.Currency), Payment: wirePayment(&p.Order, p.Payment),
	}, nil
}

// checkReturns refuses addresses that would lead the buyer out of the market.
func (r *routes) checkReturns(in CheckoutIn) error {
	var f markthalle.Faults
	check := func(pointer, address string) {
		if !returnsTo(r.Market, address) {
			f.AddField(markthalle.Field{
				Pointer: pointer, Code: "not_allowed", Message: "This address is not one of the market's.",
				Found: address, Wanted: "an address under " + r.Market.BaseURL() + " or a listed origin",
			})
		}
	}
	check("/return_url", in.ReturnURL)
	if in.CancelURL != "" {
		check("/cancel_url", in.CancelURL)
	}
	return f.Err("request.invalid")
}

// returnsTo reports whether a web address lies on the market's own origin or on one of
// its list of origins.
func returnsTo(m Market, address string) bool {
	origin, ok := originOf(address)
	if !ok {
		return false
	}
	allowed := m.Origins
	if m.BaseURL != nil {
		allowed = append([]string{m.BaseURL()}, allowed...)
	}
	for _, a := range allowed {
		if own, ok := originOf(a); ok && own == origin {
			return true
		}
	}
	return false
}

// originOf returns scheme, host and port of a web address in one spelling (RFC 6454
// §4): lower case, without the scheme's default port.
func originOf(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || u.Hostname() == "" || strings.ContainsAny(address, "\\ ") {
		return "", false
	}
	port := u.Port()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", false
	case port == "80" && u.Scheme == "http", port == "443" && u.Scheme == "https":
		port = ""
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port, true
}
