package server

import (
	"context"
	"net/url"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/typesense"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
)

// openMongo opens the production document engine.
func openMongo(ctx context.Context, uri string) (store.Driver, error) {
	return mongo.Open(ctx, uri, mongo.Options{})
}

// openTypesense opens the production search engine at typesense+http://KEY@HOST:PORT.
func openTypesense(ctx context.Context, address string, wall markthalle.Wall) (search.Engine, error) {
	u, err := url.Parse(strings.TrimPrefix(address, "typesense+"))
	if err != nil || u.User == nil || u.Host == "" {
		return nil, markthalle.Errorf(markthalle.Invalid, "server.config", "Search is typesense+http://KEY@HOST:PORT.")
	}
	key := u.User.Username()
	u.User = nil
	return typesense.Open(ctx, typesense.Options{Nodes: []string{u.String()}, Key: key, Wall: wall})
}
