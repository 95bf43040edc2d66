// Package peers tells tests where the servers and programs are that they run against:
// MongoDB-protocol servers, Typesense, stripe-mock, a browser, real data.
//
// # Words
//
// A peer is something real on the other side of a protocol that the marketplace speaks.
// None is shipped with it. The script .ci/peers.sh builds or installs all of them and
// starts the servers on free loopback ports; each is announced to tests by one
// environment variable, whose name is a constant of this package.
//
// # Rules
//
// A test that needs a peer asks for it by Env. Without the variable the test is skipped
// on a developer's machine, with a message that says how to get the peer, and fails
// under CI=1 or CI=true: there a suite that does not run must not look like a suite
// that passes. Real data is the exception (see Data): it is not part of the repository,
// so its suites are required exactly where the folder exists.
//
// # Where the peers live
//
//   - mongojava: a Maven project, mongo-java-server on its H2 backend, reporting
//     MongoDB 5.0.0 and wire version 13.
//   - ferretdb: a Go module of its own, FerretDB on SQLite.
//   - web: axe-core and Lighthouse, pinned for npm.
//   - Typesense, Schemathesis, Stripe's client for Python, Chromium and stripe-mock come
//     from package registries; .ci/peers.sh names their versions.
//
// The peers prove the meaning of commands. They prove neither write concern nor
// sharding nor what a provider does with money; for those, name a real MongoDB in
// MARKTHALLE_TEST_MONGO_URI.
package peers
