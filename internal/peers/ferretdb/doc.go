// Command ferretdb runs FerretDB with its SQLite backend on a loopback port, as a
// second, independent MongoDB-protocol server for the store's conformance suite.
//
// It is a module of its own, so that FerretDB's dependencies never move the versions
// that the marketplace itself is built with. It is a test peer: nothing of the
// marketplace imports it and nothing of it is shipped.
//
//	ferretdb -data DIR [-listen 127.0.0.1:0]
//
// When it accepts connections it prints one line, "ready mongodb://127.0.0.1:PORT/",
// on standard output. It stops on SIGINT and SIGTERM.
//
// What the peer proves is the meaning of commands. It has no replication, so it proves
// neither write concern nor sharding.
package main
