package pictures

// Banner is the head of a vendor's page, 1600 by 400: a shelf of goods in the market's
// light, drawn from a few quiet forms. Names are set by the page, never in it.
func Banner(seed uint64) []byte {
	s := newSheet(seed, hash("banner"))
	s.form = s.r.IntN(3)
	g := grounds[s.r.IntN(len(grounds))].tone
	s.g, s.shade = g, lch{g.L - .5, .045, g.H}.up(-.02)
	s.add(`<path fill="` + s.lin("d", stop{0, g.up(.04), 0}, stop{1, g.up(-.08), 0}) + `" d="M0 0H1600V400H0Z"/>`)
	s.add(`<path fill="` + s.lin("v", stop{0, g.up(.05), 0}, stop{1, g.up(-.04), 0}) + `" d="M0 300H1600V400H0Z"/>`)
	s.add(`<path fill="` + s.lin("v", stop{0, g.up(-.16), none}, stop{1, g.up(-.16), .3}) + `" d="M0 220H1600V300H0Z"/>`)
	s.arches(g)
	names := []string{"cream", "sea", "sage", "rust", "night", "saffron", "rose", "moss", "terracotta", "plum"}
	x := 860 + s.between(0, 60)
	for x < 1430 {
		c := palette[names[s.r.IntN(len(names))]]
		if apart(c, g) < .09 {
			c = c.up(-.3)
		}
		r := s.between(34, 66)
		x += r
		s.vessel(x, 340+s.jit(8), r, c)
		x += r + s.between(16, 40)
	}
	return s.svg("0 0 1600 400")
}

// arches are the hall's windows, hardly there.
func (s *sheet) arches(g lch) {
	d := ""
	for i := range 8 {
		x := float64(i)*210 - 40
		d += cmd("M", x, "300V150a105 105 0 0 1 210 0V300M", x+105, "45V300M", x, "150h210")
	}
	s.line(d, g.up(-.07), 3, .6)
}

// vessel is one of a few turned forms that stands at (x, y).
func (s *sheet) vessel(x, y, r float64, c lch) {
	k := ksq(y) * .8
	s.ell(x+r*.7, y+4, r*1.6, r*k+8, s.rad(stop{0, s.shade, .5}, stop{.5, s.shade, .26}, stop{1, s.shade, none}))
	var l *lathe
	switch s.r.IntN(5) {
	case 0:
		l = s.turned(x, y-r*1.7, r*.9, y-r*.5, r*.95, y-8, r*.8, y, -r*.7)
	case 1:
		l = s.turned(x, y-r*3.2, r*.3, y-r*2.6, r*.28, y-r*1.6, r*.9, y-r*.4, r*.8, y, -r*.6)
	case 2:
		l = s.turned(x, y-r*1.1, r*1.1, y-r*.5, r*.9, y-6, r*.45, y, -r*.45)
	case 3:
		l = s.turned(x, y-r*2.2, -r*.7, y-r*1.9, r*.74, y-8, r*.74, y, -r*.68)
	default:
		l = s.turned(x, y-r*2, r*.5, y-r*1.5, r*.95, y-r*.8, r, y-8, r*.7, y, -r*.62)
	}
	l.plain(c)
	top := l.prof[0]
	s.disc(x, top.y, top.r, top.r*ksq(top.y), c.up(.07))
	s.disc(x, top.y+2, top.r-5, (top.r-5)*ksq(top.y), c.up(-.22))
	if s.r.IntN(4) == 0 {
		for i := range 5 {
			s.leaf(x, top.y, -150+float64(i)*30+s.jit(8), r*1.5, r*.36, leafTone, .08, false)
		}
	}
}
