package storefront_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/storefront"
)

func TestPricesAreReadAsTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		cur  money.Currency
		want int64
		ok   bool
	}{
		{"12", money.EUR, 1200, true},
		{"12,50", money.EUR, 1250, true},
		{"12.5", money.EUR, 1250, true},
		{" 1 200 ", money.EUR, 120000, true},
		{"1200", "JPY", 1200, true},
		{"12.5", "JPY", 0, false},
		{"12.345", money.EUR, 0, false},
		{"abc", money.EUR, 0, false},
		{"-1", money.EUR, 0, false},
		{".", money.EUR, 0, false},
		{"9999999999", money.EUR, 0, false},
	} {
		got, ok := storefront.ReadPrice(c.text, c.cur)
		if ok != c.ok || ok && *got != c.want {
			t.Errorf("%q in %s: %v %v, want %d %v", c.text, c.cur, got, ok, c.want, c.ok)
		}
	}
	if n, ok := storefront.ReadPrice("", money.EUR); n != nil || !ok {
		t.Error("an empty bound is open")
	}
}

func TestRanges(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1.5..2": "1500 2000", "..10": "- 10000", "-3..": "-3000 -", "0.25..0.25": "250 250",
	} {
		from, to, ok := storefront.ReadRange(text)
		var got []string
		for _, n := range []*int64{from, to} {
			if n == nil {
				got = append(got, "-")
			} else {
				got = append(got, strings.ReplaceAll(storefront.WriteThousandths(*n*1000), ".", ""))
			}
		}
		if !ok || strings.Join(got, " ") != want {
			t.Errorf("%q: %v %v, want %s", text, got, ok, want)
		}
	}
	for _, bad := range []string{"", "..", "5", "2..1", "a..b", "1.2345..2", "1..2..3"} {
		if _, _, ok := storefront.ReadRange(bad); ok {
			t.Errorf("%q is taken for a range", bad)
		}
	}
	for n, want := range map[int64]string{0: "0", 1500: "1.5", -250: "-0.25", 1: "0.001", 12000: "12"} {
		if got := storefront.WriteThousandths(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestAddressesOfLists(t *testing.T) {
	t.Parallel()
	w := storefront.NewWish("/search", "blue cup")
	w.Pick("brand", "lieske")
	w.Pick("brand", "roussac")
	w.Pick("brand", "lieske") // twice is once
	w.Pick("material", "stoneware")
	w.Bounds("10", "60")
	w.At(3, "price")
	for name, c := range map[string]struct{ got, want string }{
		"itself":  {w.Address(), "/search?filter%5Bbrand%5D=lieske&filter%5Bbrand%5D=roussac&filter%5Bmaterial%5D=stoneware&page=3&price_max=60&price_min=10&q=blue+cup&sort=price"},
		"one off": {w.Without("brand", "lieske"), "/search?filter%5Bbrand%5D=roussac&filter%5Bmaterial%5D=stoneware&price_max=60&price_min=10&q=blue+cup&sort=price"},
		"bare":    {w.Bare(), "/search?q=blue+cup&sort=price"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s\nwant %s", name, c.got, c.want)
		}
	}
}

func TestPager(t *testing.T) {
	t.Parallel()
	numbers := func(p kernel.Pager) (out []int) {
		for _, n := range p.Pages {
			out = append(out, n.No)
		}
		return out
	}
	for _, c := range []struct {
		page, shown, total int
		from, to           int64
		want               []int
	}{
		{1, 24, 486, 1, 24, []int{1, 2, 3, 4, 0, 21}},
		{10, 24, 486, 217, 240, []int{1, 0, 9, 10, 11, 0, 21}},
		{21, 6, 486, 481, 486, []int{1, 0, 20, 21}},
		{1, 8, 8, 1, 8, []int{1}},
		{1, 0, 0, 0, 0, nil},
	} {
		w := storefront.NewWish("/c/x", "")
		w.At(c.page, "")
		p := w.Pages(c.shown, c.total)
		if p.From != c.from || p.To != c.to || p.Total != int64(c.total) || !slices.Equal(numbers(p), c.want) {
			t.Errorf("page %d of %d: %+v", c.page, c.total, p)
		}
		if (p.Prev != "") != (c.page > 1) || (p.Next != "") != (int(c.to) < c.total) {
			t.Errorf("page %d of %d: prev %q next %q", c.page, c.total, p.Prev, p.Next)
		}
	}
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	bin := func(from, to int64, n int) search.FacetValue {
		return search.FacetValue{From: &from, To: &to, Count: n}
	}
	low, high := int64(550), int64(2900)
	facets := []search.FacetResult{{Field: search.FieldPrice, Kind: search.Ranges, Min: &low, Max: &high, Values: []search.FacetValue{
		bin(0, 499, 0), bin(500, 999, 3), bin(1000, 1499, 0), bin(1500, 1999, 4), bin(2000, 2999, 1), bin(3000, 9999, 0),
	}}}
	w := storefront.NewWish("/c/x", "")
	w.Bounds("15", "20")
	p := w.Prices(facets, money.EUR)
	want := []kernel.Bin{{Count: 3}, {Count: 0}, {Count: 4, On: true}, {Count: 1, On: true}}
	if !slices.Equal(p.Bins, want) || p.Least.Amount != 550 || p.Most.Amount != 2900 {
		t.Errorf("%+v, want %+v", p, want)
	}
	facets[0].Values = facets[0].Values[:2]
	if p := w.Prices(facets, money.EUR); p.Bins != nil {
		t.Errorf("one bar is no distribution: %+v", p.Bins)
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	for markup, want := range map[string][]string{
		"":                                     nil,
		"One.":                                 {"One."},
		"<p>One &amp; <b>two</b>.</p><p>Three": {"One & two.", "Three"},
		"a<br>b<br/>c":                         {"a", "b", "c"},
		"<ul><li>x</li>\n<li> y  z </li></ul>": {"x", "y z"},
		"5 &lt; 6 <i class=\"q\">yes</i>":      {"5 < 6 yes"},
		"broken <b":                            {"broken"},
	} {
		if got := storefront.Paragraphs(markup); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", markup, got, want)
		}
	}
	if got := storefront.FirstSentence("Clay from the Lausitz. Four people."); got != "Clay from the Lausitz." {
		t.Errorf("%q", got)
	}
}

func TestStateOfAnOrder(t *testing.T) {
	t.Parallel()
	paid := orders.Paid
	for _, c := range []struct {
		order orders.State
		parts []orders.VendorState
		want  string
	}{
		{orders.AwaitingPayment, nil, "awaiting_payment"},
		{orders.Expired, nil, "expired"},
		{paid, nil, "paid"},
		{paid, []orders.VendorState{orders.VendorPaid, orders.Accepted}, "paid"},
		{paid, []orders.VendorState{orders.Shipped, orders.Accepted}, "partially_shipped"},
		{paid, []orders.VendorState{orders.PartlyShipped}, "partially_shipped"},
		{paid, []orders.VendorState{orders.Shipped, orders.VendorDelivered}, "shipped"},
		{paid, []orders.VendorState{orders.Shipped, orders.VendorCancelled}, "shipped"},
		{paid, []orders.VendorState{orders.VendorDelivered, orders.Completed}, "delivered"},
		{paid, []orders.VendorState{orders.Completed, orders.Refused}, "completed"},
		{paid, []orders.VendorState{orders.Refused, orders.VendorCancelled}, "cancelled"},
	} {
		if got := storefront.Summary(c.order, c.parts...); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.order, c.parts, got, c.want)
		}
	}
}

