package stripesim

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// control serves /sim: JSON in, JSON out. It steers what Stripe decides by itself, so
// it is not part of what a client of Stripe may use.
func (s *Simulator) control(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(r.URL.Path, "/sim/"), "/"), "/")
	id := ""
	if len(parts) > 1 {
		id = parts[1]
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		writeControl(w, http.StatusBadRequest, map[string]string{"error": "the body could not be read"})
		return
	}
	d := &controlCall{s: s, r: r, id: id, body: body}
	if len(parts) > 2 {
		d.verb = parts[2]
	}
	run := map[string]func() (any, error){
		"clock": d.clock, "faults": d.faults, "webhooks": d.webhooks, "disputes": d.disputes, "payouts": d.payouts, "accounts": d.accounts,
		"refunds": d.refunds, "checkout": d.checkout, "balances": d.balances, "settings": d.settings, "reset": d.reset, "events": d.events, "run": d.run,
	}[parts[0]]
	if run == nil {
		writeControl(w, http.StatusNotFound, map[string]string{"error": "no such control: " + parts[0]})
		return
	}
	out, err := run()
	if err != nil {
		e := asError(err)
		writeControl(w, e.Status, map[string]string{"error": e.Message, "code": e.Code})
		return
	}
	writeControl(w, http.StatusOK, out)
}

func writeControl(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(mustJSON(v), '\n')) // a client that is gone reads nothing
}

// controlCall is one request to /sim/{what}/{id}/{verb}.
type controlCall struct {
	s        *Simulator
	r        *http.Request
	id, verb string
	body     []byte
}

