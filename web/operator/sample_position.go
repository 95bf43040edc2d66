package operator

import (
	"time"

	"github.com/markthalle/markthalle/ledger"
)

func samplePosition() Positions {
	month := time.Date(sampleNow.Year(), sampleNow.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Positions{
		Month: month, At: sampleNow, Before: "/operator/position?month=" + month.AddDate(0, -1, 0).Format(monthForm),
		Currencies: []Position{
			position(ledger.Position{Currency: "EUR", Cash: 2977596, Disputed: 8190, OwedVendors: 175343, OwedTax: 114899, Revenue: 218400, Expenses: 41190, EarnedBefore: 2518334}),
			position(ledger.Position{Currency: "PLN", Cash: 70390, OwedVendors: 60010, OwedTax: 1900, Revenue: 8480}),
		},
	}
}
