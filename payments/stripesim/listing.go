package stripesim

import (
	"strconv"

	"github.com/markthalle/markthalle/payments/stripesim/form"
)

// page is Stripe's list object.
type page struct {
	Object  string   `json:"object"`
	URL     string   `json:"url"`
	HasMore bool     `json:"has_more"`
	Data    []record `json:"-"`
	Items   []any    `json:"data"`
}

// span is a filter on the time of creation.
type span struct{ gt, gte, lt, lte, eq int64 }

func (x span) holds(at int64) bool {
	return (x.gt == 0 || at > x.gt) && (x.gte == 0 || at >= x.gte) &&
		(x.lt == 0 || at < x.lt) && (x.lte == 0 || at <= x.lte) && (x.eq == 0 || at == x.eq)
}

func readSpan(p *form.Value, name string) span {
	v := p.Get(name)
	if v == nil {
		return span{}
	}
	if v.IsText() {
		n, _ := p.Int(name)
		return span{eq: n}
	}
	var x span
	x.gt, _ = v.Int("gt")
	x.gte, _ = v.Int("gte")
	x.lt, _ = v.Int("lt")
	x.lte, _ = v.Int("lte")
	return x
}

// page lists the records of one kind, newest first. Each named filter that was sent
// must be among the keys of the records; the shortest of their lists is walked.
func (c *call) page(object, noun, url string, filters ...string) (*page, error) {
	var wanted []string
	for _, f := range filters {
		if c.p.Has(f) {
			wanted = append(wanted, f+"="+c.p.Str(f))
		}
	}
	return c.pageOf(object, noun, url, wanted, func(record) bool { return true })
}

func (c *call) pageOf(object, noun, url string, wanted []string, keep func(record) bool) (*page, error) {
	limit, err := c.limit()
	if err != nil {
		return nil, err
	}
	list := c.list(object, c.home, "")
	for _, k := range wanted {
		if l := c.list(object, c.home, k); len(l) < len(list) {
			list = l
		}
	}
	created := readSpan(c.p, "created")
	matches := func(r record) bool {
		keys := r.keys()
		for _, k := range wanted {
			if !contains(keys, k) {
				return false
			}
		}
		return created.holds(r.meta().Created) && keep(r)
	}
	out := &page{Object: "list", URL: url, Items: []any{}}
	after, before := c.p.Str("starting_after"), c.p.Str("ending_before")
	switch {
	case after != "" && before != "":
		return nil, invalid("", "ending_before", "You cannot parameterize both starting_after and ending_before.")
	case before != "":
		pos, err := c.anchor(list, object, noun, "ending_before", before)
		if err != nil {
			return nil, err
		}
		if pos < len(list) && list[pos].meta().ID == before {
			pos++
		}
		for i := pos; i < len(list) && !out.HasMore; i++ {
			out.take(list[i], matches, limit, true)
		}
	default:
		pos := len(list)
		if after != "" {
			if pos, err = c.anchor(list, object, noun, "starting_after", after); err != nil {
				return nil, err
			}
		}
		for i := pos - 1; i >= 0 && !out.HasMore; i-- {
			out.take(list[i], matches, limit, false)
		}
	}
	return out, nil
}

// take adds a matching record; one more than the limit only says that there is more.
func (p *page) take(r record, matches func(record) bool, limit int, front bool) {
	switch {
	case !matches(r):
	case len(p.Data) == limit:
		p.HasMore = true
	case front:
		p.Data = append([]record{r}, p.Data...)
	default:
		p.Data = append(p.Data, r)
	}
}

// anchor finds where the list stands relative to a record that a client names: the
// record's own place, or where it would be.
func (c *call) anchor(list []record, object, noun, param, id string) (int, error) {
	r := c.load(id)
	if r == nil || r.meta().Object != object || r.meta().Home != c.home {
		return 0, noSuchParam(noun, param, id)
	}
	return place(list, r), nil
}

func (c *call) limit() (int, error) {
	n, given := c.p.Int("limit")
	if !given {
		return 10, nil
	}
	if n < 1 || n > 100 {
		return 0, invalid("parameter_invalid_integer", "limit", "This value must be between 1 and 100 (you passed %s).", strconv.FormatInt(n, 10))
	}
	return int(n), nil
}
