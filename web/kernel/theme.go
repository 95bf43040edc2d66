package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// theme knows which files an operator's folder replaces. The nil theme replaces none.
type theme struct {
	dir   string
	files map[string]bool
}

// path returns the name that messages use for a file: where the reader finds it.
func (t *theme) path(name string) string {
	if t != nil && t.files[name] {
		return filepath.Join(t.dir, filepath.FromSlash(name))
	}
	return name
}

// unused reports templates of the theme that no page is made of: a misspelt name would
// otherwise be silently without effect.
func (t *theme) unused(pages []Page) error {
	if t == nil {
		return nil
	}
	used := map[string]bool{"templates/workplace.html": true}
	for _, p := range pages {
		used["templates/"+p.Name+".html"] = true
		for _, f := range p.Files {
			used["templates/"+f] = true
		}
	}
	var faults []error
	for name := range t.files {
		inLayout := strings.HasPrefix(name, "templates/shared/") || strings.HasPrefix(path.Base(name), "_")
		if strings.HasPrefix(name, "templates/") && !inLayout && !used[name] {
			faults = append(faults, fmt.Errorf("kernel: %s:1: no page uses this file", t.path(name)))
		}
	}
	return errors.Join(faults...)
}

// layer puts the files of dir over those of base.
func layer(base fs.FS, dir string) (fs.FS, *theme, error) {
	if dir == "" {
		return base, nil, nil
	}
	t := &theme{dir: dir, files: map[string]bool{}}
	over := os.DirFS(dir)
	err := fs.WalkDir(over, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		top, _, _ := strings.Cut(name, "/")
		if top != "templates" && top != "static" && top != "locales" {
			return fmt.Errorf("%s:1: a theme holds templates/, static/ and locales/ only", filepath.Join(dir, name))
		}
		t.files[name] = true
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("kernel: theme: %w", err)
	}
	return overlay{base: base, over: over, theme: t}, t, nil
}

// overlay is a file system in which the files of over win.
type overlay struct {
	base, over fs.FS
	theme      *theme
}

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	if o.theme.files[name] {
		return o.over.Open(name)
	}
	return o.base.Open(name)
}

// ReadDir implements fs.ReadDirFS: the entries of both, each name once.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	below, errBelow := fs.ReadDir(o.base, name)
	above, errAbove := fs.ReadDir(o.over, name)
	if errBelow != nil && errAbove != nil {
		return nil, errBelow
	}
	seen := map[string]bool{}
	var out []fs.DirEntry
	for _, e := range append(above, below...) {
		if !seen[e.Name()] {
			seen[e.Name()] = true
			out = append(out, e)
		}
	}
	return out, nil
}
