package pictures

import (
	"math"
	"sort"
)

// lch is a colour in OKLCH: lightness 0 to 1, chroma, hue in degrees
// (B. Ottosson, "A perceptual color space for image processing", 2020).
type lch struct{ L, C, H float64 }

// linear gives the colour as linear sRGB, which may lie outside 0 to 1.
func (c lch) linear() (r, g, b float64) {
	a, bb := c.C*math.Cos(c.H*math.Pi/180), c.C*math.Sin(c.H*math.Pi/180)
	l := cube(c.L + .3963377774*a + .2158037573*bb)
	m := cube(c.L - .1055613458*a - .0638541728*bb)
	s := cube(c.L - .0894841775*a - 1.291485548*bb)
	return 4.0767416621*l - 3.3077115913*m + .2309699292*s,
		-1.2684380046*l + 2.6097574011*m - .3413193965*s,
		-.0041960863*l - .7034186147*m + 1.707614701*s
}

func cube(x float64) float64 { return x * x * x }

func inside(x float64) bool { return x >= -.002 && x <= 1.002 }

// rgb8 is the colour in sRGB; chroma gives way until it exists there.
func (c lch) rgb8() (uint8, uint8, uint8) {
	c.L = min(.995, max(.03, c.L))
	r, g, b := c.linear()
	for c.C >= .004 && (!inside(r) || !inside(g) || !inside(b)) {
		c.C -= .004
		r, g, b = c.linear()
	}
	return gamma8(r), gamma8(g), gamma8(b)
}

func gamma8(x float64) uint8 {
	x = min(1, max(0, x))
	if x <= .0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - .055
	}
	return uint8(math.Round(x * 255))
}

const hexDigits = "0123456789abcdef"

// hex writes #rrggbb, or #rgb where that is the same.
func (c lch) hex() string {
	r, g, b := c.rgb8()
	s := [7]byte{'#'}
	for i, v := range [3]uint8{r, g, b} {
		s[1+2*i], s[2+2*i] = hexDigits[v>>4], hexDigits[v&15]
	}
	if s[1] == s[2] && s[3] == s[4] && s[5] == s[6] {
		return string([]byte{'#', s[1], s[3], s[5]})
	}
	return string(s[:])
}

// up steps the tone: up warms and pales, down cools and deepens, as under one lamp and
// one sky.
func (c lch) up(d float64) lch {
	to, amt := 80.0, d*.9
	ch := c.C * (1 - d*1.1)
	if d < 0 {
		to, amt = 285, -d*.55
		ch = c.C * (1 + d*.25)
		if c.C < .02 {
			ch = (c.C - d*.03) * (1 + d*.25)
		}
	}
	return lch{c.L + d, ch, c.H + turn(c.H, to)*min(.5, amt)}
}

// turn is the shorter way from hue a to hue b in degrees.
func turn(a, b float64) float64 {
	d := math.Mod(b-a+180, 360)
	if d < 0 {
		d += 360
	}
	return d - 180
}

func blend(a, b lch, t float64) lch {
	return lch{a.L + (b.L-a.L)*t, a.C + (b.C-a.C)*t, a.H + turn(a.H, b.H)*t}
}

// apart is the distance of two colours in OKLab.
func apart(a, b lch) float64 {
	ax, ay := a.C*math.Cos(a.H*math.Pi/180), a.C*math.Sin(a.H*math.Pi/180)
	bx, by := b.C*math.Cos(b.H*math.Pi/180), b.C*math.Sin(b.H*math.Pi/180)
	return math.Sqrt((a.L-b.L)*(a.L-b.L) + (ax-bx)*(ax-bx) + (ay-by)*(ay-by))
}

// Fixed materials.
var (
	oak, walnut, beech, ash = lch{.72, .075, 72}, lch{.47, .06, 55}, lch{.80, .065, 72}, lch{.86, .04, 82}
	steel, brass, copper    = lch{.74, .008, 240}, lch{.76, .11, 88}, lch{.68, .11, 48}
	ink, cream              = lch{.26, .012, 250}, lch{.94, .022, 88}
	paper, white            = lch{.955, .012, 90}, lch{.97, .006, 90}
	green, berry            = lch{.43, .075, 168}, lch{.47, .15, 18}
	saffron, blue           = lch{.72, .135, 68}, lch{.47, .06, 250}
	terra, sageTone         = lch{.63, .11, 42}, lch{.70, .05, 150}
	rawClay, cork           = lch{.66, .06, 60}, lch{.74, .07, 68}
	leafTone, glow          = lch{.55, .10, 140}, lch{.96, .075, 85}
)

// palette is what a good can be ordered in: glazes and cloths, woods, metals, leathers.
var palette = map[string]lch{
	"cream": {.90, .020, 92}, "white": {.95, .008, 90}, "sand": {.82, .045, 78}, "stone": {.72, .010, 90},
	"sea": {.55, .06, 225}, "sky": {.72, .055, 235}, "night": {.36, .06, 258}, "moss": {.55, .075, 130},
	"sage": {.70, .050, 150}, "bottle": {.43, .075, 168}, "rose": {.78, .065, 22}, "berry": {.47, .15, 18},
	"rust": {.58, .12, 42}, "terracotta": {.63, .11, 42}, "saffron": {.75, .13, 72}, "butter": {.87, .075, 92},
	"plum": {.42, .08, 345}, "lilac": {.74, .05, 310}, "charcoal": {.33, .010, 255}, "black": {.25, .008, 260},
	"oak": oak, "walnut": walnut, "beech": beech, "ash": ash, "cherry": {.62, .09, 45}, "olive": {.62, .07, 78},
	"steel": steel, "brass": brass, "copper": copper, "silver": {.83, .006, 240},
	"cognac": {.58, .105, 52}, "espresso": {.36, .05, 45}, "natural": {.86, .035, 85}, "amber": {.50, .10, 62},
	"clear": {.86, .02, 160},
}

// Colors lists the names that Draw knows, in alphabetical order.
func Colors() []string {
	names := make([]string, 0, len(palette))
	for n := range palette {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// ground is a tone of wall and table.
type ground struct {
	name string
	tone lch
}

var grounds = []ground{
	{"linen", lch{.905, .012, 85}},
	{"sage", lch{.835, .020, 150}},
	{"sky", lch{.84, .018, 235}},
	{"clay", lch{.79, .028, 48}},
	{"rose", lch{.84, .016, 25}},
	{"straw", lch{.85, .030, 88}},
	{"slate", lch{.74, .018, 250}},
	{"moss", lch{.78, .026, 125}},
	{"lilac", lch{.83, .016, 310}},
	{"sand", lch{.845, .024, 72}},
	{"stone", lch{.82, .008, 90}},
}

// groundFor picks a ground on which a good of colour c stands out: far enough in
// OKLab, and where lightness is close, in another hue.
func groundFor(c lch, pick int) lch {
	var fit []lch
	for _, g := range grounds {
		if apart(g.tone, c) < .085 {
			continue
		}
		if math.Abs(g.tone.L-c.L) < .12 && c.C > .03 && math.Abs(turn(g.tone.H, c.H)) < 60 {
			continue
		}
		fit = append(fit, g.tone)
	}
	if len(fit) == 0 {
		fit = []lch{grounds[6].tone, grounds[7].tone}
	}
	return fit[pick%len(fit)]
}
