// Package stripeconnect is the payments gateway over Stripe Connect: separate charges
// and transfers, accounts by controller properties, hosted Checkout.
//
// It is the only place that knows Stripe's types, and it exists once: only its base
// address and transport differ between Stripe, stripe-mock and the simulator. It keeps
// no state but the webhook secrets, makes no decisions and never retries with a key of
// its own: every write carries the key that the stored intent gave it.
//
// # What it guarantees
//
//   - The SDK's global key and backends are not used. One client per configuration.
//   - Parameters are never nil (a nil makes the SDK send without an idempotency key),
//     amounts are integers in the currency's minor unit, and every object carries our
//     ids as metadata.
//   - Errors are one of three sorts. A connection that never came about, 401, 403 and
//     429 are unavailability: nothing was done. Any other *stripe.Error with a 4xx
//     status is a definitive refusal, but for a key that is in flight or was used with
//     other parameters: what that request did is not known. This and everything else
//     (5xx, a broken connection, a body that cannot be read) is an unknown outcome: the
//     caller sends the same key again (PAY-38).
//   - Events are verified over the raw bytes with every secret of their endpoint; too
//     old, too far in the future, an empty secret and another API version are refused
//     (PAY-36, PAY-39, PAY-40).
//
// # The provider's words
//
// Stripe API version 2024-06-20, stripe-go v79.12.0. The adapter's requests are checked
// against stripe-mock for their shape and against the simulator for their meaning.
package stripeconnect
