package operator

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// reserve maps a vendor's policy and what is kept by it; the form offers it again.
func (w words) reserve(b payouts.Balance) VendorReserve {
	p := b.Policy
	out := VendorReserve{
		ShareBP: int64(p.ShareBP), Day: int64(p.Days), Cap: edge.Minor(p.Cap, b.Currency), Reason: p.Reason, Kept: edge.Minor(b.Reserved, b.Currency),
	}
	if p.ShareBP > 0 {
		out.Share = w.percent(p.ShareBP)
	}
	if p.Days > 0 {
		out.Days = strconv.Itoa(p.Days)
	}
	if p.Cap > 0 {
		out.Limit = out.Cap.Plain(w.locale)
	}
	return out
}

// reserveFields are the form's names of what the service finds fault with.
var reserveFields = map[string]string{
	"share_bp": "reserve_share", "days": "reserve_days", "cap": "reserve_cap", "reason": "reserve_reason",
}

// setReserve sets what of a vendor's releases is kept.
func setReserve(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorID(c.Param("id"))
	typed := VendorReserve{
		Share: strings.TrimSpace(strings.TrimSuffix(c.Form("reserve_share"), "%")), Days: strings.TrimSpace(c.Form("reserve_days")),
		Limit: c.Form("reserve_cap"), Why: c.Form("reserve_reason"),
	}
	var f formFaults
	in := payouts.ReserveInput{
		Currency: c.Market.Currency, Reason: typed.Why, Cap: f.amount("reserve_cap", typed.Limit, c.Market.Currency).Minor,
		ShareBP: money.BasisPoints(f.amount("reserve_share", typed.Share, money.EUR).Minor), // two decimals, like a rate
	}
	days, err := strconv.Atoi(cmp.Or(typed.Days, "0"))
	if err != nil {
		f.bad("reserve_days", "number")
	}
	in.Days = days
	if err = f.err(); err == nil {
		_, err = c.Payouts.SetReserve(c.Context, a, id, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return vendorPage(c, a, renamed(faults, reserveFields), func(v *Vendor) {
				v.Reserve.Share, v.Reserve.Days, v.Reserve.Limit, v.Reserve.Why = typed.Share, typed.Days, typed.Limit, typed.Why
			})
		})
	}
	c.Flash("good", FlashReserveSet)
	return c.Redirect("/operator/vendors/" + string(id))
}

// freeReserve gives back what is kept of a vendor's orders.
func freeReserve(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorID(c.Param("id"))
	if _, err := c.Vendors.Get(c.Context, id); err != nil {
		return err
	}
	_, err := c.Payouts.EndReserve(c.Context, a, id, c.Market.Currency, c.Form("free_reason"))
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return vendorPage(c, a, renamed(faults, map[string]string{"reason": "free_reason"}), nil)
		})
	}
	c.Flash("good", FlashReserveFreed)
	return c.Redirect("/operator/vendors/" + string(id))
}
