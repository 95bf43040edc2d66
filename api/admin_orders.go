package api

import (
	"errors"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

func (r *routes) adminOrders() []endpoint.Endpoint {
	read := asOperator(markthalle.OrdersRead)
	order, part := endpoint.About("order"), endpoint.About("vendor_order")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/orders", "All orders, newest first", r.adminOrderList, read),
		endpoint.Route("GET", "/admin/orders/{id}", "One order with all its parts", r.adminOrderGet, read, order),
		endpoint.Route("POST", "/admin/orders/{id}/refunds", "Give the buyer of one vendor's part money back", r.adminOrderRefund,
			asOperator(markthalle.RefundsMoney), order, created201(), endpoint.Keyed(endpoint.Required)),
		endpoint.Route("GET", "/admin/orders/{id}/proof", "The equations that an order's documents and books must satisfy", r.adminOrderProof,
			asOperator(markthalle.LedgerRead), order),
		endpoint.Route("GET", "/admin/vendor-orders/{id}", "One vendor's part of an order", r.adminVendorOrderGet, read, part),
		endpoint.Route("GET", "/admin/vendor-orders/{id}/fees", "Why each line was charged what it was, with every losing rule", r.adminVendorOrderFees,
			asOperator(markthalle.CommissionRead), part),
	}
}

// AdminOrderListIn asks for orders.
type AdminOrderListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=placing awaiting_payment payment_processing paid failed expired cancelled"`
}

// AdminBuyerOut is who ordered.
type AdminBuyerOut struct {
	PersonID string        `json:"person_id,omitempty"`
	Email    string        `json:"email"`
	Phone    string        `json:"phone,omitempty"`
	Address  VendorAddress `json:"address"`
}

// AdminChargeOut is one successful debit of the buyer.
type AdminChargeOut struct {
	ID       string `json:"id"`
	Amount   Money  `json:"amount"`
	Fee      Money  `json:"fee"`
	At       Time   `json:"at"`
	Stray    bool   `json:"stray"`
	Disputed bool   `json:"disputed"`
}

// AdminPaymentOut is the money side of an order.
type AdminPaymentOut struct {
	ID      string           `json:"id"`
	State   string           `json:"state"`
	Total   Money            `json:"total"`
	Charges []AdminChargeOut `json:"charges"`
}

func adminPayment(p payments.Payment) *AdminPaymentOut {
	c := p.Total.Currency
	return &AdminPaymentOut{
		ID: p.ID, State: string(p.State), Total: wireMoney(p.Total),
		Charges: mapped(p.Charges, func(x payments.ChargeRecord) AdminChargeOut {
			return AdminChargeOut{
				ID: x.ID, Amount: minor(x.Amount, c), Fee: minor(x.Fee, c), At: Time{x.At}, Stray: x.Stray, Disputed: x.Disputed,
			}
		}),
	}
}

// VendorRefOut names a vendor.
type VendorRefOut struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AdminPartOut is one vendor's part of an order.
type AdminPartOut struct {
	Vendor VendorRefOut `json:"vendor"`
	VendorOrderOut
}

// AdminOrderOut is an order as the operator sees it.
type AdminOrderOut struct {
	ID            string           `json:"id"`
	Revision      int64            `json:"revision"`
	Number        string           `json:"number"`
	State         string           `json:"state"`
	Reason        string           `json:"reason,omitempty"`
	Buyer         AdminBuyerOut    `json:"buyer"`
	Currency      string           `json:"currency"`
	Subtotal      Money            `json:"subtotal"`
	DiscountTotal Money            `json:"discount_total"`
	ShippingTotal Money            `json:"shipping_total"`
	TaxTotal      Money            `json:"tax_total"`
	Total         Money            `json:"total"`
	RefundedTotal *Money           `json:"refunded_total,omitempty"`
	Payment       *AdminPaymentOut `json:"payment,omitempty"`
	VendorOrders  []AdminPartOut   `json:"vendor_orders"`
	PlacedAt      Time             `json:"placed_at"`
	PaidAt        *Time            `json:"paid_at,omitempty"`
	EndedAt       *Time            `json:"ended_at,omitempty"`
}

