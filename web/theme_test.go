package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web"
	"github.com/markthalle/markthalle/web/storefront"
)

func TestThemes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, content string
		fault               string // what the error says after the folder; empty when it fits
	}{
		{"fits", "templates/storefront/reset.html", `{{define "title"}}X{{end}}{{define "main"}}<h1>Our own {{.View.Token}}</h1>{{end}}`, ""},
		{"syntax", "templates/storefront/reset.html", "{{define \"title\"}}X{{end}}\n{{define \"main\"}}\n{{if}}{{end}}{{end}}", "templates/storefront/reset.html:3:"},
		{"unknown function", "templates/storefront/_good.html", "\n{{define \"good\"}}{{shout .}}{{end}}", "templates/storefront/_good.html:2:"},
		{"unknown field", "templates/storefront/reset.html", "{{define \"title\"}}X{{end}}\n{{define \"main\"}}{{.View.Secret}}{{end}}", "templates/storefront/reset.html:2:"},
		{"unknown message", "templates/seller/team.html", "{{define \"title\"}}X{{end}}\n\n{{define \"main\"}}{{t \"no.such\"}}{{end}}", "templates/seller/team.html:3:"},
		{"unknown file", "templates/storefront/homepage.html", "x", "templates/storefront/homepage.html:1:"},
		{"unknown folder", "pages/home.html", "x", "pages/home.html:1:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, filepath.FromSlash(c.file))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := web.New(web.Options{Theme: dir})
			if c.fault == "" {
				if err != nil {
					t.Fatal(err)
				}
				html, err := web.Sample(s, storefront.PageReset, markthalle.English, "")
				if err != nil || !strings.Contains(string(html), "<h1>Our own rst_1</h1>") {
					t.Errorf("%v, %.200s", err, html)
				}
				return
			}
			want := filepath.Join(dir, filepath.FromSlash(strings.Split(c.fault, ":")[0])) + c.fault[strings.Index(c.fault, ":"):]
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v does not name %s", err, want)
			}
		})
	}
}
