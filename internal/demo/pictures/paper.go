package pictures

import "math"

// rope is the pages' edge of a book on the side that the camera sees.
func (s *sheet) pages(m cam, w, d, z, h float64, n int) {
	s.grad(poly(m.p(w, -d+8, z+h-6), m.p(w, d-10, z+h-6), m.p(w, d-10, z+6), m.p(w, -d+8, z+6)), s.lin("h", stop{0, paper.up(-.16), 0}, stop{1, paper.up(-.08), 0}))
	d0 := ""
	for j := 1; j < n; j++ {
		zz := z + 6 + (h-12)*float64(j)/float64(n)
		d0 += cmd("M", m.p(w, -d+8, zz), "L", m.p(w, d-10, zz))
	}
	s.line(d0, paper.up(-.26), 1.4, .5)
}

// volume is a bound book lying flat.
func (s *sheet) volume(m cam, w, d, z, h float64, c lch) {
	s.block(m, block{-w, w, -d, d, z, z + h, c, 4, 0})
	s.pages(m, w, d, z, h, 4)
	s.grad(poly(m.p(-w, d, z+h), m.p(w, d, z+h), m.p(w, d, z), m.p(-w, d, z)), s.lin("v", stop{0, c.up(.08), .8}, stop{.5, c, none}, stop{1, c.up(-.2), .6}))
	t := c.up(.16)
	if c.L > .7 {
		t = c.up(-.18)
	}
	for _, x := range [2]float64{-w + 44, w - 54} {
		s.fill(poly(m.p(x, d, z+h), m.p(x+9, d, z+h), m.p(x+9, d, z), m.p(x, d, z)), t, .8)
	}
}

func (s *sheet) pencil(a, b pt, c lch) {
	s.line(cmd("M", a.X+8, a.Y+9, "L", b.X+12, b.Y+8), s.shade, 9, .3)
	s.butt(cmd("M", a, "L", b), c.up(-.08), 13)
	s.butt(cmd("M", a.X, a.Y-3, "L", b.X, b.Y-3), c.up(.1), 4)
	l := math.Hypot(b.X-a.X, b.Y-a.Y)
	ux, uy := (b.X-a.X)/l, (b.Y-a.Y)/l
	s.fill(poly(at(b.X-uy*6.5, b.Y+ux*6.5), at(b.X+uy*6.5, b.Y-ux*6.5), at(b.X+ux*26, b.Y+uy*26)), lch{.85, .06, 75})
	s.fill(poly(at(b.X+ux*18-uy*2, b.Y+uy*18+ux*2), at(b.X+ux*18+uy*2, b.Y+uy*18-ux*2), at(b.X+ux*27, b.Y+uy*27)), ink)
}

// notebook: one with a band on a larger plain one.
func notebook(s *sheet) {
	c := s.color
	w, d := 208.0, 150.0
	m := camera(395, 762, 19+s.jit(3), .36)
	s.castBoard(m.rect(w, d, 0), true)
	low := blend(c, cream, .72)
	s.volume(m, w, d, 0, 34, low)
	m = camera(385, 758, 14+s.jit(3), .36)
	w, d = 172, 124
	s.edge(m.rect(w, d, 34), 18, .08, 3)
	s.block(m, block{-w, w, -d, d, 34, 74, c, 8, .06})
	s.pages(m, w, d, 34, 40, 5)
	x := w * .62
	e := c.up(-.2)
	if c.L < .4 {
		e = c.up(.2)
	}
	s.fill(poly(m.p(x, -d, 74), m.p(x+14, -d, 74), m.p(x+14, d, 74), m.p(x, d, 74)), e)
	s.fill(poly(m.p(x, d, 74), m.p(x+14, d, 74), m.p(x+14, d, 36), m.p(x, d, 36)), e.up(-.05))
	if s.form != 2 {
		s.fill(poly(m.p(-w*.55, -d*.4, 74), m.p(w*.25, -d*.4, 74), m.p(w*.25, d*.12, 74), m.p(-w*.55, d*.12, 74)), paper, .92)
		s.line(cmd("M", m.p(-w*.42, -d*.2, 74), "L", m.p(w*.12, -d*.2, 74)), c.up(-.1), 3, .7)
	} else {
		s.grad(poly(m.p(-w, -d, 74), m.p(-w*.66, -d, 74), m.p(-w*.66, d, 74), m.p(-w, d, 74)), c.up(-.12).hex())
	}
	s.pencil(m.p(-w*.8, d*.66, 80), m.p(w*.44, d*.4, 80), s.accent())
	r := m.p(w*.4, d, 30)
	s.butt(cmd("M", r.X-60, r.Y-4, "c6 26 22 30 20 58"), berry.up(-.02), 8)
}

