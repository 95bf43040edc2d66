// Package browser looks at the market as its people see it: in a browser, and page by
// page as a visitor who follows every link.
//
// # Words
//
// The market is a small demo market, made once for all tests and served on loopback.
// A role is who looks: a guest, a vendor's owner, the operator's owner. A tab is a
// window of a real browser that remembers what the console said, what broke, what the
// Content-Security-Policy refused and which requests failed.
//
// # What the tests prove
//
//   - Following every link as each role finds no answer of 400 or above, and no page of
//     the storefront heavier than its budget. This needs no browser.
//   - Every page is free of axe findings in light and in dark, does not scroll
//     sideways at 320, 360 and 1440 px, and leaves the console silent.
//   - The main stories of buyer, vendor and operator can be told with scripts and
//     without them.
//
// Tests that need the browser or axe ask internal/peers for them.
//
// # Screenshots
//
// With -screenshots DIR the test TestScreenshots writes the pictures of the README
// (make screenshots). Without the flag it is left out.
//
// The package holds no code but its tests.
package browser
