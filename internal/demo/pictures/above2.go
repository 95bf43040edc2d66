package pictures

import "math"

// bowlOf is a shallow dish filled with something fine.
func (s *sheet) bowlOf(x, y, r float64, c, fill lch) float64 {
	s.drop(x, y, r, r*.3)
	in := s.dish(x, y, r, r*.06, r*.1, c, c.up(.06))
	s.ell(x, y, in, in, s.radAt(.4, .38, .7, stop{0, fill.up(.08), 0}, stop{.6, fill, 0}, stop{1, fill.up(-.12), 0}))
	return in
}

// inDisc is a chance point of a disc.
func (s *sheet) inDisc(x, y, r float64) pt {
	a, d := s.r.Float64()*2*math.Pi, r*math.Sqrt(s.r.Float64())
	return at(x+math.Cos(a)*d, y+math.Sin(a)*d)
}

func (s *sheet) scoop(x, y float64, c lch) {
	s.stroke(cmd("M", x, y, "L", x+210, y+150), s.shade.hex(), 26, .3, ` transform="translate(12 16)"`)
	s.line(cmd("M", x, y, "L", x+210, y+150), c.up(-.12), 24)
	s.line(cmd("M", x-3, y-5, "L", x+206, y+144), c.up(.08), 9)
	s.ellRot(x-38, y-28, 66, 46, s.linAt(0, 0, 1, 1, stop{0, c.up(.06), 0}, stop{1, c.up(-.12), 0}), 1, 36)
	s.ellRot(x-38, y-28, 54, 35, s.linAt(0, 0, 1, 1, stop{0, c.up(-.2), 0}, stop{1, c.up(-.02), 0}), 1, 36)
}

func beansAbove(s *sheet) {
	dark := lch{.33, .05, 48}
	in := s.bowlOf(370, 470, 262, cream, dark.up(-.1))
	id := s.bean(lch{.40, .06, 50})
	for i := range 64 { // a sunflower's order fills a disc without gaps or rows
		a, d := float64(i)*2.39996, (in-24)*math.Sqrt((float64(i)+.5)/64)
		s.use(id, 370+math.Cos(a)*d+s.jit(7), 470+math.Sin(a)*d+s.jit(7), float64(i*47%360), 1.5)
	}
	s.scoop(560, 760, oak)
	for _, q := range [4][3]float64{{510, 720, 30}, {540, 736, -30}, {240, 850, 60}, {200, 830, 10}} {
		s.use(id, q[0], q[1], q[2]+s.jit(30), 1.2)
	}
}

// leavesAbove is dry tea in a dish, and a cup of it.
func leavesAbove(s *sheet) {
	leaf := [3]lch{{.36, .045, 95}, {.42, .06, 125}, {.45, .09, 40}}[s.form]
	in := s.bowlOf(330, 400, 226, cream, leaf.up(-.06))
	for k := range 4 {
		d := ""
		for range 22 {
			p := s.inDisc(330, 400, in-18)
			d += cmd("M", p, "q", s.jit(14), s.jit(14), s.jit(26), s.jit(26))
		}
		s.line(d, leaf.up([4]float64{-.12, .02, .1, -.04}[k]), 6-float64(k%2))
	}
	s.form = 2
	s.drop(560, 760, 130, 40)
	r := s.dish(560, 760, 130, 12, 10, white, white)
	s.surface(560, 760, r, lch{.66, .12, 72})
}

func tinAbove(s *sheet) {
	c := s.color
	s.openJar(350, 560, 220, c, lch{.36, .045, 95}, true)
	s.lidAt(560, 250, 176, c)
}

func (s *sheet) lidAt(x, y, r float64, c lch) {
	s.drop(x, y, r, 26)
	s.ell(x, y, r, r, s.linAt(0, 0, 1, 1, stop{0, c.up(.1), 0}, stop{1, c.up(-.16), 0}))
	s.ell(x, y, r-12, r-12, s.linAt(0, 0, 1, 1, stop{0, c.up(-.05), 0}, stop{.5, c.up(.04), 0}, stop{1, c.up(.1), 0}))
	s.ell(x, y, r-20, r-20, s.linAt(0, 0, 1, 1, stop{0, c.up(.1), 0}, stop{.45, c.up(.02), 0}, stop{.5, c.up(.12), 0}, stop{1, c.up(-.08), 0}))
}

// openJar is an open vessel with something in it; fine things are strewn.
func (s *sheet) openJar(x, y, r float64, wall, fill lch, fine bool) {
	s.drop(x, y, r, 60)
	s.ell(x, y, r, r, s.linAt(0, 0, 1, 1, stop{0, wall.up(.12), 0}, stop{.5, wall, 0}, stop{1, wall.up(-.16), 0}))
	s.ell(x, y, r-12, r-12, s.linAt(0, 0, 1, 1, stop{0, wall.up(-.2), 0}, stop{1, wall.up(.1), 0}))
	s.ell(x, y, r-22, r-22, s.radAt(.4, .38, .72, stop{0, fill.up(.1), 0}, stop{.6, fill, 0}, stop{1, fill.up(-.16), 0}))
	if !fine {
		s.stroke(cmd("M", x-r*.56, y-r*.42, "A", r*.7, r*.7, "0 0 1", x-r*.05, y-r*.7), "#fff", r*.06, .5, "")
		return
	}
	for k := range 3 {
		var q []pt
		for range 34 {
			q = append(q, s.inDisc(x, y, r-34))
		}
		s.dots(q, fill.up([3]float64{-.12, .1, -.03}[k]), 10-float64(k), .8)
	}
}

