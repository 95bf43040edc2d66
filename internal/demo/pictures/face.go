package pictures

import "math/rand/v2"

// Faces are seen from the chest up in the same light as the goods. Hair, skin, clothes
// and ground come from the seed; nobody is meant.
var (
	skins = []string{"#f0c9a4", "#e6b48c", "#d9a27c", "#c98f68", "#a9714c", "#8a5a3c", "#6e462f"}
	hairs = []string{"#3a3330", "#5b4032", "#8a5a34", "#b9863f", "#a9471f", "#8f8b86", "#d8d2c6", "#262223"}
	tops  = []string{"#2f3a3a", "#3c5876", "#e9e2d2", "#7a3b4a", "#4c6b57", "#8c6a3f", "#55506b", "#b5583c"}
	apron = []string{"#7d4a2c", "#0e5a47", "#e6ddc8", "#3c5876", "#a6283e", "#c7771a", "#4a4a48"}
	walls = []string{"#c9a46a", "#b8c4cf", "#9fb3a2", "#d3b8a8", "#c3bccb", "#cfc7ae", "#a9b7b0", "#b9c2a4"}
)

const faceDefs = `<linearGradient id="w" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#fff" stop-opacity=".34"/><stop offset="1" stop-color="#1b1d1f" stop-opacity=".14"/></linearGradient>` +
	`<linearGradient id="s" x1="0" y1="0" x2="1" y2=".35"><stop stop-color="#fff" stop-opacity=".2"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#3a1d10" stop-opacity=".3"/></linearGradient>` +
	`<radialGradient id="f" cx=".32" cy=".3" r=".85"><stop stop-color="#fff" stop-opacity=".26"/><stop offset=".55" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#5a2412" stop-opacity=".32"/></radialGradient>` +
	`<radialGradient id="c"><stop stop-color="#c0442f" stop-opacity=".3"/><stop offset="1" stop-color="#c0442f" stop-opacity="0"/></radialGradient>`

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func shape(d, fill string) string { return `<path d="` + d + `" fill="` + fill + `"/>` }

// both paints a shape in its colour and then in a light.
func both(d, fill, light string) string { return shape(d, fill) + shape(d, "url(#"+light+")") }

// hairBack and hairFront are the styles: what hangs behind the head, what lies on it.
var hairBack = []string{
	"",
	"M66 142c-4-54 24-76 54-76s58 22 54 76c-2 28-10 52-24 66H90c-14-14-22-38-24-66z",
	"M104 62a22 22 0 1 1 32 0l-4 16h-24z",
	"M68 140c-6-50 22-74 52-74s58 24 52 74c4 40 12 70 2 92-22 14-86 14-108 0-10-22-2-52 2-92z",
	"",
	"M72 150c-20-20-14-70 20-82 20-10 50-8 64 6 26 18 24 58 10 76z",
	"",
}

var hairFront = []string{
	"M72 132c-6-52 22-70 50-70s54 16 46 70l-8-22c-20 4-46 0-60-14-4 12-12 20-20 24z",
	"M74 134c-4-42 20-60 46-60s50 18 46 60c-10-22-26-30-46-30s-36 8-46 30z",
	"M74 128c-2-40 22-54 46-54s48 14 46 54c-8-20-20-30-34-32-20 6-46 10-58 32z",
	"M72 138c-4-46 20-66 48-66s52 20 48 66c-6-22-14-34-22-40-14 10-46 12-58 4-8 10-12 22-16 36z",
	"M76 122c0-34 20-48 44-48s44 14 44 48c-6-12-12-18-20-20-14 2-34 2-48 0-8 2-14 8-20 20z",
	"M74 130c-6-40 20-58 46-58s50 16 46 58c-4-16-10-24-18-28-4 8-14 8-18 0-6 8-16 8-20 0-6 8-16 6-18 0-8 6-14 14-18 28z",
	"M80 108c6-22 22-32 40-32s34 10 40 32c-22-10-58-10-80 0z",
}

var beards = []string{
	"",
	"M80 148c2 34 20 50 40 50s38-16 40-50c-8 12-18 16-24 12-8-4-24-4-32 0-6 4-16 0-24-12z",
	"",
	"M98 160c8-8 36-8 44 0-8 4-14 2-22 0-8 2-14 4-22 0zM106 180c8 8 20 8 28 0-2 12-8 18-14 18s-12-6-14-18z",
}

