package gatewaytest

import (
	"errors"
	"testing"
	"time"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

func transferRequest(id, account, source string, amount int64) payments.TransferRequest {
	return payments.TransferRequest{
		Key: "mk:test:tr:" + id + ":1", Destination: account, Amount: euros(amount), Source: source, Group: "order_ord_1",
		Metadata: map[string]string{"env": "test", "transfer_id": id, "order_id": "ord_1"},
	}
}

// PAY-26: what the vendors claim exceeds the charge by the operator's coupon: 5539 of
// 6839 come from the charge, 1300 from the platform's balance.
func transfersCapped(t *testing.T, b Bench) {
	ctx := t.Context()
	one, two := b.vendor(t, "ven_1"), b.vendor(t, "ven_2")
	ch := b.sold(t, "ord_1", 5539)
	must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, transferRequest("tr_1", one, ch.ID, 4346)))
	_, err := b.Gateway.CreateTransfer(ctx, transferRequest("tr_2", two, ch.ID, 2493))
	refused(t, err) // PAY-21
	equal(t, "first vendor", balance(t, b, one), 4346)
	sourced := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, transferRequest("tr_3", two, ch.ID, 1193)))
	equal(t, "source", sourced.Source, ch.ID)
	equal(t, "second vendor", balance(t, b, two), 1193)
	_, err = b.Gateway.CreateTransfer(ctx, transferRequest("tr_4", two, "", 1300))
	refused(t, err, "balance_insufficient") // PAY-20
	b.sold(t, "ord_2", 5000)
	b.Wait(settled) // the vendors' own money leaves for their banks meanwhile
	own := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, transferRequest("tr_5", two, "", 1300)))
	equal(t, "source", own.Source, "")
	equal(t, "second vendor", balance(t, b, two), 1300)
}

// balance is what an account holds in euros, available or not.
func balance(t *testing.T, b Bench, account string) int64 {
	t.Helper()
	var sum int64
	for _, x := range must[[]payments.ProviderBalance](t)(b.Gateway.Balance(t.Context(), account)) {
		if x.Currency == money.EUR {
			sum += x.Available + x.Pending
		}
	}
	return sum
}

func transfersFound(t *testing.T, b Bench) {
	ctx := t.Context()
	account := b.vendor(t, "ven_1")
	closed := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, accountRequest("ven_2")))
	ch := b.sold(t, "ord_1", 5000)
	r := transferRequest("tr_1", account, ch.ID, 4000)
	first := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, r))
	again := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, r))
	equal(t, "transfer", again.ID, first.ID)
	equal(t, "destination", first.Destination, account)
	found := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, "order_ord_1"))
	equal(t, "transfers of the group", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["transfer_id"], "tr_1")
	equal(t, "amount", found[0].Amount, euros(4000))
	none := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, "order_other"))
	equal(t, "transfers of another group", len(none), 0)
	_, err := b.Gateway.CreateTransfer(ctx, transferRequest("tr_2", closed.ID, ch.ID, 1))
	refused(t, err) // no account without its papers
	_, err = b.Gateway.CreateTransfer(ctx, transferRequest("tr_3", "acct_nobody", ch.ID, 1))
	refused(t, err)
	b.Wait(14 * 24 * time.Hour)
	var sent int64
	for _, p := range payoutsOf(t, b, payments.PayoutQuery{Account: account}) {
		equal(t, "read alone", must[payments.ProviderPayout](t)(b.Gateway.Payout(ctx, account, p.ID)), p)
		equal(t, "state", p.State, payments.PayoutPaid)
		if p.CreatedAt.IsZero() || p.ArrivesAt.Before(p.CreatedAt) {
			t.Fatalf("%+v", p)
		}
		equal(t, "before it was made", len(payoutsOf(t, b, payments.PayoutQuery{Account: account, To: p.CreatedAt})), 0)
		sent += p.Amount.Minor
	}
	equal(t, "kept and sent to the bank", balance(t, b, account)+sent, 4000)
	if sent == 0 {
		t.Fatal("nothing was sent to the bank")
	}
	_, err = b.Gateway.Payout(ctx, account, "po_nobody")
	refused(t, err, "resource_missing")
}

