package bleve

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// The internal values that say how many texts Bleve has persisted, and how made.
var (
	countKey  = []byte("texts")
	formatKey = []byte("format")
)

// textIndex wraps the scorch index of one generation.
type textIndex struct {
	path  string
	queue *index.AnalysisQueue
	idx   *scorch.Scorch
	words *vocabulary

	mu    sync.Mutex // guards parts
	parts map[uint64]*part
}

// openText opens or creates the index; a damaged one is thrown away, because the log
// can fill it again.
func openText(path string) (*textIndex, error) {
	t := &textIndex{path: path, words: &vocabulary{}, parts: make(map[uint64]*part)}
	if err := t.open(); err != nil {
		if rm := os.RemoveAll(path); rm != nil {
			return nil, errors.Join(err, rm)
		}
		if err := t.open(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *textIndex) open() error {
	t.queue = index.NewAnalysisQueue(max(2, runtime.GOMAXPROCS(0)))
	made, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path": t.path,
		// The log is the durable truth, so Bleve need not sync each batch.
		"unsafe_batch":       true,
		"numSnapshotsToKeep": 1,
		"scorchPersisterOptions": map[string]any{
			"PersisterNapTimeMSec":          200,
			"PersisterNapUnderNumFiles":     100,
			"NumPersisterWorkers":           1,
			"MaxSizeInMemoryMergePerWorker": 0,
		},
	}, t.queue)
	if err != nil {
		t.queue.Close()
		return fmt.Errorf("search index: %w", err)
	}
	idx, ok := made.(*scorch.Scorch)
	if !ok {
		t.queue.Close()
		return fmt.Errorf("search index: unexpected %T", made)
	}
	if err := idx.Open(); err != nil {
		t.queue.Close()
		return fmt.Errorf("search index: %w", err)
	}
	t.idx = idx
	return nil
}

// reset empties the index.
func (t *textIndex) reset() error {
	if err := errors.Join(t.close(), os.RemoveAll(t.path)); err != nil {
		return err
	}
	t.parts, t.words = make(map[uint64]*part), &vocabulary{}
	return t.open()
}

func (t *textIndex) close() error {
	if t.idx == nil {
		return nil
	}
	err := t.idx.Close()
	t.idx = nil
	t.queue.Close()
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

// persisted says how many texts the opened index holds; 0 when they are of another format.
func (t *textIndex) persisted() (uint32, error) {
	snap, err := t.snapshot()
	if err != nil {
		return 0, err
	}
	defer drop(snap)
	b, err := snap.GetInternal(countKey)
	if err != nil {
		return 0, fmt.Errorf("search index: %w", err)
	}
	format, err := snap.GetInternal(formatKey)
	if err != nil {
		return 0, fmt.Errorf("search index: %w", err)
	}
	if len(b) != 4 || string(format) != textFormat {
		return 0, nil
	}
	return binary.BigEndian.Uint32(b), nil
}

// parallelFrom is how many documents are worth a segment of their own.
const parallelFrom = 500

// add indexes documents; after it texts are in the index up to (not including) end. Many
// documents are cut into segments that are built at the same time. Only when all are in
// the index is their number written, since Bleve may persist one without the other.
func (t *textIndex) add(docs []*textDocument, end uint32) error {
	parts := min(runtime.GOMAXPROCS(0), 4, len(docs)/parallelFrom)
	if parts < 2 {
		return t.batch(docs, end, nil)
	}
	errs := make([]error, parts)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			errs[i] = t.batch(docs[i*len(docs)/parts:(i+1)*len(docs)/parts], 0, nil)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return t.batch(nil, end, nil)
}

// batch gives documents to Bleve, and the number of texts unless it is 0.
func (t *textIndex) batch(docs []*textDocument, end uint32, persisted func(error)) error {
	b := index.NewBatch()
	for _, d := range docs {
		b.Update(d)
	}
	if end > 0 {
		b.SetInternal(countKey, binary.BigEndian.AppendUint32(nil, end))
		b.SetInternal(formatKey, []byte(textFormat))
	}
	if persisted != nil {
		b.SetPersistedCallback(persisted)
	}
	if err := t.idx.Batch(b); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

// flush waits until everything that was added is on the disk.
func (t *textIndex) flush(end uint32) error {
	done := make(chan error, 1)
	if err := t.batch(nil, end, func(err error) { done <- err }); err != nil {
		return err
	}
	return <-done
}

func (t *textIndex) snapshot() (*scorch.IndexSnapshot, error) {
	r, err := t.idx.Reader()
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok || snap == nil {
		return nil, fmt.Errorf("search index: unexpected reader %T", r)
	}
	return snap, nil
}

// drop gives a snapshot back. Its error says that a file could not be closed, which
// nobody can act on here and Bleve reports again when the index is closed.
func drop(snap *scorch.IndexSnapshot) { _ = snap.DecRef() }

// partsOf returns what is kept of each segment of snap. Segments never change, so it is kept
// until they are merged away.
func (t *textIndex) partsOf(snap *scorch.IndexSnapshot) ([]*part, error) {
	segments := snap.Segments()
	out := make([]*part, len(segments))
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := make(map[uint64]*part, len(segments))
	for i, s := range segments {
		p, ok := t.parts[s.Id()]
		if !ok {
			p = &part{texts: make([]uint32, s.Segment().Count()), full: make(map[string][]payload)}
			for n := range p.texts {
				id, err := s.DocID(uint64(n))
				if err != nil {
					return nil, fmt.Errorf("search index: %w", err)
				}
				if p.texts[n], err = textOf(id); err != nil {
					return nil, err
				}
			}
		}
		out[i], kept[s.Id()] = p, p
	}
	t.parts = kept
	return out, nil
}
