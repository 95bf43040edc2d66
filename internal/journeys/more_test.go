package journeys_test

import (
	"net/http"

	"github.com/markthalle/markthalle"
)

func vendorID(id string) markthalle.VendorID { return markthalle.VendorID(id) }

func newRequest(c *client, path string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	return req, err
}

func httpDo(req *http.Request) (*http.Response, error) { return http.DefaultClient.Do(req) }
