package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle/store"
)

// getAtOnce bounds the ids of one statement, so that few statements are prepared.
const getAtOnce = 50

// Get implements store.Driver.
func (e *engine) Get(ctx context.Context, table string, ids []string) ([]store.Raw, error) {
	s, err := e.schema(table)
	if err != nil {
		return nil, err
	}
	out := make([]store.Raw, 0, len(ids))
	err = e.read(ctx, func(c *conn) error {
		// Reading by id takes microseconds: it is not worth a goroutine that waits for the
		// end of ctx, which the driver would start.
		ctx := context.WithoutCancel(ctx)
		row := func(v []driver.Value) error {
			doc, ok := v[0].([]byte)
			if !ok {
				return store.ErrDecode.Say("A document of %s is a %T.", table, v[0])
			}
			out = append(out, doc)
			return nil
		}
		for len(ids) >= getAtOnce {
			args := make([]any, getAtOnce)
			for i := range args {
				args[i] = ids[i]
			}
			if err := c.query(ctx, "SELECT doc FROM "+s.table+" WHERE id IN ("+marks(getAtOnce)+")", row, args...); err != nil {
				return err
			}
			ids = ids[getAtOnce:]
		}
		for _, id := range ids {
			if err := c.query(ctx, s.get, row, id); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Find implements store.Driver.
func (e *engine) Find(ctx context.Context, table string, q store.Select) ([]store.Raw, error) {
	s, err := e.schema(table)
	if err != nil {
		return nil, err
	}
	text, args, err := s.find(q)
	if err != nil {
		return nil, err
	}
	out := make([]store.Raw, 0, min(q.Limit, 64))
	err = e.read(ctx, func(c *conn) error {
		return c.query(context.WithoutCancel(ctx), text, func(v []driver.Value) error {
			doc, ok := v[0].([]byte)
			if !ok {
				return store.ErrDecode.Say("A document of %s is a %T.", table, v[0])
			}
			out = append(out, doc)
			return nil
		}, args...)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Count implements store.Driver.
func (e *engine) Count(ctx context.Context, table string, q store.Select) (int64, error) {
	s, err := e.schema(table)
	if err != nil {
		return 0, err
	}
	text, args, err := s.count(q)
	if err != nil {
		return 0, err
	}
	var n int64
	err = e.read(ctx, func(c *conn) error {
		return c.query(ctx, text, func(v []driver.Value) error {
			n, _ = v[0].(int64)
			return nil
		}, args...)
	})
	return n, err
}

// source is where a query reads its keys: the main table or the table of an Each index.
func (s *schema) source(q store.Select) (*index, string, error) {
	if q.Index == nil {
		return &index{}, s.table, nil
	}
	x := s.indexes[q.Index.Name]
	if x == nil {
		return nil, "", store.ErrIndexUnknown.Say("%s has no index %q.", s.name, q.Index.Name)
	}
	if x.Each {
		return x, x.name, nil
	}
	return x, s.table + " INDEXED BY " + x.name, nil
}

// find returns the statement for a page: one read of the index for each alternative, so
// that the work is bounded by the page, then the documents of what comes first.
func (s *schema) find(q store.Select) (string, []any, error) {
	x, from, err := s.source(q)
	if err != nil {
		return "", nil, err
	}
	sorts := x.columns[len(x.Eq):]
	keys := append(append([]string(nil), sorts...), "id")
	dir := ""
	if q.Desc {
		dir = " DESC"
	}
	order := " ORDER BY " + strings.Join(keys, dir+",") + dir
	if q.In == nil && !x.Each {
		where, args := x.where(q, q.Eq)
		return "SELECT doc FROM " + from + where + order + fmt.Sprintf(" LIMIT %d", q.Limit), args, nil
	}
	alternatives := [][]any{q.Eq}
	if q.In != nil {
		alternatives = alternatives[:0]
		for _, v := range q.In {
			alternatives = append(alternatives, append(append([]any(nil), q.Eq...), v))
		}
	}
	var parts []string
	var args []any
	for _, eq := range alternatives {
		where, a := x.where(q, eq)
		parts = append(parts, "SELECT * FROM (SELECT "+strings.Join(keys, ",")+" FROM "+from+where+order+fmt.Sprintf(" LIMIT %d)", q.Limit))
		args = append(args, a...)
	}
	// UNION drops the second mention of a document that matches several alternatives.
	text := "SELECT t.doc FROM (" + strings.Join(parts, " UNION ") + order + fmt.Sprintf(" LIMIT %d", q.Limit) + ") k CROSS JOIN " +
		s.table + " t ON t.id=k.id ORDER BY k." + strings.Join(keys, dir+",k.") + dir
	return text, args, nil
}

func (s *schema) count(q store.Select) (string, []any, error) {
	x, from, err := s.source(q)
	if err != nil {
		return "", nil, err
	}
	q.After, q.AfterID = nil, ""
	what := "count(*)"
	if x.Each {
		what = "count(DISTINCT id)"
	}
	where, args := x.where(q, q.Eq)
	return "SELECT " + what + " FROM " + from + where, args, nil
}

// where returns the condition of a query for given values of the Eq fields; with fewer
// values than fields, the last field takes all of q.In.
func (x *index) where(q store.Select, eq []any) (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		for _, v := range values {
			args = append(args, value(v))
		}
	}
	if x.Sparse {
		add(x.columns[0] + " > " + absentSQL)
	}
	for i, v := range eq {
		add(x.columns[i]+"=?", v)
	}
	if len(eq) < len(x.Eq) {
		add(x.columns[len(eq)]+" IN ("+marks(len(q.In))+")", q.In...)
	}
	sorts := x.columns[len(x.Eq):]
	switch {
	case q.From != nil:
		add(sorts[0]+">=?", q.From)
	case q.To != nil && !x.Sparse:
		add(sorts[0] + " > " + absentSQL)
	}
	if q.To != nil {
		add(sorts[0]+"<?", q.To)
	}
	if q.AfterID != "" {
		op := ">"
		if q.Desc {
			op = "<"
		}
		keys := append(append([]string(nil), sorts...), "id")
		add("("+strings.Join(keys, ",")+")"+op+"("+marks(len(keys))+")", append(append([]any(nil), q.After...), q.AfterID)...)
	}
	if len(conds) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}
