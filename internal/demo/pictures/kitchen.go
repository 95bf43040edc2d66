package pictures

// raw is the clay under a glaze: warm under pale and warm glazes, darker under deep ones.
func (s *sheet) raw() lch {
	return [3]lch{{.66, .06, 60}, {.60, .05, 50}, {.74, .05, 65}}[s.form%3]
}

func (s *sheet) drink() lch {
	return [3]lch{{.42, .07, 50}, {.34, .05, 45}, {.62, .11, 75}}[s.form%3]
}

// liquid fills an open form to a level just below its mouth.
func (s *sheet) liquid(l *lathe, below, wall float64, c lch) {
	top := l.prof[0]
	y := top.y + below
	r := l.r(y) - wall - 3
	s.open(s.turned(l.cx, top.y, top.r-wall-1, top.y+1, top.r-wall-1).outline())
	s.ell(l.cx, y, r, r*ksq(y), s.lin("h", stop{0, c.up(-.1), 0}, stop{.5, c, 0}, stop{1, c.up(.08), 0}))
	s.ell(l.cx-r*.35, y+4, r*.3, 5, "#fff", .22)
	s.close()
}

func mug(s *sheet) {
	c, clay := s.color, s.raw()
	cx, base := 380+s.jit(6), 778.0
	top, r, hw, hh := 452+s.jit(16), 158.0, 31.0, .56
	var l *lathe
	if s.form == 1 {
		top, hw, hh = 470, 28, .5
		l = s.turned(cx, top, r*.93, top+50, r*.96, top+160, r*1.02, base-50, r*.99, base-12, r*.8, base, -r*.72)
	} else {
		l = s.turned(cx, top, r, top+120, r*.985, base-70, r*.93, base-18, r*.8, base, -r*.72)
	}
	s.cast(cx, base, r*.8, 330)
	h := base - top
	hy, hx := top+h*.2, cx+l.r(top+60)-12
	s.tube(cmd("M", hx, hy, "C", hx+118, hy-22, hx+112, hy+h*hh+6, hx-12, hy+h*hh), hw, c)
	l.body(c, glaze, .26)
	l.dip(base-62-float64(s.form)*9, c, clay, 5)
	l.speckle(top+30, base-95, clay.up(-.22), 11)
	l.shine(top+26, base-90, -.6, .15, .5)
	l.shine(top+40, base-130, -.42, .045, .3)
	l.rim(c, blend(c, clay, .9).up(.05), 8, .3)
	s.liquid(l, 30, 9, s.drink())
}

func saucer(s *sheet) {
	c, clay := s.color, s.raw()
	cx, base, top, r := 380+s.jit(6), 778.0, 505.0, 172.0
	p := s.turned(cx, base-14, 238, base+6, 200, base+26, -138)
	s.cast(cx, base+26, 215, 60)
	p.body(c, glaze, .3).rim(c, clay.up(.05), 6, .05)
	s.ell(cx, base-4, 175, 36, s.rad(stop{.5, c.up(-.2), 0}, stop{1, c.up(-.12), none}))
	s.ell(cx+50, base+2, 150, 30, s.rad(stop{0, c.up(-.25), .7}, stop{1, c.up(-.12), none}))
	l := s.turned(cx, top, r, top+90, r*.97, base-90, r*.8, base-30, r*.52, base-14, r*.47, base, -r*.5)
	hx, hy := cx+l.r(top+60)-12, top+54
	s.tube(cmd("M", hx, hy, "C", hx+112, hy-22, hx+104, hy+120, hx-16, hy+112), 22, c)
	l.body(c, glaze, .26)
	l.speckle(top+30, base-95, clay.up(-.22), 6)
	l.shine(top+26, base-90, -.6, .15, .5)
	l.shine(top+40, base-130, -.42, .045, .3)
	l.rim(c, blend(c, clay, .9).up(.05), 8, .3)
	s.liquid(l, 28, 9, s.drink())
}

