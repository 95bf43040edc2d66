package pictures

import "math"

// ring is one height of a turned profile: radius r at height y.
type ring struct {
	y, r   float64
	corner bool
}

// How light runs over a turned form from left to right: steps of tone.
type shading []struct{ at, step float64 }

var (
	matte = shading{{0, -.05}, {.2, .05}, {.36, .065}, {.62, -.01}, {.88, -.15}, {1, -.12}}
	glaze = shading{{0, -.10}, {.1, 0}, {.27, .075}, {.5, .005}, {.9, -.21}, {1, -.12}}
	metal = shading{{0, -.3}, {.08, .02}, {.2, .19}, {.36, -.12}, {.6, .11}, {.7, -.2}, {.88, -.34}, {.95, -.1}, {1, -.25}}
)

func (m shading) stops(c lch) []stop {
	out := make([]stop, len(m))
	for i, q := range m {
		out[i] = stop{q.at, c.up(q.step), 0}
	}
	return out
}

// lathe is a turned form: a profile about a vertical axis at cx.
type lathe struct {
	s    *sheet
	cx   float64
	prof []ring
	fine []ring
}

// turned builds a form from rings of (y, r); a negative r marks a corner.
func (s *sheet) turned(cx float64, yr ...float64) *lathe {
	l := &lathe{s: s, cx: cx}
	for i := 0; i+1 < len(yr); i += 2 {
		l.prof = append(l.prof, ring{yr[i], math.Abs(yr[i+1]), yr[i+1] < 0})
	}
	p := l.prof
	for i := 0; i < len(p)-1; i++ {
		a, b := p[max(0, i-1)], p[min(len(p)-1, i+2)]
		if p[i].corner {
			a = p[i]
		}
		if p[i+1].corner {
			b = p[i+1]
		}
		for j := range 8 {
			t := float64(j) / 8
			r := .5 * (2*p[i].r + (p[i+1].r-a.r)*t + (2*a.r-5*p[i].r+4*p[i+1].r-b.r)*t*t + (3*p[i].r-a.r-3*p[i+1].r+b.r)*t*t*t)
			l.fine = append(l.fine, ring{y: p[i].y + (p[i+1].y-p[i].y)*t, r: r})
		}
	}
	l.fine = append(l.fine, p[len(p)-1])
	return l
}

// r is the radius at height y.
func (l *lathe) r(y float64) float64 {
	f := l.fine
	if y <= f[0].y {
		return f[0].r
	}
	for i := 0; i+1 < len(f); i++ {
		if f[i].y <= y && y <= f[i+1].y {
			if f[i+1].y == f[i].y {
				return f[i].r
			}
			return f[i].r + (f[i+1].r-f[i].r)*(y-f[i].y)/(f[i+1].y-f[i].y)
		}
	}
	return f[len(f)-1].r
}

// on is the point of the front at height y, f from -1 (left edge) to 1.
func (l *lathe) on(y, f float64) pt {
	r := l.r(y)
	return at(l.cx+f*r, y+ksq(y)*r*math.Sqrt(max(0, 1-f*f)))
}

func (l *lathe) outline() string {
	n := len(l.prof)
	left, right := make([]pt, n), make([]pt, n)
	for i, q := range l.prof {
		left[i] = pt{l.cx - q.r, q.y, q.corner}
		right[n-1-i] = pt{l.cx + q.r, q.y, q.corner}
	}
	top, low := l.prof[0], l.prof[n-1]
	d := curve(left...) + cmd("A", low.r, low.r*ksq(low.y), "0 0 0", l.cx+low.r, low.y)
	skip := cmd("L", right[0])
	d += onward(right...)[len(skip):]
	if top.r > 1 {
		d += cmd("A", top.r, top.r*ksq(top.y), "0 0 0", l.cx-top.r, top.y)
	}
	return d + "Z"
}

// front is everything below the near half of the mouth, so that what stands inside is
// seen behind it.
func (l *lathe) front() string {
	o := l.outline()
	y, r := l.prof[0].y, l.prof[0].r
	for i := len(o) - 1; i > 0; i-- {
		if o[i] == 'A' {
			return o[:i] + cmd("A", r, r*ksq(y), "0 0 1", l.cx-r, y, "Z")
		}
	}
	return o
}

// band is the strip of the front between two heights, from f0 to f1 of the width.
func (l *lathe) band(y0, y1, f0, f1 float64) string {
	a, b, c, e := l.on(y0, f0), l.on(y0, f1), l.on(y1, f1), l.on(y1, f0)
	r0, r1 := l.r(y0), l.r(y1)
	return cmd("M", a, "A", r0, r0*ksq(y0), "0 0 0", b, "L", c, "A", r1, r1*ksq(y1), "0 0 1", e, "Z")
}

