package pictures

import "math"

// pouch is a paper bag with a rolled top; it returns the middle of its label.
func (s *sheet) pouch(c, acc lch) pt {
	x, y, w, h := 392+s.jit(5), 792.0, 168.0, 420.0
	t := y - h
	s.castBoard([]pt{at(x-w+10, y-6), at(x+w+150, y-40), at(x+w+130, y+8), at(x+w-10, y+16), at(x-w+20, y+14)}, false)
	front := closed(cn(x-w, t+70), at(x-w-5, t+230), cn(x-w+4, y-4), at(x-30, y+10), cn(x+w-58, y+8), at(x+w-46, t+230), cn(x+w-52, t+70))
	side := closed(cn(x+w-52, t+70), at(x+w-46, t+230), cn(x+w-58, y+8), cn(x+w+4, y-16), at(x+w+12, t+240), cn(x+w-2, t+66))
	s.grad(side, s.lin("h", stop{0, c.up(-.2), 0}, stop{.5, c.up(-.12), 0}, stop{.55, c.up(-.26), 0}, stop{1, c.up(-.2), 0}))
	s.grad(front, s.lin("h", stop{0, c.up(-.02), 0}, stop{.12, c.up(.055), 0}, stop{.5, c.up(.015), 0}, stop{.86, c.up(-.05), 0}, stop{1, c.up(-.09), 0}))
	s.grad(poly(at(x-w, t+71), at(x-w+14, t), at(x+w-40, t-4), at(x+w-51, t+71)), s.linAt(0, 0, .6, 1, stop{0, c.up(.07), 0}, stop{1, c.up(-.06), 0}))
	s.fill(poly(at(x+w-52, t+71), at(x+w-40, t-4), at(x+w-16, t), at(x+w-2, t+67)), c.up(-.17))
	s.grad(cmd("M", x-w+8, t-34, "l", 2*w-34, -4, "q14 4 12 26q-2 24-14 24L", x-w+10, t+16, "q-12-3-11-26q1-20 11-24Z"),
		s.lin("v", stop{0, c.up(.1), 0}, stop{.5, c.up(.02), 0}, stop{1, c.up(-.16), 0}))
	s.fill(cmd("M", x-w+4, t-18, "L", x+w-14, t-22, "v15L", x-w+4, t-3, "Z"), acc)
	s.line(cmd("M", x-w+26, t+84, "l40 58M", x+w-82, t+80, "l-34 70"), c.up(.12), 3, .6)
	s.line(cmd("M", x-w+30, t+82, "l40 58M", x+w-78, t+80, "l-34 70"), c.up(-.14), 2.5, .5)
	s.line(curve(at(x-w+6, y-90), at(x-w+60, y-60), at(x-w+96, y-4)), c.up(-.12), 3, .45)
	lx, ly := x-w+54, t+158
	lab := paper
	if c.L > .88 {
		lab = acc
	}
	s.grad(cmd("M", lx, ly, "l208 2l-3 168l-204-1Z"), s.lin("h", stop{0, lab, 0}, stop{1, lab.up(-.06), 0}))
	return at(lx+104, ly+62)
}

// accent is a second colour that goes with the good's own.
func (s *sheet) accent() lch {
	all := [5]lch{green, saffron, berry, blue, {.42, .08, 345}}
	i := s.r.IntN(5)
	for apart(all[i], s.color) < .2 {
		i = (i + 1) % 5
	}
	return all[i]
}

func coffee(s *sheet) {
	acc := s.accent()
	m := s.pouch(s.color, acc)
	ic := acc
	if s.color.L > .88 {
		ic = cream
	}
	switch s.form {
	case 0:
		s.fill(cmd("M", m.X-40, m.Y+18, "a40 40 0 0 1 80 0Z"), ic)
		s.fill(cmd("M", m.X-50, m.Y+28, "h100v7h-100z"), ic)
	case 1:
		s.ellRot(m.X, m.Y, 24, 36, ic.hex(), 1, 24)
		s.line(cmd("M", m.X+12, m.Y-34, "c-14 22 14 40 0 66"), paper, 6)
	default:
		for i := range 3 {
			s.line(cmd("M", m.X-26+26*float64(i), m.Y+30, "c-12-16 12-24 0-42"), ic, 7)
		}
	}
	s.fill(cmd("M", m.X-60, m.Y+56, "h120v6h-120zM", m.X-38, m.Y+72, "h76v5h-76z"), ic, .75)
	id := s.bean(lch{.36, .055, 48})
	for _, q := range [5][3]float64{{182, 868, 20}, {232, 892, -50}, {282, 862, 75}, {330, 900, 5}, {560, 880, -20}} {
		s.use(id, q[0]+s.jit(8), q[1]+s.jit(5), q[2]+s.jit(25), 1)
	}
}

