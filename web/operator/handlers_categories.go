package operator

import (
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// maxAttributes bounds the numbers of a form's attributes.
const maxAttributes = 200

// autonyms are the languages' own names.
var autonyms = map[markthalle.Locale]string{markthalle.English: "English", markthalle.German: "Deutsch", markthalle.Polish: "Polski"}

func showCategories(c *edge.Ctx, _ markthalle.Actor) error {
	w := wordsOf(c)
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if id == "" && len(tree.Roots()) > 0 {
		id = tree.Roots()[0].ID
	}
	view := Categories{New: id == "" || id == "new", Names: localeTexts(nil), Parent: c.Query("parent")}
	if !view.New {
		x, err := c.Catalog.Category(c.Context, markthalle.CategoryID(id))
		if err != nil {
			return err
		}
		view = w.category(x)
	}
	return categoriesPage(c, w, tree, view)
}

// categoriesPage adds the tree with how many products each category holds, and how many
// of the open one's products carry which attribute.
func categoriesPage(c *edge.Ctx, w words, tree catalog.Tree, view Categories) error {
	counts, uses, err := goods(c, tree, markthalle.CategoryID(view.ID))
	if err != nil {
		return err
	}
	view.Parents = []kernel.Option{{Label: "–"}}
	for _, x := range tree.All() {
		name := x.Name.In(w.locale)
		depth := len(tree.PathIDs(x.CategoryID())) - 1
		view.Tree = append(view.Tree, CategoryRow{
			Name: name, URL: "/operator/categories/" + x.ID, Depth: depth, Products: counts[x.CategoryID()], Current: x.ID == view.ID,
		})
		if x.ID != view.ID && !slices.Contains(tree.PathIDs(x.CategoryID()), markthalle.CategoryID(view.ID)) {
			view.Parents = append(view.Parents, kernel.Option{Value: x.ID, Label: w.path(tree, x.CategoryID())})
		}
	}
	view.Products = counts[markthalle.CategoryID(view.ID)]
	view.Types = mapped(catalog.AttributeTypes(), func(t catalog.AttributeType) kernel.Option {
		return kernel.Option{Value: string(t), Label: w.tk("attribute_type", string(t))}
	})
	for i := range view.Attributes {
		view.Attributes[i].Uses = uses[view.Attributes[i].Key]
	}
	return c.Render(PageCategories, view)
}

// goods counts products by category, those of descendants included, and the attributes
// that the products at or below one category carry.
func goods(c *edge.Ctx, tree catalog.Tree, open markthalle.CategoryID) (map[markthalle.CategoryID]int64, map[string]int64, error) {
	counts, uses := map[markthalle.CategoryID]int64{}, map[string]int64{}
	err := c.Catalog.EachProduct(c.Context, func(p catalog.Product) error {
		path := tree.PathIDs(p.Category)
		for _, id := range path {
			counts[id]++
		}
		if open != "" && slices.Contains(path, open) {
			for _, a := range p.Attributes {
				uses[a.Key]++
			}
		}
		return nil
	})
	return counts, uses, err
}

func localeTexts(t markthalle.Texts) []LocaleText {
	return mapped(markthalle.Locales(), func(l markthalle.Locale) LocaleText {
		out := LocaleText{Locale: string(l), Name: autonyms[l]}
		for _, x := range t {
			if x.Locale == l {
				out.Text = x.Value
			}
		}
		return out
	})
}

// category maps a category with its own attributes.
func (w words) category(x catalog.Category) Categories {
	out := Categories{ID: x.ID, Slug: x.Slug, Parent: string(x.Parent), Names: localeTexts(x.Name)}
	for i, a := range x.Attributes {
		out.Attributes = append(out.Attributes, Attribute{
			No: i + 1, Key: a.Key, Names: localeTexts(a.Name), Type: string(a.Type), Unit: a.Unit, Multi: a.Multi, Required: a.Required,
			Facet: a.Facet, Variant: a.Variant, Values: w.values(a.Values),
		})
	}
	return out
}

// values writes the entries of an enum, one a line: "key = name".
func (w words) values(list []catalog.Value) string {
	return strings.Join(mapped(list, func(v catalog.Value) string { return v.Key + " = " + v.Label.In(w.locale) }), "\n")
}

// typedCategory is the form as it was filled in.
func typedCategory(c *edge.Ctx) Categories {
	out := Categories{
		ID: c.Param("id"), New: c.Param("id") == "", Slug: c.Form("slug"), Parent: c.Form("parent_id"),
		Names: typedTexts(c.FormUnder("name")), Attributes: typedAttributes(c.FormUnder("attr")),
	}
	return out
}

func typedTexts(fields []edge.Value) []LocaleText {
	out := localeTexts(nil)
	for _, x := range fields {
		for i := range out {
			if out[i].Locale == x.Name {
				out[i].Text = x.Text
			}
		}
	}
	return out
}

// typedAttributes reads the fields attr[<n>][<key>] and attr[<n>][name][<language>].
func typedAttributes(fields []edge.Value) []Attribute {
	var out []Attribute
	for _, x := range fields {
		no, key, ok := strings.Cut(x.Name, "][")
		n, err := strconv.Atoi(no)
		if !ok || err != nil || n < 1 || n > maxAttributes {
			continue
		}
		i := slices.IndexFunc(out, func(a Attribute) bool { return a.No == n })
		if i < 0 {
			out, i = append(out, Attribute{No: n, Names: localeTexts(nil)}), len(out)
		}
		out[i].take(key, x.Text)
	}
	slices.SortFunc(out, func(x, y Attribute) int { return x.No - y.No })
	return out
}

// take puts one typed value into its place.
func (a *Attribute) take(key, text string) {
	switch key {
	case "key":
		a.Key = text
	case "type":
		a.Type = text
	case "unit":
		a.Unit = text
	case "values":
		a.Values = strings.ReplaceAll(text, "\r\n", "\n")
	case "required":
		a.Required = true
	case "facet":
		a.Facet = true
	case "variant":
		a.Variant = true
	case "multi":
		a.Multi = true
	}
	if locale, ok := strings.CutPrefix(key, "name]["); ok {
		for i := range a.Names {
			if a.Names[i].Locale == locale {
				a.Names[i].Text = text
			}
		}
	}
}

func textsOf(list []LocaleText) markthalle.Texts {
	var out markthalle.Texts
	for _, t := range list {
		if t.Text != "" {
			out = out.Set(markthalle.Locale(t.Locale), t.Text)
		}
	}
	return out
}

// attributes are the typed attributes as the catalogue takes them, over those that are
// there; an empty form for one more is left out. The form does not show everything: what
// it does not show stays as it is.
func (v Categories) attributes(old []catalog.Attribute, l markthalle.Locale) []catalog.Attribute {
	var out []catalog.Attribute
	for _, a := range v.Attributes {
		names := textsOf(a.Names)
		if a.Key == "" && len(names) == 0 {
			continue
		}
		x := catalog.Attribute{
			Key: a.Key, Name: names, Type: catalog.AttributeType(a.Type), Unit: a.Unit, Multi: a.Multi, Required: a.Required, Facet: a.Facet, Variant: a.Variant,
		}
		var values []catalog.Value
		if i := slices.IndexFunc(old, func(o catalog.Attribute) bool { return o.Key == a.Key }); i >= 0 {
			x.Recommended, values = old[i].Recommended, old[i].Values
		}
		x.Values = typedValues(a.Values, values, l)
		out = append(out, x)
	}
	return out
}

// typedValues reads lines of "key = name". A name replaces the one in the reader's
// language; without one the key is the name.
func typedValues(text string, old []catalog.Value, l markthalle.Locale) []catalog.Value {
	var out []catalog.Value
	for _, line := range strings.Split(text, "\n") {
		key, name, _ := strings.Cut(line, "=")
		key, name = strings.TrimSpace(key), strings.TrimSpace(name)
		if key == "" {
			continue
		}
		v := catalog.Value{Key: key}
		if i := slices.IndexFunc(old, func(o catalog.Value) bool { return o.Key == key }); i >= 0 {
			v.Label = old[i].Label
		}
		switch {
		case name == "" && len(v.Label) == 0:
			v.Label = markthalle.T(l, key)
		case name != "" && name != v.Label.In(l):
			v.Label = v.Label.Set(l, name)
		}
		out = append(out, v)
	}
	return out
}

// saveCategory makes or changes a category, or adds an empty attribute to the form.
func saveCategory(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	view := typedCategory(c)
	if c.Form("do") == "add_attribute" {
		view.Attributes = append(view.Attributes, Attribute{No: len(view.Attributes) + 1, Names: localeTexts(nil), Type: string(catalog.Text)})
		for i := range view.Attributes {
			view.Attributes[i].No = i + 1
		}
		return categoriesPage(c, w, tree, view)
	}
	id := view.ID
	err = c.Once(func() error {
		var err error
		id, err = view.save(c, a)
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return categoriesPage(c, w, tree, view)
		})
	}
	c.Flash("good", FlashSaved)
	if id == "" { // the form was sent before, and has made its category
		return c.Redirect("/operator/categories")
	}
	return c.Redirect("/operator/categories/" + id)
}

func (v Categories) save(c *edge.Ctx, a markthalle.Actor) (string, error) {
	in := catalog.CategoryInput{Slug: v.Slug, Parent: markthalle.CategoryID(v.Parent), Name: textsOf(v.Names)}
	if v.New {
		in.Attributes = v.attributes(nil, c.Locale)
		x, err := c.Catalog.CreateCategory(c.Context, a, in)
		return x.ID, err
	}
	old, err := c.Catalog.Category(c.Context, markthalle.CategoryID(v.ID))
	if err != nil {
		return "", err
	}
	in.Attributes = v.attributes(old.Attributes, c.Locale)
	in.Position, in.Picture, in.Own, in.Forbidden, in.Warnings = old.Position, old.Picture, old.Own, old.Forbidden, old.Warnings
	x, err := c.Catalog.UpdateCategory(c.Context, a, old.CategoryID(), in, &old.Version)
	return x.ID, err
}
