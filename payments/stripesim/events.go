package stripesim

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// event is a fact that webhooks tell, with a snapshot of its object at that time.
type event struct {
	base
	APIVersion string       `json:"api_version"`
	Data       eventData    `json:"data"`
	Livemode   bool         `json:"livemode"`
	Pending    int          `json:"pending_webhooks"`
	Request    eventRequest `json:"request"`
	Type       string       `json:"type"`
	Account    string       `json:"account,omitempty"`
	Initial    int          `json:"_initial,omitempty"` // deliveries at its creation
}

type eventData struct {
	Object   json.RawMessage `json:"object"`
	Previous json.RawMessage `json:"previous_attributes,omitempty"`
}

type eventRequest struct {
	ID  opt `json:"id"`
	Key opt `json:"idempotency_key"`
}

func (e *event) keys() []string { return []string{"type=" + e.Type} }

func (e *event) wire(*tx) any {
	w := *e
	w.base, w.Initial = e.bare(), 0
	return &w
}

// emit records that something happened to r and queues its webhooks.
func (t *tx) emit(home, kind string, r record) { t.publish(home, kind, r, nil) }

// emitUpdated is emit with what changed since the last commit; it emits nothing when
// clients would see no difference.
func (t *tx) emitUpdated(home, kind string, r record) {
	old := t.s.st.rows[r.meta().ID]
	if old == nil {
		t.emit(home, kind, r)
		return
	}
	if prev := t.differences(old, r); prev != nil {
		t.publish(home, kind, r, prev)
	}
}

// differences returns the old values of the top-level fields that changed, nil when
// nothing did.
func (t *tx) differences(old, r record) json.RawMessage {
	before, after := fields(old.wire(t)), fields(r.wire(t))
	prev := map[string]json.RawMessage{}
	for k, v := range before {
		if !bytes.Equal(v, after[k]) {
			prev[k] = v
		}
	}
	for k := range after {
		if _, ok := before[k]; !ok {
			prev[k] = json.RawMessage("null")
		}
	}
	if len(prev) == 0 {
		return nil
	}
	return mustJSON(prev)
}

func fields(v any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal(mustJSON(v), &out); err != nil {
		panic(fmt.Sprintf("stripesim: %T is no JSON object: %v", v, err))
	}
	return out
}

// mustJSON encodes the simulator's own structs, which always can be.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("stripesim: %T: %v", v, err))
	}
	return b
}

func (t *tx) publish(home, kind string, r record, prev json.RawMessage) {
	e := &event{
		base: base{ID: t.s.cfg.IDs.New("evt"), Object: "event"}, APIVersion: APIVersion, Type: kind,
		Data: eventData{Object: mustJSON(r.wire(t)), Previous: prev}, Request: eventRequest{opt(t.cause.id), opt(t.cause.key)},
	}
	if home != platformID {
		e.Account = home
	}
	t.add(e, home)
	t.enqueue(e)
}

func getEvent(c *call) (any, error) {
	e, ok := find[event](c.tx, c.home, c.args[0])
	if !ok {
		return nil, noSuch("event", c.args[0])
	}
	return e, nil
}

// listEvents also ends the "drop until polled" option: a client that polls has noticed.
func listEvents(c *call) (any, error) {
	if set := get[settings](c.tx, settingsID); set.Hooks.Drop == dropUntilPolled {
		edit[settings](c.tx, settingsID).Hooks.Drop = ""
	}
	types := c.p.Strings("types")
	var wanted []string
	if c.p.Has("type") {
		wanted = append(wanted, "type="+c.p.Str("type"))
	}
	delivered, filter := c.p.Bool("delivery_success"), c.p.Has("delivery_success")
	return c.pageOf("event", "event", "/v1/events", wanted, func(r record) bool {
		e, ok := r.(*event)
		return ok && (len(types) == 0 || contains(types, e.Type)) && (!filter || delivered == (e.Pending == 0))
	})
}
