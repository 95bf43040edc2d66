package pictures

// bottleForm is one of three outlines of a bottle.
func (s *sheet) bottleForm(cx, base float64) (l *lathe, top, r, full float64) {
	switch s.form {
	case 0:
		top, r, full = 225, 98, 150
		l = s.turned(cx, top, 27, top+14, 25, top+130, 29, top+200, 52, top+265, r, base-40, r, base-8, r*.96, base, -r*.88)
	case 1:
		top, r, full = 255, 112, 210
		l = s.turned(cx, top, 26, top+12, 24, top+110, 26, top+190, 58, top+290, r, base-30, r*.98, base-6, r*.93, base, -r*.86)
	default:
		top, r, full = 270, 104, 128
		l = s.turned(cx, top, 25, top+90, 26, top+118, 44, top+150, r, top+190, r, base-40, r, base-8, r*.96, base, -r*.88)
	}
	return l, top, r, full
}

// oil stands in the glass that its colour names: clear, bottle, amber.
func oil(s *sheet) {
	s.flask(lch{.70, .125, 100}, lch{.5, .09, 122})
	for _, q := range [2][3]float64{{212, 838, 27}, {262, 868, 29}} {
		s.castSoft(q[0], q[1]+q[2]*.7, q[2]*.8, 36, .5)
		o := lch{.55, .1, 118}
		s.ellRot(q[0], q[1], q[2]*1.15, q[2]*.9, s.radAt(.35, .3, .75, stop{0, o.up(.14), 0}, stop{.5, o, 0}, stop{1, o.up(-.16), 0}), 1, -18)
	}
	s.sprig(150, 905, -14, 150, lch{.58, .06, 130}, 6, 10, 56)
}

// vinegar is the same glass with apples beside it.
func vinegar(s *sheet) {
	s.flask(lch{.62, .12, 60}, lch{.5, .12, 30})
	s.pool(222, 872, 90, 18, 1)
	s.fruit(214, 832, 48, lch{.60, .15, 32})
	s.line("M216 790q2-16 12-24", lch{.4, .05, 70}, 6)
	s.leaf(226, 776, -16, 48, 15, leafTone, .1, true)
}

func (s *sheet) flask(oil, mark lch) {
	g := s.color
	thin := g.L > .75
	cx, base := 385+s.jit(5), 800.0
	l, top, r, full := s.bottleForm(cx, base)
	d := l.outline()
	s.cast(cx, base, r*.95, 420)
	s.ell(cx+r*1.6, base+8, r*1.3, 26, s.rad(stop{0, oil.up(.14), .8}, stop{1, oil, none}))
	glass := s.lin("h", stop{0, g.up(-.16), 0}, stop{.1, g.up(.07), 0}, stop{.22, g.up(-.05), 0}, stop{.55, g.up(-.08), 0}, stop{.9, g.up(.13), 0}, stop{1, g.up(-.2), 0})
	o := 1.0
	if thin {
		o = .62
	}
	s.paint(d, glass, "", o)
	s.open(d)
	y := top + full
	a := max(20, l.r(y)-5)
	if thin {
		s.grad(cmd("M", cx-a-60, y, "A", a+60, 20, "0 0 0", cx+a+60, y, "L", cx+200, "950H", cx-200, "Z"),
			s.lin("h", stop{.15, oil.up(-.14), 0}, stop{.25, oil.up(.07), 0}, stop{.5, oil, 0}, stop{.72, oil.up(.08), 0}, stop{.82, oil.up(-.16), 0}))
		s.disc(cx, y+10, a+2, 9, oil.up(.1))
	} else {
		s.ell(cx+8, base-30, r*.9, 60, s.rad(stop{0, oil.up(.12), .55}, stop{1, oil, none}))
	}
	s.close()
	l.shine(top+20, top+120, -.35, .22, .5)
	y0, y1 := base-250, base-75
	sh := l.prof[4].y
	l.shine(sh+6, base-24, -.84, .07, .5)
	l.shine(y0-52, y0-6, -.5, .16, .4)
	l.shine(sh, base-30, .86, .05, .32)
	e := l.label(y0, y1, [3]lch{cream, paper, {.86, .05, 82}}[s.form], mark)
	s.line(cmd("M", e.X-6, e.Y+40, "c-10-30 4-60 22-78"), mark.up(-.1), 3)
	id := s.frond(42, 9, mark)
	for _, q := range [4][3]float64{{-150, -10, 22}, {-20, -8, 4}, {-160, -4, -10}, {-40, 6, -28}} {
		s.use(id, e.X+q[1], e.Y+q[2], q[0], 1)
	}
	kc := cork
	if s.form == 2 {
		kc = berry
	}
	s.turned(cx, top-44, 23, top-40, 25, top+4, -22).body(kc, matte, 0).lid(kc)
	s.grad(s.turned(cx, top, 31, top+16, -31).outline(), glass)
}

