package pictures

// toyTones are three lacquers with the good's colour first.
func (s *sheet) toyTones() (a, b, c lch) {
	set := [4]lch{berry, green, saffron, blue}
	a = s.color
	var rest []lch
	for _, t := range set {
		if apart(t, a) > .12 {
			rest = append(rest, t)
		}
	}
	return a, rest[s.form%len(rest)], rest[(s.form+1)%len(rest)]
}

func (s *sheet) wheel(x, y, r float64, c, hub lch) {
	id := s.group("wheel"+c.hex(), func() {
		s.disc(7, 1, 48, 48, c.up(-.24))
		s.ell(0, 0, 48, 48, s.linAt(0, 0, 1, 1, stop{0, c.up(.07), 0}, stop{1, c.up(-.1), 0}))
		s.disc(0, 0, 33, 33, c.up(-.06))
		s.disc(-1, -1, 31, 31, c.up(.02))
		s.disc(1, 1, 10, 10, hub.up(-.15))
		s.disc(-1, -1, 8, 8, hub.up(.06))
	})
	s.use(id, x, y, 0, r/48)
}

func (s *sheet) wheelShadows(x, wide float64, at []float64) {
	const y = 800.0
	s.pool(x+60, y-10, wide, 46, 1)
	for _, q := range at {
		s.ell(x+q+14, y+1, 64, 9, s.rad(stop{0, s.shade, .9}, stop{1, s.shade, none}))
	}
	for _, q := range at {
		s.disc(x+q+34, y-51, 43, 43, lch{.42, .05, 50})
		s.disc(x+q+30, y-53, 40, 40, lch{.5, .06, 55})
	}
}

// slab is a board of a toy: front, lit top, dark right side.
func (s *sheet) slab(x, y, x0, x1, d, z0, z1 float64, c lch) {
	q := func(u, z, v float64) pt { return at(x+u+v*.32, y-z-v*.30) }
	s.face([]pt{q(x1, z0, 0), q(x1, z0, d), q(x1, z1, d), q(x1, z1, 0)}, c.up(-.15).hex(), 8)
	s.face([]pt{q(x0, z1, 0), q(x1, z1, 0), q(x1, z1, d), q(x0, z1, d)}, c.up(.08).hex(), 8)
	s.face([]pt{q(x0, z0, 0), q(x1, z0, 0), q(x1, z1, 0), q(x0, z1, 0)}, s.lin("d", stop{0, c.up(.04), 0}, stop{1, c.up(-.07), 0}), 8)
}

func train(s *sheet) {
	a, b, c := s.toyTones()
	x, y := 395.0, 800.0
	at3 := []float64{-150, 0, 150}
	s.wheelShadows(x, 350, at3)
	s.slab(x, y-58, -226, 226, 110, 0, 34, beech)
	s.line(cmd("M", x-214, y-68, "q200-8 430 0M", x-214, y-80, "q200 4 430 0"), beech.up(-.13), 2, .5)
	s.slab(x, y-58, 50, 200, 100, 42, 236, b)
	s.fill(cmd("M", x+84, y-180, "h84v-70q0-12-12-12h-60q-12 0-12 12Z"), b.up(-.18))
	s.fill(cmd("M", x+90, y-181, "h76v-62q0-10-10-10h-56q-10 0-10 10Z"), s.g.up(.03), .9)
	s.slab(x, y-58, 34, 216, 116, 236, 258, a)
	x0, x1, by, r := x-200, x+58, y-178, 78.0
	s.grad(cmd("M", x0, by-r, "H", x1, "v", 2*r, "H", x0, "Z"), s.lin("v", stop{0, a.up(.05), 0}, stop{.2, a.up(.11), 0}, stop{.5, a, 0}, stop{.85, a.up(-.14), 0}, stop{1, a.up(-.12), 0}))
	s.ell(x0, by, 30, r, s.linAt(0, 0, 1, 1, stop{0, a.up(.08), 0}, stop{1, a.up(-.06), 0}))
	s.disc(x0-2, by, 17, r*.6, c)
	s.disc(x0-5, by-5, 10, r*.36, c.up(.07))
	for _, q := range [2]float64{-110, -20} {
		s.butt(cmd("M", x+q, by-r, "v", 2*r), c.up(-.02), 13)
	}
	k := s.turned(x-138, by-r-128, 44, by-r-104, 46, by-r-80, 27, by-r+6, -25).plain(b)
	s.disc(x-138, by-r-128, 44, 7.5, b.up(.1))
	s.disc(x-138, by-r-127, 34, 5, b.up(-.16))
	k.shine(by-r-110, by-r-20, -.5, .2, .35)
	s.turned(x-36, by-r-40, 6, by-r-32, 28, by-r+4, -33).plain(c).shine(by-r-30, by-r-6, -.5, .25, .4)
	for _, q := range at3 {
		s.wheel(x+q, y-44, 48, beech, a)
	}
	s.line(cmd("M", x-230, y-76, "l-46 6q-50 30-96 24"), cream.up(-.15), 5)
}

