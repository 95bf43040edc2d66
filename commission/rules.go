package commission

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// State is where a rule stands.
type State string

// The states. They follow from the book and the clock and are stored nowhere.
const (
	Draft     State = "draft"     // no version was ever published
	Scheduled State = "scheduled" // its first published version takes effect later
	Active    State = "active"
	Ended     State = "ended"
)

// Listed is a rule as operators and vendors see it.
type Listed struct {
	Rule     // the version that is in force, else the next one, else the latest
	State    State
	From, To time.Time // when that version is in force; zero for drafts and for no end
	Next     int64     // the version that is planned to follow, 0 for none
	NextFrom time.Time
	Latest   int64 // the newest version, in force or not
	Cliffs   []Cliff
}

// CreateRule stores the first version of a new rule as a draft. A caller that names the
// rule's id gets the rule that is there under it: a retry is the same rule. A draft has no effect
// until it is published, but one that the present list would shadow or contradict is
// refused at once (COM-2). It fails with Invalid for rules that make no sense.
func (s *Service) CreateRule(ctx context.Context, actor markthalle.Actor, in Rule) (Listed, error) {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return Listed{}, err
	}
	in = in.WithDefaults()
	if in.Version = 1; in.ID == "" {
		in.ID = markthalle.RuleID(s.IDs.New("rule"))
	} else if made, err := s.Rule(ctx, actor, in.ID); !errors.Is(err, markthalle.ErrNotFound) {
		return made, err
	}
	if err := in.Validate(); err != nil {
		return Listed{}, err
	}
	if err := s.tryOut(ctx, in); err != nil {
		return Listed{}, err
	}
	return s.save(ctx, actor, in, "", "commission.create")
}

// NewVersion stores the next version of a rule as a draft; what is in force stays in
// force. The currency of a rule never changes. A request that has a name, and is sent
// again, finds the version that it wrote.
func (s *Service) NewVersion(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, request string, in Rule) (Listed, error) {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return Listed{}, err
	}
	last, err := s.version(ctx, id, 0)
	if err != nil {
		return Listed{}, err
	}
	if request != "" && last.Request == request {
		return s.Rule(ctx, actor, id)
	}
	in = in.WithDefaults()
	in.ID, in.Version = id, last.Rule.Version+1
	if in.Currency == "" {
		in.Currency = last.Currency
	}
	if in.Currency != last.Currency {
		return Listed{}, (&markthalle.Error{Kind: markthalle.Invalid, Code: CodeInvalid, Text: "The currency of a rule never changes."}).
			WithFields(markthalle.Field{Pointer: "/currency", Code: "fixed", Found: string(in.Currency), Wanted: string(last.Currency)})
	}
	if err := in.Validate(); err != nil {
		return Listed{}, err
	}
	if err := s.tryOut(ctx, in); err != nil {
		return Listed{}, err
	}
	return s.save(ctx, actor, in, request, "commission.new_version")
}

func (s *Service) save(ctx context.Context, actor markthalle.Actor, r Rule, request, action string) (Listed, error) {
	doc := version{RuleID: r.ID, Currency: r.Currency, By: actor.ID(), Rule: r, Request: request}
	doc.ID = versionID(r.ID, r.Version)
	doc.Emit(audited(actor, string(r.ID), action, accounts.Change{Field: "version", After: doc.ID}))
	if _, err := s.rec.versions.Insert(ctx, doc); err != nil {
		if errors.Is(err, store.ErrExists) {
			return Listed{}, markthalle.ErrRevision.With(err) // somebody else wrote this version
		}
		return Listed{}, fmt.Errorf("store the rule: %w", err)
	}
	return s.Rule(ctx, actor, r.ID)
}

// tryOut checks a draft among the rules that are in force or planned, as if it took
// effect now.
func (s *Service) tryOut(ctx context.Context, r Rule) error {
	if r.measuresTurnover() && s.History == nil {
		return ErrTurnover
	}
	_, after, err := s.draftLists(ctx, r, s.Clock.Now())
	if err != nil {
		return err
	}
	path, err := s.ancestry(ctx)
	if err != nil {
		return err
	}
	return Check(after.rules, path)
}

// draftLists returns the list from the instant on without and with the rule in the
// place in which Publish would put it.
func (s *Service) draftLists(ctx context.Context, r Rule, at time.Time) (before, after List, err error) {
	path, err := s.ancestry(ctx)
	if err != nil {
		return List{}, List{}, err
	}
	b, err := s.book(ctx, r.Currency)
	if err != nil {
		return List{}, List{}, err
	}
	known, err := s.load(ctx, b.since(at))
	if err != nil {
		return List{}, List{}, err
	}
	known[versionID(r.ID, r.Version)] = r
	was, _ := rules(b.since(at), known, at)
	present, _ := rules(b.at(at), known, at)
	rank, err := b.placeFor(r, at, NewList(r.Currency, present), path)
	if err != nil {
		return List{}, List{}, err
	}
	b.end(r.ID, at)
	b.Entries = append(b.Entries, entry{Rule: r.ID, Version: r.Version, Rank: rank, From: at})
	would, _ := rules(b.since(at), known, at)
	return NewList(r.Currency, was), NewList(r.Currency, would), nil
}

// version returns a stored version of a rule, the latest for 0. It returns
// markthalle.ErrNotFound.
func (s *Service) version(ctx context.Context, id markthalle.RuleID, n int64) (version, error) {
	if n > 0 {
		return s.rec.versions.Get(ctx, versionID(id, n))
	}
	page, err := s.rec.versions.Find(ctx, store.Query{Index: "rule", Eq: []any{string(id)}, Desc: true, Page: markthalle.PageQuery{Limit: 1}})
	if err != nil {
		return version{}, err
	}
	if len(page.Items) == 0 {
		return version{}, markthalle.ErrNotFound
	}
	return page.Items[0], nil
}

