package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
)

// SearchTarget is a product, or all of a brand, vendor or category.
type SearchTarget struct {
	Field string `json:"field" validate:"required,oneof=product brand vendor category"`
	Value string `json:"value" validate:"required,max=200"` // an id
}

// SearchWhen says for which searches a rule holds.
type SearchWhen struct {
	Kind     string `json:"kind" validate:"required,oneof=query words category everywhere"`
	Text     string `json:"text" validate:"max=200"`     // of query and words
	Category string `json:"category" validate:"max=200"` // of category: id or slug
}

// SearchPlace is where a redirect leads: a path on the site, or a category or product.
type SearchPlace struct {
	Kind  string `json:"kind" validate:"required,oneof=path category product"`
	Value string `json:"value" validate:"required,max=500"`
}

// CurationIn is a rule of curation.
type CurationIn struct {
	Name      string         `json:"name" validate:"required,max=120"`
	When      SearchWhen     `json:"when"`
	Market    string         `json:"market" validate:"max=100"`
	Locale    string         `json:"locale" validate:"omitempty,oneof=en de pl"`
	ValidFrom *time.Time     `json:"valid_from"`
	ValidTo   *time.Time     `json:"valid_to"`
	Priority  int64          `json:"priority" validate:"min=0,max=1000000"` // the lowest is asked first
	Active    *bool          `json:"active"`                                // true when left out
	Pins      []string       `json:"pins" validate:"max=50,dive,max=200"`   // products in this order
	Boost     []SearchTarget `json:"boost" validate:"max=100,dive"`
	Bury      []SearchTarget `json:"bury" validate:"max=100,dive"`
	Hide      []SearchTarget `json:"hide" validate:"max=100,dive"`
	Redirect  *SearchPlace   `json:"redirect"`
}

func targets(list []SearchTarget) []tuning.Target {
	return mapped(list, func(t SearchTarget) tuning.Target { return tuning.Target(t) })
}

// rule reads a rule. A category that does not exist is a fault.
func (in CurationIn) rule(id string, tree catalog.Tree) (tuning.Rule, error) {
	out := tuning.Rule{
		Meta: store.Meta{ID: id}, Name: in.Name, When: tuning.When{Kind: in.When.Kind, Text: in.When.Text}, Market: in.Market, Locale: markthalle.Locale(in.Locale),
		From: timeOr(in.ValidFrom), To: timeOr(in.ValidTo), Priority: in.Priority, Active: in.Active == nil || *in.Active,
		Pins: in.Pins, Boost: targets(in.Boost), Bury: targets(in.Bury), Hide: targets(in.Hide),
	}
	var f markthalle.Faults
	if in.When.Category != "" {
		x, ok := categoryBy(tree, in.When.Category)
		f.Check(ok, "/when/category", "not_found", "There is no such category.")
		out.When.Category = x.ID
	}
	if in.Redirect != nil {
		out.Redirect = tuning.Place(*in.Redirect)
		if out.Redirect.Kind == search.ToCategory {
			x, ok := categoryBy(tree, out.Redirect.Value)
			f.Check(ok, "/redirect/value", "not_found", "There is no such category.")
			out.Redirect.Value = x.ID
		}
	}
	return out, f.Err("tuning.rule")
}

// CurationOut is a stored rule of curation.
type CurationOut struct {
	ID        string         `json:"id"`
	Revision  int64          `json:"revision"`
	Name      string         `json:"name"`
	When      SearchWhen     `json:"when"`
	Market    string         `json:"market"`
	Locale    string         `json:"locale"`
	ValidFrom *Time          `json:"valid_from,omitempty"`
	ValidTo   *Time          `json:"valid_to,omitempty"`
	Priority  int64          `json:"priority"`
	Active    bool           `json:"active"`
	State     string         `json:"state" enum:"off,scheduled,active,ended"`
	Pins      []string       `json:"pins"`
	Boost     []SearchTarget `json:"boost"`
	Bury      []SearchTarget `json:"bury"`
	Hide      []SearchTarget `json:"hide"`
	Redirect  *SearchPlace   `json:"redirect,omitempty"`
}

func (r *routes) curationOut(x tuning.Rule) CurationOut {
	wire := func(t tuning.Target) SearchTarget { return SearchTarget(t) }
	out := CurationOut{
		ID: x.ID, Revision: x.Version, Name: x.Name, When: SearchWhen{Kind: x.When.Kind, Text: x.When.Text, Category: x.When.Category},
		Market: x.Market, Locale: string(x.Locale), ValidFrom: at(x.From), ValidTo: at(x.To), Priority: x.Priority, Active: x.Active,
		State: x.State(r.Clock.Now()), Pins: append([]string{}, x.Pins...), Boost: mapped(x.Boost, wire), Bury: mapped(x.Bury, wire), Hide: mapped(x.Hide, wire),
	}
	if x.Redirect.Kind != "" {
		p := SearchPlace(x.Redirect)
		out.Redirect = &p
	}
	return out
}

