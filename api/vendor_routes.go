package api

import (
	"net/http"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
)

// vendor returns the endpoints of the seller portal.
func (r *routes) vendor() []endpoint.Endpoint {
	return slices.Concat(
		r.vendorOnboarding(), r.vendorShop(), r.vendorProducts(), r.vendorMedia(), r.vendorOffers(), r.vendorImports(),
		r.vendorOrders(), r.vendorReturns(), r.vendorFees(), r.vendorMoney(), r.vendorTeam(), r.vendorPromotions(), r.vendorSearch(),
	)
}

// asVendor lets in who acts for a vendor with p.
func asVendor(p markthalle.Permission) endpoint.Option { return endpoint.For(endpoint.Vendor, p) }

// asOperator lets in who acts for the market with p.
func asOperator(p markthalle.Permission) endpoint.Option {
	return endpoint.For(endpoint.Operator, p)
}

// created201 is the status of what makes something new.
func created201() endpoint.Option { return endpoint.Answers(http.StatusCreated) }

// writtenIn is the language that a plain text is taken to be in: that of the person who
// writes it, for keys that of the request.
func writtenIn(c *endpoint.Call) markthalle.Locale {
	if c.Identity.Person != nil && c.Identity.Person.Locale != "" {
		return c.Identity.Person.Locale
	}
	return c.Locale
}

// overlay lays texts that were written over those that are there: a reader sees one
// language and must be able to change that one alone. An empty wording removes its
// language, nothing at all removes everything.
func overlay(base markthalle.Texts, in Texts, l markthalle.Locale) markthalle.Texts {
	if in.Empty() {
		return nil
	}
	out := base
	for _, t := range in.In(l) {
		out = out.Set(t.Locale, t.Value)
	}
	return slices.DeleteFunc(out, func(t markthalle.Text) bool { return t.Value == "" })
}

// unlessChanged is the condition of a write that rests on what was just read: the
// caller's If-Match, else the revision that was read.
func unlessChanged(c *endpoint.Call, revision int64) *int64 {
	if c.IfMatch != nil {
		return c.IfMatch
	}
	return &revision
}

// CurrencyIn is the currency that is asked about; the market's own when it is left out.
type CurrencyIn struct {
	Currency string `query:"currency" validate:"omitempty,len=3"`
}

func (r *routes) currencyOf(code string) (money.Currency, error) {
	if code == "" {
		return r.Market.Currency, nil
	}
	c := money.Currency(code)
	var f markthalle.Faults
	if !c.Valid() {
		f.AddField(markthalle.Field{
			Pointer: "/currency", Code: "not_a_currency", Message: "This is not a currency code.",
			Found: code, Wanted: "three letters by ISO 4217, such as EUR",
		})
	}
	return c, f.Err("request.invalid")
}

// checkReturn records a fault unless an address leads back to an origin of the market's
// list.
func (r *routes) checkReturn(f *markthalle.Faults, pointer, address string) {
	if returnsTo(r.Market, address) {
		return
	}
	f.AddField(markthalle.Field{
		Pointer: pointer, Code: "not_allowed", Message: "This address does not lead back to the market.",
		Found: address, Wanted: "an address at one of the market's origins",
	})
}

// texts turns typed strings into those of the wire.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

// ids turns strings of the wire into typed ids.
func ids[T ~string](list []string) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(list))
	for i, x := range list {
		out[i] = T(x)
	}
	return out
}

// mapped returns every item mapped by f.
func mapped[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}
