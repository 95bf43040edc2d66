package seller

import (
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

func showTeam(c *edge.Ctx, a markthalle.Actor) error { return teamPage(c, a, Team{}) }

func teamPage(c *edge.Ctx, a markthalle.Actor, view Team) error {
	w := wordsOf(c)
	list, err := readAll(goodsLimit, func(q markthalle.PageQuery) (markthalle.Page[accounts.Membership], error) {
		return c.Accounts.Members(c.Context, a, a.Vendor, q)
	})
	if err != nil {
		return err
	}
	var ids []markthalle.PersonID
	for _, m := range list {
		if m.Person != "" {
			ids = append(ids, m.Person)
		}
	}
	people, err := c.Accounts.People(c.Context, ids)
	if err != nil {
		return err
	}
	view.Members = members(list, people, c.Person())
	for _, r := range markthalle.Roles() {
		if r.Organisation() == "vendor" {
			view.Roles = append(view.Roles, kernel.Option{Value: string(r), Label: w.tk("role", r.Short())})
		}
	}
	if view.Role == "" {
		view.Role = string(markthalle.VendorOrders)
	}
	return c.Render(PageTeam, view)
}

// members maps memberships with the people behind them. Ended ones are left out.
func members(list []accounts.Membership, people []accounts.Person, self markthalle.PersonID) []Member {
	owners := 0
	for _, m := range list {
		if isOwner(m) {
			owners++
		}
	}
	var out []Member
	for _, m := range list {
		if m.State == accounts.MemberRemoved {
			continue
		}
		x := Member{
			ID: m.ID, Email: m.Email, State: m.State, Since: m.CreatedAt, Self: m.Person != "" && m.Person == self,
			Roles: mapped(m.Roles, markthalle.Role.Short), LastOne: isOwner(m) && owners == 1,
		}
		if i := slices.IndexFunc(people, func(p accounts.Person) bool { return m.Person != "" && p.PersonID() == m.Person }); i >= 0 {
			x.Name, x.Email = people[i].Name, people[i].Email
		}
		out = append(out, x)
	}
	return out
}

func isOwner(m accounts.Membership) bool {
	return m.State == accounts.MemberActive && slices.ContainsFunc(m.Roles, func(r markthalle.Role) bool { return r.Short() == "owner" })
}

func invite(c *edge.Ctx, a markthalle.Actor) error {
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	view := Team{Email: c.Form("email"), Role: c.Form("role")}
	err = c.Once(func() error {
		_, err := c.Accounts.Invite(c.Context, a, accounts.InviteInput{Vendor: a.Vendor, Organisation: v.ShopName, Email: view.Email, Role: markthalle.Role(view.Role)})
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return teamPage(c, a, view)
		})
	}
	c.Flash("good", FlashInvited)
	return c.Redirect("/sell/team")
}

func removeMember(c *edge.Ctx, a markthalle.Actor) error {
	err := c.Once(func() error {
		return c.Accounts.RemoveMember(c.Context, a, markthalle.MembershipID(c.Param("id")), nil)
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return teamPage(c, a, Team{Faults: faults}) })
	}
	c.Flash("good", FlashMemberRemoved)
	return c.Redirect("/sell/team")
}

func showKeys(c *edge.Ctx, a markthalle.Actor) error { return keysPage(c, a, Keys{}) }

func keysPage(c *edge.Ctx, a markthalle.Actor, view Keys) error {
	list, err := readAll(goodsLimit, func(q markthalle.PageQuery) (markthalle.Page[accounts.APIKey], error) {
		return c.Accounts.Keys(c.Context, a, a.Vendor, q)
	})
	if err != nil {
		return err
	}
	view.Keys = keys(list)
	for _, p := range markthalle.Permissions() {
		if a.Can(p) {
			view.Scopes = append(view.Scopes, kernel.Option{Value: string(p), Label: string(p)})
		}
	}
	return c.Render(PageKeys, view)
}

// keys maps keys that still work. When a key was used last is not kept.
func keys(list []accounts.APIKey) []Key {
	var out []Key
	for _, k := range list {
		if !k.Revoked {
			out = append(out, Key{
				ID: k.ID, Name: k.Name, Tail: k.Hint, Created: k.CreatedAt, Expires: k.ExpiresAt,
				Scopes: mapped(k.Scopes, func(p markthalle.Permission) string { return string(p) }),
			})
		}
	}
	return out
}

// createKey makes a key that may do what its maker may, within the chosen scopes. Its
// secret is told only in this answer, so that it travels in no cookie; sent again, the
// form makes no second key and shows none.
func createKey(c *edge.Ctx, a markthalle.Actor) error {
	view := Keys{Name: c.Form("name"), Expires: c.Form("expires_at")}
	for _, x := range c.FormAll() {
		if x.Name == "scopes" {
			view.Chosen = append(view.Chosen, x.Text)
		}
	}
	var f formFaults
	in := accounts.KeyInput{
		Vendor: a.Vendor, Name: view.Name, ExpiresAt: f.day("expires_at", view.Expires, c.Site.Zone()),
		Scopes: mapped(view.Chosen, func(s string) markthalle.Permission { return markthalle.Permission(s) }),
	}
	if len(a.Roles) > 0 {
		in.Role = a.Roles[0]
	}
	secret, err := "", f.err()
	if err == nil {
		err = c.Once(func() error {
			var err error
			secret, _, err = c.Accounts.CreateKey(c.Context, a, in)
			return err
		})
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return keysPage(c, a, view)
		})
	}
	if secret == "" {
		return c.Redirect("/sell/keys")
	}
	return keysPage(c, a, Keys{Secret: secret})
}

func revokeKey(c *edge.Ctx, a markthalle.Actor) error {
	if err := c.Accounts.RevokeKey(c.Context, a, markthalle.KeyID(c.Param("id")), nil); err != nil {
		return err
	}
	c.Flash("good", FlashKeyRevoked)
	return c.Redirect("/sell/keys")
}
