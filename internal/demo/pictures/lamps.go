package pictures

// light is how bright lamps burn: dim by day, full in the evening view.
func (s *sheet) halo(x, y, r float64) {
	s.ell(x, y, r, r, s.rad(stop{0, glow, .75}, stop{.5, glow, .28}, stop{1, glow, none}))
}

func (s *sheet) flex(x float64) {
	s.stroke(cmd("M", x, "800c90 26 150-10 300 14"), ink.up(.1).hex(), 5, .75, "")
}

// linenShade is a lit cloth shade from (yt, rt) to (yb, rb).
func (s *sheet) linenShade(cx, yt, rt, yb, rb float64, sh lch) {
	l := s.turned(cx, yt, -rt, yb, -rb)
	d := l.outline()
	s.grad(d, s.lin("h", stop{0, sh.up(-.1), 0}, stop{.22, sh.up(.02), 0}, stop{.45, glow.up(.02), 0}, stop{.75, sh.up(-.03), 0}, stop{1, sh.up(-.17), 0}))
	s.grad(d, s.radAt(.48, .68, .55, stop{0, lch{.995, .04, 92}, .95}, stop{.7, glow, .15}, stop{1, glow, none}))
	k := ksq(yt)
	s.ell(cx, yt, rt, rt*k, s.lin("h", stop{0, sh.up(-.1), 0}, stop{1, glow.up(.02), 0}))
	s.ell(cx, yt+3, rt-5, rt*k-5, s.lin("h", stop{0, glow.up(-.02), 0}, stop{1, glow.up(.03), 0}))
	s.line(curve(l.drip(yb-5, 0)...), sh.up(-.13), 5, .6)
	d = ""
	for i := 1; i < 16; i++ {
		f := -1 + float64(i)/8
		d += cmd("M", l.on(yt+8, f), "L", l.on(yb-9, f))
	}
	s.line(d, sh.up(-.2), 1, .22)
}

func (s *sheet) lampFoot(cx float64) {
	s.halo(cx, 420, 400)
	s.cast(cx, 800, 120, 160)
	s.ell(cx, 812, 300, 88, s.rad(stop{0, glow, .7}, stop{1, glow, none}))
	s.ell(cx+4, 804, 128, 32, s.rad(stop{.6, s.shade, .75}, stop{1, s.shade, none}))
}

func lamp(s *sheet) {
	c := s.color
	cx, base := 400+s.jit(5), 800.0
	s.lampFoot(cx)
	var b *lathe
	switch s.form {
	case 0:
		b = s.turned(cx, 545, 20, 566, 34, 605, 92, 670, 126, 735, 104, 782, 72, base, -78)
	case 1:
		b = s.turned(cx, 540, 22, 580, 70, 640, 104, 690, 78, 730, 96, 780, 92, base, -84)
	default:
		b = s.turned(cx, 530, 24, 560, 60, 600, 76, 700, 88, 770, 92, base, -86)
	}
	b.body(c, glaze, .3)
	b.shine(600, 740, -.5, .16, .45)
	b.speckle(610, 760, c.up(-.2), 9)
	s.turned(cx, 500, 9, 546, -10).body(brass, metal, 0)
	sh := lch{.93, .045, 82}
	if s.form == 2 {
		s.linenShade(cx, 240, 172, 515, 190, sh)
	} else {
		s.linenShade(cx, 250, 132, 510, 208, sh)
	}
	s.flex(cx + 100)
}

func dome(s *sheet) {
	c := s.color
	cx, base := 400+s.jit(5), 800.0
	s.lampFoot(cx)
	foot := brass
	if s.form == 1 {
		foot = lch{.3, .01, 255}
	}
	s.turned(cx, 780, 112, base, -118).body(foot, metal, .1).rim(foot, foot.up(.1), 4, -.02)
	s.turned(cx, 470, 9, 786, -10).body(foot, metal, 0)
	s.turned(cx, 752, 12, 770, 30, 786, -38).body(foot, metal, 0)
	s.line(cmd("M", cx+62, "470v64"), brass.up(-.05), 3)
	s.disc(cx+62, 540, 8, 9, brass.up(.04))
	l := s.turned(cx, 300, 34, 320, 84, 390, 178, 480, -232)
	if s.form == 2 {
		l = s.turned(cx, 296, 40, 340, 96, 420, 160, 490, -214)
	}
	yb := l.prof[3].y
	l.body(c, glaze, 0)
	s.line(curve(l.drip(yb-2, 0)...), glow, 8, .9)
	l.shine(324, yb-30, -.55, .13, .45)
	l.shine(334, yb-60, -.36, .03, .3)
	s.turned(cx, 266, 5, 276, 13, 288, 9, 304, -34).body(brass, metal, 0)
	s.flex(cx + 100)
}

