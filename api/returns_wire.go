package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

// ReturnOut is a return as its buyer, its vendor and operators see it.
type ReturnOut struct {
	ID            string           `json:"id"`
	Revision      int64            `json:"revision"`
	OrderID       string           `json:"order_id,omitempty"` // not told to vendors: it is the buyer's
	VendorOrderID string           `json:"vendor_order_id"`
	Number        string           `json:"number"`
	Vendor        VendorRefOut     `json:"vendor"`
	Buyer         string           `json:"buyer"`
	WithdrawalID  string           `json:"withdrawal_id,omitempty"` // set when the law started it
	State         string           `json:"state"`
	Reason        string           `json:"reason"`
	Note          string           `json:"note,omitempty"`
	Media         []string         `json:"media"`
	Answer        string           `json:"answer,omitempty"`
	Lines         []ReturnLineOut  `json:"lines"`
	Refund        *ReturnRefundOut `json:"refund,omitempty"`
	RequestedAt   Time             `json:"requested_at"`
	ApprovedAt    *Time            `json:"approved_at,omitempty"`
	ReceivedAt    *Time            `json:"received_at,omitempty"`
	EndedAt       *Time            `json:"ended_at,omitempty"`
	DueAt         *Time            `json:"due_at,omitempty"`
	Overdue       bool             `json:"overdue,omitempty"`
	History       []HistoryOut     `json:"history"`
}

// ReturnLineOut is a line of a return.
type ReturnLineOut struct {
	LineID   string `json:"line_id"`
	Title    string `json:"title"`
	Options  string `json:"options,omitempty"`
	Image    string `json:"image,omitempty"`
	Quantity int64  `json:"quantity"`
	Arrived  int64  `json:"arrived"`
}

// ReturnRefundOut is the money of a return; Code says why it was not possible.
type ReturnRefundOut struct {
	ID              string `json:"id"`
	State           string `json:"state"`
	Code            string `json:"code,omitempty"`
	Amount          Money  `json:"amount"`
	Deduction       Money  `json:"deduction"`
	DeductionReason string `json:"deduction_reason,omitempty"`
}

// HistoryOut is one step of a return.
type HistoryOut struct {
	At   Time   `json:"at"`
	What string `json:"what"`
	Text string `json:"text,omitempty"`
}

func wireReturn(r returns.Return) ReturnOut {
	out := ReturnOut{
		ID: r.ID, Revision: r.Version, OrderID: string(r.Order), VendorOrderID: string(r.VendorOrder), Number: r.Number,
		Vendor: VendorRefOut{ID: string(r.Vendor), Name: r.VendorName}, Buyer: r.Buyer, WithdrawalID: r.Withdrawal,
		State: string(r.State), Reason: r.Reason, Note: r.Note, Media: r.Media, Answer: r.Answer, RequestedAt: Time{r.RequestedAt},
		ApprovedAt: at(r.ApprovedAt), ReceivedAt: at(r.ReceivedAt), EndedAt: at(r.EndedAt), DueAt: at(r.DueAt), Overdue: r.Overdue,
		Lines: mapped(r.Lines, func(l returns.Line) ReturnLineOut {
			return ReturnLineOut{
				LineID: string(l.Line), Title: l.Title, Options: l.Options, Image: l.Image, Quantity: l.Quantity, Arrived: l.Arrived,
			}
		}),
		History: mapped(r.History, func(e returns.Entry) HistoryOut { return HistoryOut{At: Time{e.At}, What: e.What, Text: e.Text} }),
	}
	if r.Refund != "" {
		out.Refund = &ReturnRefundOut{
			ID: string(r.Refund), State: string(r.RefundState), Code: r.RefundCode, Amount: minor(r.Amount, r.Currency),
			Deduction: minor(r.Deduction, r.Currency), DeductionReason: r.DeductionReason,
		}
	}
	return out
}

// CaseOut is a case as its sides see it.
type CaseOut struct {
	ID            string           `json:"id"`
	Revision      int64            `json:"revision"`
	OrderID       string           `json:"order_id,omitempty"` // not told to vendors: it is the buyer's
	VendorOrderID string           `json:"vendor_order_id"`
	Number        string           `json:"number"`
	Vendor        VendorRefOut     `json:"vendor"`
	Buyer         string           `json:"buyer"`
	Kind          string           `json:"kind"`
	LineID        string           `json:"line_id,omitempty"`
	Title         string           `json:"title,omitempty"`
	ReturnID      string           `json:"return_id,omitempty"`
	State         string           `json:"state"`
	Cause         string           `json:"cause,omitempty"` // why it came before the operator
	Messages      []CaseMessageOut `json:"messages"`
	Decision      *CaseDecisionOut `json:"decision,omitempty"`
	RefundCode    string           `json:"refund_code,omitempty"` // why the last decision could not be paid
	OpenedAt      Time             `json:"opened_at"`
	EscalatedAt   *Time            `json:"escalated_at,omitempty"`
	DecideBy      *Time            `json:"decide_by,omitempty"`
	EndedAt       *Time            `json:"ended_at,omitempty"`
	DueAt         *Time            `json:"due_at,omitempty"`
}