// book stands upright, turned a little, with two lying ones behind its shoulder.
func book(s *sheet) {
	c := s.color
	m := camera(380, 780, 24, .34)
	acc := s.accent()
	l := camera(470, 700, 16, .34)
	s.castBoard(l.rect(170, 120, 0), true)
	s.volume(l, 176, 110, 0, 56, acc)
	s.volume(camera(476, 700, 22, .34), 160, 104, 56, 44, blend(cream, c, .2))
	w, h, t := 158.0, 430.0, 44.0
	s.castBoard([]pt{m.p(-w, t, 0), m.p(w, t, 0), m.p(w+90, -t, 0), m.p(-w, -t, 0)}, true)
	f := s.block(m, block{-w, w, -t, t, 0, h, c, 5, .03})
	s.grad(poly(m.p(w, -t+6, h-8), m.p(w, t-6, h-8), m.p(w, t-6, 8), m.p(w, -t+6, 8)), s.lin("h", stop{0, paper.up(-.1), 0}, stop{1, paper.up(-.2), 0}))
	s.grad(poly(m.p(-w+10, -t+6, h+2), m.p(w, -t+6, h+2), m.p(w, t-6, h+2), m.p(-w+10, t-6, h+2)), paper.up(-.05).hex())
	s.grad(poly(f.front...), s.lin("h", stop{0, c.up(-.16), .8}, stop{.1, c.up(.1), .5}, stop{.14, c.up(-.12), .5}, stop{.2, c, none}))
	in := c.up(.3)
	if c.L > .62 {
		in = c.up(-.35)
	}
	s.cover(m, w, t, h, in)
}

// cover draws a mark on the front board: no letters, one of three pictures.
func (s *sheet) cover(m cam, w, t, h float64, c lch) {
	q := func(x, z float64) pt { return m.p(x, t, z) }
	s.stroke(poly(q(-w*.62, h*.9), q(w*.84, h*.9), q(w*.84, h*.1), q(-w*.62, h*.1)), c.hex(), 3, .8, "")
	o := q(w*.1, h*.6)
	switch s.form {
	case 0:
		s.disc(o.X, o.Y-26, 44, 46, c)
		s.fill(cmd("M", q(-w*.46, h*.36), "Q", q(-w*.1, h*.56), q(w*.2, h*.38), "T", q(w*.7, h*.4), "L", q(w*.7, h*.3), "L", q(-w*.46, h*.3), "Z"), c, .8)
	case 1:
		s.line(cmd("M", q(w*.1, h*.34), "Q", q(w*.04, h*.56), q(w*.12, h*.8)), c, 4)
		for i := range 4 {
			p := q(w*.08, h*(.42+.1*float64(i)))
			s.leaf(p.X, p.Y, -20, 66, 15, c, 0, false)
			s.leaf(p.X, p.Y, -150, 62, 15, c, 0, false)
		}
	default:
		for i := range 4 {
			z := h * (.42 + .1*float64(i))
			s.line(cmd("M", q(-w*.4, z), "Q", q(-w*.1, z+h*.08), q(w*.12, z), "T", q(w*.62, z)), c, 7-float64(i))
		}
	}
	s.line(cmd("M", q(-w*.3, h*.24), "L", q(w*.52, h*.24), "M", q(-w*.12, h*.19), "L", q(w*.34, h*.19)), c, 6, .9)
}

