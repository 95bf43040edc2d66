// Package goods invents the content of the demo market: twelve departments with forty
// subcategories and their attribute schemas, vendors in twelve European towns,
// products with texts in English, German and Polish, and the offers that vendors
// make on them. It knows no store and no service: whoever seeds a market hands these
// plain values to the domain services.
//
// # Words
//
// A department holds subcategories; a subcategory holds a schema (Attributes) and is
// the only place that products hang from. A kind is what the subcategory's texts are
// written for ("stoneware mug", "cup with saucer"): it fixes the picture's subject, the
// material, sizes, price range and the grammar of its name. A line is the invented
// name that a maker gives to a good ("Farn"); together with kind and size it makes
// a title, and no title is given twice.
//
// # Texts
//
// Nothing is translated word by word. Each sentence exists as a whole in the three
// languages, with holes for numbers and names only, because numbers and quoted names
// do not decline: neither German gender nor Polish case can go wrong at a seam.
// Numbers are set by language (9.5 cm, 9,5 cm). Sentences of one subcategory are true
// for each of its kinds; what is true for one kind only stands with that kind.
//
// # Invariants
//
//   - Generate is a pure function: equal arguments give equal markets, on each machine.
//   - Titles are unique in each language, keys and slugs are unique.
//   - Attribute values lie within their schema; required ones are present.
//   - GTINs carry a right check digit and begin with 20 to 29, the range that GS1 keeps
//     for use inside a company, so that none can belong to a real good.
//   - IBANs (ISO 13616, modulus 97-10) and VAT identification numbers (the national rule
//     where one is public) carry right check digits over invented account numbers.
//   - Prices are cents of EUR, gross, with endings a shop would choose.
//   - Vendors are active but for a few that show the other states: on holiday,
//     suspended, in review, without tax data. At least 85 % of the products have an
//     offer of an active vendor, about a third have offers of two to five vendors.
//   - People, shops, brands and streets are invented.
package goods