// CaseMessageOut is what one side wrote.
type CaseMessageOut struct {
	From  string   `json:"from"`
	Text  string   `json:"text"`
	Media []string `json:"media"`
	At    Time     `json:"at"`
}

// CaseDecisionOut is how a case was decided; buyers are not told who bears it.
type CaseDecisionOut struct {
	Outcome    string `json:"outcome"`
	Bearer     string `json:"bearer,omitempty"`
	OperatorBP int64  `json:"operator_bp,omitempty"`
	Amount     Money  `json:"amount"`
	Reason     string `json:"reason"`
	RefundID   string `json:"refund_id,omitempty"`
}

// wireCase writes a case; inside shows what is between the vendor and the market.
func wireCase(c returns.Case, inside bool) CaseOut {
	out := CaseOut{
		ID: c.ID, Revision: c.Version, OrderID: string(c.Order), VendorOrderID: string(c.VendorOrder), Number: c.Number,
		Vendor: VendorRefOut{ID: string(c.Vendor), Name: c.VendorName}, Buyer: c.Buyer, Kind: string(c.Kind), LineID: string(c.Line),
		Title: c.Title, ReturnID: string(c.Return), State: string(c.State), Cause: c.Cause, RefundCode: c.RefundCode,
		OpenedAt: Time{c.OpenedAt}, EscalatedAt: at(c.EscalatedAt), DecideBy: at(c.DecideBy), EndedAt: at(c.EndedAt), DueAt: at(c.DueAt),
		Messages: mapped(c.Messages, func(m returns.Message) CaseMessageOut {
			return CaseMessageOut{From: m.From, Text: m.Text, Media: m.Media, At: Time{m.At}}
		}),
	}
	if c.State == returns.CaseDecided {
		out.Decision = &CaseDecisionOut{
			Outcome: string(c.Outcome), Amount: minor(c.Amount, c.Currency), Reason: c.Reason, RefundID: string(c.Refund),
		}
		if inside {
			out.Decision.Bearer, out.Decision.OperatorBP = string(c.Bearer), int64(c.OperatorBP)
		}
	}
	return out
}

// WithdrawalOut is a statement; Lines are told only to who may read the order.
type WithdrawalOut struct {
	ID        string             `json:"id"`
	State     string             `json:"state"`
	Number    string             `json:"number"`
	Name      string             `json:"name"`
	Email     string             `json:"email"`
	Statement string             `json:"statement"`
	StatedAt  Time               `json:"stated_at"`
	Receipt   *ReceiptOut        `json:"receipt,omitempty"`
	Lines     []WithdrawnLineOut `json:"lines,omitempty"`
}

// ReceiptOut is what a confirmed statement was received as; the same is mailed.
type ReceiptOut struct {
	At        Time   `json:"at"`
	Statement string `json:"statement"`
}

// WithdrawnLineOut is what a withdrawal did to a line, or why it did nothing.
type WithdrawnLineOut struct {
	LineID    string `json:"line_id"`
	VendorID  string `json:"vendor_id"`
	Title     string `json:"title"`
	Quantity  int64  `json:"quantity"`
	Cancelled int64  `json:"cancelled"`
	Returning int64  `json:"returning"`
	ReturnID  string `json:"return_id,omitempty"`
	Why       string `json:"why,omitempty"`
	Until     *Time  `json:"until,omitempty"`
}

// wireWithdrawal writes a statement. What became of it depends on whether there is such
// an order, so that only who opened the order sees more than what was typed.
func wireWithdrawal(w returns.Withdrawal) WithdrawalOut {
	out := WithdrawalOut{
		ID: w.ID, State: string(returns.Stated), Number: w.Number, Name: w.Name, Email: w.Email, Statement: w.Statement(), StatedAt: Time{w.StatedAt},
	}
	if w.State == returns.Stated {
		return out
	}
	out.State = string(returns.Confirmed)
	out.Receipt = &ReceiptOut{At: Time{w.ConfirmedAt}, Statement: out.Statement}
	if w.Opened {
		out.Lines = mapped(w.Outcomes, func(o returns.Outcome) WithdrawnLineOut {
			return WithdrawnLineOut{
				LineID: string(o.Line), VendorID: string(o.Vendor), Title: o.Title, Quantity: o.Quantity, Cancelled: o.Cancelled,
				Returning: o.Returning, ReturnID: string(o.Return), Why: o.Why, Until: at(o.Until),
			}
		})
	}
	return out
}

func unitsIn(list []UnitsIn) []orders.Units {
	return mapped(list, func(l UnitsIn) orders.Units {
		return orders.Units{Line: markthalle.LineID(l.LineID), Quantity: l.Quantity}
	})
}

// amountIn is an amount of the wire, the zero amount when it is left out.
func amountIn(m *Money) money.Amount {
	if m == nil {
		return money.Amount{}
	}
	return m.amount()
}
