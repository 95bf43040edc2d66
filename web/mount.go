package web

import (
	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/operator"
	"github.com/markthalle/markthalle/web/seller"
	"github.com/markthalle/markthalle/web/storefront"
)

// Services are what the pages ask; see edge.Services.
type Services = edge.Services

// Market is what the pages must know of the installation; see edge.Market.
type Market = edge.Market

// Probe asks one engine whether it answers; see edge.Probe.
type Probe = edge.Probe

// Mount adds all pages to an app. Routes that are added afterwards are found by people
// only when their path begins with /api/ or no page is wanted: what is left over is
// answered with the page for 404. So it comes last.
func Mount(app *fiber.App, s Services) error {
	if s.Site == nil {
		site, err := New(Options{Theme: s.Theme, Zone: s.Zone})
		if err != nil {
			return err
		}
		s.Site = site
	}
	e, err := edge.New(s)
	if err != nil {
		return err
	}
	app.Get("/static/*", e.Static)
	front := storefront.Routes(app, e)
	seller.Routes(app, e)
	operator.Routes(app, e, console(s.Market))
	app.Use(front.Missing)
	return nil
}

// console is what the operator's pages know of the installation.
func console(m Market) operator.Console {
	out := operator.Console{Version: m.Version, MailsURL: m.MailsURL, Advance: m.Advance}
	for _, p := range m.Engines {
		out.Engines = append(out.Engines, operator.Probe(p))
	}
	return out
}
