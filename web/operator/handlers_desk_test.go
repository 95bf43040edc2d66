package operator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/operator"
)

func TestWorkListCountsTargets(t *testing.T) {
	t.Parallel()
	var v operator.Work
	for _, q := range []struct {
		group, key string
		count      int64
		age        time.Duration
	}{
		{"vendors", "applications", 6, 49 * time.Hour},
		{"catalogue", "products", 3, 40 * time.Hour},
		{"catalogue", "changes", 2, time.Hour},
		{"system", "dead_letters", 0, 0},
	} {
		found := operator.FoundIn(q.count, time.Time{}, operator.NextItem{})
		if q.count > 0 {
			found = operator.FoundIn(q.count, now.Add(-q.age), operator.NextItem{Label: q.key, URL: "/next/" + q.key})
		}
		v.AddQueue(q.group, q.key, 48*time.Hour, found, now)
	}
	if v.Open != 11 || v.Late != 1 || v.Near != 1 || len(v.Groups) != 3 || len(v.Groups[1].Queues) != 2 || v.NextURL != "/next/applications" {
		t.Errorf("%+v", v)
	}
	if due := v.Next[0].Due; !due.Equal(now.Add(-time.Hour)) {
		t.Errorf("due %v", due)
	}
}

// TestVendorPage proves that tax and bank data are shown to those only who may see the
// payment account, and decisions to those only who may take them.
func TestVendorPage(t *testing.T) {
	t.Parallel()
	v := vendors.Vendor{
		State: vendors.InReview, TaxID: "12/345", IBAN: "DE00", VATID: "DE12", SellerKind: vendors.Business, Flags: []string{"disposable_email"},
		History: []vendors.Transition{{To: vendors.Applied, At: now.Add(-time.Hour)}, {From: vendors.Applied, To: vendors.InReview, At: now, Reasons: []string{"other"}, Note: "x"}},
	}
	has := func(view operator.Vendor, key string) bool {
		return slices.ContainsFunc(view.Facts, func(f operator.Fact) bool { return f.Key == key })
	}
	as := func(r markthalle.Role) operator.Vendor {
		return operator.VendorOf(english(), v, markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{r}})
	}
	owner, support, auditor := as(markthalle.OperatorOwner), as(markthalle.OperatorSupport), as(markthalle.OperatorAuditor)
	if !has(owner, "tax_id") || !has(owner, "iban") || has(support, "tax_id") || has(support, "iban") || !has(support, "vat_id") {
		t.Error("tax and bank data are shown to the wrong people")
	}
	if !owner.CanApprove || !owner.CanReject || owner.CanSuspend || auditor.CanApprove || auditor.CanReject {
		t.Errorf("owner %+v, auditor %+v", owner, auditor)
	}
	if owner.History[0].Text != "vendor_state.in_review: vendor_reason.other »x«" || owner.Findings[0].Severity != "review" {
		t.Errorf("%+v %+v", owner.History, owner.Findings)
	}
	if at := operator.SubmittedAt(v); !at.Equal(now.Add(-time.Hour)) {
		t.Errorf("submitted %v", at)
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	owner := accounts.Membership{Person: "per_1", State: accounts.MemberActive, Roles: []markthalle.Role{markthalle.OperatorOwner}}
	invited := accounts.Membership{State: accounts.MemberInvited, Email: "a@b.example", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	gone := accounts.Membership{Person: "per_2", State: accounts.MemberRemoved, Roles: []markthalle.Role{markthalle.OperatorOwner}}
	person := accounts.Person{Name: "Ines", Email: "i@b.example"}
	person.ID = "per_1"
	list := operator.MembersOf([]accounts.Membership{owner, invited, gone}, []accounts.Person{person}, "per_1")
	if len(list) != 2 || !list[0].LastOne || !list[0].Self || list[0].Name != "Ines" || list[1].LastOne || list[1].Self || list[1].Roles[0] != "owner" {
		t.Errorf("%+v", list)
	}
}

// TestAttributesKeepWhatTheFormHides proves that editing in one language changes neither
// other languages nor what has no field.
func TestAttributesKeepWhatTheFormHides(t *testing.T) {
	t.Parallel()
	red := catalog.Value{Key: "red", Label: markthalle.T(markthalle.English, "red").Set(markthalle.German, "rot")}
	old := []catalog.Value{red}
	got := operator.TypedValues("red = ziegelrot\n\nblue\nbroken = ", old, markthalle.German)
	if len(got) != 3 || got[0].Label.In(markthalle.English) != "red" || got[0].Label.In(markthalle.German) != "ziegelrot" {
		t.Errorf("%+v", got)
	}
	if got[1].Label.In(markthalle.English) != "blue" || got[2].Key != "broken" {
		t.Errorf("%+v", got[1:])
	}
	if old[0].Label.In(markthalle.German) != "rot" {
		t.Error("what was there is changed")
	}
	list := operator.TypedAttributes([]edge.Value{
		{Name: "2][key", Text: "glaze"},
		{Name: "2][name][de", Text: "Glasur"},
		{Name: "1][key", Text: "volume"},
		{Name: "1][required", Text: "1"},
		{Name: "x][key", Text: "no"},
		{Name: "1", Text: "no"},
		{Name: "9999][key", Text: "no"},
	})
	if len(list) != 2 || list[0].Key != "volume" || !list[0].Required || list[1].Key != "glaze" || list[1].Required {
		t.Fatalf("%+v", list)
	}
	for _, n := range list[1].Names {
		if (n.Locale == "de") != (n.Text == "Glasur") {
			t.Errorf("%+v", n)
		}
	}
}

func TestRuleFormKeepsWhatItHides(t *testing.T) {
	t.Parallel()
	minimum := int64(50)
	old := commission.Rule{
		ID: "rule_1", Version: 3, Name: "Lamps", Currency: money.EUR, AddOns: []commission.AddOn{{Name: "payment"}},
		Match: commission.Match{Brands: []string{"Lux"}}, Terms: commission.Terms{PercentBP: 1200, Min: &minimum},
	}
	w := operator.WordsFor(markthalle.German, now)
	form := operator.RuleFormOf(w, old, commission.Listed{Rule: old, State: commission.Active})
	if form.Percent != "12,00" || form.Min != "0,50" || form.Fixed != "" || form.Draft {
		t.Errorf("%+v", form)
	}
	same, err := form.RuleOf(old, money.EUR)
	if err != nil || !operator.SameRule(same, old) {
		t.Errorf("an untouched form changes the rule: %v %+v", err, same)
	}
	form.Percent, form.Fixed, form.Min, form.ValidFrom = "11", "0,30", "", "2026-12-02T00:00"
	next, err := form.RuleOf(old, money.EUR)
	if err != nil || next.PercentBP != 1100 || next.Fixed != 30 || next.Min != nil || len(next.AddOns) != 1 || next.Match.Brands[0] != "Lux" ||
		!next.ValidFrom.Equal(time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)) || operator.SameRule(next, old) {
		t.Errorf("%v %+v", err, next)
	}
	form.Percent, form.Max, form.ValidFrom = "zwölf", "1,2,3", "morgen"
	if _, err := form.RuleOf(old, money.EUR); len(edge.Faults(err)) != 3 {
		t.Errorf("faults %+v", edge.Faults(err))
	}
}

