package notify

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"regexp"
	"strings"
	"text/template"

	"github.com/markthalle/markthalle"
)

//go:embed templates
var files embed.FS

// texts are the parsed templates by language and name.
type texts struct {
	parsed map[markthalle.Locale]map[string]*template.Template
}

// page is what a template sees: its own data, and the market.
type page struct {
	Data   any
	Name   string // of the reader; may be empty
	Market string
	Base   string
}

func parse() (*texts, error) {
	t := &texts{parsed: map[markthalle.Locale]map[string]*template.Template{}}
	var missing []string
	for _, l := range markthalle.Locales() {
		t.parsed[l] = map[string]*template.Template{}
		for _, sample := range Samples() {
			name := sample.TemplateName()
			body, err := files.ReadFile("templates/" + string(l) + "/" + name + ".txt")
			if err != nil {
				missing = append(missing, string(l)+"/"+name)
				continue
			}
			p, err := template.New(name).Option("missingkey=error").Parse(string(body))
			if err != nil {
				return nil, fmt.Errorf("parse mail template %s/%s: %w", l, name, err)
			}
			t.parsed[l][name] = p
		}
	}
	if len(missing) > 0 {
		return nil, markthalle.Errorf(markthalle.Internal, "notify.template", "Mail templates are missing: %s.", strings.Join(missing, ", "))
	}
	return t, nil
}

// render words a message: subject, text and HTML.
func (t *texts) render(in Message, c Config) (subject, text, htm string, err error) {
	l := in.Locale
	if t.parsed[l] == nil {
		l = markthalle.English
	}
	p := t.parsed[l][in.Data.TemplateName()]
	if p == nil {
		return "", "", "", markthalle.Errorf(markthalle.Internal, "notify.template", "There is no mail template %q.", in.Data.TemplateName())
	}
	var b bytes.Buffer
	if err := p.Execute(&b, page{Data: in.Data, Name: in.Name, Market: c.FromName, Base: c.BaseURL}); err != nil {
		return "", "", "", fmt.Errorf("word mail %s: %w", in.Data.TemplateName(), err)
	}
	first, body, _ := strings.Cut(b.String(), "\n")
	subject = strings.TrimSpace(strings.TrimPrefix(first, "Subject:"))
	text = strings.TrimSpace(body) + "\n"
	if c.Trial {
		subject = "[trial] " + subject
		text += "\n--\n" + trialNote[l] + "\n"
	}
	return oneLine(subject), text, toHTML(text, subject, string(l)), nil
}

// trialNote ends every mail of a trial installation.
var trialNote = map[markthalle.Locale]string{
	markthalle.English: "This market is a trial: its money is simulated.",
	markthalle.German:  "Dieser Markt ist eine Erprobung: Sein Geld ist simuliert.",
	markthalle.Polish:  "Ten rynek działa próbnie: jego pieniądze są symulowane.",
}

// oneLine keeps what people typed from adding headers to a mail.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// toHTML makes the HTML part of the text: paragraphs, line breaks, links.
func toHTML(text, subject, lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title></head>`+
		`<body style="margin:0;background:#fbfaf7;color:#1b1d1f;font:16px/1.5 system-ui,sans-serif">`+
		`<div style="max-width:36rem;margin:0 auto;padding:2rem 1rem">`, lang, html.EscapeString(subject))
	for _, para := range strings.Split(strings.TrimSpace(text), "\n\n") {
		p := html.EscapeString(strings.TrimSpace(para))
		p = link.ReplaceAllStringFunc(p, func(u string) string { return `<a href="` + u + `" style="color:#0e5a47">` + u + `</a>` })
		b.WriteString(`<p>` + strings.ReplaceAll(p, "\n", "<br>") + `</p>`)
	}
	b.WriteString(`</div></body></html>`)
	return b.String()
}
