package browser_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestSearchTuning tells an operator's story with scripts and without: a search of a
// buyer is seen, given synonyms and a rule that is previewed, and then finds what the
// rule says, first; and a vendor asks why an offer is not found.
func TestSearchTuning(t *testing.T) {
	t.Parallel()
	h := market(t)
	for name, l := range map[string]look{"with scripts": {}, "without scripts": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			word := map[bool]string{false: "quuxalpha", true: "quuxbeta"}[l.noScript]
			goods := h.goods(t, 2)
			title := h.visit(t, guest).page(goods[1]).Find("h1").Text()
			shopper := h.open(t, guest, l)
			shopper.goTo("/search?q=" + word)

			desk := h.open(t, operator, l)
			desk.goTo("/operator/search?list=without_results&locale=de")
			desk.followText("tr[data-row]", word, `a[href*="/synonyms/new"]`)
			desk.fill("from", word)
			desk.fill("words", strings.Fields(title)[0])
			desk.follow(`form[action^="/operator/search/synonyms"] button[value=save]`)
			if s := desk.text(".tree-list"); !strings.Contains(s, word) {
				t.Fatalf("the synonyms are not listed: %s", s)
			}

			desk.goTo("/operator/search/rules/new?text=" + word)
			desk.fill("name", "First of "+word)
			desk.fill("pins", goods[1])
			desk.follow(`button[form=rule-form][value=preview]`)
			if s := desk.text("#preview"); s == "" {
				t.Error("no preview")
			}
			if s := desk.text("main table tbody tr"); !strings.Contains(s, "pinned") {
				t.Errorf("the preview begins with %q, want the pinned product", s)
			}
			desk.follow(`#rule-form button[value=save]`)
			if s := desk.text(".ranks"); !strings.Contains(s, "First of "+word) {
				t.Fatalf("the rule is not listed: %s", s)
			}

			shopper.goTo("/search?q=" + word)
			if s := shopper.text("li.good h3"); s != title {
				t.Errorf("%q comes first, want %q", s, title)
			}
			shopper.follow("li.good h3 a")
			if !strings.HasPrefix(shopper.path(), "/p/") {
				t.Errorf("the result leads to %s", shopper.path())
			}
			desk.goTo("/operator/search/explain?locale=de&q=" + url.QueryEscape(word))
			if n := desk.count(`main tbody a[href^="/operator/search/rules/"]`); n != 1 {
				t.Errorf("%d results are explained by rules, want 1", n)
			}

			vendor := h.open(t, owner, l)
			vendor.goTo("/sell/offers")
			vendor.follow(`a[href$="/search"]`)
			vendor.fill("q", "zzunicornzz")
			vendor.follow(`form.sheet button`)
			if s := vendor.text("#answer + *, main .sec"); s == "" || vendor.count("main .sign") != 1 {
				t.Errorf("no answer: %s", s)
			}
		})
	}
}
