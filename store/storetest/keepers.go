package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Claims, number series and the market clock.
var keeperCases = []testCase{
	{"claims/lost_and_confirmed", claimLost},
	{"claims/expired", claimExpired},
	{"claims/given_back", claimBack},
	{"claims/one_of_many", claimCrowd},
	{"series/gapless", seriesGapless},
	{"series/interrupted", seriesInterrupted},
	{"clock/shared", clockShared},
}

func claimLost(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.db.Claim(ctx, "email:a@b.c", "per_1"))
	must(t, b.db.Claim(ctx, "email:a@b.c", "per_1"))
	wantErr(t, b.db.Claim(ctx, "email:a@b.c", "per_2"), store.ErrClaimed)
	wantErr(t, b.db.Confirm(ctx, "email:a@b.c", "per_2"), store.ErrClaimed)
	wantErr(t, b.db.Confirm(ctx, "email:x@b.c", "per_2"), markthalle.ErrNotFound)
	must(t, b.db.Confirm(ctx, "email:a@b.c", "per_1"))
	must(t, b.db.Confirm(ctx, "email:a@b.c", "per_1"))
	b.wall.Advance(1000 * time.Hour)
	wantErr(t, b.db.Claim(ctx, "email:a@b.c", "per_2"), store.ErrClaimed)
	owner, err := b.db.Claimed(ctx, "email:a@b.c")
	must(t, err)
	same(t, "owner", owner, "per_1")
}

func claimExpired(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.db.Claim(ctx, "slug:x", "one"))
	b.wall.Advance(store.ClaimTTL - time.Millisecond)
	wantErr(t, b.db.Claim(ctx, "slug:x", "two"), store.ErrClaimed)
	b.wall.Advance(time.Millisecond)
	_, err := b.db.Claimed(ctx, "slug:x")
	wantErr(t, err, markthalle.ErrNotFound)
	must(t, b.db.Claim(ctx, "slug:x", "two"))
	wantErr(t, b.db.Confirm(ctx, "slug:x", "one"), store.ErrClaimed)
	must(t, b.db.Confirm(ctx, "slug:x", "two"))
}

func claimBack(t *testing.T, b *bench) {
	ctx := t.Context()
	must(t, b.db.Claim(ctx, "slug:x", "one"))
	must(t, b.db.Confirm(ctx, "slug:x", "one"))
	must(t, b.db.Unclaim(ctx, "slug:x", "two"))
	wantErr(t, b.db.Claim(ctx, "slug:x", "two"), store.ErrClaimed)
	must(t, b.db.Unclaim(ctx, "slug:x", "one"))
	must(t, b.db.Unclaim(ctx, "slug:x", "one"))
	must(t, b.db.Claim(ctx, "slug:x", "two"))
	must(t, b.db.Confirm(ctx, "slug:x", "two"))
}

func claimCrowd(t *testing.T, b *bench) {
	var wg sync.WaitGroup
	won := make(chan string, 20)
	for i := range 20 {
		wg.Go(func() {
			owner := fmt.Sprint("per_", i)
			err := b.db.Claim(t.Context(), "slug:x", owner)
			if err == nil {
				won <- owner
			} else if !errors.Is(err, store.ErrClaimed) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	same(t, "winners", len(won), 1)
	owner, err := b.db.Claimed(t.Context(), "slug:x")
	must(t, err)
	same(t, "owner", owner, <-won)
}

func seriesGapless(t *testing.T, b *bench) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[int64]string{}
	for i := range 40 {
		wg.Go(func() {
			who := fmt.Sprint("inv_", i%20) // each twice at the same time
			n, err := b.db.NextNumber(t.Context(), "2026", who)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if other := got[n]; other != "" && other != who {
				t.Errorf("%d belongs to %s and %s", n, other, who)
			}
			got[n] = who
		})
	}
	wg.Wait()
	same(t, "numbers", len(got), 20)
	for n := int64(1); n <= 20; n++ {
		again, err := b.db.NextNumber(t.Context(), "2026", got[n])
		must(t, err)
		same(t, "the same number again", again, n)
	}
	n, err := b.db.NextNumber(t.Context(), "2027", "inv_1")
	must(t, err)
	same(t, "another series", n, 1)
}

// seriesInterrupted cuts the taking of a number off at every write.
func seriesInterrupted(t *testing.T, b *bench) {
	for cut := range 4 {
		left := cut
		b.driver.failWith(func(method string) error {
			if method == "Insert" || method == "Replace" {
				if left--; left < 0 {
					return errDisk
				}
			}
			return nil
		})
		_, _ = b.db.NextNumber(t.Context(), "s", fmt.Sprint("cut_", cut))
		b.driver.failWith(nil)
		_, err := b.db.NextNumber(t.Context(), "s", fmt.Sprint("next_", cut))
		must(t, err)
	}
	seen := map[int64]string{}
	for cut := range 4 {
		for _, who := range []string{fmt.Sprint("cut_", cut), fmt.Sprint("next_", cut)} {
			n, err := b.db.NextNumber(t.Context(), "s", who)
			must(t, err)
			seen[n] = who
		}
	}
	for n := int64(1); n <= 8; n++ {
		if seen[n] == "" {
			t.Fatalf("%d is missing: %v", n, seen)
		}
	}
}

func clockShared(t *testing.T, b *bench) {
	ctx := t.Context()
	open := func() *store.DB {
		return OpenOn(t, noClose{b.driver}, store.Options{Clock: store.NewMarketClock(b.wall), Wall: b.wall})
	}
	one, two := open(), open()
	same(t, "not moved", one.Clock().Now(), Begin)
	must(t, one.MarketClock().Advance(ctx, 48*time.Hour))
	wantErr(t, one.MarketClock().Advance(ctx, -time.Hour), &markthalle.Error{Kind: markthalle.Invalid, Code: "store.clock_backwards"})
	same(t, "moved", one.Clock().Now(), Begin.Add(48*time.Hour))
	same(t, "not seen yet", two.Clock().Now(), Begin)
	must(t, two.MarketClock().Refresh(ctx))
	same(t, "seen", two.Clock().Now(), Begin.Add(48*time.Hour))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	three := open()
	must(t, three.Drain(ctx))
	same(t, "seen by Drain", three.MarketClock().Offset(), 48*time.Hour)
	// Whoever moves it to a time that another has moved it to already changes nothing.
	must(t, one.MarketClock().MoveTo(ctx, Begin.Add(72*time.Hour)))
	must(t, two.MarketClock().MoveTo(ctx, Begin.Add(72*time.Hour)))
	must(t, two.MarketClock().MoveTo(ctx, Begin.Add(60*time.Hour)))
	same(t, "moved once", two.MarketClock().Offset(), 72*time.Hour)
	must(t, one.MarketClock().Refresh(ctx))
	same(t, "moved for all", one.Clock().Now(), Begin.Add(72*time.Hour))
	if b.db.MarketClock() != nil {
		t.Fatal("a store over another clock has no market clock")
	}
}
