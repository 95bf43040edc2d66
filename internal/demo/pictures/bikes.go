package pictures

func bell(s *sheet) {
	c := s.color
	m, cap := glaze, brass
	if c == brass || c == copper || c == steel {
		m, cap = metal, steel
	}
	x, y := 400.0, 800.0
	s.pool(x+120, 520, 330, 300, .66)
	s.pool(x+40, y+96, 560, 46, .42)
	s.tube("M-40 742C180 716 560 716 840 768", 44, steel)
	grip := lch{.34, .05, 45}
	s.butt("M-40 742C40 732 90 728 130 726", grip, 62)
	s.butt("M-40 724C40 714 90 710 130 708", grip.up(.16), 16, .7)
	g := ""
	for i := range 6 {
		g += cmd("M", float64(i)*24-4, 702-float64(i)*2.4, "v62")
	}
	s.butt(g, grip.up(-.06), 3, .6)
	s.grad("M330 690q70-22 150 0l6 62q-80 26-160 0Z", s.lin("h", stop{0, steel.up(.1), 0}, stop{.3, steel.up(-.08), 0}, stop{.6, steel.up(.12), 0}, stop{1, steel.up(-.28), 0}))
	s.turned(x+4, 610, 34, 694, -40).body(steel, metal, .2)
	s.grad(cmd("M", x+60, 606, "c60-12 120 0 156 34q14 24-10 30c-50-30-90-34-150-30Z"), s.lin("v", stop{0, steel.up(.14), 0}, stop{.5, steel.up(-.02), 0}, stop{1, steel.up(-.2), 0}))
	l := s.turned(x, 330, 26, 344, 92, 396, 172, 470, 212, 560, 226, 588, -224)
	s.disc(x+8, 606, 190, 48, s.shade, .45)
	l.body(c, m, .25)
	s.fill(l.hoop(566, 586), c.up(.1), .6)
	s.line(curve(l.drip(562, 0)...), c.up(-.2), 3, .6)
	switch {
	case s.form == 1:
		s.fill(l.hoop(478, 496), cream, .9)
		s.fill(l.hoop(506, 512), cream, .9)
	case s.form == 2:
		for i := range 7 {
			p := l.on(480, -.78+float64(i)*.26)
			s.leaf(p.X, p.Y+16, -90, 40, 9, c.up(.18), 0, false)
		}
	}
	l.shine(372, 540, -.55, .2, .6)
	l.shine(372, 520, -.3, .05, .4)
	l.shine(440, 560, .8, .08, .22)
	s.turned(x, 296, 8, 304, 22, 322, 24, 336, -20).body(cap, metal, .1)
}

