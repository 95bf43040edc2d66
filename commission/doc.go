// Package commission computes what the market charges a vendor for a sale, explains
// it, and returns it when the buyer is refunded.
//
// # Words
//
// A rule says for which sales it is (its match) and what it charges (its terms):
// a percentage of a base, flat or in tiers, a fixed amount, a minimum, a maximum, and
// add-ons that are stacked on it. A version of a rule never changes. The list of a
// currency is its rules in order of rank; the first one that matches a line wins, and
// no other is asked (COM-1). A fee is the outcome for one line; its trace is the
// whole arithmetic, frozen into the order line with the fee. A share is how much of a
// line has been refunded by now.
//
// # Invariants
//
//   - Precedence is the visible order and nothing else: there is no specificity, no
//     tie-break by age. A list in which two rules have one rank, charge differently
//     for the same sales, or leave a rule without any sale is refused, and the
//     refusal names the rules (COM-2). Every currency has a default without gaps.
//   - A fee is computed once, at the sale, and never again (COM-3): not when a rule
//     changes, nor on returns, claims or exchanges. Refunds follow the policy in the
//     trace.
//   - 0 ≤ commission ≤ base for every line (COM-5). Fees are exact fractions until
//     the end; the lines of one vendor order under one rule version are then rounded
//     together, half-up on the sum, by largest remainder (COM-4). VAT is half-up on
//     the group's commission, distributed the same way.
//   - What goes back depends on how much of a line was refunded, not on the steps: it
//     is rounded once on the cumulative figure, less what was given before (PAY-74).
//   - Currencies are never converted; a list knows one.
//
// # Through time
//
// A book per currency says which version of which rule is in force when, and in which
// order. It is one document, so every change of the list is one atomic write, checked
// as a whole; its past entries stay, so that the list of any instant can be asked for.
// A rule is a draft until a version of it is published, then scheduled, active, ended:
// states follow from the book and the clock and are stored nowhere. Publishing an
// earlier version rolls back.
//
// # Files
//
// rule.go the model · validate.go a rule by itself · region.go, check.go a rule among
// others · match.go, list.go which rule applies, and where a new one enters ·
// calculate.go, quote.go, fee.go the fee · vat.go tax on it · refund.go what goes back
// · explain.go, phrases.go sentences in three languages · dryrun.go, worsens.go what a
// draft would change · service.go, rules.go, publish.go, tryout.go, book.go the stored
// rules. Everything before service.go is pure.
//
// # Who may do what
//
// Operators with commission.write draft, try out and publish rules; vendors read the
// rules that may apply to them and the fees of their own orders, without hearing of
// rules that are for others (ForVendor). Publishing something that is worse for any
// vendor needs 15 days' notice once the market has opened (COM-9, Regulation (EU)
// 2019/1150); nothing is ever published into the past.
//
// # Events
//
// commission.published leaves a book whenever its list changes, with the date and
// whether somebody is worse off: vendors must be told. Every write also emits
// accounts.audited for the audit log. No events are expected.
package commission
