package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
)

func (r *routes) adminCategories() []endpoint.Endpoint {
	read, write := asOperator(markthalle.CategoriesRead), asOperator(markthalle.CategoriesWrite)
	category := endpoint.About("category")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/categories", "All categories, parents before children", r.adminCategoryList, read),
		endpoint.Route("POST", "/admin/categories", "Add a category", r.adminCategoryCreate, write, created201()),
		endpoint.Route("GET", "/admin/categories/{id}", "One category", r.adminCategoryGet, read, category),
		endpoint.Route("PATCH", "/admin/categories/{id}", "Change a category", r.adminCategoryPatch, write, category),
	}
}

// AdminValue is one entry of an enum.
type AdminValue struct {
	Key   string `json:"key" validate:"required,max=200"`
	Label Texts  `json:"label"`
}

// AdminAttribute is one property that the goods of a category have.
type AdminAttribute struct {
	Key         string       `json:"key" validate:"required,max=64"`
	Name        Texts        `json:"name"`
	Type        string       `json:"type" validate:"required,oneof=text number bool enum dimension date"`
	Multi       bool         `json:"multi"`
	Unit        string       `json:"unit" validate:"max=40"`
	Values      []AdminValue `json:"values" validate:"max=1000,dive"`
	Required    bool         `json:"required"`
	Recommended bool         `json:"recommended"`
	Facet       bool         `json:"facet"`
	Variant     bool         `json:"variant"`
}

// attribute reads an attribute; an entry of an enum without a label is called by its key.
func (a AdminAttribute) attribute(l markthalle.Locale) catalog.Attribute {
	return catalog.Attribute{
		Key: a.Key, Name: a.Name.In(l), Type: catalog.AttributeType(a.Type), Multi: a.Multi, Unit: a.Unit, Required: a.Required,
		Recommended: a.Recommended, Facet: a.Facet, Variant: a.Variant,
		Values: mapped(a.Values, func(v AdminValue) catalog.Value {
			label := v.Label.In(l)
			if v.Label.Empty() {
				label = markthalle.T(l, v.Key)
			}
			return catalog.Value{Key: v.Key, Label: label}
		}),
	}
}

// AdminCategoryIn is what the operator says about a category.
type AdminCategoryIn struct {
	Slug       string           `json:"slug" validate:"required,max=200"`
	ParentID   string           `json:"parent_id" validate:"max=200"`
	Name       Texts            `json:"name"`
	Attributes []AdminAttribute `json:"attributes" validate:"max=100,dive"`
	Position   int              `json:"position" validate:"min=0"`
	Picture    string           `json:"picture" validate:"max=300"`
	Own        bool             `json:"own"`
	Forbidden  bool             `json:"forbidden"`
	Warnings   bool             `json:"warnings"`
}

// AdminCategoryPatchIn is a change of a category; what is left out stays as it is.
type AdminCategoryPatchIn struct {
	ByID
	Slug       *string           `json:"slug" validate:"omitempty,max=200"`
	Name       *Texts            `json:"name"`
	Attributes *[]AdminAttribute `json:"attributes" validate:"omitempty,max=100,dive"`
	Position   *int              `json:"position" validate:"omitempty,min=0"`
	Picture    *string           `json:"picture" validate:"omitempty,max=300"`
	Own        *bool             `json:"own"`
	Forbidden  *bool             `json:"forbidden"`
	Warnings   *bool             `json:"warnings"`
}

// AdminValueOut is one entry of an enum.
type AdminValueOut struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// AdminAttributeOut is one property of a category's goods.
type AdminAttributeOut struct {
	Key         string          `json:"key"`
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Multi       bool            `json:"multi"`
	Unit        string          `json:"unit,omitempty"`
	Values      []AdminValueOut `json:"values"`
	Required    bool            `json:"required"`
	Recommended bool            `json:"recommended"`
	Facet       bool            `json:"facet"`
	Variant     bool            `json:"variant"`
}

// AdminCategoryOut is a category with its own attributes.
type AdminCategoryOut struct {
	ID         string              `json:"id"`
	Revision   int64               `json:"revision"`
	Slug       string              `json:"slug"`
	ParentID   string              `json:"parent_id,omitempty"`
	Path       []string            `json:"path"`
	Name       string              `json:"name"`
	Attributes []AdminAttributeOut `json:"attributes"`
	Position   int                 `json:"position"`
	Picture    string              `json:"picture,omitempty"`
	Own        bool                `json:"own"`
	Forbidden  bool                `json:"forbidden"`
	Warnings   bool                `json:"warnings"`
}

