package pictures

import "math"

// cam is a parallel view from a little above for things made of boards: x runs right,
// y towards the viewer, z up.
type cam struct{ x, y, c, s, k float64 }

func camera(x, y, yaw, pitch float64) cam {
	return cam{x, y, math.Cos(yaw * math.Pi / 180), math.Sin(yaw * math.Pi / 180), pitch}
}

func (m cam) p(x, y, z float64) pt {
	return at(m.x+x*m.c-y*m.s, m.y+(x*m.s+y*m.c)*m.k-z*.955)
}

// rect is the level rectangle of half sizes w and d about the origin at height z.
func (m cam) rect(w, d, z float64) []pt {
	return []pt{m.p(-w, d, z), m.p(w, d, z), m.p(w, -d, z), m.p(-w, -d, z)}
}

// block is a board or box: its three visible faces.
type block struct {
	x0, x1, y0, y1, z0, z1 float64
	c                      lch
	round, grade           float64
}

// faces are the outlines that block drew.
type faces struct{ top, front, side []pt }

func (s *sheet) face(q []pt, f string, w float64) {
	s.paint(poly(q...), f, ` stroke="`+f+`" stroke-width="`+num(w)+`" stroke-linejoin="round"`, 1)
}

func (s *sheet) block(m cam, b block) faces {
	f := faces{
		top:   []pt{m.p(b.x0, b.y0, b.z1), m.p(b.x1, b.y0, b.z1), m.p(b.x1, b.y1, b.z1), m.p(b.x0, b.y1, b.z1)},
		front: []pt{m.p(b.x0, b.y1, b.z1), m.p(b.x1, b.y1, b.z1), m.p(b.x1, b.y1, b.z0), m.p(b.x0, b.y1, b.z0)},
	}
	xs, side, front := b.x1, -.13, -.02
	if m.s <= 0 {
		xs, side, front = b.x0, 0, -.07
	}
	f.side = []pt{m.p(xs, b.y0, b.z1), m.p(xs, b.y1, b.z1), m.p(xs, b.y1, b.z0), m.p(xs, b.y0, b.z0)}
	w := b.round
	if w == 0 {
		w = 4
	}
	s.face(f.side, b.c.up(side).hex(), w)
	if b.grade > 0 {
		s.face(f.front, s.lin("v", stop{0, b.c.up(front + .015), 0}, stop{.35, b.c.up(front), 0}, stop{1, b.c.up(front - b.grade), 0}), w)
	} else {
		s.face(f.front, b.c.up(front).hex(), w)
	}
	s.face(f.top, b.c.up(.07).hex(), w)
	return f
}

// grainTop draws n grain lines along x on the level face at height z.
func (s *sheet) grainTop(m cam, w, d, z float64, n int, c lch, o float64) {
	path := ""
	for i := range n {
		y := -d + (float64(i)+.6)*2*d/float64(n)
		path += cmd("M", m.p(-w, y, z), "Q", m.p(s.jit(w*.3), y+s.jit(d*.12), z), m.p(w, y+s.jit(d*.06), z))
	}
	s.line(path, c.up(-.09), 2.2, o)
}

// grainFront draws n bowed grain lines on the front face between z0 and z1.
func (s *sheet) grainFront(m cam, w, y, z0, z1 float64, n int, c lch) {
	s.open(poly(m.p(-w, y, z1), m.p(w, y, z1), m.p(w, y, z0), m.p(-w, y, z0)))
	path := ""
	for i := range n {
		z := z0 + (float64(i)+.5)*(z1-z0)/float64(n)
		path += cmd("M", m.p(-w, y, z), "Q", m.p(s.jit(w*.3), y, z+s.jit(14)), m.p(w, y, z+s.jit(4)))
	}
	s.line(path, c.up(-.13), 2.4, .5)
	s.close()
}

// tube is a rod along d: three strokes from dark to light.
func (s *sheet) tube(d string, w float64, c lch) {
	s.line(d, c.up(-.17), w)
	s.stroke(d, c.up(-.03).hex(), w*.74, 1, ` transform="`+cmd("translate(", -w*.08, -w*.07)+`)"`)
	s.stroke(d, c.up(.09).hex(), w*.26, .85, ` transform="`+cmd("translate(", -w*.2, -w*.17)+`)"`)
}

