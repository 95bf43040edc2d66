package typesense

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// knownNames remembers which names this process has written, so that indexing a
// thousand offers of a brand writes its name once.
type knownNames struct {
	mu   sync.Mutex
	seen map[string]uint64
}

// maxKnown bounds the memory; beyond it everything is written again.
const maxKnown = 200_000

func newKnownNames() *knownNames { return &knownNames{seen: make(map[string]uint64)} }

// fresh returns the namings that have not been written like this.
func (k *knownNames) fresh(docs []*search.Document) map[string]naming {
	out := make(map[string]naming)
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, d := range docs {
		for _, n := range namings(d) {
			if id := n.id(); k.seen[id] != n.hash() {
				out[id] = n
			}
		}
	}
	return out
}

// written remembers namings that the server has taken.
func (k *knownNames) written(list map[string]naming) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.seen)+len(list) > maxKnown {
		clear(k.seen)
	}
	for id, n := range list {
		k.seen[id] = n.hash()
	}
}

func (n naming) hash() uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%#v", n) // a hash never fails
	return h.Sum64() | 1
}

// writeNames stores the names of the values of docs.
func (e *Engine) writeNames(ctx context.Context, docs []*search.Document) error {
	fresh := e.known.fresh(docs)
	if len(fresh) == 0 {
		return nil
	}
	records := make([]any, 0, len(fresh))
	for _, n := range fresh {
		r, err := n.record()
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	errs, err := e.load(ctx, e.values(), records)
	if err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	e.known.written(fresh)
	return nil
}

// fieldValue names one value.
type fieldValue struct{ field, encoded string }

// names looks up the names of values.
func (e *Engine) names(ctx context.Context, values []fieldValue) (map[fieldValue]naming, error) {
	out := make(map[fieldValue]naming, len(values))
	var searches []api.MultiSearchCollectionParameters
	for start := 0; start < len(values); start += maxHits {
		part := values[start:min(start+maxHits, len(values))]
		ids := make([]string, len(part))
		for i, v := range part {
			ids[i] = encodeID(v.field) + "x" + v.encoded
		}
		searches = append(searches, params(e.values(), map[string]string{
			"q": "*", "filter": "id:=[" + strings.Join(ids, ",") + "]", "include": "source",
		}, 1, len(part)))
	}
	if len(searches) == 0 {
		return out, nil
	}
	results, err := e.multi(ctx, searches)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		for _, doc := range documents(r) {
			var n naming
			if err := json.Unmarshal([]byte(text(doc, "source")), &n); err != nil {
				return nil, fmt.Errorf("typesense: name: %w", err)
			}
			out[fieldValue{n.Field, encode(n.Value)}] = n
		}
	}
	return out, nil
}

// label fills in what the server does not know about the values of facets: the value
// itself, its name, and its place in the tree.
func (e *Engine) label(ctx context.Context, locale markthalle.Locale, facets []search.FacetResult) error {
	var ask []fieldValue
	for _, f := range facets {
		if f.Kind == search.Ranges || f.Field == search.FieldCondition || f.Field == search.FieldInStock {
			continue
		}
		for _, v := range f.Values {
			ask = append(ask, fieldValue{f.Field, encode(v.Value)})
		}
	}
	names, err := e.names(ctx, ask)
	if err != nil {
		return err
	}
	for i := range facets {
		for j := range facets[i].Values {
			v := &facets[i].Values[j]
			if facets[i].Kind == search.Ranges {
				continue
			}
			v.Label = v.Value
			if n, ok := names[fieldValue{facets[i].Field, encode(v.Value)}]; ok {
				v.Label, v.Parent, v.Depth = n.in(locale), n.Parent, n.Depth
			}
		}
	}
	return nil
}
