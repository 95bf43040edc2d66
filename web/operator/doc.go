// Package operator holds the pages of those who run the market: what each of them shows,
// as one view struct, and what they accept. Templates lie in web/templates/operator.
//
// # Words
//
//   - Work: lists of what waits for a person, with count, oldest age and target.
//   - Review: one thing to decide, with findings in place, and the next one after it.
//   - Proof: an equation over stored amounts that must hold.
//   - Dry run: a rule's effect on real orders of the past; it changes nothing.
//
// # Invariants
//
//   - Every decision asks for a reason where somebody else bears its consequence, and
//     names what will happen.
//   - Debit and credit are shown side by side, never netted.
//   - What an operator may not do is not shown as a button; the service refuses it anyway.
//   - The clock page exists on trial installations only.
//
// # Addresses
//
//	/operator  /operator/applications  /operator/vendors  /operator/vendors/<id>
//	/operator/products  /operator/products/<id>  /operator/orders  /operator/orders/<id>
//	/operator/ledger  /operator/position  /operator/payouts  /operator/reconciliation  /operator/disputes/<id>  /operator/rules
//	/operator/rules/<id>  /operator/categories  /operator/categories/<id>
//	/operator/search  /operator/search/rules  /operator/search/rules/<id>
//	/operator/search/synonyms  /operator/search/synonyms/<id>  /operator/search/words
//	/operator/search/words/<id>  /operator/search/explain
//	/operator/audit  /operator/members  /operator/system  /operator/clock  /operator/find
package operator
