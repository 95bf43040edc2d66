package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/gofiber/fiber/v2/middleware/requestid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/web"
	"github.com/markthalle/markthalle/web/edge"
)

// maxBody is the largest body that any route takes (uploads); routes have narrower
// limits of their own.
const maxBody = 32 << 20

// App returns the Fiber app of the market: the JSON API, the pages, media, health and,
// on trial installations, the simulator's pages and the mails.
//
// Facts of Fiber are met here, once: strings and bodies of a request reuse buffers, so
// the app is Immutable; a request's context does not end when the client goes away, so
// every endpoint has a deadline; there is one error handler.
func (m *Market) App() (*fiber.App, error) {
	app := fiber.New(fiber.Config{
		AppName: "Markthalle", Immutable: true, BodyLimit: maxBody, DisableStartupMessage: true,
		ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 90 * time.Second,
		ProxyHeader: "", ErrorHandler: m.fail, StreamRequestBody: false, UnescapePath: true,
	})
	app.Use(requestid.New(requestid.Config{Generator: func() string { return m.IDs.New("req") }}), m.measure, m.guard)
	app.Get("/healthz", func(f *fiber.Ctx) error { return f.SendString("ok") })
	app.Get("/readyz", m.readyz)
	table := m.Table()
	if err := m.mountAPI(app, table); err != nil {
		return nil, err
	}
	app.Get("/media/*", m.media)
	if m.Simulator != nil {
		pages := http.StripPrefix(SimulatorPath, m.Simulator.Pages())
		app.Use(SimulatorPath, adaptor.HTTPHandler(pages))
	}
	if m.Installation.Mode == Trial {
		m.mountMails(app)
	}
	return app, web.Mount(app, m.pages())
}

// pages are what the pages ask.
func (m *Market) pages() web.Services {
	info := web.Market{
		Name: m.Installation.Name, Currency: m.Installation.Currency, Country: m.Installation.Country, Version: Version,
		Trial: m.Installation.Mode == Trial, BaseURL: func() string { return m.Config.PublicURL }, Secret: m.Installation.Secret,
		Engines: []edge.Probe{{Key: "search", Name: engineName(m.Config.Search), Check: m.Search.Ready}},
	}
	if info.Trial {
		info.Advance, info.MailsURL = m.Advance, "/dev/mail"
	}
	return web.Services{
		Log: m.Config.Log, DB: m.DB, IDs: m.IDs, Clock: m.Clock, Wall: m.Config.Wall, Accounts: m.Accounts, Notify: m.Notify,
		Vendors: m.Vendors, Catalog: m.Catalog, Pricing: m.Pricing, Buybox: m.Buybox, Search: m.Search, Tuning: m.Tuning,
		Commission: m.Commission, Ledger: m.Ledger, Payments: m.Payments, Orders: m.Orders, Returns: m.Returns, Payouts: m.Payouts,
		Market: info,
	}
}

// Table is the market's table of endpoints.
func (m *Market) Table() []endpoint.Endpoint {
	info := api.Market{
		Name: m.Installation.Name, Currency: m.Installation.Currency, Country: m.Installation.Country,
		Trial: m.Installation.Mode == Trial, BaseURL: func() string { return m.Config.PublicURL }, Origins: m.Config.Origins,
	}
	if info.Trial {
		info.Advance = m.Advance
	}
	return api.Table(api.Services{
		DB: m.DB, Clock: m.Clock, Wall: m.Config.Wall, Accounts: m.Accounts, Notify: m.Notify, Vendors: m.Vendors,
		Catalog: m.Catalog, Pricing: m.Pricing, Buybox: m.Buybox, Search: m.Search, Tuning: m.Tuning, Commission: m.Commission,
		Ledger: m.Ledger, Payments: m.Payments, Orders: m.Orders, Returns: m.Returns, Payouts: m.Payouts, Market: info,
	})
}

func (m *Market) mountAPI(app *fiber.App, table []endpoint.Endpoint) error {
	trial := m.Installation.Mode == Trial
	if err := endpoint.Mount(app, table, endpoint.Config{
		Accounts: m.Accounts, Keys: m.keys, IDs: m.IDs, Log: m.Config.Log, Trial: trial,
		Limiter: endpoint.NewLimiter(m.Config.Wall, !m.Config.RateLimits),
	}); err != nil {
		return err
	}
	// The documents are made when somebody first asks for them: they cost more than all the
	// rest of a start.
	serve := func(path, kind string, render func() ([]byte, error)) {
		once := sync.OnceValues(render)
		app.Get(path, func(f *fiber.Ctx) error {
			body, err := once()
			if err != nil {
				return err
			}
			f.Set(fiber.HeaderContentType, kind)
			f.Set(fiber.HeaderCacheControl, "public, max-age=300")
			return f.Send(body)
		})
	}
	serve(endpoint.Base+"/openapi.json", fiber.MIMEApplicationJSON, func() ([]byte, error) {
		return endpoint.Document(table, Version, trial)
	})
	serve("/docs", fiber.MIMETextHTMLCharsetUTF8, func() ([]byte, error) { return endpoint.Reference(table, Version, trial) })
	serve("/docs/reference.css", "text/css; charset=utf-8", endpoint.ReferenceStyle)
	return nil
}

// guard sets the headers that every answer has and turns a panic into a logged 500.
func (m *Market) guard(f *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			m.Config.Log.Error("panic", "request_id", f.GetRespHeader(fiber.HeaderXRequestID), "path", f.Path(),
				"panic", r, "stack", string(debug.Stack()))
			err = markthalle.Errorf(markthalle.Internal, "internal", "panic")
			err = m.fail(f, err)
		}
	}()
	f.Set("X-Content-Type-Options", "nosniff")
	f.Set(fiber.HeaderReferrerPolicy, "same-origin")
	f.Set("Cross-Origin-Opener-Policy", "same-origin")
	return f.Next()
}

// fail is the one error handler: a problem document, or a page where a person waits.
// What is refused before the first middleware has no request id yet.
func (m *Market) fail(f *fiber.Ctx, err error) error {
	if f.GetRespHeader(fiber.HeaderXRequestID) == "" {
		f.Set(fiber.HeaderXRequestID, m.IDs.New("req"))
	}
	return endpoint.WriteProblem(f, m.Config.Log, err)
}

// readyz asks every engine and says what each answered.
func (m *Market) readyz(f *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(f.UserContext(), 3*time.Second)
	defer cancel()
	engines := map[string]string{"store": "ok", "search": "ok", "payments": "ok"}
	status := http.StatusOK
	note := func(name string, err error) {
		if err != nil {
			engines[name], status = markthalle.CodeOf(err), http.StatusServiceUnavailable
		}
	}
	_, err := m.installations.Get(ctx, installationID)
	note("store", err)
	note("search", m.Search.Ready(ctx))
	body, err := json.Marshal(map[string]any{"ready": status == http.StatusOK, "engines": engines})
	if err != nil {
		return err
	}
	f.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return f.Status(status).Send(body)
}

// media serves pictures from the bucket. Their keys are hashes of their content, so
// they never change.
func (m *Market) media(f *fiber.Ctx) error {
	r, kind, err := m.Catalog.OpenMedia(f.UserContext(), f.Params("*"))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(r, maxBody))
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	f.Set(fiber.HeaderContentType, kind)
	f.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	if strings.HasPrefix(kind, "image/svg") {
		f.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	}
	return f.Send(body)
}

// engineName is the part of an engine's URL that may be shown: never a key.
func engineName(u string) string {
	name, _, _ := strings.Cut(u, ":")
	return name
}
