package catalog

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// CategoryInput is what an operator says about a category.
type CategoryInput struct {
	ID         markthalle.CategoryID // of a new category; minted by the caller, so that a retry is the same one
	Slug       string
	Parent     markthalle.CategoryID
	Name       markthalle.Texts
	Attributes []Attribute
	Position   int
	Picture    string
	Own        bool
	Forbidden  bool
	Warnings   bool
}

// The bounds of a category and of the tree.
const (
	maxDepth         = 8
	maxSchema        = 60  // attributes of one category, inherited ones included
	maxEnum          = 500 // enum values of one category's own attributes together
	maxName          = 400 // bytes of a name over all languages
	maxAttributeKey  = maxOptionKey
	maxCategoryLabel = 240
)

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	keyForm  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// Category returns a category, or markthalle.ErrNotFound.
func (s *Service) Category(ctx context.Context, id markthalle.CategoryID) (Category, error) {
	return s.categories.Get(ctx, string(id))
}

func categoryClaim(slug string) string { return "slug:category:" + slug }

// CreateCategory adds a category below Parent. It returns Invalid "catalog.category"
// with every fault, and Conflict "catalog.slug_taken". A category that already has
// products cannot become a parent: Conflict "catalog.category_in_use".
func (s *Service) CreateCategory(ctx context.Context, actor markthalle.Actor, in CategoryInput) (Category, error) {
	if err := operator(actor, markthalle.CategoriesWrite); err != nil {
		return Category{}, err
	}
	tree, err := s.freshTree(ctx)
	if err != nil {
		return Category{}, err
	}
	if made, ok := tree.Get(in.ID); ok && in.ID != "" {
		return made, s.db.Confirm(ctx, categoryClaim(made.Slug), made.ID)
	}
	if err := in.check(tree); err != nil {
		return Category{}, err
	}
	if err := s.freeOfProducts(ctx, tree, in.Parent); err != nil {
		return Category{}, err
	}
	c := Category{
		Meta: store.Meta{ID: derived("cat", "category", in.Slug)}, Slug: in.Slug, Parent: in.Parent, Name: in.Name, Attributes: in.Attributes,
		Position: in.Position, Picture: in.Picture, Own: in.Own, Forbidden: in.Forbidden, Warnings: in.Warnings,
	}
	if in.ID != "" {
		c.ID = string(in.ID)
	} else if _, taken := tree.Get(c.CategoryID()); taken {
		c.ID = s.db.IDs().New("cat") // the first one has another address by now
	}
	c.Path = append(tree.PathIDs(in.Parent), c.CategoryID())
	if err := s.takeSlug(ctx, in.Slug, c.ID); err != nil {
		return Category{}, err
	}
	c.Emit(CategoryChanged{Category: c.CategoryID()})
	c.audit(actor, "catalog.category_create", "", difference{"slug", "", in.Slug})
	stored, err := s.categories.Insert(ctx, c)
	if errors.Is(err, store.ErrExists) {
		return Category{}, slugTaken(in.Slug)
	}
	if err != nil {
		return Category{}, err
	}
	s.forgetTree()
	return stored, s.db.Confirm(ctx, categoryClaim(in.Slug), c.ID)
}

// takeSlug claims a category's address for its document.
func (s *Service) takeSlug(ctx context.Context, slug, id string) error {
	err := s.db.Claim(ctx, categoryClaim(slug), id)
	if errors.Is(err, store.ErrClaimed) {
		return slugTaken(slug)
	}
	return err
}