func bikelight(s *sheet) {
	c := s.color
	x, y := 400.0, 800.0
	st := lch{.26, .015, 250}
	s.cast(x+10, y, 130, 300)
	s.turned(x+46, 640, 24, y-26, -28).body(steel, metal, .1)
	s.turned(x+46, y-34, 96, y-24, 102, y, -100).body(st, glaze, .2).rim(st, st.up(.1), 6, -.03)
	cy, r := 500.0, 176.0
	s.grad(cmd("M", x-90, cy-r, "C", x+50, cy-r, x+190, cy-140, x+238, cy-44, "C", x+252, cy-16, x+252, cy+16, x+238, cy+44, "C", x+190, cy+140, x+50, cy+r, x-90, cy+r, "Z"),
		s.lin("v", stop{0, c.up(.02), 0}, stop{.16, c.up(.16), 0}, stop{.36, c.up(.02), 0}, stop{.8, c.up(-.16), 0}, stop{1, c.up(-.08), 0}))
	s.paintLine(cmd("M", x-50, cy-r+36, "C", x+50, cy-r+38, x+130, cy-116, x+176, cy-66), 12, .4)
	if s.form == 1 {
		s.line(cmd("M", x+40, cy-r+14, "C", x+80, cy-40, x+80, cy+40, x+40, cy+r-14), cream, 9, .8)
	}
	s.ell(x-90, cy, 92, r+10, s.lin("v", stop{0, steel.up(.08), 0}, stop{.3, steel.up(-.3), 0}, stop{.6, steel.up(.16), 0}, stop{1, steel.up(-.3), 0}))
	s.ell(x-100, cy, 88, r+6, s.lin("v", stop{0, steel.up(.16), 0}, stop{.3, steel.up(.12), 0}, stop{.6, steel.up(.16), 0}, stop{1, steel.up(-.3), 0}))
	s.ell(x-104, cy, 76, r-12, s.radAt(.46, .48, .56, stop{0, lch{.99, .05, 95}, 0}, stop{.4, lch{.96, .085, 92}, 0}, stop{.8, lch{.85, .11, 82}, 0}, stop{1, lch{.62, .09, 70}, 0}))
	for _, q := range [7][2]float64{{-126, .64}, {-84, .86}, {-42, .97}, {0, 1}, {42, .97}, {84, .86}, {126, .64}} {
		s.paintLine(cmd("M", x-104-76*q[1], cy+q[0], "q", 76*q[1], 16, 152*q[1], 0), 3, .4)
	}
	s.ellRot(x-130, cy-70, 20, 44, "#fff", .65, 14)
	s.ell(x-420, cy+40, 330, 190, s.rad(stop{0, lch{.97, .07, 92}, .6}, stop{1, lch{.97, .07, 92}, none}))
}

// rearlight is small, red and round, on a bracket.
func rearlight(s *sheet) {
	c := s.color
	x, y := 400.0, 800.0
	red := lch{.50, .19, 25}
	s.cast(x, y, 120, 260)
	s.turned(x+40, 640, 22, y-24, -26).body(steel, metal, .1)
	s.turned(x+40, y-30, 88, y-20, 94, y, -92).body(lch{.26, .015, 250}, glaze, .2)
	s.ell(x-20, 510, 300, 260, s.rad(stop{0, red.up(.2), .5}, stop{1, red, none}))
	s.grad(cmd("M", x-60, 360, "C", x+60, 360, x+150, 380, x+164, 470, "V", 560, "C", x+150, 640, x+60, 662, x-60, 662, "Z"),
		s.lin("v", stop{0, c.up(.04), 0}, stop{.18, c.up(.16), 0}, stop{.4, c.up(.02), 0}, stop{.85, c.up(-.16), 0}, stop{1, c.up(-.08), 0}))
	s.ell(x-62, 511, 118, 153, s.lin("v", stop{0, steel.up(.16), 0}, stop{.4, steel.up(-.1), 0}, stop{.6, steel.up(.12), 0}, stop{1, steel.up(-.3), 0}))
	s.ell(x-70, 511, 102, 136, s.radAt(.45, .45, .6, stop{0, lch{.8, .14, 40}, 0}, stop{.3, red.up(.1), 0}, stop{.8, red.up(-.08), 0}, stop{1, red.up(-.2), 0}))
	g := ""
	for i := range 5 {
		for j := range 7 {
			u, v := float64(i)-2, float64(j)-3
			if u*u/4.6+v*v/10 > 1 {
				continue
			}
			g += cmd("M", x-70+u*36, 511+v*36, "h0")
		}
	}
	s.line(g, red.up(.16), 24, .4)
	s.ellRot(x-104, 436, 20, 36, "#fff", .5, 20)
	s.paintLine(cmd("M", x-10, 392, "C", x+60, 392, x+110, 404, x+130, 450), 9, .4)
}

