package kernel

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Drawings are geometry only: numbers in, coordinates out. The words that say the same
// stand in the template beside them.

// Rect is a bar of a drawing.
type Rect struct {
	X, Y, W, H string
	On         bool // lies in the chosen range, or is the part meant
}

// Bin is one step of a histogram.
type Bin struct {
	Count int64
	On    bool // within the range that is chosen
}

// Line is a curve of a drawing with its last point.
type Line struct{ Points, X, Y string }

// Dial is a deadline's clock face.
type Dial struct {
	Tone string // "bad" when it has passed, "warn" within six hours, else "soft"
	Path string // the share of time that is left, from twelve o'clock; empty when passed
}

// coord writes a coordinate with at most two digits.
func coord(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }

// histogram lays bins out over 240 by 48 units, the tallest filling the height.
func histogram(bins []Bin) []Rect {
	if len(bins) == 0 {
		return nil
	}
	var top int64 = 1
	for _, b := range bins {
		top = max(top, b.Count)
	}
	step := 240 / float64(len(bins))
	out := make([]Rect, len(bins))
	for i, b := range bins {
		h := 0.0
		if b.Count > 0 {
			h = math.Max(2, 46*float64(b.Count)/float64(top))
		}
		out[i] = Rect{
			X: coord(float64(i)*step + 1), Y: coord(48 - h),
			W: coord(math.Max(1, step-2)), H: coord(h), On: b.On,
		}
	}
	return out
}

// spark draws values over 72 by 26 units between their least and greatest.
func spark(values []int64) Line {
	if len(values) == 0 {
		return Line{}
	}
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	span, step := float64(high-low), 0.0
	if len(values) > 1 {
		step = 66 / float64(len(values)-1)
	}
	points := make([]string, len(values))
	var l Line
	for i, v := range values {
		y := 13.0
		if span > 0 {
			y = 23 - 20*float64(v-low)/span
		}
		l.X, l.Y = coord(2+float64(i)*step), coord(y)
		points[i] = l.X + "," + l.Y
	}
	l.Points = strings.Join(points, " ")
	return l
}

// dial returns the clock face of c at now. A clock without a beginning shows its state
// only.
func dial(now time.Time, c Clock) Dial {
	left := c.Due.Sub(now)
	d := Dial{Tone: "soft"}
	switch {
	case left <= 0:
		return Dial{Tone: "bad"}
	case left <= 6*time.Hour:
		d.Tone = "warn"
	}
	share := 0.999
	if total := c.Due.Sub(c.From); !c.From.IsZero() && total > 0 {
		share = math.Min(share, float64(left)/float64(total))
	}
	angle := 2 * math.Pi * share
	large := 0
	if share > 0.5 {
		large = 1
	}
	d.Path = fmt.Sprintf("M9 9V3A6 6 0 %d 1 %s %sz", large, coord(9+6*math.Sin(angle)), coord(9-6*math.Cos(angle)))
	return d
}

// shares lays amounts side by side over 1000 by 32 units with gaps of two; amounts
// below nothing take no room.
func shares(amounts ...Money) []Rect {
	var total float64
	for _, m := range amounts {
		total += math.Max(0, float64(m.Amount))
	}
	out := make([]Rect, len(amounts))
	x := 0.0
	for i, m := range amounts {
		w := 0.0
		if total > 0 && m.Amount > 0 {
			w = 1000 * float64(m.Amount) / total
		}
		out[i] = Rect{X: coord(x), Y: "0", W: coord(math.Max(0, w-2)), H: "32", On: w > 0}
		x += w
	}
	return out
}

// diverge draws value left or right of a middle line over 180 by 12 units; most is the
// greatest value of the column.
func diverge(value, most int64) Rect {
	if most < 0 {
		most = -most
	}
	if most == 0 {
		return Rect{X: "90", Y: "2", W: "0", H: "8"}
	}
	w := 84 * math.Min(1, math.Abs(float64(value))/float64(most))
	if value < 0 {
		return Rect{X: coord(90 - w), Y: "2", W: coord(w), H: "8", On: true}
	}
	return Rect{X: "90", Y: "2", W: coord(w), H: "8"}
}

// gauge returns how much of 100 is reached, for bars such as the one to free delivery.
func gauge(reached, goal Money) string {
	if goal.Amount <= 0 || reached.Amount >= goal.Amount {
		return "100"
	}
	return coord(math.Max(0, 100*float64(reached.Amount)/float64(goal.Amount)))
}
