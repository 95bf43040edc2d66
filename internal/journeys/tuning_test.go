package journeys_test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hits are the products that a text finds for somebody, with the total.
func hits(c *client, text string) (ids []string, total int64) {
	a := c.get("/store/search?facets=none&q=" + url.QueryEscape(text))
	for _, x := range a.list("items") {
		ids = append(ids, x.str("product_id"))
	}
	return ids, a.num("total")
}

// within fails unless something has come about a second after now, and the second that
// a public answer may be kept.
func (s *story) within(what string, ok func() bool) {
	s.t.Helper()
	begin := time.Now()
	s.eventually(ok)
	require.Less(s.t, time.Since(begin), 5*time.Second, what)
}

// TestTuning: an operator adds a synonym, a pin and a ban, and buyers' searches change
// within a second; what was searched for is counted; operators see the reasons of an
// order, vendors why an offer is not found, and nobody else either.
func TestTuning(t *testing.T) {
	s := begin(t)
	s.open()
	a, b := s.shops[0], s.shops[1]
	guest := s.guest()

	require.Zero(t, total(guest, "tankard"))
	s.operator.post("/admin/search/synonyms", obj{"words": []string{"tankard", "mug"}, "locale": "en"}, 201)
	s.within("synonym", func() bool { return total(guest, "tankard") == 3 })

	first, _ := hits(guest, "mug")
	last := first[2]
	rule := obj{"name": "Push the last one", "when": obj{"kind": "query", "text": "Mug"}, "pins": []string{last}}
	preview := s.operator.post("/admin/search/preview", obj{"rule": rule, "q": "mug"}, 200)
	assert.Equal(t, first[0], preview.str("before", "items", 0, "product_id"))
	assert.Equal(t, last, preview.str("after", "items", 0, "product_id"))
	assert.Equal(t, "pin", preview.str("after", "items", 0, "explanation", "action"))
	pinned := s.operator.post("/admin/search/rules", rule, 201, "Idempotency-Key", "rule-1")
	again := s.operator.post("/admin/search/rules", rule, 201, "Idempotency-Key", "rule-1")
	assert.Equal(t, pinned.str("id"), again.str("id"))
	s.within("pin", func() bool { ids, n := hits(guest, "mug"); return n == 3 && ids[0] == last })
	assert.EqualValues(t, 2, guest.get("/store/search?q=mug&filter[color]=blue&limit=1").num("total"))
	s.operator.do(http.MethodPut, "/admin/search/rules/"+pinned.str("id"), rule, 412, "If-Match", `"7"`)

	s.explains(last, pinned.str("id"))
	s.asks(a, b)

	s.operator.do(http.MethodPut, "/admin/search/words/banned_all", obj{"words": []string{"number 1"}}, 200)
	s.within("ban", func() bool { return total(guest, "number 1") == 0 })
	assert.Equal(t, "text_banned", guest.get("/store/search?q=number+1").str("notes", 0))
	assert.Equal(t, "banned", a.get("/vendor/offers/"+a.offer+"/search?q=number+1").str("reason"))
	s.leads(guest)
	s.counts(guest, last)
	s.settled()
	assert.Equal(t, "tuning.add_rule", s.operator.get("/admin/audit?subject="+pinned.str("id")).str("items", 0, "action"))
}

func total(c *client, text string) int64 { _, n := hits(c, text); return n }

// explains: operators see why, others are told nothing.
func (s *story) explains(product, rule string) {
	x := s.operator.get("/store/search?q=buy+mugg&explain=true")
	assert.NotEmpty(s.t, x.list("explain", "words"))
	x = s.operator.get("/admin/search/explain?q=mug")
	assert.Equal(s.t, product, x.str("items", 0, "product_id"))
	assert.Equal(s.t, rule, x.str("items", 0, "explanation", "rules", 0))
	assert.Equal(s.t, "mug", x.str("items", 0, "explanation", "words", 0, "found"), "of a pin that the text finds, too")
	assert.Equal(s.t, "mug", x.str("items", 1, "explanation", "words", 0, "found"))
	assert.Equal(s.t, rule, x.str("explain", "moved", 0, "rule"))
	s.guest().do("GET", "/store/search?q=mug&explain=true", nil, 401)
	s.shops[0].do("GET", "/store/search?q=mug&explain=true", nil, 403)
}

