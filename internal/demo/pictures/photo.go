package pictures

import (
	"image"
	"math"
	"math/rand/v2"
	"sync"
)

// Photographed lists the subjects that Photo can render.
func Photographed() []string { return []string{"beaker", "bowl", "planter", "plate", "woodbowl"} }

// Photo renders a still life pixel by pixel, so that a demo has real raster pictures to
// upload. It takes turned forms only (Photographed); any other subject becomes a bowl.
// The picture is 4:5 at its best; other shapes show more wall or table.
func Photo(subject string, seed uint64, w, h int) image.Image {
	r := rand.New(rand.NewPCG(seed, hash("photo"+subject)))
	v := newScene(subject, r)
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	var wg sync.WaitGroup
	const strips = 4
	for k := range strips {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c := v.column(w, h)
			for x := k * w / strips; x < (k+1)*w/strips; x++ {
				c.render(img, x)
			}
		}()
	}
	wg.Wait()
	return img
}

// rgb is linear light.
type rgb struct{ r, g, b float32 }

func (a rgb) mul(k float32) rgb        { return rgb{a.r * k, a.g * k, a.b * k} }
func (a rgb) add(b rgb) rgb            { return rgb{a.r + b.r, a.g + b.g, a.b + b.b} }
func (a rgb) mix(b rgb, t float32) rgb { return a.mul(1 - t).add(b.mul(t)) }
func (a rgb) times(b rgb) rgb          { return rgb{a.r * b.r, a.g * b.g, a.b * b.b} }
func light(c lch) rgb {
	for {
		r, g, b := c.linear()
		if c.C < .004 || inside(r) && inside(g) && inside(b) {
			return rgb{float32(max(0, r)), float32(max(0, g)), float32(max(0, b))}
		}
		c.C -= .004
	}
}

// The camera looks down by an angle whose sine is tilt; light comes from the upper left.
const (
	tilt    = .26
	tiltCos = .9656
)

var sun = [3]float64{-.56, .62, .55}

// solid is a turned form standing at (x, y) of an 800 by 1000 frame.
type solid struct {
	x, y, size float64
	ring       []sample
	glaze, raw rgb
	dip        float64 // height below which the clay is bare
	height     float64
	foot       float64 // radius near the table
	gloss      float32
	wood       bool
	salt       uint32
}

// sample is one point of the profile with its normal; depth is how far inside it lies.
type sample struct{ r, h, nr, nh, depth float64 }

type scene struct {
	wall, table rgb
	tableAt     float64
	solids      []solid
}

// profiles run from the foot up the outside, over the lip and down the inside to the
// axis; radius and height in parts of the form's size.
var profiles = map[string][][2]float64{
	"beaker":   {{0, 0}, {.62, 0}, {.66, .03}, {.74, .2}, {.82, .9}, {.85, 1.7}, {.84, 1.74}, {.79, 1.74}, {.77, 1.68}, {.73, .9}, {.66, .25}, {.4, .18}, {0, .17}},
	"bowl":     {{0, 0}, {.38, 0}, {.4, .06}, {.62, .18}, {.9, .45}, {1.04, .82}, {1.05, .86}, {1.0, .86}, {.97, .8}, {.84, .47}, {.56, .24}, {.25, .17}, {0, .16}},
	"woodbowl": {{0, 0}, {.5, 0}, {.7, .08}, {.95, .3}, {1.06, .6}, {1.07, .7}, {1.0, .71}, {.96, .62}, {.85, .36}, {.6, .17}, {.3, .12}, {0, .11}},
	"planter":  {{0, 0}, {.6, 0}, {.64, .03}, {.85, 1.2}, {.87, 1.24}, {.95, 1.25}, {.98, 1.5}, {.97, 1.53}, {.88, 1.53}, {.87, 1.48}, {.78, 1.2}, {.6, .3}, {.2, .2}, {0, .2}},
	"plate":    {{0, 0}, {.6, 0}, {.66, .05}, {.9, .12}, {1.12, .2}, {1.13, .23}, {1.08, .23}, {.88, .16}, {.7, .12}, {.66, .08}, {.3, .07}, {0, .07}},
}

func newScene(subject string, r *rand.Rand) *scene {
	p, ok := profiles[subject]
	if !ok {
		subject, p = "bowl", profiles["bowl"]
	}
	names := subjects[subject].colors
	c := palette[names[r.IntN(len(names))]]
	g := groundFor(c, r.IntN(1<<16))
	v := &scene{wall: light(g.up(-.02)), table: light(g.up(.04)), tableAt: 600}
	ring := trace(p)
	raw := lch{.62, .055, 58}
	form := func(x, y, size float64, c lch) solid {
		top := 0.0
		for _, q := range ring {
			top = max(top, q.h)
		}
		s := solid{x: x, y: y, size: size, ring: ring, glaze: light(c), raw: light(raw), height: top, foot: p[1][0], gloss: 1, salt: r.Uint32()}
		switch {
		case subject == "woodbowl":
			s.wood, s.gloss, s.dip = true, .22, -1
		case subject == "planter" || c == palette["terracotta"]:
			s.gloss, s.dip = .18, -1
		default:
			s.dip = top * (.12 + .14*r.Float64())
		}
		return s
	}
	switch subject {
	case "beaker", "planter":
		v.solids = []solid{form(525+r.Float64()*20, 690, 150, c), form(290+r.Float64()*20, 790, 140, c)}
	case "plate":
		for i := range 3 {
			v.solids = append(v.solids, form(400, 780-float64(i)*34, 270, c))
		}
	default:
		v.solids = []solid{form(400+r.Float64()*14, 780, 275, c)}
	}
	return v
}

// trace smooths a profile and gives every point its normal.
func trace(p [][2]float64) []sample {
	var out []sample
	lip := 0
	for i, q := range p {
		if q[1] >= p[lip][1] {
			lip = i
		}
	}
	const fine = 14
	for i := 0; i+1 < len(p); i++ {
		a, b := p[max(0, i-1)], p[min(len(p)-1, i+2)]
		for j := range fine {
			t := float64(j) / fine
			at := func(k int) float64 {
				return .5 * (2*p[i][k] + (p[i+1][k]-a[k])*t + (2*a[k]-5*p[i][k]+4*p[i+1][k]-b[k])*t*t + (3*p[i][k]-a[k]-3*p[i+1][k]+b[k])*t*t*t)
			}
			s := sample{r: max(0, at(0)), h: max(0, at(1))}
			if i >= lip {
				s.depth = p[lip][1] - s.h
			}
			out = append(out, s)
		}
	}
	out = append(out, sample{h: p[len(p)-1][1], depth: p[lip][1] - p[len(p)-1][1]})
	for i := range out {
		a, b := out[max(0, i-1)], out[min(len(out)-1, i+1)]
		dr, dh := b.r-a.r, b.h-a.h
		l := math.Hypot(dr, dh)
		if l == 0 {
			l = 1
		}
		out[i].nr, out[i].nh = dh/l, -dr/l
	}
	return out
}
