// Package payments is what the market agrees with its payment provider: the payment of
// an order, refunds, transfers to vendors and their reversals, the vendors' payment
// accounts, and the inbox of the provider's events.
//
// # Words
//
//   - payment: the money side of one order, id pay_<order>. It owns the checkout
//     sessions (attempts), the charges that came of them, the sum reserved for
//     refunds and the share of each charge that transfers may draw on.
//   - refund, transfer, reversal: one object at the provider each, with the intent
//     that created it. Their ids derive from their cause (ref_…, tr_<vendor order>_<n>,
//     rv_<refund>_<transfer>), so asking twice is asking once.
//   - payment account: the account of a vendor at the provider and what we last read
//     of it.
//   - payout to a bank: what the provider sends from a vendor's account to the vendor's bank,
//     when it likes; it may come back after it arrived.
//   - dispute: a buyer's bank asks about a charge (inquiry) or takes it back (open) until
//     it has decided: won or lost. Refunds of the charge wait meanwhile.
//   - inbox: the provider's events as they arrived, raw. An event is a hint to read
//     the object again, never a fact in itself (PAY-5).
//
// # Intent first
//
// Every write to the provider follows one pattern (PAY-4): the intent with its
// idempotency key is stored, the call is made, the answer is stored. A definitive
// refusal and a success are answers. A broken connection, a time-out or an unreadable
// body is an unknown outcome (PAY-38): the intent stays as it is and the same key is
// sent again, until SendBefore; after that the provider is searched for what the
// first attempt may have made, and whatever is found is adopted (PAY-34).
//
// Keys are mk:<env>:<op>:<business id>:<attempt>. The same fact has the same key in
// every process and after every crash.
//
// # Invariants, each inside one document
//
//   - payment: refunds reserved and done together never exceed what was charged less
//     what disputes took for good; what
//     transfers draw on a charge never exceeds the charge (PAY-21, PAY-26); the state
//     only moves forward: planned, open, processing, then succeeded, closed or failed.
//   - refund, transfer, reversal: the amount never changes; the state moves from
//     planned to done, refused or failed; a done refund may still fail later.
//
// # Completion
//
// Complete is called by the success page, by the inbox and by the poller, and is the
// only way in which a payment succeeds. It reads the session from the provider,
// compares amount, currency and order, and records the charge in one update that also
// carries the event. Calling it any number of times, at once or years later, gives
// the same one payment. Money that arrives for an order that is no longer waiting is
// stray: it is booked as such and refunded by itself.
//
// A delayed payment (a debit) leaves the session complete and unpaid: the payment is
// processing until the money is there or, days later, is known not to come.
//
// # Who may do what
//
// Buyers and vendors never call this package directly: orders, payouts and vendors do,
// after their own policies. Onboard checks that the actor may write the vendor's
// payment account.
//
// # Events out
//
// payments.processing, .succeeded, .stray, .closed, .failed, .fee_known, .funds_available,
// .refund_reserved, .refund_rejected, .refund_succeeded, .refund_failed,
// .transfer_done, .transfer_refused, .reversal_done, .reversal_refused,
// .account_changed, .dispute_inquiry, .dispute_opened, .dispute_moved, .dispute_closed.
// Events in: a refund that payouts has applied to its
// settlement is executed here.
package payments
