package kernel

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"sort"
	"strings"
)

// Immutable is the Cache-Control of static files: their address changes with their
// content.
const Immutable = "public, max-age=31536000, immutable"

// StaticFile is a file that browsers may keep for ever.
type StaticFile struct {
	Type string // Content-Type
	Body []byte
	Gzip []byte // the same compressed; nil when that saves nothing
	ETag string
}

// Bundle is a stylesheet made of several files, so that a page asks once.
type Bundle struct {
	Name  string   // "css/storefront.css"
	Files []string // below static/, in order
}

// assets holds all static files under one prefix that is a hash over everything, so
// that modules may import each other by relative address.
type assets struct {
	prefix string
	files  map[string]StaticFile
}

func loadAssets(fsys fs.FS, bundles []Bundle) (*assets, error) {
	raw := map[string][]byte{}
	err := fs.WalkDir(fsys, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		raw[strings.TrimPrefix(name, "static/")] = body
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("kernel: read static files: %w", err)
	}
	for _, b := range bundles {
		var all bytes.Buffer
		for _, f := range b.Files {
			body, ok := raw[f]
			if !ok {
				return nil, fmt.Errorf("kernel: bundle %s: no file %s", b.Name, f)
			}
			all.Write(body)
			all.WriteByte('\n')
		}
		raw[b.Name] = all.Bytes()
	}
	a := &assets{files: make(map[string]StaticFile, len(raw))}
	names := make([]string, 0, len(raw))
	for name := range raw {
		names = append(names, name)
	}
	sort.Strings(names)
	total := sha256.New()
	for _, name := range names {
		sum := sha256.Sum256(raw[name])
		fmt.Fprintf(total, "%s %x\n", name, sum)
		if a.files[name], err = compress(name, raw[name], sum); err != nil {
			return nil, err
		}
	}
	a.prefix = "/static/" + hex.EncodeToString(total.Sum(nil))[:12] + "/"
	return a, nil
}

func compress(name string, body []byte, sum [32]byte) (StaticFile, error) {
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".js": // tables of the operating system differ on it
		kind = "text/javascript; charset=utf-8"
	case ".woff2":
		kind = "font/woff2"
	}
	f := StaticFile{Type: kind, Body: body, ETag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return f, fmt.Errorf("kernel: compress %s: %w", name, err)
	}
	if _, err := z.Write(body); err != nil {
		return f, fmt.Errorf("kernel: compress %s: %w", name, err)
	}
	if err := z.Close(); err != nil {
		return f, fmt.Errorf("kernel: compress %s: %w", name, err)
	}
	if b.Len() < len(body) {
		f.Gzip = b.Bytes()
	}
	return f, nil
}

// Asset returns the address of a static file by its name below static/.
func (s *Site) Asset(name string) (string, error) {
	if _, ok := s.assets.files[name]; !ok {
		return "", fmt.Errorf("kernel: no static file %q", name)
	}
	return s.assets.prefix + name, nil
}

// Static returns the file at address, as Asset made it. An address of another release
// finds nothing, so that no browser keeps an old file under a new name or the reverse.
func (s *Site) Static(address string) (StaticFile, bool) {
	name, ok := strings.CutPrefix(address, s.assets.prefix)
	if !ok {
		return StaticFile{}, false
	}
	f, ok := s.assets.files[name]
	return f, ok
}
