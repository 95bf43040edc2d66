package catalog

import "github.com/markthalle/markthalle"

// operator lets operators with p pass, and the system.
func operator(a markthalle.Actor, p markthalle.Permission) error {
	if a.Kind == markthalle.Vendor || a.Kind == markthalle.Buyer {
		return markthalle.ErrPermission
	}
	return a.Require(p)
}

// may lets a vendor's own people with p pass, operators with p, and the system.
func may(a markthalle.Actor, p markthalle.Permission, v markthalle.VendorID) error {
	if a.Kind == markthalle.Buyer {
		return markthalle.ErrPermission
	}
	return a.RequireFor(p, v)
}

// market reports whether the actor speaks for the market itself: what it writes needs
// no review.
func market(a markthalle.Actor) bool {
	return a.Kind == markthalle.Operator || a.Kind == markthalle.System
}