func (r *routes) curationOr(x tuning.Rule, err error) (CurationOut, error) {
	if err != nil {
		return CurationOut{}, err
	}
	return r.curationOut(x), nil
}

func (r *routes) adminCurationList(c *endpoint.Call, in PageIn) (List[CurationOut], error) {
	page, err := r.Tuning.Rules(c.Ctx, c.Actor, in.query())
	if err != nil {
		return List[CurationOut]{}, err
	}
	return wireList(page, r.curationOut), nil
}

// ruleOf reads a rule of the wire by the tree as it is.
func (r *routes) ruleOf(c *endpoint.Call, in CurationIn, id string) (tuning.Rule, catalog.Tree, error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return tuning.Rule{}, tree, err
	}
	x, err := in.rule(id, tree)
	return x, tree, err
}

func (r *routes) adminCurationAdd(c *endpoint.Call, in CurationIn) (CurationOut, error) {
	x, _, err := r.ruleOf(c, in, c.Mint("cur"))
	if err != nil {
		return CurationOut{}, err
	}
	return r.curationOr(r.Tuning.AddRule(c.Ctx, c.Actor, x))
}

func (r *routes) adminCurationGet(c *endpoint.Call, in ByID) (CurationOut, error) {
	return r.curationOr(r.Tuning.Rule(c.Ctx, c.Actor, in.ID))
}

// CurationPutIn replaces a rule of curation.
type CurationPutIn struct {
	ByID
	CurationIn
}

func (r *routes) adminCurationPut(c *endpoint.Call, in CurationPutIn) (CurationOut, error) {
	x, _, err := r.ruleOf(c, in.CurationIn, in.ID)
	if err != nil {
		return CurationOut{}, err
	}
	return r.curationOr(r.Tuning.ChangeRule(c.Ctx, c.Actor, x, c.IfMatch))
}

func (r *routes) adminCurationDelete(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Tuning.DropRule(c.Ctx, c.Actor, in.ID, c.IfMatch)
}

// CurationPreviewIn asks what a draft would change in a search.
type CurationPreviewIn struct {
	Rule     CurationIn `json:"rule"`
	ID       string     `json:"id" validate:"max=200"` // of the stored rule that the draft would replace
	Q        string     `json:"q" validate:"max=2000"`
	Category string     `json:"category" validate:"max=200"` // id or slug
	Limit    *int       `json:"limit" validate:"omitempty,min=1,max=100"`
}

// CurationListOut is one side of a preview.
type CurationListOut struct {
	Total    int          `json:"total"`
	Items    []ProductHit `json:"items"`
	Redirect *RedirectOut `json:"redirect,omitempty"`
}

// CurationPreviewOut is what buyers see now, and what they would see.
type CurationPreviewOut struct {
	Before CurationListOut `json:"before"`
	After  CurationListOut `json:"after"`
}

func (r *routes) adminCurationPreview(c *endpoint.Call, in CurationPreviewIn) (CurationPreviewOut, error) {
	draft, tree, err := r.ruleOf(c, in.Rule, in.ID)
	if err != nil {
		return CurationPreviewOut{}, err
	}
	q, err := searchQuery(tree, SearchIn{Q: in.Q, Category: in.Category, Limit: in.Limit, Facets: "none"}, nil, c.Locale)
	if err != nil {
		return CurationPreviewOut{}, err
	}
	q.Explain, q.Uncounted = true, true
	after, err := r.Tuning.Draft(c.Ctx, c.Actor, draft)
	if err != nil {
		return CurationPreviewOut{}, err
	}
	var out CurationPreviewOut
	if out.Before, err = r.previewed(c, tree, r.Search, q); err != nil {
		return CurationPreviewOut{}, err
	}
	out.After, err = r.previewed(c, tree, r.Search.Tuned(after), q)
	return out, err
}

func (r *routes) previewed(c *endpoint.Call, tree catalog.Tree, s *search.Service, q search.Query) (CurationListOut, error) {
	a, err := s.Search(c.Ctx, q)
	if err != nil {
		return CurationListOut{}, err
	}
	redirect, err := r.redirectOut(c, tree, a.Redirect)
	return CurationListOut{Total: a.Total, Items: hitsOf(a.Items), Redirect: redirect}, err
}
