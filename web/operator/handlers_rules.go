package operator

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// momentForm is how a form holds date and time.
const momentForm = "2006-01-02T15:04"

// sampleLines are the amounts on which the editor tries a rule, in minor units.
var sampleLines = []int64{900, 1800, 3000, 4500, 12000}

// ruleFields are the form fields that are named otherwise than the service's.
var ruleFields = map[string]string{
	"percent_bp": "percent", "match[categories][0]": "category", "match[categories]": "category", "effective_at": "valid_from",
}

func showRules(c *edge.Ctx, a markthalle.Actor) error {
	list, err := ruleList(c, a, "")
	if err != nil {
		return err
	}
	return c.Render(PageRules, list)
}

func ruleList(c *edge.Ctx, a markthalle.Actor, open markthalle.RuleID) (Rules, error) {
	list, err := c.Commission.Rules(c.Context, a, c.Market.Currency)
	if err != nil {
		return Rules{}, err
	}
	w := wordsOf(c)
	out := Rules{Currency: string(c.Market.Currency)}
	for i, r := range list {
		out.Rules = append(out.Rules, w.ruleRow(r, i+1, r.ID == open))
	}
	return out, nil
}

func (w words) ruleRow(r commission.Listed, rank int, current bool) RuleRow {
	out := RuleRow{Rank: rank, Name: r.Name, Rate: w.rate(r.Terms, r.Currency), State: string(r.State), URL: "/operator/rules/" + string(r.ID), Current: current}
	switch {
	case !r.To.IsZero():
		out.Detail = w.t("rules.until", "Day", w.day(r.To))
	case r.Next > 0:
		out.Detail = w.t("rules.next", "No", r.Next, "Day", w.day(r.NextFrom))
	case r.IsDefault():
		out.Detail = w.t("rules.default")
	}
	return out
}

// rate writes what a rule charges: "11 % + 0,30 €".
func (w words) rate(t commission.Terms, c money.Currency) string {
	out := t.PercentBP.Format(w.locale)
	if t.Tiers != nil {
		out = w.t("rules.tiers", "Rate", out, "N", len(t.Tiers.Steps))
	}
	if t.Fixed > 0 {
		out += " + " + w.amount(t.Fixed, c)
	}
	return out
}

func showRule(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.RuleID(c.Param("id"))
	view := Rule{State: string(commission.Draft), Draft: true, FixedPer: string(commission.PerLine), Refund: string(commission.ReturnAll)}
	if id == "new" {
		return rulePage(c, a, view, commission.Rule{})
	}
	latest, listed, err := latestRule(c, a, id)
	if err != nil {
		return err
	}
	return rulePage(c, a, wordsOf(c).ruleForm(latest, listed), listed.Rule)
}

// latestRule reads the newest version of a rule, in force or not, and the rule as it is
// listed.
func latestRule(c *edge.Ctx, a markthalle.Actor, id markthalle.RuleID) (commission.Rule, commission.Listed, error) {
	listed, err := c.Commission.Rule(c.Context, a, id)
	if err != nil {
		return commission.Rule{}, listed, err
	}
	if listed.Latest == listed.Version {
		return listed.Rule, listed, nil
	}
	page, err := c.Commission.Versions(c.Context, a, id, markthalle.PageQuery{Limit: 1})
	if err != nil {
		return commission.Rule{}, listed, err
	}
	if len(page.Items) == 0 {
		return listed.Rule, listed, nil
	}
	return page.Items[0], listed, nil
}

