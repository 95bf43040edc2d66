package pictures

// stripe is the second tone of a woven good.
func (s *sheet) stripe() lch {
	if s.color.L > .74 {
		return [3]lch{{.43, .075, 168}, {.47, .06, 250}, {.58, .12, 42}}[s.form]
	}
	return [3]lch{{.92, .02, 88}, {.93, .03, 85}, {.84, .05, 85}}[s.form]
}

func blanket(s *sheet) {
	c, st := s.color, s.stripe()
	x0, x1, y, h := 165.0, 625.0, 800.0, 66.0
	s.castBoard([]pt{at(x0+10, y-8), at(x1+120, y-44), at(x1+90, y+2), at(x1-10, y+8), at(x0+20, y+10)}, false)
	bands := [3][][2]float64{{{80, 34}, {128, 9}, {150, 9}}, {{90, 70}, {176, 8}}, {{84, 12}, {110, 12}, {136, 12}, {162, 12}}}[s.form]
	for i := range 4 {
		b := y - float64(i)*h
		a, e := x0+s.jit(9), x1+s.jit(9)
		d := closed(at(a+26, b-h+1), at((a+e)/2, b-h-3+s.jit(3)), at(e-26, b-h+2), at(e+2, b-h*.52), at(e-24, b+3), at((a+e)/2, b+5+s.jit(3)), at(a+24, b+2), at(a-3, b-h*.5))
		s.grad(d, s.lin("v", stop{0, c.up(.07), 0}, stop{.3, c.up(.03), 0}, stop{.72, c.up(-.08), 0}, stop{1, c.up(-.24), 0}))
		s.grad(d, s.lin("h", stop{0, c.up(.1), .4}, stop{.3, c, none}, stop{.75, c.up(-.2), none}, stop{1, c.up(-.3), .55}))
		s.open(d)
		for _, q := range bands {
			s.grad(cmd("M", x0+q[0]+s.jit(3), b-h-6, "q-8", h/2, 2, h+16, "h", q[1], "q-9", -h/2, 0, -h-16, "Z"), s.lin("v", stop{0, st.up(.06), 0}, stop{.5, st.up(-.02), 0}, stop{1, st.up(-.2), 0}))
		}
		s.line(cmd("M", a+200, b-22, "q120", s.jit(14), 200, 0), c.up(-.13), 3, .4)
		s.close()
	}
	t := y - 4*h
	s.blanketTop(x0, x1, t, c, st, bands)
	s.fringe(x0+232, t+h-6, st, c)
}

func (s *sheet) blanketTop(x0, x1, t float64, c, st lch, bands [][2]float64) {
	const dx, dy = 44.0, 78.0
	d := closed(at(x0+8, t+12), at(x0+24, t-22), at(x0+dx+8, t-dy+8), at(x0+dx+46, t-dy-8), at((x0+x1)/2+dx, t-dy-12+s.jit(3)), at(x1+dx-62, t-dy-6),
		at(x1+dx-34, t-dy+12), at(x1+14, t-30), at(x1+8, t-4), at(x1-14, t+15), at((x0+x1)/2, t+20))
	s.grad(d, s.linAt(0, 0, 1, .8, stop{0, c.up(.1), 0}, stop{.5, c.up(.05), 0}, stop{1, c.up(-.06), 0}))
	s.open(d)
	for _, q := range bands {
		s.fill(cmd("M", x0+q[0]-2, t+22, "q4-14 14-28l62-90h", q[1], "l-62 90q-10 14-14 28Z"), st.up(.05))
	}
	for i := range 6 {
		s.line(cmd("M", x0, t-76+float64(i)*16, "q230", s.jit(6), 560, 0), c.up(-.1), 1.6, .3)
	}
	s.line(curve(at(x0+230, t-14), at(x0+300, t-40), at(x0+420, t-34)), c.up(-.12), 6, .3)
	s.line(curve(at(x0+250, t-8), at(x0+310, t-30), at(x0+400, t-28)), c.up(.12), 4, .5)
	s.close()
}

