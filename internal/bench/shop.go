package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/markthalle/markthalle/internal/demo"
)

// goods are offers that can be bought in any quantity, by vendor.
type goods [][]string

// sellersWanted is how many vendors are stocked, offersWanted how many offers of each:
// enough that buyers do not all wait for the same stock.
const (
	sellersWanted = 6
	offersWanted  = 12
	plenty        = 10_000_000
)

// stockUp signs in as the owners of some shops and fills their shelves.
func stockUp(ctx context.Context, host string, vendors int) (goods, error) {
	var out goods
	for i := 1; i <= vendors && len(out) < sellersWanted; i++ {
		list, err := stockShop(ctx, host, i)
		if err != nil {
			return nil, err
		}
		if len(list) >= 3 {
			out = append(out, list)
		}
	}
	if len(out) < 3 {
		return nil, fmt.Errorf("only %d vendors can sell, 3 are needed", len(out))
	}
	return out, nil
}

// signIn returns a connection of a person of the demo.
func signIn(ctx context.Context, host, who string) (*conn, error) {
	c, err := dial(ctx, host)
	if err != nil {
		return nil, err
	}
	var session struct {
		Token string `json:"token"`
	}
	if err := c.call("POST", "/store/sessions", object{"email": who + "@demo.example", "password": demo.Password}, 201, &session); err != nil {
		return nil, errors.Join(err, c.close())
	}
	c.bearer = session.Token
	return c, nil
}

// stockShop fills the shelves of one owner's shop and returns the offers that a buyer
// in Germany can have.
func stockShop(ctx context.Context, host string, n int) (list []string, err error) {
	c, err := signIn(ctx, host, "owner"+strconv.Itoa(n))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	var page struct {
		Items []struct {
			ID    string `json:"id"`
			State string `json:"state"`
		} `json:"items"`
	}
	if err := c.call("GET", "/vendor/offers?limit=100", nil, 200, &page); err != nil {
		return nil, err
	}
	guest, err := dial(ctx, host)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, guest.close()) }()
	for _, o := range page.Items {
		if o.State != "active" || len(list) == offersWanted {
			continue
		}
		if err := c.call("PUT", "/vendor/offers/"+o.ID+"/stock", object{"on_hand": plenty}, 200, nil); err != nil {
			return nil, err
		}
		view, err := fillCart(guest, []string{o.ID})
		if err != nil || len(view.Problems) > 0 {
			return nil, nil // a shop that cannot be bought from is passed by
		}
		list = append(list, o.ID)
	}
	return list, nil
}

// cartView is what a buyer needs to know of a cart.
type cartView struct {
	Path     string `json:"-"`
	Problems []any  `json:"problems"`
	Total    struct {
		Amount int64 `json:"amount"`
	} `json:"total"`
}

func openCart(c *conn) (path string, err error) {
	var cart struct {
		ID    string `json:"id"`
		Token string `json:"cart_token"`
	}
	c.cart = ""
	if err := c.call("POST", "/store/carts", object{"currency": "EUR", "country": "DE"}, 201, &cart); err != nil {
		return "", err
	}
	c.cart = cart.Token
	return "/store/carts/" + cart.ID, nil
}

// fillCart takes a buyer to a cart that is ready for checkout.
func fillCart(c *conn, offers []string) (v cartView, err error) {
	if v.Path, err = openCart(c); err != nil {
		return v, err
	}
	for _, o := range offers {
		if err := c.call("POST", v.Path+"/lines", object{"offer_id": o, "quantity": 1}, 201, nil); err != nil {
			return v, err
		}
	}
	if err := c.call("PUT", v.Path+"/address", object{
		"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
	}, 200, nil); err != nil {
		return v, err
	}
	return v, c.call("GET", v.Path, nil, 200, &v)
}

// adder puts offers into carts; a full cart is left for a new one, whose opening is not
// part of the figure.
type adder struct {
	*conn
	goods goods
	n     int
	path  string
}

const cartSize = 10

func (a *adder) step(i int) (time.Duration, int, error) {
	if i%cartSize == 0 {
		var err error
		if a.path, err = openCart(a.conn); err != nil {
			return 0, 0, err
		}
	}
	shop := a.goods[(a.n+i)%len(a.goods)]
	offer := shop[(a.n+i/len(a.goods))%len(shop)]
	return timed(func() (int, error) {
		return 0, a.call("POST", a.path+"/lines", object{"offer_id": offer, "quantity": 1}, 201, nil)
	})
}

// buyer buys of three vendors in one cart, pays at the simulator and sees the order
// paid and split. The filling of the cart is not part of the latency; it is part of the
// rate.
type buyer struct {
	*conn
	base  string
	goods goods
	n     int
}

func (b *buyer) step(i int) (time.Duration, int, error) {
	var offers []string
	for k := range 3 {
		shop := b.goods[(b.n+i+k)%len(b.goods)]
		offers = append(offers, shop[(b.n*5+i+k)%len(shop)])
	}
	v, err := fillCart(b.conn, offers)
	if err != nil {
		return 0, 0, err
	}
	if len(v.Problems) > 0 {
		return 0, 0, fmt.Errorf("the cart has problems: %v", v.Problems)
	}
	return timed(func() (int, error) { return 0, b.checkOut(v) })
}

// checkOut is what the budget of a checkout counts: order, payment, split.
func (b *buyer) checkOut(v cartView) error {
	var placed struct {
		Order   string `json:"order_id"`
		Token   string `json:"access_token"`
		Payment struct {
			URL string `json:"url"`
		} `json:"payment"`
	}
	if err := b.call("POST", v.Path+"/checkout", object{
		"email": "jan@bench.example", "return_url": b.base + "/thanks", "expected_total": object{"amount": v.Total.Amount, "currency": "EUR"},
	}, 201, &placed, "Idempotency-Key", "bench"+v.Path); err != nil {
		return err
	}
	if err := b.form(placed.Payment.URL, url.Values{
		"card_number": {"4242424242424242"}, "exp": {"12/30"}, "cvc": {"123"}, "name": {"Jan Nowak"},
	}); err != nil {
		return err
	}
	for began := now(); ; {
		var order struct {
			State string `json:"state"`
			Parts []struct {
				State string `json:"state"`
			} `json:"vendor_orders"`
		}
		if err := b.call("GET", "/store/orders/"+placed.Order+"?token="+placed.Token, nil, 200, &order); err != nil {
			return err
		}
		split := order.State == "paid" && len(order.Parts) == 3
		for _, p := range order.Parts {
			split = split && p.State != "awaiting_payment"
		}
		if split {
			return nil
		}
		if now().Sub(began) > answerTime {
			return fmt.Errorf("order %s is %q with %d parts after %s", placed.Order, order.State, len(order.Parts), answerTime)
		}
		<-time.NewTimer(2 * time.Millisecond).C
	}
}