// TestSamples computes the editor's trial by the same arithmetic as sales: 12 % of 9.00
// are 1.08, 11 % and 0.30 are 1.29.
func TestSamples(t *testing.T) {
	t.Parallel()
	before := commission.Rule{ID: "rule_1", Name: "a", Terms: commission.Terms{PercentBP: 1200}, Base: commission.DefaultBase()}
	after := before
	after.Terms = commission.Terms{PercentBP: 1100, Fixed: 30}
	list := operator.Samples(before, after, money.EUR)
	if len(list) == 0 || list[0].Line.Amount != 900 || list[0].Before.Amount != 108 || list[0].After.Amount != 129 || list[0].Diff.Amount != 21 {
		t.Errorf("%+v", list)
	}
	if got := operator.RateOf(operator.WordsFor(markthalle.German, now), after.Terms, money.EUR); got != "11\u00a0% + 0,30\u00a0€" {
		t.Errorf("rate %q", got)
	}
}

func TestReviewOfAChange(t *testing.T) {
	t.Parallel()
	live := catalog.Product{Content: catalog.Content{Title: markthalle.T(markthalle.English, "Pot"), Media: []catalog.Picture{{Key: "old.png", Width: 8}}}}
	x := catalog.Change{
		Fields: []string{"title", "media"}, Proposed: catalog.Content{Title: markthalle.T(markthalle.English, "Green pot"), Media: []catalog.Picture{{Key: "new.png"}}},
		Diff:     []catalog.Difference{{Field: "/title/en", Before: "Pot", After: "Green pot"}, {Field: "/media", Before: "old", After: "new"}},
		Findings: []quality.Finding{{Code: "product.title_short", Field: "/title", Severity: quality.Warn}},
	}
	fields, unchanged := operator.DifferencesOf(english(), x, live)
	if len(fields) != 2 || fields[0].Label != "product_part.title en" || fields[0].Before != "Pot" || len(fields[0].Findings) != 1 {
		t.Errorf("%+v", fields)
	}
	if fields[1].Was[0].URL != "/media/old.png" || fields[1].Images[0].URL != "/media/new.png" || len(fields[1].Findings) != 0 {
		t.Errorf("%+v", fields[1])
	}
	if slices.Contains(unchanged, "product_part.title") || !slices.Contains(unchanged, "product_part.brand") {
		t.Errorf("unchanged %v", unchanged)
	}
}