// teaLeaves strews dry leaves about a point.
func (s *sheet) teaLeaves(x, y, w float64, c lch) {
	a, b := "", ""
	for i := range 14 {
		p := cmd("M", x+s.jit(w), y+s.jit(w*.22), "q", 7+s.jit(5), s.jit(9), 15+s.jit(6), s.jit(7))
		if i%2 == 0 {
			a += p
		} else {
			b += p
		}
	}
	s.line(a, c.up(-.1), 5)
	s.line(b, c.up(.06), 4)
}

func teapouch(s *sheet) {
	acc := s.accent()
	m := s.pouch(s.color, acc)
	ic := acc
	if s.color.L > .88 {
		ic = cream
	}
	for _, a := range [3]float64{-140, -90, -40} {
		s.leaf(m.X, m.Y+36, a, 62, 17, ic, 0, false)
	}
	s.fill(cmd("M", m.X-60, m.Y+56, "h120v6h-120zM", m.X-38, m.Y+72, "h76v5h-76z"), ic, .75)
	s.teaLeaves(230, 880, 74, lch{.36, .045, 95})
}

// teatin is a round tin with a lid and a paper band.
func teatin(s *sheet) {
	c, acc := s.color, s.accent()
	cx, base, top, r := 395+s.jit(5), 792.0, 470.0, 142.0
	s.cast(cx, base, r*.95, 300)
	b := s.turned(cx, top, -r, base-8, -r, base, -(r-5)).body(c, metal, .15)
	m := b.label(top+70, base-60, paper, acc)
	for _, a := range [3]float64{-150, -90, -30} {
		s.leaf(m.X, m.Y+30, a, 66, 18, acc, 0, false)
	}
	s.line(cmd("M", m.X, m.Y+30, "v18"), acc, 4)
	d := s.turned(cx, top-72, -(r + 4), top+4, -(r + 5))
	s.fill(b.hoop(top+4, top+16), s.shade, .4)
	d.body(c.up(.02), metal, 0)
	d.lid(c)
	y := top - 72
	s.ell(cx, y+1, r-20, (r-20)*ksq(y), s.linAt(0, 0, 1, 1, stop{0, c.up(-.08), 0}, stop{1, c.up(.1), 0}))
	s.ell(cx, y+3, r-24, (r-24)*ksq(y)-1, s.lin("d", stop{0, c.up(.1), 0}, stop{1, c.up(-.02), 0}))
	s.teaLeaves(220, 880, 70, lch{.36, .045, 95})
}

