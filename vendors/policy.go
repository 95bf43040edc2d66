package vendors

import "github.com/markthalle/markthalle"

// operator lets operators with p pass, and the system. Vendors and buyers are told
// that they lack the permission, guests to sign in.
func operator(a markthalle.Actor, p markthalle.Permission) error {
	if a.Kind == markthalle.Vendor || a.Kind == markthalle.Buyer {
		return markthalle.ErrPermission
	}
	return a.Require(p)
}

// may lets the vendor's own people with p pass, operators with p, and the system.
// Buyers have no business with a vendor's record and do not learn that it exists.
func may(a markthalle.Actor, p markthalle.Permission, id markthalle.VendorID) error {
	if a.Kind == markthalle.Buyer {
		return markthalle.ErrPermission
	}
	return a.RequireFor(p, id)
}

// system lets only the market itself pass.
func system(a markthalle.Actor) error {
	if a.Kind != markthalle.System {
		return markthalle.ErrPermission
	}
	return nil
}
