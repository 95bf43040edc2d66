// Package payouts decides when a vendor gets which money: it books sales and refunds,
// holds what is earned until the buyer can no longer send it back, releases it, and
// plans the transfers to the vendors.
//
// # Words
//
//   - settlement: the money of one vendor order, id stl_<vendor order>: the frozen
//     shares of its lines, what has been refunded, released, paid out and reversed.
//   - held: earned and not released. payable: released and not transferred; when it is
//     negative, the vendor owes. In transfer, paid: on the way, arrived at the
//     vendor's payment account.
//   - release: the step from held to payable, when the delivery is long enough ago and
//     nothing stands against it.
//   - reserve: the part of a release that is kept back against later refunds, by the
//     vendor's policy (share, days, cap). It is worked out at the release, stands on an
//     account of its own, bears refunds of its own order first, and is given back by the
//     market's tick when its days are over.
//   - hold: a typed reason that stops a release or a payout.
//   - chargeback: a lost dispute, spread over the vendor orders that bear it or the
//     market; while the bank decides, the order is frozen by a hold.
//   - evidence: what an order says for itself in a dispute. It is sent once, by a person or
//     two days before the deadline.
//   - incident: what a person must look at, such as a dispute that wants evidence, a
//     difference between the books and the provider, a debt that may not be.
//   - payout: what one vendor is paid in one currency in one cycle. Its plan is frozen
//     when it is made: which settlements, which debts, which transfers.
//   - cycle: the day (or the call) that a run of payouts belongs to.
//   - memo book: the image of the vendors' accounts at the provider, a book of its own: what
//     the market sent there, what is there, on its way to the bank, at the bank. It follows
//     the provider's payouts, whose times the market does not decide.
//   - invoice: what a vendor was charged in a month: a preview that is read from the ledger,
//     then a document with a number, which never changes. Months are issued in their order;
//     what is posted into a month that had its turn is late, and on the next invoice, whenever
//     that is.
//   - tax request: what a seller is asked for because the tax authority must be told it: a
//     mail, two reminders, then a hold on its payouts until it is there.
//   - issuer: the market's own name, address and VAT id on the invoices to come.
//   - proposal: a manual entry above the policy's amount, until a second person decides.
//
// # Invariants
//
// A settlement's refunds per line never exceed what the buyer paid for it. Release and
// refund change the same document, so a transfer cannot slip between them (PAY-51). An
// amount that is open belongs to at most one payout: it is claimed by compare-and-set.
// The parts of a payout add up to its total. What a settlement says and what the ledger
// says are the same, at every step; Proof shows it per order. Every fee in the ledger is on
// exactly one issued invoice of its vendor, and numbers of invoices have no gaps.
//
// # The postings
//
// Sales J1 and J2, the provider's fee J3 and availability J4, refunds before transfer
// J5 and after it J7, release J6a, transfer J6b, reversal J7d, disputes J9, memo book J10, reserve J13, stray money J19: the
// numbers are those of the payments rules §6.4 and §6.5. The reference of each posting
// derives from its cause, so a reaction that runs twice posts once.
//
// # Who may do what
//
// Vendors with ledger.read see their own balance, payouts and statements. Operators
// with ledger.money run payouts, set holds and post manual entries, with a reason.
//
// # Events
//
// In: orders.paid, orders.vendor_order_shipped, .delivered, payments.* . Out:
// payouts.refund_applied, payouts.released, payouts.reserve_freed, payouts.paid,
// payouts.entry_approved, payouts.refund_paid_otherwise, payouts.invoice_decided,
// payouts.invoice_issued, payouts.tax_data_asked, payouts.tax_data_held.
package payouts
