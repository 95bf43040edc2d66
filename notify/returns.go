package notify

// VendorReturn tells a vendor that goods are to come back: asked for, or withdrawn from
// the contract.
type VendorReturn struct {
	Number, Shop, Buyer, Note, AnswerBy, URL string
	Withdrawn                                bool
	Items                                    []Item // without totals
}

// ReturnAnswered tells a buyer whether goods may come back.
type ReturnAnswered struct {
	Number, Vendor, Text, URL string
	Approved                  bool
}

// WithdrawalReceipt confirms a withdrawal from a contract on a durable medium, with its
// content, date and time (Directive 2011/83/EU Art. 11a(4)).
type WithdrawalReceipt struct {
	Number, Name, At, Vendor, Words, URL string
	Items                                []Item
}

// WithdrawalUnknown confirms a statement that belongs to no order by its number and
// address.
type WithdrawalUnknown struct{ Number, Name, At, Statement, URL string }

// WithdrawalOutcome tells a buyer line by line what a withdrawal did.
type WithdrawalOutcome struct {
	Number, URL string
	Rows        []WithdrawnRow
}

// WithdrawnRow is one line of a withdrawal. Why is empty, private_seller, period_over,
// already_back or asked.
type WithdrawnRow struct {
	Vendor, Title, Why             string
	Quantity, Cancelled, Returning int64
}

// CaseMessage brings what one side of a case wrote to the other.
type CaseMessage struct{ Number, From, Title, Text, URL string }

// CaseDecided tells how the market decided a case; without an amount nothing goes back.
type CaseDecided struct{ Number, Vendor, Amount, Reason, URL string }

// TemplateName implements Template.
func (VendorReturn) TemplateName() string { return "vendor_return" }

// TemplateName implements Template.
func (ReturnAnswered) TemplateName() string { return "return_answered" }

// TemplateName implements Template.
func (WithdrawalReceipt) TemplateName() string { return "withdrawal_receipt" }

// TemplateName implements Template.
func (WithdrawalUnknown) TemplateName() string { return "withdrawal_unknown" }

// TemplateName implements Template.
func (WithdrawalOutcome) TemplateName() string { return "withdrawal_outcome" }

// TemplateName implements Template.
func (CaseMessage) TemplateName() string { return "case_message" }

// TemplateName implements Template.
func (CaseDecided) TemplateName() string { return "case_decided" }

// returnSamples are the examples of this page's templates.
func returnSamples() []Template {
	const address = "https://market.example/order"
	return []Template{
		VendorReturn{
			Number: "MH-1", Shop: "Töpferei Lieske", Buyer: "Jan Nowak", Note: "The glaze is cracked.", AnswerBy: "2026-03-05 10:00 UTC",
			URL: address, Items: []Item{{Quantity: 2, Title: "Blue mug, 350 ml"}},
		},
		ReturnAnswered{Number: "MH-1", Vendor: "Töpferei Lieske", Text: "Please send it to the workshop.", URL: address, Approved: true},
		WithdrawalReceipt{
			Number: "MH-1", Name: "Jan Nowak", At: "2026-03-03 10:00 UTC", Vendor: "Töpferei Lieske", URL: address,
			Items: []Item{{Quantity: 2, Title: "Blue mug, 350 ml", Total: "39.98 €"}},
		},
		WithdrawalUnknown{
			Number: "MH-1", Name: "Jan Nowak", At: "2026-03-03 10:00 UTC", Statement: "I hereby withdraw from my contracts of sale.",
			URL: address,
		},
		WithdrawalOutcome{Number: "MH-1", URL: address, Rows: []WithdrawnRow{
			{Vendor: "Töpferei Lieske", Title: "Blue mug, 350 ml", Quantity: 2, Cancelled: 1, Returning: 1},
			{Vendor: "Dachboden", Title: "Brass lamp", Quantity: 1, Why: "private_seller"},
			{Vendor: "Dachboden", Title: "Brass bell", Quantity: 1, Why: "period_over"},
			{Vendor: "Dachboden", Title: "Brass tray", Quantity: 1, Why: "already_back"},
			{Vendor: "Dachboden", Title: "Brass cup", Quantity: 1, Why: "asked"},
		}},
		CaseMessage{Number: "MH-1", From: "Töpferei Lieske", Title: "Blue mug, 350 ml", Text: "It is on its way.", URL: address},
		CaseDecided{Number: "MH-1", Vendor: "Töpferei Lieske", Amount: "19.99 €", Reason: "The pictures show it.", URL: address},
	}
}
