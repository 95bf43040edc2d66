// Package typesensed runs a Typesense server on free loopback ports, for tests and
// measurements. The server is a program of its own that the caller names; it is neither
// shipped nor linked.
//
// # Words
//
// A Server is a process with a folder of its own. Start makes both; Kill ends the process
// as a crash would and Run starts it again on the same folder and ports; Stop ends it and
// removes the folder.
//
// A server that has started does not answer at once, and answers before it is complete:
// Await asks the engine, which knows how to tell.
package typesensed
