package orders

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// OpenCartInput is how a cart begins.
type OpenCartInput struct {
	ID       markthalle.CartID // minted by the caller, so that a retry opens the same one
	Secret   []byte            // at least 16 random bytes; the token is made of it
	Person   markthalle.PersonID
	Currency money.Currency
	Country  string
}

// OpenCart opens an empty cart and returns it with the token that opens it. Errors:
// Invalid "orders.cart" with all faults.
func (s *Service) OpenCart(ctx context.Context, in OpenCartInput) (Cart, string, error) {
	var f markthalle.Faults
	f.Check(in.Currency.Valid(), "/currency", "not_a_currency", "This is not a currency code.")
	f.Check(len(in.Country) == 2, "/country", "not_a_country", "A country is two letters by ISO 3166-1.")
	if err := f.Err("orders.cart"); err != nil {
		return Cart{}, "", err
	}
	token := base64.RawURLEncoding.EncodeToString(in.Secret)
	c, err := s.rec.carts.Insert(ctx, Cart{
		Meta: store.Meta{ID: string(in.ID)}, TokenHash: hashToken(token), Person: in.Person,
		Currency: in.Currency, Country: in.Country, State: CartOpen,
	})
	if errors.Is(err, store.ErrExists) {
		c, err = s.loadCart(ctx, Access{Token: token}, in.ID)
	}
	return c, token, err
}

// Cart returns a cart that access opens. Error: not_found.
func (s *Service) Cart(ctx context.Context, access Access, id markthalle.CartID) (Cart, error) {
	return s.loadCart(ctx, access, id)
}

// PersonCart returns the open cart of a person. Error: not_found.
func (s *Service) PersonCart(ctx context.Context, person markthalle.PersonID) (Cart, error) {
	page, err := s.rec.carts.Find(ctx, store.Query{
		Index: "person", Eq: []any{string(person), string(CartOpen)}, Desc: true, Page: markthalle.PageQuery{Limit: 1},
	})
	if err != nil {
		return Cart{}, err
	}
	if len(page.Items) == 0 {
		return Cart{}, markthalle.ErrNotFound
	}
	return page.Items[0], nil
}

// change modifies a cart that access opens and that is still open.
func (s *Service) change(ctx context.Context, access Access, id markthalle.CartID, fn func(*Cart) error) (Cart, error) {
	return s.rec.carts.Modify(ctx, string(id), func(c *Cart) error {
		if !access.opens(c) || c.State == CartMerged {
			return markthalle.ErrNotFound
		}
		if err := c.changeable(); err != nil {
			return err
		}
		return fn(c)
	})
}

// ErrOfferUnavailable is returned for an offer that cannot be bought now.
var ErrOfferUnavailable = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "catalog.offer_unavailable", Text: "This offer is not available at present.",
}

// AddLine puts an offer into a cart, or more of it when it is there already. Errors:
// not_found, orders.cart_closed, Invalid "orders.quantity", Conflict
// "catalog.offer_unavailable", "catalog.out_of_stock", "pricing.currency",
// "orders.cart_full".
func (s *Service) AddLine(ctx context.Context, access Access, id markthalle.CartID, line markthalle.LineID, offer markthalle.OfferID, quantity int64) (Cart, error) {
	if err := checkQuantity(quantity); err != nil {
		return Cart{}, err
	}
	// The cart comes first: a foreign one must look absent whatever the offer is.
	before, err := s.loadCart(ctx, access, id)
	if err != nil {
		return Cart{}, err
	}
	o, err := s.sellable(ctx, offer, before.Currency)
	if err != nil {
		return Cart{}, err
	}
	now := s.Clock.Now()
	return s.change(ctx, access, id, func(c *Cart) error {
		if c.line(line) != nil {
			return nil // the same request again
		}
		if l := c.lineOf(offer); l != nil {
			if err := checkQuantity(l.Quantity + quantity); err != nil {
				return err
			}
			l.Quantity, l.SeenPrice = l.Quantity+quantity, o.Price.Minor
			return nil
		}
		if len(c.Lines) >= maxCartLines {
			return markthalle.Errorf(markthalle.Conflict, "orders.cart_full", "A cart holds at most %d lines.", maxCartLines)
		}
		c.Lines = append(c.Lines, CartLine{
			ID: line, Offer: offer, Product: o.Product, Vendor: o.Vendor, Quantity: quantity,
			SeenPrice: o.Price.Minor, AddedAt: now,
		})
		return nil
	})
}

