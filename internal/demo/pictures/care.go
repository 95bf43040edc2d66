package pictures

// soap: two bars on a board, the upper one in a paper band with twine.
func soap(s *sheet) {
	c := s.color
	c2, vein := blend(c, cream, .7), c.up(-.14)
	if c.L > .84 {
		c2 = [3]lch{{.80, .06, 30}, {.72, .05, 150}, {.80, .07, 75}}[s.form]
	}
	x := 395.0
	m := camera(x, 766, 14, .36)
	s.castBoard(append(m.rect(250, 120, 0), m.p(330, 40, 0)), true)
	s.block(m, block{-250, 250, -120, 120, 0, 22, oak, 10, 0})
	s.grainTop(m, 246, 112, 22, 4, oak, .5)
	z := 24.0
	var top pt
	for i, q := range [2]struct {
		c                  lch
		yaw, w, d, h, x, g float64
	}{{c2, 18, 176, 92, 92, -6, 0}, {c, 27, 158, 86, 84, 6, 0}} {
		m = camera(x+q.x, 760, q.yaw, .36)
		w, d, h := q.w, q.d, q.h
		s.edge([]pt{m.p(-w, d, z), m.p(w, d, z), m.p(w+40, d-30, z), m.p(w+34, -d, z), m.p(-w, -d, z)}, 26, .09, 2)
		f := s.block(m, block{-w, w, -d, d, z, z + h, q.c, 26, .1})
		s.open(poly(f.top...) + poly(f.front...))
		g := ""
		for j := range 4 {
			a, b := m.p(-w, -d+30+float64(j)*46, z+h), m.p(w, -d+60+float64(j)*40, z+h)
			g += cmd("M", a, "C", a.X+90, a.Y-26+s.jit(14), b.X-120, b.Y+30+s.jit(14), b)
		}
		s.line(g, vein.up(.06), 6, .32)
		var dots []pt
		for range 12 {
			dots = append(dots, m.p(s.jit(w*.9), s.jit(d*.9), z+h))
		}
		s.dots(dots, vein.up(-.12), 4.5, .45)
		s.close()
		s.line(cmd("M", m.p(-w, d, z+h), "L", m.p(w, d, z+h)), q.c.up(.12), 7, .6)
		if i == 1 {
			top = s.wrap(m, d, z, h, c)
		}
		z += h + 6
	}
	s.sprig(top.X-96, top.Y+34, -22, 190, lch{.60, .06, 140}, 6, 10, 52)
	s.line(cmd("M", top, "c-40-34-60-8-4 4c46 18 70-26 4-4"), lch{.58, .06, 70}, 5)
}

// wrap is a paper band and twine about the upper bar.
func (s *sheet) wrap(m cam, d, z, h float64, c lch) pt {
	kp, tw := blend(paper, c, .28), lch{.62, .06, 70}
	b := []pt{m.p(-56, -d-2, z+h+4), m.p(56, -d-2, z+h+4), m.p(56, d+6, z+h+4), m.p(-56, d+6, z+h+4)}
	s.fill(poly(b...), kp)
	s.grad(poly(b[3], b[2], m.p(56, d+9, z), m.p(-56, d+9, z)), s.lin("v", stop{0, kp.up(-.06), 0}, stop{1, kp.up(-.15), 0}))
	s.line(cmd("M", m.p(0, -d, z+h+6), "L", m.p(0, d+8, z+h+6), "L", m.p(0, d+10, z)), tw, 5)
	return m.p(0, 0, z+h+8)
}