// dripper is a glazed cone on a glass jug.
func dripper(s *sheet) {
	c := s.color
	cx, base := 390+s.jit(5), 800.0
	s.cast(cx, base, 130, 330)
	brew := lch{.36, .075, 48}
	s.ell(cx+190, base+14, 150, 26, s.rad(stop{0, brew.up(.2), .6}, stop{1, brew, none}))
	j := s.turned(cx, 520, 78, 545, 84, 610, 142, 700, 168, base-20, 150, base, -132)
	d := j.outline()
	gl := lch{.9, .012, 200}
	s.paint(d, s.lin("h", stop{0, gl.up(-.22), 0}, stop{.08, gl.up(.04), 0}, stop{.3, gl, 0}, stop{.9, gl.up(.05), 0}, stop{1, gl.up(-.25), 0}), "", .5)
	s.open(d)
	y := 668.0
	r := j.r(y) - 5
	s.grad(cmd("M", cx-r, y, "A", r, r*ksq(y), "0 0 0", cx+r, y, "L", cx+200, 860, "H", cx-200, "Z"), s.lin("h", stop{.1, brew.up(-.14), 0}, stop{.3, brew.up(.05), 0}, stop{.8, brew.up(-.04), 0}, stop{.92, brew.up(.12), 0}))
	s.disc(cx, y, r, r*ksq(y), brew.up(.08))
	s.close()
	j.shine(600, 770, -.78, .09, .6)
	j.shine(600, 760, .8, .05, .4)
	s.tube(cmd("M", cx+96, 566, "C", cx+230, 560, cx+240, 690, cx+150, 726), 20, gl.up(-.1))
	s.turned(cx, 536, 96, 548, -96).body(oak, matte, 0)
	s.turned(cx, 500, -150, 516, 138, 522, -60).body(c, glaze, .2)
	l := s.turned(cx, 300, -156, 400, 112, 480, 62, 502, -58).body(c, glaze, .2)
	hx := cx + 128
	s.tube(cmd("M", hx, 350, "C", hx+100, 330, hx+90, 450, hx-46, 440), 22, c)
	for i := range 5 {
		f := -.7 + float64(i)*.35
		s.line(cmd("M", l.on(330, f), "L", l.on(478, f)), c.up(-.1), 4, .35)
	}
	l.shine(322, 440, -.55, .15, .5)
	l.rim(c, c.up(.06), 8, .22)
	s.open(s.turned(cx, 300, 148, 301, -148).outline())
	s.ell(cx, 318, 120, 17, s.rad(stop{0, lch{.30, .05, 48}, 0}, stop{1, lch{.42, .06, 50}, 0}))
	s.close()
}

// press is a glass jug with a plunger in a metal frame.
func press(s *sheet) {
	c := s.color
	cx, base, r := 380+s.jit(5), 796.0, 118.0
	s.cast(cx, base, r, 380)
	brew := lch{.34, .07, 48}
	l := s.turned(cx, 430, r, base, -r)
	s.tube(cmd("M", cx+r-6, 480, "C", cx+r+130, 450, cx+r+124, 740, cx+r-6, 716), 26, c)
	d := l.outline()
	s.paint(d, s.lin("h", stop{0, lch{.7, .012, 200}, 0}, stop{.1, lch{.95, .01, 200}, 0}, stop{.85, lch{.92, .01, 200}, 0}, stop{1, lch{.66, .012, 200}, 0}), "", .6)
	s.open(d)
	y := 560.0
	s.grad(cmd("M", cx-r, y, "A", r, r*ksq(y), "0 0 0", cx+r, y, "V860H", cx-r, "Z"), s.lin("h", stop{0, brew.up(-.1), 0}, stop{.2, brew.up(.07), 0}, stop{.7, brew, 0}, stop{1, brew.up(.04), 0}))
	s.disc(cx, y, r-3, (r-3)*ksq(y), brew.up(.12))
	s.line(cmd("M", cx, 420, "V", y), steel.up(-.05), 9)
	s.disc(cx, y-4, r-8, (r-8)*ksq(y), steel.up(.02))
	s.close()
	l.shine(470, 770, -.72, .1, .55)
	for _, q := range [2]float64{462, 738} {
		s.grad(l.hoop(q, q+18), s.lin("h", metal.stops(steel)...))
	}
	for _, f := range [3]float64{-.62, .1, .72} {
		s.line(cmd("M", l.on(462, f), "L", l.on(base-4, f)), steel.up(-.06), 9)
		s.line(cmd("M", l.on(462, f-.02), "L", l.on(base-4, f-.02)), steel.up(.18), 3)
	}
	s.turned(cx, 398, 40, 410, r*.8, 424, r+6, 440, -(r+6)).body(steel, metal, 0)
	s.turned(cx, 318, -6, 404, -7).body(steel, metal, 0)
	s.turned(cx, 282, 8, 290, 24, 306, 28, 322, 16, 328, -8).body(c, glaze, 0)
}

