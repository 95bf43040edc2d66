package catalog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decoders of the accepted formats
	_ "image/png"
	"io"
	"strconv"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
	_ "golang.org/x/image/webp"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Media is an uploaded picture. Its bytes lie in the bucket under a key that is the
// hash of what they are, so that the same picture is stored once.
type Media struct {
	store.Meta `bson:",inline"` // ID is a markthalle.MediaID, derived from vendor and content

	Vendor markthalle.VendorID `bson:"vendor"` // empty = the market's
	Name   string              `bson:"name,omitempty"`
	Key    string              `bson:"key"`
	Type   string              `bson:"type"` // image/jpeg, …
	Format string              `bson:"format"`
	Width  int                 `bson:"width"`
	Height int                 `bson:"height"`
	Bytes  int64               `bson:"bytes"`
}

// MediaID returns the picture's typed id.
func (m *Media) MediaID() markthalle.MediaID { return markthalle.MediaID(m.ID) }

// URL returns the path under which the picture is served.
func (m *Media) URL() string { return "/media/" + m.Key }

// Picture returns the medium as products refer to it.
func (m *Media) Picture() Picture {
	return Picture{ID: m.MediaID(), Key: m.Key, Width: m.Width, Height: m.Height, Format: m.Format, Bytes: m.Bytes}
}

// The bounds of an upload.
const (
	MaxUpload  = 10_240 << 10 // bytes
	maxPixels  = 10_000       // of each side
	maxArea    = 60_000_000   // pixels: what decoding one picture may take
	maxNameLen = 200
)

// CodeMedia is the code of an Invalid error about an upload.
const CodeMedia = "catalog.media"

func mediaFault(code, message, found, wanted string) error {
	return &markthalle.Error{Kind: markthalle.Invalid, Code: CodeMedia, Text: message, Fields: []markthalle.Field{
		{Pointer: "/file", Code: code, Message: message, Found: found, Wanted: wanted},
	}}
}

// PutMedia stores a picture of a vendor, or of the market when vendor is empty. It reads
// at most MaxUpload bytes, decodes the whole picture, and takes JPEG, PNG and WebP; SVG
// from the system only, because a drawing can carry a script. It returns Invalid
// "catalog.media". The same picture twice is the same medium.
func (s *Service) PutMedia(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, name string, r io.Reader, size int64) (Media, error) {
	if err := may(actor, markthalle.ProductsWrite, vendor); err != nil {
		return Media{}, err
	}
	if size > MaxUpload {
		return Media{}, mediaFault("image.too_large", "The file is too large.", fmt.Sprintf("%d kB", size/1024), "10240 kB or less")
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxUpload+1))
	if err != nil {
		return Media{}, fmt.Errorf("read upload: %w", err)
	}
	if len(data) > MaxUpload {
		return Media{}, mediaFault("image.too_large", "The file is too large.", "more than 10240 kB", "10240 kB or less")
	}
	m, err := inspect(data, actor.Kind == markthalle.System)
	if err != nil {
		return Media{}, err
	}
	sum := sha256.Sum256(data)
	m.Key = hex.EncodeToString(sum[:16]) + "." + extension(m.Format)
	m.ID = derived("med", string(vendor), m.Key)
	m.Vendor, m.Name = vendor, clip(tidy(name), maxNameLen)
	if err := s.putBlob(ctx, "media/"+m.Key, data, m.Type); err != nil {
		return Media{}, err
	}
	stored, err := s.media.Insert(ctx, m)
	if errors.Is(err, store.ErrExists) {
		return s.media.Get(ctx, m.ID)
	}
	return stored, err
}

// putBlob writes bytes under a key that names them; what is there already is the same.
func (s *Service) putBlob(ctx context.Context, key string, data []byte, contentType string) error {
	there, err := s.bucket.Exists(ctx, key)
	if err != nil {
		return unavailable(err)
	}
	if there {
		return nil
	}
	if err := s.bucket.WriteAll(ctx, key, data, &blob.WriterOptions{ContentType: contentType, CacheControl: "public, max-age=31536000, immutable"}); err != nil {
		return unavailable(err)
	}
	return nil
}

func unavailable(err error) error {
	return (&markthalle.Error{Kind: markthalle.Unavailable, Code: "catalog.files_down", Text: "The file store does not answer."}).With(err)
}

// OpenMedia returns a picture's bytes and type by its key, or markthalle.ErrNotFound.
// The caller closes the reader.
func (s *Service) OpenMedia(ctx context.Context, key string) (io.ReadCloser, string, error) {
	if strings.ContainsAny(key, "/\\") || strings.HasPrefix(key, ".") {
		return nil, "", markthalle.ErrNotFound
	}
	r, err := s.bucket.NewReader(ctx, "media/"+key, nil)
	if err != nil {
		if gcerrors.Code(err) == gcerrors.NotFound {
			return nil, "", markthalle.ErrNotFound
		}
		return nil, "", unavailable(err)
	}
	return r, contentType(key[strings.LastIndexByte(key, '.')+1:]), nil
}

