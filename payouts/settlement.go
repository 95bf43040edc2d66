package payouts

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// Settlement is the money of one vendor order.
type Settlement struct {
	store.Meta `bson:",inline"` // id stl_<vendor order>

	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Number      string                   `bson:"number"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Currency    money.Currency           `bson:"currency"`
	Charge      string                   `bson:"charge"`
	SoldAt      time.Time                `bson:"sold_at"`
	Lines       []Line                   `bson:"lines"`
	Shipping    int64                    `bson:"shipping"`
	ShipBack    int64                    `bson:"ship_back"`

	// The stages of the money. Earned is held at the sale, after commission; Back is
	// what refunds took of it, net of returned commission; Released and Paid grow by
	// release and transfer; Reversed is what came back from the vendor's account.
	Earned   int64 `bson:"earned"`
	Back     int64 `bson:"back"`
	Released int64 `bson:"released"`
	Paid     int64 `bson:"paid"`
	Reversed int64 `bson:"reversed"`
	// Open is what the next payout takes: released and not claimed, or negative when the
	// vendor owes. Claimed is what a payout has taken and not transferred yet.
	Open    int64               `bson:"open"`
	Claimed int64               `bson:"claimed"`
	Payout  markthalle.PayoutID `bson:"payout,omitempty"`

	State       State     `bson:"state"`
	ShippedAt   time.Time `bson:"shipped_at"`
	DeliveredAt time.Time `bson:"delivered_at"`
	ReleaseAt   time.Time `bson:"release_at"`
	// DueAt is when the release job looks at it; zero when there is nothing to release.
	DueAt time.Time `bson:"due_at,omitempty"`
	// Reserved is what of Released is kept in the vendor's rolling reserve until
	// ReserveUntil; Kept is what was kept at the release. ReserveDue is when the job that
	// frees reserves looks at it, and ReserveKey is vendor|currency, both while Reserved
	// is not zero. Freed is what of Open came out of the reserve.
	Kept         int64     `bson:"kept,omitempty"`
	Reserved     int64     `bson:"reserved,omitempty"`
	Freed        int64     `bson:"freed,omitempty"`
	ReserveUntil time.Time `bson:"reserve_until,omitempty"`
	ReserveDue   time.Time `bson:"reserve_due,omitempty"`
	ReserveKey   string    `bson:"reserve_key,omitempty"`
	// OpenKey is vendor|currency while Open is not zero: payouts find it by this.
	OpenKey   string     `bson:"open_key,omitempty"`
	Holds     []Hold     `bson:"holds"`
	Applied   []Applied  `bson:"applied"`
	Transfers []Transfer `bson:"transfers"`
}

// State is the stage that most of a settlement's money is in.
type State string

// The states of a settlement.
const (
	Held       State = "held"
	Releasable State = "released"
)

// Line is a line's frozen shares and what refunds took of them.
type Line struct {
	ID       markthalle.LineID `bson:"id"`
	Units    int64             `bson:"units"`
	Paid     int64             `bson:"paid"` // by the buyer
	Operator int64             `bson:"operator"`
	Points   int64             `bson:"points"`
	Fee      commission.Fee    `bson:"fee"`

	ByAmount     bool                `bson:"by_amount,omitempty"` // a refund by amount has been among them
	BackUnits    int64               `bson:"back_units"`
	BackPaid     int64               `bson:"back_paid"`
	BackOperator int64               `bson:"back_operator"`
	BackPoints   int64               `bson:"back_points"`
	BackFee      commission.Returned `bson:"back_fee"`
}

// Hold is a typed reason that stops a release.
type Hold struct {
	ID     string    `bson:"id"`
	Kind   string    `bson:"kind"`
	Reason string    `bson:"reason"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
	Until  time.Time `bson:"until,omitempty"`
}

// Applied is one refund as it was booked.
type Applied struct {
	Refund     markthalle.RefundID `bson:"refund"`
	Cash       int64               `bson:"cash"`
	Operator   int64               `bson:"operator"`
	Points     int64               `bson:"points"`
	Commission int64               `bson:"commission"`
	VAT        int64               `bson:"vat"`
	After      bool                `bson:"after"` // after the release
	// FromReserve is what of it the order's own reserve bears.
	FromReserve int64  `bson:"from_reserve,omitempty"`
	Reverse     int64  `bson:"reverse"`
	Chargeback  bool   `bson:"chargeback,omitempty"` // a bank took it, not a refund
	Rejected    string `bson:"rejected,omitempty"`
	// Asks is what is asked back of which transfer; together they are Reverse.
	Asks []Ask `bson:"asks,omitempty"`
	// Settled are the transfers whose reversal for this refund is booked.
	Settled []markthalle.TransferID `bson:"settled,omitempty"`
	At      time.Time               `bson:"at"`
}

// Ask is the part of one transfer that a refund asks back.
type Ask struct {
	Transfer markthalle.TransferID `bson:"transfer"`
	Amount   int64                 `bson:"amount"`
}

// leg is what the refund takes from the vendor: cash and what the operator had paid.
func (a Applied) leg() int64 { return a.Cash + a.Operator + a.Points }

// net is the leg less the commission that comes back.
func (a Applied) net() int64 { return a.leg() - a.Commission - a.VAT }

// Transfer is one movement to the vendor that this settlement is part of.
type Transfer struct {
	ID       markthalle.TransferID `bson:"id"`
	Amount   int64                 `bson:"amount"`
	Reversed int64                 `bson:"reversed"`
	Asked    int64                 `bson:"asked"` // of it, what reversals have been asked for
	Done     bool                  `bson:"done"`
}

// The bounds of a settlement's lists.
const (
	maxApplied   = 220
	maxTransfers = 100
	maxHolds     = 20
)

