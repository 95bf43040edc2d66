package stripesim

import (
	"net/http"
	"strings"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// operations is the one list of what the simulator implements below /v1. The schema of
// each operation is that of the stripe-go struct that its parameters are made of.
func operations() []*route {
	var out []*route
	on := func(spec string, params any, run handler, extra ...string) *route {
		method, path, _ := strings.Cut(spec, " ")
		x := &route{method: method, path: strings.Split(path, "/"), run: run}
		x.schema = form.SchemaOf(params, append(extra, "expand.*")...)
		out = append(out, x)
		return x
	}
	accountOperations(on)
	paymentOperations(on)
	moneyOperations(on)
	otherOperations(on)
	return out
}

type adder func(spec string, params any, run handler, extra ...string) *route

const (
	read  = http.MethodGet + " "
	write = http.MethodPost + " "
	erase = http.MethodDelete + " "
)

// bankNames are what stripe-go adds by code: an external account's fields, and the
// word "minimum" for a schedule.
func bankNames(prefix string) []string {
	return []string{
		"settings.payouts.schedule.delay_days", prefix, prefix + ".object", prefix + ".account_holder_name", prefix + ".account_holder_type", prefix + ".account_number",
		prefix + ".country", prefix + ".currency", prefix + ".routing_number", prefix + ".default_for_currency",
	}
}

func accountOperations(on adder) {
	on(read+"account", stripe.AccountParams{}, getOwnAccount)
	on(write+"accounts", stripe.AccountParams{}, createAccount, bankNames("external_account")...).global = true
	on(read+"accounts", stripe.AccountListParams{}, listAccounts).global = true
	on(read+"accounts/{}", stripe.AccountParams{}, getAccount)
	on(write+"accounts/{}", stripe.AccountParams{}, updateAccount, bankNames("external_account")...)
	on(erase+"accounts/{}", stripe.AccountParams{}, deleteAccount)
	on(write+"accounts/{}/reject", stripe.AccountRejectParams{}, rejectAccount)
	on(read+"accounts/{}/capabilities", stripe.CapabilityListParams{}, listCapabilities)
	on(read+"accounts/{}/capabilities/{}", stripe.CapabilityParams{}, getCapability)
	on(write+"accounts/{}/capabilities/{}", stripe.CapabilityParams{}, updateCapability)
	on(write+"accounts/{}/external_accounts", stripe.BankAccountParams{}, createBank, bankNames("external_account")[1:]...)
	on(read+"accounts/{}/external_accounts", stripe.BankAccountListParams{}, listBanks, "object")
	on(read+"accounts/{}/external_accounts/{}", stripe.BankAccountParams{}, getBank)
	on(write+"accounts/{}/external_accounts/{}", stripe.BankAccountParams{}, updateBank)
	on(erase+"accounts/{}/external_accounts/{}", stripe.BankAccountParams{}, deleteBank)
	on(write+"accounts/{}/login_links", stripe.LoginLinkParams{}, createLoginLink)
	on(write+"account_links", stripe.AccountLinkParams{}, createAccountLink).global = true
}

func paymentOperations(on adder) {
	on(write+"checkout/sessions", stripe.CheckoutSessionParams{}, createSession)
	on(read+"checkout/sessions", stripe.CheckoutSessionListParams{}, listSessions)
	on(read+"checkout/sessions/{}", stripe.CheckoutSessionParams{}, getSession)
	on(read+"checkout/sessions/{}/line_items", stripe.CheckoutSessionListLineItemsParams{}, listLines)
	on(write+"checkout/sessions/{}/expire", stripe.CheckoutSessionExpireParams{}, expireSession)
	on(write+"payment_intents", stripe.PaymentIntentParams{}, createIntent)
	on(read+"payment_intents", stripe.PaymentIntentListParams{}, listIntents)
	on(read+"payment_intents/{}", stripe.PaymentIntentParams{}, getIntent)
	on(write+"payment_intents/{}", stripe.PaymentIntentParams{}, updateIntent)
	on(write+"payment_intents/{}/confirm", stripe.PaymentIntentConfirmParams{}, confirmIntent)
	on(write+"payment_intents/{}/cancel", stripe.PaymentIntentCancelParams{}, cancelIntent)
	on(write+"payment_intents/{}/capture", stripe.PaymentIntentCaptureParams{}, captureIntent)
	on(read+"payment_methods/{}", stripe.PaymentMethodParams{}, getMethod)
	on(read+"charges", stripe.ChargeListParams{}, listCharges)
	on(read+"charges/{}", stripe.ChargeParams{}, getCharge)
	on(write+"charges/{}", stripe.ChargeParams{}, updateCharge)
	on(write+"customers", stripe.CustomerParams{}, createCustomer)
	on(read+"customers", stripe.CustomerListParams{}, listCustomers)
	on(read+"customers/{}", stripe.CustomerParams{}, getCustomer)
	on(write+"customers/{}", stripe.CustomerParams{}, updateCustomer)
	on(write+"refunds", stripe.RefundParams{}, createRefund)
	on(read+"refunds", stripe.RefundListParams{}, listRefunds)
	on(read+"refunds/{}", stripe.RefundParams{}, getRefund)
	on(write+"refunds/{}", stripe.RefundParams{}, updateRefund)
	on(write+"refunds/{}/cancel", stripe.RefundCancelParams{}, cancelRefund)
	on(read+"disputes", stripe.DisputeListParams{}, listDisputes)
	on(read+"disputes/{}", stripe.DisputeParams{}, getDispute)
	on(write+"disputes/{}", stripe.DisputeParams{}, updateDispute)
	on(write+"disputes/{}/close", stripe.DisputeParams{}, closeDispute)
	on(read+"radar/early_fraud_warnings", stripe.RadarEarlyFraudWarningListParams{}, listWarnings)
	on(read+"radar/early_fraud_warnings/{}", stripe.RadarEarlyFraudWarningParams{}, getWarning)
}

func moneyOperations(on adder) {
	on(read+"balance", stripe.BalanceParams{}, getBalance)
	on(read+"balance_transactions", stripe.BalanceTransactionListParams{}, listTxns)
	on(read+"balance_transactions/{}", stripe.BalanceTransactionParams{}, getTxn)
	on(write+"transfers", stripe.TransferParams{}, createTransfer).global = true
	on(read+"transfers", stripe.TransferListParams{}, listTransfers)
	on(read+"transfers/{}", stripe.TransferParams{}, getTransfer)
	on(write+"transfers/{}", stripe.TransferParams{}, updateTransfer)
	on(write+"transfers/{}/reversals", stripe.TransferReversalParams{}, createReversal)
	on(read+"transfers/{}/reversals", stripe.TransferReversalListParams{}, listReversals)
	on(read+"transfers/{}/reversals/{}", stripe.TransferReversalParams{}, getReversal)
	on(write+"transfers/{}/reversals/{}", stripe.TransferReversalParams{}, updateReversal)
	on(write+"payouts", stripe.PayoutParams{}, createPayout)
	on(read+"payouts", stripe.PayoutListParams{}, listPayouts)
	on(read+"payouts/{}", stripe.PayoutParams{}, getPayout)
	on(write+"payouts/{}", stripe.PayoutParams{}, updatePayout)
	on(write+"payouts/{}/cancel", stripe.PayoutParams{}, cancelPayout)
	on(write+"topups", stripe.TopupParams{}, createTopup).global = true
	on(read+"topups", stripe.TopupListParams{}, listTopups)
	on(read+"topups/{}", stripe.TopupParams{}, getTopup)
}

func otherOperations(on adder) {
	on(write+"webhook_endpoints", stripe.WebhookEndpointParams{}, createEndpoint)
	on(read+"webhook_endpoints", stripe.WebhookEndpointListParams{}, listEndpoints)
	on(read+"webhook_endpoints/{}", stripe.WebhookEndpointParams{}, getEndpoint)
	on(write+"webhook_endpoints/{}", stripe.WebhookEndpointParams{}, updateEndpoint)
	on(erase+"webhook_endpoints/{}", stripe.WebhookEndpointParams{}, deleteEndpoint)
	on(read+"events", stripe.EventListParams{}, listEvents)
	on(read+"events/{}", stripe.EventParams{}, getEvent)
	on(write+"files", stripe.FileParams{}, createFile, "file.filename", "file.size", "file.type")
	on(read+"files", stripe.FileListParams{}, listFiles)
	on(read+"files/{}", stripe.FileParams{}, getFile)
}
