package storefront

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/web/edge"
)

// shelfSize is how many goods a page of a list shows.
const shelfSize = 24

// wish is what a list is asked for, as its address says it.
type wish struct {
	path     string
	text     string
	exact    bool // no other spelling than the one that was typed
	picks    []pick
	min, max string // of the price, in major units as typed
	sort     string
	page     int
	category markthalle.CategoryID
	vendor   markthalle.VendorID
}

// pick is one filter with the values that are chosen.
type pick struct {
	key    string
	values []string
}

// readWish reads the address of a list. What does not exist is left out, so that an old
// link still leads to a list.
func readWish(c *edge.Ctx, tree catalog.Tree) wish {
	w := wish{path: c.Path(), text: c.Query("q"), exact: c.Query("exact") == "1", page: 1}
	w.min, w.max = c.Query("price_min"), c.Query("price_max")
	if s := c.Query("sort"); slices.Contains(sorts(), s) {
		w.sort = s
	}
	if n, err := strconv.Atoi(c.Query("page")); err == nil && n > 1 && n*shelfSize <= search.MaxDepth {
		w.page = n
	}
	for _, v := range c.QueryAll() {
		key, ok := v.Key("filter")
		if !ok || v.Text == "" {
			continue
		}
		if _, _, known := fieldOf(tree, key); known {
			w.choose(key, v.Text)
		}
	}
	return w
}

// choose adds a value to a filter.
func (w *wish) choose(key, value string) {
	for i := range w.picks {
		if w.picks[i].key == key {
			if !slices.Contains(w.picks[i].values, value) {
				w.picks[i].values = append(w.picks[i].values, value)
			}
			return
		}
	}
	w.picks = append(w.picks, pick{key, []string{value}})
}

// without returns the wish without one value of a filter.
func (w wish) without(key, value string) wish {
	var out []pick
	for _, p := range w.picks {
		if p.key == key {
			p.values = slices.DeleteFunc(slices.Clone(p.values), func(v string) bool { return v == value })
		}
		if len(p.values) > 0 {
			out = append(out, p)
		}
	}
	w.picks, w.page = out, 1
	return w
}

// bare returns the wish without any filter.
func (w wish) bare() wish {
	w.picks, w.min, w.max, w.page = nil, "", "", 1
	return w
}

// paged returns the wish for another page.
func (w wish) paged(n int) wish { w.page = n; return w }

// sorted returns the wish in another order, from the first page.
func (w wish) sorted(key string) wish { w.sort, w.page = key, 1; return w }

// address is where the list is that the wish describes.
func (w wish) address() string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", w.text)
	set("price_min", w.min)
	set("price_max", w.max)
	set("sort", w.sort)
	if w.exact {
		q.Set("exact", "1")
	}
	if w.page > 1 {
		q.Set("page", strconv.Itoa(w.page))
	}
	for _, p := range w.picks {
		for _, v := range p.values {
			q.Add("filter["+p.key+"]", v)
		}
	}
	if len(q) == 0 {
		return w.path
	}
	return w.path + "?" + q.Encode()
}

// keep are the query values that the form of the filters sends along.
func (w wish) keep() []Link {
	var out []Link
	for _, v := range []Link{{"q", w.text}, {"sort", w.sort}} {
		if v.URL != "" {
			out = append(out, v)
		}
	}
	return out
}

// sorts lists the orders of a list. Without a text the first of them is the market's own
// order: what is in stock and well described.
func sorts() []string {
	return []string{
		string(search.ByRelevance), string(search.ByPrice), string(search.ByPriceDesc), string(search.ByNewest), string(search.ByRating),
	}
}

// query turns the wish into a search. The second result is the code of what is wrong
// with the bounds of the price, empty for nothing.
func (w wish) query(tree catalog.Tree, l markthalle.Locale, cur money.Currency) (search.Query, string) {
	q := search.Query{Text: w.text, Locale: l, Sort: search.Sort(w.sort), Page: w.page, Size: shelfSize, Facets: facetsFor(tree, w)}
	if w.category != "" {
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldCategory, Op: search.In, Values: []string{string(w.category)}})
	}
	if w.vendor != "" {
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldVendor, Op: search.In, Values: []string{string(w.vendor)}})
	}
	fault := ""
	from, okFrom := readPrice(w.min, cur)
	to, okTo := readPrice(w.max, cur)
	switch {
	case !okFrom || !okTo:
		fault = "money"
	case from != nil && to != nil && *from > *to:
		fault = "too_small"
	case from != nil || to != nil:
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldPrice, Op: search.Range, From: from, To: to})
	}
	for _, p := range w.picks {
		if f, ok := p.filter(tree); ok {
			q.Filters = append(q.Filters, f)
		}
	}
	return q, fault
}

func (p pick) filter(tree catalog.Tree) (search.Filter, bool) {
	field, number, _ := fieldOf(tree, p.key)
	if !number {
		return search.Filter{Field: field, Op: search.In, Values: p.values}, true
	}
	// Several ranges of one property cannot be joined; the last one counts.
	from, to, ok := readRange(p.values[len(p.values)-1])
	return search.Filter{Field: field, Op: search.Range, From: from, To: to}, ok
}

// readPrice reads an amount in major units, "12", "12.50" or "12,50", as minor ones. An
// empty text is no bound.
func readPrice(s string, cur money.Currency) (*int64, bool) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\u00a0", ""), " ", "")
	if s == "" {
		return nil, true
	}
	exp := cur.Exponent()
	whole, frac, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if len(whole) > 9 || len(frac) > exp || whole+frac == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return nil, false
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", exp-len(frac)), 10, 64)
	return &n, err == nil
}

// readRange reads "from..to" in decimal numbers as thousandths, both inclusive and
// either left out.
func readRange(s string) (from, to *int64, ok bool) {
	a, b, ranged := strings.Cut(s, "..")
	if !ranged || a+b == "" {
		return nil, nil, false
	}
	read := func(s string) (*int64, bool) {
		if s == "" {
			return nil, true
		}
		whole, frac, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
		if whole == "" || len(whole) > 12 || len(frac) > 3 || strings.Trim(whole+frac, "0123456789") != "" {
			return nil, false
		}
		n, err := strconv.ParseInt(whole+(frac + "000")[:3], 10, 64)
		if strings.HasPrefix(s, "-") {
			n = -n
		}
		return &n, err == nil
	}
	from, okFrom := read(a)
	to, okTo := read(b)
	return from, to, okFrom && okTo && (from == nil || to == nil || *from <= *to)
}

// writeThousandths writes thousandths as a decimal number without zeros at the end.
func writeThousandths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n/1000, 10)
	if frac := n % 1000; frac != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(1000+frac, 10)[1:], "0")
	}
	return sign + s
}
