package vendors

import (
	"time"

	"github.com/markthalle/markthalle"
)

// ApplicationReceived happens when somebody has handed in an application. The person becomes the
// vendor's owner.
type ApplicationReceived struct {
	Vendor markthalle.VendorID `bson:"vendor"`
	Person markthalle.PersonID `bson:"person"`
}

// EventType implements store.Event.
func (ApplicationReceived) EventType() string { return "vendors.applied" }

// VendorApproved happens when the operator has approved an application.
type VendorApproved struct {
	Vendor markthalle.VendorID `bson:"vendor"`
	Note   string              `bson:"note,omitempty"`
}

// EventType implements store.Event.
func (VendorApproved) EventType() string { return "vendors.approved" }

// Activated happens when a vendor may sell for the first time.
type Activated struct {
	Vendor markthalle.VendorID `bson:"vendor"`
}

// EventType implements store.Event.
func (Activated) EventType() string { return "vendors.activated" }

// VendorRejected happens when the operator has refused an application.
type VendorRejected struct {
	Vendor  markthalle.VendorID `bson:"vendor"`
	Reasons []string            `bson:"reasons"`
	Note    string              `bson:"note,omitempty"`
}

// EventType implements store.Event.
func (VendorRejected) EventType() string { return "vendors.rejected" }

// ChangesAsked happens when the operator wants an application corrected.
type ChangesAsked struct {
	Vendor  markthalle.VendorID `bson:"vendor"`
	Reasons []string            `bson:"reasons"`
	Note    string              `bson:"note,omitempty"`
}

// EventType implements store.Event.
func (ChangesAsked) EventType() string { return "vendors.changes_requested" }

// VendorSuspended happens when a vendor's shop is taken offline.
type VendorSuspended struct {
	Vendor  markthalle.VendorID `bson:"vendor"`
	Reasons []string            `bson:"reasons"`
	Note    string              `bson:"note,omitempty"`
	Scope   string              `bson:"scope,omitempty"`
	Until   time.Time           `bson:"until"` // zero = until somebody reinstates it
}

// EventType implements store.Event.
func (VendorSuspended) EventType() string { return "vendors.suspended" }

// Reinstated happens when a suspension ends.
type Reinstated struct {
	Vendor markthalle.VendorID `bson:"vendor"`
}

// EventType implements store.Event.
func (Reinstated) EventType() string { return "vendors.reinstated" }

// VendorTerminated happens when a vendor's business with the market ends.
type VendorTerminated struct {
	Vendor  markthalle.VendorID `bson:"vendor"`
	Reasons []string            `bson:"reasons"`
	Note    string              `bson:"note,omitempty"`
}

// EventType implements store.Event.
func (VendorTerminated) EventType() string { return "vendors.terminated" }

// Changed happens with every change that others show or decide by: name, slug, shop
// page, state, level, holiday.
type Changed struct {
	Vendor markthalle.VendorID `bson:"vendor"`
	State  State               `bson:"state"`
}

// EventType implements store.Event.
func (Changed) EventType() string { return "vendors.changed" }

// ProfileChanged happens when the prices, countries or times of a shipping profile
// change.
type ProfileChanged struct {
	Vendor  markthalle.VendorID  `bson:"vendor"`
	Profile markthalle.ProfileID `bson:"profile"`
}

// EventType implements store.Event.
func (ProfileChanged) EventType() string { return "vendors.profile_changed" }

func (v *Vendor) changed() { v.Emit(Changed{Vendor: v.VendorID(), State: v.State}) }
