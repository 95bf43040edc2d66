// Package mongo keeps documents in MongoDB: one server, a replica set or a sharded
// cluster, or what speaks its protocol. It implements store.Driver; the suite storetest
// says what that means.
//
// # In the database
//
// Every table is a collection of its name, every document an envelope {_id, rev, doc}, as
// SQLite has three columns: id and revision, by which writes find it, and all the rest as
// one inner document. Servers keep the order and the types inside it, so that a document
// comes back byte for byte; the outer one they may reorder when it is replaced. By hand a
// field is found as "doc.state". The name of the database is the path of the URI,
// "markthalle" without one.
//
// A declared index is a compound index on the Eq fields, the Sort fields and the id, in
// this order; an array on the way makes it multikey, which is what Each means. Its name
// tells its keys (by_vendor,state,n), so an index that is declared otherwise tomorrow is
// another one: it is built first, and the old one is dropped afterwards. A Sparse index
// is partial, over documents that have its first field; a server that refuses partial
// indexes gets the whole one. Every query says itself what is absent, so both answer
// alike. Indexes whose names do not begin with "by_" belong to the operator and stay.
//
// # Writing
//
// The only writes are inserts, replacements by id and revision, and deletions by id and
// revision. Nothing is ever changed by another filter: in a collection sharded by hashed
// id each write reaches one shard, and the id is what is unique over the cluster. Each
// write is acknowledged by a majority with its journal on disk; what the URI says about
// write concern and read preference does not count. There are no transactions.
//
// A command that never left this process is known not to have happened. Once a command is
// on its way, a lost connection, an ended context or a majority that does not answer
// means store.ErrUnknownOutcome; the server's own refusal is a plain failure. On replica
// sets the library repeats a write once, under a number by which the server knows it.
//
// # Reading
//
// Reads go to the primary; on replica sets and clusters they see only what a majority
// has, so no reaction follows an event that is rolled back later. A page is one query
// over one index, named by a hint: a server without the index fails instead of reading
// everything. What comes after a page mark is a list of alternatives (the first field
// greater; or equal and the second greater; …), each of them one range of the index that
// is in order already.
//
// Comparisons are within one kind, as the server makes them: From and To, and the lower
// bound of a kind, never meet null or a value of another kind. One difference to the
// contract remains: a value of another kind than declared is not found as absent, and in
// an index that sorts by it stands where the server orders its type. Types that change
// the kind of an indexed field change its name too.
//
// # Servers
//
// MongoDB from 5.0. FerretDB 1 reads, compares and writes in three steps and reads whole
// collections for it, so two processes may overwrite each other there: it is a peer of the
// tests, which put one command at a time through to it, and no engine for a market.
// Sharding is the operator's: every collection by {_id: "hashed"}, before or after it holds
// documents.
package mongo