// spice is a small glass with a cork; its filling is heaped beside it.
func spice(s *sheet) {
	fill := s.color
	cx, base, top, r := 420+s.jit(6), 790.0, 500.0, 112.0
	l := s.turned(cx, top, r*.7, top+20, r*.7, top+52, r, base-20, r, base, -r*.92)
	s.cast(cx, base, r, 240)
	d := l.outline()
	gl := lch{.9, .012, 180}
	s.paint(d, s.lin("h", stop{0, gl.up(-.25), 0}, stop{.1, gl.up(.05), 0}, stop{.9, gl, 0}, stop{1, gl.up(-.25), 0}), "", .6)
	s.open(d)
	y := top + 92
	s.grad(cmd("M", cx-r, y+s.jit(6), "q", r, 40+s.jit(8), 2*r, s.jit(6), "V900H", cx-r, "Z"), s.lin("h", stop{.04, fill.up(-.15), 0}, stop{.3, fill.up(.06), 0}, stop{.6, fill, 0}, stop{1, fill.up(-.2), 0}))
	var a, b []pt
	for range 26 {
		a = append(a, l.on(s.between(y+44, base-10), s.between(-.92, .92)))
		b = append(b, l.on(s.between(y+44, base-10), s.between(-.92, .92)))
	}
	s.dots(a, fill.up(-.12), 9, .6)
	s.dots(b, fill.up(.1), 8, .6)
	s.close()
	e := l.label(base-150, base-46, paper, fill.up(-.1))
	s.disc(e.X, e.Y, 24, 24, fill)
	s.disc(e.X-5, e.Y-5, 14, 14, fill.up(.08))
	s.jarShine(l, top, base, base-150)
	s.turned(cx, top-62, -r*.66, top-54, r*.7, top+4, -r*.64).body(cork, matte, .1).lid(cork)
	s.heap(205, 850, 92, fill)
}

// heap is a small hill of grains with a wooden spoon in it.
func (s *sheet) heap(x, y, w float64, c lch) {
	s.pool(x+24, y+20, w*1.3, 26, 1)
	h := curve(cn(x-w, y+22), at(x-w*.5, y-10), at(x, y-34), at(x+w*.5, y-8), cn(x+w, y+22)) + "Z"
	s.grad(h, s.linAt(0, 0, 1, 1, stop{0, c.up(.1), 0}, stop{.5, c, 0}, stop{1, c.up(-.16), 0}))
	var a, b []pt
	for range 12 {
		a = append(a, at(x+s.jit(w*.75), y+14-s.r.Float64()*22))
		b = append(b, at(x+s.jit(w*1.1), y+22+s.jit(6)))
	}
	s.dots(a, c.up(.1), 7, .7)
	s.dots(b, c.up(-.08), 7, .8)
	s.line(cmd("M", x+10, y-6, "L", x-74, y-118), beech.up(-.2), 15)
	s.line(cmd("M", x+8, y-8, "L", x-76, y-120), beech.up(.04), 9)
}
