package payments

import (
	"context"
	"net/http"
	"time"

	"github.com/markthalle/markthalle/money"
)

// Gateway is everything the market asks of a payment provider. Each part is small
// enough to be replaced alone; stripeconnect implements all of them.
//
// Every method returns an error of one of three sorts, told apart by IsRefused and
// IsUnknown: a definitive refusal (nothing happened), an unknown outcome (it may have
// happened), or unavailability before anything was sent.
type Gateway interface {
	Checkouts
	Refunds
	Transfers
	Disputes
	Accounts
	Books
	Webhooks
}

// Checkouts are hosted payment pages.
type Checkouts interface {
	CreateCheckout(ctx context.Context, r CheckoutRequest) (Checkout, error)
	GetCheckout(ctx context.Context, id string) (Checkout, error)
	ExpireCheckout(ctx context.Context, id, key string) (Checkout, error)
	GetCharge(ctx context.Context, id string) (Charge, error)
}

// Refunds return money to the buyer.
type Refunds interface {
	CreateRefund(ctx context.Context, r RefundRequest) (ProviderRefund, error)
	GetRefund(ctx context.Context, id string) (ProviderRefund, error)
	FindRefunds(ctx context.Context, charge string) ([]ProviderRefund, error)
}

// Transfers move money to vendors and back.
type Transfers interface {
	CreateTransfer(ctx context.Context, r TransferRequest) (ProviderTransfer, error)
	FindTransfers(ctx context.Context, group string) ([]ProviderTransfer, error)
	ReverseTransfer(ctx context.Context, r ReversalRequest) (ProviderReversal, error)
	FindReversals(ctx context.Context, transfer string) ([]ProviderReversal, error)
}

// Disputes are what buyers' banks take back.
type Disputes interface {
	GetDispute(ctx context.Context, id string) (ProviderDispute, error)
	// SubmitEvidence sends what speaks for the market. It can be sent once; a dispute that
	// has its evidence, or is over, refuses it.
	SubmitEvidence(ctx context.Context, r EvidenceRequest) (ProviderDispute, error)
	// UploadEvidence hands a file over, to which evidence can refer by its id.
	UploadEvidence(ctx context.Context, r FileRequest) (id string, err error)
	GetWarning(ctx context.Context, id string) (ProviderWarning, error)
}

// Accounts are the vendors' accounts at the provider.
type Accounts interface {
	CreateAccount(ctx context.Context, r AccountRequest) (ProviderAccount, error)
	GetAccount(ctx context.Context, id string) (ProviderAccount, error)
	AccountLink(ctx context.Context, r LinkRequest) (url string, err error)
	// Payout reads one payout of an account to its bank; one that the account does not have
	// is refused with resource_missing.
	Payout(ctx context.Context, account, id string) (ProviderPayout, error)
	// Payouts lists the payouts of an account to its bank, newest first.
	Payouts(ctx context.Context, q PayoutQuery) (PayoutPage, error)
}

// Books are the provider's own records of what moved.
type Books interface {
	Balance(ctx context.Context, account string) ([]ProviderBalance, error)
	Transactions(ctx context.Context, q TransactionQuery) (TransactionPage, error)
	ListEvents(ctx context.Context, since time.Time, cursor string) ([]ProviderEvent, string, error)
}

// Webhooks verify what arrives and register where it should.
type Webhooks interface {
	// Verify checks the signature over the raw body and the age of an event that
	// arrived at the endpoint of scope ("account" or "connect").
	Verify(scope string, header http.Header, body []byte) (ProviderEvent, error)
	// EnsureEndpoint registers an endpoint for a scope and returns its signing secret.
	// The provider tells a secret only when it makes the endpoint, so one that exists
	// for the same address is replaced.
	EnsureEndpoint(ctx context.Context, r EndpointRequest) (secret string, err error)
	// SetSecret tells the verifier the signing secret of a scope's endpoint.
	SetSecret(scope, secret string) error
}

// CheckoutRequest asks for a hosted payment page.
type CheckoutRequest struct {
	Key        string
	Order      string // our order id; becomes client reference and transfer group
	Number     string // what the buyer calls the order
	Email      string
	Locale     string
	Lines      []CheckoutLine // one a vendor; they add up to Total
	Total      money.Amount
	SuccessURL string
	CancelURL  string
	ExpiresAt  time.Time
	Metadata   map[string]string
}

