package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
)

// envelope is what a multipart form adds to a file: boundaries, headers, small fields.
const envelope = 64 << 10

// importLimit bounds an uploaded import, which is held in memory while it is stored.
const importLimit = 64 << 20

func (r *routes) vendorMedia() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/media", "The vendor's pictures", r.vendorMediaList, asVendor(markthalle.ProductsRead)),
		endpoint.Route("POST", "/vendor/media", "Upload a picture", r.vendorMediaPut, asVendor(markthalle.ProductsWrite), created201(),
			endpoint.Form(), endpoint.Limit(endpoint.RateUpload), endpoint.Body(catalog.MaxUpload+envelope), endpoint.Within(30*time.Second)),
	}
}

func (r *routes) vendorImports() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/imports", "The vendor's imports", r.vendorImportList, asVendor(markthalle.ProductsRead)),
		endpoint.Route("POST", "/vendor/imports", "Hand in a file of products, offers or stock", r.vendorImportStart, asVendor(""),
			endpoint.Answers(http.StatusAccepted), endpoint.Form(), endpoint.Limit(endpoint.RateUpload),
			endpoint.Body(importLimit+envelope), endpoint.Within(time.Minute)),
		endpoint.Route("GET", "/vendor/imports/{id}", "How far an import is", r.vendorImportGet,
			asVendor(markthalle.ProductsRead), endpoint.About("import")),
		endpoint.Route("GET", "/vendor/imports/{id}/errors", "What is wrong with the rows of an import", r.vendorImportErrors,
			asVendor(markthalle.ProductsRead), endpoint.About("import"), endpoint.RawOr(List[VendorRowFaultOut]{}, "text/csv"), endpoint.Answers(http.StatusOK), endpoint.Within(time.Minute)),
	}
}

func (r *routes) vendorMediaList(c *endpoint.Call, in PageIn) (List[VendorMediaOut], error) {
	page, err := r.Catalog.VendorMedia(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[VendorMediaOut]{}, err
	}
	return wireList(page, vendorMedium), nil
}

func vendorMedium(m catalog.Media) VendorMediaOut {
	return VendorMediaOut{ID: m.ID, URL: m.URL(), Width: m.Width, Height: m.Height, Type: m.Type, Bytes: m.Bytes, Name: m.Name}
}

// VendorUploadIn is a form with one picture.
type VendorUploadIn struct {
	File *multipart.FileHeader `json:"-" formData:"file"`
}