// ruleForm maps a rule's newest version beside the one in force.
func (w words) ruleForm(r commission.Rule, in commission.Listed) Rule {
	out := Rule{
		ID: string(r.ID), Name: r.Name, State: string(in.State), Draft: in.State == commission.Draft || r.Version > in.Version && in.Next != r.Version,
		Percent: w.percent(r.PercentBP), FixedPer: string(cmp.Or(r.FixedPer, commission.PerLine)), Refund: string(cmp.Or(r.Refunds, commission.ReturnAll)),
	}
	if r.Fixed != 0 {
		out.Fixed = edge.Minor(r.Fixed, r.Currency).Plain(w.locale)
	}
	if r.Min != nil {
		out.Min = edge.Minor(*r.Min, r.Currency).Plain(w.locale)
	}
	if r.Max != nil {
		out.Max = edge.Minor(*r.Max, r.Currency).Plain(w.locale)
	}
	if len(r.Match.Categories) == 1 {
		out.Category = string(r.Match.Categories[0])
	}
	if !r.ValidFrom.IsZero() {
		out.ValidFrom = r.ValidFrom.In(w.zone).Format(momentForm)
	}
	if in.State == commission.Active {
		out.Version, out.Since = int(in.Version), in.From
		if r.Version != in.Version {
			out.WasPercent, out.WasFixed = in.PercentBP.Format(w.locale), w.amount(in.Fixed, in.Currency)
		}
	}
	return out
}

// percent writes a rate as the form holds it, without its sign.
func (w words) percent(bp money.BasisPoints) string {
	return kernel.Money{Amount: int64(bp), Exponent: 2}.Plain(w.locale)
}

// rulePage adds what the editor shows beside the rule: the list, the categories, and the
// fee of single lines before and after.
func rulePage(c *edge.Ctx, a markthalle.Actor, view Rule, before commission.Rule) error {
	w := wordsOf(c)
	var err error
	if view.List, err = ruleList(c, a, markthalle.RuleID(view.ID)); err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	view.Categories = append([]kernel.Option{{Label: w.t("rules.all_categories")}}, mapped(tree.All(), func(x catalog.Category) kernel.Option {
		return kernel.Option{Value: x.ID, Label: w.path(tree, x.CategoryID())}
	})...)
	cur := c.Market.Currency
	if after, err := view.rule(before, cur, c.Site.Zone()); err == nil {
		view.Samples = samples(before, after, cur)
	}
	view.CanPublish = view.Draft && view.ID != "" && view.Faults == nil && a.Can(markthalle.CommissionWrite)
	return c.Render(PageRule, view)
}

// samples are the fees of single lines of one unit under two versions of a rule. A
// version that the arithmetic refuses has none.
func samples(before, after commission.Rule, cur money.Currency) []RuleSample {
	fee := func(r commission.Rule, line int64) (int64, bool) {
		r.Match, r.ID, r.Version = commission.Match{}, cmp.Or(r.ID, "rule_sample"), max(1, r.Version)
		r.Name, r.Currency, r.ValidFrom, r.ValidTo = cmp.Or(r.Name, "sample"), cur, time.Time{}, time.Time{}
		fees, err := commission.NewList(cur, []commission.Rule{r.WithDefaults()}).Quote(time.Unix(0, 0), commission.VATConfig{Exempt: true}, []commission.QuoteLine{{
			Line: "line_sample", Vendor: "ven_sample", Quantity: 1, UnitPrice: line, Gross: line,
		}})
		if err != nil || len(fees) != 1 {
			return 0, false
		}
		return fees[0].Commission, true
	}
	var out []RuleSample
	for _, line := range sampleLines {
		to, ok := fee(after, line)
		if !ok {
			return nil
		}
		from := int64(0)
		if before.ID != "" {
			if from, ok = fee(before, line); !ok {
				return nil
			}
		}
		out = append(out, RuleSample{edge.Minor(line, cur), edge.Minor(from, cur), edge.Minor(to, cur), edge.Minor(to-from, cur)})
	}
	return out
}

// typedRule is the form as it was filled in.
func typedRule(c *edge.Ctx) Rule {
	id := c.Param("id")
	return Rule{
		ID: id, Draft: true, State: string(commission.Draft), Name: c.Form("name"), Category: c.Form("category"),
		Percent: strings.TrimSuffix(c.Form("percent"), "%"), Fixed: c.Form("fixed"), FixedPer: c.Form("fixed_per"), Min: c.Form("min"), Max: c.Form("max"),
		Refund: c.Form("refund_policy"), ValidFrom: c.Form("valid_from"),
	}
}

