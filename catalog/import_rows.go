package catalog

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/markthalle/markthalle"
)

// dialect is how a file is written, found out from its beginning.
type dialect struct {
	Comma   string   `bson:"comma,omitempty"` // of a CSV file
	Latin   bool     `bson:"latin,omitempty"` // Windows-1252; else UTF-8
	Header  []string `bson:"header,omitempty"`
	Start   int64    `bson:"start"`    // offset of the first row of data
	FirstAt int64    `bson:"first_at"` // its number as a spreadsheet counts
}

const (
	sniffBytes = 64 << 10
	maxRow     = 1 << 20 // bytes of one row
	maxColumns = 500
)

func formatOf(name string) ImportFormat {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".txt", ".tsv":
		return CSV
	case ".ndjson", ".jsonl":
		return NDJSON
	case ".xlsx":
		return XLSX
	}
	return ""
}

// row is one line of an import: its number and its values by column.
type row struct {
	n      int64
	values map[string]string
	fault  *RowFault // set when the row could not be read
}

func (r row) get(column string) string { return strings.TrimSpace(r.values[column]) }

func fileFault(message, found, wanted string) error {
	return &markthalle.Error{Kind: markthalle.Invalid, Code: CodeImport, Text: message, Fields: []markthalle.Field{
		{Pointer: "/file", Code: "catalog.import_file", Message: message, Found: clip(found, 80), Wanted: wanted},
	}}
}

// sniff reads the beginning of the file and finds out how it is written.
func (s *Service) sniff(ctx context.Context, imp *Import) (dialect, error) {
	r, err := s.bucket.NewRangeReader(ctx, importFile(imp.ImportID()), 0, sniffBytes, nil)
	if err != nil {
		return dialect{}, unavailable(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	head, err := io.ReadAll(r)
	if err != nil {
		return dialect{}, unavailable(err)
	}
	return readDialect(head, imp.Format, imp.Bytes > int64(len(head)))
}

// readDialect finds out from the first bytes of a file how it is written; cut says that
// they end in the middle.
func readDialect(head []byte, format ImportFormat, cut bool) (dialect, error) {
	var d dialect
	bom := []byte("\xef\xbb\xbf")
	if bytes.HasPrefix(head, bom) {
		d.Start = int64(len(bom))
	}
	body := head[d.Start:]
	d.Latin = !validUTF8(body, cut)
	if len(bytes.TrimSpace(body)) == 0 {
		return d, fileFault("The file is empty.", "", "a header and rows")
	}
	if format == NDJSON {
		d.FirstAt = 1
		return d, nil
	}
	line, _, ended := bytes.Cut(body, []byte("\n"))
	if !ended && cut {
		return d, fileFault("The first line is too long.", "", "a header of column names")
	}
	d.Comma = ","
	if format == CSV {
		d.Comma = commaOf(line)
	}
	c := d.csv(bytes.NewReader(body))
	header, err := c.Read()
	if err != nil {
		return d, fileFault("The header cannot be read.", string(line), "column names separated by a comma, semicolon or tab")
	}
	if len(header) > maxColumns {
		return d, fileFault("There are too many columns.", strconv.Itoa(len(header)), "at most 500")
	}
	for _, h := range header {
		d.Header = append(d.Header, strings.ToLower(strings.TrimSpace(d.text(h))))
	}
	d.Start += c.InputOffset()
	d.FirstAt = 2
	return d, nil
}

// validUTF8 forgives a character that the end of the sample cuts.
func validUTF8(b []byte, cut bool) bool {
	if cut {
		for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
			if utf8.RuneStart(b[len(b)-i]) {
				b = b[:len(b)-i]
				break
			}
		}
	}
	return utf8.Valid(b)
}

// commaOf returns which separator the header has most of.
func commaOf(line []byte) string {
	best, count := ",", 0
	for _, c := range []string{",", ";", "\t", "|"} {
		if n := bytes.Count(line, []byte(c)); n > count {
			best, count = c, n
		}
	}
	return best
}

func (d *dialect) csv(r io.Reader) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma = rune(d.Comma[0])
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	c.ReuseRecord = true
	return c
}

