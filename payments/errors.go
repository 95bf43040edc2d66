package payments

import (
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
)

// Refused is a definitive no of the provider: nothing happened, and the same request
// will be refused again until something changes.
type Refused struct {
	Code    string // the provider's code: "balance_insufficient", "charge_already_refunded"
	Message string // the provider's words, for the operator
	Request string // the provider's request id
}

// Error implements error.
func (r *Refused) Error() string {
	return fmt.Sprintf("payment provider refused: %s: %s (%s)", r.Code, r.Message, r.Request)
}

// ErrUnknownOutcome is wrapped by every error after which the provider may or may not
// have done what was asked (PAY-38). The only right next step is the same request
// with the same key.
var ErrUnknownOutcome = &markthalle.Error{
	Kind: markthalle.Unavailable, Code: "payments.unknown_outcome",
	Text: "The payment provider did not answer; the outcome will be known shortly.",
}

// ErrProviderDown is returned when the provider could not be asked at all, or asked us
// to slow down.
var ErrProviderDown = &markthalle.Error{
	Kind: markthalle.Unavailable, Code: "payments.provider_down",
	Text: "The payment provider cannot be reached just now. Please try again in a moment.",
}

// ErrSignature is returned for an event whose signature, age or mode is not right.
var ErrSignature = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "payments.signature",
	Text: "The signature of this event is not valid.",
}

// ErrCountry is returned when the provider pays nobody in the vendor's country (PAY-29).
var ErrCountry = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "payments.country_not_supported",
	Text: "Payouts to this country are not offered.",
}

// ErrRefundTooLarge is returned when a refund would exceed what is left of the charge.
var ErrRefundTooLarge = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "payments.refund_too_large",
	Text: "The refund is larger than what is left of the payment.",
}

// ErrEvidence is returned when a dispute takes no evidence any more.
var ErrEvidence = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "payments.evidence",
	Text: "The bank takes no evidence about this any more.",
}

// ErrEvidenceFull is returned when the files of one side are more, or larger together, than
// the bank takes.
var ErrEvidenceFull = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "payments.evidence_full",
	Text: "All files together may have 4.5 MB, and there can be six of them. Remove one first.",
}

// ErrEvidenceRefused is returned for a file that the provider did not take.
var ErrEvidenceRefused = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "payments.evidence_refused", Text: "The payment provider refused the file.",
}

// IsRefused returns the refusal in err's chain.
func IsRefused(err error) (*Refused, bool) {
	var r *Refused
	ok := errors.As(err, &r)
	return r, ok
}

// IsUnknown reports whether err leaves open what happened at the provider.
func IsUnknown(err error) bool { return errors.Is(err, ErrUnknownOutcome) }
