package bringin

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// CodeMapping is the code of an Invalid error about a mapping. Its fields say the place
// in the mapping and, as Found, the line.
const CodeMapping = "bringin.mapping"

// Mapping says where the records of a market come from.
type Mapping struct {
	Source   string // the old market's name; part of every id that is derived
	Currency money.Currency
	Country  string // ISO 3166-1 alpha-2; where vendors and buyers are unless a field says so
	Locale   markthalle.Locale
	Dates    DateForm
	Files    map[string]*File
	Entities map[string]*Entity
}

// DateForm is how times are written in the source.
type DateForm struct {
	Layout string // of package time
	Zone   *time.Location
}

// File is one CSV file of the source.
type File struct {
	Name      string // in the mapping
	Path      string // below the folder; gzip when it ends in .gz
	Delimiter rune   // 0: told by the first line
	Columns   []string
	Windows   bool // Windows-1252 instead of UTF-8
	Lazy      bool // quotes inside of fields are letters, as in 55" screens
}

// Entity says where one kind of record comes from.
type Entity struct {
	Name       string
	From       string
	Line       int
	Key        *Expr
	Fields     map[string]*Expr
	Attributes map[string]*Expr // of products: attribute → value
	Schema     []Attribute      // of categories
	Latest     *Expr            // of offers: of several rows of one offer the one with the greatest value
	State      string           // of vendors: active or approved
	Repeats    bool             // several rows with one key are one record: the first one
	Tolerance  string           // of orders: by how much payments and items may differ
}

// Attribute is an attribute of the imported categories.
type Attribute struct {
	Key, Type, Unit string
	Name            markthalle.Texts
	Facet           bool
}

// Load reads a mapping. It returns Invalid "bringin.mapping" with every fault.
func Load(path string) (*Mapping, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read mapping: %w", err)
	}
	return Parse(raw)
}

// Parse is Load for a mapping in memory.
func Parse(raw []byte) (*Mapping, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return nil, (&markthalle.Error{Kind: markthalle.Invalid, Code: CodeMapping, Text: "The mapping is not YAML: " + err.Error()}).With(err)
	}
	if len(doc.Content) == 0 {
		return nil, markthalle.Errorf(markthalle.Invalid, CodeMapping, "The mapping is empty.")
	}
	w := &walker{}
	m := w.mapping(doc.Content[0])
	if len(w.faults) > 0 {
		return nil, &markthalle.Error{Kind: markthalle.Invalid, Code: CodeMapping, Text: "The mapping cannot be used.", Fields: w.faults}
	}
	return m, nil
}

// walker reads the nodes of a mapping and notes every fault with its line.
type walker struct {
	faults []markthalle.Field
	files  map[string]*File
}

func (w *walker) fault(n *yaml.Node, at, code, message, wanted string) {
	found := fmt.Sprintf("line %d", n.Line)
	if n.Kind == yaml.ScalarNode && n.Value != "" {
		found += ": " + quoted(n.Value)
	}
	w.faults = append(w.faults, markthalle.Field{Pointer: at, Code: code, Message: message, Found: found, Wanted: wanted})
}

// object returns the entries of a YAML mapping in their order. Keys that are not known,
// and keys that are there twice, are faults; no known keys means any.
func (w *walker) object(n *yaml.Node, at string, known ...string) (keys []string, values map[string]*yaml.Node) {
	values = map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		w.fault(n, at, "type", "This must be a list of names with values.", strings.Join(known, ", "))
		return nil, values
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch {
		case len(known) > 0 && !slices.Contains(known, k.Value):
			w.fault(k, at+"/"+k.Value, "unknown", "There is no such setting.", strings.Join(known, ", "))
		case values[k.Value] != nil:
			w.fault(k, at+"/"+k.Value, "duplicate", "This is said twice.", "")
		default:
			keys, values[k.Value] = append(keys, k.Value), n.Content[i+1]
		}
	}
	return keys, values
}

func (w *walker) text(n *yaml.Node, at string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		w.fault(n, at, "type", "This must be one value.", "a text")
		return ""
	}
	return n.Value
}

func (w *walker) flag(n *yaml.Node, at string) bool {
	s := w.text(n, at)
	if n != nil && s != "true" && s != "false" {
		w.fault(n, at, "type", "This is yes or no.", "true, false")
	}
	return s == "true"
}

