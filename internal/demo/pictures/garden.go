package pictures

import "math"

// pot is a planter of one of three outlines with earth in it; it returns the middle
// of the earth.
func (s *sheet) pot(shape int, cx, top float64) pt {
	const base = 800.0
	c := s.color
	var l *lathe
	switch shape {
	case 0:
		l = s.turned(cx, top, -140, top+44, -136, top+45, -124, base-8, 92, base, -86)
	case 1:
		l = s.turned(cx, top, 136, top+60, 150, top+130, 132, base-14, 92, base, -84)
	default:
		l = s.turned(cx, top, 128, top+20, 132, base-30, 122, base, -104)
	}
	s.cast(cx, base, 96, 380)
	m := glaze
	if shape == 0 {
		m = matte
	}
	if shape == 2 {
		s.turned(cx, base-22, 150, base-8, 146, base+4, -128).body(c, m, .2).rim(c, c.up(.06), 6, .15)
	}
	l.body(c, m, .3)
	if shape == 0 {
		s.fill(l.hoop(top+45, top+66), s.shade, .2)
		s.ell(cx-60, top+130, 40, 60, s.rad(stop{0, c.up(.14), .5}, stop{1, c, none}))
	} else {
		l.shine(top+30, base-40, -.58, .14, .5)
	}
	l.rim(c, c.up(.06), 9, .2)
	r := l.r(top) - 10
	s.disc(cx, top+10, r-2, r*ksq(top)-6, lch{.30, .03, 55})
	s.disc(cx+20, top+14, r*.6, r*ksq(top)*.5, lch{.36, .035, 60})
	return at(cx, top+8)
}

func rubberplant(s *sheet) {
	o := s.pot(s.form, 398+s.jit(4), 590)
	cx, y, lf := o.X, o.Y, lch{.46, .09, 148}
	stem := lch{.42, .05, 80}
	s.line(curve(at(cx, y), at(cx-6, 420), at(cx+10, 220)), stem, 11)
	s.line(curve(at(cx+16, y), at(cx+60, 480), at(cx+92, 400)), stem, 9)
	for _, q := range [10][7]float64{
		{8, 250, -40, 190, 62, .1, -.05},
		{-2, 330, -20, 215, 66, .12, -.08},
		{-6, 470, 198, 215, 68, -.14, -.07},
		{92, 404, 8, 190, 60, .16, -.02},
		{74, 440, -58, 190, 58, .08, 0},
		{0, 380, 218, 220, 66, -.1, 0},
		{2, 300, 232, 200, 60, -.08, .03},
		{10, 232, -96, 170, 50, .05, .05},
		{40, 520, 20, 160, 52, .18, .03},
		{0, 500, 168, 170, 54, -.2, .04},
	} {
		s.leaf(cx+q[0], q[1], q[2]+s.jit(5), q[3], q[4], lf.up(q[6]), q[5], true)
	}
}

func pilea(s *sheet) {
	o := s.pot((s.form+1)%3, 398+s.jit(4), 600)
	cx, y, lf := o.X, o.Y, lch{.58, .12, 140}
	lay := [11][4]float64{
		{-150, 330, 70, -.05},
		{130, 300, 74, -.05},
		{0, 230, 70, -.05},
		{-210, 470, 66, 0},
		{210, 440, 72, -.05},
		{-90, 400, 76, 0},
		{100, 420, 80, 0},
		{-10, 330, 78, .04},
		{-140, 540, 64, .04},
		{160, 560, 66, .04},
		{10, 500, 84, .04},
	}
	for _, q := range lay {
		s.line(cmd("M", cx+q[0]*.1, y, "Q", cx+q[0]*.35, q[1]+40, cx+q[0], q[1]), lf.up(-.08), 5)
	}
	for _, q := range lay {
		t := q[3]
		id := s.group("pad"+dec(t, 2), func() {
			s.ell(0, 0, 70, 59, s.radAt(.36, .3, .72, stop{0, lf.up(.12 + t), 0}, stop{.6, lf.up(t), 0}, stop{1, lf.up(t - .1), 0}))
			s.line("M-9 12l-38-22M-9 12L28-14M-9 12l9 34M-9 12l-30 20", lf.up(.14+t), 2, .5)
			s.line("M-9 8h2", lf.up(.24), 9)
		})
		s.use(id, cx+q[0]+s.jit(9), q[1]+s.jit(8), q[0]*.1+s.jit(10), q[2]/70)
	}
}

