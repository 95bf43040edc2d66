// Package archtest keeps the shape of the repository: what DESIGN and the style rules
// promise about the tree is checked here, from the code's own imports and syntax.
//
// # Words
//
// A room is one top-level package with the folders below it: store, store/sqlite and
// store/storetest are one room. The line is the order of the rooms; a package imports
// only rooms before its own. A driver is a folder that wraps one engine; a suite is a
// folder <port>test that every driver of a port passes.
//
// # What it checks
//
//   - The line, with api and web side by side; a folder under internal stands right
//     after the latest room that it imports itself, so it can be no way around.
//   - Who may import an engine's library, a driver, the payment simulator.
//   - One doc.go of at least ten lines a package; no folder named after a layer.
//   - Files of at most 500 lines, functions of at most 70, interfaces of at most ten
//     methods of their own (composing small interfaces is how to have more).
//   - No init functions and no blank imports of libraries outside drivers and server.
//   - No unfinished work, no paths of one machine, no dead links between documents, no
//     vendor pattern that would swallow the vendors package, one line in
//     docs/dependencies.md for every library in go.mod, and no event or seam in
//     docs/architecture.md that the code does not have.
//
// Median and 90th percentile of file length, the share of tests and of comments are
// reported, not enforced.
//
// # How it works
//
// Load reads a tree through fs.FS and parses it once; each check is a function from the
// tree to faults. So every check is itself tested on a small tree that breaks it, and
// nothing here runs the go command. Files behind a build tag that is off, generated
// files (by their header) and testdata are left out where it makes sense. Exempt holds
// the few places that a rule does not reach, each with its reason; an entry that
// exempts nothing is a fault too.
package archtest