func (w *walker) mapping(n *yaml.Node) *Mapping {
	_, top := w.object(n, "", append([]string{"source", "currency", "country", "locale", "dates", "files"}, EntityNames()...)...)
	m := &Mapping{Source: w.text(top["source"], "/source"), Entities: map[string]*Entity{}, Locale: markthalle.English}
	if !sourceForm.MatchString(m.Source) {
		w.fault(n, "/source", "required", "The old market needs a name of small letters, digits and hyphens.", "a name such as olist")
	}
	c, err := money.ParseCurrency(w.text(top["currency"], "/currency"))
	if err != nil {
		w.fault(or(top["currency"], n), "/currency", "currency", "This is not a currency.", "a code such as EUR")
	}
	m.Currency = c
	m.Country = w.text(top["country"], "/country")
	if len(m.Country) != 2 || strings.ToUpper(m.Country) != m.Country {
		w.fault(or(top["country"], n), "/country", "country", "This is not a country's code.", "a code such as DE")
	}
	if l := w.text(top["locale"], "/locale"); l != "" {
		m.Locale = markthalle.Locale(l)
	}
	m.Dates = DateForm{Layout: time.DateTime, Zone: time.UTC}
	if d := top["dates"]; d != nil {
		m.Dates = w.dates(d, "/dates", m.Dates)
	}
	m.Files = w.fileList(or(top["files"], n), top["files"] != nil)
	w.files = m.Files
	for _, spec := range entitySpecs() {
		if e := top[spec.name]; e != nil {
			m.Entities[spec.name] = w.entity(e, spec)
		}
	}
	w.together(n, m)
	return m
}

// together checks what entities need of each other.
func (w *walker) together(n *yaml.Node, m *Mapping) {
	for _, pair := range [][2]string{
		{"products", "categories"},
		{"offers", "vendors"},
		{"offers", "products"},
		{"orders", "order_items"},
		{"orders", "payments"},
		{"order_items", "orders"},
		{"order_items", "products"},
		{"order_items", "vendors"},
		{"payments", "orders"},
		{"customers", "orders"},
	} {
		if m.Entities[pair[0]] != nil && m.Entities[pair[1]] == nil {
			w.fault(n, "/"+pair[1], "required", pair[0]+" need "+pair[1]+".", "")
		}
	}
	if len(m.Entities) == 0 {
		w.fault(n, "", "required", "The mapping brings nothing.", strings.Join(EntityNames(), ", "))
	}
}

func or(a, b *yaml.Node) *yaml.Node {
	if a != nil {
		return a
	}
	return b
}

func (w *walker) fileList(n *yaml.Node, given bool) map[string]*File {
	out := map[string]*File{}
	if !given {
		w.fault(n, "/files", "required", "The files are missing.", "")
		return out
	}
	names, nodes := w.object(n, "/files")
	for _, name := range names {
		at := "/files/" + name
		_, f := w.object(nodes[name], at, "path", "delimiter", "columns", "encoding", "quotes")
		file := &File{Name: name, Path: w.text(f["path"], at+"/path")}
		if file.Path == "" {
			w.fault(nodes[name], at+"/path", "required", "Which file is it?", "a path below the folder")
		}
		switch d := w.text(f["delimiter"], at+"/delimiter"); d {
		case "", "auto":
		case "tab", "\t":
			file.Delimiter = '\t'
		case ",", ";", "|":
			file.Delimiter = rune(d[0])
		default:
			w.fault(f["delimiter"], at+"/delimiter", "enum", "There is no such delimiter.", "auto , ; | tab")
		}
		switch e := w.text(f["encoding"], at+"/encoding"); e {
		case "", "utf-8":
		case "windows-1252":
			file.Windows = true
		default:
			w.fault(f["encoding"], at+"/encoding", "enum", "There is no such encoding.", "utf-8, windows-1252")
		}
		switch q := w.text(f["quotes"], at+"/quotes"); q {
		case "", "strict":
		case "lazy":
			file.Lazy = true
		default:
			w.fault(f["quotes"], at+"/quotes", "enum", "Quotes are read in two ways.", "strict, lazy")
		}
		if c := f["columns"]; c != nil {
			if c.Kind != yaml.SequenceNode {
				w.fault(c, at+"/columns", "type", "The columns of a file without a header are a list of names.", "")
			}
			for _, x := range c.Content {
				file.Columns = append(file.Columns, x.Value)
			}
		}
		out[name] = file
	}
	return out
}

func (w *walker) dates(n *yaml.Node, at string, base DateForm) DateForm {
	_, d := w.object(n, at, "format", "zone")
	if f := d["format"]; f != nil {
		layout, ok := layoutOf(w.text(f, at+"/format"))
		if !ok {
			w.fault(f, at+"/format", "format", "This says no date.", "YYYY-MM-DD hh:mm:ss with the parts YYYY MM M DD D hh h mm ss")
		}
		base.Layout = layout
	}
	if z := d["zone"]; z != nil {
		zone, err := time.LoadLocation(w.text(z, at+"/zone"))
		if err != nil {
			w.fault(z, at+"/zone", "zone", "There is no such time zone.", "a name such as Europe/Berlin")
			return base
		}
		base.Zone = zone
	}
	return base
}
