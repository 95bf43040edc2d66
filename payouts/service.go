package payouts

import (
	"context"
	"log/slog"
	"time"

	"gocloud.dev/blob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Schedule says when payouts run by themselves.
type Schedule string

// The schedules, in the market's days (UTC).
const (
	Daily   Schedule = "daily"
	Weekly  Schedule = "weekly" // Mondays
	Monthly Schedule = "monthly"
	Manual  Schedule = "manual"
)

// Policy is when and how vendors are paid (marketplace rules §10).
type Policy struct {
	Hold        time.Duration // after delivery; zero means 14 days
	ShippedHold time.Duration // after shipping, without a delivery; zero means 21 days
	Schedule    Schedule      // empty means weekly
	Minimum     int64         // in minor units; below it a payout is carried; negative means none, zero 10.00
	// SecondPerson is the amount in minor units above which a manual entry needs a second
	// person; zero means 500.00, negative that none does.
	SecondPerson int64
	VATCountry   string // of the operator, for VAT on commissions whose treatment names none
	// VAT is how fees and fines are taxed; the zero value taxes them as an operator in
	// VATCountry does.
	VAT commission.VATConfig
}

// Service decides when vendors get which money.
type Service struct {
	Deps
	settlements *store.Collection[Settlement]
	payouts     *store.Collection[Payout]
	holds       *store.Collection[VendorHolds]
	reserves    *store.Collection[ReservePolicy]
	chargebacks *store.Collection[Chargeback]
	incidents   *store.Collection[Incident]
	reconciled  *store.Collection[Reconciliation]
	proposals   *store.Collection[Proposal]
	memos       *store.Collection[memoBook]
	issuers     *store.Collection[Issuer]
	invoices    *store.Collection[InvoiceHead]
	invoiceRows *store.Collection[invoiceRows]
	marks       *store.Collection[invoiceMark]
	taxRequests *store.Collection[TaxRequest]
	entryFiles  *store.Collection[EntryFiles]
	chains      *store.Collection[invoiceChain]
}

// Deps is what the service needs.
type Deps struct {
	DB       *store.DB
	Clock    markthalle.Clock
	IDs      markthalle.IDs
	Ledger   *ledger.Service
	Payments *payments.Service
	Orders   *orders.Service
	Vendors  *vendors.Service
	Returns  *returns.Service // whose messages evidence quotes; nil quotes none
	Bucket   *blob.Bucket     // where evidence of manual entries is kept; nil takes none
	Log      *slog.Logger
	Policy   Policy
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	if d.Policy.Hold == 0 {
		d.Policy.Hold = 14 * 24 * time.Hour
	}
	if d.Policy.ShippedHold == 0 {
		d.Policy.ShippedHold = 21 * 24 * time.Hour
	}
	if d.Policy.Schedule == "" {
		d.Policy.Schedule = Weekly
	}
	switch {
	case d.Policy.Minimum == 0:
		d.Policy.Minimum = 1000
	case d.Policy.Minimum < 0:
		d.Policy.Minimum = 0
	}
	if d.Policy.SecondPerson == 0 {
		d.Policy.SecondPerson = 50_000
	}
	if d.Policy.VAT.Country == "" && !d.Policy.VAT.Exempt {
		d.Policy.VAT.Country = d.Policy.VATCountry
	}
	sold := []store.Field{store.TimeAt("sold_at")}
	return &Service{
		Deps: d,
		settlements: store.Define[Settlement](d.DB, store.Spec{Name: "settlements", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: sold},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: sold},
			{Name: "order", Eq: []store.Field{store.S("order")}},
			{Name: "open", Eq: []store.Field{store.S("open_key")}, Sort: sold, Sparse: true},
			{Name: "opens", Sort: []store.Field{store.S("open_key")}, Sparse: true},
			{Name: "payout", Eq: []store.Field{store.S("payout")}, Sparse: true},
			{Name: "due", Sort: []store.Field{store.TimeAt("due_at")}, Sparse: true},
			{Name: "reserve", Eq: []store.Field{store.S("reserve_key")}, Sort: []store.Field{store.TimeAt("reserve_until")}, Sparse: true},
			{Name: "reserve_due", Sort: []store.Field{store.TimeAt("reserve_due")}, Sparse: true},
		}}),
		payouts: store.Define[Payout](d.DB, store.Spec{Name: "payouts", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("on")}},
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("on")}},
			{Name: "vendor_state", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: []store.Field{store.TimeAt("on")}},
		}}),
		reserves:    store.Define[ReservePolicy](d.DB, store.Spec{Name: "reserve_policies", Schema: 1}),
		memos:       store.Define[memoBook](d.DB, store.Spec{Name: "memo_books", Schema: 1}),
		holds:       store.Define[VendorHolds](d.DB, store.Spec{Name: "vendor_holds", Schema: 1}),
		chargebacks: store.Define[Chargeback](d.DB, store.Spec{Name: "chargebacks", Schema: 1}),
		reconciled: store.Define[Reconciliation](d.DB, store.Spec{Name: "reconciliations", Schema: 1, Indexes: []store.Index{
			{Name: "to", Sort: []store.Field{store.TimeAt("to")}},
		}}),
		proposals: store.Define[Proposal](d.DB, store.Spec{Name: "entry_proposals", Schema: 1, Indexes: []store.Index{
			{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("at")}},
		}}),
		issuers:     store.Define[Issuer](d.DB, store.Spec{Name: "invoice_issuer", Schema: 1}),
		taxRequests: store.Define[TaxRequest](d.DB, store.Spec{Name: "tax_requests", Schema: 1}),
		entryFiles:  store.Define[EntryFiles](d.DB, store.Spec{Name: "entry_files", Schema: 1}),
		chains:      store.Define[invoiceChain](d.DB, store.Spec{Name: "invoice_chains", Schema: 1}),
		marks:       store.Define[invoiceMark](d.DB, store.Spec{Name: "invoice_marks", Schema: 1}),
		invoiceRows: store.Define[invoiceRows](d.DB, store.Spec{Name: "invoice_rows", Schema: 1}),
		invoices: store.Define[InvoiceHead](d.DB, store.Spec{Name: "invoices", Schema: 1, Indexes: []store.Index{
			{Name: "vendor", Eq: []store.Field{store.S("vendor")}, Sort: []store.Field{store.TimeAt("issued_at")}},
			{Name: "issued", Sort: []store.Field{store.TimeAt("issued_at")}},
		}}),
		incidents: store.Define[Incident](d.DB, store.Spec{Name: "incidents", Schema: 1, Indexes: []store.Index{
			{Name: "open", Eq: []store.Field{store.B("open")}, Sort: []store.Field{store.TimeAt("opened_at")}},
			{Name: "send", Sort: []store.Field{store.TimeAt("send_at")}, Sparse: true},
		}}),
	}
}

// Settlement returns the money of one vendor order. Error: not_found.
func (s *Service) Settlement(ctx context.Context, id markthalle.VendorOrderID) (Settlement, error) {
	return s.settlements.Get(ctx, settlementID(id))
}

// SettlementsOf returns the money of all parts of an order.
func (s *Service) SettlementsOf(ctx context.Context, order markthalle.OrderID) ([]Settlement, error) {
	var out []Settlement
	err := s.settlements.Scan(ctx, store.Query{Index: "order", Eq: []any{string(order)}}, func(x Settlement) error {
		out = append(out, x)
		return nil
	})
	return out, err
}
