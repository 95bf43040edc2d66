package api

import (
	"maps"
	"net/url"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// cartAccess is how the caller opens carts: the token, or the session of the person.
func cartAccess(c *endpoint.Call) orders.Access {
	return orders.Access{Token: c.CartToken, Person: c.Actor.Person}
}

// CartIn opens a cart.
type CartIn struct {
	Currency string `json:"currency" validate:"omitempty,iso4217"`         // the market's by default
	Country  string `json:"country" validate:"omitempty,iso3166_1_alpha2"` // of delivery; the market's by default
}

// CartOpened is a new cart with its token, which is told only here.
type CartOpened struct {
	ID        string `json:"id"`
	Revision  int64  `json:"revision"`
	CartToken string `json:"cart_token"`
	Currency  string `json:"currency"`
	Country   string `json:"country"`
}

func (r *routes) storeOpenCart(c *endpoint.Call, in CartIn) (CartOpened, error) {
	open := orders.OpenCartInput{
		ID: markthalle.CartID(c.Mint("cart")), Secret: c.Secret(16), Person: c.Actor.Person,
		Currency: r.Market.Currency, Country: r.Market.Country,
	}
	if in.Currency != "" {
		open.Currency = money.Currency(in.Currency)
	}
	if in.Country != "" {
		open.Country = in.Country
	}
	cart, token, err := r.Orders.OpenCart(c.Ctx, open)
	return CartOpened{
		ID: cart.ID, Revision: cart.Version, CartToken: token, Currency: string(cart.Currency), Country: cart.Country,
	}, err
}

func (r *routes) storeCart(c *endpoint.Call, in ByID) (CartOut, error) {
	v, err := r.Orders.View(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), c.Locale)
	return wireCart(&v), err
}

func (r *routes) storeCurrentCart(c *endpoint.Call, _ Empty) (CartOut, error) {
	cart, err := r.Orders.PersonCart(c.Ctx, c.Actor.Person)
	if err != nil {
		return CartOut{}, err
	}
	return r.storeCart(c, ByID{ID: cart.ID})
}

// changed answers with the cart as it is after a change, or with the change's error.
func (r *routes) changed(c *endpoint.Call, cart orders.Cart, err error) (CartOut, error) {
	if err != nil {
		return CartOut{}, err
	}
	return r.storeCart(c, ByID{ID: cart.ID})
}

// unchangedCart honours If-Match before a change of a cart.
func (r *routes) unchangedCart(c *endpoint.Call, id string) error {
	if c.IfMatch == nil {
		return nil
	}
	cart, err := r.Orders.Cart(c.Ctx, cartAccess(c), markthalle.CartID(id))
	if err != nil {
		return err
	}
	return store.CheckVersion(cart.Meta, c.IfMatch)
}

// LineIn puts an offer into a cart.
type LineIn struct {
	ByID
	OfferID  string `json:"offer_id" validate:"required,max=200"`
	Quantity int64  `json:"quantity" validate:"required,min=1,max=999"`
}

func (r *routes) storeAddLine(c *endpoint.Call, in LineIn) (CartOut, error) {
	cart, err := r.Orders.AddLine(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), markthalle.LineID(c.Mint("line")),
		markthalle.OfferID(in.OfferID), in.Quantity)
	return r.changed(c, cart, err)
}

// LineRef names a line of a cart.
type LineRef struct {
	ByID
	Line string `path:"line" validate:"required,max=200"`
}

// LinePatch changes how many of a line; 0 takes it out.
type LinePatch struct {
	LineRef
	Quantity *int64 `json:"quantity" validate:"required,min=0,max=999"`
}

func (r *routes) storeChangeLine(c *endpoint.Call, in LinePatch) (CartOut, error) {
	if err := r.unchangedCart(c, in.ID); err != nil {
		return CartOut{}, err
	}
	cart, err := r.Orders.SetQuantity(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), markthalle.LineID(in.Line), *in.Quantity)
	return r.changed(c, cart, err)
}

func (r *routes) storeRemoveLine(c *endpoint.Call, in LineRef) (CartOut, error) {
	if err := r.unchangedCart(c, in.ID); err != nil {
		return CartOut{}, err
	}
	cart, err := r.Orders.RemoveLine(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), markthalle.LineID(in.Line))
	return r.changed(c, cart, err)
}

// AddressIn says where a cart goes.
type AddressIn struct {
	ByID
	DeliveryAddress
}

func (r *routes) storeSetAddress(c *endpoint.Call, in AddressIn) (CartOut, error) {
	if err := r.unchangedCart(c, in.ID); err != nil {
		return CartOut{}, err
	}
	cart, err := r.Orders.SetAddress(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), in.domain())
	return r.changed(c, cart, err)
}

func (r *routes) storeShippingOptions(c *endpoint.Call, in ByID) (ShippingOptions, error) {
	v, err := r.Orders.View(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), c.Locale)
	return wireShippingOptions(&v), err
}

// ShippingIn chooses the delivery of vendors: an option for each.
type ShippingIn struct {
	ByID
	Chosen map[string]string `body:"object" validate:"min=1,max=100"`
}

func (r *routes) storeChooseShipping(c *endpoint.Call, in ShippingIn) (CartOut, error) {
	if err := r.unchangedCart(c, in.ID); err != nil {
		return CartOut{}, err
	}
	cart, err := r.Orders.ChooseShipping(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), in.domain())
	return r.changed(c, cart, err)
}

// domain lists what was chosen, ordered by vendor.
func (in ShippingIn) domain() []orders.Chosen {
	var out []orders.Chosen
	for _, vendor := range slices.Sorted(maps.Keys(in.Chosen)) {
		out = append(out, orders.Chosen{Vendor: markthalle.VendorID(vendor), Option: in.Chosen[vendor]})
	}
	return out
}

// CodeIn enters a code.
type CodeIn struct {
	ByID
	Code string `json:"code" validate:"required,max=100"`
}

func (r *routes) storeAddCode(c *endpoint.Call, in CodeIn) (CartOut, error) {
	cart, err := r.Orders.AddCode(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), in.Code)
	return r.changed(c, cart, err)
}

// CodeRef names a code of a cart.
type CodeRef struct {
	ByID
	Code string `path:"code" validate:"required,max=300"`
}

func (r *routes) storeRemoveCode(c *endpoint.Call, in CodeRef) (CartOut, error) {
	if err := r.unchangedCart(c, in.ID); err != nil {
		return CartOut{}, err
	}
	code, err := url.PathUnescape(in.Code)
	if err != nil {
		return CartOut{}, markthalle.ErrNotFound
	}
	cart, err := r.Orders.RemoveCode(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), code)
	return r.changed(c, cart, err)
}

func (r *routes) storeMergeCart(c *endpoint.Call, in ByID) (CartOut, error) {
	cart, err := r.Orders.MergeCart(c.Ctx, cartAccess(c), markthalle.CartID(in.ID), c.Actor.Person)
	return r.changed(c, cart, err)
}