// fringe is the woven end of a cloth.
func (s *sheet) fringe(x, y float64, st, c lch) {
	a, b := "", ""
	for i := range 17 {
		q := cmd("M", x+float64(i)*12, y+float64(i%3), "q", s.jit(4), 24, s.jit(3), 48+s.jit(4))
		if i%2 == 1 {
			a += q
		} else {
			b += q
		}
	}
	s.stroke(a, s.shade.hex(), 8, .28, ` transform="translate(4 5)"`)
	s.line(a, st.up(-.06), 6.5)
	s.line(b, st.up(.06), 6.5)
	s.line(cmd("M", x-6, y, "q100 8 206-2"), c.up(-.14), 7, .6)
}

func cushion(s *sheet) {
	c, st := s.color, s.stripe()
	cx, cy := 392.0, 590.0
	s.cast(cx, 806, 190, 150)
	d := closed(cn(cx-236, cy-222), at(cx-110, cy-206), at(cx+60, cy-212), cn(cx+226, cy-236), at(cx+216, cy-90), at(cx+222, cy+80), cn(cx+248, cy+214),
		at(cx+110, cy+218), at(cx-90, cy+222), cn(cx-246, cy+210), at(cx-222, cy+70), at(cx-218, cy-90))
	s.paint(d, c.up(-.22).hex(), ` transform="translate(12 6)"`, 1)
	s.grad(d, s.radAt(.36, .3, .85, stop{0, c.up(.1), 0}, stop{.45, c.up(.03), 0}, stop{.8, c.up(-.1), 0}, stop{1, c.up(-.2), 0}))
	s.open(d)
	switch s.form {
	case 0:
		for i := range 7 {
			x := cx - 210 + float64(i)*70
			s.line(cmd("M", x, cy-250, "Q", x+(cx-x)*-.16, cy, x+s.jit(4), cy+250), st, 12, .75)
		}
	case 1:
		for i := range 5 {
			k := .3 + float64(i)*.18
			s.stroke(cmd("M", cx, cy-210*k, "L", cx+210*k, cy, "L", cx, cy+210*k, "L", cx-210*k, cy, "Z"), st.hex(), 8, .7, ` stroke-linejoin="round"`)
		}
	default:
		s.grad(cmd("M", cx-260, cy+60, "q250 30 520-4v220h-520Z"), s.lin("v", stop{0, st.up(.03), 0}, stop{1, st.up(-.04), 0}))
		s.line(cmd("M", cx-250, cy+60, "q250 30 500-4"), c.up(-.1), 4, .6)
	}
	wv := ""
	for i := range 9 {
		y := cy - 190 + float64(i)*48
		wv += cmd("M", cx-240, y+s.jit(4), "q240", 16-float64(i)*3, 490, 0)
	}
	s.line(wv, c.up(-.14), 1.6, .3)
	s.line(curve(at(cx-228, cy-214), at(cx-170, cy-160), at(cx-140, cy-120))+curve(at(cx+238, cy+206), at(cx+176, cy+150), at(cx+150, cy+110))+
		curve(at(cx-236, cy+202), at(cx-180, cy+150), at(cx-160, cy+130)), c.up(-.18), 7, .35)
	s.grad(d, s.lin("v", stop{.5, s.shade, none}, stop{1, s.shade, .34}))
	s.close()
	s.stroke(d, c.up(.12).hex(), 4, .6, ` stroke-linejoin="round"`)
	for _, q := range [4][2]float64{{-238, -222}, {228, -236}, {250, 214}, {-248, 210}} {
		if s.form == 2 {
			s.line(cmd("M", cx+q[0], cy+q[1], "l", q[0]*.1, q[1]*.12, "m", -q[0]*.1+8, -q[1]*.12, "l", q[0]*.1+4, q[1]*.1), st, 6)
		}
	}
}

