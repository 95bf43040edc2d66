package markthalle

import "strings"

// Role is what a person is in one organisation: the market's operator or one vendor.
type Role string

// The roles. A buyer needs none: everybody may act for themself.
const (
	OperatorOwner     Role = "operator.owner"
	OperatorFinance   Role = "operator.finance"
	OperatorCatalogue Role = "operator.catalogue"
	OperatorSupport   Role = "operator.support"
	OperatorAuditor   Role = "operator.auditor"

	VendorOwner     Role = "vendor.owner"
	VendorManager   Role = "vendor.manager"
	VendorCatalogue Role = "vendor.catalogue"
	VendorOrders    Role = "vendor.orders"
	VendorFinance   Role = "vendor.finance"
	VendorReadOnly  Role = "vendor.read_only"
)

// Roles lists all roles, operator's first.
func Roles() []Role {
	return []Role{
		OperatorOwner, OperatorFinance, OperatorCatalogue, OperatorSupport, OperatorAuditor,
		VendorOwner, VendorManager, VendorCatalogue, VendorOrders, VendorFinance, VendorReadOnly,
	}
}

// Short returns the role's name within its organisation: "owner", "read_only".
func (r Role) Short() string {
	_, s, _ := strings.Cut(string(r), ".")
	return s
}

// Organisation returns "operator" or "vendor".
func (r Role) Organisation() string {
	o, _, _ := strings.Cut(string(r), ".")
	return o
}

// Permission is one right over one group of resources: "orders.write". For a vendor's
// role it reaches that vendor's objects only.
type Permission string

// The permissions. Money marks actions that move money by a person's decision.
const (
	VendorsRead     Permission = "vendors.read" // applications, vendors, standing
	VendorsWrite    Permission = "vendors.write"
	MembersRead     Permission = "members.read" // members, keys, policies, second factor
	MembersWrite    Permission = "members.write"
	CategoriesRead  Permission = "categories.read" // categories, rules of quality, search tuning
	CategoriesWrite Permission = "categories.write"
	ProductsRead    Permission = "products.read" // products, media, imports
	ProductsWrite   Permission = "products.write"
	OffersRead      Permission = "offers.read" // offers, stock, prices, promotions
	OffersWrite     Permission = "offers.write"
	ShopRead        Permission = "shop.read" // shop page, shipping profiles, holiday
	ShopWrite       Permission = "shop.write"
	OrdersRead      Permission = "orders.read" // orders, shipments, returns, messages
	OrdersWrite     Permission = "orders.write"
	RefundsRead     Permission = "refunds.read" // refunds, decisions of cases
	RefundsMoney    Permission = "refunds.money"
	CommissionRead  Permission = "commission.read"
	CommissionWrite Permission = "commission.write"
	LedgerRead      Permission = "ledger.read" // ledger, payouts, statements, reconciliation
	LedgerMoney     Permission = "ledger.money"
	PayAccountRead  Permission = "payment_account.read" // payment account, bank, tax data
	PayAccountWrite Permission = "payment_account.write"
	SystemRead      Permission = "system.read" // audit, work list, system, clock
	SystemWrite     Permission = "system.write"
)

// Permissions lists all permissions in the order of the access table.
func Permissions() []Permission {
	out := make([]Permission, 0, 2*len(access))
	for _, row := range access {
		out = append(out, row.read, row.write)
	}
	return out
}

// access is the table of marketplace rules §4: one row a resource, one letter a role
// in the order of Roles. r reads, w reads and writes, - neither.
var access = []struct {
	read, write Permission
	roles       string // owner finance catalogue support auditor | owner manager catalogue orders finance read-only
}{
	{VendorsRead, VendorsWrite, "wrrwr" + "rr--rr"},
	{MembersRead, MembersWrite, "w--rr" + "wr----"},
	{CategoriesRead, CategoriesWrite, "w-wrr" + "------"},
	{ProductsRead, ProductsWrite, "w-wrr" + "wwwr-r"},
	{OffersRead, OffersWrite, "wrwrr" + "wwwrrr"},
	{ShopRead, ShopWrite, "w-rrr" + "ww-r-r"},
	{OrdersRead, OrdersWrite, "wr-wr" + "ww-wrr"},
	{RefundsRead, RefundsMoney, "ww-wr" + "ww-wrr"},
	{CommissionRead, CommissionWrite, "ww-rr" + "rr--r-"},
	{LedgerRead, LedgerMoney, "ww--r" + "r---r-"},
	{PayAccountRead, PayAccountWrite, "rr--r" + "w---w-"},
	{SystemRead, SystemWrite, "wrrrr" + "r-----"},
}

var grants = func() map[Role]map[Permission]bool {
	out := map[Role]map[Permission]bool{}
	for i, role := range Roles() {
		m := map[Permission]bool{}
		for _, row := range access {
			switch row.roles[i] {
			case 'w':
				m[row.read], m[row.write] = true, true
			case 'r':
				m[row.read] = true
			}
		}
		out[role] = m
	}
	return out
}()

// Grants reports whether the role includes p.
func (r Role) Grants(p Permission) bool { return grants[r][p] }

// Valid reports whether r is one of Roles.
func (r Role) Valid() bool { _, ok := grants[r]; return ok }
