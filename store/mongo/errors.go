package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// kind says what a call may have done when it fails on its way.
type kind uint8

const (
	reading kind = iota
	writing      // a document may have changed
)

// The server's error codes that callers can act on.
const (
	codeDuplicate            = 11000
	codeNamespaceNotFound    = 26
	codeIndexNotFound        = 27
	codeIndexOptionsConflict = 85
	codeWriteConcernFailed   = 64
)

// busy are refusals that pass by themselves; nothing was written.
var busy = map[int]bool{
	24:  true, // LockTimeout
	112: true, // WriteConflict
	246: true, // SnapshotUnavailable
	462: true, // IngressRequestRateLimitExceeded
}

// away are refusals of a server that takes no calls now; nothing was written.
var away = map[int]bool{
	10058: true, // NotPrimary of old servers
	10107: true, // NotWritablePrimary
	13435: true, // NotPrimaryNoSecondaryOk
	13436: true, // NotPrimaryOrSecondary
	133:   true, // FailedToSatisfyReadPreference
	91:    true, // ShutdownInProgress
}

// unsettled are answers from which it does not follow that nothing was written.
var unsettled = map[int]bool{
	codeWriteConcernFailed: true,

	6:     true, // HostUnreachable
	7:     true, // HostNotFound
	50:    true, // MaxTimeMSExpired
	89:    true, // NetworkTimeout
	189:   true, // PrimarySteppedDown
	202:   true, // NetworkInterfaceExceededTimeLimit
	262:   true, // ExceededTimeLimit
	9001:  true, // SocketException
	11600: true, // InterruptedAtShutdown
	11601: true, // Interrupted
	11602: true, // InterruptedDueToReplStateChange
}

// translate gives the error of a call its name; sent says whether a command left this
// process.
func translate(ctx context.Context, k kind, sent bool, err error) error {
	var known *markthalle.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return store.ErrClosed.With(err)
	}
	cause := err
	if end := ctx.Err(); end != nil {
		cause = errors.Join(end, err)
	}
	code, answered := answer(err)
	switch {
	case answered && !unsettled[code]:
		return refusal(code, err)
	case sent && k == writing:
		return store.ErrUnknownOutcome.With(cause)
	case ctx.Err() != nil, sent && errors.Is(err, context.DeadlineExceeded):
		return store.ErrCancelled.With(cause)
	case !sent, answered, mongo.IsNetworkError(err):
		return store.ErrUnavailable.With(cause)
	default:
		return store.ErrEngine.With(cause)
	}
}

// refusal names what the server has answered.
func refusal(code int, err error) error {
	switch {
	case code == codeDuplicate:
		return store.ErrExists.With(err)
	case busy[code]:
		return store.ErrBusy.With(err)
	case away[code]:
		return store.ErrUnavailable.With(err)
	default:
		return store.ErrEngine.With(err)
	}
}

// answer returns the code of the server's own answer, and whether err is one. A write
// that was made but not confirmed by a majority counts as unsettled.
func answer(err error) (code int, ok bool) {
	var command mongo.CommandError
	var write mongo.WriteException
	var bulk mongo.BulkWriteException
	switch {
	case errors.As(err, &write):
		if write.WriteConcernError != nil || len(write.WriteErrors) == 0 {
			return codeWriteConcernFailed, true
		}
		return write.WriteErrors[0].Code, true
	case errors.As(err, &bulk):
		if bulk.WriteConcernError != nil || len(bulk.WriteErrors) == 0 {
			return codeWriteConcernFailed, true
		}
		return bulk.WriteErrors[0].Code, true
	case errors.As(err, &command) && command.Code != 0:
		return int(command.Code), true
	default:
		return 0, false
	}
}

// hasCode reports whether the server has answered with one of the codes.
func hasCode(err error, codes ...int) bool {
	code, ok := answer(err)
	for _, c := range codes {
		if ok && code == c {
			return true
		}
	}
	return false
}