func woodlamp(s *sheet) {
	c := s.color
	cx, base := 400+s.jit(5), 800.0
	s.lampFoot(cx)
	s.turned(cx, 768, 100, 776, 108, base, -108).body(c, matte, .2).rim(c, c.up(.08), 4, -.04)
	b := s.turned(cx, 520, 18, 600, 26, 700, 40, 775, -46)
	if s.form == 1 {
		b = s.turned(cx, 520, 20, 560, 44, 620, 58, 690, 40, 730, 26, 775, -48)
	}
	b.body(c, matte, .15)
	d := ""
	for _, q := range [3]float64{-.4, .1, .5} {
		d += curve(b.on(545, q), b.on(640, q), b.on(700, q), b.on(768, q))
	}
	s.line(d, c.up(-.14), 2, .5)
	s.linenShade(cx, 240, 176, 520, 192, lch{.90, .05, 75})
	s.flex(cx + 100)
}

// pendant hangs; light falls out below.
func pendant(s *sheet) {
	c := s.color
	cx := 400 + s.jit(5)
	m := glaze
	if c == brass || c == copper || c == steel {
		m = metal
	}
	s.ell(cx, 800, 330, 120, s.rad(stop{0, glow, .8}, stop{.5, glow, .3}, stop{1, glow, none}))
	s.paint(cmd("M", cx-190, "470L", cx-330, 840, "H", cx+330, "L", cx+190, 470, "Z"), s.lin("v", stop{0, glow, .5}, stop{1, glow, none}), "", 1)
	s.line(cmd("M", cx, "-300V200"), ink.up(.06), 6)
	s.turned(cx, 180, 12, 196, 22, 240, -24).body(brass, metal, 0)
	var l *lathe
	switch s.form {
	case 0:
		l = s.turned(cx, 230, 30, 256, 88, 340, 180, 450, -226)
	case 1:
		l = s.turned(cx, 230, 34, 260, 52, 330, 64, 380, 120, 456, -236)
	default:
		l = s.turned(cx, 230, 36, 270, 130, 350, 196, 420, 204, 470, -176)
	}
	y, r := l.prof[len(l.prof)-1].y, l.prof[len(l.prof)-1].r
	s.ell(cx, y, r, r*.24, s.lin("v", stop{0, glow.up(-.1), 0}, stop{1, glow.up(.03), 0}))
	l.body(c, m, 0)
	s.ell(cx, y+4, r-8, r*.2, s.rad(stop{0, lch{.995, .03, 92}, 0}, stop{.5, lch{.98, .07, 90}, 0}, stop{1, glow.up(-.12), 0}))
	s.ell(cx, y-4, 54, 40, s.rad(stop{0, lch{.998, .01, 92}, 0}, stop{.6, lch{.99, .05, 92}, .9}, stop{1, glow, none}))
	s.line(cmd("M", cx-r, y, "A", r, r*.24, "0 0 0", cx+r, y), c.up(.12), 6)
	l.shine(262, y-40, -.55, .14, .45)
	l.shine(276, y-60, -.34, .03, .3)
}

