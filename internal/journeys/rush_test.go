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

// The rush: how many want the last good mugs, and how many there are.
const (
	rushBuyers = 64
	rushStock  = 10
)

// TestRush lets 64 buyers check out at once when there are 10 in stock: exactly 10 get
// an order, and everybody else is told that there is not enough (MKT-35).
func TestRush(t *testing.T) {
	s := begin(t)
	sh := s.onboard(1)
	s.list(sh, s.category(), "The last good mug", 1999, rushStock, "blue", 90)
	s.rush(sh)
}

// rush plays the rush on what a shop has just listed.
func (s *story) rush(sh *shop) {
	s.t.Helper()
	s.eventually(func() bool { return s.guest().get("/store/search?q=last+good+mug").num("total") > 0 })
	carts := make([]*client, rushBuyers)
	paths := make([]string, rushBuyers)
	totals := make([]int64, rushBuyers)
	for i := range carts {
		carts[i], paths[i], totals[i] = s.fill(map[string]int64{sh.offer: 1})
	}
	var sold, refused, other atomic.Int64
	var group sync.WaitGroup
	for i, c := range carts {
		group.Go(func() {
			switch status := c.tryCheckout(paths[i], totals[i], s.base); status {
			case http.StatusCreated:
				sold.Add(1)
			case http.StatusConflict:
				refused.Add(1)
			default:
				s.t.Logf("buyer %d is answered %d", i, status)
				other.Add(1)
			}
		})
	}
	group.Wait()
	require.EqualValues(s.t, rushStock, sold.Load(), "orders")
	require.EqualValues(s.t, rushBuyers-rushStock, refused.Load(), "refusals")
	require.Zero(s.t, other.Load(), "other answers")
	stock := sh.get("/vendor/offers/" + sh.offer).at("stock")
	require.EqualValues(s.t, rushStock, stock.num("reserved"))
	require.Zero(s.t, stock.num("available"))
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
	res, err := c.http.Do(req)
	if err != nil {
		return 0
	}
	if res.Body.Close() != nil {
		return 0
	}
	return res.StatusCode
}
