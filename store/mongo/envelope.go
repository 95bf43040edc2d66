package mongo

import (
	"encoding/binary"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/markthalle/markthalle/store"
)

// The names in the server's documents: {_id, rev, doc}, as the columns of a table. All
// but id and revision lies in doc, because servers replace an inner document as a whole,
// but differ in the order that they leave the outer one in.
const (
	nameID  = "_id"
	nameRev = "rev"
	nameDoc = "doc"
)

// The types of the elements of an envelope.
const (
	typeString   = 0x02
	typeDocument = 0x03
	typeInt64    = 0x12
)

// path returns where a field of a document is in its envelope.
func path(f store.Field) string {
	if f.Path == nameID || f.Path == nameRev {
		return f.Path
	}
	return nameDoc + "." + f.Path
}

// pack returns the envelope of a document, whose first two elements must be the id and
// the revision.
func pack(doc store.Raw) (bson.Raw, error) {
	id, rev, err := store.Head(doc)
	if err != nil {
		return nil, err
	}
	head := heading(id, rev)
	if len(doc) <= len(head) || string(doc[4:len(head)]) != string(head[4:]) {
		return nil, store.ErrEngine.Say("the document %q does not begin with its id and revision", id)
	}
	rest := doc[len(head):] // with the closing zero
	out := make(bson.Raw, 0, len(doc)+len(nameDoc)+8)
	out = append(out, head...)
	out = append(append(append(out, typeDocument), nameDoc...), 0)
	out = binary.LittleEndian.AppendUint32(out, uint32(4+len(rest)))
	out = append(append(out, rest...), 0)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out, nil
}

// unpack returns the document in an envelope, byte for byte as it was packed, in fresh
// memory.
func unpack(table string, envelope bson.Raw) (store.Raw, error) {
	id, ok1 := envelope.Lookup(nameID).StringValueOK()
	rev, ok2 := envelope.Lookup(nameRev).Int64OK()
	inner, ok3 := envelope.Lookup(nameDoc).DocumentOK()
	if !ok1 || !ok2 || !ok3 || len(inner) < 5 {
		return nil, store.ErrDecode.Say("%s holds a document that is not of this store: %s", table, envelope.Lookup(nameID))
	}
	out := append(heading(id, rev), inner[4:]...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out, nil
}

// heading returns the beginning of every document: room for its length, id and revision.
func heading(id string, rev int64) store.Raw {
	out := make(store.Raw, 4, 64+len(id))
	out = append(append(append(out, typeString), nameID...), 0)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(id)+1))
	out = append(append(out, id...), 0)
	out = append(append(append(out, typeInt64), nameRev...), 0)
	return binary.LittleEndian.AppendUint64(out, uint64(rev))
}
