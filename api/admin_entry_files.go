package api

import (
	"fmt"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payouts"
)

func (r *routes) adminEntryFiles() []endpoint.Endpoint {
	read := asOperator(markthalle.LedgerRead)
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/ledger/entries/{id}/files", "The evidence of a manual entry, by its posting or its proposal", r.adminEntryFileList, read, endpoint.About("entry")),
		endpoint.Route("POST", "/admin/ledger/entries/{id}/files", "Put a file (PDF, PNG or JPEG, at most 10 MB) to a manual entry", r.adminEntryFileAdd,
			asOperator(markthalle.LedgerMoney), endpoint.About("entry"), created201(), endpoint.Form(), endpoint.Limit(endpoint.RateUpload),
			endpoint.Body(payouts.MaxEntryFile+envelope), endpoint.Within(30*time.Second)),
		endpoint.Route("GET", "/admin/ledger/entries/{id}/files/{file}", "One file of a manual entry, as it was sent", r.adminEntryFileGet, read, endpoint.About("entry"),
			endpoint.Raw("application/pdf", "image/png", "image/jpeg"), endpoint.Answers(http.StatusOK), endpoint.Within(30*time.Second)),
	}
}

// EntryFileOut is a file that shows why a manual entry is right.
type EntryFileOut struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
	Hash  string `json:"hash"` // SHA-256
	By    string `json:"by"`
	At    Time   `json:"at"`
}

func entryFileOut(f payouts.EntryFile) EntryFileOut {
	return EntryFileOut{ID: f.ID, Name: f.Name, Type: f.Type, Bytes: f.Bytes, Hash: f.Hash, By: f.By, At: Time{f.At}}
}

// AdminEntryFileListIn asks for the files of an entry.
type AdminEntryFileListIn struct {
	ByID
	PageIn
}

func (r *routes) adminEntryFileList(c *endpoint.Call, in AdminEntryFileListIn) (List[EntryFileOut], error) {
	list, err := r.Payouts.EntryFilesOf(c.Ctx, c.Actor, unescaped(in.ID))
	if err != nil {
		return List[EntryFileOut]{}, err
	}
	page, err := pageOf(list, in.PageIn, func(f payouts.EntryFile) string { return f.ID })
	if err != nil {
		return List[EntryFileOut]{}, err
	}
	return wireList(page, entryFileOut), nil
}

// AdminEntryFileIn is a form with one file.
type AdminEntryFileIn struct {
	ByID
	File *multipart.FileHeader `json:"-" formData:"file"`
}

func (r *routes) adminEntryFileAdd(c *endpoint.Call, in AdminEntryFileIn) (EntryFileOut, error) {
	if _, err := r.Payouts.EntryFilesOf(c.Ctx, c.Actor, unescaped(in.ID)); err != nil {
		return EntryFileOut{}, err
	}
	head, err := c.File("file")
	if err != nil {
		return EntryFileOut{}, err
	}
	file, err := head.Open()
	if err != nil {
		return EntryFileOut{}, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	f, err := r.Payouts.AddEntryFile(c.Ctx, c.Actor, unescaped(in.ID), head.Filename, file)
	if err != nil {
		return EntryFileOut{}, err
	}
	return entryFileOut(f), nil
}

// AdminEntryFileGetIn names a file of an entry.
type AdminEntryFileGetIn struct {
	ByID
	File string `path:"file" validate:"required,max=100"`
}

func (r *routes) adminEntryFileGet(c *endpoint.Call, in AdminEntryFileGetIn) (Empty, error) {
	f, data, err := r.Payouts.ReadEntryFile(c.Ctx, c.Actor, unescaped(in.ID), in.File)
	if err != nil {
		return Empty{}, err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+f.File()+`"`)
	return Empty{}, c.Send(http.StatusOK, f.Type, data)
}
