package api

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
)

// AdminQueueOut is something that waits for people: how much of it, and since when.
type AdminQueueOut struct {
	ID        string `json:"id"`
	Count     int64  `json:"count"`
	More      bool   `json:"more,omitempty"` // there are more than were counted
	OldestAt  *Time  `json:"oldest_at,omitempty"`
	OldestAge string `json:"oldest_age,omitempty"`
}

// queue is one row of the work list and who may see it.
type queue struct {
	id   string
	may  markthalle.Permission
	look func(context.Context, markthalle.Actor) (waiting, error)
}

// waiting is what is found in a queue.
type waiting struct {
	count  int64
	more   bool
	oldest time.Time
}

// oldest asks a list, oldest first, for its first item.
func oldest() markthalle.PageQuery { return markthalle.PageQuery{Limit: 1} }

func (r *routes) queues() []queue {
	return []queue{
		{"applications", markthalle.VendorsRead, r.waitingVendors(vendors.Applied)},
		{"applications_in_review", markthalle.VendorsRead, r.waitingVendors(vendors.InReview)},
		{"products", markthalle.ProductsRead, r.waitingProducts},
		{"changes", markthalle.ProductsRead, r.waitingChanges},
		{"offers", markthalle.OffersRead, r.waitingOffers},
		{"cases", markthalle.RefundsRead, r.waitingCases},
		{"failed_payouts", markthalle.LedgerRead, r.waitingPayouts},
		{"disputes", markthalle.LedgerRead, r.waitingIncidents(payouts.IncidentDispute, payouts.IncidentInquiry, payouts.IncidentWarning)},
		{"differences", markthalle.LedgerRead, r.waitingIncidents(payouts.IncidentDifference)},
		{"debts", markthalle.LedgerRead, r.waitingIncidents(payouts.IncidentDebt)},
		{"invoices", markthalle.LedgerRead, r.waitingIncidents(payouts.IncidentInvoices)},
		{"failed_refunds", markthalle.LedgerRead, r.waitingIncidents(payouts.IncidentRefund)},
		{"dead_letters", markthalle.SystemRead, r.waitingLetters},
	}
}

// adminWork lists the queues that the actor may look into.
func (r *routes) adminWork(c *endpoint.Call, _ Empty) (List[AdminQueueOut], error) {
	out := List[AdminQueueOut]{}
	now := r.Clock.Now()
	for _, q := range r.queues() {
		if !c.Actor.Can(q.may) {
			continue
		}
		w, err := q.look(c.Ctx, c.Actor)
		if err != nil {
			return List[AdminQueueOut]{}, err
		}
		out.Items = append(out.Items, queueOut(q.id, w, now))
	}
	return out, nil
}

func queueOut(id string, w waiting, now time.Time) AdminQueueOut {
	out := AdminQueueOut{ID: id, Count: w.count, More: w.more, OldestAt: at(w.oldest)}
	if !w.oldest.IsZero() {
		out.OldestAge = max(0, now.Sub(w.oldest)).Truncate(time.Second).String()
	}
	return out
}

func (r *routes) waitingVendors(state vendors.State) func(context.Context, markthalle.Actor) (waiting, error) {
	return func(ctx context.Context, a markthalle.Actor) (waiting, error) {
		n, err := r.Vendors.Count(ctx, state)
		if err != nil {
			return waiting{}, err
		}
		page, err := r.Vendors.List(ctx, a, state, oldest())
		if err != nil || len(page.Items) == 0 {
			return waiting{count: n}, err
		}
		return waiting{count: n, oldest: page.Items[0].CreatedAt}, nil
	}
}

func (r *routes) waitingProducts(ctx context.Context, a markthalle.Actor) (waiting, error) {
	n, err := r.Catalog.CountProducts(ctx, catalog.Pending)
	if err != nil {
		return waiting{}, err
	}
	page, err := r.Catalog.ReviewQueue(ctx, a, catalog.Pending, oldest())
	if err != nil || len(page.Items) == 0 {
		return waiting{count: n}, err
	}
	return waiting{count: n, oldest: page.Items[0].SubmittedAt}, nil
}

func (r *routes) waitingChanges(ctx context.Context, a markthalle.Actor) (waiting, error) {
	n, err := r.Catalog.CountChanges(ctx)
	if err != nil {
		return waiting{}, err
	}
	page, err := r.Catalog.Changes(ctx, a, oldest())
	if err != nil || len(page.Items) == 0 {
		return waiting{count: n}, err
	}
	return waiting{count: n, oldest: page.Items[0].FiledAt}, nil
}

// counted is the longest page; queues without a count of their own are counted so far.
func counted() markthalle.PageQuery { return markthalle.PageQuery{Limit: markthalle.MaxLimit} }

func (r *routes) waitingOffers(ctx context.Context, a markthalle.Actor) (waiting, error) {
	page, err := r.Catalog.BlockedOffers(ctx, a, counted())
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	return waiting{count: int64(len(page.Items)), more: page.Next != "", oldest: page.Items[0].UpdatedAt}, nil
}

// waitingPayouts counts payouts that are held back. They come newest first, so that the
// oldest is known only when all fit on the page.
func (r *routes) waitingPayouts(ctx context.Context, a markthalle.Actor) (waiting, error) {
	page, err := r.Payouts.PayoutsIn(ctx, a, payouts.HeldBack, counted())
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	return waiting{count: int64(len(page.Items)), more: page.Next != "", oldest: page.Items[len(page.Items)-1].On}, nil
}

func (r *routes) waitingLetters(ctx context.Context, _ markthalle.Actor) (waiting, error) {
	b, err := r.DB.Backlog(ctx)
	if err != nil {
		return waiting{}, err
	}
	page, err := r.DB.DeadLetters(ctx, oldest())
	if err != nil || len(page.Items) == 0 {
		return waiting{count: b.DeadLetters}, err
	}
	return waiting{count: b.DeadLetters, oldest: page.Items[0].At}, nil
}
