// Package money holds amounts and the only arithmetic that the market does with them.
//
// # Words
//
// An Amount is a whole number of minor units of one Currency: 1299 EUR is 12.99 €.
// There is no fraction of a minor unit, and no float comes near one. BasisPoints is
// a rate: 1250 is 12.5 %. A share is the part of an amount that belongs to a line,
// a unit, a vendor or a refund.
//
// # Minor units
//
// The minor unit is the one of the payment provider's interface, so that an amount
// travels from the price to the charge without ever being converted: cents for EUR,
// whole yen for JPY, fils for KWD. Where the provider writes a currency with two
// decimals but accepts only whole ones (ISK, UGX), so do we: 1 króna is 100, and
// Currency.ChargeQuantum says that nothing but multiples of 100 can be charged.
// Exponent, quanta and the smallest charge of every currency are one table,
// table.go, and nothing else in the project knows them.
//
// # Invariants
//
//   - Amounts of different currencies are never added, compared or subtracted: the
//     attempt is the error money.currency_mismatch. There is no conversion here.
//   - A result that does not fit into an int64 is the error money.overflow, never a
//     wrapped number. Products are formed in 128 bits or more.
//   - There is one rounding function, RoundHalfUp: half a unit and more goes away
//     from zero. Negative amounts mirror positive ones, so that a correction takes
//     back exactly what it corrects.
//   - Whatever is split adds up again: Allocate by largest remainder with ties by
//     position (PAY-70), CumulativeShare for the units of a line (PAY-71),
//     CumulativeHalfUp for refunds by amount (PAY-74).
//
// # The zero value
//
// Amount{} means "no amount": it has no currency, IsSet reports false, and mixing it
// with an amount in any currency is a mismatch, because a forgotten currency must
// not pass for a free item. Start a sum with Zero(c) or use Sum.
//
// # What does not live here
//
// Which percentage applies, who funds a discount, what a fee is: those are rules of
// pricing, commission and payouts. Formatting for people is format.go and belongs to
// the edges; stored documents and logs carry minor units.
package money