// limb is a turned, tapering leg between two points.
func (s *sheet) limb(a pt, wa float64, b pt, wb float64, c lch) {
	t := math.Atan2(b.Y-a.Y, b.X-a.X) + math.Pi/2
	ca, sa := math.Cos(t), math.Sin(t)
	if ca > 0 {
		ca, sa = -ca, -sa
	}
	q := func(u, v float64) string {
		return poly(at(a.X+ca*wa*u, a.Y+sa*wa*u), at(a.X+ca*wa*v, a.Y+sa*wa*v), at(b.X+ca*wb*v, b.Y+sa*wb*v), at(b.X+ca*wb*u, b.Y+sa*wb*u))
	}
	s.fill(q(-.5, .5), c.up(-.17))
	s.fill(q(-.18, .5), c.up(-.02))
	s.fill(q(.12, .36), c.up(.075))
}

// leaf is two halves about a bent midrib; the upper left one is lit. a is the
// direction in degrees, bend the drop of the tip in parts of the length.
func (s *sheet) leaf(x, y, a, l, w float64, c lch, bend float64, rib bool) {
	r := a * math.Pi / 180
	ux, uy := math.Cos(r), math.Sin(r)
	vx, vy := -uy, ux
	on := func(t, o float64) pt { return at(x+ux*l*t+vx*o, y+uy*l*t+vy*o) }
	tip := on(1, bend*l)
	mid := cmd("C", on(.7, bend*l*.35), on(.35, 0), x, y)
	half := func(k float64) string {
		return cmd("M", x, y, "C", on(.22, w*.75*k), on(.74, w*.72*k+bend*l*.5), tip) + mid
	}
	up, down := -.05, .075
	if vx*-.6+vy*-.8 < 0 {
		up, down = .05, -.075
	}
	s.fill(half(-1)+"Z", c.up(up))
	s.fill(half(1)+"Z", c.up(down))
	if rib {
		s.line(cmd("M", tip)+mid, c.up(.14), max(1.2, w*.05), .7)
	}
}

// frond is one small leaf kept once and used often; it points right from its origin.
func (s *sheet) frond(l, w float64, c lch) string {
	return s.group("frond"+c.hex()+num(l), func() {
		s.fill(cmd("M0 0C", l*.25, -w, l*.7, -w, l, 0, "Z"), c.up(.05))
		s.fill(cmd("M0 0C", l*.25, w, l*.7, w, l, 0, "Z"), c.up(-.08))
	})
}

// sprig is a bent twig of m leaves from (x, y) in direction a.
func (s *sheet) sprig(x, y, a, l float64, c lch, m int, w, ll float64) {
	a0 := a * math.Pi / 180
	on := func(t float64) pt { return at(x+math.Cos(a0+t*.35)*l*t, y+math.Sin(a0+t*.35)*l*t) }
	s.line(curve(on(0), on(.5), on(1)), c.up(-.12), 3)
	id := s.frond(ll, w, c)
	for j := range m {
		t := (float64(j) + .8) / float64(m)
		turn := -42.0
		if j%2 == 1 {
			turn = 48
		}
		p := on(t)
		s.use(id, p.X, p.Y, a+turn+s.jit(9), 1.05-t*.35)
	}
}

// fruit is a round thing that lies on the table or in a bowl.
func (s *sheet) fruit(x, y, r float64, c lch) {
	s.ellRot(x, y, r, r*.95, s.radAt(.34, .3, .75, stop{0, c.up(.13), 0}, stop{.4, c.up(.02), 0}, stop{.8, c.up(-.15), 0}, stop{1, c.up(-.1), 0}), 1, -12)
	s.ellRot(x-r*.3, y-r*.42, r*.17, r*.1, "#fff", .4, -30)
}

// bean is a roasted coffee bean, kept once.
func (s *sheet) bean(c lch) string {
	return s.group("bean"+c.hex(), func() {
		s.disc(4, 5, 21, 14, s.shade, .35)
		s.disc(0, 0, 20, 13.5, c.up(-.06))
		s.disc(-3, -4, 14, 7, c.up(.07), .8)
		s.line("M-19 2C-8-5 6 6 19-2", c.up(-.16), 3)
	})
}
