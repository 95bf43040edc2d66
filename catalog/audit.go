package catalog

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// difference is one field of an audit entry.
type difference struct{ field, before, after string }

// maxAudited bounds what an audit entry quotes of one value, in runes.
const maxAudited = 100

func audited(actor markthalle.Actor, subject, action, reason string, list []difference) accounts.Audited {
	changes := make([]accounts.Change, len(list))
	for i, d := range list {
		changes[i] = accounts.Change{Field: d.field, Before: clip(d.before, maxAudited), After: clip(d.after, maxAudited)}
	}
	return accounts.Audit(actor, subject, action, reason, changes...)
}

func (c *Category) audit(actor markthalle.Actor, action, reason string, list ...difference) {
	c.Emit(audited(actor, c.ID, action, reason, list))
}

func (p *Product) audit(actor markthalle.Actor, action, reason string, list ...difference) {
	p.Emit(audited(actor, p.ID, action, reason, list))
}

func (o *Offer) audit(actor markthalle.Actor, action, reason string, list ...difference) {
	o.Emit(audited(actor, o.ID, action, reason, list))
}

// clip shortens s to at most n runes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	r := []rune(s)
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