// CheckoutLine is one row of the hosted page: what one vendor's part costs, with
// discounts taken off and shipping included.
type CheckoutLine struct {
	Name   string
	Amount money.Amount
}

// The states of a checkout session.
const (
	CheckoutOpen     = "open"
	CheckoutComplete = "complete"
	CheckoutExpired  = "expired"
)

// Checkout is a hosted payment page as the provider last described it.
type Checkout struct {
	ID       string
	URL      string // only while open
	State    string
	Paid     bool
	Failed   bool // complete, and the delayed payment has come to nothing: nobody can pay it any more
	Total    money.Amount
	Order    string // client reference
	Intent   string
	Charge   *Charge // the successful charge, when there is one
	Metadata map[string]string
}

// Charge is one successful debit of the buyer.
type Charge struct {
	ID       string
	Amount   money.Amount
	Refunded int64
	Order    string       // from its metadata
	Txn      *Transaction // nil until the provider has priced it
}

// Transaction is one movement of a balance at the provider.
type Transaction struct {
	ID          string
	Type        string
	Source      string // the object that caused it
	Currency    money.Currency
	Amount      int64
	Fee         int64
	Net         int64
	AvailableOn time.Time
	CreatedAt   time.Time
}

// RefundRequest asks for money to be returned to the buyer of a charge.
type RefundRequest struct {
	Key      string
	Charge   string
	Amount   money.Amount
	Reason   string // our code, kept as metadata
	Metadata map[string]string
}

// The states of a refund at the provider.
const (
	AtProviderPending   = "pending"
	AtProviderAction    = "requires_action"
	AtProviderSucceeded = "succeeded"
	AtProviderFailed    = "failed"
	AtProviderCanceled  = "canceled"
)

// ProviderRefund is a refund as the provider last described it.
type ProviderRefund struct {
	ID       string
	Charge   string
	Amount   money.Amount
	State    string
	Failure  string
	Txn      string
	Metadata map[string]string
}

// TransferRequest asks for money to be moved to a vendor's account. Without a source
// charge it comes out of the platform's available balance (PAY-20).
type TransferRequest struct {
	Key         string
	Destination string
	Amount      money.Amount
	Source      string // charge id, or empty
	Group       string
	Metadata    map[string]string
}

// ProviderTransfer is a transfer as the provider last described it.
type ProviderTransfer struct {
	ID          string
	Destination string
	Amount      money.Amount
	Reversed    int64
	Source      string
	Metadata    map[string]string
}

// ReversalRequest asks for part of a transfer to come back.
type ReversalRequest struct {
	Key      string
	Transfer string // the provider's id
	Amount   money.Amount
	Metadata map[string]string
}

// ProviderReversal is a reversal as the provider last described it.
type ProviderReversal struct {
	ID       string
	Amount   money.Amount
	Metadata map[string]string
}

// AccountRequest asks for a payment account for a vendor.
type AccountRequest struct {
	Key      string
	Vendor   string
	Country  string
	Email    string
	Name     string
	Business bool
	Currency money.Currency
	IBAN     string // optional
	Metadata map[string]string
}

// LinkRequest asks for a single-use address where a vendor completes an account's
// papers. Its key names one click: two clicks are two addresses.
type LinkRequest struct {
	Key        string
	Account    string
	ReturnURL  string
	RefreshURL string
}

// EndpointRequest asks for events of a scope to be delivered to an address.
type EndpointRequest struct {
	Key   string
	Scope string // ScopeAccount or ScopeConnect
	URL   string
}

// The states of a dispute at the provider. Warnings are inquiries: no money has moved.
const (
	DisputeWarning       = "warning_needs_response"
	DisputeWarningReview = "warning_under_review"
	DisputeWarningClosed = "warning_closed"
	DisputeNeedsResponse = "needs_response"
	DisputeUnderReview   = "under_review"
	DisputeWon           = "won"
	DisputeLost          = "lost"
)

// ProviderDispute is a dispute as the provider last described it.
type ProviderDispute struct {
	ID     string
	Charge string
	Amount money.Amount
	Reason string
	State  string
	DueBy  time.Time // until when evidence may be sent; zero when none may
	// Movements are what it has moved on the platform's balance: at most a withdrawal
	// and its return, each with the provider's fee.
	Movements []Transaction
}

