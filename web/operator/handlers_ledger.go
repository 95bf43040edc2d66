package operator

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const accountRows = 50

// csvRows bounds how much of an account is sent as a file.
const csvRows = 100_000

// ledgerURL leads to an account or document; both names hold colons.
func ledgerURL(what, name string, c money.Currency) string {
	return "/operator/ledger?" + url.Values{what: {name}, "currency": {string(c)}}.Encode()
}

// currencyOf is the currency that is asked about, the market's own without.
func currencyOf(c *edge.Ctx) (money.Currency, error) {
	code := c.Query("currency")
	if code == "" {
		return c.Market.Currency, nil
	}
	cur, err := money.ParseCurrency(strings.ToUpper(code))
	if err != nil {
		return "", markthalle.ErrNotFound.With(err)
	}
	return cur, nil
}

func showLedger(c *edge.Ctx, _ markthalle.Actor) error { return renderLedger(c, nil) }

// renderLedger shows the ledger, and what a report lacks that was asked for.
func renderLedger(c *edge.Ctx, lacks []string) error {
	w := wordsOf(c)
	cur, err := currencyOf(c)
	if err != nil {
		return err
	}
	balances, err := c.Ledger.Balances(c.Context, "")
	if err != nil {
		return err
	}
	account := c.Query("account")
	view := w.trialBalance(balances, cur, account)
	view.At, view.ProvedAt, view.Reports, view.Lacks = w.now, w.now, dac7Links(c), lacks
	trials, memo := ledger.Trials(balances, false), ledger.Trials(balances, true)
	for _, t := range trials {
		view.Currencies = append(view.Currencies, Link{Label: string(t.Currency), URL: "/operator/ledger?currency=" + string(t.Currency)})
		view.Proofs = append(view.Proofs, w.balanced("balanced", t))
	}
	for _, t := range memo {
		view.Proofs = append(view.Proofs, w.balanced("memo", t))
	}
	if len(view.Currencies) < 2 {
		view.Currencies = nil
	}
	if id := c.Query("document"); id != "" {
		if err := view.addDocument(c, w, id); err != nil {
			return err
		}
	}
	if account == "" {
		return c.Render(PageLedger, view)
	}
	day, err := asOf(c, w)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			if view.Account, err = accountStatement(c, w, account, cur, day); err != nil {
				return err
			}
			view.Account.AsOf, view.Account.Faults = c.Query("at"), faults
			return c.Render(PageLedger, view)
		})
	}
	if view.Account, err = accountStatement(c, w, account, cur, day); err != nil {
		return err
	}
	return c.Render(PageLedger, view)
}

// asOf is the day at whose end an account is asked about; zero for now.
func asOf(c *edge.Ctx, w words) (time.Time, error) {
	var f formFaults
	day := f.day("at", c.Query("at"), w.zone)
	return day, f.err()
}

// endOf is the moment at which a day is over; nil for now.
func endOf(day time.Time) *time.Time {
	if day.IsZero() {
		return nil
	}
	end := day.AddDate(0, 0, 1)
	return &end
}

// balanced is the proof that one currency of a book balances.
func (w words) balanced(name string, t ledger.Trial) Equation {
	return Equation{
		Name: w.tk("proof_name", name) + ", " + string(t.Currency), Left: w.figure(t.Debit, t.Currency), Right: w.figure(t.Credit, t.Currency),
		Holds: t.Difference() == 0,
	}
}

// classes are the groups of the trial balance in their order.
var classes = []struct {
	class ledger.Class
	key   string
}{
	{ledger.Asset, "assets"}, {ledger.Liability, "liabilities"}, {ledger.Income, "revenue"}, {ledger.Expense, "expenses"},
}

// family is the row that sums the accounts of all vendors: "vendor:*:held". Other
// accounts stand for themselves.
func family(account string) string {
	parts := strings.Split(account, ":")
	if len(parts) == 3 && (parts[0] == "vendor" || parts[0] == "conn") {
		return parts[0] + ":*:" + parts[2]
	}
	return account
}

