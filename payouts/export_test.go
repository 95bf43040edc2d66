package payouts

// What the tests of evidence see: the pure functions behind it.
var (
	Describe = describe
	Quote    = quote
)
