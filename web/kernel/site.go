package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template/parse" //nolint:depguard // the trees of parsed templates; html/template escapes them
	"time"

	"github.com/markthalle/markthalle"
)

// Errors of a Site.
var (
	ErrPage = errors.New("kernel: no such page")
	ErrView = errors.New("kernel: the view has another type than the page's sample")
)

// Options make a Site.
type Options struct {
	FS      fs.FS          // templates/, static/ and locales/ as built in
	Theme   string         // an operator's folder with the same layout; empty for none
	Pages   []Page         // every page
	Bundles []Bundle       // stylesheets made of several files
	Zone    *time.Location // the market's time zone; nil is UTC
}

// Site renders the pages of the market. It is safe for concurrent use.
type Site struct {
	zone      *time.Location
	catalogue *Catalogue
	assets    *assets
	langs     map[markthalle.Locale]*lang
	pages     map[string]*parsed
}

// parsed is a page whose files are parsed, with one template set for each language in
// which it was shown: most pages of a market are shown rarely.
type parsed struct {
	Page
	view   reflect.Type
	own    *template.Template // blocks of the page's files
	shared *template.Template // blocks of its area
	sets   map[markthalle.Locale]*set
}

// set is the template set of a page in one language.
type set struct {
	once sync.Once
	t    *template.Template
	err  error
}

// New parses all pages. A theme is parsed with them and every page
// that it touches is rendered once with its sample, so that a fault shows at start with
// file and line, and not to a buyer.
func New(o Options) (*Site, error) {
	fsys, theme, err := layer(o.FS, o.Theme)
	if err != nil {
		return nil, err
	}
	s := &Site{zone: o.Zone, langs: map[markthalle.Locale]*lang{}, pages: map[string]*parsed{}}
	if s.zone == nil {
		s.zone = time.UTC
	}
	if s.catalogue, err = LoadCatalogue(fsys); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(fsys, o.Bundles); err != nil {
		return nil, err
	}
	for _, l := range markthalle.Locales() {
		s.langs[l] = newLang(s, l)
	}
	layouts := map[Area]*template.Template{}
	for _, p := range o.Pages {
		if err := s.add(fsys, theme, layouts, p); err != nil {
			return nil, err
		}
	}
	if err := theme.unused(o.Pages); err != nil {
		return nil, err
	}
	if o.Theme != "" {
		if err := s.Check(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// add parses one page.
func (s *Site) add(fsys fs.FS, theme *theme, layouts map[Area]*template.Template, p Page) error {
	if err := p.check(); err != nil {
		return err
	}
	if s.pages[p.Name] != nil {
		return fmt.Errorf("kernel: page %q is declared twice", p.Name)
	}
	base := layouts[p.Area()]
	if base == nil {
		base = template.New("layout").Funcs(s.langs[markthalle.English].funcs())
		files, err := layoutFiles(fsys, p.Area())
		if err != nil {
			return err
		}
		if err := parseFiles(base, fsys, theme, files); err != nil {
			return err
		}
		layouts[p.Area()] = base
	}
	out := &parsed{
		Page: p, view: p.viewType(), shared: base, sets: map[markthalle.Locale]*set{},
		own: template.New("page").Funcs(s.langs[markthalle.English].funcs()),
	}
	files := []string{"templates/" + p.Name + ".html"}
	for _, f := range p.Files {
		files = append(files, "templates/"+f)
	}
	if err := parseFiles(out.own, fsys, theme, files); err != nil {
		return err
	}
	for _, block := range out.blocks() {
		if out.tree(block) == nil {
			return fmt.Errorf("kernel: page %s: no block %q", p.Name, block)
		}
	}
	for l := range s.langs {
		out.sets[l] = new(set)
	}
	s.pages[p.Name] = out
	return nil
}

// blocks names what the page is asked for.
func (p *parsed) blocks() []string {
	return append([]string{"layout", "title", "main"}, p.Fragments...)
}

// tree returns what the page, or else its area, defines as a block; nil for none. An empty
// definition takes nothing away.
func (p *parsed) tree(block string) *parse.Tree {
	var tree *parse.Tree
	for _, from := range []*template.Template{p.shared, p.own} {
		if t := from.Lookup(block); t != nil && t.Tree != nil && (tree == nil || !parse.IsEmptyTree(t.Tree.Root)) {
			tree = t.Tree
		}
	}
	return tree
}

// in returns the page's set in a language: the blocks that it is asked for, and what they
// include, with the functions of the language. A page includes a small part of what its
// area shares.
func (p *parsed) in(l *lang) (*template.Template, error) {
	s := p.sets[l.locale]
	s.once.Do(func() {
		s.t = template.New("page").Funcs(l.funcs())
		seen := map[string]bool{}
		for todo := p.blocks(); len(todo) > 0; {
			name := todo[0]
			todo = todo[1:]
			tree := p.tree(name)
			if seen[name] || tree == nil {
				continue // a block that is missing is reported with file and line when it is escaped
			}
			seen[name] = true
			if _, s.err = s.t.AddParseTree(name, tree.Copy()); s.err != nil {
				return
			}
			todo = append(todo, included(tree.Root)...)
		}
	})
	return s.t, s.err
}

// included names the blocks that a piece of a template includes.
func included(list *parse.ListNode) []string {
	if list == nil {
		return nil
	}
	var out []string
	branch := func(b *parse.BranchNode) { out = append(out, append(included(b.List), included(b.ElseList)...)...) }
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TemplateNode:
			out = append(out, n.Name)
		case *parse.IfNode:
			branch(&n.BranchNode)
		case *parse.RangeNode:
			branch(&n.BranchNode)
		case *parse.WithNode:
			branch(&n.BranchNode)
		case *parse.ListNode:
			out = append(out, included(n)...)
		}
	}
	return out
}

// layoutFiles lists what every page of an area is made of: the shared blocks, and the
// files of the area whose names begin with an underscore.
func layoutFiles(fsys fs.FS, area Area) ([]string, error) {
	shared, err := fs.Glob(fsys, "templates/shared/*.html")
	if err != nil {
		return nil, fmt.Errorf("kernel: list templates: %w", err)
	}
	own, err := fs.Glob(fsys, "templates/"+string(area)+"/_*.html")
	if err != nil {
		return nil, fmt.Errorf("kernel: list templates: %w", err)
	}
	if area != Storefront {
		shared = append(shared, "templates/workplace.html")
	}
	return append(shared, own...), nil
}

func parseFiles(set *template.Template, fsys fs.FS, theme *theme, files []string) error {
	for _, name := range files {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("kernel: template %s: %w", name, err)
		}
		// The template's name is the file's, so that errors say file and line.
		if _, err := set.New(theme.path(name)).Parse(prepare(string(raw))); err != nil {
			return fmt.Errorf("kernel: %w", err)
		}
	}
	return nil
}

