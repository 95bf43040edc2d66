package catalog_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
)

// workbook returns the rows as an XLSX file; cells may be texts or numbers.
func workbook(t *testing.T, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer func() { require.NoError(t, f.Close()) }()
	for i, cells := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow(f.GetSheetName(0), at, &cells))
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.String()
}

// The same table does the same, whether it comes as a workbook or as CSV.
func TestImportWorkbook(t *testing.T) {
	t.Parallel()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(productFile, "\xef\xbb\xbf")))
	r.Comma = ';'
	records, err := r.ReadAll()
	require.NoError(t, err)
	rows := make([][]any, len(records))
	for i, record := range records {
		for _, v := range record {
			rows[i] = append(rows[i], v)
		}
	}
	of := func(file, name string) (catalog.Import, []catalog.RowFault) {
		return open(t).run(catalog.ImportInput{Kind: catalog.ImportProducts, Name: name}, file)
	}
	imp, list := of(workbook(t, rows...), "products.XLSX")
	want, wantList := of(productFile, "products.csv")
	require.Equal(t, figures(want), figures(imp))
	require.Equal(t, wantList, list)
	require.Equal(t, catalog.XLSX, imp.Format)
}

// Numbers are what the spreadsheet shows, empty rows are no rows, and rows keep their
// numbers.
func TestImportWorkbookCells(t *testing.T) {
	t.Parallel()
	m := open(t)
	file := workbook(t,
		[]any{"sku", "category", "title", "gtin"},
		[]any{"m-1", "mugs", "A mug with a handle", 4006381333931},
		[]any{},
		[]any{"m-2", "mugs", "A mug with a wrong number", 1.23456789012345678e+19},
		[]any{"", nil, " "},
	)
	imp, list := m.run(catalog.ImportInput{Kind: catalog.ImportProducts, Name: "a.xlsx"}, file)
	require.Equal(t, [5]int64{2, 1, 0, 0, 1}, figures(imp))
	require.Len(t, list, 1)
	require.EqualValues(t, 4, list[0].Row)
	require.Equal(t, "gtin", list[0].Column)
	page, err := m.VendorProducts(m.ctx, seller(m.anna), m.anna, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, "4006381333931", strings.TrimLeft(page.Items[0].Variants[0].GTIN, "0"))
}

// A decimal number loses the noise of its binary fraction, and nothing else changes.
func TestCellText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"19.989999999999998":             "19.99",
		"-0.30000000000000004":           "-0.3",
		"19.99":                          "19.99",
		"4006381333931":                  "4006381333931",
		"12345678901234567":              "12345678901234567",
		"1.2345678901234E+19":            "1.2345678901234E+19",
		"Version 1.0.0 of the year 2026": "Version 1.0.0 of the year 2026",
		"1.000.000.000.000.000":          "1.000.000.000.000.000",
	} {
		require.Equal(t, want, catalog.CellText(in), in)
	}
}
