package operator

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// How long what takes time may take.
const (
	dryRunTime = time.Minute
	payoutTime = 2 * time.Minute
	clockTime  = 10 * time.Minute
)

// Console is what the console knows of the installation besides the market's services.
type Console struct {
	Version  string
	MailsURL string // where a trial's mails are shown; empty for nowhere
	// Advance moves the market's clock and runs everything that falls due, each at its
	// own due time. It is nil on live installations.
	Advance func(ctx context.Context, by time.Duration) (time.Time, error)
	// Engines are asked whether they answer, besides the store.
	Engines []Probe
}

// Probe asks one engine whether it answers. Key is a code below "engine.".
type Probe struct {
	Key   string
	Name  string
	Check func(ctx context.Context) error
}

type handlers struct {
	Console
	orders kept[map[orders.State]int64]
	moves  lastMove
}

// Routes puts the operator console on app.
func Routes(app fiber.Router, e *edge.Edge, console Console) {
	h := &handlers{Console: console}
	area := e.Area(h.fillFrame)
	get := func(path string, fn edge.Handler) { app.Get(path, area.Page(fn)) }
	post := func(path string, fn edge.Handler) { app.Post(path, area.Page(fn)) }

	get("/operator", as("work", markthalle.SystemRead, h.showWork))
	get("/operator/find", as("", markthalle.SystemRead, showFound))
	get("/operator/applications", as("vendors", markthalle.VendorsRead, showApplications))
	get("/operator/vendors", as("vendors", markthalle.VendorsRead, showVendors))
	get("/operator/vendors/:id", as("vendors", markthalle.VendorsRead, showVendor))
	post("/operator/vendors/:id/decision", as("vendors", markthalle.VendorsWrite, decideVendor))
	post("/operator/vendors/:id/holds", as("vendors", markthalle.LedgerMoney, addHold))
	post("/operator/vendors/:id/holds/:hold/lift", as("vendors", markthalle.LedgerMoney, liftHold))
	post("/operator/vendors/:id/reserve", as("vendors", markthalle.LedgerMoney, setReserve))
	post("/operator/vendors/:id/reserve/free", as("vendors", markthalle.LedgerMoney, freeReserve))
	post("/operator/vendors/:id/write-off", as("vendors", markthalle.LedgerMoney, writeOff))
	post("/operator/vendors/:id/entries", as("vendors", markthalle.LedgerMoney, postEntry))
	post("/operator/vendors/:id/entries/:entry/approve", as("vendors", markthalle.LedgerMoney, approveEntry))
	post("/operator/vendors/:id/entries/:entry/refuse", as("vendors", markthalle.LedgerMoney, refuseEntry))
	app.Post("/operator/entries/:entry/files", area.PageWithin(uploadTime, as("vendors", markthalle.LedgerMoney, addEntryFile)))
	app.Get("/operator/entries/:entry/files/:file", area.PageWithin(uploadTime, as("vendors", markthalle.LedgerRead, sendEntryFile)))
	get("/operator/products", as("products", markthalle.ProductsRead, showReview))
	get("/operator/products/:id", as("products", markthalle.ProductsRead, showReview))
	post("/operator/products/:id/decision", as("products", markthalle.ProductsWrite, decideProduct))
	get("/operator/orders", as("orders", markthalle.OrdersRead, h.showOrders))
	get("/operator/orders/:id", as("orders", markthalle.OrdersRead, showOrder))
	post("/operator/orders/:id/refunds", as("orders", markthalle.RefundsMoney, refundOrder))
	get("/operator/cases", as("cases", markthalle.RefundsRead, showCases))
	get("/operator/cases/:id", as("cases", markthalle.RefundsRead, showCase))
	post("/operator/cases/:id/decide", as("cases", markthalle.RefundsMoney, decideCase))
	get("/operator/ledger", as("ledger", markthalle.LedgerRead, showLedger))
	get("/operator/ledger.csv", as("ledger", markthalle.LedgerRead, sendAccount))
	app.Get("/operator/position", area.PageWithin(payoutTime, as("ledger", markthalle.LedgerRead, showPosition)))
	get("/operator/reports/dac7/:year", as("ledger", markthalle.LedgerRead, sendDAC7))
	get("/operator/payouts", as("payouts", markthalle.LedgerRead, showPayouts))
	app.Post("/operator/payouts/run", area.PageWithin(payoutTime, as("payouts", markthalle.LedgerMoney, runPayouts)))
	get("/operator/invoices", as("payouts", markthalle.LedgerRead, showInvoices))
	post("/operator/invoices/issuer", as("payouts", markthalle.LedgerMoney, saveIssuer))
	app.Post("/operator/invoices/issue", area.PageWithin(payoutTime, as("payouts", markthalle.LedgerMoney, issueInvoices)))
	get("/operator/vendors/:id/invoices/:month", as("vendors", markthalle.LedgerRead, sendInvoice))
	get("/operator/reconciliation", as("payouts", markthalle.LedgerRead, showReconciliation))
	post("/operator/reconciliation", as("payouts", markthalle.LedgerMoney, startReconciliation))
	get("/operator/disputes/:id", as("payouts", markthalle.LedgerRead, showDispute))
	post("/operator/disputes/:id/evidence", as("payouts", markthalle.LedgerMoney, addEvidence))
	post("/operator/disputes/:id/evidence/:part/remove", as("payouts", markthalle.LedgerMoney, removeEvidence))
	post("/operator/incidents/:id", as("payouts", markthalle.LedgerMoney, resolveIncident))
	get("/operator/categories", as("categories", markthalle.CategoriesRead, showCategories))
	post("/operator/categories", as("categories", markthalle.CategoriesWrite, saveCategory))
	get("/operator/categories/:id", as("categories", markthalle.CategoriesRead, showCategories))
	post("/operator/categories/:id", as("categories", markthalle.CategoriesWrite, saveCategory))
	get("/operator/rules", as("rules", markthalle.CommissionRead, showRules))
	app.Post("/operator/rules", area.PageWithin(dryRunTime, as("rules", markthalle.CommissionWrite, saveRule)))
	get("/operator/rules/:id", as("rules", markthalle.CommissionRead, showRule))
	app.Post("/operator/rules/:id", area.PageWithin(dryRunTime, as("rules", markthalle.CommissionWrite, saveRule)))
	searchRoutes(get, post)
	get("/operator/audit", as("audit", markthalle.SystemRead, showAudit))
	get("/operator/members", as("system", markthalle.MembersRead, showMembers))
	post("/operator/members", as("system", markthalle.MembersWrite, invite))
	post("/operator/members/:id/remove", as("system", markthalle.MembersWrite, removeMember))
	get("/operator/system", as("system", markthalle.SystemRead, h.showSystem))
	post("/operator/system/letters/:id/replay", as("system", markthalle.SystemWrite, replayLetter))
	if console.Advance != nil {
		get("/operator/clock", as("system", markthalle.SystemRead, h.showClock))
		app.Post("/operator/clock", area.PageWithin(clockTime, as("system", markthalle.SystemWrite, h.moveClock)))
	}
}

