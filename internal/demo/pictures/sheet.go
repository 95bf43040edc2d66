package pictures

import (
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
)

// horizon is where the wall meets the table.
const horizon = 650

// stop is one colour of a gradient; O is its opacity, where 0 means opaque and none
// means invisible.
type stop struct {
	at float64
	c  lch
	o  float64
}

const none = -1

// sheet collects the shapes of one picture.
type sheet struct {
	r     *rand.Rand
	g     lch // the ground
	shade lch // what shadows are made of
	color lch // of the good
	form  int // which of a subject's forms the seed chose
	zoom  string
	// what the second view of a jar, a cloth or a book shows
	fine, soft, fringed, printed bool
	defs                         []string
	out                          []string
	seen                         map[string]string
}

func newSheet(seed uint64, subject uint64) *sheet {
	return &sheet{r: rand.New(rand.NewPCG(seed, subject)), seen: map[string]string{}}
}

// stage lays wall and table and opens the frame in which the good stands, scaled by
// scale about (400, 800) and moved by (dx, dy).
func (s *sheet) stage(g lch, scale, dx, dy float64) { s.stageAt(g, scale, dx, dy, horizon) }

// stageAt is stage with the table's edge at height h, which may lie outside.
func (s *sheet) stageAt(g lch, scale, dx, dy, h float64) {
	s.g = g
	s.shade = lch{max(.12, g.L-.5), .045, g.H}.up(-.02)
	h = min(1000, max(0, h))
	if h > 1 {
		s.add(`<path fill="` + s.lin("d", stop{0, g.up(.035), 0}, stop{1, g.up(-.075), 0}) + `" d="` + cmd("M0 0H800V", min(1000, h+2), "H0Z") + `"/>`)
	}
	if h < 999 {
		s.add(`<path fill="` + s.linAt(0, 0, 1, .6, stop{0, g.up(.05), 0}, stop{1, g.up(-.035), 0}) + `" d="` + cmd("M0", h, "H800V1000H0Z") + `"/>`)
	}
	if h > 150 {
		s.add(`<path fill="` + s.lin("v", stop{0, g.up(-.16), none}, stop{1, g.up(-.16), .34}) + `" d="` + cmd("M0", h-150, "H800V", h, "H0Z") + `"/>`)
	}
	s.frame(scale, dx, dy)
}

// flat lays one even cloth of light for things seen from straight above.
func (s *sheet) flat(g lch, scale float64) {
	s.g = g
	s.shade = lch{g.L - .5, .045, g.H}.up(-.02)
	s.add(`<path fill="` + s.lin("d", stop{0, g.up(.06), 0}, stop{1, g.up(-.06), 0}) + `" d="M0 0H800V1000H0Z"/>`)
	s.zoom = "</g>"
	s.add(`<g transform="` + cmd("translate(", 400*(1-scale), 500*(1-scale)) + `)scale(` + dec(scale, 3) + `)">`)
}

func (s *sheet) frame(scale, dx, dy float64) {
	if scale == 1 && dx == 0 && dy == 0 {
		return
	}
	s.zoom = "</g>"
	s.add(`<g transform="` + cmd("translate(", 400*(1-scale)+dx, 800*(1-scale)+dy) + `)scale(` + dec(scale, 3) + `)">`)
}

// jit is chance between -a and a; between is chance from a to b.
func (s *sheet) jit(a float64) float64        { return (s.r.Float64()*2 - 1) * a }
func (s *sheet) between(a, b float64) float64 { return a + s.r.Float64()*(b-a) }

func (s *sheet) add(t string) { s.out = append(s.out, t) }

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// def keeps a definition once under a one-letter id.
func (s *sheet) def(key string, make func(id string) string) string {
	if id, ok := s.seen[key]; ok {
		return id
	}
	id := idLetters[len(s.seen)%len(idLetters) : len(s.seen)%len(idLetters)+1]
	if len(s.seen) >= len(idLetters) {
		id += "2"
	}
	s.seen[key] = id
	if d := make(id); d != "" {
		s.defs = append(s.defs, d)
	}
	return id
}

func stops(st []stop) string {
	var b strings.Builder
	for _, t := range st {
		b.WriteString("<stop")
		if t.at != 0 {
			b.WriteString(` offset="` + dec(t.at, 2) + `"`)
		}
		b.WriteString(` stop-color="` + t.c.hex() + `"`)
		switch {
		case t.o < 0:
			b.WriteString(` stop-opacity="0"`)
		case t.o > 0 && t.o < 1:
			b.WriteString(` stop-opacity="` + dec(t.o, 2) + `"`)
		}
		b.WriteString("/>")
	}
	return b.String()
}

