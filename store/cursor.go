package store

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
)

// pageMark is what a cursor holds: which list it belongs to, and the values of the Sort
// fields and the id of the last item that was seen.
type pageMark struct {
	List  int32  `bson:"l"`
	After []any  `bson:"v"`
	ID    string `bson:"i"`
}

// list returns the fingerprint of a query's order and filter. The bounds of a range are
// not part of it: they may move with the clock from page to page.
func list(table string, q Query) int32 {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%s|%s|%v|%v|%v|%v", table, q.Index, q.Eq, q.In, q.In == nil, q.Desc)
	return int32(h.Sum32()) // a fingerprint
}

// position returns the place of a document in the order of an index.
func position(x *Index, doc Raw) (after []any, id string, err error) {
	if id, _, err = Head(doc); err != nil {
		return nil, "", err
	}
	if x != nil {
		for _, f := range x.Sort {
			after = append(after, f.Value(doc))
		}
	}
	return after, id, nil
}

func mark(table string, q Query, x *Index, last Raw) (string, error) {
	after, id, err := position(x, last)
	if err != nil {
		return "", err
	}
	raw, err := Encode(pageMark{List: list(table, q), After: after, ID: id})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

func readMark(table string, q Query, x *Index) (after []any, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(q.Page.Cursor)
	if err != nil || checkShape(raw, false, 0) != nil {
		return nil, "", ErrCursor
	}
	list0, ok := lookup(raw, "l")
	if !ok || list0.typ != typeInt32 || I("l").Value(raw) != int64(list(table, q)) {
		return nil, "", ErrCursor
	}
	id, _ = S("i").Value(raw).(string)
	if checkID(id) != nil {
		return nil, "", ErrCursor
	}
	values, ok := lookup(raw, "v")
	if x != nil && len(x.Sort) > 0 {
		if !ok || values.typ != typeArray {
			return nil, "", ErrCursor
		}
		it := elements(values.value)
		for _, f := range x.Sort {
			if !it.next() {
				return nil, "", ErrCursor
			}
			v := f.read(it.el)
			if v == nil && it.el.typ != typeNull {
				return nil, "", ErrCursor
			}
			after = append(after, v)
		}
	}
	return after, id, nil
}