// jarLow is a low jar of cream, its lid leaning beside it.
func creamjar(s *sheet) {
	c := s.color
	cx, base, top, r := 420+s.jit(5), 790.0, 610.0, 160.0
	s.cast(cx, base, r*.95, 180)
	l := s.turned(cx, top, -r, base-24, r, base-6, r*.96, base, -r*.88).body(c, glaze, .2)
	e := l.label(top+52, base-34, paper, c.up(-.14))
	s.leaf(e.X-4, e.Y+26, -115, 56, 14, leafTone, .05, true)
	s.leaf(e.X+4, e.Y+26, -62, 52, 13, leafTone, -.05, true)
	l.shine(top+40, base-30, -.86, .07, .5)
	in := lch{.965, .018, 85}
	l.rim(in, c.up(.08), 10, .12)
	k := ksq(top)
	s.ell(cx, top+5, r-14, (r-14)*k-3, s.linAt(0, 0, 1, .6, stop{0, in.up(-.07), 0}, stop{1, in.up(.02), 0}))
	s.line(cmd("M", cx-90, top+2, "c40-26 150-24 150 2s-110 16-96-2 70-12 76 0"), in.up(-.12), 5, .6)
	s.line(cmd("M", cx-86, top-1, "c40-24 140-22 142 0"), white, 4, .9)
	lid := [3]lch{oak, brass, {.3, .01, 255}}[s.form]
	x, y := 214.0, 770.0
	s.pool(x+40, 838, 150, 30, 1)
	s.ellRot(x+16, y+2, 96, 104, lid.up(-.22).hex(), 1, 14)
	s.ellRot(x, y, 96, 104, s.linAt(0, 0, 1, 1, stop{0, lid.up(.12), 0}, stop{.5, lid, 0}, stop{1, lid.up(-.12), 0}), 1, 14)
	s.ellRot(x-3, y-2, 78, 86, s.linAt(0, 0, 1, 1, stop{0, lid.up(-.02), 0}, stop{1, lid.up(.08), 0}), 1, 14)
}

// bodyoil is a dropper bottle of coloured glass with a sprig.
func bodyoil(s *sheet) {
	g := s.color
	cx, base, top, r := 400+s.jit(5), 800.0, 486.0, 112.0
	s.cast(cx, base, r, 380)
	s.ell(cx+180, base+10, 150, 26, s.rad(stop{0, g.up(.2), .7}, stop{1, g, none}))
	l := s.turned(cx, top, 46, top+16, 48, top+44, r, base-30, r, base-8, r*.95, base, -r*.86)
	s.grad(l.outline(), s.lin("h", stop{0, g.up(-.16), 0}, stop{.1, g.up(.08), 0}, stop{.24, g.up(-.03), 0}, stop{.55, g.up(-.07), 0}, stop{.9, g.up(.14), 0}, stop{1, g.up(-.2), 0}))
	l.shine(top+50, base-30, -.84, .08, .5)
	l.shine(top+50, base-30, .86, .05, .32)
	e := l.label(base-190, base-56, paper, leafTone)
	for _, a := range [3]float64{-140, -90, -40} {
		s.leaf(e.X, e.Y+30, a, 56, 13, leafTone, 0, true)
	}
	k := lch{.28, .008, 255}
	s.turned(cx, top-56, -50, top+8, -52).body(k, glaze, 0).lid(k)
	b := s.turned(cx, top-186, 14, top-170, 26, top-90, 30, top-66, 22, top-52, -26).body(k.up(.05), glaze, 0)
	b.shine(top-170, top-80, -.5, .24, .4)
	s.sprig(140, 880, -12, 160, lch{.60, .06, 140}, 8, 11, 54)
	s.pool(250, 884, 90, 12, .5)
}

