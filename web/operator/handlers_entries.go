package operator

import (
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// VendorEntry is a manual entry that waits for a second person. Kind is a code below
// "entry.".
type VendorEntry struct {
	ID, Kind, Reason, By string
	Amount               kernel.Money
	At                   time.Time
	Own                  bool   // proposed by who looks: somebody else decides
	VAT                  string // code below "entry_vat."; empty for the default
	Files                EntryFiles
}

// entryKinds are what the form offers; a write-off has its own form.
var entryKinds = []string{string(payouts.Credit), string(payouts.Fine), string(payouts.Subscription), string(payouts.Correction)}

// addEntries adds the entries on the vendor's account that wait for a second person.
func (v *Vendor) addEntries(c *edge.Ctx, a markthalle.Actor) error {
	if !v.CanReserve {
		return nil
	}
	v.EntryKinds = entryKinds
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[payouts.Proposal], error) {
		return c.Payouts.Proposals(c.Context, a, payouts.Undecided, q)
	})
	if err != nil {
		return err
	}
	for _, p := range list {
		if string(p.Vendor) == v.ID {
			files, err := entryFiles(c, a, p.ID, "/operator/vendors/"+v.ID)
			if err != nil {
				return err
			}
			v.Entries = append(v.Entries, VendorEntry{
				ID: p.ID, Kind: string(p.Kind), Reason: p.Reason, By: p.By, Amount: edge.Minor(p.Amount.Minor, p.Amount.Currency), At: p.At, Own: p.By == a.ID(), VAT: string(p.VAT), Files: files,
			})
		}
	}
	return v.addPosted(c, markthalle.VendorID(v.ID))
}

// writeOff gives up what a vendor owes.
func writeOff(c *edge.Ctx, a markthalle.Actor) error {
	return enter(c, a, payouts.WriteOff, c.Form("write_off"), c.Form("write_off_reason"), FlashWrittenOff,
		map[string]string{"reason": "write_off_reason", "amount[amount]": "write_off", "amount[currency]": "write_off"}, "write_off")
}

// postEntry posts a manual entry on a vendor's account.
func postEntry(c *edge.Ctx, a markthalle.Actor) error {
	return enter(c, a, payouts.EntryKind(c.Form("entry_kind")), c.Form("entry_amount"), c.Form("entry_reason"), FlashEntryPosted,
		map[string]string{"reason": "entry_reason", "amount[amount]": "entry_amount", "amount[currency]": "entry_amount", "kind": "entry_kind", "vat": "entry_vat"}, "entry_amount")
}

// enter posts an entry, or proposes it where a second person is needed.
func enter(c *edge.Ctx, a markthalle.Actor, kind payouts.EntryKind, amount, reason string, done string, fields map[string]string, field string) error {
	id := markthalle.VendorID(c.Param("id"))
	var f formFaults
	in := payouts.EntryInput{ID: c.Mint("adj"), Vendor: id, Kind: kind, Reason: reason, VAT: entryVAT(c), Amount: entryAmount(&f, field, amount, c.Market.Currency)}
	err := f.err()
	var waits *payouts.Proposal
	if err == nil {
		_, waits, err = c.Payouts.ProposeEntry(c.Context, a, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return vendorPage(c, a, renamed(faults, fields), nil) })
	}
	if waits != nil {
		done = FlashEntryWaits
	}
	c.Flash("good", done)
	return c.Redirect("/operator/vendors/" + string(id))
}

// entryAmount reads an amount that may be negative: what a correction takes.
func entryAmount(f *formFaults, field, typed string, c money.Currency) money.Amount {
	positive := strings.TrimLeft(typed, "-−")
	negative := positive != typed
	out := f.amount(field, positive, c)
	if negative {
		out.Minor = -out.Minor
	}
	return out
}

// approveEntry and refuseEntry are the second person's word.
func approveEntry(c *edge.Ctx, a markthalle.Actor) error {
	return decideEntry(c, a, true, FlashEntryPosted)
}

func refuseEntry(c *edge.Ctx, a markthalle.Actor) error {
	return decideEntry(c, a, false, FlashEntryRefused)
}

func decideEntry(c *edge.Ctx, a markthalle.Actor, approve bool, done string) error {
	if _, err := c.Payouts.DecideEntry(c.Context, a, c.Param("entry"), approve); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return vendorPage(c, a, faults, nil) })
	}
	c.Flash("good", done)
	return c.Redirect("/operator/vendors/" + c.Param("id"))
}

// entryVAT reads the form's choice; "default" leaves it to the kind of entry.
func entryVAT(c *edge.Ctx) payouts.EntryVAT {
	if v := c.Form("entry_vat"); v != "default" {
		return payouts.EntryVAT(v)
	}
	return payouts.VATByKind
}
