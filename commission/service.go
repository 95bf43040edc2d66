package commission

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Service keeps the fee rules and computes fees by those in force.
type Service struct {
	Deps
	rec records

	mu    sync.RWMutex
	known map[string]Rule // versions by id; they never change

	// amending keeps the publications of one process in a queue, so that they do not
	// drive each other through their retries; other processes are met by revision.
	amending sync.Mutex
}

// Deps is what the service needs.
type Deps struct {
	DB         *store.DB
	Clock      markthalle.Clock
	IDs        markthalle.IDs
	Categories Categories // may be nil
	History    History    // may be nil
	Config     Config
}

// Config is the operator's side of fees.
type Config struct {
	VAT  VATConfig
	Zone *time.Location // of calendar months and dates; nil means UTC
	// Opened says that vendors rely on the present terms: what is worse for any of
	// them needs Notice. A market that has not opened may change its terms at once.
	Opened bool
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	if d.Config.Zone == nil {
		d.Config.Zone = time.UTC
	}
	return &Service{Deps: d, rec: define(d.DB), known: map[string]Rule{}}
}

// Quote computes the fees of lines by the rules that are in force in the currency at
// the instant, one a line and in their order; see List.Quote. The fees are to be
// frozen into the order lines. It returns ErrNoRule when a line has no rule.
func (s *Service) Quote(ctx context.Context, currency money.Currency, at time.Time, lines []QuoteLine) ([]Fee, error) {
	list, err := s.List(ctx, currency, at)
	if err != nil {
		return nil, err
	}
	if list.UsesTurnover() {
		if lines, err = s.withTurnover(ctx, currency, at, lines); err != nil {
			return nil, err
		}
	}
	return list.Quote(at, s.Config.VAT, lines)
}

// Preview computes the fee of one line before it is sold, with every rule that lost
// and why (COM-8). A vendor is shown ForVendor of them.
func (s *Service) Preview(ctx context.Context, currency money.Currency, at time.Time, line QuoteLine) (Fee, []Lost, error) {
	fees, err := s.Quote(ctx, currency, at, []QuoteLine{line})
	if err != nil {
		return Fee{}, nil, err
	}
	list, err := s.List(ctx, currency, at)
	if err != nil {
		return Fee{}, nil, err
	}
	won, _ := list.First(line, at)
	return fees[0], list.Losers(line, at, won), nil
}

// List returns the rules that are in force in the currency at the instant, which may
// lie in the past or in the future. A currency without rules has an empty list.
func (s *Service) List(ctx context.Context, currency money.Currency, at time.Time) (List, error) {
	b, err := s.book(ctx, currency)
	if err != nil {
		return List{}, err
	}
	entries := b.at(at)
	known, err := s.load(ctx, entries)
	if err != nil {
		return List{}, err
	}
	list := make([]Rule, len(entries))
	for i, e := range entries {
		list[i] = known[e.id()]
		list[i].Rank = e.Rank
	}
	return NewList(currency, list), nil
}

// book returns the book of a currency, an empty one before its first rule.
func (s *Service) book(ctx context.Context, currency money.Currency) (book, error) {
	b, err := s.rec.books.Get(ctx, bookID(currency))
	if errors.Is(err, markthalle.ErrNotFound) {
		return book{Currency: currency}, nil
	}
	if err != nil {
		return book{}, fmt.Errorf("the fee list in %s: %w", currency, err)
	}
	return b, nil
}

// maxKnown bounds the versions that are kept in memory.
const maxKnown = 4096

// load returns the versions of the entries by id. They are read once and kept, which
// is no cache that could be stale: a version never changes.
func (s *Service) load(ctx context.Context, entries []entry) (map[string]Rule, error) {
	out := make(map[string]Rule, len(entries))
	var missing []string
	s.mu.RLock()
	for _, e := range entries {
		if r, ok := s.known[e.id()]; ok {
			out[e.id()] = r
		} else {
			missing = append(missing, e.id())
		}
	}
	s.mu.RUnlock()
	if len(missing) == 0 {
		return out, nil
	}
	docs, err := s.rec.versions.GetMany(ctx, missing)
	if err != nil {
		return nil, fmt.Errorf("the versions of fee rules: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known)+len(docs) > maxKnown {
		clear(s.known)
	}
	for _, d := range docs {
		s.known[d.ID], out[d.ID] = d.Rule, d.Rule
	}
	for _, id := range missing {
		if _, ok := out[id]; !ok {
			return nil, markthalle.Errorf(markthalle.Internal, "commission.version_lost", "The rule version %s is in force and cannot be found.", id)
		}
	}
	return out, nil
}

// withTurnover returns the lines with each vendor's turnover of the calendar month
// before the instant, in the market's zone.
func (s *Service) withTurnover(ctx context.Context, currency money.Currency, at time.Time, lines []QuoteLine) ([]QuoteLine, error) {
	if s.History == nil {
		return nil, ErrTurnover
	}
	local := at.In(s.Config.Zone)
	to := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, s.Config.Zone)
	from := to.AddDate(0, -1, 0)
	turnover := map[markthalle.VendorID]int64{}
	out := make([]QuoteLine, len(lines))
	for i, line := range lines {
		t, ok := turnover[line.Vendor]
		if !ok {
			var err error
			if t, err = s.History.Turnover(ctx, line.Vendor, currency, from.UTC(), to.UTC()); err != nil {
				return nil, fmt.Errorf("turnover of %s: %w", line.Vendor, err)
			}
			turnover[line.Vendor] = t
		}
		out[i] = line
		out[i].Turnover = t
	}
	return out, nil
}

// ErrTurnover is returned for tiers on turnover where nobody knows the turnover.
var ErrTurnover = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.turnover_unknown", Text: "This market cannot measure the turnover of vendors."}

// ancestry returns the category tree, or nothing where there is no catalogue.
func (s *Service) ancestry(ctx context.Context) (Ancestry, error) {
	if s.Categories == nil {
		return func(markthalle.CategoryID) []markthalle.CategoryID { return nil }, nil
	}
	path, err := s.Categories.Ancestry(ctx)
	if err != nil {
		return nil, fmt.Errorf("the category tree: %w", err)
	}
	return path, nil
}
