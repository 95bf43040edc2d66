package tuning

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

// Service keeps the operator's rules for search and what is searched for. It implements
// search.Tuning and search.Queries.
type Service struct {
	Deps
	rec records

	mu     sync.Mutex
	book   *book
	readAt time.Time // wall

	asked asked
}

// Deps is what the service needs.
type Deps struct {
	DB    *store.DB
	Clock markthalle.Clock
	Wall  markthalle.Wall
	IDs   markthalle.IDs
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	return &Service{Deps: d, rec: define(d.DB), asked: newAsked()}
}

// ErrFull is returned when there are as many rules or synonyms as a market can have.
var ErrFull = &markthalle.Error{Kind: markthalle.Conflict, Code: "tuning.full", Text: "There are too many of these already; delete some first."}

// maxAge is how old what is searched by may be.
const maxAge = time.Second

// current returns the compiled rules, at most a second old.
func (s *Service) current(ctx context.Context) (*book, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wall := s.Wall.WallNow()
	if age := wall.Sub(s.readAt); s.book != nil && age >= 0 && age < maxAge {
		return s.book, nil
	}
	in, err := s.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the rules of search: %w", err)
	}
	s.book, s.readAt = in.compile(), wall
	return s.book, nil
}

// forget makes this process read the rules again with the next search.
func (s *Service) forget() {
	s.mu.Lock()
	s.book = nil
	s.mu.Unlock()
}

// written is everything that operators have written.
type written struct {
	synonyms []Synonyms
	rules    []Rule
	words    []WordList
}

func (s *Service) read(ctx context.Context) (written, error) {
	var w written
	live := store.Query{Index: "kept", Eq: []any{false}}
	err := errors.Join(
		s.rec.synonyms.Scan(ctx, live, func(x Synonyms) error { w.synonyms = append(w.synonyms, x); return nil }),
		s.rec.rules.Scan(ctx, live, func(x Rule) error { w.rules = append(w.rules, x); return nil }),
		s.rec.words.Scan(ctx, store.Query{}, func(x WordList) error { w.words = append(w.words, x); return nil }),
	)
	return w, err
}

// Tune implements search.Tuning.
func (s *Service) Tune(ctx context.Context, w search.Wish) (search.Tuned, error) {
	b, err := s.current(ctx)
	if err != nil {
		return search.Tuned{}, err
	}
	return b.tune(w, s.Clock.Now()), nil
}

// Draft returns the rules as they are with one rule added or changed, as if it were
// active now: what a preview searches by. Errors: accounts.permission_missing, Invalid
// tuning.rule.
func (s *Service) Draft(ctx context.Context, actor markthalle.Actor, r Rule) (search.Tuning, error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return nil, err
	}
	if r.Name == "" {
		r.Name = "draft"
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	w, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	r.Active, r.From, r.To = true, time.Time{}, time.Time{}
	w.rules = slices.DeleteFunc(w.rules, func(x Rule) bool { return x.ID == r.ID && r.ID != "" })
	w.rules = append(w.rules, r)
	return fixed{w.compile(), s.Clock}, nil
}

// fixed is a tuning that does not change.
type fixed struct {
	book  *book
	clock markthalle.Clock
}

// Tune implements search.Tuning.
func (f fixed) Tune(_ context.Context, w search.Wish) (search.Tuned, error) {
	return f.book.tune(w, f.clock.Now()), nil
}

// audited is the entry of a change in the audit log.
func audited(actor markthalle.Actor, subject, action string, changes []accounts.Change) accounts.Audited {
	return accounts.Audit(actor, subject, action, "", changes...)
}

// change notes a value that changed.
func change(list []accounts.Change, field string, before, after any) []accounts.Change {
	b, a := said(before), said(after)
	if a == b {
		return list
	}
	return append(list, accounts.Change{Field: field, Before: b, After: a})
}

// said is how the audit log quotes a value.
func said(v any) string {
	switch x := v.(type) {
	case []string:
		return clip(strings.Join(x, ", "))
	case []Target:
		out := make([]string, len(x))
		for i, t := range x {
			out[i] = t.Field + ":" + t.Value
		}
		return clip(strings.Join(out, ", "))
	case When:
		return clip(x.Kind + ":" + x.Text + x.Category)
	case Place:
		return clip(x.Kind + ":" + x.Value)
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.Format(time.RFC3339)
	}
	return clip(fmt.Sprint(v))
}
