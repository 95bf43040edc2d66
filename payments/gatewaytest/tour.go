package gatewaytest

import (
	"errors"
	"testing"
	"time"

	"github.com/markthalle/markthalle/payments"
)

// Tour makes every request that the port can make, each with every parameter that the
// market ever sends. The provider need not remember anything; it must understand.
func Tour(t *testing.T, g payments.Gateway, now time.Time) {
	t.Helper()
	ctx := t.Context()
	b := Bench{Gateway: g, Now: func() time.Time { return now }, run: "tour"}
	account := b.account("ven_1") // without a bank account: the specification knows only tokens of one
	private := b.account("ven_2")
	private.Business = false
	company := must[payments.ProviderAccount](t)(g.CreateAccount(ctx, account))
	must[payments.ProviderAccount](t)(g.CreateAccount(ctx, private))
	must[payments.ProviderAccount](t)(g.GetAccount(ctx, company.ID))
	must[string](t)(g.AccountLink(ctx, payments.LinkRequest{
		Key: "mk:test:link:ven_1:click_1", Account: company.ID, ReturnURL: "https://market.example.com/back", RefreshURL: "https://market.example.com/again",
	}))
	co := must[payments.Checkout](t)(g.CreateCheckout(ctx, b.checkout("ord_1", 4217, 2822)))
	must[payments.Checkout](t)(g.GetCheckout(ctx, co.ID))
	must[payments.Checkout](t)(g.ExpireCheckout(ctx, co.ID, "mk:test:cx:ord_1:1"))
	must[payments.Charge](t)(g.GetCharge(ctx, "ch_1"))
	refund := b.refund("ref_1", "ch_1", 798)
	refund.Reason = "damaged"
	re := must[payments.ProviderRefund](t)(g.CreateRefund(ctx, refund))
	must[payments.ProviderRefund](t)(g.GetRefund(ctx, re.ID))
	tourDisputes(t, g)
	tourLists(t, g)
	tr := must[payments.ProviderTransfer](t)(g.CreateTransfer(ctx, b.transfer("tr_1", company.ID, "ch_1", 4346)))
	must[payments.ProviderTransfer](t)(g.CreateTransfer(ctx, b.transfer("tr_2", company.ID, "", 1300)))
	must[payments.ProviderReversal](t)(g.ReverseTransfer(ctx, b.reversal("rv_1", tr.ID, 1500)))
	must[payments.ProviderDispute](t)(g.GetDispute(ctx, "dp_1"))
	for _, id := range []string{"", company.ID} {
		must[[]payments.ProviderBalance](t)(g.Balance(ctx, id))
	}
	for _, scope := range []string{payments.ScopeAccount, payments.ScopeConnect} {
		must[string](t)(g.EnsureEndpoint(ctx, payments.EndpointRequest{
			Key: "mk:test:we:" + scope + ":1:1", Scope: scope, URL: "https://market.example.com/hooks/" + scope,
		}))
	}
}

// tourDisputes asks for what banks do.
func tourDisputes(t *testing.T, g payments.Gateway) {
	t.Helper()
	ctx := t.Context()
	file := must[string](t)(g.UploadEvidence(ctx, payments.FileRequest{Key: "mk:test:fi:dp_1:evp_1:1", Name: "receipt.pdf", Content: []byte("%PDF-1.4 %%EOF")}))
	must[payments.ProviderDispute](t)(g.SubmitEvidence(ctx, payments.EvidenceRequest{
		Key: "mk:test:dp:dp_1:evidence:1", Dispute: "dp_1", Metadata: map[string]string{"order_id": "ord_1"},
		Evidence: payments.Evidence{
			BuyerName: "Jan Nowak", BuyerEmail: "b@example.com", Address: "Hauptstr. 1, 10115 Berlin, DE", Goods: "1 × cup", Carrier: "DHL", Tracking: "1",
			ShippedOn: "2026-03-01", RefundPolicy: "14 days", Text: "It arrived.",
			Files: []payments.EvidenceFile{
				{Place: payments.PlaceReceipt, ID: file},
				{Place: payments.PlaceShipping, ID: file},
				{Place: payments.PlaceCommunication, ID: file},
				{Place: payments.PlaceSignature, ID: file},
				{Place: payments.PlaceService, ID: file},
				{Place: payments.PlaceOther, ID: file},
			},
		},
	}))
	must[payments.ProviderWarning](t)(g.GetWarning(ctx, "issfr_1"))
	must[payments.ProviderPayout](t)(g.Payout(ctx, "acct_1", "po_1"))
}

// tourLists reads the lists. A provider without a memory may answer that there is always
// more: then reading to the end does not come to one, which is no fault of the request.
func tourLists(t *testing.T, g payments.Gateway) {
	t.Helper()
	ctx := t.Context()
	_, err := g.FindRefunds(ctx, "ch_1")
	understood(t, "refunds of a charge", err)
	_, err = g.FindTransfers(ctx, "order_ord_1")
	understood(t, "transfers of a group", err)
	_, err = g.FindReversals(ctx, "tr_1")
	understood(t, "reversals of a transfer", err)
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	_, err = g.Payouts(ctx, payments.PayoutQuery{Account: "acct_1", From: now.AddDate(0, 0, -1), To: now, Cursor: "po_1"})
	understood(t, "payouts of an account", err)
	_, err = g.Transactions(ctx, payments.TransactionQuery{From: now.AddDate(0, 0, -1), To: now, Source: "ch_1", Cursor: "txn_1"})
	understood(t, "balance transactions", err)
	_, _, err = g.ListEvents(ctx, now.AddDate(0, 0, -1), "evt_1")
	understood(t, "events", err)
}

func understood(t *testing.T, what string, err error) {
	t.Helper()
	var r *payments.Refused
	if errors.As(err, &r) {
		t.Errorf("%s: %v", what, err)
	} else if err != nil {
		t.Errorf("%s failed: %v", what, err)
	}
}
