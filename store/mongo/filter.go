package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/markthalle/markthalle/store"
)

// where is a conjunction of conditions on fields. A field that is named again gets the
// new condition beside the old one.
type where []condition

type condition struct {
	path string
	ops  bson.D
}

// and returns w and one more condition; w itself stays as it is. No comparison is named
// twice on a field, which not every server understands: of two lower bounds the first
// stays, because the second only says that the field is present, of two upper bounds the
// lower.
func (w where) and(f store.Field, op bson.E) where {
	out := make(where, len(w), len(w)+1)
	copy(out, w)
	for i := range out {
		if out[i].path != path(f) {
			continue
		}
		ops := append(bson.D(nil), out[i].ops...)
		for j, have := range ops {
			if have.Key != op.Key {
				continue
			}
			if op.Key == "$lt" && less(op.Value, have.Value) {
				ops[j] = op
			}
			out[i].ops = ops
			return out
		}
		out[i].ops = append(ops, op)
		return out
	}
	return append(out, condition{path(f), bson.D{op}})
}

// less compares two values of one kind.
func less(a, b any) bool {
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && x < y
	case int64:
		y, ok := b.(int64)
		return ok && x < y
	case bson.DateTime:
		y, ok := b.(bson.DateTime)
		return ok && x < y
	case bool:
		y, ok := b.(bool)
		return ok && !x && y
	default:
		return false
	}
}

func (w where) document() bson.D {
	doc := make(bson.D, 0, len(w))
	for _, c := range w {
		if len(c.ops) == 1 && c.ops[0].Key == "$eq" {
			doc = append(doc, bson.E{Key: c.path, Value: c.ops[0].Value})
			continue
		}
		doc = append(doc, bson.E{Key: c.path, Value: c.ops})
	}
	return doc
}

func equal(v any) bson.E { return bson.E{Key: "$eq", Value: value(v)} }

// filter returns the condition of a query; ok is false when nothing can match it.
func (x *index) filter(q store.Select) (filter bson.D, ok bool) {
	base, ok := x.base(q)
	if !ok {
		return nil, false
	}
	if q.AfterID == "" {
		return base.document(), true
	}
	var alternatives bson.A
	for _, w := range x.after(q, base) {
		alternatives = append(alternatives, w.document())
	}
	if len(alternatives) == 1 {
		only, ok := alternatives[0].(bson.D)
		return only, ok
	}
	return bson.D{{Key: "$or", Value: alternatives}}, true
}

// base returns what a query asks for, wherever its page begins.
func (x *index) base(q store.Select) (where, bool) {
	var w where
	for i, v := range q.Eq {
		if i >= len(x.Eq) || (v == nil && x.Sparse && i == 0) {
			return nil, false
		}
		w = w.and(x.Eq[i], equal(v))
	}
	if (q.From != nil || q.To != nil) && len(x.Sort) == 0 {
		return nil, false
	}
	if q.In != nil {
		if len(q.Eq) >= len(x.Eq) {
			return nil, false
		}
		w = w.and(x.Eq[len(q.Eq)], bson.E{Key: "$in", Value: values(q.In)})
	}
	if q.From != nil {
		w = w.and(x.Sort[0], bson.E{Key: "$gte", Value: value(q.From)})
	}
	if q.To != nil {
		w = w.and(x.Sort[0], present(x.Sort[0])).and(x.Sort[0], bson.E{Key: "$lt", Value: value(q.To)})
	}
	if x.Sparse {
		w = w.and(x.first(), present(x.first()))
	}
	return w, true
}

// leads reports whether the presence of f is asked for already.
func (x *index) leads(f store.Field) bool { return x.Sparse && x.first() == f }

// after returns alternatives for what comes behind the mark of a page: equal in the first
// fields and behind it in the next one, in each possible way. Every one of them is a
// range of the index that is in order.
func (x *index) after(q store.Select, base where) []where {
	var out []where
	same := base
	for i, f := range x.Sort {
		var at any
		if i < len(q.After) {
			at = value(q.After[i])
		}
		switch {
		case !q.Desc && at == nil: // absent values come first, all others behind them
			out = append(out, same.and(f, present(f)))
		case !q.Desc:
			out = append(out, same.and(f, bson.E{Key: "$gt", Value: at}))
		case at != nil:
			out = append(out, same.and(f, bson.E{Key: "$lt", Value: at}))
			if i > 0 || (q.From == nil && q.To == nil && !x.leads(f)) {
				out = append(out, same.and(f, equal(nil)))
			}
		}
		same = same.and(f, equal(at))
	}
	op := "$gt"
	if q.Desc {
		op = "$lt"
	}
	return append(out, same.and(store.S(nameID), bson.E{Key: op, Value: q.AfterID}))
}