// towel: three rolled ones before a folded pile.
func towel(s *sheet) {
	c, st := s.color, s.stripe()
	x0, x1 := 330.0, 640.0
	s.pool(510, 776, 260, 44, 1)
	for i := range 4 {
		b := 772 - float64(i)*62
		cc := c
		if i%2 == 1 {
			cc = blend(c, cream, .45)
		}
		d := closed(at(x0+18, b-60), at((x0+x1)/2, b-63+s.jit(3)), at(x1-16, b-60), at(x1+2, b-30), at(x1-16, b+2), at((x0+x1)/2, b+4), at(x0+18, b+2), at(x0+s.jit(5), b-30))
		s.grad(d, s.lin("v", stop{0, cc.up(.07), 0}, stop{.3, cc.up(.03), 0}, stop{.72, cc.up(-.08), 0}, stop{1, cc.up(-.24), 0}))
		s.open(d)
		s.fill(cmd("M", x0+46, b-66, "q-6 33 0 72h14q-6-36 0-72zm28 0q-6 33 0 72h7q-6-36 0-72z"), st, .8)
		s.line(cmd("M", x0+110, b-18, "q90", s.jit(8), 190, 0), cc.up(-.13), 3, .4)
		s.close()
	}
	d := closed(at(x0+12, 530), at(x0+60, 478), at(x1-20, 474), at(x1+10, 516), at(x1-6, 532), at((x0+x1)/2, 540))
	s.grad(d, s.linAt(0, 0, 1, .8, stop{0, c.up(.1), 0}, stop{1, c.up(-.05), 0}))
	for i, q := range [3][2]float64{{172, 838}, {292, 846}, {232, 748}} {
		cc := c
		if (i+s.form)%3 == 0 {
			cc = blend(c, cream, .45)
		}
		s.roll(q[0], q[1], 58, cc, st)
	}
}

// roll is a rolled towel, its end to the viewer.
func (s *sheet) roll(x, y, r float64, c, st lch) {
	s.pool(x+30, y+r*.86, r*1.7, 20, .9)
	d := cmd("M", x-r*.7, y-r*.72, "L", x-r*.7+64, y-r*.72-46, "Q", x+r+56, y-r-40, x+r+66, y-20, "L", x+r, y+20, "Z")
	s.grad(d, s.linAt(0, 0, 1, 1, stop{0, c.up(.1), 0}, stop{.6, c.up(-.03), 0}, stop{1, c.up(-.2), 0}))
	s.ell(x, y, r, r, s.radAt(.35, .3, .8, stop{0, c.up(.08), 0}, stop{.7, c.up(-.02), 0}, stop{1, c.up(-.14), 0}))
	sp := cmd("M", x+4, y, "c0-12-20-10-20 4s22 26 36 8 2-44-26-40-42 34-24 56 54 18 62-14")
	s.line(sp, c.up(-.2), 5, .7)
	s.line(cmd("M", x-r*.6, y-r*.6, "A", r*.86, r*.86, "0 0 0", x-r*.1, y+r*.86), st, 6, .8)
}

// leather paints a bag's body.
func (s *sheet) leather(d string, c lch, x, t float64) {
	s.grad(d, s.lin("h", stop{0, c.up(-.05), 0}, stop{.16, c.up(.06), 0}, stop{.4, c.up(.03), 0}, stop{.75, c.up(-.05), 0}, stop{1, c.up(-.16), 0}))
	s.grad(d, s.lin("v", stop{0, c.up(.1), .35}, stop{.3, c, none}, stop{.6, c, none}, stop{1, c.up(-.3), .6}))
	s.open(d)
	s.ell(x-100, t+150, 110, 130, s.rad(stop{0, c.up(.16), .5}, stop{1, c, none}))
	s.line(curve(at(x-210, 730), at(x-150, 754), at(x-120, 790)), c.up(-.14), 4, .5)
	s.line(curve(at(x+206, 704), at(x+150, 740), at(x+132, 800)), c.up(-.14), 4, .5)
	s.line(curve(at(x-140, t+40), at(x-120, t+110), at(x-128, t+170)), c.up(-.1), 5, .3)
	s.close()
}

