package web_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web"
)

// shown is what pages are there for (pages.md §3 to §5), in German.
var shown = []struct {
	page, selector string
	want           int    // elements
	text           string // among their words; empty for any
}{
	{"storefront/home", ".arcade > li", 12, "Küche und Tisch"},
	{"storefront/home", ".lead-grid .good", 5, "Tischleuchte"},
	{"storefront/home", ".good.tall", 1, ""},
	{"storefront/home", ".maker", 3, "98 % pünktlich"},
	{"storefront/home", ".ranks li", 6, "54,00 €"},
	{"storefront/category", ".aisle-list .good", 24, ""},
	{"storefront/category", ".histogram rect", 24, ""},
	{"storefront/category", ".histogram rect.in", 11, ""},
	{"storefront/category", "a.chip", 2, "10 bis 60 €"},
	{"storefront/category", ".menu li a[aria-current]", 1, "Beliebte zuerst"},
	{"storefront/category", "input[name='filter[material]'][checked]", 1, ""},
	{"storefront/category", "input[name='filter[material]'][disabled]", 1, ""},
	{"storefront/category", ".good .from b", 1, "Anzeige"},
	{"storefront/category", ".shown", 1, "1 bis 24 von 486 Artikeln"},
	{"storefront/search", ".lede a", 1, "Stattdessen »Bechr« suchen"},
	{"storefront/product", ".gallery li", 3, ""},
	{"storefront/product", ".offers tbody tr", 4, "28,00 €"},
	{"storefront/product", ".offers tr.best", 1, "Bestes Angebot"},
	{"storefront/product", ".option.gone", 2, "ausverkauft"},
	{"storefront/product", ".price .less", 1, "12,5 % weniger"},
	{"storefront/product", ".why", 1, "Steht vorn"},
	{"storefront/product", ".when strong", 1, "Dienstag, 24. November"},
	{"storefront/cart", ".stall", 3, "Tonhof Lieske"},
	{"storefront/cart", ".line", 4, ""},
	{"storefront/cart", ".line .problem", 1, "Nur noch ein Stück"},
	{"storefront/cart", ".meter .got[width='89']", 1, ""},
	{"storefront/cart", ".bill .total", 2, "221,20 €"},
	{"storefront/checkout", "#f-postal_code[aria-invalid=true][aria-describedby~=f-postal_code-fault]", 1, ""},
	{"storefront/checkout", "input[type=radio][name^='shipping['][checked]", 3, ""},
	{"storefront/order", ".lane", 3, ""},
	{"storefront/order", ".timetable.today-4 .days .today", 1, "Heute"},
	{"storefront/order", ".refund tfoot", 1, "132,90 €"},
	{"storefront/order", ".tasks > li", 4, "Vertrag widerrufen"},
	{"seller/today", "tr[data-row]", 6, "18 Std. 12 Min. zu spät"},
	{"seller/orders", ".queue tr[data-row]", 11, "Lea Hoffmann"},
	{"seller/orders", ".queue tfoot", 1, "546,84 €"},
	{"seller/orders", ".open .calc tfoot", 1, "43,46 €"},
	{"seller/money", ".chart rect", 5, ""},
	{"seller/money", ".parts .big", 4, "689,15 €"},
	{"seller/product", "[name='attr[volume]']", 1, ""},
	{"operator/work", "tbody tr[data-row]", 9, "über Ziel"},
	{"operator/review", ".diff tbody tr", 4, "garantiert schadstofffrei"},
	{"operator/review", ".decide .btn.main", 1, "Änderung verlangen"},
	{"operator/ledger", ".queue tfoot", 1, "60.433,49"},
	{"operator/ledger", ".eqs .sign.good", 3, "stimmt"},
	{"operator/rule", ".dv rect", 8, ""},
}

func TestPagesShow(t *testing.T) {
	t.Parallel()
	s := pages(t)
	for _, c := range shown {
		t.Run(c.page+" "+c.selector, func(t *testing.T) {
			t.Parallel()
			html, err := web.Sample(s, c.page, markthalle.German, "")
			if err != nil {
				t.Fatal(err)
			}
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
			if err != nil {
				t.Fatal(err)
			}
			found := doc.Find(c.selector)
			if found.Length() != c.want {
				t.Errorf("%d elements, want %d", found.Length(), c.want)
			}
			// A plain space in the table stands for the one that does not break.
			text := strings.ReplaceAll(found.Text()+doc.Find(c.selector).Parents().First().Text(), "\u00a0", " ")
			if c.text != "" && !strings.Contains(text, c.text) {
				t.Errorf("%q is not in %.300q", c.text, text)
			}
		})
	}
}
