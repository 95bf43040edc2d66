package api

import (
	"errors"
	"net/http"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payments"
)

// maxHook bounds a provider's event. Real ones stay far below.
const maxHook = 1 << 20

// hooks is the part of the table for providers.
func (r *routes) hooks() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route(http.MethodPost, "/hooks/stripe/{scope}", "An event of the payment provider; the scope is account or connect.",
			r.hookStripe, endpoint.For(endpoint.Hook, ""), endpoint.Limit(endpoint.RateNone), endpoint.Keyed(endpoint.Ignored),
			endpoint.Raw(), endpoint.Body(maxHook)),
	}
}

// HookIn says which endpoint an event was sent to.
type HookIn struct {
	Scope string `path:"scope" validate:"required,max=20"`
}

// errHook is the answer to an event that is not the provider's: 400, so that a wrong
// secret shows at the provider.
var errHook = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "request.malformed", Text: "The signature of this event is not valid.",
}

// hookStripe stores an event; only then is it answered 200 (PAY-41). Any other failure
// than a wrong signature makes the provider deliver again.
func (r *routes) hookStripe(c *endpoint.Call, in HookIn) (Empty, error) {
	if in.Scope != payments.ScopeAccount && in.Scope != payments.ScopeConnect {
		return Empty{}, markthalle.ErrNotFound
	}
	err := r.Payments.Receive(c.Ctx, in.Scope, http.Header(c.Headers()), c.Body())
	if errors.Is(err, payments.ErrSignature) {
		return Empty{}, errHook.With(err)
	}
	if err != nil {
		return Empty{}, err
	}
	return Empty{}, c.Send(http.StatusOK, "application/json", []byte("{}"))
}
