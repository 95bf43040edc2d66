package server

import (
	"bytes"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
)

// mailbox is the page that shows what a trial market would have sent.
var mailbox = template.Must(template.New("mailbox").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails of this trial market</title><link rel="stylesheet" href="/docs/reference.css"></head>
<body><header><h1>Mails</h1><p>This market is a trial: nothing leaves it. The newest mails come first.</p></header>
<main>{{range .Items}}<article><h3>{{.Subject}}</h3><p class="soft">to {{.Name}} &lt;{{.To}}&gt;, {{.QueuedAt.Format "2006-01-02 15:04"}} UTC</p>
<details><summary>Text</summary><pre>{{.Text}}</pre></details></article>{{else}}<p>No mail yet.</p>{{end}}
{{if .Next}}<p><a href="/dev/mail?cursor={{.Next}}">Older mails</a></p>{{end}}</main></body></html>`))

// mountMails serves the mails of a trial market at /dev/mail. They hold links that open
// accounts, so a trial that can be reached from elsewhere does not show them.
func (m *Market) mountMails(app fiber.Router) {
	app.Get("/dev/mail", func(f *fiber.Ctx) error {
		if m.Config.PublicTrial {
			return markthalle.ErrNotFound
		}
		page, err := m.Notify.Recent(f.UserContext(), markthalle.PageQuery{Limit: 50, Cursor: f.Query("cursor")})
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := mailbox.Execute(&b, page); err != nil {
			return err
		}
		f.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		f.Set(fiber.HeaderCacheControl, "no-store")
		f.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
		return f.Send(b.Bytes())
	})
}
