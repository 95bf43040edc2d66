package endpoint_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

// colour is a type with a form of its own on the wire.
type colour struct{ name string }

// FromWire implements endpoint.Wire.
func (c *colour) FromWire(value any, pointer string, f *markthalle.Faults) {
	s, ok := value.(string)
	f.Check(ok && strings.HasPrefix(s, "#"), pointer, "not_a_colour", "A colour starts with #.")
	c.name = s
}

type line struct {
	Offer    string `json:"offer" validate:"required"`
	Quantity int64  `json:"quantity" validate:"min=1,max=9"`
}

type order struct {
	ID     string            `path:"id"`
	Limit  *int              `query:"limit" validate:"omitempty,min=1,max=100"`
	Fresh  bool              `query:"fresh"`
	Since  time.Time         `query:"since"`
	Lines  []line            `json:"lines" validate:"required,max=3,dive"`
	Email  string            `json:"email" validate:"omitempty,email"`
	Kind   string            `json:"kind" validate:"omitempty,oneof=gift plain"`
	At     *time.Time        `json:"at"`
	Colour colour            `json:"colour"`
	Notes  map[string]string `json:"notes"`
	Gift   *bool             `json:"gift"`
}

func bound(t *testing.T, seen *order) *bench {
	return serve(t, nil, endpoint.Route("POST", "/orders/{id}", "Order.", func(_ *endpoint.Call, in order) (said, error) {
		*seen = in
		return said{ID: in.ID}, nil
	}))
}

func TestBindTakesWhatIsRight(t *testing.T) {
	t.Parallel()
	var seen order
	b := bound(t, &seen)
	a := b.send("POST", "/orders/ord_1?limit=7&fresh=true&since=2026-03-01T01:00:00%2B01:00", `{"lines":[{"offer":"off_1","quantity":2}],
		"email":"ada@example.org","kind":"gift","at":"2026-03-31T22:00:00.123456Z","colour":"#fff","notes":{"a/b":"c"},"gift":false}`)
	require.Equal(t, http.StatusOK, a.status, a.raw)
	require.JSONEq(t, `{"id":"ord_1","notes":[]}`, a.raw, "lists are never null")
	require.Equal(t, 7, *seen.Limit)
	require.True(t, seen.Fresh)
	require.Equal(t, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), seen.Since)
	require.Equal(t, []line{{"off_1", 2}}, seen.Lines)
	require.Equal(t, time.Date(2026, 3, 31, 22, 0, 0, 123_000_000, time.UTC), *seen.At, "milliseconds")
	require.Equal(t, "#fff", seen.Colour.name)
	require.Equal(t, map[string]string{"a/b": "c"}, seen.Notes)
	require.False(t, *seen.Gift)
}

