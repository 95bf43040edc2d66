package bringin

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/markthalle/markthalle"
)

// row is one record of a file.
type row struct {
	file  *File
	line  int64
	at    map[string]int // column → place
	cells []string
}

func (r *row) get(column string) string {
	if i, ok := r.at[column]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

func (r *row) fault(column, code, found, wanted string) *Fault {
	return &Fault{File: r.file.Path, Row: r.line, Column: column, Code: code, Found: found, Wanted: wanted}
}

// table is an open file.
type table struct {
	file   *File
	closer []io.Closer
	csv    *csv.Reader
	at     map[string]int
	width  int
}

// openTable opens a file and reads its header. It returns Invalid "bringin.file".
func openTable(dir string, f *File) (*table, error) {
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
		return nil, markthalle.Errorf(markthalle.Invalid, "bringin.file", "%s is not below the folder.", f.Path)
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, (&markthalle.Error{Kind: markthalle.Invalid, Code: "bringin.file", Text: f.Path + " cannot be opened."}).With(err)
	}
	t := &table{file: f, closer: []io.Closer{in}}
	var r io.Reader = in
	if strings.HasSuffix(f.Path, ".gz") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, errors.Join(t.broken(err), t.close())
		}
		t.closer = append(t.closer, z)
		r = z
	}
	if f.Windows {
		r = charmap.Windows1252.NewDecoder().Reader(r)
	}
	b := bufio.NewReaderSize(r, 1<<16)
	if mark, err := b.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	t.csv = csv.NewReader(b)
	t.csv.FieldsPerRecord, t.csv.LazyQuotes = -1, f.Lazy
	t.csv.Comma = f.Delimiter
	if f.Delimiter == 0 {
		t.csv.Comma = delimiterOf(b)
	}
	if err := t.header(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// delimiterOf is the delimiter that the first line has most often.
func delimiterOf(b *bufio.Reader) rune {
	head, _ := b.Peek(4096) // shorter files give what they have
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t', '|'} {
		if n := bytes.Count(line, []byte(string(d))); n > most {
			best, most = d, n
		}
	}
	return best
}

func (t *table) broken(err error) error {
	return (&markthalle.Error{Kind: markthalle.Invalid, Code: "bringin.file", Text: t.file.Path + " cannot be read."}).With(err)
}

func (t *table) header() error {
	names := t.file.Columns
	if len(names) == 0 {
		var err error
		if names, err = t.csv.Read(); err != nil {
			return t.broken(err)
		}
	}
	t.at, t.width = map[string]int{}, len(names)
	for i, name := range names {
		name = strings.TrimSpace(name)
		if _, twice := t.at[name]; !twice {
			t.at[name] = i
		}
	}
	return nil
}

func (t *table) close() error {
	var errs []error
	for _, c := range slices.Backward(t.closer) {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// next returns the next row; one that cannot be read is a fault and nothing else. It
// ends with io.EOF.
func (t *table) next() (*row, *Fault, error) {
	cells, err := t.csv.Read()
	r := &row{file: t.file, at: t.at, cells: cells}
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		r.line = int64(wrong.StartLine)
		return nil, r.fault("", "csv", wrong.Err.Error(), "quotes around whole fields, or quotes: lazy in the mapping"), nil
	case errors.Is(err, io.EOF):
		return nil, nil, io.EOF
	case err != nil:
		return nil, nil, t.broken(err)
	}
	line, _ := t.csv.FieldPos(0)
	r.line = int64(line)
	if len(cells) != t.width {
		return r, r.fault("", "columns", fmt.Sprintf("%d columns", len(cells)), fmt.Sprintf("%d columns", t.width)), nil
	}
	for _, c := range cells {
		if !utf8.ValidString(c) {
			return r, r.fault("", "encoding", strings.ToValidUTF8(c, "�"), "UTF-8, or encoding: windows-1252 in the mapping"), nil
		}
	}
	return r, nil, nil
}

// eachRow reads a file from its beginning. fault is set for a row that cannot be read;
// r is then what is there of it, or nil.
func eachRow(ctx context.Context, dir string, f *File, fn func(r *row, fault *Fault) error) (err error) {
	t, err := openTable(dir, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return fmt.Errorf("read %s: %w", f.Path, ctx.Err())
		}
		r, fault, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(r, fault); err != nil {
			return err
		}
	}
}