func slugTaken(slug string) error {
	return (&markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.slug_taken", Text: "Another category has this address."}).
		WithFields(markthalle.Field{Pointer: "/slug", Code: "catalog.slug_taken", Message: "Another category has this address.", Found: slug})
}

// freeOfProducts refuses to put something below a leaf that holds products.
func (s *Service) freeOfProducts(ctx context.Context, tree Tree, parent markthalle.CategoryID) error {
	if parent == "" || !tree.Leaf(parent) {
		return nil
	}
	n, err := s.products.c.Count(ctx, store.Query{Index: "category", Eq: []any{Published, parent}})
	if err != nil {
		return err
	}
	if n > 0 {
		return markthalle.Errorf(markthalle.Conflict, "catalog.category_in_use", "%d products stand in this category; goods stand in leaves only.", n)
	}
	return nil
}

// UpdateCategory replaces what an operator says about a category. Its place in the tree
// does not change; Parent must be the present one.
func (s *Service) UpdateCategory(ctx context.Context, actor markthalle.Actor, id markthalle.CategoryID, in CategoryInput, ifMatch *int64) (Category, error) {
	if err := operator(actor, markthalle.CategoriesWrite); err != nil {
		return Category{}, err
	}
	tree, err := s.freshTree(ctx)
	if err != nil {
		return Category{}, err
	}
	old, ok := tree.Get(id)
	if !ok {
		return Category{}, markthalle.ErrNotFound
	}
	if err := in.check(tree); err != nil {
		return Category{}, err
	}
	if in.Parent != old.Parent {
		return Category{}, markthalle.Errorf(markthalle.Conflict, "catalog.category_moved", "A category keeps its place in the tree.")
	}
	if in.Slug != old.Slug {
		if err := s.takeSlug(ctx, in.Slug, old.ID); err != nil {
			return Category{}, err
		}
	}
	c, err := s.categories.Modify(ctx, string(id), func(c *Category) error {
		if err := store.CheckVersion(c.Meta, ifMatch); err != nil {
			return err
		}
		before := c.Slug
		c.Slug, c.Name, c.Attributes, c.Position, c.Picture = in.Slug, in.Name, in.Attributes, in.Position, in.Picture
		c.Own, c.Forbidden, c.Warnings = in.Own, in.Forbidden, in.Warnings
		c.Emit(CategoryChanged{Category: id})
		c.audit(actor, "catalog.category_update", "", difference{"slug", before, in.Slug})
		return nil
	})
	if err != nil {
		return Category{}, err
	}
	s.forgetTree()
	if in.Slug != old.Slug {
		if err := s.db.Confirm(ctx, categoryClaim(in.Slug), c.ID); err != nil {
			return Category{}, err
		}
		return c, s.db.Unclaim(ctx, categoryClaim(old.Slug), c.ID)
	}
	return c, nil
}

func (in CategoryInput) check(tree Tree) error {
	var f markthalle.Faults
	f.Check(slugForm.MatchString(in.Slug) && len(in.Slug) <= 80, "/slug", "format", "Lower-case letters and digits with single hyphens, at most 80.")
	checkTexts(&f, "/name", in.Name, true, maxName)
	if in.Parent != "" {
		if _, ok := tree.Get(in.Parent); !ok {
			f.AddField(markthalle.Field{Pointer: "/parent_id", Code: "unknown", Message: "There is no such category.", Found: string(in.Parent)})
		}
		f.Check(len(tree.Path(in.Parent)) < maxDepth, "/parent_id", "too_deep", "The tree is at most 8 deep.")
	}
	f.Check(in.Position >= 0 && in.Position <= 1_000_000, "/position", "range", "0 to 1,000,000.")
	f.Check(len(in.Picture) <= 300, "/picture", "too_long", "At most 300 characters.")
	checkSchema(&f, in.Attributes)
	f.Check(len(merge(tree.Schema(in.Parent), in.Attributes)) <= maxSchema, "/attributes", "too_many", "At most 60 attributes, inherited ones included.")
	return f.Err("catalog.category")
}

func checkSchema(f *markthalle.Faults, attributes []Attribute) {
	seen := map[string]bool{}
	values := 0
	for i, a := range attributes {
		at := fmt.Sprintf("/attributes/%d", i)
		f.Check(keyForm.MatchString(a.Key) && len(a.Key) <= maxAttributeKey, at+"/key", "format", "Lower-case letters, digits and _, at most 32.")
		f.Check(!seen[a.Key], at+"/key", "duplicate", "Another attribute has this key.")
		seen[a.Key] = true
		f.Check(slices.Contains(AttributeTypes(), a.Type), at+"/type", "enum", "text, number, bool, enum, dimension or date.")
		checkTexts(f, at+"/name", a.Name, true, maxName)
		f.Check(len(a.Unit) <= 16, at+"/unit", "too_long", "At most 16 characters.")
		f.Check(a.Type != Dimension || a.Unit != "", at+"/unit", "required", "A dimension has a unit.")
		f.Check(a.Type != Enum || len(a.Values) > 0, at+"/values", "required", "An enum has values.")
		known := map[string]bool{}
		for j, v := range a.Values {
			p := fmt.Sprintf("%s/values/%d", at, j)
			f.Check(v.Key != "" && len(v.Key) <= maxOptionValue && !known[v.Key], p+"/key", "format", "1 to 48 characters, each value once.")
			known[v.Key] = true
			checkTexts(f, p+"/label", v.Label, true, maxCategoryLabel)
		}
		values += len(a.Values)
	}
	f.Check(values <= maxEnum, "/attributes", "too_many", "At most 500 enum values in one category.")
}

// checkTexts wants known-looking languages, each once, and at most most bytes together.
func checkTexts(f *markthalle.Faults, at string, texts markthalle.Texts, required bool, most int) {
	size, any := 0, false
	seen := map[markthalle.Locale]bool{}
	for _, t := range texts {
		f.Check(localeForm.MatchString(string(t.Locale)) && !seen[t.Locale], at+"/"+string(t.Locale), "locale", "A language tag such as de, each once.")
		seen[t.Locale] = true
		size += len(t.Value) + len(t.Locale) + 24 // what BSON adds
		any = any || t.Value != ""
	}
	f.Check(any || !required, at, "required", "This is required.")
	if size > most {
		f.AddField(markthalle.Field{Pointer: at, Code: "too_long", Message: "This is too long.", Found: fmt.Sprintf("%d bytes", size), Wanted: fmt.Sprintf("%d bytes or fewer", most)})
	}
}

var localeForm = regexp.MustCompile(`^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$`)