func TestAuditRow(t *testing.T) {
	t.Parallel()
	row := operator.AuditRowOf(accounts.AuditEntry{
		Audited: accounts.Audited{Subject: "ord_1", Actor: "per_1", ActingAs: "vendor:ven_a", Action: "orders.ship"}, Hash: "0123456789abcdef",
	}, map[string]string{"per_1": "Ines"})
	if row.Actor != "Ines, ven_a" || row.ActingAs != "vendor" || row.URL != "/operator/orders/ord_1" || row.Hash != "0123456789ab" {
		t.Errorf("%+v", row)
	}
	if row := operator.AuditRowOf(accounts.AuditEntry{Audited: accounts.Audited{Subject: "mem_1", Actor: "key_9"}}, nil); row.URL != "" || row.Actor != "key_9" {
		t.Errorf("%+v", row)
	}
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		timer store.Timer
		tone  string
	}{
		{store.Timer{Kind: "a", DueAt: now.Add(time.Hour)}, "good"},
		{store.Timer{Kind: "a", DueAt: now.Add(-time.Minute)}, "good"},
		{store.Timer{Kind: "a", DueAt: now.Add(-time.Hour)}, "warn"},
		{store.Timer{Kind: "a", DueAt: now.Add(time.Hour), Attempts: 2}, "bad"},
	} {
		if got := operator.BeatOf(english(), x.timer).Sign.Tone; got != x.tone {
			t.Errorf("due %v after %d failures: %s, want %s", x.timer.DueAt.Sub(now), x.timer.Attempts, got, x.tone)
		}
	}
	ran := operator.RanBetween([]store.Timer{{Kind: "a", LastDue: now}, {Kind: "b"}}, []store.Timer{{Kind: "a", LastDue: now}, {Kind: "b", LastDue: now}})
	if len(ran) != 1 || ran[0].Text != "b" {
		t.Errorf("%+v", ran)
	}
}

func TestPayoutRow(t *testing.T) {
	t.Parallel()
	row := operator.PayoutRowOf(english(), payouts.Payout{
		Vendor: "ven_a", Currency: money.EUR, State: payouts.HeldBack, Reason: "payouts_disabled", Total: 500, Items: make([]payouts.Item, 3),
	}, "Haselbach")
	if row.Tone != "warn" || row.Orders != 3 || row.Why != "payout_reason.payouts_disabled" || row.Amount.Amount != 500 {
		t.Errorf("%+v", row)
	}
}

func TestHoldsAny(t *testing.T) {
	t.Parallel()
	if !operator.HoldsAny("NEISSE", "Becher Neisse") || operator.HoldsAny("x", "a", "b") || !operator.HoldsAny("", "a") {
		t.Error("search by parts of words")
	}
}
