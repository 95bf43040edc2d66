package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"gocloud.dev/blob"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Import is one file of products, offers or stock that a vendor handed in (MKT-90).
type Import struct {
	store.Meta `bson:",inline"` // ID is a markthalle.ImportID: imp_…

	Vendor  markthalle.VendorID `bson:"vendor"`
	By      importer            `bson:"by"` // as whom the rows are written
	Kind    ImportKind          `bson:"kind"`
	Format  ImportFormat        `bson:"format"`
	Name    string              `bson:"name,omitempty"`
	DryRun  bool                `bson:"dry_run,omitempty"`
	Strict  bool                `bson:"strict,omitempty"` // one faulty row stops all of them
	State   ImportState         `bson:"state"`
	Dialect dialect             `bson:"dialect"`
	Bytes   int64               `bson:"bytes"`

	Rows      int64     `bson:"rows"`
	Created   int64     `bson:"created"`
	Updated   int64     `bson:"updated"`
	Unchanged int64     `bson:"unchanged"`
	Refused   int64     `bson:"refused"`
	Faults    int64     `bson:"faults"`
	Problem   string    `bson:"problem,omitempty"` // why it failed as a whole
	Cursor    string    `bson:"cursor,omitempty"`  // up to where pages are counted
	EndedAt   time.Time `bson:"ended_at"`
}

// ImportID returns the import's typed id.
func (i *Import) ImportID() markthalle.ImportID { return markthalle.ImportID(i.ID) }

// ImportKind says what the rows are.
type ImportKind string

// The kinds of imports.
const (
	ImportProducts ImportKind = "products"
	ImportOffers   ImportKind = "offers"
	ImportStock    ImportKind = "stock"
)

// ImportFormat says how the rows are written.
type ImportFormat string

// The formats of imports.
const (
	CSV    ImportFormat = "csv"
	NDJSON ImportFormat = "ndjson"
	XLSX   ImportFormat = "xlsx" // the first sheet of a workbook; kept as CSV
)

// ImportState is how far an import is.
type ImportState string

// The states of an import. All rows are checked before the first one is applied
// (MKT-91).
const (
	ImportChecking ImportState = "checking"
	ImportApplying ImportState = "applying"
	ImportDone     ImportState = "done"
	ImportFailed   ImportState = "failed"
)

// Ended reports whether nothing more will happen.
func (s ImportState) Ended() bool { return s == ImportDone || s == ImportFailed }

// importer is the actor that the rows are written as, as far as that matters later.
type importer struct {
	Kind   int8                    `bson:"kind"`
	Person markthalle.PersonID     `bson:"person,omitempty"`
	Key    markthalle.KeyID        `bson:"key,omitempty"`
	Roles  []markthalle.Role       `bson:"roles,omitempty"`
	Scopes []markthalle.Permission `bson:"scopes,omitempty"`
	Name   string                  `bson:"name,omitempty"`
}

func importerOf(a markthalle.Actor) importer {
	return importer{Kind: int8(a.Kind), Person: a.Person, Key: a.Key, Roles: a.Roles, Scopes: a.Scopes, Name: a.Name} // five kinds
}

func (i *Import) actor() markthalle.Actor {
	a := markthalle.Actor{Kind: markthalle.ActorKind(i.By.Kind), Person: i.By.Person, Key: i.By.Key, Roles: i.By.Roles, Scopes: i.By.Scopes, Name: i.By.Name} // stored by importerOf
	if a.Kind == markthalle.Vendor {
		a.Vendor = i.Vendor
	}
	return a
}

// RowFault is one fault of one value of one row.
type RowFault struct {
	Row     int64  `bson:"row"` // as a spreadsheet counts: the header of a CSV file is row 1
	Column  string `bson:"column"`
	Code    string `bson:"code"`
	Found   string `bson:"found,omitempty"`
	Wanted  string `bson:"wanted,omitempty"`
	Message string `bson:"message,omitempty"`
}

// faultPage is the faults of one page of rows.
type faultPage struct {
	store.Meta `bson:",inline"` // impf_<import>_<phase>_<first row>

	Import markthalle.ImportID `bson:"import"`
	First  int64               `bson:"first"`
	Faults []RowFault          `bson:"faults"`
}

// ImportInput is a file that is handed in.
type ImportInput struct {
	ID     markthalle.ImportID // minted by the caller, so that a retry is the same import; empty: minted here
	Kind   ImportKind
	Format ImportFormat // empty = by the name's ending
	Name   string
	DryRun bool // check and report, write nothing
	Strict bool // apply nothing when one row has a fault
}

const (
	maxImport = 256 << 20 // bytes of a file
	// SweepImport is the kind of the sweep that works an import off; its subject is the
	// import's id and ImportPage its handler.
	SweepImport = "catalog.import"
)

