// Package pricing works out what a cart costs: discounts, shipping and the tax that is
// contained, per line, per vendor and in total.
//
// # Words
//
//   - basket: what is to be priced: lines of offers with their unit prices, where they
//     go, the codes that were entered, and the delivery chosen for each vendor.
//   - quote: the answer. It is computed from scratch each time and never stored here;
//     checkout freezes it into the order.
//   - gross: unit price times quantity, tax contained. Prices in a market are gross.
//   - promotion: a reduction behind a code. Its funder, the vendor or the operator,
//     pays for it: a vendor's promotion lowers what the vendor earns, an operator's
//     leaves the vendor's claim whole and costs the operator (MKT-78).
//
// # The order of the arithmetic
//
// A promotion's base is what the lines cost after the promotions before it; vendors'
// promotions come before the operator's. A percentage is taken once, on the sum of the
// lines it reaches, rounded half up, and then spread over those lines by largest
// remainder, ties by position (PAY-70). A promotion of vendor A never touches a line
// of vendor B.
//
// Shipping is priced per vendor: one parcel, by the delivery profiles that its offers
// name, for the country it goes to. The cheapest way is chosen until another is.
//
// A provider takes either nothing or at least its smallest charge: the last operator's
// discount gives way until the total is one or the other (PAY-31).
//
// # Invariants
//
// total = subtotal − discounts + shipping, for each vendor and for the cart, to the
// cent. No line is reduced below zero. The tax is contained in the total and never
// added. The same basket gives the same quote.
//
// # Who may do what
//
// Quoting is open to whoever has the basket. Vendors keep their own promotions,
// operators all of them (offers.write).
package pricing
