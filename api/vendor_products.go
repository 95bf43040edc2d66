package api

import (
	"errors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/quality"
)

func (r *routes) vendorProducts() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/products", "The vendor's products", r.vendorProductList, asVendor(markthalle.ProductsRead)),
		endpoint.Route("POST", "/vendor/products", "Describe a product", r.vendorProductCreate,
			asVendor(markthalle.ProductsWrite), created201(), endpoint.Body(1<<20)),
		endpoint.Route("GET", "/vendor/products/{id}", "One product with its findings and its open change", r.vendorProductGet,
			asVendor(markthalle.ProductsRead), endpoint.About("product")),
		endpoint.Route("PATCH", "/vendor/products/{id}", "Change a product; of a live one this files a change request", r.vendorProductPatch,
			asVendor(markthalle.ProductsWrite), endpoint.About("product"), endpoint.Body(1<<20)),
		endpoint.Route("POST", "/vendor/products/{id}/withdraw", "Take a product off", r.vendorProductWithdraw,
			asVendor(markthalle.ProductsWrite), endpoint.About("product")),
	}
}

// VendorProductListIn asks for the vendor's products.
type VendorProductListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=pending invalid_data changes_requested rejected published withdrawn"`
}

func (r *routes) vendorProductList(c *endpoint.Call, in VendorProductListIn) (List[VendorProductOut], error) {
	var page markthalle.Page[catalog.Product]
	var err error
	if in.State == "" {
		page, err = r.Catalog.VendorProducts(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	} else {
		page, err = r.Catalog.VendorProductsIn(c.Ctx, c.Actor, c.Actor.Vendor, catalog.State(in.State), in.query())
	}
	if err != nil {
		return List[VendorProductOut]{}, err
	}
	return wireList(page, func(p catalog.Product) VendorProductOut { return vendorProduct(p, p.Findings, c) }), nil
}

// VendorProductIn describes a product.
type VendorProductIn struct {
	CategoryID  string            `json:"category_id" validate:"required,max=200"`
	Title       Texts             `json:"title"`
	Description Texts             `json:"description"`
	Brand       string            `json:"brand" validate:"max=400"`
	GTIN        string            `json:"gtin" validate:"max=40"`
	Attributes  VendorAttributes  `json:"attributes"`
	Variants    []VendorVariantIn `json:"variants" validate:"max=500,dive"`
	Media       []string          `json:"media" validate:"max=100"`
	Safety      VendorSafetyIn    `json:"safety"`
	Evidence    []string          `json:"evidence" validate:"max=100"`
}

func (r *routes) vendorProductCreate(c *endpoint.Call, in VendorProductIn) (VendorProductOut, error) {
	l := writtenIn(c)
	p, findings, err := r.Catalog.CreateProduct(c.Ctx, c.Actor, c.Actor.Vendor, catalog.ProductInput{
		Mint: markthalle.ProductID(c.Mint("prd")), Category: markthalle.CategoryID(in.CategoryID), Title: in.Title.In(l), Description: in.Description.In(l),
		Brand: in.Brand, GTIN: in.GTIN, Attributes: in.Attributes.list, Variants: mapped(in.Variants, VendorVariantIn.input),
		Media: ids[markthalle.MediaID](in.Media), Safety: in.Safety.safety(l), Evidence: in.Evidence,
	})
	if err != nil {
		return VendorProductOut{}, err
	}
	return vendorProduct(p, findings, c), nil
}

func (r *routes) vendorProductGet(c *endpoint.Call, in ByID) (VendorProductOut, error) {
	id := markthalle.ProductID(in.ID)
	p, err := r.Catalog.VendorProduct(c.Ctx, c.Actor, id)
	if err != nil {
		return VendorProductOut{}, err
	}
	out := vendorProduct(p, p.Findings, c)
	change, err := r.Catalog.Change(c.Ctx, c.Actor, catalog.ChangeIDFor(id))
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return VendorProductOut{}, err
	}
	if err == nil && change.State != catalog.ChangeAccepted {
		out.Change = vendorChange(change, c)
	}
	return out, nil
}

// VendorProductPatchIn is a change of a product; what is left out stays as it is.
type VendorProductPatchIn struct {
	ByID
	CategoryID  *string            `json:"category_id" validate:"omitempty,max=200"`
	Title       *Texts             `json:"title"`
	Description *Texts             `json:"description"`
	Brand       *string            `json:"brand" validate:"omitempty,max=400"`
	GTIN        *string            `json:"gtin" validate:"omitempty,max=40"`
	Attributes  *VendorAttributes  `json:"attributes"`
	Variants    *[]VendorVariantIn `json:"variants" validate:"omitempty,max=500,dive"`
	Media       *[]string          `json:"media" validate:"omitempty,max=100"`
	Safety      *VendorSafetyIn    `json:"safety"`
	Evidence    *[]string          `json:"evidence" validate:"omitempty,max=100"`
}

