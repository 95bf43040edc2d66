package journeys_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRush lets 64 buyers check out at once when there are 10 in stock: exactly 10 get
// an order, and everybody else is told that there is not enough (MKT-35).
func TestRush(t *testing.T) {
	const buyers, stock = 64, 10
	s := begin(t)
	sh := s.onboard(1)
	s.list(sh, s.category(), "The last good mug", 1999, stock, "blue", 90)
	s.eventually(func() bool { return s.guest().get("/store/search?q=mug").num("total") == 1 })

	carts := make([]*client, buyers)
	paths := make([]string, buyers)
	totals := make([]int64, buyers)
	for i := range carts {
		c := s.guest()
		cart := c.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
		c.cart, paths[i] = cart.str("cart_token"), "/store/carts/"+cart.str("id")
		c.post(paths[i]+"/lines", obj{"offer_id": sh.offer, "quantity": 1}, 201)
		c.do("PUT", paths[i]+"/address", obj{
			"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
		}, 200)
		totals[i] = c.get(paths[i]).num("total", "amount")
		carts[i] = c
	}
	var sold, refused, other atomic.Int64
	var group sync.WaitGroup
	for i, c := range carts {
		group.Go(func() {
			switch c.tryCheckout(paths[i], totals[i], s.base) {
			case http.StatusCreated:
				sold.Add(1)
			case http.StatusConflict:
				refused.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, stock, sold.Load(), "orders")
	require.EqualValues(t, buyers-stock, refused.Load(), "refusals")
	require.Zero(t, other.Load(), "other answers")
	s.balanced()
}

// tryCheckout checks a cart out and returns the status, whatever it is.
func (c *client) tryCheckout(path string, total int64, base string) int {
	body, err := json.Marshal(obj{
		"email": "rush@journey.example", "return_url": base + "/thanks", "expected_total": obj{"amount": total, "currency": "EUR"},
	})
	if err != nil {
		return 0
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path+"/checkout", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Markthalle-Cart", c.cart)
	req.Header.Set("Idempotency-Key", "rush"+path)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	if res.Body.Close() != nil {
		return 0
	}
	return res.StatusCode
}