func (s *sheet) thread() lch {
	if s.color.L > .75 {
		return s.color.up(-.25)
	}
	return lch{.86, .06, 80}
}

func tote(s *sheet) {
	c, th := s.color, s.thread()
	x, y := 392.0, 800.0
	t := y - 356 + s.jit(10)
	s.castBoard([]pt{at(x-190, y-10), at(x+330, y-50), at(x+290, y+4), at(x+170, y+12), at(x-170, y+12)}, false)
	s.tube(cmd("M", x-92, t+20, "C", x-86, t-210, x+116, t-214, x+118, t+16), 17, c.up(-.08))
	s.fill(closed(cn(x-186, t+4), at(x-60, t-18), at(x+90, t-20), cn(x+214, t-4), cn(x+190, t+30), cn(x-180, t+30)), c.up(-.24))
	s.grad(closed(cn(x+184, t+10), cn(x+214, t-4), at(x+236, y-140), at(x+228, y-26), cn(x+206, y-6)), s.lin("h", stop{0, c.up(-.16), 0}, stop{1, c.up(-.24), 0}))
	d := closed(cn(x-190, t+6), at(x, t+22), cn(x+186, t+8), at(x+204, t+180), at(x+214, y-40), at(x+186, y+4), at(x, y+10), at(x-186, y+4), at(x-216, y-40), at(x-206, t+180))
	s.leather(d, c, x, t)
	s.stroke(curve(at(x-186, t+22), at(x, t+38), at(x+184, t+24)), th.hex(), 2.6, .8, stitches)
	s.line(curve(at(x-190, t+7), at(x, t+23), at(x+186, t+9)), c.up(.14), 4, .8)
	for _, q := range [2]float64{-104, 104} {
		tab := cmd("M", x+q-17, t+8, "h34l-2 96q-15 22-30 0Z")
		s.paint(tab, s.shade.hex(), ` transform="translate(5 6)"`, .35)
		s.grad(tab, s.lin("h", stop{0, c.up(.1), 0}, stop{1, c.up(-.08), 0}))
		s.stroke(cmd("M", x+q+12, t+16, "l-2 82q-10 12-20 0l-2-82"), th.hex(), 2.2, .75, stitches)
	}
	s.tube(cmd("M", x-104, t+30, "C", x-104, t-200, x+104, t-200, x+104, t+30), 19, c)
	for _, q := range [2]float64{-104, 104} {
		s.disc(x+q, t+76, 9, 9, brass.up(-.12))
		s.disc(x+q-2, t+74, 5, 5, brass.up(.14))
	}
	if s.form == 2 {
		s.fill(cmd("M", x-78, t+180, "h150v96q-75 24-150 0Z"), c.up(.03))
		s.stroke(cmd("M", x-72, t+186, "h138v86q-69 20-138 0Z"), th.hex(), 2.2, .7, stitches)
		s.line(cmd("M", x-78, t+180, "h150"), c.up(.14), 4, .7)
	}
}