func snakeplant(s *sheet) {
	o := s.pot((s.form+2)%3, 398+s.jit(4), 575)
	cx, y, lf := o.X, o.Y, lch{.52, .075, 155}
	rim := lch{.82, .10, 105}
	for _, q := range [8][5]float64{
		{-70, -102, 330, 40, -.06},
		{70, -76, 360, 42, -.06},
		{0, -92, 440, 44, -.06},
		{-40, -98, 400, 42, .02},
		{44, -84, 330, 42, .02},
		{-84, -112, 230, 36, .02},
		{92, -66, 240, 36, .02},
		{10, -88, 290, 42, .02},
	} {
		a0, h, w, t := (q[1]+s.jit(3))*math.Pi/180, q[2]+s.jit(24), q[3], q[4]
		bend := s.jit(14)
		tx, ty := cx+q[0]+math.Cos(a0)*h, y+math.Sin(a0)*h
		bx, mx, my := cx+q[0]*.75, cx+q[0]+math.Cos(a0)*h*.5+bend, y-h*.5
		s.fill(cmd("M", bx-w*.4, y+4, "Q", mx-w, my, tx, ty, "Q", mx+w, my, bx+w*.4, y+4, "Z"), rim.up(t-.03))
		s.grad(cmd("M", bx-w*.25, y+4, "Q", mx-w*.72, my, tx-1, ty+24, "Q", mx+w*.72, my, bx+w*.25, y+4, "Z"),
			s.lin("h", stop{0, lf.up(.08 + t), 0}, stop{.5, lf.up(t), 0}, stop{1, lf.up(t - .13), 0}))
		d := ""
		for _, k := range [3]float64{.3, .5, .68} {
			d += cmd("M", bx+(tx-bx)*k+bend*.5-w*.42, y+(ty-y)*k, "q", w*.3, 9, w*.74, -3)
		}
		s.line(d, lf.up(t+.14), 5, .4)
	}
}

// fern is a tuft of long arching leaves with a pale rib.
func fern(s *sheet) {
	o := s.pot(s.form, 398+s.jit(4), 600)
	cx, y, lf := o.X, o.Y+2, lch{.58, .11, 138}
	for i := range 19 {
		t := lf.up([3]float64{-.09, -.02, .06}[i*3/19])
		f := -1 + 2*float64((i*7)%19)/18 // from far left to far right, behind to front
		reach, rise := f*s.between(240, 330), s.between(250, 400)*(1.15-math.Abs(f)*.7)
		drop := math.Abs(f) * s.between(80, 190)
		w := s.between(17, 24)
		mx, my := cx+reach*.45, y-rise*1.12
		tx, ty := cx+reach, y-rise*.55+drop
		bx := cx + f*44
		d := cmd("M", bx-w*.4, y, "Q", mx-w*.5, my-w, tx, ty, "Q", mx+w*.6, my+w*1.3, bx+w*.4, y, "Z")
		s.grad(d, s.linAt(0, 0, .6, 1, stop{0, t.up(.1), 0}, stop{.5, t, 0}, stop{1, t.up(-.12), 0}))
		s.line(cmd("M", bx, y, "Q", mx, my+w*.1, tx, ty), lch{.86, .07, 110}, 4, .55)
	}
}