var (
	indent   = regexp.MustCompile(`\n[ \t]+`)
	tableTag = regexp.MustCompile(`<(table|caption|thead|tbody|tfoot|tr|td|th)\b([^>]*)>`)
)

// prepare removes indentation and gives tables of the class "list" their roles: narrow
// screens lay them out as blocks, and some browsers drop the table semantics then.
// Neither moves a line.
func prepare(text string) string {
	text = indent.ReplaceAllString(text, "\n")
	if !strings.Contains(text, `<table class="list`) {
		return text
	}
	return tableTag.ReplaceAllStringFunc(text, func(tag string) string {
		m := tableTag.FindStringSubmatch(tag)
		role := map[string]string{
			"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell",
		}[m[1]]
		if m[1] == "th" {
			role = "columnheader"
			if strings.Contains(m[2], `scope="row`) {
				role = "rowheader"
			}
		}
		if role == "" {
			return tag
		}
		return "<" + m[1] + ` role="` + role + `"` + m[2] + ">"
	})
}

// Pages returns the names of all pages, sorted.
func (s *Site) Pages() []string {
	names := make([]string, 0, len(s.pages))
	for n := range s.pages {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Page returns the declaration of a page.
func (s *Site) Page(name string) (Page, bool) {
	p, ok := s.pages[name]
	if !ok {
		return Page{}, false
	}
	return p.Page, true
}

// Render returns the whole page. It fails with ErrPage, with ErrView, or with what went
// wrong inside the template; then nothing was written.
func (s *Site) Render(page string, frame Frame, view any) ([]byte, error) {
	return s.execute(page, "layout", frame, view)
}

// Fragment returns one of the page's fragments.
func (s *Site) Fragment(page, block string, frame Frame, view any) ([]byte, error) {
	p, ok := s.pages[page]
	if !ok || !contains(p.Fragments, block) {
		return nil, fmt.Errorf("%w: %s#%s", ErrPage, page, block)
	}
	return s.execute(page, block, frame, view)
}

func (s *Site) execute(page, block string, frame Frame, view any) ([]byte, error) {
	p, ok := s.pages[page]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrPage, page)
	}
	if reflect.TypeOf(view) != p.view {
		return nil, fmt.Errorf("%w: %s wants %v, got %T", ErrView, page, p.view, view)
	}
	l := s.langs[frame.Lang()]
	if l == nil {
		return nil, fmt.Errorf("kernel: page %s: no language %q", page, frame.Lang())
	}
	set, err := p.in(l)
	if err != nil {
		return nil, fmt.Errorf("kernel: page %s: %w", page, err)
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, block, Doc{Frame: &frame, View: view}); err != nil {
		return nil, fmt.Errorf("kernel: page %s: %w", page, err)
	}
	return b.Bytes(), nil
}

// Check renders every page's sample in every language.
func (s *Site) Check() error {
	var faults []error
	for _, name := range s.Pages() {
		for _, l := range markthalle.Locales() {
			if _, err := s.Render(name, Frame{Locale: l, Now: time.Unix(0, 0), CSRF: "check"}, s.pages[name].Sample()); err != nil {
				faults = append(faults, err)
			}
		}
	}
	return errors.Join(faults...)
}

// Text returns a message for handlers: mails apart, words reach people through pages.
func (s *Site) Text(l markthalle.Locale, key string, args ...any) (string, error) {
	lang, ok := s.langs[l]
	if !ok {
		return "", fmt.Errorf("kernel: no language %q", l)
	}
	return lang.t(key, args...)
}

// Catalogue returns the messages of the site.
func (s *Site) Catalogue() *Catalogue { return s.catalogue }

// Zone returns the market's time zone.
func (s *Site) Zone() *time.Location { return s.zone }

func contains(list []string, x string) bool {
	for _, y := range list {
		if y == x {
			return true
		}
	}
	return false
}
