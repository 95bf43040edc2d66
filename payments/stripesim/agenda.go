package stripesim

import (
	"container/heap"
	"context"
	"math"
	"time"
)

// job is a transition that time will bring. Its id is made from its kind and subject,
// so that scheduling twice moves it instead of doubling it.
type job struct {
	base
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Due     int64  `json:"due"` // epoch milliseconds
}

func (j *job) wire(*tx) any { return j }

func jobID(kind, subject string) string { return "job_" + kind + ":" + subject }

// schedule plans, or moves, a job.
func (t *tx) schedule(kind, subject, home string, at time.Time) {
	id := jobID(kind, subject)
	if t.load(id) != nil {
		edit[job](t, id).Due = at.UnixMilli()
		return
	}
	t.add(&job{base: base{ID: id, Object: "sim.job"}, Kind: kind, Subject: subject, Due: at.UnixMilli()}, home)
}

// unschedule drops a job, if it is planned.
func (t *tx) unschedule(kind, subject string) { t.forget(jobID(kind, subject)) }

// entry is a reminder that a record is due. The record decides: an entry whose record
// is gone or has moved is skipped.
type entry struct {
	due int64
	seq int64
	id  string
}

type agenda []entry

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].due < a[j].due || (a[i].due == a[j].due && a[i].seq < a[j].seq)
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push implements heap.Interface.
func (a *agenda) Push(x any) { *a = append(*a, x.(entry)) }

// Pop implements heap.Interface.
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

const (
	eventLife  = 30 * 24 * time.Hour
	answerLife = 24 * time.Hour
)

// arm reminds of a record that time will touch. The lock is held.
func (s *Simulator) arm(r record) {
	switch x := r.(type) {
	case *job:
		heap.Push(&s.due, entry{x.Due, x.Seq, x.ID})
	case *delivery:
		heap.Push(&s.post, entry{x.Due, x.Seq, x.ID})
	case *answer:
		heap.Push(&s.old, entry{x.At + answerLife.Milliseconds(), x.Seq, x.ID})
	case *event:
		heap.Push(&s.old, entry{x.Created*1000 + eventLife.Milliseconds(), x.Seq, x.ID})
	}
}

// nextJob returns the next valid reminder of a job. The lock is held.
func (s *Simulator) nextJob() (*job, bool) {
	for len(s.due) > 0 {
		if j, ok := s.st.rows[s.due[0].id].(*job); ok && j.Due == s.due[0].due {
			return j, true
		}
		heap.Pop(&s.due)
	}
	return nil, false
}

// nextDelivery returns the next delivery that nobody is making. The lock is held.
func (s *Simulator) nextDelivery() (*delivery, bool) {
	for len(s.post) > 0 {
		if d, ok := s.st.rows[s.post[0].id].(*delivery); ok && d.Due == s.post[0].due && !s.claimed[d.ID] {
			return d, true
		}
		heap.Pop(&s.post)
	}
	return nil, false
}

// NextDue returns the time, on the simulator's own clock moved back to the market's,
// at which the next transition or delivery is due.
func (s *Simulator) NextDue() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := int64(math.MaxInt64)
	if j, ok := s.nextJob(); ok {
		due = j.Due
	}
	if d, ok := s.nextDelivery(); ok && d.Due < due {
		due = d.Due
	}
	if due == math.MaxInt64 {
		return time.Time{}, false
	}
	offset := s.now().Sub(s.cfg.Clock.Now())
	return time.UnixMilli(due).UTC().Add(-offset), true
}

// runJobs runs the jobs due at or before now in time order, each at its own time, and
// forgets what is too old. Deliveries are left alone. The lock is held.
func (s *Simulator) runJobs(now time.Time) (int, error) {
	ran := 0
	for {
		j, ok := s.nextJob()
		if !ok || j.Due > now.UnixMilli() {
			return ran, s.prune(now)
		}
		heap.Pop(&s.due)
		if err := s.runJob(j); err != nil {
			return ran, err
		}
		ran++
	}
}

