package web

import (
	"embed"
	"time"

	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/operator"
	"github.com/markthalle/markthalle/web/seller"
	"github.com/markthalle/markthalle/web/storefront"
)

//go:embed all:templates static locales
var files embed.FS

// Options make the market's pages.
type Options struct {
	Theme string         // an operator's folder that replaces files; empty for none
	Zone  *time.Location // the market's time zone; nil is UTC
}

// New parses all pages. It fails with file and line when a theme does not fit.
func New(o Options) (*kernel.Site, error) {
	return kernel.New(kernel.Options{FS: files, Theme: o.Theme, Zone: o.Zone, Pages: Pages(), Bundles: bundles()})
}

// Pages declares every page of every area.
func Pages() []kernel.Page {
	pages := append([]kernel.Page(nil), storefront.Pages()...)
	pages = append(pages, seller.Pages()...)
	return append(pages, operator.Pages()...)
}

func bundles() []kernel.Bundle {
	return []kernel.Bundle{
		{Name: "css/storefront.css", Files: []string{
			"css/tokens.css", "css/storefront-base.css", "css/storefront-lists.css", "css/storefront-goods.css",
			"css/storefront-forms.css", "css/storefront-states.css",
		}},
		{Name: "css/workplaces.css", Files: []string{
			"css/tokens.css", "css/workplaces-base.css", "css/workplaces-forms.css", "css/workplaces-tables.css",
			"css/workplaces-views.css", "css/workplaces-narrow.css",
		}},
	}
}
