package bringin_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/bringin"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/store"
)

// real opens a trial market and imports a folder of real data into it.
func real(t *testing.T, folder, mapping string) (*server.Market, bringin.Options, bringin.Report) {
	t.Helper()
	data := peers.Data(t)
	m, err := server.Open(t.Context(), server.Config{
		Data: t.TempDir(), Create: server.Trial, Loading: true, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close(context.WithoutCancel(t.Context()))) })
	bp := int64(1200)
	o := bringin.Options{Dir: filepath.Join(data, folder), Mapping: "../../docs/mappings/" + mapping, CommissionBP: &bp}
	start := time.Now()
	r, err := bringin.Run(t.Context(), m, o)
	require.NoError(t, err)
	t.Logf("%s: %s", mapping, time.Since(start).Round(time.Millisecond))
	return m, o, r
}

// rows reads a file of the real data in the plainest way there is.
func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	in := csv.NewReader(z)
	header, err := in.Read()
	require.NoError(t, err)
	var out []map[string]string
	for {
		cells, err := in.Read()
		if err == io.EOF { // csv returns it bare
			return out
		}
		require.NoError(t, err)
		row := map[string]string{}
		for i, h := range header {
			row[strings.TrimPrefix(h, "\ufeff")] = cells[i]
		}
		out = append(out, row)
	}
}

// cents reads "12.3" as 1230.
func cents(t *testing.T, s string) int64 {
	t.Helper()
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	require.NoError(t, err)
	return n
}

// plain is the source summed by other means: straight over the rows, order by order.
type plain struct {
	all, fit                  bringin.Figures // everything; what has items and payments that agree within a cent
	commission                int64           // 12 % of the goods of what fits, half-up in each seller's part
	noItems, noPay, different int64
}

func plainly(t *testing.T, dir string) plain {
	t.Helper()
	type sum struct {
		f       bringin.Figures
		sellers map[string]int64
	}
	byOrder := map[string]*sum{}
	for _, r := range rows(t, filepath.Join(dir, "orders.csv.gz")) {
		byOrder[r["order_id"]] = &sum{f: bringin.Figures{Orders: 1}, sellers: map[string]int64{}}
	}
	for _, r := range rows(t, filepath.Join(dir, "order_items.csv.gz")) {
		s := byOrder[r["order_id"]]
		s.f.Items++
		s.f.ItemsTotal += cents(t, r["price"])
		s.f.FreightTotal += cents(t, r["freight_value"])
		s.sellers[r["seller_id"]] += cents(t, r["price"])
	}
	for _, r := range rows(t, filepath.Join(dir, "order_payments.csv.gz")) {
		s := byOrder[r["order_id"]]
		s.f.Payments++
		s.f.PaymentsTotal += cents(t, r["payment_value"])
	}
	var p plain
	for _, s := range byOrder {
		p.all = p.all.Plus(s.f)
		d := s.f.PaymentsTotal - s.f.ItemsTotal - s.f.FreightTotal
		switch {
		case s.f.Items == 0:
			p.noItems++
		case s.f.Payments == 0:
			p.noPay++
		case d > 1 || d < -1:
			p.different++
		default:
			p.fit = p.fit.Plus(s.f)
			for _, goods := range s.sellers {
				p.commission += (goods*1200 + 5000) / 10_000
			}
		}
	}
	return p
}

// TestOlist imports a real market of 14,318 orders, compares the report with the files,
// proves 100 random orders, adds up all vendors' statements of every month, and imports it
// again.
func TestOlist(t *testing.T) {
	m, o, r := real(t, "olist", "olist.yaml")
	want := plainly(t, o.Dir)

	require.True(t, r.Balanced())
	require.Equal(t, bringin.Figures{Orders: 14_318, Items: 16_242, Payments: 14_960, ItemsTotal: 194_048_910, FreightTotal: 32_530_527, PaymentsTotal: 229_107_184}, r.Source)
	require.Equal(t, want.all, r.Source)
	require.Equal(t, want.fit, r.Imported)
	require.Equal(t, want.commission, r.CommissionTotal)
	require.Zero(t, r.TrialBalance)
	require.Empty(t, r.Faults)
	for entity, n := range map[string]int64{"vendors": 3_095, "categories": 74, "products": 32_951, "offers": 9_025, "orders": 14_162} {
		require.EqualValues(t, n, r.Entities[entity].New, entity)
	}
	reasons := map[string]int64{}
	for _, x := range r.NotImported.Reasons {
		reasons[x.Reason] = x.Orders
	}
	require.Equal(t, map[string]int64{bringin.ReasonNoItems: want.noItems, bringin.ReasonNoPayment: want.noPay, bringin.ReasonMismatch: want.different}, reasons)

	prove(t, m, 100)
	statements(t, m, o.Dir, r)
	again(t, m, o, r)
}

// prove checks the books of n random orders.
func prove(t *testing.T, m *server.Market, n int) {
	t.Helper()
	var all []orders.Order
	cursor := ""
	for {
		page, err := m.Orders.Orders(t.Context(), system, "", markthalle.PageQuery{Limit: 500, Cursor: cursor})
		require.NoError(t, err)
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Len(t, all, 14_162)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range n {
		x := &all[rnd.IntN(len(all))]
		docs, err := m.Orders.Proof(t.Context(), x)
		require.NoError(t, err)
		require.Len(t, docs, 3)
		for _, e := range docs {
			require.True(t, e.Holds(), "%s: %+v", x.Origin, e)
		}
		books, err := m.Payouts.Proof(t.Context(), markthalle.OrderID(x.ID))
		require.NoError(t, err)
		require.Len(t, books, 1+3*len(x.Parts), "balances, and for each part: held, payable, reserve")
		for _, e := range books {
			require.True(t, e.Holds(), "%s: %+v", x.Origin, e)
		}
	}
}

// again runs the same import and expects that no document changes.
func again(t *testing.T, m *server.Market, o bringin.Options, first bringin.Report) {
	t.Helper()
	before, err := store.Checksum(t.Context(), m.DB.Driver())
	require.NoError(t, err)
	start := time.Now()
	second, err := bringin.Run(t.Context(), m, o)
	require.NoError(t, err)
	t.Logf("again: %s", time.Since(start).Round(time.Millisecond))
	after, err := store.Checksum(t.Context(), m.DB.Driver())
	require.NoError(t, err)
	for _, sums := range []map[string]store.Sum{before, after} {
		delete(sums, "timers") // schedules go on with the time of day
	}
	require.Equal(t, before, after)
	require.Equal(t, first.Imported, second.Imported)
	require.Equal(t, first.NotImported, second.NotImported)
	require.Equal(t, first.Vendors, second.Vendors)
	for entity, c := range second.Entities {
		require.Zero(t, c.New, entity)
	}
}

// TestPriceRunner imports 35,311 offers without prices; they are found afterwards.
func TestPriceRunner(t *testing.T) {
	m, _, r := real(t, "catalog", "pricerunner.yaml")
	require.Empty(t, r.Faults)
	for entity, n := range map[string]int64{"vendors": 306, "categories": 10, "products": 13_233, "offers": 35_311} {
		require.EqualValues(t, n, r.Entities[entity].New, entity)
	}
	stats, err := m.Search.Stats(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 35_311, stats.Documents)
	found, err := m.Search.Search(t.Context(), search.Query{Text: "iphone 8 plus", Size: 5})
	require.NoError(t, err)
	require.NotEmpty(t, found.Items)
}
