package stripesim

import (
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// endpoint is an address that events are posted to. It belongs to the platform; a
// Connect endpoint hears of the connected accounts' events instead of the platform's.
type endpoint struct {
	base
	APIVersion  opt      `json:"api_version"`
	Application null     `json:"application"`
	Description opt      `json:"description"`
	Events      []string `json:"enabled_events"`
	Livemode    bool     `json:"livemode"`
	Metadata    metadata `json:"metadata"`
	Status      string   `json:"status"`
	URL         string   `json:"url"`
	Secret      string   `json:"secret,omitempty"`
	Connect     bool     `json:"_connect,omitempty"`
	OldSecret   string   `json:"_old_secret,omitempty"` // signs too, until the roll ends
	RollEnds    int64    `json:"_roll_ends,omitempty"`  // epoch seconds
}

func (e *endpoint) wire(*tx) any {
	w := *e
	w.base, w.Secret, w.Connect, w.OldSecret, w.RollEnds = e.bare(), "", false, "", 0
	return &w
}

// wants reports whether the endpoint is told of an event.
func (e *endpoint) wants(v *event) bool {
	if e.Status != "enabled" || e.Connect != (v.Account != "") {
		return false
	}
	return contains(e.Events, "*") || contains(e.Events, v.Type)
}

// delivery is one event on its way to one endpoint.
type delivery struct {
	base
	Event    string `json:"event"`
	Endpoint string `json:"endpoint"`
	Attempt  int    `json:"attempt"` // attempts made
	Due      int64  `json:"due"`     // epoch milliseconds
	Error    string `json:"error,omitempty"`
}

func (d *delivery) wire(*tx) any { return d }

const (
	dropAlways      = "always"
	dropUntilPolled = "until_polled"
)

// HookOptions disturb the delivery of webhooks (§10.7 of the payment rules).
type HookOptions struct {
	DelayMS      int64  `json:"delay_ms"`      // every delivery starts this much later
	Duplicate    int    `json:"duplicate_pct"` // chance of a second delivery, per cent
	ReorderMS    int64  `json:"reorder_ms"`    // random extra delay below this
	Drop         string `json:"drop"`          // "", "always" or "until_polled"
	BeforeAnswer bool   `json:"before_answer"` // deliver before the API call returns
	Livemode     bool   `json:"livemode"`      // events claim to be live
	APIVersion   string `json:"api_version"`   // events claim another version
	BadSignature bool   `json:"bad_signature"` // sign with a wrong secret
	Burst        int    `json:"burst"`         // deliver each event this often at once
	SkewSeconds  int64  `json:"skew_s"`        // added to the signature's time
	Live         bool   `json:"live_retries"`  // retry for three days instead of minutes
	Seed         uint64 `json:"seed"`          // of the chances
}

// retrySchedule returns the waits before the attempts that follow a failed one.
func (o HookOptions) retrySchedule() []time.Duration {
	if !o.Live {
		return []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}
	}
	out := []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour}
	for range 5 {
		out = append(out, 12*time.Hour)
	}
	return out
}

// enqueue plans an event's deliveries.
func (t *tx) enqueue(e *event) {
	o := get[settings](t, settingsID).Hooks
	if o.Drop != "" {
		return
	}
	for _, r := range t.list("webhook_endpoint", platformID, "") {
		ep, ok := t.load(r.meta().ID).(*endpoint)
		if !ok || !ep.wants(e) {
			continue
		}
		copies := max(o.Burst, 1)
		if o.Duplicate > 0 && int(roll(&t.s.rand)%100) < o.Duplicate {
			copies++
		}
		for range copies {
			at := t.now.UnixMilli() + o.DelayMS
			if o.ReorderMS > 0 {
				at += int64(roll(&t.s.rand) % uint64(o.ReorderMS)) // small numbers
			}
			t.add(&delivery{base: base{ID: t.s.cfg.IDs.New("whd"), Object: "sim.delivery"}, Event: e.ID, Endpoint: ep.ID, Due: at}, platformID)
			e.Pending++
		}
	}
	e.Initial = e.Pending
}

// maxEndpoints is Stripe's limit on endpoints of an account.
const maxEndpoints = 16

func createEndpoint(c *call) (any, error) {
	if c.home != platformID {
		return nil, notImplemented("webhook endpoints of a connected account")
	}
	if len(c.list("webhook_endpoint", c.home, "")) >= maxEndpoints {
		return nil, refused("", "", "You have reached the maximum of 16 test webhook endpoints.")
	}
	e := &endpoint{
		base: base{ID: c.s.cfg.IDs.New("we"), Object: "webhook_endpoint"}, Status: "enabled",
		Secret: "whsec_" + hex.EncodeToString(c.s.cfg.IDs.Token(20)), Connect: c.p.Bool("connect"), APIVersion: opt(c.p.Str("api_version")),
	}
	if v := string(e.APIVersion); v != "" && v != APIVersion {
		return nil, notImplemented("API version " + v)
	}
	if _, err := required(c.p, "url"); err != nil {
		return nil, err
	}
	if !c.p.Has("enabled_events") {
		return nil, missing("enabled_events")
	}
	if err := c.changeEndpoint(e); err != nil {
		return nil, err
	}
	c.add(e, c.home)
	w := endpointWithSecret(*e)
	w.base, w.Connect = e.bare(), false
	return &w, nil
}

// endpointWithSecret is what creation answers, the only answer that shows the secret.
type endpointWithSecret endpoint

func (c *call) changeEndpoint(e *endpoint) (err error) {
	if c.p.Has("url") {
		e.URL = c.p.Str("url")
		u, perr := url.Parse(e.URL)
		if perr != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return invalid("url_invalid", "url", "Invalid URL: An explicit scheme (such as https) must be provided.")
		}
	}
	if c.p.Has("enabled_events") {
		e.Events = c.p.Strings("enabled_events")
		if len(e.Events) == 0 {
			return invalid("parameter_invalid_empty", "enabled_events", "You must enable at least one event.")
		}
		for _, name := range e.Events {
			if name != "*" && !strings.Contains(name, ".") {
				return invalid("", "enabled_events", "Invalid enabled_events: %s is not a type of event", name)
			}
		}
	}
	if c.p.Has("description") {
		e.Description = opt(c.p.Str("description"))
	}
	if c.p.Has("disabled") {
		e.Status = "enabled"
		if c.p.Bool("disabled") {
			e.Status = "disabled"
		}
	}
	e.Metadata, err = c.applyMetadata(c.p, e.Metadata)
	return err
}

func (c *call) ownEndpoint() (*endpoint, error) {
	if e, ok := find[endpoint](c.tx, c.home, c.args[0]); ok {
		return e, nil
	}
	return nil, noSuch("webhook endpoint", c.args[0])
}

func getEndpoint(c *call) (any, error) { return c.ownEndpoint() }

func updateEndpoint(c *call) (any, error) {
	if _, err := c.ownEndpoint(); err != nil {
		return nil, err
	}
	e := edit[endpoint](c.tx, c.args[0])
	return e, c.changeEndpoint(e)
}

func listEndpoints(c *call) (any, error) {
	return c.page("webhook_endpoint", "webhook endpoint", "/v1/webhook_endpoints")
}

// deleted is what a deletion answers.
type deleted struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Deleted bool   `json:"deleted"`
}

func deleteEndpoint(c *call) (any, error) {
	e, err := c.ownEndpoint()
	if err != nil {
		return nil, err
	}
	c.forget(e.ID)
	return deleted{e.ID, e.Object, true}, nil
}
