package operator

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	vendorRows  = 40
	searchLimit = 2000 // documents that a search looks at
	readPage    = 250
)

// readAll reads a list by its pages, at most limit items.
func readAll[T any](limit int, page func(q markthalle.PageQuery) (markthalle.Page[T], error)) ([]T, error) {
	var out []T
	q := markthalle.PageQuery{Limit: min(readPage, limit)}
	for {
		p, err := page(q)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Items...)
		if p.Next == "" || len(out) >= limit {
			return out, nil
		}
		q.Cursor = p.Next
	}
}

// submittedAt is when an application was last handed in.
func submittedAt(v vendors.Vendor) time.Time {
	at := v.CreatedAt
	for _, t := range v.History {
		if t.To == vendors.Applied || t.From == vendors.ChangesRequested && t.To == vendors.InReview {
			at = t.At
		}
	}
	return at
}

// applications reads what waits for a decision, what waits longest first.
func applications(c *edge.Ctx, a markthalle.Actor, limit int) ([]vendors.Vendor, error) {
	var out []vendors.Vendor
	for _, state := range []vendors.State{vendors.Applied, vendors.InReview} {
		list, err := readAll(limit, func(q markthalle.PageQuery) (markthalle.Page[vendors.Vendor], error) {
			return c.Vendors.List(c.Context, a, state, q)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.SortStableFunc(out, func(x, y vendors.Vendor) int { return submittedAt(x).Compare(submittedAt(y)) })
	return out, nil
}

func showApplications(c *edge.Ctx, a markthalle.Actor) error {
	list, err := applications(c, a, searchLimit)
	if err != nil {
		return err
	}
	view := Vendors{Title: "applications", Pager: kernel.Pager{From: 1, To: int64(len(list)), Total: int64(len(list))}}
	if view.Tabs, err = vendorTabs(c, ""); err != nil {
		return err
	}
	if view.Rows, err = vendorRowsOf(c, a, list); err != nil {
		return err
	}
	return c.Render(PageVendors, view)
}

// vendorTabs counts vendors by state.
func vendorTabs(c *edge.Ctx, current string) ([]Tab, error) {
	tabs := []Tab{{Key: "all", URL: "/operator/vendors", Current: current == "all"}}
	for _, s := range vendors.States() {
		n, err := c.Vendors.Count(c.Context, s)
		if err != nil {
			return nil, err
		}
		tabs[0].Count += n
		if n > 0 || current == string(s) {
			tabs = append(tabs, Tab{Key: string(s), URL: "/operator/vendors?state=" + string(s), Count: n, Current: current == string(s)})
		}
	}
	return tabs, nil
}

func showVendors(c *edge.Ctx, a markthalle.Actor) error {
	state := vendors.State(c.Query("state"))
	if !slices.Contains(vendors.States(), state) {
		state = ""
	}
	view := Vendors{Title: "vendors", Query: c.Query("q")}
	tabs, err := vendorTabs(c, cmp.Or(string(state), "all"))
	if err != nil {
		return err
	}
	view.Tabs = tabs
	total := tabs[0].Count
	for _, t := range tabs {
		if t.Current {
			total = t.Count
		}
	}
	var list []vendors.Vendor
	if view.Query != "" {
		if list, err = searchVendors(c, a, state, view.Query); err != nil {
			return err
		}
		view.Pager = kernel.Pager{From: 1, To: int64(len(list)), Total: int64(len(list))}
	} else {
		page, err := c.Vendors.List(c.Context, a, state, c.Page(vendorRows))
		if err != nil {
			return err
		}
		list, view.Pager = page.Items, cursorPager(c, queryOf(c, "state"), len(page.Items), page.Next, total)
	}
	if view.Rows, err = vendorRowsOf(c, a, list); err != nil {
		return err
	}
	return c.Render(PageVendors, view)
}

// searchVendors looks through vendors by name, town, number and id.
func searchVendors(c *edge.Ctx, a markthalle.Actor, state vendors.State, query string) ([]vendors.Vendor, error) {
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[vendors.Vendor], error) {
		return c.Vendors.List(c.Context, a, state, q)
	})
	return slices.DeleteFunc(list, func(v vendors.Vendor) bool {
		return !holdsAny(query, v.ID, v.ShopName, v.LegalName, v.Address.City, v.Slug, v.VATID, v.RegistrationNumber, v.Email)
	}), err
}

// holdsAny reports whether one of the texts holds what was searched for.
func holdsAny(query string, texts ...string) bool {
	query = strings.ToLower(query)
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), query) })
}

