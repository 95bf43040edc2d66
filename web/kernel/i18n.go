package kernel

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/markthalle/markthalle"
)

// ErrMessage is returned when a message does not exist in the page's language.
var ErrMessage = errors.New("kernel: no such message")

// Catalogue holds the messages of all languages. It is safe for concurrent use.
type Catalogue struct {
	localizers map[markthalle.Locale]*i18n.Localizer
	plain      map[markthalle.Locale]map[string]string // messages without plural and variables
	keys       map[markthalle.Locale]map[string]bool
	plural     map[markthalle.Locale]map[string]bool // messages whose form depends on N
}

// LoadCatalogue reads every file locales/<area>.<language>.json of fsys.
func LoadCatalogue(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{
		localizers: map[markthalle.Locale]*i18n.Localizer{},
		plain:      map[markthalle.Locale]map[string]string{},
		keys:       map[markthalle.Locale]map[string]bool{},
		plural:     map[markthalle.Locale]map[string]bool{},
	}
	bundle := i18n.NewBundle(language.English)
	for _, l := range markthalle.Locales() {
		c.plain[l], c.keys[l], c.plural[l] = map[string]string{}, map[string]bool{}, map[string]bool{}
	}
	files, err := fs.Glob(fsys, "locales/*.json")
	if err != nil {
		return nil, fmt.Errorf("kernel: list catalogues: %w", err)
	}
	for _, name := range files {
		if err := c.load(bundle, fsys, name); err != nil {
			return nil, err
		}
	}
	for _, l := range markthalle.Locales() {
		c.localizers[l] = i18n.NewLocalizer(bundle, string(l))
	}
	return c, nil
}

func (c *Catalogue) load(bundle *i18n.Bundle, fsys fs.FS, name string) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("kernel: read catalogue: %w", err)
	}
	file, err := bundle.ParseMessageFileBytes(raw, path.Base(name))
	if err != nil {
		return fmt.Errorf("kernel: %s: %w", name, err)
	}
	l := markthalle.Locale(file.Tag.String())
	if c.keys[l] == nil {
		return fmt.Errorf("kernel: %s: unknown language %q", name, l)
	}
	for _, m := range file.Messages {
		if c.keys[l][m.ID] {
			return fmt.Errorf("kernel: %s: message %q is there twice", name, m.ID)
		}
		c.keys[l][m.ID] = true
		c.plural[l][m.ID] = m.One != "" || m.Few != "" || m.Many != ""
		if !c.plural[l][m.ID] && !strings.Contains(m.Other, "{{") {
			c.plain[l][m.ID] = m.Other
		}
	}
	return nil
}

// Keys returns the keys of all messages in l, sorted.
func (c *Catalogue) Keys(l markthalle.Locale) []string {
	keys := make([]string, 0, len(c.keys[l]))
	for k := range c.keys[l] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Has reports whether there is a message key in l.
func (c *Catalogue) Has(l markthalle.Locale, key string) bool { return c.keys[l][key] }

// Text returns the message key in l. Args are names and values in turn; whole numbers
// are written in the language's way, and the value of N chooses the plural form.
func (c *Catalogue) Text(l markthalle.Locale, key string, args ...any) (string, error) {
	if s, ok := c.plain[l][key]; ok {
		return s, nil
	}
	if !c.keys[l][key] {
		return "", fmt.Errorf("%w: %q in %q", ErrMessage, key, l)
	}
	if len(args)%2 != 0 {
		return "", fmt.Errorf("kernel: message %q: %d arguments, not pairs", key, len(args))
	}
	data := make(map[string]any, len(args)/2)
	cfg := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", fmt.Errorf("kernel: message %q: argument %d is no name", key, i)
		}
		n, whole := wholeNumber(args[i+1])
		switch {
		case whole && name == "N":
			if c.plural[l][key] {
				cfg.PluralCount = n
			}
			data[name] = formatNumber(l, n)
		case whole:
			data[name] = formatNumber(l, n)
		default:
			data[name] = args[i+1]
		}
	}
	text, err := c.localizers[l].Localize(cfg)
	if err != nil {
		return "", fmt.Errorf("kernel: message %q in %q: %w", key, l, err)
	}
	if strings.Contains(text, "<no value>") {
		return "", fmt.Errorf("kernel: message %q in %q: an argument is missing", key, l)
	}
	return text, nil
}

// Code returns the message prefix.code, and prefix.other for codes that are newer than
// the catalogue.
func (c *Catalogue) Code(l markthalle.Locale, prefix, code string, args ...any) (string, error) {
	key := prefix + "." + code
	if !c.keys[l][key] && c.keys[l][prefix+".other"] {
		key = prefix + ".other"
	}
	return c.Text(l, key, args...)
}

// Rich returns the message key with **strong** and [links]; the values of "href" are
// the targets of the links in order. Everything else is escaped.
func (c *Catalogue) Rich(l markthalle.Locale, key string, args ...any) (template.HTML, error) {
	var hrefs []string
	rest := make([]any, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "href" {
			hrefs = append(hrefs, fmt.Sprint(args[i+1]))
			continue
		}
		rest = append(rest, args[i], args[i+1])
	}
	text, err := c.Text(l, key, rest...)
	if err != nil {
		return "", err
	}
	return markup(text, hrefs)
}

// markup escapes text and turns its two signs into elements.
func markup(text string, hrefs []string) (template.HTML, error) {
	var b strings.Builder
	strong := false
	for text != "" {
		i := strings.IndexAny(text, "*[]")
		if i < 0 {
			break
		}
		b.WriteString(template.HTMLEscapeString(text[:i]))
		switch {
		case strings.HasPrefix(text[i:], "**"):
			b.WriteString(map[bool]string{false: "<strong>", true: "</strong>"}[strong])
			strong, i = !strong, i+1
		case text[i] == '[':
			if len(hrefs) == 0 || !localTarget(hrefs[0]) {
				return "", fmt.Errorf("kernel: no target for a link in %q", text)
			}
			b.WriteString(`<a href="` + template.HTMLEscapeString(hrefs[0]) + `">`)
			hrefs = hrefs[1:]
		case text[i] == ']':
			b.WriteString("</a>")
		default:
			b.WriteByte('*')
		}
		text = text[i+1:]
	}
	b.WriteString(template.HTMLEscapeString(text))
	return template.HTML(b.String()), nil //nolint:gosec // every part was escaped above
}

// localTarget reports whether href leads to this site, this page or a mailbox.
func localTarget(href string) bool {
	return strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") ||
		strings.HasPrefix(href, "#") || strings.HasPrefix(href, "?") || strings.HasPrefix(href, "mailto:")
}

// PickLocale returns the language for a reader: the one chosen earlier when there is
// such a page, else the best match of an Accept-Language header, else English.
func PickLocale(chosen, accept string) markthalle.Locale {
	for _, l := range markthalle.Locales() {
		if string(l) == chosen {
			return l
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return markthalle.English
	}
	_, i, sure := matcher.Match(wanted...)
	if sure == language.No {
		return markthalle.English
	}
	return markthalle.Locales()[i]
}

var matcher = language.NewMatcher([]language.Tag{language.English, language.German, language.Polish})
