package seller

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// next counts a number in a name up: variants are numbered from 1 on the page.
func next(no string) string {
	n, err := strconv.Atoi(no)
	if err != nil {
		return no
	}
	return strconv.Itoa(n + 1)
}

// typedProduct is the form as it was filled in. Values of attributes are by key.
func typedProduct(c *edge.Ctx) (ProductForm, map[string][]string) {
	f := ProductForm{
		Category: c.Form("category_id"), Title: c.Form("title"), Description: strings.ReplaceAll(c.Form("description"), "\r\n", "\n"), Brand: c.Form("brand"), GTIN: c.Form("gtin"),
		Manufacturer: c.Form("manufacturer"), MakerAddress: c.Form("maker_address"), MakerContact: c.Form("maker_contact"),
		Responsible: c.Form("responsible"), Warnings: c.Form("warnings"), Variants: typedVariants(c.FormUnder("variant")),
	}
	given := map[string][]string{}
	for _, v := range c.FormUnder("attr") {
		if v.Text != "" {
			given[v.Name] = append(given[v.Name], v.Text)
		}
	}
	return f, given
}

// typedVariants reads the fields variant[<n>][<key>]; one without anything typed is none.
func typedVariants(fields []edge.Value) []VariantForm {
	var out []VariantForm
	for _, x := range fields {
		no, key, ok := strings.Cut(x.Name, "][")
		n, err := strconv.Atoi(no)
		if !ok || err != nil || n < 1 || n > catalog.MaxVariants {
			continue
		}
		i := slices.IndexFunc(out, func(v VariantForm) bool { return v.No == n })
		if i < 0 {
			out, i = append(out, VariantForm{No: n}), len(out)
		}
		switch {
		case key == "id":
			out[i].ID = x.Text
		case key == "sku":
			out[i].SKU = x.Text
		case key == "gtin":
			out[i].GTIN = x.Text
		case x.Text != "":
			out[i].Options = append(out[i].Options, Link{Label: key, URL: x.Text})
		}
	}
	out = slices.DeleteFunc(out, func(v VariantForm) bool {
		return v.ID == "" && v.SKU == "" && v.GTIN == "" && len(v.Options) == 0
	})
	slices.SortFunc(out, func(x, y VariantForm) int { return x.No - y.No })
	for i := range out {
		out[i].No = i + 1
		slices.SortFunc(out[i].Options, func(x, y Link) int { return strings.Compare(x.Label, y.Label) })
	}
	return out
}

// variantInputs are the variants as the catalogue takes them. Existing ones keep their
// pictures and the order of their options.
func (f ProductForm) variantInputs(now []catalog.Variant) []catalog.VariantInput {
	return mapped(f.Variants, func(v VariantForm) catalog.VariantInput {
		in := catalog.VariantInput{ID: markthalle.VariantID(v.ID), SKU: v.SKU, GTIN: v.GTIN}
		for _, x := range now {
			if x.ID == in.ID {
				in.Media = x.Media
			}
		}
		for _, o := range v.Options {
			in.Options = append(in.Options, catalog.Option{Key: o.Label, Value: o.URL})
		}
		return in
	})
}

// attributeInputs are the typed values in the order of the schema. A text that exists in
// several languages changes in the reader's only.
func attributeInputs(schema []catalog.Attribute, given map[string][]string, old []catalog.AttributeValue, l markthalle.Locale) []catalog.AttributeInput {
	var out []catalog.AttributeInput
	translated := map[string]markthalle.Texts{}
	for _, v := range old {
		translated[v.Key] = v.Text
	}
	for _, a := range schema {
		if a.Variant {
			continue
		}
		switch values := given[a.Key]; {
		case len(values) > 0 && len(translated[a.Key]) > 0:
			out = append(out, catalog.AttributeInput{Key: a.Key, Text: translated[a.Key].Set(l, values[0])})
		case len(values) > 0:
			out = append(out, catalog.AttributeInput{Key: a.Key, Values: values})
		case a.Type == catalog.Bool: // an empty box says no
			out = append(out, catalog.AttributeInput{Key: a.Key, Values: []string{"false"}})
		}
	}
	return out
}