func (s *Simulator) runJob(j *job) error {
	t := s.begin(time.UnixMilli(j.Due).UTC())
	t.forget(j.ID)
	t.transition(j)
	return t.commit()
}

// prune forgets events after 30 days and idempotency answers after a day. The lock is
// held.
func (s *Simulator) prune(now time.Time) error {
	if len(s.old) == 0 || s.old[0].due > now.UnixMilli() {
		return nil
	}
	t := s.begin(now)
	for len(s.old) > 0 && s.old[0].due <= now.UnixMilli() {
		t.forget(heap.Pop(&s.old).(entry).id)
	}
	return t.commit()
}

// RunDue runs every transition and delivers every webhook that is due at or before
// now, a time of the market's clock, in the order of their due times, and returns how
// many there were. What becomes due meanwhile and lies before now is done too, and
// deliveries that somebody else is making are waited for. An event is delivered when it
// is durable: what a kill takes back, nobody has heard of.
func (s *Simulator) RunDue(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for ctx.Err() == nil {
		n, batch, err := s.nextDue(now)
		total += n
		if err != nil {
			return total, err
		}
		if len(batch) == 0 {
			if n > 0 {
				continue
			}
			if !s.waitLanding(ctx) {
				return total, ctx.Err()
			}
			total++
			continue
		}
		if err := s.keep(batch); err != nil {
			return total, err
		}
		total += s.deliverAll(ctx, batch)
	}
	return total, ctx.Err()
}

// keep waits until what a batch of claimed deliveries says is durable, and gives the
// claims up when that fails.
func (s *Simulator) keep(batch []*delivery) error {
	if s.log == nil {
		return nil
	}
	err := s.durable(s.log.Last())
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, d := range batch {
			s.land(d)
			heap.Push(&s.post, entry{d.Due, d.Seq, d.ID})
		}
	}
	return err
}

// waitLanding waits for the end of a delivery that is under way; false when there is none
// or ctx has ended.
func (s *Simulator) waitLanding(ctx context.Context) bool {
	s.mu.Lock()
	flying, landed := len(s.claimed), s.landed
	s.mu.Unlock()
	if flying == 0 {
		return false
	}
	select {
	case <-landed:
		return true
	case <-ctx.Done():
		return false
	}
}

// nextDue runs jobs up to the next delivery, or claims the deliveries up to the next
// job.
func (s *Simulator) nextDue(now time.Time) (int, []*delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return 0, nil, s.broken
	}
	limit := now.Add(s.now().Sub(s.cfg.Clock.Now())).UnixMilli()
	ran := 0
	var batch []*delivery
	for {
		j, okJob := s.nextJob()
		d, okPost := s.nextDelivery()
		okJob = okJob && j.Due <= limit
		okPost = okPost && d.Due <= limit && (!okJob || d.Due <= j.Due)
		if okPost {
			heap.Pop(&s.post)
			s.claimed[d.ID] = true
			batch = append(batch, d)
			continue
		}
		if !okJob || len(batch) > 0 {
			break
		}
		heap.Pop(&s.due)
		if err := s.runJob(j); err != nil {
			return ran, nil, err
		}
		ran++
	}
	return ran, batch, s.prune(time.UnixMilli(limit).UTC())
}

// poll is how often Run looks at the market's clock, which can be moved without notice.
const poll = 100 * time.Millisecond

// Run fires due work as time passes, until ctx ends or the simulator is closed.
func (s *Simulator) Run(ctx context.Context) error {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		if _, err := s.RunDue(ctx, s.cfg.Clock.Now()); err != nil && ctx.Err() == nil {
			s.logger.ErrorContext(ctx, "simulator: due work failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.closed:
			return nil
		case <-s.woken:
		case <-ticker.C:
		}
	}
}
