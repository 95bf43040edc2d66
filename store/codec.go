package store

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"sort"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// registry is the one codec. It differs from the library's in two points: the zero time
// is null, so that it returns as the zero time and counts as absent in indexes; and the
// names of a map come in ascending order, so that equal documents have equal bytes.
var registry = func() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterTypeEncoder(reflect.TypeFor[time.Time](), bson.ValueEncoderFunc(encodeTime))
	r.RegisterKindEncoder(reflect.Map, bson.ValueEncoderFunc(encodeMap))
	return r
}()

func encodeTime(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	t, ok := v.Interface().(time.Time)
	if !ok || t.IsZero() {
		return w.WriteNull()
	}
	return w.WriteDateTime(t.UnixMilli())
}

func encodeMap(ec bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	if v.Type().Key().Kind() != reflect.String {
		return bson.ValueEncoderError{Name: "store map", Kinds: []reflect.Kind{reflect.String}, Received: v}
	}
	if v.IsNil() {
		return w.WriteNull()
	}
	dw, err := w.WriteDocument()
	if err != nil {
		return err
	}
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	for _, k := range keys {
		ew, err := dw.WriteDocumentElement(k.String())
		if err != nil {
			return err
		}
		if err := encodeElement(ec, ew, v.MapIndex(k)); err != nil {
			return err
		}
	}
	return dw.WriteDocumentEnd()
}

func encodeElement(ec bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return w.WriteNull()
	}
	enc, err := ec.LookupEncoder(v.Type())
	if err != nil {
		return err
	}
	return enc.EncodeValue(ec, w, v)
}

// bufferCap is the size up to which encoding buffers are kept for the next document.
const bufferCap = 64 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Encode returns v, a struct or a map, as a document of the one codec.
func Encode(v any) (Raw, error) {
	buf, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= bufferCap {
			buffers.Put(buf)
		}
	}()
	buf.Reset()
	enc := bson.NewEncoder(bson.NewDocumentWriter(buf))
	enc.SetRegistry(registry)
	if err := enc.Encode(v); err != nil {
		return nil, ErrShape.With(err)
	}
	return append(Raw(nil), buf.Bytes()...), nil
}

// Decode reads a document into v, a pointer to a fresh value.
func Decode(raw Raw, v any) error {
	if err := bson.Unmarshal(raw, v); err != nil {
		return ErrDecode.With(err)
	}
	return nil
}

// body returns the elements of a document that are not Meta's, which come first.
func body(doc Raw) ([]byte, error) {
	it := elements(doc)
	start := 4
	for it.next() {
		if !metaNames[string(it.el.name)] {
			break
		}
		start = it.el.end
	}
	if it.err != nil {
		return nil, ErrDecode.With(it.err)
	}
	return doc[start : len(doc)-1], nil
}

// assemble returns the document of a Meta and a body.
func assemble(m *Meta, body []byte) (Raw, error) {
	head, err := Encode(m)
	if err != nil {
		return nil, err
	}
	doc := make(Raw, 0, len(head)+len(body))
	doc = append(doc, head[:len(head)-1]...)
	doc = append(doc, body...)
	doc = append(doc, 0)
	binary.LittleEndian.PutUint32(doc, uint32(len(doc))) // bounded by checkDocument
	return doc, checkDocument(doc)
}

// readMeta reads the Meta of a document.
func readMeta(doc Raw) (Meta, error) {
	var m Meta
	err := Decode(doc, &m)
	return m, err
}

// Head returns the id and the revision of a stored document; drivers guard writes by
// them.
func Head(doc Raw) (id string, rev int64, err error) {
	e, ok := lookup(doc, "_id")
	r, ok2 := lookup(doc, "rev")
	if !ok || !ok2 || e.typ != typeString || r.typ != typeInt64 {
		return "", 0, ErrDecode.Say("A document has no id or revision.")
	}
	return string(e.value[4 : len(e.value)-1]), int64(binary.LittleEndian.Uint64(r.value)), nil // two's complement
}
