package edge

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle/web/kernel"
)

// Static serves the files of the pages. Their addresses hold a hash of their content, so
// browsers keep them for ever.
func (e *Edge) Static(f *fiber.Ctx) error {
	file, ok := e.Site.Static(f.Path())
	if !ok {
		return f.Status(http.StatusNotFound).SendString("404 Not Found\n")
	}
	f.Set(fiber.HeaderCacheControl, kernel.Immutable)
	f.Set(fiber.HeaderETag, file.ETag)
	f.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	f.Vary(fiber.HeaderAcceptEncoding)
	if f.Get(fiber.HeaderIfNoneMatch) == file.ETag {
		return f.SendStatus(http.StatusNotModified)
	}
	f.Set(fiber.HeaderContentType, file.Type)
	if file.Gzip != nil && strings.Contains(f.Get(fiber.HeaderAcceptEncoding), "gzip") {
		f.Set(fiber.HeaderContentEncoding, "gzip")
		return f.Send(file.Gzip)
	}
	return f.Send(file.Body)
}