// beaker is a small cup without a handle; a second one stands behind.
func beaker(s *sheet) {
	c, clay := s.color, s.raw()
	one := func(cx, top, base, r float64) {
		l := s.turned(cx, top, r, top+(base-top)*.5, r*.95, base-26, r*.84, base-6, r*.74, base, -r*.7)
		s.cast(cx, base, r*.8, 200)
		l.body(c, glaze, .26)
		l.dip(base-52, c, clay, 4)
		l.shine(top+24, base-80, -.58, .15, .45)
		l.speckle(top+30, base-70, clay.up(-.22), 8)
		l.rim(c, blend(c, clay, .9).up(.05), 7, .3)
		s.liquid(l, 26, 8, s.drink())
	}
	one(505+s.jit(8), 500, 726, 112)
	one(322+s.jit(8), 545, 812, 130)
}

// bowlForm is a turned bowl of radius r between top and base.
func (s *sheet) bowlForm(cx, top, base, r float64) *lathe {
	h := base - top
	return s.turned(cx, top, r, top+h*.35, r*.94, top+h*.7, r*.67, top+h*.9, r*.38, base, -r*.39)
}

func bowl(s *sheet) {
	c, clay := s.color, s.raw()
	cx, base, top, r := 400+s.jit(6), 785.0, 545.0, 268.0
	s.cast(cx, base, 150, 260)
	s.pool(cx+70, base-6, 290, 52, .7)
	l := s.bowlForm(cx, top, base, r).body(c, glaze, .34)
	if s.form == 1 {
		for _, b := range [2][2]float64{{70, 9}, {96, 4}} {
			s.line(curve(l.drip(top+b[0], 1.5)...), cream.up(-.02), b[1], .8)
		}
		l.sink(.3)
	} else {
		l.dip(base-92, c, clay, 4)
	}
	l.shine(top+26, top+130, -.66, .16, .42)
	l.shine(top+36, top+110, -.44, .04, .28)
	l.rim(c, clay.up(.06), 9, .26)
	if s.form == 2 {
		return
	}
	k := ksq(top)
	s.open(cmd("M", cx-r, "0H", cx+r, "V", top, "A", r-8, (r-8)*k, "0 0 1", cx-r+8, top, "H", cx-r, "Z"))
	f := [3]lch{{.80, .145, 92}, {.42, .1, 350}, {.62, .15, 45}}[s.r.IntN(3)]
	for _, q := range [3][3]float64{{92, -22, 78}, {-88, -26, 82}, {6, 4, 84}} {
		x, y := cx+q[0]+s.jit(6), top+q[1]
		s.ell(x+14, y+q[2]*.55, q[2], q[2]*.6, s.rad(stop{0, c.up(-.4), .7}, stop{1, c.up(-.3), none}))
		s.fruit(x, y, q[2], lch{f.L + s.jit(.03), f.C, f.H + s.jit(5)})
	}
	s.line(cmd("M", cx+94, top-92, "q4-14 14-22"), lch{.42, .05, 75}, 6)
	s.leaf(cx-80, top-100, -28, 96, 24, leafTone, .12, true)
	s.close()
}

// bowls are three that stand in each other.
func bowls(s *sheet) {
	c := s.color
	mid, in := blend(cream, c, .12), c.up(.14)
	cx, base := 400+s.jit(6), 785.0
	s.cast(cx, base, 150, 260)
	s.pool(cx+70, base-6, 290, 52, .7)
	a, b, t := s.bowlForm(cx, 598, base, 268), s.bowlForm(cx, 540, base-50, 244), s.bowlForm(cx, 486, base-110, 216)
	s.disc(cx, 598, 268, 268*ksq(598), c.up(-.26))
	s.disc(cx, 540, 244, 244*ksq(540), mid.up(-.26))
	t.body(in, glaze, .4).shine(506, 548, -.66, .13, .42)
	for _, q := range []struct {
		l *lathe
		c lch
	}{{b, mid}, {a, c}} {
		d, top := q.l.front(), q.l.prof[0]
		s.grad(d, s.lin("h", glaze.stops(q.c)...))
		s.grad(d, s.lin("v", stop{.2, s.shade, none}, stop{1, s.shade, .3}))
		s.line(cmd("M", cx-top.r, top.y, "A", top.r, top.r*ksq(top.y), "0 0 0", cx+top.r, top.y), s.raw().up(.12), 5)
	}
	a.shine(632, 712, -.8, .1, .3)
	t.rim(in, s.raw().up(.1), 9, .26)
	s.ell(cx-60, 500, 110, 14, "#fff", .1)
}

