package pictures

import (
	"math"
	"strconv"
)

// pt is a point of an outline; a corner is met without rounding.
type pt struct {
	X, Y   float64
	Corner bool
}

func at(x, y float64) pt { return pt{X: x, Y: y} }
func cn(x, y float64) pt { return pt{X: x, Y: y, Corner: true} }

// appendNum writes a coordinate: whole from 20 on, one digit below, no idle zeros.
func appendNum(b []byte, x float64) []byte {
	digits := 1
	if math.Abs(x) >= 20 {
		digits = 0
	}
	return appendFloat(b, x, digits)
}

func appendFloat(b []byte, x float64, digits int) []byte {
	scale := math.Pow10(digits)
	v := int64(math.Round(x * scale))
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	whole, frac := v/int64(scale), v%int64(scale)
	if whole != 0 || frac == 0 {
		b = strconv.AppendInt(b, whole, 10)
	}
	if frac != 0 {
		b = append(b, '.')
		f := strconv.FormatInt(frac, 10)
		for i := len(f); i < digits; i++ {
			b = append(b, '0')
		}
		b = append(b, f...)
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return b
}

// num writes one coordinate, dec one with up to d decimals.
func num(x float64) string        { return string(appendNum(nil, x)) }
func dec(x float64, d int) string { return string(appendFloat(nil, x, d)) }

// cmd joins path commands and numbers; numbers are separated where they must be.
func cmd(parts ...any) string {
	b := make([]byte, 0, 96)
	open := false // the last byte belongs to a number
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			if v != "" && open && (v[0] >= '0' && v[0] <= '9' || v[0] == '.') {
				b = append(b, ' ')
			}
			b = append(b, v...)
			if v != "" {
				c := v[len(v)-1]
				open = c >= '0' && c <= '9'
			}
		case int:
			b, open = appendCoord(b, float64(v), open), true
		case float64:
			b, open = appendCoord(b, v, open), true
		case pt:
			b = appendCoord(b, v.X, open)
			b, open = appendCoord(b, v.Y, true), true
		}
	}
	return string(b)
}

func appendCoord(b []byte, x float64, open bool) []byte {
	start := len(b)
	if open {
		b = append(b, ' ')
	}
	b = appendNum(b, x)
	if open && b[start+1] == '-' {
		b = append(b[:start], b[start+1:]...)
	}
	return b
}

// poly is a closed polygon.
func poly(q ...pt) string {
	b := make([]byte, 0, 16*len(q))
	for i, p := range q {
		if i == 0 {
			b = append(b, 'M')
		} else {
			b = append(b, 'L')
		}
		b = appendCoord(appendCoord(b, p.X, false), p.Y, true)
	}
	return string(append(b, 'Z'))
}

// curve runs a Catmull-Rom spline through the points as relative whole-number cubics.
func curve(q ...pt) string  { return spline(q, false, "M") }
func closed(q ...pt) string { return spline(q, true, "M") }
func onward(q ...pt) string { return spline(q, false, "L") }

func tangent(q []pt, i int, loop bool) (dx, dy float64, ok bool) {
	m := len(q)
	if q[i].Corner || !loop && (i == 0 || i == m-1) {
		return 0, 0, false
	}
	a, b := q[(i+m-1)%m], q[(i+1)%m]
	return (b.X - a.X) / 6, (b.Y - a.Y) / 6, true
}

func spline(q []pt, loop bool, start string) string {
	m := len(q)
	b := make([]byte, 0, 24*m)
	b = append(b, start...)
	b = appendCoord(appendCoord(b, q[0].X, false), q[0].Y, true)
	ax, ay := math.Round(q[0].X), math.Round(q[0].Y)
	last := m - 1
	if loop {
		last = m
	}
	for i := range last {
		p, n := q[i], q[(i+1)%m]
		ux, uy, u := tangent(q, i, loop)
		vx, vy, v := tangent(q, (i+1)%m, loop)
		d := math.Hypot(n.X-p.X, n.Y-p.Y)
		ex, ey := math.Round(n.X), math.Round(n.Y)
		if !u && !v {
			b = append(b, 'l')
			b = appendCoord(appendCoord(b, ex-ax, false), ey-ay, true)
			ax, ay = ex, ey
			continue
		}
		c1x, c1y := p.X+(n.X-p.X)/3, p.Y+(n.Y-p.Y)/3
		c2x, c2y := n.X-(n.X-p.X)/3, n.Y-(n.Y-p.Y)/3
		if u {
			s := fit(ux, uy, d)
			c1x, c1y = p.X+ux*s, p.Y+uy*s
		}
		if v {
			s := fit(vx, vy, d)
			c2x, c2y = n.X-vx*s, n.Y-vy*s
		}
		b = append(b, 'c')
		for j, w := range [6]float64{c1x - ax, c1y - ay, c2x - ax, c2y - ay, ex - ax, ey - ay} {
			b = appendCoord(b, math.Round(w), j > 0)
		}
		ax, ay = ex, ey
	}
	if loop {
		b = append(b, 'Z')
	}
	return string(b)
}

// fit keeps a tangent from overshooting a short piece.
func fit(x, y, d float64) float64 {
	l := math.Hypot(x, y)
	if l == 0 {
		return 1
	}
	return min(1, d*.42/l)
}
