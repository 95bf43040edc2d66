// Package catalog knows what is sold: categories with their attributes, products with
// their variants, the vendors' offers with prices and stock, pictures, and bulk imports
// of all of these.
//
// # Words
//
// A Category is a node of the tree; goods stand in its leaves, and its attributes are
// inherited downwards (MKT-32). A Product is the shared master record: one for all who
// sell it, found by its trade item number (MKT-31), or one vendor's own in categories
// where that is so (MKT-30). A Variant is one purchasable form of it, told from the
// others by at most three options. An Offer is one vendor's price, condition and promise
// for one variant; its Stock is a document of its own. A Change is what a vendor proposes
// for a live product. A Finding is what the rules of package quality say.
//
// # States
//
//	product  pending · invalid_data · changes_requested · rejected · published · withdrawn
//	offer    draft · active · paused · blocked · deleted
//	import   checking → applying → done | failed
//
// The tables are data in states.go. A new product is invalid_data when a finding blocks,
// published when the market itself lists it or a trusted vendor does and nothing asks
// for a second look, else pending. Whether an offer is on sale is the product's, the
// vendor's and its own state together; vendors' states are never copied into offers.
//
// # Invariants
//
//   - One product for each trade item number: the claim gtin:<14 digits> decides, and the
//     id of a product with a number is derived from it, so that two vendors who bring it
//     at the same moment end with one product. Addresses are claims too.
//   - One offer for each SKU of a vendor: the offer's id is derived from the two.
//   - A live product changes only by the market's hand or an accepted proposal (MKT-34).
//   - Stock is never oversold: reservations and what is on hand are one document, and
//     Reserve, Confirm, Release are steps of it that can be repeated (MKT-35). Releasing
//     an unknown order leaves a tombstone; closed entries go after fifteen minutes; at
//     most two thousand are open, then Conflict catalog.busy.
//   - A strike price is never above the lowest price of the thirty days before the
//     reduction (MKT-36); the history of thirteen months is kept by RecordPrice.
//   - All faults of an input are told at once; what can be stored and should not be shown
//     is a finding, what cannot be stored is refused.
//   - Bulk ways in (CreateProducts, CreateOffers, imports) run the same checks as the
//     single ones: a single creation is a bulk of one.
//   - Every document has a bound below 256 KiB, which a test reaches: variants are packed.
//
// # Who may do what
//
// Vendors with products.write and offers.write act for their own; another's product,
// change, offer or import is not found. Operators with the same permissions act for
// all and decide reviews. Only the system stores SVG drawings and names products' ids.
//
// # Events
//
// Leave: catalog.product_changed, .offer_changed, .stock_changed (only when what is
// available falls to zero or rises from it), .price_changed, .category_changed,
// .demand_changed, .change_filed, .import_started, and accounts.audited. Own reactions, wired in server:
// catalog.price_changed → RecordPrice, catalog.stock_changed → MirrorStock,
// catalog.import_started → RunImport; the sweep catalog.import runs ImportPage.
package catalog