func TestAxis(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// The night in which summer time ends lies within: days are counted by the calendar.
	start := storefront.Midnight(time.Date(2026, 10, 23, 10, 0, 0, 0, zone), zone)
	at := func(day, hour int) time.Time { return time.Date(2026, 10, day, hour, 0, 0, 0, zone) }
	if got := storefront.DayColumn(start, at(26, 0)); got != 4 {
		t.Errorf("column %d, want 4", got)
	}
	stops := storefront.OnAxis([]storefront.Stop{
		{What: "paid", At: at(23, 9)},
		{What: "accepted", At: at(23, 15)},
		{What: "shipped", At: at(25, 8)},
		{What: "never"},
		{What: "arrives", At: at(26, 0).AddDate(0, 0, 20)},
	}, start)
	var got []string
	for _, s := range stops {
		got = append(got, s.What+string(rune('0'+s.Col))+string(rune('0'+s.Span)))
	}
	if want := []string{"accepted12", "shipped35", "arrives81"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	o := orders.Order{PaidAt: at(1, 9)}
	under := []orders.VendorOrder{{State: orders.Shipped}}
	if got := storefront.DayColumn(storefront.AxisStart(&o, under, at(20, 12), zone), at(20, 12)); got != 5 {
		t.Errorf("today stands in column %d of an order under way, want 5", got)
	}
	if got := storefront.AxisStart(&o, []orders.VendorOrder{{State: orders.Completed}}, at(20, 12), zone); !got.Equal(storefront.Midnight(at(1, 9), zone)) {
		t.Errorf("the axis of a completed order begins on %v", got)
	}
}

func TestStopsAreInOrder(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }
	v := orders.VendorOrder{
		State: orders.VendorCancelled, PaidAt: day(1), EndedAt: day(2), ShipBy: day(9), PromisedBy: day(10),
		Refunds: []orders.RefundEntry{{State: orders.RefundDone, DoneAt: day(3)}, {State: orders.RefundRejected, DoneAt: day(4)}},
	}
	var got []string
	for _, s := range storefront.StopsOf(&v) {
		got = append(got, s.What)
	}
	if want := []string{"paid", "cancelled", "refunded"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v: nothing is expected of what was cancelled", got, want)
	}
}

func TestWhatCanBeCancelled(t *testing.T) {
	t.Parallel()
	line := func(id string, n, cancelled int64) orders.VendorLine {
		return orders.VendorLine{Line: orders.Line{ID: markthalle.LineID(id), Quantity: n}, Cancelled: cancelled}
	}
	parts := []orders.VendorOrder{
		{State: orders.VendorPaid, Lines: []orders.VendorLine{line("a", 3, 1), line("b", 1, 1)}},
		{State: orders.Accepted, Lines: []orders.VendorLine{line("c", 1, 0)}},
	}
	got := storefront.Cancellable(&orders.Order{State: orders.Paid}, parts)
	if len(got) != 1 || got[0].ID != "a" || got[0].Most != 2 {
		t.Errorf("%+v, want two of line a", got)
	}
}

