package store

import (
	"bytes"
	"context"
	"errors"
)

// catalogue is the table in which a store records its own tables, so that a copy needs
// no program that knows their types.
var catalogue = Table{Name: "collections"}

// tableRecord is a table's line in the catalogue.
type tableRecord struct {
	ID      string        `bson:"_id"`
	Rev     int64         `bson:"rev"`
	Indexes []indexRecord `bson:"indexes"`
}

type indexRecord struct {
	Name   string        `bson:"name"`
	Eq     []fieldRecord `bson:"eq"`
	Sort   []fieldRecord `bson:"sort"`
	Each   bool          `bson:"each"`
	Sparse bool          `bson:"sparse"`
}

type fieldRecord struct {
	Path string    `bson:"path"`
	Kind FieldKind `bson:"kind"`
}

// ensureTables creates tables and indexes and keeps the catalogue in step.
func ensureTables(ctx context.Context, d Driver, tables []Table) error {
	if err := d.Ensure(ctx, append([]Table{catalogue}, tables...)); err != nil {
		return closed(err)
	}
	ids := make([]string, len(tables))
	for i, t := range tables {
		ids[i] = t.Name
	}
	raws, err := d.Get(ctx, catalogue.Name, ids)
	if err != nil {
		return closed(err)
	}
	have := make(map[string]Raw, len(raws))
	for _, raw := range raws {
		id, _, err := Head(raw)
		if err != nil {
			return err
		}
		have[id] = raw
	}
	for _, t := range tables {
		if err := recordTable(ctx, d, t, have[t.Name]); err != nil {
			return err
		}
	}
	return nil
}

func recordTable(ctx context.Context, d Driver, t Table, old Raw) error {
	rec := tableRecord{ID: t.Name, Rev: 1, Indexes: []indexRecord{}}
	for _, x := range t.Indexes {
		rec.Indexes = append(rec.Indexes, indexRecord{Name: x.Name, Eq: fieldRecords(x.Eq), Sort: fieldRecords(x.Sort), Each: x.Each, Sparse: x.Sparse})
	}
	if old != nil {
		_, rev, err := Head(old)
		if err != nil {
			return err
		}
		rec.Rev = rev
	}
	raw, err := Encode(rec)
	if err != nil || bytes.Equal(raw, old) {
		return err
	}
	if old == nil {
		err = d.Insert(ctx, catalogue.Name, []Raw{raw})[0]
	} else {
		rec.Rev++
		if raw, err = Encode(rec); err != nil {
			return err
		}
		err = d.Replace(ctx, catalogue.Name, old, raw)
	}
	if errors.Is(err, ErrExists) || errors.Is(err, ErrStale) {
		return nil // another process is starting with the same declarations
	}
	return closed(err)
}

func fieldRecords(fields []Field) []fieldRecord {
	out := make([]fieldRecord, 0, len(fields))
	for _, f := range fields {
		out = append(out, fieldRecord(f))
	}
	return out
}

func fields(records []fieldRecord) []Field {
	out := make([]Field, 0, len(records))
	for _, r := range records {
		out = append(out, Field(r))
	}
	return out
}

// readTables returns the tables that a store has recorded, by name.
func readTables(ctx context.Context, d Driver) ([]Table, error) {
	if err := d.Ensure(ctx, []Table{catalogue}); err != nil {
		return nil, closed(err)
	}
	var out []Table
	err := scanTable(ctx, d, catalogue.Name, Select{}, func(raw Raw) error {
		var rec tableRecord
		if err := Decode(raw, &rec); err != nil {
			return err
		}
		t := Table{Name: rec.ID}
		for _, x := range rec.Indexes {
			t.Indexes = append(t.Indexes, Index{Name: x.Name, Eq: fields(x.Eq), Sort: fields(x.Sort), Each: x.Each, Sparse: x.Sparse})
		}
		out = append(out, t)
		return nil
	})
	return out, err
}
