package plain

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
)

// Index is a Bleve index in a folder.
type Index struct {
	dir   string
	index bleve.Index
}

// New returns an empty index that will live in dir.
func New(dir string) *Index { return &Index{dir: dir} }

// batch is how many documents are written together.
const batch = 1000

// Load replaces the content by documents of text fields, by their ids.
func (x *Index) Load(ctx context.Context, docs iter.Seq2[string, map[string]string]) error {
	if err := x.Close(); err != nil {
		return err
	}
	index, err := bleve.New(filepath.Join(x.dir, "plain.bleve"), bleve.NewIndexMapping())
	if err != nil {
		return fmt.Errorf("plain index: %w", err)
	}
	x.index = index
	b := index.NewBatch()
	for id, fields := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.Index(id, fields); err != nil {
			return fmt.Errorf("plain index: %w", err)
		}
		if b.Size() < batch {
			continue
		}
		if err := index.Batch(b); err != nil {
			return fmt.Errorf("plain index: %w", err)
		}
		b.Reset()
	}
	if err := index.Batch(b); err != nil {
		return fmt.Errorf("plain index: %w", err)
	}
	return nil
}

// Find returns the products that match, best first, at most n.
func (x *Index) Find(ctx context.Context, text string, n int) ([]string, error) {
	r, err := x.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(bleve.NewMatchQuery(text), n, 0, false))
	if err != nil {
		return nil, fmt.Errorf("plain index: %w", err)
	}
	out := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		out[i] = h.ID
	}
	return out, nil
}

// Close ends the index and removes it.
func (x *Index) Close() error {
	if x.index == nil {
		return nil
	}
	err := errors.Join(x.index.Close(), os.RemoveAll(filepath.Join(x.dir, "plain.bleve")))
	x.index = nil
	return err
}