// Rule returns one rule. A vendor finds only what may apply to it and is in force or
// planned.
func (s *Service) Rule(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID) (Listed, error) {
	if err := actor.Require(markthalle.CommissionRead); err != nil {
		return Listed{}, err
	}
	v, err := s.version(ctx, id, 0)
	if err != nil {
		return Listed{}, err
	}
	b, err := s.book(ctx, v.Currency)
	if err != nil {
		return Listed{}, err
	}
	all, err := s.listed(ctx, b, []version{v})
	if err != nil {
		return Listed{}, err
	}
	if all = visible(actor, all); len(all) == 0 {
		return Listed{}, markthalle.ErrNotFound
	}
	return all[0], nil
}

// Versions returns all versions of a rule, the newest first, for operators.
func (s *Service) Versions(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, q markthalle.PageQuery) (markthalle.Page[Rule], error) {
	if err := actor.Require(markthalle.CommissionRead); err != nil {
		return markthalle.Page[Rule]{}, err
	}
	if actor.Kind == markthalle.Vendor {
		return markthalle.Page[Rule]{}, markthalle.ErrNotFound
	}
	page, err := s.rec.versions.Find(ctx, store.Query{Index: "rule", Eq: []any{string(id)}, Desc: true, Page: q})
	if err != nil {
		return markthalle.Page[Rule]{}, err
	}
	return markthalle.MapPage(page, func(v version) Rule { return v.Rule }), nil
}

// Rules returns the rules of a currency in the order in which they are asked, what is
// planned among them, then drafts and ended rules, the newest first. A vendor sees
// those that may apply to it. The book bounds the answer.
func (s *Service) Rules(ctx context.Context, actor markthalle.Actor, currency money.Currency) ([]Listed, error) {
	if err := actor.Require(markthalle.CommissionRead); err != nil {
		return nil, err
	}
	b, err := s.book(ctx, currency)
	if err != nil {
		return nil, err
	}
	newest := map[markthalle.RuleID]version{}
	err = s.rec.versions.Scan(ctx, store.Query{Index: "currency", Eq: []any{string(currency)}}, func(v version) error {
		if v.Rule.Version > newest[v.RuleID].Rule.Version {
			newest[v.RuleID] = v
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the rules in %s: %w", currency, err)
	}
	latest := make([]version, 0, len(newest))
	for _, v := range newest {
		latest = append(latest, v)
	}
	out, err := s.listed(ctx, b, latest)
	if err != nil {
		return nil, err
	}
	order := map[State]int{Active: 0, Scheduled: 0, Draft: 1, Ended: 2}
	slices.SortFunc(out, func(a, b Listed) int {
		byState := cmp.Compare(order[a.State], order[b.State])
		if order[a.State] > 0 {
			return cmp.Or(byState, cmp.Compare(b.ID, a.ID))
		}
		return cmp.Or(byState, cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return visible(actor, out), nil
}

// listed returns rules, given their latest versions, as the book has them now.
func (s *Service) listed(ctx context.Context, b book, latest []version) ([]Listed, error) {
	now := s.Clock.Now()
	known, err := s.load(ctx, b.Entries)
	if err != nil {
		return nil, err
	}
	out := make([]Listed, len(latest))
	for i, v := range latest {
		l := Listed{Rule: v.Rule, State: Draft, Latest: v.Rule.Version}
		l.fill(b.of(v.RuleID), known, now)
		l.Cliffs = l.Rule.Cliffs()
		out[i] = l
	}
	return out, nil
}

// of returns the entries of one rule in the order of time. They do not overlap.
func (b book) of(rule markthalle.RuleID) []entry {
	own := slices.DeleteFunc(slices.Clone(b.Entries), func(e entry) bool { return e.Rule != rule })
	slices.SortFunc(own, func(a, b entry) int { return a.From.Compare(b.From) })
	return own
}

// fill shows the rule as its entries have it now: the one in force, else the first
// that is planned, else the last that was; and which one follows.
func (l *Listed) fill(own []entry, known map[string]Rule, now time.Time) {
	if len(own) == 0 {
		return
	}
	shown := slices.IndexFunc(own, func(e entry) bool { return before(now, e.To) })
	if shown < 0 {
		shown = len(own) - 1
	}
	e := own[shown]
	switch {
	case !before(now, e.To):
		l.State = Ended
	case now.Before(e.From):
		l.State = Scheduled
	default:
		l.State = Active
	}
	l.Rule, l.From, l.To = known[e.id()], e.From, e.To
	l.Rank = e.Rank
	if shown+1 < len(own) {
		l.Next, l.NextFrom = own[shown+1].Version, own[shown+1].From
	}
}

// visible leaves what the actor may see: a vendor the rules that may apply to it,
// without the names of others for whom they are as well.
func visible(actor markthalle.Actor, list []Listed) []Listed {
	if actor.Kind != markthalle.Vendor {
		return list
	}
	var out []Listed
	for _, l := range list {
		if l.State != Active && l.State != Scheduled || !among(l.Match.Vendors, actor.Vendor) {
			continue
		}
		if len(l.Match.Vendors) > 0 {
			l.Match.Vendors = []markthalle.VendorID{actor.Vendor}
		}
		l.Latest = 0
		out = append(out, l)
	}
	return out
}
