package endpoint

import (
	"bytes"
	"embed"
	"html/template"
	"sort"
	"strings"
)

//go:embed reference.html reference.css
var files embed.FS

// referencePage is what the reference page shows: the table, by area.
type referencePage struct {
	Version string
	Base    string
	Areas   []referenceArea
}

type referenceArea struct {
	Name string
	Rows []referenceRow
}

type referenceRow struct {
	Method, Path, Summary, Access, ID string
	In, Out                           []referenceField
	Status                            int
}

type referenceField struct{ Name, Type, Rule string }

// Reference renders the reference page of a table. It is one page without scripts.
func Reference(table []Endpoint, version string, trial bool) ([]byte, error) {
	t, err := template.ParseFS(files, "reference.html")
	if err != nil {
		return nil, err
	}
	areas := map[string]*referenceArea{}
	for i := range table {
		e := &table[i]
		if e.TrialOnly && !trial {
			continue
		}
		name := strings.SplitN(strings.Trim(e.Path, "/"), "/", 2)[0]
		a := areas[name]
		if a == nil {
			a = &referenceArea{Name: name}
			areas[name] = a
		}
		a.Rows = append(a.Rows, referenceRow{
			Method: e.Method, Path: e.Path, Summary: e.Summary, Access: describeAccess(e), ID: operationID(e),
			In: fieldsOf(e.in), Out: fieldsOf(e.out), Status: e.Status,
		})
	}
	page := referencePage{Version: version, Base: Base}
	for _, a := range areas {
		sort.SliceStable(a.Rows, func(i, j int) bool { return a.Rows[i].Path < a.Rows[j].Path })
		page.Areas = append(page.Areas, *a)
	}
	sort.Slice(page.Areas, func(i, j int) bool { return page.Areas[i].Name < page.Areas[j].Name })
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ReferenceStyle returns the reference page's style sheet.
func ReferenceStyle() ([]byte, error) { return files.ReadFile("reference.css") }
