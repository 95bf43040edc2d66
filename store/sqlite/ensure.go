package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle/store"
)

// Ensure implements store.Driver.
func (e *engine) Ensure(ctx context.Context, tables []store.Table) error {
	e.ensure.Lock()
	defer e.ensure.Unlock()
	var todo []*schema
	for _, t := range tables {
		s, err := newSchema(t)
		if err != nil {
			return err
		}
		todo = append(todo, s)
	}
	err := e.submit(ctx, &job{kind: jobEnsure, run: func(ctx context.Context, c *conn) error {
		for _, s := range todo {
			if err := s.ensure(ctx, c); err != nil {
				return fmt.Errorf("ensure %s: %w", s.name, err)
			}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	for _, s := range todo {
		e.schemas.Store(s.name, s)
	}
	return nil
}

func (e *engine) schema(table string) (*schema, error) {
	if s, ok := e.schemas.Load(table); ok {
		if s, ok := s.(*schema); ok {
			return s, nil
		}
	}
	return nil, store.ErrEngine.Say("the table %q has not been ensured", table)
}

// ensure makes what is missing inside the running transaction.
func (s *schema) ensure(ctx context.Context, c *conn) error {
	cols := ""
	for _, col := range s.columns {
		cols += ", " + col + " NOT NULL DEFAULT " + absentSQL
	}
	create := fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s(id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc BLOB NOT NULL%s)", s.table, cols)
	if _, err := c.exec(ctx, create); err != nil {
		return err
	}
	if err := s.addColumns(ctx, c); err != nil {
		return err
	}
	have, err := s.declared(ctx, c)
	if err != nil {
		return err
	}
	if err := s.dropOthers(ctx, c, have); err != nil {
		return err
	}
	for _, x := range s.indexes {
		if _, ok := have[strings.Trim(x.name, `"`)]; ok {
			continue
		}
		if _, err := c.exec(ctx, s.create(x)); err != nil {
			return err
		}
		if x.Each {
			if err := s.fillEach(ctx, c, x); err != nil {
				return err
			}
		}
	}
	return nil
}

// declared returns the statements that made the indexes which the table has, by name.
func (s *schema) declared(ctx context.Context, c *conn) (map[string]string, error) {
	have := map[string]string{}
	err := c.query(ctx, "SELECT name, sql FROM sqlite_schema WHERE name LIKE ? ESCAPE '!'", func(v []driver.Value) error {
		name, _ := v[0].(string)
		have[name], _ = v[1].(string)
		return nil
	}, "x!_"+strings.ReplaceAll(s.name, "_", "!_")+"!_!_%")
	return have, err
}

// addColumns adds the typed columns that the table does not have yet and fills them.
func (s *schema) addColumns(ctx context.Context, c *conn) error {
	have, err := names(ctx, c, "SELECT name FROM pragma_table_info("+strings.ReplaceAll(s.table, `"`, `'`)+")")
	if err != nil {
		return err
	}
	var added []int
	for i, col := range s.columns {
		if slices.Contains(have, strings.Trim(col, `"`)) {
			continue
		}
		if _, err := c.exec(ctx, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s NOT NULL DEFAULT %s", s.table, col, absentSQL)); err != nil {
			return err
		}
		added = append(added, i)
	}
	if len(added) == 0 {
		return nil
	}
	set := ""
	for _, i := range added {
		set += s.updates[i]
	}
	update := "UPDATE " + s.table + " SET " + strings.TrimSuffix(set, ",") + " WHERE id=?"
	return s.documents(ctx, c, func(id string, doc store.Raw) error {
		args := make([]any, 0, len(added)+1)
		for _, i := range added {
			args = append(args, value(s.fields[i].Value(doc)))
		}
		_, err := c.exec(ctx, update, append(args, id)...)
		return err
	})
}

// fillEach fills the new table of an Each index.
func (s *schema) fillEach(ctx context.Context, c *conn, x *index) error {
	return s.documents(ctx, c, func(id string, doc store.Raw) error {
		return x.add(ctx, c, id, x.entries(doc))
	})
}

// documents calls fn with every document, reading a page before it calls.
func (s *schema) documents(ctx context.Context, c *conn, fn func(id string, doc store.Raw) error) error {
	type row struct {
		id  string
		doc store.Raw
	}
	last := ""
	for {
		var page []row
		err := c.query(ctx, "SELECT id, doc FROM "+s.table+" WHERE id > ? ORDER BY id LIMIT 500", func(v []driver.Value) error {
			id, _ := v[0].(string)
			doc, _ := v[1].([]byte)
			page = append(page, row{id, doc})
			return nil
		}, last)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			if err := fn(r.id, r.doc); err != nil {
				return err
			}
			last = r.id
		}
	}
}

// dropOthers drops the indexes that are declared no more, or otherwise, and takes them
// out of have.
func (s *schema) dropOthers(ctx context.Context, c *conn, have map[string]string) error {
	for name, made := range have {
		_, short, _ := strings.Cut(name, "__")
		if x := s.indexes[short]; x != nil && made == strings.Replace(s.create(x), "IF NOT EXISTS ", "", 1) {
			continue
		}
		kind := "INDEX "
		if strings.HasPrefix(made, "CREATE TABLE") {
			kind = "TABLE "
		}
		if _, err := c.exec(ctx, "DROP "+kind+quote(name)); err != nil {
			return err
		}
		delete(have, name)
	}
	return nil
}

// names returns the first column of a query.
func names(ctx context.Context, c *conn, query string, args ...any) ([]string, error) {
	var out []string
	err := c.query(ctx, query, func(v []driver.Value) error {
		if s, ok := v[0].(string); ok {
			out = append(out, s)
		}
		return nil
	}, args...)
	return out, err
}
