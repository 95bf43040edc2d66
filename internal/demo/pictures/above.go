package pictures

import "math"

// The second views: things seen from straight above on one cloth of light. Light still
// comes from the upper left, so shadows fall to the lower right.

// drop is the shadow of a disc.
func (s *sheet) drop(x, y, r, h float64) {
	s.ell(x+h*.5, y+h*.55, r*1.12+h*.25, r*1.12+h*.25, s.rad(stop{.55, s.shade, .62}, stop{.8, s.shade, .3}, stop{1, s.shade, none}))
}

// dish is a round form from above: outer wall, lip, inner wall; it returns the radius
// of the inside.
func (s *sheet) dish(x, y, r, wall, depth float64, c, lip lch) float64 {
	s.ell(x, y, r, r, s.linAt(0, 0, 1, 1, stop{0, c.up(.09), 0}, stop{.5, c, 0}, stop{1, c.up(-.12), 0}))
	s.ell(x, y, r-wall*.3, r-wall*.3, s.linAt(0, 0, 1, 1, stop{0, lip.up(.05), 0}, stop{1, lip.up(-.05), 0}))
	in := r - wall
	s.ell(x, y, in, in, s.linAt(0, 0, 1, 1, stop{0, c.up(-.24), 0}, stop{.5, c.up(-.06), 0}, stop{1, c.up(.08), 0}))
	s.ell(x+depth*.1, y+depth*.1, in-depth, in-depth, s.linAt(0, 0, 1, 1, stop{0, c.up(-.06), 0}, stop{1, c.up(.04), 0}))
	return in - depth
}

func (s *sheet) surface(x, y, r float64, c lch) {
	s.ell(x, y, r, r, s.linAt(0, 0, 1, 1, stop{0, c.up(-.14), 0}, stop{.4, c, 0}, stop{1, c.up(.05), 0}))
	s.stroke(cmd("M", x-r*.66, y-r*.5, "A", r*.84, r*.84, "0 0 1", x-r*.06, y-r*.83), "#fff", r*.05, .35, "")
}

func (s *sheet) cupAt(x, y, r float64, c lch) {
	a := s.jit(14) * math.Pi / 180
	ux, uy := math.Cos(a), math.Sin(a)
	s.drop(x, y, r, r*.3)
	s.stroke(cmd("M", x+ux*r*.8, y+uy*r*.8+26, "L", x+ux*r*1.5, y+uy*r*1.5+30), s.shade.hex(), r*.26, .3, "")
	s.tube(cmd("M", x+ux*r*.8, y+uy*r*.8, "L", x+ux*r*1.46, y+uy*r*1.46), r*.22, c)
	in := s.dish(x, y, r, r*.1, r*.08, c, blend(c, s.raw(), .8).up(.06))
	s.surface(x, y, in+r*.02, s.drink())
}

func cupAbove(s *sheet) {
	s.cupAt(370, 520, 228, s.color)
	s.strew()
}

// strew lays a few beans or a sprig beside a cup.
func (s *sheet) strew() {
	if s.form == 2 {
		s.sprig(420, 900, -18, 240, leafTone, 8, 14, 70)
		return
	}
	id := s.bean(lch{.36, .055, 48})
	for _, q := range [5][3]float64{{600, 840, 20}, {660, 790, -50}, {640, 880, 75}, {150, 170, 30}, {206, 140, -40}} {
		s.use(id, q[0]+s.jit(12), q[1]+s.jit(12), q[2]+s.jit(40), 1.2)
	}
}

func saucerAbove(s *sheet) {
	c := s.color
	s.drop(400, 510, 318, 46)
	s.dish(400, 510, 318, 12, 46, c, s.raw().up(.1))
	s.cupAt(392, 502, 176, c)
	s.stroke("M190 742L560 800", s.shade.hex(), 15, .3, ` transform="translate(8 10)"`)
	s.line("M300 758L560 800", steel.up(-.14), 13)
	s.paintLine("M302 755L556 796", 4, .7)
	s.ellRot(240, 747, 66, 34, s.linAt(0, 0, 1, 1, stop{0, steel.up(-.2), 0}, stop{.6, steel.up(.16), 0}, stop{1, steel.up(-.02), 0}), 1, 9)
}

func bowlAbove(s *sheet) {
	c := s.color
	s.drop(400, 500, 304, 70)
	in := s.dish(400, 500, 304, 16, 84, c, s.raw().up(.1))
	switch s.form {
	case 0:
		f := lch{.82, .145, 92}
		for _, q := range [4][3]float64{{340, 430, 92}, {476, 470, 88}, {380, 570, 94}, {470, 590, 70}} {
			s.ell(q[0]+16, q[1]+20, q[2], q[2], s.rad(stop{.4, s.shade, .5}, stop{1, s.shade, none}))
			s.fruit(q[0], q[1], q[2], lch{f.L + s.jit(.02), f.C, f.H + s.jit(4)})
		}
		s.leaf(420, 400, -30, 120, 34, leafTone, .1, true)
	case 1:
		s.surface(406, 506, in+8, lch{.70, .13, 62})
		for range 7 {
			x, y := 400+s.jit(130), 500+s.jit(130)
			s.leaf(x, y, s.jit(180), 44, 13, leafTone, .1, true)
		}
	default:
		s.stroke(cmd("M", 400-in*.5, 500+in*.2, "A", in*.8, in*.8, "0 0 1", 400+in*.1, 500-in*.6), "#fff", 12, .2, "")
		s.ell(400, 500, 40, 40, s.rad(stop{0, c.up(-.06), .8}, stop{1, c, none}))
	}
}

