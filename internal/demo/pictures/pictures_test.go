package pictures_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/markthalle/markthalle/internal/demo/pictures"
)

// What a picture may consist of. Anything else could run, fetch or say something.
var elements = map[string]bool{"svg": true, "defs": true, "linearGradient": true, "radialGradient": true, "stop": true, "clipPath": true, "path": true, "ellipse": true, "circle": true, "g": true, "use": true}

func harmless(t *testing.T, name string, b []byte, limit int) {
	t.Helper()
	if len(b) > limit {
		t.Errorf("%s: %d bytes, at most %d", name, len(b), limit)
	}
	ids, refs := map[string]int{}, []string{}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if !elements[e.Name.Local] {
				t.Errorf("%s: element %s", name, e.Name.Local)
			}
			for _, a := range e.Attr {
				refs = append(refs, attribute(t, name, a, ids)...)
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(e)); s != "" {
				t.Errorf("%s: text %q", name, s)
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: id %s is given %d times", name, id, n)
		}
	}
	for _, r := range refs {
		if ids[r] == 0 {
			t.Errorf("%s: reference to %q, which is not there", name, r)
		}
	}
}

// attribute checks one attribute and returns what it refers to.
func attribute(t *testing.T, name string, a xml.Attr, ids map[string]int) []string {
	t.Helper()
	v := a.Value
	switch {
	case strings.HasPrefix(a.Name.Local, "on"), a.Name.Local == "style", a.Name.Local == "class", a.Name.Local == "filter":
		t.Errorf("%s: attribute %s", name, a.Name.Local)
	case a.Name.Local == "id":
		ids[v]++
	case a.Name.Local == "href":
		if !strings.HasPrefix(v, "#") {
			t.Errorf("%s: reference out of the file: %s", name, v)
		}
		return []string{strings.TrimPrefix(v, "#")}
	case strings.Contains(v, "url("):
		return []string{strings.TrimSuffix(strings.TrimPrefix(v, "url(#"), ")")}
	case strings.Contains(v, "NaN"), strings.Contains(v, "Inf"), strings.Contains(v, "%!"):
		t.Errorf("%s: %s=%q", name, a.Name.Local, v)
	}
	return nil
}

func TestEveryPictureIsSmallAndHarmless(t *testing.T) {
	t.Parallel()
	total, n, large := 0, 0, 0
	for _, sub := range pictures.Subjects() {
		colors := pictures.Orderable(sub)
		if len(colors) == 0 {
			t.Errorf("%s comes in no colour", sub)
		}
		for seed := range uint64(9) {
			for view := range 3 {
				b := pictures.Draw(sub, seed, colors[int(seed)%len(colors)], view)
				harmless(t, sub, b, 8000)
				total, n = total+len(b), n+1
				if len(b) > 6000 {
					large++
				}
			}
		}
	}
	t.Logf("%d pictures, mean %d bytes, %d above 6000", n, total/n, large)
	if total/n > 5000 || large*8 > n {
		t.Errorf("mean of %d bytes, %d of %d above the aim of 6000", total/n, large, n)
	}
}

func TestFacesAndBannersAreHarmless(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		harmless(t, "face", pictures.Face(seed), 6000)
		harmless(t, "banner", pictures.Banner(seed), 8000)
	}
	if bytes.Equal(pictures.Face(1), pictures.Face(2)) || bytes.Equal(pictures.Banner(1), pictures.Banner(2)) {
		t.Error("two seeds look alike")
	}
}

func TestDrawIsPure(t *testing.T) {
	t.Parallel()
	for _, sub := range pictures.Subjects() {
		a := pictures.Draw(sub, 5, "", pictures.StillLife)
		if !bytes.Equal(a, pictures.Draw(sub, 5, "", pictures.StillLife)) {
			t.Errorf("%s: the same arguments gave another picture", sub)
		}
		if bytes.Equal(a, pictures.Draw(sub, 6, "", pictures.StillLife)) {
			t.Errorf("%s: the seed changes nothing", sub)
		}
		c := pictures.Orderable(sub)
		if bytes.Equal(pictures.Draw(sub, 5, c[0], 0), pictures.Draw(sub, 5, c[len(c)-1], 0)) {
			t.Errorf("%s: the colour changes nothing", sub)
		}
		if bytes.Equal(a, pictures.Draw(sub, 5, "", pictures.Detail)) || pictures.Views(sub) < 2 {
			t.Errorf("%s: no second view", sub)
		}
		if pictures.Views(sub) == 3 && bytes.Equal(pictures.Draw(sub, 5, "", 1), pictures.Draw(sub, 5, "", 2)) {
			t.Errorf("%s: the second view is the detail", sub)
		}
	}
	if !bytes.Contains(pictures.Draw("no such thing", 1, "no such colour", 9), []byte("</svg>")) {
		t.Error("an unknown subject is no picture")
	}
}

func TestColorsOfSubjectsAreKnown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range pictures.Colors() {
		known[c] = true
	}
	for _, sub := range pictures.Subjects() {
		for _, c := range pictures.Orderable(sub) {
			if !known[c] {
				t.Errorf("%s is ordered in %q, which nobody mixed", sub, c)
			}
		}
	}
}

func TestPhoto(t *testing.T) {
	t.Parallel()
	for _, sub := range append(pictures.Photographed(), "anything") {
		a, b := pictures.Photo(sub, 3, 160, 200), pictures.Photo(sub, 3, 160, 200)
		if a.Bounds().Dx() != 160 || a.Bounds().Dy() != 200 {
			t.Fatalf("%s: %v", sub, a.Bounds())
		}
		var mean, spread float64
		for y := range 200 {
			for x := range 160 {
				r, g, bl, al := a.At(x, y).RGBA()
				r2, g2, b2, _ := b.At(x, y).RGBA()
				if r != r2 || g != g2 || bl != b2 || al != 0xffff {
					t.Fatalf("%s differs at %d,%d, or is not opaque", sub, x, y)
				}
				v := float64(r+g+bl) / (3 * 0xffff)
				mean += v
				spread += v * v
			}
		}
		mean /= 160 * 200
		if dev := math.Sqrt(spread/(160*200) - mean*mean); mean < .3 || mean > .92 || dev < .03 {
			t.Errorf("%s: mean %.2f, deviation %.3f: too dark, too bright or empty", sub, mean, dev)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	names := pictures.Subjects()
	i := 0
	for b.Loop() {
		pictures.Draw(names[i%len(names)], uint64(i), "", i%3)
		i++
	}
}

func BenchmarkPhoto(b *testing.B) {
	for b.Loop() {
		pictures.Photo("bowl", 1, 1000, 1250)
	}
}
