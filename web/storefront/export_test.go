package storefront

import (
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/web/kernel"
)

// What the mapping tests see: pure functions between services and views.
var (
	ReadPrice        = readPrice
	ReadRange        = readRange
	WriteThousandths = writeThousandths
	Paragraphs       = paragraphs
	FirstSentence    = firstSentence
	WorkingDays      = workingDays
	OrderState       = orderState
	OnAxis           = onAxis
	DayColumn        = dayColumn
	AxisStart        = axisStart
	Midnight         = midnight
	Step             = step
	DeviceOf         = deviceOf
	TaxesOf          = taxesOf
	MostOf           = mostOf
	Hosted           = hosted
	Countries        = countries
	Blocked          = blocked
	FormFaults       = formFaults
	StopsOf          = stopsOf
	Cancellable      = cancellable
	GoodOf           = goodOf
)

// Wish is a list's wish for tests.
type Wish struct{ w wish }

// NewWish returns the wish for a path.
func NewWish(path, text string) Wish { return Wish{wish{path: path, text: text, page: 1}} }

// Pick adds a value of a filter.
func (w *Wish) Pick(key, value string) { w.w.choose(key, value) }

// Bounds sets the bounds of the price.
func (w *Wish) Bounds(low, high string) { w.w.min, w.w.max = low, high }

// At sets page and order.
func (w *Wish) At(page int, sort string) { w.w.page, w.w.sort = page, sort }

// Address is where the wish is shown; Without and Bare what its chips lead to.
func (w Wish) Address() string                  { return w.w.address() }
func (w Wish) Without(key, value string) string { return w.w.without(key, value).address() }
func (w Wish) Bare() string                     { return w.w.bare().address() }
func (w Wish) Pages(shown, total int) kernel.Pager {
	return showPages(w.w, shown, total)
}

// Prices is the histogram of a wish.
func (w Wish) Prices(r []search.FacetResult, cur money.Currency) *PriceRange {
	return showPrices(w.w, r, cur, "€", "")
}

// Summary keeps the arguments of OrderState short.
func Summary(o orders.State, parts ...orders.VendorState) string {
	var list []orders.VendorOrder
	for _, s := range parts {
		list = append(list, orders.VendorOrder{State: s})
	}
	return orderState(&orders.Order{State: o}, list)
}