// car is a small bus or racer of wood.
func car(s *sheet) {
	a, b, c := s.toyTones()
	x, y := 400.0, 800.0
	two := []float64{-138, 138}
	s.wheelShadows(x, 330, two)
	if s.form == 0 { // bus
		s.slab(x, y-52, -226, 220, 120, 0, 110, a)
		s.slab(x, y-52, -214, 208, 116, 110, 226, blend(a, cream, .75))
		for i := range 4 {
			s.fill(cmd("M", x-192+float64(i)*100, y-176, "h78v-76q0-12-12-12h-54q-12 0-12 12Z"), ink, .5)
			s.fill(cmd("M", x-188+float64(i)*100, y-180, "h70v-66q0-12-12-12h-46q-12 0-12 12Z"), lch{.82, .03, 230}, .9)
		}
		s.slab(x, y-52, -222, 216, 122, 226, 250, a)
		s.line(cmd("M", x-222, y-110, "h436"), c, 9)
	} else { // racer
		d := closed(cn(x-250, y-60), at(x-258, y-110), at(x-180, y-150), at(x-60, y-168), cn(x-20, y-172), cn(x+70, y-176), at(x+170, y-190), at(x+248, y-160), cn(x+256, y-70), cn(x+240, y-52), cn(x-236, y-52))
		for i, t := range [3]float64{-.2, -.16, -.12} {
			s.paint(d, a.up(t).hex(), ` transform="`+cmd("translate(", 30-float64(i)*9, -14+float64(i)*4)+`)"`, 1)
		}
		s.grad(d, s.linAt(0, 0, .5, 1, stop{0, a.up(.1), 0}, stop{.5, a, 0}, stop{1, a.up(-.14), 0}))
		s.line(cmd("M", x-236, y-92, "q220-30 480-4"), c, 14)
		s.turned(x+34, y-268, 18, y-256, 40, y-212, 44, y-176, -36).plain(beech).shine(y-250, y-200, -.5, .24, .4)
		s.line(cmd("M", x-40, y-172, "q10-50 30-62"), b, 12)
		s.disc(x+190, y-124, 34, 34, cream)
		s.disc(x+190, y-124, 16, 16, b)
	}
	for _, q := range two {
		s.wheel(x+q, y-50, 52, b, beech)
	}
}

