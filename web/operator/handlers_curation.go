package operator

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// previewed is how many products a preview compares.
const previewed = 24

func showCuration(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	if id == "" || id == "new" {
		return curationPage(c, a, SearchRules{
			When: tuning.OnQuery, Text: c.Query("text"), Query: c.Query("text"), Locale: c.Query("locale"), Priority: "100", Active: true,
		})
	}
	x, err := c.Tuning.Rule(c.Context, a, id)
	if err != nil {
		return err
	}
	view, err := curationForm(c, x)
	if err != nil {
		return err
	}
	return curationPage(c, a, view)
}

// curationForm writes a rule as the form holds it: what has an address is called by it.
func curationForm(c *edge.Ctx, x tuning.Rule) (SearchRules, error) {
	w := wordsOf(c)
	names, err := targetNames(c, x)
	if err != nil {
		return SearchRules{}, err
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(w.zone).Format(momentForm)
	}
	written := func(list []tuning.Target) string {
		return strings.Join(mapped(list, func(t tuning.Target) string { return t.Field + " " + cmp.Or(names[t], t.Value) }), "\n")
	}
	out := SearchRules{
		ID: x.ID, Revision: x.Version, Name: x.Name, State: x.State(w.now), When: x.When.Kind, Text: x.When.Text, Query: x.When.Text, Category: x.When.Category,
		Locale: string(x.Locale), Market: x.Market, Priority: strconv.FormatInt(x.Priority, 10), ValidFrom: moment(x.From), ValidTo: moment(x.To), Active: x.Active,
		Boost: written(x.Boost), Bury: written(x.Bury), Hide: written(x.Hide), Redirect: x.Redirect.Value,
		Pins: strings.Join(mapped(x.Pins, func(id string) string { return cmp.Or(names[tuning.Target{Field: search.FieldProduct, Value: id}], id) }), "\n"),
	}
	if x.Redirect.Kind == search.ToCategory || x.Redirect.Kind == search.ToProduct {
		out.Redirect = redirectPath(names, x.Redirect)
	}
	return out, nil
}

func redirectPath(names map[tuning.Target]string, p tuning.Place) string {
	field, prefix := search.FieldCategory, "/c/"
	if p.Kind == search.ToProduct {
		field, prefix = search.FieldProduct, "/p/"
	}
	if name := names[tuning.Target{Field: field, Value: p.Value}]; name != "" {
		return prefix + name
	}
	return p.Value
}

// targetNames are the addresses of what a rule speaks of, by its ids.
func targetNames(c *edge.Ctx, x tuning.Rule) (map[tuning.Target]string, error) {
	out := map[tuning.Target]string{}
	products := make([]markthalle.ProductID, 0, len(x.Pins))
	for _, id := range x.Pins {
		products = append(products, markthalle.ProductID(id))
	}
	var sellers []markthalle.VendorID
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(x.Boost, x.Bury, x.Hide, []tuning.Target{{Field: x.Redirect.Kind, Value: x.Redirect.Value}})
	for _, t := range all {
		switch t.Field {
		case search.FieldProduct:
			products = append(products, markthalle.ProductID(t.Value))
		case search.FieldVendor:
			sellers = append(sellers, markthalle.VendorID(t.Value))
		case search.FieldCategory:
			if k, ok := tree.Get(markthalle.CategoryID(t.Value)); ok {
				out[tuning.Target{Field: search.FieldCategory, Value: t.Value}] = k.Slug
			}
		}
	}
	goods, err := c.Catalog.Products(c.Context, products)
	if err != nil {
		return nil, err
	}
	for _, p := range goods {
		out[tuning.Target{Field: search.FieldProduct, Value: p.ID}] = p.Slug
	}
	shops, err := c.Vendors.GetMany(c.Context, sellers)
	for _, v := range shops {
		out[tuning.Target{Field: search.FieldVendor, Value: v.ID}] = v.Slug
	}
	return out, err
}