// Every fault of a request is told at once: where, what was found, what is wanted.
func TestBindTellsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	var seen order
	p := bound(t, &seen).send("POST", "/orders/ord_1?limit=101&fresh=maybe&since=yesterday&page=2", `{"lines":[{"quantity":0},{"offer":5,"quantity":1.5}],
		"email":"nobody","kind":"huge","at":"soon","colour":"red","notes":[],"gift":"yes","a/b~c":1}`).problem(http.StatusUnprocessableEntity, "request.invalid")
	type fault struct{ code, found, wanted string }
	got := map[string]fault{}
	for _, f := range p.Errors {
		require.NotContains(t, got, f.Field, "told once")
		require.NotEmpty(t, f.Message)
		got[f.Field] = fault{f.Code, f.Found, f.Wanted}
	}
	require.Equal(t, map[string]fault{
		"/limit":            {"too_large", "101", "at most 100"},
		"/fresh":            {"request.wrong_type", `"maybe"`, "true or false"},
		"/since":            {"request.wrong_type", `"yesterday"`, "a time such as 2026-03-31T22:00:00Z"},
		"/page":             {"request.unknown_parameter", "page", ""},
		"/lines/0/offer":    {"required", "", ""},
		"/lines/0/quantity": {"too_small", "0", "at least 1"},
		"/lines/1/offer":    {"request.wrong_type", "5", "a text"},
		"/lines/1/quantity": {"request.wrong_type", "1.5", "a whole number"},
		"/email":            {"not_an_email", "nobody", "an address such as name@example.com"},
		"/kind":             {"not_allowed", "huge", "gift, plain"},
		"/at":               {"request.wrong_type", `"soon"`, "a time such as 2026-03-31T22:00:00Z"},
		"/colour":           {"not_a_colour", "", ""},
		"/notes":            {"request.wrong_type", "a list", "an object"},
		"/gift":             {"request.wrong_type", `"yes"`, "true or false"},
		"/a~1b~0c":          {"request.unknown_field", "a/b~c", "lines, email, kind, at, colour, notes, gift"},
	}, got)
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	var seen order
	b := bound(t, &seen)
	deep := strings.Repeat(`{"lines":`, 20) + "1" + strings.Repeat("}", 20)
	for name, c := range map[string]struct {
		body, kind string
		status     int
		code       string
	}{
		"no JSON":          {`{"lines":`, "application/json", 400, "request.malformed"},
		"two values":       {`{} {}`, "application/json", 400, "request.malformed"},
		"not UTF-8 braces": {"\xff\xfe", "application/json", 400, "request.malformed"},
		"a list":           {`[1]`, "application/json", 422, "request.invalid"},
		"null":             {`null`, "application/json", 422, "request.invalid"},
		"a form":           {"a=b", "application/x-www-form-urlencoded", 415, "request.media_type"},
		"no type":          {"{}", "", 415, "request.media_type"},
		"nested":           {deep, "application/json", 422, "request.invalid"},
		"too large":        {`{"email":"` + strings.Repeat("a", 300<<10) + `"}`, "application/json", 413, "request.too_large"},
		"too many":         {`{"lines":[` + strings.TrimSuffix(strings.Repeat("{},", 2001), ",") + `]}`, "application/json", 422, "request.invalid"},
		"a suffix is JSON": {`{"lines":[{"offer":"o","quantity":1}]}`, "application/vnd.other+json", 415, "request.media_type"},
	} {
		t.Run(name, func(t *testing.T) {
			b := *b
			b.t = t
			b.send("POST", "/orders/ord_1", c.body, "Content-Type", c.kind).problem(c.status, c.code)
		})
	}
	require.Equal(t, http.StatusOK, b.send("POST", "/orders/o", `{"lines":[{"offer":"o","quantity":1}],"colour":"#1"}`,
		"Content-Type", "application/json; charset=utf-8").status)
}

// An object whose names are data is bound as a whole.
func TestBindWholeObject(t *testing.T) {
	t.Parallel()
	type chosen struct {
		ID   string            `path:"id"`
		Each map[string]string `body:"object" validate:"min=1,max=2"`
	}
	var seen chosen
	b := serve(t, nil, endpoint.Route("PUT", "/carts/{id}/shipping", "Choose.", func(_ *endpoint.Call, in chosen) (none, error) {
		seen = in
		return none{}, nil
	}))
	require.Equal(t, http.StatusNoContent, b.send("PUT", "/carts/c/shipping", `{"ven_1":"spr_1"}`).status)
	require.Equal(t, chosen{"c", map[string]string{"ven_1": "spr_1"}}, seen)
	for body, field := range map[string]string{`{}`: "", `{"a":"1","b":"2","c":"3"}`: "", `{"a/b":null}`: "/a~1b", `[]`: "", "": ""} {
		p := b.send("PUT", "/carts/c/shipping", body, "Content-Type", "application/json").problem(422, "request.invalid")
		require.Len(t, p.Errors, 1, body)
		require.Equal(t, field, p.Errors[0].Field, body)
	}
}

// What a table cannot mean is found when the process starts.
func TestRoutePanicsOnMistakes(t *testing.T) {
	t.Parallel()
	require.Panics(t, func() {
		endpoint.Route("GET", "/things/{id}", "No field for the id.", func(*endpoint.Call, none) (none, error) { return none{}, nil })
	})
	require.Panics(t, func() {
		endpoint.Route("POST", "/things", "A field without a place.", func(*endpoint.Call, struct{ Name string }) (none, error) { return none{}, nil })
	})
}
