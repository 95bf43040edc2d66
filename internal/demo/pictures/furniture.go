package pictures

func (s *sheet) rod(a, b pt, c lch, w float64) {
	s.line(cmd("M", a, "L", b), c.up(-.12), w)
	s.line(cmd("M", a.X, a.Y-3, "L", b.X, b.Y-3), c.up(.06), w*.33)
}

// chair: a ladder-back with a woven, wooden or leather seat.
func chair(s *sheet) {
	c := s.color
	seat := [3]lch{{.80, .055, 85}, c, {.62, .09, 45}}[s.form]
	m := camera(400, 742, -28, .34)
	const w, d, h = 132.0, 118.0, 250.0
	o := m.p(0, 0, 0)
	s.ellRot(o.X+66, o.Y+6, 290, 84, s.rad(stop{0, s.shade, .5}, stop{.5, s.shade, .26}, stop{1, s.shade, none}), 1, -4)
	for _, q := range [4][2]float64{{-w, -d}, {w, -d}, {-w, d}, {w, d}} {
		p := m.p(q[0]*1.04, q[1]*1.08, 0)
		s.ell(p.X+14, p.Y, 34, 9, s.rad(stop{0, s.shade, .8}, stop{1, s.shade, none}))
	}
	for _, x := range [2]float64{-w, w} {
		s.limb(m.p(x*.94, -d*.94, h+10), 27, m.p(x*1.04, -d*1.1, 0), 18, c)
		s.limb(m.p(x*.94, -d*.94, h), 19, m.p(x*.98, -d*1.34, h+330), 26, c)
	}
	slats := [][2]float64{{h + 306, 58}, {h + 190, 34}}
	if s.form == 1 {
		slats = [][2]float64{{h + 310, 44}, {h + 226, 40}, {h + 142, 36}}
	}
	for _, z := range slats {
		t := -d * (1 + .34*(z[0]-h)/330)
		q := []pt{m.p(-w, t, z[0]), m.p(-w*.4, t-22, z[0]+4), m.p(w*.4, t-22, z[0]+4), m.p(w, t, z[0])}
		back := make([]pt, 4)
		for i, p := range q {
			back[3-i] = at(p.X, p.Y+z[1])
		}
		s.grad(curve(q...)+onward(back...)+"Z", s.lin("v", stop{0, c.up(.04), 0}, stop{.4, c.up(.05), 0}, stop{1, c.up(-.1), 0}))
		s.line(curve(q...), c.up(.13), 4, .8)
	}
	s.line(cmd("M", m.p(-w, -d, 96), "L", m.p(w, -d, 96)), c.up(-.14), 12)
	for _, x := range [2]float64{-w, w} {
		s.rod(m.p(x, -d, 120), m.p(x, d, 120), c, 13)
	}
	for _, x := range [2]float64{-w, w} {
		s.limb(m.p(x*.96, d*.96, h), 30, m.p(x*1.04, d*1.08, 0), 19, c)
	}
	s.rod(m.p(-w, d, 150), m.p(w, d, 150), c, 14)
	s.chairSeat(m, w, d, h, seat)
}

func (s *sheet) chairSeat(m cam, w, d, h float64, seat lch) {
	q := []pt{m.p(-w-12, -d, h), m.p(0, -d-4, h), m.p(w+8, -d, h), m.p(w+16, 0, h), m.p(w+20, d+12, h), m.p(0, d+18, h), m.p(-w-20, d+12, h), m.p(-w-16, 0, h)}
	o := closed(q...)
	s.paint(o, seat.up(-.2).hex(), ` transform="translate(0 24)"`, 1)
	s.paint(o, seat.up(-.1).hex(), ` transform="translate(0 14)"`, 1)
	s.grad(o, s.linAt(0, 0, 1, .7, stop{0, seat.up(.06), 0}, stop{1, seat.up(-.05), 0}))
	if s.form == 0 {
		s.open(o)
		g := ""
		for i := -6; i <= 6; i++ {
			g += cmd("M", m.p(float64(i)*24, -140, h), "L", m.p(float64(i)*24, 150, h))
		}
		for i := -5; i <= 5; i++ {
			g += cmd("M", m.p(-170, float64(i)*26, h), "L", m.p(170, float64(i)*26, h))
		}
		s.line(g, seat.up(-.14), 2.4, .5)
		s.line(cmd("M", m.p(-w, -d, h), "L", m.p(w, d, h), "M", m.p(w, -d, h), "L", m.p(-w, d, h)), seat.up(-.16), 3, .5)
		s.close()
		return
	}
	p := m.p(0, 0, h)
	s.ell(p.X-16, p.Y+4, 110, 36, s.rad(stop{0, seat.up(-.1), .6}, stop{1, seat, none}))
	s.line(curve(q[5], q[6], q[7], q[0]), seat.up(.14), 4, .6)
}

