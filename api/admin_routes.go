package api

import (
	"net/url"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// admin returns the endpoints of the operator.
func (r *routes) admin() []endpoint.Endpoint {
	return slices.Concat(
		r.adminVendors(), r.adminCategories(), r.adminReviews(), r.adminRules(), r.adminOrders(), r.adminCases(), r.adminLedger(),
		r.adminPayouts(), r.adminInvoices(), r.adminEntryFiles(), r.adminReports(), r.adminReconciling(), r.adminTeam(), r.adminPromotions(), r.adminSearch(), r.adminSystem(),
	)
}

func (r *routes) adminTeam() []endpoint.Endpoint {
	return r.teamRoutes("/admin", asOperator(markthalle.MembersRead), asOperator(markthalle.MembersWrite))
}

// unescaped is a path segment as it was before it was written into an address: ids of
// ledger entries and accounts hold colons, which some clients escape.
func unescaped(segment string) string {
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return segment
}
