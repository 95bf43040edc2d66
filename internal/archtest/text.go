package archtest

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// The words are spelt with a class so that this file does not find itself.
var (
	unfinished = regexp.MustCompile(`\b(T[O]DO|F[I]XME)\b|\bX[X]X:|(?i:\bplace[h]older|not\s+imple[m]ented|unimple[m]ented|coming\s+s[o]on|lorem\s+ip[s]um)`)
	scratch    = regexp.MustCompile(`(^|[\s"'=(:\x60])/(w[o]rk|t[m]p|r[o]ot|f[a]rm|h[o]me|U[s]ers)/[A-Za-z0-9_.]`)
	hosts      = regexp.MustCompile(`https?://(registry|proxy|pypi|files|deb|repo1?|static|index)\.[a-z]`)
	allowedTmp = regexp.MustCompile(`/t[m]p/markthalle`)
)

// prose are documents that speak about the rules and so name the words.
var prose = []string{"CONTRIBUTING.md", "docs/glossary.md"}

// CheckText finds unfinished work and traces of one machine in everything that people
// write: code, pages, scripts, documents, configuration.
func CheckText(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Files {
		if path.Base(f.Path) == "package-lock.json" {
			continue
		}
		for i, line := range strings.Split(string(f.Text), "\n") {
			if m := unfinished.FindString(line); m != "" && path.Ext(f.Path) != ".json" && !within(f.Path, prose) && !hint(f.Path, line) {
				out = append(out, Fault{Rule: "unfinished", Path: f.Path, Line: i + 1, Text: "reads as unfinished: " + m})
			}
			if m := scratch.FindString(line); m != "" && !allowedTmp.MatchString(line) {
				out = append(out, Fault{Rule: "machine", Path: f.Path, Line: i + 1, Text: "a path of one machine: " + strings.TrimSpace(m)})
			}
			if m := hosts.FindString(line); m != "" {
				out = append(out, Fault{Rule: "machine", Path: f.Path, Line: i + 1, Text: "a package host: " + m})
			}
		}
	}
	return out
}

// hint reports a style sheet's selector or a page's attribute for the hint in an empty
// field, which is spelt like one of the words.
func hint(p, line string) bool {
	switch path.Ext(p) {
	case ".css":
		return strings.Contains(line, ":place"+"holder")
	case ".html":
		return strings.Contains(line, " place"+"holder=")
	}
	return false
}

// CheckIgnores finds ignore patterns that would swallow the vendors package.
func CheckIgnores(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Files {
		if ext := path.Ext(f.Path); ext != ".gitignore" && ext != ".dockerignore" && path.Base(f.Path) != ".golangci.yml" {
			continue
		}
		for i, line := range strings.Split(string(f.Text), "\n") {
			code, _, _ := strings.Cut(line, "#")
			code = strings.Trim(strings.TrimSpace(code), `-'" `)
			if regexp.MustCompile(`^(\*\*/)?vendor`).MatchString(code) {
				out = append(out, Fault{Rule: "ignores", Path: f.Path, Line: i + 1, Text: fmt.Sprintf("pattern %q is not anchored and may swallow vendors/", code)})
			}
		}
	}
	return out
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)

// CheckLinks finds links between documents that lead nowhere.
func CheckLinks(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".md" {
			continue
		}
		for i, line := range strings.Split(string(f.Text), "\n") {
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				if strings.Contains(m[1], ":") {
					continue
				}
				if to := path.Join(f.Dir, m[1]); !t.Exists(to) {
					out = append(out, Fault{Rule: "links", Path: f.Path, Line: i + 1, Text: "leads nowhere: " + m[1]})
				}
			}
		}
	}
	return out
}

var eventName = regexp.MustCompile("`([a-z]+\\.[a-z]+(?:_[a-z]+)*)`")

// CheckDocuments compares docs/architecture.md with the code: the events that it names
// are emitted, and each needs.go is among its seams.
func CheckDocuments(t *Tree) []Fault {
	const doc = "docs/architecture.md"
	var out []Fault
	text := string(t.Text(doc))
	known := places()
	var code strings.Builder
	for _, f := range t.Source(false) {
		code.Write(f.Text)
		if path.Base(f.Path) == "needs.go" && !strings.Contains(text, f.Path) {
			out = append(out, Fault{Rule: "documents", Path: doc, Text: "does not list the seam " + f.Path})
		}
	}
	for _, m := range eventName.FindAllStringSubmatch(text, -1) {
		domain, _, _ := strings.Cut(m[1], ".")
		if _, ok := known[domain]; ok && !strings.HasSuffix(m[1], ".go") && !strings.Contains(code.String(), `"`+m[1]+`"`) {
			out = append(out, Fault{Rule: "documents", Path: doc, Text: "speaks of the event " + m[1] + ", which no code emits"})
		}
	}
	return out
}

var (
	requirement = regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+\S*) v\S+$`)
	dependency  = regexp.MustCompile("(?m)^\\| `([^`]+)`")
)

// CheckDependencies finds libraries in go.mod without a line in docs/dependencies.md,
// and lines of libraries that are gone.
func CheckDependencies(t *Tree) []Fault {
	const doc = "docs/dependencies.md"
	var out []Fault
	told := map[string]bool{}
	for _, m := range dependency.FindAllStringSubmatch(string(t.Text(doc)), -1) {
		told[m[1]] = true
	}
	for _, m := range requirement.FindAllStringSubmatch(string(t.Text("go.mod")), -1) {
		if !told[m[1]] {
			out = append(out, Fault{Rule: "dependencies", Path: doc, Text: "says nothing of " + m[1] + ", which go.mod requires"})
		}
		delete(told, m[1])
	}
	for p := range told {
		out = append(out, Fault{Rule: "dependencies", Path: doc, Text: "speaks of " + p + ", which go.mod does not require directly"})
	}
	return out
}
