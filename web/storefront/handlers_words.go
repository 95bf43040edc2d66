package storefront

import (
	"html"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
)

// sellerOf is who sells, with what the law wants to be shown.
func sellerOf(c *edge.Ctx, v vendors.Vendor) Seller {
	t := vendors.TraderOf(v)
	if t.Address.Name == t.LegalName {
		t.Address.Name = "" // it stands in the line above
	}
	return Seller{
		Name: v.ShopName, URL: "/v/" + v.Slug, Town: v.Address.City, Face: faceOf(v), Story: v.Story.In(c.Locale), Since: v.CreatedAt,
		Business: !t.Private, LegalName: t.LegalName, Address: postal(t.Address, c.Locale), Registration: t.RegistrationNumber,
		VATID: t.VATID, Email: t.Email, Phone: t.Phone,
	}
}

// postal writes an address in lines, the name first when there is one.
func postal(a vendors.Address, l markthalle.Locale) []string {
	var out []string
	for _, line := range []string{a.Name, a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), country(a.Country, l)} {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// country is the name of a country in a language; its code when there is none.
func country(code string, l markthalle.Locale) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(language.Make(string(l))).Name(region); name != "" {
		return name
	}
	return code
}

// safetyOf is what product safety law wants with the offer.
func safetyOf(p *catalog.Product, l markthalle.Locale) Safety {
	m := p.Safety.Manufacturer
	s := Safety{Manufacturer: m.Name, Address: m.Address, Contact: m.Contact, Warnings: paragraphs(p.Safety.Warnings.In(l))}
	if r := p.Safety.ResponsiblePerson; r != nil {
		parts := []string{r.Name, r.Address, r.Contact}
		s.Responsible = strings.Join(strings.FieldsFunc(strings.Join(parts, "\x00"), func(r rune) bool { return r == 0 }), ", ")
	}
	return s
}

// breaks are the elements after which a new paragraph begins.
var breaks = []string{"p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4"}

// paragraphs are the words of sanitised markup, without it.
func paragraphs(markup string) []string {
	var b strings.Builder
	for markup != "" {
		open := strings.IndexByte(markup, '<')
		if open < 0 {
			b.WriteString(markup)
			break
		}
		b.WriteString(markup[:open])
		end := strings.IndexByte(markup[open:], '>')
		if end < 0 {
			break
		}
		name, _, _ := strings.Cut(strings.Trim(markup[open+1:open+end], "/ "), " ")
		for _, x := range breaks {
			if strings.EqualFold(name, x) {
				b.WriteByte('\n')
			}
		}
		markup = markup[open+end+1:]
	}
	var out []string
	for _, line := range strings.Split(html.UnescapeString(b.String()), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return out
}
