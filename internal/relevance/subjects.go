package relevance

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Subject is a search whose answers are measured.
type Subject interface {
	// Load replaces the catalogue.
	Load(ctx context.Context, docs []search.Document) error
	// Find returns the products for a query, best first, at most n.
	Find(ctx context.Context, text string, locale markthalle.Locale, n int) ([]string, error)
}

// Ours is the service with one of its engines.
type Ours struct{ Engine search.Engine }

// Load implements Subject.
func (o Ours) Load(ctx context.Context, docs []search.Document) error {
	return o.Engine.Rebuild(ctx, func(yield func(search.Document) error) error {
		for _, d := range docs {
			if err := yield(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// Find implements Subject.
func (o Ours) Find(ctx context.Context, text string, locale markthalle.Locale, n int) ([]string, error) {
	a, err := search.New(search.Deps{Engine: o.Engine}).Search(ctx, search.Query{Text: text, Locale: locale, Size: n})
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", text, err)
	}
	out := make([]string, len(a.Items))
	for i, it := range a.Items {
		out[i] = it.Product
	}
	return out, nil
}

// Outcome is what a subject made of a set.
type Outcome struct {
	Subject string
	Set     string
	Score   Score
	Queries []Asked
	Typos   []Typo // by kind of mistake
}

// Asked is one query with its score.
type Asked struct {
	Text   string
	Locale markthalle.Locale
	Score  Score
	Answer []string // the first products
}

// Typo is what a kind of mistake costs: over the queries in which it can be made, the
// score as they stand and as misspelt.
type Typo struct {
	Name          string
	Queries       int
	Before, After Score
	Losers        []Asked // misspelt queries that lost, the worst first
}

// Loss is the share of the nDCG that the mistake costs.
func (t Typo) Loss() float64 {
	if t.Before.NDCG == 0 {
		return 0
	}
	return 1 - t.After.NDCG/t.Before.NDCG
}

// Measure loads a set into a subject and asks everything.
func Measure(ctx context.Context, name string, s Subject, set Set) (Outcome, error) {
	out := Outcome{Subject: name, Set: set.Name}
	if err := s.Load(ctx, set.Documents); err != nil {
		return out, fmt.Errorf("load %s: %w", set.Name, err)
	}
	var scores []Score
	for _, q := range set.Queries {
		a, err := ask(ctx, s, q, q.Text)
		if err != nil {
			return out, err
		}
		scores = append(scores, a.Score)
		out.Queries = append(out.Queries, a)
	}
	out.Score = mean(scores)
	for _, m := range Mistakes() {
		t, err := mistyped(ctx, s, set, scores, m)
		if err != nil {
			return out, err
		}
		if t.Queries > 0 {
			out.Typos = append(out.Typos, t)
		}
	}
	return out, nil
}

func mistyped(ctx context.Context, s Subject, set Set, scores []Score, m Mistake) (Typo, error) {
	t := Typo{Name: m.Name}
	var before, after []Score
	for i, q := range set.Queries {
		text, ok := m.mangle(q.Text)
		if !ok {
			continue
		}
		a, err := ask(ctx, s, q, text)
		if err != nil {
			return t, err
		}
		before, after = append(before, scores[i]), append(after, a.Score)
		if a.Score.NDCG < scores[i].NDCG {
			a.Text = q.Text + " → " + text
			a.Score.NDCG -= scores[i].NDCG
			t.Losers = append(t.Losers, a)
		}
	}
	t.Queries, t.Before, t.After = len(before), mean(before), mean(after)
	return t, nil
}

func ask(ctx context.Context, s Subject, q Query, text string) (Asked, error) {
	answer, err := s.Find(ctx, text, q.Locale, Depth)
	if err != nil {
		return Asked{}, errors.Join(fmt.Errorf("query %q", text), err)
	}
	return Asked{Text: text, Locale: q.Locale, Score: Rate(answer, q.Grades), Answer: answer[:min(10, len(answer))]}, nil
}
