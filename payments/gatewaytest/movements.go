package gatewaytest

import (
	"errors"
	"testing"
	"time"

	"github.com/markthalle/markthalle/payments"
)

// PAY-26: what the vendors claim exceeds the charge by the operator's coupon: 5539 of
// 6839 come from the charge, 1300 from the platform's balance.
func transfersCapped(t *testing.T, b Bench) {
	ctx := t.Context()
	one, two := b.vendor("ven_1"), b.vendor("ven_2")
	ch := b.sold(t, "ord_1", Plain, 5539)
	must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, b.transfer("tr_1", one, ch.ID, 4346)))
	_, err := b.Gateway.CreateTransfer(ctx, b.transfer("tr_2", two, ch.ID, 2493))
	refused(t, err) // PAY-21
	equal(t, "first vendor", b.balance(t, one), 4346)
	sourced := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, b.transfer("tr_3", two, ch.ID, 1193)))
	equal(t, "source", sourced.Source, ch.ID)
	equal(t, "second vendor", b.balance(t, two), 1193)
	const others = 1_000_000 // more than all other cases pay in meanwhile
	_, err = b.Gateway.CreateTransfer(ctx, b.transfer("tr_4", two, "", max(b.euro(t, "").Available, 0)+others))
	refused(t, err, "balance_insufficient") // PAY-20
	b.sold(t, "ord_2", Available, 5000)
	own := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, b.transfer("tr_5", two, "", 1300)))
	equal(t, "source", own.Source, "")
	equal(t, "second vendor", b.balance(t, two), 1193+1300)
}

func transfersFound(t *testing.T, b Bench) {
	ctx := t.Context()
	account := b.vendor("ven_1")
	closed := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, b.account("ven_2")))
	ch := b.sold(t, "ord_1", Plain, 5000)
	r := b.transfer("tr_1", account, ch.ID, 4000)
	first := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, r))
	again := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, r))
	equal(t, "transfer", again.ID, first.ID)
	equal(t, "destination", first.Destination, account)
	found := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, b.group("ord_1")))
	equal(t, "transfers of the group", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["transfer_id"], b.id("tr_1"))
	equal(t, "amount", found[0].Amount, euros(4000))
	none := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, b.group("ord_other")))
	equal(t, "transfers of another group", len(none), 0)
	_, err := b.Gateway.CreateTransfer(ctx, b.transfer("tr_2", closed.ID, ch.ID, 1))
	refused(t, err) // no account without its papers
	_, err = b.Gateway.CreateTransfer(ctx, b.transfer("tr_3", "acct_nobody", ch.ID, 1))
	refused(t, err)
	if b.Wait != nil { // a vendor's money needs days to its bank
		b.Wait(2 * settled)
		b.sentToBank(t, account, 4000)
	}
	_, err = b.Gateway.Payout(ctx, account, "po_nobody")
	refused(t, err, "resource_missing")
}

// sentToBank checks that of what an account received, all that it has not is at its bank.
func (b *Bench) sentToBank(t *testing.T, account string, received int64) {
	t.Helper()
	var sent int64
	for _, p := range b.payouts(t, payments.PayoutQuery{Account: account}) {
		equal(t, "read alone", must[payments.ProviderPayout](t)(b.Gateway.Payout(t.Context(), account, p.ID)), p)
		equal(t, "state", p.State, payments.PayoutPaid)
		if p.CreatedAt.IsZero() || p.ArrivesAt.Before(p.CreatedAt) {
			t.Fatalf("%+v", p)
		}
		equal(t, "before it was made", len(b.payouts(t, payments.PayoutQuery{Account: account, To: p.CreatedAt})), 0)
		sent += p.Amount.Minor
	}
	equal(t, "kept and sent to the bank", b.balance(t, account)+sent, received)
	if sent == 0 {
		t.Fatal("nothing was sent to the bank")
	}
}

// payouts lists payouts to the end.
func (b *Bench) payouts(t *testing.T, q payments.PayoutQuery) []payments.ProviderPayout {
	t.Helper()
	var out []payments.ProviderPayout
	for {
		page := must[payments.PayoutPage](t)(b.Gateway.Payouts(t.Context(), q))
		out = append(out, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

func transfersReversed(t *testing.T, b Bench) {
	ctx := t.Context()
	account := b.vendor("ven_1")
	ch := b.sold(t, "ord_1", Plain, 5000)
	tr := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, b.transfer("tr_1", account, ch.ID, 4000)))
	r := b.reversal("rv_1", tr.ID, 1500)
	first := must[payments.ProviderReversal](t)(b.Gateway.ReverseTransfer(ctx, r))
	again := must[payments.ProviderReversal](t)(b.Gateway.ReverseTransfer(ctx, r))
	equal(t, "reversal", again.ID, first.ID)
	equal(t, "amount", first.Amount, euros(1500))
	found := must[[]payments.ProviderReversal](t)(b.Gateway.FindReversals(ctx, tr.ID))
	equal(t, "reversals", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["reversal_id"], b.id("rv_1"))
	equal(t, "left with the vendor", b.balance(t, account), 2500)
	equal(t, "on its way to the bank", len(b.payouts(t, payments.PayoutQuery{Account: account})), 0)
	listed := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, b.group("ord_1")))
	equal(t, "reversed", listed[0].Reversed, int64(1500))
	_, err := b.Gateway.ReverseTransfer(ctx, b.reversal("rv_2", tr.ID, 2501)) // more than is left of it
	refused(t, err)
	if b.Wait != nil {
		b.Wait(settled) // now it is at the vendor's bank
		_, err = b.Gateway.ReverseTransfer(ctx, b.reversal("rv_3", tr.ID, 2500))
		refused(t, err, "balance_insufficient") // PAY-27
	}
}