func adminOrder(o orders.Order) AdminOrderOut {
	c := o.Currency
	return AdminOrderOut{
		ID: o.ID, Revision: o.Version, Number: o.Number, State: string(o.State), Reason: o.Reason, Currency: string(c),
		Buyer: AdminBuyerOut{
			PersonID: string(o.Person), Email: o.Email, Phone: o.Address.Phone, Address: vendorAddress(o.Address.Address),
		},
		Subtotal: minor(o.Subtotal, c), DiscountTotal: minor(o.DiscountTotal, c), ShippingTotal: minor(o.ShippingTotal, c),
		TaxTotal: minor(o.TaxTotal, c), Total: minor(o.Total, c), PlacedAt: Time{o.PlacedAt}, PaidAt: at(o.PaidAt), EndedAt: at(o.EndedAt),
		VendorOrders: mapped(o.Parts, func(p orders.Part) AdminPartOut { return adminPart(o, p) }),
	}
}

// adminPart is a part as it was frozen at checkout, before it is a vendor order.
func adminPart(o orders.Order, p orders.Part) AdminPartOut {
	v := orders.VendorOrder{
		Number: o.Number, Vendor: p.Vendor, Currency: o.Currency, State: orders.VendorState(o.State), Address: o.Address, Buyer: o.Address.Name,
		ShippingOption: p.ShippingOption, ShippingName: p.ShippingName, ShippingPrice: p.ShippingPrice, Subtotal: p.Subtotal,
		DiscountTotal: p.DiscountTotal, TaxTotal: p.TaxTotal, Total: p.Total, PlacedAt: o.PlacedAt,
		Lines: mapped(p.Lines, func(l orders.Line) orders.VendorLine { return orders.VendorLine{Line: l} }),
	}
	v.ID = string(p.VendorOrder)
	return AdminPartOut{Vendor: VendorRefOut{ID: string(p.Vendor), Name: p.VendorName}, VendorOrderOut: vendorOrder(v, markthalle.Actor{})}
}

func (r *routes) adminOrderList(c *endpoint.Call, in AdminOrderListIn) (List[AdminOrderOut], error) {
	page, err := r.Orders.Orders(c.Ctx, c.Actor, orders.State(in.State), in.query())
	if err != nil {
		return List[AdminOrderOut]{}, err
	}
	paid, err := r.Payments.PaymentsOf(c.Ctx, mapped(page.Items, func(o orders.Order) markthalle.OrderID { return markthalle.OrderID(o.ID) }))
	if err != nil {
		return List[AdminOrderOut]{}, err
	}
	byOrder := make(map[string]payments.Payment, len(paid))
	for _, p := range paid {
		byOrder[string(p.Order)] = p
	}
	return wireList(page, func(o orders.Order) AdminOrderOut {
		out := adminOrder(o)
		if p, ok := byOrder[o.ID]; ok {
			out.Payment = adminPayment(p)
		}
		return out
	}), nil
}

func (r *routes) adminOrderGet(c *endpoint.Call, in ByID) (AdminOrderOut, error) {
	o, err := r.Orders.Order(c.Ctx, c.Actor, markthalle.OrderID(in.ID), "")
	if err != nil {
		return AdminOrderOut{}, err
	}
	parts, err := r.Orders.PartsOf(c.Ctx, &o)
	if err != nil {
		return AdminOrderOut{}, err
	}
	out := adminOrder(o)
	out.addParts(parts, c.Actor)
	p, err := r.Payments.Payment(c.Ctx, markthalle.OrderID(o.ID))
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return AdminOrderOut{}, err
	}
	if err == nil {
		out.Payment = adminPayment(p)
	}
	return out, nil
}

// addParts puts the vendor orders in the places of the frozen parts.
func (o *AdminOrderOut) addParts(parts []orders.VendorOrder, a markthalle.Actor) {
	var back int64
	for _, v := range parts {
		back += v.RefundedTotal()
		if i := slices.IndexFunc(o.VendorOrders, func(p AdminPartOut) bool { return p.ID == v.ID }); i >= 0 {
			o.VendorOrders[i].VendorOrderOut = vendorOrder(v, a)
		}
	}
	o.RefundedTotal = minorOrNone(&back, money.Currency(o.Currency))
}

// AdminRefundIn is a refund of one vendor's part. Which part it is follows from the
// lines; a refund without lines of an order of several parts names it.
type AdminRefundIn struct {
	ByID
	RefundWishIn
	VendorOrderID string `json:"vendor_order_id" validate:"max=200"`
}

// AdminRefundedOut is a refund that was decided, with the vendor order after it.
type AdminRefundedOut struct {
	ID          string          `json:"id"`
	OrderID     string          `json:"order_id"`
	Refund      VendorRefundOut `json:"refund"`
	VendorOrder VendorOrderOut  `json:"vendor_order"`
}

