// Package journal keeps a process's memory on disk: a snapshot, and a log of every
// change since.
//
// A change is appended while its owner holds its own lock, so that the log has the
// order in which the changes happened, and waited for afterwards: whoever waits
// first writes and syncs everything that is there, the others share that sync
// (group commit). A change that was waited for survives a kill at any instant.
//
// A folder holds state-N.snap and state-N.log: log N contains what happened after
// snapshot N was taken. Rotate starts log N+1 and hands out a writer for snapshot
// N+1; until that is committed, snapshot N with logs N and N+1 is the state. A
// record is one line, "crc32 payload": a torn last record of the last log is cut
// off, any other damage is an error, never a silent loss.
//
// One process owns a folder; a second one is refused by a file lock.
package journal