// curationPage adds the list and the choices of the form.
func curationPage(c *edge.Ctx, a markthalle.Actor, view SearchRules) error {
	w := wordsOf(c)
	page, err := c.Tuning.Rules(c.Context, a, markthalle.PageQuery{Limit: tuning.MaxRules})
	if err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	for _, x := range page.Items {
		row := CurationRow{Priority: x.Priority, Name: x.Name, State: x.State(w.now), URL: "/operator/search/rules/" + x.ID, Current: x.ID == view.ID}
		what := x.When.Text
		if x.When.Kind == tuning.OnCategory {
			what = w.path(tree, markthalle.CategoryID(x.When.Category))
		}
		row.Detail = w.tk("curation_when", x.When.Kind)
		if what != "" {
			row.Detail += ": " + what
		}
		view.List = append(view.List, row)
	}
	view.Categories = append([]kernel.Option{{Label: "–"}}, mapped(tree.All(), func(x catalog.Category) kernel.Option {
		return kernel.Option{Value: x.ID, Label: w.path(tree, x.CategoryID())}
	})...)
	view.Locales, view.CanTune = locales(w, true), a.Can(markthalle.CategoriesWrite)
	return c.Render(PageSearchRules, view)
}

// typedCuration is the form as it was filled in.
func typedCuration(c *edge.Ctx) SearchRules {
	revision, _ := c.FormInt("revision")
	return SearchRules{
		ID: c.Param("id"), Revision: revision, Name: c.Form("name"), When: c.Form("when"), Text: c.Form("text"), Category: c.Form("category"), Locale: c.Form("locale"),
		Market: c.Form("market"), Priority: c.Form("priority"), ValidFrom: c.Form("valid_from"), ValidTo: c.Form("valid_to"), Active: c.Ticked("active"),
		Pins: c.Form("pins"), Boost: c.Form("boost"), Bury: c.Form("bury"), Hide: c.Form("hide"), Redirect: c.Form("redirect"), Query: c.Form("query"),
	}
}

// rule reads the typed rule, with everything that it names looked up.
func (v SearchRules) rule(c *edge.Ctx) (tuning.Rule, error) {
	var f formFaults
	moment := func(field, text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		t, err := time.ParseInLocation(momentForm, text, c.Site.Zone())
		if err != nil {
			f.bad(field, "date")
		}
		return t.UTC()
	}
	out := tuning.Rule{
		Meta: store.Meta{ID: v.ID}, Name: v.Name, When: tuning.When{Kind: v.When, Text: v.Text, Category: v.Category}, Locale: markthalle.Locale(v.Locale), Market: v.Market,
		From: moment("valid_from", v.ValidFrom), To: moment("valid_to", v.ValidTo), Active: v.Active,
	}
	switch v.When {
	case tuning.OnCategory:
		out.When.Text = ""
	case tuning.Everywhere:
		out.When.Text, out.When.Category = "", ""
	default:
		out.When.Category = ""
	}
	n, err := strconv.ParseInt(cmp.Or(v.Priority, "0"), 10, 64)
	if err != nil {
		f.bad("priority", "number")
	}
	out.Priority = n
	for _, line := range lines(v.Pins) {
		t, err := targetOf(c, &f, "pins", search.FieldProduct, line)
		if err != nil {
			return out, err
		}
		out.Pins = append(out.Pins, t.Value)
	}
	for _, x := range []struct {
		field, text string
		into        *[]tuning.Target
	}{{"boost", v.Boost, &out.Boost}, {"bury", v.Bury, &out.Bury}, {"hide", v.Hide, &out.Hide}} {
		for _, line := range lines(x.text) {
			kind, name, ok := strings.Cut(line, " ")
			if !ok {
				kind, name = search.FieldProduct, line
			}
			t, err := targetOf(c, &f, x.field, kind, strings.TrimSpace(name))
			if err != nil {
				return out, err
			}
			*x.into = append(*x.into, t)
		}
	}
	if v.Redirect != "" {
		out.Redirect = tuning.Place{Kind: search.ToPath, Value: v.Redirect}
	}
	return out, f.err()
}

// afterPath is what stands behind a part of an address, up to its query: the slug in
// "https://market.example/p/cup?x=1" for "/p/".
func afterPath(text, part string) string {
	if i := strings.Index(text, part); i >= 0 {
		text = text[i+len(part):]
	}
	text, _, _ = strings.Cut(text, "?")
	return strings.Trim(text, "/ ")
}