// ProviderWarning is an early fraud warning: the card's issuer takes a charge for fraud and
// has not taken it back yet.
type ProviderWarning struct {
	ID         string
	Charge     string
	Type       string // the network's: "made_with_stolen_card"
	Actionable bool   // neither refunded nor disputed
}

// EvidenceRequest sends evidence to the bank that decides a dispute.
type EvidenceRequest struct {
	Key      string
	Dispute  string
	Evidence Evidence
	Metadata map[string]string
}

// FileRequest hands a file of evidence over. The provider takes PDF, JPEG and PNG files of at
// most 5 MB.
type FileRequest struct {
	Key     string
	Name    string
	Content []byte
}

// EvidenceFile is a file of evidence at the place that the provider has for it.
type EvidenceFile struct {
	Place string `bson:"place"` // one of the Place constants
	ID    string `bson:"id"`    // the provider's
}

// The provider's places for files: one file each.
const (
	PlaceReceipt       = "receipt"
	PlaceShipping      = "shipping_documentation"
	PlaceCommunication = "customer_communication"
	PlaceSignature     = "customer_signature"
	PlaceOther         = "uncategorized_file"
	PlaceService       = "service_documentation"
)

// Evidence is what an order says for itself. Texts are as the bank reads them, in English
// but for what people wrote; empty ones are left out.
type Evidence struct {
	BuyerName    string `bson:"buyer_name"`
	BuyerEmail   string `bson:"buyer_email"`
	Address      string `bson:"address"`  // where it was sent
	Goods        string `bson:"goods"`    // what was bought
	Carrier      string `bson:"carrier"`  // of all parcels, by commas
	Tracking     string `bson:"tracking"` // of all parcels, by commas
	ShippedOn    string `bson:"shipped_on"`
	RefundPolicy string `bson:"refund_policy"`
	Text         string `bson:"text"` // everything else: what people added, deliveries, refunds, what people wrote

	Files []EvidenceFile `bson:"files,omitempty"` // at most one a place
}

// ProviderAccount is a vendor's account as the provider last described it.
type ProviderAccount struct {
	ID               string
	Country          string
	DetailsSubmitted bool
	PayoutsEnabled   bool
	Transfers        string // capability: active, pending, inactive
	CurrentlyDue     []string
	PastDue          []string
	EventuallyDue    []string
	Pending          []string
	Errors           []RequirementError
	Deadline         time.Time
	DisabledReason   string
	BankLast4        string
}

// RequirementError is what the provider found wrong with one of a vendor's papers.
type RequirementError struct {
	Requirement string `bson:"requirement"`
	Code        string `bson:"code"`
	Reason      string `bson:"reason"`
}

// The states of a payout to a vendor's bank. One that is paid may still fail, for about five
// business days.
const (
	PayoutPending   = "pending"
	PayoutInTransit = "in_transit"
	PayoutPaid      = "paid"
	PayoutFailed    = "failed"
	PayoutCanceled  = "canceled"
)

// ProviderPayout is a payout of a vendor's account to its bank as the provider last
// described it.
type ProviderPayout struct {
	ID        string
	Amount    money.Amount
	State     string
	Failure   string // the provider's code: "account_closed"
	CreatedAt time.Time
	ArrivesAt time.Time // the day on which the bank is expected to have it
}

// PayoutQuery asks for the payouts of an account that were made in [From, To); a zero time
// does not bound.
type PayoutQuery struct {
	Account  string
	From, To time.Time
	Cursor   string
}

// PayoutPage is one page of payouts.
type PayoutPage struct {
	Items []ProviderPayout
	Next  string
}

// ProviderBalance is one currency of a balance at the provider.
type ProviderBalance struct {
	Currency  money.Currency
	Available int64
	Pending   int64
}

// TransactionQuery asks for balance transactions of the platform, newest first.
type TransactionQuery struct {
	From, To time.Time
	Source   string
	Cursor   string
}

// TransactionPage is one page of balance transactions.
type TransactionPage struct {
	Items []Transaction
	Next  string
}

// ProviderEvent is an event of the provider: what happened to which object.
type ProviderEvent struct {
	ID       string
	Type     string
	Object   string // the object's id
	Order    string // from the object's metadata or reference, when it has one
	Account  string // a connected account, empty for the platform
	Live     bool
	At       time.Time
	Metadata map[string]string
}
