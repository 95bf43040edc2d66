package tuning

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

// popular keeps the most frequent queries of each market and language in memory.
type popular struct {
	mu   sync.Mutex
	kept map[scope]top
}

type scope struct {
	market string
	locale markthalle.Locale
}

// top is the most frequent queries, in their order.
type top struct {
	at   time.Time // wall
	list []frequent
}

type frequent struct {
	text  string
	words []string
	count int64
}

// The bounds of popular queries.
const (
	topSize   = 2000
	nearSize  = 500 // of them, those that are suggested in spite of a typo
	topKept   = 10 * time.Second
	maxScopes = 64
)

// Popular implements search.Queries: those that begin like the words first, then those
// that nearly do, each by how often they are asked, decayed.
func (s *Service) Popular(ctx context.Context, market string, l markthalle.Locale, words []string, limit int) ([]search.Suggestion, error) {
	list, err := s.top(ctx, scope{market, l})
	if err != nil {
		return nil, err
	}
	b, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	type near struct {
		frequent
		edits int
	}
	var found []near
	begin := strings.Join(words, " ")
	exact := 0
	for i, f := range list {
		if b.bans(l, f.words) {
			continue
		}
		if strings.HasPrefix(f.text, begin) {
			found = append(found, near{f, 0})
			if exact++; exact == limit {
				break // the list is in order
			}
			continue
		}
		if i >= nearSize {
			continue
		}
		if edits, ok := search.Nearly(f.words, words); ok {
			found = append(found, near{f, edits + 1})
		}
	}
	slices.SortStableFunc(found, func(x, y near) int { return cmp.Compare(x.edits, y.edits) })
	out := make([]search.Suggestion, 0, min(len(found), limit))
	for _, f := range found[:min(len(found), limit)] {
		out = append(out, search.Suggestion{Label: f.text, Count: int(f.count), Marked: search.Mark(f.text, words)})
	}
	return out, nil
}

// top returns the most frequent queries of a market and language, at most some seconds
// old.
func (s *Service) top(ctx context.Context, k scope) ([]frequent, error) {
	p := &s.asked.popular
	wall := s.Wall.WallNow()
	p.mu.Lock()
	defer p.mu.Unlock()
	if have, ok := p.kept[k]; ok && wall.Sub(have.at) >= 0 && wall.Sub(have.at) < topKept {
		return have.list, nil
	}
	var list []frequent
	q := store.Query{Index: "popular", Eq: []any{k.market, string(k.locale)}, From: int64(1), Desc: true, Page: markthalle.PageQuery{Limit: pageSize}}
	oldest := s.today() - KeepDays + 1
	for len(list) < topSize {
		page, err := s.rec.queries.Find(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("popular queries: %w", err)
		}
		for _, t := range page.Items {
			if n := t.since(oldest).Exact; n >= minPopular {
				list = append(list, frequent{t.Text, strings.Fields(t.Text), n})
			}
		}
		if q.Page.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if len(p.kept) >= maxScopes {
		clear(p.kept)
	}
	p.kept[k] = top{wall, list}
	return list, nil
}

// The lists of queries.
const (
	ListPopular   = "popular"
	ListMissed    = "without_results"
	ListUnclicked = "low_click"
)

// Lists names the lists of queries.
func Lists() []string { return []string{ListPopular, ListMissed, ListUnclicked} }

// QueryCount is how often a text was searched for in the days that were asked for.
type QueryCount struct {
	ID       string
	Text     string
	Searches int64
	Exact    int64 // found as they were spelt
	Misses   int64 // without any result
	Clicks   int64
	Position float64   // of the clicks, on average; 0 without any
	LastOn   time.Time // the last day
}

// QueryList asks for a list of queries.
type QueryList struct {
	List   string
	Market string
	Locale markthalle.Locale
	Days   int // counted; 0 is 30, at most KeepDays
	Page   markthalle.PageQuery
}

// Queries lists what is searched for, the most important first: what was asked for
// lately counts more. What this process has gathered is stored before.
func (s *Service) Queries(ctx context.Context, actor markthalle.Actor, in QueryList) (markthalle.Page[QueryCount], error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return markthalle.Page[QueryCount]{}, err
	}
	index := map[string]string{ListPopular: "popular", ListMissed: "missed", ListUnclicked: "unclicked"}[in.List]
	var f markthalle.Faults
	f.Check(index != "", "/list", "not_allowed", "There is no such list.")
	f.Check(in.Days >= 0 && in.Days <= KeepDays, "/days", "out_of_range", "Searches are kept for 90 days.")
	if err := f.Err("request.invalid"); err != nil {
		return markthalle.Page[QueryCount]{}, err
	}
	if err := s.Flush(ctx); err != nil {
		return markthalle.Page[QueryCount]{}, err
	}
	days := int64(cmp.Or(in.Days, 30))
	from := s.today() - days + 1
	page, err := s.rec.queries.Find(ctx, store.Query{
		Index: index, Eq: []any{in.Market, string(in.Locale)}, From: int64(1), Desc: true, Page: in.Page,
	})
	if err != nil {
		return markthalle.Page[QueryCount]{}, err
	}
	b, err := s.current(ctx)
	if err != nil {
		return markthalle.Page[QueryCount]{}, err
	}
	page.Items = slices.DeleteFunc(page.Items, func(t tally) bool { return t.Last < from || b.bans(t.Locale, strings.Fields(t.Text)) })
	return markthalle.MapPage(page, func(t tally) QueryCount {
		d := t.since(from)
		out := QueryCount{
			ID: t.ID, Text: t.Text, Searches: d.Searches, Exact: d.Exact, Misses: d.Misses, Clicks: d.Clicks,
			LastOn: time.Unix(t.Last*24*60*60, 0).UTC(),
		}
		if d.Clicks > 0 {
			out.Position = float64(d.Position) / float64(d.Clicks)
		}
		return out
	}), nil
}