func (r *routes) adminOrderRefund(c *endpoint.Call, in AdminRefundIn) (AdminRefundedOut, error) {
	o, err := r.Orders.Order(c.Ctx, c.Actor, markthalle.OrderID(in.ID), "")
	if err != nil {
		return AdminRefundedOut{}, err
	}
	part, err := in.part(o)
	if err != nil {
		return AdminRefundedOut{}, err
	}
	id := markthalle.RefundID(c.Mint("ref"))
	refund, err := in.input(id, orders.VendorOrder{Currency: o.Currency})
	if err != nil {
		return AdminRefundedOut{}, err
	}
	v, err := r.Orders.Refund(c.Ctx, c.Actor, part, refund)
	if err != nil {
		return AdminRefundedOut{}, err
	}
	i := slices.IndexFunc(v.Refunds, func(e orders.RefundEntry) bool { return e.ID == id })
	if i < 0 {
		return AdminRefundedOut{}, markthalle.ErrNotFound
	}
	return AdminRefundedOut{ID: string(id), OrderID: o.ID, Refund: vendorRefund(v.Refunds[i], v.Currency), VendorOrder: vendorOrder(v, c.Actor)}, nil
}

// part returns the vendor order that a refund is about. Money moves for one vendor in
// one step or not at all, so lines of several vendors need a request for each.
func (in AdminRefundIn) part(o orders.Order) (markthalle.VendorOrderID, error) {
	var f markthalle.Faults
	part := markthalle.VendorOrderID(in.VendorOrderID)
	if part != "" && o.Part(part) == nil {
		f.Add("/vendor_order_id", "not_found", "This order has no such part.")
	}
	for i, l := range in.Lines {
		at := itemPointer("/lines", i, "/line_id")
		j := slices.IndexFunc(o.Parts, func(p orders.Part) bool {
			return slices.ContainsFunc(p.Lines, func(x orders.Line) bool { return string(x.ID) == l.LineID })
		})
		switch {
		case j < 0:
			f.Add(at, "not_found", "This order has no such line.")
		case part == "":
			part = o.Parts[j].VendorOrder
		case part != o.Parts[j].VendorOrder:
			f.Add(at, "orders.several_vendors", "This line is another vendor's; refund the vendors one after the other.")
		}
	}
	if part == "" && len(in.Lines) == 0 && len(o.Parts) == 1 {
		part = o.Parts[0].VendorOrder
	}
	f.Check(part != "" || len(in.Lines) > 0, "/vendor_order_id", "required", "Several vendors are in this order; say whose part it is.")
	return part, f.Err("orders.refund")
}

// AdminEquationOut is one side of the books against another.
type AdminEquationOut struct {
	Name  string `json:"name"`
	Left  Money  `json:"left"`
	Right Money  `json:"right"`
	Holds bool   `json:"holds"`
}

// AdminProofOut are the equations of an order.
type AdminProofOut struct {
	ID        string             `json:"id"`
	Holds     bool               `json:"holds"`
	Equations []AdminEquationOut `json:"equations"`
}

func (p *AdminProofOut) add(name string, left, right int64, holds bool, c money.Currency) {
	p.Equations = append(p.Equations, AdminEquationOut{Name: name, Left: minor(left, c), Right: minor(right, c), Holds: holds})
	p.Holds = p.Holds && holds
}

func (r *routes) adminOrderProof(c *endpoint.Call, in ByID) (AdminProofOut, error) {
	o, err := r.Orders.Order(c.Ctx, c.Actor, markthalle.OrderID(in.ID), "")
	if err != nil {
		return AdminProofOut{}, err
	}
	documents, err := r.Orders.Proof(c.Ctx, &o)
	if err != nil {
		return AdminProofOut{}, err
	}
	books, err := r.Payouts.Proof(c.Ctx, markthalle.OrderID(o.ID))
	if err != nil {
		return AdminProofOut{}, err
	}
	out := AdminProofOut{ID: o.ID, Holds: true}
	for _, e := range documents {
		out.add(e.Name, e.Left, e.Right, e.Holds(), o.Currency)
	}
	for _, e := range books {
		out.add(e.Name, e.Left, e.Right, e.Holds(), o.Currency)
	}
	return out, nil
}

func (r *routes) adminVendorOrderGet(c *endpoint.Call, in ByID) (AdminPartOut, error) {
	v, err := r.Orders.VendorOrder(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID))
	if err != nil {
		return AdminPartOut{}, err
	}
	return AdminPartOut{Vendor: VendorRefOut{ID: string(v.Vendor), Name: v.VendorName}, VendorOrderOut: vendorOrder(v, c.Actor)}, nil
}

func (r *routes) adminVendorOrderFees(c *endpoint.Call, in ByID) (OrderFeesOut, error) {
	return r.vendorOrderFees(c, in)
}
