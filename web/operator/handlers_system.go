package operator

import (
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const letterRows = 25

func (h *handlers) showSystem(c *edge.Ctx, _ markthalle.Actor) error {
	w := wordsOf(c)
	b, err := c.DB.Backlog(c.Context)
	if err != nil {
		return err
	}
	answers := h.ask(c)
	view := System{
		Summary: w.summary(b, answers), Engines: mapped(answers, w.engine), Backlog: b.Events, Timers: b.TimersDue, Version: h.Version, Mode: "live",
	}
	if c.Market.Trial {
		view.Mode, view.MailsURL = "trial", h.MailsURL
	}
	if !b.Oldest.IsZero() {
		view.Oldest = max(0, w.now.Sub(b.Oldest))
	}
	proof, err := w.trial(c)
	if err != nil {
		return err
	}
	view.Summary = append(view.Summary, proof...)
	if due, ok, err := c.DB.NextTimer(c.Context); err != nil {
		return err
	} else if ok {
		view.NextDue = due
	}
	beats, err := c.DB.Schedules(c.Context)
	if err != nil {
		return err
	}
	view.Beats = mapped(beats, w.beat)
	page, err := c.DB.DeadLetters(c.Context, c.Page(letterRows))
	if err != nil {
		return err
	}
	view.Letters = mapped(page.Items, letter)
	view.Pager = cursorPager(c, url.Values{}, len(page.Items), page.Next, b.DeadLetters)
	return c.Render(PageSystem, view)
}

func (w words) engine(a answer) Engine {
	out := Engine{Key: a.Key, Name: a.Name, TookMS: a.took.Milliseconds(), State: sign("good", w.t("system.answers"))}
	if a.err != nil {
		out.State, out.Detail = sign("bad", w.t("system.silent")), markthalle.CodeOf(a.err)
	}
	return out
}

// late is how long after its time a schedule may run before it is shown as late.
const late = 10 * time.Minute

// beat maps a schedule: when it ran last, by the market's clock, and runs next.
func (w words) beat(t store.Timer) Heartbeat {
	out := Heartbeat{Name: t.Kind, Last: t.LastDue, Next: t.DueAt, Sign: sign("good", w.t("system.on_time"))}
	switch {
	case t.Attempts > 0:
		out.Sign = sign("bad", w.t("system.fails", "N", t.Attempts))
	case w.now.Sub(t.DueAt) > late:
		out.Sign = sign("warn", w.t("system.late"))
	}
	return out
}

// letter maps work that was given up; what it was about is told by ids only.
func letter(l store.DeadLetter) DeadLetter {
	return DeadLetter{
		ID: url.PathEscape(l.ID), Reaction: l.Reaction, Document: l.Collection + "/" + l.Document, Event: l.Type, Attempts: l.Attempts, At: l.At, Cause: l.Cause,
	}
}

func replayLetter(c *edge.Ctx, _ markthalle.Actor) error {
	id, err := url.PathUnescape(c.Param("id"))
	if err != nil {
		return markthalle.ErrNotFound.With(err)
	}
	err = c.DB.Replay(c.Context, id)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	c.Flash("good", FlashReplayed)
	return c.Redirect("/operator/system")
}

// furthest is how far one form may move the clock.
const furthest = 400 * 24 * time.Hour

// lastMove remembers what the last move of the clock did, for the page after it.
type lastMove struct {
	mu  sync.Mutex
	ran []Event
}

func (m *lastMove) set(ran []Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ran = ran
}

func (m *lastMove) get() []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ran
}

func (h *handlers) showClock(c *edge.Ctx, _ markthalle.Actor) error { return h.clockPage(c, Clock{}) }

func (h *handlers) clockPage(c *edge.Ctx, view Clock) error {
	view.Now, view.Wall, view.Ran = c.Now(), c.Wall.WallNow(), h.moves.get()
	view.Offset = view.Now.Sub(view.Wall).Round(time.Minute)
	due, ok, err := c.DB.NextTimer(c.Context)
	if err != nil {
		return err
	}
	if ok {
		view.NextDue = due
	}
	return c.Render(PageClock, view)
}

// moveClock moves the market's time; everything that falls due happens on the way.
func (h *handlers) moveClock(c *edge.Ctx, a markthalle.Actor) error {
	view := Clock{Advance: c.Form("advance")}
	by, err := time.ParseDuration(view.Advance)
	var f formFaults
	f.Check(err == nil, "/advance", "duration", "This is not a duration.")
	f.Check(err != nil || by >= 0 && by <= furthest, "/advance", "too_large", "The clock moves forward, by at most 400 days.")
	if err = f.err(); err == nil {
		err = c.Once(func() error { return h.advance(c, a, by) })
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return h.clockPage(c, view)
		})
	}
	c.Flash("good", FlashClockMoved, "At", c.Now().In(c.Site.Zone()).Format("2006-01-02 15:04"))
	return c.Redirect("/operator/clock")
}

// advance moves the clock and notes which schedules ran on the way.
func (h *handlers) advance(c *edge.Ctx, _ markthalle.Actor, by time.Duration) error {
	before, err := c.DB.Schedules(c.Context)
	if err != nil {
		return err
	}
	if _, err := h.Advance(c.Context, by); err != nil {
		return err
	}
	after, err := c.DB.Schedules(c.Context)
	if err != nil {
		return err
	}
	h.moves.set(ranBetween(before, after))
	return nil
}

// ranBetween lists the schedules that ran, by when each ran last.
func ranBetween(before, after []store.Timer) []Event {
	last := map[string]time.Time{}
	for _, t := range before {
		last[t.Kind] = t.LastDue
	}
	var out []Event
	for _, t := range after {
		if t.LastDue.After(last[t.Kind]) {
			out = append(out, Event{At: t.LastDue, Text: t.Kind})
		}
	}
	return out
}
