// Package api is the JSON edge of a market: the routes under /api/v1 and their wire
// types.
//
// # How it is cut
//
// The table of endpoints is built by Table from four parts: store_*.go for buyers and
// guests, vendor_*.go for the seller portal, admin_*.go for operators, hooks.go for the
// payment provider. A handler binds, asks one service (a read may ask several, once
// each), maps and returns; it decides nothing. What is common to all (binding,
// authorisation, rate limits, idempotency, errors, OpenAPI) is the kernel's, package
// endpoint.
//
// # Wire types
//
// They live here and nowhere else: domain types carry no JSON names. Money is an object
// of minor units and currency, times are RFC 3339 in UTC with milliseconds, rates are
// basis points, durations Go syntax, ids opaque strings. Translated text is an object by
// language where it is written and one string in the reader's language where it is read.
// A field may be added, never renamed or removed within v1.
//
// # Who may call
//
// Each endpoint names its audience and permission; services check again, and decide
// whose object it is. A foreign id answers exactly like an unknown one.
package api
