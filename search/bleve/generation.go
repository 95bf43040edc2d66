package bleve

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/markthalle/markthalle/search"
)

// generation is one complete index in its own folder.
type generation struct {
	dir  string
	log  *docLog
	cols *columns
	text *textIndex

	write sync.Mutex // held by the one writer
	batch uint64
	// broken is set when the log took a batch that the text did not. The next start
	// repairs it from the log; until then nothing more is written.
	broken error

	view atomic.Pointer[View]
	hold sync.RWMutex // readers take their reference under it, publish swaps under it
	use  sync.RWMutex // held by every reader, so that close waits for them
}

// View is a consistent picture of a generation: rows, products and text as of one
// batch. Release gives it back.
type View struct {
	gen         *generation
	batch       uint64
	rows        uint32
	products    uint32
	chunks      []*chunk
	heads       []*heads
	tags        arena[uint32]
	nums        arena[int64]
	sigs        []*signature
	textProduct []uint32 // by text
	textTitle   []uint8  // by text
	textRank    []*ranks
	snap        *scorch.IndexSnapshot
	parts       []*part // of snap
	live        int64
	checksum    string
	memo        *memo
}

const replayBatch = 5000

// openGeneration reads a generation's log into columns and brings its text up to date.
func openGeneration(dir string) (g *generation, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	g = &generation{dir: dir, cols: newColumns()}
	if g.text, err = openText(filepath.Join(dir, "text")); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.text.close())
		}
	}()
	have, err := g.text.persisted()
	if err != nil {
		return nil, err
	}
	missing := newFiller(g.text, have)
	g.batch = 1
	g.log, err = openLog(filepath.Join(dir, "docs.log"), func(r record) error { return g.replay(r, missing) })
	if err != nil {
		return nil, err
	}
	if int(have) > len(g.cols.textProduct) || (have == 0 && g.cols.rows > 0) {
		// Bleve was faster to the disk than the log, which then lost its end in a crash
		// of the machine: the texts that it has too many would be taken for other ones.
		// Or nothing that it has can be used.
		if err := g.refill(missing); err != nil {
			return nil, errors.Join(err, g.log.close())
		}
	}
	if err := errors.Join(missing.done(), g.publish()); err != nil {
		return nil, errors.Join(err, g.log.close())
	}
	return g, nil
}

func (g *generation) replay(r record, missing *filler) error {
	if r.doc == nil {
		g.cols.bury(r.id, r.rev, g.batch)
		return nil
	}
	text, fresh := g.cols.put(r.doc, r.offset, r.length, g.batch)
	if !fresh || missing.from == 0 {
		return nil // without a usable index all texts are filled in afterwards
	}
	return missing.add(text, r.doc)
}

// refill builds the text anew from the log.
func (g *generation) refill(missing *filler) error {
	if err := g.text.reset(); err != nil {
		return err
	}
	missing.from, missing.docs = 0, nil
	next := uint32(0)
	for row := uint32(0); row < g.cols.rows; row++ {
		k, i := g.cols.chunks[row>>chunkBits], row&chunkMask
		if k.hot[i].text != next {
			continue // shared with an earlier row
		}
		next++
		d, err := g.document(k.offset[i], k.length[i])
		if err != nil {
			return err
		}
		if err := missing.add(k.hot[i].text, &d); err != nil {
			return err
		}
	}
	return nil
}

func (g *generation) document(offset int64, length uint32) (search.Document, error) {
	b, err := g.log.read(offset, length, nil)
	if err != nil {
		return search.Document{}, err
	}
	return decodeDocument(b)
}

// filler indexes texts that Bleve does not have yet, in batches.
type filler struct {
	text *textIndex
	from uint32
	docs []*textDocument
	end  uint32
}

func newFiller(t *textIndex, from uint32) *filler { return &filler{text: t, from: from} }

func (f *filler) add(text uint32, d *search.Document) error {
	if text < f.from {
		return nil
	}
	f.docs = append(f.docs, newTextDocument(text, d))
	f.end = text + 1
	if len(f.docs) < replayBatch {
		return nil
	}
	return f.done()
}

func (f *filler) done() error {
	if len(f.docs) == 0 {
		return nil
	}
	err := f.text.add(f.docs, f.end)
	f.docs = nil
	return err
}

// change is one document or tombstone to write.
type change struct {
	doc  *search.Document // nil for a tombstone
	gone search.Tombstone
}

func (c change) id() (string, int64) {
	if c.doc != nil {
		return c.doc.ID, c.doc.Rev
	}
	return c.gone.ID, c.gone.Rev
}

