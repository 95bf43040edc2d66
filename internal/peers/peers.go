package peers

import (
	"os"
	"testing"
)

// The variables that announce peers to tests.
const (
	MongoURI     = "MARKTHALLE_TEST_MONGO_URI"     // any MongoDB-protocol server: mongodb://127.0.0.1:PORT/
	FerretURI    = "MARKTHALLE_TEST_FERRET_URI"    // a second, independent one
	StripeMock   = "MARKTHALLE_TEST_STRIPE_MOCK"   // http://127.0.0.1:PORT
	Typesense    = "MARKTHALLE_TEST_TYPESENSE_BIN" // path of the server's binary, started by the test
	Chromium     = "MARKTHALLE_TEST_CHROMIUM"      // path of the browser
	Axe          = "MARKTHALLE_TEST_AXE"           // path of axe-core's script
	Lighthouse   = "MARKTHALLE_TEST_LIGHTHOUSE"    // path of its command; it finds the browser by CHROME_PATH
	StripePython = "MARKTHALLE_TEST_STRIPE_PYTHON" // path of a Python that has Stripe's client
	RealData     = "MARKTHALLE_TEST_DATA"          // folder of real marketplace data
)

// CI reports whether the pipeline runs the tests, so that nothing may be skipped.
func CI() bool {
	v := os.Getenv("CI")
	return v == "1" || v == "true"
}

// Env returns where a peer is. Without its variable the test is skipped, or fails in
// the pipeline.
func Env(tb testing.TB, name string) string {
	tb.Helper()
	v := os.Getenv(name)
	switch {
	case v != "":
		return v
	case CI():
		tb.Fatalf("%s is not set, and nothing may be skipped here", name)
	default:
		tb.Skipf("%s is not set: .ci/peers.sh installs and starts the test peers", name)
	}
	return ""
}

// Data returns the folder of real marketplace data. Without it the test is skipped,
// in the pipeline too: the data is no part of the repository.
func Data(tb testing.TB) string {
	tb.Helper()
	v := os.Getenv(RealData)
	if v == "" {
		tb.Skipf("%s is not set: the folder of real data is not here", RealData)
	}
	return v
}