func duck(s *sheet) {
	c, bill := s.color, lch{.68, .15, 50}
	x, y := 400.0, 800.0
	s.wheelShadows(x, 310, []float64{-110, 120})
	d := closed(at(x-190, y-300), at(x-176, y-380), at(x-120, y-424), at(x-50, y-408), at(x-16, y-344), at(x-22, y-286), at(x+40, y-262), at(x+140, y-280), cn(x+226, y-330), at(x+232, y-220),
		at(x+180, y-120), at(x+60, y-84), at(x-80, y-88), at(x-176, y-140), at(x-190, y-210), at(x-150, y-268))
	for i, t := range [3]float64{-.2, -.16, -.13} {
		o := [3]float64{26, 18, 10}[i]
		s.paint(d, c.up(t).hex(), ` transform="`+cmd("translate(", o, -o*.3)+`)"`, 1)
	}
	s.grad(cmd("M", x-168, y-352, "q-60-16-98 6q34 34 96 26Z"), s.lin("v", stop{0, bill.up(.06), 0}, stop{1, bill.up(-.08), 0}))
	s.line(cmd("M", x-246, y-342, "q40 8 76 0"), bill.up(-.16), 3, .6)
	s.grad(d, s.linAt(0, 0, .8, 1, stop{0, c.up(.06), 0}, stop{.45, c.up(.01), 0}, stop{1, c.up(-.12), 0}))
	s.woodGrain(d, x-210, y-110, 460, c)
	w := closed(at(x-40, y-210), at(x+40, y-236), at(x+130, y-226), cn(x+180, y-250), at(x+150, y-160), at(x+70, y-128), at(x-10, y-150))
	s.paint(w, c.up(-.18).hex(), ` transform="translate(5 6)"`, 1)
	s.grad(w, s.linAt(0, 0, 1, 1, stop{0, white, 0}, stop{1, cream.up(-.1), 0}))
	s.eye(x-112, y-356)
	for _, q := range [2]float64{-110, 120} {
		s.wheel(x+q, y-46, 50, [3]lch{berry, green, blue}[s.form], oak)
	}
	s.pullString(x-176, y-130, x-310)
}

func (s *sheet) eye(x, y float64) {
	s.disc(x, y, 12, 13, ink)
	s.ell(x-4, y-5, 4, 4, "#fff", .8)
}

func (s *sheet) woodGrain(d string, x, y, w float64, c lch) {
	s.open(d)
	g := ""
	for i := range 6 {
		g += cmd("M", x, y-float64(i)*58, "q120", -40+float64(i)*12+s.jit(6), w, -10)
	}
	s.line(g, c.up(-.12), 2.6, .4)
	s.close()
}

func (s *sheet) pullString(x, y, bx float64) {
	s.line(cmd("M", x, y, "C", x-40, y+40, bx+40, y+60, bx+10, y+50), cream.up(-.12), 5)
	s.ell(bx, y+50, 17, 17, s.radAt(.35, .3, .8, stop{0, berry.up(.14), 0}, stop{1, berry.up(-.1), 0}))
}

// elephant on wheels.
func elephant(s *sheet) {
	c := s.color
	x, y := 410.0, 800.0
	s.wheelShadows(x, 320, []float64{-110, 130})
	d := closed(at(x+60, y-400), at(x+190, y-352), at(x+232, y-230), cn(x+226, y-76), cn(x+120, y-76), at(x+96, y-150), at(x+20, y-166), cn(x-40, y-150), cn(x-52, y-76), cn(x-156, y-76),
		at(x-160, y-190), at(x-196, y-214), at(x-212, y-150), at(x-248, y-116), at(x-286, y-150), at(x-262, y-176), at(x-250, y-250), at(x-236, y-350), at(x-160, y-420), at(x-60, y-412))
	for i, t := range [3]float64{-.2, -.16, -.13} {
		o := [3]float64{26, 18, 10}[i]
		s.paint(d, c.up(t).hex(), ` transform="`+cmd("translate(", o, -o*.3)+`)"`, 1)
	}
	s.grad(d, s.linAt(0, 0, .8, 1, stop{0, c.up(.07), 0}, stop{.45, c.up(.01), 0}, stop{1, c.up(-.12), 0}))
	s.woodGrain(d, x-290, y-110, 540, c)
	e := closed(at(x-110, y-366), at(x-30, y-390), at(x+40, y-330), at(x+20, y-230), at(x-50, y-200), at(x-96, y-250))
	s.paint(e, c.up(-.2).hex(), ` transform="translate(6 8)"`, 1)
	in := blend(c, lch{.78, .07, 20}, .35)
	s.grad(e, s.linAt(0, 0, 1, 1, stop{0, in.up(.1), 0}, stop{1, in.up(-.06), 0}))
	s.fill(cmd("M", x-196, y-234, "q-40 30-64 4q20 56 78 30Z"), cream)
	s.eye(x-166, y-318)
	s.line(cmd("M", x+222, y-300, "q46 20 40 80"), c.up(-.1), 9)
	for _, q := range [2]float64{-110, 130} {
		s.wheel(x+q, y-46, 50, [3]lch{saffron, berry, green}[s.form], oak)
	}
	s.pullString(x-150, y-90, x-330)
}

