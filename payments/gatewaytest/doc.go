// Package gatewaytest says what a payment gateway must do, as a suite that runs on
// every implementation of the port.
//
// # Words
//
//   - bench: one provider under test, with the levers that the port does not have
//     because others hold them: the buyer pays, time passes, a bank disputes.
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
package gatewaytest
