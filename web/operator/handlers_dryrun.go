package operator

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
)

// publish puts the newest version of a rule in force, now or from a moment in the future
// on.
func publish(c *edge.Ctx, a markthalle.Actor, id markthalle.RuleID, from time.Time) error {
	if !from.After(c.Now()) {
		from = time.Time{}
	}
	_, err := c.Commission.Publish(c.Context, a, id, from)
	return err
}

// dryRun replays past orders under the saved draft and says who pays more and who less.
func (v *Rule) dryRun(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	in := commission.TryOut{}
	if at, err := time.ParseInLocation(momentForm, v.ValidFrom, w.zone); err == nil && at.After(w.now) {
		in.EffectiveAt = at.UTC()
	}
	begin := c.Wall.WallNow()
	out, err := c.Commission.DryRun(c.Context, a, markthalle.RuleID(v.ID), in)
	if err != nil {
		return err
	}
	who := map[markthalle.VendorID]vendors.Vendor{}
	ids := make([]markthalle.VendorID, 0, len(out.Vendors))
	for _, e := range out.Vendors {
		ids = append(ids, e.Vendor)
	}
	list, err := c.Vendors.GetMany(c.Context, ids)
	if err != nil {
		return err
	}
	for _, x := range list {
		who[x.VendorID()] = x
	}
	v.Run = runOf(out, who)
	v.Run.TookMS = c.Wall.WallNow().Sub(begin).Milliseconds()
	v.Affected, v.Summary = out.Lose, out.Worse
	if out.Earliest.After(w.now) {
		v.Earliest = w.t("rules.earliest", "Day", w.day(out.Earliest))
	}
	return nil
}

// runOf groups the effects of a dry run: who pays more, the same, and less.
func runOf(out commission.Outcome, who map[markthalle.VendorID]vendors.Vendor) *DryRun {
	c := out.Currency
	run := &DryRun{
		Lines: int64(out.Lines), From: out.From, To: out.To, Before: edge.Minor(out.Before, c), After: edge.Minor(out.After, c),
		Diff: edge.Minor(out.After-out.Before, c),
	}
	groups := map[string]*DryGroup{}
	for _, key := range []string{"more", "same", "less"} {
		groups[key] = &DryGroup{Key: key, Diff: edge.Minor(0, c)}
	}
	for _, e := range out.Vendors {
		d := e.Difference()
		key := "same"
		switch {
		case d > 0:
			key = "more"
		case d < 0:
			key = "less"
		}
		g := groups[key]
		g.Diff.Amount += d
		row := DryRow{
			Vendor: string(e.Vendor), URL: "/operator/vendors/" + string(e.Vendor), Lines: int64(e.Sales), Average: edge.Minor(0, c),
			Before: edge.Minor(e.Before, c), After: edge.Minor(e.After, c), Diff: edge.Minor(d, c),
		}
		if v, ok := who[e.Vendor]; ok {
			row.Vendor, row.Town = v.ShopName, v.Address.City
		}
		if e.Sales > 0 {
			row.Average.Amount = e.Turnover / int64(e.Sales)
		}
		g.Rows = append(g.Rows, row)
	}
	for _, key := range []string{"more", "same", "less"} {
		if len(groups[key].Rows) > 0 {
			run.Groups = append(run.Groups, *groups[key])
		}
	}
	return run
}
