// Package seller holds the pages that vendors work with: what each of them shows, as one
// view struct, and what they accept. Templates lie in web/templates/seller.
//
// # Words
//
//   - Queue: a list to be worked off, beside the item that is open.
//   - Deadline: what must have happened by when, drawn as a clock face.
//   - Calculation: a sum written with its signs, line by line, that ends in the vendor's
//     amount.
//   - Parts: where a vendor's money is: on its way to the bank, available, held, reserve.
//
// # Invariants
//
//   - The first sentence of a page answers its question in numbers.
//   - Every amount that the market keeps opens to its reason.
//   - Nothing of another vendor ever stands in a view of this package.
//   - One primary action a view; destructive ones are quiet, end in "…" and ask once.
//   - Keys of the keyboard repeat what buttons and links do; no key does anything that a
//     button does not.
//
// # Addresses
//
//	/sell  /sell/apply  /sell/onboarding  /sell/orders  /sell/orders/<id>
//	/sell/products  /sell/products/new  /sell/products/<id>  /sell/offers
//	/sell/offers/<id>/search
//	/sell/money  /sell/money/ledger  /sell/money/bank  /sell/money/bank/<id>
//	/sell/shop  /sell/team  /sell/keys  /sell/find
package seller