// apply writes the changes that are news and publishes them. Either all of them are
// durable and visible afterwards, or the error says why none of them is.
func (g *generation) apply(changes []change, durable bool) error {
	g.write.Lock()
	defer g.write.Unlock()
	if g.broken != nil {
		return g.broken
	}
	news := g.news(changes)
	if len(news) == 0 {
		return nil
	}
	type place struct {
		offset int64
		length int
	}
	places := make([]place, len(news))
	for i, c := range news {
		if c.doc != nil {
			places[i].offset, places[i].length = g.log.add(recordDocument, func(b []byte) []byte { return encodeDocument(b, c.doc) })
			continue
		}
		g.log.add(recordTombstone, func(b []byte) []byte { return tombstonePayload(b, c.gone.ID, c.gone.Rev) })
	}
	if err := g.log.commit(durable); err != nil {
		return err
	}
	g.batch++
	docs := make([]*textDocument, 0, len(news))
	for i, c := range news {
		if c.doc == nil {
			g.cols.bury(c.gone.ID, c.gone.Rev, g.batch)
			continue
		}
		if text, fresh := g.cols.put(c.doc, places[i].offset, places[i].length, g.batch); fresh {
			docs = append(docs, newTextDocument(text, c.doc))
		}
	}
	if len(docs) > 0 {
		if err := g.text.add(docs, uint32(len(g.cols.textProduct))); err != nil {
			g.broken = err
			return err
		}
	}
	return g.publish()
}

// news drops changes that are older than what is known or than another change of the
// same call.
func (g *generation) news(changes []change) []change {
	last := make(map[string]int, len(changes))
	for i, c := range changes {
		id, rev := c.id()
		if j, ok := last[id]; ok {
			_, other := changes[j].id()
			if rev > other || (rev == other && c.doc == nil) {
				last[id] = i
			}
			continue
		}
		if g.cols.newer(c) {
			last[id] = i
		}
	}
	out := make([]change, 0, len(last))
	for i, c := range changes {
		id, _ := c.id()
		if j, ok := last[id]; ok && j == i {
			out = append(out, c)
		}
	}
	return out
}

// publish makes everything written visible. The writer calls it.
func (g *generation) publish() error {
	snap, err := g.text.snapshot()
	if err != nil {
		return err
	}
	parts, err := g.text.partsOf(snap)
	if err != nil {
		drop(snap)
		return err
	}
	v := &View{
		gen: g, batch: g.batch, rows: g.cols.rows, products: uint32(len(g.cols.products)),
		chunks: g.cols.chunks, heads: g.cols.heads, tags: g.cols.tags, nums: g.cols.nums, textProduct: g.cols.textProduct, textTitle: g.cols.textTitle, textRank: g.cols.textRank, sigs: g.cols.signatures, snap: snap, parts: parts,
		live: g.cols.live, checksum: g.cols.digest.String(), memo: newMemo(),
	}
	g.hold.Lock()
	old := g.view.Swap(v)
	g.hold.Unlock()
	if old != nil {
		drop(old.snap)
	}
	return nil
}

// acquire returns the current view. When Bleve has merged its segments since the last
// write and no writer is at work, the merged ones are taken.
func (g *generation) acquire() (*View, error) {
	if g.write.TryLock() {
		err := g.refresh()
		g.write.Unlock()
		if err != nil {
			return nil, err
		}
	}
	g.hold.RLock()
	defer g.hold.RUnlock()
	v := g.view.Load()
	if v == nil {
		return nil, search.ErrUnavailable
	}
	v.snap.AddRef()
	g.use.RLock()
	return v, nil
}

func (g *generation) refresh() error {
	v := g.view.Load()
	if v == nil {
		return search.ErrUnavailable
	}
	snap, err := g.text.snapshot()
	if err != nil {
		return err
	}
	same := snap == v.snap
	drop(snap)
	if same {
		return nil
	}
	return g.publish()
}

// prepare makes what the first misspelt word would wait for. When that fails, the word that
// needs it says why.
func (g *generation) prepare() {
	v, err := g.acquire()
	if err != nil {
		return
	}
	defer v.release()
	if dicts, err := v.dictionaries(); err == nil {
		_, _ = g.text.words.of(v, dicts)
	}
}

func (v *View) release() {
	drop(v.snap)
	v.gen.use.RUnlock()
}

// fail makes the generation refuse all further writes.
func (g *generation) fail(err error) {
	g.write.Lock()
	defer g.write.Unlock()
	if g.broken == nil {
		g.broken = err
	}
}

func (g *generation) failure() error {
	g.write.Lock()
	defer g.write.Unlock()
	return g.broken
}

// sync waits until everything written is on the disk.
func (g *generation) sync() error {
	g.write.Lock()
	defer g.write.Unlock()
	return g.log.sync()
}

// dead returns how many rows are no longer current.
func (g *generation) dead() (rows, live int64) {
	g.write.Lock()
	defer g.write.Unlock()
	return int64(g.cols.rows) - g.cols.live, g.cols.live
}

// tombstones returns the deletions that the generation remembers.
func (g *generation) tombstones() []change {
	g.write.Lock()
	defer g.write.Unlock()
	var out []change
	for id, rev := range g.cols.buried {
		out = append(out, change{gone: search.Tombstone{ID: id, Rev: rev}})
	}
	return out
}

// close ends the generation after what Bleve holds is on the disk.
func (g *generation) close() error {
	g.write.Lock()
	defer g.write.Unlock()
	g.hold.Lock()
	v := g.view.Swap(nil)
	g.hold.Unlock()
	if v == nil {
		return nil
	}
	drop(v.snap)
	g.use.Lock()
	defer g.use.Unlock()
	return errors.Join(g.text.flush(uint32(len(g.cols.textProduct))), g.text.close(), g.log.close())
}
