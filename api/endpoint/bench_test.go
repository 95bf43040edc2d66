package endpoint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/requestid"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// bearers is an authenticator over a list of tokens and keys.
type bearers map[string]accounts.Identity

// Authenticate implements endpoint.Authenticator.
func (b bearers) Afresh(ctx context.Context, bearer string) (accounts.Identity, error) {
	return b.Authenticate(ctx, bearer)
}

func (b bearers) Authenticate(_ context.Context, bearer string) (accounts.Identity, error) {
	id, ok := b[bearer]
	if !ok {
		return accounts.Identity{}, markthalle.ErrSignIn
	}
	return id, nil
}

func person(id string, memberships ...accounts.Membership) accounts.Identity {
	return accounts.Identity{
		Person: &accounts.Person{Meta: store.Meta{ID: id}}, Session: &accounts.Session{}, Memberships: memberships,
	}
}

func member(vendor markthalle.VendorID, role markthalle.Role) accounts.Membership {
	return accounts.Membership{Vendor: vendor, Roles: []markthalle.Role{role}, State: accounts.MemberActive}
}

func key(vendor markthalle.VendorID, role markthalle.Role, scopes ...markthalle.Permission) accounts.Identity {
	return accounts.Identity{Key: &accounts.APIKey{Meta: store.Meta{ID: "key_1"}, Vendor: vendor, Role: role, Scopes: scopes}}
}

// bench serves a table and keeps what the kernel logs.
type bench struct {
	t     *testing.T
	app   *fiber.App
	clock *markthalle.ManualClock
	keys  *endpoint.Keys
	log   *bytes.Buffer
}

func serve(t *testing.T, who bearers, table ...endpoint.Endpoint) *bench {
	t.Helper()
	b := &bench{t: t, clock: markthalle.NewManualClock(start), log: &bytes.Buffer{}}
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	require.NoError(t, err)
	ids := markthalle.NewIDs(b.clock, nil)
	db, err := store.Open(driver, store.Options{Clock: b.clock, Wall: b.clock, IDs: ids, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close(context.WithoutCancel(t.Context()))) })
	b.keys = endpoint.NewKeys(db, ids, b.clock)
	require.NoError(t, db.Ensure(t.Context()))
	log := slog.New(slog.NewTextHandler(b.log, nil))
	b.app = fiber.New(fiber.Config{
		Immutable: true, UnescapePath: true, BodyLimit: 1 << 20,
		ErrorHandler: func(f *fiber.Ctx, err error) error { return endpoint.WriteProblem(f, log, err) },
	})
	b.app.Use(requestid.New(requestid.Config{Generator: func() string { return ids.New("req") }}))
	require.NoError(t, endpoint.Mount(b.app, table, endpoint.Config{
		Accounts: who, Keys: b.keys, IDs: ids, Log: log, Trial: true, Limiter: endpoint.NewLimiter(b.clock, false),
	}))
	return b
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	raw    string
}

// send sends a request; headers are pairs. A body that starts with a brace is JSON.
func (b *bench) send(method, path, body string, headers ...string) answer {
	b.t.Helper()
	req := httptest.NewRequest(method, endpoint.Base+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.app.Test(req, -1)
	require.NoError(b.t, err)
	defer func() { require.NoError(b.t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return answer{b.t, res.StatusCode, res.Header, string(raw)}
}

// problem decodes an answer that must be a problem of a status and code.
func (a answer) problem(status int, code string) endpoint.Problem {
	a.t.Helper()
	require.Equal(a.t, status, a.status, a.raw)
	require.Equal(a.t, "application/problem+json", a.header.Get("Content-Type"))
	require.Equal(a.t, "no-store", a.header.Get("Cache-Control"))
	var p endpoint.Problem
	require.NoError(a.t, json.Unmarshal([]byte(a.raw), &p))
	require.Equal(a.t, code, p.Code, a.raw)
	require.Equal(a.t, status, p.Status)
	require.Equal(a.t, http.StatusText(status), p.Title)
	require.NotEmpty(a.t, p.Detail)
	require.NotEmpty(a.t, p.RequestID)
	require.Equal(a.t, a.header.Get("X-Request-Id"), p.RequestID)
	require.NotContains(a.t, a.raw, `"errors":null`)
	return p
}

// none is an input of nothing.
type none = endpoint.Empty

// said is an answer with one text.
type said struct {
	ID    string   `json:"id"`
	Notes []string `json:"notes"`
}

// counted returns a handler that mints an id and counts how often it ran.
func counted(runs *atomic.Int64, fail func(n int64) error) func(*endpoint.Call, none) (said, error) {
	return func(c *endpoint.Call, _ none) (said, error) {
		out := said{ID: c.Mint("thing")}
		if err := fail(runs.Add(1)); err != nil {
			return said{}, err
		}
		return out, nil
	}
}

func never(int64) error { return nil }

var errDown = errors.New("dial tcp 10.0.0.7:5432: connection refused")
