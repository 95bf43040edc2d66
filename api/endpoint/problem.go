package endpoint

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code"`
	Detail    string         `json:"detail"`
	RequestID string         `json:"request_id"`
	Errors    []ProblemField `json:"errors"`
}

// ProblemField is one fault of the input.
type ProblemField struct {
	Field   string `json:"field"` // JSON Pointer (RFC 6901)
	Code    string `json:"code"`
	Message string `json:"message"`
	Found   string `json:"found"`
	Wanted  string `json:"wanted"`
}

// Errors that only an edge can raise.
var (
	errHeaders     = &statusError{http.StatusRequestHeaderFieldsTooLarge, "request.headers_too_large", "The address or the headers are too long."}
	errTooLarge    = &statusError{http.StatusRequestEntityTooLarge, "request.too_large", "The body is too large."}
	errMediaType   = &statusError{http.StatusUnsupportedMediaType, "request.media_type", "The body must be sent as application/json."}
	errRate        = &statusError{http.StatusTooManyRequests, "request.rate", "Too many requests; please wait a moment."}
	errNoRoute     = &statusError{http.StatusNotFound, "not_found", markthalle.ErrNotFound.Text}
	errMethod      = &statusError{http.StatusMethodNotAllowed, "request.method", "This address does not take this method."}
	errInProgress  = markthalle.Errorf(markthalle.Conflict, "idempotency.in_progress", "A request with this Idempotency-Key is still running.")
	errMismatch    = markthalle.Errorf(markthalle.Invalid, "idempotency.mismatch", "This Idempotency-Key was used for another request.")
	errKeyRequired = markthalle.Errorf(markthalle.Invalid, "idempotency.required", "This request needs an Idempotency-Key.")
)

// statusError is an error of the edge itself, which no Kind stands for.
type statusError struct {
	status     int
	code, text string
}

// Error implements error.
func (e *statusError) Error() string { return e.code + ": " + e.text }

// Status is the one table from kinds to HTTP.
func Status(err error) int {
	var edge *statusError
	if errors.As(err, &edge) {
		return edge.status
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		return fe.Code
	}
	switch markthalle.KindOf(err) {
	case markthalle.Invalid:
		if errors.Is(err, errMalformed) {
			return http.StatusBadRequest
		}
		return http.StatusUnprocessableEntity
	case markthalle.Unauthenticated:
		return http.StatusUnauthorized
	case markthalle.Forbidden:
		if markthalle.CodeOf(err) == "accounts.throttled" {
			return http.StatusTooManyRequests
		}
		return http.StatusForbidden
	case markthalle.NotFound:
		return http.StatusNotFound
	case markthalle.Conflict:
		return http.StatusConflict
	case markthalle.Precondition:
		return http.StatusPreconditionFailed
	case markthalle.Unavailable:
		return http.StatusServiceUnavailable
	case markthalle.Internal:
	}
	return http.StatusInternalServerError
}

// ProblemOf returns what a client is told of an error. Internal errors tell nothing
// but that they happened.
func ProblemOf(err error, requestID string) Problem {
	status := Status(err)
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, RequestID: requestID, Errors: []ProblemField{},
		Code: "internal", Detail: "Something went wrong on our side. The request id helps us to find out what.",
	}
	var edge *statusError
	var fe *fiber.Error
	var e *markthalle.Error
	switch {
	case errors.As(err, &edge):
		p.Code, p.Detail = edge.code, edge.text
	case errors.As(err, &fe):
		mapped := edgeError(fe.Code)
		p.Code, p.Detail = mapped.code, mapped.text
	case errors.As(err, &e) && e.Kind != markthalle.Internal:
		p.Code, p.Detail = e.Code, e.Text
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, ProblemField{
				Field: f.Pointer, Code: f.Code, Message: f.Message, Found: f.Found, Wanted: f.Wanted,
			})
		}
	}
	return p
}

// edgeError puts an error of the HTTP layer into our words.
func edgeError(status int) *statusError {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return errTooLarge
	case http.StatusRequestHeaderFieldsTooLarge:
		return errHeaders
	case http.StatusNotFound:
		return errNoRoute
	case http.StatusMethodNotAllowed:
		return errMethod
	}
	return &statusError{status, "request.refused", http.StatusText(status)}
}

// WriteProblem answers a request with an error and logs, once, what a person should
// look at: our own faults with their chain.
func WriteProblem(f *fiber.Ctx, log *slog.Logger, err error) error {
	id := f.GetRespHeader(fiber.HeaderXRequestID)
	p := ProblemOf(err, id)
	if p.Status >= http.StatusInternalServerError {
		log.Error("request failed", "request_id", id, "method", f.Method(), "path", f.Path(), "status", p.Status, "error", err.Error())
	}
	var e *markthalle.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		f.Set(fiber.HeaderRetryAfter, seconds(e.RetryAfter))
	} else if p.Status == http.StatusServiceUnavailable {
		f.Set(fiber.HeaderRetryAfter, "2")
	}
	if p.Status == http.StatusUnauthorized {
		f.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="markthalle"`)
	}
	f.Set(fiber.HeaderCacheControl, "no-store")
	return f.Status(p.Status).JSON(p, "application/problem+json")
}

func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
