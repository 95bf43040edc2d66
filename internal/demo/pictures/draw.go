package pictures

import "sort"

// Views of the same good.
const (
	StillLife  = 0
	SecondView = 1
	Detail     = 2
)

// subject says how one thing is drawn and what it may look like.
type subject struct {
	draw   func(*sheet)
	scale  float64  // of the still life
	colors []string // what it is ordered in; the first ones are the most usual
	second func(*sheet)
	over   bool // the second view is seen from straight above
	// fx, fy and zoom are what the detail looks at.
	fx, fy, zoom float64
}

var (
	glazes   = []string{"cream", "sea", "sage", "rose", "night", "moss", "charcoal", "saffron", "rust", "white"}
	woods    = []string{"oak", "walnut", "beech", "ash", "cherry", "olive"}
	papers   = []string{"natural", "night", "rose", "sage", "cream", "rust"}
	cloths   = []string{"cream", "sea", "rust", "sage", "night", "rose", "saffron", "charcoal", "moss", "lilac"}
	leathers = []string{"cognac", "espresso", "bottle", "black"}
	metals   = []string{"brass", "steel", "copper", "black"}
	lacquers = []string{"bottle", "berry", "saffron", "sea", "black", "cream"}
	pots     = []string{"terracotta", "white", "night", "sage", "charcoal", "sand"}
	glass    = []string{"clear", "bottle", "amber"}
	toys     = []string{"berry", "sea", "saffron", "moss", "rose"}
)