// vendorRowsOf maps vendors with their money, where the actor may see it.
func vendorRowsOf(c *edge.Ctx, a markthalle.Actor, list []vendors.Vendor) ([]VendorRow, error) {
	w := wordsOf(c)
	var out []VendorRow
	for _, v := range list {
		row := w.vendorRow(v)
		if a.Can(markthalle.LedgerRead) && v.State != vendors.Applied && v.State != vendors.InReview {
			b, err := c.Payouts.BalanceOf(c.Context, a, v.VendorID(), c.Market.Currency)
			if err != nil {
				return nil, err
			}
			row.Held = edge.Minor(b.Pending+b.OnHold, b.Currency)
		}
		if a.Can(markthalle.OffersRead) {
			n, err := liveOffers(c, a, v.VendorID())
			if err != nil {
				return nil, err
			}
			row.Offers = n
		}
		out = append(out, row)
	}
	return out, nil
}

// liveOffers counts a vendor's offers on sale.
func liveOffers(c *edge.Ctx, a markthalle.Actor, v markthalle.VendorID) (int64, error) {
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[catalog.Offer], error) {
		return c.Catalog.VendorOffersIn(c.Context, a, v, catalog.OfferActive, q)
	})
	return int64(len(list)), err
}

func vendorTone(s vendors.State) string {
	tone := map[vendors.State]string{
		vendors.Active: "good", vendors.Approved: "info", vendors.Applied: "warn", vendors.InReview: "warn", vendors.ChangesRequested: "info",
		vendors.Suspended: "bad", vendors.Rejected: "none", vendors.Terminated: "none",
	}[s]
	return cmp.Or(tone, "none")
}

func (w words) vendorRow(v vendors.Vendor) VendorRow {
	out := VendorRow{
		ID: v.ID, ShopName: v.ShopName, LegalName: v.LegalName, Place: strings.Trim(v.Address.City+", "+v.Country, ", "), State: string(v.State),
		Tone: vendorTone(v.State), Since: v.CreatedAt, Missing: missing(v.Checklist),
	}
	if v.State == vendors.Active || v.State == vendors.Suspended || v.State == vendors.Approved {
		out.Payouts = sign("warn", w.t("vendors.payouts_off"))
		if v.Transferable {
			out.Payouts = sign("good", w.t("vendors.payouts_on"))
		}
	}
	return out
}

// missing counts the required items that are not accepted.
func missing(list []vendors.Item) int {
	n := 0
	for _, i := range list {
		if i.Required && i.State != vendors.ItemAccepted {
			n++
		}
	}
	return n
}

func showVendor(c *edge.Ctx, a markthalle.Actor) error { return vendorPage(c, a, nil, nil) }

// vendorPage shows one vendor with everything; typed, which may be nil, puts in what was
// typed.
func vendorPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults, typed func(*Vendor)) error {
	id := markthalle.VendorID(c.Param("id"))
	v, err := c.Vendors.Get(c.Context, id)
	if err != nil {
		return err
	}
	w := wordsOf(c)
	view := w.vendor(v, a)
	view.Faults = faults
	for _, add := range []func(*edge.Ctx, markthalle.Actor, words, vendors.Vendor) error{
		view.addPeople, view.addMoney, view.addCounts, view.addNext,
	} {
		if err := add(c, a, w, v); err != nil {
			return err
		}
	}
	if typed != nil {
		typed(&view)
	}
	return c.Render(PageVendor, view)
}

func (v *Vendor) addPeople(c *edge.Ctx, a markthalle.Actor, _ words, _ vendors.Vendor) error {
	if !a.Can(markthalle.MembersRead) {
		return nil
	}
	list, people, err := membersOf(c, a, markthalle.VendorID(v.ID))
	if err != nil {
		return err
	}
	v.People = members(list, people, c.Person())
	return nil
}

func (v *Vendor) addMoney(c *edge.Ctx, a markthalle.Actor, w words, _ vendors.Vendor) error {
	if !a.Can(markthalle.LedgerRead) {
		return nil
	}
	b, err := c.Payouts.BalanceOf(c.Context, a, markthalle.VendorID(v.ID), c.Market.Currency)
	if err != nil {
		return err
	}
	v.Balance, v.CanReserve = balance(b), a.Can(markthalle.LedgerMoney)
	v.Reserve, v.Owed = w.reserve(b), edge.Minor(b.Owed, b.Currency)
	v.OwedText = v.Owed.Plain(w.locale)
	memo, err := c.Payouts.MemoOf(c.Context, a, markthalle.VendorID(v.ID))
	if err != nil {
		return err
	}
	v.Account = mapped(memo, vendorAccount)
	if err := v.addEntries(c, a); err != nil {
		return err
	}
	holds, err := c.Payouts.Holds(c.Context, markthalle.VendorID(v.ID))
	if err != nil {
		return err
	}
	v.Holds = mapped(holds, func(h payouts.Hold) VendorHold {
		return VendorHold{ID: h.ID, Reason: h.Reason, Until: h.Until, By: h.By}
	})
	return nil
}

func vendorAccount(b payouts.MemoBalance) VendorAccount {
	return VendorAccount{Currency: string(b.Currency), Parts: []Amount{
		{ledger.ConnFunding, edge.Minor(b.Funded, b.Currency)},
		{ledger.ConnAvailable, edge.Minor(b.Available, b.Currency)},
		{ledger.ConnInTransit, edge.Minor(b.InTransit, b.Currency)},
		{ledger.ConnBank, edge.Minor(b.Bank, b.Currency)},
	}}
}