// woodbowl is turned from one block.
func woodbowl(s *sheet) {
	c := s.color
	cx, base, top, r := 400+s.jit(6), 788.0, 560.0, 276.0
	s.cast(cx, base, 170, 240)
	s.pool(cx+70, base-6, 290, 52, .7)
	l := s.turned(cx, top, r, top+60, r*.99, top+130, r*.86, base-40, r*.6, base, -r*.44).body(c, matte, .3)
	s.open(l.outline())
	for i := range 6 {
		y := top + 22 + float64(i)*30
		s.line(curve(at(cx-r, y-20+s.jit(8)), at(cx-90, y+42+s.jit(10)), at(cx+60, y+30+s.jit(12)), at(cx+r, y-10+s.jit(8))), c.up(-.12), 2.6, .5)
	}
	s.close()
	l.shine(top+30, top+120, -.6, .2, .16)
	l.rim(c, c.up(.1), 14, .2)
	k := ksq(top)
	s.open(cmd("M", cx-r+14, top, "a", r-14, (r-14)*k-2, "0 1 0", 2*(r-14), "0a", r-14, (r-14)*k-2, "0 1 0", -2*(r-14), 0, "Z"))
	for i := range 4 {
		s.line(cmd("M", cx-r, top-26+float64(i)*20, "q", r, 16+s.jit(10), 2*r, 0), c.up(-.14), 2.2, .4)
	}
	s.close()
}

// plate is a small stack, seen from the side.
func plate(s *sheet) {
	c, clay := s.color, s.raw()
	cx, y := 400+s.jit(5), 800.0
	s.cast(cx, y, 230, 120)
	n := 3 + s.form
	for i := range n {
		r := 262.0 - float64(i%2)*4
		top := y - 40
		l := s.turned(cx+s.jit(4), top, r, top+10, r*.96, y-14, r*.62, y, -r*.56)
		if i > 0 {
			s.disc(cx+4, y-2, r*.7, r*.7*ksq(y), s.shade, .4)
		}
		l.body(c, glaze, .3).rim(c, clay.up(.08), 5, .06)
		y -= 25
	}
	ry := y - 15
	k := ksq(ry)
	s.ell(cx, ry+3, 205, 205*k-3, s.linAt(0, 0, 1, 1, stop{0, c.up(-.14), 0}, stop{.6, c.up(.03), 0}, stop{1, c.up(.08), 0}))
	s.ell(cx, ry+7, 190, 190*k-6, s.linAt(0, 0, 1, .6, stop{0, c.up(.07), 0}, stop{1, c.up(-.05), 0}))
	s.ell(cx-80, ry, 80, 9, "#fff", .2)
	if s.form != 2 {
		s.sprig(cx-60, ry+14, -8, 170, leafTone, 7, 9, 46)
	}
}

