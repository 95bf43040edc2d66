package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/markthalle/markthalle/web"
	"github.com/markthalle/markthalle/web/kernel"
)

// TestBudgets holds scripts and stylesheets to DESIGN §9.
func TestBudgets(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("static/js/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	total := 0
	for _, name := range scripts {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		total += len(raw)
		if regexp.MustCompile(`https?://|\beval\b|innerHTML|\.style\b`).Match(raw) {
			t.Errorf("%s: foreign address, eval, innerHTML or inline style", name)
		}
	}
	if total > 20_000 {
		t.Errorf("scripts are %d bytes together, the budget is 20,000", total)
	}
	s := pages(t)
	for _, sheet := range []string{"css/storefront.css", "css/workplaces.css"} {
		address, err := s.Asset(sheet)
		if err != nil {
			t.Fatal(err)
		}
		f, _ := s.Static(address)
		if len(f.Gzip) == 0 || len(f.Gzip) > 15_000 {
			t.Errorf("%s: %d bytes compressed", sheet, len(f.Gzip))
		}
	}
}

// TestStylesUseTokens keeps raw colours out of the storefront's sheets, and every
// variable that is used defined.
func TestStylesUseTokens(t *testing.T) {
	t.Parallel()
	tokens, err := os.ReadFile("static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := filepath.Glob("static/css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sheets {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(string(raw), -1) {
			if !strings.Contains(string(tokens), m[1]+":") && !strings.Contains(string(raw), m[1]+":") {
				t.Errorf("%s: %s is defined nowhere", name, m[1])
			}
		}
		if strings.Contains(name, "storefront") && regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`).Match(raw) {
			t.Errorf("%s: a raw colour", name)
		}
	}
	dark := regexp.MustCompile(`(?s)data-theme="dark"\] \{(.*?)\n  \}`).FindSubmatch(tokens)
	if dark == nil {
		t.Fatal("no dark values")
	}
	for _, m := range regexp.MustCompile(`--[a-z-]+: [^;]+;`).FindAll(dark[1], -1) {
		if n := strings.Count(string(tokens), string(m)); n < 2 {
			t.Errorf("%s is not the same in both ways to be dark", m)
		}
	}
}

func TestSamplePictures(t *testing.T) {
	t.Parallel()
	one, ok := web.SamplePicture(kernel.SampleMedia + "cup-1.svg")
	two, _ := web.SamplePicture(kernel.SampleMedia + "cup-2.svg")
	if !ok || string(one) == string(two) || !strings.HasPrefix(string(one), "<svg ") {
		t.Errorf("%v %.80s", ok, one)
	}
	if _, ok := web.SamplePicture("/media/other.svg"); ok {
		t.Error("draws for an address of a real picture")
	}
}
