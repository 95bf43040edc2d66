// Package edge is what all pages share between the web framework and a handler: cookies,
// who is there, which language they read, forms, redirects, errors, and the frame around
// a page.
//
// # Words
//
//   - Edge: the services and secrets that every page needs; one for a market.
//   - Area: storefront, seller portal or console; it says what its frame shows.
//   - Ctx: one request on its way through a handler.
//   - Visitor: the random value in a guest's cookie, to which forms are bound.
//   - Submission: one form sent from one rendering of a page. Sent twice it is one effect.
//
// # How a request goes
//
// Area.Page wraps a handler. It sets a deadline, finds out who is there and which
// language is read, checks the form's token on everything but GET and HEAD, and runs the
// handler. The handler asks services, fills a view and calls Render, or changes something
// and calls Redirect, which answers 303, so that a reload repeats nothing. Whatever error
// it returns becomes a page in the reader's language; what is not classified is logged
// with the request's id and told as 500.
//
// # Cookies
//
// All are HttpOnly and SameSite=Lax, and Secure when the public address is https.
//
//	mh_session  the session token of accounts
//	mh_visitor  random, for people who are not signed in: forms are bound to it
//	mh_cart     id and token of the cart
//	mh_locale, mh_theme, mh_place   preferences
//	mh_vendor   the vendor that a member of several acts for
//	mh_flash    signed messages that survive one redirect
//	mh_order    the access token of one order, for that order's pages only
//
// # Forms
//
// Every form holds a token that is bound to the session or visitor and differs with each
// rendering (package kernel). The token also names the submission: Mint derives the same
// ids from the same form with the same content, and Once runs its function a single time
// for it, so that a double click, or a reload of a POST, is one effect. Pages are never
// stored by browsers, so that going back renders a new form.
//
// # Who may do what
//
// The edge decides nothing: Actor builds who acts, services check what they may.
package edge
