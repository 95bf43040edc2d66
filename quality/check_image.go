package quality

import (
	"fmt"
	"slices"
	"strings"
)

func eachImage(l Listing, fn func(pointer string, im Image)) {
	if l.Product == nil {
		return
	}
	for i, im := range l.Product.Images {
		fn(fmt.Sprintf("/media/%d", i), im)
	}
}

func imageMissing(l Listing, _ Params, report func(hit)) {
	if l.Product != nil && len(l.Product.Images) == 0 {
		report(hit{"/media", "0 pictures", "1 picture or more"})
	}
}

func pixels(im Image) string { return fmt.Sprintf("%d×%d px", im.Width, im.Height) }

// imageSmall wants the longer side to have Min pixels. Drawings scale and are exempt.
func imageSmall(l Listing, p Params, report func(hit)) {
	eachImage(l, func(at string, im Image) {
		if im.Format != "svg" && int64(max(im.Width, im.Height)) < p.Min {
			report(hit{at, pixels(im), fmt.Sprintf("%d px or more on the longer side", p.Min)})
		}
	})
}

// imageLarge wants no side above Max pixels and no file above Min kilobytes.
func imageLarge(l Listing, p Params, report func(hit)) {
	eachImage(l, func(at string, im Image) {
		if int64(max(im.Width, im.Height)) > p.Max {
			report(hit{at, pixels(im), fmt.Sprintf("%d px or fewer", p.Max)})
		}
		if p.Min > 0 && im.Bytes > p.Min*1024 {
			report(hit{at, fmt.Sprintf("%d kB", im.Bytes/1024), fmt.Sprintf("%d kB or less", p.Min)})
		}
	})
}

func imageFormat(l Listing, p Params, report func(hit)) {
	eachImage(l, func(at string, im Image) {
		if !slices.Contains(p.List, im.Format) {
			report(hit{at, im.Format, strings.Join(p.List, ", ")})
		}
	})
}

// imageBackdrop wants the edges of the main picture near white on Min per cent.
func imageBackdrop(l Listing, p Params, report func(hit)) {
	if l.Product == nil || len(l.Product.Images) == 0 {
		return
	}
	if b := l.Product.Images[0].Backdrop; b != nil && int64(*b) < p.Min {
		report(hit{"/media/0", count(*b, "% near-white edge"), count(int(p.Min), "% or more")})
	}
}

func imageDuplicate(l Listing, _ Params, report func(hit)) {
	seen := map[string]string{}
	eachImage(l, func(at string, im Image) {
		if im.Hash == "" {
			return
		}
		if first, dup := seen[im.Hash]; dup {
			report(hit{at, "the picture of " + first, "another picture"})
			return
		}
		seen[im.Hash] = at
	})
}

func safetyManufacturer(l Listing, _ Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	s := l.Product.Safety
	for _, f := range []struct{ pointer, value, wanted string }{
		{"/safety/manufacturer/name", s.Manufacturer, "the manufacturer's name"},
		{"/safety/manufacturer/address", s.ManufacturerAddress, "the manufacturer's postal address"},
		{"/safety/manufacturer/contact", s.ManufacturerContact, "the manufacturer's e-mail or web address"},
	} {
		if strings.TrimSpace(f.value) == "" {
			report(hit{f.pointer, "", f.wanted})
		}
	}
}

// safetyResponsible wants a responsible person in the Union for goods of a
// manufacturer outside it (GPSR Art. 16). List holds the Union's countries.
func safetyResponsible(l Listing, p Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	s := l.Product.Safety
	if s.ManufacturerCountry != "" && !slices.Contains(p.List, s.ManufacturerCountry) && s.ResponsiblePerson == "" {
		report(hit{"/safety/responsible_person", "", "a responsible person in the European Union"})
	}
}

// safetyProductID wants a number that names the product: a trade item number, a
// product id, or one of the attributes of List.
func safetyProductID(l Listing, p Params, report func(hit)) {
	if l.Product == nil || l.Product.Safety.ProductID != "" {
		return
	}
	known := false
	numbers(l.Product, func(_, _, _ string) { known = true })
	for _, key := range p.List {
		if v, ok := value(l.Product, key); ok && !v.empty() {
			known = true
		}
	}
	if !known {
		report(hit{"/gtin", "", "a GTIN, or a type, batch or model number"})
	}
}

func safetyWarnings(l Listing, _ Params, report func(hit)) {
	if l.Product != nil && l.Product.Safety.WarningsRequired && len(l.Product.Safety.Warnings) == 0 {
		report(hit{"/safety/warnings", "", "the warnings that this kind of product must carry"})
	}
}