// payoutsOf lists payouts to the end.
func payoutsOf(t *testing.T, b Bench, q payments.PayoutQuery) []payments.ProviderPayout {
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
	account := b.vendor(t, "ven_1")
	ch := b.sold(t, "ord_1", 5000)
	tr := must[payments.ProviderTransfer](t)(b.Gateway.CreateTransfer(ctx, transferRequest("tr_1", account, ch.ID, 4000)))
	r := payments.ReversalRequest{
		Key: "mk:test:rv:rv_1:1", Transfer: tr.ID, Amount: euros(1500), Metadata: map[string]string{"env": "test", "reversal_id": "rv_1"},
	}
	first := must[payments.ProviderReversal](t)(b.Gateway.ReverseTransfer(ctx, r))
	again := must[payments.ProviderReversal](t)(b.Gateway.ReverseTransfer(ctx, r))
	equal(t, "reversal", again.ID, first.ID)
	equal(t, "amount", first.Amount, euros(1500))
	found := must[[]payments.ProviderReversal](t)(b.Gateway.FindReversals(ctx, tr.ID))
	equal(t, "reversals", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["reversal_id"], "rv_1")
	equal(t, "left with the vendor", balance(t, b, account), 2500)
	equal(t, "on its way to the bank", len(payoutsOf(t, b, payments.PayoutQuery{Account: account})), 0)
	listed := must[[]payments.ProviderTransfer](t)(b.Gateway.FindTransfers(ctx, "order_ord_1"))
	equal(t, "reversed", listed[0].Reversed, int64(1500))
	r.Key, r.Amount = "mk:test:rv:rv_2:1", euros(2501) // more than is left of it
	_, err := b.Gateway.ReverseTransfer(ctx, r)
	refused(t, err)
	b.Wait(settled) // now it is at the vendor's bank
	r.Key, r.Amount = "mk:test:rv:rv_3:1", euros(2500)
	_, err = b.Gateway.ReverseTransfer(ctx, r)
	refused(t, err, "balance_insufficient") // PAY-27
}

func accountsOnboarded(t *testing.T, b Bench) {
	ctx := t.Context()
	r := accountRequest("ven_1")
	a := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, r))
	again := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(ctx, r))
	equal(t, "account", again.ID, a.ID)
	if a.DetailsSubmitted || a.PayoutsEnabled || a.Transfers == "active" || len(a.CurrentlyDue) == 0 {
		t.Fatalf("a new account owes its papers: %+v", a)
	}
	link := func(key string) string {
		return must[string](t)(b.Gateway.AccountLink(ctx, payments.LinkRequest{
			Key: key, Account: a.ID, ReturnURL: "https://market.example.com/back", RefreshURL: "https://market.example.com/again",
		}))
	}
	first, second := link("mk:test:link:ven_1:click_1"), link("mk:test:link:ven_1:click_2")
	if first == "" || first == second {
		t.Fatalf("each click has an address of its own: %q, %q", first, second)
	}
	b.Enable(a.ID)
	a = must[payments.ProviderAccount](t)(b.Gateway.GetAccount(ctx, a.ID))
	if !a.DetailsSubmitted || !a.PayoutsEnabled || a.Transfers != "active" || len(a.CurrentlyDue) != 0 {
		t.Fatalf("with its papers it can be paid: %+v", a)
	}
	_, err := b.Gateway.GetAccount(ctx, "acct_nobody")
	if _, ok := payments.IsRefused(err); !ok && !errors.Is(err, payments.ErrProviderDown) {
		t.Fatalf("an account that is not ours: %v", err)
	}
}

