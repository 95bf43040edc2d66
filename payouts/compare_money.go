package payouts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// object is one of the provider's objects in one currency: what moved, and what is booked.
type object struct {
	id       string
	currency money.Currency
}

// tally is what both sides say about an object in the span.
type tally struct {
	net    int64 // what the provider moved
	booked int64 // what the entries moved at the provider
	memo   int64 // what the memo book has of it on the vendor's account
	own    bool  // the id is a transaction itself, not its source
}

// comparison is one reconciliation under way. What it holds grows with the objects of the
// span, a few words each; entries are read once and not kept.
type comparison struct {
	s       *Service
	both    map[object]*tally
	order   []object                       // as the provider lists them
	known   map[string]bool                // their ids
	done    map[string]bool                // objects about which something was decided here
	sent    map[string]markthalle.VendorID // payouts to vendors' banks that entries name
	matched int64
	found   []Difference
}

func (s *Service) compare() *comparison {
	return &comparison{s: s, both: map[object]*tally{}, known: map[string]bool{}, done: map[string]bool{}, sent: map[string]markthalle.VendorID{}}
}

// compared reports whether an object was looked at.
func (x *comparison) compared(id string) bool { return x.done[id] || x.known[id] }

func (x *comparison) run(ctx context.Context, from, to time.Time) error {
	if err := x.listed(ctx, from, to); err != nil {
		return err
	}
	alone, err := x.booked(ctx, from, to)
	if err != nil {
		return err
	}
	for _, o := range x.order {
		if t := x.both[o]; t.net == t.booked && (!isTransfer(o.id) || t.memo == -t.net) {
			x.matched++
		} else if err := x.look(ctx, o.id, t.own, time.Time{}); err != nil {
			return err
		}
	}
	for _, e := range alone {
		if err := x.look(ctx, e.id, e.own, e.young); err != nil {
			return err
		}
	}
	if err := x.transfers(ctx, from, to); err != nil {
		return err
	}
	if err := x.sessions(ctx, from, to); err != nil {
		return err
	}
	if err := x.vendors(ctx, from, to); err != nil {
		return err
	}
	return x.balances(ctx)
}

// listed reads what the provider moved in the span.
func (x *comparison) listed(ctx context.Context, from, to time.Time) error {
	return x.s.Payments.EachTransaction(ctx, payments.TransactionQuery{From: from, To: to}, func(t payments.Transaction) error {
		o, own := object{t.Source, t.Currency}, false
		if t.Type == "adjustment" || t.Source == "" { // entries name a dispute's movements each by itself
			o.id, own = t.ID, true
		}
		if x.both[o] == nil {
			x.both[o] = &tally{own: own}
			x.order = append(x.order, o)
			x.known[o.id] = true
		}
		x.both[o].net += t.Net
		return nil
	})
}

// unlisted is an object that entries of the span name and the provider's list does not.
type unlisted struct {
	id    string
	own   bool
	young time.Time // until when the provider may have no price for it yet
}