func (r *routes) vendorMediaPut(c *endpoint.Call, _ VendorUploadIn) (VendorMediaOut, error) {
	head, err := c.File("file")
	if err != nil {
		return VendorMediaOut{}, err
	}
	file, err := head.Open()
	if err != nil {
		return VendorMediaOut{}, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	m, err := r.Catalog.PutMedia(c.Ctx, c.Actor, c.Actor.Vendor, head.Filename, file, head.Size)
	if err != nil {
		return VendorMediaOut{}, err
	}
	return vendorMedium(m), nil
}

// VendorImportIn is a form with a file of rows.
type VendorImportIn struct {
	Kind   string                `json:"-" formData:"kind" enum:"products,offers,stock"`
	DryRun bool                  `json:"-" formData:"dry_run"`
	Strict bool                  `json:"-" formData:"strict"`
	File   *multipart.FileHeader `json:"-" formData:"file"`
}

// importForm reads the fields of the form beside the file.
func importForm(c *endpoint.Call) (catalog.ImportInput, error) {
	var f markthalle.Faults
	flag := func(name string) bool {
		v := c.FormValue(name)
		if v == "" {
			return false
		}
		b, err := strconv.ParseBool(v)
		if err != nil {
			f.AddField(markthalle.Field{
				Pointer: "/" + name, Code: "request.wrong_type", Message: "The value has the wrong type.", Found: v, Wanted: "true or false",
			})
		}
		return b
	}
	in := catalog.ImportInput{Kind: catalog.ImportKind(c.FormValue("kind")), DryRun: flag("dry_run"), Strict: flag("strict")}
	return in, f.Err("request.invalid")
}

func (r *routes) vendorImportStart(c *endpoint.Call, _ VendorImportIn) (VendorImportOut, error) {
	in, err := importForm(c)
	if err != nil {
		return VendorImportOut{}, err
	}
	head, err := c.File("file")
	if err != nil {
		return VendorImportOut{}, err
	}
	file, err := head.Open()
	if err != nil {
		return VendorImportOut{}, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	in.ID, in.Name = markthalle.ImportID(c.Mint("imp")), head.Filename
	imp, err := r.Catalog.StartImport(c.Ctx, c.Actor, c.Actor.Vendor, in, file)
	if err != nil {
		return VendorImportOut{}, err
	}
	return vendorImport(imp), nil
}

// VendorImportOut is an import and how far it is.
type VendorImportOut struct {
	ID        string `json:"id"`
	Revision  int64  `json:"revision"`
	Kind      string `json:"kind"`
	Format    string `json:"format"`
	Name      string `json:"name"`
	DryRun    bool   `json:"dry_run"`
	Strict    bool   `json:"strict"`
	State     string `json:"state"`
	Rows      int64  `json:"rows"`
	Created   int64  `json:"created"`
	Updated   int64  `json:"updated"`
	Unchanged int64  `json:"unchanged"`
	Refused   int64  `json:"refused"`
	Faults    int64  `json:"faults"`
	Problem   string `json:"problem,omitempty"`
	CreatedAt Time   `json:"created_at"`
	EndedAt   *Time  `json:"ended_at,omitempty"`
}

func vendorImport(i catalog.Import) VendorImportOut {
	return VendorImportOut{
		ID: i.ID, Revision: i.Version, Kind: string(i.Kind), Format: string(i.Format), Name: i.Name, DryRun: i.DryRun, Strict: i.Strict,
		State: string(i.State), Rows: i.Rows, Created: i.Created, Updated: i.Updated, Unchanged: i.Unchanged, Refused: i.Refused,
		Faults: i.Faults, Problem: i.Problem, CreatedAt: Time{i.CreatedAt}, EndedAt: at(i.EndedAt),
	}
}

func (r *routes) vendorImportList(c *endpoint.Call, in PageIn) (List[VendorImportOut], error) {
	page, err := r.Catalog.Imports(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[VendorImportOut]{}, err
	}
	return wireList(page, vendorImport), nil
}

func (r *routes) vendorImportGet(c *endpoint.Call, in ByID) (VendorImportOut, error) {
	i, err := r.Catalog.ImportStatus(c.Ctx, c.Actor, markthalle.ImportID(in.ID))
	if err != nil {
		return VendorImportOut{}, err
	}
	return vendorImport(i), nil
}

// VendorImportErrorsIn asks for the faults of an import.
type VendorImportErrorsIn struct {
	ByID
	Format string `query:"format" validate:"omitempty,oneof=csv json"`
}

// VendorRowFaultOut is one fault of one value of one row.
type VendorRowFaultOut struct {
	ID      string `json:"id"`
	Row     int64  `json:"row"`
	Column  string `json:"column"`
	Code    string `json:"code"`
	Found   string `json:"found"`
	Wanted  string `json:"wanted"`
	Message string `json:"message"`
}

func (r *routes) vendorImportErrors(c *endpoint.Call, in VendorImportErrorsIn) (Empty, error) {
	list := []VendorRowFaultOut{}
	err := r.Catalog.ImportErrors(c.Ctx, c.Actor, markthalle.ImportID(in.ID), func(f catalog.RowFault) error {
		list = append(list, VendorRowFaultOut{
			ID: strconv.Itoa(len(list) + 1), Row: f.Row, Column: f.Column, Code: f.Code, Found: f.Found, Wanted: f.Wanted, Message: f.Message,
		})
		return nil
	})
	if err != nil {
		return Empty{}, err
	}
	if in.Format == "json" {
		return Empty{}, sendJSON(c, List[VendorRowFaultOut]{Items: list})
	}
	body, err := rowFaultsCSV(list)
	if err != nil {
		return Empty{}, err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+in.ID+`-errors.csv"`)
	return Empty{}, c.Send(http.StatusOK, "text/csv; charset=utf-8", body)
}

// rowFaultsCSV writes faults as CSV (RFC 4180), one a row.
func rowFaultsCSV(list []VendorRowFaultOut) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"row", "column", "code", "found", "wanted", "message"}}
	for _, f := range list {
		rows = append(rows, []string{strconv.FormatInt(f.Row, 10), f.Column, f.Code, f.Found, f.Wanted, f.Message})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write faults: %w", err)
	}
	return b.Bytes(), nil
}

// sendJSON writes an answer from an endpoint that has several formats.
func sendJSON(c *endpoint.Call, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return c.Send(http.StatusOK, "application/json", body)
}
