package bringin

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
)

// Fault is one value of one row that could not be used.
type Fault struct {
	File   string `json:"file"`
	Row    int64  `json:"row"` // the line in the file; the header is line 1
	Column string `json:"column"`
	Code   string `json:"code"`
	Found  string `json:"found"`
	Wanted string `json:"wanted"`
}

// maxQuoted bounds what a fault quotes of a value, in runes.
const maxQuoted = 120

func quoted(s string) string {
	if r := []rune(s); len(r) > maxQuoted {
		return string(r[:maxQuoted-1]) + "…"
	}
	return s
}

// faults collects what is wrong, from several goroutines.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

func (f *faults) add(list ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, x := range list {
		x.Found, x.Wanted = quoted(x.Found), quoted(x.Wanted)
		f.list = append(f.list, x)
	}
}

// sorted returns all faults by file, row and column: the same list for the same files.
func (f *faults) sorted() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := slices.Clone(f.list)
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// WriteFaults writes faults as CSV (RFC 4180), the columns of the bulk import's report.
func WriteFaults(w io.Writer, list []Fault) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "row", "column", "code", "found", "wanted"}}
	for _, f := range list {
		rows = append(rows, []string{f.File, strconv.FormatInt(f.Row, 10), f.Column, f.Code, f.Found, f.Wanted})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write faults: %w", err)
	}
	return nil
}
