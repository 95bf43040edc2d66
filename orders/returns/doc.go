// Package returns is what a buyer may still ask for once the goods are under way:
// returns by agreement, the withdrawal from a contract, and cases that the market's
// operator decides when buyer and vendor do not agree. Questions to a vendor are cases
// of a kind that nobody has to decide.
//
// # Words
//
//   - return: units of one vendor order that go back. What it speaks for is set aside
//     inside the vendor order (orders.ReturnHold), so that no unit is returned or
//     refunded twice; what has become of it is the document here, ret_….
//   - withdrawal: a buyer's statement that ends a contract without a reason (Directive
//     2011/83/EU Art. 9 to 16, with the function of Art. 11a): stated, then confirmed.
//     wd_….
//   - case: a buyer's complaint or question about one vendor order, with its messages.
//     case_….
//   - bearer: who pays for what a case gives the buyer: the vendor, the operator, or
//     both.
//
// # The states
//
// Return: requested → approved or refused; approved → received, refunding or lapsed;
// received → refunding → refunded. A return that a withdrawal starts begins approved,
// and cannot be refused. Case: open → answered → open …; escalated when the vendor does
// not answer in time or the buyer asks for it; decided or closed. Withdrawal: stated →
// confirmed → carried out. The tables are in states.go.
//
// # Invariants
//
// A unit is spoken for by at most one open return; returned, cancelled and refunded
// units never exceed what was bought; both are kept by the vendor order's one document.
// A refund is decided by orders, moved by payments, booked by payouts: this package only
// says what, and names it by an id derived from the return or case.
//
// As long as a return or a claim is open, its Changed event says so, and payouts does not
// release the vendor order's money.
//
// # Deadlines
//
// A return that is not answered in time is approved. Goods that are not sent back let
// the return lapse. A received return that is not refunded in time becomes a case before
// the operator, like a claim that the vendor does not answer. RunDue does what is due.
//
// # Who may do what
//
// The buyer, or whoever shows the order's access token, asks for returns, opens cases,
// writes, escalates and closes. Vendors answer returns (orders.write), refund them
// (refunds.money) and write in their own cases. Operators with refunds.money decide. A
// withdrawal needs no sign-in: whether number and address belong to an order is never
// told, only written to the order's own address.
//
// # Events
//
// Out: returns.changed, .return_opened, .return_answered, .withdrawal_confirmed,
// .withdrawal_done, .refund_overdue, .case_opened, .case_message, .case_decided. In:
// orders.return_held, orders.return_refund_settled, payments.refund_rejected.
package returns
