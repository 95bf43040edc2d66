package endpoint_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

// noteIn is the body of the only endpoint of these tests.
type noteIn struct {
	Text string `json:"text"`
}

type noteOut struct {
	ID string `json:"id"`
}

// desk is a process that serves one endpoint.
type desk struct {
	t   *testing.T
	app *fiber.App
}

// newDesk opens a process of the given name on a store; its handler is handle.
func newDesk(t *testing.T, driver store.Driver, owner string, handle func(*endpoint.Call, noteIn) (noteOut, error)) *desk {
	t.Helper()
	ids := markthalle.NewIDs(markthalle.SystemClock{}, nil)
	db, err := store.Open(driver, store.Options{Owner: owner, IDs: ids})
	require.NoError(t, err)
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	require.NoError(t, endpoint.Mount(app, []endpoint.Endpoint{endpoint.Route("POST", "/notes", "Note something", handle)}, endpoint.Config{
		Keys: endpoint.NewKeys(db, ids, markthalle.SystemClock{}), IDs: ids, Log: slog.New(slog.DiscardHandler),
		Limiter: endpoint.NewLimiter(markthalle.SystemClock{}, true),
	}))
	return &desk{t, app}
}

// note sends a note under a key and returns the status and the body.
func (d *desk) note(key, text string) (int, string) {
	d.t.Helper()
	req := httptest.NewRequest(http.MethodPost, endpoint.Base+"/notes", strings.NewReader(`{"text":"`+text+`"}`))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := d.app.Test(req, -1)
	require.NoError(d.t, err)
	defer func() { require.NoError(d.t, res.Body.Close()) }()
	b, err := io.ReadAll(res.Body)
	require.NoError(d.t, err)
	return res.StatusCode, string(b)
}

// TestCrashedRequest: a key is taken while its request runs, in this process and for
// others; a process that comes back under the name of a dead one takes up its requests
// at once, with the ids that they had minted.
func TestCrashedRequest(t *testing.T) {
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, driver.Close(context.WithoutCancel(t.Context()))) })

	minted, end := make(chan string), make(chan struct{})
	first := newDesk(t, driver, "one", func(c *endpoint.Call, _ noteIn) (noteOut, error) {
		minted <- c.Mint("note")
		<-end
		return noteOut{}, errors.New("the process is dead")
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		first.note("k", "hello")
	}()
	id := <-minted

	answers := func(c *endpoint.Call, _ noteIn) (noteOut, error) { return noteOut{ID: c.Mint("note")}, nil }
	for _, c := range []struct {
		name   string
		desk   *desk
		text   string
		status int
		body   string
	}{
		{"the same process", first, "hello", http.StatusConflict, "idempotency.in_progress"},
		{"another request", first, "bye", http.StatusUnprocessableEntity, "idempotency.mismatch"},
		{"another process", newDesk(t, driver, "two", answers), "hello", http.StatusConflict, "idempotency.in_progress"},
		{"the process, come back", newDesk(t, driver, "one", answers), "hello", http.StatusOK, id},
		{"another process, later", newDesk(t, driver, "two", answers), "hello", http.StatusOK, id},
	} {
		status, body := c.desk.note("k", c.text)
		require.Equal(t, c.status, status, "%s: %s", c.name, body)
		require.Contains(t, body, c.body, c.name)
	}
	close(end)
	<-done
}
