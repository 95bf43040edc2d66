package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

func (r *routes) adminRules() []endpoint.Endpoint {
	read, write := asOperator(markthalle.CommissionRead), asOperator(markthalle.CommissionWrite)
	rule := endpoint.About("rule")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/commission-rules", "The fee rules of a currency in the order in which they are asked", r.adminRuleList, read),
		endpoint.Route("POST", "/admin/commission-rules", "Draft a fee rule", r.adminRuleCreate, write, created201()),
		endpoint.Route("POST", "/admin/commission-rules/reorder", "Give the rules in force another order", r.adminRuleReorder, write),
		endpoint.Route("GET", "/admin/commission-rules/{id}", "One fee rule", r.adminRuleGet, read, rule),
		endpoint.Route("GET", "/admin/commission-rules/{id}/versions", "All versions of a rule, newest first", r.adminRuleVersions, read, rule),
		endpoint.Route("POST", "/admin/commission-rules/{id}/versions", "Draft the next version of a rule", r.adminRuleNewVersion, write, rule, created201()),
		endpoint.Route("POST", "/admin/commission-rules/{id}/publish", "Put a version in force", r.adminRulePublish, write, rule),
		endpoint.Route("POST", "/admin/commission-rules/{id}/retire", "Take a rule out of the list", r.adminRuleRetire, write, rule),
		endpoint.Route("POST", "/admin/commission-rules/{id}/dry-run", "Replay past sales under the draft: who gains, who loses", r.adminRuleDryRun,
			write, rule, endpoint.Within(time.Minute)),
	}
}

func (r *routes) adminRuleList(c *endpoint.Call, in CurrencyIn) (List[RuleOut], error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return List[RuleOut]{}, err
	}
	return r.rulesOf(c, currency)
}

func (r *routes) rulesOf(c *endpoint.Call, currency money.Currency) (List[RuleOut], error) {
	rules, err := r.Commission.Rules(c.Ctx, c.Actor, currency)
	if err != nil {
		return List[RuleOut]{}, err
	}
	return List[RuleOut]{Items: mapped(rules, ruleOut)}, nil
}

func ruleOr(x commission.Listed, err error) (RuleOut, error) {
	if err != nil {
		return RuleOut{}, err
	}
	return ruleOut(x), nil
}

// AdminRuleCreateIn drafts a rule.
type AdminRuleCreateIn struct {
	RuleIn
	Currency string `json:"currency" validate:"required,len=3"`
}

func (r *routes) adminRuleCreate(c *endpoint.Call, in AdminRuleCreateIn) (RuleOut, error) {
	rule, err := in.rule(money.Currency(in.Currency))
	if err != nil {
		return RuleOut{}, err
	}
	rule.ID = markthalle.RuleID(c.Mint("rule"))
	return ruleOr(r.Commission.CreateRule(c.Ctx, c.Actor, rule))
}

func (r *routes) adminRuleGet(c *endpoint.Call, in ByID) (RuleOut, error) {
	return ruleOr(r.Commission.Rule(c.Ctx, c.Actor, markthalle.RuleID(in.ID)))
}

// AdminRuleVersionsIn asks for the versions of a rule.
type AdminRuleVersionsIn struct {
	ByID
	PageIn
}

func (r *routes) adminRuleVersions(c *endpoint.Call, in AdminRuleVersionsIn) (List[RuleVersionOut], error) {
	page, err := r.Commission.Versions(c.Ctx, c.Actor, markthalle.RuleID(in.ID), in.query())
	if err != nil {
		return List[RuleVersionOut]{}, err
	}
	return wireList(page, ruleVersion), nil
}

// AdminRuleVersionIn drafts the next version of a rule, in the rule's own currency.
type AdminRuleVersionIn struct {
	ByID
	RuleIn
	Currency string `json:"currency" validate:"omitempty,len=3"`
}

func (r *routes) adminRuleNewVersion(c *endpoint.Call, in AdminRuleVersionIn) (RuleOut, error) {
	id := markthalle.RuleID(in.ID)
	last, err := r.Commission.Rule(c.Ctx, c.Actor, id)
	if err != nil {
		return RuleOut{}, err
	}
	currency := last.Currency
	if in.Currency != "" {
		currency = money.Currency(in.Currency)
	}
	rule, err := in.rule(currency)
	if err != nil {
		return RuleOut{}, err
	}
	made, err := r.Commission.NewVersion(c.Ctx, c.Actor, id, c.Mint("req"), rule)
	if err != nil {
		return RuleOut{}, err
	}
	out := ruleOut(made)
	out.Version = made.Latest
	return out, nil
}

