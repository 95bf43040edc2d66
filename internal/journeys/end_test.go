package journeys_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/store"
)

// end is everything that the people of a story can see when it is over, without what
// differs from one telling to the next: ids by what they name, no times.
func (s *story) end(d *trade) string {
	s.t.Helper()
	s.settled()
	n := &namer{
		names: map[string]string{d.order: "order", d.token: "token"},
		drop:  []string{"took_ms", "hash", "number", "request_id", "revision", "previous", "batch"},
	}
	for i, sh := range s.shops {
		for what, id := range map[string]string{"vendor": sh.id, "offer": sh.offer, "product": sh.product, "vo": d.parts[sh]} {
			n.names[id] = fmt.Sprintf("%s %d", what, i)
		}
	}
	var told []string
	tell := func(what string, a answer) { told = append(told, what+": "+n.text(a.v)+"\n") }
	tell("order", d.view())
	for i, sh := range s.shops {
		for what, path := range map[string]string{
			"orders": "/vendor/orders", "part": "/vendor/orders/" + d.parts[sh], "fees": "/vendor/orders/" + d.parts[sh] + "/fees",
			"balance": "/vendor/balance", "payouts": "/vendor/payouts", "ledger": "/vendor/ledger?limit=100",
			"offers": "/vendor/offers", "product": "/vendor/products/" + sh.product, "standing": "/vendor/onboarding",
		} {
			tell(fmt.Sprintf("vendor %d, %s", i, what), sh.get(path))
		}
		tell(fmt.Sprintf("store, offers %d", i), s.guest().get("/store/products/"+sh.product+"/offers"))
	}
	for what, path := range map[string]string{
		"accounts": "/admin/ledger/accounts?limit=100", "transactions": "/admin/ledger/transactions?limit=100",
		"trial balance": "/admin/ledger/trial-balance", "proof": "/admin/orders/" + d.order + "/proof",
		"payouts": "/admin/payouts", "work": "/admin/work", "letters": "/admin/dead-letters",
	} {
		tell("operator, "+what, s.operator.get(path))
	}
	for _, q := range []string{"q=mug", "q=stury+mug&filter[color]=blue", "q=mug&sort=-price"} {
		tell("search "+q, s.guest().get("/store/search?"+q))
	}
	tell("provider", answer{s.t, s.balances()})
	slices.Sort(told)
	return strings.Join(told, "")
}

// namer writes answers without what differs between two tellings of one story.
type namer struct {
	names map[string]string // what an id names; others are told by their prefix
	drop  []string          // members that are left out
}

var (
	codes = regexp.MustCompile(`MH-\w{5}-\w{5}`) // numbers of orders
	ids   = regexp.MustCompile(`\b[a-z]+_[0-9a-z]{16,}(_[0-9a-z]+)*\b`)
	times = regexp.MustCompile(`\d{4}-\d\d-\d\d(T[0-9:.]+Z)?`)
)

// text writes a value as indented JSON; lists are ordered by what they say, because
// what happened at the same time may be told in any order.
func (n *namer) text(v any) string {
	b, err := json.MarshalIndent(n.plain(v), "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func (n *namer) plain(v any) any {
	switch x := v.(type) {
	case string:
		x = ids.ReplaceAllStringFunc(x, func(id string) string {
			if name, ok := n.names[id]; ok {
				return name
			}
			prefix, _, _ := strings.Cut(id, "_")
			return prefix
		})
		return codes.ReplaceAllString(times.ReplaceAllString(x, "time"), "number")
	case obj:
		out := make(obj, len(x))
		for k, item := range x {
			if !slices.Contains(n.drop, k) {
				out[k] = n.plain(item)
			}
		}
		return out
	case []any:
		texts := map[string][]any{}
		for _, item := range x {
			p := n.plain(item)
			t := n.text(p)
			texts[t] = append(texts[t], p)
		}
		out := make([]any, 0, len(x))
		for _, t := range slices.Sorted(maps.Keys(texts)) {
			out = append(out, texts[t]...)
		}
		return out
	}
	return v
}

// bookkeeping are the collections whose documents are about requests, processes and the
// moments at which the books were sealed, instead of trade, or statistics of which a crash
// may lose seconds. Mails and events of the
// provider are counted by their kinds; links belong to mails.
var bookkeeping = []string{"idempotency", "sessions", "leases", "store_settings", "ledger_batches", "ledger_cursor", "account_links", "mails", "webhook_inbox", "search_queries"}

// stored counts the documents of a folder's market by collection: nothing was made
// twice, nothing is missing, nothing waits.
func stored(t *testing.T, set setting) string {
	t.Helper()
	ctx := t.Context()
	set.Shift += time.Minute // so that every entry of the books is old enough to be sealed
	m, err := server.Open(ctx, set.config())
	require.NoError(t, err)
	_, err = m.Ledger.Seal(ctx)
	require.NoError(t, err)
	faults, err := m.Ledger.Check(ctx)
	require.NoError(t, err)
	require.Empty(t, faults, "the sealed books")
	left, err := m.DB.Backlog(ctx)
	require.NoError(t, err)
	require.Zero(t, left.Events, "events are left")
	require.Zero(t, left.DeadLetters, "dead letters")
	require.NoError(t, m.VerifyIndex(ctx), "the search index is not what the store says")
	sums, err := store.Checksum(ctx, m.DB.Driver())
	require.NoError(t, err)
	var b strings.Builder
	mails := kinds(t, m.DB.Driver(), "mails", "template")
	// A sign-up has no key: who was cut off and signs up again is told that the address is
	// known, which nobody is who was not.
	delete(mails, notify.AddressKnown{}.TemplateName())
	fmt.Fprintf(&b, "mails: %v\nevents of the provider: %v\n", mails, kinds(t, m.DB.Driver(), "webhook_inbox", "type"))
	require.NoError(t, m.Close(ctx))
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		if !slices.Contains(bookkeeping, name) {
			fmt.Fprintf(&b, "collection %s: %d\n", name, sums[name].Documents)
		}
	}
	return b.String()
}

// kinds counts the documents of a collection by a field.
func kinds(t *testing.T, d store.Driver, table, field string) map[string]int {
	t.Helper()
	docs, err := d.Find(t.Context(), table, store.Select{Limit: 1000})
	require.NoError(t, err)
	out := map[string]int{}
	for _, raw := range docs {
		kind, ok := raw.Lookup(field).StringValueOK()
		require.True(t, ok)
		out[kind]++
	}
	return out
}
