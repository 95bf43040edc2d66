// Package quality says what a good listing is. It is pure: it reads a neutral Listing
// value, never a store, and the same input always gives the same answer.
//
// # Words
//
// A Listing is what a vendor says about a product, an offer or both, in a shape that
// knows nothing of catalogue documents. A Rule is versioned data: an id, the
// name of a check, its parameters, a severity and a mode. A Ruleset is a list of
// rules. A Finding is one fault: which field (JSON Pointer), what was found, what is
// wanted, how severe, and which version of which rule says so.
//
// # Severity and mode
//
//	block    the listing cannot be shown until it is corrected
//	review   an operator decides; a trusted vendor's listing waits too
//	warn     the listing is shown; its score suffers
//
//	off      the rule is not run
//	shadow   the rule is run, its findings are kept apart and change nothing
//	on       the rule counts
//
// # Invariants
//
// Check reports every fault at once, in the order of the rules and then of the fields
// . A rule that lacks the facts it needs reports nothing: absence of knowledge is
// not a fault. Rules never change a listing; Clean, which reduces a description to the
// permitted markup, is a helper that the catalogue calls when it stores one.
//
// A rule's meaning changes only together with its Version, because decisions that were
// taken under the old one name it.
//
// # Identifiers
//
// ParseGTIN reads GTIN-8, -12, -13, -14 and ISBN-10 and brings all to fourteen digits,
// so that the same article written in two ways is one article (MKT-31). It repairs
// nothing: Spoilt names what a spreadsheet did to a number (MKT-94).
//
// # Score
//
// Score grades a listing from 0 to 100 by the weights of marketplace rules §7.2 and
// lists every point that is missing with its reason.
//
// # Who uses it
//
// catalog runs the rules when a product or offer is created, changed, imported or
// approved; the seller portal shows findings and score; operators edit rules and run
// BackTest over the whole catalogue before they switch one on.
package quality