func rings(s *sheet) {
	x, y := 400.0, 800.0
	s.cast(x, y, 190, 320)
	s.turned(x, y-40, 196, y-32, 204, y-8, 202, y, -194).body(beech, matte, .2).rim(beech, beech.up(.1), 5, -.03)
	z := y - 44
	c0 := s.color
	for i, q := range [5][2]float64{{176, 78}, {152, 74}, {128, 70}, {106, 66}, {84, 62}} {
		c := [3][5]lch{{blue, green, sageTone, saffron, {.64, .14, 40}}, {berry, {.64, .14, 40}, saffron, sageTone, green}, {green, blue, {.74, .05, 310}, {.78, .07, 20}, saffron}}[s.form][i]
		if i%2 == 0 {
			c = blend(c, c0, .8).up(float64(i) * .05)
		}
		r, h := q[0], q[1]
		l := s.turned(x+s.jit(5), z-h, r*.72, z-h*.88, r*.9, z-h*.5, r, z-h*.12, r*.9, z, -r*.74)
		s.disc(x+6, z+8, r*.98, r*ksq(z), s.shade, .35)
		l.plain(c)
		p := l.prof[0]
		s.disc(l.cx, p.y, p.r, p.r*ksq(p.y), c.up(.07))
		l.shine(z-h*.8, z-h*.2, -.62, .2, .42)
		z -= h - 5
	}
	s.turned(x, z-96, 12, z-86, 40, z-50, 52, z-14, 40, z, -22).plain(c0).shine(z-82, z-30, -.5, .24, .5)
}

// blocks: a small gate built of bricks.
func blocks(s *sheet) {
	a, b, c := s.toyTones()
	set := [6]lch{a, b, beech, c, oak, a.up(.12)}
	m := camera(395, 770, 22, .34)
	s.castBoard(m.rect(250, 80, 0), true)
	bl := func(x0, x1, d, z0, z1 float64, i int) {
		s.block(m, block{x0, x1, -d, d, z0, z1, set[(i+s.form)%6], 9, .07})
	}
	bl(-240, -130, 60, 0, 110, 0)
	bl(-236, -134, 54, 112, 214, 2)
	bl(110, 220, 60, 0, 110, 1)
	bl(114, 216, 54, 112, 214, 4)
	bl(-250, 232, 58, 216, 276, 3)
	p, q := m.p(-60, 58, 278), m.p(-10, 0, 278)
	r := 92.0
	s.fill(cmd("M", p.X-r+34, p.Y-22, "A", r, r, "0 0 1", p.X+r+34, p.Y-22+34, "L", p.X+r, p.Y+40, "L", p.X-r, p.Y, "Z"), set[(5+s.form)%6].up(-.14))
	s.grad(cmd("M", p.X-r, p.Y, "A", r, r, "0 0 1", p.X+r, p.Y+26, "Z"), s.lin("d", stop{0, set[(5+s.form)%6].up(.06), 0}, stop{1, set[(5+s.form)%6].up(-.05), 0}))
	t := s.turned(q.X+146, q.Y-130, 4, q.Y-120, 10, q.Y+36, -64)
	s.disc(q.X+152, q.Y+40, 62, 18, s.shade, .4)
	t.body(set[(1+s.form)%6], matte, .1)
	o := camera(286, 868, -14, .34)
	s.castBoard(o.rect(54, 54, 0), true)
	s.block(o, block{-54, 54, -54, 54, 0, 100, set[(3+s.form)%6], 9, .07})
}
