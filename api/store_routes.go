package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/markthalle/markthalle/api/endpoint"
)

// store is the part of the table for buyers and guests.
func (r *routes) store() []endpoint.Endpoint {
	return slices.Concat(r.storePeopleRoutes(), r.storeShelfRoutes(), r.storeCartRoutes(), r.storeOrderRoutes(), r.storeReturnRoutes())
}

// storePeopleRoutes are accounts and sessions. Keys mean nothing here: what these
// requests create is told once and never kept.
func (r *routes) storePeopleRoutes() []endpoint.Endpoint {
	person := endpoint.For(endpoint.Person, "")
	signIn := endpoint.Limit(endpoint.RateSignIn)
	all := []endpoint.Endpoint{
		endpoint.Route(http.MethodPost, "/store/accounts", "Sign up; the address must be confirmed by the mailed link.",
			r.storeSignUp, signIn, endpoint.Answers(http.StatusCreated)),
		endpoint.Route(http.MethodPost, "/store/accounts/verify", "Confirm an e-mail address with the token that was mailed to it.",
			r.storeVerify, signIn),
		endpoint.Route(http.MethodPost, "/store/accounts/resend", "Mail the confirmation again.",
			r.storeResend, signIn, endpoint.Answers(http.StatusAccepted)),
		endpoint.Route(http.MethodPost, "/store/password-resets", "Mail a link that sets a new password.",
			r.storeRequestReset, signIn, endpoint.Answers(http.StatusAccepted)),
		endpoint.Route(http.MethodPost, "/store/password-resets/confirm", "Set a new password with a mailed token; every session ends.",
			r.storeReset, signIn),
		endpoint.Route(http.MethodPost, "/store/sessions", "Sign in.",
			r.storeSignIn, signIn, endpoint.Secret(), endpoint.Answers(http.StatusCreated)),
		endpoint.Route(http.MethodGet, "/store/sessions", "The devices that the person is signed in on.", r.storeSessions, person),
		endpoint.Route(http.MethodDelete, "/store/sessions/current", "Sign out.", r.storeSignOut, person),
		endpoint.Route(http.MethodDelete, "/store/sessions/{id}", "End one of the person's sessions.",
			r.storeEndSession, person, endpoint.About("session")),
		endpoint.Route(http.MethodPost, "/store/memberships/invitation", "What a mailed invitation asks to join, before it is accepted.",
			r.storeInvitation, signIn),
		endpoint.Route(http.MethodPost, "/store/memberships/accept", "Join the organisation that an invitation names.",
			r.storeAcceptInvitation, person, endpoint.Answers(http.StatusCreated)),
		endpoint.Route(http.MethodGet, "/store/me", "The person who is signed in.", r.storeMe, person),
		endpoint.Route(http.MethodPatch, "/store/me", "Change the person's name, or the language that they read.", r.storeChangeMe, person),
		endpoint.Route(http.MethodPost, "/store/me/password", "Set a new password; every other session ends.",
			r.storeChangePassword, person, signIn),
	}
	return endpoint.Group([]endpoint.Option{endpoint.Keyed(endpoint.Ignored)}, all...)
}

// storeShelfRoutes are what everybody may look at.
func (r *routes) storeShelfRoutes() []endpoint.Endpoint {
	search := endpoint.Limit(endpoint.RateSearch)
	all := []endpoint.Endpoint{
		endpoint.Route(http.MethodGet, "/store/categories", "The tree of categories.", r.storeCategories),
		endpoint.Route(http.MethodGet, "/store/categories/{id}/products", "The products of a category, newest first; never depends on search.",
			r.storeCategoryProducts, endpoint.About("category")),
		endpoint.Route(http.MethodGet, "/store/products/{slug}", "A product with its variants and its best offer.", r.storeProduct,
			endpoint.About("product")),
		endpoint.Route(http.MethodGet, "/store/products/{id}/offers", "All offers of a product in their order, with the reasons.", r.storeOffers,
			endpoint.About("product")),
		endpoint.Route(http.MethodGet, "/store/search", "Find products. Operators may ask why, with explain=true.", r.storeSearch, search, endpoint.Guarded()),
		endpoint.Route(http.MethodGet, "/store/suggest", "Complete what is being typed.", r.storeSuggest, search),
		endpoint.Route(http.MethodGet, "/store/vendors", "The shops of the market.", r.storeShops),
		endpoint.Route(http.MethodGet, "/store/vendors/{slug}", "A shop and who stands behind it.", r.storeShop, endpoint.About("shop")),
	}
	return append(endpoint.Group([]endpoint.Option{endpoint.Cached(time.Second)}, all...),
		endpoint.Route(http.MethodPost, "/store/search/clicks", "Say that somebody opened a product out of the results of a text.",
			r.storeClick, search))
}