// asks: vendors learn why, about their own offers only.
func (s *story) asks(a, b *shop) {
	path := "/vendor/offers/" + a.offer + "/search"
	x := a.get(path + "?q=mug")
	assert.Equal(s.t, "found", x.str("reason"))
	assert.EqualValues(s.t, 3, x.num("total"))
	assert.Equal(s.t, "text", a.get(path+"?q=unicorn+2").str("reason"))
	filtered := a.get(path + "?q=mug&price_max=1")
	assert.Equal(s.t, "filters", filtered.str("reason"))
	assert.Equal(s.t, "price", filtered.str("filters", 0, "field"))
	assert.Equal(s.t, "scope", a.get(path+"?q=mug&country=NZ").str("reason"))
	a.do("PATCH", "/vendor/offers/"+a.offer, obj{"state": "paused"}, 200)
	x = a.get(path + "?q=mug")
	assert.Equal(s.t, "offer_not_active", x.str("reason"))
	assert.Equal(s.t, "paused", x.str("detail"))
	a.do("PATCH", "/vendor/offers/"+a.offer, obj{"state": "active"}, 200)
	s.eventually(func() bool { return a.get(path+"?q=mug").str("reason") == "found" })
	b.do("GET", path+"?q=mug", nil, 404)
	hidden := s.operator.post("/admin/search/rules", obj{
		"name": "Hide", "when": obj{"kind": "everywhere"}, "hide": []obj{{"field": "product", "value": a.product}},
	}, 201).str("id")
	s.within("hidden", func() bool { return total(s.guest(), "mug") == 2 })
	assert.Equal(s.t, "hidden", a.get(path+"?q=mug").str("reason"))
	s.operator.do(http.MethodDelete, "/admin/search/rules/"+hidden, nil, 204)
	s.operator.do(http.MethodDelete, "/admin/search/rules/"+hidden, nil, 204)
	s.forbids(a, path)
	s.renamed(a)
	s.operator.post("/admin/vendors/"+a.id+"/suspend", obj{"reasons": []string{"other"}, "note": "For a moment"}, 200)
	assert.Equal(s.t, "vendor_blocked", s.blockedReason(a, path))
	s.operator.post("/admin/vendors/"+a.id+"/reinstate", obj{"note": "It is over"}, 200)
	s.within("reinstated", func() bool { return total(s.guest(), "mug") == 3 })
}

// blockedReason is why a suspended vendor's offer is not found.
func (s *story) blockedReason(a *shop, path string) string {
	return a.get(path + "?q=mug").str("reason")
}

// leads: a text leads to a page, by the API and in the storefront, unless it is wanted.
func (s *story) leads(guest *client) {
	s.operator.post("/admin/search/rules", obj{
		"name": "Help", "when": obj{"kind": "words", "text": "contact"}, "redirect": obj{"kind": "path", "value": "/vendors"},
	}, 201)
	s.within("redirect", func() bool {
		to, _ := guest.get("/store/search?q=contact+us").v.(obj)["redirect"].(obj)
		return to["url"] == "/vendors"
	})
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+"/search?q=contact+us", nil)
	require.NoError(s.t, err)
	res, err := s.http.Do(req)
	require.NoError(s.t, err)
	require.NoError(s.t, res.Body.Close())
	assert.Equal(s.t, "/vendors", res.Request.URL.Path)
	s.operator.post("/admin/search/rules", obj{
		"name": "Out", "when": obj{"kind": "words", "text": "x"}, "redirect": obj{"kind": "path", "value": "//evil.example"},
	}, 422)
}