func satchel(s *sheet) {
	c, th := s.color, s.thread()
	x, y, t := 392.0, 800.0, 490.0
	s.castBoard([]pt{at(x-190, y-10), at(x+330, y-50), at(x+290, y+4), at(x+170, y+12), at(x-170, y+12)}, false)
	s.tube(cmd("M", x-150, t+40, "C", x-190, t-250, x+200, t-260, x+172, t+40), 20, c)
	body := []pt{at(x-200, t+8), at(x, t-2), at(x+196, t+8), at(x+210, t+160), at(x+214, y-40), at(x+190, y+2), at(x, y+10), at(x-190, y+2), at(x-216, y-40), at(x-212, t+160)}
	d := closed(body...)
	s.paint(d, c.up(-.2).hex(), ` transform="translate(26-6)"`, 1)
	s.leather(d, c, x, t)
	f := closed(at(x-204, t+6), at(x, t-6), at(x+202, t+6), at(x+212, t+90), at(x+196, t+172), at(x+90, t+200), at(x-90, t+200), at(x-200, t+172), at(x-214, t+90))
	s.paint(f, s.shade.hex(), ` transform="translate(5 12)"`, .45)
	s.grad(f, s.linAt(.1, 0, .6, 1, stop{0, c.up(.14), 0}, stop{.25, c.up(.06), 0}, stop{1, c.up(-.05), 0}))
	s.ellRot(x-90, t+60, 130, 60, s.rad(stop{0, c.up(.2), .6}, stop{1, c, none}), 1, -8)
	s.stroke(f, th.hex(), 2.6, .75, stitches+` transform="`+cmd("translate(", x*.05, (t+95)*.05)+`)scale(.95)"`)
	for _, q := range [2]float64{-104, 104} {
		s.fill(cmd("M", x+q-15, t+124, "h38v128q-19 22-38 0Z"), s.shade, .35)
		s.grad(cmd("M", x+q-19, t+118, "h38v128q-19 22-38 0Z"), s.lin("h", stop{0, c.up(.1), 0}, stop{1, c.up(-.06), 0}))
		s.line(cmd("M", x+q-26, t+166, "h52v40h-52z"), brass.up(-.06), 8)
		s.line(cmd("M", x+q-26, t+165, "h52"), brass.up(.16), 3)
		s.line(cmd("M", x+q, t+170, "v26"), brass.up(.06), 5)
	}
}

// basket is woven; the weave is drawn row by row.
func basket(s *sheet) {
	c := s.color
	cx, base, top, r := 395+s.jit(4), 800.0, 500.0, 214.0
	s.cast(cx, base, 170, 300)
	s.tube(cmd("M", cx-r+12, top+20, "C", cx-r+10, top-250, cx+r-10, top-250, cx+r-12, top+20), 24, c.up(-.08))
	l := s.turned(cx, top, r, top+150, r*.97, base-20, r*.8, base, -r*.74).body(c, matte, .3)
	s.disc(cx, top, r, r*ksq(top), c.up(-.3))
	s.ell(cx, top+6, r-14, (r-14)*ksq(top)-5, s.lin("h", stop{0, c.up(-.36), 0}, stop{1, c.up(-.12), 0}))
	dark, light := "", ""
	for row := range 9 {
		y := top + 20 + float64(row)*31
		off := float64(row%2) * .1
		for k := range 10 {
			f := -.94 + float64(k)*.2 + off
			if f > .86 {
				continue
			}
			a, b := l.on(y, f), l.on(y, f+.13)
			light += cmd("M", a, "L", b)
			dark += cmd("M", at(a.X+3, a.Y+9), "L", at(b.X+3, b.Y+9))
		}
	}
	s.line(dark, c.up(-.2), 7, .55)
	s.line(light, c.up(.07), 12, .85)
	s.grad(l.outline(), s.lin("h", stop{.5, s.shade, none}, stop{.9, s.shade, .4}, stop{1, s.shade, .3}))
	s.line(cmd("M", cx-r, top, "A", r, r*ksq(top), "0 0 0", cx+r, top), c.up(-.14), 22)
	s.line(cmd("M", cx-r, top-4, "A", r, r*ksq(top), "0 0 0", cx+r, top-4), c.up(.1), 10)
	for i := range 12 {
		p := l.on(top, -.92+float64(i)*.167)
		s.line(cmd("M", p.X-5, p.Y-12, "l9 22"), c.up(-.22), 2.5, .6)
	}
}