// sellable returns an offer that can be bought now in a currency.
func (s *Service) sellable(ctx context.Context, id markthalle.OfferID, cur money.Currency) (catalog.Offer, error) {
	o, err := s.Catalog.Offer(ctx, id)
	if err != nil {
		return catalog.Offer{}, err
	}
	blocked, err := s.Vendors.Blocked(ctx)
	if err != nil {
		return catalog.Offer{}, fmt.Errorf("load blocked vendors: %w", err)
	}
	if _, out := blocked[o.Vendor]; out || o.State != catalog.OfferActive {
		return catalog.Offer{}, ErrOfferUnavailable
	}
	if o.Price.Currency != cur {
		return catalog.Offer{}, markthalle.Errorf(markthalle.Conflict, "pricing.currency",
			"This offer has no price in %s.", cur)
	}
	return o, nil
}

func checkQuantity(q int64) error {
	if q >= 1 && q <= maxQuantity {
		return nil
	}
	return &markthalle.Error{
		Kind: markthalle.Invalid, Code: "orders.quantity", Text: "The quantity is not possible.",
		Fields: []markthalle.Field{{
			Pointer: "/quantity", Code: "range", Message: "The quantity is not possible.",
			Found: fmt.Sprint(q), Wanted: fmt.Sprintf("1 to %d", maxQuantity),
		}},
	}
}

// SetQuantity changes how many of a line; 0 removes it.
func (s *Service) SetQuantity(ctx context.Context, access Access, id markthalle.CartID, line markthalle.LineID, quantity int64) (Cart, error) {
	if quantity == 0 {
		return s.RemoveLine(ctx, access, id, line)
	}
	if err := checkQuantity(quantity); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, access, id, func(c *Cart) error {
		l := c.line(line)
		if l == nil {
			return markthalle.ErrNotFound
		}
		l.Quantity = quantity
		return nil
	})
}

// RemoveLine takes a line out. Error: not_found.
func (s *Service) RemoveLine(ctx context.Context, access Access, id markthalle.CartID, line markthalle.LineID) (Cart, error) {
	return s.change(ctx, access, id, func(c *Cart) error {
		if c.line(line) == nil {
			return markthalle.ErrNotFound
		}
		c.Lines = slices.DeleteFunc(c.Lines, func(l CartLine) bool { return l.ID == line })
		return nil
	})
}

// SetAddress says where the cart goes; delivery and tax follow its country.
func (s *Service) SetAddress(ctx context.Context, access Access, id markthalle.CartID, a Address) (Cart, error) {
	if err := checkAddress(a, ""); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, access, id, func(c *Cart) error {
		c.Address, c.Country = &a, a.Country
		return nil
	})
}

func checkAddress(a Address, at string) error {
	var f markthalle.Faults
	for _, v := range []struct{ name, value string }{
		{"name", a.Name}, {"line1", a.Line1}, {"postal_code", a.PostalCode}, {"city", a.City},
	} {
		f.Check(strings.TrimSpace(v.value) != "", at+"/"+v.name, "required", "A value is needed here.")
		f.Check(len([]rune(v.value)) <= 200, at+"/"+v.name, "too_long", "The value is too long.")
	}
	f.Check(vendors.ValidCountry(a.Country), at+"/country", "not_a_country", "This is not a country code.")
	return f.Err("orders.address")
}

