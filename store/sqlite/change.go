package sqlite

import (
	"context"
	"slices"

	"github.com/markthalle/markthalle/store"
)

// Replace implements store.Driver. Only the columns and entries whose values differ
// between the two documents are written.
func (e *engine) Replace(ctx context.Context, table string, old, doc store.Raw) error {
	s, err := e.schema(table)
	if err != nil {
		return err
	}
	id, rev, err := store.Head(old)
	if err != nil {
		return err
	}
	newID, next, err := store.Head(doc)
	if err != nil {
		return err
	}
	if newID != id {
		return store.ErrEngine.Say("a document cannot take another's place: %q for %q", newID, id)
	}
	before, after := s.typed(old), s.typed(doc)
	set := "UPDATE " + s.table + " SET rev=?,"
	args := []any{next}
	for i := range after {
		if after[i] != before[i] {
			set += s.updates[i]
			args = append(args, after[i])
		}
	}
	set += "doc=? WHERE id=? AND rev=?"
	args = append(args, []byte(doc), id, rev)
	gone, come := s.difference(old, doc)
	return e.submit(ctx, &job{run: func(ctx context.Context, c *conn) error {
		n, err := c.exec(ctx, set, args...)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrStale
		}
		return s.move(ctx, c, id, gone, come)
	}})
}

// Delete implements store.Driver.
func (e *engine) Delete(ctx context.Context, table string, old store.Raw) error {
	s, err := e.schema(table)
	if err != nil {
		return err
	}
	id, rev, err := store.Head(old)
	if err != nil {
		return err
	}
	gone, come := s.difference(old, nil)
	return e.submit(ctx, &job{run: func(ctx context.Context, c *conn) error {
		n, err := c.exec(ctx, "DELETE FROM "+s.table+" WHERE id=? AND rev=?", id, rev)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrStale
		}
		return s.move(ctx, c, id, gone, come)
	}})
}

// difference returns, for each Each index, the entries that only the old document has
// and those that only the new one has. A nil document has none.
func (s *schema) difference(old, doc store.Raw) (gone, come [][][]any) {
	for _, x := range s.each {
		before := x.entries(old)
		var after [][]any
		if doc != nil {
			after = x.entries(doc)
		}
		gone = append(gone, without(before, after))
		come = append(come, without(after, before))
	}
	return gone, come
}

func without(rows, others [][]any) [][]any {
	var out [][]any
	for _, r := range rows {
		if !slices.ContainsFunc(others, func(o []any) bool { return slices.Equal(r, o) }) {
			out = append(out, r)
		}
	}
	return out
}

func (s *schema) move(ctx context.Context, c *conn, id string, gone, come [][][]any) error {
	for i, x := range s.each {
		if err := x.remove(ctx, c, id, gone[i]); err != nil {
			return err
		}
		if err := x.add(ctx, c, id, come[i]); err != nil {
			return err
		}
	}
	return nil
}
