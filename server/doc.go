// Package server is the composition root: the only place that knows every engine, wires
// the services together, says which event has which reaction, and serves HTTP.
//
// # The pages of this folder
//
//   - config.go: what an installation can be told, with defaults that run.
//   - mode.go: trial or live, decided when a store is created, for ever.
//   - wire.go: services from engines, in the order of the import line.
//   - reactions.go: the whole backward flow on one page: event → reaction, schedules.
//   - projection.go: offers as search documents.
//   - simulator.go: the payment simulator as a process of its own.
//   - clock.go: moving a trial market's clock, everything at its own due time.
//   - http.go: the Fiber app: request ids, errors, mounts.
//   - run.go: background work, listening, shutting down in order.
//
// # Invariants
//
// Nothing here decides anything about trade: a rule that is found here is in the wrong
// room. A live installation refuses the simulator, development mail and a movable
// clock; a trial refuses live keys. Everything embedded binds to 127.0.0.1.
//
// Shutdown order: HTTP, dispatcher, workers, store.
package server