// trialBalance groups the balances of one currency. The accounts of vendors are summed;
// the one that is open stands below its sum. The memo book is no part of it, and stands for
// itself.
func (w words) trialBalance(list []ledger.Balance, cur money.Currency, open string) Ledger {
	out := Ledger{Currency: string(cur), Debit: edge.Minor(0, cur), Credit: edge.Minor(0, cur)}
	sums := map[string]int64{}
	for _, b := range list {
		if b.Currency != cur || b.Balance == 0 {
			continue
		}
		out.Accounts++
		sums[family(b.Account)] += b.Balance
		if classOfFamily(family(b.Account)) == ledger.Memo {
			continue
		}
		if b.Balance > 0 {
			out.Debit.Amount += b.Balance
		} else {
			out.Credit.Amount -= b.Balance
		}
	}
	out.Difference = edge.Minor(out.Debit.Amount-out.Credit.Amount, cur)
	rows := func(class ledger.Class) []AccountRow {
		var out []AccountRow
		for _, name := range sorted(sums) {
			if classOfFamily(name) != class {
				continue
			}
			out = append(out, accountRow(name, sums[name], cur, name == open))
			if family(open) == name && open != name {
				out = append(out, openRow(list, open, cur))
			}
		}
		return out
	}
	for _, x := range classes {
		if list := rows(x.class); len(list) > 0 {
			out.Groups = append(out.Groups, AccountGroup{Key: x.key, Rows: list})
		}
	}
	out.Memo = rows(ledger.Memo)
	return out
}