// MediaByID returns a medium, or markthalle.ErrNotFound.
func (s *Service) MediaByID(ctx context.Context, id markthalle.MediaID) (Media, error) {
	return s.media.Get(ctx, string(id))
}

// VendorMedia returns a vendor's pictures, oldest first.
func (s *Service) VendorMedia(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Media], error) {
	if err := may(actor, markthalle.ProductsRead, vendor); err != nil {
		return markthalle.Page[Media]{}, err
	}
	return s.media.Find(ctx, store.Query{Index: "vendor", Eq: []any{vendor}, Page: page})
}

// picturesFor reads the media that the inputs name and that the vendor may use: its
// own, and for the market everybody's.
func (s *Service) picturesFor(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in []ProductInput) (map[markthalle.MediaID]Picture, error) {
	var ids []string
	seen := map[markthalle.MediaID]bool{}
	for i := range in {
		for _, m := range in[i].Media {
			if !seen[m] {
				seen[m] = true
				ids = append(ids, string(m))
			}
		}
	}
	out := make(map[markthalle.MediaID]Picture, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	list, err := s.media.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Vendor == vendor || market(actor) {
			out[list[i].MediaID()] = list[i].Picture()
		}
	}
	return out, nil
}

// inspect decodes a picture and says what it is.
func inspect(data []byte, drawings bool) (Media, error) {
	if drawings && looksLikeSVG(data) {
		return inspectSVG(data)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return Media{}, mediaFault("image.format", "This is not a picture in an accepted format.", clip(strings.ToValidUTF8(string(data[:min(len(data), 12)]), "?"), 12), "JPEG, PNG or WebP")
	}
	if config.Width > maxPixels || config.Height > maxPixels || config.Width*config.Height > maxArea || config.Width < 1 || config.Height < 1 {
		return Media{}, mediaFault("image.too_large", "The picture has too many pixels.", fmt.Sprintf("%d×%d px", config.Width, config.Height), "at most 10000 px a side and 60 megapixels")
	}
	if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
		return Media{}, mediaFault("image.broken", "The picture cannot be read to its end.", format, "a whole file")
	}
	return Media{Type: contentType(extension(format)), Format: format, Width: config.Width, Height: config.Height, Bytes: int64(len(data))}, nil
}

func looksLikeSVG(data []byte) bool {
	head := bytes.TrimSpace(data[:min(len(data), 512)])
	return bytes.HasPrefix(head, []byte("<svg")) || bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg"))
}

// inspectSVG reads the size of a drawing and refuses active content even from the
// market's own generator.
func inspectSVG(data []byte) (Media, error) {
	m := Media{Type: "image/svg+xml", Format: "svg", Bytes: int64(len(data))}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Media{}, mediaFault("image.broken", "The drawing is not well-formed.", "", "an SVG document")
		}
		el, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		name := strings.ToLower(el.Name.Local)
		if name == "script" || name == "foreignobject" {
			return Media{}, mediaFault("image.active", "The drawing holds active content.", name, "shapes and text")
		}
		for _, a := range el.Attr {
			key := strings.ToLower(a.Name.Local)
			if strings.HasPrefix(key, "on") || key == "href" && !strings.HasPrefix(a.Value, "#") {
				return Media{}, mediaFault("image.active", "The drawing holds active content.", key, "shapes and text")
			}
			if name == "svg" {
				m.size(key, a.Value)
			}
		}
	}
	if m.Width == 0 || m.Height == 0 {
		return Media{}, mediaFault("image.size", "The drawing does not say how large it is.", "", "width and height or a viewBox")
	}
	return m, nil
}

// size reads width, height or viewBox; explicit sizes win.
func (m *Media) size(key, value string) {
	whole := func(s string) int {
		s, _, _ = strings.Cut(strings.TrimSuffix(s, "px"), ".")
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxPixels {
			return 0
		}
		return n
	}
	switch key {
	case "width":
		m.Width = whole(value)
	case "height":
		m.Height = whole(value)
	case "viewbox":
		parts := strings.Fields(strings.ReplaceAll(value, ",", " "))
		if len(parts) == 4 && m.Width == 0 && m.Height == 0 {
			m.Width, m.Height = whole(parts[2]), whole(parts[3])
		}
	}
}

func extension(format string) string {
	if format == "jpeg" {
		return "jpg"
	}
	return format
}

func contentType(ext string) string {
	switch ext {
	case "jpg":
		return "image/jpeg"
	case "svg":
		return "image/svg+xml"
	case "png", "webp":
		return "image/" + ext
	}
	return "application/octet-stream"
}
