package seller_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/web/seller"
)

func bankPayout(state, failure string) payments.BankPayout {
	return payments.BankPayout{
		Meta: store.Meta{ID: "po_1"}, Amount: money.New(4346, money.EUR), State: state, Failure: failure, SentAt: now, ArrivesAt: now.AddDate(0, 0, 1),
	}
}

// TestBankStates: every state of a payout to the bank has a word and a mark, and one that
// failed says why.
func TestBankStates(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ state, failure, tone, text, why string }{
		{payments.PayoutPending, "", "info", "bank_state.other", ""},
		{payments.PayoutInTransit, "", "info", "bank_state.other", ""},
		{payments.PayoutPaid, "", "good", "bank_state.paid", ""},
		{payments.PayoutFailed, "account_closed", "bad", "bank_state.failed", "bank_failure.account_closed"},
		{payments.PayoutFailed, "", "bad", "bank_state.failed", "bank_failure.other"},
		{payments.PayoutCanceled, "", "none", "bank_state.canceled", ""},
		{"newer", "", "info", "bank_state.other", ""},
	} {
		v := seller.BankView(german(), payouts.BankPayout{BankPayout: bankPayout(x.state, x.failure)})
		if v.State.Tone != x.tone || v.State.Text != x.text || v.Why != x.why || v.URL != "/sell/money/bank/po_1" {
			t.Errorf("%s: %+v", x.state, v.BankRow)
		}
	}
}

// TestBankParts: what a payout to the bank is made of leads to orders and to payouts that
// came back.
func TestBankParts(t *testing.T) {
	t.Parallel()
	v := seller.BankView(german(), payouts.BankPayout{BankPayout: bankPayout(payments.PayoutPaid, ""), Parts: []payouts.BankPart{
		{Kind: payouts.BankTransfer, ID: "tr_1", Payout: "po_ven_a", On: now, VendorOrder: "vo_1", Number: "MH-1", Amount: 4000},
		{Kind: payouts.BankTransfer, ID: "tr_2", VendorOrder: "vo_entry", Amount: 100},
		{Kind: payouts.BankReturned, ID: "po_0", Amount: 246},
	}})
	got := ""
	for _, p := range v.Parts {
		got += p.Kind + " " + p.URL + ";"
	}
	if want := "transfer /sell/orders/vo_1;transfer ;returned /sell/money/bank/po_0;"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestBankCSV: every page of the list is in the file, and a page that cannot be read makes
// none.
func TestBankCSV(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	pages := map[string]markthalle.Page[payments.BankPayout]{
		"":  {Items: []payments.BankPayout{bankPayout(payments.PayoutInTransit, "")}, Next: "2"},
		"2": {Items: []payments.BankPayout{bankPayout(payments.PayoutFailed, "no_account")}},
	}
	err := seller.BankCSV(&body, func(cursor string) (markthalle.Page[payments.BankPayout], error) { return pages[cursor], nil })
	want := "reference,sent,expected,arrived,returned,state,failure,amount,currency\n" +
		"po_1,2026-11-17T09:12:00Z,2026-11-18T09:12:00Z,,,in_transit,,43.46,EUR\n" +
		"po_1,2026-11-17T09:12:00Z,2026-11-18T09:12:00Z,,,failed,no_account,43.46,EUR\n"
	if err != nil || body.String() != want {
		t.Errorf("%v\n%s", err, &body)
	}
	broken := errors.New("broken")
	err = seller.BankCSV(&body, func(string) (markthalle.Page[payments.BankPayout], error) {
		return markthalle.Page[payments.BankPayout]{}, broken
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}
