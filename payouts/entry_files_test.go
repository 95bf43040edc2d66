package payouts_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

var pdfLetter = []byte("%PDF-1.4 a letter")

// TestEntryFiles: a proposal's file is there before the second person decides, and with
// what is posted then; only operators who may read the books read it.
func TestEntryFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	anna, ben := cashier("per_anna"), cashier("per_ben")
	_, p, err := w.ProposeEntry(ctx, anna, payouts.EntryInput{ID: "adj_1", Vendor: ven1, Kind: payouts.Credit, Amount: money.New(90_000, "EUR"), Reason: "a broken press"})
	require.NoError(t, err)
	f, err := w.AddEntryFile(ctx, anna, p.ID, `C:\Letters\press.pdf`, bytes.NewReader(pdfLetter))
	require.NoError(t, err)
	require.Equal(t, []any{"press.pdf", "application/pdf", int64(len(pdfLetter)), anna.ID()}, []any{f.Name, f.Type, f.Bytes, f.By})
	again, err := w.AddEntryFile(ctx, ben, p.ID, "other.pdf", bytes.NewReader(pdfLetter))
	require.NoError(t, err)
	require.Equal(t, f, again, "the same content is the same file")
	_, err = w.DecideEntry(ctx, ben, p.ID, true)
	require.NoError(t, err)
	for _, id := range []string{"adj_1", "adjust:adj_1", p.ID} {
		list, err := w.EntryFilesOf(ctx, ben, id)
		require.NoError(t, err)
		require.Equal(t, []payouts.EntryFile{f}, list)
		_, data, err := w.ReadEntryFile(ctx, ben, id, f.ID)
		require.NoError(t, err)
		require.Equal(t, pdfLetter, data)
	}

	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, _, err = w.ReadEntryFile(ctx, vendor, p.ID, f.ID)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	support := markthalle.Actor{Kind: markthalle.Operator, Person: "per_2", Roles: []markthalle.Role{markthalle.OperatorCatalogue}}
	_, err = w.EntryFilesOf(ctx, support, p.ID)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	auditor := markthalle.Actor{Kind: markthalle.Operator, Person: "per_3", Roles: []markthalle.Role{markthalle.OperatorAuditor}}
	_, err = w.EntryFilesOf(ctx, auditor, p.ID)
	require.NoError(t, err)
	_, err = w.AddEntryFile(ctx, auditor, p.ID, "a.pdf", bytes.NewReader(pdfLetter))
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.AddEntryFile(ctx, anna, "adj_2", "a.pdf", bytes.NewReader(pdfLetter))
	require.Equal(t, markthalle.ErrNotFound, err)
	_, _, err = w.ReadEntryFile(ctx, anna, p.ID, "evf_none")
	require.Equal(t, markthalle.ErrNotFound, err)
}

// TestEntryFileBounds: what a file may be, and how many there may be.
func TestEntryFileBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.PostEntry(ctx, system, payouts.EntryInput{ID: "adj_1", Vendor: ven1, Kind: payouts.Fine, Amount: money.New(700, "EUR"), Reason: "late parcels"})
	require.NoError(t, err)
	for name, data := range map[string]string{
		"empty": "", "page.html": "<!doctype html><script>", "note.pdf": "not a PDF", "large.pdf": "%PDF-" + strings.Repeat("x", payouts.MaxEntryFile),
	} {
		_, err := w.AddEntryFile(ctx, system, "adj_1", name, strings.NewReader(data))
		require.Equal(t, "payouts.entry_file", markthalle.CodeOf(err), name)
	}
	for i := range payouts.MaxEntryFiles {
		_, err := w.AddEntryFile(ctx, system, "adj_1", "a.jpg", strings.NewReader(fmt.Sprint("\xff\xd8\xff", i)))
		require.NoError(t, err)
	}
	_, err = w.AddEntryFile(ctx, system, "adj_1", "a.png", strings.NewReader("\x89PNG\r\n\x1a\n"))
	require.Equal(t, "payouts.too_many_files", markthalle.CodeOf(err))
	list, err := w.EntryFilesOf(ctx, system, "adj_1")
	require.NoError(t, err)
	require.Len(t, list, payouts.MaxEntryFiles)
	require.Equal(t, list[0].ID+".jpg", list[0].File())
}
