package tuning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

// The bounds of the statistics.
const (
	FlushEvery = 5 * time.Second // what a crash can lose
	KeepDays   = 90
	HalfLife   = 14 // days after which a search counts half as much in the order of lists

	maxGathered = 5_000   // texts between two flushes
	maxQueries  = 100_000 // texts in the store
	maxStored   = 100     // characters of a text
	maxClicks   = 50_000  // clicks that are remembered so that they count once
	minPersonal = 8       // digits that may be a telephone or order number
	writers     = 8       // writes of a flush that are under way at once
	pageSize    = 500
)

// asked is what this process has gathered since its last flush.
type asked struct {
	mu      sync.Mutex
	fresh   map[subject]*day
	clicked map[string]bool // visitor, product and text, of this day
	on      int64           // the day of clicked
	full    bool            // the store takes no new texts
	purged  int64           // the day of the last purge
	surplus int64           // searches that were not counted since there were too many

	flushing sync.Mutex
	popular  popular
}

// subject is what counts belong to.
type subject struct {
	market string
	locale markthalle.Locale
	text   string
	day    int64
}

func newAsked() asked {
	return asked{fresh: map[subject]*day{}, clicked: map[string]bool{}, popular: popular{kept: map[scope]top{}}}
}

// today is the day of market time.
func (s *Service) today() int64 { return dayOf(s.Clock.Now()) }

func dayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// personal reports a text that may tell who somebody is: an e-mail address, or eight
// digits in whatever groups.
func personal(raw string) bool {
	n := 0
	for _, r := range raw {
		if r == '@' || r == '＠' {
			return true
		}
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n >= minPersonal
}

// storable returns the text under which words are counted, and false for those that
// must not be stored.
func (b *book) storable(l markthalle.Locale, raw string, words []string) (string, bool) {
	text := strings.Join(words, " ")
	if text == "" || utf8.RuneCountInString(text) > maxStored || personal(raw) || personal(text) || b.bans(l, words) {
		return "", false
	}
	return text, true
}

// Asked implements search.Queries: it gathers in memory.
func (s *Service) Asked(ctx context.Context, a search.Asked) {
	b, err := s.current(ctx)
	if err != nil {
		return // the search has been answered; it is not counted
	}
	text, ok := b.storable(a.Locale, a.Raw, a.Words)
	if !ok {
		return
	}
	s.gather(subject{a.Market, a.Locale, text, s.today()}, func(d *day) {
		d.Searches++
		switch {
		case a.Total == 0:
			d.Misses++
		case a.Exact:
			d.Exact++
		}
	})
}

func (s *Service) gather(k subject, add func(*day)) {
	q := &s.asked
	q.mu.Lock()
	defer q.mu.Unlock()
	d := q.fresh[k]
	if d == nil {
		if len(q.fresh) >= maxGathered {
			q.surplus++
			return
		}
		d = &day{Day: k.day}
		q.fresh[k] = d
	}
	add(d)
}

// Click is somebody who opened a product out of the results of a text.
type Click struct {
	Market   string
	Locale   markthalle.Locale
	Text     string // as it was searched for
	Product  markthalle.ProductID
	Position int    // in the results, from 1; 0 when it is not known
	Visitor  string // tells visitors apart for a day; kept in memory only, as a hash
}

// maxPosition bounds what a click may say.
const maxPosition = search.MaxDepth

// Clicked counts a click once for each visitor, text, product and day. Texts that nobody
// searched for are not counted.
func (s *Service) Clicked(ctx context.Context, c Click) error {
	plan := search.NewPlan(c.Text)
	if len(plan.Words) == 0 || c.Product == "" {
		return nil
	}
	b, err := s.current(ctx)
	if err != nil {
		return err
	}
	words, _ := b.stopped(c.Locale, plan.Words)
	text, ok := b.storable(c.Locale, c.Text, words)
	if !ok || c.Position < 0 || c.Position > maxPosition || !s.firstClick(c, text) {
		return nil
	}
	s.gather(subject{c.Market, c.Locale, text, s.today()}, func(d *day) {
		d.Clicks++
		d.Position += int64(c.Position)
	})
	return nil
}

// firstClick notes a click and reports whether it is new.
func (s *Service) firstClick(c Click, text string) bool {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.Visitor, string(c.Product), c.Market, string(c.Locale), text}, "\x00")))
	key := string(sum[:16])
	q, today := &s.asked, s.today()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.on != today || len(q.clicked) >= maxClicks {
		q.on, q.clicked = today, map[string]bool{}
	}
	if q.clicked[key] {
		return false
	}
	q.clicked[key] = true
	return true
}