var subjects = map[string]subject{
	"mug":    {mug, 1.42, glazes, cupAbove, true, 400, 600, 2.3},
	"saucer": {saucer, 1.16, glazes, saucerAbove, true, 430, 620, 2},
	"beaker": {beaker, 1.2, glazes, cupAbove, true, 330, 620, 2.2},
	"bowl":   {bowl, 1.18, glazes, bowlAbove, true, 330, 640, 1.9}, "bowls": {bowls, 1.18, glazes, bowlAbove, true, 300, 590, 1.9},
	"woodbowl": {woodbowl, 1.14, woods, woodAbove, true, 310, 620, 1.8}, "plate": {plate, 1.3, glazes, plateAbove, true, 300, 730, 1.9},
	"teapot": {teapot, 1.16, glazes, potAbove, true, 290, 600, 1.9}, "bridgepot": {bridgepot, 1.12, glazes, potAbove, true, 400, 520, 1.8},
	"board": {board, 1.2, woods, nil, false, 330, 740, 1.8}, "paddle": {paddle, 1.2, woods, nil, false, 560, 660, 1.7},
	"coffee": {coffee, 1.12, papers, beansAbove, true, 380, 600, 1.7}, "teapouch": {teapouch, 1.12, papers, leavesAbove, true, 380, 600, 1.7},
	"teatin": {teatin, 1.26, lacquers, tinAbove, true, 380, 560, 1.9}, "dripper": {dripper, 1.1, glazes, nil, false, 360, 420, 1.6},
	"press": {press, 1.16, []string{"oak", "walnut", "black"}, nil, false, 360, 450, 1.7}, "grinder": {grinder, 1.1, woods, nil, false, 420, 480, 1.7},
	"honey": {honey, 1.3, []string{"saffron", "amber", "butter", "cream"}, jarAbove, true, 380, 620, 2},
	"jam":   {jam, 1.3, []string{"berry", "plum", "rust", "saffron", "moss"}, jarAbove, true, 380, 500, 2},
	"oil":   {oil, 1.18, glass, nil, false, 380, 380, 1.7}, "vinegar": {vinegar, 1.18, glass, nil, false, 380, 380, 1.7},
	"spice":       {spice, 1.32, []string{"rust", "saffron", "charcoal", "moss", "berry", "sand"}, jarAbove, true, 420, 600, 2},
	"rubberplant": {rubberplant, 1.02, pots, nil, false, 440, 360, 1.7}, "pilea": {pilea, 1.02, pots, nil, false, 400, 400, 1.7},
	"snakeplant": {snakeplant, 1.04, pots, nil, false, 400, 480, 1.6}, "fern": {fern, 1.12, pots, nil, false, 360, 560, 1.6},
	"planter": {planter, 1.16, pots, plantersAbove, true, 420, 560, 1.8}, "can": {can, 1.1, []string{"bottle", "brass", "copper", "steel", "sea", "cream"}, nil, false, 300, 520, 1.7},
	"notebook": {notebook, 1.34, cloths, openBook, true, 470, 710, 1.9}, "book": {book, 1.2, cloths, openBook, true, 340, 560, 1.7},
	"pencils": {pencils, 1.26, glazes, nil, false, 400, 430, 1.8}, "pen": {pen, 1.3, lacquers, nil, false, 330, 800, 1.9},
	"blanket": {blanket, 1.16, cloths, cloth, true, 400, 560, 1.8}, "cushion": {cushion, 1.08, cloths, cloth, true, 280, 500, 1.8},
	"towel": {towel, 1.14, cloths, cloth, true, 260, 820, 1.8},
	"tote":  {tote, 1.12, append([]string{"natural"}, leathers...), nil, false, 330, 560, 1.7}, "satchel": {satchel, 1.12, leathers, nil, false, 330, 650, 1.7},
	"basket": {basket, 1.12, []string{"natural", "sand", "espresso"}, nil, false, 330, 590, 1.8},
	"lamp":   {lamp, 1.1, glazes, nil, false, 400, 620, 1.6}, "dome": {dome, 1.1, lacquers, nil, false, 380, 420, 1.6}, "woodlamp": {woodlamp, 1.08, woods, nil, false, 400, 620, 1.6},
	"pendant": {pendant, 1.04, append([]string{"brass", "copper"}, lacquers...), nil, false, 380, 380, 1.6},
	"candle":  {candle, 1.04, append([]string{"cream", "sage"}, metals...), nil, false, 330, 560, 1.6}, "lantern": {lantern, 1.08, metals, nil, false, 400, 560, 1.6},
	"chair": {chair, 1.05, woods, nil, false, 430, 480, 1.7}, "stool": {stool, 1.08, woods, nil, false, 380, 430, 1.8},
	"sidetable": {sidetable, 1.06, woods, nil, false, 380, 440, 1.7}, "shelf": {shelf, 1.04, woods, nil, false, 320, 480, 1.7},
	"plane": {plane, 1.16, woods, nil, false, 400, 660, 1.8}, "chisel": {chisel, 1.04, woods, nil, false, 320, 660, 1.7}, "saw": {saw, 1.08, woods, nil, false, 300, 730, 1.8},
	"mallet": {mallet, 1.14, woods, nil, false, 400, 650, 1.8}, "hammer": {hammer, 1.08, woods, nil, false, 330, 500, 1.8},
	"train": {train, 1.1, toys, nil, false, 330, 680, 1.8}, "car": {car, 1.12, toys, nil, false, 330, 700, 1.8}, "duck": {duck, 1.1, append([]string{"butter"}, toys...), nil, false, 330, 500, 1.8},
	"elephant": {elephant, 1.1, []string{"sky", "stone", "sage", "lilac"}, nil, false, 330, 530, 1.8}, "rings": {rings, 1.12, toys, nil, false, 400, 600, 1.8},
	"blocks": {blocks, 1.1, toys, nil, false, 400, 560, 1.7},
	"soap":   {soap, 1.3, []string{"sage", "rose", "saffron", "cream", "lilac", "charcoal"}, soapAbove, true, 400, 640, 1.9}, "creamjar": {creamjar, 1.26, []string{"white", "amber", "sage", "rose", "sky"}, jarAbove, true, 420, 660, 1.9},
	"bodyoil": {bodyoil, 1.2, []string{"amber", "bottle", "night"}, nil, false, 400, 560, 1.8}, "brush": {brush, 1.12, woods, nil, false, 320, 680, 1.8}, "comb": {comb, 1.2, woods, nil, false, 330, 600, 1.8},
	"bell": {bell, 1.06, append([]string{"brass", "copper", "steel"}, lacquers...), nil, false, 400, 480, 1.6}, "bikelight": {bikelight, 1.08, lacquers, nil, false, 380, 500, 1.5},
	"rearlight": {rearlight, 1.12, lacquers, nil, false, 370, 510, 1.7}, "saddle": {saddle, 1.1, leathers, nil, false, 560, 520, 1.7}, "grips": {grips, 1.14, leathers, nil, false, 300, 760, 1.7},
}

