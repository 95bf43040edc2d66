// Package kernel turns view structs into pages.
//
// A page is declared once, as a Page: its name, the template files it is made of and a
// sample of its view struct. A Site parses every page at start, for every language,
// and renders into a buffer, so that a reader gets a whole page or an error page, never
// half of one. The kernel knows neither the domains nor the web framework: handlers in
// storefront, seller and operator fill view structs, call Render, and write the bytes.
//
// # Words
//
//   - Page: what is declared; its name is "<area>/<name>", as is its main file.
//   - Frame: what every page shows around its own content (language, theme, who is
//     signed in, what is in the cart, the CSRF token, messages after a redirect).
//   - View: the struct that one page shows. Never a map.
//   - Fragment: one define block of a page, rendered alone for the script that
//     refreshes it. The same block is part of the full page.
//   - Theme: a folder of an operator whose files take the place of those built in.
//
// # Templates
//
// A template sees a Doc: Frame and View. A page defines "title" and "main"; the layout
// of its area does the rest. Functions are bound to one language, so a template says
// {{t "cart.title"}} and {{money .Total}} without naming it:
//
//	t key [name value …]   the message; the value of N also chooses the plural form
//	tx key [name value …]  the same with **strong** and [links]; "href" gives the targets in order
//	tk prefix code         the message prefix.code, or prefix.other when that code is new
//	money, moneydiff       by CLDR; moneydiff always carries a sign
//	figure, plainmoney     without currency: for books, and for form fields
//	number, percent        percent takes basis points
//	date, day, short, numeric, clock, stamp, iso   points in time, in the market's zone
//	left, ago, span        durations in words
//	url, asset, icon       addresses and pictures
//	input, choice, area    form fields with label, hint and fault beside them
//	histogram, spark, dial, shares, diverge   geometry of drawings; no drawing decides anything
//
// White space at the beginning of lines is removed when a template is read, and tables
// of the class "list" get ARIA roles, because small screens lay them out as lists.
//
// # Security
//
// CSP allows scripts, styles and pictures from the own origin only, so there is no
// inline script and no style attribute anywhere (tested). Every form that writes carries
// a token that is bound to the reader's session. Messages that survive a redirect travel
// in a signed cookie and hold message keys, never markup.
//
// # Who may do what
//
// The kernel decides nothing: it neither asks domains nor hides what a view holds.
package kernel
