package endpoint_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// Each kind has its status; what nobody classified is our fault and tells nothing.
func TestProblems(t *testing.T) {
	t.Parallel()
	throttled := markthalle.Errorf(markthalle.Forbidden, "accounts.throttled", "Please wait.")
	throttled.RetryAfter = 90 * time.Second
	for name, c := range map[string]struct {
		err    error
		status int
		code   string
		header string
		value  string
	}{
		"invalid":         {markthalle.Errorf(markthalle.Invalid, "catalog.bad", "Bad."), 422, "catalog.bad", "", ""},
		"unauthenticated": {markthalle.ErrSignIn, 401, "accounts.sign_in_required", "WWW-Authenticate", `Bearer realm="markthalle"`},
		"forbidden":       {markthalle.ErrPermission, 403, "accounts.permission_missing", "", ""},
		"throttled":       {throttled, 429, "accounts.throttled", "Retry-After", "90"},
		"not found":       {fmt.Errorf("load: %w", markthalle.ErrNotFound), 404, "not_found", "", ""},
		"conflict":        {markthalle.Errorf(markthalle.Conflict, "catalog.out_of_stock", "Sold out."), 409, "catalog.out_of_stock", "", ""},
		"precondition":    {markthalle.ErrRevision, 412, "if_match", "", ""},
		"unavailable":     {markthalle.Errorf(markthalle.Unavailable, "store.down", "Later.").With(errDown), 503, "store.down", "Retry-After", "2"},
		"internal":        {markthalle.Errorf(markthalle.Internal, "ledger.broken", "The books say 5."), 500, "internal", "", ""},
		"unclassified":    {fmt.Errorf("write row: %w", errDown), 500, "internal", "", ""},
		"of the edge":     {fiber.ErrRequestHeaderFieldsTooLarge, 431, "request.headers_too_large", "", ""},
		"another edge":    {fiber.ErrTeapot, 418, "request.refused", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := serve(t, nil, endpoint.Route("GET", "/fail", "Fail.", func(*endpoint.Call, none) (said, error) { return said{}, c.err }))
			a := b.send("GET", "/fail", "")
			p := a.problem(c.status, c.code)
			require.Equal(t, "about:blank", p.Type)
			if c.header != "" {
				require.Equal(t, c.value, a.header.Get(c.header))
			}
			require.NotContains(t, a.raw, "10.0.0.7", "the cause is for the log")
			require.NotContains(t, a.raw, "The books say")
			if c.status >= 500 {
				require.Contains(t, b.log.String(), p.RequestID)
				require.Contains(t, b.log.String(), c.err.Error(), "the log has the whole chain")
			} else {
				require.Empty(t, b.log.String())
			}
		})
	}
}

func TestProblemKeepsFields(t *testing.T) {
	t.Parallel()
	err := markthalle.Errorf(markthalle.Conflict, "pricing.changed", "Prices moved.").WithFields(markthalle.Field{
		Pointer: "/lines/0", Code: "price", Message: "The price is another.", Found: "1999", Wanted: "2099",
	})
	p := endpoint.ProblemOf(fmt.Errorf("checkout: %w", err), "req_1")
	require.Equal(t, []endpoint.ProblemField{{Field: "/lines/0", Code: "price", Message: "The price is another.", Found: "1999", Wanted: "2099"}}, p.Errors)
	require.Equal(t, http.StatusConflict, p.Status)
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	t.Parallel()
	b := serve(t, nil, endpoint.Route("GET", "/things", "Things.", func(*endpoint.Call, none) (said, error) { return said{}, nil }))
	b.send("GET", "/nothing", "").problem(404, "not_found")
	b.send("DELETE", "/things", "").problem(405, "request.method")
}

// A handler is told when the time of its endpoint is over.
func TestDeadline(t *testing.T) {
	t.Parallel()
	b := serve(t, nil, endpoint.Route("GET", "/slow", "Slow.", func(c *endpoint.Call, _ none) (said, error) {
		<-c.Ctx.Done()
		return said{}, markthalle.Errorf(markthalle.Unavailable, "store.slow", "Too slow.").With(c.Ctx.Err())
	}, endpoint.Within(time.Millisecond)))
	b.send("GET", "/slow", "").problem(503, "store.slow")
	require.Contains(t, b.log.String(), "deadline exceeded")
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	b := serve(t, nil, endpoint.Route("GET", "/id", "Id.", func(c *endpoint.Call, _ none) (said, error) {
		return said{ID: c.RequestID + " " + c.Actor.RequestID}, nil
	}))
	first, second := b.send("GET", "/id", ""), b.send("GET", "/id", "")
	id := first.header.Get("X-Request-Id")
	require.NotEmpty(t, id)
	require.NotEqual(t, id, second.header.Get("X-Request-Id"))
	require.JSONEq(t, `{"id":"`+id+` `+id+`","notes":[]}`, first.raw)
	require.Equal(t, "no-store", first.header.Get("Cache-Control"))
}
