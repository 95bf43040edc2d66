package operator

import (
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/kernel"
)

// vendorReasons are the codes that a decision about a vendor may carry.
var vendorReasons = []string{
	"registry_not_found", "identity_unclear", "vat_id_invalid", "documents_missing", "goods_not_allowed", "duplicate_account", "legal_breach", "other",
}

// options lists codes with how they are called.
func options(codes []string, label func(code string) string) []kernel.Option {
	return mapped(codes, func(code string) kernel.Option { return kernel.Option{Value: code, Label: label(code)} })
}

// vendor maps what the vendor's own record says. Tax and bank data are for those who may
// see the payment account.
func (w words) vendor(v vendors.Vendor, a markthalle.Actor) Vendor {
	out := Vendor{
		ID: v.ID, ShopName: v.ShopName, LegalName: v.LegalName, State: string(v.State), Tone: vendorTone(v.State), Since: v.CreatedAt,
		Kind: string(v.SellerKind), Checklist: mapped(v.Checklist, w.check), History: w.history(v), Reasons: options(vendorReasons, func(r string) string { return w.tk("vendor_reason", r) }),
	}
	out.Facts = w.facts(v, a.Can(markthalle.PayAccountRead))
	for _, flag := range v.Flags {
		out.Findings = append(out.Findings, Finding{Code: flag, Severity: "review", Text: w.tk("vendor_flag", flag)})
	}
	if a.Can(markthalle.VendorsWrite) {
		waits := v.State == vendors.Applied || v.State == vendors.InReview
		out.CanApprove, out.CanReject = waits, waits
		out.CanSuspend, out.CanReinstate = v.State.Can(vendors.Suspended), v.State == vendors.Suspended
	}
	return out
}

func (w words) facts(v vendors.Vendor, legal bool) []Fact {
	var out []Fact
	add := func(key, value, check string) {
		if value != "" {
			out = append(out, Fact{Key: key, Value: value, Check: check})
		}
	}
	a := v.Address
	add("country", v.Country, "")
	add("address", strings.Join(slices.DeleteFunc([]string{a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), a.Country},
		func(s string) bool { return s == "" }), ", "), "")
	add("registration_number", v.RegistrationNumber, "")
	vat := ""
	if v.VATID != "" && vendors.CheckVAT(v.VATID) != "" {
		vat = "bad"
	}
	add("vat_id", v.VATID, vat)
	add("email", v.Email, "")
	add("phone", v.Phone, "")
	add("plan", v.Plan, "")
	if legal {
		add("tax_id", v.TaxID, "")
		if v.FamilyName != "" {
			add("family_name", v.FamilyName, "")
		}
		if v.BirthDate != "" {
			add("birth_date", v.BirthDate, "")
		}
		iban := ""
		if v.IBAN != "" && vendors.CheckIBAN(v.IBAN) != "" {
			iban = "bad"
		}
		add("iban", v.IBAN, iban)
		add("payment", v.PaymentAccount, map[bool]string{true: "good", false: "warn"}[v.Transferable])
	}
	return out
}

// check maps one item of the checklist.
func (w words) check(i vendors.Item) Check {
	key := i.Key
	if i.Kind == vendors.KindPayoutAccount {
		key = "payment_account"
	}
	state := map[vendors.ItemState]string{
		vendors.ItemOpen: "open", vendors.ItemSubmitted: "waiting", vendors.ItemAccepted: "done",
		vendors.ItemRejected: "failed", vendors.ItemExpired: "failed",
	}[i.State]
	return Check{Key: key, State: state, Why: i.Why}
}

// history tells the steps of a vendor's life, newest first.
func (w words) history(v vendors.Vendor) []Event {
	out := mapped(v.History, func(t vendors.Transition) Event {
		text := w.tk("vendor_state", string(t.To))
		if len(t.Reasons) > 0 {
			text += ": " + strings.Join(mapped(t.Reasons, func(r string) string { return w.tk("vendor_reason", r) }), ", ")
		}
		if t.Note != "" {
			text += " »" + t.Note + "«"
		}
		return Event{At: t.At, Who: t.Actor, Text: text}
	})
	slices.Reverse(out)
	return out
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
