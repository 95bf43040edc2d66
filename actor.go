package markthalle

// ActorKind says in which capacity somebody acts.
type ActorKind uint8

// The capacities. The zero value is a guest, who may do the least.
const (
	Guest    ActorKind = iota // nobody is signed in
	Buyer                     // a person acting for themself
	Vendor                    // a person or key acting for one vendor
	Operator                  // a person or key acting for the market
	System                    // a reaction, timer, sweep or command; never from outside
)

var actorNames = [...]string{"guest", "buyer", "vendor", "operator", "system"}

// String returns the capacity's name as audit entries show it.
func (k ActorKind) String() string { return actorNames[min(int(k), len(actorNames)-1)] }

// Actor is who acts. Edges build it from a session or a key; services decide by it.
type Actor struct {
	Kind      ActorKind
	Person    PersonID     // empty for guests, the system and keys
	Key       KeyID        // set when an API key acts
	Vendor    VendorID     // set when Kind is Vendor
	Roles     []Role       // the roles of this capacity only
	Scopes    []Permission // a key's limits; empty means all that its roles allow
	Name      string       // for the system: which reaction or command
	RequestID string
}

// SystemActor returns the actor of a reaction, timer, sweep or command.
func SystemActor(name string) Actor { return Actor{Kind: System, Name: name} }

// ID returns what audit entries call the actor: its person, key or name.
func (a Actor) ID() string {
	switch {
	case a.Person != "":
		return string(a.Person)
	case a.Key != "":
		return string(a.Key)
	case a.Name != "":
		return a.Name
	}
	return a.Kind.String()
}

// Can reports whether the actor's roles, within its key's scopes, include p. For
// vendor permissions this says nothing about whose object it is: see CanFor.
func (a Actor) Can(p Permission) bool {
	if a.Kind == System {
		return true
	}
	if len(a.Scopes) > 0 && !holds(a.Scopes, p) {
		return false
	}
	for _, r := range a.Roles {
		if r.Grants(p) {
			return true
		}
	}
	return false
}

// CanFor reports whether the actor may do p to an object of vendor v: operators with
// the permission may for every vendor, vendors for their own only.
func (a Actor) CanFor(p Permission, v VendorID) bool {
	if a.Kind == Vendor && a.Vendor != v {
		return false
	}
	return a.Can(p)
}

// Require returns nil when the actor may do p, ErrSignIn for guests and ErrPermission
// for everybody else.
func (a Actor) Require(p Permission) error {
	switch {
	case a.Can(p):
		return nil
	case a.Kind == Guest:
		return ErrSignIn
	default:
		return ErrPermission
	}
}

// RequireFor is Require for an object of vendor v. A vendor that asks about another
// vendor's object is told that there is nothing.
func (a Actor) RequireFor(p Permission, v VendorID) error {
	if a.Kind == Vendor && a.Vendor != v {
		return ErrNotFound
	}
	return a.Require(p)
}

func holds(list []Permission, p Permission) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}
