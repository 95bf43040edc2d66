package operator

import (
	"errors"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const auditRows = 50

// showAudit lists who did what. With a subject its chain of hashes is walked.
func showAudit(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	view := Audit{Subject: c.Query("subject"), Actor: c.Query("actor")}
	page, err := auditPage(c, a, view.Subject, view.Actor)
	if err != nil {
		return err
	}
	names, err := actorNames(c, page.Items)
	if err != nil {
		return err
	}
	view.Rows = mapped(page.Items, func(e accounts.AuditEntry) AuditRow { return auditRow(e, names) })
	view.Pager = cursorPager(c, queryOf(c, "subject", "actor"), len(page.Items), page.Next, 0)
	if view.Subject != "" {
		broken, err := c.Accounts.VerifyAudit(c.Context, view.Subject)
		switch {
		case err != nil:
			return err
		case broken != "":
			view.Chain = sign("bad", w.t("audit.chain_broken", "Entry", broken))
		case len(page.Items) > 0:
			view.Chain = sign("good", w.t("audit.chain_whole"))
		}
	}
	return c.Render(PageAudit, view)
}

// auditPage reads a page of entries. Those of one actor are picked out of the newest ones.
func auditPage(c *edge.Ctx, a markthalle.Actor, subject, actor string) (markthalle.Page[accounts.AuditEntry], error) {
	if actor == "" {
		return c.Accounts.AuditLog(c.Context, a, subject, c.Page(auditRows))
	}
	var out markthalle.Page[accounts.AuditEntry]
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[accounts.AuditEntry], error) {
		return c.Accounts.AuditLog(c.Context, a, subject, q)
	})
	for _, e := range list {
		if len(out.Items) < auditRows && e.Actor == actor {
			out.Items = append(out.Items, e)
		}
	}
	return out, err
}

// actorNames are the names of the people among the actors.
func actorNames(c *edge.Ctx, list []accounts.AuditEntry) (map[string]string, error) {
	seen, ids := map[string]string{}, []markthalle.PersonID(nil)
	for _, e := range list {
		if _, ok := seen[e.Actor]; !ok && strings.HasPrefix(e.Actor, "per_") {
			seen[e.Actor] = ""
			ids = append(ids, markthalle.PersonID(e.Actor))
		}
	}
	people, err := c.Accounts.People(c.Context, ids)
	for _, p := range people {
		seen[p.ID] = p.Name
	}
	return seen, err
}

// hashShown is how much of a hash is shown.
const hashShown = 12

func auditRow(e accounts.AuditEntry, names map[string]string) AuditRow {
	who := names[e.Actor]
	if who == "" {
		who = e.Actor
	}
	// A vendor's deed says for which vendor: "vendor:ven_…".
	as, vendor, _ := strings.Cut(e.ActingAs, ":")
	if vendor != "" {
		who += ", " + vendor
	}
	return AuditRow{
		At: e.At, Actor: who, ActingAs: as, Action: e.Action, Subject: e.Subject, URL: subjectURL(e.Subject), Reason: e.Reason,
		Hash: e.Hash[:min(hashShown, len(e.Hash))],
		Changes: mapped(e.Changes, func(x accounts.Change) Change {
			return Change{Field: x.Field, Before: x.Before, After: x.After}
		}),
	}
}

// subjectURL is the console's page about an object, by the prefix of its id.
func subjectURL(id string) string {
	prefix, _, _ := strings.Cut(id, "_")
	page := map[string]string{
		"ven": "vendors", "prd": "products", "chg": "products", "ord": "orders", "cat": "categories", "rule": "rules",
	}[prefix]
	if page == "" {
		return ""
	}
	return "/operator/" + page + "/" + id
}

func showMembers(c *edge.Ctx, a markthalle.Actor) error { return membersPage(c, a, Members{}) }

func membersPage(c *edge.Ctx, a markthalle.Actor, view Members) error {
	w := wordsOf(c)
	list, people, err := membersOf(c, a, "")
	if err != nil {
		return err
	}
	view.Members = members(list, people, c.Person())
	for _, r := range markthalle.Roles() {
		if r.Organisation() == "operator" {
			view.Roles = append(view.Roles, kernel.Option{Value: string(r), Label: w.tk("role", r.Short())})
		}
	}
	if view.Role == "" {
		view.Role = string(markthalle.OperatorSupport)
	}
	return c.Render(PageMembers, view)
}

func invite(c *edge.Ctx, a markthalle.Actor) error {
	view := Members{Email: c.Form("email"), Role: c.Form("role")}
	err := c.Once(func() error {
		_, err := c.Accounts.Invite(c.Context, a, accounts.InviteInput{Vendor: "", Organisation: c.Market.Name, Email: view.Email, Role: markthalle.Role(view.Role)})
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return membersPage(c, a, view)
		})
	}
	c.Flash("good", FlashInvited)
	return c.Redirect("/operator/members")
}

func removeMember(c *edge.Ctx, a markthalle.Actor) error {
	err := c.Once(func() error {
		return c.Accounts.RemoveMember(c.Context, a, markthalle.MembershipID(c.Param("id")), nil)
	})
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return c.Fail(err, func(faults kernel.Faults) error { return membersPage(c, a, Members{Faults: faults}) })
	}
	c.Flash("good", FlashMemberRemoved)
	return c.Redirect("/operator/members")
}
