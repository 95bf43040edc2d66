package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/store"
)

const (
	getAtOnce = 500               // ids of one query
	batch     = store.MaxPage + 1 // documents of one answer of the server: a page, and whether there is more
	farewell  = 5 * time.Second   // for giving back what a broken-off query holds
)

// Get implements store.Driver.
func (e *engine) Get(ctx context.Context, table string, ids []string) ([]store.Raw, error) {
	s, err := e.schema(table)
	if err != nil {
		return nil, err
	}
	out := make([]store.Raw, 0, len(ids))
	for len(ids) > 0 {
		n := min(getAtOnce, len(ids))
		filter := bson.D{{Key: nameID, Value: bson.D{{Key: "$in", Value: ids[:n]}}}}
		if n == 1 {
			filter = bson.D{{Key: nameID, Value: ids[0]}}
		}
		raws, err := e.query(ctx, s.name, filter, options.Find().SetLimit(int64(n)))
		if err != nil {
			return nil, err
		}
		out, ids = append(out, raws...), ids[n:]
	}
	return out, nil
}

// Find implements store.Driver.
func (e *engine) Find(ctx context.Context, table string, q store.Select) ([]store.Raw, error) {
	s, err := e.schema(table)
	if err != nil {
		return nil, err
	}
	x, err := s.index(q)
	if err != nil {
		return nil, err
	}
	filter, ok := x.filter(q)
	if !ok || q.Limit <= 0 {
		return nil, e.do(ctx, reading, nothing)
	}
	o := options.Find().SetSort(x.order(q.Desc)).SetLimit(int64(q.Limit)).SetBatchSize(int32(min(q.Limit, batch)))
	if x.name != "" {
		o.SetHint(x.name)
	}
	return e.query(ctx, s.name, filter, o)
}

// Count implements store.Driver.
func (e *engine) Count(ctx context.Context, table string, q store.Select) (int64, error) {
	s, err := e.schema(table)
	if err != nil {
		return 0, err
	}
	x, err := s.index(q)
	if err != nil {
		return 0, err
	}
	q.After, q.AfterID = nil, ""
	filter, ok := x.filter(q)
	if !ok {
		return 0, e.do(ctx, reading, nothing)
	}
	o := options.Count()
	if x.name != "" {
		o.SetHint(x.name)
	}
	var n int64
	err = e.do(ctx, reading, func(ctx context.Context) error {
		var err error
		n, err = e.db.Collection(s.name).CountDocuments(ctx, filter, o)
		return err
	})
	return n, err
}

// nothing is the call of a query that cannot match.
func nothing(context.Context) error { return nil }

// query returns all documents of a query, or an error and none.
func (e *engine) query(ctx context.Context, table string, filter bson.D, o *options.FindOptionsBuilder) ([]store.Raw, error) {
	var out []store.Raw
	err := e.do(ctx, reading, func(ctx context.Context) error {
		found, err := e.db.Collection(table).Find(ctx, filter, o)
		if err != nil {
			return err
		}
		out, err = documents(ctx, table, found)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// documents reads a cursor to its end and closes it.
func documents(ctx context.Context, table string, found *mongo.Cursor) (out []store.Raw, err error) {
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
		defer cancel()
		if closing := found.Close(ctx); err == nil {
			err = closing
		}
	}()
	for found.Next(ctx) {
		doc, err := unpack(table, found.Current)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	return out, found.Err()
}
