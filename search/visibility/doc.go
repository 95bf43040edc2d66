// Package visibility answers a vendor's question why an offer is not found (SEA-12).
//
// # Words
//
// The first thing that stands in the way is the answer: the offer is not active, its
// product is not published, the vendor's goods are hidden, the category is hidden, the
// index does not have it yet, the scope of the query hides it (country, currency), the
// operator bans the text or hides the product, the buyer's filters exclude it, the text
// does not find it; or it is found, and at which place.
//
// The first four come from the catalogue and from vendors, because they hold before the
// index knows; the rest is search.Service.Diagnose. Nothing is stored, there are no
// events.
//
// # Who may do what
//
// A vendor asks about its own offers, operators with offers.read about any. Somebody
// else's offer is answered exactly like one that does not exist.
package visibility
