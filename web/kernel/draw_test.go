package kernel_test

import (
	"testing"
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

func TestDrawings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 17, 9, 12, 0, 0, time.UTC)
	for _, c := range []struct{ name, body, want string }{
		{"the tallest bar fills the height, empty ones have none", `{{range histogram (bins 0 5 10)}}{{.Y}}+{{.H}} {{end}}`, "48+0 25+23 2+46 "},
		{"no bins", `{{range histogram (bins)}}x{{end}}`, ""},
		{"a line keeps least and greatest inside", `{{with spark (counts 1 3 2)}}{{.Points}}{{end}}`, "2,23 35,3 68,13"},
		{"a flat line lies in the middle", `{{with spark (counts 4 4)}}{{.Points}}{{end}}`, "2,13 68,13"},
		{"shares fill the width and leave gaps", `{{range shares (eur 100) (eur 0) (eur 300)}}{{.X}}+{{.W}} {{end}}`, "0+248 250+0 250+748 "},
		{"nothing to share", `{{range shares (eur 0) (eur -5)}}{{.On}} {{end}}`, "false false "},
		{"less to the left", `{{with diverge -50 100}}{{.X}}+{{.W}} {{.On}}{{end}}`, "48+42 true"},
		{"more to the right", `{{with diverge 100 100}}{{.X}}+{{.W}} {{.On}}{{end}}`, "90+84 false"},
		{"no scale", `{{with diverge 0 0}}{{.W}}{{end}}`, "0"},
		{"gauge", `{{gauge (eur 8900) (eur 10000)}} {{gauge (eur 2) (eur 1)}} {{gauge (eur 2) (eur 0)}}`, "89 100 100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := kernel.RenderForTest(c.body)
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	for _, c := range []struct {
		name       string
		from, left time.Duration
		tone, path string
	}{
		{"passed", time.Hour, -time.Minute, "bad", ""},
		{"due now", time.Hour, 0, "bad", ""},
		{"within six hours", 18 * time.Hour, 6 * time.Hour, "warn", "M9 9V3A6 6 0 0 1 15 9z"},
		{"most of it left", 6 * time.Hour, 18 * time.Hour, "soft", "M9 9V3A6 6 0 1 1 3 9z"},
		{"no beginning is a full face", 0, 48 * time.Hour, "soft", "M9 9V3A6 6 0 1 1 8.96 3z"},
	} {
		clock := kernel.Clock{Due: now.Add(c.left)}
		if c.from > 0 {
			clock.From = now.Add(-c.from)
		}
		tone, path := kernel.DialForTest(now, clock)
		if tone != c.tone || path != c.path {
			t.Errorf("%s: %s %q, want %s %q", c.name, tone, path, c.tone, c.path)
		}
	}
}
