// Package bringin brings an existing market into Markthalle: its vendors, categories,
// products, offers and its history of orders, from CSV files and a mapping that says
// which column means what.
//
// # Words
//
//   - mapping: a YAML file (docs/import-market.md). It names the files, and for each
//     kind of record where its fields come from: a column, a constant, or a value
//     computed from columns.
//   - entity: one kind of record of the mapping: vendors, categories, products, offers,
//     orders, order_items, payments, customers.
//   - fault: one value of one row that cannot be used, with file, row (the line in the
//     file), column, code, what was found and what is wanted.
//   - key: how the source names a record. All ids are derived from the source's name and
//     the key, so that a second run finds what the first one made.
//   - reason: why an order was not imported. There is one for each that was not.
//
// # Invariants
//
//   - A row that is wrong costs that row. An order is whole or it is not there: one of
//     which a row is wrong, or which does not add up, is listed with its reason.
//   - source = imported + not imported, in orders, items, payments and in money; rows
//     without an order belong to "not imported". The source is summed while it is read,
//     the other two when each order has been decided: Report.Balanced compares them.
//   - What was stored by an earlier run stays as it is and is counted as imported. The
//     stored order, not the file, is what a resumed run goes on with.
//   - The money of the past has moved before the market came here. It is booked over
//     bank:main and never over the provider's accounts, and what was due before the
//     import is booked as paid out, so that no run of payouts pays it again.
//
// # How it runs
//
// Files are read as streams. What belongs together (order, items, payments, customer)
// is brought together by sorting: rows of at most runRows are kept in memory, more are
// sorted in pieces on disk and merged. So memory grows with the number of vendors,
// categories and of rows that are wrong, with eight bytes for each key that must be
// unique, and with nothing else. Documents are inserted in groups, several groups at
// the same time, so that they share the store's commits; no document is changed after
// it was stored. The search index is left alone and rebuilt once at the end.
//
// # Who may do what
//
// The system: importing a market is a command of whoever owns the installation. The
// bulk methods that it uses (vendors.Establish, orders.ImportHistory,
// payouts.ImportHistory) refuse everybody else.
package bringin
