package pictures

import (
	"image"
	"math"
)

// column renders one column of pixels at a time, four samples a pixel.
type column struct {
	v     *scene
	w, h  int
	scale float64
	z     []float64
	lit   []rgb
	order []int32 // row stamps, so that nothing is cleared between columns
	stamp int32
	gamma [4097]uint8
	sum   []rgb
	cover []float32
}

func (v *scene) column(w, h int) *column {
	c := &column{
		v: v, w: w, h: h, scale: 2 * float64(h) / 1000, z: make([]float64, 2*h), lit: make([]rgb, 2*h), order: make([]int32, 2*h),
		sum: make([]rgb, h), cover: make([]float32, h),
	}
	for i := range c.gamma {
		c.gamma[i] = gamma8(float64(i) / 4096)
	}
	return c
}

func (c *column) render(img *image.NRGBA, x int) {
	clear(c.sum)
	clear(c.cover)
	sum, cover := c.sum, c.cover
	for sub := range 2 {
		c.stamp++
		fx := (float64(2*x+sub) + .5 - float64(c.w)) / c.scale // frame units from the middle
		for i := range c.v.solids {
			c.solid(&c.v.solids[i], fx+400)
		}
		for y := range c.h {
			for k := 2 * y; k < 2*y+2; k++ {
				if c.order[k] == c.stamp {
					sum[y] = sum[y].add(c.lit[k])
					cover[y]++
				}
			}
		}
	}
	fx := (float64(2*x)+1-float64(c.w))/c.scale + 400
	for y := range c.h {
		p := sum[y].mul(.25)
		if cover[y] < 4 {
			p = p.add(c.v.backdrop(fx, (float64(2*y)+1)/c.scale).mul(1 - cover[y]/4))
		}
		n := (noise2(uint32(x), uint32(y), 7) - .5) * .012
		o := img.PixOffset(x, y)
		img.Pix[o], img.Pix[o+1], img.Pix[o+2], img.Pix[o+3] = c.code(p.r+n*p.r), c.code(p.g+n*p.g), c.code(p.b+n*p.b), 255
	}
}

func (c *column) code(v float32) uint8 {
	return c.gamma[int(min(1, max(0, v))*4096)]
}

// solid draws the two halves of every ring that this column cuts.
func (c *column) solid(s *solid, x float64) {
	u := (x - s.x) / s.size
	for _, side := range [2]float64{-1, 1} {
		for i := 0; i+1 < len(s.ring); i++ {
			a, b := s.ring[i], s.ring[i+1]
			edge := math.Abs(u)
			switch {
			case a.r < edge && b.r < edge:
				continue
			case a.r < edge:
				a = between(a, b, (edge-a.r)/(b.r-a.r))
			case b.r < edge:
				b = between(a, b, (a.r-edge)/(a.r-b.r))
			}
			ca, cb := math.Sqrt(max(0, a.r*a.r-u*u)), math.Sqrt(max(0, b.r*b.r-u*u))
			// facing: normal against the view (0, tilt, tiltCos)
			if r := max(a.r, 1e-6); a.nh*tilt+a.nr*side*ca/r*tiltCos < -.05 {
				continue
			}
			ya := s.y - a.h*s.size*tiltCos + side*ca*s.size*tilt
			yb := s.y - b.h*s.size*tiltCos + side*cb*s.size*tilt
			c.span(s, u, side, a, b, ya, yb, ca, cb)
		}
	}
}

func between(a, b sample, t float64) sample {
	return sample{r: a.r + (b.r-a.r)*t, h: a.h + (b.h-a.h)*t, nr: a.nr + (b.nr-a.nr)*t, nh: a.nh + (b.nh-a.nh)*t, depth: a.depth + (b.depth-a.depth)*t}
}

func (c *column) span(s *solid, u, side float64, a, b sample, ya, yb, ca, cb float64) {
	y0, y1 := ya*c.scale, yb*c.scale
	flip := y0 > y1
	if flip {
		y0, y1 = y1, y0
	}
	for k := max(0, int(math.Ceil(y0-.5))); k <= int(y1+.5) && k < len(c.z); k++ {
		t := 0.0
		if y1 > y0 {
			t = min(1, max(0, (float64(k)-y0)/(y1-y0)))
		}
		if flip {
			t = 1 - t
		}
		cc := side * (ca + (cb-ca)*t)
		h := a.h + (b.h-a.h)*t
		z := (h*tilt+cc*tiltCos)*s.size + s.y*tiltCos
		if c.order[k] == c.stamp && c.z[k] >= z {
			continue
		}
		q := between(a, b, t)
		c.order[k], c.z[k] = c.stamp, z
		c.lit[k] = c.v.shade(s, u, cc, q)
	}
}