func adminAttribute(a catalog.Attribute, l markthalle.Locale) AdminAttributeOut {
	return AdminAttributeOut{
		Key: a.Key, Name: a.Name.In(l), Type: string(a.Type), Multi: a.Multi, Unit: a.Unit, Required: a.Required,
		Recommended: a.Recommended, Facet: a.Facet, Variant: a.Variant,
		Values: mapped(a.Values, func(v catalog.Value) AdminValueOut { return AdminValueOut{Key: v.Key, Label: v.Label.In(l)} }),
	}
}

func adminCategory(x catalog.Category, l markthalle.Locale) AdminCategoryOut {
	return AdminCategoryOut{
		ID: x.ID, Revision: x.Version, Slug: x.Slug, ParentID: string(x.Parent), Path: texts(x.Path), Name: x.Name.In(l), Position: x.Position,
		Picture: x.Picture, Own: x.Own, Forbidden: x.Forbidden, Warnings: x.Warnings,
		Attributes: mapped(x.Attributes, func(a catalog.Attribute) AdminAttributeOut { return adminAttribute(a, l) }),
	}
}

func adminCategoryOr(x catalog.Category, err error, c *endpoint.Call) (AdminCategoryOut, error) {
	if err != nil {
		return AdminCategoryOut{}, err
	}
	return adminCategory(x, c.Locale), nil
}

// adminCategoryList pages through the tree, which is held in memory as a whole.
func (r *routes) adminCategoryList(c *endpoint.Call, in PageIn) (List[AdminCategoryOut], error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return List[AdminCategoryOut]{}, err
	}
	page, err := pageOf(tree.All(), in, func(x catalog.Category) string { return x.ID })
	if err != nil {
		return List[AdminCategoryOut]{}, err
	}
	return wireList(page, func(x catalog.Category) AdminCategoryOut { return adminCategory(x, c.Locale) }), nil
}

func (r *routes) adminCategoryGet(c *endpoint.Call, in ByID) (AdminCategoryOut, error) {
	x, err := r.Catalog.Category(c.Ctx, markthalle.CategoryID(in.ID))
	return adminCategoryOr(x, err, c)
}

func (r *routes) adminCategoryCreate(c *endpoint.Call, in AdminCategoryIn) (AdminCategoryOut, error) {
	l := writtenIn(c)
	x, err := r.Catalog.CreateCategory(c.Ctx, c.Actor, catalog.CategoryInput{
		ID:   markthalle.CategoryID(c.Mint("cat")),
		Slug: in.Slug, Parent: markthalle.CategoryID(in.ParentID), Name: in.Name.In(l), Position: in.Position, Picture: in.Picture,
		Own: in.Own, Forbidden: in.Forbidden, Warnings: in.Warnings,
		Attributes: mapped(in.Attributes, func(a AdminAttribute) catalog.Attribute { return a.attribute(l) }),
	})
	return adminCategoryOr(x, err, c)
}

// onto lays a change over the category as it is.
func (in AdminCategoryPatchIn) onto(x catalog.Category, l markthalle.Locale) catalog.CategoryInput {
	out := catalog.CategoryInput{
		Slug: x.Slug, Parent: x.Parent, Name: x.Name, Attributes: x.Attributes, Position: x.Position, Picture: x.Picture,
		Own: x.Own, Forbidden: x.Forbidden, Warnings: x.Warnings,
	}
	if in.Name != nil {
		out.Name = overlay(x.Name, *in.Name, l)
	}
	if in.Attributes != nil {
		out.Attributes = mapped(*in.Attributes, func(a AdminAttribute) catalog.Attribute { return a.attribute(l) })
	}
	set(&out.Slug, in.Slug)
	set(&out.Position, in.Position)
	set(&out.Picture, in.Picture)
	set(&out.Own, in.Own)
	set(&out.Forbidden, in.Forbidden)
	set(&out.Warnings, in.Warnings)
	return out
}

// set changes a value when there is another one.
func set[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

func (r *routes) adminCategoryPatch(c *endpoint.Call, in AdminCategoryPatchIn) (AdminCategoryOut, error) {
	id := markthalle.CategoryID(in.ID)
	x, err := r.Catalog.Category(c.Ctx, id)
	if err != nil {
		return AdminCategoryOut{}, err
	}
	x, err = r.Catalog.UpdateCategory(c.Ctx, c.Actor, id, in.onto(x, writtenIn(c)), unlessChanged(c, x.Version))
	return adminCategoryOr(x, err, c)
}