// grinder is a wooden mill with a crank.
func grinder(s *sheet) {
	c := s.color
	m := camera(385, 770, 24, .36)
	w, h := 128.0, 220.0
	s.castBoard(m.rect(w+10, w+10, 0), true)
	s.block(m, block{-w - 12, w + 12, -w - 12, w + 12, 0, 22, c, 8, .05})
	s.block(m, block{-w, w, -w, w, 22, h, c, 6, .1})
	s.grainFront(m, w, w, 26, h, 5, c)
	s.stroke(poly(m.p(-w*.66, w, 108), m.p(w*.66, w, 108), m.p(w*.66, w, 40), m.p(-w*.66, w, 40)), c.up(-.2).hex(), 4, .8, ` stroke-linejoin="round"`)
	k := m.p(0, w+12, 74)
	s.disc(k.X+3, k.Y+6, 15, 14, s.shade, .5)
	s.ell(k.X, k.Y, 14, 14, s.radAt(.35, .3, .8, stop{0, brass.up(.16), 0}, stop{1, brass.up(-.16), 0}))
	s.block(m, block{-w - 8, w + 8, -w - 8, w + 8, h, h + 16, c, 8, 0})
	t := m.p(0, 0, h+16)
	l := s.turned(t.X, t.Y-112, -96, t.Y-88, 98, t.Y-20, 40, t.Y, -46)
	s.disc(t.X+8, t.Y+4, 60, 20, s.shade, .5)
	l.body(brass, metal, .1)
	l.rim(brass, brass.up(.08), 6, .3)
	s.ell(t.X, t.Y-104, 74, 11, s.rad(stop{0, lch{.28, .05, 48}, 0}, stop{1, lch{.4, .06, 50}, 0}))
	s.line(cmd("M", t.X, t.Y-104, "V", t.Y-156), steel.up(-.1), 12)
	s.stroke(cmd("M", t.X, t.Y-158, "C", t.X+70, t.Y-172, t.X+120, t.Y-150, t.X+168, t.Y-150), steel.up(-.12).hex(), 14, 1, "")
	s.paintLine(cmd("M", t.X, t.Y-162, "C", t.X+70, t.Y-176, t.X+120, t.Y-154, t.X+160, t.Y-154), 4, .6)
	s.turned(t.X+168, t.Y-222, 10, t.Y-206, 20, t.Y-176, 16, t.Y-156, -10).body(c, matte, .1)
	id := s.bean(lch{.36, .055, 48})
	for _, q := range [3][3]float64{{190, 880, 20}, {240, 900, -50}, {560, 896, 40}} {
		s.use(id, q[0]+s.jit(8), q[1]+s.jit(5), q[2]+s.jit(25), 1)
	}
}

// glassJar is a filled jar; lid and label are left to the caller.
func (s *sheet) glassJar(cx, top, base, r float64, fill lch) *lathe {
	l := s.turned(cx, top, r*.8, top+26, r*.8, top+62, r, base-34, r, base-8, r*.95, base, -r*.86)
	s.cast(cx, base, r*.95, 300)
	s.ell(cx+r*1.25, base+22, r, 30, s.rad(stop{0, fill.up(.1), .75}, stop{1, fill, none}))
	d := l.outline()
	s.grad(d, s.lin("h", stop{0, fill.up(-.22), 0}, stop{.06, fill.up(.04), 0}, stop{.2, fill.up(.03), 0}, stop{.45, fill.up(-.04), 0},
		stop{.72, fill.up(.05), 0}, stop{.88, fill.up(.12), 0}, stop{.95, fill.up(-.06), 0}, stop{1, fill.up(-.26), 0}))
	s.grad(d, s.lin("v", stop{0, fill.up(-.3), .5}, stop{.3, fill, none}, stop{.7, fill, none}, stop{1, fill.up(-.3), .55}))
	s.open(d)
	y := top + 46
	a := l.r(y) - 6
	s.fill(cmd("M", cx-200, top-40, "H", cx+200, "V", y, "A", a, a*ksq(y), "0 0 1", cx-a, y, "Z"), lch{.93, .012, 95}, .5)
	s.ell(cx, y, a, a*ksq(y), s.lin("h", stop{0, fill.up(.1), 0}, stop{1, fill.up(.02), 0}))
	return l
}

func (s *sheet) jarShine(l *lathe, top, base, label float64) {
	l.shine(top+60, base-24, -.82, .1, .5)
	l.shine(top+66, label-12, -.5, .12, .55)
	l.shine(top+70, base-40, .84, .05, .35)
}

