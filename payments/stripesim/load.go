package stripesim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle/payments/stripesim/journal"
)

// The journal has two kinds of lines: what a command changed, an object of JSON, and
// one record of a snapshot: its type, a blank, the record.

// change is one line of the journal.
type change struct {
	Put  []json.RawMessage `json:"put,omitempty"`
	Gone []string          `json:"gone,omitempty"`
}

// loader replays a journal. The rows of a snapshot do not depend on each other and are
// decoded by all processors at once.
type loader struct {
	st   *state
	rows [][]byte // of the snapshot, not decoded yet
}

// load fills an empty state.
func (st *state) load(log *journal.Log) error {
	l := &loader{st: st}
	if err := log.Load(l.line); err != nil {
		return err
	}
	return l.flush()
}

// line takes one line of the journal.
func (l *loader) line(payload []byte) error {
	if len(payload) > 0 && payload[0] != '{' {
		l.rows = append(l.rows, payload)
		return nil
	}
	if err := l.flush(); err != nil {
		return err
	}
	return l.st.apply(payload)
}

// flush decodes what waits and puts it into the state in the order of creation, in which
// every list grows at its end.
func (l *loader) flush() error {
	out := make([]record, len(l.rows))
	var group errgroup.Group
	share := (len(l.rows) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	for start := 0; start < len(l.rows); start += share {
		group.Go(func() error {
			for i := start; i < min(start+share, len(l.rows)); i++ {
				object, raw, _ := bytes.Cut(l.rows[i], []byte{' '})
				var err error
				if out[i], err = decode(string(object), raw); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	slices.SortFunc(out, func(a, b record) int { return cmp.Compare(a.meta().Seq, b.meta().Seq) })
	for _, r := range out {
		l.st.put(r)
	}
	l.rows = nil
	return nil
}

// decode reads one record.
func decode(object string, raw []byte) (record, error) {
	r, err := blank(object)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, fmt.Errorf("%s: %w", object, err)
	}
	return r, nil
}

// apply replays what a command changed.
func (st *state) apply(payload []byte) error {
	var line change
	if err := json.Unmarshal(payload, &line); err != nil {
		return err
	}
	for _, id := range line.Gone {
		st.remove(id)
	}
	for _, raw := range line.Put {
		var head struct {
			Object string `json:"object"`
		}
		if err := json.Unmarshal(raw, &head); err != nil {
			return err
		}
		r, err := decode(head.Object, raw)
		if err != nil {
			return err
		}
		st.put(r)
	}
	return nil
}

// writeSnapshot needs no lock: records are never changed in place.
func writeSnapshot(snap *journal.Snapshot, rows []record) error {
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err == nil {
			err = snap.Write(append([]byte(r.meta().Object+" "), b...))
		}
		if err != nil {
			return errors.Join(err, snap.Abort())
		}
	}
	return snap.Commit()
}