// ChooseShipping records the delivery chosen for vendors of the cart.
func (s *Service) ChooseShipping(ctx context.Context, access Access, id markthalle.CartID, chosen []Chosen) (Cart, error) {
	view, err := s.View(ctx, access, id, markthalle.English)
	if err != nil {
		return Cart{}, err
	}
	var f markthalle.Faults
	for _, ch := range chosen {
		v := view.Quote.Vendor(ch.Vendor)
		if v == nil {
			f.Add("/"+string(ch.Vendor), "not_found", "The cart has nothing of this vendor.")
			continue
		}
		f.Check(slices.ContainsFunc(v.Options, func(o pricing.Option) bool { return o.ID == ch.Option }),
			"/"+string(ch.Vendor), "not_allowed", "This delivery is not offered.")
	}
	if err := f.Err("orders.shipping"); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, access, id, func(c *Cart) error {
		for _, ch := range chosen {
			c.Shipping = slices.DeleteFunc(c.Shipping, func(x Chosen) bool { return x.Vendor == ch.Vendor })
			c.Shipping = append(c.Shipping, ch)
		}
		return nil
	})
}

// AddCode enters a promotion's code. Errors: Invalid "pricing.code_unknown",
// "pricing.code_expired"; Conflict "orders.too_many_codes".
func (s *Service) AddCode(ctx context.Context, access Access, id markthalle.CartID, code string) (Cart, error) {
	c, err := s.loadCart(ctx, access, id)
	if err != nil {
		return Cart{}, err
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	if err := s.Pricing.CheckCode(ctx, pricing.Basket{Currency: c.Currency, At: s.Clock.Now()}, code); err != nil {
		return Cart{}, err
	}
	return s.change(ctx, access, id, func(c *Cart) error {
		if slices.Contains(c.Codes, code) {
			return nil
		}
		if len(c.Codes) >= maxCodes {
			return markthalle.Errorf(markthalle.Conflict, "orders.too_many_codes", "A cart takes at most %d codes.", maxCodes)
		}
		c.Codes = append(c.Codes, code)
		return nil
	})
}

// RemoveCode takes a code out. Error: not_found.
func (s *Service) RemoveCode(ctx context.Context, access Access, id markthalle.CartID, code string) (Cart, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	return s.change(ctx, access, id, func(c *Cart) error {
		i := slices.Index(c.Codes, code)
		if i < 0 {
			return markthalle.ErrNotFound
		}
		c.Codes = slices.Delete(c.Codes, i, i+1)
		return nil
	})
}

// MergeCart moves a guest's cart to the person who has signed in and ends its token. A
// person's open cart takes over the lines; without one the guest's cart becomes theirs.
func (s *Service) MergeCart(ctx context.Context, access Access, id markthalle.CartID, person markthalle.PersonID) (Cart, error) {
	guest, err := s.loadCart(ctx, access, id)
	if err != nil {
		return Cart{}, err
	}
	if guest.Person == person {
		return guest, nil
	}
	own, err := s.PersonCart(ctx, person)
	if errors.Is(err, markthalle.ErrNotFound) || err == nil && own.Currency != guest.Currency {
		return s.change(ctx, access, id, func(c *Cart) error {
			c.Person, c.TokenHash = person, ""
			return nil
		})
	}
	if err != nil {
		return Cart{}, fmt.Errorf("load own cart: %w", err)
	}
	merged, err := s.change(ctx, Access{Person: person}, markthalle.CartID(own.ID), func(c *Cart) error {
		for _, l := range guest.Lines {
			if have := c.lineOf(l.Offer); have != nil {
				have.Quantity = min(maxQuantity, max(have.Quantity, l.Quantity))
			} else if len(c.Lines) < maxCartLines {
				c.Lines = append(c.Lines, l)
			}
		}
		return nil
	})
	if err != nil {
		return Cart{}, fmt.Errorf("take over lines: %w", err)
	}
	_, err = s.change(ctx, access, id, func(c *Cart) error {
		c.State, c.TokenHash = CartMerged, ""
		return nil
	})
	return merged, err
}