func teapot(s *sheet) {
	c := s.color
	knob := [3]lch{brass, walnut, oak}[s.form]
	cx, base, r, top := 385+s.jit(5), 790.0, 192.0, 505.0
	l := s.turned(cx, top, 92, top+34, 142, top+115, r, base-80, r*.93, base-16, r*.62, base, -r*.58)
	if s.form == 1 {
		r, top = 205, 540
		l = s.turned(cx, top, 96, top+26, 165, top+95, r, base-70, r*.9, base-18, r*.55, base, -r*.52)
	}
	s.cast(cx+10, base, r*.8, 330)
	my := top + (base-top)*.5
	s.spout(cx-r*.82, my, c)
	hc := c
	if s.form == 1 {
		hc = walnut
	}
	s.tube(cmd("M", cx+r*.82, my-58, "C", cx+r*1.64, my-138, cx+r*1.64, my+100, cx+r*.82, my+58), 28, hc)
	l.body(c, glaze, .3)
	l.shine(top+50, base-95, -.55, .17, .42)
	l.shine(top+70, base-140, -.34, .04, .3)
	s.potLid(cx, top, l.prof[0].r, c, knob)
}

// bridgepot carries its handle over the lid.
func bridgepot(s *sheet) {
	c, clay := s.color, terra
	cx, base, r, top := 385+s.jit(5), 790.0, 185.0, 478.0
	l := s.turned(cx, top, 105, top+24, 140, top+120, 174, base-60, r, base-14, r*.86, base, -r*.8)
	s.cast(cx+10, base, r*.8, 330)
	s.spout(cx-r*.82, top+(base-top)*.5, c)
	l.body(c, glaze, .3)
	l.dip(base-78, c, clay, 5)
	l.speckle(top+60, base-110, clay.up(-.2), 12)
	l.shine(top+50, base-95, -.55, .17, .42)
	s.potLid(cx, top, 105, c, oak)
	s.tube(cmd("M", cx-128, top+44, "C", cx-150, top-230, cx+150, top-230, cx+128, top+44), 24, oak)
	for _, q := range [2]float64{-128, 128} {
		s.disc(cx+q, top+44, 15, 13, brass.up(-.05))
		s.disc(cx+q-3, top+41, 8, 6, brass.up(.12))
	}
}

// spout points left, into the light.
func (s *sheet) spout(x, y float64, c lch) {
	q := closed(cn(x+10, y+62), at(x-52, y+34), at(x-92, y-46), cn(x-134, y-100), cn(x-106, y-112), at(x-64, y-74), at(x-24, y-40), cn(x+40, y-40))
	s.grad(q, s.linAt(.2, 0, .7, 1, stop{0, c.up(.05), 0}, stop{.45, c.up(.03), 0}, stop{1, c.up(-.16), 0}))
	s.paintLine(curve(at(x-118, y-88), at(x-78, y-50), at(x-44, y+2)), 7, .32)
	s.ellRot(x-120, y-106, 15, 5, c.up(-.2).hex(), 1, -22)
}

// paintLine is a white reflection along d.
func (s *sheet) paintLine(d string, w, o float64) { s.stroke(d, "#fff", w, o, "") }

func (s *sheet) potLid(cx, top, r float64, c, knob lch) {
	s.disc(cx, top+4, r+9, (r+9)*ksq(top), c.up(-.22))
	d := s.turned(cx, top-40, 16, top-32, 46, top-14, r-14, top-3, -(r+2)).body(c, glaze, .1)
	d.shine(top-30, top-8, -.5, .2, .4)
	m := glaze
	if knob == brass {
		m = metal
	}
	s.turned(cx+1, top-78, 4, top-72, 17, top-58, 21, top-46, 12, top-36, -13).body(knob, m, 0)
}

