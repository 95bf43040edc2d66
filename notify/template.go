package notify

import "slices"

// Template is the data of one template; its name is the file's.
type Template interface{ TemplateName() string }

// VerifyEmail asks somebody to confirm the address they signed up with.
type VerifyEmail struct{ URL string }

// AddressKnown tells the owner of an address that somebody tried to sign up with it.
type AddressKnown struct{ SignInURL, ResetURL string }

// ResetPassword carries the link that sets a new password.
type ResetPassword struct{ URL string }

// Invitation asks somebody to join a vendor's or the operator's staff.
type Invitation struct{ Organisation, Role, By, URL string }

// Item is one row of an order in a mail; amounts are formatted.
type Item struct {
	Quantity     int64
	Title, Total string
}

// Parcel is one vendor's part of an order in a mail.
type Parcel struct {
	Vendor   string
	Items    []Item
	Shipping string
	Total    string
}

// OrderConfirmed tells a buyer that an order is paid.
type OrderConfirmed struct {
	Number, Total, URL string
	Parcels            []Parcel
}

// DebitFailed tells a buyer that the money of a debit did not come, and the order is over.
type DebitFailed struct{ Number, Total, URL string }

// TemplateName implements Template.
func (DebitFailed) TemplateName() string { return "debit_failed" }

// VendorNewOrder tells a vendor that there is something to accept.
type VendorNewOrder struct {
	Number, Shop, Buyer, AcceptBy, ShipBy, Total, URL string
	Items                                             []Item
}

// ShippedMail tells a buyer that a parcel is on its way.
type ShippedMail struct{ Number, Vendor, Carrier, Tracking, TrackingURL, URL string }

// DeliveredMail tells a buyer that a parcel has arrived.
type DeliveredMail struct{ Number, Vendor, URL string }

// Refunded tells a buyer that money is on its way back.
type Refunded struct{ Number, Vendor, Amount, URL string }

// CancelledMail tells a buyer that a vendor's part will not be delivered.
type CancelledMail struct{ Number, Vendor, Reason, URL string }

// ApplicationReceived confirms an application to sell.
type ApplicationReceived struct{ Shop, URL string }

// ApplicationApproved tells a vendor that the market has let it in.
type ApplicationApproved struct{ Shop, Note, URL string }

// ApplicationRejected tells a vendor why it was not let in.
type ApplicationRejected struct {
	Shop, Note string
	Reasons    []string
}

// ChangesRequested tells a vendor what its application lacks.
type ChangesRequested struct {
	Shop, Note, URL string
	Reasons         []string
}

// Disputed tells a vendor that the buyer's bank has taken a payment back. DueBy is until
// when proof can be added; empty when no more can.
type Disputed struct{ Number, Shop, Amount, DueBy, URL string }

// TemplateName implements Template.
func (Disputed) TemplateName() string { return "disputed" }

// FeesChanged tells a vendor from which day other fees hold. Worse says that somebody pays
// more from then on; then the notice is at least 15 days long (Regulation (EU) 2019/1150,
// Art. 3).
type FeesChanged struct {
	Shop, On, URL string
	Worse         bool
}

// TemplateName implements Template.
func (FeesChanged) TemplateName() string { return "fees_changed" }

// TaxDataMissing asks a vendor for data that the tax authority must be told, or reminds it:
// Mail counts from 1. Missing are account, address, birth_date, family_name, name, register
// and tin;
// after Deadline payouts stop (Directive 2011/16/EU, Annex V, section IV.A.2).
type TaxDataMissing struct {
	Shop, Deadline, URL string
	Mail                int
	Missing             []string
}

// TemplateName implements Template.
func (TaxDataMissing) TemplateName() string { return "tax_data_missing" }

// InvoiceIssued tells a vendor that an invoice of the market for a month is issued, or, when
// more came back than was charged, a credit note over Amount.
type InvoiceIssued struct {
	Number, Shop, Month, Amount, URL string
	Credit                           bool
}

// TemplateName implements Template.
func (InvoiceIssued) TemplateName() string { return "invoice_issued" }

// PayoutSent tells a vendor that money is on its way.
type PayoutSent struct{ Shop, Amount, On, URL string }

// TemplateName implements Template.
func (VerifyEmail) TemplateName() string { return "verify_email" }

// TemplateName implements Template.
func (AddressKnown) TemplateName() string { return "address_known" }

// TemplateName implements Template.
func (ResetPassword) TemplateName() string { return "reset_password" }

// TemplateName implements Template.
func (Invitation) TemplateName() string { return "invitation" }