// jarAbove is an opened jar with its lid; what is in it follows the subject by colour.
func jarAbove(s *sheet) {
	c := s.color
	glassy := lch{.86, .02, 190}
	switch {
	case s.fine:
		s.openJar(360, 560, 190, glassy, c, true)
		s.lidAt(570, 280, 120, cork)
		s.scoop(560, 800, beech)
	case s.soft:
		in := lch{.965, .018, 85}
		s.openJar(360, 540, 236, c, in, false)
		s.line("M250 520c30-90 200-110 230 10s-130 170-170 70 90-130 110-40-60 70-50 10", in.up(-.1), 9, .6)
		s.line("M256 514c30-84 190-104 222 6", white, 6, .9)
		s.lidAt(590, 240, 170, [3]lch{oak, brass, {.3, .01, 255}}[s.form])
	default:
		s.openJar(350, 560, 224, glassy, c, false)
		for i := range 8 {
			if c.C < .13 || c.L > .65 {
				break
			}
			p := s.inDisc(350, 560, 150)
			s.ellRot(p.X, p.Y, 26, 20, c.up([2]float64{.09, -.1}[i%2]).hex(), .6, s.jit(60))
		}
		s.lidAt(580, 260, 170, brass)
		s.scoop(420, 620, oak)
	}
}

func plantersAbove(s *sheet) {
	c := s.color
	earth := lch{.30, .03, 55}
	for i, q := range [3][3]float64{{300, 360, 210}, {560, 600, 150}, {260, 760, 120}} {
		s.drop(q[0], q[1], q[2], 60)
		in := s.dish(q[0], q[1], q[2], q[2]*.1, q[2]*.16, c.up(float64(i)*.03), c.up(.08))
		if i == 2 {
			s.ell(q[0], q[1], 18, 18, c.up(-.4).hex())
			continue
		}
		s.disc(q[0], q[1], in, in, earth)
		var a []pt
		for range 20 {
			a = append(a, s.inDisc(q[0], q[1], in-14))
		}
		s.dots(a, earth.up(.08), 9, .8)
		n := 7 - 2*i
		for k := range n {
			s.leaf(q[0], q[1], float64(k)*360/float64(n)+s.jit(12), q[2]*(.9+s.jit(.1)), q[2]*.22, leafTone.up(float64(k%3)*.04-.04), .06, true)
		}
	}
}

// openBook lies open: dotted or ruled pages of a notebook, a book's page with a picture.
func openBook(s *sheet) {
	c := s.color
	pages := s.form % 2
	if s.printed {
		pages = 2
	}
	cover := "M96 214Q250 190 400 222Q550 190 704 214L712 782Q550 760 400 792Q250 760 88 782Z"
	s.paint(cover, s.shade.hex(), ` transform="translate(26 30)"`, .3)
	s.paint(cover, s.shade.hex(), ` transform="translate(10 14)"`, .4)
	s.fill(cover, c)
	left := "M114 220Q270 192 400 236V774Q270 738 106 764Z"
	right := "M686 220Q530 192 400 236V774Q530 738 694 764Z"
	s.grad(left, s.lin("h", stop{0, paper.up(-.02), 0}, stop{.8, paper.up(.02), 0}, stop{1, paper.up(-.2), 0}))
	s.grad(right, s.lin("h", stop{0, paper.up(-.16), 0}, stop{.16, paper.up(.02), 0}, stop{1, paper.up(-.07), 0}))
	s.line("M686 220Q530 192 400 236M690 228Q534 200 400 244", paper.up(-.2), 2, .6)
	g := ""
	switch pages {
	case 0:
		for i := range 12 {
			y := 292 + float64(i)*38
			g += cmd("M148", y, "Q280", y-24, 372, y+14) + cmd("M428", y+14, "Q530", y-24, 654, y)
		}
		s.line(g, blue.up(.2), 2, .5)
	case 1:
		for i := range 11 {
			for k := range 7 {
				y := 300 + float64(i)*40
				g += cmd("M", 148+float64(k)*34, y-float64(k)*1.5, "h0M", 652-float64(k)*34, y-float64(k)*1.5, "h0")
			}
		}
		s.line(g, ink.up(.3), 4, .6)
	default:
		for i := range 11 {
			y := 300 + float64(i)*38
			w := 372.0
			if i%4 == 3 {
				w = 300
			}
			g += cmd("M148", y, "Q260", y-18, w, y+8)
		}
		s.line(g, ink.up(.25), 6, .55)
		s.grad("M440 290Q540 262 650 280L654 560Q540 540 440 570Z", s.lin("d", stop{0, s.accent().up(.3), 0}, stop{1, s.accent().up(.1), 0}))
		s.disc(560, 380, 44, 44, cream)
		s.fill("M440 500Q500 450 550 490T654 470L654 560Q540 540 440 570Z", green)
		s.line("M440 620Q540 596 650 612M440 660Q540 636 600 646", ink.up(.25), 6, .55)
	}
	if !s.printed {
		s.pencil(at(470, 700), at(650, 420), s.accent())
	}
	s.butt("M404 232Q420 500 396 760q-4 40 20 80", berry, 9)
}

