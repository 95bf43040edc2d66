package typesense

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

// Rebuild implements search.Engine. Only one process can run it: the alias NAME-next
// is the lock, and one that a crash left behind is taken over with its collection.
func (e *Engine) Rebuild(ctx context.Context, feed func(yield func(search.Document) error) error) error {
	if !e.rebuild.TryLock() {
		return search.ErrRebuilding
	}
	defer e.rebuild.Unlock()
	if err := e.gate(ctx); err != nil {
		return err
	}
	old, err := e.target(ctx, e.alias())
	if err != nil {
		return err
	}
	next, err := e.begin(ctx, old)
	if err != nil {
		return err
	}
	if err := e.fill(ctx, old, next, feed); err != nil {
		clean := context.WithoutCancel(ctx)
		return errors.Join(err, e.dropAlias(clean, e.next()), e.dropCollection(clean, next))
	}
	// No write of this process may fall between the swap and the end of NAME-next.
	e.writes.Lock()
	defer e.writes.Unlock()
	if err := e.point(ctx, e.alias(), next); err != nil {
		return err
	}
	e.memory.forget()
	return errors.Join(e.dropAlias(ctx, e.next()), e.dropCollection(ctx, old))
}

// begin makes the next collection, and everybody write to it.
func (e *Engine) begin(ctx context.Context, old string) (string, error) {
	if left, err := e.target(ctx, e.next()); err == nil {
		if err := errors.Join(e.dropAlias(ctx, e.next()), e.dropCollection(ctx, left)); err != nil {
			return "", err
		}
	} else if !errors.Is(err, errMissing) {
		return "", err
	}
	n, err := strconv.Atoi(strings.TrimPrefix(old, e.o.Name+"-v"))
	if err != nil {
		return "", fmt.Errorf("typesense: the alias %s names %s, which is not ours", e.alias(), old)
	}
	next := fmt.Sprintf("%s-v%d", e.o.Name, n+1)
	if err := e.dropCollection(ctx, next); err != nil {
		return "", err
	}
	if err := e.ensureCollection(ctx, offersSchema(next)); err != nil {
		return "", err
	}
	e.writes.Lock()
	defer e.writes.Unlock()
	return next, e.point(ctx, e.next(), next)
}

// fill carries the tombstones over, then reads the feed.
func (e *Engine) fill(ctx context.Context, old, next string, feed func(yield func(search.Document) error) error) error {
	var batch []change
	flush := func() error {
		e.writes.Lock()
		defer e.writes.Unlock()
		var docs []*search.Document
		for i := range batch {
			batch[i].at = i
			if batch[i].doc != nil {
				docs = append(docs, batch[i].doc)
			}
		}
		errs := make([]error, len(batch))
		err := errors.Join(e.writeNames(ctx, docs), e.apply(ctx, next, batch, errs))
		batch = nil
		return errors.Join(append(errs, err)...)
	}
	add := func(c change) error {
		batch = append(batch, c)
		if len(batch) < importBatch {
			return nil
		}
		return flush()
	}
	err := e.export(ctx, old, "gone:=1", func(id string, rev int64, _ bool) error {
		return add(change{gone: search.Tombstone{ID: id, Rev: rev}})
	})
	if err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	err = feed(func(d search.Document) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.Validate(); err != nil {
			return err
		}
		return add(change{doc: &d})
	})
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return flush()
}

// export yields id and revision of the documents of a collection.
func (e *Engine) export(ctx context.Context, collection, filter string, yield func(id string, rev int64, gone bool) error) error {
	return e.call(ctx, e.o.ImportTimeout, func(ctx context.Context) (err error) {
		fields := "id,rev,gone"
		p := &api.ExportDocumentsParams{IncludeFields: &fields}
		if filter != "" {
			p.FilterBy = &filter
		}
		body, err := e.imports.Collection(collection).Documents().Export(ctx, p)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, body.Close()) }()
		r := bufio.NewReader(body)
		for {
			line, err := r.ReadBytes('\n')
			if len(strings.TrimSpace(string(line))) > 0 {
				var doc struct {
					ID   string `json:"id"`
					Rev  int64  `json:"rev"`
					Gone int    `json:"gone"`
				}
				if err := json.Unmarshal(line, &doc); err != nil {
					return fmt.Errorf("typesense: export: %w", err)
				}
				if err := yield(decodeID(doc.ID), doc.Rev, doc.Gone == 1); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}

// Empty implements search.Engine. What is kept of removed documents counts, too.
func (e *Engine) Empty(ctx context.Context) (bool, error) {
	if err := e.gate(ctx); err != nil {
		return false, err
	}
	current, err := e.target(ctx, e.alias())
	if err != nil {
		return false, notReady(err)
	}
	var count int64
	err = e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		c, err := e.client.Collection(current).Retrieve(ctx)
		if err == nil && c.NumDocuments != nil {
			count = *c.NumDocuments
		}
		return err
	})
	return count == 0, notReady(err)
}

// Stats implements search.Engine. It reads the ids of all documents.
func (e *Engine) Stats(ctx context.Context) (search.Stats, error) {
	if err := e.gate(ctx); err != nil {
		return search.Stats{}, err
	}
	current, err := e.target(ctx, e.alias())
	if err != nil {
		return search.Stats{}, notReady(err)
	}
	var g search.Digest
	err = e.export(ctx, current, "gone:=0", func(id string, rev int64, gone bool) error {
		if !gone {
			g.Add(id, rev)
		}
		return nil
	})
	return search.Stats{Documents: g.Count(), Checksum: g.String()}, err
}

func (e *Engine) dropAlias(ctx context.Context, alias string) error {
	return present(e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		_, err := e.client.Alias(alias).Delete(ctx)
		return err
	}))
}

func (e *Engine) dropCollection(ctx context.Context, name string) error {
	return present(e.call(ctx, e.o.ImportTimeout, func(ctx context.Context) error {
		_, err := e.imports.Collection(name).Delete(ctx)
		return err
	}))
}

// present takes a missing object for a successful removal.
func present(err error) error {
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}
