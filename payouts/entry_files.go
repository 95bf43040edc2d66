package payouts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/store"
)

// The bounds of an entry's evidence.
const (
	MaxEntryFile  = 10 << 20 // bytes of one file
	MaxEntryFiles = 10       // files of one entry
)

// EntryFiles are the files that show why a manual entry is right, id evi_<entry>: a letter,
// an invoice, a picture. They stand with the proposal and with what is posted of it, are
// never taken away, and only operators who may read the books may read them.
type EntryFiles struct {
	store.Meta `bson:",inline"`

	Entry string      `bson:"entry"`
	Files []EntryFile `bson:"files"`
}

// EntryFile is one of them. What is in it names it, so that sending it twice is once.
type EntryFile struct {
	ID    string    `bson:"id"`
	Name  string    `bson:"name"` // as it was sent
	Type  string    `bson:"type"` // by its first bytes, not by its name
	Bytes int64     `bson:"bytes"`
	Hash  string    `bson:"hash"` // SHA-256
	By    string    `bson:"by"`
	At    time.Time `bson:"at"`
}

// fileTypes are the types that are taken, by the bytes that such files begin with.
var fileTypes = []struct{ begin, name, ending string }{
	{"%PDF-", "application/pdf", ".pdf"},
	{"\x89PNG\r\n\x1a\n", "image/png", ".png"},
	{"\xff\xd8\xff", "image/jpeg", ".jpg"},
}

// File is the name under which it is sent out again.
func (f *EntryFile) File() string {
	for _, t := range fileTypes {
		if t.name == f.Type {
			return f.ID + t.ending
		}
	}
	return f.ID
}

// entryOf is the id of an entry by that of its posting, of its proposal, or its own.
func entryOf(id string) string {
	return strings.TrimPrefix(strings.TrimPrefix(id, "adjust:"), "prp_")
}

// AddEntryFile puts a file to a manual entry that is posted or proposed. The same content
// again is the same file. Errors: not_found, Invalid "payouts.entry_file" with what is
// wrong with the file, Conflict "payouts.too_many_files", Unavailable when files cannot be
// kept now.
func (s *Service) AddEntryFile(ctx context.Context, actor markthalle.Actor, entry, name string, r io.Reader) (EntryFile, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return EntryFile{}, err
	}
	id := entryOf(entry)
	vendor, err := s.entryVendor(ctx, id)
	if err != nil {
		return EntryFile{}, err
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxEntryFile+1))
	if err != nil {
		return EntryFile{}, fmt.Errorf("read upload: %w", err)
	}
	f, err := inspectFile(name, data)
	if err != nil {
		return EntryFile{}, err
	}
	f.By, f.At = actor.ID(), s.Clock.Now()
	if s.Bucket == nil {
		return EntryFile{}, errNoFiles
	}
	if err := s.Bucket.WriteAll(ctx, fileKey(id, f.ID), data, &blob.WriterOptions{ContentType: f.Type}); err != nil {
		return EntryFile{}, errNoFiles.With(err)
	}
	x, err := s.entryFiles.Upsert(ctx, "evi_"+id, func(x *EntryFiles) error {
		if slices.ContainsFunc(x.Files, func(have EntryFile) bool { return have.ID == f.ID }) {
			return nil
		}
		if len(x.Files) >= MaxEntryFiles {
			return markthalle.Errorf(markthalle.Conflict, "payouts.too_many_files", "An entry has at most %d files.", MaxEntryFiles)
		}
		x.Entry, x.Files = id, append(x.Files, f)
		x.Emit(accounts.Audit(actor, string(vendor), "manual_entry_file", id, accounts.Change{Field: "file", After: f.Hash}))
		return nil
	})
	if err != nil {
		return EntryFile{}, err
	}
	i := slices.IndexFunc(x.Files, func(have EntryFile) bool { return have.ID == f.ID })
	return x.Files[i], nil
}

var errNoFiles = &markthalle.Error{Kind: markthalle.Unavailable, Code: "payouts.files_down", Text: "Files cannot be kept at the moment."}

// fileKey is where a file lies in the bucket: outside of what is served to everybody.
func fileKey(entry, file string) string { return path.Join("evidence", entry, file) }

// entryVendor is whose account an entry is on. Error: not_found.
func (s *Service) entryVendor(ctx context.Context, entry string) (markthalle.VendorID, error) {
	t, err := s.Ledger.Transaction(ctx, "adjust:"+entry)
	if err == nil {
		return t.Vendor, nil
	}
	if !errors.Is(err, markthalle.ErrNotFound) {
		return "", fmt.Errorf("load entry: %w", err)
	}
	p, err := s.proposals.Get(ctx, proposalID(entry))
	return p.Vendor, err
}

// inspectFile judges what was sent.
func inspectFile(name string, data []byte) (EntryFile, error) {
	sum := sha256.Sum256(data)
	f := EntryFile{Name: path.Base(strings.ReplaceAll(name, "\\", "/")), Bytes: int64(len(data)), Hash: hex.EncodeToString(sum[:])}
	f.ID = "evf_" + f.Hash[:32]
	for _, t := range fileTypes {
		if bytes.HasPrefix(data, []byte(t.begin)) {
			f.Type = t.name
		}
	}
	var faults markthalle.Faults
	add := func(code, message, found, wanted string) {
		faults.AddField(markthalle.Field{Pointer: "/file", Code: code, Message: message, Found: found, Wanted: wanted})
	}
	if len(data) > MaxEntryFile {
		add("file.too_large", "The file is too large.", "more than 10 MB", "10 MB or less")
	}
	if f.Type == "" {
		add("file.type", "This type of file is not taken.", "", "PDF, PNG or JPEG")
	}
	if !utf8.ValidString(f.Name) || utf8.RuneCountInString(f.Name) > 200 {
		f.Name = f.ID
	}
	return f, faults.Err("payouts.entry_file")
}

// EntryFilesOf lists the files of a manual entry, oldest first, none when it has none; the
// entry may be named by its posting or its proposal. Error: not_found.
func (s *Service) EntryFilesOf(ctx context.Context, actor markthalle.Actor, entry string) ([]EntryFile, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return nil, err
	}
	id := entryOf(entry)
	if _, err := s.entryVendor(ctx, id); err != nil {
		return nil, err
	}
	x, err := s.entryFiles.Get(ctx, "evi_"+id)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return nil, err
	}
	return x.Files, nil
}

// ReadEntryFile returns a file of a manual entry with its contents, as they were sent.
// Errors: not_found, Unavailable when files cannot be read now, Internal
// "payouts.file_changed" when the contents are not those that were sent.
func (s *Service) ReadEntryFile(ctx context.Context, actor markthalle.Actor, entry, file string) (EntryFile, []byte, error) {
	list, err := s.EntryFilesOf(ctx, actor, entry)
	if err != nil {
		return EntryFile{}, nil, err
	}
	i := slices.IndexFunc(list, func(f EntryFile) bool { return f.ID == file })
	if i < 0 {
		return EntryFile{}, nil, markthalle.ErrNotFound
	}
	if s.Bucket == nil {
		return list[i], nil, errNoFiles
	}
	data, err := s.Bucket.ReadAll(ctx, fileKey(entryOf(entry), file))
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return list[i], nil, errNoFiles.With(err)
	}
	if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != list[i].Hash {
		return list[i], nil, markthalle.Errorf(markthalle.Internal, "payouts.file_changed", "File %s is not what was sent.", file)
	}
	return list[i], data, nil
}
