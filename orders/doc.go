// Package orders takes a buyer from a cart to parcels on the doorstep: carts, checkout,
// orders, the parts of them that belong to one vendor, shipments, cancellations and the
// decision to refund.
//
// # Words
//
//   - cart: what somebody means to buy, from many vendors, in one currency. It is
//     opened with its token or by the session of the person it belongs to.
//   - order: one checkout, with the quote that was frozen at that moment. It has one
//     part for each vendor; parts, lines and their ids exist from the first write.
//   - vendor order: a vendor's part from the moment it is paid, id
//     vo_<order>_<vendor>. The vendor accepts, ships and cancels it; the buyer sees it
//     as one lane of the order.
//   - shipment: one parcel of a vendor order.
//   - return hold: units that a return speaks for. The return itself, withdrawals and
//     cases live in orders/returns; that no unit goes back twice is decided here.
//   - refund entry: somebody's decision to give money back. Deciding is done here;
//     payments moves the money, payouts books it.
//
// # The states
//
// Order: placing → awaiting_payment → paid, or failed, expired, cancelled; in between
// payment_processing, when the buyer pays by a delayed method. Whether an
// order is paid or expired is decided by one compare-and-set on the order; money that
// comes after the other outcome goes back by itself.
//
// Vendor order: paid → accepted → partly_shipped → shipped → delivered → completed;
// refused and cancelled end it before shipping. The tables are in states.go.
//
// # Checkout
//
// One document after the other, each step found again after a crash: the cart is bound
// to an order id; the order is stored with its frozen quote, its split and its fees;
// stock is reserved per offer; the order waits for payment; the payment session is
// opened by its stored intent. A second checkout of the same cart continues the same
// order. When stock is missing, the order fails and its event releases what was
// reserved; the cart is open again.
//
// Only a terminal transition of the order releases stock. An order expires only when
// the provider has confirmed that nobody can pay it any more, or when a delayed payment
// takes longer than stock can wait.
//
// # Shares
//
// Each line stores at purchase what its discounts, its tax and its fee are. Refunds
// read these shares and never compute them again: by units through cumulative
// allocation (PAY-71), by amount as told.
//
// # Who may do what
//
// A guest acts on a cart with its token and reads an order with its access token,
// which is derived from the order's id and stored nowhere. A buyer acts on their own.
// Vendors act on their own vendor orders (orders.write, refunds.money), operators on
// all. A vendor never sees what other vendors sold in the same order, nor its total.
//
// # Events
//
// Out: orders.placed, .paid, .failed, .expired, .cancelled, .vendor_order_placed,
// .vendor_order_accepted, .vendor_order_shipped, .vendor_order_delivered,
// .vendor_order_cancelled, .vendor_order_completed, .refund_decided, .return_held,
// .return_refund_settled. In: the outcomes of payments and refunds.
package orders
