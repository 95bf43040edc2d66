package payouts

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/markthalle/markthalle/money"
)

// Spool is a file that is read once and gone when it is closed. It holds what is too long
// for memory, and what must be known to be whole before the first byte is sent.
type Spool struct {
	*os.File
	Size int64
}

// Close implements io.Closer: the file is removed.
func (f *Spool) Close() error {
	return errors.Join(f.File.Close(), os.Remove(f.Name()))
}

// NewSpool writes a file by fn and returns it at its beginning. Whoever gets it closes it.
func NewSpool(fn func(w io.Writer) error) (*Spool, error) {
	file, err := os.CreateTemp("", "markthalle-*")
	if err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	f := &Spool{File: file}
	if err = fn(file); err == nil {
		f.Size, err = file.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write spool: %w", err), f.Close())
	}
	return f, nil
}

// StatementCSV returns a statement as CSV, with all its rows. Whoever gets it closes it.
func (s *Service) StatementCSV(ctx context.Context, st Statement) (*Spool, error) {
	return NewSpool(func(w io.Writer) error { return s.writeCSV(ctx, w, st) })
}

// writeCSV writes a statement as CSV (RFC 4180) with decimal amounts: all its
// rows, however many, and never more than a day's of them in memory. Its opening and
// closing are those of StatementOf.
func (s *Service) writeCSV(ctx context.Context, w io.Writer, st Statement) error {
	out := csv.NewWriter(w)
	amount := func(n int64) string { return money.New(n, st.Currency).Decimal() }
	edge := func(on time.Time, name string, n int64) error {
		return out.Write([]string{on.Format(time.DateOnly), name, "", "", amount(n), string(st.Currency), ""})
	}
	err := out.Write([]string{"date", "kind", "reference", "order", "amount", "currency", "note"})
	if err == nil {
		err = edge(st.From, "opening", st.Opening)
	}
	if err == nil {
		err = s.eachRow(ctx, st.Vendor, st.Currency, st.From, st.To, func(r LedgerRow) error {
			return out.Write([]string{
				r.At.Format(time.RFC3339), r.Kind, r.ID, string(r.VendorOrder), amount(r.Amount), string(st.Currency), r.Note,
			})
		})
	}
	if err == nil {
		err = edge(st.To.AddDate(0, 0, -1), "closing", st.Closing)
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("write statement: %w", err)
	}
	return nil
}
