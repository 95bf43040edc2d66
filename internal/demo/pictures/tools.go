package pictures

func plane(s *sheet) {
	c := s.color
	dark := walnut
	if c.L < .6 {
		dark = oak
	}
	m := camera(395, 770, 24, .34)
	const w, d, h = 228.0, 80.0, 100.0
	s.castBoard(m.rect(w, d, 0), true)
	s.block(m, block{-w, w, -d, d, 0, h, c, 8, .1})
	s.grainFront(m, w, d, 6, h-4, 5, c)
	s.grainTop(m, w, d, h, 3, c, .5)
	s.fill(poly(m.p(-50, -d+16, h), m.p(40, -d+16, h), m.p(40, d-16, h), m.p(-50, d-16, h)), c.up(-.42))
	a := func(u, y, z float64) pt { return m.p(-26+u, y, h+z) }
	s.fill(poly(a(30, 50, -6), a(102, 50, 168), a(92, 50, 168), a(20, 50, -6)), steel.up(-.3))
	s.grad(poly(a(20, -50, -6), a(20, 50, -6), a(92, 50, 168), a(92, -50, 168)), s.linAt(0, 0, 1, .3, stop{0, steel.up(.04), 0}, stop{.35, steel.up(.18), 0}, stop{.55, steel.up(-.1), 0}, stop{1, steel.up(.08), 0}))
	s.grad(poly(a(2, -44, -4), a(2, 44, -4), a(52, 44, 122), a(40, 0, 132), a(48, -44, 122)), s.lin("h", stop{0, dark.up(.1), 0}, stop{1, dark.up(-.04), 0}))
	s.fill(poly(a(2, 44, -4), a(52, 44, 122), a(68, 44, 114), a(20, 44, -6)), dark.up(-.1))
	b := m.p(-w+62, 0, h)
	o := closed(at(b.X-26, b.Y+4), at(b.X-24, b.Y-40), at(b.X-42, b.Y-92), at(b.X-34, b.Y-128), at(b.X-2, b.Y-138), at(b.X+24, b.Y-116), at(b.X+22, b.Y-60), at(b.X+30, b.Y+4), at(b.X, b.Y+12))
	s.grad(o, s.lin("h", stop{0, dark.up(.05), 0}, stop{.35, dark.up(.14), 0}, stop{1, dark.up(-.12), 0}))
	s.paintLine(curve(at(b.X-24, b.Y-112), at(b.X-22, b.Y-90), at(b.X-8, b.Y-40)), 7, .25)
	s.shavings()
}

func (s *sheet) shavings() {
	t := lch{.88, .05, 80}
	for _, q := range [2][3]float64{{196, 872, 30}, {254, 896, 22}} {
		x, y, r := q[0]+s.jit(10), q[1], q[2]
		s.ell(x+10, y+r*.8, r*1.1, 9, s.rad(stop{0, s.shade, .5}, stop{1, s.shade, none}))
		s.line(cmd("M", x-r, y, "c", 0, -r*1.4, r*2, -r*1.4, r*2, 0, "c0", r, -r*1.4, r, -r*1.4, 0), t, 9)
		s.line(cmd("M", x-r*.4, y+4, "c", 0, -r*.7, r, -r*.7, r*1.1, 0), t.up(-.1), 8)
	}
}

// chisels: three in falling width, lying side by side.
func chisel(s *sheet) {
	c := s.color
	for i := range 3 {
		x, y := 214+float64(i)*128+s.jit(6), 830-float64(i)*22
		k := 1.06 - float64(i)*.06
		w := [3]float64{34, 24, 15}[i]
		g := at(x+78, y-250*k)
		tip := at(x+196*k, y-560*k)
		s.stroke(cmd("M", x+26, y+10, "L", g.X+30, g.Y+24, "L", tip.X+24, tip.Y+20), s.shade.hex(), 34, .22, "")
		dx, dy := tip.X-g.X, tip.Y-g.Y
		s.limb(at(g.X-dx*.1, g.Y-dy*.1), w*.9, at(g.X+dx*.06, g.Y+dy*.06), w*.62, steel)
		s.limb(at(g.X+dx*.05, g.Y+dy*.05), w, tip, w*1.7, steel)
		s.fill(poly(at(tip.X-w*.8, tip.Y-w*.34), at(tip.X+w*.8, tip.Y+w*.34), at(tip.X+w*.8-dx*.09, tip.Y+w*.34-dy*.09), at(tip.X-w*.8-dx*.09, tip.Y-w*.34-dy*.09)), steel.up(.2))
		s.limb(at(x, y), 46, at(x+40, y-130*k), 50, c)
		s.limb(at(x+40, y-130*k), 50, at(g.X-4, g.Y+14), 30, c)
		s.limb(at(x-8, y+24), 44, at(x+2, y-6), 47, brass)
		s.limb(at(g.X-9, g.Y+30), 33, at(g.X-1, g.Y+4), 30, brass)
	}
	s.shavings()
}

