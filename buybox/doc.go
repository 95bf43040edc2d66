// Package buybox decides which offer of a variant is shown first, and says why.
//
// # Words
//
// A Candidate is an offer with the facts that count: its landed price (price plus
// shipping to the buyer's country), the days until it arrives, the vendor's quality and
// what is in stock. Rank orders candidates and explains each; it is pure, so that the
// same inputs give the same winner on every node (MKT-53). A Result is the stored
// answer for one variant and one country.
//
// # The score (MKT-50)
//
// In basis points, by weights that are published and versioned:
//
//	price     w · lowest landed / own landed
//	delivery  w · max(0, 1 − (days − best days) / 10)
//	quality   w · mean of the seller's metrics
//	stock     w · min(1, stock / 10)
//
// times the ranking factor of the ladder of consequences. Each part is rounded half up
// to a basis point. Ties: lower landed price, fewer days, older offer, id. Offers of
// different conditions are ranked apart; new ones come first. Paid placement is never
// part of it.
//
// # Gates
//
// An offer that is out of stock, does not ship to the country, or whose vendor is
// blocked or on the third rung of the ladder or above is not eligible. It is listed
// behind the others with the gate that it failed.
//
// # Invariants
//
//   - Exactly one offer wins as soon as one is eligible.
//   - What a losing vendor learns about the winner is its score and parts, never its
//     stock, cost or name (MKT-51).
//   - The smallest change that wins is exact: with the price named, the offer wins;
//     with one minor unit more, it does not.
//
// # Who uses it
//
// Product pages and offer tables ask Ranked, lists and the search projection ask
// BestOffer, vendors ask WhyNotMe for their own offers. Results are refreshed by
// catalog.offer_changed, catalog.stock_changed and vendors.changed; one refresh reads
// the offers of one variant once, and at most five hundred of them. The history of
// winners is kept in the result for ninety days (MKT-52).
package buybox