// cloth is the good folded and seen from above, so that weave and border show.
func cloth(s *sheet) {
	c, st := s.color, s.stripe()
	d := closed(cn(130, 236), at(400, 226+s.jit(6)), cn(676, 240), at(684+s.jit(5), 480), cn(672, 742), at(400, 752+s.jit(6)), cn(126, 738), at(118+s.jit(5), 480))
	s.paint(d, s.shade.hex(), ` transform="translate(22 28)"`, .28)
	s.paint(d, s.shade.hex(), ` transform="translate(9 12)"`, .38)
	s.grad(d, s.linAt(0, 0, 1, 1, stop{0, c.up(.07), 0}, stop{.5, c, 0}, stop{1, c.up(-.1), 0}))
	s.open(d)
	switch s.form {
	case 0:
		s.fill("M100 600q300 14 620 0v40q-310 12-620 0ZM100 656q300 12 620 0v12q-310 12-620 0ZM100 684q300 12 620 0v12q-310 12-620 0Z", st)
	case 1:
		for i := range 8 {
			s.line(cmd("M", 160+float64(i)*70, 200, "q8 280 0 580"), st, 14, .75)
		}
	default:
		g := ""
		for i := range 9 {
			g += cmd("M", 60+float64(i)*80, 210, "l340 560M", 760-float64(i)*80, 210, "l-340 560")
		}
		s.line(g, st, 4, .6)
	}
	g := ""
	for i := range 34 {
		y := 236 + float64(i)*15.2
		g += cmd("M110", y, "q290", s.jit(5), 590, 0)
	}
	s.line(g, c.up(-.12), 1.6, .3)
	s.line(curve(at(120, 500), at(330, 484), at(690, 506)), c.up(-.12), 8, .3)
	s.line(curve(at(120, 510), at(330, 494), at(690, 516)), c.up(.12), 5, .5)
	s.line(curve(at(520, 240), at(560, 330), at(690, 380)), c.up(-.12), 6, .25)
	s.close()
	f, h := "", ""
	for i := range 27 {
		q := cmd("M", 134+float64(i)*16, 744+s.jit(3), "q", s.jit(4), 22, s.jit(4), 42+s.jit(5))
		if i%2 == 0 {
			f += q
		} else {
			h += q
		}
	}
	if s.fringed {
		s.stroke(f, s.shade.hex(), 8, .28, ` transform="translate(6 8)"`)
		s.line(f, c.up(-.06), 6)
		s.line(h, c.up(.06), 6)
	}
}

func soapAbove(s *sheet) {
	c := s.color
	vein := c.up(-.14)
	for i, q := range [3][3]float64{{300, 300, -8}, {470, 520, 6}, {300, 740, -3}} {
		t := cmd("translate(", q[0], q[1]) + ")rotate(" + num(q[2]+s.jit(4)) + ")"
		cc := [3]lch{c, blend(c, cream, .7), c}[i]
		s.add(`<g transform="` + t + `">`)
		s.paint("M-170-96q170-10 340 0 14 96 0 192-170 10-340 0-14-96 0-192Z", s.shade.hex(), ` transform="translate(16 20)"`, .34)
		s.paint("M-170-96q170-10 340 0 14 96 0 192-170 10-340 0-14-96 0-192Z", s.linAt(0, 0, 1, 1, stop{0, cc.up(.08), 0}, stop{.5, cc, 0}, stop{1, cc.up(-.1), 0}), "", 1)
		s.line(cmd("M-158-60c90", s.jit(40), 200, s.jit(40), 316, -10, "M-160 10c90", s.jit(40), 200, s.jit(40), 320, 30), vein.up(.04), 6, .3)
		var dots []pt
		for range 10 {
			dots = append(dots, at(s.jit(150), s.jit(80)))
		}
		s.dots(dots, vein.up(-.1), 4.5, .5)
		s.line("M-160-90q160-8 320 0", cc.up(.12), 6, .6)
		if i == 1 {
			kp := blend(paper, c, .28)
			s.grad("M-56-104h112v208h-112Z", s.lin("v", stop{0, kp.up(.03), 0}, stop{1, kp.up(-.06), 0}))
			s.line("M0-104v208", lch{.58, .06, 70}, 5)
		}
		s.add("</g>")
	}
	s.sprig(560, 250, 60, 170, lch{.60, .06, 140}, 7, 12, 58)
	s.sprig(560, 760, 20, 160, lch{.60, .06, 140}, 7, 12, 58)
}