// TemplateName implements Template.
func (OrderConfirmed) TemplateName() string { return "order_confirmed" }

// TemplateName implements Template.
func (VendorNewOrder) TemplateName() string { return "vendor_new_order" }

// TemplateName implements Template.
func (ShippedMail) TemplateName() string { return "shipped" }

// TemplateName implements Template.
func (DeliveredMail) TemplateName() string { return "delivered" }

// TemplateName implements Template.
func (Refunded) TemplateName() string { return "refunded" }

// TemplateName implements Template.
func (CancelledMail) TemplateName() string { return "cancelled" }

// TemplateName implements Template.
func (ApplicationReceived) TemplateName() string { return "application_received" }

// TemplateName implements Template.
func (ApplicationApproved) TemplateName() string { return "application_approved" }

// TemplateName implements Template.
func (ApplicationRejected) TemplateName() string { return "application_rejected" }

// TemplateName implements Template.
func (ChangesRequested) TemplateName() string { return "changes_requested" }

// TemplateName implements Template.
func (PayoutSent) TemplateName() string { return "payout_sent" }

// Samples returns one example of each template: the list of templates, and what the
// tests render.
func Samples() []Template {
	items := []Item{{Quantity: 2, Title: "Blue mug, 350 ml", Total: "39.98 €"}}
	return slices.Concat([]Template{
		VerifyEmail{URL: "https://market.example/verify?token=t"},
		AddressKnown{SignInURL: "https://market.example/sign-in", ResetURL: "https://market.example/forgotten"},
		ResetPassword{URL: "https://market.example/reset?token=t"},
		Invitation{Organisation: "Töpferei Lieske", Role: "orders", By: "Anna Lieske", URL: "https://market.example/invitation?token=t"},
		OrderConfirmed{Number: "MH-1", Total: "44.88 €", URL: "https://market.example/order", Parcels: []Parcel{
			{Vendor: "Töpferei Lieske", Items: items, Shipping: "4.90 €", Total: "44.88 €"},
		}},
		VendorNewOrder{
			Number: "MH-1", Shop: "Töpferei Lieske", Buyer: "Jan Nowak", AcceptBy: "3 March 2026, 10:00 UTC",
			ShipBy: "5 March 2026", Total: "44.88 €", URL: "https://market.example/seller/orders/1", Items: items,
		},
		ShippedMail{
			Number: "MH-1", Vendor: "Töpferei Lieske", Carrier: "DHL", Tracking: "00340434161094042557",
			TrackingURL: "https://www.dhl.com/track", URL: "https://market.example/order",
		},
		DeliveredMail{Number: "MH-1", Vendor: "Töpferei Lieske", URL: "https://market.example/order"},
		Refunded{Number: "MH-1", Vendor: "Töpferei Lieske", Amount: "19.99 €", URL: "https://market.example/order"},
		CancelledMail{Number: "MH-1", Vendor: "Töpferei Lieske", Reason: "out_of_stock", URL: "https://market.example/order"},
		ApplicationReceived{Shop: "Töpferei Lieske", URL: "https://market.example/seller"},
		ApplicationApproved{Shop: "Töpferei Lieske", Note: "Welcome.", URL: "https://market.example/seller"},
		ApplicationRejected{Shop: "Töpferei Lieske", Note: "We sell no weapons.", Reasons: []string{"category_not_allowed"}},
		ChangesRequested{Shop: "Töpferei Lieske", Note: "", URL: "https://market.example/seller", Reasons: []string{"vat_id_missing"}},
		Disputed{Number: "MH-1", Shop: "Töpferei Lieske", Amount: "70.39 €", DueBy: "2026-03-16", URL: "https://market.example/seller/orders/1"},
		FeesChanged{Shop: "Töpferei Lieske", On: "2026-04-01", URL: "https://market.example/sell/money", Worse: true},
		TaxDataMissing{Shop: "Töpferei Lieske", Deadline: "2026-05-01", URL: "https://market.example/sell/apply", Mail: 2, Missing: []string{"birth_date", "family_name", "tin"}},
		DebitFailed{Number: "MH-1", Total: "70.39 €", URL: "https://market.example/order"},
		InvoiceIssued{Number: "2026-000418", Shop: "Töpferei Lieske", Month: "2026-03", Amount: "147.92 €", URL: "https://market.example/sell/money?month=2026-03"},
		PayoutSent{Shop: "Töpferei Lieske", Amount: "35.74 €", On: "9 March 2026", URL: "https://market.example/seller/money"},
	}, returnSamples())
}