func (l *lathe) hoop(y0, y1 float64) string { return l.band(y0, y1, -1, 1) }

// drip is a level line round the front that is slightly unsure of itself.
func (l *lathe) drip(y, amp float64) []pt {
	const m = 6
	q := make([]pt, m+1)
	for i := range q {
		o := l.s.jit(amp)
		if i == 0 || i == m {
			o = 0
		}
		q[i] = l.on(y+o, -1+2*float64(i)/m)
	}
	return q
}

// body paints the form in colour c; low deepens the foot.
func (l *lathe) body(c lch, m shading, low float64) *lathe {
	d := l.outline()
	l.s.grad(d, l.s.lin("h", m.stops(c)...))
	if low > 0 {
		l.sink(low)
	}
	return l
}

// plain is for many small forms: flat colour under one common light.
func (l *lathe) plain(c lch) *lathe {
	d := l.outline()
	l.s.fill(d, c)
	sh := l.s.shade
	l.s.grad(d, l.s.lin("h", stop{0, sh, .3}, stop{.27, white, .3}, stop{.5, sh, none}, stop{.9, sh, .62}, stop{1, sh, .4}))
	return l
}

func (l *lathe) sink(low float64) {
	l.s.grad(l.outline(), l.s.lin("v", stop{.45, l.s.shade, none}, stop{1, l.s.shade, low}))
}

// rim is an open mouth: the lip in colour edge, then the inside in shade.
func (l *lathe) rim(inner, edge lch, wall, deep float64) {
	y, r := l.prof[0].y, l.prof[0].r
	k := ksq(y)
	l.s.ell(l.cx, y, r, r*k, l.s.lin("h", stop{0, edge.up(.02), 0}, stop{.5, edge, 0}, stop{1, edge.up(-.08), 0}))
	l.s.ell(l.cx, y+wall*.15, r-wall, (r-wall)*k-wall*.15, l.s.lin("h", stop{0, inner.up(-deep), 0}, stop{.45, inner.up(-deep * .45), 0}, stop{.9, inner.up(.06), 0}, stop{1, inner.up(.02), 0}))
}

// lid closes the top with a level face.
func (l *lathe) lid(c lch) {
	y, r := l.prof[0].y, l.prof[0].r
	l.s.ell(l.cx, y, r, r*ksq(y), l.s.lin("d", stop{0, c.up(.12), 0}, stop{1, c.up(-.03), 0}))
}

// shine is a soft-ended highlight that follows the form.
func (l *lathe) shine(y0, y1, f, w, o float64) {
	var a, b []pt
	const m = 2
	for i := range m + 1 {
		t := float64(i) / m
		y := y0 + (y1-y0)*t
		h := w / 2 * math.Sqrt(math.Sin(math.Pi*(.12+.76*t)))
		a = append(a, l.on(y, f-h))
		b = append([]pt{l.on(y, f+h)}, b...)
	}
	l.s.paint(closed(append(a, b...)...), "#fff", "", o)
}

// dip shows the raw body below a glaze that ends at height y.
func (l *lathe) dip(y float64, g, raw lch, amp float64) {
	s := l.s
	e := l.drip(y, amp)
	low := l.prof[len(l.prof)-1].y + 60
	s.open(l.outline())
	d := curve(e...) + cmd("L", l.cx+300, e[len(e)-1].Y, "V", low, "H", l.cx-300, "Z")
	s.grad(d, s.lin("h", stop{.12, raw, 0}, stop{.3, raw.up(.08), 0}, stop{.55, raw.up(-.02), 0}, stop{.85, raw.up(-.2), 0}))
	s.line(curve(e...), g.up(-.15), 7, .55)
	s.close()
	l.sink(.34)
}

func (l *lathe) speckle(y0, y1 float64, c lch, m int) {
	q := make([]pt, m)
	for i := range q {
		q[i] = l.on(l.s.between(y0, y1), l.s.between(-.85, .85))
	}
	l.s.dots(q[:m/2], c, 3.2, .5)
	l.s.dots(q[m/2:], c, 4.6, .5)
}

// label sets a paper on the front and gives its middle.
func (l *lathe) label(y0, y1 float64, c, rule lch) pt {
	s := l.s
	s.grad(l.band(y0, y1, -.74, .66), s.lin("h", stop{0, c.up(-.04), 0}, stop{.3, c, 0}, stop{.7, c.up(-.07), 0}, stop{1, c.up(-.19), 0}))
	s.fill(l.band(y0+10, y0+15, -.7, .62), rule)
	s.fill(l.band(y1-15, y1-10, -.7, .62), rule)
	return l.on((y0+y1)/2, -.06)
}
