package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle/store"
)

// Plan returns how SQLite would run a Find, one line a step.
func Plan(ctx context.Context, d store.Driver, table string, q store.Select) (string, error) {
	e, ok := d.(*engine)
	if !ok {
		return "", store.ErrEngine
	}
	s, err := e.schema(table)
	if err != nil {
		return "", err
	}
	text, args, err := s.find(q)
	if err != nil {
		return "", err
	}
	var plan []string
	err = e.read(ctx, func(c *conn) error {
		return c.query(ctx, "EXPLAIN QUERY PLAN "+text, func(v []driver.Value) error {
			step, _ := v[3].(string)
			plan = append(plan, step)
			return nil
		}, args...)
	})
	return strings.Join(plan, "\n"), err
}

// Pragma returns a setting of a reading connection.
func Pragma(ctx context.Context, d store.Driver, name string) (string, error) {
	e, ok := d.(*engine)
	if !ok {
		return "", store.ErrEngine
	}
	out := ""
	err := e.read(ctx, func(c *conn) error {
		return c.query(ctx, "PRAGMA "+name, func(v []driver.Value) error {
			out = fmt.Sprint(v[0])
			return nil
		})
	})
	return out, err
}