// pencils stand in a turned cup.
func pencils(s *sheet) {
	c := s.color
	cx, base, top, r := 400+s.jit(5), 798.0, 560.0, 104.0
	s.cast(cx, base, r, 300)
	tones := [6]lch{saffron, berry, green, blue, {.72, .05, 150}, {.78, .07, 20}}
	for i, a := range [6]float64{-15, -8, -2, 5, 11, 17} {
		x := cx - 62 + float64(i)*25
		rad := (a + s.jit(2)) * math.Pi / 180
		l := s.between(290, 370)
		tip := at(x+math.Sin(rad)*l, top+40-math.Cos(rad)*l)
		s.pencil(at(x, top+60), tip, tones[(i+s.form*2)%6])
	}
	l := s.turned(cx, top, r, base-16, r*.96, base, -r*.92)
	d := l.front()
	s.disc(cx, top, r, r*ksq(top), c.up(-.3), .3)
	s.grad(d, s.lin("h", glaze.stops(c)...))
	s.grad(d, s.lin("v", stop{.4, s.shade, none}, stop{1, s.shade, .3}))
	s.line(cmd("M", cx-r, top, "A", r, r*ksq(top), "0 0 0", cx+r, top), c.up(.1), 6)
	l.shine(top+50, base-40, -.55, .15, .42)
	s.line(curve(l.drip(base-40, 0)...), c.up(-.12), 4, .5)
}

// pen is a fountain pen on a sheet, an ink glass behind it.
func pen(s *sheet) {
	c := s.color
	m := camera(390, 800, -16, .42)
	q := m.rect(250, 170, 0)
	s.edge(q, 16, .07, 3)
	s.grad(poly(q...), s.linAt(0, 0, 1, .6, stop{0, paper.up(.02), 0}, stop{1, paper.up(-.06), 0}))
	d := ""
	for i := range 3 {
		y := -110 + float64(i)*40
		d += cmd("M", m.p(-190, y, 0), "q30-16 60 0t60-3t60 4t50-6")
	}
	s.line(d, lch{.34, .07, 258}, 4, .75)
	cx, base, top, r := 560.0, 720.0, 572.0, 84.0
	s.cast(cx, base, r, 150)
	dark := lch{.26, .07, 260}
	l := s.turned(cx, top, r*.5, top+22, r*.5, top+44, r*.96, base-16, r, base, -r*.92).body(dark, glaze, .1)
	l.shine(top+50, base-20, -.74, .12, .55)
	l.shine(top+50, base-30, .8, .06, .3)
	s.turned(cx, top-34, -r*.6, top+8, -r*.62).body(brass, metal, 0).lid(brass)
	a, b := at(236, 842), at(500, 742)
	s.line(cmd("M", a.X+16, a.Y+16, "L", b.X+22, b.Y+14), s.shade, 18, .3)
	s.tube(cmd("M", a, "L", b), 32, c)
	s.tube(cmd("M", a.X-14, a.Y+5, "L", a.X-40, a.Y+15), 22, c.up(-.12))
	s.line(cmd("M", a.X+2, a.Y-1, "L", a.X+4, a.Y-2), brass.up(.06), 33)
	s.fill(cmd("M", a.X-48, a.Y+8, "Q", a.X-86, a.Y+22, a.X-112, a.Y+44, "Q", a.X-80, a.Y+42, a.X-42, a.Y+26, "Z"), brass.up(.06))
	s.line(cmd("M", a.X-56, a.Y+22, "L", a.X-108, a.Y+43), brass.up(-.25), 2.5)
	s.disc(a.X-60, a.Y+24, 4, 4, brass.up(-.3))
}