// saddle of leather on steel rails.
func saddle(s *sheet) {
	c, th := s.color, s.thread()
	x, y := 400.0, 560.0
	s.pool(x+40, 806, 260, 40, .9)
	s.turned(x+70, y+110, 30, 806, -30).body(steel, metal, .1)
	s.fill(poly(at(x+34, y+76), at(x+112, y+76), at(x+104, y+128), at(x+40, y+128)), steel.up(-.34))
	s.stroke(cmd("M", x-250, y+6, "C", x-150, y+110, x-20, y+110, x+230, y+70), steel.up(-.24).hex(), 13, 1, "")
	s.paintLine(cmd("M", x-240, y+10, "C", x-140, y+106, x-20, y+104, x+220, y+64), 4, .5)
	d := closed(cn(x-318, y-24), at(x-240, y-62), at(x-60, y-74), at(x+100, y-110), at(x+230, y-142), cn(x+296, y-112), at(x+310, y-20), at(x+270, y+74), cn(x+226, y+106), at(x+150, y+70), at(x+60, y+20), at(x-100, y+30), at(x-250, y+30), cn(x-318, y+18))
	s.paint(d, s.shade.hex(), ` transform="translate(6 14)"`, .4)
	s.grad(d, s.lin("v", stop{0, c.up(.12), 0}, stop{.3, c.up(.04), 0}, stop{.7, c.up(-.09), 0}, stop{1, c.up(-.2), 0}))
	s.open(d)
	s.ellRot(x+130, y-84, 200, 40, s.rad(stop{0, c.up(.24), .8}, stop{1, c, none}), 1, -16)
	s.ellRot(x-180, y-40, 140, 18, s.rad(stop{0, c.up(.22), .7}, stop{1, c, none}), 1, -4)
	s.line(curve(at(x-318, y), at(x-120, y-14), at(x+60, y-30), at(x+200, y-40), at(x+306, y-70)), c.up(-.16), 5, .5)
	s.close()
	s.stroke(curve(at(x-300, y+10), at(x-240, y+16), at(x-100, y+16), at(x+64, y+6), at(x+154, y+54), at(x+220, y+88)), th.hex(), 2.8, .8, stitches)
	for _, q := range [5][2]float64{{274, -112}, {292, -78}, {298, -40}, {290, 0}, {276, 38}} {
		s.disc(x+q[0], y+q[1], 10, 10, copper.up(-.1))
		s.disc(x+q[0]-2, y+q[1]-3, 6, 6, copper.up(.16))
	}
	s.disc(x-300, y-4, 8, 8, copper.up(.04))
	for _, q := range [2]float64{216, 262} {
		s.stroke(cmd("M", x+q, y+104, "c-6 34 2 60 18 60s22-30 16-64"), steel.up(-.1).hex(), 8, 1, "")
	}
}

// grips: a pair of leather bar grips with steel rings.
func grips(s *sheet) {
	c, th := s.color, s.thread()
	one := func(x, y, k float64) {
		s.stroke(cmd("M", x+20, y+60, "L", x+430*k, y-60*k), s.shade.hex(), 60, .25, "")
		d := cmd("M", x, y, "L", x+420*k, y-110*k)
		s.line(d, c.up(-.2), 92)
		s.stroke(d, c.up(-.02).hex(), 72, 1, ` transform="translate(-4-8)"`)
		s.stroke(d, c.up(.12).hex(), 22, .8, ` transform="translate(-9-24)"`)
		g := ""
		for i := 1; i < 12; i++ {
			t := float64(i) / 12
			g += cmd("M", x+t*420*k-8, y-t*110*k-44, "q22 44 12 88")
		}
		s.line(g, c.up(-.2), 4, .6)
		s.stroke(cmd("M", x+4, y+22, "L", x+420*k, y-110*k+22), th.hex(), 2.8, .8, stitches)
		for _, t := range [2]float64{-.01, 1.01} {
			q := at(x+t*420*k, y-t*110*k)
			s.ellRot(q.X, q.Y, 22, 50, s.lin("v", stop{0, steel.up(-.1), 0}, stop{.25, steel.up(.2), 0}, stop{.5, steel.up(-.12), 0}, stop{.75, steel.up(.08), 0}, stop{1, steel.up(-.3), 0}), 1, -15)
		}
		s.ellRot(x-6, y+2, 14, 36, steel.up(-.35).hex(), 1, -15)
	}
	one(190, 660, .98)
	one(230, 838, 1)
}
