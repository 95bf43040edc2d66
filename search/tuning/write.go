package tuning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/store"
)

// AllSynonyms lists synonyms, the oldest first. The bound of their number bounds the
// answer.
func (s *Service) AllSynonyms(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Synonyms], error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return markthalle.Page[Synonyms]{}, err
	}
	return s.rec.synonyms.Find(ctx, store.Query{Index: "kept", Eq: []any{false}, Page: page})
}

// Synonyms returns one. Error: NotFound.
func (s *Service) Synonyms(ctx context.Context, actor markthalle.Actor, id string) (Synonyms, error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return Synonyms{}, err
	}
	x, err := s.rec.synonyms.Get(ctx, id)
	if err == nil && x.Deleted {
		err = markthalle.ErrNotFound
	}
	return x, err
}

// AddSynonyms stores new synonyms. A caller that names their id gets what is there under
// it: a retry is the same write. Errors: accounts.permission_missing, Invalid
// tuning.synonyms, ErrFull.
func (s *Service) AddSynonyms(ctx context.Context, actor markthalle.Actor, x Synonyms) (Synonyms, error) {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return Synonyms{}, err
	}
	if x.ID == "" {
		x.ID = s.IDs.New("syn")
	} else if have, err := s.rec.synonyms.Get(ctx, x.ID); !errors.Is(err, markthalle.ErrNotFound) {
		return have, err
	}
	w, err := s.read(ctx)
	if err != nil {
		return Synonyms{}, err
	}
	if len(w.synonyms) >= MaxSynonyms {
		return Synonyms{}, ErrFull
	}
	if err := x.check(w.synonyms, w.words); err != nil {
		return Synonyms{}, err
	}
	x.Meta, x.Deleted = store.Meta{ID: x.ID}, false
	x.Emit(audited(actor, x.ID, "tuning.add_synonyms", x.changes(Synonyms{})))
	defer s.forget()
	out, err := s.rec.synonyms.Insert(ctx, x)
	if errors.Is(err, store.ErrExists) {
		return s.rec.synonyms.Get(ctx, x.ID)
	}
	return out, err
}

// ChangeSynonyms replaces what synonyms say. Errors: NotFound, if_match, Invalid
// tuning.synonyms.
func (s *Service) ChangeSynonyms(ctx context.Context, actor markthalle.Actor, x Synonyms, ifMatch *int64) (Synonyms, error) {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return Synonyms{}, err
	}
	w, err := s.read(ctx)
	if err != nil {
		return Synonyms{}, err
	}
	if !slices.ContainsFunc(w.synonyms, func(o Synonyms) bool { return o.ID == x.ID }) {
		return Synonyms{}, markthalle.ErrNotFound
	}
	if err := x.check(w.synonyms, w.words); err != nil {
		return Synonyms{}, err
	}
	defer s.forget()
	return s.rec.synonyms.Modify(ctx, x.ID, func(o *Synonyms) error {
		if o.Deleted {
			return markthalle.ErrNotFound
		}
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		if list := x.changes(*o); len(list) > 0 {
			o.Emit(audited(actor, o.ID, "tuning.change_synonyms", list))
		}
		o.Locale, o.Market, o.From, o.Words, o.Active = x.Locale, x.Market, x.From, x.Words, x.Active
		return nil
	})
}

// DropSynonyms deletes synonyms; doing it again changes nothing. Errors: NotFound,
// if_match.
func (s *Service) DropSynonyms(ctx context.Context, actor markthalle.Actor, id string, ifMatch *int64) error {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return err
	}
	defer s.forget()
	return s.rec.synonyms.Update(ctx, id, func(o *Synonyms) error {
		if o.Deleted {
			return nil
		}
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		o.Deleted = true
		o.Emit(audited(actor, o.ID, "tuning.drop_synonyms", Synonyms{}.changes(*o)))
		return nil
	})
}

func (s Synonyms) changes(old Synonyms) []accounts.Change {
	list := change(nil, "locale", old.Locale, s.Locale)
	list = change(list, "market", old.Market, s.Market)
	list = change(list, "from", old.From, s.From)
	list = change(list, "words", old.Words, s.Words)
	return change(list, "active", old.Active, s.Active)
}

// Rules lists the rules of curation in the order in which they are asked.
func (s *Service) Rules(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Rule], error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return markthalle.Page[Rule]{}, err
	}
	return s.rec.rules.Find(ctx, store.Query{Index: "kept", Eq: []any{false}, Page: page})
}

// Rule returns one rule. Error: NotFound.
func (s *Service) Rule(ctx context.Context, actor markthalle.Actor, id string) (Rule, error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return Rule{}, err
	}
	x, err := s.rec.rules.Get(ctx, id)
	if err == nil && x.Deleted {
		err = markthalle.ErrNotFound
	}
	return x, err
}

