package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Batch is a sealed group of transactions, chained to the batch before it.
type Batch struct {
	store.Meta `bson:",inline"` // id: batch_<number, twelve digits>

	Number    int64     `bson:"number"`
	Entries   []string  `bson:"entries"`
	Root      string    `bson:"root"` // over the content hashes, in order
	Previous  string    `bson:"previous"`
	Hash      string    `bson:"hash"`
	SealedAt  time.Time `bson:"sealed_at"`  // wall
	StampedAt time.Time `bson:"stamped_at"` // wall; outside the hash
	// Debts are the vendors' accounts that became a debt with this batch and may not have;
	// outside the hash.
	Debts []Debt `bson:"debts,omitempty"`
}

// sealLease names the lease of the sealing and folding job.
const sealLease = "ledger:seal"

func batchID(n int64) string { return fmt.Sprintf("batch_%012d", n) }

// Seal seals what is committed and old enough, folds it into the balances, and returns
// how many transactions it sealed. One process does this at a time; an error
// store.leased means that another one is at it.
func (s *Service) Seal(ctx context.Context) (int, error) {
	token, err := s.db.Acquire(ctx, sealLease, time.Minute)
	if err != nil {
		return 0, err
	}
	n, err := s.sealAll(ctx)
	return n, errors.Join(err, s.db.ReleaseLease(context.WithoutCancel(ctx), sealLease, token))
}

func (s *Service) sealAll(ctx context.Context) (int, error) {
	last, err := s.lastBatch(ctx)
	if err != nil {
		return 0, err
	}
	if last.Number > 0 && last.StampedAt.IsZero() { // a crash between the two steps
		if err := s.stamp(ctx, last); err != nil {
			return 0, err
		}
	}
	total := 0
	for {
		n, next, err := s.sealOne(ctx, last)
		if err != nil {
			return total, err
		}
		if n == 0 {
			break
		}
		last, total = next, total+n
	}
	return total, s.fold(ctx, last.Number)
}

// lastBatch finds the end of the chain. The fold cursor is a lower bound, so that only
// the batches after it are walked.
func (s *Service) lastBatch(ctx context.Context) (Batch, error) {
	cur, err := s.cursors.Get(ctx, foldID)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return Batch{}, fmt.Errorf("load fold cursor: %w", err)
	}
	var last Batch
	for n := max(cur.Batch, 1); ; n++ {
		b, err := s.batches.Get(ctx, batchID(n))
		if errors.Is(err, markthalle.ErrNotFound) {
			return last, nil
		}
		if err != nil {
			return Batch{}, fmt.Errorf("load batch: %w", err)
		}
		last = b
	}
}

func (s *Service) sealOne(ctx context.Context, last Batch) (int, Batch, error) {
	page, err := s.entries.Find(ctx, store.Query{
		Index: "seal", Eq: []any{int64(0)}, To: s.wall.WallNow().Add(-s.settle), Page: markthalle.PageQuery{Limit: store.MaxPage},
	})
	if err != nil {
		return 0, last, fmt.Errorf("find unsealed entries: %w", err)
	}
	if len(page.Items) == 0 {
		return 0, last, nil
	}
	b := Batch{Meta: store.Meta{ID: batchID(last.Number + 1)}, Number: last.Number + 1, Previous: last.Hash, SealedAt: s.wall.WallNow()}
	root := sha256.New()
	for _, t := range page.Items {
		b.Entries = append(b.Entries, t.ID)
		root.Write([]byte(t.ContentHash))
	}
	b.Root = hex.EncodeToString(root.Sum(nil))
	b.Hash = b.digest()
	b, err = s.batches.Insert(ctx, b)
	if err != nil {
		return 0, last, fmt.Errorf("store batch: %w", err)
	}
	if err := s.stamp(ctx, b); err != nil {
		return 0, last, err
	}
	return len(b.Entries), b, nil
}

func (b *Batch) digest() string {
	sum := sha256.Sum256([]byte(strconv.FormatInt(b.Number, 10) + "|" + b.Root + "|" + b.Previous))
	return hex.EncodeToString(sum[:])
}

// stamp writes the batch's number on its transactions and then marks it as stamped.
func (s *Service) stamp(ctx context.Context, b Batch) error {
	g, ctx2 := errgroup.WithContext(ctx)
	g.SetLimit(64)
	for _, id := range b.Entries {
		g.Go(func() error {
			err := s.entries.Update(ctx2, id, func(t *Transaction) error {
				t.Seal = b.Number
				return nil
			})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("stamp batch %d: %w", b.Number, err)
	}
	now := s.wall.WallNow()
	err := s.batches.Update(ctx, b.ID, func(b *Batch) error {
		if b.StampedAt.IsZero() {
			b.StampedAt = now
		}
		return nil
	})
	return err
}

// Run seals every few seconds until the context ends. It is a background worker; Seal
// is one round of it.
func (s *Service) Run(ctx context.Context, every <-chan time.Time, report func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-every:
			if _, err := s.Seal(ctx); err != nil && !errors.Is(err, store.ErrLeased) && ctx.Err() == nil {
				report(err)
			}
		}
	}
}

// Check walks the whole chain and the books and returns what is wrong: a changed or
// missing entry, a broken link, a projection that differs from its fold (PAY-81,
// PAY-87). It reads everything and changes nothing.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var wrong []string
	previous := ""
	for n := int64(1); ; n++ {
		b, err := s.batches.Get(ctx, batchID(n))
		if errors.Is(err, markthalle.ErrNotFound) {
			break
		}
		if err != nil {
			return wrong, fmt.Errorf("load batch %d: %w", n, err)
		}
		if b.Previous != previous || b.Hash != b.digest() {
			wrong = append(wrong, fmt.Sprintf("batch %d does not continue the chain", n))
		}
		previous = b.Hash
		faults, err := s.checkBatch(ctx, b)
		if err != nil {
			return wrong, err
		}
		wrong = append(wrong, faults...)
	}
	more, err := s.checkBalances(ctx)
	return append(wrong, more...), err
}

func (s *Service) checkBatch(ctx context.Context, b Batch) ([]string, error) {
	var wrong []string
	list, err := s.entries.GetMany(ctx, b.Entries)
	if err != nil {
		return nil, fmt.Errorf("load entries of batch %d: %w", b.Number, err)
	}
	if len(list) != len(b.Entries) {
		wrong = append(wrong, fmt.Sprintf("batch %d has %d entries, %d are there", b.Number, len(b.Entries), len(list)))
	}
	root := sha256.New()
	for i := range list {
		t := &list[i]
		root.Write([]byte(t.ContentHash))
		if t.hash() != t.ContentHash || t.check() != nil {
			wrong = append(wrong, "entry "+t.ID+" was changed")
		}
		if t.Seal != b.Number && !b.StampedAt.IsZero() {
			wrong = append(wrong, fmt.Sprintf("entry %s carries seal %d instead of %d", t.ID, t.Seal, b.Number))
		}
	}
	if hex.EncodeToString(root.Sum(nil)) != b.Root {
		wrong = append(wrong, fmt.Sprintf("batch %d holds other entries than it sealed", b.Number))
	}
	return wrong, nil
}
