// Package sqlite keeps documents in one SQLite file, by the C-free engine of
// modernc.org/sqlite. It implements store.Driver; the suite storetest says what that
// means.
//
// # On disk
//
// Every collection is a table c_<name>(id, rev, doc, one typed column an indexed field);
// every index an index over those columns and the id. An Each index is a table of its
// own, x_<name>__<index>, with one row an element. The columns are filled from the BSON
// of doc by this package: times are milliseconds, and an absent value is minus infinity,
// which sorts before every number and text, so that keyset comparisons need no special
// case. A column or index that is declared later is filled when it appears.
//
// # Writing
//
// One goroutine writes. It takes what waits, runs it in one immediate transaction, and
// answers after the commit: 32 writers share a disk flush instead of queueing for 32.
// A write refuses before it changes anything, so that a refusal (a lost compare-and-set, a
// taken id) leaves nothing to undo; what else can fail, a full disk, fails all that share
// the transaction. A caller whose context ends before its write was taken knows that nothing
// happened; afterwards the outcome is unknown to it, but whole or nothing.
//
// The file runs in write-ahead mode with synchronous=FULL: the log is flushed with every
// commit, so that what was acknowledged survives the loss of power, not only the end of
// the process. The log is brought into the main file every 2,000 pages.
//
// A second process may write to the same file: transactions begin immediate, and the
// wait for the other's end is bounded by Options.BusyTimeout, then store.ErrBusy.
//
// A relaxed engine is for loads that begin again when they are cut off: one connection
// reads and writes inside a transaction that is committed every few seconds. Nothing waits
// for the disk, and the end of the process may take those seconds with it.
//
// # Reading
//
// Readers have connections of their own, see the last commit, and are never held up by
// the writer. Every query reads one index in its order and at most as many entries as
// the page needs; INDEXED BY makes a query that would need another plan fail instead of
// crawl.
package sqlite
