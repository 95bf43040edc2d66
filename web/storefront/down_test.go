package storefront_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/storefront"
)

// down is a search engine that does not answer.
type down struct{ search.Engine }

func (down) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, search.ErrUnavailable
}

func (down) Suggest(context.Context, search.SuggestQuery) (search.Suggestions, error) {
	return search.Suggestions{}, search.ErrUnavailable
}

// blind is a storefront whose search does not answer, with one department.
func blind(t *testing.T) *fiber.App {
	t.Helper()
	site, err := kernel.New(kernel.Options{
		FS: os.DirFS(".."), Pages: storefront.Pages(), Bundles: []kernel.Bundle{{Name: "css/storefront.css", Files: []string{"css/tokens.css"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	clock := markthalle.NewManualClock(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ids, log := markthalle.NewIDs(clock, nil), slog.New(slog.DiscardHandler)
	db, err := store.Open(driver, store.Options{Clock: clock, Wall: clock, IDs: ids, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	sellers := vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	goods := catalog.New(catalog.Deps{DB: db, Vendors: sellers, Config: catalog.DefaultConfig()})
	config := buybox.DefaultConfig()
	config.Country = "DE"
	box := buybox.New(buybox.Deps{DB: db, Catalog: goods, Vendors: sellers, Config: config})
	sales := orders.New(orders.Deps{DB: db, Clock: clock, IDs: ids, Catalog: goods, Vendors: sellers, Log: log, Secret: make([]byte, 32)})
	if err := db.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := goods.CreateCategory(t.Context(), markthalle.SystemActor("test"), catalog.CategoryInput{
		Slug: "cups", Name: markthalle.T(markthalle.English, "Cups").Set(markthalle.German, "Tassen"),
	}); err != nil {
		t.Fatal(err)
	}
	e, err := edge.New(edge.Services{
		Site: site, Log: log, DB: db, IDs: ids, Clock: clock, Wall: clock, Vendors: sellers, Catalog: goods, Buybox: box, Orders: sales,
		Search: search.New(search.Deps{Engine: down{}}),
		Market: edge.Market{Currency: money.EUR, Country: "DE", BaseURL: func() string { return "http://127.0.0.1" }, Secret: make([]byte, 32)},
	})
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true, UnescapePath: true})
	app.Use(storefront.Routes(app, e).Missing)
	return app
}

// TestStorefrontWithoutSearch proves that a category is listed and the market stays open
// while search does not answer (SEA-11).
func TestStorefrontWithoutSearch(t *testing.T) {
	t.Parallel()
	app := blind(t)
	for _, c := range []struct {
		path   string
		status int
		text   string
	}{
		{"/", 200, "Tassen"},
		{"/c/cups", 200, "Die Suche antwortet gerade nicht. Hier steht alles aus diesem Gang"},
		{"/c/saucers", 404, "status num"},
		{"/search?q=tasse", 503, "Die Suche antwortet gerade nicht. Durch die Gänge"},
		{"/cart", 200, "Ihr Warenkorb ist leer"},
		{"/checkout", 303, ""},
		{"/account", 303, ""},
		{"/vendors", 200, "Alle Stände"},
		{"/v/nobody", 404, "status num"},
		{"/p/nothing", 404, "status num"},
		{"/orders/ord_x", 404, "status num"},
		{"/sign-in", 200, "Passwort"},
		{"/legal/imprint", 200, "noch nicht geschrieben"},
		{"/legal/other", 404, "status num"},
		{"/ranking", 200, "Preis mit Versand"},
		{"/nowhere", 404, "status num"},
		{"/robots.txt", 200, "Disallow: /checkout"},
		{"/sitemap.xml", 200, "http://127.0.0.1/sitemap/cups.xml"},
		{"/sitemap/pages.xml", 200, "http://127.0.0.1/c/cups"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Accept-Language", "de")
		res, err := app.Test(r, 5000)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != c.status || !strings.Contains(string(text), c.text) {
			t.Errorf("%s: %d, want %d with %q in %.600s", c.path, res.StatusCode, c.status, c.text, text[max(0, strings.Index(string(text), "<main")):])
		}
	}
}