func accountsOnboarded(t *testing.T, b Bench) {
	ctx := t.Context()
	r := b.account("ven_1")
	a := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, r))
	again := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, r))
	equal(t, "account", again.ID, a.ID)
	if a.DetailsSubmitted || a.PayoutsEnabled || a.Transfers == "active" || len(a.CurrentlyDue) == 0 {
		t.Fatalf("a new account owes its papers: %+v", a)
	}
	link := func(click string) string {
		return must[string](t)(b.Gateway.AccountLink(ctx, payments.LinkRequest{
			Key: b.key("link:ven_1:" + click), Account: a.ID, ReturnURL: "https://market.example.com/back", RefreshURL: "https://market.example.com/again",
		}))
	}
	first, second := link("click_1"), link("click_2")
	if first == "" || first == second {
		t.Fatalf("each click has an address of its own: %q, %q", first, second)
	}
	if b.Enable != nil {
		b.Enable(a.ID)
		a = must[payments.ProviderAccount](t)(b.Gateway.GetAccount(ctx, a.ID))
		if !a.DetailsSubmitted || !a.PayoutsEnabled || a.Transfers != "active" || len(a.CurrentlyDue) != 0 {
			t.Fatalf("with its papers it can be paid: %+v", a)
		}
	}
	_, err := b.Gateway.GetAccount(ctx, "acct_nobody")
	if _, ok := payments.IsRefused(err); !ok && !errors.Is(err, payments.ErrProviderDown) {
		t.Fatalf("an account that is not ours: %v", err)
	}
}

// booksTransactions: what the provider's books say of a while is by how much the balance
// has changed in it, on an account with a past, too.
func booksTransactions(t *testing.T, b Bench) {
	since := b.lately()
	past := map[string]bool{}
	for _, x := range b.transactions(t, since) {
		past[x.ID] = true
	}
	before := b.balance(t, "")
	charges := map[string]bool{}
	for _, o := range []string{"ord_1", "ord_2", "ord_3"} {
		charges[b.sold(t, o, Plain, 1000).ID] = true
	}
	b.Soon(t, "books that agree with the balance", func() bool {
		var net int64
		booked := 0
		for _, x := range b.transactions(t, since) {
			if past[x.ID] {
				continue
			}
			net += x.Net
			if x.Type == "charge" && charges[x.Source] {
				booked++
			}
		}
		moved := b.balance(t, "") - before
		t.Logf("%d charges booked; the balance moved by %d, its transactions by %d", booked, moved, net)
		return booked == len(charges) && moved == net
	})
	later := must[payments.TransactionPage](t)(b.Gateway.Transactions(t.Context(), payments.TransactionQuery{From: b.Now().Add(time.Hour)}))
	equal(t, "transactions of the future", len(later.Items), 0)
	b.told(t, since, "checkout.session.completed "+b.id("ord_1"), "charge.updated "+b.id("ord_2"), "checkout.session.completed "+b.id("ord_3"))
}

// transactions lists the platform's transactions in euros since a time to the end.
func (b *Bench) transactions(t *testing.T, since time.Time) []payments.Transaction {
	t.Helper()
	var out []payments.Transaction
	q := payments.TransactionQuery{From: since, To: b.Now().Add(time.Minute)}
	for {
		page := must[payments.TransactionPage](t)(b.Gateway.Transactions(t.Context(), q))
		for _, x := range page.Items {
			if x.CreatedAt.Before(q.From.Truncate(time.Second)) || !x.CreatedAt.Before(q.To) {
				t.Fatalf("not between %s and %s: %+v", q.From, q.To, x)
			}
			if x.Currency == euros(0).Currency {
				out = append(out, x)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

// told waits for events, each named by its type and its order.
func (b *Bench) told(t *testing.T, since time.Time, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		b.Soon(t, "the event "+want, func() bool {
			for _, e := range b.events(t, since) {
				if e.Type+" "+e.Order == want {
					return true
				}
			}
			return false
		})
	}
}

// webhooksVerified: what the provider signs with the secret that it told us is believed,
// for its own scope only; a new registration of the address brings a new secret.
func webhooksVerified(t *testing.T, b Bench) {
	ctx := t.Context()
	r := payments.EndpointRequest{
		Key: b.key("we:account:1"), Scope: payments.ScopeAccount, URL: "https://example.com/gatewaytest/" + b.run + "/account",
	}
	secret := must[string](t)(b.Gateway.EnsureEndpoint(ctx, r))
	if err := b.Gateway.SetSecret(payments.ScopeAccount, secret); err != nil {
		t.Fatal(err)
	}
	b.sold(t, "ord_1", Plain, 1000)
	header, body := b.Letter(r.URL, b.id("ord_1"))
	e := must[payments.ProviderEvent](t)(b.Gateway.Verify(payments.ScopeAccount, header, body))
	equal(t, "order", e.Order, b.id("ord_1"))
	if e.ID == "" || e.Object == "" || e.Type == "" || e.Live {
		t.Fatalf("%+v", e)
	}
	if _, err := b.Gateway.Verify(payments.ScopeConnect, header, body); !errors.Is(err, payments.ErrSignature) {
		t.Fatalf("the other scope: %v", err)
	}
	again := must[string](t)(b.Gateway.EnsureEndpoint(ctx, r))
	if again == "" || again == secret {
		t.Fatal("a second registration has a secret of its own")
	}
	if err := b.Gateway.SetSecret(payments.ScopeAccount, again); err != nil {
		t.Fatal(err)
	}
	b.sold(t, "ord_2", Plain, 1000)
	header, body = b.Letter(r.URL, b.id("ord_2"))
	must[payments.ProviderEvent](t)(b.Gateway.Verify(payments.ScopeAccount, header, body))
}