// evening are the subjects whose second view is the same thing after dark.
var evening = map[string]bool{"lamp": true, "dome": true, "woodlamp": true, "pendant": true, "candle": true, "lantern": true, "bikelight": true, "rearlight": true}

// lying are the flat things that are looked down on: the table fills their picture.
var lying = map[string]bool{"comb": true, "hammer": true, "chisel": true, "grips": true}

// Subjects lists what can be drawn, in alphabetical order.
func Subjects() []string {
	names := make([]string, 0, len(subjects))
	for n := range subjects {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Orderable lists the colours that suit a subject; nil for an unknown one.
func Orderable(name string) []string { return append([]string(nil), subjects[name].colors...) }

// Views is how many different pictures a subject has: 2 or 3.
func Views(name string) int {
	if subjects[name].second != nil || evening[name] {
		return 3
	}
	return 2
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Draw gives one picture as SVG, 800 by 1000. An unknown subject is drawn as a bowl
// and an unknown or empty color is chosen by the seed, so that a picture is never
// missing. Views beyond Views(subject) repeat the detail. Equal seeds give the same
// thing in each color.
func Draw(name string, seed uint64, color string, view int) []byte {
	sub, ok := subjects[name]
	if !ok {
		name, sub = "bowl", subjects["bowl"]
	}
	s := newSheet(seed, hash(name))
	s.form = s.r.IntN(3)
	pick, other := s.r.IntN(1<<16), s.r.IntN(1<<16)
	c, ok := palette[color]
	if !ok {
		c = palette[sub.colors[pick/64%len(sub.colors)]]
	}
	s.color = c
	if view == SecondView && sub.second == nil && !evening[name] {
		view = Detail
	}
	switch view {
	case StillLife:
		if lying[name] {
			s.stageAt(groundFor(c, pick), sub.scale, 0, 0, 0)
		} else {
			s.stage(groundFor(c, pick), sub.scale, 0, 0)
		}
		sub.draw(s)
	case SecondView:
		if evening[name] {
			s.stage(dusk(other), sub.scale, 0, 0)
			sub.draw(s)
			break
		}
		s.fine, s.soft, s.fringed, s.printed = name == "spice", name == "creamjar", name == "blanket", name == "book"
		s.flat(groundFor(c, other), 1)
		sub.second(s)
	default:
		s.nearer(groundFor(c, pick), sub, lying[name])
		sub.draw(s)
	}
	return s.svg("0 0 800 1000")
}

// dusk is a wall in the evening.
func dusk(pick int) lch {
	return [4]lch{{.52, .030, 258}, {.50, .026, 190}, {.53, .022, 300}, {.55, .028, 60}}[pick%4]
}

// nearer sets the stage for a detail: the frame moves until the focus fills it.
func (s *sheet) nearer(g lch, sub subject, flat bool) {
	z := sub.zoom * sub.scale
	dx := 400 - sub.fx*z - 400*(1-z)
	dy := 500 - sub.fy*z - 800*(1-z)
	h := horizon*z + dy + 800*(1-z)
	if flat {
		h = 0
	}
	s.stageAt(g, z, dx, dy, h)
}
