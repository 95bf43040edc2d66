package stripesim

import (
	"encoding/json"
	"fmt"
	"sort"
	"time"
)

// state is everything the simulator knows. The simulator's lock guards it.
type state struct {
	rows  map[string]record
	lists map[string][]record // oldest first; the key is made by listKey
	seq   int64
}

func newState() *state {
	return &state{rows: map[string]record{}, lists: map[string][]record{}}
}

func listKey(object, home, key string) string { return object + "|" + home + "|" + key }

// listed reports whether clients can list records of this kind; bookkeeping is only
// looked up by id.
func listed(object string) bool {
	switch object {
	case "balance", "sim.job", "sim.answer", "sim.settings", "payment_method", "account_link":
		return false
	}
	return true
}

// put adds or replaces a record and keeps the lists right.
func (st *state) put(r record) {
	m := r.meta()
	old := st.rows[m.ID]
	if m.Seq > st.seq {
		st.seq = m.Seq
	}
	st.rows[m.ID] = r
	if !listed(m.Object) {
		return
	}
	if old == nil {
		st.insert(listKey(m.Object, m.Home, ""), r)
		for _, k := range r.keys() {
			st.insert(listKey(m.Object, m.Home, k), r)
		}
		return
	}
	st.replace(listKey(m.Object, m.Home, ""), r)
	st.relist(old, r)
}

// relist moves a changed record between the lists of its old and its new keys.
func (st *state) relist(old, r record) {
	m := r.meta()
	before, after := old.keys(), r.keys()
	for _, k := range before {
		if !contains(after, k) {
			st.drop(listKey(m.Object, m.Home, k), old)
		}
	}
	for _, k := range after {
		if contains(before, k) {
			st.replace(listKey(m.Object, m.Home, k), r)
		} else {
			st.insert(listKey(m.Object, m.Home, k), r)
		}
	}
}

// remove forgets a record.
func (st *state) remove(id string) {
	r := st.rows[id]
	if r == nil {
		return
	}
	delete(st.rows, id)
	m := r.meta()
	if !listed(m.Object) {
		return
	}
	st.drop(listKey(m.Object, m.Home, ""), r)
	for _, k := range r.keys() {
		st.drop(listKey(m.Object, m.Home, k), r)
	}
}

// place returns where r is, or belongs, in a list: lists are ordered by time of
// creation, then by sequence. Records mostly arrive in order; only histories written
// with a moved clock insert in the middle.
func place(list []record, r record) int {
	m := r.meta()
	return sort.Search(len(list), func(i int) bool {
		x := list[i].meta()
		return x.Created > m.Created || (x.Created == m.Created && x.Seq >= m.Seq)
	})
}

func (st *state) insert(key string, r record) {
	list := st.lists[key]
	i := place(list, r)
	list = append(list, nil)
	copy(list[i+1:], list[i:])
	list[i] = r
	st.lists[key] = list
}

func (st *state) replace(key string, r record) {
	list := st.lists[key]
	if i := place(list, r); i < len(list) && list[i].meta().ID == r.meta().ID {
		list[i] = r
	}
}

