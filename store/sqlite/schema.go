package sqlite

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle/store"
)

// schema is a collection's tables and statements.
type schema struct {
	name    string
	table   string        // quoted
	fields  []store.Field // of the typed columns of the main table
	columns []string      // their names
	indexes map[string]*index
	each    []*index // those with a table of their own
	insert  string
	get     string
	updates []string // one for each field: its part of an UPDATE
}

// index is a declared index: an index of SQLite over the typed columns, or, for Each, a
// table of its own with one row an element.
type index struct {
	store.Index
	name    string   // of the index or the table, quoted
	columns []string // in the order of Fields
}

// absent stands for an absent value in typed columns: minus infinity sorts before every
// number and every text, so that comparisons need no special case.
var absent = math.Inf(-1)

const absentSQL = "-9e999"

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// columnName names the typed column of a field; another kind is another column.
func columnName(f store.Field) string {
	return f.Kind.String()[:1] + "_" + strings.ReplaceAll(f.Path, ".", "__")
}

func newSchema(t store.Table) (*schema, error) {
	s := &schema{name: t.Name, table: quote("c_" + t.Name), indexes: map[string]*index{}}
	for _, x := range t.Indexes {
		if x.Each && x.Sparse {
			return nil, store.ErrEngine.Say("%s: an index cannot be Each and Sparse", t.Name)
		}
		ix := &index{Index: x, name: quote("x_" + t.Name + "__" + x.Name)}
		for _, f := range ix.Fields() {
			ix.columns = append(ix.columns, quote(columnName(f)))
			if !x.Each && !slices.Contains(s.fields, f) {
				s.fields = append(s.fields, f)
				s.columns = append(s.columns, quote(columnName(f)))
			}
		}
		s.indexes[x.Name] = ix
		if x.Each {
			s.each = append(s.each, ix)
		}
	}
	cols := append([]string{"id", "rev", "doc"}, s.columns...)
	s.insert = "INSERT INTO " + s.table + "(" + strings.Join(cols, ",") + ") VALUES(" + marks(len(cols)) + ") ON CONFLICT(id) DO NOTHING"
	s.get = "SELECT doc FROM " + s.table + " WHERE id=?"
	for _, c := range s.columns {
		s.updates = append(s.updates, c+"=?,")
	}
	return s, nil
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// value returns a normal value as the database keeps it.
func value(v any) any {
	switch x := v.(type) {
	case nil:
		return absent
	case time.Time:
		return x.UnixMilli()
	case bool:
		if x {
			return int64(1)
		}
		return int64(0)
	default:
		return v
	}
}

// typed returns the values of the typed columns of a document.
func (s *schema) typed(doc store.Raw) []any {
	out := make([]any, len(s.fields))
	for i, f := range s.fields {
		out[i] = value(f.Value(doc))
	}
	return out
}

// entries returns the rows of a document in the table of an Each index, without its id.
func (x *index) entries(doc store.Raw) [][]any {
	rows := [][]any{{}}
	for i, f := range x.Fields() {
		values := []any{f.Value(doc)}
		if i < len(x.Eq) {
			if many := f.Values(doc); len(many) > 0 {
				values = many
			}
		}
		next := make([][]any, 0, len(rows)*len(values))
		for _, r := range rows {
			for _, v := range values {
				next = append(next, append(slices.Clip(r), value(v)))
			}
		}
		rows = next
	}
	return rows
}

// create returns the statement that makes an index.
func (s *schema) create(x *index) string {
	if x.Each {
		return fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s(%s, id TEXT NOT NULL, PRIMARY KEY(%s, id)) WITHOUT ROWID",
			x.name, strings.Join(x.columns, ","), strings.Join(x.columns, ","))
	}
	where := ""
	if x.Sparse {
		where = " WHERE " + x.columns[0] + " > " + absentSQL
	}
	return fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s ON %s(%s, id)%s", x.name, s.table, strings.Join(x.columns, ","), where)
}
