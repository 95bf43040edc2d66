package stripesim

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// Error is a refusal as Stripe words it. PayCheckout returns it; over HTTP it is the
// body {"error": …}.
type Error struct {
	Status      int    // HTTP status
	Type        string // api_error, card_error, idempotency_error, invalid_request_error
	Code        string
	DeclineCode string
	Message     string
	Param       string
	Charge      string

	intent   string // id of the payment intent that the body shows
	executed bool   // execution had started: the answer is kept under the key
	commits  bool   // what the command wrote stays, such as a failed charge
	noRetry  string // value of Stripe-Should-Retry, when set
}

// Error implements error.
func (e *Error) Error() string {
	if e.Code == "" {
		return "stripesim: " + e.Message
	}
	return "stripesim: " + e.Code + ": " + e.Message
}

// wireError is the JSON of an Error.
type wireError struct {
	Charge        string `json:"charge,omitempty"`
	Code          string `json:"code,omitempty"`
	DeclineCode   string `json:"decline_code,omitempty"`
	DocURL        string `json:"doc_url,omitempty"`
	Message       string `json:"message"`
	Param         string `json:"param,omitempty"`
	PaymentIntent any    `json:"payment_intent,omitempty"`
	PaymentMethod any    `json:"payment_method,omitempty"`
	RequestLogURL string `json:"request_log_url,omitempty"`
	Type          string `json:"type"`
}

const invalidRequest = "invalid_request_error"

// invalid is a fault of the parameters: nothing was executed, nothing is kept.
func invalid(code, param, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Type: invalidRequest, Code: code, Param: param, Message: fmt.Sprintf(format, args...)}
}

// refused is a fault of the present state: execution had started.
func refused(code, param, format string, args ...any) *Error {
	e := invalid(code, param, format, args...)
	e.executed = true
	return e
}

func missing(param string) *Error {
	return invalid("parameter_missing", param, "Missing required param: %s.", param)
}

// noSuch is the answer for ids in the path that are absent or another account's.
func noSuch(kind, id string) *Error {
	return &Error{
		Status: http.StatusNotFound, Type: invalidRequest, Code: "resource_missing", Param: "id",
		Message: fmt.Sprintf("No such %s: '%s'", kind, id),
	}
}

// noSuchParam is the answer for ids in parameters.
func noSuchParam(kind, param, id string) *Error {
	return invalid("resource_missing", param, "No such %s: '%s'", kind, id)
}

func notImplemented(what string) *Error {
	return invalid("", what, "simulator: not implemented: %s", what)
}

func apiFailure(status int) *Error {
	return &Error{
		Status: status, Type: "api_error",
		Message: "Sorry! There was an error while talking to one of our backends. Support has been notified.",
	}
}

// asError returns the refusal in err's chain; anything else is an internal failure.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var f *form.Fault
	if errors.As(err, &f) {
		return invalid(f.Code, f.Param, "%s", f.Message)
	}
	e = apiFailure(http.StatusInternalServerError)
	e.Message = "simulator: " + err.Error()
	return e
}
