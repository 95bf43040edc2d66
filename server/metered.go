package server

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

// meteredStore notes what a store is asked and how long it takes.
type meteredStore struct {
	store.Driver
	m *metrics
}

func (s meteredStore) time(op string) *prometheus.Timer {
	return prometheus.NewTimer(s.m.stores.WithLabelValues(op))
}

func (s meteredStore) wrote(table, op string, n int) {
	if n > 0 {
		s.m.written.WithLabelValues(table, op).Add(float64(n))
	}
}

// Get implements store.Driver.
func (s meteredStore) Get(ctx context.Context, table string, ids []string) ([]store.Raw, error) {
	defer s.time("get").ObserveDuration()
	return s.Driver.Get(ctx, table, ids)
}

// Find implements store.Driver.
func (s meteredStore) Find(ctx context.Context, table string, q store.Select) ([]store.Raw, error) {
	defer s.time("find").ObserveDuration()
	return s.Driver.Find(ctx, table, q)
}

// Count implements store.Driver.
func (s meteredStore) Count(ctx context.Context, table string, q store.Select) (int64, error) {
	defer s.time("count").ObserveDuration()
	return s.Driver.Count(ctx, table, q)
}

// Insert implements store.Driver.
func (s meteredStore) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	defer s.time("insert").ObserveDuration()
	errs := s.Driver.Insert(ctx, table, docs)
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	s.wrote(table, "insert", n)
	return errs
}

// Replace implements store.Driver.
func (s meteredStore) Replace(ctx context.Context, table string, old, doc store.Raw) error {
	defer s.time("replace").ObserveDuration()
	err := s.Driver.Replace(ctx, table, old, doc)
	if err == nil {
		s.wrote(table, "replace", 1)
	}
	return err
}

// Delete implements store.Driver.
func (s meteredStore) Delete(ctx context.Context, table string, old store.Raw) error {
	defer s.time("delete").ObserveDuration()
	err := s.Driver.Delete(ctx, table, old)
	if err == nil {
		s.wrote(table, "delete", 1)
	}
	return err
}

// meteredSearch notes how long a search engine takes.
type meteredSearch struct {
	search.Engine
	m *metrics
}

func (s meteredSearch) time(op string) *prometheus.Timer {
	return prometheus.NewTimer(s.m.searches.WithLabelValues(op))
}

// Search implements search.Engine.
func (s meteredSearch) Search(ctx context.Context, q search.Query) (search.Result, error) {
	defer s.time("search").ObserveDuration()
	return s.Engine.Search(ctx, q)
}

// Suggest implements search.Engine.
func (s meteredSearch) Suggest(ctx context.Context, q search.SuggestQuery) (search.Suggestions, error) {
	defer s.time("suggest").ObserveDuration()
	return s.Engine.Suggest(ctx, q)
}

// Index implements search.Engine.
func (s meteredSearch) Index(ctx context.Context, docs []search.Document) []error {
	defer s.time("index").ObserveDuration()
	return s.Engine.Index(ctx, docs)
}

// Delete implements search.Engine.
func (s meteredSearch) Delete(ctx context.Context, gone []search.Tombstone) []error {
	defer s.time("delete").ObserveDuration()
	return s.Engine.Delete(ctx, gone)
}
