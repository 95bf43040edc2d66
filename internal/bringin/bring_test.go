package bringin_test

import (
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/internal/bringin"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

var system = markthalle.SystemActor("test")

// open returns an empty market without edges, as far as an import needs one. Its clock
// stands at 2026-01-05 09:00 UTC.
func open(t *testing.T) bringin.Target {
	t.Helper()
	db, clock, ids := storetest.OpenClock(t)
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	m := bringin.Target{DB: db, Clock: clock}
	m.Vendors = vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
	m.Catalog = catalog.New(catalog.Deps{DB: db, Vendors: m.Vendors, Bucket: bucket, Config: catalog.DefaultConfig()})
	m.Commission = commission.New(commission.Deps{DB: db, Clock: clock, IDs: ids})
	m.Ledger = ledger.New(ledger.Deps{DB: db, Wall: clock})
	pay := payments.New(payments.Deps{DB: db, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	m.Orders = orders.New(orders.Deps{
		DB: db, Clock: clock, IDs: ids, Catalog: m.Catalog, Vendors: m.Vendors, Commission: m.Commission, Payments: pay,
		Pricing: pricing.New(pricing.Deps{DB: db, Profiles: m.Vendors}), Secret: []byte("secret"),
	})
	m.Payouts = payouts.New(payouts.Deps{
		DB: db, Clock: clock, IDs: ids, Ledger: m.Ledger, Payments: pay, Orders: m.Orders, Vendors: m.Vendors, Policy: payouts.Policy{VATCountry: "DE"},
	})
	return m
}

// files are those of the small market: two shops, three goods, eleven orders of which
// five can be imported. Their names end in what they are written as.
func files() map[string]string {
	return map[string]string{
		"shops.csv": "\ufeffid;name;town;zip\nA;Anna;Köln;50667\nB;Bert;Bonn;53111\n",
		"goods.csv.gz": "sku,what,grams,kind\n" +
			"mug,\"Mug, blue\",350,kitchen\npot,Copper pot,1200.5,kitchen\nlamp,Lamp,900,light\n",
		"orders.csv": "no,buyer,state,placed,paid,sent,came\n" +
			"1,p1,done,01.11.2025 10:00,01.11.2025 10:05,02.11.2025 08:00,04.11.2025 12:00\n" + // two shops
			"2,p2,done,28.12.2025 10:00,,29.12.2025 08:00,02.01.2026 12:00\n" + // came three days ago: held
			"3,p1,sent,01.11.2025 10:00,,05.11.2025 10:00,\n" +
			"4,p9,paid,03.01.2026 10:00,,,\n" + // its buyer is not there
			"5,p2,void,01.10.2025 10:00,02.10.2025 10:00,,\n" +
			"6,p1,done,01.11.2025 10:00,,02.11.2025 08:00,04.11.2025 12:00\n" + // bought nothing
			"7,p1,done,01.11.2025 10:00,,02.11.2025 08:00,04.11.2025 12:00\n" + // paid nothing
			"8,p1,done,01.11.2025 10:00,,02.11.2025 08:00,04.11.2025 12:00\n" + // paid too much
			"9,p1,lost,01.11.2025 10:00,,,\n" + // a state nobody knows
			"10,p1,paid,01.11.2025 10:00,,,\n" + // an item costs "much"
			"11,p1,test,01.11.2025 10:00,,,\n", // left out by the mapping
		"items.csv": "order,pos,shop,good,count,price,freight\n" +
			"1,1,A,mug,3,10.05,4.90\n1,2,B,lamp,1,49.99,0\n1,3,A,pot,1,100.00,2.10\n" +
			"2,1,A,mug,1,10.05,4.90\n3,1,B,lamp,2,49.99,5\n4,1,A,pot,1,100,0\n5,1,B,lamp,1,49.99,3.50\n" +
			"7,1,A,mug,1,10.05,4.90\n8,1,A,mug,1,10.05,4.90\n9,1,A,mug,1,10.05,4.90\n10,1,A,mug,1,much,4.90\n11,1,A,mug,1,10.05,0\n" +
			"77,1,A,mug,1,10.05,1\n",
		"payments.csv": "order,amount\n1,100.00\n1,87.14\n2,14.95\n3,104.98\n4,99.99\n5,53.49\n6,5.00\n8,15.00\n9,14.95\n10,20\n11,10.05\n",
		"people.csv":   "id,name,town\np1,Paula,Mainz\np2,Piotr,Łódź\n",
	}
}

const mapping = `
source: small
currency: EUR
country: DE
locale: de
dates: {format: "DD.MM.YYYY hh:mm", zone: Europe/Berlin}
files:
  shops: {path: shops.csv}
  goods: {path: goods.csv.gz}
  orders: {path: orders.csv}
  items: {path: items.csv, delimiter: ","}
  payments: {path: payments.csv}
  people: {path: people.csv}
vendors:
  from: shops
  key: id
  state: active
  fields: {shop_name: {concat: [{constant: "Shop "}, name]}, city: town, postal_code: zip}
categories:
  from: goods
  key: kind
  attributes: {weight: {type: dimension, unit: g, name: {en: Weight}}}
  fields: {name: {column: kind, case: title}}
products:
  from: goods
  key: sku
  attributes: {weight: grams}
  fields: {category: kind, title: what, title.en: {concat: [what, {constant: " (en)"}]}}
offers:
  from: items
  latest: order
  fields: {vendor: shop, product: good, price: price, on_hand: 5}
customers:
  from: people
  key: id
  fields: {name: name, city: town}
orders:
  from: orders
  key: no
  fields:
    status: {column: state, map: {done: delivered, sent: shipped, paid: open, void: cancelled, test: skip}}
    customer: buyer
    placed_at: placed
    paid_at: paid
    shipped_at: sent
    delivered_at: came
order_items:
  from: items
  fields: {order: order, line: pos, vendor: shop, product: good, quantity: count, price: price, freight: freight}
payments:
  from: payments
  fields: {order: order, amount: amount}
`

// write puts files and mapping into a folder.
func write(t *testing.T, files map[string]string, mapping string) bringin.Options {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		var b strings.Builder
		b.WriteString(content)
		if strings.HasSuffix(name, ".gz") {
			b.Reset()
			z := gzip.NewWriter(&b)
			_, err := z.Write([]byte(content))
			require.NoError(t, err)
			require.NoError(t, z.Close())
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o600))
	}
	path := filepath.Join(dir, "mapping.yaml")
	require.NoError(t, os.WriteFile(path, []byte(mapping), 0o600))
	bp := int64(1000)
	return bringin.Options{Dir: dir, Mapping: path, CommissionBP: &bp, TempDir: dir}
}

func bring(t *testing.T, m bringin.Target, o bringin.Options) bringin.Report {
	t.Helper()
	r, err := bringin.Bring(t.Context(), m, o)
	require.NoError(t, err)
	require.True(t, r.Balanced(), "%+v", r)
	return r
}

// order returns the stored order of a source key.
func order(t *testing.T, m bringin.Target, key string) orders.Order {
	t.Helper()
	page, err := m.Orders.Orders(t.Context(), system, "", markthalle.PageQuery{Limit: 100})
	require.NoError(t, err)
	for _, o := range page.Items {
		if o.Origin == "small:"+key {
			return o
		}
	}
	t.Fatalf("order %s is not there", key)
	return orders.Order{}
}

func TestSmallMarket(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := write(t, files(), mapping)
	r := bring(t, m, o)

	require.Equal(t, bringin.Figures{Orders: 11, Items: 13, Payments: 11, ItemsTotal: 49_041, FreightTotal: 4_100, PaymentsTotal: 52_555}, r.Source)
	require.Equal(t, bringin.Figures{Orders: 5, Items: 7, Payments: 6, ItemsTotal: 44_016, FreightTotal: 2_040, PaymentsTotal: 46_055}, r.Imported)
	// Ten per cent of the goods, half-up in each vendor order (COM-4): 13.02 and 5.00,
	// 1.01, 10.00, 10.00, 5.00.
	require.EqualValues(t, 4_403, r.CommissionTotal)
	require.EqualValues(t, 41_653, r.VendorsNetTotal)
	require.EqualValues(t, 4_849, r.RefundedTotal, "order 5 was cancelled")
	require.EqualValues(t, 26_410, r.PaidOutTotal, "orders 1 and 3 are older than their holds")
	require.EqualValues(t, 10_394, r.HeldTotal, "order 2 came three days ago, 4 was never sent")
	require.EqualValues(t, -1, r.RoundingTotal, "order 4 was paid with a cent less (PAY-72)")
	require.Zero(t, r.TrialBalance)
	require.Len(t, r.TrialBalances, 1)

	why := map[string]string{}
	for _, x := range r.NotImported.List {
		why[x.Order] = x.Reason
	}
	require.Equal(t, map[string]string{
		"6": bringin.ReasonNoItems, "7": bringin.ReasonNoPayment, "8": bringin.ReasonMismatch, "9": bringin.ReasonBrokenOrder,
		"10": bringin.ReasonBrokenItem, "11": bringin.ReasonSkipped, "77": bringin.ReasonNoOrder,
	}, why)
	require.Equal(t, []bringin.Fault{
		{File: "items.csv", Row: 12, Column: "price", Code: "amount", Found: "much", Wanted: "an amount in EUR such as 12.34"},
		{File: "items.csv", Row: 12, Column: "price", Code: "amount", Found: "much", Wanted: "an amount in EUR such as 12.34"},
		{File: "orders.csv", Row: 5, Column: "buyer", Code: "customer_missing", Found: "p9", Wanted: "the key of a customer; the order comes without an address"},
		{File: "orders.csv", Row: 10, Column: "state", Code: "not_mapped", Found: "lost", Wanted: "one of done, paid, sent, test, void"},
	}, r.Faults, "the item is wrong as an offer and as an item")
	for name, want := range map[string]bringin.Count{
		"vendors": {Rows: 2, New: 2}, "categories": {Rows: 3, New: 2}, "products": {Rows: 3, New: 3},
		"offers": {Rows: 13, New: 3, Faulty: 1}, "orders": {Rows: 11, New: 5, Faulty: 1}, "order_items": {Rows: 13, Faulty: 1},
	} {
		require.Equal(t, want, *r.Entities[name], name)
	}
}

// TestStoredHistory looks at what the import left behind: the split by vendor, what
// became of the parts, and books that hold together (PAY-80, PAY-82).
func TestStoredHistory(t *testing.T) {
	t.Parallel()
	m := open(t)
	bring(t, m, write(t, files(), mapping))

	first := order(t, m, "1")
	require.EqualValues(t, 18_714, first.Total)
	require.Len(t, first.Parts, 2)
	require.Equal(t, time.Date(2025, 11, 1, 9, 0, 0, 0, time.UTC), first.PlacedAt, "Berlin is an hour ahead in winter")
	require.Equal(t, "Paula", first.Address.Name)
	states := map[string][]orders.VendorState{}
	for _, key := range []string{"1", "2", "3", "4", "5"} {
		o := order(t, m, key)
		parts, err := m.Orders.PartsOf(t.Context(), &o)
		require.NoError(t, err)
		require.Len(t, parts, len(o.Parts))
		for _, p := range parts {
			states[key] = append(states[key], p.State)
			require.True(t, p.DueAt.IsZero(), "nobody cancels a past order because it was not accepted here")
		}
		require.Equal(t, orders.Paid, o.State)
		proof, err := m.Orders.Proof(t.Context(), &o)
		require.NoError(t, err)
		for _, e := range proof {
			require.True(t, e.Holds(), "order %s: %+v", key, e)
		}
		books, err := m.Payouts.Proof(t.Context(), markthalle.OrderID(o.ID))
		require.NoError(t, err)
		for _, e := range books {
			require.True(t, e.Holds(), "order %s: %+v", key, e)
		}
	}
	require.Equal(t, map[string][]orders.VendorState{
		"1": {orders.Completed, orders.Completed}, "2": {orders.VendorDelivered}, "3": {orders.Completed}, "4": {orders.Accepted}, "5": {orders.VendorCancelled},
	}, states)

	// The provider never saw this money: what is left of it lies in the bank, 187.14 +
	// 14.95 + 104.98 + 99.99 in and 264.10 out.
	for account, want := range map[string]int64{
		ledger.StripePending: 0, ledger.StripeAvailable: 0, ledger.BankMain: 40_706 - 26_410, ledger.ExpRounding: 1,
		ledger.RevCommission: -(4_403 - 500), ledger.RefundsPayable: 0,
	} {
		got, err := m.Ledger.Balance(t.Context(), account, "EUR")
		require.NoError(t, err)
		require.Equal(t, want, got, account)
	}
}

// TestNothingIsPaidTwice: a run of releases and payouts right after the import finds
// nothing that moved before it.
func TestNothingIsPaidTwice(t *testing.T) {
	t.Parallel()
	m := open(t)
	bring(t, m, write(t, files(), mapping))
	n, err := m.Payouts.ReleaseDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	paid, err := m.Payouts.Run(t.Context(), system, "20260105")
	require.NoError(t, err)
	require.Empty(t, paid)
	cancelled, err := m.Orders.CancelUnaccepted(t.Context())
	require.NoError(t, err)
	require.Zero(t, cancelled)
}

// TestSecondRun: the same files change nothing, byte for byte (MKT-92), whatever rate
// the second run is given.
func TestSecondRun(t *testing.T) {
	t.Parallel()
	m := open(t)
	o := write(t, files(), mapping)
	first := bring(t, m, o)
	before, err := store.Checksum(t.Context(), m.DB.Driver())
	require.NoError(t, err)
	second := bring(t, m, o)
	after, err := store.Checksum(t.Context(), m.DB.Driver())
	require.NoError(t, err)
	require.Equal(t, before, after)
	for name, c := range second.Entities {
		require.Zero(t, c.New, name)
		require.Equal(t, first.Entities[name].New, c.Existing, name)
	}
	require.Equal(t, first.Imported, second.Imported)
	require.Equal(t, first.Vendors, second.Vendors)

	other := int64(2500)
	o.CommissionBP = &other
	require.Equal(t, first.CommissionTotal, bring(t, m, o).CommissionTotal, "what was sold was sold at the rate of then")
}

// TestResume: runs that are cut off at many places, then one that is not, end where one
// run ends.
func TestResume(t *testing.T) {
	t.Parallel()
	whole := bring(t, open(t), write(t, files(), mapping))
	m := open(t)
	o := write(t, files(), mapping)
	for cut := range 12 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(cut*cut)*time.Millisecond)
		_, err := bringin.Bring(ctx, m, o)
		cancel()
		if err == nil {
			break
		}
	}
	last := bring(t, m, o)
	require.Equal(t, whole.Imported, last.Imported)
	require.Equal(t, whole.Vendors, last.Vendors)
	require.Equal(t, whole.TrialBalances, last.TrialBalances)
}

// TestOrderComesWithItsSeller: what could not be imported for want of a seller is
// imported by a later run that has the seller.
func TestOrderComesWithItsSeller(t *testing.T) {
	t.Parallel()
	m := open(t)
	few := files()
	few["shops.csv"] = "id;name;town;zip\nA;Anna;Köln;50667\n"
	r := bring(t, m, write(t, few, mapping))
	require.EqualValues(t, 2, r.Imported.Orders)
	require.Contains(t, r.NotImported.List, bringin.NotImported{
		Order: "3", Reason: bringin.ReasonVendorMissing, Found: "B", Wanted: "a vendor that was imported",
		Figures: bringin.Figures{Orders: 1, Items: 1, Payments: 1, ItemsTotal: 9_998, FreightTotal: 500, PaymentsTotal: 10_498},
	})
	require.EqualValues(t, 5, bring(t, m, write(t, files(), mapping)).Imported.Orders)
}