// booked adds up what the entries of the span moved, and returns what the provider's list
// does not have, or not in that currency.
func (x *comparison) booked(ctx context.Context, from, to time.Time) ([]unlisted, error) {
	var alone []unlisted
	seen := map[string]bool{}
	err := x.s.Ledger.Each(ctx, from, to, func(t ledger.Transaction) error {
		n, memo := t.AtProvider(), t.InMemo()
		if len(t.StripeIDs) == 0 || n == 0 && !memo {
			return nil
		}
		id, own := nameOf(&t)
		if memo && isPayout(id) {
			x.sent[id] = t.Vendor
			return nil
		}
		if b := x.both[object{id, t.Currency}]; b != nil {
			b.booked += n
			b.memo += onAccount(&t)
			return nil
		}
		if !seen[id] {
			seen[id] = true
			e := unlisted{id: id, own: own}
			if t.Kind == ledger.KindSale || t.Kind == ledger.KindStray {
				e.young = t.EffectiveAt.Add(unpricedFor)
			}
			alone = append(alone, e)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	return alone, nil
}

// onAccount is what an entry of the memo book moves on the vendor's account.
func onAccount(t *ledger.Transaction) int64 {
	if t.Vendor == "" {
		return 0
	}
	return t.On(ledger.Connected(t.Vendor, ledger.ConnAvailable))
}

// nameOf is the object that an entry is about: a dispute's movement, which names its
// charge, too, or the source of the movement.
func nameOf(t *ledger.Transaction) (id string, own bool) {
	if t.Kind == ledger.KindDispute && len(t.StripeIDs) > 1 {
		return t.StripeIDs[1], true
	}
	return t.StripeIDs[0], false
}

// sides is all that both sides know of one object, per currency.
type sides struct {
	ours, theirs     map[money.Currency]int64
	memo             map[money.Currency]int64 // of a transfer, what the vendor's account has of it
	vendor           markthalle.VendorID      // whose transfer it is
	entries, moves   int
	priced, repeated bool // its fee is booked; one kind of entry is there twice with one amount
}

// ask reads everything about one object: the span may cut between its movements.
func (x *comparison) ask(ctx context.Context, id string, own bool) (sides, error) {
	out := sides{ours: map[money.Currency]int64{}, theirs: map[money.Currency]int64{}, memo: map[money.Currency]int64{}}
	list, err := x.s.Ledger.ByProvider(ctx, id)
	if err != nil {
		return out, fmt.Errorf("find entries of %s: %w", id, err)
	}
	seen := map[string]bool{}
	for i := range list {
		t := &list[i]
		if t.Vendor != "" {
			out.vendor = t.Vendor
		}
		if t.InMemo() {
			out.memo[t.Currency] += onAccount(t)
			continue
		}
		if !own && t.Kind == ledger.KindDispute {
			continue
		}
		n := t.AtProvider()
		out.ours[t.Currency] += n
		out.priced = out.priced || t.Kind == ledger.KindProviderFee
		out.entries++
		if n != 0 {
			key := fmt.Sprintf("%s %d", t.Kind, n)
			out.repeated = out.repeated || seen[key]
			seen[key] = true
		}
	}
	if own {
		return out, x.askDispute(ctx, id, list, &out)
	}
	err = x.s.Payments.EachTransaction(ctx, payments.TransactionQuery{Source: id}, func(t payments.Transaction) error {
		out.theirs[t.Currency] += t.Net
		out.moves++
		return nil
	})
	return out, err
}

// askDispute reads a dispute's movement: from what is listed, or at the dispute that its
// entry names.
func (x *comparison) askDispute(ctx context.Context, id string, entries []ledger.Transaction, out *sides) error {
	for o, t := range x.both {
		if o.id == id {
			out.theirs[o.currency], out.moves = t.net, 1
		}
	}
	for i := range entries {
		dispute, ok := strings.CutPrefix(entries[i].ID, "dispute:")
		if !ok || out.moves > 0 {
			continue
		}
		dispute, _, _ = strings.Cut(dispute, ":")
		list, err := x.s.Payments.DisputeMovements(ctx, dispute)
		if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return err
		}
		for _, m := range list {
			if m.ID == id {
				out.theirs[m.Currency], out.moves = m.Net, 1
			}
		}
	}
	return nil
}

// again compares what an earlier comparison found and the span does not have: what was
// heard late agrees by now, and what still differs is returned.
func (x *comparison) again(ctx context.Context) ([]Difference, error) {
	var open []Incident
	err := x.s.incidents.Scan(ctx, store.Query{Index: "open", Eq: []any{true}}, func(in Incident) error {
		if in.Kind == IncidentDifference && !x.compared(in.Subject) {
			open = append(open, in)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find incidents: %w", err)
	}
	rest := x.s.compare()
	for _, in := range open {
		if in.Vendor != "" && isPayout(in.Subject) {
			if err := rest.payoutByID(ctx, in.Vendor, in.Subject); err != nil {
				return nil, err
			}
			continue
		}
		switch in.Reason {
		case BalanceDiffers, AccountDiffers: // compared by every run
			continue
		case SessionDiffers:
			err = rest.session(ctx, in.Order)
		case MissingHere:
			if own(in.Subject) { // a dispute that is not heard of yet names no entry to ask by
				continue
			}
			err = rest.look(ctx, in.Subject, false, time.Time{})
		default:
			err = rest.look(ctx, in.Subject, own(in.Subject), time.Time{})
		}
		if err != nil {
			return nil, err
		}
	}
	for id := range rest.done {
		x.done[id] = true
	}
	return rest.found, nil
}

// own reports whether an id is a movement itself, not its source.
func own(id string) bool { return strings.HasPrefix(id, "txn_") }

// look compares one object by all that is known of it. What is too young to have a price
// at the provider is left for the next comparison.
func (x *comparison) look(ctx context.Context, id string, own bool, young time.Time) error {
	if x.done[id] {
		return nil
	}
	x.done[id] = true
	both, err := x.ask(ctx, id, own)
	if err != nil {
		return err
	}
	d, differs := both.difference(id)
	switch {
	case !differs:
		x.matched++
	case both.moves == 0 && !both.priced && x.s.Clock.Now().Before(young):
	default:
		x.found = append(x.found, d)
	}
	return nil
}

// difference says how the sides differ: in the currency that the provider moved it in, or,
// when it moved nothing, the one it is booked in.
func (b *sides) difference(id string) (Difference, bool) {
	d := Difference{Object: id}
	for c, n := range b.ours {
		if n != b.theirs[c] && (d.Currency == "" || c < d.Currency) {
			d.Currency = c
		}
	}
	for c, n := range b.theirs {
		if n != b.ours[c] && (d.Currency == "" || b.theirs[d.Currency] == 0 || c < d.Currency) {
			d.Currency = c
		}
	}
	if d.Currency == "" {
		return b.memoDifference(id)
	}
	d.Ours, d.Theirs = b.ours[d.Currency], b.theirs[d.Currency]
	foreign := false
	for c, n := range b.ours {
		foreign = foreign || c != d.Currency && n != 0 && b.theirs[c] == 0
	}
	switch {
	case b.moves > 0 && foreign:
		d.Kind = CurrencyOther
	case b.entries == 0:
		d.Kind = MissingHere
	case b.moves == 0:
		d.Kind = MissingThere
	case b.repeated && d.Ours == 2*d.Theirs:
		d.Kind = TwiceHere
	case b.moves > 1 && d.Theirs == 2*d.Ours:
		d.Kind = TwiceThere
	default:
		d.Kind = AmountDiffers
	}
	return d, true
}

// memoDifference says how the memo book differs about a transfer on which the books and the
// provider agree.
func (b *sides) memoDifference(id string) (Difference, bool) {
	if !isTransfer(id) {
		return Difference{}, false
	}
	all := map[money.Currency]bool{}
	for c := range b.memo {
		all[c] = true
	}
	for c := range b.theirs {
		all[c] = true
	}
	for _, c := range sortedCurrencies(all) {
		if b.memo[c] != -b.theirs[c] {
			return Difference{Kind: MemoDiffers, Object: id, Currency: c, Ours: b.memo[c], Theirs: -b.theirs[c], Vendor: b.vendor}, true
		}
	}
	return Difference{}, false
}
