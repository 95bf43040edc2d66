package vendors

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// maxAudited bounds what an audit entry quotes of one value, in runes.
const maxAudited = 100

// audit emits the audit entry of a change of state.
func (v *Vendor) audit(actor markthalle.Actor, action, reason string, before, after State) {
	v.auditAll(actor, action, reason, []accounts.Change{{Field: "state", Before: string(before), After: string(after)}})
}

// auditAll emits the audit entry of several changed fields.
func (v *Vendor) auditAll(actor markthalle.Actor, action, reason string, changes []accounts.Change) {
	for i := range changes {
		changes[i].Before, changes[i].After = clip(changes[i].Before, maxAudited), clip(changes[i].After, maxAudited)
	}
	v.Emit(accounts.Audit(actor, v.ID, action, reason, changes...))
}

// clip shortens s to at most n runes.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
