package catalog

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"gocloud.dev/blob"

	"github.com/markthalle/markthalle"
)

const (
	maxWorkbook = 64 << 20  // bytes of a workbook as it is handed in
	maxUnzipped = 512 << 20 // and unpacked, so that a small file cannot fill the disk
	maxInMemory = 16 << 20  // of one part; larger ones are unpacked to temporary files
)

// keepWorkbook writes the first sheet of an XLSX workbook into the bucket as CSV, row by
// row, so that both phases read one kind of file. It returns the size of the CSV.
func (s *Service) keepWorkbook(ctx context.Context, id markthalle.ImportID, r io.Reader) (int64, error) {
	limited := &io.LimitedReader{R: r, N: maxWorkbook + 1}
	f, err := excelize.OpenReader(limited, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxInMemory})
	if limited.N == 0 {
		return 0, fileFault("The workbook is too large.", "", fmt.Sprintf("%d bytes or fewer; larger tables come as CSV", int64(maxWorkbook)))
	}
	if err != nil {
		return 0, fileFault("The workbook cannot be read.", err.Error(), "an XLSX workbook without a password")
	}
	defer func() { _ = f.Close() }() // removes its temporary files
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return 0, fileFault("The workbook has no sheet.", "", "rows in the first sheet")
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return 0, fileFault("The first sheet cannot be read.", err.Error(), "rows in the first sheet")
	}
	defer func() { _ = rows.Close() }() // it was only read
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a cancelled write leaves nothing behind
	w, err := s.bucket.NewWriter(ctx, importFile(id), &blob.WriterOptions{ContentType: "text/csv"})
	if err != nil {
		return 0, unavailable(err)
	}
	n := &countingWriter{w: w}
	if err := writeSheet(n, rows); err != nil {
		cancel()
		_ = w.Close() // the write is given up; the reason is err
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, unavailable(err)
	}
	return n.n, nil
}

// writeSheet writes every row of a sheet as one record, empty ones too, so that rows
// keep the numbers that the spreadsheet shows.
func writeSheet(w *countingWriter, rows *excelize.Rows) error {
	out := csv.NewWriter(w)
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return fileFault("A row of the first sheet cannot be read.", err.Error(), "an XLSX workbook")
		}
		if len(cells) > maxColumns {
			return fileFault("There are too many columns.", strconv.Itoa(len(cells)), "at most 500")
		}
		for i, c := range cells {
			cells[i] = cellText(c)
		}
		if len(cells) < 2 {
			cells = append(cells, "", "") // a record of one empty value would be an empty line
		}
		if err := out.Write(cells); err != nil {
			return unavailable(err)
		}
		if w.n > maxImport {
			return fileFault("The first sheet is too large.", "", fmt.Sprintf("%d bytes or fewer", int64(maxImport)))
		}
	}
	if err := rows.Error(); err != nil {
		return fileFault("The first sheet cannot be read to its end.", err.Error(), "an XLSX workbook")
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return unavailable(err)
	}
	return nil
}

// spreadsheetDigits is how many significant digits a spreadsheet keeps; what a file has
// beyond them is noise of binary fractions (19.989999999999998).
const spreadsheetDigits = 15

// cellText returns a stored value as the spreadsheet shows it before any format. Numbers
// in scientific notation are left: the row's checks name them (MKT-94).
func cellText(v string) string {
	if len(v) <= spreadsheetDigits || !strings.Contains(v, ".") || strings.Trim(v, "-.0123456789") != "" {
		return v
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return v
	}
	x, err = strconv.ParseFloat(strconv.FormatFloat(x, 'g', spreadsheetDigits, 64), 64)
	if err != nil {
		return v
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// countingWriter counts what passes.
type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
