// Package vendors knows who sells: applications, what a seller must show before it may
// sell, its shop, its shipping profiles, its holidays, and the decisions about it.
//
// # Words
//
// A Vendor is one selling organisation, from its application to its end; the
// application is the vendor in an early state. Its Checklist holds what the operator
// asks for (MKT-2); vendor and operator see the same list. A Decision is what a person
// at the operator decides, with reasons. A ShippingProfile says where a vendor ships,
// for what price and how fast. The Level is the rung of the ladder of consequences
// (marketplace rules §3) that standing sets.
//
// # States (MKT-1)
//
//	draft → applied → in_review → approved → active ⇄ suspended → terminated
//	                  in_review ⇄ changes_requested,  in_review → rejected
//
// The table is data in states.go. Each step is kept in History with actor, reasons,
// text and time, and leaves as an audit entry. An approved vendor whose required items
// are all accepted is active at once; the payment account is never among them, because
// it gates being paid and not selling (MKT-4).
//
// # Invariants
//
//   - A slug belongs to one vendor: the claim slug:vendor:<slug> decides.
//   - A vendor can sell exactly when it is active, below ladder level 4 and not hidden
//     by its holiday. This is never copied into its offers: reads leave out the small
//     set that Blocked returns (at most a second old), checkout asks BlockedNow.
//   - Numbers of tax and bank are checked offline: form and check digits for the
//     countries of the European Union, Great Britain and Switzerland (MKT-3).
//   - A suspicious application waits for a person and is never refused silently (MKT-7).
//   - Every vendor has the default shipping profile spr_<vendor>, made by
//     EnsureProfile, which runs with the application and again as its reaction.
//   - Suspension, rejection and termination need a reason (MKT-10).
//
// # Who may do what
//
// Anybody signed in may apply. Operators with vendors.write decide; with vendors.read
// they look. Vendors see their own record with vendors.read, change their shop with
// shop.write and their legal, tax and bank data with payment_account.write. Another
// vendor's record is not found. The system sets payout status and ladder level.
//
// # Events
//
// vendors.applied, .approved, .activated, .rejected, .changes_requested, .suspended,
// .reinstated, .terminated, .changed and .profile_changed leave, decisions and changes
// of data with accounts.audited. Expected, wired in server:
//
//	vendors.applied            → EnsureProfile, MailReceived
//	vendors.approved           → MailApproved
//	vendors.rejected           → MailRejected
//	vendors.changes_requested  → MailChangesAsked
//	vendors.suspended          → ScheduleReinstatement; its timer → EndSuspension
//	payments.account_changed   → SetPayoutStatus
package vendors
