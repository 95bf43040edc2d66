package relevance

import (
	"context"
	"iter"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// PlainBleve is Bleve as it comes (package search/bleve/plain).
type PlainBleve struct {
	Index interface {
		Load(ctx context.Context, docs iter.Seq2[string, map[string]string]) error
		Find(ctx context.Context, text string, n int) ([]string, error)
	}
}

// Load implements Subject.
func (p PlainBleve) Load(ctx context.Context, docs []search.Document) error {
	return p.Index.Load(ctx, func(yield func(string, map[string]string) bool) {
		for i := range docs {
			if !yield(docs[i].Product, fields(&docs[i])) {
				return
			}
		}
	})
}

// Find implements Subject.
func (p PlainBleve) Find(ctx context.Context, text string, _ markthalle.Locale, n int) ([]string, error) {
	return p.Index.Find(ctx, text, n)
}

// fields are the texts of a document, of all languages, as somebody would index them
// without further thought.
func fields(d *search.Document) map[string]string {
	var names, labels []string
	for _, n := range d.CategoryNames {
		names = append(names, inAll(n))
	}
	for _, a := range d.Attributes {
		for _, l := range a.Labels {
			labels = append(labels, inAll(l))
		}
	}
	return map[string]string{
		"title": inAll(d.Title), "brand": d.Brand, "category": strings.Join(names, " "),
		"attributes": strings.Join(labels, " "), "description": inAll(d.Description),
	}
}

func inAll(texts markthalle.Texts) string {
	var out []string
	for _, t := range texts {
		out = append(out, t.Value)
	}
	return strings.Join(out, " ")
}