// shade is the light that leaves a point of a solid: soft light from the window, sky
// and table, a window's reflection, and what little glancing angles mirror.
func (v *scene) shade(s *solid, u, cc float64, q sample) rgb {
	r := max(q.r, 1e-6)
	nx, ny, nz := q.nr*u/r, q.nh, q.nr*cc/r
	body, gloss := s.material(u, cc, q)
	diffuse := nx*sun[0] + ny*sun[1] + nz*sun[2]
	soft := max(0, (diffuse+.35)/1.35)
	open := 1.0
	if q.depth > 0 {
		open = 1 / (1 + q.depth*1.1*(1+.8*max(0, -u/r)))
	}
	foot := 1 - .55/(1+cube(q.h*s.size/14))
	sky := (.30 + .14*ny) * open * foot
	lit := body.mul(float32(soft*soft*1.02*open*foot + sky))
	lit = lit.add(body.times(v.table).mul(float32(.22 * max(0, .5-ny) * foot)))
	nv := ny*tilt + nz*tiltCos
	rx, ry := 2*nv*nx, 2*nv*ny-tilt
	win := smooth(-.86, -.80, rx) * (1 - smooth(-.50, -.44, rx)) * smooth(-.5, -.4, ry) * (1 - smooth(.66, .74, ry))
	if q.depth == 0 {
		win *= smooth(0, .16, q.h-s.dip) * smooth(0, .12, s.height-q.h)
	}
	bar := 1 - .55*(smooth(-.68, -.67, rx)-smooth(-.64, -.63, rx))
	spec := float32(win*bar*.62*open) * gloss
	away := 1 - min(1, max(0, nv))
	glance := float32(away*away*away*away*.22*open) * gloss
	return lit.add(rgb{spec, spec * .98, spec * .95}).add(v.wall.mul(glance))
}

// material is the colour and gloss of a point: glaze, bare clay or wood.
func (s *solid) material(u, cc float64, q sample) (rgb, float32) {
	if s.wood {
		x, y, z := u*3.1, q.h*7+u*.6, cc*3.1
		g := math.Sin(9*(y+.3*math.Sin(x*1.3+float64(s.salt%7))+.18*math.Sin(z*2.1)) + x*1.7)
		f := float64(noise2(uint32(int32(u*900)), uint32(int32(q.h*90)), s.salt))
		return s.glaze.mul(float32(.92 + .09*g*math.Abs(g) + .06*(f-.5))), s.gloss
	}
	wave := 0.0
	if q.depth == 0 && math.Abs(q.h-s.dip) < .1 {
		wave = .018*math.Sin(u*6+float64(s.salt%11)) + .012*math.Sin(u*17+cc*5)
	}
	if q.h < s.dip+wave && q.depth == 0 && s.dip > 0 {
		f := noise2(uint32(int32(u*700)), uint32(int32(q.h*700)), s.salt)
		return s.raw.mul(.9 + .2*f), .1
	}
	body := s.glaze
	// glaze gathers above its edge and thins on the lip
	if edge := q.h - s.dip - wave; s.dip > 0 && q.depth == 0 && edge < .03 {
		body = body.mul(.74)
	}
	if d := math.Abs(q.depth); q.h > s.height-.03 && d < .03 && s.dip > 0 {
		body = body.mix(s.raw, .55)
	}
	su, sh := u*52+400, q.h*52+400
	if q.nh > .6 {
		sh = cc*52 + 400
	}
	if s.dip > 0 && noise2(uint32(su), uint32(sh), s.salt) > .986 {
		fu, fh := su-math.Floor(su)-.5, sh-math.Floor(sh)-.5
		if fu*fu+fh*fh < .13 {
			body = body.mix(s.raw.mul(.5), .7)
		}
	}
	tone := .97 + .05*math.Sin(u*2.3+q.h*4+float64(s.salt%5))
	return body.mul(float32(tone)), s.gloss
}

// backdrop is wall and table with the soft shadows that the solids throw.
func (v *scene) backdrop(x, y float64) rgb {
	p := v.wall.mul(float32(1.06 - .00034*x - .00012*y))
	if y > v.tableAt {
		p = v.table.mul(float32(1.05 - .00016*x - .00006*(y-v.tableAt)))
	} else if d := v.tableAt - y; d < 170 {
		p = p.mul(float32(1 - .16*(1-d/170)*(1-d/170)))
	}
	if e := math.Abs(y - v.tableAt); e < 2 {
		p = p.mix(v.wall.mul(.9), float32(.5*(1-e/2)))
	}
	if y < v.tableAt-40 {
		return p
	}
	k := 1.0
	for i := range v.solids {
		s := &v.solids[i]
		foot := s.foot * s.size
		dx, dy := (x-s.x-foot*.55)/(foot*1.5+s.size*.5), (y-s.y-4)/(foot*.34+s.size*.14)
		far := dx*dx + dy*dy
		k *= 1 - .42/(1+far*far*1.4)
		dx, dy = (x-s.x-4)/(foot*1.06), (y-s.y-3)/(foot*tilt*1.1+4)
		near := dx*dx + dy*dy
		k *= 1 - .62/(1+near*near*near)
	}
	return p.mul(float32(k))
}

func smooth(a, b, x float64) float64 {
	t := min(1, max(0, (x-a)/(b-a)))
	return t * t * (3 - 2*t)
}

// noise2 is a hash of a lattice point, 0 to 1.
func noise2(x, y, salt uint32) float32 {
	n := x*0x9E3779B1 ^ y*0x85EBCA77 ^ salt*0xC2B2AE3D
	n ^= n >> 15
	n *= 0x2C1B3C6D
	n ^= n >> 12
	n *= 0x297A2D39
	n ^= n >> 15
	return float32(n>>8) / (1 << 24)
}
