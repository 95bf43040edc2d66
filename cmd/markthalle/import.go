package main

// importCmd brings files of an existing market.
type importCmd struct{}