func settlementID(v markthalle.VendorOrderID) string { return "stl_" + markthalle.Body(v) }

// newSettlement freezes the shares of one part of an order.
func newSettlement(o *orders.Order, p *orders.Part, at time.Time) Settlement {
	s := Settlement{
		Meta: store.Meta{ID: settlementID(p.VendorOrder)}, VendorOrder: p.VendorOrder, Order: markthalle.OrderID(o.ID),
		Number: o.Number, Vendor: p.Vendor, Currency: o.Currency, Charge: o.Charge, SoldAt: at, Shipping: p.ShippingPrice,
		State: Held,
	}
	s.Earned = p.ShippingPrice
	for _, l := range p.Lines {
		s.Lines = append(s.Lines, Line{
			ID: l.ID, Units: l.Quantity, Paid: l.Paid, Operator: l.OperatorDiscount, Points: l.PointsDiscount, Fee: l.Fee,
		})
		s.Earned += l.VendorShare() - l.Fee.Commission - l.Fee.VAT
	}
	return s
}

// held is what is earned, not given back and not released.
func (s *Settlement) held() int64 {
	if s.State == Held {
		return s.Earned - s.Back
	}
	return 0
}

func (s *Settlement) applied(id markthalle.RefundID) *Applied {
	for i := range s.Applied {
		if s.Applied[i].Refund == id {
			return &s.Applied[i]
		}
	}
	return nil
}

func (s *Settlement) transfer(id markthalle.TransferID) *Transfer {
	for i := range s.Transfers {
		if s.Transfers[i].ID == id {
			return &s.Transfers[i]
		}
	}
	return nil
}

// vatLine is a line by which the VAT on this part's fees is booked: one that bears some.
// All fees of one vendor are treated alike, but for rules that charge no VAT at all.
func (s *Settlement) vatLine() Line {
	for _, l := range s.Lines {
		if l.Fee.VAT != 0 {
			return l
		}
	}
	return s.Lines[0]
}

// setOpen changes what the next payout takes and keeps the index in step.
func (s *Settlement) setOpen(n int64) {
	s.Open, s.OpenKey = n, ""
	if n != 0 {
		s.OpenKey = openKey(s.Vendor, s.Currency)
	}
}

func openKey(v markthalle.VendorID, c money.Currency) string { return string(v) + "|" + string(c) }

// blocked returns the hold that stops the release now, nil when none does.
func (s *Settlement) blocked(now time.Time) *Hold {
	for i, h := range s.Holds {
		if h.Until.IsZero() || now.Before(h.Until) {
			return &s.Holds[i]
		}
	}
	return nil
}

// take works out and records what a refund takes, line by line: the cash as told, the
// operator's, points' and commission's shares by units, or by amount once a refund by
// amount has been among them (PAY-71, PAY-74, marketplace rules §9.2).
func (s *Settlement) take(in payments.RefundIntent, at time.Time) (Applied, string, error) {
	a := Applied{Refund: in.ID, Cash: in.Shipping, At: at, After: s.State != Held}
	if in.Shipping < 0 || s.ShipBack+in.Shipping > s.Shipping {
		return a, "payouts.refund_shipping", nil
	}
	fresh := make([]Line, len(s.Lines))
	copy(fresh, s.Lines)
	for _, r := range in.Lines {
		i := -1
		for n := range fresh {
			if fresh[n].ID == r.Line {
				i = n
			}
		}
		if i < 0 || r.Amount < 0 || r.Quantity < 0 || fresh[i].BackPaid+r.Amount > fresh[i].Paid || fresh[i].BackUnits+r.Quantity > fresh[i].Units {
			return a, "payouts.refund_line", nil
		}
		if r.Amount == 0 && r.Quantity == 0 {
			continue
		}
		if err := fresh[i].back(r, &a); err != nil {
			return a, "", err
		}
	}
	if a.Cash != in.Amount.Minor || len(s.Applied) >= maxApplied {
		return a, "payouts.refund_amount", nil
	}
	s.Lines, s.ShipBack = fresh, s.ShipBack+in.Shipping
	return a, "", nil
}

// back takes one line's part of a refund.
func (l *Line) back(r payments.RefundLine, a *Applied) error {
	byUnits := false
	if r.Quantity > 0 && !l.ByAmount {
		share, err := money.CumulativeShare(l.Paid, l.BackUnits+r.Quantity, l.Units, l.BackPaid)
		if err != nil {
			return err
		}
		byUnits = share == r.Amount
	}
	l.ByAmount = l.ByAmount || !byUnits
	l.BackUnits += r.Quantity
	l.BackPaid += r.Amount
	var operator, points int64
	var err error
	share := commission.Cash(l.BackPaid, l.Paid)
	if byUnits {
		share = commission.Units(l.BackUnits, l.Units)
		if operator, err = money.CumulativeShare(l.Operator, l.BackUnits, l.Units, l.BackOperator); err != nil {
			return err
		}
		if points, err = money.CumulativeShare(l.Points, l.BackUnits, l.Units, l.BackPoints); err != nil {
			return err
		}
	} else {
		if operator, err = money.CumulativeHalfUp(l.Operator, l.BackPaid, l.Paid, l.BackOperator); err != nil {
			return err
		}
		if points, err = money.CumulativeHalfUp(l.Points, l.BackPaid, l.Paid, l.BackPoints); err != nil {
			return err
		}
	}
	fee, err := l.Fee.Return(share, l.BackFee)
	if err != nil {
		return err
	}
	operator, points = max(0, operator), max(0, points)
	l.BackOperator += operator
	l.BackPoints += points
	l.BackFee = l.BackFee.Plus(fee)
	a.Cash += r.Amount
	a.Operator += operator
	a.Points += points
	a.Commission += fee.Commission
	a.VAT += fee.VAT
	return nil
}