func stool(s *sheet) {
	c := s.color
	x, y := 400.0, 440+s.jit(14)
	seat := c
	if s.form == 2 {
		seat = lch{.62, .09, 45}
	}
	s.pool(x+70, 786, 260, 60, 1)
	for _, q := range [3][2]float64{{-126, 768}, {140, 776}, {-6, 812}} {
		s.ell(x+q[0]+12, q[1], 34, 9, s.rad(stop{0, s.shade, .8}, stop{1, s.shade, none}))
	}
	s.rod(at(x-100, 640), at(x+106, 644), c, 13)
	s.rod(at(x-104, 668), at(x-4, 706), c, 13)
	s.rod(at(x-4, 706), at(x+110, 672), c, 13)
	s.limb(at(x-58, y), 32, at(x-129, 768), 21, c)
	s.limb(at(x+65, y), 32, at(x+145, 776), 21, c)
	s.limb(at(x-2, y), 34, at(x-6, 812), 22, c)
	l := s.turned(x, y-46, 158, y-34, 172, y-6, 166, y+10, -128).body(seat, matte, .2)
	l.rim(seat, seat.up(.08), 4, -.04)
	k := ksq(y - 46)
	s.ell(x+12, y-44, 118, 118*k, s.rad(stop{.3, seat.up(-.07), 0}, stop{1, seat.up(.06), none}))
	if s.form == 2 {
		s.stroke(cmd("M", x-140, y-46, "a140", 140*k, "0 1 0 280 0a140", 140*k, "0 1 0-280 0"), s.thread().hex(), 2.6, .7, stitches)
		return
	}
	s.open(cmd("M", x-154, y-46, "a154", 154*k, "0 1 0 308 0a154", 154*k, "0 1 0-308 0"))
	for i := range 6 {
		s.line(cmd("M", x-180, y-72+float64(i)*11, "q150", 10-4*float64(i), 360, 0), c.up(-.1), 2.2, .45)
	}
	s.close()
}

// sidetable is round, on three or four legs, with a cup or a sprig on it.
func sidetable(s *sheet) {
	c := s.color
	x, y := 395.0, 430.0
	s.pool(x+80, 790, 290, 64, 1)
	for _, q := range [3][2]float64{{-170, 762}, {176, 770}, {-4, 816}} {
		s.ell(x+q[0]+12, q[1], 34, 9, s.rad(stop{0, s.shade, .8}, stop{1, s.shade, none}))
	}
	s.limb(at(x-120, y), 26, at(x-172, 764), 16, c)
	s.limb(at(x+124, y), 26, at(x+178, 772), 16, c)
	s.limb(at(x-2, y+20), 28, at(x-4, 816), 18, c)
	if s.form == 0 {
		l := s.turned(x, 640, -150, 656, -150).body(c, matte, 0)
		l.lid(c)
	}
	t := s.turned(x, y-22, -262, y+4, -262, y+16, -240).body(c, matte, .15)
	t.rim(c, c.up(.09), 3, -.05)
	k := ksq(y - 22)
	s.open(cmd("M", x-258, y-22, "a258", 258*k, "0 1 0 516 0a258", 258*k, "0 1 0-516 0"))
	g := ""
	for i := range 8 {
		g += cmd("M", x-270, y-66+float64(i)*12, "q260", s.jit(8), 540, 0)
	}
	s.line(g, c.up(-.1), 2.2, .45)
	s.close()
	if s.form == 2 {
		s.block(camera(x-40, y-8, 20, .3), block{-80, 80, -50, 50, 0, 24, green, 3, 0})
		s.block(camera(x-34, y-8, 12, .3), block{-70, 70, -44, 44, 24, 44, saffron, 3, 0})
		return
	}
	v := s.turned(x+70, y-190, 20, y-170, 16, y-120, 48, y-50, 62, y-16, -44)
	s.pool(x+110, y-10, 90, 16, 1)
	v.body(lch{.55, .06, 225}, glaze, .2).shine(y-130, y-40, -.5, .2, .4)
	s.sprig(x+70, y-186, -104, 190, lch{.55, .09, 140}, 9, 14, 62)
}

// shelf hangs on the wall with a few things on it.
func shelf(s *sheet) {
	c := s.color
	m := camera(400, 560, 16, .30)
	w, d := 268.0, 84.0
	n := 2
	s.paint(poly(at(170, 420), at(700, 470), at(720, 700), at(190, 690)), s.rad(stop{0, s.shade, .4}, stop{1, s.shade, none}), "", 1)
	for k := range n {
		z := float64(1-k)*-235 + 60
		if k == 0 {
			z = -175
		}
		s.fill(poly(m.p(-w+16, -d, z), m.p(w+26, -d, z-46), m.p(w+26, -d, z-70), m.p(-w+20, -d, z-40)), s.shade, .28)
		s.block(m, block{-w, w, -d, d, z, z + 24, c, 4, .05})
	}
	for _, x := range [2]float64{-w * .78, w * .78} {
		s.butt(cmd("M", m.p(x, d*.2, 400), "L", m.p(x, d*.2, -175)), c.up(-.28), 7)
		s.butt(cmd("M", m.p(x, d*.2, 400).X-2, m.p(x, d*.2, 400).Y, "L", m.p(x, d*.2, -175).X-2, m.p(x, d*.2, -175).Y), c.up(-.1), 2.5)
	}
	tones := [5]lch{green, saffron, berry, blue, cream}
	x := -190.0
	for i := range 5 {
		h, t := s.between(110, 150), s.between(24, 36)
		s.block(m, block{x, x + t, -50, 50, 84, 84 + h, tones[(i+s.form)%5], 2, 0})
		x += t + 4
	}
	q := m.p(120, 10, 84)
	s.turned(q.X, q.Y-96, 44, q.Y-50, 52, q.Y, -38).plain(lch{.9, .012, 90}).rim(white, white, 5, .2)
	for i := range 6 {
		s.leaf(q.X, q.Y-96, -160+float64(i)*28+s.jit(6), 92, 24, leafTone.up(float64(i%2)*.05), .08, false)
	}
	b := m.p(-70, 6, -151)
	s.bowlForm(b.X, b.Y-70, b.Y, 96).plain(lch{.55, .06, 225}).rim(lch{.55, .06, 225}, rawClay.up(.1), 6, .26)
	j := m.p(120, 6, -151)
	s.turned(j.X, j.Y-120, 40, j.Y-100, 52, j.Y-10, 54, j.Y, -48).plain(lch{.72, .13, 72}).lid(brass)
}