// lin is a linear gradient over the shape's box: "h" to the right, "v" down, "d" both.
func (s *sheet) lin(dir string, st ...stop) string {
	box := map[string]string{"v": ` x2="0" y2="1"`, "d": ` y2="1"`}[dir]
	return s.gradient(box, st)
}

func (s *sheet) linAt(x1, y1, x2, y2 float64, st ...stop) string {
	return s.gradient(` x1="`+dec(x1, 2)+`" y1="`+dec(y1, 2)+`" x2="`+dec(x2, 2)+`" y2="`+dec(y2, 2)+`"`, st)
}

func (s *sheet) gradient(box string, st []stop) string {
	body := stops(st)
	id := s.def("l"+box+body, func(id string) string {
		return `<linearGradient id="` + id + `"` + box + `>` + body + `</linearGradient>`
	})
	return "url(#" + id + ")"
}

// rad is a radial gradient about the middle of the shape's box, radAt about a point.
func (s *sheet) rad(st ...stop) string { return s.radial("", st) }

func (s *sheet) radAt(cx, cy, r float64, st ...stop) string {
	return s.radial(` cx="`+dec(cx, 2)+`" cy="`+dec(cy, 2)+`" r="`+dec(r, 2)+`"`, st)
}

func (s *sheet) radial(box string, st []stop) string {
	body := stops(st)
	id := s.def("r"+box+body, func(id string) string {
		return `<radialGradient id="` + id + `"` + box + `>` + body + `</radialGradient>`
	})
	return "url(#" + id + ")"
}

// open clips what follows to an outline, until close.
func (s *sheet) open(d string) {
	id := s.def("c"+d, func(id string) string { return `<clipPath id="` + id + `"><path d="` + d + `"/></clipPath>` })
	s.add(`<g clip-path="url(#` + id + `)">`)
}
func (s *sheet) close() { s.add("</g>") }

// join makes neighbours that look alike one path.
func (s *sheet) join(head, d string) {
	if n := len(s.out); n > 0 && strings.HasPrefix(s.out[n-1], head) && !strings.Contains(head, "url(") {
		s.out[n-1] = strings.TrimSuffix(s.out[n-1], `"/>`) + d + `"/>`
		return
	}
	s.add(head + d + `"/>`)
}

func opacity(o float64) string {
	if o == 1 {
		return ""
	}
	return ` opacity="` + dec(o, 2) + `"`
}

// fill paints an outline with a colour, paint with a gradient or colour already written.
func (s *sheet) fill(d string, c lch, o ...float64) { s.paint(d, c.hex(), "", one(o)) }

func (s *sheet) paint(d, f, extra string, o float64) {
	s.join(`<path`+extra+` fill="`+f+`"`+opacity(o)+` d="`, d)
}
func (s *sheet) grad(d, f string) { s.paint(d, f, "", 1) }

func one(o []float64) float64 {
	if len(o) == 0 {
		return 1
	}
	return o[0]
}

// line draws a thread; butt ends it squarely.
func (s *sheet) line(d string, c lch, w float64, o ...float64) { s.stroke(d, c.hex(), w, one(o), "") }

func (s *sheet) butt(d string, c lch, w float64, o ...float64) {
	s.stroke(d, c.hex(), w, one(o), ` stroke-linecap="butt"`)
}

func (s *sheet) stroke(d, c string, w, o float64, extra string) {
	s.join(`<path`+extra+` stroke="`+c+`" stroke-width="`+num(w)+`"`+opacity(o)+` d="`, d)
}

const stitches = ` stroke-dasharray="7 7.5"`

func (s *sheet) dots(q []pt, c lch, w, o float64) {
	var b strings.Builder
	for _, p := range q {
		b.WriteString(cmd("M", p, "h0"))
	}
	s.line(b.String(), c, w, o)
}

// ell draws an ellipse with a colour or gradient already written.
func (s *sheet) ell(x, y, rx, ry float64, f string, o ...float64) {
	s.ellRot(x, y, rx, ry, f, one(o), 0)
}

func (s *sheet) disc(x, y, rx, ry float64, c lch, o ...float64) {
	s.ellRot(x, y, rx, ry, c.hex(), one(o), 0)
}

func (s *sheet) ellRot(x, y, rx, ry float64, f string, o, rot float64) {
	t := ""
	if rot != 0 {
		t = ` transform="` + cmd("rotate(", rot, x, y) + `)"`
	}
	s.add(`<ellipse cx="` + num(x) + `" cy="` + num(y) + `" rx="` + num(rx) + `" ry="` + num(ry) + `" fill="` + f + `"` + opacity(o) + t + `/>`)
}

