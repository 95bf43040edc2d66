package server

import (
	"context"
	"net"

	"github.com/gofiber/fiber/v2"
)

// Hello serves a bare app that answers every request with a few bytes, until the context
// ends: what the machine and the framework can do at most, which the market's own
// figures are read against.
func Hello(ctx context.Context, l net.Listener) error {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(f *fiber.Ctx) error { return f.SendString("hello") })
	defer context.AfterFunc(ctx, func() { _ = app.Shutdown() })()
	return app.Listener(l)
}