func queryID(k subject) string {
	sum := sha256.Sum256([]byte(k.market + "\x00" + string(k.locale) + "\x00" + k.text))
	return "sq_" + hex.EncodeToString(sum[:16])
}

// errSkip ends the writing of a text that is not stored.
var errSkip = errors.New("not stored")

// Flush adds what was gathered to the store. What could not be written stays gathered.
func (s *Service) Flush(ctx context.Context) error {
	q := &s.asked
	q.flushing.Lock()
	defer q.flushing.Unlock()
	q.mu.Lock()
	taken := q.fresh
	q.fresh = make(map[subject]*day, len(taken))
	full := q.full
	q.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	work := make(chan subject)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for range min(writers, len(taken)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range work {
				if err := s.add(ctx, k, *taken[k], full); err != nil && !errors.Is(err, errSkip) {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
					s.gather(k, func(d *day) { d.plus(*taken[k]) })
				}
			}
		}()
	}
	for k := range taken {
		work <- k
	}
	close(work)
	wg.Wait()
	if len(errs) > 0 {
		return fmt.Errorf("keep %d of %d queries: %w", len(errs), len(taken), errs[0])
	}
	return nil
}

// add is the one write for one text.
func (s *Service) add(ctx context.Context, k subject, d day, full bool) error {
	_, err := s.rec.queries.Upsert(ctx, queryID(k), func(t *tally) error {
		if t.Rev == 0 && (full || d.Searches == 0) {
			return errSkip
		}
		t.Market, t.Locale, t.Text = k.market, k.locale, k.text
		t.take(d)
		return nil
	})
	return err
}

func (d *day) plus(x day) {
	d.Searches += x.Searches
	d.Exact += x.Exact
	d.Misses += x.Misses
	d.Clicks += x.Clicks
	d.Position += x.Position
}

// Run flushes with every tick, purges once a day, and flushes a last time at the end.
func (s *Service) Run(ctx context.Context, every <-chan time.Time, report func(error)) {
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), FlushEvery)
			defer cancel()
			if err := s.Flush(last); err != nil {
				report(err)
			}
			return
		case <-every:
			err := s.Flush(ctx)
			if _, purged := s.purgeDaily(ctx); purged != nil {
				err = errors.Join(err, purged)
			}
			if err != nil && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

func (s *Service) purgeDaily(ctx context.Context) (int, error) {
	q, today := &s.asked, s.today()
	q.mu.Lock()
	due := q.purged != today
	q.mu.Unlock()
	if !due {
		return 0, nil
	}
	n, err := s.Purge(ctx)
	if err == nil {
		q.mu.Lock()
		q.purged = today
		q.mu.Unlock()
	}
	return n, err
}

// Purge forgets texts that nobody has searched for in KeepDays, and finds out whether
// there is room for new ones. It returns how many were forgotten.
func (s *Service) Purge(ctx context.Context) (int, error) {
	oldest, n := s.today()-KeepDays+1, 0
	for {
		page, err := s.rec.queries.Find(ctx, store.Query{Index: "last", To: oldest, Page: markthalle.PageQuery{Limit: pageSize}})
		if err != nil {
			return n, err
		}
		for _, t := range page.Items {
			err := s.rec.queries.Delete(ctx, t.ID, func(t *tally) error {
				if t.Last >= oldest {
					return errSkip
				}
				return nil
			})
			if err != nil && !errors.Is(err, errSkip) && !errors.Is(err, markthalle.ErrNotFound) {
				return n, fmt.Errorf("forget a query: %w", err)
			}
			n++
		}
		if page.Next == "" {
			break
		}
	}
	count, err := s.rec.queries.Count(ctx, store.Query{})
	if err != nil {
		return n, err
	}
	s.asked.mu.Lock()
	s.asked.full = count >= maxQueries
	s.asked.mu.Unlock()
	return n, nil
}
