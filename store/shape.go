package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"
)

// The bounds of what is stored.
const (
	MaxDocument = 256 << 10 // bytes of a document, bookkeeping included; it must stay below
	MaxID       = 256       // bytes of an id
	MaxPending  = 64        // events of one document that wait for their reactions
	MaxIn       = 100       // alternatives in one query
	MaxPage     = 500       // documents in one page
	maxDepth    = 32        // documents and arrays in one another
)

// The portable BSON types. Every engine keeps them exactly; all others are refused.
const (
	typeDouble   = 0x01
	typeString   = 0x02
	typeDocument = 0x03
	typeArray    = 0x04
	typeBinary   = 0x05
	typeBool     = 0x08
	typeDateTime = 0x09
	typeNull     = 0x0A
	typeInt32    = 0x10
	typeInt64    = 0x12
)

var errTorn = errors.New("torn BSON")

// element is one named value of a document. Both slices point into the document.
type element struct {
	typ   byte
	name  []byte
	value []byte
	end   int // offset behind the element
}

// iterator walks the elements of one document or array.
type iterator struct {
	doc []byte
	pos int
	el  element
	err error
}

// elements starts a walk over doc, which includes its length and its closing zero.
func elements(doc []byte) iterator {
	it := iterator{doc: doc, pos: 4}
	if len(doc) < 5 || int(binary.LittleEndian.Uint32(doc)) != len(doc) || doc[len(doc)-1] != 0 {
		it.err = errTorn
	}
	return it
}

// next moves to the next element and reports whether there is one.
func (it *iterator) next() bool {
	if it.err != nil || it.pos >= len(it.doc)-1 {
		return false
	}
	typ := it.doc[it.pos]
	n := bytes.IndexByte(it.doc[it.pos+1:], 0)
	if n < 0 {
		it.err = errTorn
		return false
	}
	start := it.pos + 1 + n + 1
	size, ok := valueSize(typ, it.doc[start:])
	if !ok || start+size > len(it.doc)-1 {
		it.err = errTorn
		return false
	}
	it.el = element{typ: typ, name: it.doc[it.pos+1 : start-1], value: it.doc[start : start+size], end: start + size}
	it.pos = start + size
	return true
}

// valueSize returns the number of bytes of a value of a portable type at the start of b.
func valueSize(typ byte, b []byte) (int, bool) {
	switch typ {
	case typeNull:
		return 0, true
	case typeBool:
		return 1, true
	case typeInt32:
		return 4, true
	case typeDouble, typeDateTime, typeInt64:
		return 8, true
	}
	if len(b) < 4 {
		return 0, false
	}
	n := int(int32(binary.LittleEndian.Uint32(b))) // lengths are signed in BSON
	switch typ {
	case typeString:
		return 4 + n, n >= 1
	case typeBinary:
		return 5 + n, n >= 0
	case typeDocument, typeArray:
		return n, n >= 5
	}
	return 0, false
}

// lookup finds a top-level element by name.
func lookup(doc []byte, name string) (element, bool) {
	it := elements(doc)
	for it.next() {
		if string(it.el.name) == name {
			return it.el, true
		}
	}
	return element{}, false
}

// checkDocument refuses what cannot be stored alike on every engine.
func checkDocument(doc Raw) error {
	if len(doc) >= MaxDocument {
		return ErrOversize.Say("A document of %d bytes is too large to be stored; %d is the bound.", len(doc), MaxDocument)
	}
	return checkShape(doc, false, 0)
}

func checkShape(doc []byte, array bool, depth int) error {
	if depth > maxDepth {
		return ErrShape.Say("Documents more than %d deep cannot be stored.", maxDepth)
	}
	it := elements(doc)
	for it.next() {
		if !array {
			if err := checkName(it.el.name); err != nil {
				return err
			}
		}
		if err := checkValue(it.el, array, depth); err != nil {
			return err
		}
	}
	if it.err != nil {
		return ErrShape.With(it.err)
	}
	return nil
}

func checkName(name []byte) error {
	if len(name) == 0 || bytes.ContainsAny(name, "$.") || !utf8.Valid(name) {
		return ErrShape.Say("The name %q cannot be stored; keep such names as values in a list of pairs.", name)
	}
	return nil
}

func checkValue(el element, inArray bool, depth int) error {
	switch el.typ {
	case typeArray:
		if inArray {
			return ErrShape.Say("Arrays in arrays cannot be stored.")
		}
		return checkShape(el.value, true, depth+1)
	case typeDocument:
		return checkShape(el.value, false, depth+1)
	case typeString:
		if text := el.value[4 : len(el.value)-1]; !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
			return ErrShape.Say("The text at %q is not UTF-8, or has a zero byte.", el.name)
		}
	case typeBinary:
		if el.value[4] != 0 {
			return ErrShape.Say("The bytes at %q have a subtype.", el.name)
		}
	}
	return nil
}

// checkID refuses ids that not every engine keeps and orders alike.
func checkID(id string) error {
	if id == "" || len(id) > MaxID || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return ErrShape.Say("%q cannot be an id.", id)
	}
	return nil
}