// AddRule stores a new rule. A caller that names its id gets what is there under it: a
// retry is the same write. Errors: accounts.permission_missing, Invalid tuning.rule,
// ErrFull.
func (s *Service) AddRule(ctx context.Context, actor markthalle.Actor, x Rule) (Rule, error) {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return Rule{}, err
	}
	if x.ID == "" {
		x.ID = s.IDs.New("cur")
	} else if have, err := s.rec.rules.Get(ctx, x.ID); !errors.Is(err, markthalle.ErrNotFound) {
		return have, err
	}
	n, err := s.rec.rules.Count(ctx, store.Query{Index: "kept", Eq: []any{false}})
	if err != nil {
		return Rule{}, fmt.Errorf("count rules: %w", err)
	}
	if n >= MaxRules {
		return Rule{}, ErrFull
	}
	if err := x.check(); err != nil {
		return Rule{}, err
	}
	x.Meta, x.Deleted = store.Meta{ID: x.ID}, false
	x.Emit(audited(actor, x.ID, "tuning.add_rule", x.changes(Rule{})))
	defer s.forget()
	out, err := s.rec.rules.Insert(ctx, x)
	if errors.Is(err, store.ErrExists) {
		return s.rec.rules.Get(ctx, x.ID)
	}
	return out, err
}

// ChangeRule replaces what a rule says. Errors: NotFound, if_match, Invalid tuning.rule.
func (s *Service) ChangeRule(ctx context.Context, actor markthalle.Actor, x Rule, ifMatch *int64) (Rule, error) {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return Rule{}, err
	}
	if have, err := s.rec.rules.Get(ctx, x.ID); err != nil || have.Deleted {
		return Rule{}, cmp.Or[error](err, markthalle.ErrNotFound)
	}
	if err := x.check(); err != nil {
		return Rule{}, err
	}
	defer s.forget()
	return s.rec.rules.Modify(ctx, x.ID, func(o *Rule) error {
		if o.Deleted {
			return markthalle.ErrNotFound
		}
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		list := x.changes(*o)
		meta := o.Meta
		*o = x
		o.Meta, o.Deleted = meta, false
		if len(list) > 0 {
			o.Emit(audited(actor, o.ID, "tuning.change_rule", list))
		}
		return nil
	})
}

// DropRule deletes a rule; doing it again changes nothing. Errors: NotFound, if_match.
func (s *Service) DropRule(ctx context.Context, actor markthalle.Actor, id string, ifMatch *int64) error {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return err
	}
	defer s.forget()
	return s.rec.rules.Update(ctx, id, func(o *Rule) error {
		if o.Deleted {
			return nil
		}
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		o.Deleted = true
		o.Emit(audited(actor, o.ID, "tuning.drop_rule", Rule{}.changes(*o)))
		return nil
	})
}

func (r Rule) changes(old Rule) []accounts.Change {
	list := change(nil, "name", old.Name, r.Name)
	list = change(list, "when", old.When, r.When)
	list = change(list, "market", old.Market, r.Market)
	list = change(list, "locale", old.Locale, r.Locale)
	list = change(list, "from", old.From, r.From)
	list = change(list, "to", old.To, r.To)
	list = change(list, "priority", old.Priority, r.Priority)
	list = change(list, "active", old.Active, r.Active)
	list = change(list, "pins", old.Pins, r.Pins)
	list = change(list, "boost", old.Boost, r.Boost)
	list = change(list, "bury", old.Bury, r.Bury)
	list = change(list, "hide", old.Hide, r.Hide)
	return change(list, "redirect", old.Redirect, r.Redirect)
}

// EmptyLists are the lists that there can be, in a fixed order: of each kind one for all
// languages and one for each.
func EmptyLists() []WordList {
	var out []WordList
	for _, kind := range []string{Stop, Banned} {
		for _, l := range append([]markthalle.Locale{""}, markthalle.Locales()...) {
			out = append(out, WordList{Meta: store.Meta{ID: wordsID(kind, l)}, Kind: kind, Locale: l})
		}
	}
	return out
}

// WordLists returns all lists, also those that are empty, in a fixed order.
func (s *Service) WordLists(ctx context.Context, actor markthalle.Actor) ([]WordList, error) {
	if err := actor.Require(markthalle.CategoriesRead); err != nil {
		return nil, err
	}
	out := EmptyLists()
	ids := make([]string, len(out))
	for i, l := range out {
		ids[i] = l.ID
	}
	have, err := s.rec.words.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("load words: %w", err)
	}
	for _, h := range have {
		out[slices.Index(ids, h.ID)] = h
	}
	return out, nil
}

// SetWords replaces a list of words. Errors: Invalid tuning.words, if_match.
func (s *Service) SetWords(ctx context.Context, actor markthalle.Actor, in WordList, ifMatch *int64) (WordList, error) {
	if err := actor.Require(markthalle.CategoriesWrite); err != nil {
		return WordList{}, err
	}
	if err := in.check(); err != nil {
		return WordList{}, err
	}
	defer s.forget()
	return s.rec.words.Upsert(ctx, wordsID(in.Kind, in.Locale), func(o *WordList) error {
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		list := change(nil, "words", o.Words, in.Words)
		if strings.Join(o.Words, "\n") != strings.Join(in.Words, "\n") || o.Rev == 0 {
			o.Emit(audited(actor, o.ID, "tuning.set_words", append(list, accounts.Change{
				Field: "count", Before: fmt.Sprint(len(o.Words)), After: fmt.Sprint(len(in.Words)),
			})))
		}
		o.Kind, o.Locale, o.Words = in.Kind, in.Locale, in.Words
		return nil
	})
}
