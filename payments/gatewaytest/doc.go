// Package gatewaytest says what a payment gateway must do, as a suite that runs on
// every implementation of the port.
//
// # Words
//
//   - bench: one provider under test, with what the port does not have because others
//     do it: the buyer pays, a vendor hands in papers, time passes.
//   - run: one case on one bench. Its id, which no other run has, is part of every key,
//     order and group, and stands in the metadata of all that can carry some.
//   - tour: one call of everything that the port can ask, each with every parameter
//     that the market ever sends. A provider that only knows shapes can be toured, too.
//
// # What is proved where
//
// Run needs a provider with a memory: the simulator in this process, or an account at
// the real one. It proves meaning: the same key is the same object, sources are capped,
// refusals are refusals, prices come late (payments rules §2, §10.9 F1 and F7).
//
// Tour proves that every request is spelled and typed as the provider's interface asks;
// it runs against stripe-mock, which has no memory and accepts much that the real
// provider refuses (PAY-42).
//
// # Accounts with a past
//
// An account at the real provider remembers earlier runs, and cases use it side by side.
// So a case reads only what carries its run's id, compares balances as differences, and
// brings the money that it spends: it never takes more out of what is available than it
// paid in with Available before. Sums over the whole account are checked by a case that
// runs alone, when the others are done.
//
// # What is left out where
//
// Without Bench.Wait, where time cannot be moved: that a charge has no price at first,
// payouts to a vendor's bank, and the reversal of a transfer that has arrived there.
// Without Bench.Enable, where an account that the port opens is completed by a person
// only: what the port says of such an account with its papers.
package gatewaytest