func balance(b payouts.Balance) []Amount {
	out := []Amount{
		{"held", edge.Minor(b.Pending, b.Currency)},
		{"available", edge.Minor(b.Available, b.Currency)},
		{"reserve", edge.Minor(b.Reserved, b.Currency)},
		{"on_the_way", edge.Minor(b.InTransfer, b.Currency)},
	}
	if b.OnHold != 0 {
		out = append(out, Amount{"on_hold", edge.Minor(b.OnHold, b.Currency)})
	}
	if b.Owed != 0 {
		out = append(out, Amount{"owed", edge.Minor(-b.Owed, b.Currency)})
	}
	return out
}

func (v *Vendor) addCounts(c *edge.Ctx, a markthalle.Actor, _ words, _ vendors.Vendor) error {
	id := markthalle.VendorID(v.ID)
	if a.Can(markthalle.OffersRead) {
		n, err := liveOffers(c, a, id)
		if err != nil {
			return err
		}
		v.OffersLive = n
	}
	if !a.Can(markthalle.OrdersRead) {
		return nil
	}
	for _, s := range []orders.VendorState{orders.VendorPaid, orders.Accepted, orders.PartlyShipped} {
		n, err := c.Orders.CountVendorOrders(c.Context, a, id, s)
		if err != nil {
			return err
		}
		v.OrdersOpen += n
	}
	return nil
}

// addNext leads to the application that is to be decided after this one.
func (v *Vendor) addNext(c *edge.Ctx, a markthalle.Actor, _ words, own vendors.Vendor) error {
	if own.State != vendors.Applied && own.State != vendors.InReview {
		return nil
	}
	list, err := applications(c, a, vendorRows)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(x vendors.Vendor) bool { return x.ID == v.ID })
	if len(list) > 0 {
		v.NextURL, v.NextLabel = "/operator/vendors/"+list[0].ID, list[0].ShopName
	}
	return nil
}

// decideVendor carries out a decision about a vendor, then goes on to the next
// application, or back to the vendor.
func decideVendor(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorID(c.Param("id"))
	s := c.Vendors
	steps := map[string]struct {
		do    func(context.Context, markthalle.Actor, markthalle.VendorID, vendors.Decision) (vendors.Vendor, error)
		flash string
	}{
		"approve": {s.Approve, FlashApproved}, "reject": {s.Reject, FlashRejected}, "request_changes": {s.RequestChanges, FlashAsked},
		"suspend": {s.Suspend, FlashSuspended}, "reinstate": {s.Reinstate, FlashReinstated},
	}
	step, ok := steps[c.Form("do")]
	if !ok {
		return markthalle.ErrNotFound
	}
	d := vendors.Decision{Note: c.Form("note"), Reasons: chosen(c, "reasons")}
	next := ""
	err := c.Once(func() error {
		before, err := s.Get(c.Context, id)
		if err != nil {
			return err
		}
		var view Vendor
		view.ID = string(id)
		if err := view.addNext(c, a, wordsOf(c), before); err != nil {
			return err
		}
		next = view.NextURL
		_, err = step.do(c.Context, a, id, d)
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return vendorPage(c, a, faults, func(v *Vendor) { v.Note, v.Chosen = d.Note, d.Reasons })
		})
	}
	c.Flash("good", step.flash)
	return c.Redirect(cmp.Or(next, "/operator/vendors/"+string(id)))
}

func addHold(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorID(c.Param("id"))
	var f formFaults
	in := payouts.HoldInput{ID: c.Mint("hold"), Reason: c.Form("hold_reason"), Until: f.day("until", c.Form("until"), c.Site.Zone())}
	err := f.err()
	if err == nil {
		_, err = c.Payouts.AddHold(c.Context, a, id, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return vendorPage(c, a, renamed(faults, map[string]string{"reason": "hold_reason"}), nil)
		})
	}
	c.Flash("good", FlashHeld)
	return c.Redirect("/operator/vendors/" + string(id))
}

func liftHold(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorID(c.Param("id"))
	err := c.Payouts.LiftHold(c.Context, a, id, c.Param("hold"), nil)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	c.Flash("good", FlashLifted)
	return c.Redirect("/operator/vendors/" + string(id))
}

// membersOf reads the members of an organisation and who they are.
func membersOf(c *edge.Ctx, a markthalle.Actor, v markthalle.VendorID) ([]accounts.Membership, []accounts.Person, error) {
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[accounts.Membership], error) {
		return c.Accounts.Members(c.Context, a, v, q)
	})
	if err != nil {
		return nil, nil, err
	}
	var ids []markthalle.PersonID
	for _, m := range list {
		if m.Person != "" {
			ids = append(ids, m.Person)
		}
	}
	people, err := c.Accounts.People(c.Context, ids)
	return list, people, err
}