// onto lays a change over the product as it is.
func (in VendorProductPatchIn) onto(now catalog.Product, l markthalle.Locale) catalog.ProductPatch {
	p := catalog.ProductPatch{Category: (*markthalle.CategoryID)(in.CategoryID), Brand: in.Brand, GTIN: in.GTIN, Evidence: in.Evidence}
	if in.Title != nil {
		t := overlay(now.Title, *in.Title, l)
		p.Title = &t
	}
	if in.Description != nil {
		t := overlay(now.Description, *in.Description, l)
		p.Description = &t
	}
	if in.Attributes != nil {
		p.Attributes = &in.Attributes.list
	}
	if in.Variants != nil {
		list := mapped(*in.Variants, VendorVariantIn.input)
		p.Variants = &list
	}
	if in.Media != nil {
		list := ids[markthalle.MediaID](*in.Media)
		p.Media = &list
	}
	if in.Safety != nil {
		s := in.Safety.safety(l)
		p.Safety = &s
	}
	return p
}

func (r *routes) vendorProductPatch(c *endpoint.Call, in VendorProductPatchIn) (VendorProductOut, error) {
	id := markthalle.ProductID(in.ID)
	now, err := r.Catalog.VendorProduct(c.Ctx, c.Actor, id)
	if err != nil {
		return VendorProductOut{}, err
	}
	u, err := r.Catalog.UpdateProduct(c.Ctx, c.Actor, id, in.onto(now, writtenIn(c)), unlessChanged(c, now.Version))
	if err != nil {
		return VendorProductOut{}, err
	}
	out := vendorProduct(u.Product, u.Findings, c)
	if u.Change != nil {
		out.Change = vendorChange(*u.Change, c)
	}
	return out, nil
}

func (r *routes) vendorProductWithdraw(c *endpoint.Call, in ByID) (VendorProductOut, error) {
	p, err := r.Catalog.WithdrawProduct(c.Ctx, c.Actor, markthalle.ProductID(in.ID))
	if err != nil {
		return VendorProductOut{}, err
	}
	return vendorProduct(p, p.Findings, c), nil
}

// VendorCheckOut is one finding of the rules of quality.
type VendorCheckOut struct {
	Code     string `json:"code"`
	Field    string `json:"field"`
	Found    string `json:"found"`
	Wanted   string `json:"wanted"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Rule     string `json:"rule"`
	Fix      string `json:"fix,omitempty"`
}

func vendorChecks(list []quality.Finding, l markthalle.Locale) []VendorCheckOut {
	return mapped(list, func(f quality.Finding) VendorCheckOut {
		return VendorCheckOut{
			Code: f.Code, Field: f.Field, Found: f.Found, Wanted: f.Wanted, Severity: string(f.Severity),
			Message: f.Message(l), Rule: f.Rule, Fix: f.Fix,
		}
	})
}

// VendorDecisionOut is what the operator decided.
type VendorDecisionOut struct {
	Note    string   `json:"note,omitempty"`
	Reasons []string `json:"reasons"`
	At      Time     `json:"at"`
}

func vendorDecision(d catalog.Decision) *VendorDecisionOut {
	if d.At.IsZero() {
		return nil
	}
	return &VendorDecisionOut{Note: d.Note, Reasons: d.Reasons, At: Time{d.At}}
}

// VendorChangeOut is a proposal for a live product.
type VendorChangeOut struct {
	ID        string                `json:"id"`
	Revision  int64                 `json:"revision"`
	ProductID string                `json:"product_id"`
	VendorID  string                `json:"vendor_id"`
	State     string                `json:"state"`
	FiledAt   Time                  `json:"filed_at"`
	Diff      []VendorDifferenceOut `json:"diff"`
	Checks    []VendorCheckOut      `json:"checks"`
	Decision  *VendorDecisionOut    `json:"decision,omitempty"`
}

// VendorDifferenceOut is one field before and after.
type VendorDifferenceOut struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func vendorChange(x catalog.Change, c *endpoint.Call) *VendorChangeOut {
	return &VendorChangeOut{
		ID: x.ID, Revision: x.Version, ProductID: string(x.Product), VendorID: string(x.Vendor), State: string(x.State),
		FiledAt: Time{x.FiledAt}, Checks: vendorChecks(x.Findings, c.Locale), Decision: vendorDecision(x.Decision),
		Diff: mapped(x.Diff, func(d catalog.Difference) VendorDifferenceOut {
			return VendorDifferenceOut{Field: d.Field, Before: d.Before, After: d.After}
		}),
	}
}
