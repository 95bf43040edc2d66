package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the market counts about itself. Their labels name what the code
// names (routes, operations, collections, schedules), never who or what was asked for:
// the number of series is that of the code, whatever the traffic.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec // method, route, class
	stores   *prometheus.HistogramVec // op
	written  *prometheus.CounterVec   // collection, op
	commits  prometheus.Histogram
	searches *prometheus.HistogramVec // op
}

// latencies reach from what memory answers to what a provider may take, in seconds.
var latencies = []float64{.0005, .001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// fast are the latencies of engines, in seconds.
var fast = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "markthalle_http_request_seconds", Buckets: latencies,
			Help: "Time to answer requests, by route template and class of status.",
		}, []string{"method", "route", "class"}),
		stores: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "markthalle_store_seconds", Buckets: fast,
			Help: "Time of operations of the document store; writes include the wait for their commit.",
		}, []string{"op"}),
		written: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "markthalle_store_writes_total", Help: "Documents written, by collection.",
		}, []string{"collection", "op"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "markthalle_store_commit_writes", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
			Help: "Writes that shared a commit of the embedded store.",
		}),
		searches: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "markthalle_search_seconds", Buckets: fast, Help: "Time of operations of the search engine.",
		}, []string{"op"}),
	}
	m.registry.MustRegister(m.requests, m.stores, m.written, m.commits, m.searches,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return m
}

// methods are those that get a label of their own.
var methods = map[string]bool{
	fiber.MethodGet: true, fiber.MethodHead: true, fiber.MethodPost: true, fiber.MethodPut: true,
	fiber.MethodPatch: true, fiber.MethodDelete: true, fiber.MethodOptions: true,
}

// measure is the outermost middleware: it notes how long the answer took, and writes
// the problem of a failed request itself, so that the status is known.
func (m *Market) measure(f *fiber.Ctx) error {
	method := f.Method()
	if !methods[method] {
		method = "other"
	}
	var route, class string
	timer := prometheus.NewTimer(prometheus.ObserverFunc(func(s float64) {
		m.metrics.requests.WithLabelValues(method, route, class).Observe(s)
	}))
	err := f.Next()
	if err != nil {
		err = m.fail(f, err)
	}
	status := f.Response().StatusCode()
	route, class = f.Route().Path, strconv.Itoa(status/100)+"xx"
	if status == http.StatusNotFound && route == "/" {
		route = "none" // only middleware has seen it
	}
	timer.ObserveDuration()
	return err
}

// backlog reads what waits to be done when it is asked.
type backlog struct{ m *Market }

// The figures of a backlog.
var (
	eventsPending = prometheus.NewDesc("markthalle_events_pending", "Events whose reactions have not all run.", nil, nil)
	eventsAge     = prometheus.NewDesc("markthalle_events_oldest_seconds", "Age of the oldest pending event in market time.", nil, nil)
	deadLetters   = prometheus.NewDesc("markthalle_dead_letters", "Work that was given up and waits for an operator.", nil, nil)
	timersDue     = prometheus.NewDesc("markthalle_timers_due", "Timers that are due in market time.", nil, nil)
	ledgerWaits   = prometheus.NewDesc("markthalle_ledger_unsealed_seconds", "How long the oldest entry of the ledger has waited to be sealed.", nil, nil)
	sweepsOpen    = prometheus.NewDesc("markthalle_sweeps_open", "Sweeps over many documents under way.", nil, nil)
	scheduleRun   = prometheus.NewDesc("markthalle_schedule_last_run_timestamp_seconds", "When a schedule last succeeded; 0 before the first time.", []string{"schedule"}, nil)
	scheduleLate  = prometheus.NewDesc("markthalle_schedule_late_seconds", "How long a schedule has been due in market time.", []string{"schedule"}, nil)
	scheduleFails = prometheus.NewDesc("markthalle_schedule_failures", "Failures of a schedule in a row.", []string{"schedule"}, nil)
)

// scrapeTime bounds what one look at the backlog may take.
const scrapeTime = 5 * time.Second

// Describe implements prometheus.Collector.
func (b backlog) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		eventsPending, eventsAge, deadLetters, timersDue, ledgerWaits, sweepsOpen, scheduleRun, scheduleLate, scheduleFails,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector. A store that does not answer fails the
// scrape of these figures, so that their absence alerts, and not of the others.
func (b backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime) // a collector gets no context
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	now := b.m.Clock.Now()
	work, err := b.m.DB.Backlog(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(eventsPending, fmt.Errorf("ask backlog: %w", err))
		return
	}
	age := 0.0
	if !work.Oldest.IsZero() {
		age = max(0, now.Sub(work.Oldest).Seconds())
	}
	gauge(eventsPending, float64(work.Events))
	gauge(eventsAge, age)
	gauge(deadLetters, float64(work.DeadLetters))
	gauge(timersDue, float64(work.TimersDue))
	gauge(sweepsOpen, float64(work.SweepsOpen))
	since, err := b.m.Ledger.Waiting(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(ledgerWaits, fmt.Errorf("ask ledger: %w", err))
		return
	}
	age = 0
	if !since.IsZero() {
		age = max(0, b.m.Config.Wall.WallNow().Sub(since).Seconds())
	}
	gauge(ledgerWaits, age)
	schedules, err := b.m.DB.Schedules(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(scheduleRun, fmt.Errorf("ask schedules: %w", err))
		return
	}
	for _, s := range schedules {
		last := 0.0
		if !s.LastAt.IsZero() {
			last = float64(s.LastAt.UnixMilli()) / 1000
		}
		gauge(scheduleRun, last, s.Kind)
		gauge(scheduleLate, max(0, now.Sub(s.DueAt).Seconds()), s.Kind)
		gauge(scheduleFails, float64(s.Attempts), s.Kind)
	}
}

// Metrics serves the market's figures in the text format of Prometheus.
func (m *Market) Metrics() http.Handler {
	return promhttp.HandlerFor(m.metrics.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(m.Config.Log.Handler(), slog.LevelError), ErrorHandling: promhttp.ContinueOnError,
		MaxRequestsInFlight: 4, Timeout: 2 * scrapeTime,
	})
}

// serveMetrics serves /metrics on a listener until the context ends.
func (m *Market) serveMetrics(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Metrics())
	s := &http.Server{Handler: mux, ReadHeaderTimeout: scrapeTime, ReadTimeout: scrapeTime, WriteTimeout: 3 * scrapeTime}
	defer context.AfterFunc(ctx, func() { _ = s.Close() })()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}