func woodAbove(s *sheet) {
	c := s.color
	s.drop(400, 500, 304, 70)
	in := s.dish(400, 500, 304, 26, 70, c, c.up(.1))
	g := ""
	for i := range 9 {
		k := in * (.16 + .1*float64(i))
		g += cmd("M", 400-k, 500, "a", k, k*(.7+s.jit(.05)), "0 1 1", 2*k, 0, "a", k, k*.74, "0 1 1", -2*k, 0)
	}
	s.open(cmd("M", 400-in, "500a", in, in, "0 1 0", 2*in, "0a", in, in, "0 1 0", -2*in, 0))
	s.line(g, c.up(-.13), 2.6, .5)
	s.close()
	if s.form != 1 {
		for _, q := range [3][2]float64{{370, 470}, {450, 520}, {390, 560}} {
			s.ell(q[0]+10, q[1]+14, 62, 62, s.rad(stop{.4, s.shade, .5}, stop{1, s.shade, none}))
			s.fruit(q[0], q[1], 60, [3]lch{{.44, .1, 350}, {}, {.72, .13, 120}}[s.form])
		}
	}
}

func plateAbove(s *sheet) {
	c := s.color
	s.drop(400, 500, 320, 40)
	in := s.dish(400, 500, 320, 10, 70, c, s.raw().up(.1))
	s.stroke(cmd("M", 400-in, 500, "a", in, in, "0 1 0", 2*in, "0a", in, in, "0 1 0", -2*in, 0), c.up(.1).hex(), 4, .6, "")
	switch s.form {
	case 0:
		s.sprig(320, 600, -38, 240, leafTone, 9, 15, 66)
	case 1:
		k := in + 40
		s.stroke(cmd("M", 400-k, 500, "a", k, k, "0 1 0", 2*k, "0a", k, k, "0 1 0", -2*k, 0), s.stripe().hex(), 8, .6, "")
	default:
		for _, q := range [3][3]float64{{360, 470, 70}, {450, 500, 64}, {385, 560, 66}} {
			s.ell(q[0]+10, q[1]+12, q[2], q[2], s.rad(stop{.4, s.shade, .5}, stop{1, s.shade, none}))
			s.fruit(q[0], q[1], q[2], lch{.60, .16, 30 + s.jit(8)})
		}
	}
}

func potAbove(s *sheet) {
	c := s.color
	x, y, r := 410.0, 500.0, 226.0
	s.drop(x, y, r, 80)
	s.tube(cmd("M", x+r*.8, y-20, "C", x+r*1.5, y-60, x+r*1.5, y+60, x+r*.8, y+24), 36, c)
	sp := closed(cn(x-r*.7, y-70), at(x-r*1.2, y-34), cn(x-r*1.62, y-24), cn(x-r*1.62, y+16), at(x-r*1.2, y+30), cn(x-r*.7, y+70))
	s.paint(sp, s.shade.hex(), ` transform="translate(16 26)"`, .4)
	s.grad(sp, s.lin("v", stop{0, c.up(.08), 0}, stop{.4, c.up(.06), 0}, stop{1, c.up(-.16), 0}))
	s.ell(x-r*1.6, y-4, 10, 20, c.up(-.28).hex())
	s.ell(x, y, r, r, s.radAt(.34, .32, .78, stop{0, c.up(.12), 0}, stop{.4, c.up(.02), 0}, stop{1, c.up(-.18), 0}))
	s.ellRot(x-104, y-110, 54, 20, "#fff", .4, -46)
	s.ell(x, y, 124, 124, c.up(-.22).hex())
	s.ell(x-2, y-3, 120, 120, s.radAt(.36, .34, .76, stop{0, c.up(.12), 0}, stop{.5, c.up(.02), 0}, stop{1, c.up(-.12), 0}))
	k := [3]lch{brass, walnut, oak}[s.form]
	s.ell(x+12, y+16, 40, 40, s.rad(stop{.4, s.shade, .6}, stop{1, s.shade, none}))
	s.ell(x, y, 34, 34, s.radAt(.34, .3, .8, stop{0, k.up(.18), 0}, stop{.5, k, 0}, stop{1, k.up(-.2), 0}))
	s.sprig(480, 880, -16, 190, leafTone, 7, 13, 62)
}