func saw(s *sheet) {
	c := s.color
	s.edge([]pt{at(236, 800), at(690, 306), at(716, 330), at(352, 800)}, 44, .05, 5)
	s.ell(310, 866, 180, 26, s.rad(stop{0, s.shade, .8}, stop{.5, s.shade, .4}, stop{1, s.shade, none}))
	s.grad("M640 232L672 262 322 762 236 690Z", s.linAt(0, .2, 1, .75, stop{0, steel.up(-.08), 0}, stop{.3, steel.up(.16), 0}, stop{.45, steel.up(.02), 0}, stop{.62, steel.up(.2), 0}, stop{1, steel.up(-.14), 0}))
	t := "M672 262"
	for range 34 {
		t += "l-4.5 14-5.5 1"
	}
	s.line(t, steel.up(-.3), 3, .9)
	if s.form == 1 { // a stiff back
		s.butt("M634 240L240 686", brass.up(-.1), 26)
		s.butt("M630 236L236 682", brass.up(.12), 9)
	} else {
		s.line("M640 232L236 690", steel.up(.2), 4)
	}
	d := closed(at(216, 640), at(300, 668), at(352, 724), at(350, 792), at(322, 842), at(262, 872), at(196, 866), at(168, 830), at(196, 792), at(176, 742), at(164, 684)) +
		closed(at(252, 742), at(226, 768), at(238, 806), at(270, 812), at(298, 782), at(292, 746))
	s.paint(d, c.up(-.2).hex(), ` fill-rule="evenodd" transform="translate(9 6)"`, 1)
	s.paint(d, s.linAt(0, 0, 1, 1, stop{0, c.up(.12), 0}, stop{.45, c.up(.02), 0}, stop{1, c.up(-.12), 0}), ` fill-rule="evenodd"`, 1)
	s.line("M196 672q60 20 116 74M186 712q10 60 30 100M214 848q70 4 110-50", c.up(-.14), 3, .5)
	s.line("M206 654q70 8 124 66", c.up(.2), 5, .6)
	for _, q := range [3][2]float64{{282, 700}, {318, 742}, {246, 680}} {
		s.disc(q[0], q[1], 10, 10, brass.up(-.1))
		s.disc(q[0]-2, q[1]-2, 6, 6, brass.up(.12))
	}
}

func mallet(s *sheet) {
	hd := s.color
	c := beech
	if hd.L > .74 {
		c = lch{.62, .085, 58}
	}
	m := camera(390, 780, 26, .34)
	const w, d, h = 150.0, 76.0, 150.0
	s.castBoard(m.rect(w, d, 0), true)
	s.block(m, block{-w, w, -d, d, 0, h, hd, 14, .1})
	s.grainFront(m, w+6, d, 4, h-4, 6, hd)
	for _, r := range [3]float64{.8, .55, .3} {
		s.line(closed(m.p(w, -d*r, h*.5-h*.42*r), m.p(w, d*r, h*.5-h*.42*r), m.p(w, d*r, h*.5+h*.42*r), m.p(w, -d*r, h*.5+h*.42*r)), hd.up(-.24), 2.4, .6)
	}
	a := m.p(0, 0, h)
	s.disc(a.X+18, a.Y+8, 62, 18, s.shade, .35)
	l := s.turned(a.X, a.Y-440, 22, a.Y-424, 33, a.Y-330, 34, a.Y-200, 25, a.Y-60, 30, a.Y+2, -32).body(c, matte, .15)
	s.fill(l.hoop(a.Y-404, a.Y-380), [3]lch{berry, green, blue}[s.form])
	l.shine(a.Y-370, a.Y-120, -.5, .2, .3)
	g := ""
	for _, f := range [3]float64{-.2, .2, .5} {
		g += cmd("M", l.on(a.Y-360, f), "L", l.on(a.Y-30, f))
	}
	s.line(g, c.up(-.12), 1.8, .45)
}

// hammer lies with its head to the upper left, a few nails before it.
func hammer(s *sheet) {
	c := s.color
	s.stroke("M260 520L640 820", s.shade.hex(), 56, .16, ` transform="translate(26 34)"`)
	s.stroke("M280 530L640 815", s.shade.hex(), 40, .22, ` transform="translate(12 18)"`)
	s.limb(at(256, 508), 34, at(420, 640), 34, c)
	s.limb(at(420, 640), 34, at(560, 752), 52, c)
	s.limb(at(560, 752), 52, at(668, 838), 46, c)
	s.line("M300 536L440 650 580 760M420 626L600 772", c.up(-.14), 2, .5)
	hd := closed(cn(336, 352), at(396, 372), cn(420, 420), cn(396, 446), at(350, 446), cn(304, 500), cn(262, 556), at(230, 580), cn(188, 652), cn(176, 640), at(170, 560), at(196, 520), cn(226, 480), at(300, 420), cn(292, 392))
	s.paint(hd, s.shade.hex(), ` transform="translate(26 34)"`, .3)
	s.paint(hd, s.shade.hex(), ` transform="translate(10 14)"`, .5)
	s.grad(hd, s.linAt(.1, 0, .8, .9, stop{0, steel.up(.08), 0}, stop{.3, steel.up(-.06), 0}, stop{.55, steel.up(-.24), 0}, stop{.8, steel.up(-.12), 0}, stop{1, steel.up(-.36), 0}))
	s.grad(closed(cn(336, 352), at(396, 372), cn(420, 420), cn(396, 446), at(338, 420), cn(292, 392)), s.linAt(0, 0, 1, .6, stop{0, steel.up(.18), 0}, stop{1, steel.up(-.14), 0}))
	s.paintLine("M300 414Q246 462 206 512", 7, .55)
	s.ellRot(254, 506, 24, 17, c.up(.08).hex(), 1, 40)
	s.line("M240 500l26 14", steel.up(.1), 5, .9)
	for _, q := range [3][3]float64{{250, 830, 8}, {330, 868, -14}, {200, 890, 22}} {
		s.add(`<g transform="` + cmd("translate(", q[0], q[1]) + ")rotate(" + num(q[2]+s.jit(8)) + `)">`)
		s.line("M4 10h92", s.shade, 6, .35)
		s.line("M0 0h92", steel.up(-.2), 7)
		s.line("M0-2h90", steel.up(.14), 2.5)
		s.line("M0-9v18", steel.up(-.1), 6)
		s.add("</g>")
	}
}