// StartImport stores the file and begins to work it off in the background, page by
// page. It returns Invalid "catalog.import" when the file cannot be read at all.
func (s *Service) StartImport(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in ImportInput, r io.Reader) (Import, error) {
	if err := may(actor, in.permission(), vendor); err != nil {
		return Import{}, err
	}
	if _, err := s.vendors.Get(ctx, vendor); err != nil {
		return Import{}, err
	}
	if in.Format == "" {
		in.Format = formatOf(in.Name)
	}
	if err := in.check(); err != nil {
		return Import{}, err
	}
	if in.ID == "" {
		in.ID = markthalle.ImportID(s.db.IDs().New("imp"))
	}
	imp := Import{
		Meta: store.Meta{ID: string(in.ID)}, Vendor: vendor, By: importerOf(actor), Kind: in.Kind, Format: in.Format,
		Name: clip(tidy(in.Name), maxNameLen), DryRun: in.DryRun, Strict: in.Strict, State: ImportChecking,
	}
	keep := s.keepFile
	if in.Format == XLSX {
		keep = s.keepWorkbook
	}
	n, err := keep(ctx, imp.ImportID(), r)
	if err != nil {
		return Import{}, err
	}
	imp.Bytes = n
	if imp.Dialect, err = s.sniff(ctx, &imp); err != nil {
		return Import{}, err
	}
	imp.Emit(ImportStarted{Import: imp.ImportID()})
	imp.Emit(audited(actor, imp.ID, "catalog.import_start", "", []difference{{"kind", "", string(in.Kind)}, {"file", "", imp.Name}}))
	stored, err := s.imports.Insert(ctx, imp)
	if errors.Is(err, store.ErrExists) {
		return s.imports.Get(ctx, imp.ID)
	}
	return stored, err
}

func (in ImportInput) permission() markthalle.Permission {
	if in.Kind == ImportProducts {
		return markthalle.ProductsWrite
	}
	return markthalle.OffersWrite
}

func (in ImportInput) check() error {
	var f markthalle.Faults
	f.Check(slices.Contains([]ImportKind{ImportProducts, ImportOffers, ImportStock}, in.Kind), "/kind", "enum", "products, offers or stock.")
	f.Check(slices.Contains([]ImportFormat{CSV, NDJSON, XLSX}, in.Format), "/file", "catalog.import_format", "A CSV, NDJSON or XLSX file.")
	return f.Err(CodeImport)
}

// CodeImport is the code of an Invalid error about an imported file.
const CodeImport = "catalog.import"

func importFile(id markthalle.ImportID) string { return "imports/" + string(id) }

// keepFile streams the upload into the bucket.
func (s *Service) keepFile(ctx context.Context, id markthalle.ImportID, r io.Reader) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a cancelled write leaves nothing behind
	w, err := s.bucket.NewWriter(ctx, importFile(id), &blob.WriterOptions{ContentType: "application/octet-stream"})
	if err != nil {
		return 0, unavailable(err)
	}
	n, err := io.Copy(w, io.LimitReader(r, maxImport+1))
	if err == nil && n > maxImport {
		err = &markthalle.Error{Kind: markthalle.Invalid, Code: CodeImport, Text: "The file is too large.", Fields: []markthalle.Field{
			{Pointer: "/file", Code: "too_large", Message: "The file is too large.", Wanted: fmt.Sprintf("%d bytes or fewer", int64(maxImport))},
		}}
	}
	if err != nil {
		cancel()
		_ = w.Close() // the write is given up; the reason is err
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, unavailable(err)
	}
	return n, nil
}

// RunImport is the reaction to catalog.import_started: it starts the sweep.
func (s *Service) RunImport(ctx context.Context, e ImportStarted, _ store.Cause) error {
	return s.db.StartSweep(ctx, SweepImport, string(e.Import))
}

// ImportStatus returns an import for its vendor or the operator.
func (s *Service) ImportStatus(ctx context.Context, actor markthalle.Actor, id markthalle.ImportID) (Import, error) {
	imp, err := s.imports.Get(ctx, string(id))
	if err != nil {
		return Import{}, err
	}
	if err := may(actor, markthalle.ProductsRead, imp.Vendor); err != nil {
		return Import{}, err
	}
	return imp, nil
}

// Imports returns a vendor's imports, newest first.
func (s *Service) Imports(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Import], error) {
	if err := may(actor, markthalle.ProductsRead, vendor); err != nil {
		return markthalle.Page[Import]{}, err
	}
	return s.imports.Find(ctx, store.Query{Index: "vendor", Eq: []any{vendor}, Desc: true, Page: page})
}

// ImportErrors calls fn with every fault of an import in the order of the rows.
func (s *Service) ImportErrors(ctx context.Context, actor markthalle.Actor, id markthalle.ImportID, fn func(RowFault) error) error {
	if _, err := s.ImportStatus(ctx, actor, id); err != nil {
		return err
	}
	return s.faults.Scan(ctx, store.Query{Index: "import", Eq: []any{id}}, func(p faultPage) error {
		for _, f := range p.Faults {
			if err := fn(f); err != nil {
				return err
			}
		}
		return nil
	})
}