func (s *sheet) screwLid(l *lathe, top, r float64, c lch, m shading) {
	s.fill(l.hoop(top+34, top+46), s.shade, .4)
	d := s.turned(l.cx, top-26, r*.86, top-18, r*.9, top+34, -r*.9).body(c, m, .15)
	d.rim(c, c.up(.08), 8, -.03)
	s.line(curve(d.drip(top+24, 0)...), c.up(-.25), 3, .6)
}

func honey(s *sheet) {
	fill := s.color
	cx, base, top, r := 395+s.jit(5), 790.0, 430.0, 150.0
	l := s.glassJar(cx, top, base, r, fill)
	s.close()
	e := l.label(base-215, base-70, paper, fill.up(-.12))
	for i := range 3 {
		q := make([]pt, 6)
		oy := -10.0
		if i == 1 {
			oy = 10
		}
		for a := range q {
			t := float64(a) * math.Pi / 3
			q[a] = at(e.X-34+float64(i)*34+20*math.Sin(t), e.Y+oy+20*math.Cos(t))
		}
		s.fill(poly(q...), fill.up([3]float64{-.02, -.08, -.02}[i]))
	}
	s.jarShine(l, top, base, base-215)
	s.screwLid(l, top, r, brass, metal)
}

func jam(s *sheet) {
	fill := s.color
	cx, base, top, r := 395+s.jit(5), 790.0, 455.0, 158.0
	l := s.glassJar(cx, top, base, r, fill)
	for i := range 9 {
		p := l.on(s.between(top+100, base-40), s.between(-.9, .9))
		s.ellRot(p.X, p.Y, 17+s.jit(4), 13, fill.up([2]float64{.08, -.12}[i%2]).hex(), .55, s.jit(40))
	}
	s.close()
	e := l.label(base-215, base-70, paper, fill.up(-.1))
	for _, q := range [3][2]float64{{-22, 8}, {20, 12}, {0, -14}} {
		s.disc(e.X+q[0], e.Y+q[1], 19, 19, fill.up(.05-q[0]*.001))
	}
	s.leaf(e.X, e.Y-28, -30, 44, 12, lch{.52, .09, 145}, 0, false)
	s.jarShine(l, top, base, base-215)
	s.clothCap(cx, top, r, fill)
}

// clothCap is a cloth over the lid, tied with twine.
func (s *sheet) clothCap(cx, top, r float64, acc lch) {
	cl, hem := lch{.93, .02, 85}, top+46
	if acc.L > .7 {
		acc = acc.up(-.25)
	}
	var q []pt
	for i := range 13 {
		t := math.Pi * float64(i) / 12
		o := -5.0
		if i%2 == 1 {
			o = 9
		}
		q = append(q, at(cx-math.Cos(t)*r*1.02, hem+math.Sin(t)*30+o))
	}
	d := cmd("M", cx-r*.72, top-46, "C", cx-r*.84, top-30, cx-r*.86, top, cx-r*1.02, hem) + onward(q...) +
		cmd("C", cx+r*.86, top, cx+r*.84, top-30, cx+r*.72, top-46, "A", r*.72, 26, "0 0 0", cx-r*.72, top-46, "Z")
	s.grad(d, s.lin("h", stop{0, cl.up(-.03), 0}, stop{.3, cl.up(.03), 0}, stop{.6, cl.up(-.06), 0}, stop{1, cl.up(-.22), 0}))
	for i := 1; i < 12; i += 2 {
		t := math.Pi * float64(i) / 12
		s.line(cmd("M", cx-math.Cos(t)*r*.86, top+8+math.Sin(t)*18, "L", q[i].X, q[i].Y-6), cl.up(-.2), 3, .55)
	}
	s.disc(cx, top-46, r*.72, 26, cl.up(.025))
	for i := -3; i <= 3; i++ {
		k := math.Sqrt(1 - math.Pow(float64(i)/3.8, 2))
		s.line(cmd("M", cx+float64(i)*30-8, top-46-24*k, "l", 14, 48*k), acc, 2.5, .5)
	}
	s.line(cmd("M", cx-r*.87, top+2, "A", r*.87, 26, "0 0 0", cx+r*.87, top+2), acc, 8)
	s.line(cmd("M", cx-30, top+26, "c-30 30-46 40-30 66M", cx-26, top+26, "c26 24 40 38 26 70"), acc, 6)
}