// text returns a value in UTF-8.
func (d *dialect) text(s string) string {
	if !d.Latin {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}

// position is where a page of rows begins: bytes into the file, and the number of the
// row there.
type position struct {
	phase  ImportState
	offset int64
	row    int64
}

func (p position) String() string { return fmt.Sprintf("%s:%d:%d", p.phase, p.offset, p.row) }

func parsePosition(s string, d dialect) (position, error) {
	if s == "" {
		return position{ImportChecking, d.Start, d.FirstAt}, nil
	}
	parts := strings.Split(s, ":")
	if len(parts) == 3 {
		offset, err1 := strconv.ParseInt(parts[1], 10, 64)
		n, err2 := strconv.ParseInt(parts[2], 10, 64)
		if err1 == nil && err2 == nil {
			return position{ImportState(parts[0]), offset, n}, nil
		}
	}
	return position{}, fmt.Errorf("import position %q: %w", s, &markthalle.Error{Kind: markthalle.Internal, Code: "catalog.import_position"})
}

// pageRows is how many rows are worked off at once.
const pageRows = 500

// readRows reads a page of rows from pos on and returns where the next one begins. more
// is asked whether one further row must belong to the page, so that rows that make one
// product stay together. end says that the file is read to its end.
func (s *Service) readRows(ctx context.Context, imp *Import, pos position, more func(last, next row) bool) (rows []row, next position, end bool, err error) {
	next = pos
	if pos.offset >= imp.Bytes {
		return nil, next, true, nil
	}
	r, err := s.bucket.NewRangeReader(ctx, importFile(imp.ImportID()), pos.offset, -1, nil)
	if err != nil {
		return nil, next, false, unavailable(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	rowsOf := imp.Dialect.records
	if imp.Format == NDJSON {
		rowsOf = imp.Dialect.lines
	}
	read := rowsOf(r)
	for {
		values, offset, lines, fault, err := read()
		if errors.Is(err, io.EOF) {
			return rows, next, true, nil
		}
		if err != nil {
			return nil, next, false, unavailable(err)
		}
		current := row{n: next.row, values: values, fault: fault}
		if fault != nil {
			fault.Row = current.n
		}
		if len(rows) >= pageRows && !more(rows[len(rows)-1], current) || len(rows) >= 2*pageRows {
			return rows, next, false, nil
		}
		if values != nil || fault != nil {
			rows = append(rows, current)
		}
		next.offset, next.row = pos.offset+offset, next.row+lines
	}
}

// reader returns the next row's values (nil for an empty line), the offset behind it and
// how many lines it took.
type reader func() (values map[string]string, offset, lines int64, fault *RowFault, err error)

// records reads CSV.
func (d *dialect) records(r io.Reader) reader {
	c := d.csv(r)
	return func() (map[string]string, int64, int64, *RowFault, error) {
		record, err := c.Read()
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return nil, c.InputOffset(), 1, &RowFault{Code: "catalog.import_row", Message: "The row cannot be read.", Found: bad.Err.Error(), Wanted: "quotes that close"}, nil
			}
			return nil, 0, 0, nil, err
		}
		if blank(record) {
			return nil, c.InputOffset(), 1, nil, nil // spreadsheets end their files with such rows
		}
		var fault *RowFault
		if len(record) > len(d.Header) && !blank(record[len(d.Header):]) {
			fault = &RowFault{Code: "catalog.import_columns", Message: "The row has more values than the header has columns.", Found: strconv.Itoa(len(record)), Wanted: strconv.Itoa(len(d.Header))}
		}
		values := make(map[string]string, len(d.Header))
		for i, name := range d.Header {
			if i < len(record) && name != "" {
				values[name] = d.text(record[i])
			}
		}
		return values, c.InputOffset(), 1, fault, nil
	}
}

// blank reports whether a record has no value at all.
func blank(record []string) bool {
	return !slices.ContainsFunc(record, func(v string) bool { return strings.TrimSpace(v) != "" })
}

// lines reads NDJSON. Objects in an object become columns with a dot, lists become one
// value with "|" between.
func (d *dialect) lines(r io.Reader) reader {
	b := bufio.NewReaderSize(r, 64<<10)
	var offset int64
	return func() (map[string]string, int64, int64, *RowFault, error) {
		line, err := readLine(b)
		offset += int64(len(line))
		if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
			return nil, offset, 0, nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return nil, offset, 1, nil, nil
		}
		if len(line) > maxRow {
			return nil, offset, 1, &RowFault{Code: "catalog.import_row", Message: "The row is too long.", Wanted: "at most 1 MiB"}, nil
		}
		dec := json.NewDecoder(strings.NewReader(d.text(string(line))))
		dec.UseNumber()
		var object map[string]any
		if err := dec.Decode(&object); err != nil {
			return nil, offset, 1, &RowFault{Code: "catalog.import_row", Message: "The row is not a JSON object.", Found: clip(string(bytes.TrimSpace(line)), 40), Wanted: "{…}"}, nil //nolint:nilerr // the fault tells
		}
		values := map[string]string{}
		flattenJSON(values, "", object)
		return values, offset, 1, nil, nil
	}
}

// readLine reads to the next line feed, keeping at most maxRow bytes and one.
func readLine(b *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func flattenJSON(out map[string]string, prefix string, v any) {
	switch x := v.(type) {
	case map[string]any:
		for k, y := range x {
			name := strings.ToLower(k)
			if prefix != "" {
				name = prefix + "." + name
			}
			flattenJSON(out, name, y)
		}
	case []any:
		parts := make([]string, len(x))
		for i, y := range x {
			parts[i] = fmt.Sprint(y)
		}
		out[prefix] = strings.Join(parts, "|")
	case nil:
		out[prefix] = ""
	default:
		out[prefix] = fmt.Sprint(x)
	}
}

// columns returns the names in a row that begin with prefix, sorted, without it.
func (r row) columns(prefix string) []string {
	var out []string
	for name, v := range r.values {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && strings.TrimSpace(v) != "" {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out
}