// AdminPublishIn says when a version takes effect; now, and the latest one, when left out.
type AdminPublishIn struct {
	ByID
	EffectiveAt *time.Time `json:"effective_at"`
	Version     int64      `json:"version" validate:"min=0"`
}

func (r *routes) adminRulePublish(c *endpoint.Call, in AdminPublishIn) (RuleOut, error) {
	return ruleOr(r.Commission.PublishVersion(c.Ctx, c.Actor, markthalle.RuleID(in.ID), in.Version, timeOr(in.EffectiveAt)))
}

// AdminRetireIn says when a rule ends; now when it is left out.
type AdminRetireIn struct {
	ByID
	EffectiveAt *time.Time `json:"effective_at"`
}

func (r *routes) adminRuleRetire(c *endpoint.Call, in AdminRetireIn) (RuleOut, error) {
	return ruleOr(r.Commission.Retire(c.Ctx, c.Actor, markthalle.RuleID(in.ID), timeOr(in.EffectiveAt)))
}

// AdminReorderIn gives the rules that are in force another order.
type AdminReorderIn struct {
	Currency    string     `json:"currency" validate:"omitempty,len=3"`
	IDs         []string   `json:"ids" validate:"required,max=2000,dive,required"`
	EffectiveAt *time.Time `json:"effective_at"`
}

func (r *routes) adminRuleReorder(c *endpoint.Call, in AdminReorderIn) (List[RuleOut], error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return List[RuleOut]{}, err
	}
	if err := r.Commission.Reorder(c.Ctx, c.Actor, currency, ids[markthalle.RuleID](in.IDs), timeOr(in.EffectiveAt)); err != nil {
		return List[RuleOut]{}, err
	}
	return r.rulesOf(c, currency)
}

// AdminDryRunIn asks for a dry run over past days; 90 when left out.
type AdminDryRunIn struct {
	ByID
	Days        int        `json:"days" validate:"omitempty,min=1,max=400"`
	EffectiveAt *time.Time `json:"effective_at"`
}

// AdminEffectOut is what a draft does to one vendor.
type AdminEffectOut struct {
	VendorID   string `json:"vendor_id"`
	Sales      int    `json:"sales"`
	Turnover   Money  `json:"turnover"`
	Before     Money  `json:"before"`
	After      Money  `json:"after"`
	Difference Money  `json:"difference"`
}

// AdminDryRunOut is what a dry run found.
type AdminDryRunOut struct {
	RuleID   string           `json:"rule_id"`
	Currency string           `json:"currency"`
	From     Time             `json:"from"`
	To       Time             `json:"to"`
	Sales    int              `json:"sales"`
	Lines    int              `json:"lines"`
	Before   Money            `json:"before"`
	After    Money            `json:"after"`
	Gain     int              `json:"gain"`
	Lose     int              `json:"lose"`
	Vendors  []AdminEffectOut `json:"vendors"`
	Warnings []string         `json:"warnings"`
	Worse    string           `json:"worse,omitempty"`
	Earliest *Time            `json:"earliest,omitempty"`
}

func adminDryRun(id string, o commission.Outcome) AdminDryRunOut {
	c := o.Currency
	return AdminDryRunOut{
		RuleID: id, Currency: string(c), From: Time{o.From}, To: Time{o.To}, Sales: o.Sales, Lines: o.Lines,
		Before: minor(o.Before, c), After: minor(o.After, c), Gain: o.Gain, Lose: o.Lose, Worse: o.Worse, Earliest: at(o.Earliest),
		Warnings: mapped(o.Cliffs, func(x commission.Cliff) string { return x.Warning(c) }),
		Vendors: mapped(o.Vendors, func(e commission.Effect) AdminEffectOut {
			return AdminEffectOut{
				VendorID: string(e.Vendor), Sales: e.Sales, Turnover: minor(e.Turnover, c), Before: minor(e.Before, c),
				After: minor(e.After, c), Difference: minor(e.Difference(), c),
			}
		}),
	}
}

func (r *routes) adminRuleDryRun(c *endpoint.Call, in AdminDryRunIn) (AdminDryRunOut, error) {
	o, err := r.Commission.DryRun(c.Ctx, c.Actor, markthalle.RuleID(in.ID), commission.TryOut{
		Days: in.Days, EffectiveAt: timeOr(in.EffectiveAt),
	})
	if err != nil {
		return AdminDryRunOut{}, err
	}
	return adminDryRun(in.ID, o), nil
}