// searchRoutes are the pages of search: what is searched for, and what is done about it.
func searchRoutes(get, post func(string, edge.Handler)) {
	read, write := markthalle.CategoriesRead, markthalle.CategoriesWrite
	get("/operator/search", as("search", read, showQueries))
	get("/operator/search/explain", as("search", read, showExplain))
	get("/operator/search/words", as("search", read, showSearchWords))
	get("/operator/search/words/:id", as("search", read, showSearchWords))
	post("/operator/search/words/:id", as("search", write, saveSearchWords))
	get("/operator/search/synonyms", as("search", read, showSynonyms))
	post("/operator/search/synonyms", as("search", write, saveSynonyms))
	get("/operator/search/synonyms/:id", as("search", read, showSynonyms))
	post("/operator/search/synonyms/:id", as("search", write, saveSynonyms))
	get("/operator/search/rules", as("search", read, showCuration))
	post("/operator/search/rules", as("search", write, saveCuration))
	get("/operator/search/rules/:id", as("search", read, showCuration))
	post("/operator/search/rules/:id", as("search", write, saveCuration))
}

// as runs a handler for operators with p, in a section of the navigation. Services decide
// again what they are asked for; p guards what they tell to whoever asks.
func as(section string, p markthalle.Permission, fn func(c *edge.Ctx, a markthalle.Actor) error) edge.Handler {
	return func(c *edge.Ctx) error {
		a, err := c.Actor(markthalle.Operator)
		if err != nil {
			return err
		}
		if err := a.Require(p); err != nil {
			return err
		}
		c.Frame.Section = section
		return fn(c, a)
	}
}

// fillFrame says in which role one acts and how much work waits.
func (h *handlers) fillFrame(c *edge.Ctx, f *kernel.Frame) error {
	a, err := c.Actor(markthalle.Operator)
	if err != nil {
		return nil //nolint:nilerr // the handler has said what may be seen
	}
	if len(a.Roles) > 0 {
		f.Role = a.Roles[0].Short()
	}
	n, err := openWork(c, a)
	f.WorkOpen = int(n)
	return err
}
