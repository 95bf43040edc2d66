// Package endpoint is the kernel of the JSON API: one table of typed endpoints, and
// everything that follows from it.
//
// # The table
//
// An Endpoint is declared once, with Route: method, path, audience, permission, rate
// class, idempotency, and a function from a typed input to a typed answer. From the
// declaration come the binding and validation of the request, authentication and
// authorisation, rate limits, deadlines, body limits, the rendering of answers and
// problems, the OpenAPI 3.1 document, the reference page and the isolation matrix that
// the tests run. There is no second list of routes.
//
// # Input
//
// An input is a struct. Fields tagged path, query or header are taken from there;
// the others are the JSON body, by their json names; a map tagged body:"object" is the
// whole body, an object whose names are data. Unknown names, wrong types and
// broken rules (validate tags) are all collected and told at once, each with a JSON
// Pointer, what was found and what is wanted. Query values that are not allowed are
// refused, not corrected.
//
// # Answers
//
// A handler returns its answer or an error. An error's Kind decides the status by one
// table (Status); what is not a *markthalle.Error is 500 with a fixed text, and its
// chain goes to the log, once, with the request id. Answers of public reads may be
// kept as bytes for at most one second; they carry an ETag.
//
// # Who
//
// The kernel finds out who acts: a session token or API key in Authorization, a cart
// token in Markthalle-Cart, the vendor to act for in Markthalle-Vendor. Cookies are
// ignored here. It checks the audience and the permission of the endpoint; whose
// object it is, is the service's decision, and a foreign one looks absent.
//
// # Writes
//
// Every POST takes an Idempotency-Key. The record is stored before the handler runs and
// holds the hash of the request and a seed: every id that the handler mints derives
// from it, so a request that is sent again, also after a crash in the middle, is the
// same write.
package endpoint