// board lies a little turned; a knife rests on it.
func board(s *sheet) {
	c := s.color
	m := camera(390, 750, 20, .40)
	w, d, h := 262.0, 176.0, 40.0
	s.castBoard(m.rect(w, d, 0), true)
	s.block(m, block{-w, w, -d, d, 0, h, c, 12, .1})
	s.grainTop(m, w-6, d-4, h, 8, c, .6)
	s.grainFront(m, w, d, 4, h-4, 3, c)
	if s.form != 1 { // a juice groove
		q := m.rect(w-26, d-22, h)
		s.stroke(poly(q...), c.up(-.13).hex(), 7, .8, ` stroke-linejoin="round"`)
		s.stroke(poly(q...), c.up(.11).hex(), 2.5, .8, ` stroke-linejoin="round" transform="translate(2 3)"`)
	} else { // a hole to hang it by
		q := m.p(w-44, -d+44, h)
		s.disc(q.X, q.Y, 20, 13, c.up(-.4))
		s.disc(q.X-1, q.Y+4, 17, 8, c.up(-.2))
	}
	s.knife(m, -150, 60, h)
	for _, q := range [3][2]float64{{40, -70}, {108, -30}, {28, -8}} {
		p := m.p(q[0], q[1], h+2)
		s.ell(p.X+10, p.Y+26, 40, 13, s.rad(stop{0, s.shade, .55}, stop{1, s.shade, none}))
		s.fruit(p.X, p.Y, 36, lch{.55, .17, 30})
		s.leaf(p.X, p.Y-32, -60+s.jit(20), 26, 9, leafTone, .1, false)
	}
}

// knife lies on level z, its tip to the right.
func (s *sheet) knife(m cam, x, y, z float64) {
	a := func(u, v float64) pt { return m.p(x+u, y+v, z+5) }
	sh := poly(m.p(x, y+20, z), m.p(x+330, y+26, z), m.p(x+120, y+44, z), m.p(x, y+34, z))
	s.fill(sh, s.shade, .3)
	s.grad(cmd("M", a(118, -12), "L", a(300, -8), "Q", a(330, 0), a(338, 18), "Q", a(230, 30), a(118, 24), "Z"),
		s.lin("v", stop{0, steel.up(.2), 0}, stop{.55, steel.up(.08), 0}, stop{.6, steel.up(-.1), 0}, stop{1, steel.up(.12), 0}))
	s.line(cmd("M", a(-4, 4), "L", a(112, 6)), walnut.up(-.12), 27)
	s.line(cmd("M", a(-4, 2), "L", a(112, 3)), walnut.up(.03), 18)
	s.dots([]pt{a(10, 4), a(54, 5), a(98, 6)}, brass, 7, 1)
}

// paddle is a round board with a handle; bread lies on it.
func paddle(s *sheet) {
	c := s.color
	x, y := 385.0, 735.0
	k := .42
	body := func(dy float64) string {
		return cmd("M", x+150, y+dy-96, "L", x+270, y+dy-150, "Q", x+330, y+dy-166, x+322, y+dy-132, "L", x+212, y+dy-52,
			"A240", 240*k, "0 1 1", x+150, y+dy-96, "Z")
	}
	s.pool(x+70, y+40, 340, 120, 1)
	s.fill(body(34), s.shade, .5)
	s.fill(body(26), c.up(-.16))
	s.grad(body(0), s.linAt(0, 0, 1, 1, stop{0, c.up(.1), 0}, stop{1, c.up(-.03), 0}))
	s.open(body(0))
	for i := range 7 {
		s.line(cmd("M", x-260, y-60+float64(i)*27, "q", 260, -44+s.jit(12), 560, -96), c.up(-.1), 2.2, .5)
	}
	s.close()
	s.disc(x+296, y-140, 10, 7, c.up(-.35))
	crust := lch{.62, .1, 58}
	s.pool(x+10, y+20, 190, 50, 1)
	loaf := closed(at(x-160, y-20), at(x-120, y-92), at(x-10, y-122), at(x+100, y-96), at(x+142, y-26), at(x+90, y+22), at(x-20, y+34), at(x-120, y+18))
	s.grad(loaf, s.radAt(.36, .25, .8, stop{0, crust.up(.14), 0}, stop{.5, crust, 0}, stop{1, crust.up(-.2), 0}))
	s.open(loaf)
	for i := range 4 {
		q := x - 96 + float64(i)*62
		s.line(cmd("M", q-14, y-118, "q42 40 20 100"), lch{.9, .05, 82}, 9, .75)
		s.line(cmd("M", q-7, y-116, "q42 40 20 98"), crust.up(-.2), 3, .6)
	}
	s.close()
}
