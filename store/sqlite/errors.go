package sqlite

import (
	"context"
	"errors"
	"io"

	"modernc.org/sqlite"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// The primary result codes of SQLite that callers can act on.
const (
	codeBusy   = 5
	codeLocked = 6
)

// translate gives an error of the engine its name.
func translate(err error) error {
	var known *markthalle.Error
	var engine *sqlite.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return store.ErrCancelled.With(err)
	case errors.As(err, &engine) && (engine.Code()&0xff == codeBusy || engine.Code()&0xff == codeLocked):
		return store.ErrBusy.With(err)
	default:
		return store.ErrEngine.With(err)
	}
}

func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