// rule lays what was typed over the version that is there: what the form does not show,
// such as tiers, add-ons and who it is for besides a category, stays as it is.
func (v Rule) rule(old commission.Rule, cur money.Currency, zone *time.Location) (commission.Rule, error) {
	var f formFaults
	out := old
	out.Name, out.Currency = v.Name, cur
	if old.ID == "" {
		out.Base = commission.DefaultBase()
	}
	// A rate has two decimals, as an amount of euros has.
	out.PercentBP = money.BasisPoints(f.amount("percent", strings.TrimSpace(v.Percent), money.EUR).Minor)
	out.Fixed, out.FixedPer = f.amount("fixed", v.Fixed, cur).Minor, commission.FixedPer(v.FixedPer)
	out.Refunds = commission.RefundPolicy(v.Refund)
	bound := func(field, text string) *int64 {
		if text == "" {
			return nil
		}
		n := f.amount(field, text, cur).Minor
		return &n
	}
	out.Min, out.Max = bound("min", v.Min), bound("max", v.Max)
	switch {
	case v.Category != "":
		out.Match.Categories = []markthalle.CategoryID{markthalle.CategoryID(v.Category)}
	case len(old.Match.Categories) <= 1:
		out.Match.Categories = nil
	}
	if v.ValidFrom == "" {
		out.ValidFrom = time.Time{}
		return out, f.err()
	}
	at, err := time.ParseInLocation(momentForm, v.ValidFrom, zone)
	if err != nil {
		f.bad("valid_from", "date")
	}
	out.ValidFrom = at.UTC()
	return out, f.err()
}

// saveRule saves a draft, tries it on past orders, or publishes it.
func saveRule(c *edge.Ctx, a markthalle.Actor) error {
	view := typedRule(c)
	var before commission.Listed
	var latest commission.Rule
	if view.ID != "" {
		var err error
		if latest, before, err = latestRule(c, a, markthalle.RuleID(view.ID)); err != nil {
			return err
		}
	}
	var id markthalle.RuleID
	err := c.Once(func() error {
		var err error
		id, err = view.save(c, a, latest)
		return err
	})
	again := func(err error) error {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = renamed(faults, ruleFields)
			return rulePage(c, a, view, before.Rule)
		})
	}
	if err != nil {
		return again(err)
	}
	view.ID = cmp.Or(string(id), view.ID)
	if view.ID == "" { // the form was sent before, and has made its rule
		return c.Redirect("/operator/rules")
	}
	switch c.Form("do") {
	case "dry_run":
		if err := view.dryRun(c, a); err != nil {
			return again(err)
		}
		return rulePage(c, a, view, before.Rule)
	case "publish":
		from, err := view.rule(latest, c.Market.Currency, c.Site.Zone())
		if err == nil {
			err = publish(c, a, markthalle.RuleID(view.ID), from.ValidFrom)
		}
		if err != nil {
			return again(err)
		}
		c.Flash("good", FlashPublished)
	default:
		c.Flash("good", FlashDraftSaved)
	}
	return c.Redirect("/operator/rules/" + view.ID)
}

// save stores the typed rule as a new draft, unless it is what the newest version says.
func (v Rule) save(c *edge.Ctx, a markthalle.Actor, latest commission.Rule) (markthalle.RuleID, error) {
	r, err := v.rule(latest, c.Market.Currency, c.Site.Zone())
	if err != nil {
		return "", err
	}
	if latest.ID == "" {
		made, err := c.Commission.CreateRule(c.Context, a, r)
		return made.ID, err
	}
	if sameRule(r, latest) {
		return latest.ID, nil
	}
	_, err = c.Commission.NewVersion(c.Context, a, latest.ID, "", r)
	return latest.ID, err
}

// sameRule reports whether two versions charge the same for the same.
func sameRule(x, y commission.Rule) bool {
	x, y = x.WithDefaults(), y.WithDefaults()
	bound := func(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	return x.Name == y.Name && x.PercentBP == y.PercentBP && x.Fixed == y.Fixed && x.FixedPer == y.FixedPer && x.Refunds == y.Refunds &&
		bound(x.Min, y.Min) && bound(x.Max, y.Max) && x.ValidFrom.Equal(y.ValidFrom) && slices.Equal(x.Match.Categories, y.Match.Categories)
}