// candle stands in a turned holder.
func candle(s *sheet) {
	c := s.color
	m := glaze
	if c == brass || c == copper || c == steel {
		m = metal
	}
	one := func(cx, base, h, w float64) {
		s.cast(cx, base, 84, 300)
		s.ell(cx, base+8, 220, 60, s.rad(stop{0, glow, .5}, stop{1, glow, none}))
		top := base - h
		wax := lch{.95, .025, 88}
		k := s.turned(cx, top-250, -w, base-h+6, -w)
		k.body(wax, matte, 0)
		s.grad(k.outline(), s.lin("v", stop{0, glow, .9}, stop{.4, glow, none}))
		s.ell(cx, top-250, w, w*ksq(top-250), s.rad(stop{0, lch{.97, .07, 88}, 0}, stop{1, wax, 0}))
		s.line(cmd("M", cx, top-250, "v-16"), ink, 4)
		s.fill(cmd("M", cx, top-330, "C", cx+26, top-296, cx+22, top-258, cx, top-256, "C", cx-22, top-258, cx-24, top-290, cx, top-330, "Z"), lch{.9, .13, 85})
		s.fill(cmd("M", cx+1, top-300, "C", cx+12, top-280, cx+11, top-260, cx, top-259, "C", cx-11, top-260, cx-10, top-280, cx+1, top-300, "Z"), lch{.99, .04, 95})
		l := s.turned(cx, top, w+14, top+14, w+18, top+30, w+2, top+h*.5, 16, base-40, 26, base-18, 84, base, -90)
		if s.form == 1 {
			l = s.turned(cx, top, w+12, top+26, w+20, top+h*.4, 34, top+h*.6, 44, base-30, 30, base-14, 80, base, -84)
		}
		l.body(c, m, .15)
		l.shine(top+12, top+h*.5, -.5, .2, .4)
		l.shine(base-24, base-6, -.5, .2, .4)
		l.rim(c, c.up(.1), 5, .2)
		s.disc(cx, top+2, w, w*ksq(top)-2, wax.up(-.06))
		s.halo(cx, top-296, 230)
	}
	one(500+s.jit(6), 760, 250, 22)
	one(310+s.jit(6), 812, 150, 24)
}

// lantern is a metal frame about glass with a candle.
func lantern(s *sheet) {
	c := s.color
	m := camera(395, 780, 28, .36)
	w, h := 116.0, 360.0
	s.castBoard(m.rect(w+14, w+14, 0), true)
	s.ell(400, 800, 330, 90, s.rad(stop{0, glow, .5}, stop{1, glow, none}))
	s.block(m, block{-w - 14, w + 14, -w - 14, w + 14, 0, 22, c, 5, .04})
	q := m.p(0, 0, 22)
	k := s.turned(q.X, q.Y-170, -46, q.Y, -46).body(lch{.95, .025, 88}, matte, 0)
	s.grad(k.outline(), s.lin("v", stop{0, glow, .9}, stop{.5, glow, none}))
	s.disc(q.X, q.Y-170, 46, 46*.25, lch{.97, .06, 88})
	s.fill(cmd("M", q.X, q.Y-256, "C", q.X+28, q.Y-216, q.X+24, q.Y-176, q.X, q.Y-174, "C", q.X-24, q.Y-176, q.X-26, q.Y-210, q.X, q.Y-256, "Z"), lch{.92, .12, 86})
	s.halo(q.X, q.Y-214, 250)
	glass := lch{.95, .01, 200}
	for _, f := range [2][]pt{{m.p(-w, w, 22), m.p(w, w, 22), m.p(w, w, h), m.p(-w, w, h)}, {m.p(w, w, 22), m.p(w, -w, 22), m.p(w, -w, h), m.p(w, w, h)}} {
		s.paint(poly(f...), s.linAt(0, 0, 1, .6, stop{0, glass, .5}, stop{.3, glass, .1}, stop{.34, glass, .4}, stop{.5, glass, .06}, stop{1, glass, .3}), "", 1)
	}
	for _, p := range [3][2]float64{{w, -w}, {-w, w}, {w, w}} {
		s.butt(cmd("M", m.p(p[0], p[1], 18), "L", m.p(p[0], p[1], h)), c.up(-.1), 17)
		a, b := m.p(p[0], p[1], 18), m.p(p[0], p[1], h)
		s.butt(cmd("M", a.X-4, a.Y, "L", b.X-4, b.Y), c.up(.1), 5)
	}
	s.block(m, block{-w - 12, w + 12, -w - 12, w + 12, h, h + 16, c, 5, 0})
	a := m.p(0, 0, h+130)
	s.fill(poly(m.p(-w, w, h+18), m.p(w, w, h+18), a), c.up(.02))
	s.fill(poly(m.p(w, w, h+18), m.p(w, -w, h+18), a), c.up(-.15))
	s.fill(poly(m.p(-w, w, h+18), m.p(-w*.8, w*.6, h+30), a), c.up(.14))
	s.stroke(cmd("M", a.X-40, a.Y-34, "a40 44 0 1 0 80 0a40 44 0 1 0-80 0"), c.up(-.05).hex(), 11, 1, "")
	s.stroke(cmd("M", a.X-38, a.Y-44, "a40 44 0 0 1 60-26"), c.up(.2).hex(), 4, .8, "")
}