// Face is a vendor's portrait, 240 by 300, in the light of the goods. Odd seeds wear
// short hair and now and then a beard, even seeds the other styles, so that a portrait
// can suit the name beside it.
func Face(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, hash("face")))
	skin, hair, top, ap, wall := pick(r, skins), pick(r, hairs), pick(r, tops), pick(r, apron), pick(r, walls)
	for ap == top {
		ap = pick(r, apron)
	}
	style, beard := []int{1, 2, 3, 5}[r.IntN(4)], ""
	if seed%2 == 1 {
		style, beard = []int{0, 4, 6}[r.IntN(3)], beards[r.IntN(len(beards))]
	}
	b := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 300" fill="none" stroke-linecap="round"><defs>` + faceDefs + "</defs>"
	b += both("M0 0h240v300H0z", wall, "w") + `<path d="M150 300c34-20 62-60 90-66v66z" fill="#1b1d1f" fill-opacity=".1"/>`
	if back := hairBack[style]; back != "" {
		b += both(back, hair, "s")
	}
	b += both("M20 300c2-56 32-76 72-84 12 10 44 10 56 0 40 8 70 28 72 84z", top, "s")
	b += shape("M100 172h40v42c0 12-8 22-20 22s-20-10-20-22z", skin) + `<path d="M100 184c12 14 30 14 40 2v22c-12 10-30 6-40-8z" fill="#5a2412" fill-opacity=".3"/>`
	if style != 1 && style != 3 {
		b += `<ellipse cx="78" cy="140" rx="8" ry="12" fill="` + skin + `"/><ellipse cx="162" cy="140" rx="8" ry="12" fill="` + skin + `"/><ellipse cx="162" cy="140" rx="8" ry="12" fill="#5a2412" fill-opacity=".2"/>`
	}
	b += both("M78 130c0-34 18-52 42-52s42 18 42 52c0 36-20 62-42 62s-42-26-42-62z", skin, "f")
	b += `<circle cx="97" cy="155" r="13" fill="url(#c)"/><circle cx="143" cy="155" r="13" fill="url(#c)"/>`
	if beard != "" {
		b += shape(beard, hair)
	}
	b += both(hairFront[style], hair, "s") + features(r) + clothes(r, ap) + "</svg>\n"
	return []byte(b)
}

// features are brows, eyes, nose and mouth, glasses now and then.
func features(r *rand.Rand) string {
	brow, mouth := r.IntN(5)-2, 5+r.IntN(4)
	y := num(float64(125 + brow))
	b := `<path d="M94 ` + y + `c5-4 12-4 16-1M130 ` + y + `c4-4 11-4 16 1" stroke="#1b1d1f" stroke-opacity=".6" stroke-width="3"/>` +
		`<ellipse cx="103" cy="136" rx="3.2" ry="3.8" fill="#1b1d1f"/><ellipse cx="137" cy="136" rx="3.2" ry="3.8" fill="#1b1d1f"/>` +
		`<path d="M121 134c2 8 5 14 3 18-2 3-6 3-9 1" stroke="#5a2412" stroke-opacity=".6" stroke-width="2.4" stroke-linejoin="round"/>` +
		`<path d="M107 168c7 ` + num(float64(mouth)) + ` 19 ` + num(float64(mouth)) + ` 26 0" stroke="#7a2a1e" stroke-width="2.8"/>`
	if r.IntN(4) == 0 {
		b += `<path d="M90 137a13 12 0 1 0 26 0a13 12 0 1 0-26 0M124 137a13 12 0 1 0 26 0a13 12 0 1 0-26 0M116 136q4-4 8 0M90 134l-9-3M150 134l9-3" stroke="#2b2622" stroke-width="2.4"/>`
	}
	return b
}

func clothes(r *rand.Rand, ap string) string {
	switch r.IntN(4) {
	case 0: // a scarf
		d := "M88 214c16 16 48 16 64 0l6 14c-20 20-56 20-76 0z"
		return both(d, ap, "s") + both("M140 230l18 52-20 4-12-50z", ap, "s")
	case 1: // a collar
		return shape("M100 214l20 26-30 14-8-34zM140 214l-20 26 30 14 8-34z", "#f4efe3") + `<path d="M120 240v60" stroke="#1b1d1f" stroke-opacity=".2" stroke-width="2"/>`
	}
	d := "M70 300l4-44c0-5 4-8 8-8h76c4 0 8 3 8 8l4 44z"
	return `<path d="M84 252 95 217M156 252l-11-35" stroke="` + ap + `" stroke-width="8"/>` + both(d, ap, "s") +
		`<path d="M98 276h44" stroke="#1b1d1f" stroke-opacity=".22" stroke-width="2" stroke-dasharray="4 3"/>`
}