// storeCartRoutes are carts. Every change answers with the cart as it is then.
func (r *routes) storeCartRoutes() []endpoint.Endpoint {
	created := endpoint.Answers(http.StatusCreated)
	person := endpoint.For(endpoint.Person, "")
	all := []endpoint.Endpoint{
		endpoint.Route(http.MethodPost, "/store/carts", "Open a cart; its token is told once.", r.storeOpenCart, created, endpoint.Secret()),
		endpoint.Route(http.MethodGet, "/store/carts/current", "The open cart of the person who is signed in.", r.storeCurrentCart, person),
		endpoint.Route(http.MethodGet, "/store/carts/{id}", "A cart with today's prices and what stands in the way of ordering it.", r.storeCart),
		endpoint.Route(http.MethodPost, "/store/carts/{id}/lines", "Put an offer into the cart.", r.storeAddLine, created),
		endpoint.Route(http.MethodPatch, "/store/carts/{id}/lines/{line}", "Change how many of a line.", r.storeChangeLine),
		endpoint.Route(http.MethodDelete, "/store/carts/{id}/lines/{line}", "Take a line out.", r.storeRemoveLine),
		endpoint.Route(http.MethodPut, "/store/carts/{id}/address", "Say where the cart goes.", r.storeSetAddress),
		endpoint.Route(http.MethodGet, "/store/carts/{id}/shipping-options", "The ways of delivery of each vendor.", r.storeShippingOptions),
		endpoint.Route(http.MethodPut, "/store/carts/{id}/shipping", "Choose the delivery of vendors: an object of option by vendor.",
			r.storeChooseShipping),
		endpoint.Route(http.MethodPost, "/store/carts/{id}/codes", "Enter a code.", r.storeAddCode, created),
		endpoint.Route(http.MethodDelete, "/store/carts/{id}/codes/{code}", "Take a code out.", r.storeRemoveCode),
		endpoint.Route(http.MethodPost, "/store/carts/{id}/merge", "Make a guest's cart the signed-in person's; its token ends.",
			r.storeMergeCart, person),
		endpoint.Route(http.MethodPost, "/store/carts/{id}/checkout", "Order the cart and open its payment.", r.storeCheckout,
			created, endpoint.Secret(), endpoint.Keyed(endpoint.Required), endpoint.Limit(endpoint.RateCheckout), endpoint.Within(30*time.Second)),
	}
	return endpoint.Group([]endpoint.Option{endpoint.About("cart")}, all...)
}

// storeOrderRoutes are a buyer's orders; guests show the order's access token.
func (r *routes) storeOrderRoutes() []endpoint.Endpoint {
	all := []endpoint.Endpoint{
		endpoint.Route(http.MethodGet, "/store/orders", "The person's orders, newest first.",
			r.storeOrders, endpoint.For(endpoint.Person, "")),
		endpoint.Route(http.MethodGet, "/store/orders/{id}", "An order with all its parts.", r.storeOrder),
		endpoint.Route(http.MethodPost, "/store/orders/{id}/complete", "Ask the payment provider now whether the order is paid.",
			r.storeCompleteOrder, endpoint.Limit(endpoint.RateCheckout), endpoint.Secret()),
		endpoint.Route(http.MethodPost, "/store/orders/{id}/cancel", "Cancel what no vendor has accepted yet.",
			r.storeCancelOrder, endpoint.Answers(http.StatusCreated)),
	}
	return endpoint.Group([]endpoint.Option{endpoint.About("order")}, all...)
}
