package typesense

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/search"
)

// TestEncode proves that encoded values are plain, one to one and reversible, so that
// nothing can break out of a filter.
func TestEncode(t *testing.T) {
	t.Parallel()
	plain := func(s string) bool {
		return !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := encode(a), encode(b)
		if !plain(x) || len(x) > maxEncoded || (x == y) != (a == b) {
			t.Fatalf("encode(%q) = %q, encode(%q) = %q", a, x, b, y)
		}
		if v, ok := decode(x); ok && v != a {
			t.Fatalf("decode(encode(%q)) = %q", a, v)
		}
		if a != "" && decodeID(encodeID(a)) != a {
			t.Fatalf("decodeID(encodeID(%q)) = %q", a, decodeID(encodeID(a)))
		}
		if x == everywhere || strings.HasPrefix(x, hashMark) && len(a)*3 <= maxEncoded {
			t.Fatalf("encode(%q) = %q is a reserved value", a, x)
		}
		for _, w := range search.Words(a) {
			if !plain(spell(w)) {
				t.Fatalf("spell(%q) = %q", w, spell(w))
			}
		}
		f := one(search.Filter{Field: search.FieldBrand, Values: []string{a}}, nil)
		if !strings.Contains(a, "`") && f != "brand:=["+x+"]" {
			t.Fatalf("filter %q", f)
		}
		if strings.Contains(a, "`") && f != nothing {
			t.Fatalf("a backtick gives %q", f)
		}
	})
}
