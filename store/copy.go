package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// Copy brings every document of from into to, byte for byte, with tables and indexes.
// Nothing may write to either meanwhile. It may be repeated after an interruption: what
// is there already must be the same, else ErrCopyDiffers. progress, which may be nil, is
// told how many documents of a collection are there so far.
func Copy(ctx context.Context, from, to Driver, progress func(collection string, n int64)) error {
	tables, err := readTables(ctx, from)
	if err != nil {
		return err
	}
	if err := closed(to.Ensure(ctx, append([]Table{catalogue}, tables...))); err != nil {
		return err
	}
	for _, t := range append([]Table{catalogue}, tables...) {
		if err := copyTable(ctx, from, to, t.Name, progress); err != nil {
			return err
		}
	}
	return nil
}

func copyTable(ctx context.Context, from, to Driver, table string, progress func(string, int64)) error {
	var done int64
	batch := make([]Raw, 0, MaxPage)
	flush := func() error {
		for i, err := range to.Insert(ctx, table, batch) {
			if errors.Is(err, ErrExists) {
				err = same(ctx, to, table, batch[i])
			}
			if err != nil {
				return closed(err)
			}
		}
		done += int64(len(batch))
		batch = batch[:0]
		if progress != nil {
			progress(table, done)
		}
		return nil
	}
	err := scanTable(ctx, from, table, Select{}, func(raw Raw) error {
		if batch = append(batch, raw); len(batch) < MaxPage {
			return nil
		}
		return flush()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return flush()
}

// same returns ErrCopyDiffers unless the stored document has the bytes of want.
func same(ctx context.Context, d Driver, table string, want Raw) error {
	id, _, err := Head(want)
	if err != nil {
		return err
	}
	have, err := d.Get(ctx, table, []string{id})
	if err != nil {
		return err
	}
	if len(have) != 1 || !bytes.Equal(have[0], want) {
		return ErrCopyDiffers.Say("%s/%s differs from its original.", table, id)
	}
	return nil
}

// Sum is what Checksum says of one collection.
type Sum struct {
	Documents int64
	SHA256    string // of the documents' bytes in the order of their ids, in hexadecimal
}

// Checksum returns the sums of all collections by name; two stores with equal sums hold
// the same bytes.
func Checksum(ctx context.Context, d Driver) (map[string]Sum, error) {
	tables, err := readTables(ctx, d)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Sum, len(tables))
	for _, t := range tables {
		h := sha256.New()
		var n int64
		err := scanTable(ctx, d, t.Name, Select{}, func(raw Raw) error {
			n++
			_, err := h.Write(raw)
			return err
		})
		if err != nil {
			return nil, err
		}
		out[t.Name] = Sum{Documents: n, SHA256: hex.EncodeToString(h.Sum(nil))}
	}
	return out, nil
}
