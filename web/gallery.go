package web

import (
	"fmt"
	"hash/fnv"
	"path"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/storefront"
)

// GalleryNow is the moment that the samples are seen at.
var GalleryNow = time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)

// Sample renders a page with its sample, as golden tests and the gallery of a
// development server show it. Live installations do not route to it.
func Sample(site *kernel.Site, name string, l markthalle.Locale, theme string) ([]byte, error) {
	p, ok := site.Page(name)
	if !ok {
		return nil, fmt.Errorf("%w: %s", kernel.ErrPage, name)
	}
	return site.Render(name, SampleFrame(p, l, theme), p.Sample())
}

// SampleFrame returns the frame around a page's sample.
func SampleFrame(p kernel.Page, l markthalle.Locale, theme string) kernel.Frame {
	f := kernel.Frame{
		Locale: l, Theme: theme, Path: "/" + p.Name, Trial: true, Now: GalleryNow, CSRF: "sample",
		CartCount: 6, Place: "01099 Dresden", OrdersOpen: 11, WorkOpen: 99,
	}
	section := path.Base(p.Name)
	switch p.Area() {
	case kernel.Seller:
		f.Organisation, f.Person, f.Role = "Keramik Haselbach", "Ines Haselbach", "owner"
		f.Section = map[string]string{"order": "orders", "product": "products", "ledger": "money"}[section]
	case kernel.Operator:
		f.Person, f.Role = "Jonas Weidner", "finance"
		f.Section = map[string]string{"vendor": "vendors", "review": "products", "order": "orders", "rule": "rules", "reconciliation": "payouts", "members": "system", "clock": "system"}[section]
	case kernel.Storefront:
		f.Departments = sampleDepartments()
		switch p.Name {
		case storefront.PageCategory, storefront.PageProduct:
			f.Section = "cup-1"
		case storefront.PageSearch:
			f.Query = "Bechr"
		case storefront.PageCart:
			f.Flash = []kernel.Flash{{Tone: "good", Key: storefront.FlashAdded}}
		}
	}
	if f.Section == "" {
		f.Section = section
	}
	return f
}

func sampleDepartments() []kernel.Department {
	home, ok := storefront.Pages()[0].Sample().(storefront.Home)
	if !ok {
		return nil
	}
	var out []kernel.Department
	for _, d := range home.Departments {
		out = append(out, kernel.Department{Slug: path.Base(d.URL), Name: d.Name})
	}
	return out
}

// SamplePicture returns a plain drawing for an address below kernel.SampleMedia: a jar
// whose colours come from the name, so that a gallery needs no files.
func SamplePicture(address string) ([]byte, bool) {
	name, ok := strings.CutPrefix(address, kernel.SampleMedia)
	if !ok || path.Ext(name) != ".svg" {
		return nil, false
	}
	h := fnv.New32a()
	h.Write([]byte(name)) // a hash never fails
	hue := h.Sum32() % 360
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" width="400" height="500">`+
		`<rect width="400" height="500" fill="hsl(%d 18%% 80%%)"/><rect y="350" width="400" height="150" fill="hsl(%d 16%% 74%%)"/>`+
		`<ellipse cx="210" cy="398" rx="108" ry="16" fill="#000" opacity=".12"/>`+
		`<path d="M150 160h100c6 34 46 62 46 128 0 66-34 106-52 106h-88c-18 0-52-40-52-106 0-66 40-94 46-128z" fill="hsl(%d 34%% 40%%)"/>`+
		`<path d="M232 160h18c6 34 46 62 46 128 0 66-34 106-52 106h-22c26-60 34-150 10-234z" fill="#000" opacity=".14"/></svg>`,
		hue, hue, (hue+150)%360), true
}