func TestButtonsOfTheCart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		do               string
		now, typed, want int64
	}{{"less", 3, 7, 2}, {"less", 1, 7, 0}, {"more", 3, 7, 4}, {"remove", 3, 7, 0}, {"set", 3, 7, 7}, {"", 3, 5, 5}} {
		if got := storefront.Step(c.do, c.now, c.typed); got != c.want {
			t.Errorf("%s at %d: %d, want %d", c.do, c.now, got, c.want)
		}
	}
}

func TestTaxesAddUp(t *testing.T) {
	t.Parallel()
	q := pricing.Quote{
		TaxTotal: 100 + 30 + 5 + 7,
		Lines: []pricing.LineQuote{
			{Vendor: "ven_a", Tax: 100, TaxBP: 1900}, {Vendor: "ven_a", Tax: 30, TaxBP: 700}, {Vendor: "ven_b", Tax: 0, TaxBP: 700},
		},
		Vendors: []pricing.VendorQuote{{Vendor: "ven_a", TaxTotal: 135}, {Vendor: "ven_b", TaxTotal: 7}},
	}
	got := storefront.TaxesOf(&q, money.EUR)
	var sum int64
	for _, x := range got {
		sum += x.Amount.Amount
	}
	if sum != q.TaxTotal || len(got) != 2 || got[0].RateBP != 1900 || got[0].Amount.Amount != 105 {
		t.Errorf("%+v adds up to %d, want %d", got, sum, q.TaxTotal)
	}
}

func TestBestsellers(t *testing.T) {
	t.Parallel()
	sold := map[markthalle.ProductID]int64{"prd_a": 2, "prd_b": 9, "prd_c": 2, "prd_d": 0}
	if got := storefront.MostOf(sold, 2); !slices.Equal(got, []markthalle.ProductID{"prd_b", "prd_a"}) {
		t.Errorf("%v", got)
	}
	if got := storefront.MostOf(sold, 9); len(got) != 3 {
		t.Errorf("what was not sold is there: %v", got)
	}
}

func TestReductionsNameTheLowestPrice(t *testing.T) {
	t.Parallel()
	item := search.Item{Title: "Cup", Slug: "cup", PriceFrom: 2500, Currency: "EUR", ListPrice: 4000, InStock: true}
	for _, c := range []struct {
		price, lowest int64
		reduced       bool
	}{{2500, 3000, true}, {2500, 2500, false}, {2500, 2000, false}, {2500, 0, false}} {
		o := catalog.Offer{Price: money.New(c.price, money.EUR), Lowest30: c.lowest}
		g := storefront.GoodOf(item, vendors.Vendor{}, o)
		if (g.Lowest.Currency != "") != c.reduced || c.reduced && g.Lowest.Amount != c.lowest {
			t.Errorf("%d after %d: %+v", c.price, c.lowest, g.Lowest)
		}
	}
}

func TestSmallWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0":                                                  "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1":     "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36 Edg/128.0.0": "Edge, Windows",
		"something/1.0 else": "something/1.0", "": "–",
	} {
		if got := storefront.DeviceOf(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
	for address, want := range map[string]string{
		"http://a.example/pay": "/pay", "https://checkout.stripe.com/c": "https://checkout.stripe.com/c",
		"http://a.example.evil/pay": "http://a.example.evil/pay", "": "",
	} {
		if got := storefront.Hosted(address, "http://a.example"); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
	// Friday and two working days is Tuesday.
	if got := storefront.WorkingDays(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), 2); got.Day() != 24 {
		t.Errorf("%v", got)
	}
}

func TestCountriesAreSortedAsPeopleRead(t *testing.T) {
	t.Parallel()
	list := storefront.Countries(markthalle.German, "CH")
	at := func(name string) int {
		return slices.IndexFunc(list, func(o kernel.Option) bool { return o.Label == name })
	}
	if len(list) != 28 || at("Schweiz") < 0 || at("Österreich") > at("Polen") || at("Österreich") < at("Niederlande") {
		t.Errorf("%+v", list)
	}
}

func TestOnlySomeProblemsBlock(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"catalog.out_of_stock": true, "catalog.offer_unavailable": true, "pricing.no_delivery": true, "pricing.below_minimum": true,
		"orders.price_changed": false, "pricing.code_unknown": false, "pricing.code_expired": false,
	} {
		if got := storefront.Blocked([]orders.Problem{{Code: code}}); got != want {
			t.Errorf("%s blocks: %v", code, got)
		}
	}
	faults := storefront.FormFaults(kernel.Faults{{Field: "lines[line_1]"}, {Field: "city"}, {Field: "expected_total"}, {Field: "ven_1"}, {}})
	if len(faults) != 1 || faults[0].Field != "city" {
		t.Errorf("%+v", faults)
	}
}