// brush lies on its back, bristles up and to the light.
func brush(s *sheet) {
	c := s.color
	hair := [3]lch{{.83, .05, 80}, {.36, .03, 60}, {.93, .02, 90}}[s.form]
	s.pool(430, 808, 330, 62, 1)
	// the handle runs out to the right, from a round head
	head := func(dy float64) string {
		return cmd("M", 310-196, 742+dy, "A196 66 0 0 1", 470, 704+dy, "C540 712 590", 690+dy, 660, 672+dy, "C720", 660+dy, 730, 712+dy, 676, 728+dy, "C600", 748+dy, 540, 758+dy, 470, 780+dy, "A196 66 0 0 1 114", 742+dy, "Z")
	}
	s.fill(head(44), s.shade, .5)
	s.fill(head(30), c.up(-.2))
	s.grad(head(0), s.linAt(0, 0, 1, .5, stop{0, c.up(.09), 0}, stop{1, c.up(-.04), 0}))
	s.open(head(0))
	g := ""
	for i := range 6 {
		g += cmd("M120", 700+float64(i)*16, "q240", 16+s.jit(8), 600, -30)
	}
	s.line(g, c.up(-.11), 2.2, .5)
	s.close()
	tuft := closed(cn(168, 724), at(150, 640), at(140, 592), at(230, 556), at(310, 548), at(400, 556), at(486, 588), at(474, 640), cn(452, 724), at(400, 776), at(310, 792), at(220, 776))
	s.grad(tuft, s.lin("v", stop{0, hair.up(.04), 0}, stop{.35, hair.up(-.06), 0}, stop{1, hair.up(-.26), 0}))
	s.grad(tuft, s.lin("h", stop{0, hair.up(.06), .3}, stop{.3, hair, none}, stop{1, hair.up(-.3), .6}))
	s.open(tuft)
	a, b := "", ""
	for i := range 60 {
		x := 150 + float64(i)*5.4
		u := (x - 310) / 160
		p := cmd("M", 310+u*130+s.jit(4), 790-u*u*60, "Q", x+s.jit(3), 690, 310+u*178+s.jit(4), 556+s.r.Float64()*90)
		if i%2 == 0 {
			a += p
		} else {
			b += p
		}
	}
	s.line(a, hair.up(-.2), 2.6, .5)
	s.line(b, hair.up(.1), 2.4, .5)
	s.close()
	var tips []pt
	for i := range 26 {
		u := -1 + float64(i)/12.5
		tips = append(tips, at(310+u*168+s.jit(3), 562+u*u*26+s.jit(9)))
	}
	s.dots(tips, hair.up(.1), 8, .8)
	q := at(668, 700)
	s.disc(q.X, q.Y, 9, 7, c.up(-.38))
	if s.form != 1 {
		s.line("M668 698c26-34 60-30 66 4s-24 60-52 92", lch{.62, .06, 70}, 5)
	}
}

// comb lies flat with its shadow.
func comb(s *sheet) {
	c := s.color
	s.add(`<g transform="translate(0 60)">`)
	body := "M150 560Q170 500 260 486L600 430Q670 424 676 480L682 520 156 606Z"
	t := ""
	for i := range 22 {
		x := 168 + float64(i)*23.6
		y := 600 - float64(i)*3.9
		w := 8.0
		l := 166 - float64(i)*1.2
		t += cmd("M", x+w, y-18, "L", x+w*.7, y+l, "Q", x+3, y+l+10, x-w*.2, y+l, "L", x-w, y-16, "Z")
	}
	s.paint(body+t, s.shade.hex(), ` transform="translate(14 20)"`, .28)
	s.paint(body+t, c.up(-.18).hex(), ` transform="translate(3 6)"`, 1)
	s.grad(body+t, s.linAt(0, 0, .4, 1, stop{0, c.up(.12), 0}, stop{.4, c.up(.02), 0}, stop{1, c.up(-.08), 0}))
	s.open(body)
	g := ""
	for i := range 5 {
		g += cmd("M150", 520+float64(i)*20, "q260", -60+s.jit(14), 540, -90)
	}
	s.line(g, c.up(-.12), 2.4, .5)
	s.close()
	s.line("M168 552Q190 512 262 500L600 444", c.up(.2), 5, .6)
	s.sprig(230, 850, -10, 220, lch{.60, .06, 140}, 9, 12, 60)
	s.add("</g>")
}
