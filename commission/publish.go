package commission

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// The sentinels of publishing.
var (
	// ErrPast says that a rule cannot begin or end before now: nothing is published
	// backwards.
	ErrPast = &markthalle.Error{Kind: markthalle.Invalid, Code: "commission.effective_past", Text: "Fee rules take effect now or later, never in the past."}
	// ErrNotice says that somebody would pay more before they were told in time.
	ErrNotice = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.notice_period", Text: "Somebody would be worse off: this needs 15 days' notice."}
)

// Publish puts the latest version of a rule in force from effectiveAt, now when that
// is zero, in the place of the version that was in force. It is refused with ErrPast,
// with ErrNotice when somebody would be worse off within the period of notice (and
// the market has opened), and with the errors of Check and CheckDefault.
func (s *Service) Publish(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, effectiveAt time.Time) (Listed, error) {
	return s.PublishVersion(ctx, actor, id, 0, effectiveAt)
}

// PublishVersion is Publish for a chosen version: an earlier one rolls the rule back.
// Version 0 is the latest.
func (s *Service) PublishVersion(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, n int64, effectiveAt time.Time) (Listed, error) {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return Listed{}, err
	}
	v, err := s.version(ctx, id, n)
	if err != nil {
		return Listed{}, err
	}
	if v.Rule.measuresTurnover() && s.History == nil {
		return Listed{}, ErrTurnover
	}
	err = s.amend(ctx, v.Currency, effectiveAt, v.Rule, func(b *book, at time.Time, list List, path Ancestry) (Published, error) {
		if b.holds(id, v.Rule.Version, at) {
			return Published{}, errNothing
		}
		rank, err := b.placeFor(v.Rule, at, list, path)
		if err != nil {
			return Published{}, err
		}
		b.end(id, at)
		b.Entries = append(b.Entries, entry{Rule: id, Version: v.Rule.Version, Rank: rank, From: at, By: actor.ID()})
		b.Emit(audited(actor, string(id), "commission.publish", accounts.Change{Field: "version", After: v.ID}, accounts.Change{Field: "effective_at", After: at.Format(time.RFC3339)}))
		return Published{Currency: v.Currency, Rule: id, Version: v.Rule.Version, Name: v.Rule.Name, EffectiveAt: at}, nil
	})
	if err != nil && !errors.Is(err, errNothing) {
		return Listed{}, err
	}
	return s.Rule(ctx, actor, id)
}

// Retire takes a rule out of the list from the instant on, now when that is zero, with
// everything that was planned for it later. It fails like Publish.
func (s *Service) Retire(ctx context.Context, actor markthalle.Actor, id markthalle.RuleID, effectiveAt time.Time) (Listed, error) {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return Listed{}, err
	}
	v, err := s.version(ctx, id, 0)
	if err != nil {
		return Listed{}, err
	}
	err = s.amend(ctx, v.Currency, effectiveAt, v.Rule, func(b *book, at time.Time, _ List, _ Ancestry) (Published, error) {
		if _, ok := b.rankOf(id, at); !ok {
			return Published{}, markthalle.Errorf(markthalle.Conflict, "commission.not_published", "This rule is not in force then.")
		}
		b.end(id, at)
		b.Emit(audited(actor, string(id), "commission.retire", accounts.Change{Field: "effective_at", After: at.Format(time.RFC3339)}))
		return Published{Currency: v.Currency, Rule: id, Name: v.Rule.Name, EffectiveAt: at}, nil
	})
	if err != nil {
		return Listed{}, err
	}
	return s.Rule(ctx, actor, id)
}

// Reorder gives the rules of a currency the order of ids from the instant on, now when
// that is zero. The ids must be exactly those in force then. It fails like Publish.
func (s *Service) Reorder(ctx context.Context, actor markthalle.Actor, currency money.Currency, ids []markthalle.RuleID, effectiveAt time.Time) error {
	if err := actor.Require(markthalle.CommissionWrite); err != nil {
		return err
	}
	return s.amend(ctx, currency, effectiveAt, Rule{Currency: currency}, func(b *book, at time.Time, list List, _ Ancestry) (Published, error) {
		present := list.Rules()
		if len(ids) != len(present) || slices.ContainsFunc(present, func(r Rule) bool { return !slices.Contains(ids, r.ID) }) {
			return Published{}, markthalle.Errorf(markthalle.Conflict, "commission.order_incomplete", "The order must name every rule in force, and each once.")
		}
		for i, id := range ids {
			rank := present[i].Rank // the same ranks, handed out anew
			for _, e := range b.at(at) {
				if e.Rule == id && e.Rank != rank {
					b.rerank(e, rank, at, actor.ID())
				}
			}
		}
		b.Emit(audited(actor, bookID(currency), "commission.reorder", accounts.Change{Field: "effective_at", After: at.Format(time.RFC3339)}))
		return Published{Currency: currency, EffectiveAt: at}, nil
	})
}

