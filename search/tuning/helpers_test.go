package tuning_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

var begin = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// house is a store and the processes on it.
type house struct {
	t      *testing.T
	driver store.Driver
	clock  *markthalle.ManualClock
	*tuning.Service
	deeds *[]accounts.Audited
	db    *store.DB
}

func open(t *testing.T) *house {
	t.Helper()
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	require.NoError(t, err)
	h := &house{t: t, driver: driver, clock: markthalle.NewManualClock(begin)}
	h.Service, h.db, h.deeds = h.process("a")
	t.Cleanup(func() { require.NoError(t, h.db.Close(context.WithoutCancel(t.Context()))) })
	return h
}

// process is one more process on the store.
func (h *house) process(owner string) (*tuning.Service, *store.DB, *[]accounts.Audited) {
	h.t.Helper()
	db, err := store.Open(h.driver, store.Options{Clock: h.clock, Wall: h.clock, Owner: owner})
	require.NoError(h.t, err)
	s := tuning.New(tuning.Deps{DB: db, Clock: h.clock, Wall: h.clock, IDs: markthalle.NewIDs(h.clock, nil)})
	deeds := &[]accounts.Audited{}
	store.On(db, "test.audit", func(_ context.Context, e accounts.Audited, _ store.Cause) error {
		*deeds = append(*deeds, e)
		return nil
	})
	require.NoError(h.t, db.Ensure(h.t.Context()))
	return s, db, deeds
}

func as(role markthalle.Role) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Operator, Person: "per_1", Roles: []markthalle.Role{role}}
}

var catalogue = as(markthalle.OperatorCatalogue)

// tune asks what holds for a text.
func (h *house) tune(l markthalle.Locale, text string) search.Tuned {
	h.t.Helper()
	t, err := h.Tune(h.t.Context(), search.Wish{Locale: l, Words: search.Words(text)})
	require.NoError(h.t, err)
	return t
}

// faults are the pointers and codes of an error.
func faults(t *testing.T, err error) []string {
	t.Helper()
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	out := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		out[i] = f.Pointer + " " + f.Code
	}
	return out
}
