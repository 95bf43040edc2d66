package catalog

import (
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/vendors"
)

// listing returns a product in the neutral form that the rules read. holders names
// other products that hold its numbers, by the number as fourteen digits.
func (s *Service) listing(tree Tree, p *Product, seller quality.Seller, holders map[string]string) quality.Listing {
	return quality.Listing{Locale: s.config.Locale, Seller: seller, Product: neutral(tree, p, holders)}
}

func neutral(tree Tree, p *Product, holders map[string]string) *quality.Product {
	c, known := tree.Get(p.Category)
	held := func(gtin string) string {
		if g, ok := quality.ParseGTIN(gtin); ok {
			return holders[g]
		}
		return ""
	}
	out := &quality.Product{
		Title: p.Title, Description: p.Description, Brand: p.Brand, GTIN: p.GTIN, GTINOwner: held(p.GTIN), Evidence: p.Evidence,
		Category: quality.Category{ID: string(p.Category), Known: known, Leaf: tree.Leaf(p.Category), Forbidden: c.Forbidden, Schema: schemaFor(tree, p.Category)},
		Safety: quality.Safety{
			Manufacturer: p.Safety.Manufacturer.Name, ManufacturerAddress: p.Safety.Manufacturer.Address,
			ManufacturerContact: p.Safety.Manufacturer.Contact, ManufacturerCountry: p.Safety.Manufacturer.Country,
			ProductID: p.Safety.ProductID, Warnings: p.Safety.Warnings, WarningsRequired: c.Warnings,
		},
	}
	if r := p.Safety.ResponsiblePerson; r != nil {
		out.Safety.ResponsiblePerson = r.Name
	}
	for _, a := range p.Attributes {
		v := quality.Value{Key: a.Key, Texts: a.Values, Number: a.Number, Bool: a.Bool, Unit: a.Unit, Raw: a.Raw}
		if len(v.Texts) == 0 {
			for _, t := range a.Text {
				v.Texts = append(v.Texts, t.Value)
			}
			v.Texts = v.Texts[:min(1, len(v.Texts))] // one text in several languages is one value
		}
		out.Values = append(out.Values, v)
	}
	for _, v := range p.Variants {
		n := quality.Variant{SKU: v.SKU, GTIN: v.GTIN, GTINOwner: held(v.GTIN)}
		for _, o := range v.Options {
			n.Options = append(n.Options, quality.Option{Key: o.Key, Value: o.Value})
		}
		out.Variants = append(out.Variants, n)
	}
	for _, m := range p.Media {
		out.Images = append(out.Images, quality.Image{Width: m.Width, Height: m.Height, Bytes: m.Bytes, Format: m.Format, Hash: m.Key})
	}
	return out
}

func schemaFor(tree Tree, id markthalle.CategoryID) []quality.Attribute {
	schema := tree.Schema(id)
	out := make([]quality.Attribute, len(schema))
	for i, a := range schema {
		out[i] = quality.Attribute{
			Key: a.Key, Type: string(a.Type), Unit: a.Unit, Values: a.keys(), Multi: a.Multi,
			Required: a.Required, Recommended: a.Recommended, Variant: a.Variant,
		}
	}
	return out
}

func sellerOf(v vendors.Vendor) quality.Seller {
	return quality.Seller{ID: v.VendorID(), Kind: string(v.SellerKind)}
}

// judged sets a product's state and findings from what the rules say. The market's own
// word and a trusted vendor's need no second look unless a finding asks for one.
func (p *Product) judged(findings []quality.Finding, byMarket, trusted, reviewNew bool) State {
	p.Findings = findings[:min(len(findings), maxFindings)]
	switch {
	case quality.Has(findings, quality.Block):
		return InvalidData
	case byMarket:
		return Published
	case quality.Has(findings, quality.Review):
		return Pending
	case trusted || !reviewNew:
		return Published
	}
	return Pending
}

// numbersOf returns the product's trade item numbers as fourteen digits, each once, the
// product's own first.
func (c *Content) numbersOf() []string {
	var out []string
	add := func(s string) {
		if g, ok := quality.ParseGTIN(s); ok && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	add(c.GTIN)
	for _, v := range c.Variants {
		add(v.GTIN)
	}
	return out
}

// Score grades a product with one of its offers, nil for none.
func (s *Service) Score(tree Tree, p Product, o *quality.Offer) quality.Score {
	l := s.listing(tree, &p, quality.Seller{}, nil)
	l.Offer = o
	return quality.ScoreOf(l)
}
