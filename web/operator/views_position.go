package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Positions is what the market has, owes and earned by the end of a month.
type Positions struct {
	Month  time.Time // the first moment of it
	At     time.Time // up to which facts count
	Before string    // URL of the month before
	After  string    // URL of the month after; empty in the present one

	Currencies []Position
}

// Position is one currency of Positions. What belongs to others, and what was spent, is
// negative.
type Position struct {
	Currency string
	There    []PositionRow // cash, and what of it belongs to others
	Own      kernel.Money  // what is left of it
	Earned   []PositionRow // within the month
	Result   kernel.Money  // their sum
	Before   kernel.Money  // earned before the month
	Sum      kernel.Money  // of both
	Holds    bool          // Sum is Own
}

// PositionRow is one amount of a Position.
type PositionRow struct {
	Key    string // position_row
	Amount kernel.Money
}
