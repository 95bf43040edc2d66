// Package ledger keeps the market's books: double entry, append only, one document per
// transaction, each balanced in its own currency.
//
// # Words
//
//   - transaction: one balanced document. Its id is the business reference
//     (sale:<order>:<charge>), so posting the same fact twice is posting it once.
//   - posting: one line of it. Debits are positive, credits negative, the sum is zero.
//   - account: a place in the chart (chart.go), such as stripe:available or
//     vendor:<id>:held. Its class says on which side it is normal.
//   - memo book: the image of the vendors' accounts at the provider (conn:<vendor>:…). It
//     is not the market's money: no transaction mixes it with the books, its trial balance
//     is its own.
//   - batch: up to 1,000 transactions sealed together; batches form a chain of hashes.
//   - balance: a projection, with the turnover of each month. It folds batches in order and
//     can be rebuilt at any time.
//
// # Invariants
//
// A transaction has 2 to 200 lines, one currency, no zero line, accounts of the chart
// only, and sums to zero; nothing else can be stored (PAY-65). It never changes, but
// for the number of its seal. A correction is a new transaction; a reversal exists
// once (rev:<original>, PAY-61). Posting a known reference with other contents is an
// incident, never an overwrite (PAY-60).
//
// # Sealing and folding (PAY-62, PAY-63)
//
// The posting path has no global counter. A leased job collects what is committed and
// unsealed, writes a batch with the hashes of its transactions and of the batch before
// it, stamps the transactions, then marks the batch as stamped. Only stamped batches
// are folded into balances, strictly in order: a balance's cursor is the last batch
// that touched it, so folding twice folds once. A live balance is the projection plus
// the transactions that are not folded yet. An account of the market to which so much is
// posted that a look at it would read hundreds of those is shown as it is sealed, with
// the time; what decides about money reads the live balance always. How long the oldest
// transaction waits for its batch is a figure of the operator's.
//
// # Who may do what
//
// Domain services post; people only read (ledger.read), and post manual entries
// through payouts, with a reason. A vendor reads its own accounts.
package ledger
