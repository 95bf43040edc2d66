// Package storefront holds the pages that buyers see: what each of them shows, as one
// view struct, and what they accept. Templates lie in web/templates/storefront.
//
// # Words
//
//   - Aisle (Gang): a department of the hall; it has a number.
//   - Stall (Stand): a vendor's place in the hall, and a vendor's part of the cart.
//   - Good: a product as lists show it, with the price of its best offer.
//   - Shelf: a list of goods with its facets, order and pages; category, search and
//     vendor pages share it.
//   - Lane: one vendor's parcel on the time axis of an order.
//
// # Invariants
//
//   - A view says what is shown, never how it was found: no ids of stored documents
//     besides those that a form sends back.
//   - Money is gross, as the buyer pays it; where tax is shown it is contained.
//   - Every list says what is shown, of how many, how to narrow and sort it.
//   - Every form works without a script: POST, 303, GET. What was typed comes back with
//     the faults beside the fields.
//   - Paid placement is labelled (Good.Ad), and a reduced price names the lowest price of
//     the thirty days before (Directive 98/6/EC, Article 6a).
//
// # Addresses
//
//	/  /c/<slug>  /search  /p/<slug>  /vendors  /v/<slug>
//	/cart  POST /cart/lines  POST /cart/lines/<id>  POST /cart/codes  POST /cart/split
//	/checkout  /orders/<id>/thanks  /orders/<id>  /orders/<id>/<request>  /orders/find
//	/withdraw  POST /withdraw/<id>/confirm
//	/sign-in  /sign-up  /verify  /forgotten  /reset  /invitation  POST /sign-out
//	/account  /account/settings  POST /preferences
//	/legal/<slug>  /ranking
package storefront
