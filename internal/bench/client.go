package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// conn is one connection to a server, used by one goroutine. It does less than an HTTP
// client would, so that the machine's time goes to what is measured.
type conn struct {
	host   string
	net    net.Conn
	in     *bufio.Reader
	out    []byte
	bearer string
	cart   string
}

// answerTime bounds one answer.
const answerTime = 30 * time.Second

func dial(ctx context.Context, host string) (*conn, error) {
	var d net.Dialer
	n, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", host, err)
	}
	return &conn{host: host, net: n, in: bufio.NewReaderSize(n, 64<<10)}, nil
}

func (c *conn) close() error { return c.net.Close() }

// do sends a request and reads the whole answer. path includes the query.
func (c *conn) do(method, path, kind string, body []byte, headers ...string) (int, []byte, error) {
	b := append(c.out[:0], method...)
	b = append(b, ' ')
	b = append(b, path...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, c.host...)
	line := func(name, value string) {
		b = append(append(append(append(b, "\r\n"...), name...), ": "...), value...)
	}
	if c.bearer != "" {
		line("Authorization", "Bearer "+c.bearer)
	}
	if c.cart != "" {
		line("Markthalle-Cart", c.cart)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		line(headers[i], headers[i+1])
	}
	if body != nil {
		line("Content-Type", kind)
		line("Content-Length", strconv.Itoa(len(body)))
	}
	b = append(b, "\r\n\r\n"...)
	c.out = append(b, body...)
	if err := c.net.SetDeadline(deadline()); err != nil {
		return 0, nil, fmt.Errorf("set deadline: %w", err)
	}
	if _, err := c.net.Write(c.out); err != nil {
		return 0, nil, fmt.Errorf("send request: %w", err)
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("read answer: %w", err)
	}
	got, err := io.ReadAll(res.Body)
	return res.StatusCode, got, errors.Join(err, res.Body.Close())
}

// object is a JSON object to send.
type object = map[string]any

// call sends JSON to the API, wants a status, and reads the answer into out unless out
// is nil.
func (c *conn) call(method, path string, in any, want int, out any, headers ...string) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
	}
	status, got, err := c.do(method, "/api/v1"+path, "application/json", body, headers...)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if status != want {
		return fmt.Errorf("%s %s: status %d, want %d: %s", method, path, status, want, bytes.TrimSpace(got[:min(len(got), 600)]))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(got, out); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

func decode(b []byte, out any) error {
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("decode answer: %w", err)
	}
	return nil
}

// get wants 200 and returns the number of bytes.
func (c *conn) get(path string) (int, error) {
	status, got, err := c.do(http.MethodGet, path, "", nil)
	if err != nil {
		return 0, fmt.Errorf("GET %s: %w", path, err)
	}
	if status == http.StatusServiceUnavailable {
		return 0, fmt.Errorf("GET %s: %w: %s", path, errOverloaded, got[:min(len(got), 600)])
	}
	if status != http.StatusOK {
		return 0, fmt.Errorf("GET %s: status %d: %s", path, status, got[:min(len(got), 600)])
	}
	return len(got), nil
}

// form posts a form to an address on the server and wants to be sent on.
func (c *conn) form(address string, fields url.Values) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("address of a form: %w", err)
	}
	status, got, err := c.do(http.MethodPost, u.RequestURI(), "application/x-www-form-urlencoded", []byte(fields.Encode()))
	if err != nil {
		return fmt.Errorf("POST %s: %w", u.Path, err)
	}
	if status != http.StatusSeeOther && status != http.StatusFound {
		return fmt.Errorf("POST %s: status %d: %s", u.Path, status, got[:min(len(got), 600)])
	}
	return nil
}