// counts: what was searched for and opened is counted, and robots are not.
func (s *story) counts(guest *client, product string) {
	for n := range 3 { // a public answer is kept for a second: each is another question
		guest.do("GET", fmt.Sprintf("/store/search?q=sturdy+mug&limit=%d", 3+n), nil, 200, "Accept-Language", "en")
		guest.do("GET", fmt.Sprintf("/store/search?q=sturdy+mug&limit=%d", 13+n), nil, 200, "User-Agent", "Examplebot/1.0")
		guest.do("GET", "/store/search?q=zzgibberishqq", nil, 200)
		guest.do("POST", "/store/search/clicks", obj{"q": "Sturdy MUG", "product_id": product, "position": 2}, 204)
	}
	guest.do("POST", "/store/search/clicks", obj{"q": "mug", "product_id": "prd_nothing"}, 404)
	s.clicks()
	popular := s.operator.get("/admin/search/queries?locale=en")
	byText := map[string]answer{}
	for _, x := range popular.list("items") {
		byText[x.str("text")] = x
	}
	require.Contains(s.t, byText, "sturdy mug")
	assert.EqualValues(s.t, 4, byText["sturdy mug"].num("searches"), "three by the API, one by the pages")
	assert.EqualValues(s.t, 2, byText["sturdy mug"].num("clicks"), "one each")
	missed := s.operator.get("/admin/search/queries?list=without_results&locale=en").list("items")
	texts := map[string]bool{}
	for _, x := range missed {
		texts[x.str("text")] = true
	}
	assert.True(s.t, texts["zzgibberishqq"], "%v", texts)
	assert.False(s.t, texts["number 1"], "a banned term is not kept")
}

// result is the link of a result that carries its text.
var result = regexp.MustCompile(`href="(/p/[^"?]+)\?([^"]*)"`)

// clicks opens a result out of the pages, twice: it counts once, and the page is found
// at the same address as ever.
func (s *story) clicks() {
	read := func(path string) string {
		req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+path, nil)
		require.NoError(s.t, err)
		req.Header.Set("Accept-Language", "en")
		req.Header.Set("User-Agent", "Somebody's browser")
		res, err := s.http.Do(req)
		require.NoError(s.t, err)
		defer func() { require.NoError(s.t, res.Body.Close()) }()
		body, err := io.ReadAll(res.Body)
		require.NoError(s.t, err)
		require.Equal(s.t, http.StatusOK, res.StatusCode, path)
		return string(body)
	}
	link := result.FindStringSubmatch(read("/search?q=Sturdy+mug"))
	require.NotNil(s.t, link, "a result carries its text")
	require.Contains(s.t, link[2], "at=1")
	for range 2 {
		page := read(link[1] + "?" + html.UnescapeString(link[2]))
		assert.Contains(s.t, page, `<link rel="canonical" href="`+s.base+link[1]+`">`)
	}
}

// forbids: goods of a category in which nothing may be listed are in no search.
func (s *story) forbids(a *shop, path string) {
	category := s.operator.get("/admin/products/" + a.product).str("category_id")
	at := "/admin/categories/" + category
	s.operator.do("PATCH", at, obj{"forbidden": true}, 200)
	s.within("forbidden", func() bool { return total(s.guest(), "mug") == 0 })
	assert.Equal(s.t, "category_hidden", a.get(path+"?q=mug").str("reason"))
	s.operator.do("PATCH", at, obj{"forbidden": false}, 200)
	s.within("allowed", func() bool { return total(s.guest(), "mug") == 3 })
}

// renamed: what goods are called by their shop and their category is found anew, although
// neither offers nor products have changed.
func (s *story) renamed(a *shop) {
	a.do("PATCH", "/vendor/shop", obj{"shop_name": "Zinnoberhof"}, 200)
	s.eventually(func() bool {
		got := s.guest().get("/store/suggest?q=zinnober").list("vendors")
		return len(got) == 1 && got[0].str("label") == "Zinnoberhof"
	})
	category := s.operator.get("/admin/products/" + a.product).str("category_id")
	s.operator.do("PATCH", "/admin/categories/"+category, obj{"name": obj{"en": "Drinking vessels"}}, 200)
	s.eventually(func() bool { return total(s.guest(), "vessels") == 3 })
}
