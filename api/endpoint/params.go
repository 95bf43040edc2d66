package endpoint

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
)

// bindParams fills the fields that come from the path, the query and headers, and
// refuses query names that the endpoint does not know.
func (p *plan) bindParams(f *fiber.Ctx, into reflect.Value, faults *markthalle.Faults) {
	known := map[string]bool{}
	for _, q := range p.params {
		var value string
		given := false
		switch q.from {
		case "path":
			value = f.Params(q.name)
			given = value != ""
		case "query":
			known[q.name] = true
			given = f.Context().QueryArgs().Has(q.name)
			value = f.Query(q.name)
		case "header":
			value = f.Get(q.name)
			given = value != ""
		}
		if given {
			bindParam(into.FieldByIndex(q.index), q, strings.Clone(value), faults)
		}
	}
	f.Context().QueryArgs().VisitAll(func(k, _ []byte) {
		name := string(k)
		if known[name] || known["filter"] && strings.HasPrefix(name, "filter[") {
			return
		}
		faults.AddField(markthalle.Field{
			Pointer: "/" + escape(name), Code: "request.unknown_parameter",
			Message: "There is no parameter of this name.", Found: shorten(name),
		})
	})
}

func bindParam(into reflect.Value, q param, value string, faults *markthalle.Faults) {
	if into.Kind() == reflect.Pointer {
		fresh := reflect.New(into.Type().Elem())
		bindParam(fresh.Elem(), q, value, faults)
		into.Set(fresh)
		return
	}
	refuse := func(wanted string) {
		faults.AddField(markthalle.Field{
			Pointer: "/" + escape(q.name), Code: "request.wrong_type", Message: "The value has the wrong type.",
			Found: strconv.Quote(shorten(value)), Wanted: wanted,
		})
	}
	switch {
	case into.Type() == timeType:
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			refuse("a time such as 2026-03-31T22:00:00Z")
			return
		}
		into.Set(reflect.ValueOf(at.UTC()))
	case into.Kind() == reflect.String:
		into.SetString(value)
	case into.Kind() == reflect.Int, into.Kind() == reflect.Int64:
		n, err := strconv.ParseInt(value, 10, into.Type().Bits())
		if err != nil {
			refuse("a whole number")
			return
		}
		into.SetInt(n)
	case into.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			refuse("true or false")
			return
		}
		into.SetBool(b)
	case into.Kind() == reflect.Map: // filter: read by Call.Filters
	default:
		panic("api: cannot bind parameter " + q.name)
	}
}
