package typesense

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/markthalle/markthalle/search"
)

// maxEncoded is the longest value that is written out; longer ones are hashed, since
// the server cuts long tokens and would take different ones for the same.
const maxEncoded = 96

const (
	escape     = 'z'
	hashMark   = "zz" // no escaped byte starts with z
	everywhere = "zzall"
)

// encode writes any string in lower-case letters and digits, one to one: letters but z
// and digits stand for themselves, every other byte is z and two hexadecimal digits.
func encode(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c >= 'a' && c < escape) || (c >= '0' && c <= '9') {
			b.WriteByte(c)
			continue
		}
		b.WriteByte(escape)
		b.WriteString(hex.EncodeToString([]byte{c}))
	}
	if b.Len() > maxEncoded {
		sum := sha256.Sum256([]byte(s))
		return hashMark + hex.EncodeToString(sum[:])
	}
	return b.String()
}

// decode reverses encode; ok is false for a hashed value.
func decode(s string) (value string, ok bool) {
	if strings.HasPrefix(s, hashMark) {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != escape {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		c, err := hex.DecodeString(s[i+1 : i+3])
		if err != nil {
			return "", false
		}
		b.Write(c)
		i += 2
	}
	return b.String(), true
}

// encodeID is encode without the limit: document ids are keys, not tokens.
func encodeID(s string) string {
	if e := encode(s); !strings.HasPrefix(e, hashMark) {
		return e
	}
	return hex.EncodeToString([]byte(s)) + "z"
}

func decodeID(s string) string {
	if v, ok := decode(s); ok {
		return v
	}
	b, err := hex.DecodeString(strings.TrimSuffix(s, "z"))
	if err != nil {
		return s
	}
	return string(b)
}

func encodeAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = encode(s)
	}
	return out
}

// places encodes a list that means everywhere when it is empty.
func places(list []string) []string {
	if len(list) == 0 {
		return []string{everywhere}
	}
	return encodeAll(list)
}

// spell writes a word in ASCII letters and digits, so that the server cuts and folds
// nothing of its own.
func spell(w string) string {
	plain := true
	for i := 0; i < len(w); i++ {
		plain = plain && w[i] < utf8.RuneSelf && w[i] != '.'
	}
	if plain {
		return w
	}
	var b strings.Builder
	for _, r := range w {
		switch {
		case r == '.':
			b.WriteString("dot")
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		default:
			b.WriteString("u" + hex.EncodeToString([]byte(string(r))))
		}
	}
	return b.String()
}

func spellAll(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = spell(w)
	}
	return strings.Join(out, " ")
}

// fieldName returns the name of a term field on the server.
func fieldName(field string) string {
	if key, ok := search.AttrKey(field); ok {
		return "a_" + key
	}
	if field == search.FieldCategory {
		return "categories"
	}
	return field
}

// numberName returns the name of a number field on the server.
func numberName(field string) string {
	if key, ok := search.AttrKey(field); ok {
		return "n_" + key
	}
	return field
}