func (st *state) drop(key string, r record) {
	list := st.lists[key]
	i := place(list, r)
	if i >= len(list) || list[i].meta().ID != r.meta().ID {
		return
	}
	if len(list) == 1 {
		delete(st.lists, key)
		return
	}
	if i == 0 { // pruning from the front must not move the rest
		list[0] = nil
		st.lists[key] = list[1:]
		return
	}
	copy(list[i:], list[i+1:])
	list[len(list)-1] = nil
	st.lists[key] = list[:len(list)-1]
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// tx is one command's view of the state: what it wrote, over what is there. It is
// discarded as a whole unless it is committed.
type tx struct {
	s     *Simulator
	now   time.Time
	dirty map[string]record
	order []string // ids in the order of their first write
	gone  map[string]bool
	cause cause // what the events of this command name as their request
}

// cause is the request that events name.
type cause struct{ id, key string }

func (s *Simulator) begin(now time.Time) *tx {
	return &tx{s: s, now: now, dirty: map[string]record{}}
}

// seconds returns the command's time as Stripe writes times.
func (t *tx) seconds() int64 { return t.now.Unix() }

// load returns a record as this command sees it, nil when there is none.
func (t *tx) load(id string) record {
	if r, ok := t.dirty[id]; ok {
		return r
	}
	if t.gone[id] {
		return nil
	}
	return t.s.st.rows[id]
}

// find returns the record with this id when it is of type T and of this home. The
// result must not be modified.
func find[T any, P interface {
	*T
	record
}](t *tx, home, id string) (P, bool) {
	r, ok := t.load(id).(P)
	if !ok || r.meta().Home != home {
		return nil, false
	}
	return r, true
}

// get returns a record that must exist: the state itself refers to it.
func get[T any, P interface {
	*T
	record
}](t *tx, id string) P {
	r, ok := t.load(id).(P)
	if !ok {
		panic(fmt.Sprintf("stripesim: %T %q is referred to and missing", r, id))
	}
	return r
}

// edit returns this command's own copy of a record that must exist. Maps and slices in
// it are still shared: they are replaced, never changed in place.
func edit[T any, P interface {
	*T
	record
}](t *tx, id string) P {
	if r, ok := t.dirty[id].(P); ok {
		return r
	}
	c := *get[T, P](t, id)
	p := P(&c)
	t.dirty[id] = p
	t.order = append(t.order, id)
	return p
}

// add puts a new record into the state.
func (t *tx) add(r record, home string) {
	m := r.meta()
	t.s.st.seq++
	m.Home, m.Seq = home, t.s.st.seq
	if m.Created == 0 {
		m.Created = t.seconds()
	}
	if _, ok := t.dirty[m.ID]; !ok {
		t.order = append(t.order, m.ID)
	}
	t.dirty[m.ID] = r // what was forgotten before in this command is removed first
}

// forget removes a record.
func (t *tx) forget(id string) {
	if t.load(id) == nil {
		return
	}
	if t.gone == nil {
		t.gone = map[string]bool{}
	}
	delete(t.dirty, id)
	t.gone[id] = true
}

// list returns the committed records under a key, oldest first. What the command
// itself wrote is not in it.
func (t *tx) list(object, home, key string) []record {
	return t.s.st.lists[listKey(object, home, key)]
}

// commit makes the command's writes part of the state and appends them to the
// journal. The simulator's lock is held.
func (t *tx) commit() error {
	if len(t.order) == 0 && len(t.gone) == 0 {
		return nil
	}
	line, err := t.line()
	if err != nil {
		return err
	}
	for id := range t.gone {
		t.s.st.remove(id)
	}
	for _, id := range t.order {
		if r := t.dirty[id]; r != nil {
			t.s.st.put(r)
			t.s.arm(r)
		}
	}
	t.s.wake()
	if line != nil {
		t.s.log.Append(line)
	}
	return nil
}

// line returns the command's writes as a line of the journal, nil when there is none.
// It writes the JSON of change by hand: encoding what is encoded already would cost
// more than all the rest.
func (t *tx) line() ([]byte, error) {
	if t.s.log == nil {
		return nil, nil // nil is "no journal"
	}
	line := []byte(`{"put":[`)
	for _, id := range t.order {
		r := t.dirty[id]
		if r == nil {
			continue // written, then forgotten
		}
		b, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("stripesim: %s: %w", id, err)
		}
		if line[len(line)-1] != '[' {
			line = append(line, ',')
		}
		line = append(line, b...)
	}
	gone := make([]string, 0, len(t.gone))
	for id := range t.gone {
		gone = append(gone, id)
	}
	line = append(line, `],"gone":`...)
	line = append(line, mustJSON(gone)...)
	return append(line, '}'), nil
}
