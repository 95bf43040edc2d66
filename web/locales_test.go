package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/markthalle/markthalle"
)

var (
	callKey   = regexp.MustCompile(`\b(?:t|tx) "([^"]+)"`)
	callCode  = regexp.MustCompile(`\b(?:tk|codes) "([^"]+)"`)
	quotedKey = regexp.MustCompile(`"([a-z_]+\.[A-Za-z0-9_.-]+)"`)
	hintKey   = regexp.MustCompile(`hint=([a-z_]+\.[a-z0-9_]+)`)
	goCode    = regexp.MustCompile(`\.(?:tk|Code)\((?:c, )?"([^"]+)", (?:"([a-z0-9_]+)")?`)
	goKey     = regexp.MustCompile(`\.(?:t|Text)\("([a-z_]+\.[A-Za-z0-9_.-]+)"`)
	goFlash   = regexp.MustCompile(`\.Flash\("[a-z]+", "([^"]+)"`)
)

// keysInUse reads templates and Go files: keys that must exist, words that may be keys,
// and prefixes whose codes come from views.
func keysInUse(t *testing.T) (must, may map[string]bool, prefixes []string) {
	t.Helper()
	must, may = map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "testdata") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		ext := filepath.Ext(name)
		if ext != ".html" && ext != ".go" {
			return nil
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text := string(raw)
		if ext == ".html" {
			for _, m := range callKey.FindAllStringSubmatch(text, -1) {
				must[m[1]] = true
			}
			for _, m := range hintKey.FindAllStringSubmatch(text, -1) {
				must[m[1]] = true
			}
			for _, m := range callCode.FindAllStringSubmatch(text, -1) {
				prefixes = append(prefixes, m[1]+".")
			}
		}
		for _, m := range goCode.FindAllStringSubmatch(text, -1) {
			prefixes = append(prefixes, m[1]+".")
			if m[2] != "" {
				must[m[1]+"."+m[2]] = true
			}
		}
		for _, pattern := range []*regexp.Regexp{goKey, goFlash} {
			for _, m := range pattern.FindAllStringSubmatch(text, -1) {
				must[m[1]] = true
			}
		}
		for _, m := range quotedKey.FindAllStringSubmatch(text, -1) {
			may[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return must, may, prefixes
}

func TestEveryKeyExistsAndIsUsed(t *testing.T) {
	t.Parallel()
	c := pages(t).Catalogue()
	must, may, prefixes := keysInUse(t)
	if len(must) < 500 {
		t.Fatalf("only %d keys found in templates: the search is broken", len(must))
	}
	for _, l := range markthalle.Locales() {
		for _, p := range prefixes {
			if !slices.ContainsFunc(c.Keys(l), func(key string) bool { return strings.HasPrefix(key, p) }) {
				t.Errorf("%s: no message of the codes %q", l, p)
			}
		}
		for key := range must {
			if !c.Has(l, key) {
				t.Errorf("%s: no message %q", l, key)
			}
		}
		for _, key := range c.Keys(l) {
			used := must[key] || may[key]
			for _, p := range prefixes {
				used = used || strings.HasPrefix(key, p)
			}
			if !used {
				t.Errorf("%s: message %q is used nowhere", l, key)
			}
		}
		if got, want := len(c.Keys(l)), len(c.Keys(markthalle.English)); got != want {
			t.Errorf("%s: %d messages, English has %d", l, got, want)
		}
	}
}

// TestTone holds the texts to UI-9: no exclamation marks, Sie in German.
func TestTone(t *testing.T) {
	t.Parallel()
	informal := regexp.MustCompile(`(?i)(^|[ "(])(du|dir|dich|dein|deine|deinen|euch|euer)([ .,)"]|$)`)
	files, err := filepath.Glob("locales/*.json")
	if err != nil || len(files) != 15 {
		t.Fatalf("%d catalogues, %v", len(files), err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if strings.Contains(line, "!") {
				t.Errorf("%s:%d: exclamation mark: %s", name, i+1, line)
			}
			if strings.Contains(name, ".de.") && informal.MatchString(line) {
				t.Errorf("%s:%d: not Sie: %s", name, i+1, line)
			}
		}
	}
}