// rerank gives an entry another rank from the instant on, and what follows it too.
func (b *book) rerank(e entry, rank int64, at time.Time, by string) {
	next := entry{Rule: e.Rule, Version: e.Version, Rank: rank, From: at, To: e.To, By: by}
	for i, x := range b.Entries {
		switch {
		case x == e && x.From.Equal(at):
			b.Entries[i].Rank = rank
			next = entry{}
		case x == e:
			b.Entries[i].To = at
		case x.Rule == e.Rule && !x.From.Before(at):
			b.Entries[i].Rank = rank
		}
	}
	if next.Rule != "" {
		b.Entries = append(b.Entries, next)
	}
}

// placeFor returns the rank under which the rule enters the book: the one it has, the
// one that it asks for, or the one of its preset.
func (b *book) placeFor(r Rule, at time.Time, list List, path Ancestry) (int64, error) {
	if r.Rank > 0 {
		for _, e := range b.since(at) {
			if e.Rank == r.Rank && e.Rule != r.ID {
				return 0, ErrRank.Say("The rule %s has rank %d already.", e.Rule, r.Rank).
					WithFields(markthalle.Field{Pointer: "/rank", Code: ErrRank.Code, Message: ErrRank.Text})
			}
		}
		return r.Rank, nil
	}
	if rank, ok := b.rankOf(r.ID, at); ok {
		return rank, nil
	}
	r.ValidFrom = latest(r.ValidFrom, at) // as the rules of the list are
	position := list.Place(r, path)
	if rank, ok := list.RankAt(position); ok && !b.taken(rank, at) {
		return rank, nil
	}
	// Renumbering keeps the order, so the position stays right. What is planned for
	// later may sit between two neighbours of today; the middle of a fresh gap next to
	// it is free, because fresh ranks are RankStep apart.
	b.renumber()
	for i := range list.rules {
		list.rules[i].Rank, _ = b.rankOf(list.rules[i].ID, at)
	}
	rank, ok := list.RankAt(position)
	for ok && b.taken(rank, at) {
		rank++
	}
	return rank, nil
}

func (b *book) taken(rank int64, from time.Time) bool {
	return slices.ContainsFunc(b.since(from), func(e entry) bool { return e.Rank == rank })
}

// errNothing says that the book is as it was asked to be: the same request again.
var errNothing = errors.New("the version is in force already")

var errReload = errors.New("the book names versions that were not loaded")

// amend changes the book of a currency in one write: change edits it for the instant,
// the outcome is checked among all rules from now on, and its event is emitted.
func (s *Service) amend(ctx context.Context, currency money.Currency, at time.Time, subject Rule,
	change func(*book, time.Time, List, Ancestry) (Published, error),
) error {
	now := s.Clock.Now()
	if at.IsZero() {
		at = now
	}
	at = at.UTC().Truncate(time.Millisecond)
	if at.Before(now) {
		return ErrPast.WithFields(markthalle.Field{
			Pointer: "/effective_at", Code: ErrPast.Code, Message: ErrPast.Text,
			Found: at.Format(time.RFC3339), Wanted: now.Format(time.RFC3339) + " or later",
		})
	}
	path, err := s.ancestry(ctx)
	if err != nil {
		return err
	}
	s.amending.Lock()
	defer s.amending.Unlock()
	for range 5 {
		b, err := s.book(ctx, currency)
		if err != nil {
			return err
		}
		known, err := s.load(ctx, b.since(now))
		if err != nil {
			return err
		}
		if subject.ID != "" {
			known[versionID(subject.ID, subject.Version)] = subject
		}
		_, err = s.rec.books.Upsert(ctx, bookID(currency), func(b *book) error {
			b.Currency = currency
			return s.amended(b, known, now, at, path, change)
		})
		if !errors.Is(err, errReload) {
			return err
		}
	}
	return store.ErrBusy
}

// amended is amend on the loaded book. It is pure.
func (s *Service) amended(b *book, known map[string]Rule, now, at time.Time, path Ancestry,
	change func(*book, time.Time, List, Ancestry) (Published, error),
) error {
	present, ok := rules(b.at(at), known, at)
	before, ok2 := rules(b.since(at), known, at)
	if !ok || !ok2 {
		return errReload
	}
	event, err := change(b, at, NewList(b.Currency, present), path)
	if err != nil {
		return err
	}
	if len(b.Entries) > maxEntries {
		return ErrBookFull
	}
	for _, from := range []time.Time{now, at} {
		list, ok := rules(b.since(from), known, from)
		if !ok {
			return errReload
		}
		if err := Check(list, path); err != nil {
			return err
		}
	}
	after, _ := rules(b.since(at), known, at)
	if err := CheckDefault(after, at); err != nil {
		return err
	}
	worse, is := Worsens(NewList(b.Currency, before), NewList(b.Currency, after), at, path)
	if is && s.Config.Opened && at.Before(now.Add(Notice)) {
		return ErrNotice.Say("%s %s", worse, "It can take effect on "+now.Add(Notice).Format(time.RFC3339)+" at the earliest.").
			WithFields(markthalle.Field{
				Pointer: "/effective_at", Code: ErrNotice.Code, Message: ErrNotice.Text,
				Found: at.Format(time.RFC3339), Wanted: now.Add(Notice).Format(time.RFC3339) + " or later",
			})
	}
	event.Worse = is
	b.Emit(event)
	return nil
}

func (r Rule) measuresTurnover() bool { return List{rules: []Rule{r}}.UsesTurnover() }
