package peers_test

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/internal/peers"
)

// TestMongoPeers: both servers accept today's driver and give the few operations that
// the store builds on their meaning. What the store asks of them in full is storetest's.
func TestMongoPeers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{peers.MongoURI, peers.FerretURI} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			client, err := mongo.Connect(options.Client().ApplyURI(peers.Env(t, name)))
			if err != nil {
				t.Fatal(err)
			}
			db := client.Database("peers_" + bson.NewObjectID().Hex())
			t.Cleanup(func() {
				ctx := context.WithoutCancel(ctx)
				if err := db.Drop(ctx); err != nil {
					t.Error(err)
				}
				if err := client.Disconnect(ctx); err != nil {
					t.Error(err)
				}
			})
			greet(t, db)
			revisions(t, db.Collection("c"))
			order(t, db.Collection("d"))
		})
	}
}

// greet checks that the server says it is a MongoDB 5.0 or later. It is asked by the old
// name of the command, which every server knows.
func greet(t *testing.T, db *mongo.Database) {
	t.Helper()
	var hello struct {
		Wire int `bson:"maxWireVersion"`
	}
	if err := db.RunCommand(t.Context(), bson.D{{Key: "isMaster", Value: 1}}).Decode(&hello); err != nil {
		t.Fatal(err)
	}
	if hello.Wire < 13 {
		t.Errorf("wire version %d", hello.Wire)
	}
}

// revisions checks that an id is unique and that a replace guarded by a revision
// happens once.
func revisions(t *testing.T, c *mongo.Collection) {
	t.Helper()
	ctx := t.Context()
	type doc struct {
		ID  string `bson:"_id"`
		Rev int64  `bson:"rev"`
	}
	if _, err := c.InsertOne(ctx, doc{"a", 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.InsertOne(ctx, doc{"a", 1}); !mongo.IsDuplicateKeyError(err) {
		t.Errorf("second insert of an id: %v", err)
	}
	for i, want := range []int64{1, 0} {
		res, err := c.ReplaceOne(ctx, bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}}, doc{"a", 2})
		if err != nil || res.MatchedCount != want {
			t.Errorf("replace %d: matched %v, want %d: %v", i, res, want, err)
		}
	}
	var got doc
	if err := c.FindOne(ctx, bson.D{{Key: "_id", Value: "a"}}).Decode(&got); err != nil || got != (doc{"a", 2}) {
		t.Errorf("%+v %v", got, err)
	}
}

// order checks an index, a sort by it and a range.
func order(t *testing.T, c *mongo.Collection) {
	t.Helper()
	ctx := t.Context()
	if _, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: "v", Value: 1}, {Key: "_id", Value: 1}}}); err != nil {
		t.Fatal(err)
	}
	for id, v := range map[string]int64{"a": 3, "b": 1, "c": 2, "d": 2} {
		if _, err := c.InsertOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "v", Value: v}}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := c.Find(ctx, bson.D{{Key: "v", Value: bson.D{{Key: "$gte", Value: int64(2)}}}},
		options.Find().SetSort(bson.D{{Key: "v", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(3))
	if err != nil {
		t.Fatal(err)
	}
	var docs []struct {
		ID string `bson:"_id"`
	}
	if err := found.All(ctx, &docs); err != nil {
		t.Fatal(err)
	}
	var ids string
	for _, d := range docs {
		ids += d.ID
	}
	if ids != "cda" {
		t.Errorf("in order of v and id from 2: %q, want %q", ids, "cda")
	}
}
