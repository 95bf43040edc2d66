package api

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/ledger"
)

func (r *routes) adminLedger() []endpoint.Endpoint {
	read := asOperator(markthalle.LedgerRead)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/ledger/trial-balance", "The sums of all accounts by currency", r.adminTrialBalance, read),
		endpoint.Route("GET", "/admin/ledger/position", "What the market has, owes and earned by the end of a day, by currency", r.adminPosition, read,
			endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/admin/ledger/accounts", "The live balances of all accounts", r.adminAccountList, read),
		endpoint.Route("GET", "/admin/ledger/accounts/{id}/movements", "An account, now or as of a moment: its balance and movements, newest first", r.adminMovements, read,
			endpoint.About("account"), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/admin/ledger/transactions", "All entries, newest first; or those of an order", r.adminTransactionList, read),
		endpoint.Route("GET", "/admin/ledger/transactions/{id}", "One entry", r.adminTransactionGet, read, endpoint.About("transaction")),
		endpoint.Route("POST", "/admin/ledger/entries", "Post a manual entry on a vendor's account", r.adminEntryPost,
			asOperator(markthalle.LedgerMoney), created201()),
		endpoint.Route("GET", "/admin/ledger/proposals", "Manual entries that wait for a second person", r.adminProposalList, read),
		endpoint.Route("POST", "/admin/ledger/proposals/{id}/approve", "Agree to a manual entry of somebody else; it is posted", r.adminProposalApprove,
			asOperator(markthalle.LedgerMoney), endpoint.About("proposal")),
		endpoint.Route("POST", "/admin/ledger/proposals/{id}/refuse", "Refuse a manual entry of somebody else", r.adminProposalRefuse,
			asOperator(markthalle.LedgerMoney), endpoint.About("proposal")),
	}
}

// AdminTrialOut is one currency of the trial balance.
type AdminTrialOut struct {
	Currency   string `json:"currency"`
	Debit      Money  `json:"debit"`
	Credit     Money  `json:"credit"`
	Difference Money  `json:"difference"`
}

// AdminTrialBalanceOut is the trial balance of the market's books, and that of the memo book
// of vendors' accounts at the provider, which is none of the market's money; every
// difference is zero.
type AdminTrialBalanceOut struct {
	Currencies []AdminTrialOut `json:"currencies"`
	Memo       []AdminTrialOut `json:"memo"`
}

func adminTrial(t ledger.Trial) AdminTrialOut {
	return AdminTrialOut{
		Currency: string(t.Currency), Debit: minor(t.Debit, t.Currency), Credit: minor(t.Credit, t.Currency),
		Difference: minor(t.Difference(), t.Currency),
	}
}

func (r *routes) adminTrialBalance(c *endpoint.Call, _ Empty) (AdminTrialBalanceOut, error) {
	accounts, err := r.Ledger.Balances(c.Ctx, "")
	if err != nil {
		return AdminTrialBalanceOut{}, err
	}
	list, memo := ledger.Trials(accounts, false), ledger.Trials(accounts, true)
	return AdminTrialBalanceOut{Currencies: mapped(list, adminTrial), Memo: mapped(memo, adminTrial)}, nil
}

// AdminPositionIn names a span of whole days (UTC), both included; without them it is the
// month until today.
type AdminPositionIn struct {
	From string `query:"from" validate:"omitempty,datetime=2006-01-02"`
	To   string `query:"to" validate:"omitempty,datetime=2006-01-02"`
}

// AdminPositionOut is the market's position in one currency. There is cash and what of it
// belongs to others; what is left is own, and equals earned_before and result.
type AdminPositionOut struct {
	Currency     string `json:"currency"`
	Cash         Money  `json:"cash"`
	Disputed     Money  `json:"disputed"`
	OwedVendors  Money  `json:"owed_vendors"`
	OwedBuyers   Money  `json:"owed_buyers"`
	OwedTax      Money  `json:"owed_tax"`
	Unmatched    Money  `json:"unmatched"`
	Own          Money  `json:"own"`
	Revenue      Money  `json:"revenue"`
	Expenses     Money  `json:"expenses"`
	Result       Money  `json:"result"`
	EarnedBefore Money  `json:"earned_before"`
	Holds        bool   `json:"holds"`
}

// AdminPositionsOut is the position in every currency.
type AdminPositionsOut struct {
	From       Time               `json:"from"`
	To         Time               `json:"to"` // facts before it count
	Currencies []AdminPositionOut `json:"currencies"`
}

func (r *routes) adminPosition(c *endpoint.Call, in AdminPositionIn) (AdminPositionsOut, error) {
	today := r.Clock.Now().UTC().Truncate(24 * time.Hour)
	from, to := today.AddDate(0, 0, 1-today.Day()), today
	if d, err := time.Parse(time.DateOnly, in.To); err == nil {
		from, to = d.AddDate(0, 0, 1-d.Day()), d
	}
	if d, err := time.Parse(time.DateOnly, in.From); err == nil {
		from = d
	}
	to = to.AddDate(0, 0, 1)
	if !from.Before(to) {
		return AdminPositionsOut{}, &markthalle.Error{
			Kind: markthalle.Invalid, Code: "ledger.span", Text: "The span ends before it begins.",
			Fields: []markthalle.Field{{Pointer: "/from", Code: "span", Message: "The span ends before it begins.", Found: in.From, Wanted: "at most " + to.AddDate(0, 0, -1).Format(time.DateOnly)}},
		}
	}
	list, err := r.Ledger.Positions(c.Ctx, from, to)
	if err != nil {
		return AdminPositionsOut{}, err
	}
	return AdminPositionsOut{From: Time{from}, To: Time{to}, Currencies: mapped(list, func(p ledger.Position) AdminPositionOut {
		m := func(n int64) Money { return minor(n, p.Currency) }
		return AdminPositionOut{
			Currency: string(p.Currency), Cash: m(p.Cash), Disputed: m(p.Disputed), OwedVendors: m(p.OwedVendors), OwedBuyers: m(p.OwedBuyers),
			OwedTax: m(p.OwedTax), Unmatched: m(p.Unmatched), Own: m(p.Own()), Revenue: m(p.Revenue), Expenses: m(p.Expenses), Result: m(p.Result()),
			EarnedBefore: m(p.EarnedBefore), Holds: p.Holds(),
		}
	})}, nil
}

// AdminAccountListIn asks for accounts whose names begin alike.
type AdminAccountListIn struct {
	PageIn
	Prefix string `query:"prefix" validate:"max=200"`
}

// AdminAccountOut is a place in the books with its balance, debits positive.
type AdminAccountOut struct {
	ID       string `json:"id"`
	Account  string `json:"account"`
	Class    string `json:"class"`
	Currency string `json:"currency"`
	Balance  Money  `json:"balance"`
}

func adminAccount(b ledger.Balance) AdminAccountOut {
	class, _ := ledger.ClassOf(b.Account)
	return AdminAccountOut{
		ID: b.Account + "|" + string(b.Currency), Account: b.Account, Class: string(class), Currency: string(b.Currency),
		Balance: minor(b.Balance, b.Currency),
	}
}

func (r *routes) adminAccountList(c *endpoint.Call, in AdminAccountListIn) (List[AdminAccountOut], error) {
	balances, err := r.Ledger.Balances(c.Ctx, in.Prefix)
	if err != nil {
		return List[AdminAccountOut]{}, err
	}
	list := mapped(balances, adminAccount)
	slices.SortFunc(list, func(a, b AdminAccountOut) int { return cmp.Compare(a.ID, b.ID) })
	page, err := pageOf(list, in.PageIn, func(a AdminAccountOut) string { return a.ID })
	return List[AdminAccountOut]{Items: page.Items, NextCursor: page.Next}, err
}

// AdminMovementsIn asks for the movements of an account: by its id in the list, or by
// its name and a currency; with a moment for those before it.
type AdminMovementsIn struct {
	ByID
	PageIn
	CurrencyIn
	AsOfIn
}

// AdminMovementsOut is an account: a page of its movements and, with the first page, its
// balance, just before the moment when one is named; debits are positive. An account of the
// market to which a lot is being posted is told as it was sealed a few seconds ago: sealed_at
// is that time, and the movements come in the order of their batches.
type AdminMovementsOut struct {
	List[AdminMovementOut]
	Balance  *Money `json:"balance,omitempty"`
	At       *Time  `json:"at,omitempty"`
	SealedAt *Time  `json:"sealed_at,omitempty"`
}

// AdminMovementOut is one line of an account's statement.
type AdminMovementOut struct {
	ID            string `json:"id"`
	Kind          string `json:"kind"`
	At            Time   `json:"at"`
	Amount        Money  `json:"amount"`
	OrderID       string `json:"order_id,omitempty"`
	VendorOrderID string `json:"vendor_order_id,omitempty"`
	VendorID      string `json:"vendor_id,omitempty"`
	Note          string `json:"note,omitempty"`
}

func (r *routes) adminMovements(c *endpoint.Call, in AdminMovementsIn) (AdminMovementsOut, error) {
	account, code, ok := strings.Cut(unescaped(in.ID), "|")
	if !ok {
		code = in.Currency
	}
	currency, err := r.currencyOf(code)
	if err != nil {
		return AdminMovementsOut{}, err
	}
	if _, ok := ledger.ClassOf(account); !ok {
		return AdminMovementsOut{}, markthalle.ErrNotFound
	}
	was, err := r.Ledger.AsOf(c.Ctx, account, currency, in.At, in.PageIn.query())
	if err != nil {
		return AdminMovementsOut{}, err
	}
	out := AdminMovementsOut{At: in.out(), List: wireList(was.Page, func(x ledger.Row) AdminMovementOut {
		t := x.Transaction
		return AdminMovementOut{
			ID: t.ID, Kind: t.Kind, At: Time{t.EffectiveAt}, Amount: minor(x.Amount, t.Currency), OrderID: string(t.Order),
			VendorOrderID: string(t.VendorOrder), VendorID: string(t.Vendor), Note: t.Note,
		}
	})}
	if in.Cursor == "" {
		balance := minor(was.Balance, currency)
		out.Balance = &balance
	}
	if !was.SealedAt.IsZero() {
		out.SealedAt = &Time{was.SealedAt}
	}
	return out, nil
}

// AdminTransactionListIn asks for entries; with an order, for all of its entries in the
// order of their facts.
type AdminTransactionListIn struct {
	PageIn
	Order string `query:"order" validate:"max=200"`
}

// AdminPostingOut is one line of an entry: debits are positive, credits negative.
type AdminPostingOut struct {
	Account string `json:"account"`
	Amount  Money  `json:"amount"`
}

// AdminTransactionOut is one balanced entry in the books.
type AdminTransactionOut struct {
	ID            string            `json:"id"`
	Kind          string            `json:"kind"`
	Currency      string            `json:"currency"`
	Total         Money             `json:"total"`
	Lines         []AdminPostingOut `json:"lines"`
	EffectiveAt   Time              `json:"effective_at"`
	InsertedAt    Time              `json:"inserted_at"`
	OrderID       string            `json:"order_id,omitempty"`
	VendorOrderID string            `json:"vendor_order_id,omitempty"`
	VendorID      string            `json:"vendor_id,omitempty"`
	ProviderIDs   []string          `json:"provider_ids"`
	Note          string            `json:"note,omitempty"`
	By            string            `json:"by,omitempty"`
	Tax           *VATOut           `json:"vat_treatment,omitempty"` // of fines and subscriptions
	Batch         int64             `json:"batch"`
	Hash          string            `json:"hash"`
}

func adminTransaction(t ledger.Transaction) AdminTransactionOut {
	out := AdminTransactionOut{
		ID: t.ID, Kind: t.Kind, Currency: string(t.Currency), Total: minor(t.Total(), t.Currency), EffectiveAt: Time{t.EffectiveAt},
		InsertedAt: Time{t.InsertedAt}, OrderID: string(t.Order), VendorOrderID: string(t.VendorOrder), VendorID: string(t.Vendor),
		ProviderIDs: t.StripeIDs, Note: t.Note, By: t.By, Batch: t.Seal, Hash: t.ContentHash,
		Lines: mapped(t.Lines, func(p ledger.Posting) AdminPostingOut {
			return AdminPostingOut{Account: p.Account, Amount: minor(p.Amount, t.Currency)}
		}),
	}
	if t.Tax != nil {
		out.Tax = &VATOut{t.Tax.Kind, t.Tax.Country, int64(t.Tax.Rate)}
	}
	return out
}

func (r *routes) adminTransactionList(c *endpoint.Call, in AdminTransactionListIn) (List[AdminTransactionOut], error) {
	if in.Order == "" {
		page, err := r.Ledger.Recent(c.Ctx, in.query())
		if err != nil {
			return List[AdminTransactionOut]{}, err
		}
		return wireList(page, adminTransaction), nil
	}
	list, err := r.Ledger.ByOrder(c.Ctx, markthalle.OrderID(in.Order))
	if err != nil {
		return List[AdminTransactionOut]{}, err
	}
	page, err := pageOf(list, in.PageIn, func(t ledger.Transaction) string { return t.ID })
	if err != nil {
		return List[AdminTransactionOut]{}, err
	}
	return wireList(page, adminTransaction), nil
}

func (r *routes) adminTransactionGet(c *endpoint.Call, in ByID) (AdminTransactionOut, error) {
	t, err := r.Ledger.Transaction(c.Ctx, unescaped(in.ID))
	if err != nil {
		return AdminTransactionOut{}, err
	}
	return adminTransaction(t), nil
}

// AdminEntryIn is a manual entry on a vendor's account.
type AdminEntryIn struct {
	Vendor string `json:"vendor" validate:"required,max=200"`
	Kind   string `json:"kind" validate:"required,oneof=credit fine subscription correction write_off"`
	Amount Money  `json:"amount"`
	Reason string `json:"reason" validate:"required,max=500"`
	VAT    string `json:"vat" validate:"omitempty,oneof=charged outside_scope"` // left out: a subscription is charged with VAT, a fine is outside its scope
}