// use sets a kept shape at a place, turned and scaled.
func (s *sheet) use(id string, x, y, rot, scale float64) {
	t := cmd("translate(", x, y) + ")"
	if rot != 0 {
		t += "rotate(" + num(rot) + ")"
	}
	if scale != 1 {
		t += "scale(" + dec(scale, 3) + ")"
	}
	s.add(`<use href="#` + id + `" transform="` + t + `"/>`)
}

// group keeps what draw adds as a shape for use.
func (s *sheet) group(key string, draw func()) string {
	return s.def("g"+key, func(id string) string {
		o := s.out
		s.out = nil
		draw()
		g := strings.Join(s.out, "")
		s.out = o
		return `<g id="` + id + `">` + g + `</g>`
	})
}

// ksq is how round a level circle looks at height y.
func ksq(y float64) float64 { return .125 + .00016*y }

// cast throws the shadow of a turned form that stands at (x, y) with radius r.
func (s *sheet) cast(x, y, r, h float64) { s.castSoft(x, y, r, h, 1) }

func (s *sheet) castSoft(x, y, r, h, o float64) {
	k := ksq(y)
	big := s.rad(stop{0, s.shade, .62 * o}, stop{.45, s.shade, .34 * o}, stop{1, s.shade, none})
	s.ell(x+r*.35+h*.16, y+r*k*.28, r*1.12+h*.3, r*k*1.25+h*.03, big)
	s.ell(x+r*.05, y+r*k*.12, r*1.12, r*k*1.12+5, s.rad(stop{.55, s.shade, .8}, stop{.82, s.shade, .45}, stop{1, s.shade, none}))
}

// pool is a soft spot of shadow.
func (s *sheet) pool(x, y, rx, ry, o float64) {
	s.ell(x, y, rx, ry, s.rad(stop{0, s.shade, .6 * o}, stop{.5, s.shade, .33 * o}, stop{1, s.shade, none}))
}

// edge is the dark line under boards: nested outlines.
func (s *sheet) edge(q []pt, grow, o float64, steps int) {
	h := s.shade.hex()
	s.add(`<g fill="` + h + `" stroke="` + h + `" stroke-linejoin="round" opacity=".9">`)
	d := poly(q...)
	for i := range steps {
		w := grow * (1 - float64(i)/(float64(steps)-.6))
		s.add(`<path fill-opacity="` + dec(o, 3) + `" stroke-opacity="` + dec(o, 3) + `" stroke-width="` + num(w) + `" d="` + d + `"/>`)
	}
	s.add("</g>")
}

// castBoard throws the shadow of a thing of boards that covers q on the table.
func (s *sheet) castBoard(q []pt, base bool) {
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range q {
		x0, x1, y0, y1 = min(x0, p.X), max(x1, p.X), min(y0, p.Y), max(y1, p.Y)
	}
	w, h := x1-x0, y1-y0
	s.ell((x0+x1)/2+44, (y0+y1)/2+4, w*.64, h*.5+34, s.rad(stop{0, s.shade, .66}, stop{.5, s.shade, .36}, stop{1, s.shade, none}))
	if base {
		m := make([]pt, len(q))
		for i, p := range q {
			m[i] = at(p.X+5, p.Y+4)
		}
		s.edge(m, 40, .075, 5)
		return
	}
	s.ell((x0+x1)/2+8, y1-h*.36, w*.5, h*.36+16, s.rad(stop{.6, s.shade, .8}, stop{.84, s.shade, .4}, stop{1, s.shade, none}))
}

var longPath = regexp.MustCompile(` d="([^"]{50,})"`)

// svg closes the picture; an outline drawn more than once is kept once.
func (s *sheet) svg(box string) []byte {
	body := strings.Join(s.defs, "") + "</defs>" + strings.Join(s.out, "") + s.zoom
	count, order := map[string]int{}, []string{}
	for _, m := range longPath.FindAllStringSubmatch(body, -1) {
		if count[m[1]]++; count[m[1]] == 2 {
			order = append(order, m[1])
		}
	}
	kept := ""
	for _, d := range order {
		id := s.def("o"+d, func(string) string { return "" })
		body = refer(body, ` d="`+d+`"/>`, id)
		kept += `<path id="` + id + `" d="` + d + `"/>`
	}
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="` + box + `" fill="none" stroke-linecap="round"><defs>` +
		kept + body + "</svg>\n")
}

// refer turns each <path … tail into a <use> of the path kept as id.
func refer(body, tail, id string) string {
	var b strings.Builder
	for {
		end := strings.Index(body, tail)
		if end < 0 {
			b.WriteString(body)
			return b.String()
		}
		start := strings.LastIndex(body[:end], "<path")
		b.WriteString(body[:start] + `<use href="#` + id + `"` + body[start+len("<path"):end] + "/>")
		body = body[end+len(tail):]
	}
}