func sorted(sums map[string]int64) []string {
	out := make([]string, 0, len(sums))
	for name := range sums {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func classOfFamily(name string) ledger.Class {
	class, _ := ledger.ClassOf(strings.Replace(name, ":*:", ":ven_0:", 1))
	return class
}

// accountRow is one line of the trial balance. A sum over vendors leads to the vendors,
// because it has no statement.
func accountRow(name string, balance int64, cur money.Currency, current bool) AccountRow {
	out := AccountRow{Name: name, URL: ledgerURL("account", name, cur), Current: current}
	if strings.Contains(name, ":*:") {
		out.URL = "/operator/vendors"
	}
	if balance >= 0 {
		out.Debit = edge.Minor(balance, cur)
	} else {
		out.Credit = edge.Minor(-balance, cur)
	}
	return out
}

func openRow(list []ledger.Balance, account string, cur money.Currency) AccountRow {
	var balance int64
	for _, b := range list {
		if b.Account == account && b.Currency == cur {
			balance = b.Balance
		}
	}
	out := accountRow(account, balance, cur, true)
	out.Part = true
	return out
}

// accountStatement is a page of an account as a bank statement, oldest first on the page, as
// it was at the end of a day; without a day as it is. The balance after the newest row is the
// account's, or comes with the address of the page before.
func accountStatement(c *edge.Ctx, w words, account string, cur money.Currency, day time.Time) (*Account, error) {
	if _, ok := ledger.ClassOf(account); !ok {
		return nil, markthalle.ErrNotFound
	}
	was, err := c.Ledger.AsOf(c.Context, account, cur, endOf(day), c.Page(accountRows))
	if err != nil {
		return nil, err
	}
	closing, balance := was.Balance, was.Balance
	if c.Query("cursor") != "" {
		if closing, err = strconv.ParseInt(c.Query("balance"), 10, 64); err != nil {
			return nil, markthalle.ErrNotFound.With(err)
		}
		if balance, err = strconv.ParseInt(cmp.Or(c.Query("whole"), c.Query("balance")), 10, 64); err != nil {
			return nil, markthalle.ErrNotFound.With(err)
		}
	}
	q := accountQuery(account, cur, day)
	out := w.account(account, was.Items, closing, cur, c.Query("document"))
	out.Title, out.Currency, out.Day = accountTitle(c, w, account), string(cur), day
	out.AsOf, out.SealedAt = q.Get("at"), was.SealedAt
	out.Balance, out.Side = edge.Minor(balance, cur), "debit"
	if balance < 0 {
		out.Balance.Amount, out.Side = -balance, "credit"
	}
	if len(was.Items) == 0 {
		out.From, out.To = w.now, w.now
		if !day.IsZero() {
			out.From, out.To = day, day
		}
	}
	for i := range out.Rows {
		out.Rows[i].URL = documentIn(q, out.Rows[i].ID)
	}
	out.CSV = "/operator/ledger.csv?" + q.Encode()
	out.Pager = cursorPager(c, q, len(was.Items), was.Next, 0)
	if out.Pager.Next != "" {
		out.Pager.Next += "&balance=" + strconv.FormatInt(out.Opening.Amount, 10) + "&whole=" + strconv.FormatInt(balance, 10)
	}
	return out, nil
}

// accountQuery addresses an account, at the end of a day when one is named.
func accountQuery(account string, cur money.Currency, day time.Time) url.Values {
	q := url.Values{"account": {account}, "currency": {string(cur)}}
	if !day.IsZero() {
		q.Set("at", day.Format(time.DateOnly))
	}
	return q
}

// accountTitle names an account in words: whose it is and which part.
func accountTitle(c *edge.Ctx, w words, account string) string {
	parts := strings.Split(account, ":")
	if len(parts) == 3 && parts[0] == "conn" {
		return shopName(c, markthalle.VendorID(parts[1])) + ", " + w.tk("memo", parts[2])
	}
	if len(parts) == 3 && parts[0] == "vendor" {
		return shopName(c, markthalle.VendorID(parts[1])) + ", " + w.tk("part", map[string]string{"held": "held", "payable": "available", "reserve": "reserve"}[parts[2]])
	}
	return account
}

// account maps movements, newest first, to a statement that ends in closing.
func (w words) account(name string, list []ledger.Row, closing int64, cur money.Currency, document string) *Account {
	out := &Account{Name: name, Closing: edge.Minor(closing, cur), Debit: edge.Minor(0, cur), Credit: edge.Minor(0, cur)}
	balance := closing
	for _, r := range list {
		t := r.Transaction
		line := AccountLine{
			At: t.EffectiveAt, Text: w.tk("posting", postingKey(t.Kind)), ID: t.ID, Against: against(t, name),
			Balance: edge.Minor(balance, cur), Current: t.ID == document,
		}
		if r.Amount >= 0 {
			line.Debit = edge.Minor(r.Amount, cur)
			out.Debit.Amount += r.Amount
		} else {
			line.Credit = edge.Minor(-r.Amount, cur)
			out.Credit.Amount -= r.Amount
		}
		balance -= r.Amount
		out.Rows = append(out.Rows, line)
	}
	slices.Reverse(out.Rows)
	out.Opening = edge.Minor(balance, cur)
	if n := len(out.Rows); n > 0 {
		out.From, out.To = out.Rows[0].At, out.Rows[n-1].At
	}
	return out
}

// documentIn opens a document beside the account that it was found in.
func documentIn(account url.Values, id string) string {
	return "/operator/ledger" + with(account, "document", id)
}

// against names the other accounts of an entry.
func against(t ledger.Transaction, account string) string {
	var out []string
	for _, l := range t.Lines {
		if l.Account != account && !slices.Contains(out, l.Account) {
			out = append(out, l.Account)
		}
	}
	if len(out) > 3 {
		out = append(out[:2], "…")
	}
	return strings.Join(out, ", ")
}

// addDocument adds one balanced entry.
func (v *Ledger) addDocument(c *edge.Ctx, w words, id string) error {
	t, err := c.Ledger.Transaction(c.Context, id)
	if err != nil {
		return err
	}
	v.Document = w.document(t)
	a, err := c.Actor(markthalle.Operator)
	if err != nil {
		return err
	}
	if strings.HasPrefix(t.ID, "adjust:") {
		files, err := entryFiles(c, a, t.ID, ledgerURL("document", t.ID, t.Currency))
		if err != nil {
			return err
		}
		v.Document.Files = &files
	}
	if t.Order == "" {
		return nil
	}
	o, err := c.Orders.Order(c.Context, a, t.Order, "")
	switch {
	case errors.Is(err, markthalle.ErrNotFound): // no permission to read orders
		return nil
	case err != nil:
		return err
	}
	v.Document.Order = Link{Label: o.Number, URL: "/operator/orders/" + o.ID}
	return nil
}

func (w words) document(t ledger.Transaction) *Document {
	out := &Document{ID: t.ID, At: t.EffectiveAt, Debit: edge.Minor(0, t.Currency), Credit: edge.Minor(0, t.Currency), Note: t.Note}
	if t.Seal > 0 {
		out.Seal = strconv.FormatInt(t.Seal, 10)
	}
	for _, l := range t.Lines {
		line := DocumentLine{Account: l.Account, URL: ledgerURL("account", l.Account, t.Currency), What: w.tk("posting", postingKey(t.Kind))}
		if l.Amount >= 0 {
			line.Debit = edge.Minor(l.Amount, t.Currency)
			out.Debit.Amount += l.Amount
		} else {
			line.Credit = edge.Minor(-l.Amount, t.Currency)
			out.Credit.Amount -= l.Amount
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// postingKey names a kind of entry as the catalogue of messages does.
func postingKey(kind string) string {
	key := map[string]string{
		ledger.KindSale: "sale", ledger.KindCommission: "commission", ledger.KindRefundBefore: "refund", ledger.KindRefundAfter: "refund",
		ledger.KindRefundPaid: "refund_paid", ledger.KindRefundReturned: "refund_paid", ledger.KindRefundCommission: "commission_return",
		ledger.KindRelease: "release", ledger.KindTransfer: "transfer", ledger.KindTransferReversal: "transfer_reversal",
		ledger.KindManual: "adjustment", ledger.KindDispute: "chargeback", ledger.KindProviderFee: "provider_fee", ledger.KindAvailable: "available",
	}[kind]
	return cmp.Or(key, "other")
}

// sendAccount sends a whole account as CSV (RFC 4180), newest first; of a day, what was there
// at its end.
func sendAccount(c *edge.Ctx, _ markthalle.Actor) error {
	cur, err := currencyOf(c)
	if err != nil {
		return err
	}
	account := c.Query("account")
	if _, ok := ledger.ClassOf(account); !ok {
		return markthalle.ErrNotFound
	}
	day, err := asOf(c, wordsOf(c))
	if err != nil {
		return err
	}
	list, err := readAll(csvRows, func(q markthalle.PageQuery) (markthalle.Page[ledger.Row], error) {
		if day.IsZero() {
			return c.Ledger.Account(c.Context, account, cur, q)
		}
		was, err := c.Ledger.AsOf(c.Context, account, cur, endOf(day), q)
		return was.Page, err
	})
	if err != nil {
		return err
	}
	body, err := accountCSV(list, cur)
	if err != nil {
		return err
	}
	c.Fiber.Set("Content-Type", "text/csv; charset=utf-8")
	c.Fiber.Set("X-Content-Type-Options", "nosniff")
	c.Fiber.Set("Cache-Control", "private, no-store")
	c.Fiber.Set("Content-Disposition", `attachment; filename="`+strings.NewReplacer(":", "-", "*", "").Replace(account)+"-"+string(cur)+`.csv"`)
	return c.Fiber.Send(body)
}

func accountCSV(list []ledger.Row, cur money.Currency) ([]byte, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	rows := [][]string{{"date", "kind", "document", "debit", "credit", "currency", "order", "note"}}
	for _, r := range list {
		debit, credit := "", ""
		if r.Amount >= 0 {
			debit = money.New(r.Amount, cur).Decimal()
		} else {
			credit = money.New(-r.Amount, cur).Decimal()
		}
		t := r.Transaction
		rows = append(rows, []string{t.EffectiveAt.UTC().Format(time.RFC3339), t.Kind, t.ID, debit, credit, string(cur), string(t.Order), t.Note})
	}
	if err := out.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write account: %w", err)
	}
	return b.Bytes(), nil
}