// planter is an empty pot in front of a larger one.
func planter(s *sheet) {
	c := s.color
	big := s.turned(490, 450, -166, 496, -162, 497, -150, 752, 112, 762, -104)
	if s.form == 1 {
		big = s.turned(490, 440, 150, 520, 172, 640, 158, 748, 108, 762, -100)
	}
	s.cast(490, 762, 112, 330)
	m := glaze
	if s.form == 0 {
		m = matte
	}
	big.body(c, m, .3)
	if s.form == 2 {
		for i := range 3 {
			s.line(curve(big.drip(540+float64(i)*30, 1)...), c.up(-.14), 4, .5)
		}
	}
	big.shine(520, 700, -.55, .14, .35)
	big.rim(c, c.up(.06), 11, .34)
	cx, y := 290+s.jit(6), 812.0
	small := s.turned(cx, y-190, -104, y-160, -101, y-159, -93, y-8, 70, y, -66)
	if s.form == 1 {
		small = s.turned(cx, y-190, 92, y-130, 108, y-60, 98, y-8, 66, y, -62)
	}
	s.cast(cx, y, 70, 190)
	small.body(c.up(.03), m, .3)
	small.shine(y-140, y-40, -.55, .14, .35)
	small.rim(c.up(.03), c.up(.09), 8, .34)
	s.use(s.frond(80, 14, leafTone), 430, 850, -20, 1)
	s.use(s.frond(80, 14, leafTone), 470, 866, 24, .8)
}

// can is a watering can with a long spout.
func can(s *sheet) {
	c := s.color
	m := glaze
	if c == brass || c == copper || c == steel {
		m = metal
	}
	cx, base, top, r := 440+s.jit(5), 798.0, 520.0, 150.0
	s.cast(cx, base, r*.95, 330)
	s.tube(cmd("M", cx+40, top+10, "C", cx+60, top-190, cx+330, top-150, cx+r-8, base-86), 22, c)
	sp := closed(cn(cx-r+20, base-30), cn(cx-r+10, base-110), at(cx-r-86, base-230), cn(cx-r-150, base-392), cn(cx-r-118, base-398), at(cx-r-48, base-260), cn(cx-r+34, base-150))
	s.grad(sp, s.linAt(0, 0, 1, .3, stop{0, c.up(.06), 0}, stop{.5, c.up(.04), 0}, stop{1, c.up(-.2), 0}))
	s.paintLine(curve(at(cx-r-126, base-376), at(cx-r-66, base-240), at(cx-r+4, base-120)), 6, .4)
	s.ellRot(cx-r-134, base-396, 50, 17, s.lin("h", stop{0, c.up(.1), 0}, stop{1, c.up(-.2), 0}), 1, -24)
	s.ellRot(cx-r-136, base-400, 42, 12, c.up(-.12).hex(), 1, -24)
	for i := range 5 {
		s.dots([]pt{at(cx-r-168+float64(i)*16, base-384-float64(i)*7)}, c.up(-.34), 5, .8)
	}
	l := s.turned(cx, top, r*.9, top+18, r*.94, top+30, r*.96, base-20, r, base, -r*.98).body(c, m, .24)
	l.shine(top+40, base-40, -.58, .14, .42)
	s.line(curve(l.drip(top+40, 0)...), c.up(-.18), 3, .6)
	s.line(curve(l.drip(base-24, 0)...), c.up(-.18), 3, .6)
	l.rim(c, c.up(.08), 8, .34)
	y := top
	s.open(cmd("M", cx-r, "0H", cx+r, "V", y, "A", r*.9, r*.9*ksq(y), "0 0 1", cx-r*.9, y, "H", cx-r, "Z"))
	s.close()
	s.grad(cmd("M", cx-10, top-22, "A", r*.9, r*.9*ksq(top), "0 0 1", cx+r*.9, top, "A", r*.9, r*.9*ksq(top), "0 0 1", cx-10, top+22, "Q", cx+20, top, cx-10, top-22, "Z"),
		s.lin("h", stop{0, c.up(.1), 0}, stop{1, c.up(-.12), 0}))
	s.dots([]pt{at(250, 846), at(284, 866), at(226, 876)}, lch{.86, .03, 230}, 12, .7)
}