// textsOver lays what was typed in one language over what is there in others.
func textsOver(old markthalle.Texts, l markthalle.Locale, typed string) markthalle.Texts {
	if typed == "" {
		return slices.DeleteFunc(slices.Clone(old), func(t markthalle.Text) bool { return t.Locale == l })
	}
	return old.Set(l, typed)
}

// safety lays what was typed over the facts that the form does not show.
func (f ProductForm) safety(old catalog.Safety, l markthalle.Locale) catalog.Safety {
	out := old
	out.Manufacturer.Name, out.Manufacturer.Address, out.Manufacturer.Contact = f.Manufacturer, f.MakerAddress, f.MakerContact
	out.Warnings = textsOver(old.Warnings, l, f.Warnings)
	name, address, _ := strings.Cut(f.Responsible, ", ")
	switch {
	case f.Responsible == "":
		out.ResponsiblePerson = nil
	case old.ResponsiblePerson == nil:
		out.ResponsiblePerson = &catalog.Party{Name: name, Address: address}
	default:
		p := *old.ResponsiblePerson
		p.Name, p.Address = name, address
		out.ResponsiblePerson = &p
	}
	return out
}

// pictures stores the uploads of the form and returns the pictures that the product is to
// have: those that stay, in their order, then the new ones.
func pictures(c *edge.Ctx, a markthalle.Actor, faults *formFaults) ([]markthalle.MediaID, []Picture, error) {
	var ids []markthalle.MediaID
	var drop []string
	all := c.FormAll()
	for _, x := range all {
		if x.Name == "drop_media" {
			drop = append(drop, x.Text)
		}
	}
	for _, x := range all {
		if x.Name == "media" && !slices.Contains(drop, x.Text) {
			ids = append(ids, markthalle.MediaID(x.Text))
		}
	}
	form, err := c.Fiber.MultipartForm()
	if err != nil {
		return ids, nil, nil //nolint:nilerr // the form came without a part for files
	}
	for _, head := range form.File["file"] {
		if head.Size == 0 {
			continue
		}
		file, err := head.Open()
		if err != nil {
			return nil, nil, fmt.Errorf("open upload: %w", err)
		}
		m, err := c.Catalog.PutMedia(c.Context, a, a.Vendor, head.Filename, file, head.Size)
		_ = file.Close() // it was only read
		switch {
		case markthalle.KindOf(err) == markthalle.Invalid && err != nil:
			for _, x := range edge.Faults(err) {
				faults.bad("file", x.Code)
			}
		case err != nil:
			return nil, nil, err
		default:
			ids = append(ids, m.MediaID())
		}
	}
	shown, err := shownPictures(c, ids)
	return ids, shown, err
}

// shownPictures are the pictures of a form that is shown again.
func shownPictures(c *edge.Ctx, ids []markthalle.MediaID) ([]Picture, error) {
	var out []Picture
	for _, id := range ids {
		m, err := c.Catalog.MediaByID(c.Context, id)
		if markthalle.KindOf(err) == markthalle.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Picture{ID: m.ID, URL: m.URL(), Alt: c.Form("title"), Width: m.Width, High: m.Height, First: len(out) == 0})
	}
	return out, nil
}

// productFaults gives faults the names of the form's fields.
func productFaults(err error) kernel.Faults {
	list := edge.Faults(err)
	var e *markthalle.Error
	if !asError(err, &e) {
		return list
	}
	for i, f := range e.Fields {
		if i < len(list) {
			list[i].Field = productField(f.Pointer)
		}
	}
	return list
}

// paragraphs writes typed text in the markup of descriptions: a blank line ends a
// paragraph.
func paragraphs(text string) string {
	var b strings.Builder
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

var lineEnds = strings.NewReplacer("</p>", "</p>\n\n", "</h3>", "</h3>\n\n", "</h4>", "</h4>\n\n", "<br>", "<br>\n", "<br/>", "<br/>\n",
	"<li>", "<li>– ", "</li>", "</li>\n", "</ul>", "</ul>\n", "</ol>", "</ol>\n")

// unmarked writes a description as the form shows it: the reverse of paragraphs, as far
// as text without markup can be.
func unmarked(description string) string {
	lines := strings.Split(quality.Plain(lineEnds.Replace(description)), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
