package quality

import "github.com/markthalle/markthalle"

// Default returns the rules a new market starts with: the table of marketplace rules
// §7.1 with its default severities. The optional picture rules and the shipping
// policy switch (MKT-39) are off.
func Default() Ruleset {
	rule := func(code, check string, s Severity, p Params) Rule {
		return Rule{ID: code, Version: 1, Code: code, Check: check, Params: p, Severity: s, Mode: On, Fix: "/help/listing/" + code}
	}
	off := func(r Rule) Rule { r.Mode = Off; return r }
	shadow := func(r Rule) Rule { r.Mode = Shadow; return r }
	return Ruleset{
		rule("product.title_missing", "title_missing", Block, Params{}),
		rule("product.title_too_short", "title_short", Warn, Params{Min: 10}),
		rule("product.title_too_long", "title_long", Warn, Params{Max: 200}),
		rule("product.title_shouting", "title_shouting", Warn, Params{Max: 60}),
		rule("product.category_missing", "category_missing", Block, Params{}),
		rule("product.category_not_leaf", "category_leaf", Block, Params{}),
		rule("product.category_forbidden", "category_allowed", Block, Params{}),
		rule("product.attribute_required", "attribute_required", Block, Params{}),
		rule("product.attribute_unknown", "attribute_known", Warn, Params{}),
		rule("product.attribute_type", "attribute_type", Block, Params{}),
		rule("product.attribute_unit", "attribute_unit", Block, Params{}),
		rule("product.attribute_enum", "attribute_enum", Block, Params{}),
		rule("product.gtin_check_digit", "gtin_check_digit", Block, Params{}),
		rule("product.gtin_duplicate", "gtin_duplicate", Block, Params{}),
		rule("product.gtin_prefix", "gtin_prefix", Block, Params{List: restrictedPrefixes()}),
		rule("product.description_short", "description_short", Warn, Params{Min: 80}),
		rule("product.description_html", "description_html", Warn, Params{}),
		rule("product.description_contact_data", "description_contact", Review, Params{}),
		rule("product.wording_forbidden", "wording", Block, Params{Words: forbiddenWords()}),
		rule("product.claim_unproven", "claims", Warn, Params{Words: claimWords()}),
		shadow(rule("product.wording_language", "language", Warn, Params{Min: 5})),
		rule("image.missing", "image_missing", Review, Params{}),
		rule("image.too_small", "image_small", Review, Params{Min: 500}),
		rule("image.too_large", "image_large", Review, Params{Max: 10_000, Min: 10_240}),
		rule("image.format", "image_format", Review, Params{List: []string{"jpeg", "png", "webp", "svg"}}),
		off(rule("image.background", "image_backdrop", Review, Params{Min: 90})),
		rule("image.duplicate", "image_duplicate", Warn, Params{}),
		rule("offer.price_zero", "price_zero", Block, Params{}),
		rule("offer.price_currency", "price_currency", Block, Params{}),
		rule("offer.price_outlier", "price_outlier", Review, Params{Min: 3, Max: 3}),
		rule("offer.price_strike", "price_strike", Block, Params{}),
		rule("offer.stock_stale", "stock_stale", Warn, Params{Max: 48}),
		off(rule("offer.shipping_policy", "shipping_policy", Block, Params{})),
		rule("offer.lead_time", "lead_time", Warn, Params{Max: 30}),
		rule("safety.manufacturer", "safety_manufacturer", Warn, Params{}),
		rule("safety.responsible_person", "safety_responsible", Warn, Params{List: euCountries()}),
		rule("safety.product_id", "safety_product_id", Warn, Params{List: []string{"model", "mpn", "type", "batch"}}),
		rule("safety.warnings", "safety_warnings", Warn, Params{}),
		rule("variant.grouping", "variant_grouping", Block, Params{}),
		rule("variant.single_option", "variant_single", Warn, Params{}),
		rule("brand.not_authorised", "brand", Review, Params{}),
	}
}

// restrictedPrefixes are GS1 prefixes (of a GTIN-13) that never name a trade item for
// open sale: numbers for use inside a company or region, coupons and refund receipts
// (GS1 General Specifications §1.4.2). The book prefixes 978 and 979 are fine.
func restrictedPrefixes() []string {
	return []string{"02", "04", "05", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "980", "981", "982", "983", "984", "99"}
}

// forbiddenWords name goods that no market of this kind may sell; an operator extends
// the list for its own country and categories (MKT-37).
func forbiddenWords() []Words {
	return []Words{
		{Locale: "", List: []string{"glock", "ak-47", "fentanyl", "crystal meth"}},
		{Locale: markthalle.English, List: []string{"counterfeit", "replica watch", "live ammunition", "prescription only medicine"}},
		{Locale: markthalle.German, List: []string{"plagiat", "scharfe munition", "schusswaffe", "verschreibungspflichtig"}},
		{Locale: markthalle.Polish, List: []string{"podróbka", "ostra amunicja", "broń palna", "lek na receptę"}},
	}
}

// claimWords are claims that the law lets a seller make only with evidence: organic
// production (EU) 2018/848, health claims (EC) 1924/2006, environmental claims (EU)
// 2024/825.
func claimWords() []Words {
	return []Words{
		{Locale: markthalle.English, List: []string{"organic", "carbon neutral", "climate neutral", "clinically proven", "cures"}},
		{Locale: markthalle.German, List: []string{"bio", "klimaneutral", "co2-neutral", "klinisch getestet", "heilt"}},
		{Locale: markthalle.Polish, List: []string{"ekologiczny", "neutralny klimatycznie", "klinicznie przebadany", "leczy"}},
	}
}

func euCountries() []string {
	return []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
		"IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
	}
}
