package journeys_test

import "net/http"

// peek reports whether an address can be read yet.
func (c *client) peek(path string) bool { return c.try(path) == http.StatusOK }

// try reads an address and returns only the status.
func (c *client) try(path string) int {
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0
	}
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	res, err := c.http.Do(req)
	if err != nil || res.Body.Close() != nil {
		return 0
	}
	return res.StatusCode
}