// targetOf finds what a line names: by its id, its address, or the last part of it.
func targetOf(c *edge.Ctx, f *formFaults, field, kind, name string) (tuning.Target, error) {
	t := tuning.Target{Field: kind, Value: name}
	missing := func() {
		f.AddField(markthalle.Field{Pointer: "/" + field, Code: "no_such", Message: "There is nothing of this name.", Found: name})
	}
	switch kind {
	case search.FieldProduct:
		if slug := afterPath(name, "/p/"); !strings.HasPrefix(slug, "prd_") {
			p, err := c.Catalog.ProductBySlug(c.Context, slug)
			if errors.Is(err, markthalle.ErrNotFound) {
				missing()
				return t, nil
			}
			t.Value = p.ID
			return t, err
		}
	case search.FieldVendor:
		if slug := afterPath(name, "/v/"); !strings.HasPrefix(slug, "ven_") {
			v, err := c.Vendors.BySlug(c.Context, slug)
			if errors.Is(err, markthalle.ErrNotFound) {
				missing()
				return t, nil
			}
			t.Value = v.ID
			return t, err
		}
	case search.FieldCategory:
		tree, err := c.Catalog.Tree(c.Context)
		if err != nil {
			return t, err
		}
		slug := afterPath(name, "/c/")
		x, ok := tree.BySlug(slug)
		if !ok {
			x, ok = tree.Get(markthalle.CategoryID(slug))
		}
		if !ok {
			missing()
		}
		t.Value = x.ID
	case search.FieldBrand:
		t.Value = vendors.Slug(name, 64)
	default:
		missing()
	}
	return t, nil
}

// saveCuration saves a rule, deletes it, or shows what it would change.
func saveCuration(c *edge.Ctx, a markthalle.Actor) error {
	view := typedCuration(c)
	again := func(err error) error {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = tuneFaults(faults, tuneFields)
			return curationPage(c, a, view)
		})
	}
	if c.Form("do") == "delete" {
		if err := c.Once(func() error { return c.Tuning.DropRule(c.Context, a, view.ID, &view.Revision) }); err != nil {
			return again(err)
		}
		c.Flash("good", FlashSaved)
		return c.Redirect("/operator/search/rules")
	}
	x, err := view.rule(c)
	if err != nil {
		return again(err)
	}
	if c.Form("do") == "preview" {
		if view.Preview, err = preview(c, a, x, view.Query); err != nil {
			return again(err)
		}
		return curationPage(c, a, view)
	}
	err = c.Once(func() error {
		var err error
		if x.ID == "" {
			_, err = c.Tuning.AddRule(c.Context, a, x)
		} else {
			_, err = c.Tuning.ChangeRule(c.Context, a, x, &view.Revision)
		}
		return err
	})
	if err != nil {
		return again(err)
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/operator/search/rules")
}

// preview compares what buyers find now with what they would find.
func preview(c *edge.Ctx, a markthalle.Actor, x tuning.Rule, text string) (*CurationPreview, error) {
	draft, err := c.Tuning.Draft(c.Context, a, x)
	if err != nil {
		return nil, err
	}
	q := search.Query{Text: cmp.Or(text, x.When.Text), Locale: cmp.Or(x.Locale, c.Locale), Market: x.Market, Size: previewed, Explain: true, Uncounted: true}
	if x.When.Kind == tuning.OnCategory {
		q.Text, q.Filters = "", []search.Filter{{Field: search.FieldCategory, Op: search.In, Values: []string{x.When.Category}}}
	}
	before, err := c.Search.Search(c.Context, q)
	if err != nil {
		return nil, err
	}
	after, err := c.Search.Tuned(draft).Search(c.Context, q)
	if err != nil {
		return nil, err
	}
	return compared(q.Text, before, after), nil
}

// compared puts two lists side by side, in the order of the later one; what left it
// comes last.
func compared(text string, before, after search.Answer) *CurationPreview {
	out := &CurationPreview{Query: text, Before: before.Total, After: after.Total}
	if after.Redirect != nil {
		out.Redirect = after.Redirect.Value
	}
	was := map[string]int{}
	for i, it := range before.Items {
		was[it.Product] = i + 1
	}
	row := func(it search.Item) PreviewRow {
		return PreviewRow{Title: it.Title, URL: "/operator/products/" + it.Product, Before: was[it.Product]}
	}
	here := map[string]bool{}
	for i, it := range after.Items {
		r := row(it)
		r.After, here[it.Product] = i+1, true
		if it.Explanation != nil {
			r.Action = it.Explanation.Action
		}
		out.Rows = append(out.Rows, r)
	}
	for _, it := range before.Items {
		if !here[it.Product] {
			out.Rows = append(out.Rows, row(it))
		}
	}
	return out
}
