// Package stripesim is a stateful simulator of the part of Stripe that a marketplace
// with separate charges and transfers uses, at API version 2024-06-20.
//
// It is one http.Handler that the real stripe-go client talks to, in process through
// Transport or over a socket through API. There is no second code path: requests and
// answers pass through the same bytes either way (SIM-1).
//
// # Words
//
// A record is one Stripe object or one piece of bookkeeping (a job, a delivery, an
// idempotency answer). Records are never changed in place: a command copies, changes
// the copies, and a commit swaps them in together. The home of a record is the
// account that sees it: the platform, or a connected account named by the
// Stripe-Account header. Another account's records are not there (SIM-5).
//
// A job is a transition that time will bring: funds become available, a payout
// arrives, a dispute's deadline passes. Jobs run in the order of their due times, each
// at its own time, before the next command looks at the state; so what a client sees
// depends on the clock alone and never on how often a worker woke up (SIM-3).
//
// # State and durability
//
// All state is in memory. Each commit appends its records to a journal and answers
// after the journal is synced; commits that wait at the same time share one sync. The
// answer under an idempotency key is part of the commit that it belongs to. Reads wait
// for what they have seen to be durable. So a kill at any instant loses nothing that
// anybody was told.
//
// # Money
//
// Every movement is a balance transaction of one account and currency; nothing else
// changes a balance. Invariants, checked by property tests: Σ net = pending + available
// for each account and currency, and what accounts hold together equals what came from
// outside (SIM-6). Fees are examples, not Stripe's prices; amounts are never magic,
// only card numbers are.
//
// # Strictness
//
// Parameters are checked against the `form` tags of stripe-go to any depth (PAY-43).
// What Stripe knows and the simulator does not implement is refused with 400
// "simulator: not implemented", never silently accepted (SIM-4).
//
// # Webhooks and faults
//
// Events hold a snapshot of their object at event time and are delivered signed, at
// least once, in order per endpoint unless the options ask for disorder. Faults are
// injected by rule (one request, every nth, with a seeded probability) and logged with
// the request id. Both are steered under /sim, which Stripe does not have.
//
// # Who may do what
//
// Any test key may do everything, as with a real secret key; live keys are refused.
// The hosted pages need no key: their addresses cannot be guessed.
package stripesim