// read decodes the body; unknown fields are refused.
func (d *controlCall) read(v any) error {
	if len(d.body) == 0 {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(string(d.body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return invalid("", "", "simulator: %s", err)
	}
	return nil
}

func (d *controlCall) post() bool { return d.r.Method == http.MethodPost }

type clockState struct {
	Now      time.Time `json:"now"`
	OffsetMS int64     `json:"offset_ms"`
	Ran      int       `json:"ran"`
	// NextDue is when something falls due next by this clock; nil when nothing does.
	NextDue *time.Time `json:"next_due,omitempty"`
}

// clock shows the time, or moves it: advance_s adds, offset_ms sets. What becomes due
// runs before the answer, in time order.
func (d *controlCall) clock() (any, error) {
	var in struct {
		AdvanceSeconds int64  `json:"advance_s"`
		OffsetMS       *int64 `json:"offset_ms"`
	}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	out := clockState{}
	if d.post() {
		err := d.s.command(cause{}, func(t *tx) error {
			set := edit[settings](t, settingsID)
			if in.OffsetMS != nil {
				set.OffsetMS = *in.OffsetMS
			}
			set.OffsetMS += in.AdvanceSeconds * 1000
			return nil
		})
		if err != nil {
			return nil, err
		}
		if out.Ran, err = d.s.RunDue(d.r.Context(), d.s.cfg.Clock.Now()); err != nil {
			return nil, err
		}
	}
	err := d.s.command(cause{}, func(t *tx) error {
		out.Now, out.OffsetMS = t.now, get[settings](t, settingsID).OffsetMS
		return nil
	})
	if at, ok := d.s.NextDue(); ok {
		at = at.Add(time.Duration(out.OffsetMS) * time.Millisecond)
		out.NextDue = &at
	}
	return out, err
}

// run fires what is due now.
func (d *controlCall) run() (any, error) {
	n, err := d.s.RunDue(d.r.Context(), d.s.cfg.Clock.Now())
	return map[string]int{"ran": n}, err
}

// faults lists the rules and their firings, adds a rule, or removes one or all.
func (d *controlCall) faults() (any, error) {
	switch d.r.Method {
	case http.MethodPost:
		f := &Fault{}
		if err := d.read(f); err != nil {
			return nil, err
		}
		return f, d.s.AddFault(f)
	case http.MethodDelete:
		return map[string]int{"removed": d.s.faults.clear(d.id)}, nil
	}
	rules, log := d.s.faults.list()
	return map[string]any{"faults": rules, "log": log}, nil
}

// AddFault installs a fault rule and gives it an id.
func (s *Simulator) AddFault(f *Fault) error {
	if err := oneOf("kind", f.Kind, faultKinds...); err != nil {
		return err
	}
	f.ID = s.cfg.IDs.New("fault")
	s.faults.add(f)
	return nil
}

// ClearFaults removes all fault rules.
func (s *Simulator) ClearFaults() { s.faults.clear("") }

// Firings returns what faults did, oldest first.
func (s *Simulator) Firings() []Firing {
	_, log := s.faults.list()
	return log
}

// webhooks shows the queue and the options, or sets all options at once;
// webhooks/{endpoint}/roll starts a second secret.
func (d *controlCall) webhooks() (any, error) {
	if d.verb == "roll" && d.post() {
		return d.roll()
	}
	if d.post() {
		var o HookOptions
		if err := d.read(&o); err != nil {
			return nil, err
		}
		if err := d.s.SetWebhookOptions(o); err != nil {
			return nil, err
		}
	}
	out := map[string]any{}
	err := d.s.command(cause{}, func(t *tx) error {
		queue := []record{}
		for _, r := range t.list("sim.delivery", platformID, "") {
			if len(queue) == 1000 {
				break
			}
			queue = append(queue, r)
		}
		out["options"], out["queue"] = get[settings](t, settingsID).Hooks, queue
		return nil
	})
	return out, err
}

// SetWebhookOptions replaces the options by which webhooks are disturbed.
func (s *Simulator) SetWebhookOptions(o HookOptions) error {
	if err := oneOf("drop", o.Drop, "", dropAlways, dropUntilPolled); err != nil {
		return err
	}
	return s.command(cause{}, func(t *tx) error {
		edit[settings](t, settingsID).Hooks = o
		if o.Seed != 0 {
			s.rand = o.Seed
		}
		return nil
	})
}

// rollLife is how long both secrets sign after a roll.
const rollLife = 24 * time.Hour

func (d *controlCall) roll() (any, error) {
	secret := "whsec_" + hex.EncodeToString(d.s.cfg.IDs.Token(20))
	err := d.s.command(cause{}, func(t *tx) error {
		if _, ok := t.load(d.id).(*endpoint); !ok {
			return noSuch("webhook endpoint", d.id)
		}
		e := edit[endpoint](t, d.id)
		e.OldSecret, e.Secret, e.RollEnds = e.Secret, secret, t.now.Add(rollLife).Unix()
		return nil
	})
	return map[string]string{"secret": secret}, err
}

// settings shows or replaces fees and switches.
func (d *controlCall) settings() (any, error) {
	var out settings
	err := d.s.command(cause{}, func(t *tx) error {
		set := get[settings](t, settingsID)
		if d.post() {
			set = edit[settings](t, settingsID)
			in := struct {
				Fees             *FeeTable `json:"fees"`
				NegativeReversal *bool     `json:"allow_negative_reversal"`
			}{&set.Fees, &set.NegativeReversal}
			if err := d.read(&in); err != nil {
				return err
			}
		}
		out = *set
		return nil
	})
	return map[string]any{"fees": out.Fees, "allow_negative_reversal": out.NegativeReversal}, err
}

// reset forgets everything but the platform.
func (d *controlCall) reset() (any, error) {
	if !d.post() {
		return nil, invalid("", "", "simulator: reset is a POST")
	}
	d.s.faults.clear("")
	err := d.s.command(cause{}, func(t *tx) error {
		for id := range t.s.st.rows {
			t.forget(id)
		}
		return t.found()
	})
	return map[string]bool{"reset": true}, err
}

// events delivers an event again: events/{id}/replay {"times": n}.
func (d *controlCall) events() (any, error) {
	in := struct {
		Times int `json:"times"`
	}{1}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	if d.verb != "replay" || !d.post() || in.Times < 1 || in.Times > 1000 {
		return nil, invalid("", "", "simulator: POST events/{id}/replay with times from 1 to 1000")
	}
	err := d.s.command(cause{}, func(t *tx) error {
		if _, ok := t.load(d.id).(*event); !ok {
			return noSuch("event", d.id)
		}
		e := edit[event](t, d.id)
		before := e.Initial
		for range in.Times {
			t.enqueue(e)
		}
		e.Initial = before
		return nil
	})
	if err != nil {
		return nil, err
	}
	n, err := d.s.RunDue(d.r.Context(), d.s.cfg.Clock.Now())
	return map[string]int{"ran": n}, err
}

// checkout pays a session: checkout/{cs}/pay {"card": "4242…"}.
func (d *controlCall) checkout() (any, error) {
	in := struct {
		Card string `json:"card"`
	}{"4242424242424242"}
	if err := d.read(&in); err != nil {
		return nil, err
	}
	return map[string]bool{"paid": true}, d.s.PayCheckout(d.r.Context(), d.id, in.Card)
}