func disputesWon(t *testing.T, b Bench) {
	ctx := t.Context()
	ch := b.sold(t, "ord_1", 7039)
	b.Wait(settled)
	id := b.Dispute(ch.ID, "product_not_received")
	d := must[payments.ProviderDispute](t)(b.Gateway.GetDispute(ctx, id))
	equal(t, "charge", d.Charge, ch.ID)
	equal(t, "amount", d.Amount, euros(7039))
	equal(t, "state", d.State, payments.DisputeNeedsResponse)
	equal(t, "reason", d.Reason, "product_not_received")
	equal(t, "movements", len(d.Movements), 1)
	if m := d.Movements[0]; m.Amount != -7039 || m.Fee <= 0 || m.Net != m.Amount-m.Fee {
		t.Fatalf("the withdrawal: %+v", m)
	}
	if !d.DueBy.After(b.Now()) {
		t.Fatalf("evidence may be sent until %s", d.DueBy)
	}
	_, err := b.Gateway.CreateRefund(ctx, payments.RefundRequest{Key: "mk:test:rf:ref_1:1", Charge: ch.ID, Amount: euros(1)})
	refused(t, err, "charge_disputed")
	e := payments.EvidenceRequest{Key: "mk:test:dp:" + id + ":evidence:0", Dispute: id, Evidence: payments.Evidence{BuyerName: "Jan Nowak", Tracking: "123", Text: "It arrived."}}
	e.Evidence.Files = []payments.EvidenceFile{{Place: payments.PlaceReceipt, ID: "file_nobody"}}
	_, err = b.Gateway.SubmitEvidence(ctx, e)
	refused(t, err, "resource_missing")
	_, err = b.Gateway.UploadEvidence(ctx, payments.FileRequest{Key: "mk:test:fi:" + id + ":0:1", Name: "receipt.pdf", Content: []byte("just text")})
	refused(t, err)
	upload := payments.FileRequest{Key: "mk:test:fi:" + id + ":1:1", Name: "receipt.pdf", Content: []byte("%PDF-1.4 %%EOF")}
	file := must[string](t)(b.Gateway.UploadEvidence(ctx, upload))
	equal(t, "uploaded again", must[string](t)(b.Gateway.UploadEvidence(ctx, upload)), file)
	e.Key, e.Evidence.Files[0].ID = "mk:test:dp:"+id+":evidence:1", file
	for range 2 { // the same key is the same call
		equal(t, "answered", must[payments.ProviderDispute](t)(b.Gateway.SubmitEvidence(ctx, e)).State, payments.DisputeUnderReview)
	}
	e.Key = "mk:test:dp:" + id + ":evidence:2"
	_, err = b.Gateway.SubmitEvidence(ctx, e)
	refused(t, err)
	b.Decide(id, payments.DisputeWon)
	d = must[payments.ProviderDispute](t)(b.Gateway.GetDispute(ctx, id))
	equal(t, "state", d.State, payments.DisputeWon)
	equal(t, "movements", len(d.Movements), 2)
	var back int64
	for _, m := range d.Movements {
		back += m.Amount
	}
	equal(t, "what it moved in the end", back, 0)
	_, err = b.Gateway.GetDispute(ctx, "dp_nobody")
	refused(t, err, "resource_missing")
}

func booksTransactions(t *testing.T, b Bench) {
	ctx := t.Context()
	from := b.Now()
	for _, o := range []string{"ord_1", "ord_2", "ord_3"} {
		b.sold(t, o, 1000)
	}
	b.Wait(time.Second)
	var net int64
	kinds := map[string]int{}
	q := payments.TransactionQuery{From: from, To: b.Now().Add(time.Second)}
	for {
		page := must[payments.TransactionPage](t)(b.Gateway.Transactions(ctx, q))
		for _, x := range page.Items {
			net += x.Net
			kinds[x.Type]++
			if x.Currency != money.EUR || x.CreatedAt.Before(from.Truncate(time.Second)) {
				t.Fatalf("%+v", x)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	equal(t, "charges", kinds["charge"], 3)
	equal(t, "balance", balance(t, b, ""), net)
	later := must[payments.TransactionPage](t)(b.Gateway.Transactions(ctx, payments.TransactionQuery{From: b.Now().Add(time.Hour)}))
	equal(t, "transactions of the future", len(later.Items), 0)

	seen := map[string]bool{}
	cursor := ""
	for {
		list, next, err := b.Gateway.ListEvents(ctx, from, cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			seen[e.Type+" "+e.Order] = true
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	for _, want := range []string{"checkout.session.completed ord_1", "charge.updated ord_2", "checkout.session.completed ord_3"} {
		if !seen[want] {
			t.Errorf("no event %q in %v", want, seen)
		}
	}
}

// webhooksVerified: what the provider signs with the secret that it told us is believed,
// for its own scope only; a new registration of the address brings a new secret.
func webhooksVerified(t *testing.T, b Bench) {
	ctx := t.Context()
	const url = "https://market.example.com/hooks/account"
	r := payments.EndpointRequest{Key: "mk:test:we:account:1:1", Scope: payments.ScopeAccount, URL: url}
	secret := must[string](t)(b.Gateway.EnsureEndpoint(ctx, r))
	if err := b.Gateway.SetSecret(payments.ScopeAccount, secret); err != nil {
		t.Fatal(err)
	}
	b.sold(t, "ord_1", 1000)
	header, body := b.Letter(url)
	e := must[payments.ProviderEvent](t)(b.Gateway.Verify(payments.ScopeAccount, header, body))
	equal(t, "order", e.Order, "ord_1")
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
	b.sold(t, "ord_2", 1000)
	header, body = b.Letter(url)
	must[payments.ProviderEvent](t)(b.Gateway.Verify(payments.ScopeAccount, header, body))
}
