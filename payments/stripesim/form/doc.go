// Package form reads the form-encoded parameters of Stripe's API and refuses what
// Stripe would refuse.
//
// Parse turns "line_items[0][price_data][currency]=eur" into a tree of Values.
// SchemaOf derives, from the `form` tags of a stripe-go parameter struct, which
// paths exist and which type each has (PAY-43: stripe-mock checks the top level
// only, live Stripe every level). Schema.Check compares the two.
//
// A Value remembers which of its leaves were read. What Stripe knows and nobody
// read is a parameter that the simulator does not implement: Unused names it, so
// that a request is never accepted while a part of it is ignored (SIM-4).
//
// A nil *Value is an absent one: all its methods work and return nothing.
package form
